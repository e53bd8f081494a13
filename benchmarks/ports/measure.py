"""Comparing engines: a process for each, alternating rounds, one running while the others are stopped."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import os
import platform
import select
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ports.setting import Setting

HERE = Path(__file__).resolve().parent.parent
NO_PYTHONS: Mapping[str, str] = MappingProxyType({})


class EngineError(Exception):
    """An engine's process ended or did not answer in time."""


class Worker:
    """An engine's process, stopped (SIGSTOP) except while it works, so that waiting threads cost the others nothing."""

    def __init__(self, name: str, setting: Setting, threads: int, limit: float, python: str = sys.executable) -> None:
        self.name = name
        self.limit = limit
        if shutil.which(python) is None:
            raise EngineError(f"{python} is not a program")
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        self.process = subprocess.Popen(
            [python, "-m", "ports.worker", name, json.dumps(dataclasses.asdict(setting)), str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=HERE,
            text=True,
        )
        self.greeting = self._answer()

    def ask(self, order: str) -> dict[str, Any]:
        """The answer to one order. Raises `EngineError`."""
        assert self.process.stdin is not None
        self._signal("SIGCONT")
        try:
            self.process.stdin.write(order + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise self._failure("ended early") from None
        answer = self._answer()
        self._signal("SIGSTOP")
        return answer

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]
        self.log.close()

    def _signal(self, name: str) -> None:
        if hasattr(signal, name):
            self.process.send_signal(getattr(signal, name))

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        readable, _, _ = select.select([self.process.stdout], [], [], self.limit)
        if not readable:
            raise self._failure(f"gave no answer within {self.limit:.0f} s")
        line = self.process.stdout.readline()
        if not line:
            raise self._failure("ended early")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _failure(self, what: str) -> EngineError:
        self.log.seek(0)
        last = self.log.read().decode(errors="replace").strip().splitlines()[-1:]
        return EngineError(f"{self.name} {what}" + (f": {last[0]}" if last else ""))


@dataclasses.dataclass
class Series:
    """One engine's measurements. ``skipped`` says why there are none, or why they ended."""

    name: str
    versions: dict[str, str] = dataclasses.field(default_factory=dict)
    notes: str = ""
    skipped: str = ""
    first: float | None = None
    wall: list[float] = dataclasses.field(default_factory=list)
    processor: list[float] = dataclasses.field(default_factory=list)
    peak_memory: int = 0

    def summary(self) -> dict[str, Any]:
        content = dataclasses.asdict(self)
        if self.wall:
            content |= {"median": statistics.median(self.wall), "minimum": min(self.wall)}
            content |= {"processor_median": statistics.median(self.processor)}
        return content


def measure(
    what: str,
    names: Sequence[str],
    setting: Setting,
    *,
    rounds: int,
    threads: int,
    slow: float,
    limit: float,
    pythons: Mapping[str, str] = NO_PYTHONS,
) -> list[Series]:
    """Rounds of ``iterate`` or ``rollout``, all engines in turn in each round.

    slow:  seconds; an engine whose measurement takes longer takes part in one round only
    limit: seconds to wait for any single answer
    pythons: interpreters of engines with separate ones
    """
    all_series = [Series(name) for name in names]
    workers: dict[str, Worker] = {}
    with contextlib.ExitStack() as stack:
        for series in all_series:
            try:
                worker = _start(series, setting, threads, limit, stack, pythons)
                if worker is not None:
                    say(f"{series.name}: first call (compiles)")
                    series.first = worker.ask(f"first {what}")["wall"]
                    workers[series.name] = worker
            except EngineError as error:
                series.skipped = str(error)
            if series.skipped:
                say(f"{series.name}: skipped, {series.skipped}")
        for index in range(rounds):
            for series in all_series:
                if series.name in workers and not (series.wall and max(series.wall) > slow):
                    _measure_once(series, workers, what)
            say(f"round {index + 1} of {rounds} done")
    return all_series


def _start(
    series: Series,
    setting: Setting,
    threads: int,
    limit: float,
    stack: contextlib.ExitStack,
    pythons: Mapping[str, str],
) -> Worker | None:
    worker = Worker(series.name, setting, threads, limit, pythons.get(series.name, sys.executable))
    stack.callback(worker.close)
    series.skipped = worker.greeting.get("skipped", "")
    series.versions = worker.greeting.get("versions", {})
    series.notes = worker.greeting.get("notes", "")
    return None if series.skipped else worker


def _measure_once(series: Series, workers: dict[str, Worker], what: str) -> None:
    try:
        answer = workers[series.name].ask(f"time {what}")
    except EngineError as error:
        series.skipped = str(error)
        del workers[series.name]
        return
    series.wall.append(answer["wall"])
    series.processor.append(answer["processor"])
    series.peak_memory = max(series.peak_memory, answer["peak_memory"])


def check(
    names: Sequence[str],
    setting: Setting,
    *,
    threads: int,
    limit: float,
    pythons: Mapping[str, str] = NO_PYTHONS,
    iterations: int = 0,
) -> dict[str, dict[str, float]]:
    """The difference of each engine from Blastema's dense engine, at fire rate 1, where nothing is random.

    Returns for each engine that runs: ``state``, max|a - b| / max|b| of the last state; ``gradient``, the largest
    over the four variables of |a - b| / |b|; and if there are ``iterations``, ``losses``, the largest |a - b| / |b|
    of theirs one after another, or infinity where they do not fall.
    """
    results: dict[str, dict[str, float]] = {}

    def outcome(name: str, folder: str) -> dict[str, Any]:
        path = str(Path(folder) / f"{name}.npz")
        python = pythons.get(name, sys.executable)
        with contextlib.closing(Worker(name, setting, threads, limit, python)) as worker:
            return _outcome(worker, path, iterations)

    with tempfile.TemporaryDirectory() as folder:
        try:
            reference = outcome("jax", folder)
        except EngineError as error:
            say(f"no check without Blastema's dense engine: {error}")
            return {}
        for name in names:
            try:
                found = reference if name == "jax" else outcome(name, folder)
            except EngineError as error:
                say(f"{name}: not checked, {error}")
                continue
            results[name] = _distances(found, reference, setting)
    return results


def _outcome(worker: Worker, path: str, iterations: int) -> dict[str, Any]:
    if "skipped" in worker.greeting:
        raise EngineError(worker.greeting["skipped"])
    worker.ask(f"save {path}")
    found: dict[str, Any] = {}
    if iterations:
        found["losses"] = np.asarray(worker.ask(f"losses {iterations}")["losses"])
    with np.load(path) as arrays:
        return found | dict(arrays)


def _distances(found: dict[str, Any], reference: dict[str, Any], setting: Setting) -> dict[str, float]:
    state, expected = (setting.compared(each["state"]) for each in (found, reference))
    gradients = [name for name in found if name not in ("state", "losses")]
    distances = {
        "state": float(np.abs(state - expected).max() / np.abs(expected).max()),
        "gradient": float(max(_distance(found[name], reference[name]) for name in gradients)),
    }
    if "losses" in found:
        losses, wanted = found["losses"], reference["losses"]
        falls = bool(np.isfinite(losses).all() and losses[-1] < losses[0])
        distances["losses"] = float(np.abs(losses / wanted - 1).max()) if falls else float("inf")
    return distances


def _distance(array: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    if array.shape != expected.shape:
        return float("inf")
    return float(np.linalg.norm(array - expected) / np.linalg.norm(expected))


def machine(threads: int) -> dict[str, Any]:
    """The machine and time of a run."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        fields = dict(line.split(":", 1) for line in cpuinfo.read_text().splitlines() if ":" in line)
        fields = {key.strip(): value.strip() for key, value in fields.items()}
        model = fields.get("model name", model)
        if "cpu family" in fields:
            model += f" (family {fields['cpu family']}, model {fields.get('model', '?')})"
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "threads": threads,
        "load_before": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "date": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def say(message: str) -> None:
    """Print a line of progress, separate from the results."""
    print(message, file=sys.stderr, flush=True)
