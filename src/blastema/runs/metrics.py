"""``metrics.jsonl``: a line of JSON an iteration, appended, cut back on resume."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from pathlib import Path
from typing import Any

from blastema._files import open_regular, read_bytes, write_atomically
from blastema.training.events import Trained

_WHAT, _LARGEST_BYTES = "a run's metrics", 1 << 30


def line_of(event: Trained) -> dict[str, Any]:
    """The line of an iteration; a value that is not finite is null. Only ``seconds`` differs from run to run."""
    values = {
        "iteration": event.iteration,
        "attempt": event.attempt,
        **dataclasses.asdict(event.figures),
        "smoothed": event.smoothed,
        "learning_rate": event.learning_rate,
        "seconds": round(event.seconds, 6),
    }
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in values.items()
    }


def read(path: Path) -> list[dict[str, Any]]:
    """All whole lines; one that a kill cut short is left out. Raises `InputError` if the file cannot be read."""
    if not path.exists():
        return []
    lines = []
    for text in read_bytes(path, _WHAT, _LARGEST_BYTES).decode("utf-8", errors="replace").splitlines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and "iteration" in line and "attempt" in line:
            lines.append(line)
    return lines


def cut(path: Path, iteration: int, attempt: int) -> None:
    """Keep what was written up to the checkpoint of this iteration and attempt."""
    lines = read(path)
    last = 0
    for index, line in enumerate(lines):
        if line["iteration"] <= iteration and line["attempt"] <= attempt:
            last = index + 1
    kept = "".join(json.dumps(line) + "\n" for line in lines[:last]).encode()
    if not path.exists() or read_bytes(path, _WHAT, _LARGEST_BYTES) != kept:
        write_atomically(path, kept)


class MetricsWriter:
    """Appends lines; what cannot be written, for want of space, waits and is tried again with the next line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[str] = []
        self._whole: int | None = None

    def append(self, event: Trained) -> str | None:
        """Write the event's line. Returns the reason if it could not be written, else none."""
        self._waiting.append(json.dumps(line_of(event)) + "\n")
        try:
            self._write(sync=False)
        except OSError as error:
            return error.strerror or str(error)
        return None

    def sync(self) -> None:
        """Make all lines so far last through a power cut: a checkpoint must not be newer. Raises `OSError`."""
        if self._waiting or self._path.exists():
            self._write(sync=True)

    def _write(self, sync: bool) -> None:
        data = "".join(self._waiting).encode()
        there = self._path.exists()
        with open_regular(self._path, "r+b" if there else "wb") as file:
            # Whatever an earlier try left half-written goes first.
            whole = (file.seek(0, os.SEEK_END) if self._whole is None else self._whole) if there else 0
            file.truncate(whole)
            file.seek(whole)
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        self._whole = whole + len(data)
        self._waiting.clear()


__all__ = ["MetricsWriter", "cut", "line_of", "read"]
