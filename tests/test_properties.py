"""What holds for every rule: symmetries of the grid, the speed of influence, life and death."""

from __future__ import annotations

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, random_automaton, random_states, relative_error
from hypothesis import given, settings
from hypothesis import strategies as st

from blastema import automaton as core
from blastema import engines
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.life import living

numbers = st.integers(0, 10_000)
QUARTER = np.float32(np.pi / 2)


@quickly_compiled
def grow(automaton, x, steps, conditions):
    return engines.rollout(automaton, x, steps, conditions, max_steps=8, kernel="jax")


def run(automaton, x, steps, *, step=0, fire_seed=0, rate=0.5, angle=0.0):
    conditions = Conditions(
        np.uint32(fire_seed), np.uint32(step), fire_rate=np.float32(rate), step_size=None, angle=np.float32(angle)
    )
    return np.asarray(grow(automaton, x, np.int32(steps), conditions))


def automaton_of(number, **settings):
    return random_automaton(AutomatonConfig(**({"channels": 5, "hidden": (8,)} | settings)), number)


@given(number=numbers, down=st.integers(0, 8), right=st.integers(0, 6))
def test_on_a_torus_everything_may_be_shifted(number, down, right):
    automaton = automaton_of(number, boundary="torus", filters=("identity", "sobel_x", "sobel_y", "laplacian"))
    state = random_states(number, 1, 9, 7, 5)
    shifted = np.roll(state, (down, right), axis=(1, 2))
    expected = np.roll(run(automaton, state, 4, rate=1.0), (down, right), axis=(1, 2))
    np.testing.assert_allclose(run(automaton, shifted, 4, rate=1.0), expected, atol=1e-6)


def test_on_a_torus_a_shift_of_state_and_fire_mask_shifts_the_result(monkeypatch):
    automaton = automaton_of(1, boundary="torus")
    state = random_states(1, 2, 9, 7, 5)
    now = Conditions(fire_seed=4, step=3)
    expected = np.roll(quickly_compiled(lambda x: automaton.step(x, now))(state), (2, 5), axis=(1, 2))
    fires = core.fire_mask
    monkeypatch.setattr(core, "fire_mask", lambda *a, **k: jnp.roll(fires(*a, **k), (2, 5), axis=(1, 2)))
    found = quickly_compiled(lambda x: automaton.step(x, now))(np.roll(state, (2, 5), axis=(1, 2)))
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_with_a_zero_boundary_the_edge_is_felt():
    automaton = automaton_of(2)
    state = random_states(2, 1, 9, 7, 5)
    shifted = run(automaton, np.roll(state, 4, axis=2), 2, rate=1.0)
    assert relative_error(shifted, np.roll(run(automaton, state, 2, rate=1.0), 4, axis=2)) > 0.01


@pytest.mark.parametrize("boundary", ["zero", "torus"])
@pytest.mark.parametrize("quarters", [1, 2, 3])
@given(number=numbers)
@settings(max_examples=8)
def test_the_angle_turns_the_organism_against_the_clock(boundary, quarters, number):
    """A picture turned counter-clockwise, as seen, lives on as before under the same turn as ``angle``."""
    automaton = automaton_of(number, boundary=boundary, filters=("identity", "sobel_x", "sobel_y", "mean"))
    state = random_states(number, 2, 7, 7, 5)
    expected = np.rot90(run(automaton, state, 4, rate=1.0), quarters, axes=(1, 2))
    found = run(automaton, np.rot90(state, quarters, axes=(1, 2)), 4, rate=1.0, angle=quarters * QUARTER)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_the_wrong_sense_of_turning_is_noticed():
    automaton = automaton_of(4)
    state = random_states(4, 1, 7, 7, 5)
    expected = np.rot90(run(automaton, state, 4, rate=1.0), 1, axes=(1, 2))
    found = run(automaton, np.rot90(state, 1, axes=(1, 2)), 4, rate=1.0, angle=-QUARTER)
    assert relative_error(found, expected) > 0.01


def living_cells(automaton, state):
    return np.asarray(living(jnp.asarray(state), automaton.alive_threshold, automaton.physics.boundary))


def around(mask, reach):
    """Cells within ``reach`` of a true cell of [H, W], diagonals included."""
    grown = np.zeros_like(mask)
    padded = np.pad(mask, reach)
    for row in range(2 * reach + 1):
        for column in range(2 * reach + 1):
            grown |= padded[row : row + mask.shape[0], column : column + mask.shape[1]]
    return grown


@given(number=numbers, row=st.integers(0, 14), column=st.integers(0, 14), steps=st.integers(0, 4))
def test_nothing_is_felt_farther_than_perception_and_one_cell_a_step(number, row, column, steps):
    """A cell's next state hangs on the 5x5 cells around it: perception, then the living mask of what came of it."""
    automaton = automaton_of(number)
    state = random_states(number, 1, 15, 15, 5)
    other = state.copy()
    other[0, row, column] += np.random.default_rng(number).normal(size=5).astype(np.float32)
    changed = (run(automaton, state, steps) != run(automaton, other, steps))[0].any(axis=-1)
    touched = np.zeros((15, 15), bool)
    touched[row, column] = True
    assert not (changed & ~around(touched, 2 * steps)).any()


