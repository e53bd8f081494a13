"""The judge: the automaton once more, in plain NumPy.

It was written from the article, its notebook and the project's written decisions, not from the package, and it imports
nothing of the package: where the two differ, one of them has misread the text. Clarity is its only aim.

Arrays are batch first, ``[batch, height, width, channel]``, channels 0-3 RGBA. Everything is computed in the dtype of
the state that comes in, float32 or float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

ALPHA = 3

IDENTITY = np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=np.float64)
SOBEL_X = np.outer([1, 2, 1], [-1, 0, 1]) / 8
SOBEL_Y = SOBEL_X.T
LAPLACIAN = np.array([[1, 2, 1], [2, -12, 2], [1, 2, 1]]) / 16
MEAN = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 1]]) / 8

Layers = Sequence[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Options:
    """The options of the reference call, and the choices of an architecture."""

    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    boundary: str = "zero"
    living_mask: bool = True
    alive_threshold: float = 0.1
    fire_rate: float = 0.5
    step_size: float = 1.0
    angle: float = 0.0


# --- neighbourhoods ---------------------------------------------------------------------------------------------------


def neighbours(values: np.ndarray, boundary: str) -> Iterator[tuple[int, int, np.ndarray]]:
    """Offsets ``(row, column)`` in -1..1, each with the array of the values there, ``[B, H, W, ...]``."""
    height, width = values.shape[1:3]
    around = [(0, 0), (1, 1), (1, 1)] + [(0, 0)] * (values.ndim - 3)
    padded = np.pad(values, around, mode="wrap" if boundary == "torus" else "constant")
    for row in (-1, 0, 1):
        for column in (-1, 0, 1):
            yield row, column, padded[:, 1 + row : 1 + row + height, 1 + column : 1 + column + width]


def correlate(state: np.ndarray, kernel: np.ndarray, boundary: str) -> np.ndarray:
    """Cross-correlation of each channel with ``kernel`` ``[3, 3]`` (the same) or ``[3, 3, C]`` (one per channel)."""
    total = np.zeros_like(state)
    for row, column, values in neighbours(state, boundary):
        total = total + kernel[row + 1, column + 1].astype(state.dtype) * values
    return total


# --- the parts of a step ----------------------------------------------------------------------------------------------


def alive(state: np.ndarray, options: Options) -> np.ndarray:
    """Cells with some alpha above the threshold in their 3x3 neighbourhood: bool ``[B, H, W]``."""
    above = state[..., ALPHA] > state.dtype.type(options.alive_threshold)
    found = np.zeros_like(above)
    for _, _, values in neighbours(above, options.boundary):
        found |= values
    return found


def perceive(state: np.ndarray, options: Options, learned: np.ndarray | None = None) -> np.ndarray:
    """All features, filter-major: all channels of filter 0, then of filter 1, ...; learned filters come last.

    The two Sobel filters turn with the angle; the others do not.
    """
    return np.concatenate([correlate(state, kernel, options.boundary) for kernel in kernels(options, learned)], axis=-1)


def kernels(options: Options, learned: np.ndarray | None = None) -> list[np.ndarray]:
    """The kernels of all filters, ``[3, 3]`` or, where learned, ``[3, 3, C]``, in the order of their features."""
    cos, sin = np.cos(options.angle), np.sin(options.angle)
    fixed = {
        "identity": IDENTITY,
        "sobel_x": cos * SOBEL_X - sin * SOBEL_Y,
        "sobel_y": sin * SOBEL_X + cos * SOBEL_Y,
        "laplacian": LAPLACIAN,
        "mean": MEAN,
    }
    return [*(fixed[name] for name in options.filters), *([] if learned is None else learned)]


def update(layers: Layers, features: np.ndarray) -> np.ndarray:
    """Dense layers, ReLU between them, none after the last."""
    values = features
    for index, (weight, bias) in enumerate(layers):
        values = values @ weight.astype(values.dtype) + bias.astype(values.dtype)
        if index < len(layers) - 1:
            values = np.maximum(values, 0)
    return values


def pcg3d(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """First word of the hash of Jarzynski & Olano (JCGT 2020), for uint32 arrays that broadcast."""
    x, y, z = (np.atleast_1d(np.asarray(word, dtype=np.uint32)) for word in np.broadcast_arrays(x, y, z))
    multiplier, increment, shift = np.uint32(1664525), np.uint32(1013904223), np.uint32(16)
    x, y, z = (word * multiplier + increment for word in (x, y, z))
    x = x + y * z
    y = y + z * x
    z = z + x * y
    x, y, z = (word ^ (word >> shift) for word in (x, y, z))
    x = x + y * z
    return x


def fire_threshold(fire_rate: float) -> int:
    """``round(float32(rate) * 2^24)``: 0 never fires, 2^24 always does."""
    return round(float(np.float32(fire_rate)) * 2**24)


def fires(height: int, width: int, t: int, seed: int, fire_rate: float) -> np.ndarray:
    """The cells that act at step ``t`` of the sample with this seed: bool ``[H, W]``."""
    rows = np.arange(height, dtype=np.uint32)[:, None]
    columns = np.arange(width, dtype=np.uint32)[None, :]
    place = columns + np.uint32(65536) * rows
    word = pcg3d(place, np.uint32(t % 2**32), np.uint32(seed))
    return (word >> np.uint32(8)).astype(np.int64) < fire_threshold(fire_rate)


def fires_batch(shape: tuple[int, int], times: Sequence[int], seeds: Sequence[int], fire_rate: float) -> np.ndarray:
    """The same for a batch, each sample with its own time and seed: bool ``[B, H, W]``."""
    return np.stack([fires(*shape, t, s, fire_rate) for t, s in zip(times, seeds, strict=True)])


# --- one step, many steps ---------------------------------------------------------------------------------------------


def step(
    layers: Layers,
    state: np.ndarray,
    fire: np.ndarray,
    options: Options,
    learned: np.ndarray | None = None,
) -> np.ndarray:
    """One step in the order of the notebook; ``fire`` is bool ``[B, H, W]``."""
    before = alive(state, options)
    change = update(layers, perceive(state, options, learned)) * state.dtype.type(options.step_size)
    moved = np.where(fire[..., None], state + change, state)
    if not options.living_mask:
        return moved
    after = alive(moved, options)
    return np.where((before & after)[..., None], moved, np.zeros_like(moved))


def rollout(
    layers: Layers,
    state: np.ndarray,
    steps: int,
    options: Options,
    seeds: Sequence[int],
    first_steps: Sequence[int],
    learned: np.ndarray | None = None,
) -> list[np.ndarray]:
    """The states after 0, 1, ..., ``steps`` steps."""
    states = [state]
    for done in range(steps):
        times = [first + done for first in first_steps]
        fire = fires_batch(state.shape[1:3], times, seeds, options.fire_rate)
        states.append(step(layers, states[-1], fire, options, learned))
    return states


def loss(state: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Mean squared error over height, width and RGBA of each sample: ``[B]``."""
    return ((state[..., :4] - target) ** 2).mean(axis=(1, 2, 3))


