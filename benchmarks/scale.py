"""Strong and weak scaling of one training on one core and on two, compared with the ideal.

    python benchmarks/scale.py --json scale.json        # measures, and prints a Markdown table
    python benchmarks/scale.py --json scale.json        # the same command again: measures only what is missing
    python benchmarks/scale.py --json scale.json --print  # the table again, without measuring
    python benchmarks/scale.py --kernel jax --size 16   # the dense engine, on a smaller picture

Strong: the same batch on more cores, ideally in half the time on two. Weak: as many samples on each core, ideally in
the same time. An iteration is one of the article's: 80 steps forward and backward of a grown lizard, and the
rest of the trainer's work. Each case runs in separate processes that may use only the given number of cores, in
interleaved rounds; the first iterations, which compile, are not counted. Each part (a case in a round) is written to
the file of --json when it is done, and not measured again; a part that fails or takes longer than --limit is told and
left out. Medians over all iterations of all rounds; processor seconds are those of all threads and hosts. "whole" is a
batch computed by one device as a whole, on as many threads as cores; "devices" and "hosts" share it, with one thread
each.
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
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=8, help="counted iterations per round (default: 8)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the measurements here, and continue them")
    parser.add_argument("--print", action="store_true", help="print the table of that file's measurements and stop")
    parser.add_argument(
        "--limit", type=float, default=120, help="seconds after which a part is given up (default: 120)"
    )
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(**json.loads(options.child))))
        return 0
    if options.print:
        if options.json is None or not options.json.is_file():
            parser.error("--print needs --json FILE with measurements")
        print(report(json.loads(options.json.read_text("utf-8"))))
        return 0
    if options.batch < 8 or options.batch % 2 or any(options.batch % cores for cores in options.cores):
        parser.error(f"--batch is {options.batch}; expected an even number from 8 on that the cores divide evenly")
    available = sorted(os.sched_getaffinity(0))
    if min(options.cores) != 1 or max(options.cores) > len(available):
        parser.error(f"--cores needs 1, which the others are compared with, and at most {len(available)}")
    kept = opened(options, parser)
    failed = measure(kept, available, options)
    print(report(kept))
    return 1 if failed else 0


def opened(options: argparse.Namespace, parser: argparse.ArgumentParser) -> dict[str, Any]:
    """The measurements so far: those of the file, or none yet."""
    settings = {name: getattr(options, name) for name in ("kernel", "size", "batch", "cores", "iterations")}
    if options.json is not None and options.json.is_file():
        kept: dict[str, Any] = json.loads(options.json.read_text("utf-8"))
        if kept["settings"] != settings:
            parser.error(
                f"{options.json} has measurements with other settings ({kept['settings']}); choose another file"
            )
        return kept
    import importlib.metadata

    from ports.measure import machine

    at = machine(max(options.cores)) | {name: importlib.metadata.version(name) for name in ("jax", "jaxlib", "numpy")}
    return {"settings": settings, "machine": at, "load": os.getloadavg()[0], "parts": []}


def measure(kept: dict[str, Any], available: list[int], options: argparse.Namespace) -> int:
    """Measure the missing parts, and keep each when it is done; returns how many have failed."""
    cases = [
        Case(kind, scaling, cores, options.batch if scaling == "strong" else options.batch // 2 * cores)
        for scaling in ("strong", "weak")
        for cores in options.cores
        for kind in ("whole", "devices", "hosts")
        if kind != "hosts" or cores > 1
    ]
    done = {(Case(**part["case"]), part["round"]) for part in kept["parts"]}
    wanted = [(case, number) for number in range(options.rounds) for case in cases if (case, number) not in done]
    failed = 0
    for place, (case, number) in enumerate(wanted, 1):
        began = time.monotonic()
        try:
            times = measured(case, available, options)
        except (OSError, RuntimeError, ValueError) as error:
            failed += 1
            print(f"{place} of {len(wanted)}: {case} has failed: {error}", file=sys.stderr, flush=True)
            continue
        kept["parts"].append({"case": dataclasses.asdict(case), "round": number, "wall_and_processor_s": times})
        kept["load after"] = os.getloadavg()[0]
        if options.json is not None:
            partial = options.json.with_name(options.json.name + ".part")
            partial.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            partial.replace(options.json)
        print(f"{place} of {len(wanted)}: {case}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return failed


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
        children.append(
            subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        )
    until = time.monotonic() + options.limit
    try:
        said = [process.communicate(timeout=max(0.1, until - time.monotonic())) for process in children]
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"no answer within {options.limit:g} s (--limit)") from None
    finally:
        for process in children:  # a host whose partner has ended would wait for it
            if process.poll() is None:
                process.kill()
                process.communicate()
    for process, (_, complaint) in zip(children, said, strict=True):
        if process.returncode:
            raise RuntimeError(f"exit code {process.returncode}: {' / '.join(complaint.strip().splitlines()[-3:])}")
    results = [json.loads(out.splitlines()[-1]) for out, _ in said]
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


def report(kept: dict[str, Any]) -> str:
    """The results, as Markdown."""
    times: dict[Case, list[tuple[float, float]]] = {}
    for part in kept["parts"]:
        times.setdefault(Case(**part["case"]), []).extend(part["wall_and_processor_s"])
    at, settings = kept["machine"], kept["settings"]
    versions = ", ".join(f"{name} {at[name]}" for name in ("jax", "jaxlib", "numpy") if name in at)
    lines = [
        f"{at['processor']}, {at['processors']} processors, load {kept['load']:.1f} before and "
        f"{kept.get('load after', kept['load']):.1f} after, {at['date']}. Python {at['python']}"
        f"{', ' if versions else ''}{versions}. Kernel {settings['kernel']}, a lizard of {settings['size']} cells, "
        f"{STEPS} steps, medians of {min(map(len, times.values()), default=0)} iterations.",
        "",
        "| scaling | computed by | cores | batch | s | ideal | share of the ideal | least s | processor s |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    order = {"strong": 0, "weak": 1, "whole": 0, "devices": 1, "hosts": 2}
    for case in sorted(times, key=lambda it: (order[it.scaling], order[it.kind], it.cores)):
        wall, cpu = [one for one, _ in times[case]], [one for _, one in times[case]]
        alone = Case(
            "devices" if case.kind == "hosts" else case.kind,
            case.scaling,
            1,
            case.batch if case.scaling == "strong" else case.batch // case.cores,
        )
        took = statistics.median(wall)
        ideal, share = "-", ""
        if alone in times:
            first = statistics.median(one for one, _ in times[alone])
            least = first / (case.cores if case.scaling == "strong" else 1)
            ideal, share = f"{least:.3f}", f"{least / took:.0%}".replace("%", " %") if case.cores > 1 else ""
        numbers = f"{took:.3f} | {ideal} | {share} | {min(wall):.3f} | {statistics.median(cpu):.3f}"
        lines.append(f"| {case.scaling} | {case.kind} | {case.cores} | {case.batch} | {numbers} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