@given(number=numbers, steps=st.integers(0, 4))
def test_without_a_living_mask_one_cell_a_step(number, steps):
    automaton = automaton_of(number, life="all")
    state = random_states(number, 1, 15, 15, 5)
    other = state.copy()
    other[0, 7, 7] += 1
    changed = (run(automaton, state, steps) != run(automaton, other, steps))[0].any(axis=-1)
    touched = np.zeros((15, 15), bool)
    touched[7, 7] = True
    assert not (changed & ~around(touched, steps)).any()


@given(number=numbers, steps=st.integers(0, 6))
def test_life_spreads_at_most_one_cell_a_step(number, steps):
    automaton = random_automaton(AutomatonConfig(channels=5, hidden=(8,)), number, gain=3.0)
    start = np.asarray(automaton.seed(17, 15, batch=1))
    grown = run(automaton, start, steps, rate=1.0)
    assert not ((grown != 0)[0].any(axis=-1) & ~around((start != 0)[0].any(axis=-1), steps)).any()


@given(number=numbers, rate=st.sampled_from([0.0, 0.5, 1.0]))
def test_dead_cells_are_zero_in_all_channels(number, rate):
    """Cells without life around them before the step; and no life comes of nothing."""
    automaton = automaton_of(number)
    state = random_states(number, 1, 9, 9, 5)
    dead = ~around(state[0, ..., 3] > np.float32(0.1), 1)
    assert dead.any()
    state[0, dead, 0] = 7.0
    after = run(automaton, state, 1, rate=rate)
    np.testing.assert_array_equal(after[0][dead], 0)
    assert not np.signbit(after[0][dead]).any()
    np.testing.assert_array_equal(run(automaton, np.zeros_like(state), 5, rate=rate), 0)


@given(number=numbers, fire_seed=st.integers(0, 2**32 - 1))
def test_at_fire_rate_0_only_the_dead_change(number, fire_seed):
    automaton = automaton_of(number)
    state = random_states(number, 1, 9, 9, 5)
    lives = around(state[0, ..., 3] > np.float32(0.1), 1)
    after = run(automaton, state, 1, fire_seed=fire_seed, rate=0.0)[0]
    np.testing.assert_array_equal(after, np.where(lives[..., None], state[0], 0))


@given(number=numbers, fire_seed=st.integers(0, 2**32 - 1), step=st.integers(0, 2**32 - 1))
def test_at_fire_rate_1_chance_has_no_part(number, fire_seed, step):
    automaton = automaton_of(number)
    state = random_states(number, 1, 9, 9, 5)
    after = run(automaton, state, 4, fire_seed=fire_seed, step=step, rate=1.0)
    np.testing.assert_array_equal(after, run(automaton, state, 4, rate=1.0))
    assert relative_error(run(automaton, state, 4, fire_seed=1), run(automaton, state, 4, fire_seed=2)) > 0


def test_nan_is_not_alive_and_masks_select():
    """A NaN far from life disappears, which a mask by multiplication would not bring about."""
    automaton = automaton_of(5)
    state = np.zeros((1, 12, 12, 5), np.float32)
    state[0, 2, 2] = 1
    broken = state.copy()
    broken[0, 9, 9] = np.nan
    assert not living_cells(automaton, broken)[0, 7:, 7:].any()
    np.testing.assert_array_equal(run(automaton, broken, 1), run(automaton, state, 1))
    infinite = state.copy()
    infinite[0, 9, 9, :3] = np.inf
    np.testing.assert_array_equal(run(automaton, infinite, 1), run(automaton, state, 1))


def test_resting_cells_keep_their_state_whatever_the_rule_says():
    """The rule is broken; only cells that fire see it."""
    automaton = automaton_of(6, life="all")
    broken = eqx.tree_at(lambda a: a.update.layers[1].bias, automaton, jnp.full(5, jnp.nan))
    state = random_states(6, 1, 9, 9, 5)
    after = np.asarray(broken.step(state))
    fires = np.isnan(after).any(axis=-1)
    assert 0.3 < fires.mean() < 0.7
    np.testing.assert_array_equal(after[~fires], state[~fires])


def test_the_threshold_itself_is_not_alive():
    automaton = automaton_of(7, alive_threshold=0.25)
    state = np.zeros((1, 5, 5, 5), np.float32)
    state[0, 2, 2, 3] = 0.25
    assert not living_cells(automaton, state).any()
    state[0, 2, 2, 3] = np.nextafter(np.float32(0.25), np.float32(1))
    assert living_cells(automaton, state).sum() == 9


def test_life_reaches_over_the_edge_of_a_torus_only():
    state = np.zeros((1, 5, 6, 5), np.float32)
    state[0, 0, 0, 3] = 1
    for boundary, count in (("zero", 4), ("torus", 9)):
        assert living_cells(automaton_of(8, boundary=boundary), state).sum() == count
