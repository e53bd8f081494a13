"""The native kernel compared with dense JAX: forward, a training iteration, and large worlds, with the share of peak.

    python benchmarks/rollout.py                  # a Markdown table
    python benchmarks/rollout.py --json -         # everything measured, as JSON

Forward and iteration: 80 steps from a disc of 1,018 mature cells on 72x72, batch 8, hidden 128, fire rate 0.5 (the
iteration is loss and gradient, without the optimiser). Worlds: a 1024x1024 torus with 25 to 200 such organisms,
stepped forward; the rate follows the living cells. Operations are those of the kernel: two for each
multiply-add of perception and rule on cells that fire; the backward pass recomputes perception and hidden layer. Peak
is the register-only peak of ``fma_peak.cc`` (float32, for bf16 as well), measured between the rounds. Both processor
time and wall-clock time: while another program runs, only the former is meaningful.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import AbstractEngine, native_calls
from blastema.engines.cpu import NativeEngine
from blastema.engines.reference import DenseEngine, at_step
from blastema.fire import fire_mask
from blastema.life import living
from blastema.objective import PictureObjective

STEPS, BATCH, SIZE, CHANNELS, HIDDEN, RADIUS = 80, 8, 72, 16, 128, 18
WORLD, WORLD_STEPS = 1024, 20
FIRST, SECOND = 2 * 3 * CHANNELS * HIDDEN, 2 * HIDDEN * CHANNELS
PERCEPTION = 2 * 2 * 8 * CHANNELS  # two filters with eight taps; the identity costs nothing


@dataclasses.dataclass
class Measurement:
    """The measurement of one engine and task; ``operations``: floating-point operations per call, 0 if not counted."""

    task: str
    engine: str
    seconds: float
    processor_seconds: float
    operations: float = 0.0
    living: float = 0.0


def disc(height: int, width: int, centres: list[tuple[int, int]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A state [H, W, C] with discs of 1,018 mature cells."""
    rng = np.random.default_rng(0)
    state = np.zeros((height, width, CHANNELS), np.float32)
    rows, columns = np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1]
    inside = rows**2 + columns**2 <= RADIUS**2
    for row, column in centres:
        at = (rows[inside] + row) % height, (columns[inside] + column) % width
        state[at] = rng.normal(0, 0.3, (int(inside.sum()), CHANNELS))
        state[(*at, ALPHA)] = 1.0
    return state


def rule(boundary: str) -> CellularAutomaton:
    """A rule whose last layer is zero: the discs stay, and every step costs the same."""
    config = AutomatonConfig(channels=CHANNELS, hidden=(HIDDEN,), boundary=boundary)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    weight = np.random.default_rng(1).normal(0, 0.1, (3 * CHANNELS, HIDDEN))
    changed: CellularAutomaton = eqx.tree_at(
        lambda a: a.update.layers[0].weight, automaton, jnp.asarray(weight, jnp.float32)
    )
    return changed


def firing_cells(state: jax.Array, automaton: CellularAutomaton, conditions: Conditions, steps: int) -> Any:
    """Cells alive in the state, and cells that fire over all steps while the state stays as it is."""
    alive = living(state, automaton.alive_threshold, automaton.physics.boundary)

    def count(done: jax.Array) -> jax.Array:
        now = at_step(conditions, done)
        drawn = {"fire_seed": now.fire_seed, "step": now.step, "fire_rate": now.fire_rate}
        return jnp.sum(fire_mask(*state.shape[1:3], **drawn)[..., 0] & alive)

    counts = jax.jit(lambda: jax.lax.map(count, jnp.arange(steps, dtype=jnp.uint32)))()
    return float(jnp.sum(alive)), float(np.asarray(counts, np.float64).sum())


def engine(threads: int, precision: str = "float32") -> NativeEngine:
    """The native engine at its best level."""
    return NativeEngine("", native_calls.instruction_level(precision=precision), threads, precision)


