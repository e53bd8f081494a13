"""``blastema sweep``."""

from __future__ import annotations

import itertools
import os
import shlex
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from blastema._text import plain
from blastema.cli.flags import asks_for, asks_for_steps
from blastema.cli.hangup import HANGUP, Attached, stopping_signals
from blastema.cli.terminal import Terminal
from blastema.cli.training_verbs import Sweep
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema import sweep as sweeps

_MEASURES = {
    "log10_loss": (("log10", "loss"), 2),
    "grow200": (("grow", "200"), 2),
    "persist5000": (("persist", "5000"), 2),
    "heal1000": (("heal", "1000"), 2),
    "recovered": (("re-", "covered"), 0),
    "births": (("", "births"), 0),
    "minutes": (("", "min"), 1),
}
"""The columns of the table: the two lines of its heading, narrow enough for 60 columns, and number of digits."""

_WHEN_CONTINUED = frozenset({"on", "on_config", "jobs", "retry", "dry_run"})
"""Flags that an existing sweep takes; all others belong to its plan."""


def run(command: Sweep) -> int:
    """Start a sweep, or continue one; returns 0 if all trainings are done, 3 if some have failed."""
    from blastema import sweep as sweeps
    from blastema.cli.sweep_screen import screen_for
    from blastema.sweep.cluster import check_place, try_place

    found = _opened(command)
    if command.dry_run:
        for entry in found.entries if isinstance(found, sweeps.Plan) else found.plan.entries:
            print(plain(entry.name))
        return 0
    check_place(command.on, command.jobs, command.on_config)
    if isinstance(found, sweeps.Plan):
        for note in (*_room(command, found), *found.notes):
            print(plain(f"note: {note}"))
        _tell_unequal_starts(found)
        try_place(command.on, command.on_config)
        found = sweeps.Sweep.create(command.out or _free(), found)
    received: list[int] = []
    attached = Attached()
    with ExitStack() as stack:
        for number in stopping_signals():
            before = signal.signal(number, lambda number, frame: _ask(received, attached, number, frame))
            stack.callback(signal.signal, number, before)
        screen = stack.enter_context(screen_for(found))
        for event in found.run(
            lambda: bool(received),
            command.retry,
            on=command.on,
            jobs=command.jobs,
            config=command.on_config,
            met=screen.met,
        ):
            screen.show(event)
    for file in sweeps.write_summary(found):
        print(plain(file))
    rows = sweeps.rows(found)
    console = Terminal()
    console.print(Text(_table(rows, sweeps.labels(found.plan.entries), console.width)), soft_wrap=True)
    folders = found.path / "runs"
    if len(rows) > 1:
        print(plain(f"folders of the runs: {folders}"))
    elif (folder := folders / rows[0]["name"]).is_dir():  # a picture that cannot be read has none
        print(plain(f"folder of the run: {folder}"))
    if received:
        print(f"everything is saved. Continue with:\n  {plain(_again(command, found.path))}", file=sys.stderr)
        return 128 + received[0]
    return _told(found, rows)


def _told(found: sweeps.Sweep, rows: list[dict[str, Any]]) -> int:
    from blastema import sweep as sweeps

    best = sweeps.best(found, rows)
    if best is not None and len(rows) > 1:
        by = found.plan.search.by
        print(plain(f"best by {by}: {best['name']} ({best[by]:g})"))
        print(plain(f"its folder: {found.path / 'runs' / best['name']}"))
    failed = [row for row in rows if row["state"] == "failed"]
    for row in failed:
        print(plain(f"failed: {row['name']}: {row['reason']}"), file=sys.stderr)
    return 3 if failed else 0


def _again(command: Sweep, path: Path) -> str:
    """The command that continues a sweep on the same cluster."""
    words = ["blastema", "sweep", str(path)]
    words += ["--on", command.on] if command.on != "here" else []
    words += ["--on-config", str(command.on_config)] if command.on_config else []
    words += ["--jobs", str(command.jobs)] if command.jobs else []
    return shlex.join(words)


