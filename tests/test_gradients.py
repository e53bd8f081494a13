"""Gradients: of the rollout against finite differences, of the fused call against those of the rollout."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, random_automaton, random_states, relative_error
from kinds import random_filters

from blastema import engines
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import chained, reference
from blastema.fire import fire_mask
from blastema.life import living
from blastema.objective import Change, Measure, Overflow, PictureObjective, Wanted

CONFIGS = {
    "article's filters": AutomatonConfig(channels=5, hidden=(7,)),
    "torus, turned": AutomatonConfig(channels=4, hidden=(6, 5), boundary="torus", angle=40.0, step_size=0.7),
    "learned, all filters": AutomatonConfig(
        channels=4, hidden=(6,), filters=("mean", "identity", "sobel_y", "laplacian"), learned_filters=2
    ),
    "all live": AutomatonConfig(channels=4, hidden=(6,), life="all", fire_rate=0.8),
    "replacing, own alpha, atan": AutomatonConfig(
        channels=5, hidden=(7,), update="replacing", life="own-alpha", activation="atan", step_size=0.6
    ),
    "tanh, channels fire, clamp": AutomatonConfig(
        channels=5, hidden=(7,), activation="tanh", fire_per="channel", clamp=0.7, filters=("sobel_x+identity", "mean")
    ),
    "noise, signal": AutomatonConfig(channels=4, hidden=(6, 5), noise=0.02, signal=3, learned_filters=1),
    "signal per cell, replacing all": AutomatonConfig(
        channels=4, hidden=(6,), signal=2, update="replacing", life="all", activation="tanh", boundary="torus"
    ),
    "drawn filters": AutomatonConfig(channels=4, hidden=(6,), clamp=1.5),
}
PER_CELL = "signal per cell, replacing all"
DIFFERENCED = [name for name in CONFIGS if name not in ("article's filters", "all live", "drawn filters")]
"""Against finite differences; what the others are made of is in these too."""


def automaton_of(name, number):
    """The automaton of a name in `CONFIGS`, its weights drawn from ``number``."""
    filters = random_filters(number, 3) if name == "drawn filters" else None
    return random_automaton(CONFIGS[name], number, filters=filters)


def conditions_of(name, batch, grid):
    """Complete conditions, with seeds, steps, rates, sizes and angles of each sample's own, in the state's floats."""
    config = CONFIGS[name]
    rng = np.random.default_rng(batch)
    cells = grid if name == PER_CELL else ()
    each = jnp.arange(batch, dtype=float)
    return Conditions(
        fire_seed=jnp.arange(3, 3 + batch, dtype=jnp.uint32),
        step=jnp.arange(batch, dtype=jnp.uint32) * 17,
        fire_rate=jnp.asarray(config.fire_rate - 0.05 * each, jnp.float32),
        step_size=config.step_size + 0.1 * each,
        angle=jnp.deg2rad(config.angle) + each,
        signal=jnp.asarray(rng.normal(size=(batch, *cells, config.signal))) if config.signal else None,
    )


def directional_derivative(function, point, direction, size=1e-6):
    """By central differences of fourth order."""

    def at(factor):
        return float(function(jax.tree.map(lambda p, d: p + factor * size * d, point, direction)))

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * size)


@pytest.mark.parametrize("name", DIFFERENCED)
def test_rollout_against_finite_differences(name):
    """In float64, to weights, learned filters, state and conditions; the masks do not move at steps of 1e-6."""
    with jax.enable_x64(True):
        automaton = automaton_of(name, 8)
        state = jnp.asarray(random_states(8, 2, 6, 7, automaton.channels), jnp.float64)
        weigh = jnp.asarray(np.random.default_rng(0).normal(size=state.shape))
        given = conditions_of(name, 2, (6, 7))
        free = {name: getattr(given, name) for name in ("step_size", "angle", "signal")}

        def value(point):
            automaton, state, free = point
            return (weigh * reference.rollout(automaton, state, 4, given._replace(**free), 5) ** 2).sum()

        point = (automaton, state, free)
        compiled, gradient = quickly_compiled(value), quickly_compiled(jax.grad(value))(point)
        rng = np.random.default_rng(1)
        leaves, structure = jax.tree.flatten(point)
        for moved in range(len(leaves)):
            steps = [rng.normal(size=leaf.shape) * (i == moved) for i, leaf in enumerate(leaves)]
            direction = jax.tree.unflatten(structure, [jnp.asarray(step) for step in steps])
            expected = directional_derivative(compiled, point, direction)
            found = sum(float((g * d).sum()) for g, d in zip(jax.tree.leaves(gradient), steps, strict=True))
            assert abs(expected) > 1e-6, "this direction changes nothing: the test would be empty"
            assert found == pytest.approx(expected, rel=1e-6)


def quartic(states, target):
    """A loss of a user's own."""
    errors = (states[..., :4] - jnp.broadcast_to(target, (*states.shape[:3], 4))) ** 4
    return errors.sum(axis=(1, 2, 3)) + jnp.abs(states).mean(axis=(1, 2, 3))


