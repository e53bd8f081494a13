"""Gradients: of the rollout against finite differences, of the fused call against those of the rollout."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_automaton, random_states, relative_error

from blastema import engines
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import reference
from blastema.fire import fire_mask
from blastema.life import living
from blastema.objective import Measure, PictureObjective, Wanted, powered

CONFIGS = {
    "article's filters": AutomatonConfig(channels=5, hidden=(7,)),
    "torus, turned": AutomatonConfig(channels=4, hidden=(6, 5), boundary="torus", angle=40.0, step_size=0.7),
    "learned, all filters": AutomatonConfig(
        channels=4, hidden=(6,), filters=("mean", "identity", "sobel_y", "laplacian"), learned_filters=2
    ),
    "all live": AutomatonConfig(channels=4, hidden=(6,), life="all", fire_rate=0.8),
}


def conditions_of(config, batch):
    """Complete conditions, with seeds, steps, rates, sizes and angles of each sample's own, in the state's floats."""
    rng = np.random.default_rng(batch)
    signal = jnp.asarray(rng.normal(size=(batch, config.signal))) if config.signal else None
    each = jnp.arange(batch, dtype=float)
    return Conditions(
        fire_seed=jnp.arange(3, 3 + batch, dtype=jnp.uint32),
        step=jnp.arange(batch, dtype=jnp.uint32) * 17,
        fire_rate=jnp.asarray(config.fire_rate - 0.05 * each, jnp.float32),
        step_size=config.step_size + 0.1 * each,
        angle=jnp.deg2rad(config.angle) + each,
        signal=signal,
    )


def directional_derivative(function, point, direction, size=1e-6):
    """By central differences of fourth order."""

    def at(factor):
        return float(function(jax.tree.map(lambda p, d: p + factor * size * d, point, direction)))

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * size)


@pytest.mark.parametrize("name", CONFIGS)
def test_rollout_against_finite_differences(name):
    """In float64, to weights, learned filters, state and conditions; the masks do not move at steps of 1e-6."""
    config = CONFIGS[name]
    with jax.enable_x64(True):
        automaton = random_automaton(config, 8)
        state = jnp.asarray(random_states(8, 2, 6, 7, config.channels), jnp.float64)
        weigh = jnp.asarray(np.random.default_rng(0).normal(size=state.shape))
        given = conditions_of(config, 2)
        free = {name: getattr(given, name) for name in ("step_size", "angle", "signal")}

        @jax.jit
        def value(point):
            automaton, state, free = point
            return (weigh * reference.rollout(automaton, state, 4, given._replace(**free), 5) ** 2).sum()

        point = (automaton, state, free)
        gradient = jax.jit(jax.grad(value))(point)
        rng = np.random.default_rng(1)
        leaves, structure = jax.tree.flatten(point)
        for moved in range(len(leaves)):
            steps = [rng.normal(size=leaf.shape) * (i == moved) for i, leaf in enumerate(leaves)]
            direction = jax.tree.unflatten(structure, [jnp.asarray(step) for step in steps])
            expected = directional_derivative(value, point, direction)
            found = sum(float((g * d).sum()) for g, d in zip(jax.tree.leaves(gradient), steps, strict=True))
            assert abs(expected) > 1e-6, "this direction changes nothing: the test would be empty"
            assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "pictures", "power"),
    [
        ("article's filters", 1, 1.0),
        ("article's filters", 1, 0.5),
        ("torus, turned", 3, 1.5),
        ("all live", 1, 1.0),
    ],
)
def test_the_fused_call_is_the_derivative_of_the_rollout(name, pictures, power):
    """Several loss times, one of them twice, with weights; weighted channels; one picture, or some for each sample."""
    config = CONFIGS[name]
    with jax.enable_x64(True):
        automaton = random_automaton(config, 9)
        state = jnp.asarray(random_states(9, 3, 6, 5, config.channels), jnp.float64)
        now, wanted = conditions_of(config, 3), wanted_of(3, (6, 5), pictures, (5, 2, 5, 3))
        channel_weights = (1.0, 2.0, 0.5, 3.0)

        def losses(automaton):
            def at(time, which):
                shown = reference.rollout(automaton, state, time, now, 6)[..., :4]
                errors = jnp.asarray(channel_weights).reshape(1, 1, 1, 4) * (shown - wanted.pictures[which]) ** 2
                return errors.mean(axis=(1, 2, 3))

            total = wanted.weights @ jax.vmap(at)(wanted.times, wanted.which.T)
            return powered(total, power).mean(), total

        (_, expected), expected_gradient = jax.jit(jax.value_and_grad(losses, has_aux=True))(automaton)
        measure = Measure(channel_weights=channel_weights, power=power)
        found, gradient, final = jax.jit(
            lambda automaton: reference.loss_and_gradient(automaton, state, measure, wanted, 5, now, 8)
        )(automaton)
        assert relative_error(found, expected) < 1e-12
        assert relative_error(final, reference.rollout(automaton, state, 5, now, 5)) < 1e-12
        for one, other in zip(jax.tree.leaves(gradient), jax.tree.leaves(expected_gradient), strict=True):
            assert jnp.abs(other).max() > 0
            assert relative_error(one, other) < 1e-10


def wanted_of(batch, shape, pictures, times):
    """What is wanted at some times, with weights of their own, of pictures of noise."""
    rng = np.random.default_rng(2)
    return Wanted(
        jnp.asarray(rng.uniform(size=(pictures, *shape, 4))),
        jnp.asarray(rng.integers(0, pictures, size=(batch, len(times))), jnp.int32),
        jnp.array(times, jnp.int32),
        jnp.array([1.0, 0.5, 0.25, 2.0, 0.3][: len(times)]),
    )


def test_the_number_of_steps_neither_recompiles_nor_changes_the_result():
    config = AutomatonConfig(channels=4, hidden=(6,))
    automaton = random_automaton(config, 10)
    state = jnp.asarray(random_states(10, 2, 6, 6, 4))
    now = conditions_of(config, 2)
    objective = PictureObjective(jnp.ones((1, 6, 6, 4)) / 2)
    traces = []

    def both(steps, max_steps):
        traces.append(max_steps)
        wanted = objective.wanted(jnp.zeros(2, jnp.int32), steps)
        grown = reference.rollout(automaton, state, steps, now, max_steps)
        fused = reference.loss_and_gradient(automaton, state, objective.measure, wanted, steps, now, max_steps)
        return grown, fused

    compiled = jax.jit(both, static_argnums=1)
    short = {steps: compiled(jnp.int32(steps), 6) for steps in (1, 3, 6)}
    assert traces == [6]
    for steps, (grown, (losses, gradient, final)) in short.items():
        np.testing.assert_array_equal(grown, engines.rollout(automaton, state, steps, now, kernel="jax"))
        np.testing.assert_array_equal(final, grown)
        longer, (longer_losses, longer_gradient, _) = compiled(jnp.int32(steps), 9)
        np.testing.assert_array_equal(longer, grown)
        np.testing.assert_allclose(longer_losses, losses, rtol=1e-6)
        for one, other in zip(jax.tree.leaves(longer_gradient), jax.tree.leaves(gradient), strict=True):
            assert relative_error(one, other) < 1e-5
    assert traces == [6, 9]
    # No step at all is the start itself.
    np.testing.assert_array_equal(compiled(jnp.int32(0), 6)[0], state)


def test_dead_cells_and_resting_cells_give_the_rule_no_gradient():
    """A single step: what does not fire, or does not live on, has no part in the rule's gradient."""
    with jax.enable_x64(True):
        config = AutomatonConfig(channels=4, hidden=(6,))
        automaton = random_automaton(config, 11)
        state = jnp.asarray(random_states(11, 1, 8, 8, 4), jnp.float64)
        now = conditions_of(config, 1)

        def cells(automaton):
            return reference.rollout(automaton, state, 1, now, 1)[0, :, :, 0]

        to_bias = jax.jit(jax.jacobian(cells))(automaton).update.layers[1].bias[..., 0]
        after = reference.rollout(automaton, state, 1, now, 1)
        fires = fire_mask(8, 8, fire_seed=now.fire_seed, step=now.step, fire_rate=now.fire_rate)[0, ..., 0]
        lives = living(state, 0.1, "zero")[0] & jnp.any(after[0] != 0, axis=-1)
        np.testing.assert_array_equal(to_bias, jnp.where(fires & lives, 1.0, 0.0))
        assert 5 < int((fires & lives).sum()) < 60
