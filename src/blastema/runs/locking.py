"""Locking of a run folder, so that only one process writes to it, and clear errors for what cannot be written."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from blastema.errors import RunInUseError, StorageError
from blastema.runs.layout import LOCK_NAME, refuse_strange


@contextlib.contextmanager
def locked(path: Path, links: bool = False) -> Iterator[None]:
    """Keep other processes out of a run folder; ``links``: accept links in it.

    Raises:
        RunInUseError: if another process is using it.
        InputError: if the folder contains something that a run never does.
        StorageError: if it cannot be written.
    """
    refuse_strange(path, links=links)
    lock = filelock.FileLock(path / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise RunInUseError(f"another process is using {path}; wait for it, or stop it first.") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise `StorageError`, which says what cannot be written, instead of `OSError`."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"{error.filename or path} cannot be written: {error.strerror or error}.") from error


__all__ = ["explained", "locked"]
