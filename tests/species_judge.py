"""The judge of worlds with several species, in plain NumPy, dense, and for one world at a time.

It was written from the project's written decisions and imports nothing of the package, nor of the browser's engines.
Arrays are ``[height, width, channel]``; everything is computed in the dtype of the state that comes in.

Before each step every cell belongs to one species, whose rule, angle and step size its update uses:

1. A cell whose alpha is above the threshold belongs to its own.
2. Another one with such a neighbour (it lies in ``pre``) belongs to that of the neighbour with the highest alpha, the
   first around the cell (from the upper left, row by row) among equals. NaN is above nothing.
3. With a living mask, a cell outside ``pre`` belongs where the highest of its neighbours in ``pre`` does, likewise;
   without one it keeps its own.

Survivors carry on the species they belonged to. Fire rate, boundary, noise and seed are the world's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import judge
import numpy as np

AROUND = [(row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]


@dataclass(frozen=True)
class Species:
    """One organism: its rule, its step size and the turn of its gradients in radians, the world's turn included."""

    layers: judge.Layers
    step_size: float = 1.0
    angle: float = 0.0


@dataclass(frozen=True)
class World:
    """What all species of a world share."""

    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    living_mask: bool = True
    alive_threshold: float = 0.1
    boundary: str = "zero"
    fire_rate: float = 0.5
    noise: float = 0.0
    seed: int = 0

    def options(self, angle: float = 0.0) -> judge.Options:
        """The same for the judge of one species; the step size is left out."""
        return judge.Options(
            filters=self.filters,
            boundary=self.boundary,
            life="neighbourhood" if self.living_mask else "all",
            alive_threshold=self.alive_threshold,
            fire_rate=self.fire_rate,
            angle=angle,
        )


def neighbour(values: np.ndarray, row: int, column: int, boundary: str, beyond: float) -> np.ndarray:
    """For every cell the value of its neighbour in that direction; ``beyond`` where there is none."""
    rolled = np.roll(values, (-row, -column), axis=(0, 1))
    if boundary == "torus":
        return rolled
    height, width = values.shape
    rows, columns = np.mgrid[:height, :width]
    inside = (rows + row >= 0) & (rows + row < height) & (columns + column >= 0) & (columns + column < width)
    return np.where(inside, rolled, values.dtype.type(beyond))


def strongest(alpha: np.ndarray, candidates: np.ndarray, own: np.ndarray, boundary: str) -> np.ndarray:
    """For every cell the ``own`` of the candidate around it with the highest alpha; -1 if there is no candidate."""
    strength = np.where(np.isnan(alpha), -np.inf, alpha)
    best = np.full(alpha.shape, -np.inf)
    found = np.full(alpha.shape, -1)
    for row, column in AROUND:
        there = neighbour(candidates, row, column, boundary, False)
        value = neighbour(strength, row, column, boundary, -np.inf)
        better = there & ((found < 0) | (value > best))
        best = np.where(better, value, best)
        found = np.where(better, neighbour(own, row, column, boundary, -1), found)
    return found


def belongs(state: np.ndarray, species: np.ndarray, world: World) -> np.ndarray:
    """Whose rule every cell follows: integers [H, W]; -1 where it does not matter."""
    alpha = state[..., judge.ALPHA]
    above = alpha > alpha.dtype.type(world.alive_threshold)
    own = species.astype(int)
    near = strongest(alpha, above, own, world.boundary)
    pre = near >= 0
    result = np.where(above, own, near)
    if not world.living_mask:
        return np.where(pre, result, own)
    return np.where(pre, result, strongest(alpha, pre, result, world.boundary))


def noise(shape: tuple[int, int, int], world: World, time: int) -> np.ndarray:
    """Uniform in [-1, 1) for each cell and channel, by the hash of the fire mask with a seed moved for each channel."""
    height, width, channels = shape
    rows, columns = np.mgrid[:height, :width].astype(np.uint32)
    place = columns + np.uint32(65536) * rows
    parts = []
    for channel in range(channels):
        moved = np.uint32((world.seed + 0x9E3779B9 * (channel + 1)) % 2**32)
        word = judge.pcg3d(place, np.uint32(time % 2**32), moved)
        parts.append((word >> np.uint32(8)).astype(np.float64) / 2**23 - 1)
    return np.stack(parts, axis=-1)


def step(
    state: np.ndarray, species: np.ndarray, population: Sequence[Species], world: World, time: int
) -> tuple[np.ndarray, np.ndarray]:
    """One step: the new state [H, W, C] and species [H, W]."""
    height, width, _ = state.shape
    follows = belongs(state, species, world)
    fire = judge.fires(height, width, time, world.seed, world.fire_rate)
    moved = state.copy()
    for index, one in enumerate(population):
        features = judge.perceive(state[None], world.options(one.angle))
        change = judge.network(one.layers, features)[0] * state.dtype.type(one.step_size)
        moved = np.where((fire & (follows == index))[..., None], state + change, moved)
    lives = np.ones((height, width), bool)
    if world.living_mask:
        options = world.options()
        lives = judge.alive(state[None], options)[0] & judge.alive(moved[None], options)[0]
    result = np.where(lives[..., None], moved, np.zeros_like(moved))
    if world.noise > 0:
        added = (world.noise * noise(state.shape, world, time)).astype(state.dtype)
        result = np.where(lives[..., None], result + added, result)
    return result, np.where(lives, follows, species).astype(species.dtype)


def seeded(height: int, width: int, channels: int, seeds: Sequence[tuple[int, int, int]]) -> tuple[np.ndarray, ...]:
    """A state and its species with one seed for each (row, column, species)."""
    state = np.zeros((height, width, channels), np.float32)
    species = np.zeros((height, width), np.uint8)
    for row, column, index in seeds:
        state[row, column, judge.ALPHA :] = 1
        species[row, column] = index
    return state, species
