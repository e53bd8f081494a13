"""The objective of a picture at any angle: the loss is taken at the angle at which it is least.

For rules that perceive no directions of the grid and grow from one cell, which has none either: the direction of such
an organism is decided by chance while it grows, and cannot be prescribed.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from blastema._checks import is_whole, require
from blastema._types import Array, ArrayLike, Losses, State
from blastema.measure import Measure, Overflow, Term
from blastema.objective import PictureObjective
from blastema.turns import angles, turned

MOST = 360
"""Largest number of angles."""


@dataclasses.dataclass(frozen=True, eq=False)
class AnyAngle:
    """The mean squared error against a picture at the angle, of those given, at which it is least.

    pictures: [A, H, W, 4], the picture turned by each of the angles
    """

    pictures: np.ndarray[Any, np.dtype[np.float32]]

    @classmethod
    def of(cls, picture: ArrayLike, count: int) -> AnyAngle:
        """Of a picture [H, W, 4], by this many rotations about the middle of its grid."""
        array = np.asarray(picture, np.float32)
        return cls(np.stack([turned(array, angle) for angle in angles(count)]))

    def each(self, states: State) -> Float[Array, "B A"]:
        """The error at each of the angles.

        Args:
            states: [B, H, W, C]
        """
        # |s - t|^2 by one product for all angles, instead of a picture of differences for each of them.
        shown = states[..., :4].reshape(len(states), -1)
        wanted = jnp.asarray(self.pictures.reshape(len(self.pictures), -1), shown.dtype)
        squares = jnp.sum(shown**2, axis=1)[:, None] + jnp.sum(wanted**2, axis=1)[None]
        return jnp.maximum(squares - 2 * shown @ wanted.T, 0) / shown.shape[1]

    def __call__(self, states: State, target: Array) -> Losses:
        """See `blastema.measure.Loss`; the target is ignored, since the pictures are known already."""
        return jnp.min(self.each(states), axis=1)


class AnyAngleObjective(PictureObjective):
    """A picture at the end of the episode, in any orientation."""

    any_axes: ClassVar[bool] = False
    cells_are_pixels: ClassVar[bool] = True
    rotates: ClassVar[bool] = True
    judged_by: ClassVar[str] = "survival"
    known_as: ClassVar[str] = "at any angle"

    @classmethod
    def initial(  # type: ignore[override]
        cls, target: Float[Array, "H W 4"], power: float = 1.0, angle_count: int = 64, overflow: float = 0.0
    ) -> AnyAngleObjective:
        """One picture at this many evenly spaced angles; ``overflow`` is the weight of the term of that name."""
        good = is_whole(angle_count) and 1 <= angle_count <= MOST
        require(good, "angle_count", angle_count, f"a whole number from 1 to {MOST}")
        terms: tuple[Term, ...] = (Overflow(weight=overflow),) if overflow else ()
        measure = Measure(AnyAngle.of(target, angle_count), power=power, terms=terms)
        return cls(jnp.asarray(target)[None], measure=measure)


__all__ = ["MOST", "AnyAngle", "AnyAngleObjective"]
