"""The judge of every kind of automaton that an organism file can hold, in plain NumPy, dense, for one world at a time.

It was written from the project's written decisions and imports nothing of the package, nor of the browser's engines.
Arrays are ``[height, width, channel]``; everything is computed in the dtype of the state that comes in. Several
species share a world as in ``species_judge.py``, which says whose rule each cell follows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import judge
import numpy as np
import species_judge as several

NOTHING = np.zeros((3, 3))
CHANNEL_STRIDE = 0x9E3779B9
ACTIVATIONS = {"relu": lambda x: np.maximum(x, 0), "atan": np.arctan, "tanh": np.tanh}


@dataclass(frozen=True)
class Filter:
    """Taps of a fixed filter: at an angle they are still + cos(angle) cosine + sin(angle) sine."""

    still: np.ndarray = field(default_factory=lambda: NOTHING)
    cosine: np.ndarray = field(default_factory=lambda: NOTHING)
    sine: np.ndarray = field(default_factory=lambda: NOTHING)

    def taps(self, angle: float) -> np.ndarray:
        """``[3, 3]``, for cross-correlation."""
        return self.still + np.cos(angle) * self.cosine + np.sin(angle) * self.sine


@dataclass(frozen=True)
class Automaton:
    """One organism, part by part; ``learned`` is ``[N, 3, 3, C]``, the angle is in radians."""

    layers: judge.Layers
    filters: tuple[Filter, ...]
    learned: np.ndarray
    signal: int = 0
    update: str = "residual"
    activation: str = "relu"
    life: str = "neighbourhood"
    alive_threshold: float = 0.1
    fire_per: str = "cell"
    step_size: float = 1.0
    angle: float = 0.0
    clamp: float = 0.0
    noise: float = 0.0


@dataclass(frozen=True)
class World:
    """What all species of a world share; ``signals`` is what each of them is told."""

    boundary: str = "zero"
    fire_rate: float = 0.5
    angle: float = 0.0
    noise: float = 0.0
    seed: int = 0
    signals: tuple[tuple[float, ...], ...] = ()


def correlate(state: np.ndarray, taps: np.ndarray, boundary: str) -> np.ndarray:
    """Each channel with its taps, ``[3, 3]`` or ``[3, 3, C]``."""
    height, width, channels = state.shape
    around = ((1, 1), (1, 1), (0, 0))
    padded = np.pad(state, around, mode="wrap" if boundary == "torus" else "constant")
    weights = np.broadcast_to(taps[..., None] if taps.ndim == 2 else taps, (3, 3, channels)).astype(state.dtype)
    return sum(
        weights[row, column] * padded[row : row + height, column : column + width]
        for row in range(3)
        for column in range(3)
    )


def answer(one: Automaton, state: np.ndarray, world: World, told: Sequence[float]) -> np.ndarray:
    """What the rule asks of every cell."""
    angle = one.angle + world.angle
    values = [correlate(state, filter.taps(angle), world.boundary) for filter in one.filters]
    values += [correlate(state, kernel, world.boundary) for kernel in one.learned]
    values += [np.broadcast_to(np.asarray(told, state.dtype), (*state.shape[:2], one.signal))]
    x = np.concatenate(values, axis=-1)
    for index, (weight, bias) in enumerate(one.layers):
        x = x @ weight.astype(state.dtype) + bias.astype(state.dtype)
        if index < len(one.layers) - 1:
            x = ACTIVATIONS[one.activation](x)
    return x


def moved(one: Automaton, state: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """What every cell becomes if it fires."""
    size, limit = state.dtype.type(one.step_size), state.dtype.type(one.clamp)
    y = (1 - size) * state + size / (1 + np.exp(-asked)) if one.update == "replacing" else state + size * asked
    return np.where(y > limit, limit, np.where(y < -limit, -limit, y)) if one.clamp > 0 else y


def fires(shape: Sequence[int], world: World, time: int, fire_per: str) -> np.ndarray:
    """Who fires: bool ``[H, W, 1]`` or ``[H, W, C]``."""
    height, width, channels = shape
    rows, columns = np.mgrid[:height, :width].astype(np.uint32)
    seeds = [world.seed]
    if fire_per == "channel":
        seeds = [world.seed + CHANNEL_STRIDE * (channel + 1) for channel in range(channels)]
    words = [
        judge.pcg3d(columns + np.uint32(65536) * rows, np.uint32(time % 2**32), np.uint32(seed % 2**32))
        for seed in seeds
    ]
    return (np.stack(words, axis=-1) >> np.uint32(8)).astype(np.int64) < judge.fire_threshold(world.fire_rate)


def alive(state: np.ndarray, threshold: float, boundary: str) -> np.ndarray:
    """Cells with some alpha above the threshold in their 3x3 neighbourhood: bool ``[H, W]``."""
    above = state[..., judge.ALPHA] > state.dtype.type(threshold)
    return np.any([several.neighbour(above, *step, boundary, False) for step in several.AROUND], axis=0)


def step(
    state: np.ndarray, species: np.ndarray, population: Sequence[Automaton], world: World, time: int
) -> tuple[np.ndarray, np.ndarray]:
    """One step: the new state [H, W, C] and species [H, W]."""
    first = population[0]
    threshold = state.dtype.type(first.alive_threshold)
    if first.life == "own-alpha":
        state = np.where((state[..., judge.ALPHA] > threshold)[..., None], state, np.zeros_like(state))
    rules = several.World(
        living_mask=first.life == "neighbourhood", alive_threshold=first.alive_threshold, boundary=world.boundary
    )
    follows = several.belongs(state, species, rules)
    fire = fires(state.shape, world, time, first.fire_per)
    after = state.copy()
    for index, one in enumerate(population):
        told = world.signals[index] if index < len(world.signals) else (0.0,) * one.signal
        y = moved(one, state, answer(one, state, world, told))
        after = np.where(fire & (follows == index)[..., None], y, after)
    lives = np.ones(species.shape, bool)
    if first.life == "neighbourhood":
        lives = alive(state, threshold, world.boundary) & alive(after, threshold, world.boundary)
    after = np.where(lives[..., None], after, np.zeros_like(after))
    drawn = several.noise(state.shape, several.World(seed=world.seed), time)
    for index, one in enumerate(population):
        amplitude = world.noise + one.noise
        mine = (lives & (follows == index))[..., None]
        after = np.where(mine, after + (amplitude * drawn).astype(state.dtype), after) if amplitude > 0 else after
    return after, np.where(lives, follows, species).astype(species.dtype)


def organism_file(one: Automaton, name: str, grid: tuple[int, int]) -> bytes:
    """The organism as a file of version 2, written from the format's description."""
    arrays = {
        f"layers.{k}.{what}": array
        for k, layer in enumerate(one.layers)
        for what, array in zip(("weight", "bias"), layer, strict=True)
    }
    if len(one.learned) > 0:
        arrays["perception.learned"] = one.learned
    described = {
        "format": "blastema-organism",
        "version": 2,
        "name": name,
        "automaton": {
            "channels": one.layers[-1][1].shape[0],
            "perception": {
                "kind": "filters",
                "filters": [
                    {"still": f.still.tolist(), "cosine": f.cosine.tolist(), "sine": f.sine.tolist()}
                    for f in one.filters
                ],
                "learned_filters": len(one.learned),
                "signal": one.signal,
            },
            "update": {
                "kind": one.update,
                "hidden": [bias.shape[0] for _, bias in one.layers[:-1]],
                "activation": one.activation,
            },
            "life": {"kind": one.life, "alive_threshold": one.alive_threshold},
            "physics": {
                "fire_per": one.fire_per,
                "step_size": one.step_size,
                "angle": float(np.rad2deg(one.angle)),
                "clamp": one.clamp,
                "noise": one.noise,
            },
        },
        "grid": list(grid),
    }
    header: dict[str, Any] = {"__metadata__": {"blastema": json.dumps(described)}}
    data = b""
    for key, array in arrays.items():
        raw = np.ascontiguousarray(array, "<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data
