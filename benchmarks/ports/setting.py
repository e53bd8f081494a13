"""What every engine is given: sizes, start state, target, weights, and the interface it answers to."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Layers = tuple[tuple[Floats, Floats], tuple[Floats, Floats]]

ALPHA = 3
ADAM_EPSILON = 1e-7
LEARNING_RATE = 2e-3
SOBEL_X = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0]) / 8.0


@dataclasses.dataclass(frozen=True)
class Setting:
    """One training iteration of the article at a fixed state.

    steps:        automaton steps, forward and backward
    mature:       cells with alpha above the threshold, at the start and (see `layers`) at every step
    moving_alpha: the rule changes alpha too, so that the organism's outline moves; for checks, not for timing, where
                  the amount of life has to stay the same
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

    def disc(self) -> NDArray[np.bool_]:
        """[size, size]: the ``mature`` cells nearest to ``[size // 2, size // 2]``, ties in reading order."""
        rows, columns = np.mgrid[: self.size, : self.size] - self.size // 2
        order = np.argsort((rows**2 + columns**2).ravel(), kind="stable")
        disc = np.zeros(self.size**2, dtype=bool)
        disc[order[: self.mature]] = True
        return disc.reshape(self.size, self.size)

    def start(self) -> Floats:
        """[batch, size, size, channels]: a disc of alpha 1 with random colours and hidden channels, zero elsewhere."""
        random = np.random.default_rng(self.seed)
        state = random.uniform(-0.5, 0.5, (self.batch, self.size, self.size, self.channels))
        state[..., :ALPHA] += 0.5
        state[..., ALPHA] = 1.0
        return np.where(self.disc()[..., None], state, 0.0).astype(np.float32)

    def target(self) -> Floats:
        """[size, size, 4]: the same disc in plain colour, premultiplied RGBA."""
        colour = np.array([0.2, 0.6, 0.4, 1.0])
        return np.where(self.disc()[..., None], colour, 0.0).astype(np.float32)

    def layers(self) -> Layers:
        """The rule: (weight [3 * channels, hidden], bias), (weight [hidden, channels], bias); input rows filter-major.

        A new rule's last layer is zero. Here it is small and random, so that no framework can profit from zeros, but
        its alpha column is zero unless ``moving_alpha``: alpha then never changes, and every step has the same living
        cells.
        """
        random = np.random.default_rng(self.seed + 1)
        features = 3 * self.channels
        limit = np.sqrt(6.0 / (features + self.hidden))  # Glorot-uniform, as in the article's notebook
        first = random.uniform(-limit, limit, (features, self.hidden)), random.normal(0.0, 0.01, self.hidden)
        last = random.normal(0.0, 0.01, (self.hidden, self.channels)), random.normal(0.0, 0.001, self.channels)
        for array in last:
            array[..., ALPHA] *= self.moving_alpha
        return tuple((weight.astype(np.float32), bias.astype(np.float32)) for weight, bias in (first, last))  # type: ignore[return-value]


class Port(Protocol):
    """One engine at one setting. Calls return when the work is done, not when it is queued."""

    def iterate(self) -> float:
        """One training iteration: forward, loss, backward, per-variable normalisation, Adam. Returns the loss."""

    def rollout(self) -> None:
        """The steps forward only, without anything kept for a gradient."""

    def reset(self) -> None:
        """Weights and optimiser as at the start (not timed), so that all iterations measure the same work."""

    def final_state(self) -> Floats:
        """The state after `rollout`'s steps [batch, size, size, channels]."""

    def gradients(self) -> Layers:
        """The loss's plain gradient, in the layout of `Setting.layers`."""

    def notes(self) -> str:
        """What a reader should know about how it ran: devices, precision, threads."""


def channel_major(weight: Floats, filters: tuple[int, ...] = (0, 1, 2)) -> Floats:
    """First-layer rows from filter-major to channel-major (c0: f0, f1, f2, c1: ...), as depthwise convolutions want.

    filters: the filters in the order in which the convolution yields them.
    """
    rows = weight.reshape(3, -1, weight.shape[1])[list(filters)]
    return np.ascontiguousarray(rows.transpose(1, 0, 2).reshape(weight.shape))


def filter_major(weight: Floats, filters: tuple[int, ...] = (0, 1, 2)) -> Floats:
    """The inverse of `channel_major`."""
    rows = np.asarray(weight).reshape(-1, 3, weight.shape[1]).transpose(1, 0, 2)
    return np.ascontiguousarray(rows[np.argsort(filters)].reshape(weight.shape))
