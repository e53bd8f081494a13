"""The interface of trackers; the available ones and their packages."""

from __future__ import annotations

import abc
import dataclasses
import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema._nearest import suggestion
from blastema.errors import InputError

PACKAGES = {"tensorboard": "tensorboardX", "wandb": "wandb", "mlflow": "mlflow"}
"""The package that each tracker needs; its extra has the tracker's name."""
NAMES = tuple(PACKAGES)
DEFAULT_FOLDER = Path("tracking")


@dataclasses.dataclass(frozen=True)
class Place:
    """Where a training is tracked.

    name:      of the training, as the tracker shows it
    identity:  constant for this training, so that a resumed one continues in the same place
    folder:    of all trackers
    iteration: iterations done before
    """

    name: str
    identity: str
    folder: Path = DEFAULT_FOLDER
    iteration: int = 0


class AbstractTracker(abc.ABC):
    """Logs a training to one kind of tracker."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    @abc.abstractmethod
    def where(self) -> str:
        """The command to view it."""

    @abc.abstractmethod
    def settings(self, values: Mapping[str, Any]) -> None:
        """Log the settings: plain values by their paths in the config."""

    @abc.abstractmethod
    def numbers(self, iteration: int, values: Mapping[str, float]) -> None:
        """Log the numbers of an iteration."""

    @abc.abstractmethod
    def picture(self, iteration: int, name: str, data: bytes) -> None:
        """Log a picture (PNG) or a film (GIF) of an iteration."""

    @abc.abstractmethod
    def scores(self, iteration: int, values: Mapping[str, Any]) -> None:
        """Log the scores of the organism at the end: numbers and words."""

    @abc.abstractmethod
    def close(self) -> None:
        """Flush everything to disk."""


def require(names: tuple[str, ...]) -> None:
    """Raise `InputError` for an unknown tracker, or one whose package is not installed."""
    for name in names:
        if name not in PACKAGES:
            hint = suggestion(name, NAMES)
            raise InputError(f"there is no tracker {name!r}; expected one of {', '.join(NAMES)}. {hint}".rstrip())
        if importlib.util.find_spec(PACKAGES[name]) is None:
            raise InputError(
                f'tracking by {name} needs {PACKAGES[name]}, which is not installed: pip install "blastema[{name}]"'
            )


def tracker(name: str, place: Place) -> AbstractTracker:
    """The tracker of a name.

    Raises:
        InputError: if it cannot be used.
    """
    require((name,))
    kind: type[AbstractTracker] = importlib.import_module(f"blastema.tracking.in_{name}").Tracker
    return kind(place)


def is_film(data: bytes) -> bool:
    """Whether a picture is a GIF, else a PNG."""
    return data.startswith(b"GIF8")


__all__ = ["DEFAULT_FOLDER", "NAMES", "PACKAGES", "AbstractTracker", "Place", "is_film", "require", "tracker"]
