"""The files of a run folder; creating a new one, and removing one without touching anything else."""

from __future__ import annotations

import contextlib
import re
import stat
from pathlib import Path

from blastema._files import TEMPORARY_SUFFIX, sweep_orphans
from blastema._text import word
from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME
from blastema.runs import environment
from blastema.runs.history import NAME as HISTORY_NAME
from blastema.runs.recording import FILM_NAME, METRICS_NAME, PROGRESS_NAME

CONFIG_NAME = "config.json"
TARGET_NAME = "target.png"
FRAMES_NAME = "frames.png"
START_NAME = "start.safetensors"
LOCK_NAME = ".lock"
CHECKPOINTS_NAME = "checkpoints"
OTHERS_NAME = "others"
FOLDERS = (CHECKPOINTS_NAME, PROGRESS_NAME, HISTORY_NAME, OTHERS_NAME)
DEFAULT_ROOT = Path("runs")
_WRITTEN = re.compile(r"[0-9]{8,}(-[a-z]+)?\.(safetensors|png)")
# The settings last, so that after a kill the rest is still recognised as a run.
_FILES = (
    environment.NAME, METRICS_NAME, ORGANISM_NAME, START_NAME, TARGET_NAME, FRAMES_NAME, FILM_NAME, "loss.png",
    "progress.png", CONFIG_NAME,
)  # fmt: skip
_LONGEST_NAME = 80
"""Names of the files that a training writes into a run's subfolders, including temporary ones."""


def belongs(name: str) -> bool:
    """Whether a path in a run folder, with ``/``, is that of a file that a run writes."""
    folder, slash, file = name.rpartition("/")
    return name in _FILES if not slash else folder in FOLDERS and _WRITTEN.fullmatch(file) is not None


def carried(path: Path) -> dict[str, bytes]:
    """The files, by their names in the run folder, with which training can continue elsewhere from a checkpoint."""
    files = [path / name for name in (CONFIG_NAME, environment.NAME, START_NAME, TARGET_NAME, FRAMES_NAME)]
    files += [*(path / OTHERS_NAME).glob("*.png"), *(path / CHECKPOINTS_NAME).glob("*.safetensors")]
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in sorted(files) if file.is_file()}


def refuse_occupied(path: Path, overwrite: bool) -> None:
    """Raise `InputError` unless a folder is empty or a run that may be replaced."""
    entries = [entry for entry in path.iterdir() if entry.name != LOCK_NAME and entry.suffix != TEMPORARY_SUFFIX]
    if entries and not (overwrite and (path / CONFIG_NAME).exists()):
        raise InputError(
            f"{path} is not empty. Choose another --out, resume it (blastema resume {word(path)}), "
            "or replace a run with --overwrite."
        )


def refuse_strange(path: Path, *, links: bool) -> None:
    """Raise `InputError` for entries that a run never has or that could not be written: devices, pipes, folders, files.

    links: whether folders that are links are accepted. Nothing is ever written or removed behind a link
    """
    for name in FOLDERS:
        folder = path / name
        if folder.is_symlink():
            if not links:
                raise InputError(
                    f"{folder} is a link; a run writes only into its own folders. Remove the link, and move the "
                    "folder that it points to into its place."
                )
        elif folder.exists() and not folder.is_dir():
            raise InputError(f"{folder} is not a folder; move it away.")
    for name in (LOCK_NAME, *_FILES):
        file = path / name
        kind = _kind_of(file)
        if kind is not None and not (stat.S_ISREG(kind) or (stat.S_ISLNK(kind) and name != LOCK_NAME)):
            raise InputError(f"{file} is not a regular file, as expected in a run; move it away.")


def _kind_of(file: Path) -> int | None:
    try:
        return file.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def refuse_long(path: Path) -> None:
    """Raise `OSError` if the files of a run there would have paths that are too long for the system."""
    with contextlib.suppress(FileNotFoundError):
        (path / CHECKPOINTS_NAME / ("0" * _LONGEST_NAME)).lstat()


def remove_run(path: Path) -> None:
    """Remove what a run writes, and nothing else; for a folder that is a link, only the link."""
    for name in FOLDERS:
        folder = path / name
        if folder.is_symlink():
            folder.unlink()
        elif folder.is_dir():
            sweep_orphans(folder)
            for file in folder.iterdir():
                if _WRITTEN.fullmatch(file.name):
                    file.unlink()
            if not any(folder.iterdir()):
                folder.rmdir()
    sweep_orphans(path)
    for name in _FILES:
        (path / name).unlink(missing_ok=True)


def make_folder(out: Path | None, name: str, made: list[Path], root: Path = DEFAULT_ROOT) -> Path:
    """Create the folder of a new run, ``out`` or one in ``root``; created folders are added to ``made``, the deepest
    first."""
    number = 1
    while True:
        path = out or root / (name if number == 1 else f"{name}-{number}")
        if out is not None and out.exists():
            if not out.is_dir():
                raise InputError(f"{out} is a file; --out needs a folder.")
            return path
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            if out is not None and not out.is_dir():
                raise
            number += 1
            continue
        except OSError:
            made += missing
            raise
        made += missing
        return path


def unmake(made: list[Path]) -> None:
    """Remove newly created folders; one that has other contents stays."""
    for folder in made:
        with contextlib.suppress(OSError):  # some names are too long even for this check
            if folder is made[0] and folder.exists():
                remove_run(folder)
                (folder / LOCK_NAME).unlink(missing_ok=True)
            if folder.exists():
                folder.rmdir()


__all__ = [
    "CHECKPOINTS_NAME",
    "CONFIG_NAME",
    "DEFAULT_ROOT",
    "FOLDERS",
    "FRAMES_NAME",
    "LOCK_NAME",
    "OTHERS_NAME",
    "START_NAME",
    "TARGET_NAME",
    "belongs",
    "carried",
    "make_folder",
    "refuse_long",
    "refuse_occupied",
    "refuse_strange",
    "remove_run",
    "unmake",
]
