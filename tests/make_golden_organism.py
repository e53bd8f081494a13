"""The organisms of the golden organism files, by the formulas of docs/format.md.

    python tests/make_golden_organism.py

makes ``golden/organism-v2.safetensors``. It has what version 1 cannot say: filters by their taps, a signal, a replacing
update, seeds, a target that is not square. Files of old stay readable, so neither is made again for another version.
"""

from __future__ import annotations

from itertools import pairwise

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from organism_files import VERSION_2

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.filters import Filter, filter_named, taps_of
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.targets import Target

TURNING = Filter(
    "turning",
    still=taps_of([[0, 0.25, 0], [0.25, -1, 0.25], [0, 0.25, 0]]),
    cosine=taps_of([[0, 0, 0], [-0.5, 0, 0.5], [0, 0, 0]]),
    sine=taps_of([[0, 0.5, 0], [0, 0, 0], [0, -0.5, 0]]),
)


def layers_of(widths: tuple[int, ...]) -> tuple[Dense, ...]:
    """Weight i, j of layer k is ((7 i + 3 j + k) mod 31 - 15) / 64, bias j is (j mod 7 - 3) / 8."""
    layers = []
    for k, (inputs, outputs) in enumerate(pairwise(widths)):
        i, j = np.mgrid[:inputs, :outputs]
        bias = (np.arange(outputs) % 7 - 3) / 8
        weight = ((7 * i + 3 * j + k) % 31 - 15) / 64
        layers.append(Dense(jnp.asarray(weight, jnp.float32), jnp.asarray(bias, jnp.float32)))
    return tuple(layers)


def learned_of(count: int, channels: int) -> jax.Array:
    """Number m, row by row, is (m mod 9 - 4) / 16."""
    numbers = (np.arange(count * 9 * channels) % 9 - 4).reshape(count, 3, 3, channels)
    return jnp.asarray(numbers / 16, jnp.float32)


def pixels_of(height: int, width: int) -> np.ndarray:
    """Red is 50 row, green 50 column, blue 7, alpha 255 - row column."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows * 50, columns * 50, rows * 0 + 7, 255 - rows * columns], axis=-1).astype(np.uint8)


def version_1() -> Organism:
    """The organism of ``golden/organism-v1.safetensors``."""
    config = AutomatonConfig(
        channels=8,
        hidden=(16, 4),
        filters=("identity", "sobel_x", "laplacian"),
        learned_filters=1,
        fire_rate=0.75,
        angle=30.0,
    )
    empty = CellularAutomaton.initial(config, jax.random.key(0))
    made = (layers_of((32, 16, 4, 8)), learned_of(1, 8))
    automaton = eqx.tree_at(lambda a: (a.update.layers, a.perception.learned), empty, made)
    provenance = {"regime": "growing", "iterations": 12, "note": "golden 🦎"}
    return Organism(automaton, "golden", (9, 9), Target(pixels_of(5, 5), 2, "chequers"), provenance)


def version_2() -> Organism:
    """The organism of ``golden/organism-v2.safetensors``."""
    config = AutomatonConfig(
        channels=6,
        learned_filters=2,
        signal=3,
        update="replacing",
        hidden=(7, 5),
        activation="atan",
        life="own-alpha",
        alive_threshold=0.25,
        boundary="torus",
        fire_rate=0.625,
        fire_per="channel",
        step_size=0.75,
        angle=30.0,
        clamp=2.5,
    )
    empty = CellularAutomaton.initial(config, jax.random.key(0))
    filters = (filter_named("sobel_x"), filter_named("identity+laplacian"), TURNING)
    perception = FilterPerception(learned=learned_of(2, 6), filters=filters, learned_filters=2, signal=3)
    automaton = eqx.tree_at(
        lambda a: (a.perception, a.update.layers), empty, (perception, layers_of((6 * (3 + 2) + 3, 7, 5, 6)))
    )
    return Organism(
        automaton,
        "golden two",
        (7, 9),
        Target(pixels_of(3, 5), 2, "flag"),
        {"regime": "persistent", "iterations": 12, "note": "golden 🦎"},
        seeds=((3, 4), (0, 8)),
    )


if __name__ == "__main__":
    organism_file.save(version_2(), VERSION_2)
    print(VERSION_2.name, VERSION_2.stat().st_size, "bytes")