def _opened(command: Sweep) -> sweeps.Plan | sweeps.Sweep:
    from blastema import sweep as sweeps
    from blastema.fitting import changing

    if command.source and (Path(command.source) / "sweep.json").exists():
        if other := sorted(command.given - _WHEN_CONTINUED):
            flags = ", ".join(f"--{name.replace('_', '-')}" for name in other)
            raise InputError(
                f"{command.source} is an existing sweep; its plan is fixed, and {flags} would change it. Continue "
                "it without, or start a new sweep."
            )
        return sweeps.Sweep.open(Path(command.source))
    if command.retry:
        raise InputError("--retry is for an existing sweep: blastema sweep sweeps/1 --retry. Leave it out here.")
    if command.search != "halving" and (other := sorted(command.given & {"factor", "rungs"})):
        raise InputError(f"--{other[0]} needs --search halving, not {command.search}.")
    if command.search == "random" and not command.trials:
        raise InputError("--search random needs --trials: the number of combinations to draw.")
    if command.search == "grid" and command.trials:
        raise InputError("--trials needs --search random or --search halving.")
    fixed_steps = asks_for_steps(command.given, command.set, command.source)
    config = command.config
    if command.targets and "others" not in command.given:  # the given targets replace the file's pictures
        config = config.replace(others=())
    elif config.target.others and not asks_for("change_count", command.given, command.set, command.source):
        config = changing(config)
    return sweeps.make_plan(
        config,
        command.targets,
        command.seeds,
        command.over,
        command.jobs,
        fixed_steps,
        fixed_padding=asks_for("padding", command.given, command.set, command.source) or command.recipe == "article",
        trials=command.trials,
        halving=command.factor if command.search == "halving" else 0,
        rungs=command.rungs,
        by="" if command.by == "auto" else command.by,
        here=command.on == "here",
    )


def _room(command: Sweep, plan: sweeps.Plan) -> list[str]:
    """In words, that smaller pictures have less padding than the recipe, unless the user has said how much."""
    from blastema.fitting import roomed

    varied = {text.partition("=")[0].rpartition(".")[2] for text in command.over}
    if "padding" in varied or asks_for("padding", command.given, command.set, command.source):
        return []
    notes = [roomed(entry.config, command.recipe or "quick") for entry in plan.entries]
    return list(dict.fromkeys(itertools.chain.from_iterable(notes)))


def _tell_unequal_starts(plan: sweeps.Plan) -> None:
    """Note which trainings start from nothing: they do not compare with those that start from the stem cell."""
    from blastema import starts

    apart = [each for each in plan.entries if each.config.training.start == "stem" and starts.other_parts(each.config)]
    if apart:
        print(
            f"note: {len(apart)} of {len(plan.entries)} trainings start from a rule that does nothing, since the stem "
            f"cell has other parts ({apart[0].name}: {starts.other_parts(apart[0].config)}). To start all of them so: "
            "--set training.start=nothing"
        )


def _free() -> Path:
    number = 1
    while (path := Path("sweeps") / str(number)).exists():
        number += 1
    return path


def _ask(received: list[int], attached: Attached, number: int, frame: FrameType | None) -> None:
    if number == HANGUP:
        attached.leave()
    if received and number == signal.SIGINT:
        os._exit(130)
    if not received:
        print("\nsaving (Ctrl-C again quits without saving) ...", file=sys.stderr, flush=True)
    received.append(number)


def _table(rows: Sequence[Mapping[str, Any]], labels: Mapping[str, str], width: int) -> str:
    """The measures of all runs; labels that do not fit beside them have a line of their own above their numbers."""
    headings = list(zip(*(heading for heading, _ in _MEASURES.values()), strict=True))
    numbers = [[_cell(row, name, digits) for name, (_, digits) in _MEASURES.items()] for row in rows]
    columns = [max(map(len, column)) for column in zip(*headings, *numbers, strict=True)]
    above, *below = ("  ".join(map(str.rjust, line, columns)) for line in (*headings, *numbers))
    names = [plain(labels[row["name"]]) for row in rows]
    states = [
        "" if row["state"] == "done" else ": ".join(filter(None, (row["state"], row.get("verdict")))) for row in rows
    ]
    left = max(map(cell_len, ("run", *names)))
    beside = left + 2 + len(above) <= width
    if not beside:
        left = max(width - len(above) - 2, 3)
    head = f"{'':{left}}  {above}\n{'run':{left}}  {below[0]}"
    lines = [head, "─" * (left + 2 + len(above))]
    for name, said, line in zip(names, states, below[1:], strict=True):
        if beside:
            lines += [f"{set_cell_size(name, left)}  {line}", *([f"  {said}"] if said else [])]
        else:
            lines += [f"{name} ({said})" if said else name, f"{'':{left}}  {line}"]
    return "\n".join(lines)


def _cell(row: Mapping[str, Any], name: str, digits: int) -> str:
    """A value of a row; a measure without a number is of a sample that is not finite, as in the page."""
    value = row.get(name, "-")
    return "diverged" if value is None else value if isinstance(value, str) else f"{value:.{digits}f}"


__all__ = ["run"]
