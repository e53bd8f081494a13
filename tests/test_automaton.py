"""The specification against the judge: the same masks to the bit, the same states within rounding."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import distance_from_threshold, judged, random_automaton, random_states, relative_error
from hypothesis import assume, given
from hypothesis import strategies as st

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Physics
from blastema.life import living

ALL_FILTERS = ("identity", "sobel_x", "sobel_y", "laplacian", "mean")

configs = st.builds(
    AutomatonConfig,
    channels=st.sampled_from([4, 5, 12]),
    hidden=st.sampled_from([(16,), (7,), (8, 5), (6, 5, 4)]),
    filters=st.permutations(ALL_FILTERS).flatmap(lambda names: st.integers(1, 5).map(lambda n: tuple(names[:n]))),
    learned_filters=st.sampled_from([0, 0, 2]),
    fire_rate=st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]),
    step_size=st.sampled_from([1.0, 0.5, -0.7]),
    angle=st.sampled_from([0.0, 90.0, 45.0, -30.0, 210.0]),
    life=st.sampled_from(["neighbourhood", "neighbourhood", "all"]),
    alive_threshold=st.sampled_from([0.1, 0.3, -0.05]),
    boundary=st.sampled_from(["zero", "torus"]),
)
sides = st.sampled_from([1, 2, 3, 5, 9])
words = st.sampled_from([0, 1, 7, 2**31, 2**32 - 1])

step = jax.jit(lambda automaton, x, conditions: automaton.step(x, conditions))
perceive = jax.jit(lambda automaton, x, angle: automaton.perceive(x, Conditions(angle=angle)))


@given(config=configs, height=sides, width=sides, number=st.integers(0, 1000), s=words, t=words)
def test_a_step_is_the_judges(config, height, width, number, s, t):
    automaton = random_automaton(config, number)
    layers, arguments = judged(automaton)
    options, learned = arguments["options"], arguments["learned"]
    state = random_states(number, 2, height, width, config.channels)
    seeds, times = [s, s ^ 12345], [t, (t + 1) % 2**32]
    for _ in range(3):
        before = state.astype(np.float64)
        fire = judge.fires_batch((height, width), times, seeds, config.fire_rate)
        moved = judge.move(layers, before, fire, options, learned)
        # Within rounding of the threshold an alpha may fall to either side.
        assume(distance_from_threshold(moved, options) > 1e-5)
        pre = judge.alive(before, options)
        np.testing.assert_array_equal(living(jnp.asarray(state), options.alive_threshold, options.boundary), pre)
        expected = judge.step(layers, before, fire, options, learned)
        now = Conditions(np.array(seeds, np.uint32), np.array(times, np.uint32))
        found = np.asarray(step(automaton, state, now))
        assert found.dtype == np.float32
        lives = judge.survivors(before, moved, options)
        np.testing.assert_array_equal(found[~lives], 0)
        resting = lives & ~fire[..., 0]
        np.testing.assert_array_equal(found[resting], state[resting])
        assert relative_error(found, expected) < 1e-5
        state, times = found, [(time + 1) % 2**32 for time in times]


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
    one = automaton.step(automaton.step(state, asked), asked._replace(step=1))
    assert relative_error(one, expected) < 1e-5


def test_time_goes_on_across_chunks():
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8,)), 6)
    state = random_states(6, 2, 6, 6, 4)
    whole = engines.rollout(automaton, state, 7, Conditions(3, 100), kernel="jax")
    half = engines.rollout(automaton, state, 3, Conditions(3, 100), kernel="jax")
    parts = engines.rollout(automaton, half, 4, Conditions(3, 103), kernel="jax")
    np.testing.assert_array_equal(whole, parts)


def test_plain_jit_grad_and_vmap():
    config = AutomatonConfig(channels=4, hidden=(8,), learned_filters=1)
    automaton = random_automaton(config, 7)
    states = random_states(7, 3, 6, 5, 4)

    def energy(automaton, state, fire_seed):
        return (engines.rollout(automaton, state, 3, Conditions(fire_seed), kernel="jax") ** 2).sum()

    seeds = jnp.arange(3, dtype=jnp.uint32)
    each = jax.vmap(energy, in_axes=(None, 0, 0))(automaton, states, seeds)
    for i in range(3):
        np.testing.assert_allclose(each[i], jax.jit(energy)(automaton, states[i], seeds[i]), rtol=1e-5)
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


@pytest.mark.parametrize("shape", [(6, 6), (6, 6, 5), (1, 1, 6, 6, 4)])
def test_a_state_of_another_shape_is_refused(shape):
    automaton = random_automaton(AutomatonConfig(channels=4, hidden=(8,)), 0)
    with pytest.raises(ValueError, match=r"expected \[height, width, 4\] or \[batch, height, width, 4\]"):
        automaton.step(np.zeros(shape, np.float32))
