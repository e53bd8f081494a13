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
NOTHING = np.zeros((3, 3))

Layers = Sequence[tuple[np.ndarray, np.ndarray]]
Taps = tuple[np.ndarray, np.ndarray, np.ndarray]
"""A filter by its taps, each [3, 3]: those that stay, those that go with the cosine of the angle, with its sine."""

FILTERS: dict[str, Taps] = {
    "identity": (IDENTITY, NOTHING, NOTHING),
    "sobel_x": (NOTHING, SOBEL_X, -SOBEL_Y),
    "sobel_y": (NOTHING, SOBEL_Y, SOBEL_X),
    "laplacian": (LAPLACIAN, NOTHING, NOTHING),
    "mean": (MEAN, NOTHING, NOTHING),
}
"""The two Sobel filters turn with the angle; the others do not."""


@dataclass(frozen=True)
class Options:
    """What an automaton is, apart from its trained numbers, and how it takes its steps.

    filters: names, sums of them ("sobel_x+mean"), or taps
    signal:  what the cells are told, [B, S] or [B, H, W, S]
    fire_rate, step_size, angle (radians): one number, or one for each sample
    """

    filters: Sequence[str | Taps] = ("identity", "sobel_x", "sobel_y")
    activation: str = "relu"
    update: str = "residual"
    life: str = "neighbourhood"
    alive_threshold: float = 0.1
    boundary: str = "zero"
    fire_rate: float | np.ndarray = 0.5
    fire_per: str = "cell"
    step_size: float | np.ndarray = 1.0
    angle: float | np.ndarray = 0.0
    clamp: float = 0.0
    noise: float = 0.0
    signal: np.ndarray | None = None


def each(value: float | np.ndarray, batch: int) -> np.ndarray:
    """One number for each sample, to be multiplied with ``[B, H, W, C]``."""
    return np.broadcast_to(np.asarray(value, np.float64), (batch,)).reshape(batch, 1, 1, 1)


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
    """Cross-correlation with ``kernel`` ``[3, 3, ...]``, whose taps broadcast with the state."""
    total = np.zeros_like(state)
    for row, column, values in neighbours(state, boundary):
        total = total + kernel[row + 1, column + 1].astype(state.dtype) * values
    return total


# --- perceive ---------------------------------------------------------------------------------------------------------


def taps_of(wanted: str | Taps) -> Taps:
    """The taps of a filter; those of a sum are the sums of the taps."""
    if not isinstance(wanted, str):
        return wanted
    still, cosine, sine = (sum(parts) for parts in zip(*(FILTERS[name] for name in wanted.split("+")), strict=True))
    return still, cosine, sine


def perceive(state: np.ndarray, options: Options, learned: np.ndarray | None = None) -> np.ndarray:
    """All features, filter-major: all channels of filter 0, then of filter 1, ...; learned filters; the signal."""
    features = [correlate(state, kernel, options.boundary) for kernel in kernels(options, learned)]
    if options.signal is not None:
        told = np.asarray(options.signal, state.dtype)
        told = told[:, None, None, :] if told.ndim == 2 else told
        features.append(np.broadcast_to(told, (*state.shape[:3], told.shape[-1])))
    return np.concatenate(features, axis=-1)


def kernels(options: Options, learned: np.ndarray | None = None) -> list[np.ndarray]:
    """The kernels of all filters, in the order of their features.

    Of a fixed one ``[3, 3, B, 1, 1, 1]``, where B is 1 if the angle is the same for all samples; of a learned one
    ``[3, 3, C]``.
    """
    cosine, sine = (function(each(options.angle, np.size(options.angle))) for function in (np.cos, np.sin))
    fixed = []
    for wanted in options.filters:
        still, with_cosine, with_sine = (np.asarray(taps)[:, :, None, None, None, None] for taps in taps_of(wanted))
        fixed.append(still + cosine * with_cosine + sine * with_sine)
    return [*fixed, *([] if learned is None else learned)]


# --- update -----------------------------------------------------------------------------------------------------------


def network(layers: Layers, features: np.ndarray, activation: str = "relu") -> np.ndarray:
    """Dense layers, an activation between them, none after the last."""
    between = {"relu": lambda v: np.maximum(v, 0), "atan": np.arctan, "tanh": np.tanh}[activation]
    values = features
    for index, (weight, bias) in enumerate(layers):
        values = values @ weight.astype(values.dtype) + bias.astype(values.dtype)
        if index < len(layers) - 1:
            values = between(values)
    return values


def propose(layers: Layers, state: np.ndarray, features: np.ndarray, options: Options) -> np.ndarray:
    """What the cells become if they fire."""
    output = network(layers, features, options.activation)
    size = each(options.step_size, len(state)).astype(state.dtype)
    if options.update == "residual":
        proposed = state + size * output
    else:
        proposed = (1 - size) * state + size * (np.tanh(output / 2) + 1) / 2  # the logistic function
    if options.clamp > 0:
        limit = state.dtype.type(options.clamp)
        proposed = np.where(proposed > limit, limit, np.where(proposed < -limit, -limit, proposed))
    return proposed


