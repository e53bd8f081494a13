"""What a config takes from its picture: where the seeds stand, and episodes long enough to reach the edge."""

from __future__ import annotations

import dataclasses
import math

from blastema import seeding
from blastema.config import Config, PerturbedConfig
from blastema.targets import Target

STEPS_PER_CELL = 2.4
"""Steps of the shortest episode for each cell from the seed to the farthest cell: the recipe ``fast`` has 48 for the 20
cells of the built-in pictures, the notebook 64."""


def fitted(config: Config, target: Target) -> tuple[Config, list[str]]:
    """The config with episodes that are long enough for the target.

    Args:
        config: episodes shorter than the target needs are lengthened, all in proportion
        target: loaded with ``config.target``

    Returns:
        The config, and what was changed, in words.
    """
    if isinstance(config.training.curriculum, PerturbedConfig):  # the picture is there when an episode begins
        return config, []
    distance, missing = _reach(config, target)
    shortest = min(phase.steps[0] for phase in config.training.phases)
    needed = math.ceil(STEPS_PER_CELL * distance)
    if needed <= shortest:
        return config, _out_of_reach(missing)
    factor = needed / shortest
    phases = tuple(
        dataclasses.replace(phase, steps=(round(phase.steps[0] * factor), round(phase.steps[1] * factor)))
        for phase in config.training.phases
    )
    longer = dataclasses.replace(config, training=dataclasses.replace(config.training, phases=phases))
    low, high = phases[0].steps
    note = (
        f"the picture reaches {distance} cells from its seed; episodes have {low} to {high - 1} steps, so that growth "
        "gets there (--steps LOW HIGH says otherwise)."
    )
    return longer, [note, *_out_of_reach(missing)]


def planted(config: Config, target: Target) -> Config:
    """The config with the target's seeds, if it has none of its own, so that a run knows them."""
    if config.target.seed_at or not target.seeds:
        return config
    return config.replace(seed_at=tuple(f"{column},{row}" for row, column in target.seeds))


def told(config: Config, target: Target) -> list[str]:
    """What of the target an organism cannot reach in the episodes that the config asks for, in words."""
    if isinstance(config.training.curriculum, PerturbedConfig):
        return []
    distance, missing = _reach(config, target)
    longest = config.training.longest_episode - 1
    notes = _out_of_reach(missing)
    if distance > longest:
        low = math.ceil(STEPS_PER_CELL * distance)
        notes.append(
            f"the picture reaches {distance} cells from its seed, but episodes have at most {longest} steps, and a "
            f"growing organism advances by less than a cell a step: its edge will not be reached. Use --steps {low} "
            f"{round(1.4 * low)}, or a smaller --size."
        )
    return notes


def _reach(config: Config, target: Target) -> tuple[int, int]:
    threshold = config.automaton.alive_threshold
    return seeding.reach(target.array[..., 3], config.target.seeds or target.seeds, threshold)


def _out_of_reach(missing: int) -> list[str]:
    if not missing:
        return []
    return [
        f"{missing} cells of the picture lie in parts that no seed can reach and will not grow; give each part a seed: "
        "--seed-at X,Y X,Y"
    ]


__all__ = ["STEPS_PER_CELL", "fitted", "planted", "told"]
