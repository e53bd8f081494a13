"""Atomic writing of files, and reading with clear errors.

Only regular files are read and replaced: reading a pipe may block, reading a device may never end, and replacing either
would destroy it. Symbolic links to regular files are followed.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import re
import stat
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from blastema.errors import InputError

TEMPORARY_SUFFIX = ".partial"
_NOT_FOR_FOLDERS = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)
"""Errors of file systems that cannot sync folders (some network ones); the rename itself must suffice there."""


def write_atomically(path: Path, parts: bytes | Iterable[bytes]) -> None:
    """Write a file so that at any moment the old one or the new one is whole.

    A temporary file in the same folder is written, fsynced and renamed, then the folder is fsynced. If anything
    fails, the temporary file is removed and the old file stays. Raises `OSError`, also if the path is not a regular
    file.
    """
    with contextlib.suppress(FileNotFoundError):
        _require_regular(path.stat().st_mode, path)
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
        with contextlib.suppress(OSError):  # report the first error; leftovers are removed at the next start
            temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_explained(path: Path, parts: bytes | Iterable[bytes]) -> None:
    """`write_atomically`, but raises `InputError` with what to do if the system refuses."""
    try:
        write_atomically(path, parts)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.parent.exists():
            raise no_folder(path, "written") from error
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}. Nothing was changed; choose another place."
        ) from error


def make_folder(path: Path) -> None:
    """Make a folder that may be there already. Raises `InputError` with what to do if the system refuses."""
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not path.parent.exists():
            raise no_folder(path, "made") from error
        raise InputError(f"{path} cannot be made: {error.strerror or error}. Choose another place.") from error


def no_folder(path: Path, what: str) -> InputError:
    """The error for a path whose folder is missing.

    Args:
        path: of a file or folder
        what: what cannot be done with it: "written", "made"
    """
    return InputError(f"{path} cannot be {what}: there is no folder {path.parent}. Make it first.")


def home() -> Path | None:
    """The user's home folder; none if neither HOME nor the system gives one (as in some containers)."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system supports it."""
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
        other: the option that selects another place

    Raises:
        InputError: if the path exists; with ``overwrite``, if it is not a regular file.
    """
    if path.exists():
        other_kind = _other_kind(path.stat().st_mode)
        if other_kind:
            raise InputError(f"{path} is {other_kind}, which cannot be replaced by a file; choose another {other}.")
        if not overwrite:
            raise taken(path, other)
    return path


def taken(path: Path, other: str = "--out", replaced: str | None = "it") -> InputError:
    """The error for a path that is taken.

    Args:
        path: what already exists
        other: the option that selects another place
        replaced: what --overwrite replaces; none if it does not
    """
    replace = "" if replaced is None else f", or replace {replaced}: --overwrite"
    return InputError(f"{path} already exists; choose another {other}{replace}.")


def unused(path: Path) -> Path:
    """The path, or the first of ``name-2``, ``name-3``, ... that does not exist: for suggested names."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in itertools.count(2))
    return next(each for each in itertools.chain([path], numbered) if not os.path.lexists(each))


def open_regular(path: Path, mode: str = "rb") -> IO[Any]:
    """Like `open`, but only for regular files: a pipe, a socket or a device is refused without being opened.

    Args:
        path: the file, or a symbolic link to it; it need not be there if ``mode`` makes it
        mode: a binary mode of `open`

    Raises:
        OSError: as `open` does, and for anything other than a regular file.
    """
    with contextlib.suppress(FileNotFoundError):
        _require_regular(path.stat().st_mode, path)
    file = open(path, mode, opener=_without_waiting)  # noqa: SIM115
    try:
        _require_regular(os.fstat(file.fileno()).st_mode, path)  # it may have been replaced in the meantime
    except OSError:
        file.close()
        raise
    return file


def read_bytes(path: Path, what: str, largest: int) -> bytes:
    """The whole file, as long as it is when it is opened.

    Args:
        path: the file
        what: what is expected there, as messages call it
        largest: in bytes

    Raises:
        InputError: if it is missing, unreadable, not a regular file or larger than ``largest``.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; expected {what}.")
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > largest:
                raise InputError(f"{path} has {size:,} bytes; {what} has at most {largest:,}. Is it the right file?")
            data: bytes = file.read(size)
            return data
    except FileNotFoundError:
        refuse_address(re.sub(r"^([A-Za-z]{2,}):/(?=[^/])", r"\1://", str(path)))  # a path has no two slashes in a row
        raise InputError(f"there is no file {path}; expected {what}.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}; expected {what}.") from error
    except ValueError as error:  # a null character, half a surrogate pair
        raise InputError(f"{str(path)!r} cannot be the name of a file ({error}); expected {what}.") from error


def refuse_address(text: str) -> None:
    """Raise `InputError`, which says what to do, for an address such as ``https://example.org/cat.png``."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", text)
    if found:
        remedy = "Give the path alone" if found[1].lower() == "file" else "Download it first, and give the file"
        raise InputError(f"{text} is an address, but only files can be read. {remedy}.")


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o666)


def _require_regular(mode: int, path: Path) -> None:
    other_kind = _other_kind(mode)
    if other_kind:
        raise OSError(errno.EINVAL, f"it is {other_kind}, not a regular file", str(path))


def _other_kind(mode: int) -> str:
    """What a path that is not a regular file is, by its mode; empty for a regular file."""
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe (FIFO)",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFSOCK: "a socket",
    }
    return "" if stat.S_ISREG(mode) else kinds.get(stat.S_IFMT(mode), "something else")
