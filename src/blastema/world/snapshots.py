"""One Zarr store per world: its organisms, and the tiles of its last snapshot, one chunk each.

Each snapshot is a separate group, written under a temporary name and renamed when it is complete, so that the last
complete snapshot survives a kill at any moment.
"""

from __future__ import annotations

import importlib
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from blastema._checks import as_path, is_number, is_whole, known_version
from blastema._files import make_folder, taken
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.world.population import MOST_SPECIES, Population
from blastema.world.tiles import EMPTY, Open, Row, World

_VERSION = 1
_SNAPSHOT, _PART = "step-", "part-"
_TILES_AT_ONCE = 64
"""Tiles of a row that are passed to Zarr at once; it compresses them on several threads."""


def _zarr() -> Any:
    """Zarr, imported when it is needed.

    Raises:
        InputError: if it is not installed.
    """
    try:
        return importlib.import_module("zarr")
    except ImportError as error:
        raise InputError(
            f'worlds are stored with Zarr, which is not available ({error}): pip install "blastema[world]"'
        ) from error


def create(world: World, path: str | os.PathLike[str], overwrite: bool = False) -> None:
    """Create a store with a world's organisms and its first snapshot.

    Args:
        world: the world
        path: of a new folder
        overwrite: replace an existing world

    Raises:
        InputError: if the path already exists, or Zarr is not installed.
    """
    zarr, path = _zarr(), as_path(path, "the world's store")
    if path.exists() and not (overwrite and is_world(path)) and not (path.is_dir() and not any(path.iterdir())):
        raise taken(path, "place", "it" if is_world(path) else None)
    if path.exists():
        shutil.rmtree(path)
    make_folder(path)
    root = zarr.create_group(path, zarr_format=3)
    root.attrs["blastema"] = {
        "world": _VERSION,
        "height": world.height,
        "width": world.width,
        "tile": world.tile,
        "fire_seed": world.fire_seed,
        "fire_rate": world.population.rate,
    }
    kept = root.create_group("organisms")
    for index, organism in enumerate(world.population.organisms):
        data = np.frombuffer(organism_file.dumps(organism), np.uint8)
        kept.create_array(str(index), data=data)
    save(world, path)


def save(world: World, path: str | os.PathLike[str]) -> None:
    """Add a snapshot to a world's store and remove earlier ones.

    Args:
        world: the world
        path: the store

    Raises:
        InputError: if its last steps were interrupted.
    """
    zarr, path = _zarr(), as_path(path, "the world's store")
    if world.torn:
        raise InputError("the world's last steps were interrupted, so it cannot be saved; load its last snapshot.")
    for left in path.glob(f"{_PART}*"):
        shutil.rmtree(left)
    part, whole = path / f"{_PART}{world.step}", path / f"{_SNAPSHOT}{world.step}"
    if whole.exists():
        return
    group = zarr.open_group(path, mode="r+").create_group(part.name)
    side, channels = world.tile, world.population.channels
    codec = zarr.codecs.BloscCodec(cname="zstd", clevel=1, shuffle="shuffle")
    states = group.create_array(
        "state",
        shape=(world.height, world.width, channels),
        chunks=(side, side, channels),
        dtype="float32",
        compressors=codec,
        fill_value=0,
        dimension_names=("row", "column", "channel"),
    )
    species = group.create_array(
        "species",
        shape=(world.height, world.width),
        chunks=(side, side),
        dtype="uint8",
        compressors=codec,
        fill_value=EMPTY,
        dimension_names=("row", "column"),
    )
    places = [(row, int(column)) for row in sorted(world.rows) for column in world.rows[row].columns]
    for row, stored in world.rows.items():
        opened = stored.opened()
        for first, last in _runs(stored.columns):
            here = np.s_[row * side : (row + 1) * side, int(stored.columns[first]) * side : _end(stored, last) * side]
            states[here] = opened.states[first:last].swapaxes(0, 1).reshape(side, -1, channels)
            species[here] = opened.species[first:last].swapaxes(0, 1).reshape(side, -1)
    group.create_array("tiles", data=np.asarray(places, np.int32).reshape(-1, 2))
    checks = [check for row in sorted(world.rows) for check in _checks(world.rows[row])]
    group.create_array("crc32", data=np.asarray(checks, np.uint32))
    group.attrs["step"] = world.step
    part.rename(whole)
    for old in path.glob(f"{_SNAPSHOT}*"):
        if old != whole:
            shutil.rmtree(old)


def _runs(columns: np.ndarray[Any, np.dtype[np.int32]]) -> Iterator[tuple[int, int]]:
    """Runs of adjacent tiles: the first one's index, and the last one's plus one."""
    first = 0
    for index in range(1, len(columns) + 1):
        gap = index == len(columns) or columns[index] != columns[index - 1] + 1
        if gap or index - first == _TILES_AT_ONCE:
            yield first, index
            first = index


