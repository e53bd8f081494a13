"""A world on several devices: each has a band of rows of tiles, and they exchange the rims of their tiles.

Between two updates of the set of tiles by the host, devices run several rounds: they send the rims of their outermost
tiles to the devices above and below (``ppermute``), add halos to all tiles, and step them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from blastema._types import Array
from blastema.errors import InputError
from blastema.world import dense
from blastema.world.sweep import AbstractStepper
from blastema.world.tiles import EMPTY, Open, Row, World

_AXIS = "band"
_Indices = np.ndarray[Any, np.dtype[np.int32]]


class _Layout(NamedTuple):
    """Layout of the tiles: D devices, N slots on each, K of them sent to each side.

    tiles:      of each device in order, row and column
    states:     float32 [D, N, T, T, C], species: uint8 [D, N, T, T]
    corners:    uint32 [D, N, 2], row and column of a tile's upper left cell on the torus
    neighbours: int32 [D, N, 9], a slot on the device; N + k: sent from above; N + K + k: from below; N + 2 K: nothing
    first, last: int32 [D, K], slots of the tiles in a device's first and last row; N: none
    """

    tiles: list[list[tuple[int, int]]]
    states: np.ndarray[Any, np.dtype[np.float32]]
    species: np.ndarray[Any, np.dtype[np.uint8]]
    corners: np.ndarray[Any, np.dtype[np.uint32]]
    neighbours: _Indices
    first: _Indices
    last: _Indices


class MeshStepper(AbstractStepper):
    """Plain JAX on several devices.

    Args:
        world: determines species and size
        devices: in the order of the ring
        exchange: steps between two exchanges of rims

    Raises:
        InputError: if there are more devices than rows of tiles, or JAX is too old.
    """

    def __init__(self, world: World, devices: Sequence[Any], exchange: int) -> None:
        if not hasattr(jax, "shard_map"):
            raise InputError(
                f"a world on several devices needs JAX 0.7 or newer; this is {jax.__version__}. "
                "Upgrade it (pip install --upgrade jax jaxlib), or use --kernel jax."
            )
        rows = world.height // world.tile
        if len(devices) > rows:
            raise InputError(
                f"there are {len(devices)} devices, but only {rows} rows of tiles; use smaller tiles, or --kernel jax."
            )
        self._devices = len(devices)
        mesh = Mesh(np.asarray(devices), (_AXIS,))
        self._sharding = NamedSharding(mesh, PartitionSpec(_AXIS))  # type: ignore[no-untyped-call]
        rounds = functools.partial(
            _rounds,
            dense.rules_of(world.population),
            (world.height, world.width),
            world.population.rate,
            world.population.reach,
            exchange,
            len(devices),
        )
        split, same = PartitionSpec(_AXIS), PartitionSpec()  # type: ignore[no-untyped-call]
        self._rounds = jax.jit(
            jax.shard_map(rounds, mesh=mesh, in_specs=(split,) * 6 + (same,), out_specs=split, check_vma=False)
        )

    def most_steps(self, world: World) -> int:
        """See `AbstractStepper`: life spreads at most to the next tile."""
        return world.tile

    def sweep(self, world: World, wanted: dict[int, _Indices], steps: int) -> dict[int, Row]:
        """See `AbstractStepper`."""
        if not wanted:
            return {}
        layout = _lay_out(world, wanted, self._devices)
        arrays = [jax.device_put(array, self._sharding) for array in layout[1:]]
        states, species = self._rounds(*arrays, jnp.asarray([world.fire_seed, world.step, steps], jnp.uint32))
        return _gathered(layout.tiles, np.asarray(states), np.asarray(species))


def _lay_out(world: World, wanted: dict[int, _Indices], devices: int) -> _Layout:
    side, around = world.tile, world.height // world.tile
    tiles: list[list[tuple[int, int]]] = [[] for _ in range(devices)]
    for row in sorted(wanted):
        tiles[row * devices // around] += [(row, int(column)) for column in wanted[row]]
    starts = [-(-device * around // devices) for device in range(devices + 1)]
    first = [[place for place, (row, _) in enumerate(own) if row == starts[i]] for i, own in enumerate(tiles)]
    last = [[place for place, (row, _) in enumerate(own) if row == starts[i + 1] - 1] for i, own in enumerate(tiles)]
    count, sent = _rounded(max(map(len, tiles))), _rounded(max(map(len, [*first, *last])))
    shape = (devices, count, side, side)
    states, species = np.zeros((*shape, world.population.channels), np.float32), np.full(shape, EMPTY, np.uint8)
    corners = np.zeros((devices, count, 2), np.uint32)
    for device, own in enumerate(tiles):
        for place, (row, column) in enumerate(own):
            corners[device, place] = row * side, column * side
            states[device, place], species[device, place] = world.tile_at(row, column)
    neighbours = _neighbours(world, tiles, starts, (first, last), (count, sent))
    rims = [np.asarray([[*of, *[count] * (sent - len(of))] for of in rim], np.int32) for rim in (first, last)]
    return _Layout(tiles, states, species, corners, neighbours, rims[0], rims[1])


def _neighbours(
    world: World,
    tiles: list[list[tuple[int, int]]],
    starts: list[int],
    rims: tuple[list[list[int]], list[list[int]]],
    sizes: tuple[int, int],
) -> _Indices:
    """The slots of the tiles around each device's tiles; `starts`: the first row of each band, and the end."""
    devices, (count, sent) = len(tiles), sizes
    rows, columns = world.height // world.tile, world.width // world.tile
    at = {tile: (device, place) for device, own in enumerate(tiles) for place, tile in enumerate(own)}
    found = np.full((devices, count, 9), count + 2 * sent, np.int32)
    for (row, column), (device, place) in at.items():
        for index in range(9):
            down, across = index // 3 - 1, index % 3 - 1
            other = at.get(((row + down) % rows, (column + across) % columns))
            if other is None:
                continue
            home, there = other
            if devices > 1 and down < 0 and row == starts[device]:
                there = count + rims[1][home].index(there)
            elif devices > 1 and down > 0 and row == starts[device + 1] - 1:
                there = count + sent + rims[0][home].index(there)
            found[device, place, index] = there
    return found