def timed(call: Callable[[], Any]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    jax.block_until_ready(call())  # type: ignore[no-untyped-call]
    return time.perf_counter() - wall, time.process_time() - processor


def peak(program: str | None, threads: int) -> tuple[float, float]:
    """GFLOP/s by the clock and by processor time, or zeros without a compiler."""
    if program is None:
        return 0.0, 0.0
    result = subprocess.run([program, str(threads), "0.4"], check=True, capture_output=True, text=True)
    found = json.loads(result.stdout)
    return float(found["gflops_wall"]), float(found["gflops_cpu"])


def build_peak(folder: str) -> str | None:
    compiler = shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")
    if compiler is None:
        return None
    program = str(Path(folder) / "fma_peak")
    source = str(Path(__file__).with_name("fma_peak.cc"))
    subprocess.run([compiler, "-O3", "-march=native", "-pthread", source, "-o", program], check=True)
    return program


def tasks(threads: int, dense: bool, organisms: tuple[int, ...]) -> list[tuple[Measurement, Callable[[], Any]]]:
    """The measured tasks, each compiled and run once."""
    automaton = rule("zero")
    conditions = automaton.conditions(Conditions(jnp.arange(BATCH, dtype=jnp.uint32)), BATCH)
    state = jnp.asarray(np.stack([disc(SIZE, SIZE, [(SIZE // 2, SIZE // 2)])] * BATCH))
    alive, fired = firing_cells(state, automaton, conditions, STEPS)
    objective = PictureObjective(jnp.zeros((1, SIZE, SIZE, 4)))
    wanted = objective.wanted(jnp.zeros(BATCH, jnp.int32), jnp.int32(STEPS))
    found: list[tuple[Measurement, Callable[[], Any]]] = []

    def add(task: str, engine: str, operations: float, living: float, call: Any, *arguments: Any) -> None:
        compiled = jax.jit(call)
        jax.block_until_ready(compiled(*arguments))  # type: ignore[no-untyped-call]
        measurement = Measurement(task, engine, float("inf"), float("inf"), operations, living)
        found.append((measurement, lambda: compiled(*arguments)))

    forward, both = fired * (PERCEPTION + FIRST + SECOND), fired * (3 * PERCEPTION + 4 * FIRST + 3 * SECOND)
    engines: list[tuple[str, AbstractEngine]] = [(f"native, {n} threads", engine(n)) for n in (1, threads)]
    if native_calls.available_levels("bf16"):
        engines += [(f"native bf16, {n} threads", engine(n, "bf16")) for n in (1, threads)]
    engines += [("dense JAX", DenseEngine.create(0, "float32"))] if dense else []
    for name, chosen in engines:
        counted = 0.0 if isinstance(chosen, DenseEngine) else 1.0
        add(
            "forward",
            name,
            counted * forward,
            alive * STEPS,
            lambda a, s, e=chosen: e.rollout(a, s, jnp.int32(STEPS), conditions, STEPS),
            automaton,
            state,
        )
        add(
            "iteration",
            name,
            counted * both,
            alive * STEPS,
            lambda a, s, e=chosen: e.loss_and_gradient(a, s, objective, wanted, jnp.int32(STEPS), conditions, STEPS),
            automaton,
            state,
        )
    turning = rule("torus")
    alone = turning.conditions(Conditions(0), 1)
    for count in organisms:
        side = int(np.ceil(np.sqrt(count)))
        centres = [(WORLD * (i // side) // side, WORLD * (i % side) // side) for i in range(count)]
        world = jnp.asarray(disc(WORLD, WORLD, centres)[None])
        alive, fired = firing_cells(world, turning, alone, WORLD_STEPS)
        add(
            f"{WORLD_STEPS} steps of a world of {count}",
            f"native, {threads} threads",
            fired * (PERCEPTION + FIRST + SECOND),
            alive * WORLD_STEPS,
            lambda a, s: engine(threads).rollout(a, s, jnp.int32(WORLD_STEPS), alone, WORLD_STEPS),
            turning,
            world,
        )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="rounds; the best one counts (default: 7)")
    parser.add_argument("--threads", type=int, default=native_calls.default_threads(), help="default: all processors")
    parser.add_argument("--dense", action=argparse.BooleanOptionalAction, default=True, help="also measure dense JAX")
    parser.add_argument("--organisms", type=int, nargs="*", default=[25, 50, 100, 200], help="worlds (default: 4)")
    parser.add_argument("--json", metavar="FILE", help="write all measurements to this file; - for the screen")
    options = parser.parse_args()
    available, reason = native_calls.is_available()
    if not available:
        print(reason, file=sys.stderr)
        return 2
    roof, roof_processor = 0.0, 0.0
    measured = tasks(options.threads, options.dense, tuple(options.organisms))
    with tempfile.TemporaryDirectory() as folder:
        program = build_peak(folder)
        for _ in range(options.rounds):
            wall, processor = peak(program, options.threads)
            roof, roof_processor = max(roof, wall), max(roof_processor, processor / options.threads)
            for measurement, call in measured:
                seconds, processor_seconds = timed(call)
                measurement.seconds = min(measurement.seconds, seconds)
                measurement.processor_seconds = min(measurement.processor_seconds, processor_seconds)
    results = [measurement for measurement, _ in measured]
    if options.json:
        text = json.dumps(
            {
                "level": native_calls.instruction_level(),
                "peak_gflops": roof,
                "peak_gflops_a_thread_by_processor_time": roof_processor,
                "measurements": [dataclasses.asdict(result) for result in results],
            },
            indent=1,
        )
        sys.stdout.write(text + "\n") if options.json == "-" else Path(options.json).write_text(text)
    if options.json != "-":
        print(table(results, roof, roof_processor, options.threads))
    return 0


def table(results: list[Measurement], roof: float, roof_processor: float, threads: int) -> str:
    """Share of peak by the clock, and in brackets by processor time."""
    lines = [
        f"Level {native_calls.instruction_level()}; peak {roof:.0f} GFLOP/s on {threads} threads, "
        f"{roof_processor:.0f} on one by processor time.",
        "",
        "| task | engine | ms | processor ms | living cells/s | GFLOP/s | share of peak |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        rate = result.operations / result.seconds * 1e-9
        share = "-"
        if result.operations and roof_processor:
            own_roof = roof_processor if "1 threads" in result.engine else roof
            by_processor = result.operations / result.processor_seconds * 1e-9 / roof_processor
            share = f"{rate / own_roof:.0%} ({by_processor:.0%})"
        lines.append(
            f"| {result.task} | {result.engine} | {result.seconds * 1e3:.1f} | {result.processor_seconds * 1e3:.1f} "
            f"| {result.living / result.seconds:.3g} | {rate:.0f} | {share} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
