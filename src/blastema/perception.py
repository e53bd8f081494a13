"""Perception: what a cell senses of its 3x3 neighbourhood.

The article's filters are the cell itself and two Sobel gradients (section "Perception"); rotating the gradients rotates
the whole organism (section "Rotating the perceptive field").
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from blastema._checks import random_key
from blastema._types import Array, ArrayLike, Features, LearnedFilters, PerSample, State
from blastema.conditions import Conditions
from blastema.filters import Filter, Taps, filter_named, taps_of

if TYPE_CHECKING:
    from blastema.config import AutomatonConfig

_Grid = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class AbstractPerception(eqx.Module):
    """What a cell perceives of its neighbourhood; the same function for all cells."""

    signal: eqx.AbstractVar[int]
    """Size of the signal that is appended to the features; 0 for none."""
    # The number of axes of its grids: 3 for volumes, whose states are [B, D, H, W, C].
    axes: ClassVar[int] = 2
    # Whether an angle, the rotation of the perceptive field, changes anything.
    turns: ClassVar[bool] = True
    # Whether the features are the same ones for every channel, the first of all channels before the second of all.
    filter_major: ClassVar[bool] = False

    @classmethod
    def senseless(cls, settings: AutomatonConfig) -> str | None:
        """Why cells would sense nothing around them, so that nothing can be learned.

        Args:
            settings: of the automaton

        Returns:
            The reason and what helps; none if nothing is known to be in the way.
        """
        return None

    def unfit(self, *grid: int) -> str | None:
        """Why it cannot perceive a grid with these sides.

        Args:
            *grid: its sides in cells

        Returns:
            What is expected instead; none if it can.
        """
        return None

    @abc.abstractmethod
    def features(self, channels: int) -> int:
        """Number of features per cell.

        Args:
            channels: of the states

        Returns:
            K
        """

    @abc.abstractmethod
    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """All features of all cells.

        Args:
            state: [B, H, W, C]
            conditions: complete, one value per sample
            boundary: "zero" (cells beyond the edge are all zero) or "torus" (the edges meet)

        Returns:
            [B, H, W, K]
        """


class FilterPerception(AbstractPerception):
    """3x3 filters over each channel, fixed and learned, and a signal.

    Features are **filter-major**: all channels of filter 0, then of filter 1, ...; then those of the learned filters,
    then the signal. (The article's notebook interleaves them channel by channel instead.)

    learned: kernels [N, 3, 3, C], one for each channel; none without learned filters
    filters: the fixed ones
    learned_filters: N
    signal:  S
    table:   maps the signal, [S, D]; none if it is appended unchanged
    embedding: D, or 0
    """

    filter_major: ClassVar[bool] = True
    learned: LearnedFilters | None
    filters: tuple[Filter, ...] = eqx.field(static=True)
    learned_filters: int = eqx.field(static=True)
    signal: int = eqx.field(static=True)
    table: Float[Array, "S D"] | None = eqx.field(default=None, kw_only=True)
    embedding: int = eqx.field(static=True, default=0, kw_only=True)

    @classmethod
    def initial(
        cls,
        key: Array,
        channels: int,
        filters: tuple[str | Filter, ...] = ("identity", "sobel_x", "sobel_y"),
        learned_filters: int = 0,
        signal: int = 0,
        embedding: int = 0,
    ) -> FilterPerception:
        """Filters by name or as objects; learned ones, and the embedding's table, start as normal noise."""
        fixed = tuple(filter_named(each) if isinstance(each, str) else each for each in filters)
        learned = jax.random.normal(random_key(key), (learned_filters, 3, 3, channels)) / 3 if learned_filters else None
        table = jax.random.normal(jax.random.fold_in(random_key(key), 1), (signal, embedding)) if embedding else None
        return cls(
            learned=learned,
            table=table,
            filters=fixed,
            learned_filters=learned_filters,
            signal=signal,
            embedding=embedding,
        )

    @classmethod
    def senseless(cls, settings: AutomatonConfig) -> str | None:
        """See `AbstractPerception`: no filter has a tap off the centre, so that nothing travels from cell to cell."""
        if settings.learned_filters:
            return None
        for each in map(filter_named, settings.filters):
            around = np.array([each.still, each.cosine, each.sine])
            around[:, 1, 1] = 0
            if around.any():
                return None
        return (
            f"the filters ({' '.join(settings.filters)}) see only the cell itself, so that no cell can sense its "
            "position in the picture. Add filters that see neighbours: --filters identity sobel_x sobel_y, the "
            "article's."
        )

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return channels * (len(self.filters) + self.learned_filters) + self.joined

    @property
    def joined(self) -> int:
        """Number of features from the signal: the last ones."""
        return self.embedding or self.signal

    def heard(self, signal: ArrayLike) -> Array:
        """The features from a signal [..., S]: itself, or mapped by the table."""
        told = jnp.asarray(signal)
        return told if self.table is None else told @ self.table

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`."""
        padded = pad(state, boundary)
        answers = _Answers(padded)
        angle = jnp.asarray(conditions.angle)
        features = [answers.turned(each, angle) for each in self.filters]
        if self.learned is not None:
            features += [_correlate(padded, kernel) for kernel in self.learned]
        if self.signal:
            signal = self.heard(jnp.asarray(conditions.signal, state.dtype))
            if signal.ndim == 2:
                signal = signal[:, None, None, :]
            elif signal.shape[:3] != state.shape[:3]:
                raise ValueError(
                    f"the signal has shape {signal.shape}; expected one per sample, or one per cell of states of shape "
                    f"{state.shape}"
                )
            features.append(jnp.broadcast_to(signal, (*state.shape[:-1], self.joined)))
        return jnp.concatenate(features, axis=-1)

    def taps(self, angle: PerSample) -> Array:
        """The fixed filters as one array [B, F, 3, 3], for engines with their own correlation; ``angle`` in radians."""

        def part(name: str) -> Array:
            taps = np.asarray([getattr(each, name) for each in self.filters]).reshape(-1, 3, 3)
            return jnp.asarray(taps, angle.dtype)[None]

        cosine, sine = (function(angle)[:, None, None, None] for function in (jnp.cos, jnp.sin))
        return part("still") + cosine * part("cosine") + sine * part("sine")


def pad(state: Array, boundary: str, axes: int = 2) -> Array:
    """The array with one more cell on each side of the spatial axes: zeros, or the opposite edge on a torus."""
    widths = [(0, 0)] + [(1, 1)] * axes + [(0, 0)] * (state.ndim - 1 - axes)
    return jnp.pad(state, widths, mode="wrap" if boundary == "torus" else "constant")


class _Answers:
    """Cross-correlations of one padded state with fixed taps, each computed only once, also for opposite taps."""

    def __init__(self, padded: Array) -> None:
        self._padded = padded
        self._known: dict[Taps, Array] = {}

    def turned(self, wanted: Filter, angle: PerSample) -> Array:
        """The response of a filter that is rotated by one angle per sample."""
        cosine, sine = (f(angle).astype(self._padded.dtype)[:, None, None, None] for f in (jnp.cos, jnp.sin))
        total: Array | None = None
        for factor, taps in ((None, wanted.still), (cosine, wanted.cosine), (sine, wanted.sine)):
            if not np.any(taps):
                continue
            sign, answer = self._of(taps)
            term = answer if factor is None else factor * answer
            signed = term if sign > 0 else -term
            total = signed if total is None else total + signed
        return jnp.zeros_like(self._padded[:, 1:-1, 1:-1]) if total is None else total

    def _of(self, taps: Taps) -> tuple[int, Array]:
        opposite = taps_of(-np.asarray(taps))
        if taps not in self._known and opposite in self._known:
            return -1, self._known[opposite]
        if taps not in self._known:
            self._known[taps] = _answer(self._padded, np.asarray(taps))
        return 1, self._known[taps]


def _answer(padded: Array, taps: _Grid) -> Array:
    if np.count_nonzero(taps) == 1 and taps[1, 1] == 1:
        return padded[:, 1:-1, 1:-1]
    factors = _separated(taps)
    return _correlate(padded, taps) if factors is None else _in_two_passes(padded, *factors)


def _separated(taps: _Grid) -> tuple[_Grid, _Grid] | None:
    """A column and a row whose outer product is exactly the taps, as for a Sobel filter; else none."""
    row, column = np.unravel_index(np.abs(taps).argmax(), taps.shape)
    down, across = taps[:, column], taps[row] / taps[row, column]
    if np.count_nonzero(taps) > 3 and np.array_equal(np.outer(down, across), taps):
        return down, across
    return None


def _in_two_passes(padded: Array, down: _Grid, across: _Grid) -> Array:
    """Two passes, first the row if it is a difference, so that smaller values are smoothed, else the column."""
    if across.sum() == 0:
        return _along(_along(padded, across, 2), down, 1)
    return _along(_along(padded, down, 1), across, 2)


def _along(values: Array, taps: _Grid, axis: int) -> Array:
    length = values.shape[axis] - 2
    parts = [
        float(tap) * jax.lax.slice_in_dim(values, at, at + length, axis=axis) for at, tap in enumerate(taps) if tap != 0
    ]
    return sum(parts[1:], start=parts[0])


def _correlate(padded: Array, kernel: Array | _Grid) -> Array:
    """Cross-correlation of each channel with ``kernel`` [3, 3] or [3, 3, C]."""
    height, width = padded.shape[1] - 2, padded.shape[2] - 2
    taps = [
        jnp.asarray(kernel[row, column], padded.dtype).reshape(1, 1, 1, -1)
        * padded[:, row : row + height, column : column + width]
        for row in range(3)
        for column in range(3)
        if isinstance(kernel, Array) or kernel[row, column] != 0
    ]
    return sum(taps[1:], start=taps[0])


__all__ = ["AbstractPerception", "FilterPerception", "pad"]
