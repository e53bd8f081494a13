"""Settings that depend on the picture: places of the seeds, and episodes long enough to reach the edge."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from blastema import seeding, voxel_files
from blastema.assembly import perception_of
from blastema.config import Config, kind_of
from blastema.config.presets import Recipe, padding_for, preset
from blastema.errors import InputError
from blastema.registry import CURRICULA, LIVES, OBJECTIVES
from blastema.targets import Target, within

STEPS_PER_CELL = 2.4
"""Steps of the shortest episode per cell of distance from the seed to the farthest cell: the recipe ``fast`` has 48 for
the 20 cells of the built-in pictures, the notebook 64."""
_PADDING, _POOL, _LARGEST = 3, 128, 24
"""For volumes: padding, pool size, and voxels on the longest side."""
EMBEDDING = 16
"""Size of an embedded signal, as in GoalNCA (Sudhakaran et al. 2022)."""


@dataclasses.dataclass(frozen=True)
class Course:
    """How far an organism has to grow, and in which steps and room.

    reach:   cells from its seeds to the farthest cell of the target; none if an episode need not get there
    steps:   of the first phase's episodes, low <= steps < high
    padding: empty cells on each side
    noun:    what the target is, as `Target.noun`
    """

    reach: int | None
    steps: tuple[int, int]
    padding: int
    noun: str

    @property
    def words(self) -> str:
        """``steps 36 to 51 (the picture reaches 12 cells from its seed), padding 6``."""
        low, high = self.steps
        far = "" if self.reach is None else f" (the {self.noun} reaches {self.reach} cells from its seed)"
        return f"steps {low} to {high - 1}{far}, padding {self.padding}"


def course_of(config: Config, target: Target) -> Course:
    """How far an organism of the target has to grow, and in which steps and room, by the config."""
    reach = _reach(config, target)[0] if _needs_growth(config) else None
    return Course(reach, config.training.phases[0].steps, target.padding, target.noun)


def fitted(config: Config, target: Target) -> tuple[Config, list[str]]:
    """The config with episodes that are long enough for the target.

    Args:
        config: episodes shorter than the target needs are lengthened, all in proportion
        target: loaded with ``config.target``

    Returns:
        The config, and a description of the changes.
    """
    if not _needs_growth(config):
        return config, []
    distance, missing = _reach(config, target)
    shortest = min(phase.steps[0] for phase in config.training.phases)
    cycle = 0 if target.motion is None else target.motion.cycle
    needed = math.ceil(STEPS_PER_CELL * distance) + cycle
    lost = [*_out_of_reach(missing, target), *_faint(config, target)]
    if needed <= shortest:
        return config, lost
    factor = needed / shortest
    phases = tuple(
        dataclasses.replace(phase, steps=(round(phase.steps[0] * factor), round(phase.steps[1] * factor)))
        for phase in config.training.phases
    )
    longer = dataclasses.replace(config, training=dataclasses.replace(config.training, phases=phases))
    low, high = phases[0].steps
    goal = f"and a cycle of {cycle} steps fit in" if cycle else "can get there"
    note = (
        f"the {target.noun} reaches {distance} cells from its seed; episodes have {low} to {high - 1} steps, so that "
        f"growth {goal} (--steps LOW HIGH sets other lengths)."
    )
    return longer, [note, *lost]


def voluminous(config: Config, picture: str, said: Callable[[str], bool]) -> Config:
    """The config with the settings for a volume, where the user has set no others; unchanged for a picture.

    Args:
        config: all settings
        picture: a .vox file, or any other picture
        said: whether the user has set the setting of a name

    Returns:
        The config: perception of volumes, the model's own size unless that is more than 24 voxels, little padding and a
        small pool.

    Raises:
        InputError: if the file cannot be read.
    """
    if not voxel_files.is_volume(picture):
        return config
    usual: dict[str, Any] = {"perception": perception_of(3), "padding": _PADDING, "pool_size": _POOL}
    model = voxel_files.read_vox(picture)
    if model[..., 3].any():  # the loader reports an empty one
        whole = model[within(model)] if config.target.trim else model
        usual["size"] = min(max(whole.shape[:-1]), _LARGEST)
    own = hasattr(config.training.curriculum, "pool_size")
    return config.replace(
        **{name: value for name, value in usual.items() if not said(name) and (own or name != "pool_size")}
    )


def signalled(config: Config, target: Target) -> Config:
    """The config with the size of a signal that distinguishes the target's pictures.

    By default there is one number per picture; ``one-hot`` and ``embedding`` are replaced by sizes.

    Raises:
        InputError: for a signal with fewer numbers than pictures, and for transitions with only one picture.
    """
    automaton, count = config.automaton, len(target.every)
    if config.target.signal_in == "seed":
        return _in_the_seed(config, target)
    signal, embedding = automaton.signal, automaton.embedding
    if signal == "embedding":
        embedding = embedding or EMBEDDING
    if isinstance(signal, str) or (count > 1 and signal == 0):
        signal = count
    if signal and signal < count:
        raise InputError(
            f"signal is {signal}, but there are {count} pictures to distinguish; use --signal one-hot, which has one "
            "number per picture, or --signal embedding."
        )
    if count == 1 and hasattr(config.training.curriculum, "change_count") and config.get("change_count"):
        raise InputError(
            "change-count is not 0, but there is only one picture, so there is nothing to switch to; leave the flag "
            "out, or name more pictures: blastema grow 🦎 😀"
        )
    return config.replace(signal=signal, embedding=embedding)


def _in_the_seed(config: Config, target: Target) -> Config:
    """The config without a signal to the cells; the last channels of a seed have a number for each picture."""
    automaton, training, count = config.automaton, config.training, len(target.every)
    spare = automaton.channels - 4
    for wrong, what, instead in (
        (count < 2, "there is one picture", "name more pictures, or leave it out"),
        (count > spare, f"{count} pictures have {spare} hidden channels", f"use --channels {count + 4} or more"),
        (automaton.signal not in (0, "one-hot"), f"signal is {automaton.signal}", "leave --signal out"),
        (not CURRICULA.says(training.regime, "plain_seeds"), f"the regime is {training.regime}",
         f"use {CURRICULA.saying('plain_seeds')}"),
        (getattr(training.curriculum, "change_count", 0) != 0, "change-count is not 0",
         "use --change-count 0, since the picture cannot change after the seed"),
    ):  # fmt: skip
        if wrong:
            raise InputError(f"signal-in is seed, but {what}; {instead}.")
    return config.replace(signal=0)


def changing(config: Config) -> Config:
    """The config with transitions between pictures: a quarter of each batch, as far as possible.

    Without transitions if the signal is in the seed, which only has it once.
    """
    training = config.training
    if config.target.signal_in == "seed" or not hasattr(training.curriculum, "change_count"):
        return config
    wounded = config.get("damage_count") if hasattr(training.curriculum, "damage_count") else 0
    room = training.batch_size - 1 - wounded
    return config.replace(change_count=max(0, min(-(-training.batch_size // 4), room)))


def seeds_of(config: Config, target: Target) -> tuple[tuple[int, ...], ...]:
    """Where the organism starts: the config's places, else those that its curriculum needs, else the target's."""
    own = CURRICULA.says(config.training.regime, "seeds")
    return tuple(config.target.seeds or (own(target.grid) if own else ()) or target.seeds)


def planted(config: Config, target: Target) -> Config:
    """The config with the target's seeds and stride, if it has none of its own, so that they are stored in the run.

    A curriculum that needs seeds of a special shape determines them instead.
    """
    if target.motion is not None:
        down, right = target.motion.stride
        config = config.replace(stride=(right, down))
    seeds = seeds_of(config, target)
    if config.target.seed_at or not seeds:
        return config
    return config.replace(seed_at=tuple(",".join(map(str, reversed(place))) for place in seeds))


def roomed(config: Config, recipe: Recipe) -> list[str]:
    """In words, that a smaller picture than the recipe's own has less padding than the recipe, if it has."""
    usual, target = preset("regenerating", recipe).target, config.target
    less = padding_for(target.size, usual.padding, usual.size)
    if not target.padding == less < usual.padding:
        return []
    return [
        f"padding is {less} instead of {usual.padding}, since the picture has {target.size} cells instead of "
        f"{usual.size} (--padding sets another)."
    ]


