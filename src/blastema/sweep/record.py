"""The record of a sweep: a line of JSON for each event, in order.

The runs' own files show what is done. The record adds which worker had a run, the number of attempts, changes to other
kinds of machine, and the scores by which a search decided.
"""

from __future__ import annotations

import datetime
import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from blastema._checks import is_whole
from blastema._files import open_regular, read_bytes
from blastema._json import parse_any
from blastema.errors import FileFormatError

NAME = "record.jsonl"
_LARGEST_BYTES = 256 << 20


class Record:
    """Appends to ``record.jsonl`` in a sweep's folder, and reads it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME

    def add(self, event: str, **values: Any) -> None:
        """Write a line.

        Raises:
            OSError: if it cannot be written.
        """
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": now, "event": event} | values, ensure_ascii=False) + "\n"
        with open_regular(self._file, "ab") as stream:
            stream.write(line.encode(errors="backslashreplace"))
            stream.flush()
            os.fsync(stream.fileno())

    def lines(self) -> Iterator[dict[str, Any]]:
        """All complete lines; a fragment left by a kill is skipped.

        Raises:
            InputError: if it cannot be read.
        """
        if not self._file.exists():
            return
        for line in read_bytes(self._file, "the record of a sweep", _LARGEST_BYTES).splitlines():
            try:
                found = parse_any(line, "a line")
            except FileFormatError:
                continue
            if isinstance(found, dict):
                yield found

    def attempts(self) -> dict[str, int]:
        """The number of attempts of each run."""
        found: dict[str, int] = {}
        for line in self._of("taken up"):
            found[line["run"]] = found.get(line["run"], 0) + 1
        return found

    def levels(self) -> dict[str, int]:
        """The rung that each run was last started for."""
        found: dict[str, int] = {}
        for line in self._of("taken up"):
            level = line.get("level")
            if is_whole(level) and level >= 0:
                found[line["run"]] = max(level, found.get(line["run"], 0))
        return found

    def scores(self) -> dict[str, dict[int, float]]:
        """The scores of each run by rung."""
        found: dict[str, dict[int, float]] = {}
        for line in self._of("compared"):
            level, score = line.get("level"), line.get("score")
            if is_whole(level) and (score is None or isinstance(score, int | float)):
                found.setdefault(line["run"], {})[level] = math.inf if score is None else float(score)
        return found

    def _of(self, event: str) -> Iterator[dict[str, Any]]:
        return (line for line in self.lines() if line.get("event") == event and isinstance(line.get("run"), str))


__all__ = ["NAME", "Record"]