# --- where a life begins and how it is wounded ------------------------------------------------------------------------


def seed_state(height: int, width: int, channels: int, dtype: type = np.float32) -> np.ndarray:
    """All zeros but the middle cell, whose alpha and hidden channels are 1: ``[H, W, C]``."""
    state = np.zeros((height, width, channels), dtype)
    state[height // 2, width // 2, ALPHA:] = 1
    return state


def inside_circle(height: int, width: int, centre_x: float, centre_y: float, radius: float) -> np.ndarray:
    """The cells a circular wound removes, bool ``[H, W]``; the grid spans -1..1 from first to last cell both ways."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = (x - np.float32(centre_x)) / np.float32(radius)
    y = (y - np.float32(centre_y)) / np.float32(radius)
    return x * x + y * y < 1


CUTS = ("bottom", "top", "right", "left", "centre")


def cut_mask(height: int, width: int, name: str) -> np.ndarray:
    """The cells one of the evaluation's five cuts removes, named by what goes: bool ``[H, W]``.

    On the 72x72 grid of the evaluation: rows from 36, rows below 36, columns from 36, columns below 36, and rows and
    columns 28 to 43.
    """
    rows = np.arange(height)[:, None] + np.zeros((1, width), int)
    columns = np.zeros((height, 1), int) + np.arange(width)[None, :]
    middle_row, middle_column = height // 2, width // 2
    return {
        "bottom": rows >= middle_row,
        "top": rows < middle_row,
        "right": columns >= middle_column,
        "left": columns < middle_column,
        "centre": (abs(rows - middle_row + 0.5) < 8) & (abs(columns - middle_column + 0.5) < 8),
    }[name]
