"""``blastema world``: many organisms in one large torus."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from blastema._files import unused
from blastema._text import plain, to_json, word
from blastema.cli.hangup import HANGUP, Attached, stopping_signals
from blastema.cli.serving import can_open, open_beside
from blastema.cli.world_verbs import World, WorldNew, WorldRun, WorldView
from blastema.errors import BlastemaError, InputError, RunInUseError

if TYPE_CHECKING:
    from blastema import world as worlds
    from blastema.organism import Organism
    from blastema.world import stepping

_TOLD_EVERY = 5.0
"""Seconds between lines of progress."""


def run(command: World) -> int:
    """Run one of the verbs of ``blastema world``."""
    verb = command.verb
    if isinstance(verb, WorldNew):
        return _new(verb)
    return _run(verb) if isinstance(verb, WorldRun) else _view(verb)


def _new(command: WorldNew) -> int:
    from blastema.world import Population, World, snapshots
    from blastema.world.planting import spread
    from blastema.zoo.loading import load_organism

    if not command.organisms:
        raise InputError(f"no organism is given; expected one or more: blastema world new {word(command.out)} 🦎 🦋")
    height, width = _sides(command.size)
    organisms = tuple(load_organism(each) for each in command.organisms)
    population = Population(organisms, command.fire_rate, command.organisms)
    world = World(population, height, width, command.tile, command.fire_seed)
    world.plant(spread(world, command.count or len(population.organisms), command.spacing))
    snapshots.create(world, command.out, command.overwrite)
    print(f"{plain(command.out)}: {_told(world)}")
    for each in organisms:
        if len(each.pictures) > 1:
            grown = "a mixture of its" if each.target is None else f"{each.target.name}, one of its"
            many = f"{plain(grown)} {len(each.pictures)} pictures"
            print(f"note: {plain(each.name)} grows {many}; a world does not switch it to another")
    print(f"next: blastema world run {word(command.out)}")
    return 0


def _sides(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,6})(?:x(\d{1,6}))?", text)
    if found is None:
        raise InputError(f"--size is {text!r}; expected cells, such as 65536 or 4096x8192 (height x width).")
    return int(found[1]), int(found[2] or found[1])


def _run(command: WorldRun) -> int:
    from blastema.world import snapshots, stepping

    if command.steps < 1 or command.every < 0:
        raise InputError(
            f"--steps is {command.steps} and --every is {command.every}; expected at least 1 step, and 0 (one snapshot "
            "at the end) or more."
        )
    with _locked(command.world):
        world = snapshots.load(command.world)
        chosen = stepping.choose(world, command.kernel, command.exchange, command.threads)
        if not command.json:
            print(f"{plain(command.world)}: {_told(world)}; {chosen.why}")
        received: list[int] = []
        attached = Attached()
        with ExitStack() as stack:
            for number in stopping_signals():
                before = signal.signal(number, lambda number, frame: _ask(received, attached, number))
                stack.callback(signal.signal, number, before)
            left = command.steps
            while left and not received:
                due = min(command.every or left, left)
                done = _advance(world, chosen, due, received, command.json)
                snapshots.save(world, command.world)
                left -= done
    if not command.json:
        print(f"{plain(command.world)}: {_told(world)}")
    if received and left:
        print(
            f"everything is saved; {left:,} steps are left. Continue with:\n  blastema world run "
            f"{word(command.world)} --steps {left}" + (f" --every {command.every}" if command.every else ""),
            file=sys.stderr,
        )
        return 128 + received[0]
    if not command.json:
        print(f"next: blastema world view {word(command.world)} --open")
    return 0


def _advance(world: worlds.World, chosen: stepping.Chosen, due: int, received: list[int], as_json: bool) -> int:
    """Step the world and print progress; the number of completed steps, fewer if it was stopped."""
    from blastema.world import stepping

    done, told = 0, time.monotonic()
    for done in stepping.advance(world, due, chosen):  # noqa: B007
        now = time.monotonic()
        if as_json or now - told > _TOLD_EVERY:
            told = now
            count = world.count()
            if as_json:
                print(to_json({"event": "step", "step": world.step, **count._asdict()}), flush=True)
            else:
                print(f"step {world.step:,}: {count.living:,} living cells, {count.tiles:,} tiles", flush=True)
        if received:
            break
    return done


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    import filelock

    from blastema.world import snapshots

    if not snapshots.is_world(path):
        snapshots.load(path)  # reports what it is instead
    try:
        with filelock.FileLock(path / ".lock", timeout=0):
            yield
    except filelock.Timeout as error:
        raise RunInUseError(f"another process is running the world in {path}; wait for it, or stop it.") from error


def _ask(received: list[int], attached: Attached, number: int) -> None:
    if number == HANGUP:
        attached.leave()
    if not received:
        print("\nsaving ...", file=sys.stderr, flush=True)
    received.append(number)


def _view(command: WorldView) -> int:
    from blastema.world import snapshots, viewer

    world = snapshots.load(command.world)
    default = Path(f"{command.world.resolve().name}-view")
    out = command.out or (default if command.overwrite else unused(default))
    page = viewer.write(world, out, command.overwrite, [_playground(each) for each in world.population.organisms])
    print(f"{plain(page)}: {_told(world)}")
    if command.open:
        if not can_open():
            raise InputError(f"no browser was found; open {page} yourself.")
        open_beside(page.resolve().as_uri())
    return 0


def _playground(organism: Organism) -> str:
    """The page of a species; empty for one that no page can show."""
    from blastema.page.document import build

    try:
        return build([organism], packed=True)
    except BlastemaError as error:
        print(plain(f"note: there will be no playground for {organism.name}: {error}"))
        return ""


def _told(world: worlds.World) -> str:
    count, names = world.count(), ", ".join(each.name for each in world.population.organisms)
    return (
        f"{world.height:,} x {world.width:,} cells at step {world.step:,}: {names}; {count.living:,} living cells in "
        f"{count.tiles:,} tiles of {world.tile} ({count.bytes / 1e6:,.1f} MB)"
    )


__all__ = ["run"]
