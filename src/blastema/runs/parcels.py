"""A run folder as bytes, for machines without a common file system.

Changes in a run folder during training on one machine are copied to the folder of the same run on another one, in
an order that allows continuing at any moment: checkpoints last.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path

from blastema._checks import short
from blastema._files import read_bytes, write_atomically
from blastema.errors import FileFormatError
from blastema.runs.layout import CHECKPOINTS_NAME, FOLDERS, belongs

_LARGEST_BYTES = 32 << 30

Marks = dict[str, tuple[int, int, int]]
"""The files of a run folder by their names in it, with marks that change with the content: inode, size, time."""


@dataclasses.dataclass(frozen=True)
class Parcel:
    """Files of a run folder.

    files:   their bytes by their names in the folder
    removed: names of files that no longer exist
    """

    files: Mapping[str, bytes]
    removed: tuple[str, ...] = ()


def marks(folder: Path) -> Marks:
    """The files that a run writes; any others are ignored."""
    found: Marks = {}
    for place in (folder, *(folder / name for name in FOLDERS)):
        with os.scandir(place) if place.is_dir() and not place.is_symlink() else _Nothing() as entries:
            for entry in entries:
                name = entry.name if place is folder else f"{place.name}/{entry.name}"
                if belongs(name) and entry.is_file():
                    status = entry.stat()
                    found[name] = status.st_ino, status.st_size, status.st_mtime_ns
    return found


def pack(folder: Path, known: Marks | None = None) -> tuple[Parcel, Marks]:
    """The contents of a run folder, or its changes.

    Args:
        folder: the run's
        known: what `pack` or `unpack` returned before; if not given, everything is packed

    Returns:
        The parcel, and the marks for the next one.

    Raises:
        InputError: if a file cannot be read.
    """
    before, now = known or {}, marks(folder)
    changed = [name for name in now if now[name] != before.get(name)]
    files = {name: read_bytes(folder / name, "a file of a run", _LARGEST_BYTES) for name in sorted(changed, key=_order)}
    return Parcel(files, tuple(sorted(before.keys() - now.keys()))), now


def unpack(parcel: Parcel, folder: Path) -> Marks:
    """Write a parcel's files into a run folder, each atomically.

    Args:
        parcel: from `pack`
        folder: the run's; created if missing

    Returns:
        Marks of the folder's contents.

    Raises:
        FileFormatError: for a name that no file of a run has; then nothing is written.
        OSError: if it cannot be written.
    """
    for name in (*parcel.files, *parcel.removed):
        if not belongs(name):
            raise FileFormatError(f"{short(name)} is not the name of a file of a run.")
    folder.mkdir(exist_ok=True)
    for name in sorted(parcel.files, key=_order):
        path = folder / name
        if path.parent != folder:
            path.parent.mkdir(exist_ok=True)
        write_atomically(path, parcel.files[name])
    for name in parcel.removed:
        (folder / name).unlink(missing_ok=True)
    return marks(folder)


def _order(name: str) -> tuple[bool, str]:
    return name.startswith(f"{CHECKPOINTS_NAME}/"), name


class _Nothing:
    """The marks of a folder that does not exist."""

    def __enter__(self) -> tuple[os.DirEntry[str], ...]:
        return ()

    def __exit__(self, *error: object) -> None:
        return None


__all__ = ["Marks", "Parcel", "marks", "pack", "unpack"]
