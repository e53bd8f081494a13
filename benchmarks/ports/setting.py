"""The inputs of every engine: sizes, start state, target, weights; and its interface."""

from __future__ import annotations

import dataclasses
import functools
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Layers = tuple[tuple[Floats, Floats], tuple[Floats, Floats]]

ALPHA = 3
CLASSES = 10
ADAM_EPSILON = 1e-7
LEARNING_RATE = 2e-3
SOBEL_X = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0]) / 8.0
ISOTROPIC_GAIN = 8.0
"""Scale of the gradients of an isotropic perception, relative to the filters."""
ISOTROPIC_FLAT = 1e-6
"""Added to the square of their length."""


@dataclasses.dataclass(frozen=True)
class Setting:
    """One training iteration at a fixed state; by default the article's.

    steps:        automaton steps, forward and backward
    size:         of the grid along each of its axes
    mature:       cells with alpha above the threshold, at the start and (see `layers`) at every step
    moving_alpha: the rule changes alpha too, so that the organism's outline moves; for checks, not for timing, where
                  the number of living cells must not change

    The following select other systems; only general engines support them (`ports.Engine`).

    perception:   "filters"; "isotropic": the state, its Laplacian and the length of its gradient; "volume"
    filters:      of the perception, `taps`
    boundary:     "zero" or "torus"
    life:         "neighbourhood", "own-alpha" or "all"
    pictures:     number of targets of the rule; with more than one, cells receive a one-hot signal
    loss:         "picture": the squared error of RGBA; "votes": alpha is the ink of a digit, which no update changes,
                  and the last ten channels of each cell with ink vote
    axes:         of the grid, 2 or 3
    """

    steps: int = 80
    batch: int = 8
    size: int = 72
    channels: int = 16
    hidden: int = 128
    mature: int = 1018
    fire_rate: float = 0.5
    alive_threshold: float = 0.1
    moving_alpha: bool = False
    seed: int = 0
    perception: str = "filters"
    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    boundary: str = "zero"
    life: str = "neighbourhood"
    pictures: int = 1
    loss: str = "picture"
    axes: int = 2

    def __post_init__(self) -> None:
        object.__setattr__(self, "filters", tuple(self.filters))  # a list, if it came as JSON

    @property
    def plain(self) -> bool:
        """Whether it is the article's automaton, of any size."""
        others = ("perception", "filters", "boundary", "life", "pictures", "loss", "axes")
        return all(getattr(self, name) == getattr(Setting, name) for name in others)

    @property
    def grid(self) -> tuple[int, ...]:
        """Sides of the grid in cells."""
        return (self.size,) * self.axes

    @property
    def cell_updates(self) -> int:
        """Number of cell updates: cells of all samples, times steps."""
        return self.batch * self.steps * self.size**self.axes

    @property
    def signal(self) -> int:
        """Size of the signal; 0: none."""
        return self.pictures if self.pictures > 1 else 0

    @property
    def features(self) -> int:
        """Number of inputs of the rule."""
        return len(self.filters) * self.channels + self.signal

    def trial(self) -> Setting:
        """The same system, small and without random numbers, with a rule that also changes alpha if possible: for
        checks.

        CAX's gradient is slow; two samples on a small grid suffice to show that engines agree.
        """
        size = min(self.size, 20 if self.axes == 2 else 9)
        mature = round(self.mature * (size / self.size) ** self.axes)
        moving = self.loss != "votes"
        steps = min(self.steps, 8)
        return dataclasses.replace(
            self, steps=steps, batch=2, size=size, mature=mature, fire_rate=1.0, moving_alpha=moving
        )

    def disc(self) -> NDArray[np.bool_]:
        """[*grid]: the ``mature`` cells nearest to the cell at ``size // 2``, ties in reading order."""
        places = np.indices(self.grid) - self.size // 2
        order = np.argsort((places**2).sum(axis=0).ravel(), kind="stable")
        disc = np.zeros(self.size**self.axes, dtype=bool)
        disc[order[: self.mature]] = True
        return disc.reshape(self.grid)

    def start(self) -> Floats:
        """[batch, *grid, channels]: a disc of alpha 1 with random colours and hidden channels, zero elsewhere."""
        random = np.random.default_rng(self.seed)
        state = random.uniform(-0.5, 0.5, (self.batch, *self.grid, self.channels))
        state[..., :ALPHA] += 0.5
        state[..., ALPHA] = 1.0
        return np.where(self.disc()[..., None], state, 0.0).astype(np.float32)

    def target(self, number: int = 0) -> Floats:
        """[*grid, 4]: the same disc in a plain colour of each picture, premultiplied RGBA."""
        colour = np.array([*np.roll([0.2, 0.6, 0.4], number), 1.0])
        return np.where(self.disc()[..., None], colour, 0.0).astype(np.float32)

    def labels(self) -> NDArray[np.int32]:
        """[batch]: the picture or the digit of each sample, in turn."""
        count = CLASSES if self.loss == "votes" else self.pictures
        return np.arange(self.batch, dtype=np.int32) % count

    def signals(self) -> Floats | None:
        """[batch, pictures]: the signal of each sample; none for a single picture."""
        return np.eye(self.signal, dtype=np.float32)[self.labels()] if self.signal else None

    def taps(self) -> Floats:
        """[3, ..., 3, filters]: the filters as cross-correlations."""
        return np.stack([_taps(name, self.axes) for name in self.filters], axis=-1).astype(np.float32)

    def compared(self, state: Floats) -> Floats:
        """The part of a last state on which engines must agree: without cells that the next step clears."""
        if self.life != "own-alpha":
            return state
        return np.where(state[..., ALPHA : ALPHA + 1] > self.alive_threshold, state, 0).astype(np.float32)

    def layers(self) -> Layers:
        """The rule: (weight [features, hidden], bias), (weight [hidden, channels], bias); input rows filter-major, the
        signal's last.

        A new rule's last layer is zero. Here it is small and random, so that no framework benefits from zeros, but
        its alpha column is zero unless ``moving_alpha``: alpha then never changes, and every step has the same living
        cells.
        """
        random = np.random.default_rng(self.seed + 1)
        limit = np.sqrt(6.0 / (self.features + self.hidden))  # Glorot-uniform, as in the article's notebook
        if self.perception == "isotropic":
            limit /= ISOTROPIC_GAIN  # otherwise states would become large
        first = random.uniform(-limit, limit, (self.features, self.hidden)), random.normal(0.0, 0.01, self.hidden)
        last = random.normal(0.0, 0.01, (self.hidden, self.channels)), random.normal(0.0, 0.001, self.channels)
        for array in last:
            array[..., ALPHA] *= self.moving_alpha
        return tuple((weight.astype(np.float32), bias.astype(np.float32)) for weight, bias in (first, last))  # type: ignore[return-value]


