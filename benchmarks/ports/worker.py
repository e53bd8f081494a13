"""One engine in a separate process: reads one order per line from standard input, answers with one line of JSON each.

    python -m ports.worker ENGINE SETTING_JSON THREADS

Orders: ``first iterate`` and ``first rollout`` (compiles; answer: wall seconds), ``time iterate`` and ``time rollout``
(answer: wall and processor seconds), ``losses COUNT`` (of this many iterations from the start), ``save PATH`` (final
state and gradients, for the check), ``quit``. It is started by `ports.measure`.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from ports import ENGINES
from ports.setting import Port, Setting


def limit_threads(threads: int) -> None:
    """All these frameworks size their thread pools by the available processors, so these are limited."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def peak_memory() -> int:
    """The largest resident set of this process so far, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def first(port: Port, what: str) -> dict[str, float]:
    """The first call, which compiles. Ports whose calls take minutes compile without a call."""
    begin = time.perf_counter()
    prepare = getattr(port, "prepare", None)
    if prepare is None:
        getattr(port, what)()
    else:
        prepare(what)
    return {"wall": time.perf_counter() - begin}


def losses(port: Port, count: int) -> list[float]:
    """Losses of consecutive training iterations, always from the same states."""
    port.reset()
    return [port.iterate() for _ in range(count)]


def timed(port: Port, what: str) -> dict[str, Any]:
    """One iteration or rollout from the starting weights; loading them is not timed."""
    port.reset()
    wall, processor = time.perf_counter(), time.process_time()
    loss = getattr(port, what)()
    return {
        "wall": time.perf_counter() - wall,
        "processor": time.process_time() - processor,
        "loss": loss,
        "peak_memory": peak_memory(),
    }


def save(port: Port, path: str) -> dict[str, Any]:
    (weight1, bias1), (weight2, bias2) = port.gradients()
    np.savez(path, state=port.final_state(), weight1=weight1, bias1=bias1, weight2=weight2, bias2=bias2)
    return {"saved": path}


def versions(packages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def main(name: str, setting: str, threads: str) -> None:
    # Frameworks print to standard output; answers use the original one.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(content: dict[str, Any]) -> None:
        print(json.dumps(content), file=answers, flush=True)

    limit_threads(int(threads))
    engine = ENGINES[name]
    try:
        port = engine.build(Setting(**json.loads(setting)))
        found = {"Python": platform.python_version(), **versions(engine.packages)}
        answer({"ready": name, "versions": found, "notes": port.notes()})
    except (ImportError, RuntimeError) as error:
        answer({"skipped": str(error).splitlines()[0]})
        return
    for order in sys.stdin:
        match order.split():
            case ["time", what]:
                answer(timed(port, what))
            case ["first", what]:
                answer(first(port, what))
            case ["losses", count]:
                answer({"losses": losses(port, int(count))})
            case ["save", path]:
                answer(save(port, path))
            case ["quit"]:
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
