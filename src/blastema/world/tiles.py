"""A world, and what is stored of it: the tiles with life."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from blastema._types import ALPHA
from blastema.errors import InputError
from blastema.world.population import Population

LARGEST_SIDE = 65536
"""Cells a side. The fire mask's word of a cell is x + 65536 y in 32 bits, so that of no two cells it is the same."""
TILES = (16, 32, 64, 128, 256)
LARGEST_WINDOW = 2**24
"""Cells that may be looked at as one array."""

Cells = np.ndarray[Any, np.dtype[np.float32]]
Kinds = np.ndarray[Any, np.dtype[np.uint8]]


class Row(NamedTuple):
    """The stored tiles of a row of tiles; T cells a side, C channels.

    columns: int32 [N], ascending
    states:  float32 [N, T, T, C]
    species: uint8 [N, T, T]; 0 where nothing lives
    """

    columns: np.ndarray[Any, np.dtype[np.int32]]
    states: Cells
    species: Kinds

    def where(self, kept: np.ndarray[Any, np.dtype[np.bool_]]) -> Row:
        """Those of its tiles that are kept."""
        return self if kept.all() else Row(self.columns[kept], self.states[kept], self.species[kept])


class Count(NamedTuple):
    """What there is in a world."""

    tiles: int
    living: int
    """Cells with an alpha above the threshold."""
    bytes: int


