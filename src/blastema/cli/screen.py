"""The display of a training in the terminal: the organism in half-block cells, and its numbers."""

from __future__ import annotations

import json
import sys
import time
from collections import deque
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from blastema import painter
from blastema._text import plain
from blastema.cli.terminal import Terminal
from blastema.organism import Organism
from blastema.runs import metrics
from blastema.runs.folder import Run
from blastema.runs.recording import Noticed
from blastema.training import Event, Finished, RolledBack, Saved, SaveFailed, Started, Trained

_UPPER_HALF = "▀"
_LOWER_HALF = "▄"
_VISIBLE = 0.35
_BARS = " ▁▂▃▄▅▆▇█"
REFRESH_SECONDS = 0.25
_PREVIEW_SHARE = 0.04
"""Largest share of the time that is spent on growing the organism for the screen."""
_ROOMY_PICTURE, _NARROWEST_PICTURE = 24, 18
"""Columns of organism and target beside each other: without fewer words, and at least."""
_WORDS, _FEW_WORDS = 44, 34
"""Columns of all that is not picture."""
_LINE_SECONDS = 10.0


def half_blocks(state: ArrayLike, width: int, height: int) -> Text:
    """A state [H, W, 4 or more] as coloured half-block characters, at most ``width`` by ``height`` of them.

    Cells are shown in their own colour where they are mostly opaque; the terminal's background shows elsewhere.
    """
    # States with NaN or infinities are shown as far as possible.
    array = np.nan_to_num(np.asarray(state, np.float32)[..., :4]).clip(-1e6, 1e6)
    stride = max(1, -(-array.shape[1] // max(width, 1)), -(-array.shape[0] // max(2 * height, 1)))
    if stride > 1:
        array = np.pad(array, [(0, -side % stride) for side in array.shape[:2]] + [(0, 0)])
        blocks = array.reshape(array.shape[0] // stride, stride, array.shape[1] // stride, stride, 4)
        array = blocks.mean(axis=(1, 3))
    if array.shape[0] % 2:
        array = np.concatenate([array, np.zeros_like(array[:1])])
    alpha = array[..., 3:]
    visible = alpha[..., 0] > _VISIBLE
    colour = array[..., :3] / np.maximum(alpha, _VISIBLE)
    pixels = np.round(colour.clip(0, 1) * 255).astype(int)
    text = Text(no_wrap=True)
    for row in range(0, array.shape[0], 2):
        for column in range(array.shape[1]):
            character, style = _half_block(pixels[row : row + 2, column], visible[row : row + 2, column])
            text.append(character, style)
        text.append("\n")
    return text


def print_picture(console: Console, state: ArrayLike) -> None:
    """Print the visible part of a state [H, W, 4 or more], as large as fits the terminal's width and height."""
    array = painter.as_picture(state)
    seen = np.argwhere(array[..., 3] > _VISIBLE)
    if len(seen):
        (top, left), (bottom, right) = np.maximum(seen.min(0) - 1, 0), seen.max(0) + 2
        array = array[top:bottom, left:right]
    console.print(half_blocks(array, console.width, max(24, console.height - 8)), soft_wrap=True)


def _half_block(pair: Any, visible: Any) -> tuple[str, str]:
    upper, lower = ("#{:02x}{:02x}{:02x}".format(*pixel) for pixel in pair)
    if visible.all():
        return _UPPER_HALF, f"{upper} on {lower}"
    if visible[0]:
        return _UPPER_HALF, upper
    return (_LOWER_HALF, lower) if visible[1] else (" ", "")


def sparkline(values: list[float], width: int) -> str:
    """Values as a row of bars, the lowest one lowest."""
    if not values:
        return ""
    chunks = np.array_split(np.array(values), min(width, len(values)))
    means = np.array([chunk.mean() for chunk in chunks])
    low, high = means.min(), means.max()
    levels = np.round((means - low) / max(high - low, 1e-9) * (len(_BARS) - 2)).astype(int) + 1
    return "".join(_BARS[level] for level in levels)


def duration(seconds: float) -> str:
    """``59 s``, ``12:05`` or ``3:07:00``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


class _Pace:
    """Iterations per second and time left, from the most recent iterations."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._marks: deque[tuple[float, int]] = deque(maxlen=200)

    def mark(self, iteration: int) -> None:
        """Record that an iteration is done now."""
        self._marks.append((time.monotonic(), iteration))

    @property
    def rate(self) -> float:
        """Iterations per second; 0 while unknown."""
        if len(self._marks) < 2:
            return 0.0
        (began, first), (ended, last) = self._marks[0], self._marks[-1]
        return max(last - first, 0) / max(ended - began, 1e-9)

    @property
    def left(self) -> str:
        """Time left, in words."""
        return duration((self.total - self._marks[-1][1]) / self.rate) if self.rate else "..."


class LiveScreen:
    """For a terminal: one display that is redrawn.

    The organism is the latest: on a card it may be a few iterations newer than the number beside it.
    """

    def __init__(self, run: Run, console: Console) -> None:
        self._run, self._console = run, console
        self._pace = _Pace(run.config.training.iterations)
        self._losses: list[float] = []
        self._pictures: list[Text] = []
        self._next_draw = self._next_preview = 0.0
        self._previews = 0
        self._brief = False
        self._live = Live(console=console, auto_refresh=False, transient=False)

    def __enter__(self) -> LiveScreen:
        self._live.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._live.__exit__(*error)

    def show(self, event: Event | Noticed) -> None:
        """Take notice of an event."""
        if isinstance(event, Trained):
            self._trained(event)
        elif isinstance(event, Finished):
            self._preview(event.organism)
            self._live.refresh()
        else:
            text = describe(event)
            if text:
                self._console.print(Text(text, style="yellow" if isinstance(event, RolledBack | SaveFailed) else "dim"))

    def _trained(self, event: Trained) -> None:
        self._pace.mark(event.iteration)
        self._losses.append(event.smoothed)
        now = time.monotonic()
        if now >= self._next_preview:
            self._preview(event.view.organism())
            spent = time.monotonic() - now
            self._next_preview = now + max(1.0, spent / _PREVIEW_SHARE)
        if now >= self._next_draw:
            self._next_draw = now + REFRESH_SECONDS
            self._live.update(self._layout(event), refresh=True)

    def _preview(self, organism: Organism) -> None:
        config = self._run.config
        if organism.pictures:  # of several pictures one after the other
            organism = organism.told(organism.pictures[self._previews % len(organism.pictures)].name)
        self._previews += 1
        state = organism.shown(organism.grow(config.training.longest_episode, kernel=config.run.kernel))
        pixels = organism.automaton.decoder.pixels
        margin = max(0, self._run.target.padding - 4) * pixels
        inside = tuple(slice(margin, side * pixels - margin) for side in self._run.target.grid)
        target = (organism.target or self._run.target).array
        # Next to each other if both fit, if need be beside fewer words; otherwise only the organism.
        lines = max(8, self._console.height - 8)
        self._brief = (self._console.width - _WORDS) // 2 < _ROOMY_PICTURE
        room = self._console.width - (_FEW_WORDS if self._brief else _WORDS)
        beside = room // 2 >= _NARROWEST_PICTURE
        columns = room // 2 if beside else max(20, room + 4)
        self._pictures = [half_blocks(painter.as_picture(np.asarray(state)[inside]), columns, lines)]
        if beside:
            self._pictures.append(half_blocks(painter.as_picture(np.asarray(target)[inside]), columns, lines))

    def _layout(self, event: Trained) -> Panel:
        table = Table.grid(padding=(0, 1))
        table.add_column(justify="right", style="dim")
        table.add_column(no_wrap=True)
        total, width = self._run.config.training.iterations, 14 if self._brief else 24
        table.add_row("iteration", Text.assemble((f"{event.iteration:,}", "bold"), f" of {total:,}"))
        table.add_row("", ProgressBar(total, event.iteration, width=width))
        table.add_row("speed", f"{self._pace.rate:.2f} it/s" if self._pace.rate else "...")
        table.add_row("time left", self._pace.left)
        now = " smoothed" if self._brief else f" smoothed, {_log(event.figures.loss)} now"
        table.add_row("log10 loss", Text.assemble((f"{event.smoothed:.3f}", "bold"), now))
        table.add_row("", Text(sparkline(self._losses, width), style="green"))
        table.add_row("learning rate", f"{event.learning_rate:.2g}")
        table.add_row("living cells", f"{event.figures.living_share:.0%} of the grid")
        table.add_row("largest value", f"{event.figures.largest_state:.3g}")
        if event.attempt:
            table.add_row("roll-backs", str(event.attempt))
        body = Table.grid(padding=(0, 2))
        words = ("organism", "target") if len(self._pictures) > 1 else ("",)
        shown = [Group(each, Text(word, "dim")) for each, word in zip(self._pictures, words, strict=False)]
        body.add_row(*shown, Group(table))
        # A panel interprets strings as markup, regardless of the console.
        title = Text(plain(f"{self._run.target.title}, {self._run.config.training.regime}"))
        return Panel(body, title=title, subtitle=Text(plain(self._run.path)), border_style="green", expand=False)


class PlainScreen:
    """For a file or a pipe: occasional lines."""

    def __init__(self, run: Run) -> None:
        self._pace = _Pace(run.config.training.iterations)
        self._next = 0.0

    def __enter__(self) -> PlainScreen:
        return self

    def __exit__(self, *error: Any) -> None:
        return None

    def show(self, event: Event | Noticed) -> None:
        """Take notice of an event."""
        if not isinstance(event, Trained):
            text = describe(event)
            if text:
                print(text, flush=True)
            return
        self._pace.mark(event.iteration)
        now = time.monotonic()
        if now >= self._next or event.iteration == self._pace.total:
            self._next = now + _LINE_SECONDS
            pace = f"   {self._pace.rate:.2f} it/s   {self._pace.left} left" if self._pace.rate else ""
            print(
                f"iteration {event.iteration:>6,} of {self._pace.total:,}   log10 loss {_log(event.figures.loss)} "
                f"(smoothed {event.smoothed:.3f}){pace}",
                flush=True,
            )


class JsonScreen:
    """For scripts: every event as a line of JSON."""

    def __enter__(self) -> JsonScreen:
        return self

    def __exit__(self, *error: Any) -> None:
        return None

    def show(self, event: Event | Noticed) -> None:
        """Take notice of an event."""
        values: dict[str, Any]
        if isinstance(event, Trained):
            values = metrics.line_of(event)
        elif isinstance(event, Started):
            values = {name: value for name, value in vars(event).items() if name not in ("config", "view")}
        elif isinstance(event, Finished):
            smoothed = event.smoothed if np.isfinite(event.smoothed) else None
            values = {"iteration": event.iteration, "smoothed": smoothed, "reason": event.reason, "saved": event.saved}
        else:
            values = {name: value for name, value in vars(event).items() if name != "view"}
        print(json.dumps({"event": type(event).__name__.lower()} | values), flush=True)


def describe(event: Event | Noticed) -> str:
    """An event in a line of text; nothing for those that are only numbers."""
    return plain(_described(event))


def _described(event: Event | Noticed) -> str:
    match event:
        case Started():
            iteration = event.iteration
            begun = f"continuing at iteration {iteration:,}" if iteration else f"starting from {event.begun_with}"
            return f"engine: {event.why}; {begun}"
        case RolledBack():
            return (
                f"iteration {event.iteration:,}: {event.cause}; back to {event.back_to:,}, attempt {event.attempt + 1}"
            )
        case SaveFailed():
            return f"iteration {event.iteration:,}: no checkpoint ({event.reason}); training continues"
        case Noticed():
            return f"note: {event.text}"
        case Saved() | Trained() | Finished():
            return ""


def screen_for(run: Run, as_json: bool) -> LiveScreen | PlainScreen | JsonScreen:
    """The screen that fits where the output goes."""
    if as_json:
        return JsonScreen()
    console = Terminal()
    return LiveScreen(run, console) if console.is_terminal and sys.stdout.isatty() else PlainScreen(run)


def _log(loss: float) -> str:
    return f"{np.log10(loss):.3f}" if np.isfinite(loss) and loss > 0 else str(loss)


__all__ = [
    "REFRESH_SECONDS",
    "JsonScreen",
    "LiveScreen",
    "PlainScreen",
    "describe",
    "duration",
    "half_blocks",
    "print_picture",
    "screen_for",
    "sparkline",
]
