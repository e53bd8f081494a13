"""Packing of a pool for checkpoints: the cells with any bit set, one after the other, and one bit per cell for places.

Most cells of a pool are empty. If the pool is on a card, they are told apart there, and only the others are copied to
the host, in pieces of one size, so that nothing is compiled again when their number changes.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import Array

Tensor = np.ndarray[Any, np.dtype[Any]]

_PIECE = 1 << 18
"""Cells that are copied at a time, at most."""
_BLOCK = 1 << 15
"""Cells that are looked at together on the host: they stay in the processor's cache."""


def packed(pool: Array | Tensor) -> tuple[Tensor, Tensor]:
    """The occupied cells of a pool [N, H, W, C], and their places.

    Args:
        pool: float32, an array of NumPy or JAX

    Returns:
        The cells [occupied, C], and bits of ``numpy.packbits``, one per cell.
    """
    return packed_on_device(pool) if _is_elsewhere(pool) else packed_on_host(np.asarray(pool))


def unpacked(cells: Tensor, bits: Tensor, like: Array) -> Array | Tensor | None:
    """The inverse of `packed`.

    Args:
        cells: of `packed`
        bits: of `packed`
        like: an array of the pool's shape, on its device

    Returns:
        The pool, on the same device, or on the host if that is the processor; none if the three do not fit together.
    """
    shape = like.shape
    count = int(np.prod(shape[:-1]))
    if cells.shape[1:] != shape[-1:] or bits.size != -(-count // 8):
        return None
    places = np.flatnonzero(np.unpackbits(bits, count=count))
    if len(places) != len(cells):
        return None
    if _is_elsewhere(like) and cells.dtype == np.float32:
        return unpacked_on_device(cells, places, like)
    pool = np.zeros((count, shape[-1]), np.float32)
    pool[places] = cells
    return pool.reshape(shape)


def packed_on_host(pool: Tensor) -> tuple[Tensor, Tensor]:
    """`packed`, by NumPy."""
    cells = np.ascontiguousarray(pool).reshape(-1, pool.shape[-1])
    occupied = np.zeros(len(cells), bool)
    for start in range(0, len(cells), _BLOCK):
        occupied[start : start + _BLOCK] = _any_bit(cells[start : start + _BLOCK])
    return cells.take(np.flatnonzero(occupied), axis=0), np.packbits(occupied)


def _any_bit(cells: Tensor) -> Tensor:
    """Which cells [N, C] have any bit set. Reductions over short rows are slow, so eight truths are read as a word."""
    channels = cells.shape[-1]
    words = cells.view(np.uint64 if channels % 2 == 0 else np.uint32) != 0
    for word in (np.uint64, np.uint32, np.uint16):
        if words.shape[-1] > 1 and words.shape[-1] % np.dtype(word).itemsize == 0:
            words = words.view(word) != 0
            break
    occupied: Tensor = words[:, 0] if words.shape[-1] == 1 else words.any(axis=-1)
    return occupied


def packed_on_device(pool: Array | Tensor) -> tuple[Tensor, Tensor]:
    """`packed`, by the device that has the pool."""
    pool = jnp.asarray(pool)
    channels, count = pool.shape[-1], int(np.prod(pool.shape[:-1]))
    if not count:
        return np.zeros((0, channels), np.float32), np.zeros(0, np.uint8)
    order, found, bits = _found(pool)
    total, places = jax.device_get((found, bits))
    size = min(_PIECE, count)
    pieces = [_piece(pool, order, np.int32(start), size) for start in range(0, int(total), size)]
    for piece in pieces:
        piece.copy_to_host_async()
    cells = np.empty((int(total), channels), np.float32)
    for number, piece in enumerate(pieces):
        rest = cells[number * size : (number + 1) * size]
        rest[:] = np.asarray(piece)[: len(rest)]
    return cells, np.array(places)


def unpacked_on_device(cells: Tensor, places: Tensor, like: Array) -> Array:
    """`unpacked`, by the device of an array of the pool's shape.

    Args:
        cells: [occupied, C]
        places: the numbers of these cells in the pool, in order
        like: of the pool's shape

    Returns:
        The pool.
    """
    device, count = next(iter(like.devices())), int(np.prod(like.shape[:-1]))
    size = min(_PIECE, count)
    pool = jnp.zeros((count, like.shape[-1]), jnp.float32, device=device)
    for start in range(0, len(cells), size):
        part = np.zeros((size, like.shape[-1]), np.float32)
        at = np.full(size, count, np.int32)  # behind the last cell: dropped
        here = len(cells[start : start + size])
        part[:here], at[:here] = cells[start : start + size], places[start : start + size]
        pool = _placed(pool, part, at)
    return pool.reshape(like.shape)


@jax.jit
def _found(pool: Array) -> tuple[Array, Array, Array]:
    """The numbers of the occupied cells, in order; how many there are; and their places as bits."""
    words = jax.lax.bitcast_convert_type(pool.reshape(-1, pool.shape[-1]), jnp.uint32)
    occupied = (words != 0).any(axis=-1)
    count = occupied.shape[0]
    rank = jnp.cumsum(occupied, dtype=jnp.int32)
    numbers = jnp.arange(count, dtype=jnp.int32)
    order = jnp.zeros(count, jnp.int32).at[jnp.where(occupied, rank - 1, count)].set(numbers, mode="drop")
    return order, rank[-1], jnp.packbits(occupied)


@partial(jax.jit, static_argnums=3)
def _piece(pool: Array, order: Array, start: Array, size: int) -> Array:
    """Some of the occupied cells; behind the last one any others."""
    at = jnp.minimum(start + jnp.arange(size, dtype=jnp.int32), order.shape[0] - 1)
    cells: Array = pool.reshape(-1, pool.shape[-1])[order[at]]
    return cells


@partial(jax.jit, donate_argnums=0)
def _placed(pool: Array, cells: Array, at: Array) -> Array:
    return pool.at[at].set(cells, mode="drop")


def _is_elsewhere(pool: Array | Tensor) -> bool:
    """Whether an array is on one device that is no processor of the host."""
    if not isinstance(pool, jax.Array) or pool.dtype != jnp.float32 or len(pool.devices()) != 1:
        return False
    return bool(next(iter(pool.devices())).platform != "cpu")


__all__ = ["Tensor", "packed", "packed_on_device", "packed_on_host", "unpacked", "unpacked_on_device"]
