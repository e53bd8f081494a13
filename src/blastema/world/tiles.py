"""A world and its stored tiles, which are those with life."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from blastema._types import ALPHA
from blastema.errors import InputError
from blastema.world.population import Population

LARGEST_SIDE = 65536
"""Largest side in cells: the fire mask hashes x + 65536 y in 32 bits, which is unique for each cell up to this size."""
TILES = (16, 32, 64, 128, 256)
_MOST_OPEN = 2**22
"""Cells of the tiles that are open at once while organisms are planted."""
LARGEST_WINDOW = 2**24
"""Largest number of cells of a window."""

Cells = np.ndarray[Any, np.dtype[np.float32]]
Kinds = np.ndarray[Any, np.dtype[np.uint8]]
EMPTY = 255
"""The species of an empty cell."""


class Open(NamedTuple):
    """The tiles of a row in the form in which they are stepped; T cells a side, C channels.

    columns: int32 [N], ascending
    states:  float32 [N, T, T, C]
    species: uint8 [N, T, T]; `EMPTY` where nothing lives
    """

    columns: np.ndarray[Any, np.dtype[np.int32]]
    states: Cells
    species: Kinds

    def stored(self) -> Row:
        """The tiles with life in the form in which they are stored."""
        lives = self.species != EMPTY
        kept = lives.any(axis=(1, 2))
        return Row(self.columns[kept], self.species[kept], self.states[lives])


class Row(NamedTuple):
    """The tiles of a row in the form in which they are stored: channels of living cells only.

    columns: int32 [N], ascending
    species: uint8 [N, T, T]; `EMPTY` where nothing lives
    cells:   float32 [M, C], the living ones, tile by tile, row by row
    """

    columns: np.ndarray[Any, np.dtype[np.int32]]
    species: Kinds
    cells: Cells

    def opened(self) -> Open:
        """The same tiles in the form in which they are stepped."""
        states = np.zeros((*self.species.shape, self.cells.shape[1]), np.float32)
        states[self.species != EMPTY] = self.cells
        return Open(self.columns, states, self.species)

    def ends(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """For each tile, the end index of its cells in `cells`."""
        return np.cumsum(np.count_nonzero(self.species != EMPTY, axis=(1, 2)))

    def mature(self, threshold: np.float32) -> tuple[np.ndarray[Any, np.dtype[np.intp]], ...]:
        """Cells with an alpha above the threshold: index of the tile, and row and column in it."""
        living = np.flatnonzero(self.species != EMPTY)
        return np.unravel_index(living[self.cells[:, ALPHA] > threshold], self.species.shape)


class Count(NamedTuple):
    """The contents of a world."""

    tiles: int
    living: int
    """Cells with an alpha above the threshold."""
    bytes: int


@dataclasses.dataclass
class World:
    """A torus of cells, of which only tiles with life are stored.

    Args:
        population: its species
        height, width: in cells, multiples of the tile up to 65,536
        tile: side of a tile in cells
        fire_seed: of the fire mask
        step: steps since its creation
        rows: the stored tiles by row
    """

    population: Population
    height: int = 4096
    width: int = 4096
    tile: int = 64
    fire_seed: int = 0
    step: int = 0
    rows: dict[int, Row] = dataclasses.field(default_factory=dict)
    torn: bool = dataclasses.field(default=False, init=False)
    """Whether a sweep was interrupted, so that some tiles are older than others."""

    def __post_init__(self) -> None:
        if self.tile not in TILES:
            raise InputError(f"the tile is {self.tile} cells; expected one of {', '.join(map(str, TILES))}.")
        for name, side in (("height", self.height), ("width", self.width)):
            if not self.tile <= side <= LARGEST_SIDE or side % self.tile:
                raise InputError(
                    f"the world's {name} is {side} cells; expected a multiple of the tile ({self.tile}) from "
                    f"{self.tile} to {LARGEST_SIDE:,}; beyond that the fire mask would repeat."
                )
        for name, number in (("fire seed", self.fire_seed), ("step", self.step)):
            if not 0 <= number < 2**32:
                raise InputError(f"the {name} is {number}; expected 0 to {2**32 - 1}.")

    def __repr__(self) -> str:
        names = ", ".join(each.name for each in self.population.organisms)
        return f"<World of {self.height} x {self.width} cells at step {self.step}: {names}>"

    def plant(self, places: Iterable[tuple[int, int, int]]) -> None:
        """Plant organisms.

        Args:
            places: row and column of each organism's middle, and the index of its species

        Raises:
            InputError: if there is no such cell or species.
        """
        pieces: dict[tuple[int, int], tuple[Cells, Kinds]] = {}
        tile_row = -1
        for row, column, index in sorted(places):  # by rows, so that few tiles are open at once
            if not (0 <= row < self.height and 0 <= column < self.width):
                raise InputError(f"an organism is at [{row}, {column}]; the world is {self.height} x {self.width}.")
            if not 0 <= index < len(self.population.organisms):
                raise InputError(f"there is no species {index}; the world has {len(self.population.organisms)}.")
            if len(pieces) * self.tile**2 > _MOST_OPEN and row // self.tile != tile_row:  # each row is opened once
                self._put(pieces)
                pieces = {}
            tile_row = row // self.tile
            self._stamp(pieces, row, column, index)
        self._put(pieces)

    def _stamp(self, pieces: dict[tuple[int, int], tuple[Cells, Kinds]], row: int, column: int, index: int) -> None:
        cells, (down, across) = self.population.seeds[index]
        for y, x in np.argwhere(cells.any(axis=-1)):
            at = (row + down + int(y)) % self.height, (column + across + int(x)) % self.width
            tile = at[0] // self.tile, at[1] // self.tile
            if tile not in pieces:
                pieces[tile] = self.tile_at(*tile)
            place = at[0] % self.tile, at[1] % self.tile
            pieces[tile][0][place], pieces[tile][1][place] = cells[y, x], index

    def tile_at(self, row: int, column: int) -> tuple[Cells, Kinds]:
        """A copy of a tile, by its row and column among the tiles: states [T, T, C] and species [T, T]."""
        stored, side = self.rows.get(row), self.tile
        states = np.zeros((side, side, self.population.channels), np.float32)
        species = np.full((side, side), EMPTY, np.uint8)
        if stored is not None and (found := np.flatnonzero(stored.columns == column)).size:
            index, ends = int(found[0]), stored.ends()
            species[:] = stored.species[index]
            states[species != EMPTY] = stored.cells[ends[index - 1] if index else 0 : ends[index]]
        return states, species

    def _put(self, pieces: dict[tuple[int, int], tuple[Cells, Kinds]]) -> None:
        by_row: dict[int, dict[int, tuple[Cells, Kinds]]] = {}
        for (row, column), piece in pieces.items():
            by_row.setdefault(row, {})[column] = piece
        for row, new in by_row.items():
            if (stored := self.rows.get(row)) is not None:
                opened = stored.opened()
                new = {int(c): (opened.states[i], opened.species[i]) for i, c in enumerate(opened.columns)} | new
            columns = sorted(new)
            states = np.stack([new[column][0] for column in columns])
            species = np.stack([new[column][1] for column in columns])
            self.rows[row] = Open(np.asarray(columns, np.int32), states, species).stored()

    def window(self, row: int, column: int, height: int, width: int) -> tuple[Cells, Kinds]:
        """A part of the world, which may cross its seams.

        Args:
            row, column: of the upper left cell
            height, width: in cells, up to those of the world

        Returns:
            The state [height, width, C] and the species [height, width], `EMPTY` where nothing lives.

        Raises:
            InputError: if it is larger than the world, or than `LARGEST_WINDOW`.
        """
        if not (0 < height <= self.height and 0 < width <= self.width) or height * width > LARGEST_WINDOW:
            raise InputError(
                f"the window has {height} x {width} cells; expected at most {self.height} x {self.width} and at most "
                f"{LARGEST_WINDOW:,} cells in total. Choose a smaller one."
            )
        state = np.zeros((height, width, self.population.channels), np.float32)
        species = np.full((height, width), EMPTY, np.uint8)
        # Whole stretches of a tile at once: (first cell in the window, tile, first cell in the tile, cells).
        for top, tile_row, y, down in self._stretches(row % self.height, height, self.height):
            if tile_row not in self.rows:
                continue
            for left, tile_column, x, across in self._stretches(column % self.width, width, self.width):
                there, here = np.s_[top : top + down, left : left + across], np.s_[y : y + down, x : x + across]
                tile = self.tile_at(tile_row, tile_column)
                state[there], species[there] = tile[0][here], tile[1][here]
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
        """Count tiles, living cells and bytes."""
        threshold = np.float32(self.population.alive_threshold)
        return Count(
            sum(len(row.columns) for row in self.rows.values()),
            sum(int((row.cells[:, ALPHA] > threshold).sum()) for row in self.rows.values()),
            sum(row.cells.nbytes + row.species.nbytes for row in self.rows.values()),
        )


__all__ = ["EMPTY", "LARGEST_SIDE", "LARGEST_WINDOW", "TILES", "Cells", "Count", "Kinds", "Open", "Row", "World"]
