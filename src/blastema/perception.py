"""Perception: what a cell senses of its 3x3 neighbourhood.

The article's filters are the cell itself and two Sobel gradients (section "Perception"); turning the
gradients by an angle turns the whole organism (section "Rotating the perceptive field").
"""

from __future__ import annotations

from types import MappingProxyType

import jax.numpy as jnp
import numpy as np
from jax import Array

from blastema._types import Angles, LearnedFilters, Perception, State

_SOBEL_X = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0]) / 8.0

FILTERS = MappingProxyType(
    {
        "identity": np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]),
        "sobel_x": _SOBEL_X,
        "sobel_y": _SOBEL_X.T,
        # Of "Self-Organising Textures" (Niklasson et al., Distill 2021), scaled to gains near one.
        "laplacian": np.array([[1.0, 2.0, 1.0], [2.0, -12.0, 2.0], [1.0, 2.0, 1.0]]) / 16.0,
        "mean": np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]]) / 8.0,
    }
)
"""Fixed filters by name, float64 [3, 3], row-major; applied as cross-correlations.

``mean`` is the mean of the eight neighbours (the Moore neighbourhood without the cell itself).
"""


def turned_filters(names: tuple[str, ...], angle: Angles) -> Array:
    """The fixed filters as one array, the Sobel pair turned.

    names: keys of ``FILTERS``; angle: radians [B]. With a positive angle the organism lives on turned
    **counter-clockwise**, as seen on the screen (y points down).

    Returns [B, F, 3, 3]: ``sobel_x`` becomes ``cos t * dx - sin t * dy`` and ``sobel_y`` becomes
    ``sin t * dx + cos t * dy``; the other filters look the same from every side.
    """
    cosine = jnp.cos(angle)[:, None, None]
    sine = jnp.sin(angle)[:, None, None]
    dx = jnp.asarray(FILTERS["sobel_x"], angle.dtype)[None]
    dy = jnp.asarray(FILTERS["sobel_y"], angle.dtype)[None]
    turned = {"sobel_x": cosine * dx - sine * dy, "sobel_y": sine * dx + cosine * dy}
    still = {
        name: jnp.broadcast_to(jnp.asarray(FILTERS[name], angle.dtype), (angle.shape[0], 3, 3))
        for name in names
        if name not in turned
    }
    return jnp.stack([(turned | still)[name] for name in names], axis=1)


def pad(state: Array, boundary: str) -> Array:
    """One more cell on each side of axes 1 and 2: zeros, or the opposite edge on a torus."""
    widths = [(0, 0), (1, 1), (1, 1)] + [(0, 0)] * (state.ndim - 3)
    return jnp.pad(state, widths, mode="wrap" if boundary == "torus" else "constant")


def perceive(
    state: State,
    filters: tuple[str, ...],
    *,
    angle: Angles,
    boundary: str,
    learned: LearnedFilters | None = None,
) -> Perception:
    """All features of all cells.

    state:    [B, H, W, C]
    filters:  names of fixed filters
    angle:    radians [B], turns the Sobel pair
    boundary: "zero" or "torus"
    learned:  further filters [N, 3, 3, C], a kernel of its own for each channel

    Returns [B, H, W, F * C], **filter-major**: all channels of filter 0, then of filter 1, ...; the
    learned filters last. (The article's notebook interleaves them channel by channel instead.)
    """
    padded = pad(state, boundary)
    features = [_fixed(padded, name, filters, angle) for name in filters]
    if learned is not None:
        features += [_correlate(padded, kernel) for kernel in learned]
    return jnp.concatenate(features, axis=-1)


def _fixed(padded: Array, name: str, filters: tuple[str, ...], angle: Angles) -> Array:
    if name in ("sobel_x", "sobel_y"):
        dx, dy = _sobel(padded)
        cosine, sine = (f(angle).astype(padded.dtype)[:, None, None, None] for f in (jnp.cos, jnp.sin))
        return cosine * dx - sine * dy if name == "sobel_x" else sine * dx + cosine * dy
    if name == "identity":
        return padded[:, 1:-1, 1:-1]
    return _correlate(padded, FILTERS[name])


def _sobel(padded: Array) -> tuple[Array, Array]:
    """Both gradients as a smoothing along one axis and a difference along the other."""
    difference_x = padded[:, :, 2:] - padded[:, :, :-2]
    difference_y = padded[:, 2:, :] - padded[:, :-2, :]
    dx = difference_x[:, :-2] + 2 * difference_x[:, 1:-1] + difference_x[:, 2:]
    dy = difference_y[:, :, :-2] + 2 * difference_y[:, :, 1:-1] + difference_y[:, :, 2:]
    return dx / 8, dy / 8


def _correlate(padded: Array, kernel: Array | np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Array:
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
