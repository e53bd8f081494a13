"""Wounds: which cells are set to zero, in training and in tests.

The article multiplies samples by one minus a circle (section "Learning to regenerate"); half-planes and squares are the
wounds that its figures ask about afterwards.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import MappingProxyType

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from blastema._types import CellMask, State

Damage = Callable[[Array, State, Array], State]
"""(key, states [N, H, W, C], progress of the training from 0 to 1) -> the same states, wounded."""

_Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def circle(key: Array, height: int, width: int, size: int) -> Array:
    """A circle, centre uniform in [-0.5, 0.5] squared and radius uniform in [0.1, 0.4] of a grid that spans [-1, 1].

    Returns booleans [height, width], true where the wound is. ``size`` is not used: the notebook's circle scales
    with the grid.
    """
    centre_key, radius_key = jax.random.split(key)
    centre = jax.random.uniform(centre_key, (2,), minval=-0.5, maxval=0.5)
    radius = jax.random.uniform(radius_key, minval=0.1, maxval=0.4)
    rows = (jnp.linspace(-1.0, 1.0, height)[:, None] - centre[0]) / radius
    columns = (jnp.linspace(-1.0, 1.0, width)[None, :] - centre[1]) / radius
    return rows**2 + columns**2 < 1.0


def half_plane(key: Array, height: int, width: int, size: int) -> Array:
    """Everything on one side of a line from 0.15 of ``size`` before to 0.35 behind the seed.

    Half of the lines lie along an axis, the others in any direction.
    """
    axis_key, choice_key, any_key, edge_key = jax.random.split(key, 4)
    along_axis = jax.random.randint(axis_key, (), 0, 4) * (jnp.pi / 2)
    anywhere = jax.random.uniform(any_key, maxval=2 * jnp.pi)
    direction = jnp.where(jax.random.bernoulli(choice_key), along_axis, anywhere)
    edge = jax.random.uniform(edge_key, minval=-0.15, maxval=0.35) * size
    rows = jnp.arange(height)[:, None] - height // 2
    columns = jnp.arange(width)[None, :] - width // 2
    return columns * jnp.cos(direction) + rows * jnp.sin(direction) > edge


def square(key: Array, height: int, width: int, size: int) -> Array:
    """An upright square of side 0.3 to 0.5 of ``size``, its centre within 0.25 of ``size`` of the seed on each axis."""
    side_key, centre_key = jax.random.split(key)
    half = jax.random.uniform(side_key, minval=0.15, maxval=0.25) * size
    row, column = jax.random.uniform(centre_key, (2,), minval=-0.25, maxval=0.25) * size
    rows = jnp.abs(jnp.arange(height)[:, None] - height // 2 - row) < half
    columns = jnp.abs(jnp.arange(width)[None, :] - width // 2 - column) < half
    return rows & columns


WOUNDS = MappingProxyType({"circle": circle, "half-plane": half_plane, "square": square})
"""Kinds of wound by name: functions (key, height, width, size of the target) -> booleans [height, width]."""


def random_wounds(key: Array, count: int, height: int, width: int, *, kinds: tuple[str, ...], size: int) -> CellMask:
    """One wound for each of ``count`` samples, its kind drawn with equal chances from ``kinds``.

    Returns booleans [count, height, width], true where the wound is.
    """
    draw = [lambda k, kind=kind: WOUNDS[kind](k, height, width, size) for kind in kinds]

    def one(key: Array) -> Array:
        kind_key, wound_key = jax.random.split(key)
        kind = jax.random.randint(kind_key, (), 0, len(kinds))
        mask: Array = jax.lax.switch(kind, draw, wound_key)
        return mask

    wounds: Array = jax.vmap(one)(jax.random.split(key, count))
    return wounds


@functools.cache
def random_damage(wounds: tuple[str, ...], size: int) -> Damage:
    """Damage by wounds of these kinds, for a target of ``size`` cells; the same at any progress."""

    def damage(key: Array, states: State, progress: Array) -> State:
        count, height, width, _ = states.shape
        return wound(states, random_wounds(key, count, height, width, kinds=wounds, size=size))

    return damage


def wound(state: State, mask: Array) -> State:
    """The state with all channels zero where ``mask`` [..., H, W] is true; by selection, so NaN goes too."""
    return jnp.where(mask[..., None], 0, state)


CUTS = ("bottom", "top", "right", "left", "centre")
"""The article's five cuts, each named by the part that is **removed**, in the order of its figure."""


def cut(name: str, height: int, width: int) -> _Mask:
    """The cells that a cut removes, booleans [height, width].

    bottom, top, right, left: the half from, or up to, the middle row or column; centre: the middle square, its side two
    ninths of the grid (16 of 72 cells). Raises ``KeyError`` for another name.
    """
    rows, columns = np.mgrid[:height, :width]
    half = round(min(height, width) / 9)
    middle_rows = (rows >= height // 2 - half) & (rows < height // 2 + half)
    middle_columns = (columns >= width // 2 - half) & (columns < width // 2 + half)
    masks: dict[str, _Mask] = {
        "bottom": rows >= height // 2,
        "top": rows < height // 2,
        "right": columns >= width // 2,
        "left": columns < width // 2,
        "centre": middle_rows & middle_columns,
    }
    return masks[name]


__all__ = [
    "CUTS",
    "WOUNDS",
    "Damage",
    "circle",
    "cut",
    "half_plane",
    "random_damage",
    "random_wounds",
    "square",
    "wound",
]
