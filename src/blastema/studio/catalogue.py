"""The runs in a folder, read only from their files: nothing is locked or written."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema import painter, pictures
from blastema._base64 import data_url
from blastema._files import open_regular
from blastema._text import plain
from blastema.errors import FileFormatError, InputError
from blastema.runs import environment, metrics
from blastema.runs.folder import Run
from blastema.runs.layout import CONFIG_NAME
from blastema.runs.recording import FILM_NAME, METRICS_NAME
from blastema.studio.progress import Progress

MOST_RUNS = 100
_LARGEST_THUMBNAIL_BYTES = 8 << 10
_TAIL_BYTES = 16 << 10
_SIDE = 96
"""Side of a volume's thumbnail in pixels."""
_QUIET_SECONDS = 30.0
_QUIET_ITERATIONS = 5
"""A run counts as running while its files are younger than this, or than the time of this many of its iterations."""


@dataclasses.dataclass(frozen=True)
class Own:
    """The studio's knowledge of its own trainings, which is not in their files.

    running: the names of the runs that are trained here now
    ended:   finished ones, each with the time of its last change at its end
    """

    running: frozenset[str] = frozenset()
    ended: Mapping[str, float] = dataclasses.field(default_factory=dict)


NONE = Own()


def names(root: Path) -> list[str]:
    """The run folders in a folder, the most recently written first."""
    if not root.is_dir():
        return []
    shown = (folder for folder in root.iterdir() if not folder.name.startswith("."))
    found = [folder for folder in shown if (folder / CONFIG_NAME).is_file()]
    return [folder.name for folder in sorted(found, key=lambda folder: (-changed(folder), folder.name))]


def path_of(root: Path, name: str) -> Path:
    """A run's folder by its name. Raises `InputError` for a name that no run in ``root`` has, including paths."""
    if name not in names(root):
        raise InputError(f"there is no run {name!r} in {root}.")
    return root / name


def changed(folder: Path) -> float:
    """The time of the training's last write to its run, in seconds since 1970."""
    times = []
    for name in (METRICS_NAME, environment.NAME, CONFIG_NAME, FILM_NAME):
        try:
            times.append((folder / name).stat().st_mtime)
        except OSError:  # it does not exist yet
            continue
    return max(times, default=0.0)


def listed(root: Path, own: Own = NONE) -> dict[str, Any]:
    """Descriptions of the newest runs, and the number of omitted older ones."""
    found = names(root)
    runs = [summary(root / name, own) for name in found[:MOST_RUNS]]
    return {"folder": plain(root), "runs": runs, "left_out": max(0, len(found) - MOST_RUNS)}


def summary(folder: Path, own: Own = NONE) -> dict[str, Any]:
    """A short description of a run; for one that cannot be read, the reason: ``fault``."""
    try:
        run = Run.open(folder)
        progress = Progress(run.config)
        lines = last_lines(folder / METRICS_NAME)
        progress.take(lines)
        flat = run.target.axes == 2
        png = run.target.png() if flat else pictures.png(painter.painted(run.target.array, side=_SIDE))
    except InputError as error:
        return {"run": folder.name, "fault": str(error), "changed": changed(folder)}
    return {
        "run": folder.name,
        "name": run.target.name,
        "regime": run.config.training.regime,
        "state": state_of(folder, progress.seconds, own),
        "here": folder.name in own.running,
        "changed": changed(folder),
        "picture": data_url(png) if len(png) <= _LARGEST_THUMBNAIL_BYTES else None,
    } | progress.numbers()


def state_of(folder: Path, seconds: float, own: Own = NONE) -> str:
    """``running``, ``finished`` (its film exists, the last file that a training writes) or ``stopped``.

    Only the lock shows for certain whether another process uses a run, and testing it could prevent that process
    from taking it, so the files' age is used. ``seconds`` are those of an iteration.
    """
    if folder.name in own.running:
        return "running"
    if (folder / FILM_NAME).exists() and _mtime(folder / FILM_NAME) >= _mtime(folder / METRICS_NAME):
        return "finished"
    written = changed(folder)
    if written <= own.ended.get(folder.name, 0.0):
        return "stopped"
    age = time.time() - written
    return "running" if age < max(_QUIET_SECONDS, _QUIET_ITERATIONS * seconds) else "stopped"


def last_lines(path: Path) -> list[dict[str, Any]]:
    """The last lines of a run's metrics. Raises `FileFormatError` for other lines."""
    try:
        with open_regular(path) as file:
            end = file.seek(0, 2)
            file.seek(max(0, end - _TAIL_BYTES))
            data: bytes = file.read(_TAIL_BYTES)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise FileFormatError(f"{path} cannot be read: {error.strerror or error}.") from error
    whole = data[: data.rfind(b"\n") + 1]
    return metrics.lines_of(whole if end <= _TAIL_BYTES else whole.partition(b"\n")[2], str(path))


def _mtime(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0


__all__ = ["MOST_RUNS", "NONE", "Own", "changed", "last_lines", "listed", "names", "path_of", "state_of", "summary"]
