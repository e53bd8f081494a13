"""Gradients: of the rollout against finite differences, of the fused call against those of the rollout."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_automaton, random_states, relative_error

from blastema.config import AutomatonConfig
from blastema.engines import reference
from blastema.fire import fire_mask
from blastema.objective import powered

CONFIGS = {
    "article's filters": AutomatonConfig(channels=5, hidden=(7,)),
    "torus, turned": AutomatonConfig(channels=4, hidden=(6, 5), boundary="torus", angle=40.0, step_size=0.7),
    "learned, all filters": AutomatonConfig(
        channels=4, hidden=(6,), filters=("mean", "identity", "sobel_y", "laplacian"), learned_filters=2
    ),
    "no living mask": AutomatonConfig(channels=4, hidden=(6,), living_mask=False, fire_rate=0.8),
}


def settings(config, batch):
    """The keyword arguments of an engine's rollout, with seeds, times and angles of each sample's own."""
    return {
        "seeds": jnp.arange(3, 3 + batch, dtype=jnp.uint32),
        "first_step": jnp.arange(batch, dtype=jnp.uint32) * 17,
        "angle": jnp.deg2rad(config.angle) + jnp.arange(batch, dtype=jnp.float32),
        "fire_rate": jnp.float32(config.fire_rate),
        "step_size": jnp.float32(config.step_size),
    }


def directional_derivative(function, point, direction, size=1e-6):
    """By central differences of fourth order."""

    def at(factor):
        return float(function(jax.tree.map(lambda p, d: p + factor * size * d, point, direction)))

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * size)


@pytest.mark.parametrize("name", CONFIGS)
def test_rollout_against_finite_differences(name):
    """In float64, to weights, learned filters and state; the masks do not move at steps of 1e-6."""
    config = CONFIGS[name]
    with jax.enable_x64(True):
        automaton = random_automaton(config, 8)
        state = jnp.asarray(random_states(8, 2, 6, 7, config.channels), jnp.float64)
        weigh = jnp.asarray(np.random.default_rng(0).normal(size=state.shape))
        arguments = settings(config, 2) | {"physics": automaton.physics, "max_steps": 5}

        @jax.jit
        def value(point):
            layers, learned, state = point
            return (weigh * reference.rollout(layers, state, 4, learned=learned, **arguments) ** 2).sum()

        point = (automaton.layers, automaton.learned, state)
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
    ("name", "target_shape", "power"),
    [
        ("article's filters", (6, 5, 4), 1.0),
        ("article's filters", (6, 5, 4), 0.5),
        ("torus, turned", (3, 6, 5, 4), 1.5),
        ("no living mask", (6, 5, 4), 1.0),
    ],
)
def test_the_fused_call_is_the_derivative_of_the_rollout(name, target_shape, power):
    """Several loss times, one of them twice, with weights; weighted channels; a target of all, or of each sample."""
    config = CONFIGS[name]
    with jax.enable_x64(True):
        automaton = random_automaton(config, 9)
        state = jnp.asarray(random_states(9, 3, 6, 5, config.channels), jnp.float64)
        rng = np.random.default_rng(2)
        target = jnp.asarray(rng.uniform(size=target_shape))
        loss_times = jnp.array([5, 2, 5, 3], jnp.int32)
        loss_weights = jnp.array([1.0, 0.5, 0.25, 2.0])
        channel_weights = jnp.array([1.0, 2.0, 0.5, 3.0])
        arguments = settings(config, 3) | {"physics": automaton.physics}

        def losses(layers):
            def at(time):
                shown = reference.rollout(layers, state, time, max_steps=6, **arguments)[..., :4]
                errors = channel_weights.reshape(1, 1, 1, 4) * (shown - jnp.broadcast_to(target, shown.shape)) ** 2
                return errors.mean(axis=(1, 2, 3))

            total = loss_weights @ jax.vmap(at)(loss_times)
            return powered(total, power).mean(), total

        (_, expected), expected_gradient = jax.jit(jax.value_and_grad(losses, has_aux=True))(automaton.layers)
        found, gradient, final = jax.jit(
            lambda layers: reference.loss_and_gradient(
                layers,
                state,
                target,
                steps=5,
                loss_times=loss_times,
                loss_weights=loss_weights,
                channel_weights=channel_weights,
                loss_power=power,
                max_steps=8,
                **arguments,
            )
        )(automaton.layers)
        assert relative_error(found, expected) < 1e-12
        assert relative_error(final, reference.rollout(automaton.layers, state, 5, max_steps=5, **arguments)) < 1e-12
        for one, other in zip(jax.tree.leaves(gradient), jax.tree.leaves(expected_gradient), strict=True):
            assert jnp.abs(other).max() > 0
            assert relative_error(one, other) < 1e-10


def test_the_number_of_steps_neither_recompiles_nor_changes_the_result():
    config = AutomatonConfig(channels=4, hidden=(6,))
    automaton = random_automaton(config, 10)
    state = jnp.asarray(random_states(10, 2, 6, 6, 4))
    target = jnp.ones((6, 6, 4)) / 2
    arguments = settings(config, 2) | {"physics": automaton.physics}
    traces = []

    def both(steps, max_steps):
        traces.append(max_steps)
        grown = reference.rollout(automaton.layers, state, steps, max_steps=max_steps, **arguments)
        fused = reference.loss_and_gradient(
            automaton.layers,
            state,
            target,
            steps=steps,
            loss_times=steps[None],
            loss_weights=jnp.ones(1),
            channel_weights=jnp.ones(4),
            max_steps=max_steps,
            **arguments,
        )
        return grown, fused

    compiled = jax.jit(both, static_argnums=1)
    short = {steps: compiled(jnp.int32(steps), 6) for steps in (1, 3, 6)}
    assert traces == [6]
    for steps, (grown, (losses, gradient, final)) in short.items():
        np.testing.assert_array_equal(grown, automaton.rollout(state, steps, kernel="jax", **_call(arguments)))
        np.testing.assert_array_equal(final, grown)
        longer, (longer_losses, longer_gradient, _) = compiled(jnp.int32(steps), 9)
        np.testing.assert_array_equal(longer, grown)
        np.testing.assert_allclose(longer_losses, losses, rtol=1e-6)
        for one, other in zip(jax.tree.leaves(longer_gradient), jax.tree.leaves(gradient), strict=True):
            assert relative_error(one, other) < 1e-5
    assert traces == [6, 9]
    # No step at all is the start itself.
    np.testing.assert_array_equal(compiled(jnp.int32(0), 6)[0], state)


def _call(arguments):
    return {
        "t": arguments["first_step"],
        "s": arguments["seeds"],
        "angle": arguments["angle"],
        "fire_rate": arguments["fire_rate"],
        "step_size": arguments["step_size"],
    }


def test_dead_cells_and_resting_cells_give_the_rule_no_gradient():
    """A single step: what does not fire, or does not live on, has no part in the rule's gradient."""
    with jax.enable_x64(True):
        config = AutomatonConfig(channels=4, hidden=(6,))
        automaton = random_automaton(config, 11)
        state = jnp.asarray(random_states(11, 1, 8, 8, 4), jnp.float64)
        arguments = settings(config, 1) | {"physics": automaton.physics, "max_steps": 1}

        def cells(layers):
            return reference.rollout(layers, state, 1, **arguments)[0, :, :, 0]

        to_bias = jax.jit(jax.jacobian(cells))(automaton.layers)[1][1][..., 0]
        after = reference.rollout(automaton.layers, state, 1, **arguments)
        fires = fire_mask(8, 8, seeds=arguments["seeds"], step=arguments["first_step"], fire_rate=0.5)[0]
        lives = reference.living(state, automaton.physics)[0] & jnp.any(after[0] != 0, axis=-1)
        np.testing.assert_array_equal(to_bias, jnp.where(fires & lives, 1.0, 0.0))
        assert 5 < int((fires & lives).sum()) < 60
