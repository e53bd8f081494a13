"""``blastema resume --on`` and ``blastema zoo train --on``: one training on a cluster's workers."""

from __future__ import annotations

import json
import shlex
import signal
import sys
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from blastema._text import plain
from blastema.cli.hangup import HANGUP, Attached, stopping_signals

if TYPE_CHECKING:
    from collections.abc import Callable

    from blastema.runs.folder import Run
    from blastema.sweep import Event
    from blastema.sweep.cluster import Cluster


def train(run: Run, on: str, config: Path | None, as_json: bool) -> int | None:
    """Train a run on a worker; returns the exit code if it was asked to stop, and none if it is complete."""
    from blastema.sweep import Advanced, single

    received: list[int] = []
    attached = Attached()

    def ask(number: int, frame: FrameType | None) -> None:
        if number == HANGUP:
            attached.leave()
        if not received:
            print("\nsaving ...", file=sys.stderr, flush=True)
        received.append(number)

    with ExitStack() as stack:
        for number in stopping_signals():
            stack.callback(signal.signal, number, signal.signal(number, ask))
        met: Callable[[Cluster], None] = (lambda cluster: None) if as_json else _tell_dashboard
        saved = -1
        for event in single.train(run, lambda: bool(received), on=on, config=config, met=met):
            if not as_json and isinstance(event, Advanced) and event.saved:
                if event.iteration == saved:  # a checkpoint was due at the iteration at which it was asked to stop
                    continue
                saved = event.iteration
            _show(event, run, as_json)
    if not received:
        return None
    words = ["blastema", "resume", str(run.path), "--on", on, *(["--on-config", str(config)] if config else [])]
    print(f"stopped at iteration {run.iteration:,}; everything is saved. Continue with:", file=sys.stderr)
    print(f"  {plain(shlex.join(words))}", file=sys.stderr)
    return 128 + received[0]


def _tell_dashboard(cluster: Cluster) -> None:
    if cluster.dashboard:
        print(f"Dask's dashboard: {plain(cluster.dashboard)}", flush=True)


def _show(event: Event, run: Run, as_json: bool) -> None:
    from blastema.cli.sweep_screen import describe
    from blastema.sweep import Advanced, Stopped

    if as_json:
        print(json.dumps({"event": type(event).__name__.lower()} | vars(event)), flush=True)
    elif isinstance(event, Advanced):
        if event.saved:
            loss = "" if event.smoothed is None else f", log10 loss {event.smoothed:.3f}"
            print(f"saved   iteration {event.iteration:,} of {run.config.training.iterations:,}{loss}", flush=True)
    elif not isinstance(event, Stopped) and (text := describe(event)):  # the command itself reports this
        print(plain(text), flush=True)


__all__ = ["train"]
