"""``metrics.jsonl``: a line of JSON per iteration, appended, cut back on resume."""

from __future__ import annotations

import dataclasses
import errno
import io
import json
import math
import os
import sys
from pathlib import Path
from typing import Any

from blastema._checks import is_whole, short
from blastema._files import open_regular, read_bytes, write_atomically
from blastema._json import parse_any
from blastema.errors import FileFormatError
from blastema.training.events import Trained

LARGEST_BYTES = 256 << 20
"""More than 800,000 lines."""
_COUNTS = ("iteration", "attempt")
_NUMBERS = {"loss": sys.float_info.max, "smoothed": 1e15, "learning_rate": 1e15, "seconds": 1e15}
"""Numbers that are used, or null, and their largest magnitude: a loss explodes before the guards roll back."""
_LARGEST_COUNT = 1_000_000_000
_MEND = "Remove that line, or the file to continue without it"


def line_of(event: Trained) -> dict[str, Any]:
    """The line of an iteration; a value that is not finite is null. Only ``seconds`` differs from run to run."""
    values = {
        "iteration": event.iteration,
        "attempt": event.attempt,
        **{name: value for name, value in dataclasses.asdict(event.figures).items() if value is not None},
        "smoothed": event.smoothed,
        "learning_rate": event.learning_rate,
        "seconds": round(event.seconds, 6),
    }
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in values.items()
    }


class Lines(list[dict[str, Any]]):
    """The lines of a training. It prints itself in one line: a whole training has tens of thousands."""

    def __repr__(self) -> str:
        return f"<{len(self):,} lines; the last: {self[-1]}>" if self else "<no lines>"


def read(path: Path) -> list[dict[str, Any]]:
    """All complete lines; fragments left by a kill or a power cut are skipped.

    ``loss``, ``smoothed``, ``learning_rate`` and ``seconds`` are in every line, null where they are not known.

    Raises:
        FileFormatError: for a line that is JSON but not of a training.
        InputError: if the file cannot be read.
    """
    if not path.exists() and not path.is_symlink():
        return Lines()
    return lines_of(read_bytes(path, "the metrics of a run", LARGEST_BYTES), str(path))


def lines_of(data: bytes, source: str) -> list[dict[str, Any]]:
    """As `read`, from the bytes of a file or of some complete lines."""
    lines = Lines()
    for number, text in enumerate(io.BytesIO(data), 1):
        if text.isspace():
            continue
        try:
            raw = parse_any(text, "a line")
        except FileFormatError:
            continue
        lines.append(_checked(raw, f"{source}, line {number}"))
    return lines


def _checked(raw: object, where: str) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FileFormatError(f"{where} is {short(raw)}; expected an object. {_MEND}.")
    for name in _COUNTS:
        value = raw.get(name)
        if not is_whole(value) or not 0 <= value <= _LARGEST_COUNT:
            raise FileFormatError(f"{where}: {name} is {short(value)}; expected a whole number, 0 or more. {_MEND}.")
    for name, largest in _NUMBERS.items():
        value = raw.setdefault(name, None)
        # Huge integers cannot be converted to floats, but they can be compared.
        if value is not None and not ((is_whole(value) or isinstance(value, float)) and abs(value) <= largest):
            raise FileFormatError(f"{where}: {name} is {short(value)}; expected a number or null. {_MEND}.")
    return raw


def cut(path: Path, iteration: int, attempt: int) -> int:
    """Keep the lines up to the checkpoint of this iteration and attempt.

    Returns:
        The number of iterations up to it without a line, because the file was damaged or removed.
    """
    lines = read(path)
    last = 0
    for index, line in enumerate(lines):
        if line["iteration"] <= iteration and line["attempt"] <= attempt:
            last = index + 1
    kept = "".join(json.dumps(line) + "\n" for line in lines[:last]).encode()
    # A link is replaced by a file: lines must not be appended to a file elsewhere.
    if path.is_symlink() or not path.exists() or path.read_bytes() != kept:
        write_atomically(path, kept)
    return iteration - len({line["iteration"] for line in lines[:last] if 1 <= line["iteration"] <= iteration})


class MetricsWriter:
    """Appends lines; those that cannot be written, for lack of space, are tried again with the next line."""

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
        """Sync all lines so far to disk: a checkpoint must not be newer.

        Raises:
            OSError: if they cannot be written.
        """
        if self._waiting or self._path.exists():
            self._write(sync=True)

    def _write(self, sync: bool) -> None:
        data = "".join(self._waiting).encode()
        there = self._path.exists()
        if self._path.is_symlink() or (there and not self._path.is_file()):
            raise OSError(errno.EEXIST, "it is a link or no regular file", str(self._path))
        with open_regular(self._path, "r+b" if there else "wb") as file:
            # First remove what an earlier attempt has written partially.
            whole = (file.seek(0, os.SEEK_END) if self._whole is None else self._whole) if there else 0
            file.truncate(whole)
            file.seek(whole)
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        self._whole = whole + len(data)
        self._waiting.clear()


__all__ = ["LARGEST_BYTES", "Lines", "MetricsWriter", "cut", "line_of", "lines_of", "read"]