def _rounded(count: int) -> int:
    """A power of two, so that little is compiled again."""
    return 1 << max(count - 1, 0).bit_length()


def _rounds(
    rules: dense.Rules,
    torus: tuple[int, int],
    rate: float,
    reach: int,
    exchange: int,
    devices: int,
    states: Array,
    species: Array,
    corners: Array,
    neighbours: Array,
    first: Array,
    last: Array,
    time: Array,
) -> tuple[Array, Array]:
    """The rounds of one device; all its arrays have a first axis of one."""
    halo, side = reach * exchange, states.shape[2]
    begins = (corners[0] + jnp.asarray(torus, jnp.uint32) - jnp.uint32(halo)) % jnp.asarray(torus, jnp.uint32)
    inner = np.s_[:, halo : halo + side, halo : halo + side]

    def one(index: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        done = index.astype(jnp.uint32) * jnp.uint32(exchange)
        some = jnp.minimum(time[2] - done, jnp.uint32(exchange))
        with_halos = [_with_halos(array, neighbours[0], first[0], last[0], halo, devices) for array in carry]
        now = jnp.stack([time[0], time[1] + done, some])
        after = dense.steps(rules, with_halos[0], with_halos[1], begins, torus, now, rate)
        return after[0][inner], after[1][inner]

    count = (time[2] + jnp.uint32(exchange - 1)) // jnp.uint32(exchange)
    after = lax.fori_loop(0, count.astype(jnp.int32), one, (states[0], species[0]))
    return after[0][None], after[1][None]


def _with_halos(tiles: Array, neighbours: Array, first: Array, last: Array, halo: int, devices: int) -> Array:
    """Tiles surrounded by their halos: [N, T, T, ...] -> [N, P, P, ...]."""
    side, sent = tiles.shape[1], first.shape[0]
    nothing = jnp.zeros((1, *tiles.shape[1:]), tiles.dtype)
    known = jnp.concatenate([tiles, nothing])
    below = known[first][:, :halo]  # for the device above
    above = known[last][:, side - halo :]
    if devices > 1:
        ring = range(devices)
        down, up = ([(device, (device + by) % devices) for device in ring] for by in (1, -1))
        above = lax.ppermute(above, _AXIS, down)  # type: ignore[no-untyped-call]
        below = lax.ppermute(below, _AXIS, up)  # type: ignore[no-untyped-call]
    unseen = jnp.zeros((sent, halo, *tiles.shape[2:]), tiles.dtype)
    empty = nothing[:, :halo]
    sources = (
        jnp.concatenate([tiles[:, side - halo :], above, unseen, empty]),
        jnp.concatenate([tiles, jnp.zeros((2 * sent + 1, *tiles.shape[1:]), tiles.dtype)]),
        jnp.concatenate([tiles[:, :halo], unseen, below, empty]),
    )
    stretches = (np.s_[:, :, side - halo :], np.s_[:], np.s_[:, :, :halo])
    rows = [
        jnp.concatenate([source[neighbours[:, 3 * down + across]][stretches[across]] for across in range(3)], axis=2)
        for down, source in enumerate(sources)
    ]
    return jnp.concatenate(rows, axis=1)


def _gathered(tiles: list[list[tuple[int, int]]], states: Any, species: Any) -> dict[int, Row]:
    found: dict[int, list[tuple[int, int, int]]] = {}
    for device, own in enumerate(tiles):
        for place, (row, column) in enumerate(own):
            if (species[device, place] != EMPTY).any():
                found.setdefault(row, []).append((column, device, place))
    return {
        row: Open(
            np.asarray([column for column, *_ in of], np.int32),
            np.stack([states[device, place] for _, device, place in of]),
            np.stack([species[device, place] for _, device, place in of]),
        ).stored()
        for row, of in found.items()
    }


__all__ = ["MeshStepper"]
