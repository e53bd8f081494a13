"""Life: which cells live (the article's section "Living cell masking", and alternatives)."""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
from jax import lax

from blastema._types import ALPHA, CellMask, State
from blastema.perception import pad


class AbstractLife(eqx.Module):
    """Which cells live: all, unless a kind says otherwise; the others are cleared. Masks are constants for
    differentiation.

    The class attribute ``by_neighbours`` says whether a cell lives only beside, or as, a mature one.
    """

    by_neighbours: ClassVar[bool] = False
    alive_threshold: eqx.AbstractVar[float]
    """A cell is mature if its alpha is greater than this; NaN is not mature."""

    def present(self, state: State) -> CellMask | None:
        """The cells that live when a step begins; all others are cleared first.

        Args:
            state: [B, H, W, C]

        Returns:
            Booleans [B, H, W], or none if all live.
        """
        return None

    def survivors(self, before: State, after: State, boundary: str) -> CellMask | None:
        """The cells that live when a step ends.

        Args:
            before: [B, H, W, C], when the step began
            after: [B, H, W, C], after the update
            boundary: "zero" or "torus"

        Returns:
            Booleans [B, H, W], or none if all live.
        """
        return None


class NeighbourhoodLife(AbstractLife):
    """The article's: a cell lives if some alpha in its 3x3 neighbourhood is above the threshold, before and after.

    In a volume the neighbourhood is 3x3x3.
    """

    by_neighbours: ClassVar[bool] = True
    alive_threshold: float = eqx.field(static=True, default=0.1)

    def survivors(self, before: State, after: State, boundary: str) -> CellMask | None:
        """See `AbstractLife`."""
        return living(before, self.alive_threshold, boundary) & living(after, self.alive_threshold, boundary)


class OwnAlphaLife(AbstractLife):
    """Each step begins by clearing the cells whose own alpha is not above the threshold, despite neighbours.

    Any cell may come to life by its own update (riveSunder, dca).
    """

    alive_threshold: float = eqx.field(static=True, default=0.1)

    def present(self, state: State) -> CellMask | None:
        """See `AbstractLife`."""
        return state[..., ALPHA] > self.alive_threshold


class AllLife(AbstractLife):
    """All cells live; the threshold only determines which cells count as grown."""

    alive_threshold: float = eqx.field(static=True, default=0.1)


def living(state: State, alive_threshold: float, boundary: str) -> CellMask:
    """Cells with an alpha above the threshold in their 3x3 neighbourhood; NaN is not above it."""
    return surrounded(state[..., ALPHA] > alive_threshold, boundary)


def surrounded(mask: CellMask, boundary: str) -> CellMask:
    """Cells with a true value of a mask [B, H, W] in their 3x3 neighbourhood; for [B, D, H, W] in that of 3x3x3."""
    axes = mask.ndim - 1
    found = pad(mask, boundary, axes)
    for axis in range(1, axes + 1):
        inside = found.shape[axis] - 2
        before, here, after = (lax.slice_in_dim(found, at, at + inside, axis=axis) for at in range(3))
        found = before | here | after
    return found


def keep(state: State, mask: CellMask | None) -> State:
    """The state where ``mask`` is true, zero elsewhere: by selection, so that NaN is removed as well."""
    return state if mask is None else jnp.where(mask[..., None], state, 0)


__all__ = ["AbstractLife", "AllLife", "NeighbourhoodLife", "OwnAlphaLife", "keep", "living", "surrounded"]
