"""``blastema grow`` and ``blastema resume``."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

from blastema import config_file
from blastema.cli.verbs import Grow, Resume
from blastema.config import Config
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.automaton import CellularAutomaton
    from blastema.runs import Run


def run(command: Grow | Resume) -> int:
    """Train; returns the exit code."""
    return _grow(command) if isinstance(command, Grow) else _resume(command)


def _grow(command: Grow) -> int:
    config = command.settings
    picture = command.target or config.target.picture
    if not picture:
        raise InputError("nothing to grow: give a picture file or an emoji, e.g. blastema grow 🦎")
    config = config.replace(picture=picture)
    if command.dry_run:
        print(config_file.to_json(config))
        return 0

    from blastema.formats import load_organism
    from blastema.runs import Run
    from blastema.targets import load_target

    target = load_target(picture, config.target)
    start = None
    if command.start_from is not None:
        start = load_organism(command.start_from).automaton
        # The architecture is the organism's: its rule could not be used in another.
        config = dataclasses.replace(config, automaton=start.config)
    _resolve_early(config)
    folder = Run.create(target, config, command.out, command.overwrite)
    notes = [f"note: {note}" for note in target.notes]
    if not command.json:
        print("\n".join([*notes, f"run folder: {folder.path}"]))
    return _train(folder, start, command.until, command.json)


def _resolve_early(config: Config) -> None:
    """An engine that cannot be had is refused before a folder is made."""
    import jax

    from blastema import kernels
    from blastema.automaton import CellularAutomaton

    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    kernels.resolve(config.run.kernel, automaton.physics, automaton.layers, learned=automaton.learned is not None)


def _resume(command: Resume) -> int:
    from blastema.runs import Run

    folder = Run.open(command.run)
    if command.iterations is not None:
        folder.extend(command.iterations)
    if command.kernel is not None:
        folder.config = folder.config.replace(kernel=command.kernel)
    if folder.iteration >= folder.config.training.iterations:
        print(
            f"{folder.path} is complete: {folder.iteration:,} iterations. Give a new total with --iterations to go on."
        )
        return 0
    return _train(folder, None, command.until, command.json)


def _train(folder: Run, start: CellularAutomaton | None, until: float | None, as_json: bool) -> int:
    from blastema.cli.screen import duration, screen_for
    from blastema.training import Finished

    with _signals() as stopped, screen_for(folder, as_json) as screen:
        finished = None
        for event in folder.train(start=start, until=until, should_stop=lambda: bool(stopped)):
            screen.show(event)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    if stopped:
        print(f"stopped at iteration {finished.iteration:,}; everything is saved. Go on with:", file=sys.stderr)
        print(f"  blastema resume {folder.path}", file=sys.stderr)
        return 128 + stopped[0]
    if not as_json:
        seconds = sum(line.get("seconds") or 0 for line in folder.metrics)
        print(
            f"done: {finished.iteration:,} iterations in {duration(seconds)}, log10 loss {finished.smoothed:.3f} "
            f"({finished.reason})\n"
            f"  organism  {folder.path / 'organism.safetensors'}\n"
            f"  film      {folder.path / 'growth.gif'}\n"
            f"  curve     {folder.path / 'loss.png'}\n"
            f"  learning  {folder.path / 'progress.png'}\n"
            f"next: blastema render {folder.path} --cut left@200 --out healing.gif"
        )
    return 0


@contextlib.contextmanager
def _signals() -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM ask training to stop after the iteration; a second Ctrl-C quits at once."""
    received: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        if received and number == signal.SIGINT:
            os._exit(130)
        if not received:
            received.append(number)
            print("\nsaving (Ctrl-C again quits at once) ...", file=sys.stderr, flush=True)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