def _taps(name: str, axes: int) -> Floats:
    """One filter, by Blastema's name."""
    mean, slope, here = np.array([1.0, 2.0, 1.0]) / 4, np.array([-1.0, 0.0, 1.0]) / 2, np.array([0.0, 1.0, 0.0])
    identity = _product([here] * axes)
    around = {"north": (0, 1), "south": (2, 1), "west": (1, 0), "east": (1, 2)}
    if name == "identity":
        return identity
    if name.startswith("sobel_"):
        axis = axes - 1 - "xyz".index(name[-1])  # x: along the last axis
        return _product([slope if at == axis else mean for at in range(axes)])
    if name.startswith("laplacian"):
        return (16 if name.endswith("_unscaled") else 1) * (_product([mean] * axes) - identity)
    if name == "mean":
        return (1 - identity) / 8
    taps = np.zeros((3, 3))
    taps[around[name]] = 1
    return taps


def _product(along: list[NDArray[np.float64]]) -> Floats:
    return functools.reduce(np.multiply.outer, along)


class Port(Protocol):
    """One engine at one setting. Calls return when the work is done, not when it is queued."""

    def iterate(self) -> float:
        """One training iteration: forward, loss, backward, per-variable normalisation, Adam. Returns the loss."""

    def rollout(self) -> None:
        """The steps forward only, without anything kept for a gradient."""

    def reset(self) -> None:
        """Weights and optimiser as at the start (not timed), so that all iterations measure the same work."""

    def final_state(self) -> Floats:
        """The state after `rollout`'s steps [batch, *grid, channels]."""

    def gradients(self) -> Layers:
        """The loss's plain gradient, in the layout of `Setting.layers`."""

    def notes(self) -> str:
        """Notes on how it ran: devices, precision, threads."""


def channel_major(weight: Floats, filters: tuple[int, ...] = (0, 1, 2)) -> Floats:
    """First-layer rows from filter-major to channel-major (c0: f0, f1, f2, c1: ...), as depthwise convolutions want.

    filters: the filters in the order in which the convolution yields them.
    """
    rows = weight.reshape(len(filters), -1, weight.shape[1])[list(filters)]
    return np.ascontiguousarray(rows.transpose(1, 0, 2).reshape(weight.shape))


def filter_major(weight: Floats, filters: tuple[int, ...] = (0, 1, 2)) -> Floats:
    """The inverse of `channel_major`."""
    rows = np.asarray(weight).reshape(-1, len(filters), weight.shape[1]).transpose(1, 0, 2)
    return np.ascontiguousarray(rows[np.argsort(filters)].reshape(weight.shape))
