"""One training iteration of the mushroom of voxels: the native kernel beside dense JAX.

    python benchmarks/voxels.py                      # a Markdown table
    python benchmarks/voxels.py --threads 1 --rounds 21

Loss and gradient, without the optimiser, of the recipe zoo/configs/voxels/mushroom.json: 4 samples of 14 x 14 x 14
cells, 22 steps (the mean of its 18 to 26), overflow as in the recipe; from states of the trained organism at steps 96,
104, 112 and 120. First the results of both are compared. Rounds alternate between the engines; medians, by the clock
and in processor time: while another program runs, only the latter is meaningful. Give XLA as many processors as the
kernel has threads: `taskset -c 0 python benchmarks/voxels.py --threads 1`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from rollout import timed

from blastema.conditions import Conditions
from blastema.engines import AbstractEngine, native_calls, resolve
from blastema.formats import organism_file
from blastema.life import living
from blastema.objective import PictureObjective

MUSHROOM = Path(__file__).resolve().parent.parent / "examples" / "voxels" / "mushroom.safetensors"
AGES, STEPS, OVERFLOW = (96, 104, 112, 120), 22, 1e-5
CLOSE = 1e-4


def calls(threads: int) -> tuple[dict[str, Callable[[], Any]], float]:
    """The iteration by each engine, compiled; and the share of cells that live in the first states."""
    organism = organism_file.load(MUSHROOM)
    automaton, target = organism.automaton, jnp.asarray(organism.target.array, jnp.float32)
    objective = PictureObjective.initial(target, overflow=OVERFLOW)
    seeds = np.arange(len(AGES), dtype=np.uint32)
    dense = resolve("jax", automaton, objective)
    seed = jnp.asarray(organism.seed())[None]
    grown = [
        dense.rollout(automaton, seed, jnp.int32(age), automaton.conditions(Conditions(np.uint32([number])), 1), age)[0]
        for number, age in zip(seeds, AGES, strict=True)
    ]
    states = jnp.stack(grown)
    wanted = objective.wanted(jnp.zeros(len(AGES), jnp.int32), jnp.int32(STEPS))
    conditions = automaton.conditions(Conditions(seeds, np.uint32(AGES)), len(AGES))

    def iteration(engine: AbstractEngine) -> Callable[[], Any]:
        compiled = jax.jit(
            lambda a, s: engine.loss_and_gradient(a, s, objective, wanted, jnp.int32(STEPS), conditions, STEPS)
        )
        return lambda: compiled(automaton, states)

    native = resolve("native", automaton, objective, threads=threads)
    share = living(states, automaton.alive_threshold, automaton.physics.boundary).mean()
    return {"native": iteration(native), "dense JAX": iteration(dense)}, float(share)


def difference(found: Any, expected: Any) -> float:
    """The largest relative difference, by L2 norms, of the arrays of two results."""
    pairs = zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True)
    return max(float(jnp.linalg.norm(jnp.ravel(a - b)) / jnp.linalg.norm(jnp.ravel(b))) for a, b in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="measurements of each engine (default: 15)")
    parser.add_argument("--threads", type=int, default=native_calls.default_threads(), help="default: all processors")
    options = parser.parse_args()
    iterations, share = calls(options.threads)
    far = difference(*(call() for call in iterations.values()))
    print(f"{share:.0%} of the cells live at first; losses, gradients and last states differ by {far:.0e}.\n")
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in iterations}
    for _ in range(options.rounds):
        for name, call in iterations.items():
            measured[name].append(timed(call))
    print("| engine | ms | processor ms |\n|---|---:|---:|")
    for name, times in measured.items():
        wall, processor = (1e3 * statistics.median(each) for each in zip(*times, strict=True))
        print(f"| {name} | {wall:.1f} | {processor:.1f} |")
    return 0 if far < CLOSE else 1


if __name__ == "__main__":
    sys.exit(main())