def _checks(stored: Row) -> list[int]:
    """A checksum of each tile: Zarr treats a missing chunk as an empty one."""
    found, begin = [], 0
    for kinds, end in zip(stored.species, stored.ends(), strict=True):
        found.append(zlib.crc32(stored.cells[begin:end].data, zlib.crc32(np.ascontiguousarray(kinds).data)))
        begin = end
    return found


def _end(stored: Row | Open, last: int) -> int:
    return int(stored.columns[last - 1]) + 1


def is_world(path: Path) -> bool:
    """Whether a folder looks like a world's store."""
    return (path / "zarr.json").is_file() and (path / "organisms").is_dir()


def load(path: str | os.PathLike[str]) -> World:
    """Load a world from its last complete snapshot.

    Args:
        path: the store

    Returns:
        The world.

    Raises:
        FileFormatError: if there is no world at this path, or it is damaged.
    """
    zarr, path = _zarr(), as_path(path, "the world's store")
    if not is_world(path):
        raise FileFormatError(f"{path} is not a world's store; expected a folder made by blastema world new.")
    try:
        root = zarr.open_group(path, mode="r")
        world = _empty_world(root, path)
        steps = [int(each.name[len(_SNAPSHOT) :]) for each in path.glob(f"{_SNAPSHOT}*")]
        if not steps:
            raise FileFormatError(f"{path} has no complete snapshot; create the world again: blastema world new.")
        world.step = max(steps)
        _fill(world, root[f"{_SNAPSHOT}{world.step}"], path)
    except (KeyError, TypeError, ValueError, RuntimeError, OSError) as error:
        raise FileFormatError(f"{path}: the world cannot be read ({error}); it is damaged or not a world.") from error
    return world


def _empty_world(root: Any, path: Path) -> World:
    about = root.attrs["blastema"]
    known_version(about.get("world"), _VERSION, "world", str(path))
    for name in ("height", "width", "tile", "fire_seed"):
        if not is_whole(about.get(name)):
            raise FileFormatError(f"{path}: {name} is {about.get(name)!r}; expected a whole number.")
    if not is_number(about.get("fire_rate"), 0, 1):
        raise FileFormatError(f"{path}: fire_rate is {about.get('fire_rate')!r}; expected 0 to 1.")
    names = sorted(map(int, root["organisms"].array_keys()))
    if not 1 <= len(names) <= MOST_SPECIES or names != list(range(len(names))):
        raise FileFormatError(
            f"{path}: its organisms are numbered {names}; expected consecutive numbers from 0 to at most "
            f"{MOST_SPECIES - 1}."
        )
    organisms = tuple(
        organism_file.loads(bytes(root[f"organisms/{index}"][:]), f"{path}, organism {index}") for index in names
    )
    population = Population(organisms, float(about["fire_rate"]))
    return World(population, *(about[name] for name in ("height", "width", "tile", "fire_seed")))


def _fill(world: World, group: Any, path: Path) -> None:
    side, channels = world.tile, world.population.channels
    states, species, places = group["state"], group["species"], group["tiles"][:]
    expected = (world.height, world.width, channels)
    if states.shape != expected or states.dtype != np.float32 or species.shape != expected[:2]:
        raise FileFormatError(f"{path}: the state is {states.dtype} {states.shape}; expected float32 {expected}.")
    limits = (world.height // side, world.width // side)
    if places.ndim != 2 or places.shape[1] != 2 or (places < 0).any() or (places >= limits).any():
        raise FileFormatError(f"{path}: it lists tiles outside of the world.")
    if len(np.unique(places, axis=0)) != len(places):
        raise FileFormatError(f"{path}: it lists a tile twice.")
    checks = group["crc32"][:]
    if checks.shape != places.shape[:1]:
        raise FileFormatError(f"{path}: it has {checks.size} checksums for {len(places)} tiles.")
    for row in np.unique(places[:, 0]):
        here = places[:, 0] == row
        order = np.argsort(places[here, 1])
        columns, wanted = places[here, 1][order].astype(np.int32), checks[here][order]
        opened = Open(
            columns,
            np.empty((len(columns), side, side, channels), np.float32),
            np.empty((len(columns), side, side), np.uint8),
        )
        for first, last in _runs(columns):
            stretch = np.s_[row * side : (row + 1) * side, int(columns[first]) * side : _end(opened, last) * side]
            count = last - first
            opened.states[first:last] = states[stretch].reshape(side, count, side, channels).swapaxes(0, 1)
            opened.species[first:last] = species[stretch].reshape(side, count, side).swapaxes(0, 1)
        stored = opened.stored()
        if (stored.species[stored.species != EMPTY] >= len(world.population.organisms)).any():
            raise FileFormatError(f"{path}: a cell belongs to a species that the world does not have.")
        if len(stored.columns) != len(columns) or _checks(stored) != wanted.tolist():
            raise FileFormatError(f"{path}: tiles of row {row} are lost or altered; create the world again.")
        world.rows[int(row)] = stored


__all__ = ["create", "is_world", "load", "save"]
