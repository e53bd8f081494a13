"""Make a stem cell, initial weights from which any picture or volume is learned quickly, by Reptile.

    blastema grow zoo/configs/stem/bud.png --config zoo/configs/stem/bud.json --threads 1 --out runs/bud
    python zoo/stem.py --size 24 --start runs/bud --out src/blastema/starts/24.safetensors     # about 18 minutes
    python zoo/stem.py --size 40 --start src/blastema/starts/24.safetensors --precision bf16 --turns 300 \\
        --pictures 32 --out src/blastema/starts/40.safetensors                                 # about 24 minutes
    python zoo/stem.py --volumes --start examples/voxels/mushroom.safetensors --turns 60 \\
        --pictures 16 --out src/blastema/starts/volume.safetensors                             # about 19 minutes

Reptile (Nichol, Achiam and Schulman, 2018, "On First-Order Meta-Learning Algorithms"): each turn trains the current
weights on one picture for some iterations of the recipe, and then moves them part of the way to the trained weights.
Changes that all pictures share accumulate, those specific to one picture average out. The pictures are emoji of an
installed font (Noto Color Emoji), without the ten built-in ones and without those used to evaluate starts
(`benchmarks/emoji_at_large.py`, `benchmarks/starts.py`). Volumes are random bodies (`zoo/shapes.py`).

In half of the turns a picture continues with the pool of its previous turn, so that the weights learn to persist and
to heal as well as to grow from one cell; in the other half it starts with a pool of seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import random
import sys
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

import shapes

import blastema as bl
from blastema.automaton import CellularAutomaton
from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.targets import Target
from blastema.training import Trainer
from blastema.training.snapshots import MemoryCheckpoints

ROOT = Path(__file__).resolve().parents[1]
RECIPES = {24: "quick", 40: "fast"}
"""The recipe whose iterations are used, by size in cells."""
SOLID = {"perception": "volume", "size": 12, "padding": 3, "channels": 12, "hidden": (64,), "pool_size": 64}
"""Settings of volumes, and the steps of their episodes below."""
SOLID_STEPS = (24, 36)
ITERATIONS = (40, 80, 160)
"""Iterations per turn: one of these, chosen at random."""
STEP = 0.25
"""The fraction of the way by which weights move in the first turn; it decays linearly to zero."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--size", type=int, choices=tuple(RECIPES), default=24, help="longer side in cells")
    kind.add_argument("--volumes", action="store_true", help="of volumes, of 12 voxels")
    parser.add_argument("--out", type=Path, required=True, help="the organism's file")
    parser.add_argument("--pictures", type=int, default=48)
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", required=True, help="a run or an organism whose weights the first turn starts from")
    parser.add_argument("--precision", choices=("float32", "bf16"), default="float32")
    options = parser.parse_args()
    running = {"seed": options.seed, "threads": 1, "precision": options.precision}
    if options.volumes:
        config = bl.regenerating("quick", **SOLID, steps=SOLID_STEPS, **running)
        targets = bodies(options.pictures, config.target)
    else:
        config = bl.regenerating(RECIPES[options.size], **running)
        targets = pictures(options.pictures, config.target)
    organism = bl.load_organism(options.start)
    print(f"{len(targets)} targets: {' '.join(targets)}", file=sys.stderr)
    automaton = reptile(organism.automaton, targets, config, options)
    told = {"made_by": "zoo/stem.py", "pictures": len(targets), "turns": options.turns, "seed": options.seed}
    stem = dataclasses.replace(
        organism, automaton=automaton, name=f"stem-{options.out.stem}", target=None, seeds=(), provenance=told
    )
    organism_file.save(stem, options.out, "float16")
    return 0


def bodies(count: int, target: TargetConfig) -> dict[str, Target]:
    """Random volumes, by number."""
    chance = np.random.default_rng(1)
    return {str(number): bl.load_target(shapes.body(chance, target.size), target) for number in range(count)}


def pictures(count: int, target: TargetConfig) -> dict[str, Target]:
    """Emoji that grow from the middle and are not used for evaluation."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    import emoji_at_large

    judged = {*emoji_at_large.chosen(), *emoji_at_large.HELD_OUT}
    symbols = [symbol for symbol in emoji_at_large.candidates() if symbol not in judged]
    random.Random(1).shuffle(symbols)
    found: dict[str, Target] = {}
    for symbol in symbols:
        try:
            loaded = bl.load_target(symbol, target)
        except InputError:
            continue  # without a picture in the font
        if not loaded.seeds:
            found[symbol] = loaded
        if len(found) == count:
            break
    return found


def reptile(
    automaton: CellularAutomaton, targets: dict[str, Target], config: bl.Config, options: argparse.Namespace
) -> CellularAutomaton:
    """The weights after all turns."""
    trainers: dict[str, Trainer] = {}
    chance = random.Random(options.seed)
    began = time.monotonic()
    for turn in range(options.turns):
        name = chance.choice(list(targets))
        if name not in trainers:
            trainers[name] = Trainer(targets[name], config, MemoryCheckpoints(), automaton)
        trainer = trainers[name]
        fresh = trainer.episode.begin(automaton)
        goes_on = chance.random() < 0.5
        state = fresh._replace(memory=trainer.state.memory) if goes_on else fresh
        losses = []
        for number in range(chance.choice(ITERATIONS)):
            state, figures, _ = trainer.episode.run(state, number, turn, 1.0)
            losses.append(math.log10(max(figures.loss, 1e-9)) if math.isfinite(figures.loss) else math.inf)
        trainer.state = state
        if losses[-1] < 0:  # otherwise it has diverged, and is skipped
            share = STEP * (1 - turn / options.turns)
            automaton = jax.tree.map(partial(towards, share), automaton, state.automaton)
        if turn % 20 == 0 or turn == options.turns - 1:
            said = f"turn {turn}, {name}: {losses[0]:.2f} -> {losses[-1]:.2f} in {len(losses)} iterations"
            print(f"{said}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return jax.tree.map(jnp.asarray, automaton)


def towards(share: float, now: jax.Array, then: jax.Array) -> jax.Array:
    """A point part of the way from one to the other."""
    return now + share * (then - now)


if __name__ == "__main__":
    sys.exit(main())