@dataclasses.dataclass
class World:
    """A torus of cells, of which only tiles with life are stored.

    Args:
        population: its species
        height, width: cells, up to 65,536 and whole tiles
        tile: cells of a tile's side
        fire_seed: of the fire mask
        step: steps since its beginning
        rows: the stored tiles by their row
    """

    population: Population
    height: int = 4096
    width: int = 4096
    tile: int = 64
    fire_seed: int = 0
    step: int = 0
    rows: dict[int, Row] = dataclasses.field(default_factory=dict)
    torn: bool = dataclasses.field(default=False, init=False)
    """Whether a sweep was broken off in its middle, so that some of its tiles are older than others."""

    def __post_init__(self) -> None:
        if self.tile not in TILES:
            raise InputError(f"the tile is {self.tile} cells; expected one of {', '.join(map(str, TILES))}.")
        for name, side in (("height", self.height), ("width", self.width)):
            if not self.tile <= side <= LARGEST_SIDE or side % self.tile:
                raise InputError(
                    f"the world's {name} is {side} cells; expected a multiple of the tile ({self.tile}) from "
                    f"{self.tile} to {LARGEST_SIDE:,}, since beyond that the fire mask would repeat."
                )
        for name, number in (("fire seed", self.fire_seed), ("step", self.step)):
            if not 0 <= number < 2**32:
                raise InputError(f"the {name} is {number}; expected 0 to {2**32 - 1}.")

    def __repr__(self) -> str:
        names = ", ".join(each.name for each in self.population.organisms)
        return f"<World of {self.height} x {self.width} cells at step {self.step}: {names}>"

    def plant(self, places: Iterable[tuple[int, int, int]]) -> None:
        """Plants organisms.

        Args:
            places: row and column of each one's middle, and the index of its species

        Raises:
            InputError: if there is no such cell or species.
        """
        pieces: dict[tuple[int, int], tuple[Cells, Kinds]] = {}
        for row, column, index in places:
            if not (0 <= row < self.height and 0 <= column < self.width):
                raise InputError(f"an organism is at [{row}, {column}]; the world is {self.height} x {self.width}.")
            if not 0 <= index < len(self.population.organisms):
                raise InputError(f"there is no species {index}; the world has {len(self.population.organisms)}.")
            self._stamp(pieces, row, column, index)
        self._put(pieces)

    def _stamp(self, pieces: dict[tuple[int, int], tuple[Cells, Kinds]], row: int, column: int, index: int) -> None:
        cells, (down, across) = self.population.seeds[index]
        for y, x in np.argwhere(cells.any(axis=-1)):
            at = (row + down + int(y)) % self.height, (column + across + int(x)) % self.width
            tile = at[0] // self.tile, at[1] // self.tile
            if tile not in pieces:
                pieces[tile] = self._tile_of(*tile)
            place = at[0] % self.tile, at[1] % self.tile
            pieces[tile][0][place], pieces[tile][1][place] = cells[y, x], index

    def _tile_of(self, row: int, column: int) -> tuple[Cells, Kinds]:
        """A copy of a tile."""
        stored = self.rows.get(row)
        if stored is not None and (found := np.flatnonzero(stored.columns == column)).size:
            return stored.states[found[0]].copy(), stored.species[found[0]].copy()
        side = self.tile
        return np.zeros((side, side, self.population.channels), np.float32), np.zeros((side, side), np.uint8)

    def _put(self, pieces: dict[tuple[int, int], tuple[Cells, Kinds]]) -> None:
        by_row: dict[int, dict[int, tuple[Cells, Kinds]]] = {}
        for (row, column), piece in pieces.items():
            by_row.setdefault(row, {})[column] = piece
        for row, new in by_row.items():
            stored = self.rows.get(row)
            kept = [] if stored is None else [i for i, column in enumerate(stored.columns) if int(column) not in new]
            if stored is not None:
                new |= {int(stored.columns[i]): (stored.states[i], stored.species[i]) for i in kept}
            columns = sorted(new)
            states = np.stack([new[column][0] for column in columns])
            species = np.stack([new[column][1] for column in columns])
            self.rows[row] = Row(np.asarray(columns, np.int32), states, species)

    def window(self, row: int, column: int, height: int, width: int) -> tuple[Cells, Kinds]:
        """A piece of the world, across its seams as well.

        Args:
            row, column: of its upper left cell
            height, width: in cells, up to the world's

        Returns:
            The state [height, width, C] and the species [height, width].

        Raises:
            InputError: if it is larger than the world, or than may be looked at as one array.
        """
        if not (0 < height <= self.height and 0 < width <= self.width) or height * width > LARGEST_WINDOW:
            raise InputError(
                f"a window of {height} x {width} cells is asked for; expected one of at most {self.height} x "
                f"{self.width} and of {LARGEST_WINDOW:,} cells. Look at a smaller one."
            )
        state = np.zeros((height, width, self.population.channels), np.float32)
        species = np.zeros((height, width), np.uint8)
        # Whole stretches of a tile at once: (first cell in the window, tile, first cell in the tile, cells).
        for top, tile_row, y, down in self._stretches(row % self.height, height, self.height):
            stored = self.rows.get(tile_row)
            if stored is None:
                continue
            for left, tile_column, x, across in self._stretches(column % self.width, width, self.width):
                found = np.flatnonzero(stored.columns == tile_column)
                if found.size:
                    there = np.s_[top : top + down, left : left + across]
                    here = np.s_[found[0], y : y + down, x : x + across]
                    state[there], species[there] = stored.states[here], stored.species[here]
        return state, species

    def _stretches(self, first: int, count: int, around: int) -> list[tuple[int, int, int, int]]:
        found, at = [], 0
        while at < count:
            place = (first + at) % around
            length = min(self.tile - place % self.tile, count - at)
            found.append((at, place // self.tile, place % self.tile, length))
            at += length
        return found

    def count(self) -> Count:
        """What there is."""
        threshold = np.float32(self.population.alive_threshold)
        return Count(
            sum(len(row.columns) for row in self.rows.values()),
            sum(int((row.states[..., ALPHA] > threshold).sum()) for row in self.rows.values()),
            sum(row.states.nbytes + row.species.nbytes for row in self.rows.values()),
        )


__all__ = ["LARGEST_SIDE", "LARGEST_WINDOW", "TILES", "Cells", "Count", "Kinds", "Row", "World"]
