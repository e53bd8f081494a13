"""Organisms with two levels of cells, for the page's engine: small rules of every kind, and the shipped one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
from web_volumes import FIRST, SEED, followed, stands_clear

import blastema as bl
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Part
from blastema.formats import organism_file
from blastema.organism import Organism

SHIPPED = Path(__file__).parents[1] / "examples" / "hierarchy" / "lizard.safetensors"
GRIDS = {"torus": (6, 8), "three": (9, 6), "narrow": (8, 4)}
GRID, CHANNELS, PARENTS, FACTOR = (8, 12), 9, 3, 4
AT = (1, 2, 12)
SHIPPED_AT = (1, 16, 64, 200)
SHIPPED_SEED = 5
"""A fire seed with which every max-pooled alpha of the shipped organism stays 5e-5 away from the threshold of life."""
CASES: dict[str, dict[str, Any]] = {
    "article": {},
    "torus": {"boundary": "torus", "factor": 2, "angle": 40.0, "fire_rate": 0.7},
    "three": {"factor": 3, "hidden": (7, 5), "activation": "tanh", "fire_per": "channel", "clamp": 0.8},
    "narrow": {"boundary": "torus", "filters": ("mean", "sobel_y+identity"), "activation": "atan", "step_size": 0.75},
    "noisy": {"noise": 0.05, "life": "own-alpha"},
    "all": {"life": "all", "fire_rate": 0.4, "parents": 4},
    "easy": {"alive_threshold": -0.05},
}
"""Settings of the automaton by name."""


def organism(name: str, key: int) -> Organism:
    """A rule of random weights."""
    asked = dict(CASES[name])
    levels = {"parents": asked.pop("parents", PARENTS), "factor": asked.pop("factor", FACTOR)}
    usual = {
        "channels": CHANNELS,
        "hidden": (9,),
        "perception": Part("two-level", levels),
        "update": Part("two-level", {"parent_hidden": 6}),
    }
    shapes = eqx.filter_eval_shape(
        lambda random: CellularAutomaton.initial(AutomatonConfig(**usual | asked), random), jax.random.key(0)
    )
    random = np.random.default_rng(key)
    automaton = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.35, leaf.shape), jnp.float32), shapes)
    return Organism(automaton, name, GRIDS.get(name, GRID))


def start(name: str) -> np.ndarray:
    """A state with life in one part of the grid: [H, W, CHANNELS]."""
    random = np.random.default_rng(len(name))
    state = random.normal(0, 0.6, (*GRIDS.get(name, GRID), CHANNELS))
    state *= random.random((*state.shape[:2], 1)) < 0.6
    state[:, 7:] = 0
    return state.astype(np.float32)


def found(name: str, key: int) -> dict[str, np.ndarray]:
    """A case: the organism's file, the start and the states after the steps of `AT`."""
    grown, state = organism(name, key), start(name)
    states = list(followed(grown, state))
    return {
        "organism": np.frombuffer(organism_file.dumps(grown), np.uint8),
        "start": state,
        "states": np.stack([states[at - 1] for at in AT]),
        "key": np.uint32(key),
    }


def key_of(name: str) -> int:
    """The first key whose organism stands clear of the threshold of life, and neither dies out nor fills the grid."""
    return next(key for key in range(400) if is_lively(organism(name, key), start(name)))


def is_lively(grown: Organism, state: np.ndarray) -> bool:
    """Whether it serves as a case."""
    if not stands_clear(grown, state):
        return False
    last = list(followed(grown, state))[-1]
    share = (last[..., judge.ALPHA] > 0.1).mean()
    return bool(np.abs(last).max() < 20 and 0.15 < share < 0.9)


def shipped_states() -> np.ndarray:
    """The shipped organism from its seed, after the steps of `SHIPPED_AT`: [N, H, W, C]."""
    grown = bl.load_organism(SHIPPED)
    states = [grown.grow(at, bl.Conditions(fire_seed=SHIPPED_SEED)) for at in SHIPPED_AT]
    return np.stack([np.asarray(state) for state in states])


def everything() -> dict[str, np.ndarray]:
    """All arrays of the golden file."""
    made = {name: found(name, key_of(name)) for name in CASES}
    arrays = {f"{name}.{key}": value for name, case in made.items() for key, value in case.items()}
    clock = {"at": AT, "seed": SEED, "first": FIRST, "shipped.at": SHIPPED_AT, "shipped.seed": SHIPPED_SEED}
    return arrays | {"shipped.states": shipped_states()} | {name: np.array(value) for name, value in clock.items()}
