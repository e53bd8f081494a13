"""The judge of all kinds: as the other judges in what those know, and by each kind's own marks in the rest."""

from __future__ import annotations

import dataclasses

import judge
import numpy as np
import pytest
import species_judge as several
import web_kinds_judge as kinds
from helpers import random_layers, random_states
from hypothesis import given
from hypothesis import strategies as st

FILTERS = (
    kinds.Filter(judge.IDENTITY),
    kinds.Filter(cosine=judge.SOBEL_X, sine=-judge.SOBEL_Y),
    kinds.Filter(cosine=judge.SOBEL_Y, sine=judge.SOBEL_X),
)
GRID = (7, 9)
NOBODY = np.zeros(GRID, np.uint8)


def automaton(number: int, **changes) -> kinds.Automaton:
    """A strong random rule of 8 channels."""
    inputs = 24 + changes.get("signal", 0)
    layers = random_layers(np.random.default_rng(number), inputs, (16,), 8, 0.7)
    return kinds.Automaton(layers, FILTERS, np.zeros((0, 3, 3, 8)), **changes)


def start(number: int = 1) -> np.ndarray:
    """A float64 state with patches of life."""
    return random_states(number, 1, *GRID, 8)[0].astype(np.float64)


@given(st.integers(0, 100), st.booleans(), st.booleans())
def test_the_articles_automaton_is_the_other_judges(number, torus, mask):
    boundary = "torus" if torus else "zero"
    ours = [automaton(number + i, life="neighbourhood" if mask else "all", angle=0.2, step_size=0.8) for i in (0, 1)]
    theirs = [several.Species(one.layers, 0.8, 0.5) for one in ours]
    world = kinds.World(boundary=boundary, noise=0.01, seed=number, angle=0.3)
    same = several.World(boundary=boundary, noise=0.01, seed=number, living_mask=mask)
    species = np.random.default_rng(number).integers(0, 2, GRID, np.uint8)
    found, expected = (start(number), species), (start(number), species)
    for time in range(3):
        found = kinds.step(*found, ours, world, time)
        expected = several.step(*expected, theirs, same, time)
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(found[1], expected[1])


def test_cells_that_are_not_there_are_empty_and_every_cell_survives():
    one = automaton(3, life="own-alpha")
    ghost = start()
    ghost[..., judge.ALPHA] = np.minimum(ghost[..., judge.ALPHA], 0.1)
    world = kinds.World(fire_rate=1)
    after, _ = kinds.step(ghost, NOBODY, [one], world, 0)
    empty, _ = kinds.step(ghost * 0, NOBODY, [one], world, 0)
    np.testing.assert_array_equal(after, empty)
    assert np.abs(after).max() > 0


def test_a_replacing_update_forgets_the_state_and_a_clamp_bounds_it():
    world = kinds.World(fire_rate=1)
    one = automaton(4, update="replacing", life="all")
    after, _ = kinds.step(start(), NOBODY, [one], world, 0)
    expected = 1 / (1 + np.exp(-kinds.answer(one, start(), world, ())))
    np.testing.assert_allclose(after, expected)
    clamped, _ = kinds.step(start(), NOBODY, [automaton(4, clamp=0.25, life="all")], world, 0)
    assert np.abs(clamped).max() == 0.25
    broken = np.full((1, 1, 1), np.nan)
    assert np.isnan(kinds.moved(automaton(4, clamp=0.25), broken, broken)).all()


def test_channels_fire_each_for_itself():
    fire = kinds.fires((64, 64, 8), kinds.World(fire_rate=0.25, seed=9), 3, "channel")
    assert np.abs(fire.mean(axis=(0, 1)) - 0.25).max() < 0.03
    assert np.abs(np.corrcoef(fire[..., 0].ravel(), fire[..., 1].ravel())[0, 1]) < 0.05
    together = kinds.fires((64, 64, 8), kinds.World(fire_rate=0.25, seed=9), 3, "cell")
    np.testing.assert_array_equal(together[..., 0], judge.fires(64, 64, 3, 9, 0.25))


@pytest.mark.parametrize("activation", ["atan", "tanh"])
def test_activations_bend(activation):
    asked = kinds.answer(automaton(5, activation=activation), start(), kinds.World(), ())
    (first, bias), (last, end) = automaton(5).layers
    features = np.concatenate([kinds.correlate(start(), one.taps(0), "zero") for one in FILTERS], axis=-1)
    bent = {"atan": np.arctan, "tanh": np.tanh}[activation](features @ first + bias)
    np.testing.assert_allclose(asked, bent @ last + end, rtol=1e-6, atol=1e-6)


def test_a_signal_is_a_part_of_the_first_bias():
    told = automaton(6, signal=2)
    (weight, bias), last = told.layers
    plain = dataclasses.replace(told, layers=[(weight[:24], bias + 0.5 * weight[24] - weight[25]), last], signal=0)
    found = kinds.answer(told, start(), kinds.World(), (0.5, -1.0))
    np.testing.assert_allclose(found, kinds.answer(plain, start(), kinds.World(), ()), rtol=1e-6, atol=1e-6)
