"""Organisms that grow volumes, for the page's engine: small rules of every kind that it serves, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema.automaton import CellularAutomaton, advance
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target

CASES: dict[str, dict[str, Any]] = {
    "article": {},
    "torus": {"boundary": "torus", "fire_rate": 0.7},
    "senses": {"perception": Part("volume", {"senses": ("sobel_z", "identity", "sobel_x")}), "hidden": (7, 5)},
    "replacing": {"update": "replacing", "activation": "tanh", "fire_per": "channel", "boundary": "torus"},
    "noisy": {"noise": 0.05, "clamp": 0.8, "step_size": 0.75, "activation": "atan"},
    "all": {"life": "all", "fire_rate": 0.4},
    "own-alpha": {"life": "own-alpha"},
    "easy": {"alive_threshold": -0.05},
}
"""Settings of the automaton by name."""
GRID, SIDE, PADDING, CHANNELS = (7, 7, 7), 5, 1, 6
AT = (1, 2, 12)
SEED, FIRST = 7, 3
MARGIN = 1e-5
"""How far every alpha keeps from the threshold of life, so that rounding cannot tip a cell."""


def organism(name: str, key: int) -> Organism:
    """A rule of small random weights, with a target of random voxels."""
    config = AutomatonConfig(**({"perception": "volume", "channels": CHANNELS, "hidden": (9,)} | CASES[name]))
    shapes = eqx.filter_eval_shape(lambda key: CellularAutomaton.initial(config, key), jax.random.key(0))
    random = np.random.default_rng(key)
    automaton = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.35, leaf.shape), jnp.float32), shapes)
    voxels = random.integers(0, 256, (SIDE, SIDE, SIDE, 4), np.uint8)
    voxels[..., 3] = 255 * (random.random((SIDE, SIDE, SIDE)) < 0.5)
    return Organism(automaton, name, GRID, Target(voxels, PADDING, name), seeds=((2, 3, 4), (5, 3, 1)))


def filling() -> Organism:
    """A rule that colours every cell with life beside it, so that it fills its cube and closes every wound."""
    config = AutomatonConfig(perception="volume", channels=CHANNELS, hidden=(4,), clamp=1.0, fire_rate=1.0)
    shapes = eqx.filter_eval_shape(lambda key: CellularAutomaton.initial(config, key), jax.random.key(0))
    zeros = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, jnp.float32), shapes)
    colour = jnp.array([0.9, 0.4, 0.2, 1, 0, 0], jnp.float32)
    automaton = eqx.tree_at(lambda rule: rule.update.layers[-1][1], zeros, colour)
    voxels = np.full((7, 7, 7, 4), 255, np.uint8)
    return Organism(automaton, "cube", (9, 9, 9), Target(voxels, 1, "cube"), {"regime": "regenerating"})


def start(name: str) -> np.ndarray:
    """A state with life in one part of the volume: [*GRID, CHANNELS]."""
    random = np.random.default_rng(len(name))
    state = random.normal(0, 0.6, (*GRID, CHANNELS)) * (random.random((*GRID, 1)) < 0.4)
    state[:, :, 4:] = state[:, 5:] = 0
    return state.astype(np.float32)


_step = eqx.filter_jit(advance)


def followed(grown: Organism, state: np.ndarray) -> Iterator[np.ndarray]:
    """The state after each step, up to the last of `AT`."""
    now = jnp.asarray(state)[None]
    for step in range(max(AT)):
        words = Conditions(jnp.array([SEED], jnp.uint32), jnp.array([FIRST + step], jnp.uint32))
        now = _step(grown.automaton, now, grown.automaton.conditions(words, 1))
        yield np.asarray(now[0])


def stands_clear(grown: Organism, state: np.ndarray) -> bool:
    """Whether no alpha comes near the threshold of life on the way, and life goes on."""
    threshold = grown.automaton.life.alive_threshold
    states = [state, *followed(grown, state)]
    clear = all(np.abs(now[..., 3] - threshold).min() > MARGIN for now in states)
    return clear and bool((states[-1][..., 3] > threshold).any()) and float(np.abs(states[-1]).max()) < 100


def key_of(name: str) -> int:
    """The first key whose organism stands clear."""
    return next(key for key in range(200) if stands_clear(organism(name, key), start(name)))


def found(name: str, key: int) -> dict[str, np.ndarray]:
    """A case: the organism's file, the start and the states after the steps of `AT`."""
    state = start(name)
    grown = organism(name, key)
    states = list(followed(grown, state))
    return {
        "organism": np.frombuffer(organism_file.dumps(grown), np.uint8),
        "start": state,
        "states": np.stack([states[at - 1] for at in AT]),
        "key": np.uint32(key),
    }
