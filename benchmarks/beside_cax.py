"""Blastema compared with CAX: the same work for every system that both have, in one run.

    python benchmarks/beside_cax.py                                  # all systems
    python benchmarks/beside_cax.py --cax-python VENV/bin/python     # CAX in a separate environment
    python benchmarks/beside_cax.py --systems growing-quick digits --rounds 5 --table table.md --json result.json
    python benchmarks/beside_cax.py --check-only                     # no times

CAX 0.4 needs Python 3.12 and newer releases of JAX; its interpreter runs `ports.worker`, which needs no package of
ours and communicates in lines of JSON. Both get the same rule, states, targets and optimiser: batch, steps,
grid, channels, hidden units, learning rate, Adam, each variable's gradient divided by its norm. Each engine runs in a
separate process, one at a time, in alternating rounds (Blastema, CAX, Blastema, ...); compilation is not counted.

First the results are checked: the same systems, small and at fire rate 1, where nothing is random; the last state, the
gradient of each variable and the losses of five training iterations are compared with Blastema's dense engine. It fails
above 1e-4 (1e-3 for the isotropic rule), and if losses do not fall.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Any

from ports.measure import check, machine, measure, say
from ports.systems import SYSTEMS, System
from ports.table import place, table, versions

BUSY_LOAD = 0.5
ITERATIONS = 5
OURS = ("native", "jax")


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    parser.add_argument(
        "--cax-python",
        default=sys.executable,
        metavar="PYTHON",
        help="interpreter of the environment with CAX (default: this one)",
    )
    parser.add_argument(
        "--systems",
        nargs="+",
        choices=tuple(SYSTEMS),
        default=list(SYSTEMS),
        metavar="NAME",
        help=f"of {', '.join(SYSTEMS)} (default: all)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each engine (default: 5)")
    parser.add_argument("--threads", type=int, default=available, help="processors to use (default: all)")
    parser.add_argument(
        "--slow",
        type=float,
        default=5.0,
        metavar="SECONDS",
        help="engines slower than this take part in one round only (default: 5)",
    )
    parser.add_argument(
        "--limit",
        type=float,
        default=900.0,
        metavar="SECONDS",
        help="engines that take longer for one call are left out (default: 900)",
    )
    parser.add_argument("--small", action="store_true", help="small sizes, to try the program")
    parser.add_argument(
        "--check",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="compare the engines' results first (default: yes)",
    )
    parser.add_argument("--check-only", action="store_true", help="compare results, measure nothing")
    parser.add_argument("--table", type=Path, metavar="FILE", help="also write the Markdown table to this file")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements to this file")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error(f"--rounds is {options.rounds}; expected 1 or more")
    return options


def run(name: str, system: System, options: argparse.Namespace) -> dict[str, Any]:
    """Check and measure one system."""
    setting = system.setting.trial() if options.small else system.setting
    how: dict[str, Any] = {
        "threads": options.threads,
        "limit": options.limit,
        "pythons": {"cax": options.cax_python},
    }
    result: dict[str, Any] = {"name": name, "title": system.title, "what": system.what}
    result |= {"setting": dataclasses.asdict(setting), "cell_updates": setting.cell_updates}
    result["parameters"] = sum(array.size for layer in setting.layers() for array in layer)
    if options.check or options.check_only:
        found = check(system.engines, system.setting.trial(), iterations=ITERATIONS, **how)
        result["check"] = found
        for engine, distance in found.items():
            far = ", ".join(f"{value:.0e} ({of})" for of, value in distance.items())
            say(f"{name}: {engine} differs from the dense engine by {far}")
    if not options.check_only:
        series = measure(system.what, system.engines, setting, rounds=options.rounds, slow=options.slow, **how)
        result["engines"] = [each.summary() for each in series]
    return result


def wrong(results: list[dict[str, Any]]) -> list[str]:
    """The engines with different results."""
    return [
        f"{result['name']}: {engine}"
        for result in results
        for engine, distance in result.get("check", {}).items()
        if not max(distance.values()) <= SYSTEMS[result["name"]].tolerance
    ]


def report(results: list[dict[str, Any]], where: dict[str, Any]) -> str:
    """A table with a row for each system, the versions and the machine."""
    head = ["system", "parameters", "cell updates", "native s", "dense s", "CAX s", "CAX / native", "CAX / dense"]
    rows = []
    last: dict[str, dict[str, Any]] = {}
    for result in results:
        measured = {one["name"]: one for one in result["engines"] if one["wall"]}
        last |= measured
        rows.append(
            [
                result["title"],
                f"{result['parameters']:,}",
                f"{result['cell_updates']:,}",
                *(f"{measured[name]['median']:.3g}" if name in measured else "" for name in (*OURS, "cax")),
                *(_ratio(measured, name) for name in OURS),
            ]
        )
    skipped = [
        f"Skipped: {result['name']}: {one['name']}: {one['skipped']}"
        for result in results
        for one in result["engines"]
        if one["skipped"]
    ]
    return "\n\n".join([table(head, rows), *skipped, versions(list(last.values())), place(where)])


def _ratio(measured: dict[str, dict[str, Any]], ours: str) -> str:
    """Ratios of medians by the clock, and of processor time in brackets."""
    if not {ours, "cax"} <= measured.keys():
        return ""
    wall, processor = (measured["cax"][key] / measured[ours][key] for key in ("median", "processor_median"))
    return f"{wall:,.3g} ({processor:,.3g})"


def main() -> int:
    options = parse()
    where = machine(options.threads)
    if (where["load_before"] or 0) > BUSY_LOAD and not options.check_only:
        say(f"load {where['load_before']}: other work shares this machine; repeat on a quiet one")
    results: list[dict[str, Any]] = []
    for name in options.systems:
        say(f"{name}: {SYSTEMS[name].title}")
        results.append(run(name, SYSTEMS[name], options))
        if options.json:  # after each system, since the slowest is last
            content = {"machine": where, "systems": results}
            options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    if not options.check_only:
        text = report(results, where)
        print(text)
        if options.table:
            options.table.write_text(text + "\n", encoding="utf-8")
    failed = wrong(results)
    if failed:
        say(f"These engines compute something else, so their times do not compare: {', '.join(failed)}.")
    checked = all("cax" in result["check"] for result in results if "check" in result)
    measured = all(one["wall"] for result in results for one in result.get("engines", ()) if one["name"] == "cax")
    return 0 if checked and measured and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
