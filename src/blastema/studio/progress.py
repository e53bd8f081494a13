"""The progress of a training for the page, from the lines of its metrics."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable
from typing import Any

from blastema import taught
from blastema.config import Config
from blastema.studio.messages import Message

RECOGNISABLE = -2.0
"""The smoothed log10 loss at which an organism is called recognisable ..."""
HEALING = -2.3
"""... and healing, if it is trained to: the mean loss includes wounded samples."""
_MOST_POINTS = 400
_WINDOW = 50
"""Number of iterations over which the speed is averaged."""


class Progress:
    """The progress according to the lines so far."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._points: list[tuple[int, float]] = []
        self._seconds: deque[float] = deque(maxlen=_WINDOW)
        self._smoothed: float | None = None
        self.iteration = 0

    def take(self, lines: Iterable[dict[str, Any]]) -> bool:
        """Add lines. Returns whether they repeat earlier iterations, as after a roll-back."""
        again = False
        for line in lines:
            self.iteration, self._smoothed = line["iteration"], line["smoothed"]
            while self._points and self._points[-1][0] >= self.iteration:
                self._points.pop()
                again = True
            if self._smoothed is not None:
                self._points.append((self.iteration, round(self._smoothed, 4)))
            if line["seconds"] is not None:
                self._seconds.append(line["seconds"])
        return again

    @property
    def word(self) -> str:
        """``taking shape``, ``recognisable`` or ``healing``."""
        loss = self._smoothed
        if loss is None or loss > RECOGNISABLE:
            return "taking shape"
        heals = taught.by_regime(self._config.training.regime, "heals")
        return "healing" if heals and loss <= HEALING else "recognisable"

    @property
    def seconds(self) -> float:
        """Recent seconds per iteration; 0 while unknown."""
        # The median: the first one includes compilation, and some are slowed by other load.
        return statistics.median(self._seconds) if self._seconds else 0.0

    def numbers(self) -> dict[str, Any]:
        """Iteration, total of iterations, smoothed log10 loss, iterations per second, seconds left, word."""
        rate = 1 / self.seconds if self.seconds > 0 else None
        total = self._config.training.iterations
        return {
            "iteration": self.iteration,
            "iterations": total,
            "log10_loss": None if self._smoothed is None else round(self._smoothed, 4),
            "rate": None if rate is None else round(rate, 3),
            "seconds_left": None if rate is None else round(max(total - self.iteration, 0) / rate, 1),
            "word": self.word,
        }

    def message(self, run: str) -> Message:
        """The numbers as an event."""
        return Message("progress", {"run": run} | self.numbers())

    def curve(self) -> list[tuple[int, float]]:
        """Iterations and smoothed log10 losses, evenly thinned out, including the last one."""
        stride = -(-len(self._points) // _MOST_POINTS) or 1
        return self._points[::-stride][::-1] if self._points else []


__all__ = ["HEALING", "RECOGNISABLE", "Progress"]
