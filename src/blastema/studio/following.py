"""Following a run through its files, written by any process: its metrics and its saved organism."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from blastema._files import open_regular
from blastema.config import file as config_file
from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME, organism_file
from blastema.runs import metrics
from blastema.runs.layout import CONFIG_NAME
from blastema.runs.recording import METRICS_NAME
from blastema.studio import catalogue
from blastema.studio.catalogue import NONE, Own
from blastema.studio.messages import Message
from blastema.studio.progress import Progress
from blastema.studio.telling import organism_message

_Mark = tuple[int, int] | None


class Follower:
    """What is new in a run folder since the last check. Nothing in it is locked or written.

    path: the run folder
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._organism: _Mark = None
        self._state = ""
        self._told: set[str] = set()
        self._begin_anew()

    def so_far(self) -> dict[str, Any]:
        """The numbers and the curve, as of the last `news`."""
        return self._progress.numbers() | {"curve": self._progress.curve()}

    def organism(self) -> Message | None:
        """The organism as of the last checkpoint, if there is one yet."""
        self._organism = _mark(self.path / ORGANISM_NAME)
        if self._organism is None:
            return None
        return organism_message(self.path.name, organism_file.load(self.path / ORGANISM_NAME))

    def news(self, own: Own = NONE) -> list[Message]:
        """The events since the last check. The studio's own trainings report their organism and end themselves."""
        run = self.path.name
        found: list[Message] = []
        try:
            before = self._progress.iteration
            if self._read():
                found.append(Message("curve", {"run": run, "points": self._progress.curve()}))
            if found or self._progress.iteration != before:
                found.append(self._progress.message(run))
            if run in own.running:
                self._state = ""
            else:
                if _mark(self.path / ORGANISM_NAME) not in (None, self._organism):
                    found += filter(None, [self.organism()])
                found += self._end(own)
        except InputError as error:
            found += self._note(str(error))
        return found

    def _begin_anew(self) -> None:
        self._config = _mark(self.path / CONFIG_NAME)
        self._progress = Progress(config_file.load(self.path))
        self._file, self._read_bytes = 0, 0

    def _end(self, own: Own) -> list[Message]:
        """The event that the training has ended, once, if it was seen running."""
        before = self._state
        self._state = catalogue.state_of(self.path, self._progress.seconds, own)
        if before != "running" or self._state == "running":
            return []
        values = {"run": self.path.name, "reason": "complete" if self._state == "finished" else "stopped"}
        numbers = self._progress.numbers()
        return [Message("finished", values | {name: numbers[name] for name in ("iteration", "log10_loss")})]

    def _note(self, text: str) -> list[Message]:
        if text in self._told:
            return []
        self._told.add(text)
        return [Message("note", {"run": self.path.name, "about": "not read", "text": text})]

    def _read(self) -> bool:
        """Read what has been added to the metrics. Returns whether the curve has changed, rather than only grown."""
        another = _mark(self.path / CONFIG_NAME) != self._config
        if another:  # a run with a new total of iterations
            self._begin_anew()
        metrics_file = self.path / METRICS_NAME
        try:
            with open_regular(metrics_file) as file:
                status = os.fstat(file.fileno())
                if status.st_ino != self._file or status.st_size < self._read_bytes:  # cut at a resume, or replaced
                    another = another or self._read_bytes > 0
                    self._begin_anew()
                file.seek(self._read_bytes)
                data: bytes = file.read(max(0, status.st_size - self._read_bytes))
        except FileNotFoundError:
            return another
        except OSError as error:
            raise InputError(f"{metrics_file} cannot be read: {error.strerror or error}.") from error
        whole = data[: data.rfind(b"\n") + 1]
        self._file, self._read_bytes = status.st_ino, self._read_bytes + len(whole)
        return self._progress.take(metrics.lines_of(whole, str(metrics_file))) or another


def _mark(file: Path) -> _Mark:
    """A mark that changes whenever a file is rewritten."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


__all__ = ["Follower"]
