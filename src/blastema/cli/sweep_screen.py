"""The display of a sweep: in a terminal a live table of the running trainings; elsewhere a line per event."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.live import Live
from rich.table import Table
from rich.text import Text

from blastema._text import plain
from blastema.cli.screen import REFRESH_SECONDS, duration
from blastema.cli.terminal import Terminal
from blastema.sweep import Advanced, Begun, Compared, Done, Event, Failed, Lost, Stopped, Sweep, Told, labels

if TYPE_CHECKING:
    from blastema.sweep.cluster import Cluster

_LINE_SECONDS = 60.0
_MOST_ROWS = 20


class Progress:
    """The progress of all trainings of a sweep, and the time left.

    Args:
        sweep: the sweep
    """

    def __init__(self, sweep: Sweep) -> None:
        self.labels = labels(sweep.plan.entries)
        self.totals = {entry.name: entry.config.training.iterations for entry in sweep.plan.entries}
        self.at = dict.fromkeys(self.totals, 0)
        self.loss: dict[str, float | None] = {}
        self.workers: dict[str, str] = {}
        self.over = {e.name for e in sweep.plan.entries if sweep.is_done(e) or sweep.failure(e) is not None}
        self.failed = 0
        self._made = 0
        self._began: float | None = None

    def take(self, event: Event) -> None:
        """Take notice of an event."""
        if isinstance(event, Begun):
            self.workers[event.run] = event.worker
            self.at[event.run] = event.iteration
        elif isinstance(event, Advanced):
            if self._began is None:  # the time before, for starting workers and compiling, does not count
                self._began = time.monotonic()
            else:
                self._made += max(0, event.iteration - self.at[event.run])
            self.at[event.run], self.loss[event.run] = event.iteration, event.smoothed
        elif isinstance(event, Lost | Done | Failed | Compared):
            self.workers.pop(event.run, None)
            if isinstance(event, Done | Failed):
                self.over.add(event.run)
                self.failed += isinstance(event, Failed)

    @property
    def left(self) -> str:
        """Time left for all trainings at the current pace, in words; empty while it is not known."""
        rest = sum(max(0, total - self.at[name]) for name, total in self.totals.items() if name not in self.over)
        if self._began is None or not self._made:
            return ""
        return duration(rest * (time.monotonic() - self._began) / self._made)

    @property
    def words(self) -> str:
        """The whole progress in a line."""
        failed = f" ({self.failed} failed)" if self.failed else ""
        left = f", {self.left} left" if self.left else ""
        return f"{len(self.over)} of {len(self.totals)} done{failed}, {len(self.workers)} running{left}"


class PlainScreen:
    """For a file or a pipe: a line per event, and the progress now and then."""

    def __init__(self, sweep: Sweep) -> None:
        self._sweep, self._progress = sweep, Progress(sweep)
        self._next = time.monotonic() + _LINE_SECONDS

    def __enter__(self) -> PlainScreen:
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def met(self, cluster: Cluster) -> None:
        """Report where the sweep computes."""
        self._say(beginning(self._sweep))
        self._say(f"Dask's dashboard: {cluster.dashboard}" if cluster.dashboard else "")

    def show(self, event: Event) -> None:
        """Take notice of an event."""
        self._progress.take(event)
        self._say(describe(event))
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _LINE_SECONDS
            self._say(self._progress.words)

    def _say(self, text: str) -> None:
        if text:
            print(plain(text), flush=True)


class LiveScreen(PlainScreen):
    """For a terminal: the same lines above a table of the running trainings."""

    def __init__(self, sweep: Sweep, console: Terminal) -> None:
        super().__init__(sweep)
        self._console = console
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._drawn = 0.0

    def __enter__(self) -> LiveScreen:
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(None, None, None)

    def show(self, event: Event) -> None:
        """Take notice of an event."""
        self._progress.take(event)
        self._say(describe(event))
        if time.monotonic() - self._drawn > REFRESH_SECONDS:
            self._drawn = time.monotonic()
            self._live.update(self._table(), refresh=True)

    def _say(self, text: str) -> None:
        if text:
            self._console.print(Text(plain(text)), soft_wrap=True)

    def _table(self) -> Table:
        progress = self._progress
        table = Table(box=SIMPLE_HEAD, caption=Text(progress.words), caption_justify="left")
        for name, justify in (("run", "left"), ("iteration", "right"), ("log10 loss", "right"), ("worker", "left")):
            table.add_column(name, justify=justify, no_wrap=name != "run", overflow="fold")  # type: ignore[arg-type]
        for name, worker in list(progress.workers.items())[:_MOST_ROWS]:
            loss: Any = progress.loss.get(name)
            at = f"{progress.at[name]:,} of {progress.totals[name]:,}"
            table.add_row(
                plain(progress.labels[name]),
                at,
                "-" if loss is None else f"{loss:.3f}",
                plain(worker.partition("://")[2]),
            )
        if len(progress.workers) > _MOST_ROWS:
            table.add_row(f"... and {len(progress.workers) - _MOST_ROWS} more", "", "", "")
        return table


def beginning(sweep: Sweep) -> str:
    """The remaining work, in a line."""
    plan = sweep.plan
    rungs = ", ".join(f"{rung:,}" for rung in plan.search.rungs)
    halved = f"; compared by {plan.search.by} at {rungs}, one of {plan.search.factor} continues" if rungs else ""
    threads = f", threads per training: {plan.threads}" if plan.threads else ""
    return f"{sweep.path}: {counted(len(plan.entries))}{threads}{halved}"


def counted(trainings: int) -> str:
    """The number of trainings in words."""
    return f"{trainings:,} training{'' if trainings == 1 else 's'}"


def describe(event: Event) -> str:
    """An event as a line of text; empty for one that is only a number."""
    match event:
        case Begun():
            since = f", from iteration {event.iteration:,}" if event.iteration else ""
            return f"begun   {event.run} ({event.worker}{since})"
        case Lost():
            return f"lost    {event.run}: worker {event.worker}: {event.reason}; it continues from its last checkpoint"
        case Compared():
            return f"rung    {event.run}: {event.score:g} after {event.iteration:,} iterations"
        case Done():
            return f"done    {event.run}"
        case Failed():
            return f"failed  {event.run}: {event.reason}"
        case Stopped():
            return f"stopped; {counted(event.waiting)} wait{'s' if event.waiting == 1 else ''}"
        case Told():
            return f"note: {event.text}"
        case Advanced():
            return ""


def screen_for(sweep: Sweep) -> AbstractContextManager[PlainScreen]:
    """The screen that fits where the output goes."""
    console = Terminal()
    return LiveScreen(sweep, console) if console.is_terminal else PlainScreen(sweep)


__all__ = ["LiveScreen", "PlainScreen", "Progress", "beginning", "counted", "describe", "screen_for"]
