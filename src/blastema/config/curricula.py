"""The settings of the built-in curricula (`blastema.training.curricula`, `merging`, `turning`, `perturbed`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from blastema._checks import choices, is_number, number, require, whole
from blastema.config.part import Part, completed
from blastema.config.phases import Phase
from blastema.errors import InputError
from blastema.registry import DAMAGES

Wound = Literal["circle", "half-plane", "square", "deep-cut", "patch", "shifted-half", "hidden-noise", "hidden-loss"]
HIDDEN_WOUNDS: tuple[Wound, ...] = ("hidden-noise", "hidden-loss")
"""Kinds of wound that touch hidden channels alone."""
Task = Literal["persistence", "growth", "healing"]


@dataclass(frozen=True)
class _Curriculum:
    """What a training asks of any of them."""

    one_place: ClassVar[bool] = True
    """Whether organisms grow from one place, so that a smaller picture needs less room around it."""

    def check(self, batch_size: int) -> None:
        """Refuse settings that do not go with the batch."""

    @property
    def states(self) -> int:
        """States that are kept from iteration to iteration."""
        return 0

    def longest(self, steps: int) -> int:
        """An upper bound on the steps of an episode in a phase of episodes below this many."""
        return steps

    @classmethod
    def recipe(cls, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """See `blastema.training.curricula.AbstractCurriculum`, as which it is asked without JAX."""
        return {}


@dataclass(frozen=True)
class GrowingConfig(_Curriculum):
    """Always from the seed (the article's experiment 1, "Learning to grow")."""

    kind: Literal["growing"] = "growing"


@dataclass(frozen=True)
class _Pooled(_Curriculum):
    """From a sample pool."""

    pool_size: int = 1024
    """States in the sample pool. Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by the seed. Notebook: 1."""

    def __post_init__(self) -> None:
        whole(self, "pool_size", 1, 1_000_000)
        whole(self, "reseed_every", 1, 1_000_000)

    def check(self, batch_size: int) -> None:
        """A batch is drawn from the pool without replacement."""
        expected = f"{batch_size} to 1000000, since a batch is drawn from it (batch-size is {batch_size})"
        require(self.pool_size >= batch_size, "pool_size", self.pool_size, f"a whole number from {expected}")

    @property
    def states(self) -> int:
        """See `_Curriculum`."""
        return self.pool_size


@dataclass(frozen=True)
class PersistentConfig(_Pooled):
    """From a sample pool of earlier results (experiment 2, "What persists, exists")."""

    change_count: int = 0
    """Samples per iteration that are switched to a different picture: those with the lowest loss
    that are not wounded. Only if one rule grows several pictures."""
    kind: Literal["persistent"] = "persistent"

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "change_count", 0, 4096)

    def check(self, batch_size: int) -> None:
        """The sample of highest loss becomes the seed, and keeps its picture."""
        super().check(batch_size)
        _leaves_the_seed(self.change_count, batch_size)


def _leaves_the_seed(change_count: int, samples: int) -> None:
    expected = (
        f"a whole number from 0 to {samples - 1}, since one sample of a batch becomes the seed and wounded samples "
        "keep their picture"
    )
    require(change_count == 0 or change_count < samples, "change_count", change_count, expected)


@dataclass(frozen=True)
class RegeneratingConfig(_Pooled):
    """From a sample pool, and wounded (experiment 3, "Learning to regenerate")."""

    damage_count: int = 3
    """Samples wounded per iteration, those with the lowest loss. Notebook: 3."""
    wounds: tuple[Wound, ...] = ("circle",)
    """Kinds of wound, drawn with equal probability: circle, half-plane, square, deep-cut, patch, shifted-half,
    hidden-noise, hidden-loss. Notebook: circle."""
    change_count: int = 0
    """Samples per iteration that are switched to a different picture: those with the lowest loss
    that are not wounded. Only if one rule grows several pictures."""
    damage: str | Part = "wounds"
    """Kind of damage: wounds, or another registered kind (docs/extending.md)."""
    kind: Literal["regenerating"] = "regenerating"

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "change_count", 0, 4096)
        _check_damage(self)

    def check(self, batch_size: int) -> None:
        """The sample of highest loss becomes the seed; it is not one of those that are wounded."""
        super().check(batch_size)
        if self.damage_count < batch_size:
            _leaves_the_seed(self.change_count, batch_size - self.damage_count)
            return
        if batch_size == 1:
            raise InputError(
                "batch-size is 1, but the regenerating regime wounds samples other than the one that becomes the seed; "
                "use --batch-size 2 or more, or --regime persistent, which wounds none."
            )
        expected = (
            f"a whole number from 0 to {batch_size - 1}, since one sample of a batch becomes the seed and is not "
            f"wounded (batch-size is {batch_size})"
        )
        require(False, "damage_count", self.damage_count, expected)


