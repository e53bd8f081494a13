"""Every engine, every argument that has a derivative, every way to ask for it: as of the specification, or refused.

A derivative of zero that nobody computed would train nothing, and say nothing.
"""

from __future__ import annotations

import functools
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_automaton, random_states, relative_error

from blastema import engines
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.errors import KernelUnavailableError
from blastema.objective import Measure, PictureObjective, Wanted
from blastema.registry import ENGINES

BATCH, HEIGHT, WIDTH, CHANNELS, STEPS = 2, 5, 6, 8, 3
AUTOMATON = random_automaton(AutomatonConfig(channels=CHANNELS, hidden=(16,), signal=2), 1)
STATE = jnp.asarray(random_states(2, BATCH, HEIGHT, WIDTH, CHANNELS))
FACTORS = jnp.asarray(np.random.default_rng(3).normal(size=STATE.shape), jnp.float32)
LEAVES = {
    jax.tree_util.keystr(path, simple=True, separator="."): leaf
    for path, leaf in jax.tree_util.tree_flatten_with_path(AUTOMATON)[0]
}
GIVEN = LEAVES | {
    "state": STATE,
    "step_size": jnp.array([1.0, 0.7]),
    "angle": jnp.array([0.1, 0.4]),
    "signal": jnp.array([[0.3, -0.2], [0.1, 0.5]]),
    "fire_rate": jnp.array([0.5, 0.7]),
}
WITHOUT = ("fire_rate",)
"""The fire mask is a hash: the specification's derivative is zero. An engine says so too, or refuses."""
PICTURES = jnp.asarray(np.random.default_rng(4).uniform(size=(2, HEIGHT, WIDTH, 4)), jnp.float32)
OF_LOSSES = GIVEN | {"pictures": PICTURES, "weights": jnp.array([1.0, 0.5])}
REFUSED = (KernelUnavailableError, TypeError)
REFUSAL = (
    r"kernel native has no (gradient to|derivatives of) .*use kernel jax|can't apply forward-mode .* to a custom_vjp"
)
OTHERS = [name for name in ENGINES.names if name != "jax" and ENGINES[name].obstacle(AUTOMATON) is None]


def placed(given):
    """Automaton, state and conditions with these values in the place of those above."""
    values = GIVEN | given
    automaton = jax.tree.unflatten(jax.tree.structure(AUTOMATON), [values[name] for name in LEAVES])
    names = ("step_size", "angle", "signal", "fire_rate")
    return automaton, values["state"], Conditions(fire_seed=3, **{name: values[name] for name in names})


def of_rollout(kernel, given):
    automaton, state, conditions = placed(given)
    return (FACTORS * engines.rollout(automaton, state, STEPS, conditions, kernel=kernel)).sum()


def quartic(states, target):
    return ((states[..., :4] - target) ** 4).sum(axis=(1, 2, 3))


def of_losses(kernel, given, loss=None):
    values = OF_LOSSES | given
    automaton, state, conditions = placed({name: value for name, value in given.items() if name in GIVEN})
    wanted = Wanted(values["pictures"], jnp.array([[0, 1], [1, 1]]), jnp.array([2, 3]), values["weights"])
    measure = Measure(loss=loss, channel_weights=(1.0, 2.0, 0.5, 3.0))
    complete = automaton.conditions(conditions, BATCH)
    engine, objective = engines.resolve(kernel, automaton), PictureObjective(PICTURES, measure=measure)
    return engine.loss_and_gradient(automaton, state, objective, wanted, jnp.int32(STEPS), complete, STEPS)


def total_loss(kernel, given):
    return of_losses(kernel, given)[0].sum()


def reverse(function, values):
    return jax.grad(function)(values)


def mapped(function, values):
    return jax.vmap(jax.grad(function))(twice(values))


def of_mapped(function, values):
    return jax.grad(lambda both: jax.vmap(function)(both).sum())(twice(values))


def rematerialised(function, values):
    return jax.grad(jax.checkpoint(function))(values)


def forward(function, values):
    return jax.jvp(function, (values,), (jax.tree.map(jnp.ones_like, values),))[1]


def linearised(function, values):
    return jax.linearize(function, values)[1](jax.tree.map(jnp.ones_like, values))


