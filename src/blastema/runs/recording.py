"""What a run folder keeps of a training: the listener between the events of ``fit`` and the files."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from blastema import pictures
from blastema._files import read_bytes, write_atomically
from blastema.config import Config
from blastema.drawing import film, plots
from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME, organism_file
from blastema.organism import Organism
from blastema.picture_files import LARGEST_FILE_BYTES, decode
from blastema.runs import environment, metrics
from blastema.runs.history import HistoryWriter, is_milestone
from blastema.targets import Target
from blastema.training.events import Event, Finished, Saved, Started, Trained, View

FILM_NAME = "growth.gif"
METRICS_NAME = "metrics.jsonl"


@dataclasses.dataclass(frozen=True)
class Noticed:
    """Something a user should know; training goes on."""

    text: str


class Recorder:
    """Writes the files of a run as events pass by."""

    def __init__(self, path: Path, target: Target, config: Config) -> None:
        self._path, self._target, self._config = path, target, config
        self._metrics = metrics.MetricsWriter(path / METRICS_NAME)
        self._history = HistoryWriter(path) if config.run.keep_history else None
        self._complained = False
        self.failure: str | None = None
        """Why the last files of a training could not be written, if so."""

    def environment(self, now: dict[str, Any]) -> list[str]:
        """Keep what the run's bits depend on; returns what is not as it was at its beginning."""
        entries = now | {"target": self._target.name}
        before = environment.read(self._path)
        if "kernel" not in before:  # only the target's name is known before the first training
            write_atomically(self._path / environment.NAME, json.dumps(entries, indent=2).encode())
            return []
        changed = environment.differences(before, {name: now[name] for name in now if name != "own"})
        return [f"not the same bits as without a break: {change}" for change in changed]

    def sync(self) -> None:
        """Have on disk what a checkpoint presupposes. Raises `OSError`."""
        self._metrics.sync()

    def record(self, event: Event) -> Iterator[Noticed]:
        """Write what the event gives to write. A full disk is noticed, once, and does not end the training."""
        try:
            if isinstance(event, Started):
                # A kill may have come between the last checkpoint and its organism.
                self._keep_organism(event.iteration, event.view.organism())
                self._look(event.view)
            elif isinstance(event, Trained):
                reason = self._metrics.append(event)
                if reason is not None:
                    raise OSError(reason)
                if event.trouble is None:
                    self._look(event.view)
            elif isinstance(event, Saved):
                self._keep_organism(event.iteration, event.view.organism())
                self._draw()
            elif isinstance(event, Finished):
                self._finish(event)
        except OSError as error:
            reason = error.strerror or str(error)
            if isinstance(event, Finished):
                self.failure = reason
            elif not self._complained:
                self._complained = True
                yield Noticed(f"{self._path} cannot be written ({reason}); training goes on")

    def left_early(self, view: View, saved: int | None) -> None:
        """Training was left by its listener: keep the organism of the checkpoint, if one was made then."""
        if saved == view.iteration:
            with contextlib.suppress(OSError):  # nobody listens any more; the next start writes it
                self._keep_organism(view.iteration, view.organism())

    def _look(self, view: View) -> None:
        if view.iteration and is_milestone(view.iteration):
            self._keep_tile(view.iteration, view.organism())
        if self._history is not None:
            self._history.look(view)

    def _keep_tile(self, iteration: int, organism: Organism) -> None:
        folder = self._path / "progress"
        folder.mkdir(exist_ok=True)
        steps = self._config.training.longest_episode
        tile = pictures.to_rgb(np.asarray(organism.grow(steps, kernel=self._config.run.kernel)))
        write_atomically(folder / f"{iteration:08d}.png", pictures.png(tile))

    def _keep_organism(self, iteration: int, organism: Organism) -> None:
        data = organism_file.dumps(organism)
        write_atomically(self._path / ORGANISM_NAME, data)
        if self._history is not None and iteration:
            self._history.organism(iteration, data)

    def _draw(self) -> None:
        lines = metrics.read(self._path / METRICS_NAME)
        if len(lines) > 1:
            title = f"{self._target.name}, {self._config.training.regime}"
            write_atomically(self._path / "loss.png", plots.loss_curve(lines, title))
        tiles = sorted((self._path / "progress").glob("*.png"))
        if tiles:
            shown = [self._enlarged(tile) for tile in tiles]
            labels = [f"{int(tile.stem):,}" for tile in tiles]
            write_atomically(self._path / "progress.png", plots.labelled_strip(shown, labels))

    def _enlarged(self, file: Path) -> pictures.Pixels:
        try:
            image, _ = decode(read_bytes(file, "a picture of a run's progress", LARGEST_FILE_BYTES), str(file))
        except InputError as error:  # as with any file of the run that cannot be used: told, and training goes on
            raise OSError(str(error)) from error
        pixels = np.array(image.convert("RGB"))
        return pictures.enlarge(pixels, max(1, 144 // pixels.shape[0]))

    def _finish(self, event: Finished) -> None:
        # The organism first: it is what must not be lost for want of space.
        self._keep_organism(event.iteration, event.organism)
        self._keep_tile(event.iteration, event.organism)
        self._draw()
        if event.reason != "stopped":  # whoever asks to stop does not wait for a film
            growth = film.Film(event.organism, kernel=self._config.run.kernel)
            film.write_film(self._path / FILM_NAME, growth.frames())


__all__ = ["FILM_NAME", "METRICS_NAME", "Noticed", "Recorder"]