def told(config: Config, target: Target) -> list[str]:
    """A description of the parts of the target that an organism may never reach in the config's episodes."""
    if not _needs_growth(config):
        return []
    distance, missing = _reach(config, target)
    longest = config.training.longest_episode - 1
    notes = [*_out_of_reach(missing, target), *_faint(config, target)]
    cycle = 0 if target.motion is None else target.motion.cycle
    if distance <= longest < distance + cycle:
        notes.append(
            f"a cycle takes {cycle} steps and growth {distance} or more, but episodes have at most {longest}: no "
            "episode from a seed shows all frames. Use longer episodes (--steps LOW HIGH), or fewer --steps-per-frame."
        )
    if distance > longest:
        low = math.ceil(STEPS_PER_CELL * distance)
        notes.append(
            f"the {target.noun} reaches {distance} cells from its seed, but episodes have at most {longest} steps, and "
            f"a growing organism advances by less than a cell per step: it cannot reach the edge. Use --steps {low} "
            f"{round(1.4 * low)}, or a smaller --size."
        )
    return notes


def stays_empty(config: Config, target: Target) -> tuple[float, str]:
    """What is wrong with an organism of the target if nothing comes alive of what may never.

    Returns:
        E, its mean squared error as of an evaluation, and of which cells, in words; 0 and nothing where all can live.
    """
    if not LIVES.says(kind_of(config.automaton.life), "by_neighbours"):
        return 0.0, ""
    found = seeding.faint(target.cells[..., 3], config.automaton.alive_threshold)
    empty = seeding.lifeless(target.cells[..., 3], config.automaton.alive_threshold)
    error = float((target.cells[empty].astype(np.float64) ** 2).sum()) / target.cells.size
    kinds = {
        f"{found.specks} specks" if found.specks > 1 else "a speck": found.specks,
        "a glow or shadow": found.hidden,
    }
    return error, " and ".join(name for name, count in kinds.items() if count)