MEASURES = {
    "squared error": Measure(),
    "weighted, root": Measure(channel_weights=(1.0, 2.0, 0.5, 3.0), power=0.5),
    "weighted, power": Measure(channel_weights=(1.0, 2.0, 0.5, 3.0), power=1.5),
    "own loss": Measure(loss=quartic),
    "terms when due": Measure(terms=(Overflow(bound=0.3, weight=0.01, power=2), Change(weight=0.5))),
    "terms at every step": Measure(
        channel_weights=(2.0, 1.0, 1.0, 0.5),
        power=0.7,
        terms=(Overflow(bound=0.4, weight=0.5, mean=True, every_step=True), Change(weight=0.3, every_step=True)),
    ),
    "own loss, terms of both sorts": Measure(
        loss=quartic, power=0.5, terms=(Overflow(bound=0.2, every_step=True), Change(weight=2.0))
    ),
}


def often(cases, count):
    """The first so many in every run of the suite, the others in the long lane."""
    rare = [case if isinstance(case, tuple) else (case,) for case in cases[count:]]
    return [*cases[:count], *(pytest.param(*case, marks=pytest.mark.long) for case in rare)]


FUSED = [
    ("article's filters", 1, "squared error"),
    ("torus, turned", 3, "weighted, root"),
    ("learned, all filters", 3, "weighted, power"),
    ("all live", 1, "own loss"),
    ("replacing, own alpha, atan", 2, "terms at every step"),
    ("tanh, channels fire, clamp", 3, "terms when due"),
    ("noise, signal", 2, "own loss, terms of both sorts"),
    (PER_CELL, 3, "weighted, power"),
    ("drawn filters", 3, "squared error"),
]
"""Every automaton and every measure at least once: neither knows the other."""
TIMES = (5, 2, 5, 3)


def wanted_of(batch, shape, pictures, times=TIMES):
    """What is wanted at some times, one of them twice, with weights of their own; the pictures are noise."""
    rng = np.random.default_rng(2)
    return Wanted(
        jnp.asarray(rng.uniform(size=(pictures, *shape, 4))),
        jnp.asarray(rng.integers(0, pictures, size=(batch, len(times))), jnp.int32),
        jnp.array(times, jnp.int32),
        jnp.array([1.0, 0.5, 0.25, 2.0, 0.3][: len(times)]),
    )


def losses_of(states, measure, wanted):
    """The losses [B] of the states after 0, 1, ... steps, as the documents tell them."""
    total = 0.0
    for time, weight, which in zip(wanted.times.tolist(), wanted.weights, wanted.which.T, strict=True):
        shown, pictures = states[time][..., :4], wanted.pictures[which]
        if measure.loss is None:
            factors = jnp.asarray(measure.channel_weights).reshape(1, 1, 1, 4)
            total += weight * (factors * (shown - pictures) ** 2).mean(axis=(1, 2, 3))
        else:
            total += weight * measure.loss(states[time], pictures)
    for term in measure.terms:
        counted = range(1, len(states)) if term.every_step else sorted(set(wanted.times.tolist()))
        for time in counted:
            if isinstance(term, Overflow):
                beyond = jnp.maximum(jnp.abs(states[time]) - term.bound, 0) ** term.power
                reduced = beyond.mean(axis=(1, 2, 3)) if term.mean else beyond.sum(axis=(1, 2, 3))
            else:
                reduced = jnp.abs(states[time] - states[time - 1]).mean(axis=(1, 2, 3))
            total += term.weight * reduced
    return total


