"""One training iteration of the article, compared between all available engines.

    python benchmarks/train_iteration.py                       # a Markdown table
    python benchmarks/train_iteration.py --json result.json    # and all measurements, in a file
    python benchmarks/train_iteration.py --engines native jax tensorflow --rounds 9 --no-check

The iteration: 80 steps forward and backward from a disc of 1,018 mature cells on 72x72, batch 8, 16 channels, hidden
128, fire rate 0.5, zero boundary; mean squared error of the last state, each variable's gradient divided by its norm,
Adam. All start states and weights are equal; each engine draws its own fire masks. Every engine runs in a separate
process, one at a time, in interleaved rounds; the first call, which compiles, is not counted.

The check runs the engines at fire rate 1, where there is nothing random, for a few steps of a rule that also moves
alpha, and compares last states and gradients with Blastema's dense engine. It fails above 1e-4 (2e-2 for bf16).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Any

from ports import ENGINES
from ports.measure import check, machine, measure, say
from ports.setting import Setting
from ports.table import report

CHECK_STEPS = 12
BUSY_LOAD = 0.5


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=tuple(ENGINES),
        default=list(ENGINES),
        metavar="NAME",
        help=f"of {', '.join(ENGINES)} (default: all)",
    )
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each engine (default: 7)")
    parser.add_argument("--threads", type=int, default=available, help="processors to use (default: all)")
    parser.add_argument(
        "--slow",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="engines slower than this take part in one round only (default: 20)",
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=900.0,
        metavar="SECONDS",
        help="engines that take longer for one call are left out (default: 900)",
    )
    for field in ("steps", "batch", "size", "hidden", "mature"):
        default = getattr(Setting(), field)
        parser.add_argument(f"--{field}", type=int, default=default, help=f"default: {default}")
    parser.add_argument(
        "--check",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="compare the engines' results first (default: yes)",
    )
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write all measurements to this file; - for the screen"
    )
    options = parser.parse_args(arguments)
    if options.mature > options.size**2:
        parser.error(f"{options.mature} mature cells do not fit on {options.size}x{options.size}")
    return options


def main() -> int:
    options = parse()
    setting = Setting(**{name: getattr(options, name) for name in ("steps", "batch", "size", "hidden", "mature")})
    result: dict[str, Any] = {"setting": dataclasses.asdict(setting), "machine": machine(options.threads)}
    if (result["machine"]["load_before"] or 0) > BUSY_LOAD:
        say(f"load {result['machine']['load_before']}: other work shares this machine; repeat on a quiet one")
    failed: list[str] = []
    if options.check:
        # CAX's gradient takes a minute or more; two samples suffice to show that the engines agree.
        trial = dataclasses.replace(
            setting, steps=min(CHECK_STEPS, setting.steps), batch=2, fire_rate=1.0, moving_alpha=True
        )
        result["check"] = check(options.engines, trial, threads=options.threads, limit=options.limit)
        for name, distance in result["check"].items():
            far = ", ".join(f"{value:.0e} ({of})" for of, value in distance.items())
            say(f"{name}: differs from the dense engine by {far}")
            if not max(distance.values()) <= ENGINES[name].tolerance:
                failed.append(name)
    result["engines"] = [
        series.summary()
        for series in measure(
            "iterate",
            options.engines,
            setting,
            rounds=options.rounds,
            threads=options.threads,
            slow=options.slow,
            limit=options.limit,
        )
    ]
    if options.json == Path("-"):
        print(json.dumps(result, indent=1))
    else:
        if options.json:
            options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(report(result))
    if failed:
        say(f"These engines compute something else, so their times do not compare: {', '.join(failed)}.")
    measured = any(engine["wall"] for engine in result["engines"])
    return 0 if measured and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