# --- fire -------------------------------------------------------------------------------------------------------------


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


def top_bits(height: int, width: int, t: int, seed: int) -> np.ndarray:
    """The upper 24 bits of the word of every cell: whole numbers ``[H, W]``."""
    rows = np.arange(height, dtype=np.uint32)[:, None]
    columns = np.arange(width, dtype=np.uint32)[None, :]
    place = columns + np.uint32(65536) * rows
    return (pcg3d(place, np.uint32(t % 2**32), np.uint32(seed % 2**32)) >> np.uint32(8)).astype(np.int64)


def channels_top_bits(height: int, width: int, t: int, seed: int, channels: int) -> np.ndarray:
    """The same of every channel, each with a word of its own: ``[H, W, C]``."""
    return np.stack([top_bits(height, width, t, seed + 0x9E3779B9 * (c + 1)) for c in range(channels)], axis=-1)


def fires(height: int, width: int, t: int, seed: int, fire_rate: float) -> np.ndarray:
    """The cells that act at step ``t`` of the sample with this seed: bool ``[H, W]``."""
    return top_bits(height, width, t, seed) < fire_threshold(fire_rate)


def fires_batch(
    shape: tuple[int, int],
    times: Sequence[int],
    seeds: Sequence[int],
    fire_rate: float | np.ndarray,
    channels: int | None = None,
) -> np.ndarray:
    """For a batch, each with its own time and seed: bool ``[B, H, W, 1]``; with ``channels`` ``[B, H, W, C]``."""
    masks = []
    for t, seed, rate in zip(times, seeds, each(fire_rate, len(times)).ravel(), strict=True):
        if channels is None:
            masks.append(fires(*shape, t, seed, rate)[..., None])
        else:
            masks.append(channels_top_bits(*shape, t, seed, channels) < fire_threshold(rate))
    return np.stack(masks)


def noise(height: int, width: int, t: int, seed: int, channels: int) -> np.ndarray:
    """Uniform in [-1, 1): float64 ``[H, W, C]``."""
    return channels_top_bits(height, width, t, seed, channels) / 2**23 - 1


# --- live -------------------------------------------------------------------------------------------------------------


def alive(state: np.ndarray, options: Options) -> np.ndarray:
    """Cells with some alpha above the threshold in their 3x3 neighbourhood: bool ``[B, H, W]``."""
    above = mature(state, options)
    found = np.zeros_like(above)
    for _, _, values in neighbours(above, options.boundary):
        found |= values
    return found


def mature(state: np.ndarray, options: Options) -> np.ndarray:
    """Cells whose own alpha is above the threshold: bool ``[B, H, W]``."""
    return state[..., ALPHA] > state.dtype.type(options.alive_threshold)


def survivors(before: np.ndarray, after: np.ndarray, options: Options) -> np.ndarray:
    """The cells that are not cleared at the end of a step: bool ``[B, H, W]``."""
    if options.life == "neighbourhood":
        return alive(before, options) & alive(after, options)
    return np.ones(before.shape[:3], bool)


def select(mask: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values of the cells in ``mask``, zero in the others."""
    return np.where(mask[..., None], values, np.zeros_like(values))


# --- one step, many steps ---------------------------------------------------------------------------------------------


def move(
    layers: Layers, state: np.ndarray, fire: np.ndarray, options: Options, learned: np.ndarray | None = None
) -> np.ndarray:
    """A step up to the point where the cells that do not live are cleared; ``fire`` is bool ``[B, H, W, 1 or C]``."""
    if options.life == "own-alpha":
        state = select(mature(state, options), state)
    proposed = propose(layers, state, perceive(state, options, learned), options)
    return np.where(fire, proposed, state)


def step(
    layers: Layers,
    state: np.ndarray,
    fire: np.ndarray,
    options: Options,
    learned: np.ndarray | None = None,
    drawn: np.ndarray | float = 0.0,
) -> np.ndarray:
    """One step in the order of the notebook.

    ``fire`` is bool ``[B, H, W, 1 or C]``; ``drawn`` is the noise ``[B, H, W, C]``, which is not scaled yet.
    """
    moved = move(layers, state, fire, options, learned)
    lives = survivors(state, moved, options)
    if options.noise > 0:
        moved = moved + (options.noise * np.asarray(drawn)).astype(state.dtype)
    return select(lives, moved)


def chance(
    state: np.ndarray, options: Options, seeds: Sequence[int], times: Sequence[int]
) -> tuple[np.ndarray, np.ndarray | float]:
    """The fire mask of a step, and its noise."""
    _, height, width, channels = state.shape
    per = channels if options.fire_per == "channel" else None
    fire = fires_batch((height, width), times, seeds, options.fire_rate, per)
    if not options.noise:
        return fire, 0.0
    return fire, np.stack([noise(height, width, t, s, channels) for t, s in zip(times, seeds, strict=True)])


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
        fire, drawn = chance(state, options, seeds, [first + done for first in first_steps])
        states.append(step(layers, states[-1], fire, options, learned, drawn))
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
