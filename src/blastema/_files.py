"""Files that are either whole or not there, and reading with clear errors."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from blastema.errors import InputError

TEMPORARY_SUFFIX = ".partial"
_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""What file systems answer that do not sync folders (some network ones): the rename itself has to be trusted there."""


def write_atomically(path: Path, parts: bytes | Iterable[bytes]) -> None:
    """Write a file so that at any moment the old one or the new one is whole.

    A temporary file in the same folder is written, fsynced and renamed, then the folder is fsynced. If anything
    fails the temporary file is removed and the old file stays. Raises `OSError`.
    """
    chunks = (parts,) if isinstance(parts, bytes) else parts
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{uuid.uuid4().hex[:8]}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):  # the first error is the one to tell of; orphans are swept at the next start
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_explained(path: Path, parts: bytes | Iterable[bytes]) -> None:
    """`write_atomically`, but raises `InputError` with what to do if the system refuses."""
    try:
        write_atomically(path, parts)
    except FileNotFoundError as error:
        raise InputError(f"{path} cannot be written: there is no folder {path.parent}. Make it first.") from error
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}. Nothing was changed; give another place."
        ) from error


def home() -> Path | None:
    """The user's folder; none where there is no HOME and the system knows none (as in some containers)."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut, where the system can."""
    if os.name == "nt":  # a folder cannot be opened there; the rename itself is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def sweep_orphans(folder: Path) -> list[Path]:
    """Remove temporary files that a killed process left in ``folder``; returns what was removed."""
    orphans = sorted(folder.glob(f".*{TEMPORARY_SUFFIX}"))
    for orphan in orphans:
        orphan.unlink(missing_ok=True)
    return orphans


def free_place(path: Path, overwrite: bool, other: str = "--out") -> Path:
    """A path that may be written.

    Args:
        path: where a command would write
        overwrite: whether it may replace what is there
        other: the option that names another place

    Raises:
        InputError: if something is there.
    """
    if path.exists() and not overwrite:
        raise InputError(f"{path} already exists; choose another {other}, or replace it: --overwrite.")
    return path


def read_bytes(path: Path, what: str, largest: int) -> bytes:
    """The whole file. Raises `InputError` if it is missing, unreadable, a folder or larger than ``largest``."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise InputError(f"{path} is a folder; expected {what}.")
        if size > largest:
            raise InputError(f"{path} has {size:,} bytes; {what} has at most {largest:,}. Is it the right file?")
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"there is no file {path}; expected {what}.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
