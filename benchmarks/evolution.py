"""Backpropagation and evolution for the same processor time: one small rule, one small picture, and their scores.

    python benchmarks/evolution.py --out runs/evolution                       # each 5 minutes on one thread, one seed
    python benchmarks/evolution.py --out runs/evolution --only adam snes --seconds 60 --seeds 0 1 2
    python benchmarks/evolution.py --out runs/evolution --table               # the results so far

All have the same config except for the optimiser: 536 parameters (8 channels, 16 hidden units), a picture of 12 cells,
the regenerating regime with a pool of 32, batches of 4. Evolution has populations of 64. The time is processor time of
the training alone, without imports and compilation (the first two iterations); scores are those of
`blastema.evaluation`, 8 samples. Existing trainings are not repeated. Needs the extra evolve.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import time
from pathlib import Path
from typing import Any

import blastema as bl
from blastema import evaluation
from blastema.config import Part, Phase
from blastema.errors import TrainingFailedError
from blastema.training import Finished, RolledBack, Trained

OPTIMISERS: dict[str, str | Part] = {
    "adam": "adam",
    "snes": "snes",
    "sep-cma-es": "sep-cma-es",
    "open-es": Part("open-es", {"sigma": 0.05}),
}
CUTS = ("bottom", "top", "right", "left", "centre")
GOALS = (-1.5, -2.0, -2.5, -3.0)
"""Smoothed log10 losses for which the time is recorded."""
SCORES = ("grow200", "persist5000", "worst cut")
_COMPILED = 2
"""Iterations that are not counted, since they include compilation."""


def config_of(optimiser: str, seed: int) -> bl.Config:
    """The common config, except for the optimiser."""
    return bl.regenerating(
        "quick",
        size=12,
        padding=3,
        channels=8,
        hidden=(16,),
        start="nothing",
        pool_size=32,
        iterations=10_000_000,
        phases=(Phase(10_000_000, (24, 36)),),
        checkpoint_every=500,
        checkpoint_minutes=0.0,
        threads=1,
        seed=seed,
        optimiser=OPTIMISERS[optimiser],
    )


class Clock:
    """Processor seconds after the iterations that are not counted."""

    def __init__(self) -> None:
        self.began = math.inf

    @property
    def seconds(self) -> float:
        return max(time.process_time() - self.began, 0.0)


def train(optimiser: str, picture: str, seconds: float, seed: int, out: str) -> None:
    """One training with this many processor seconds; its scores are written to a file in ``out``."""
    config, clock = config_of(optimiser, seed), Clock()
    target = bl.load_target(picture, config.target)
    found: dict[str, Any] = {"rollbacks": 0, "failed": "", "reached": {}}
    organism = None
    try:
        for event in bl.fit(target, config, should_stop=lambda: clock.seconds > seconds):
            if isinstance(event, Trained):
                if event.iteration == _COMPILED:
                    clock.began = min(clock.began, time.process_time())
                for goal in GOALS:
                    if event.smoothed <= goal:
                        found["reached"].setdefault(str(goal), round(clock.seconds, 1))
                found |= {"seconds": clock.seconds, "iterations": event.iteration, "log10_loss": event.smoothed}
            elif isinstance(event, RolledBack):
                found["rollbacks"] += 1
            elif isinstance(event, Finished):
                organism = event.organism
    except TrainingFailedError as error:
        found["failed"] = str(error)
    file = _file(Path(out), optimiser, picture, seconds, seed)
    if organism is not None:
        bl.save_organism(organism, file.with_suffix(".safetensors"))
        scores = evaluation.evaluate(organism)
        cuts = [scores[f"heal1000 {cut}"] for cut in CUTS]
        found |= {name: round(scores[name].log10_mean, 3) for name in ("grow200", "persist5000")}
        found |= {"worst cut": round(max(cut.log10_mean for cut in cuts), 3)}
        found |= {"recovered": sum(cut.recovered for cut in cuts), "alive": scores.births.alive}
    file.write_text(json.dumps(found))


def _file(out: Path, optimiser: str, picture: str, seconds: float, seed: int) -> Path:
    return out / f"{optimiser}-{picture}-{seconds:g}-{seed}.json"


def table(out: Path, picture: str, seconds: float, seeds: list[int]) -> str:
    """A line for each existing training."""
    names = ["optimiser", "seed", "iterations", "an hour", *(f"to {goal:g}" for goal in GOALS), "log10 loss"]
    names += [*SCORES, "recovered of 40"]
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    for optimiser in OPTIMISERS:
        for seed in seeds:
            file = _file(out, optimiser, picture, seconds, seed)
            found = json.loads(file.read_text()) if file.exists() else {}
            if found:
                hourly = found["iterations"] / found["seconds"] * 3600
                row = [optimiser, str(seed), f"{found['iterations']:,}", f"{hourly:,.0f}"]
                row += [
                    f"{found['reached'][str(goal)]:g} s" if str(goal) in found["reached"] else "-" for goal in GOALS
                ]
                row += [
                    f"{found['log10_loss']:.2f}",
                    *(f"{found[name]:.2f}" if name in found else "-" for name in SCORES),
                ]
                lines.append(f"| {' | '.join([*row, str(found.get('recovered', '-'))])} |")
    return "\n".join(lines)


def main() -> None:
    """Run the missing trainings, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(OPTIMISERS), default=list(OPTIMISERS), metavar="OPTIMISER")
    parser.add_argument("--picture", default="🦎")
    parser.add_argument("--seconds", type=float, default=300.0, help="processor seconds of each training")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--table", action="store_true", help="only print the results so far")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    todo = [(optimiser, seed) for seed in options.seeds for optimiser in options.only]
    for optimiser, seed in todo if not options.table else ():
        if _file(options.out, optimiser, options.picture, options.seconds, seed).exists():
            continue
        print(optimiser, "seed", seed, flush=True)
        arguments = (optimiser, options.picture, options.seconds, seed, str(options.out))
        child = context.Process(target=train, args=arguments)
        child.start()
        child.join()
        if child.exitcode != 0:
            raise SystemExit(f"{optimiser}, seed {seed}: exit code {child.exitcode}")
    print(table(options.out, options.picture, options.seconds, options.seeds))


if __name__ == "__main__":
    main()