@pytest.mark.parametrize(("name", "pictures", "measure"), often(FUSED, 4))
def test_the_fused_call_is_the_derivative_of_the_rollout(name, pictures, measure):
    """Several loss times, one of them twice, with weights; one picture, or several for each sample."""
    with jax.enable_x64(True):
        automaton, measure = automaton_of(name, 9), MEASURES[measure]
        state = jnp.asarray(random_states(9, 3, 6, 5, automaton.channels), jnp.float64)
        now, wanted = conditions_of(name, 3, (6, 5)), wanted_of(3, (6, 5), pictures)

        def losses(automaton):
            def one(state, done):
                after = reference.rollout(automaton, state, 1, now._replace(step=now.step + done), 1)
                return after, after

            _, after = jax.lax.scan(one, state, jnp.arange(6, dtype=jnp.uint32))
            states = jnp.concatenate([state[None], after])
            total = losses_of(states, measure, wanted)
            return (total if measure.power == 1 else (total + 1e-8) ** measure.power).mean(), (total, states[-1])

        (_, (expected, last)), expected_gradient = quickly_compiled(jax.value_and_grad(losses, has_aux=True))(automaton)
        found, gradient, final = quickly_compiled(
            lambda automaton: reference.loss_and_gradient(automaton, state, measure, wanted, 6, now, 8)
        )(automaton)
        assert relative_error(found, expected) < 1e-12
        assert relative_error(final, last) < 1e-12
        assert_gradients_alike(gradient, expected_gradient, 1e-10)


def assert_gradients_alike(found, expected, tolerance):
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert jnp.abs(other).max() > 0
        assert relative_error(one, other) < tolerance


CHAINED = ("weighted, root", "own loss", "terms when due")
"""A power of the loss, a loss of one's own, terms: what is added up from due time to due time."""


@pytest.mark.long
@pytest.mark.parametrize("measure", often(CHAINED, 1))
def test_the_chained_calls_give_what_the_fused_one_gives(measure):
    """From due time to due time, for engines that have rollouts only; more steps follow the last one that is due."""
    name, measure = "torus, turned", MEASURES[measure]
    with jax.enable_x64(True):
        automaton = automaton_of(name, 9)
        state = jnp.asarray(random_states(9, 3, 6, 5, automaton.channels), jnp.float64)
        now, wanted = conditions_of(name, 3, (6, 5)), wanted_of(3, (6, 5), 2)
        engine = reference.DenseEngine.create(0, "float32")
        pieces = quickly_compiled(
            lambda steps: chained.loss_and_gradient(engine, automaton, state, measure, wanted, steps, now, 8)
        )
        fused = quickly_compiled(
            lambda steps: reference.loss_and_gradient(automaton, state, measure, wanted, steps, now, 8)
        )
        for steps in (jnp.int32(5), jnp.int32(7)):
            found, gradient, final = pieces(steps)
            expected, expected_gradient, expected_final = fused(steps)
            assert relative_error(found, expected) < 1e-12
            assert relative_error(final, expected_final) < 1e-12
            assert_gradients_alike(gradient, expected_gradient, 1e-10)


def test_terms_at_every_step_are_refused_by_engines_that_do_not_look_at_every_step():
    automaton = automaton_of("article's filters", 9)
    state = jnp.asarray(random_states(9, 3, 6, 5, automaton.channels))
    engine = reference.DenseEngine.create(0, "float32")
    now = conditions_of("article's filters", 3, (6, 5))
    with pytest.raises(ValueError, match="Overflow counts at every step"):
        chained.loss_and_gradient(
            engine, automaton, state, MEASURES["terms at every step"], wanted_of(3, (6, 5), 1), 5, now, 8
        )


def test_the_number_of_steps_neither_recompiles_nor_changes_the_result():
    automaton = automaton_of("article's filters", 10)
    state = jnp.asarray(random_states(10, 2, 6, 6, 5))
    now = conditions_of("article's filters", 2, (6, 6))
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
        automaton = random_automaton(AutomatonConfig(channels=4, hidden=(6,)), 11)
        state = jnp.asarray(random_states(11, 1, 8, 8, 4), jnp.float64)
        now = conditions_of("article's filters", 1, (8, 8))

        def cells(automaton):
            return reference.rollout(automaton, state, 1, now, 1)[0, :, :, 0]

        to_bias = quickly_compiled(jax.jacobian(cells))(automaton).update.layers[1].bias[..., 0]
        after = reference.rollout(automaton, state, 1, now, 1)
        fires = fire_mask(8, 8, fire_seed=now.fire_seed, step=now.step, fire_rate=now.fire_rate)[0, ..., 0]
        lives = living(state, 0.1, "zero")[0] & jnp.any(after[0] != 0, axis=-1)
        np.testing.assert_array_equal(to_bias, jnp.where(fires & lives, 1.0, 0.0))
        assert 5 < int((fires & lives).sum()) < 60
