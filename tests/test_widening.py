"""Rules of every kind of perception compute the same after they have been widened, or it is refused."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.errors import InputError
from blastema.widening import widened

MORE = {"channels": 12, "hidden": (32,)}
KINDS = {
    "filters": {},
    "volume": {"perception": "volume"},
    "some senses": {"perception": Part("volume", {"senses": ["identity", "laplacian"]})},
    "one-per-channel": {"perception": "one-per-channel"},
    "isotropic": {"perception": "isotropic"},
    "steerable": {"perception": "steerable"},
    "two-level": {"perception": Part("two-level", {"parents": 2}), "update": "two-level"},
}
WIDENED = {
    "channels": ("filters", "volume", "some senses"),
    "hidden": ("filters", "volume", "some senses", "one-per-channel", "isotropic", "steerable"),
}


def lively(kind: str) -> CellularAutomaton:
    """An untrained automaton of this kind whose rule does something: all its numbers are random."""
    automaton = CellularAutomaton.initial(AutomatonConfig(channels=8, hidden=(16,), **KINDS[kind]), jax.random.key(0))
    leaves, tree = jax.tree.flatten(automaton)
    keys = jax.random.split(jax.random.key(1), len(leaves))
    return jax.tree.unflatten(
        tree, [0.2 * jax.random.normal(key, leaf.shape) for key, leaf in zip(keys, leaves, strict=True)]
    )


def grown(automaton: CellularAutomaton, channels: int) -> np.ndarray:
    """The first 8 channels of what such an automaton does from one state; channels beyond 8 begin empty."""
    state = jax.random.uniform(jax.random.key(2), (2, *(8,) * automaton.axes, 8))
    state = jnp.pad(state, [(0, 0)] * (state.ndim - 1) + [(0, channels - 8)])
    for step in range(4):
        state = automaton.step(state, Conditions(fire_seed=jnp.arange(2, dtype=jnp.uint32), step=step))
    return np.asarray(state)[..., :8]


@pytest.mark.parametrize("more", MORE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_widened_rule_does_what_it_did(kind, more):
    automaton = lively(kind)
    wanted = dataclasses.replace(settings_of(automaton), **{more: MORE[more]})
    if kind not in WIDENED[more]:
        with pytest.raises(InputError, match="cannot be widened as requested: it has"):
            widened(automaton, wanted)
        return
    wider = widened(automaton, wanted)
    assert settings_of(wider) == wanted
    before, after = grown(automaton, 8), grown(wider, wanted.channels)
    assert np.abs(before).max() > 0.1
    # A wider product adds up in another order, which differs between processors; these rules amplify what is lost.
    np.testing.assert_allclose(after, before, atol=1e-5 * np.abs(before).max())
