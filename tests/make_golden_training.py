"""Make the golden trainings: ten iterations of each regime, by the package's specification and agreed to by the judge.

    python tests/make_golden_training.py

Each ``golden/training-REGIME.npz`` holds a training whole, so that it can be repeated without what made it:

    settings, options      JSON: the fields of `training_judge.Settings`, and options of the judge
    pixels, padding        the picture, uint8 [size, size, 4] with straight alpha, and the empty cells around it
    start_0, start_1, ...  float32, the rule at first: weight, bias, weight, bias
    losses                 float32 [10], the mean loss of each iteration
    weights_0, ...         float32, the rule after ten iterations; average_0, ...: its running average
    pool                   float32 [2, H, W, C], the first two states of the pool in the end (not for growing)

The run's seed is the first with which every max-pooled alpha stays at least 1e-5 away from the threshold of life.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import judge
import numpy as np
from helpers import distance_from_threshold, random_layers, relative_error
from training_adapter import Package
from training_judge import Seen, Settings, Training, variables_of

GOLDEN = Path(__file__).parent / "golden"
ITERATIONS, SHOWN = 10, 2
SIZE, PADDING, CHANNELS, HIDDEN = 8, 3, 8, 16
MARGIN = 1e-5
OPTIONS = judge.Options()
TRAININGS = {
    "growing": Settings("growing", damage_count=0, weight_average=0.9, schedule="step", decay_start=5),
    "persistent": Settings("persistent", damage_count=0, weight_average=0.3),
    "regenerating": Settings(
        "regenerating",
        reseed_every=2,
        damage_count=2,
        wounds=("circle", "half-plane", "square"),
        schedule="cosine",
        decay_start=1,
        decay_end=6,
        refine_from=6,
        refine_until=10,
        weight_average=0.99,
    ),
}


def start() -> judge.Layers:
    layers = random_layers(np.random.default_rng(0), 3 * CHANNELS, (HIDDEN,), CHANNELS, gain=0.05)
    return [(weight.astype(np.float32), bias.astype(np.float32)) for weight, bias in layers]


def picture() -> np.ndarray:
    """A ring on a faint ground."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    pixels = np.random.default_rng(2).integers(0, 256, (SIZE, SIZE, 4), dtype=np.uint8)
    distance = rows**2 + columns**2
    pixels[..., 3] = np.where((distance > 3) & (distance < 14), 255, 40)
    return pixels


def nearest(layers: judge.Layers, seen: Seen) -> float:
    """How near an iteration comes to the threshold of life."""
    states = judge.rollout(layers, seen.before, seen.steps, OPTIONS, seen.seeds, [0] * len(seen.seeds))
    distances = []
    for time, state in enumerate(states[:-1]):
        fire = judge.fires_batch(state.shape[1:3], [time] * len(state), seen.seeds, OPTIONS.fire_rate)
        moved = judge.move(layers, state, fire, OPTIONS)
        distances += [distance_from_threshold(state, OPTIONS), distance_from_threshold(moved, OPTIONS)]
    return min(distances)


def follow(settings: Settings) -> dict[str, np.ndarray] | None:
    """The training by the package, or none if some alpha comes too near the threshold."""
    layers, pixels = start(), picture()
    package = Package(settings, OPTIONS, pixels, PADDING, layers)
    judged = Training(settings, OPTIONS, package.target.array, SIZE, layers)
    losses = []
    for iteration in range(ITERATIONS):
        rule = judged.layers
        seen = judged.iterate(iteration)
        if nearest(rule, seen) < MARGIN:
            return None
        losses.append(package.iterate()[0]["loss"])
        assert abs(losses[-1] / seen.figures["loss"] - 1) < 1e-4
    assert max(relative_error(a, b) for a, b in zip(package.variables, judged.variables, strict=True)) < 1e-4
    made = {"losses": np.array(losses, np.float32)}
    for name, values in {
        "start": variables_of(layers, None), "weights": package.variables, "average": package.average
    }.items():  # fmt: skip
        made |= {f"{name}_{index}": array for index, array in enumerate(values)}
    if settings.regime != "growing":
        made["pool"] = package.pool[:SHOWN]
    return made


def make(name: str, settings: Settings) -> None:
    for seed in range(1000):
        settings = dataclasses.replace(settings, seed=seed)
        made = follow(settings)
        if made is not None:
            break
    else:
        raise SystemExit(f"no seed keeps {name} away from the threshold")
    names = ("filters", "boundary", "alive_threshold", "fire_rate", "step_size", "angle")
    options = {name: getattr(OPTIONS, name) for name in names} | {"living_mask": OPTIONS.life == "neighbourhood"}
    asked = {"settings": json.dumps(dataclasses.asdict(settings)), "options": json.dumps(options)}
    path = GOLDEN / f"training-{name}.npz"
    np.savez_compressed(path, pixels=picture(), padding=PADDING, **asked, **made)
    print(path.name, "seed", seed, "losses", made["losses"].round(4), path.stat().st_size, "bytes")


if __name__ == "__main__":
    for name, settings in TRAININGS.items():
        make(name, settings)
