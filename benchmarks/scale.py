"""Strong and weak scaling of one training on one core and on two, compared with the ideal.

    python benchmarks/scale.py                          # a Markdown table
    python benchmarks/scale.py --kernel jax --size 16   # the dense engine, on a smaller picture

Strong: the same batch on more cores, ideally in half the time on two. Weak: as many samples on each core, ideally in
the same time. An iteration is one of the article's: 80 steps forward and backward of a grown lizard, and the
rest of the trainer's work. Each case runs in separate processes that may use only the given number of cores, in
interleaved rounds; the first iterations, which compile, are not counted. Medians over all iterations of all rounds;
processor seconds are those of all threads and hosts. "whole" is a batch computed by one device as a whole, on as many
threads as cores; "devices" and "hosts" share it, with one thread each.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src"
STEPS = 80
WARM = 2


@dataclasses.dataclass(frozen=True)
class Case:
    """How a batch is computed, on how many cores in total."""

    kind: str
    scaling: str
    cores: int
    batch: int

    def settings(self, threads: int) -> dict[str, Any]:
        """Number of devices in the config of each process."""
        devices = {"whole": 0, "devices": self.cores, "hosts": 1}[self.kind]
        return {"devices": devices, "threads": threads, "batch_size": self.batch}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", default="native", choices=("native", "jax"))
    parser.add_argument("--size", type=int, default=40, help="longer side of the lizard (default: 40)")
    parser.add_argument(
        "--batch", type=int, default=16, help="batch of strong scaling; weak scaling has half of it per core"
    )
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=5, help="counted iterations per round (default: 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements to this file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(**json.loads(options.child))))
        return 0
    available = sorted(os.sched_getaffinity(0))
    if max(options.cores) > len(available):
        parser.error(f"there are {len(available)} cores")
    cases = [
        Case(kind, scaling, cores, options.batch if scaling == "strong" else options.batch // 2 * cores)
        for scaling in ("strong", "weak")
        for cores in options.cores
        for kind in ("whole", "devices", "hosts")
        if kind != "hosts" or cores > 1
    ]
    load = os.getloadavg()[0]
    times: dict[Case, list[tuple[float, float]]] = {case: [] for case in cases}
    for _ in range(options.rounds):
        for case in cases:
            times[case] += measured(case, available, options)
    print(report(times, load))
    if options.json:
        told = [dataclasses.asdict(case) | {"wall_and_processor_s": each} for case, each in times.items()]
        options.json.write_text(json.dumps({"load": load, "cases": told}, indent=1) + "\n", encoding="utf-8")
    return 0


def measured(case: Case, available: list[int], options: argparse.Namespace) -> list[tuple[float, float]]:
    """Wall-clock and processor seconds of each iteration of a case, once."""
    hosts = case.cores if case.kind == "hosts" else 1
    each = case.cores // hosts
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    children = []
    for host in range(hosts):
        told = {
            "cores": available[host * each : (host + 1) * each],
            "hosts": f"{host}/{hosts}@localhost:{port}" if hosts > 1 else "",
            "settings": case.settings(each) | {"kernel": options.kernel, "size": options.size},
            "iterations": options.iterations,
        }
        virtual = case.cores if case.kind == "devices" else 1
        environment = os.environ | {
            "PYTHONPATH": str(SOURCE),
            "XLA_FLAGS": f"--xla_force_host_platform_device_count={virtual}",
        }
        words = [sys.executable, __file__, "--child", json.dumps(told)]
        children.append(subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True))
    lines = [process.communicate()[0].splitlines() for process in children]
    if any(process.returncode for process in children):
        raise SystemExit(f"{case} has failed")
    results = [json.loads(line[-1]) for line in lines]
    return [(max(wall for wall, _ in same), sum(cpu for _, cpu in same)) for same in zip(*results, strict=True)]


def child(cores: list[int], hosts: str, settings: dict[str, Any], iterations: int) -> list[tuple[float, float]]:
    """One host's iterations: seconds by the clock and of its processors."""
    os.sched_setaffinity(0, cores)
    sys.path.insert(0, str(SOURCE))
    import jax.numpy as jnp

    import blastema as bl
    from blastema.training import Trainer
    from blastema.training import hosts as others
    from blastema.training.snapshots import MemoryCheckpoints

    if hosts:
        others.join(hosts)
    organism = bl.load_organism("🦎")
    config = bl.regenerating("article", start="nothing", learning_rate=1e-9, pool_size=256, **settings)
    config = config.replace(steps=(STEPS, STEPS + 1))
    trainer = Trainer(bl.load_target("🦎", config.target), config, MemoryCheckpoints(), organism.automaton)
    memory = trainer.state.memory
    grown = organism.rollout(trainer.episode.seed, STEPS)
    pool = jnp.broadcast_to(grown, memory.pool.shape).copy()
    trainer.state = trainer.state._replace(memory=memory._replace(pool=pool))
    taken = []
    for number in range(WARM + iterations):
        wall, cpu = time.perf_counter(), time.process_time()
        trainer.state, _, _ = trainer.episode.run(trainer.state, number, 0, 1.0)
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return taken[WARM:]


def report(times: dict[Case, list[tuple[float, float]]], load: float) -> str:
    """The results, as Markdown."""
    import importlib.metadata

    from ports.measure import machine

    at = machine(max(case.cores for case in times))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("jax", "jaxlib", "numpy"))
    lines = [
        f"{at['processor']}, {at['processors']} processors, load {load:.1f} before and {os.getloadavg()[0]:.1f} after, "
        f"{at['date']}. Python {at['python']}, {versions}.",
        "",
        "| scaling | who | cores | batch | median s | ideal s | least s | processor s |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for case, each in times.items():
        wall, cpu = [one for one, _ in each], [one for _, one in each]
        kind = "devices" if case.kind == "hosts" else case.kind
        alone = next(
            each for other, each in times.items() if (other.kind, other.scaling, other.cores) == (kind, case.scaling, 1)
        )
        first = statistics.median(one for one, _ in alone)
        ideal = first / (case.cores if case.scaling == "strong" else 1)
        numbers = f"{statistics.median(wall):.3f} | {ideal:.3f} | {min(wall):.3f} | {statistics.median(cpu):.3f}"
        lines.append(f"| {case.scaling} | {case.kind} | {case.cores} | {case.batch} | {numbers} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
