"""One training of a sweep, in a process of its own: train, or go on; evaluate; say how it ended."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from blastema.errors import BlastemaError, FileFormatError, InputError, RunInUseError, TrainingFailedError

if TYPE_CHECKING:
    from blastema.runs.folder import Run
    from blastema.sweep.plan import Entry

EVALUATION_NAME = "evaluation.json"
_LARGEST_BYTES = 16 << 20
STOPPED = 143
_PATIENCE = 60.0
"""Seconds to wait for an orphan of a killed sweep to let go of its run."""


def main(arguments: Sequence[str]) -> int:
    """``FOLDER NAME PROCESSORS``: the sweep, the run, and the processors to keep to (comma-separated, or empty)."""
    folder, name, processors = arguments
    if processors and hasattr(os, "sched_setaffinity"):
        # Before JAX is loaded: it starts a thread for each processor that it sees.
        os.sched_setaffinity(0, {int(number) for number in processors.split(",")})
    received: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: _note(received, number, frame))
    parent = os.getppid()

    def should_stop() -> bool:
        # A sweep that was killed cannot tell its children; they see that they have another parent.
        return bool(received) or os.getppid() != parent

    try:
        return _run(Path(folder), name, should_stop)
    except BlastemaError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return error.exit_code


def _note(received: list[int], number: int, frame: FrameType | None) -> None:
    received.append(number)


def _run(folder: Path, name: str, should_stop: object) -> int:
    from blastema.sweep.plan import RUNS, Plan

    entry = next((entry for entry in Plan.load(folder).entries if entry.name == name), None)
    if entry is None:
        raise InputError(f"the sweep {folder} has no run {name}.")
    run = opened(folder / RUNS / name, entry)
    return _patiently(run, entry, should_stop)


def opened(path: Path, entry: Entry) -> Run:
    """The run folder of a training, made if there is none yet."""
    from blastema._files import sweep_orphans
    from blastema.runs.folder import TARGET_NAME, Run
    from blastema.targets import load_target

    if (path / TARGET_NAME).exists():
        return Run.open(path)
    if path.is_dir():  # a kill came while the folder was being made
        sweep_orphans(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return Run.create(load_target(entry.config.target.picture, entry.config.target), entry.config, path, overwrite=True)


def _patiently(run: Run, entry: Entry, should_stop: object) -> int:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return _train_and_evaluate(run, should_stop)
        except RunInUseError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def _train_and_evaluate(run: Run, should_stop: object) -> int:
    from blastema import evaluation
    from blastema._files import write_atomically
    from blastema.training import Finished

    assert callable(should_stop)
    if not run.complete:
        finished = None
        for event in run.train(should_stop=should_stop):
            finished = event if isinstance(event, Finished) else None
        if finished is None:
            raise TrainingFailedError(f"the training of {run.path} ended without a result.")
        if finished.reason == "stopped":
            return STOPPED
    verdict = evaluation.judge_run(run)
    organism, kernel = run.organism, run.config.run.kernel
    if len(organism.pictures) > 1:
        result = evaluation.evaluate_each(organism, kernel=kernel).as_one()
    else:
        result = evaluation.evaluate(organism, kernel=kernel).to_dict()
        result.pop("curves")
    result |= {"verdict": verdict.to_dict()}
    lines = run.metrics
    result["training"] = {
        "iterations": run.iteration,
        "log10_loss": lines[-1]["smoothed"] if lines else None,
        "seconds": round(sum(line.get("seconds") or 0 for line in lines), 1),
        "roll_backs": max((line["attempt"] for line in lines), default=0),
    }
    write_atomically(run.path / EVALUATION_NAME, json.dumps(result, indent=1, ensure_ascii=False).encode())
    if not verdict.good:
        raise TrainingFailedError(verdict.words)
    return 0


def evaluation_of(path: Path) -> dict[str, Any] | None:
    """What was measured of a run folder's organism at the end of its training; none before.

    Raises:
        InputError: for a file that is damaged.
    """
    from blastema._checks import short
    from blastema._files import read_bytes
    from blastema._json import parse

    file = path / EVALUATION_NAME
    if not file.exists():
        return None
    again = f"Remove {file}: the sweep then evaluates the run again."
    try:
        found = parse(read_bytes(file, "an evaluation", _LARGEST_BYTES), str(file))
        verdict = found.get("verdict", {"good": True, "outcome": "", "words": ""})
        kinds = {"good": bool, "outcome": str, "words": str}
        if not isinstance(verdict, dict) or any(not isinstance(verdict.get(k), kind) for k, kind in kinds.items()):
            raise FileFormatError(f"{file}: the verdict is {short(verdict)}; expected good, outcome and words.")
    except FileFormatError as error:
        raise FileFormatError(f"{error} {again}") from error
    return found


def outcome(evaluation: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a run's organism lives and is better than nothing, and the verdict's word for it.

    Evaluations of before there were verdicts count as good.
    """
    verdict = evaluation.get("verdict", {})
    return verdict.get("good", True), verdict.get("outcome", "")


__all__ = ["EVALUATION_NAME", "STOPPED", "evaluation_of", "main", "opened", "outcome"]
