"""Several seeds that merge: where they stand, ten iterations by the package and by the judge, and the evaluation."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import judge
import numpy as np
import planted
import pytest
from helpers import random_states
from merging_judge import MergingTraining
from test_training_oracle import (
    ALL_WOUNDS,
    CHANNELS,
    FIGURES,
    FIRST_ENGINE,
    PADDING,
    SIDE,
    SIZE,
    Case,
    assert_alike,
    pixels,
    premultiplied,
    rule,
)
from training_adapter import Package
from training_helpers import tiny
from training_judge import Settings

from blastema.config import MergingConfig
from blastema.config import file as config_file
from blastema.errors import InputError
from blastema.evaluation import Births, evaluate, merging, result
from blastema.evaluation.merging import FACT, PLACEMENTS, placements, shifted_error
from blastema.training.curricula import curriculum_of
from blastema.training.merging import Merging, places
from blastema.training.merging import planted as with_seeds

STANDS = 6
"""Where the middle of a grid of 13 is."""


def test_seeds_stand_on_a_circle_whose_middle_is_the_grids():
    four = places(4, 8.0, 0.0, jnp.zeros((4, 2)), (13, 13))
    assert four.tolist() == [[6, 10], [10, 6], [6, 2], [2, 6]]
    two = places(2, 8.0, np.pi / 2, jnp.zeros((4, 2)), (13, 17))
    assert two[:2].tolist() == [[10, 8], [2, 8]]
    assert places(1, 8.0, 1.0, jnp.ones((3, 2)), (13, 13))[0].tolist() == [STANDS, STANDS]
    shifted = places(2, 8.0, 0.0, jnp.array([[0.25, 0.0], [0.0, -0.5]]), (13, 13))
    assert shifted.tolist() == [[7, 10], [6, 0]]
    assert places(2, 40.0, 0.0, jnp.zeros((2, 2)), (13, 13)).tolist() == [[6, 12], [6, 0]]  # no further than the edge


def test_only_as_many_are_planted_as_are_asked_for_and_the_rest_stays():
    state = jnp.asarray(random_states(1, 1, 5, 6, CHANNELS)[0])
    found = np.asarray(with_seeds(state, jnp.array([[1, 2], [4, 5], [0, 0]]), 2))
    expected = np.array(state)
    for row, column in ((1, 2), (4, 5)):
        expected[row, column] = [0, 0, 0, *[1] * (CHANNELS - 3)]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("kernel", FIRST_ENGINE)
def test_ten_iterations_are_the_judges(kernel):
    settings = Settings(damage_count=1, reseed_every=2, wounds=ALL_WOUNDS, batch_size=4)
    case = Case(settings, judge.Options())
    layers, _ = rule(case)
    pool = random_states(5, settings.pool_size, SIDE, SIDE, CHANNELS)
    expected = MergingTraining(settings, case.options, premultiplied(pixels()), SIZE, layers, pool)
    expected.seeds(most=3, furthest=6, joined=2)
    several = {"regime": "merging", "seed_count": 3, "seed_distance": 6, "join_count": 2, "damage_count": 1}
    found = Package(settings, case.options, pixels(), PADDING, layers, pool, kernel=kernel, **several)
    counts = {len(expected.fresh(iteration, 0)) for iteration in range(0, 10, 2)}
    assert len(counts) > 1
    for iteration in range(10):
        figures, _ = found.iterate()
        assert figures == pytest.approx(expected.iterate(iteration).figures, rel=FIGURES)
        assert_alike(found, expected)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_its_settings_are_a_curriculums_and_read_back():
    config = tiny(regime="merging", seed_count=3, join_count=2)
    assert config.training.curriculum == MergingConfig(
        16, 1, 1, ("circle",), seed_count=3, seed_distance=16, join_count=2
    )
    assert config_file.from_json(config_file.to_json(config)) == config
    curriculum = curriculum_of(config.training, 8)
    assert isinstance(curriculum, Merging)
    assert (curriculum.most, curriculum.furthest, curriculum.joined) == (3, 16, 2)
    with pytest.raises(InputError, match="seed-count is not used in the regenerating regime, only in merging"):
        tiny(seed_count=3)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"seed_count": 1}, "seed-count is 1; expected a whole number from 2 to 8"),
        ({"seed_distance": 1}, "seed-distance is 1; expected"),
        (
            {"join_count": 3},
            "join-count is 3; expected a whole number from 0 to 2, since of 4 samples one becomes the seed",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        tiny(regime="merging", **settings)


# --- evaluation -------------------------------------------------------------------------------------------------------


def test_the_placements_are_32_about_the_middle():
    found = placements((72, 72))
    assert [each.count for each in found[:6]] == [2, 3, 4, 2, 3, 4]
    assert (found[0].distance, found[-1].distance) == (2, 16)
    for each in found:
        offsets = np.array(each.places) - 36
        assert len(each.places) == each.count
        assert (np.abs(offsets.mean(axis=0)) <= 0.5).all()
        np.testing.assert_allclose(np.hypot(*offsets.T), each.distance / 2, atol=0.71)
    assert placements((72, 72)) == found


def test_the_best_shift_is_found_within_six_cells():
    target = np.zeros((20, 20, 4), np.float32)
    target[8:12, 8:12] = 1
    states = np.zeros((3, 20, 20, 5), np.float32)
    for state, by in zip(states, ((-6, 6), (0, 0), (7, 0)), strict=True):
        state[..., :4] = np.roll(target, by, (0, 1))
    found = shifted_error(states, target)
    assert found[:2].tolist() == [0, 0]
    assert found[2] == pytest.approx(2 * 4 / 400)  # of four cells each, one row is missing and one too many


def test_two_that_never_change_stay_two(monkeypatch):
    monkeypatch.setattr(result.article, "measure", lambda organism, ledger, kernel: None)
    monkeypatch.setattr(result, "count_births", lambda organism, kernel: Births(1, 1, ()))
    monkeypatch.setattr(merging, "TIMES", (20, 40))
    # One cell is black in the target; all seeds stay, black cells as well.
    one = dataclasses.replace(planted.still(), provenance={"regime": "merging"})
    seen = evaluate(one)
    cells = (1 + 2 * planted.PADDING) ** 2
    for placed, error in zip(placements(one.grid), seen["merge40"].errors, strict=True):
        different = set(placed.places) ^ {(planted.PADDING, planted.PADDING)}
        assert error == pytest.approx(len(different) / (4 * cells))
    assert len(seen["joined20"].errors) == PLACEMENTS
    for placed, error in zip(placements(one.grid), seen["joined40"].errors, strict=True):
        assert error == pytest.approx((placed.places[0] != (planted.PADDING, planted.PADDING)) / (4 * cells))
    assert len(seen.facts[FACT]) == PLACEMENTS
    assert evaluate(planted.still()).scores == ()
    with pytest.raises(InputError, match="walks moves; several seeds are measured only for still pictures"):
        evaluate(planted.walks(), merging=True)
