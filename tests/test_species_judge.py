"""The judge of several species: what it must do by itself, before engines are held to it."""

from __future__ import annotations

import dataclasses

import judge
import numpy as np
import pytest
import species_judge as several
from helpers import random_layers, random_states
from hypothesis import given
from hypothesis import strategies as st

WORLD = several.World(seed=5)


def population(*numbers: int, channels: int = 8) -> list[several.Species]:
    """Strong random rules: they make and unmake living cells all the time."""
    return [
        several.Species(random_layers(np.random.default_rng(number), 3 * channels, (16,), channels, 0.7))
        for number in numbers
    ]


def follow(state: np.ndarray, species: np.ndarray, all_species: list[several.Species], world: several.World, steps=6):
    for time in range(steps):
        state, species = several.step(state, species, all_species, world, time)
    return state, species


@given(st.integers(0, 200), st.booleans(), st.booleans())
def test_one_species_is_what_the_judge_of_one_does(number, torus, mask):
    world = dataclasses.replace(WORLD, boundary="torus" if torus else "zero", living_mask=mask)
    start = random_states(number, 1, 9, 11, 8).astype(np.float64)
    (one,) = population(number)
    ours, _ = follow(start[0], np.zeros((9, 11), np.uint8), [one], world)
    expected = judge.rollout(one.layers, start, 6, world.options(), [world.seed], [0])[-1][0]
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 200), st.booleans())
def test_an_organism_does_the_same_as_any_species_and_whatever_is_stored_in_faint_cells(number, torus):
    world = dataclasses.replace(WORLD, boundary="torus" if torus else "zero")
    start = random_states(number, 1, 9, 11, 8)[0].astype(np.float64)
    one, other = population(number, number + 1)
    stored = np.where(start[..., judge.ALPHA] > 0.1, 1, np.random.default_rng(number).integers(0, 2, (9, 11)))
    alone, _ = follow(start, np.zeros((9, 11), np.uint8), [one], world)
    second, species = follow(start, stored.astype(np.uint8), [other, one], world)
    np.testing.assert_allclose(second, alone, rtol=1e-9, atol=1e-9)
    assert (species[second[..., judge.ALPHA] > 0.1] == 1).all()


def test_an_empty_cell_follows_the_strongest_neighbour_and_the_first_of_equals():
    state = np.zeros((5, 5, 8), np.float32)
    species = np.zeros((5, 5), np.uint8)
    for row, column, alpha, index in ((1, 1, 0.5, 1), (1, 3, 0.9, 2), (3, 1, 0.9, 3), (3, 3, np.nan, 4)):
        state[row, column, judge.ALPHA] = alpha
        species[row, column] = index
    follows = several.belongs(state, species, WORLD)
    assert follows[2, 2] == 2, "the first of the two strongest"
    assert follows[1, 2] == 2
    assert follows[2, 1] == 3
    assert follows[1, 1] == 1, "alive, so its own"
    assert follows[4, 2] == 3
    assert follows[0, 0] == 1
    assert follows[3, 3] == 2, "without a living neighbour: as the first of those that have one, (2, 2)"
    assert follows[4, 4] == -1


def test_beyond_the_edge_there_is_nobody_but_on_a_torus():
    state, species = several.seeded(6, 6, 8, [(0, 0, 1)])
    state[0, 0, judge.ALPHA] = 0.6
    assert several.belongs(state, species, WORLD)[5, 5] == -1
    torus = several.belongs(state, species, dataclasses.replace(WORLD, boundary="torus"))
    assert torus[5, 5] == torus[4, 4] == 1
    assert torus[3, 3] == -1


def test_without_a_living_mask_cells_far_from_life_keep_their_own():
    state, species = several.seeded(7, 7, 8, [(3, 3, 1)])
    species[0, 0] = 2
    follows = several.belongs(state, species, dataclasses.replace(WORLD, living_mask=False))
    assert follows[0, 0] == 2
    assert follows[2, 2] == 1
    assert follows[1, 1] == 0


def test_noise_is_uniform_and_falls_on_survivors_only():
    drawn = several.noise((64, 64, 8), WORLD, 3)
    assert -1 <= drawn.min() < -0.99
    assert 0.99 < drawn.max() < 1
    assert abs(drawn.mean()) < 0.01
    assert abs(np.corrcoef(drawn[..., 0].ravel(), drawn[..., 1].ravel())[0, 1]) < 0.05
    layers = [(np.zeros((24, 16)), np.zeros(16)), (np.zeros((16, 8)), np.zeros(8))]
    state, species = several.seeded(9, 9, 8, [(4, 4, 0)])
    noisy, _ = several.step(state, species, [several.Species(layers)], dataclasses.replace(WORLD, noise=0.01), 0)
    assert ((noisy != 0).any(axis=-1)).sum() == 9
    assert np.abs(noisy - state).max() <= 0.01


def test_turns_and_step_sizes_are_each_species_own():
    (one,) = population(3)
    turned = dataclasses.replace(one, angle=0.7, step_size=0.5)
    start = random_states(1, 1, 12, 30, 8)[0].astype(np.float64)
    start[:, 13:17] = 0
    species = np.zeros((12, 30), np.uint8)
    species[:, 15:] = 1
    both, _ = several.step(start, species, [one, turned], WORLD, 0)
    left, _ = several.step(start, species * 0, [one], WORLD, 0)
    right, _ = several.step(start, species * 0, [turned], WORLD, 0)
    np.testing.assert_allclose(both[:, :13], left[:, :13])
    np.testing.assert_allclose(both[:, 17:], right[:, 17:])
    assert np.abs(left - right).max() > 0.1


@pytest.mark.parametrize(("rate", "changes"), [(0, False), (1, True)])
def test_fire_rates_at_their_ends(rate, changes):
    start = random_states(2, 1, 9, 9, 8)[0]
    start = np.where(judge.alive(start[None], WORLD.options())[0][..., None], start, np.float32(0))
    after, _ = several.step(
        start, np.zeros((9, 9), np.uint8), population(2), dataclasses.replace(WORLD, fire_rate=rate), 0
    )
    assert bool(np.abs(after - start).max() > 0) == changes
