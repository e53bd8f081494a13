"""The specification against the judge: the same masks to the bit, the same states within rounding."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import (
    distance_from_threshold,
    judged,
    quickly_compiled,
    random_automaton,
    random_states,
    relative_error,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from kinds import asked, automaton_of, conditions, in_float64, judged_conditions, numbers

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Physics
from blastema.config.sections import LARGEST_LAYER
from blastema.engines import reference
from blastema.filters import Filter, filter_named, taps_of
from blastema.life import OwnAlphaLife, living
from blastema.perception import FilterPerception

ALL_FILTERS = ("identity", "sobel_x", "sobel_y", "laplacian", "mean")

sides = st.sampled_from([1, 2, 3, 5, 9])

step = quickly_compiled(lambda automaton, x, conditions: automaton.step(x, conditions))
perceive = quickly_compiled(lambda automaton, x, angle: automaton.perceive(x, Conditions(angle=angle)))


@given(data=st.data(), wish=asked, height=sides, width=sides, number=numbers)
def test_a_step_is_the_judges(data, wish, height, width, number):
    """Of any combination of kinds and conditions: masks to the bit, states within rounding."""
    automaton = automaton_of(wish)
    given = data.draw(conditions(automaton.perception.signal, 2, height, width))
    layers, arguments = judged(automaton, **judged_conditions(given, 2))
    options, learned = arguments["options"], arguments["learned"]
    state = random_states(number, 2, height, width, automaton.channels)
    for done in range(3):
        now = given._replace(step=given.step + np.uint32(done))
        before = state.astype(np.float64)
        fire, drawn = judge.chance(before, options, given.fire_seed.tolist(), now.step.tolist())
        moved = judge.move(layers, before, fire, options, learned)
        # Within rounding of the threshold an alpha may fall to either side.
        assume(distance_from_threshold(moved, options) > 1e-5)
        expected = judge.step(layers, before, fire, options, learned, drawn)
        found = np.asarray(step(automaton, state, now))
        assert found.dtype == np.float32
        assert_masks(found, state, fire, judge.survivors(before, moved, options), options)
        assert relative_error(found, expected) < 1e-5
        state = found


def assert_masks(found, state, fire, lives, options):
    """To the bit: who does not survive is zero, what does not fire rests, nothing that fires leaves the clamp."""
    np.testing.assert_array_equal(found[~lives], 0)
    if options.noise:
        return
    began = judge.select(judge.mature(state, options), state) if options.life == "own-alpha" else state
    resting, moving = (mask & lives[..., None] & np.ones(found.shape, bool) for mask in (~fire, fire))
    np.testing.assert_array_equal(found[resting], began[resting])
    if options.clamp:
        assert (np.abs(found[moving]) <= np.float32(options.clamp)).all()


@given(data=st.data(), wish=asked, shape=st.tuples(sides, sides), number=numbers, steps=st.integers(0, 5))
def test_a_rollout_of_any_kind_is_the_judges(data, wish, shape, number, steps):
    """In float64, where less than a billionth may differ."""
    automaton = automaton_of(wish)
    given = data.draw(conditions(automaton.perception.signal, 2, *shape))
    with jax.enable_x64(True):
        wide = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float64), automaton)
        complete = in_float64(wide.conditions(given, 2))
        changes = {name: np.asarray(getattr(complete, name)) for name in ("fire_rate", "step_size", "angle")}
        layers, arguments = judged(wide, **(judged_conditions(given, 2) | changes))
        start = random_states(number, 2, *shape, automaton.channels).astype(np.float64)
        seeds, times = given.fire_seed.tolist(), given.step.tolist()
        states = judge.rollout(layers, start, steps, seeds=seeds, first_steps=times, **arguments)
        assume(all(distance_from_threshold(state, arguments["options"]) > 1e-9 for state in states[1:]))
        found = rollout(wide, start, np.int32(steps), complete)
        assert found.dtype == jnp.float64
        # Noise is of float32 in every engine.
        assert relative_error(found, states[-1]) < (1e-6 if automaton.physics.noise else 1e-9)


rollout = quickly_compiled(
    lambda automaton, x, steps, conditions: reference.rollout(automaton, x, steps, conditions, 6)
)


@pytest.mark.parametrize("boundary", ["zero", "torus"])
@pytest.mark.parametrize("t", [0, 1_000_000, 2**32 - 5])
def test_a_rollout_is_the_judges(boundary, t):
    config = AutomatonConfig(channels=8, hidden=(32,), boundary=boundary, angle=20.0)
    automaton = random_automaton(config, 3, gain=0.05)
    layers, arguments = judged(automaton)
    start = random_states(3, 3, 13, 10, 8)
    seeds, times = [5, 0, 2**32 - 1], [t, 3, 0]
    states = judge.rollout(layers, start.astype(np.float64), 12, seeds=seeds, first_steps=times, **arguments)
    now = Conditions(np.array(seeds, np.uint32), np.array(times, np.uint32))
    found = engines.rollout(automaton, start, 12, now, max_steps=20, kernel="jax")
    assert relative_error(found, states[-1]) < 1e-5
    assert np.abs(states[-1]).max() > 0.1, "nothing is left to compare"


def test_the_same_in_float64():
    with jax.enable_x64(True):
        config = AutomatonConfig(channels=6, hidden=(9, 8), filters=ALL_FILTERS, learned_filters=1, angle=33.0)
        automaton = random_automaton(config, 1)
        layers, arguments = judged(automaton, angle=float(np.float32(np.deg2rad(33.0))))
        start = random_states(1, 1, 7, 8, 6).astype(np.float64)
        expected = judge.rollout(layers, start, 6, seeds=[9], first_steps=[4], **arguments)[-1]
        found = engines.rollout(automaton, start, 6, Conditions(9, 4), kernel="jax")
        assert found.dtype == jnp.float64
        # The cosine of the angle is a float32 number in every engine.
        assert relative_error(found, expected) < 1e-7


@pytest.mark.parametrize("boundary", ["zero", "torus"])
@given(angle=st.floats(-10, 10, width=32), shape=st.sampled_from([(6, 5), (1, 3), (2, 2)]))
def test_perception_is_the_judges_at_any_angle(boundary, angle, shape):
    config = AutomatonConfig(channels=4, filters=ALL_FILTERS, learned_filters=2, boundary=boundary, hidden=(1,))
    automaton = random_automaton(config, 5)
    height, width = shape
    _, arguments = judged(automaton, angle=angle)
    state = np.random.default_rng(5).normal(size=(2, height, width, 4))
    expected = judge.perceive(state, arguments["options"], arguments["learned"])
    found = perceive(automaton, state.astype(np.float32), np.float32(angle))
    assert found.shape == (2, height, width, 4 * 7)
    assert relative_error(found, expected) < 1e-5


def test_filters_answer_as_their_names_say():
    """On a ramp that grows by 1 a cell to the right and by 10 a cell downwards; filter-major."""
    rows, columns = np.mgrid[:5, :5]
    ramp = np.repeat((columns + 10.0 * rows)[..., None], 4, axis=-1) * [1, 2, 3, 4]
    config = AutomatonConfig(channels=4, filters=ALL_FILTERS, hidden=(1,))
    middle = np.asarray(random_automaton(config, 0).perceive(ramp)[2, 2]).reshape(5, 4)
    expected = np.array([22, 1, 10, 0, 22])[:, None] * np.array([1, 2, 3, 4])
    np.testing.assert_allclose(middle, expected, atol=1e-5)


def test_filters_of_any_taps_answer_as_they_are_said_to_engines():
    """None at all, a single one anywhere, the centre with a neighbour, and those that turn: by plain correlation."""
    single = np.eye(9).reshape(9, 3, 3)
    grids = [np.zeros((3, 3)), *single, single[4] + single[3], single[4] - 2 * single[1]]
    filters = [Filter(f"drawn {i}", still=taps_of(grid)) for i, grid in enumerate(grids)]
    filters += [filter_named("sobel_x+identity"), filter_named("sobel_y")]
    perception = FilterPerception.initial(jax.random.key(0), 4, tuple(filters))
    angle = np.array([0.4, -1.3], np.float32)
    state = np.random.default_rng(6).normal(size=(2, 5, 6, 4)).astype(np.float32)
    taps = np.asarray(perception.taps(jnp.asarray(angle)))
    np.testing.assert_array_equal(taps[:, : len(grids)], np.stack([grids] * 2))
    around = np.pad(state, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(around, (3, 3), (1, 2))
    expected = np.einsum("bfij,bhwcij->bhwfc", taps, windows).reshape(2, 5, 6, -1)
    found = perception(jnp.asarray(state), Conditions(angle=jnp.asarray(angle)), "zero")
    np.testing.assert_allclose(found, expected, atol=1e-5)
    dx = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    cosine, sine = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    np.testing.assert_allclose(taps[:, len(grids)], cosine * dx - sine * dx.T + single[4], atol=1e-6)


def test_what_is_learned_begins_as_noise_of_its_size():
    perception = FilterPerception.initial(
        jax.random.key(0), 64, ("identity",), learned_filters=8, signal=40, embedding=50
    )
    assert np.std(perception.learned) == pytest.approx(1 / 3, rel=0.05)
    assert np.std(perception.table) == pytest.approx(1, rel=0.05)


def test_a_cell_at_the_threshold_is_not_above_it():
    state = jnp.zeros((1, 3, 3, 4)).at[0, 1, 1, 3].set(0.5)
    for threshold, lives in ((0.5, False), (0.4375, True)):
        assert OwnAlphaLife(threshold).present(state)[0, 1, 1] == lives
        assert living(state, threshold, "zero").all() == lives


def test_each_sample_of_a_batch_has_its_own_life():
    """Seeds, times and angles may differ within a batch; each sample is what it would be alone."""
    automaton = random_automaton(AutomatonConfig(channels=5, hidden=(8,)), 2)
    states = random_states(2, 3, 6, 7, 5)
    now = Conditions(
        fire_seed=np.array([1, 2, 2], np.uint32),
        step=np.array([0, 0, 9], np.uint32),
        fire_rate=np.array([0.5, 1.0, 0.25], np.float32),
        step_size=np.array([1.0, -0.5, 2.0], np.float32),
        angle=np.array([0.0, 1.0, 2.0], np.float32),
    )
    together = engines.rollout(automaton, states, 4, now, kernel="jax")
    for i in range(3):
        mine = Conditions(*(None if given is None else given[i] for given in now))
        alone = engines.rollout(automaton, states[i], 4, mine, kernel="jax")
        assert alone.shape == (6, 7, 5)
        np.testing.assert_allclose(alone, together[i], atol=1e-6)


def test_conditions_of_the_call_win_over_the_physics():
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8,)), 4)
    state = random_states(4, 1, 6, 6, 4)
    options = {"angle": 0.5, "fire_rate": 0.8, "step_size": 0.25}
    layers, arguments = judged(automaton, **options)
    expected = judge.rollout(layers, state, 2, seeds=[0], first_steps=[0], **arguments)[-1]
    asked = Conditions(**options)
    assert relative_error(engines.rollout(automaton, state, 2, asked, kernel="jax"), expected) < 1e-5
    one = step(automaton, step(automaton, state, asked), asked._replace(step=1))
    assert relative_error(one, expected) < 1e-5


def test_time_goes_on_across_chunks():
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8,)), 6)
    state = random_states(6, 2, 6, 6, 4)
    whole = engines.rollout(automaton, state, 7, Conditions(3, 100), kernel="jax")
    half = engines.rollout(automaton, state, 3, Conditions(3, 100), kernel="jax")
    parts = engines.rollout(automaton, half, 4, Conditions(3, 103), kernel="jax")
    np.testing.assert_array_equal(whole, parts)


@pytest.mark.long
def test_plain_jit_grad_and_vmap():
    config = AutomatonConfig(channels=4, hidden=(8,), learned_filters=1)
    automaton = random_automaton(config, 7)
    states = random_states(7, 3, 6, 5, 4)

    def energy(automaton, state, fire_seed):
        return (engines.rollout(automaton, state, 3, Conditions(fire_seed), kernel="jax") ** 2).sum()

    seeds = jnp.arange(3, dtype=jnp.uint32)
    each = jax.jit(jax.vmap(energy, in_axes=(None, 0, 0)))(automaton, states, seeds)
    alone = jax.jit(energy)
    for i in range(3):
        np.testing.assert_allclose(each[i], alone(automaton, states[i], seeds[i]), rtol=1e-5)
    gradient = jax.jit(jax.grad(lambda automaton: energy(automaton, states, seeds)))(automaton)
    assert isinstance(gradient, CellularAutomaton)
    assert all(np.isfinite(leaf).all() and np.any(leaf != 0) for leaf in jax.tree.leaves(gradient))
    many = jax.vmap(lambda key: CellularAutomaton.initial(config, key))(jax.random.split(jax.random.key(0)))
    assert many.update.layers[0].weight.shape == (2, 16, 8)


def test_the_articles_automaton():
    """8,336 parameters, all of them trainable; a new rule does nothing, so that the seed stays a seed."""
    automaton = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))
    assert automaton.parameters == 8336
    assert automaton.physics == Physics()
    assert CellularAutomaton(automaton.perception, automaton.update, automaton.life).channels == 16
    (first, first_bias), (last, last_bias) = automaton.update.layers
    bound = np.sqrt(6 / (48 + 128))
    assert 0.95 * bound < np.abs(first).max() <= bound
    for zeros in (first_bias, last, last_bias):
        np.testing.assert_array_equal(zeros, 0)
    seed = automaton.seed(8)
    np.testing.assert_array_equal(engines.rollout(automaton, seed, 10, kernel="jax"), seed)


@pytest.mark.parametrize(("height", "width"), [(72, 72), (5, 8), (1, 1)])
def test_the_seed_is_the_judges(height, width):
    automaton = CellularAutomaton.initial(AutomatonConfig(channels=7), jax.random.key(0))
    expected = judge.seed_state(height, width, 7)
    np.testing.assert_array_equal(automaton.seed(height, width), expected)
    np.testing.assert_array_equal(automaton.seed(height, width, batch=2), np.stack([expected] * 2))


def test_a_grid_is_too_large_by_its_widest_layer():
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8, 48)), 0)
    height, width = 1000, LARGEST_LAYER // 48_000
    assert automaton.too_large(height, width) is None
    assert "cells x 48 outputs of a layer" in automaton.too_large(height, width + 1)


@pytest.mark.parametrize("shape", [(6, 6), (6, 6, 5), (1, 1, 6, 6, 4)])
def test_a_state_of_another_shape_is_refused(shape):
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8,)), 0)
    with pytest.raises(ValueError, match=r"expected \[height, width, 4\] or \[batch, height, width, 4\]"):
        automaton.step(np.zeros(shape, np.float32))
