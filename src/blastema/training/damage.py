"""Wounds: damage to states, in training and in evaluation.

The article multiplies samples by one minus a circle (section "Learning to regenerate"); half-planes and squares are the
wounds of its figures. Others leave little of an organism, displace a part of it, or
erase or disturb its hidden channels.

A wound is a function of its parameters (`beyond`, `window`, `moved`, `hidden_noise`, ...); training
draws them at random, the evaluation uses fixed ones.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from types import MappingProxyType

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from blastema._checks import random_key
from blastema._types import ALPHA, CellMask, State

Damage = Callable[[Array, State, Array], State]
"""(key, states [N, H, W, C], progress of the training from 0 to 1) -> the same states, wounded."""

_Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_LIVING = 0.1
"""Alpha above which a cell counts as living for the placement of wounds: the article's."""


# Wounds as functions of their parameters. Places are relative to the middle cell, at h // 2 and w // 2.


def _places(*grid: int) -> tuple[Array, ...]:
    """Rows [H, 1] and columns [1, W]; of a volume layers [D, 1, 1], rows [1, H, 1] and columns [1, 1, W]."""
    return tuple(jnp.arange(side).reshape(_along(axis, grid)) - side // 2 for axis, side in enumerate(grid))


def _along(axis: int, grid: Sequence[int]) -> list[int]:
    """The shape of an array along one axis of a grid."""
    return [-1 if each == axis else 1 for each in range(len(grid))]


def beyond(height: int, width: int, direction: Array | float, edge: Array | float) -> Array:
    """Cells more than ``edge`` cells from the middle in a direction, in radians from right to down: booleans [H, W]."""
    rows, columns = _places(height, width)
    return columns * jnp.cos(direction) + rows * jnp.sin(direction) > edge


def window(height: int, width: int, row: Array | float, column: Array | float, half: Array | float) -> Array:
    """Cells less than ``half`` from a place on each axis: booleans [H, W]."""
    rows, columns = _places(height, width)
    return (jnp.abs(rows - row) < half) & (jnp.abs(columns - column) < half)


def stroke(height: int, width: int, start: Sequence[float], end: Sequence[float], radius: float) -> Array:
    """Cells within ``radius`` of the line between two places, row and column: the area of a round brush."""
    rows, columns = _places(height, width)
    down, across = end[0] - start[0], end[1] - start[1]
    length = down**2 + across**2
    along = (rows - start[0]) * down + (columns - start[1]) * across
    share = jnp.clip(along / max(length, 1e-9), 0, 1)
    far = (rows - start[0] - share * down) ** 2 + (columns - start[1] - share * across) ** 2
    return far <= radius**2


def moved(state: Array, part: Array, rows: Array | int, columns: Array | int) -> Array:
    """A state [H, W, C] with a part of it, booleans [H, W], shifted down and right.

    The part overwrites the cells there and leaves empty cells behind; it wraps around the edges.
    """
    shift = jnp.asarray([rows, columns])
    there = jnp.roll(part, shift, axis=(0, 1))
    return jnp.where(there[..., None], jnp.roll(state, shift, axis=(0, 1)), wound(state, part))


def hidden_noise(state: Array, noise: Array) -> Array:
    """A state [..., C] with noise [..., C] on the hidden channels of living cells."""
    living = state[..., ALPHA] > _LIVING
    return jnp.where(living[..., None] & _hidden(state), state + noise, state)


def hidden_loss(state: Array, lost: Array | bool = True) -> Array:
    """A state [..., C] with the hidden channels zero; only those of ``lost``, booleans [C], if given."""
    return jnp.where(_hidden(state) & jnp.broadcast_to(lost, state.shape), 0, state)


def _hidden(state: Array) -> Array:
    """A mask of the hidden channels: booleans of the state's shape."""
    return jnp.broadcast_to(jnp.arange(state.shape[-1]) > ALPHA, state.shape)


# Wounds of the training: removed cells.


def circle(key: Array, grid: Sequence[int], size: int) -> Array:
    """A circle, centre uniform in [-0.5, 0.5] squared and radius uniform in [0.1, 0.4] of a grid that spans [-1, 1].

    In a volume it is a ball. Returns booleans [*grid], true where the wound is. ``size`` is not used: the notebook's
    circle scales with the grid.
    """
    centre_key, radius_key = jax.random.split(random_key(key))
    centre = jax.random.uniform(centre_key, (len(grid),), minval=-0.5, maxval=0.5)
    radius = jax.random.uniform(radius_key, minval=0.1, maxval=0.4)
    spans = [jnp.linspace(-1.0, 1.0, side).reshape(_along(axis, grid)) for axis, side in enumerate(grid)]
    first, *others = (((span - centre[axis]) / radius) ** 2 for axis, span in enumerate(spans))
    return sum(others, start=first) < 1.0


def half_plane(key: Array, grid: Sequence[int], size: int) -> Array:
    """All cells on one side of a line from 0.15 of ``size`` before to 0.35 behind the seed; in a volume, of a plane.

    Half of the lines lie along an axis, the others in any direction.
    """
    axis_key, choice_key, any_key, edge_key = jax.random.split(random_key(key), 4)
    edge = jax.random.uniform(edge_key, minval=-0.15, maxval=0.35) * size
    if len(grid) == 2:
        height, width = grid
        return beyond(height, width, _direction(axis_key, choice_key, any_key), edge)
    anywhere = jax.random.normal(any_key, (len(grid),))
    along_axis = jnp.eye(len(grid))[jax.random.randint(axis_key, (), 0, len(grid))] * jnp.sign(anywhere[0])
    normal = jnp.where(jax.random.bernoulli(choice_key), along_axis, anywhere / jnp.linalg.norm(anywhere))
    first, *others = (places * normal[axis] for axis, places in enumerate(_places(*grid)))
    return sum(others, start=first) > edge


def square(key: Array, grid: Sequence[int], size: int) -> Array:
    """An upright square of side 0.3 to 0.5 of ``size``, its centre within 0.25 of ``size`` of the seed on each axis.

    In a volume it is a cube.
    """
    side_key, centre_key = jax.random.split(random_key(key))
    half = jax.random.uniform(side_key, minval=0.15, maxval=0.25) * size
    centre = jax.random.uniform(centre_key, (len(grid),), minval=-0.25, maxval=0.25) * size
    inside = jnp.ones([1] * len(grid), bool)
    for axis, places in enumerate(_places(*grid)):
        inside = inside & (jnp.abs(places - centre[axis]) < half)
    return inside


def _direction(axis_key: Array, choice_key: Array, any_key: Array) -> Array:
    """A random direction in radians: along an axis with probability one half, otherwise any."""
    along_axis = jax.random.randint(axis_key, (), 0, 4) * (jnp.pi / 2)
    anywhere = jax.random.uniform(any_key, maxval=2 * jnp.pi)
    return jnp.where(jax.random.bernoulli(choice_key), along_axis, anywhere)


MASKS = MappingProxyType({"circle": circle, "half-plane": half_plane, "square": square})
"""Wounds that do not depend on the state: functions (key, grid, size of the target) -> booleans [*grid], true where
cells are removed."""


# Wounds of the training that depend on the state.


def deep_cut(key: Array, state: Array, size: int) -> Array:
    """Removes one side of a line, so that a tenth to a third of the living cells stay.

    Directions are as in `half_plane`, for a state [H, W, C]; ``size`` is not used.
    """
    axis_key, choice_key, any_key, share_key = jax.random.split(random_key(key), 4)
    direction = _direction(axis_key, choice_key, any_key)
    height, width, _ = state.shape
    living = state[..., ALPHA] > _LIVING
    lost = jax.random.uniform(share_key, minval=2 / 3, maxval=0.9) * living.sum()
    edges = jnp.arange(-(height + width) // 2, (height + width) // 2)
    losing = jax.vmap(lambda edge: (beyond(height, width, direction, edge) & living).sum())(edges)
    # The nearest line that does not remove too much.
    return wound(state, beyond(height, width, direction, edges[jnp.argmax(losing <= lost)]))


def patch(key: Array, state: Array, size: int) -> Array:
    """Removes everything but an axis-aligned square of side 0.2 to 0.4 of ``size`` around one of the living cells."""
    place_key, side_key = jax.random.split(random_key(key))
    height, width, _ = state.shape
    living = (state[..., ALPHA] > _LIVING).ravel()
    cell = jax.random.categorical(place_key, jnp.where(living, 0.0, -jnp.inf))
    half = jax.random.uniform(side_key, minval=0.1, maxval=0.2) * size
    kept = window(height, width, cell // width - height // 2, cell % width - width // 2, half)
    return wound(state, ~kept)


def shifted_half(key: Array, state: Array, size: int) -> Array:
    """Shifts a half, from a line along an axis within 0.1 of ``size`` of the middle, by up to 4 cells on each axis."""
    side_key, edge_key, shift_key = jax.random.split(random_key(key), 3)
    direction = jax.random.randint(side_key, (), 0, 4) * (jnp.pi / 2)
    edge = jax.random.uniform(edge_key, minval=-0.1, maxval=0.1) * size
    rows, columns = jax.random.randint(shift_key, (2,), -4, 5)
    height, width, _ = state.shape
    return moved(state, beyond(height, width, direction, edge), rows, columns)


def noisy_hidden(key: Array, state: Array, size: int) -> Array:
    """Adds normal noise with a standard deviation of up to 0.6 to the hidden channels of living cells."""
    strength_key, noise_key = jax.random.split(random_key(key))
    strength = jax.random.uniform(strength_key, maxval=0.6)
    return hidden_noise(state, strength * jax.random.normal(noise_key, state.shape, state.dtype))


def lost_hidden(key: Array, state: Array, size: int) -> Array:
    """Sets hidden channels of all cells to zero: all channels with probability 1/2, else each with probability 1/2."""
    all_key, each_key = jax.random.split(random_key(key))
    lost = jax.random.bernoulli(all_key) | jax.random.bernoulli(each_key, shape=state.shape[-1:])
    return hidden_loss(state, lost)


_Wounding = Callable[[Array, Array, int], Array]


def _removing(mask: Callable[..., Array]) -> _Wounding:
    return lambda key, state, size: wound(state, mask(key, state.shape[:-1], size))


WOUNDS = MappingProxyType(
    {name: _removing(mask) for name, mask in MASKS.items()}
    | {
        "deep-cut": deep_cut,
        "patch": patch,
        "shifted-half": shifted_half,
        "hidden-noise": noisy_hidden,
        "hidden-loss": lost_hidden,
    }
)
"""Kinds of wound by name: functions (key, state [*grid, C], size of the target) -> the wounded state."""
VOLUME_WOUNDS = (*MASKS, "hidden-noise", "hidden-loss")
"""Kinds of wound that support volumes: balls, half-spaces and cubes, and those of the hidden channels."""


def random_wounds(key: Array, count: int, height: int, width: int, *, kinds: tuple[str, ...], size: int) -> CellMask:
    """One wound for each of ``count`` samples, of a kind drawn uniformly from ``kinds``, which are in `MASKS`.

    Returns booleans [count, height, width], true where the wound is.
    """
    whole = jnp.ones((count, height, width, ALPHA + 1))
    return random_damage(tuple(kinds), size)(key, whole, jnp.float32(0))[..., 0] == 0


@functools.cache
def random_damage(wounds: tuple[str, ...], size: int) -> Damage:
    """Damage by wounds of these kinds, equally likely, for a target of ``size`` cells; independent of the progress."""
    kinds = [lambda key, state, kind=kind: WOUNDS[kind](key, state, size) for kind in wounds]

    def one(key: Array, state: Array) -> Array:
        kind_key, wound_key = jax.random.split(random_key(key))
        kind = jax.random.randint(kind_key, (), 0, len(kinds))
        hurt: Array = jax.lax.switch(kind, kinds, wound_key, state)
        return hurt

    def damage(key: Array, states: State, progress: Array) -> State:
        hurt: State = jax.vmap(one)(jax.random.split(random_key(key), len(states)), states)
        return hurt

    return damage


def wound(state: Array, mask: Array) -> Array:
    """The state [..., H, W, C], all channels zero where ``mask`` [..., H, W] is true; by selection, so NaN too."""
    return jnp.where(mask[..., None], 0, state)


CUTS = ("bottom", "top", "right", "left", "centre")
"""The article's five cuts, each named by the part that is **removed**, in the order of its figure."""


def ball(grid: Sequence[int], centre: Sequence[float | int], radius: float) -> _Mask:
    """The cells less than ``radius`` from a place, given from the grid's first cell: booleans [*grid]."""
    apart = np.indices(tuple(grid)) - np.reshape(centre, (-1, *[1] * len(grid)))
    return np.asarray((apart**2).sum(axis=0) < radius**2)


def cut(name: str, *grid: int) -> _Mask:
    """The cells that a cut removes, booleans [*grid].

    bottom, top, right, left: the half from, or up to, the middle row or column; centre: the middle square, its side two
    ninths of the grid (16 of 72 cells), in a volume the middle cube.

    Raises:
        KeyError: for another name.
    """
    *_, height, width = grid
    *_, rows, columns = np.indices(grid)
    half = round(min(grid) / 9)
    around = [abs(places - side // 2 + 0.5) < half for places, side in zip(np.indices(grid), grid, strict=True)]
    masks: dict[str, _Mask] = {
        "bottom": rows >= height // 2,
        "top": rows < height // 2,
        "right": columns >= width // 2,
        "left": columns < width // 2,
        "centre": np.all(around, axis=0),
    }
    return masks[name]


__all__ = [
    "CUTS",
    "MASKS",
    "VOLUME_WOUNDS",
    "WOUNDS",
    "Damage",
    "ball",
    "beyond",
    "circle",
    "cut",
    "deep_cut",
    "half_plane",
    "hidden_loss",
    "hidden_noise",
    "lost_hidden",
    "moved",
    "noisy_hidden",
    "patch",
    "random_damage",
    "random_wounds",
    "shifted_half",
    "square",
    "stroke",
    "window",
    "wound",
]
