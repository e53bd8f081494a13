"""The recorder of a training: it turns the events of ``fit`` into files of the run folder."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from blastema import painter, pictures
from blastema._files import write_atomically
from blastema.config import Config
from blastema.drawing import film, plots
from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME, organism_file
from blastema.organism import Organism
from blastema.runs import environment, metrics
from blastema.runs.history import NAME as HISTORY_NAME
from blastema.runs.history import HistoryWriter, is_kept, is_milestone, milestones, read_picture
from blastema.runs.waiting import WaitingFiles
from blastema.targets import Target
from blastema.training.events import Event, Finished, RolledBack, Saved, Started, Trained, View

FILM_NAME = "growth.gif"
METRICS_NAME = "metrics.jsonl"
PROGRESS_NAME = "progress"
DRAWN_EVERY = 10.0
"""Seconds between two drawings of loss.png and progress.png, at least; at the end they are drawn in any case."""
_MOST_SHOWN = 4
_PAINTED = 144
"""Side of a volume's rendering in progress.png, in pixels."""


@dataclasses.dataclass(frozen=True)
class Noticed:
    """Information for the user; training continues."""

    text: str


class Recorder:
    """Writes the files of a run during the training's events."""

    def __init__(self, path: Path, target: Target, config: Config) -> None:
        self._path, self._target, self._config = path, target, config
        self._metrics = metrics.MetricsWriter(path / METRICS_NAME)
        self._files = WaitingFiles(path)
        self._history = HistoryWriter(self._files) if config.run.keep_history else None
        self._drawn_at = time.monotonic()
        self._complained = False
        self._told: set[str] = set()
        self.failure: str | None = None
        """Why the last files of a training could not be written, if so."""

    def environment(self, now: dict[str, Any]) -> list[str]:
        """Record what the run's bits depend on; returns the differences from its beginning."""
        others = [other.name for other in self._target.others]
        entries = now | {"target": self._target.name} | ({"others": others} if others else {})
        before = environment.read(self._path)
        if "kernel" not in before:  # before the first training only the target's name is known
            write_atomically(self._path / environment.NAME, json.dumps(entries, indent=2).encode())
            return []
        changed = environment.differences(before, {name: now[name] for name in now if name != "own"})
        return [f"the bits will differ from those of an uninterrupted run: {change}" for change in changed]

    def cut(self, iteration: int) -> None:
        """Remove files that an uninterrupted training would not have at this iteration.

        Raises:
            OSError: if one cannot be removed.
        """
        for name in self._files.names(PROGRESS_NAME):
            at = _iteration_of(name)
            if at is not None and (at > iteration or not is_milestone(at)):
                self._files.drop(name)
        if self._history is not None:
            self._history.cut(iteration, self._config)

    def looks_at(self, iteration: int) -> bool:
        """Whether files are made of the exact view after this iteration."""
        return is_milestone(iteration) or (self._history is not None and is_kept(iteration, self._config))

    def sync(self) -> None:
        """Sync to disk what a checkpoint presupposes.

        Raises:
            OSError: if it cannot be written.
        """
        self._metrics.sync()

    def record(self, event: Event) -> Iterator[Noticed]:
        """Write the files of the event. A full disk is reported once and does not end the training.

        Files that cannot be written are tried again with the next ones.
        """
        notices: list[str] = []
        try:
            reason = self._take(event, notices)
            if self._files.fresh or not isinstance(event, Trained):
                self._files.flush()
            if isinstance(event, Finished) and event.reason != "stopped":  # a stop does not wait for it
                growth = film.of_all_pictures(event.organism, self._config.run.kernel)
                film.write_film(self._path / FILM_NAME, growth.frames())
        except OSError as error:
            reason = error.strerror or str(error)
        except InputError as error:  # the film's writer explains the system's error
            reason = str(error)
        if reason is not None and isinstance(event, Finished):
            self.failure = reason
        elif reason is not None and not self._complained:
            self._complained = True
            notices.append(f"{self._path} cannot be written ({reason}); training continues")
        yield from (Noticed(notice) for notice in notices if notice not in self._told)
        self._told.update(notices)

    def _take(self, event: Event, notices: list[str]) -> str | None:
        """Write the event's files. Returns why its line of metrics could not be written, if so. Raises `OSError`."""
        if isinstance(event, Started):
            # A kill may have happened between the last checkpoint and its organism.
            self._keep_organism(event.view.organism())
            self._look(event.view)
            notices += self._gaps(event.view)
        elif isinstance(event, Trained):
            reason = self._metrics.append(event)
            if event.trouble is None and event.view.iteration == event.iteration:
                self._look(event.view)
            return reason
        elif isinstance(event, RolledBack):
            if self._history is not None:
                self._history.batch(event.view)
        elif isinstance(event, Saved):
            self._keep_organism(event.view.organism())
            if time.monotonic() - self._drawn_at >= DRAWN_EVERY:
                self._draw(notices)
                self._drawn_at = time.monotonic()
        elif isinstance(event, Finished):
            if event.saved:
                self.cut(event.iteration)  # files of an abandoned attempt that was further
            # The organism first: it must not be lost for lack of space.
            data = self._keep_organism(event.organism)
            if self._history is not None and event.reason != "stopped":
                self._history.organism(event.iteration, data)
            self._keep_tile(event.iteration, event.organism)
            self._draw(notices)
        return None

    def catch_up(self, events: Iterable[Trained]) -> None:
        """The loop over the events was left before these iterations came, which the last checkpoint will hold.

        Their files and lines of metrics are written. A full disk is not reported any more.
        """
        for event in events:
            for _ in self.record(event):
                pass

    def left_early(self, view: View, saved: int | None) -> None:
        """The loop over the events was left: write the organism of the checkpoint, if one was made then."""
        if saved == view.iteration:
            self._keep_organism(view.organism())
            with contextlib.suppress(OSError):  # nothing can be reported any more; the next start writes it
                self._files.flush()

    def _look(self, view: View) -> None:
        if view.iteration and is_milestone(view.iteration):
            self._keep_tile(view.iteration, view.organism())
        if self._history is not None:
            self._history.look(view)

    def _gaps(self, view: View) -> list[str]:
        """A notice of missing files that only repeating the training could restore."""
        there = self._files.names(PROGRESS_NAME)
        gaps = [name for name in map(_tile_name, milestones(view.iteration)) if name not in there]
        if self._history is not None:
            gaps += [f"{HISTORY_NAME}/{name}" for name in self._history.missing(view)]
        if not gaps:
            return []
        more = f" and {len(gaps) - _MOST_SHOWN} more" if len(gaps) > _MOST_SHOWN else ""
        shown = ", ".join(gaps[:_MOST_SHOWN]) + more
        return [
            f"{self._path} lacks {shown}: they could not be written, or were removed, and belong to iterations "
            "before the checkpoint, so they cannot be made again"
        ]

    def _keep_tile(self, iteration: int, organism: Organism) -> None:
        steps = self._config.training.longest_episode
        each = [organism.told(picture.name) for picture in organism.pictures] or [organism]
        grown = [np.asarray(one.shown(one.grow(steps, kernel=self._config.run.kernel))) for one in each]
        motion = self._target.motion
        if motion is not None and motion.walks:  # how far it has come says nothing about how well it has learned
            grown = [pictures.centred(state) for state in grown]
        tile = pictures.tile(painter.looks(grown, _PAINTED), math.ceil(math.sqrt(len(each))))
        self._files.put(_tile_name(iteration), pictures.png(tile))

    def _keep_organism(self, organism: Organism) -> bytes:
        data = organism_file.dumps(organism)
        self._files.put(ORGANISM_NAME, data)
        return data

    def _draw(self, notices: list[str]) -> None:
        lines = metrics.read(self._path / METRICS_NAME)
        if len(lines) > 1:
            title = f"{self._target.title}, {self._config.training.regime}"
            self._files.put("loss.png", plots.loss_curve(lines, title))
        self._files.flush()
        tiles = {}
        for name in self._files.names(PROGRESS_NAME):
            at = _iteration_of(name)
            if at is None:
                continue
            try:
                tiles[at] = self._enlarged(self._path / name)
            except InputError as error:
                notices.append(f"{error} It is left out of progress.png")
        if tiles:
            labels = [f"{at:,}" for at in sorted(tiles)]
            self._files.put("progress.png", plots.labelled_strip([tiles[at] for at in sorted(tiles)], labels))

    def _enlarged(self, file: Path) -> pictures.Pixels:
        pixels = read_picture(file)
        return pictures.enlarge(pixels, max(1, 144 // pixels.shape[0]))


def _tile_name(iteration: int) -> str:
    return f"{PROGRESS_NAME}/{iteration:08d}.png"


def _iteration_of(name: str) -> int | None:
    """The iteration of a picture in ``progress/``; none for other files."""
    found = re.fullmatch(rf"{PROGRESS_NAME}/([0-9]{{8,9}})\.png", name)
    return None if found is None else int(found[1])


__all__ = ["DRAWN_EVERY", "FILM_NAME", "METRICS_NAME", "PROGRESS_NAME", "Noticed", "Recorder"]