@dataclass(frozen=True)
class _Wounded(_Pooled):
    """From a sample pool, and one sample wounded."""

    damage_count: int = 1
    """Samples wounded per iteration, those with the lowest loss."""
    wounds: tuple[Wound, ...] = ("circle",)
    """Kinds of wound, drawn with equal probability: circle, half-plane, square, deep-cut, patch, shifted-half,
    hidden-noise, hidden-loss. Notebook: circle."""
    damage: str | Part = "wounds"
    """Kind of damage: wounds, or another registered kind (docs/extending.md)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_damage(self)


@dataclass(frozen=True)
class MergingConfig(_Wounded):
    """From a sample pool, wounded, and from several seeds whose growths are to merge (docs/merging.md)."""

    one_place: ClassVar[bool] = False
    seed_count: int = 4
    """Largest number of seeds in a fresh sample, at least 1 (2 to 8)."""
    seed_distance: int = 16
    """Largest diameter of the circle on which the seeds are placed, in cells (2 to 1024)."""
    join_count: int = 1
    """Grown samples per iteration to which another seed is added."""
    kind: Literal["merging"] = "merging"

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "join_count", 0, 4096)
        whole(self, "seed_count", 2, 8)
        whole(self, "seed_distance", 2, 1024)

    def check(self, batch_size: int) -> None:
        """One sample of a batch becomes the seed; it is not wounded and gets no further seed."""
        super().check(batch_size)
        others = self.damage_count + self.join_count
        expected = (
            f"a whole number from 0 to {max(batch_size - 1 - self.damage_count, 0)}, since of {batch_size} samples one "
            f"becomes the seed and {self.damage_count} are wounded"
        )
        require(others < batch_size, "join_count", self.join_count, expected)


@dataclass(frozen=True)
class TurningConfig(_Wounded):
    """From a sample pool, wounded, and from rotated seeds, with the picture rotated likewise (docs/isotropic.md)."""

    turn_count: int = 48
    """Number of rotations of a fresh sample, evenly spaced over the circle, equally probable (1 to 64; the default seed
    differs at all angles of up to 48)."""
    kind: Literal["turning"] = "turning"

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "turn_count", 1, 64)

    def check(self, batch_size: int) -> None:
        """One sample of a batch becomes the seed; it is not wounded."""
        super().check(batch_size)
        expected = f"a whole number from 0 to {batch_size - 1}, since of {batch_size} samples one becomes the seed"
        require(self.damage_count < batch_size, "damage_count", self.damage_count, expected)


@dataclass(frozen=True)
class PerturbedConfig(_Curriculum):
    """From the perturbed picture itself, at increasing difficulty: the level increases whenever the loss is low enough.

    The level is part of the training's state. The steps of an episode increase by one per level, from the fewest
    of the phase to its most. Defaults: riveSunder's dca, on its grid of 64 x 64 cells.
    """

    one_place: ClassVar[bool] = False
    task: tuple[Task, ...] = ("persistence",)
    """Tasks: persistence (a second episode from the result), growth (from an ever smaller radius), healing
    (of ever larger bites), or several of them."""
    start_noise: tuple[float, float, float] = (0.01, 0.2, 0.0005)
    """Amplitude of the noise added to the picture: first value, last value, and increase per level."""
    start_radius: tuple[float, float, float] = (64.0, 6.0, 0.99)
    """Radius to which the picture is cut at the start, in cells: first value, last value (growth), and factor per
    level."""
    bite_radius: tuple[float, float, float] = (0.0, 4.0, 0.1)
    """Radius of the bite that is removed, in cells: first value, last value (healing), and increase per level. A bite
    of radius 0 is one cell."""
    advance_below: float = 0.025
    """The loss, including the penalty on the weights, at or below which the level increases."""
    held_steps: int = 8
    """Steps after those of an episode over which its loss is averaged."""
    training_fire_rate: float | None = None
    """Fire rate in training (none: the automaton's)."""
    kept_states: int = 0
    """Number of earlier results that are kept, from which batches are drawn, with a bite removed (0: none)."""
    fresh_every: int = 1
    """Iterations after which the worst of the states drawn is replaced by the picture."""
    kind: Literal["perturbed"] = "perturbed"

    def __post_init__(self) -> None:
        choices(self, "task", Task)
        for name, what in (("start_noise", "amplitudes"), ("start_radius", "radii"), ("bite_radius", "radii")):
            value = getattr(self, name)
            good = isinstance(value, tuple) and len(value) == 3 and all(is_number(each, 0, 1e4) for each in value)
            require(good, name, value, f"FIRST LAST RATE: three numbers from 0 to 10000, the first two {what}")
        require(
            0 < self.start_radius[2] <= 1, "start_radius", self.start_radius, "a factor above 0, at most 1, as RATE"
        )
        number(self, "advance_below", 0, 1e6, "a loss of 0 or more")
        whole(self, "held_steps", 1, 1000)
        whole(self, "kept_states", 0, 1_000_000)
        whole(self, "fresh_every", 1, 1_000_000)
        if self.training_fire_rate is not None:
            number(self, "training_fire_rate", 0, 1, "a probability from 0 to 1")

    @property
    def states(self) -> int:
        """See `_Curriculum`."""
        return self.kept_states

    def longest(self, steps: int) -> int:
        """See `_Curriculum`: it unrolls, and is held, once more from its own result for persistence."""
        return (2 if "persistence" in self.task else 1) * (steps - 1 + self.held_steps)

    @classmethod
    def recipe(cls, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """See `_Curriculum`: riveSunder's dca, whatever the size."""
        return {
            "iterations": 60000,
            "start": "nothing",
            "batch_size": 1,
            "phases": (Phase(60000, (2, 17), 3e-4),),
            "gradient_normalisation": "none",
            "weight_decay": 1e-6,
            "weight_average": 0.0,
        }

    def check(self, batch_size: int) -> None:
        """One sample of a batch starts as the picture; the others are drawn without replacement from kept states."""
        if self.kept_states:
            expected = f"0 or at least the batch-size, which is {batch_size}"
            require(self.kept_states >= batch_size, "kept_states", self.kept_states, expected)
            if batch_size == 1:
                raise InputError(
                    "batch-size is 1, but kept-states needs samples other than the one that starts as the picture; use "
                    "--batch-size 2 or more, or keep no states."
                )


def _check_damage(config: RegeneratingConfig | _Wounded) -> None:
    whole(config, "damage_count", 0, 4096)
    choices(config, "wounds", Wound)
    completed(config, "damage", DAMAGES)
    if config.damage != "wounds" and config.wounds != type(config).wounds:
        raise InputError(f"wounds is {config.wounds}, but the damage {config.damage} does not use them; leave it out.")


CurriculumConfig = (
    GrowingConfig | PersistentConfig | RegeneratingConfig | MergingConfig | TurningConfig | PerturbedConfig | Part
)
CURRICULUM_CONFIGS: Mapping[str, Any] = {
    "growing": GrowingConfig,
    "persistent": PersistentConfig,
    "regenerating": RegeneratingConfig,
    "merging": MergingConfig,
    "turning": TurningConfig,
    "perturbed": PerturbedConfig,
}


__all__ = [
    "CURRICULUM_CONFIGS",
    "HIDDEN_WOUNDS",
    "CurriculumConfig",
    "GrowingConfig",
    "MergingConfig",
    "PersistentConfig",
    "PerturbedConfig",
    "RegeneratingConfig",
    "Task",
    "TurningConfig",
    "Wound",
]
