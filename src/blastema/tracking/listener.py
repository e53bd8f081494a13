"""The listener between the events of a training and trackers."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from blastema import painter, pictures
from blastema.config import file as config_file
from blastema.drawing import film, film_files
from blastema.organism import Organism
from blastema.tracking.tracker import DEFAULT_FOLDER, AbstractTracker, Place, require, tracker
from blastema.training.events import Finished, RolledBack, Saved, Started, Trained

GROWN, GROWTH = "organism", "growth"
"""Names of the picture at each checkpoint, and of the film at the end."""
_FACTOR = 6
"""Pixels per cell of the pictures."""
_PAINTED = 72
"""Side of a volume's rendering in pixels, before it is enlarged."""


class Judgement(Protocol):
    """The result of an evaluation: a `blastema.evaluation.Verdict`, or another one."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""


class Tracking:
    """Listens to the events of `fit` or `Run.train`, for some trackers. A tracker that fails is not used any more.

    Args:
        trackers: names: tensorboard, wandb, mlflow
        name: of the training
        folder: where they write, unless their own environment variables (WANDB_DIR, MLFLOW_TRACKING_URI) are set
        identity: a value that stays the same when this training is resumed, such as its run folder; its name if not
            given
        tell: receives notices for the user: where to look, and which tracker has failed

    Raises:
        InputError: for an unknown tracker, or one whose package is not installed.
    """

    def __init__(
        self,
        trackers: tuple[str, ...],
        name: str,
        folder: Path = DEFAULT_FOLDER,
        identity: str | None = None,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        require(trackers)
        digest = hashlib.sha256((identity or name).encode()).hexdigest()[:12]
        self._names, self._place, self._tell = trackers, Place(name, digest, folder), tell
        self._trackers: dict[str, AbstractTracker] = {}
        self._iteration = 0

    def take(self, event: object) -> None:
        """Log an event; events without values for trackers are ignored."""
        match event:
            case Started():
                self._begin(event)
            case Trained():
                self._iteration = event.iteration
                self._each(lambda one: one.numbers(event.iteration, _numbers(event)))
            case RolledBack():
                back = {"back_to": float(event.back_to), "attempt": float(event.attempt)}
                self._each(lambda one: one.numbers(event.iteration, back))
            case Saved():
                self._look(event.iteration, event.view.organism(), event.view.config.training.longest_episode)
            case Finished():
                self._film(event.iteration, event.organism)

    def judge(self, verdict: Judgement | Mapping[str, Any]) -> None:
        """Log the result of an evaluation, or numbers and words by name."""
        scores = verdict if isinstance(verdict, Mapping) else verdict.to_dict()
        plain = {name: value for name, value in flat(dict(scores)).items() if isinstance(value, str | int | float)}
        self._each(lambda one: one.scores(self._iteration, plain))

    def close(self) -> None:
        """Flush everything to disk."""
        self._each(lambda one: one.close())
        self._trackers = {}

    def __enter__(self) -> Tracking:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self, event: Started) -> None:
        self._iteration = event.iteration
        place = dataclasses.replace(self._place, iteration=event.iteration)
        settings = flat(json.loads(config_file.to_json(event.config))) | {"engine": event.engine, "why": event.why}
        for name in self._names:
            self._tried(name, lambda name=name: self._trackers.setdefault(name, tracker(name, place)))  # type: ignore[misc]
        self._each(lambda one: one.settings(settings))
        for name, one in self._trackers.items():
            self._tell(f"tracked by {name}: {one.where}")

    def _look(self, iteration: int, organism: Organism, steps: int) -> None:
        if self._trackers:
            grown = np.asarray(organism.shown(organism.grow(steps)))
            factor = 1 if organism.automaton.decodes else _FACTOR
            png = pictures.png(pictures.enlarge(painter.look(grown, side=_PAINTED), factor))
            self._each(lambda one: one.picture(iteration, GROWN, png))

    def _film(self, iteration: int, organism: Organism) -> None:
        if not self._trackers:
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "growth.gif")
            film_files.write_film(file, film.of_all_pictures(organism).frames())
            gif = file.read_bytes()
        self._each(lambda one: one.picture(iteration, GROWTH, gif))

    def _each(self, do: Callable[[AbstractTracker], None]) -> None:
        for name, one in list(self._trackers.items()):
            self._tried(name, lambda one=one: do(one))  # type: ignore[misc]

    def _tried(self, name: str, do: Callable[[], object]) -> None:
        """Errors of a tracker are reported and end only the tracker, not the training."""
        try:
            do()
        except Exception as error:
            self._trackers.pop(name, None)
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            self._tell(f"the tracker {name} failed ({reason[:300]}); training continues without it")


def flat(values: Any, path: str = "") -> dict[str, Any]:
    """Nested values flattened, by their paths joined with dots."""
    if isinstance(values, dict):
        entries = [(str(name), value) for name, value in values.items()]
    elif isinstance(values, list) and any(isinstance(value, dict | list) for value in values):
        entries = [(str(number), value) for number, value in enumerate(values)]
    else:
        return {path: " ".join(map(str, values)) if isinstance(values, list) else values}
    return {name: value for key, inner in entries for name, value in flat(inner, f"{path}.{key}".strip(".")).items()}


def _numbers(event: Trained) -> dict[str, float]:
    figures = {name: value for name, value in vars(event.figures).items() if value is not None}
    told = {"smoothed": event.smoothed, "learning_rate": event.learning_rate, "seconds": event.seconds}
    loss = {"log10_loss": math.log10(event.figures.loss)} if event.figures.loss > 0 else {}
    return {name: float(value) for name, value in (figures | loss | told).items()}


__all__ = ["GROWN", "GROWTH", "Judgement", "Tracking", "flat"]
