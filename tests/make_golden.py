"""Make the golden trajectories: what an organism does for 64 steps, by the specification, for every engine to repeat.

    python tests/make_golden.py            # the trajectories, from the stored organism
    python tests/make_golden.py --train    # the organism as well (a few minutes)

Each ``golden/trajectory-NAME.npz`` has one sample of ``golden/lizard-small.safetensors``:

    start          float32 [H, W, C], the state before the first step
    fire_seed, first_step, angle (radians), fire_rate, boundary ("zero" or "torus"): what was asked for
    alive          bool [64, H, W], the cells that live on after each step
    fires          bool [64, H, W], the fire mask of each step
    at             int [N], numbers of steps, and states float32 [N, H, W, C] after them

The fire seed is the first from which every max-pooled alpha, before and after each update, stays at least 1e-5 away
from the threshold of life, so that rounding cannot tip a cell.
"""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import judge
import numpy as np
from helpers import distance_from_threshold, judged

import blastema as bl
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.training import Trained

GOLDEN = Path(__file__).parent / "golden"
ORGANISM = GOLDEN / "lizard-small.safetensors"
STEPS = 64
AT = (1, 2, 8, 32, 64)
MARGIN = 1e-5
NAMES = ("growing", "healing", "turned-torus")


def train() -> None:
    config = bl.regenerating("fast", size=16, padding=4, hidden=(48,), channels=12, iterations=6000, pool_size=256)
    target = bl.load_target("🦎", config.target)
    for event in bl.fit(target, config):
        if isinstance(event, Trained) and event.iteration % 200 == 0:
            print(event.iteration, round(event.smoothed, 3), flush=True)
    bl.save_organism(dataclasses.replace(event.organism, name="lizard-small"), ORGANISM)


def with_boundary(automaton: CellularAutomaton, boundary: str) -> CellularAutomaton:
    return dataclasses.replace(automaton, physics=dataclasses.replace(automaton.physics, boundary=boundary))


def situations(organism: Any) -> dict[str, dict[str, Any]]:
    """Where each trajectory begins; the fire seed is searched for."""
    common = {"first_step": 0, "angle": 0.0, "fire_rate": 0.5, "boundary": "zero"}
    grown = np.asarray(organism.grow(150, Conditions(fire_seed=11), kernel="jax"))
    cut = np.where(judge.cut_mask(*organism.grid, "left")[..., None], np.float32(0), grown)
    corner = np.roll(np.asarray(organism.seed()), (organism.grid[0] // 2, organism.grid[1] // 2), axis=(0, 1))
    return {
        "growing": common | {"start": np.asarray(organism.seed())},
        "healing": common | {"start": cut, "first_step": 150},
        "turned-torus": common | {"start": corner, "angle": 0.6, "fire_rate": 0.75, "boundary": "torus"},
    }


def follow(automaton: CellularAutomaton, seed: int, situation: dict[str, Any]) -> dict[str, np.ndarray] | None:
    """The trajectory by the specification, or none if some alpha comes too near the threshold."""
    asked = {"fire_rate": situation["fire_rate"], "angle": float(np.float32(situation["angle"]))}
    layers, arguments = judged(automaton, **asked)
    options = arguments["options"]
    height, width, _ = situation["start"].shape
    exact, state = situation["start"][None].astype(np.float64), jnp.asarray(situation["start"])[None]
    states, alive, fires = [], [], []
    for step in range(STEPS):
        time = situation["first_step"] + step
        fire = judge.fires(height, width, time, seed, situation["fire_rate"])
        moved = judge.move(layers, exact, fire[None, ..., None], options)
        if min(distance_from_threshold(each, options) for each in (exact, moved)) < 2 * MARGIN:
            return None
        lives = judge.survivors(exact, moved, options)
        exact = judge.step(layers, exact, fire[None, ..., None], options)
        now = Conditions(seed, time, fire_rate=situation["fire_rate"], angle=situation["angle"])
        state = automaton.step(state, now)
        # Rounding is far smaller than the margin, so that the masks are the same.
        assert np.abs(np.asarray(state) - exact)[..., judge.ALPHA].max() < MARGIN / 2
        assert not np.asarray(state)[~lives].any()
        states.append(np.asarray(state))
        alive.append(lives[0])
        fires.append(fire)
    return {"states": np.concatenate([states[i - 1] for i in AT]), "alive": np.stack(alive), "fires": np.stack(fires)}


def make(name: str, organism: Any, situation: dict[str, Any]) -> None:
    automaton = with_boundary(organism.automaton, situation["boundary"])
    for seed in range(1, 10_000):
        found = follow(automaton, seed, situation)
        if found is not None:
            break
    else:
        raise SystemExit(f"no fire seed keeps {name} away from the threshold")
    asked = {key: np.asarray(value) for key, value in situation.items()}
    path = GOLDEN / f"trajectory-{name}.npz"
    np.savez_compressed(path, fire_seed=np.uint32(seed), at=np.array(AT), **asked, **found)
    print(path.name, "fire seed", seed, "alive at the end", int(found["alive"][-1].sum()), path.stat().st_size, "bytes")


if __name__ == "__main__":
    if "--train" in sys.argv[1:]:
        train()
    organism = bl.load_organism(ORGANISM)
    for name, situation in situations(organism).items():
        make(name, organism, situation)