def _needs_growth(config: Config) -> bool:
    """Whether the picture has to grow from its seeds within an episode; assumed if the curriculum is not a class."""
    curriculum = CURRICULA.says(config.training.regime, "needs_growth")
    objective = OBJECTIVES.says(kind_of(config.training.objective), "needs_growth")
    return curriculum is not False and objective is not False


def _reach(config: Config, target: Target) -> tuple[int, int]:
    threshold = config.automaton.alive_threshold
    places = config.target.seeds or target.seeds
    reached = [seeding.reach(each.cells[..., 3], places, threshold) for each in target.every]
    return max(distance for distance, _ in reached), sum(missing for _, missing in reached)


def _out_of_reach(missing: int, target: Target) -> list[str]:
    if not missing:
        return []
    place = "X,Y" if target.axes == 2 else "X,Y,Z"
    return [
        f"{missing} cells of the {target.noun} are in parts that no seed can reach, and will not grow; give each part "
        f"a seed: --seed-at {place} {place}"
    ]


def _faint(config: Config, target: Target) -> list[str]:
    """What may never come alive where a cell lives by its neighbourhood."""
    if not LIVES.says(kind_of(config.automaton.life), "by_neighbours"):
        return []
    notes, threshold = [], config.automaton.alive_threshold
    for each in target.every:
        found = seeding.faint(each.cells[..., 3], threshold)
        whose = f"{each.name}: " if target.others else ""
        if found.specks:
            notes.append(
                f"{whose}{found.specks} {'speck' if found.specks == 1 else 'specks'} ({found.cells} "
                f"{'cell' if found.cells == 1 else 'cells'} in all) may never come alive: apart from the rest, with "
                "fewer than three opaque cells each. Make them larger and more opaque, join them to the rest, or "
                "remove them."
            )
        if found.hidden:
            notes.append(
                f"{whose}{found.hidden} cells will stay empty: their alpha is at most alive-threshold ({threshold:g}), "
                "and so is that of their neighbours. Remove this glow or shadow, or make it more opaque."
            )
    return notes


__all__ = [
    "EMBEDDING",
    "STEPS_PER_CELL",
    "Course",
    "changing",
    "course_of",
    "fitted",
    "planted",
    "roomed",
    "seeds_of",
    "signalled",
    "stays_empty",
    "told",
    "voluminous",
]
