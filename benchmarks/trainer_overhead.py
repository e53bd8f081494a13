"""The cost of a training iteration beyond its gradient: python benchmarks/trainer_overhead.py [--organism FILE]

Sampling, sorting, wounds, normalisation, optimiser, pool write-back, metrics and events, compared with the
engine's fused call on states of the same pool. Both are timed alternately, in processor seconds of the process and in
wall-clock seconds; medians. The pool is filled with an organism at step 80, so that the work is that of a running
training.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import blastema as bl
from blastema.runs.metrics import MetricsWriter
from blastema.training import Trainer
from blastema.training.snapshots import MemoryCheckpoints

ROUNDS = 30


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organism", help="a run or organism file (default: a new rule, on seeds)")
    parser.add_argument("--kernel", default="auto")
    parser.add_argument("--recipe", default="article")
    parser.add_argument("--steps", type=int, default=80, help="steps of an episode (default: 80)")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()

    start = bl.load_organism(arguments.organism) if arguments.organism else None
    config = bl.regenerating(arguments.recipe, start="nothing", kernel=arguments.kernel, learning_rate=1e-9)
    target = bl.load_target("🦎", config.target)
    trainer = Trainer(target, config, MemoryCheckpoints(), start and start.automaton)
    if start is not None:
        pool = jnp.broadcast_to(start.grow(80), trainer.state.memory.pool.shape).copy()
        trainer.state = trainer.state._replace(memory=trainer.state.memory._replace(pool=pool))

    batch, steps = config.training.batch_size, arguments.steps
    engine, objective, bound = trainer.engine, trainer.episode.objective, max(config.training.longest_episode, steps)

    @jax.jit
    def gradient(automaton: bl.CellularAutomaton, states: jax.Array, seeds: jax.Array) -> object:
        conditions = automaton.conditions(bl.Conditions(seeds), batch)
        wanted = objective.wanted(jnp.zeros(batch, jnp.int32), jnp.int32(steps))
        return engine.loss_and_gradient(automaton, states, objective, wanted, jnp.int32(steps), conditions, bound)

    whole: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        writer = MetricsWriter(Path(folder) / "metrics.jsonl")
        for round_ in range(arguments.rounds + 2):
            # The same number of steps in both; the trainer draws its own, so compare per step.
            states = trainer.state.memory.pool[:batch] + 0
            seeds = jnp.asarray(np.arange(batch), jnp.uint32)
            bare_times = timed(
                lambda states=states, seeds=seeds: jax.block_until_ready(
                    gradient(trainer.state.automaton, states, seeds)
                )
            )
            key_steps = episode_steps(trainer)

            def iterate() -> None:
                writer.append(trainer._iterate())

            whole_times = timed(iterate)
            if round_ >= 2:  # the first ones compile
                bare.append(bare_times)
                whole.append((whole_times[0] * steps / key_steps, whole_times[1] * steps / key_steps))
    for name, index in (("clock", 0), ("processor", 1)):
        iteration = statistics.median(times[index] for times in whole)
        fused = statistics.median(times[index] for times in bare)
        share = (iteration - fused) / iteration
        print(f"{name:>9}: iteration {iteration * 1e3:.1f} ms, gradient {fused * 1e3:.1f} ms, the rest {share:.1%}")


def episode_steps(trainer: Trainer) -> int:
    """The number of steps that the next iteration will draw."""
    from blastema.training.iteration import stream

    training, progress = trainer.config.training, trainer.progress
    key = stream(training.seed, jnp.uint32(progress.iteration), jnp.uint32(progress.attempt), "steps")
    low, high = training.phases[0].steps
    return int(jax.random.randint(key, (), low, high))


def timed(action) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """Seconds by the clock and of the processor that ``action`` takes."""
    clock, processor = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - clock, time.process_time() - processor


if __name__ == "__main__":
    main()
