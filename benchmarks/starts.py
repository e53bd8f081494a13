"""Compare starts by how quickly they learn twenty pictures that were not used to make any of them.

    python benchmarks/starts.py nothing stem                              # as `--from nothing` and `--from stem`
    python benchmarks/starts.py stem other.safetensors --seeds 3 --json starts.json
    python benchmarks/starts.py nothing stem --size 40 --json 40.json     # with the iterations of `fast`
    python benchmarks/starts.py nothing stem --volumes --json solid.json  # the default way of three volumes
    python benchmarks/starts.py --table starts.json                       # print the results so far

It counts iterations of `quick` (regenerating, 24 cells, with all its wounds) or of `fast` (40 cells) until the mean of
log10 of the loss over the last ten iterations is below -1.5, -2 and -2.5, for each picture and seed. An existing
results file is continued. Pictures: seven emoji other than the ten built-in ones, seven of the ten, and six drawn by
`any_picture.py`. Volumes: the tree, the house and the worm of examples/voxels, as `blastema grow FILE` trains them.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
from pathlib import Path
from typing import Any

import any_picture
import emoji_at_large
import jax
import numpy as np

import blastema as bl
from blastema import fitting, starts
from blastema.automaton import CellularAutomaton
from blastema.targets import Target
from blastema.training import Trainer
from blastema.training.snapshots import MemoryCheckpoints
from blastema.widening import widened

ROOT = Path(__file__).resolve().parents[1]
RECIPES = {24: "quick", 40: "fast"}
"""The recipe whose iterations are counted, by size in cells."""
BOUNDS = (-1.5, -2.0, -2.5)
BUILT_IN = "🦋😀🐠🐞🎄🥨👁"
DRAWN = ("spiral", "tree", "letter", "discs", "cloud", "star")
VOLUMES = ("tree", "house", "worm")
MEAN_OF = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("starts", nargs="*", help="nothing, stem, or an organism's file")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--size", type=int, choices=tuple(RECIPES), default=24, help="longer side in cells (default: 24)")
    kind.add_argument("--volumes", action="store_true", help="volumes of their own sizes instead of pictures")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=300, help="at most (default: 300)")
    parser.add_argument("--json", type=Path, default=Path("starts.json"))
    parser.add_argument("--table", type=Path, metavar="FILE", help="only print the table of this file")
    options = parser.parse_args()
    if options.table:
        print(report(json.loads(options.table.read_text(encoding="utf-8"))))
        return 0
    measured: dict[str, Any] = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
    config = bl.regenerating(RECIPES[options.size], threads=1)
    for picture, (target, own) in (volumes(config) if options.volumes else pictures(config)).items():
        missing = [
            (name, seed)
            for seed in range(options.seeds)
            for name in options.starts
            if str(seed) not in measured.get(name, {}).get(picture, {})
        ]
        if not missing:
            continue
        automata = {name: begun(name, own) for name in options.starts}
        trainer = Trainer(target, own, MemoryCheckpoints(), automata[options.starts[0]])
        for name, seed in missing:
            losses = trained(trainer, automata[name], seed, options.iterations)
            measured.setdefault(name, {}).setdefault(picture, {})[str(seed)] = losses
        options.json.write_text(json.dumps(measured), encoding="utf-8")
        print(picture, {name: reached(measured[name][picture], -2.0) for name in automata}, file=sys.stderr, flush=True)
    print(report(measured))
    return 0


def begun(name: str, config: bl.Config) -> CellularAutomaton:
    """The automaton of a start, as large as the config's."""
    if name == "nothing":
        return CellularAutomaton.initial(config.automaton, jax.random.key(0))
    found = starts.start_for(config) if name == "stem" else bl.load_organism(name)
    assert found is not None
    return widened(found.automaton, config.automaton)


def pictures(config: bl.Config) -> dict[str, tuple[Target, bl.Config]]:
    """The twenty pictures, by name, with the config."""
    found = {symbol: bl.load_target(symbol, config.target) for symbol in emoji_at_large.HELD_OUT + BUILT_IN}
    drawn = {item.name: item.draw for item in any_picture.ITEMS if item.name in DRAWN}
    for name, draw in drawn.items():
        assert draw is not None
        found[name] = bl.load_target(np.asarray(draw(config.target.size)), config.target)
    return {name: (target, config) for name, target in found.items()}


def volumes(config: bl.Config) -> dict[str, tuple[Target, bl.Config]]:
    """The volumes, by name, each with its own config."""
    found = {}
    for name in VOLUMES:
        path = str(ROOT / "examples" / "voxels" / f"{name}.vox")
        own = fitting.voluminous(config, path, lambda setting: False)
        target = bl.load_target(path, own.target)
        found[name] = target, fitting.fitted(own, target)[0]
    return found


def trained(trainer: Trainer, automaton: CellularAutomaton, seed: int, iterations: int) -> list[float]:
    """log10 of the loss of each iteration. The seed is passed as the attempt, so that it is compiled only once."""
    state, losses = trainer.episode.begin(automaton), []
    for number in range(iterations):
        state, figures, _ = trainer.episode.run(state, number, seed, 1.0)
        losses.append(round(math.log10(figures.loss), 3) if 0 < figures.loss < math.inf else 9.0)
    return losses


def reached(by_seed: dict[str, list[float]], bound: float) -> float:
    """Iterations until the mean of the last ten is below a bound, median over the seeds; infinite if never."""

    def first(losses: list[float]) -> float:
        means = np.convolve(losses, np.full(MEAN_OF, 1 / MEAN_OF), "valid")
        below = np.flatnonzero(means < bound)
        return float(below[0] + MEAN_OF) if len(below) else math.inf

    return statistics.median(first(losses) for losses in by_seed.values())


def report(measured: dict[str, Any]) -> str:
    """The results as a Markdown table."""
    lines = ["| start | seeds | " + " | ".join(f"to {bound:g}: median, worst; within 100" for bound in BOUNDS)]
    lines[0] += " | loss after 50, 100, 300 |"
    lines.append("| --- | ---: |" + " --- |" * (len(BOUNDS) + 1))
    for name, by_picture in measured.items():
        cells = []
        for bound in BOUNDS:
            times = sorted(reached(by_seed, bound) for by_seed in by_picture.values())
            soon = sum(time <= 100 for time in times)
            cells.append(f"{statistics.median(times):.0f}, {times[-1]:.0f}; {soon} of {len(times)}")
        every = np.array([losses for by_seed in by_picture.values() for losses in by_seed.values()])
        after = (float(every[:, at - MEAN_OF : at].mean()) for at in (50, 100, 300) if every.shape[1] >= at)
        seeds = max(len(by_seed) for by_seed in by_picture.values())
        cells.append(", ".join(f"{loss:.2f}" for loss in after))
        lines.append(f"| {Path(name).stem} | {seeds} | {' | '.join(cells)} |")
    return "\n".join(lines).replace("inf", "never")


if __name__ == "__main__":
    sys.exit(main())
