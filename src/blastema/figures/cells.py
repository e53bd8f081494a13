"""Figures that explain: what a cell perceives, which cells update, which are alive."""

from __future__ import annotations

from pathlib import Path

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from blastema import pictures
from blastema._types import ALPHA
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.figures.material import Material, MissingMaterialError
from blastema.figures.sheet import fitting, sheet, signed
from blastema.filters import FILTERS, Filter
from blastema.fire import fire_mask
from blastema.perception import FilterPerception
from blastema.pictures import Pixels
from blastema.trajectory import Trajectory

GROWN = 200
_MATURE, _GROWING, _EMPTY = (27, 127, 75), (240, 180, 80), (238, 240, 238)


def perception(material: Material) -> list[Path]:
    """What the cells perceive of the target: identity, Sobel x, Sobel y, and rotated by 45 degrees."""
    organism = material.first
    if organism.target is None:
        raise MissingMaterialError(f"{organism.name} has no picture whose perception could be shown.")
    picture = jnp.asarray(organism.target.array)[None]
    filters: tuple[Filter, ...] = (FILTERS["identity"], FILTERS["sobel_x"], FILTERS["sobel_y"])
    article = FilterPerception(learned=None, filters=filters, learned_filters=0, signal=0)
    rows = []
    for degrees in (0, 45):
        angle = jnp.full(1, np.deg2rad(degrees), jnp.float32)
        features = np.asarray(article(picture, Conditions(angle=angle), "zero"))[0]
        parts = features.reshape(*features.shape[:2], len(filters), 4)
        gradients = [signed(parts[..., index, :3].sum(-1), 0.6) for index in (1, 2)]
        alphas = [signed(parts[..., index, ALPHA], 0.3) for index in (1, 2)]
        rows.append([pictures.to_rgb(parts[..., 0, :]), *gradients, *alphas])
    still = sheet(
        rows,
        factor=fitting(6, rows[0][0].shape[1], largest=4),
        columns=["identity", "x gradient, RGB", "y gradient, RGB", "x gradient, alpha", "y gradient, alpha"],
        labels=["as it is", "rotated by 45°"],
        title=f"What cells perceive of a picture: {organism.name}",
    )
    return [material.write("perception.png", pictures.png(still))]


def updates(material: Material) -> list[Path]:
    """Which cells update at a step, at rates of 25, 50 and 75 %, on the grown organism."""
    organism = material.first
    shown = _rgb(organism.grow(GROWN, kernel=material.kernel))
    height, width = organism.grid
    rates, steps = (0.25, 0.5, 0.75), (0, 1, 2)
    rows = []
    for rate in rates:
        row = []
        for step in steps:
            seed, time = (jnp.full(1, word, jnp.uint32) for word in (0, step))
            mask = fire_mask(height, width, fire_seed=seed, step=time, fire_rate=jnp.full(1, rate))
            row.append(np.where(np.asarray(mask)[0], shown // 2, 255 - (255 - shown) // 5).astype(np.uint8))
        rows.append(row)
    still = sheet(
        rows,
        factor=fitting(4, width, largest=4),
        columns=[f"step {step}" for step in steps],
        labels=[f"{rate:.0%} of cells" for rate in rates],
        title="Cells that update are dark",
    )
    return [material.write("updates.png", pictures.png(still))]


def cells(material: Material) -> list[Path]:
    """Mature cells (their own alpha above the threshold), growing ones (a neighbour's is), and empty ones."""
    organism = material.first
    times = (0, 10, 20, 40, 60, 100, GROWN)
    states = [now.states[0] for now in Trajectory.seeded(organism, kernel=material.kernel).through(times)]
    maps = [life_map(one, organism.automaton) for one in states]
    still = sheet(
        [[_rgb(one) for one in states], maps],
        factor=fitting(8, organism.grid[1]),
        columns=[f"step {time}" for time in times],
        labels=["shown", "cells"],
        title="Mature (green), growing (yellow) and empty cells",
    )
    return [material.write("cells.png", pictures.png(still))]


def life_map(state: ArrayLike, automaton: CellularAutomaton) -> Pixels:
    """Mature, growing and empty cells of a state [H, W, C] in three colours."""
    mature = np.asarray(state)[..., ALPHA] > automaton.alive_threshold
    padded = np.pad(mature, 1, mode="wrap") if automaton.physics.boundary == "torus" else np.pad(mature, 1)
    near = np.any([padded[1 + dy : padded.shape[0] - 1 + dy, 1 + dx : padded.shape[1] - 1 + dx]
                   for dy in (-1, 0, 1) for dx in (-1, 0, 1)], axis=0)  # fmt: skip
    colours = np.where(near[..., None], np.array(_GROWING), np.array(_EMPTY))
    return np.where(mature[..., None], np.array(_MATURE), colours).astype(np.uint8)


def _rgb(state: ArrayLike) -> Pixels:
    return pictures.to_rgb(np.asarray(state))


__all__ = ["GROWN", "cells", "life_map", "perception", "updates"]
