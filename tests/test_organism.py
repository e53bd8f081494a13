"""Organisms, by the package's public names: seed, grow, show, save and load; and how states become pictures."""

from __future__ import annotations

import dataclasses
import io

import jax
import judge
import numpy as np
import pytest
from helpers import judged, random_automaton, random_states, relative_error
from PIL import Image

import blastema as bl
from blastema import pictures
from blastema.assembly import settings_of
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig


@pytest.fixture
def organism():
    automaton = random_automaton(AutomatonConfig(channels=8, hidden=(16,)), 3, gain=0.05)
    return bl.Organism(automaton, "blob", (9, 12), None, {"source": "a test"})


def test_it_grows_from_its_seed(organism):
    """Through one compiled chunk or several, it is the judge's rollout."""
    np.testing.assert_array_equal(organism.seed(), judge.seed_state(9, 12, 8))
    np.testing.assert_array_equal(organism.seed(5, 4), judge.seed_state(5, 4, 8))
    layers, arguments = judged(organism.automaton)
    states = judge.rollout(
        layers, judge.seed_state(9, 12, 8, np.float64)[None], 20, seeds=[6], first_steps=[0], **arguments
    )
    for steps in (0, 7, 20):
        assert relative_error(organism.grow(steps, Conditions(fire_seed=6), kernel="jax"), states[steps][0]) < 1e-4


def test_a_long_life_is_its_parts(organism):
    state = random_states(1, 2, 9, 12, 8)
    begun = Conditions(fire_seed=np.array([1, 2]), step=np.array([5, 2**32 - 120]))
    later = begun._replace(step=np.array([105, 2**32 - 20]))
    whole = organism.rollout(state, 300, begun, kernel="jax")
    parts = organism.rollout(organism.rollout(state, 100, begun, kernel="jax"), 200, later, kernel="jax")
    np.testing.assert_array_equal(whole, parts)
    assert np.isfinite(whole).all()


def test_settings_of_a_rollout(organism):
    state = random_states(2, 1, 9, 12, 8)
    layers, arguments = judged(organism.automaton, angle=1.0, fire_rate=0.9, step_size=0.5)
    expected = judge.rollout(layers, state.astype(np.float64), 5, seeds=[0], first_steps=[0], **arguments)[-1]
    asked = Conditions(angle=1.0, fire_rate=0.9, step_size=0.5)
    found = organism.rollout(state, 5, asked, kernel="jax")
    assert relative_error(found, expected) < 1e-4


@pytest.mark.long
@pytest.mark.parametrize("kernel", ["auto", "jax"])
def test_it_computes_in_float32_also_where_jax_has_float64(organism, tmp_path, kernel):
    expected = organism.grow(5, kernel=kernel)
    bl.save_organism(organism, tmp_path / "blob.safetensors")
    with jax.enable_x64(True):
        again = bl.load_organism(tmp_path / "blob.safetensors")
        for found in (again.grow(5, kernel=kernel), again.automaton.step(again.seed())):
            assert found.dtype == np.float32
        np.testing.assert_array_equal(again.grow(5, kernel=kernel), expected)


def test_it_is_saved_and_loaded(organism, tmp_path):
    path = tmp_path / "blob.safetensors"
    bl.save_organism(organism, path)
    again = bl.load_organism(path)
    assert (again.name, again.grid, again.provenance) == ("blob", (9, 12), {"source": "a test"})
    assert settings_of(again.automaton) == settings_of(organism.automaton)
    np.testing.assert_array_equal(again.grow(5, kernel="jax"), organism.grow(5, kernel="jax"))


def test_its_seeds_stand_where_they_were_put_about_the_middle_of_any_grid(organism):
    planted = dataclasses.replace(organism, seeds=((4, 6), (0, 11)))
    for shape, places in (((9, 12), [(4, 6), (0, 11)]), ((20, 15), [(10, 7), (6, 12)])):
        expected = np.zeros((*shape, 8), np.float32)
        for row, column in places:
            expected[row, column, 3:] = 1
        np.testing.assert_array_equal(planted.seed(*shape), expected)
    np.testing.assert_array_equal(planted.grow(0), planted.seed())


def test_a_negative_number_of_steps_is_refused(organism):
    with pytest.raises(ValueError, match="steps is -1; expected a whole number, 0 or more"):
        organism.rollout(organism.seed(), -1)


def test_it_shows_itself(organism):
    with Image.open(io.BytesIO(organism._repr_png_())) as shown:
        assert shown.size == (48, 36)


def test_pictures_are_on_white_and_clipped():
    state = np.zeros((1, 6, 7), np.float32)
    state[0, 1, :4] = [0.25, 0, 0, 0.5]  # half transparent red, premultiplied
    state[0, 2, :4] = [2, -1, 0.5, 3]
    state[0, 3, :4] = [0, 0, 0, -5]
    state[0, 4, :4] = [np.nan, 0, 0, 1]
    state[0, 5, 6] = np.inf  # hidden, and so not seen
    shown = pictures.to_rgb(state)
    assert shown.dtype == np.uint8
    expected = [[255] * 3, [191, 128, 128], [255, 0, 128], [255] * 3, [255, 0, 255], [255] * 3]
    np.testing.assert_array_equal(shown[0], expected)
    np.testing.assert_array_equal(pictures.to_rgb(state, background=0.0)[0, :2], [[0, 0, 0], [64, 0, 0]])


def test_pictures_are_enlarged_and_tiled():
    small = np.arange(5 * 2 * 3 * 3, dtype=np.uint8).reshape(5, 2, 3, 3)
    large = pictures.enlarge(small, 2)
    assert large.shape == (5, 4, 6, 3)
    np.testing.assert_array_equal(large[:, ::2, ::2], small)
    np.testing.assert_array_equal(large[:, 1::2, 1::2], small)
    sheet = pictures.tile(small, 3)
    assert sheet.shape == (4, 9, 3)
    np.testing.assert_array_equal(sheet[2:, 3:6], small[4])
    np.testing.assert_array_equal(sheet[2:, 6:], 255)
    with Image.open(io.BytesIO(pictures.png(sheet))) as read:
        np.testing.assert_array_equal(np.asarray(read), sheet)
