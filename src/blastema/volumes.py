"""Perception in volumes: the features of a cell's 3x3x3 neighbourhood (Sudhakaran et al. 2021, Growing 3D artefacts).

States are [B, D, H, W, C]: layers from front to back, rows from top to bottom, columns from left to right. All filters
are products of a mean [1, 2, 1] / 4 and a difference [-1, 0, 1] / 2 along the axes, so that each gradient has the gain
of its counterpart in a picture.
"""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import lax

from blastema._types import Array, Features, PerSample, State
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.perception import AbstractPerception, pad

SENSES = ("identity", "sobel_x", "sobel_y", "sobel_z", "laplacian")
"""Features per channel: the cell itself, the gradients to the right, down and back, and the Laplacian."""
_LAYERS, _ROWS, _COLUMNS = 1, 2, 3


def _taps() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    mean, slope, here = np.array([1, 2, 1]) / 4, np.array([-1, 0, 1]) / 2, np.array([0, 1, 0])
    along = {  # layers, rows, columns
        "identity": (here, here, here),
        "sobel_x": (mean, mean, slope),
        "sobel_y": (mean, slope, mean),
        "sobel_z": (slope, mean, mean),
        "laplacian": (mean, mean, mean),
    }
    taps = {name: np.einsum("i,j,k->ijk", *factors).astype(np.float64) for name, factors in along.items()}
    taps["laplacian"] -= taps["identity"]
    return taps


_TAPS = _taps()
"""The filter [3, 3, 3] of each sense."""


class VolumePerception(AbstractPerception):
    """The cell, its three gradients and its Laplacian for all channels, or those in ``senses``, in that order.

    Features are filter-major, as in `blastema.perception.FilterPerception`. The perceptive field is not rotated.
    """

    axes: ClassVar[int] = 3
    turns: ClassVar[bool] = False
    filter_major: ClassVar[bool] = True
    senses: tuple[str, ...] = eqx.field(static=True, default=SENSES)
    signal: int = eqx.field(static=True, default=0)

    @classmethod
    def initial(cls, senses: tuple[str, ...] = SENSES) -> VolumePerception:
        """A perception without trained parameters.

        Raises:
            InputError: for unknown or repeated senses.
        """
        if not senses or len(set(senses)) < len(senses) or not set(senses) <= set(SENSES):
            raise InputError(
                f"senses is {' '.join(map(str, senses)) or 'empty'}; expected some of {', '.join(SENSES)}."
            )
        return cls(senses=tuple(senses))

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return len(self.senses) * channels

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`; states are [B, D, H, W, C]. The angle is ignored."""
        sensed = _sensed(pad(state, boundary, 3))
        return jnp.concatenate([state if name == "identity" else sensed[name] for name in self.senses], axis=-1)

    def taps(self, angle: PerSample) -> Array:
        """The senses as filters [B, F, 3, 3, 3], for engines with their own correlation; of the angles only the number
        and the type count."""
        taps = jnp.asarray([_TAPS[name] for name in self.senses], angle.dtype)
        return jnp.broadcast_to(taps, (len(angle), *taps.shape))


def _sensed(padded: Array) -> dict[str, Array]:
    """The gradients and the Laplacian, axis by axis, so that shared parts are computed once."""
    mean_x, slope_x = _mean(padded, _COLUMNS), _slope(padded, _COLUMNS)
    mean_yx = _mean(mean_x, _ROWS)
    here = padded[:, 1:-1, 1:-1, 1:-1]
    return {
        "sobel_x": _mean(_mean(slope_x, _ROWS), _LAYERS),
        "sobel_y": _mean(_slope(mean_x, _ROWS), _LAYERS),
        "sobel_z": _slope(mean_yx, _LAYERS),
        "laplacian": _mean(mean_yx, _LAYERS) - here,
    }


def _mean(values: Array, axis: int) -> Array:
    before, here, after = _neighbours(values, axis)
    return 0.25 * (before + after) + 0.5 * here


def _slope(values: Array, axis: int) -> Array:
    before, _, after = _neighbours(values, axis)
    return 0.5 * (after - before)


def _neighbours(values: Array, axis: int) -> tuple[Array, Array, Array]:
    """The previous cell, the cell itself and the next one along an axis, without the first and the last cell."""
    inside = values.shape[axis] - 2
    before, here, after = (lax.slice_in_dim(values, at, at + inside, axis=axis) for at in range(3))
    return before, here, after


__all__ = ["SENSES", "VolumePerception"]
