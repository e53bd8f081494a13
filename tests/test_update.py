"""Updates one by one, against NumPy: the network, what becomes of its output, and how untrained rules begin."""

from __future__ import annotations

from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled

from blastema._types import Dense
from blastema.conditions import Conditions
from blastema.update import ReplacingUpdate, ResidualUpdate, initial_layers, network

RANDOM = np.random.default_rng(5)
STATE = RANDOM.normal(size=(2, 3, 4, 5)).astype(np.float32)
FEATURES = RANDOM.normal(size=(2, 3, 4, 7)).astype(np.float32)
SIZES = np.array([0.5, 0.25], np.float32)
CONDITIONS = Conditions(step_size=jnp.asarray(SIZES))
KEY = jax.random.PRNGKey(0)
ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "atan": np.arctan, "tanh": np.tanh}


def layers_of(*widths):
    """Random layers, biases too."""
    pairs = pairwise(widths)
    return tuple(
        Dense(jnp.asarray(RANDOM.normal(size=(a, b)), jnp.float32), jnp.asarray(RANDOM.normal(size=b), jnp.float32))
        for a, b in pairs
    )


def judged(layers, activation):
    cells = FEATURES.astype(np.float64)
    for number, (weight, bias) in enumerate(layers):
        cells = cells @ np.asarray(weight, np.float64) + np.asarray(bias, np.float64)
        cells = ACTIVATIONS[activation](cells) if number < len(layers) - 1 else cells
    return cells


@pytest.mark.parametrize(("activation", "hidden"), [("relu", ()), ("relu", (6, 3)), ("atan", (6,)), ("tanh", (6,))])
def test_the_network_is_numpys_and_so_is_what_becomes_of_its_output(activation, hidden):
    layers = layers_of(7, *hidden, 5)
    expected, sizes = judged(layers, activation), SIZES[:, None, None, None]
    close = {"rtol": 1e-4, "atol": 1e-5}
    rules = ResidualUpdate(layers, hidden, activation), ReplacingUpdate(layers, hidden, activation)

    @quickly_compiled
    def found(state, features):
        return network(layers, features, activation), *(rule(state, features, CONDITIONS) for rule in rules)

    output, residual, replacing = found(jnp.asarray(STATE), jnp.asarray(FEATURES))
    np.testing.assert_allclose(output, expected, **close)
    np.testing.assert_allclose(residual, STATE + sizes * expected, **close)
    logistic = 1 / (1 + np.exp(-expected))
    np.testing.assert_allclose(replacing, (1 - sizes) * STATE + sizes * logistic, **close)


def test_hidden_layers_are_rectified_unless_it_is_said():
    layers = layers_of(7, 6, 5)
    found = quickly_compiled(network)(layers, jnp.asarray(FEATURES))
    np.testing.assert_allclose(found, judged(layers, "relu"), rtol=1e-4, atol=1e-5)
    for kind in (ResidualUpdate, ReplacingUpdate):
        usual = jax.eval_shape(lambda key, kind=kind: kind.initial(key, 4, 4), KEY)
        assert (usual.activation, usual.hidden) == ("relu", (128,))


def test_an_untrained_network_is_glorots_but_for_its_last_layer():
    """Uniform up to the root of 6 over inputs and outputs, other numbers in each layer; what is zero stays so."""
    layers = quickly_compiled(initial_layers, static_argnums=(1, 2, 3))(KEY, 40, (60, 60, 60), 5)
    assert [its.weight.shape for its in layers] == [(40, 60), (60, 60), (60, 60), (60, 5)]
    assert {its.weight.dtype for its in layers} == {jnp.dtype(jnp.float32)}
    for weight, bias in layers[:-1]:
        limit = np.sqrt(6 / sum(weight.shape))
        assert 0.98 * limit < np.abs(weight).max() <= limit
        assert abs(float(weight.mean())) < 0.1 * limit
        assert not bias.any()
    assert not np.allclose(layers[1].weight, layers[2].weight)
    assert not any(leaf.any() for leaf in layers[-1])


@pytest.mark.parametrize(
    ("activation", "hidden", "features"), [("relu", (8, 6), 9), ("atan", (8,), 3), ("tanh", (4,), 9)]
)
def test_an_untrained_replacing_rule_holds_what_has_room(activation, hidden, features):
    """0 and 1 come out within 0.05 and one of them at it, one half as it is; channels without room become one half."""
    rule = quickly_compiled(lambda: ReplacingUpdate.initial(KEY, features, 5, hidden, activation))()
    room = min(5, features, *hidden)
    told = np.array([0.0, 0.5, 1.0], np.float32)[:, None, None, None] * np.ones((3, 1, 1, features), np.float32)
    state, whole = jnp.zeros((3, 1, 1, 5)), Conditions(step_size=jnp.ones(3))
    found = np.asarray(quickly_compiled(lambda *them: rule(*them))(state, jnp.asarray(told), whole))[:, 0, 0]
    low, half, high = found[:, :room]
    np.testing.assert_allclose(half, 0.5, atol=1e-5)
    edge = 1 / (1 + np.exp(-3.0))  # 0.953
    assert (low <= 1 - edge + 1e-4).all()
    assert (high >= edge - 1e-4).all()
    np.testing.assert_allclose(np.minimum(high, 1 - low), edge, atol=1e-4)
    np.testing.assert_allclose(found[:, room:], 0.5)
    unheard = np.asarray(rule.layers[0].weight)[:, room:]
    assert not np.asarray(rule.layers[0].weight)[room:, :room].any()
    assert hidden[0] == room or np.abs(unheard).max() > 0.1  # the others begin as they do elsewhere
