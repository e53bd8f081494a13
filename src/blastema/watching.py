"""The live display of a training in a notebook: the organism, its target next to it, and the loss.

*_, finished = bl.watch(bl.fit(target, config))
finished.organism
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Generator
from html import escape
from typing import Any, TypeVar

import numpy as np

from blastema._checks import instance
from blastema.drawing.svg import Line, line_chart
from blastema.organism import Organism
from blastema.runs.recording import Noticed
from blastema.showing import Shown, image, still
from blastema.training.events import Event, Finished, RolledBack, Started, Trained, View

_Happening = TypeVar("_Happening", bound=Event | Noticed)

_SHARE = 0.04
"""Largest share of the time that is spent on growing and drawing the organism."""
_SECONDS = 1.0
_LINE_SECONDS = 10.0
_MOST_POINTS = 400
_CHART = (430, 240)
_GREY = "#7a8086"  # visible on light and on dark pages


def watch(events: Generator[_Happening, None, None]) -> Generator[_Happening, None, None]:
    """Show a training in a notebook while it runs; elsewhere print occasional lines.

    The organism is the latest, which with ``looked_at`` may be a few iterations newer than the number beside it.

    Args:
        events: of `fit` or `Run.train`

    Yields:
        The same events. Leaving the loop early ends the training as it does without this.

    Raises:
        InputError: if these are no events of a training.
    """
    instance(events, Generator, "what is to be watched", "fit(target, config) or run.train()")
    display = _display()
    watched = _Watched(display or _print, _SECONDS if display else _LINE_SECONDS)
    with contextlib.closing(events):
        for event in events:
            watched.take(event)
            yield event


def _display() -> Callable[[Shown], None] | None:
    """A function that replaces the output of the running cell; none outside a notebook."""
    ipython = sys.modules.get("IPython")  # notebooks have it loaded
    shell = None if ipython is None else ipython.get_ipython()
    if getattr(shell, "kernel", None) is None:
        return None
    from IPython.display import display

    handle: Any = display(Shown("training", ""), display_id=True)
    return lambda shown: handle.update(shown)


def _print(shown: Shown) -> None:
    print(shown.words, flush=True)


class _Watched:
    """The state of a training so far, and when it is to be shown again."""

    def __init__(self, put: Callable[[Shown], None], seconds: float) -> None:
        self._put, self._seconds = put, seconds
        self._points: list[tuple[int, float]] = []
        self._total = self._steps = self._looks = 0
        self._kernel = "auto"
        self._next = 0.0

    def take(self, event: Event | Noticed) -> None:
        if isinstance(event, Started):
            self._know(event.view)
        elif isinstance(event, RolledBack):
            self._points = [point for point in self._points if point[0] <= event.back_to]
        elif isinstance(event, Trained):
            self._points.append((event.iteration, event.smoothed))
            if time.monotonic() >= self._next:
                began = time.monotonic()
                self._look(event.view.organism())
                spent = time.monotonic() - began
                self._next = began + spent + max(self._seconds, spent / _SHARE)
        elif isinstance(event, Finished):
            self._look(event.organism)

    def _know(self, view: View) -> None:
        training = view.config.training
        self._total, self._steps, self._kernel = training.iterations, training.longest_episode, view.config.run.kernel

    def _look(self, organism: Organism) -> None:
        if organism.pictures:  # of several pictures one after the other
            organism = organism.told(organism.pictures[self._looks % len(organism.pictures)].name)
        self._looks += 1
        done, loss = self._points[-1] if self._points else (0, float("nan"))
        words = f"iteration {done:,} of {self._total:,}, log10 loss {loss:.3f}"
        state = organism.grow(self._steps, kernel=self._kernel)
        pictures = [_figure(still(state), f"after {self._steps} steps")]
        if organism.target is not None:
            pictures.append(_figure(still(organism.target.due(self._steps)), "target"))
        pictures.append(_figure(self._curve(), words))
        style = "display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-end"
        self._put(Shown(words, f'<div style="{style}">{"".join(pictures)}</div>'))

    def _curve(self) -> str:
        count = len(self._points)
        if count < 2:
            return ""
        chosen = np.unique(np.linspace(0, count - 1, min(count, _MOST_POINTS)).round().astype(int))
        iterations, losses = zip(*(self._points[index] for index in chosen), strict=True)
        chart = line_chart([Line("", iterations, losses)], x_label="iteration", y_label="log10 loss", size=_CHART)
        return image(chart.replace("currentColor", _GREY).encode(), "image/svg+xml", "log10 loss")


def _figure(markup: str, words: str) -> str:
    caption = f'<div style="text-align: center">{escape(words)}</div>'
    return f'<div style="flex: 1 1 0; min-width: 160px"><div>{markup}</div>{caption}</div>'


__all__ = ["watch"]