def twice(values):
    return jax.tree.map(lambda value: jnp.stack([value, 0.9 * value]), values)


WAYS = (reverse, mapped, of_mapped, rematerialised, forward, linearised)
RARE = (of_mapped, rematerialised, linearised)
every_way = pytest.mark.parametrize(
    "way", [pytest.param(way, id=way.__name__, marks=[pytest.mark.long] if way in RARE else []) for way in WAYS]
)
every_engine = pytest.mark.parametrize("kernel", OTHERS)


def served(function, kernel, way, given):
    """Of these arguments those that are not refused; a refusal comes before anything is computed."""
    names = []
    for name, value in given.items():
        try:
            jax.jit(lambda value, name=name: way(functools.partial(function, kernel), {name: value})).lower(value)
            names.append(name)
        except REFUSED as error:
            assert re.search(REFUSAL, str(error)), error  # noqa: PT017
    return names


def assert_derivatives_agree(function, kernel, way, values):
    """Within rounding, and of something: a derivative of zero would agree with anything that is forgotten."""
    found, wanted = (jax.jit(lambda v, k=k: way(functools.partial(function, k), v))(values) for k in (kernel, "jax"))
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        assert float(jnp.abs(other).max()) > 1e-4
        assert relative_error(one, other) < 1e-4


@every_engine
@every_way
def test_of_a_rollout(kernel, way):
    names = served(of_rollout, kernel, way, GIVEN)
    if kernel == "native":
        backwards = way not in (forward, linearised)
        assert set(GIVEN) - set(names) == ({"step_size", "angle", *WITHOUT} if backwards else set(GIVEN))
    values = {name: GIVEN[name] for name in names if name not in WITHOUT}
    if values:
        assert_derivatives_agree(of_rollout, kernel, way, values)


@every_engine
def test_one_argument_that_is_refused_spoils_all(kernel):
    """Not a right one beside a silent zero."""
    values = {name: GIVEN[name] for name in ("state", "angle")}
    with pytest.raises(
        KernelUnavailableError, match="kernel native has no gradient to angle, only to layers and state"
    ):
        jax.grad(functools.partial(of_rollout, kernel))(values)


def test_the_specification_has_none_to_the_fire_rate():
    """The fire mask is a hash of whole numbers."""
    rate = {name: GIVEN[name] for name in WITHOUT}
    assert not jax.tree.leaves(jax.grad(functools.partial(of_rollout, "jax"))(rate))[0].any()


@every_engine
def test_of_parts_of_a_rollout(kernel):
    """A Jacobian, which maps the backward pass; second derivatives."""

    def cells(kernel, state):
        return engines.rollout(AUTOMATON, state, STEPS, Conditions(fire_seed=3), kernel=kernel)[:, 2, 2, :3]

    found, wanted = (jax.jit(jax.jacrev(functools.partial(cells, name)))(STATE) for name in (kernel, "jax"))
    assert relative_error(found, wanted) < 1e-4
    with pytest.raises(REFUSED, match=REFUSAL):
        jax.jacrev(jax.grad(lambda signal: of_rollout(kernel, {"signal": signal})))(GIVEN["signal"])


@every_engine
@pytest.mark.parametrize("loss", [None, quartic], ids=["fused", "chained"])
def test_of_an_episode_to_the_automaton(kernel, loss):
    """The gradient that training takes, leaf by leaf, mapped over several states."""
    found, wanted = (
        jax.jit(jax.vmap(lambda state, name=name: of_losses(name, {"state": state}, loss)))(twice(STATE))
        for name in (kernel, "jax")
    )
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(wanted), strict=True):
        assert float(jnp.abs(other).max()) > 0
        assert relative_error(one, other) < 1e-4


@every_engine
@pytest.mark.parametrize("way", [reverse, forward], ids=lambda way: way.__name__)
def test_of_the_losses_of_an_episode(kernel, way):
    """To everything, the pictures and their weights among it."""
    names = served(total_loss, kernel, way, OF_LOSSES)
    assert set(names) in (set(), set(OF_LOSSES))
    values = {name: OF_LOSSES[name] for name in names if name not in WITHOUT}
    if values:
        assert_derivatives_agree(total_loss, kernel, way, values)
