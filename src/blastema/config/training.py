"""How the rule is trained: a curriculum, and phases with their episodes and learning rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from blastema._checks import choice, choices, is_number, is_whole, number, require, truth, whole
from blastema.config.part import Part, complete, completed, kind_of
from blastema.errors import InputError
from blastema.registry import CURRICULA, DAMAGES, OBJECTIVES, OPTIMISERS, QUANTISERS

Regime = Literal["growing", "persistent", "regenerating", "merging", "turning", "perturbed"]
Normalisation = Literal["per-variable", "global-norm", "none"]
Shape = Literal["constant", "linear", "cosine"]
Wound = Literal["circle", "half-plane", "square", "deep-cut", "patch", "shifted-half", "hidden-noise", "hidden-loss"]
HIDDEN_WOUNDS: tuple[Wound, ...] = ("hidden-noise", "hidden-loss")
"""Kinds of wound that change only hidden channels."""
Start = Literal["nothing", "stem", "random"]
Task = Literal["persistence", "growth", "healing"]
SELF_PACED = ("snes", "sep-cma-es", "cma-es")
"""Optimisers that adapt their own step sizes, and so have no learning rate."""


@dataclass(frozen=True)
class Phase:
    """A phase of a training: its iterations, the length of its episodes, and its learning rate."""

    iterations: int
    """Training iterations of this phase (1 or more)."""
    steps: tuple[int, int] = (64, 96)
    """Steps per episode, uniform in [low, high). Notebook: 64 96."""
    learning_rate: float = 2e-3
    """The learning rate at its beginning. Notebook: 0.002."""
    final_fraction: float = 1.0
    """The fraction of it that is left at its end (linear and cosine)."""
    shape: Shape = "constant"
    """Course of the learning rate: constant, linear or cosine."""

    def __post_init__(self) -> None:
        whole(self, "iterations", 1, 100_000_000)
        require(
            isinstance(self.steps, tuple)
            and len(self.steps) == 2
            and all(is_whole(count) for count in self.steps)
            and 1 <= self.steps[0] < self.steps[1] <= 10_000,
            "steps",
            self.steps,
            "LOW HIGH with 1 <= LOW < HIGH <= 10000",
        )
        number(self, "learning_rate", 1e-12, 10, "a number above 0, at most 10")
        number(self, "final_fraction", 0, 1, "a fraction from 0 to 1")
        choice(self, "shape", Shape)
        if self.shape == "constant":
            expected = "1 in a phase of constant learning rate; use shape linear or cosine"
            require(self.final_fraction == 1, "final_fraction", self.final_fraction, expected)


def _holds_a_batch(pool_size: int, batch_size: int) -> None:
    expected = f"{batch_size} to 1000000, since a batch is drawn from it (batch-size is {batch_size})"
    require(pool_size >= batch_size, "pool_size", pool_size, f"a whole number from {expected}")


def _leaves_the_seed(change_count: int, samples: int) -> None:
    if change_count and change_count >= samples:
        expected = (
            f"a whole number from 0 to {samples - 1}, since one sample of a batch becomes the seed and wounded samples "
            "keep their picture"
        )
        require(False, "change_count", change_count, expected)


@dataclass(frozen=True)
class GrowingConfig:
    """Always from the seed (the article's experiment 1, "Learning to grow")."""

    kind: Literal["growing"] = "growing"

    def check(self, batch_size: int) -> None:
        """Nothing here depends on the batch."""


@dataclass(frozen=True)
class PersistentConfig:
    """From a sample pool of earlier results (experiment 2, "What persists, exists")."""

    pool_size: int = 1024
    """States in the sample pool. Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by the seed. Notebook: 1."""
    change_count: int = 0
    """Samples per iteration that are switched to a different picture: those with the lowest loss
    that are not wounded. Only if one rule grows several pictures."""
    kind: Literal["persistent"] = "persistent"

    def __post_init__(self) -> None:
        whole(self, "pool_size", 1, 1_000_000)
        whole(self, "reseed_every", 1, 1_000_000)
        whole(self, "change_count", 0, 4096)

    def check(self, batch_size: int) -> None:
        """A batch is drawn from the pool without replacement."""
        _holds_a_batch(self.pool_size, batch_size)
        _leaves_the_seed(self.change_count, batch_size)


@dataclass(frozen=True)
class RegeneratingConfig:
    """From a sample pool, and wounded (experiment 3, "Learning to regenerate")."""

    pool_size: int = 1024
    """States in the sample pool. Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by the seed. Notebook: 1."""
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
        whole(self, "pool_size", 1, 1_000_000)
        whole(self, "reseed_every", 1, 1_000_000)
        whole(self, "change_count", 0, 4096)
        whole(self, "damage_count", 0, 4096)
        choices(self, "wounds", Wound)
        _check_damage(self)

    def check(self, batch_size: int) -> None:
        """The sample of highest loss becomes the seed; it is not one of those that are wounded."""
        _holds_a_batch(self.pool_size, batch_size)
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
class MergingConfig:
    """From a sample pool, wounded, and from several seeds whose growths are to merge (docs/merging.md)."""

    pool_size: int = 1024
    """States in the sample pool. Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by fresh seeds."""
    damage_count: int = 1
    """Samples wounded per iteration, those with the lowest loss."""
    wounds: tuple[Wound, ...] = ("circle",)
    """Kinds of wound, drawn with equal probability: circle, half-plane, square, deep-cut, patch, shifted-half,
    hidden-noise, hidden-loss. Notebook: circle."""
    damage: str | Part = "wounds"
    """Kind of damage: wounds, or another registered kind (docs/extending.md)."""
    seed_count: int = 4
    """Largest number of seeds in a fresh sample, at least 1 (2 to 8)."""
    seed_distance: int = 16
    """Largest diameter of the circle on which the seeds are placed, in cells (2 to 1024)."""
    join_count: int = 1
    """Grown samples per iteration to which another seed is added."""
    kind: Literal["merging"] = "merging"

    def __post_init__(self) -> None:
        whole(self, "pool_size", 1, 1_000_000)
        whole(self, "reseed_every", 1, 1_000_000)
        whole(self, "damage_count", 0, 4096)
        whole(self, "join_count", 0, 4096)
        whole(self, "seed_count", 2, 8)
        whole(self, "seed_distance", 2, 1024)
        choices(self, "wounds", Wound)
        _check_damage(self)

    def check(self, batch_size: int) -> None:
        """One sample of a batch becomes the seed; it is not wounded and gets no further seed."""
        _holds_a_batch(self.pool_size, batch_size)
        others = self.damage_count + self.join_count
        expected = (
            f"a whole number from 0 to {max(batch_size - 1 - self.damage_count, 0)}, since of {batch_size} samples one "
            f"becomes the seed and {self.damage_count} are wounded"
        )
        require(others < batch_size, "join_count", self.join_count, expected)


@dataclass(frozen=True)
class TurningConfig:
    """From a sample pool, wounded, and from rotated seeds, with the picture rotated likewise (docs/isotropic.md)."""

    pool_size: int = 1024
    """States in the sample pool. Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by fresh seeds."""
    damage_count: int = 1
    """Samples wounded per iteration, those with the lowest loss."""
    wounds: tuple[Wound, ...] = ("circle",)
    """Kinds of wound, drawn with equal probability: circle, half-plane, square, deep-cut, patch, shifted-half,
    hidden-noise, hidden-loss. Notebook: circle."""
    damage: str | Part = "wounds"
    """Kind of damage: wounds, or another registered kind (docs/extending.md)."""
    turn_count: int = 16
    """Number of rotations of a fresh sample, evenly spaced over the circle, equally probable (1 to 64)."""
    kind: Literal["turning"] = "turning"

    def __post_init__(self) -> None:
        whole(self, "pool_size", 1, 1_000_000)
        whole(self, "reseed_every", 1, 1_000_000)
        whole(self, "damage_count", 0, 4096)
        whole(self, "turn_count", 1, 64)
        choices(self, "wounds", Wound)
        _check_damage(self)

    def check(self, batch_size: int) -> None:
        """One sample of a batch becomes the seed; it is not wounded."""
        _holds_a_batch(self.pool_size, batch_size)
        expected = f"a whole number from 0 to {batch_size - 1}, since of {batch_size} samples one becomes the seed"
        require(self.damage_count < batch_size, "damage_count", self.damage_count, expected)


@dataclass(frozen=True)
class PerturbedConfig:
    """From the perturbed picture itself, at increasing difficulty: the level increases whenever the loss is low enough.

    The level is part of the training's state. The steps of an episode increase by one per level, from the fewest
    of the phase to its most. Defaults: riveSunder's dca, on its grid of 64 x 64 cells.
    """

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
    def unrolls(self) -> int:
        """How often an episode unrolls: once more from its own result for persistence."""
        return 2 if "persistence" in self.task else 1

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


def _check_damage(config: RegeneratingConfig | MergingConfig | TurningConfig) -> None:
    completed(config, "damage", DAMAGES, ("size", "wounds"))
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


@dataclass(frozen=True)
class TrainingConfig:
    """How the rule is trained (the article's notebook, unless a recipe says otherwise; ``docs/training.md``)."""

    curriculum: CurriculumConfig = field(default_factory=RegeneratingConfig)
    """What an episode starts from and what is kept of it: growing, persistent, regenerating, merging, turning,
    perturbed, or a registered kind."""
    objective: str | Part = "pictures"
    """Kind of objective: pictures (the target at the end of each episode), texture (patches like those of the target,
    wherever they are: docs/textures.md), or another registered kind."""
    optimiser: str | Part = "adam"
    """What changes the weights: adam (by the gradient), or without gradients open-es, snes, sep-cma-es or cma-es
    (evolution: docs/evolution.md), or another registered kind. Notebook: adam."""
    iterations: int = 8001
    """Training iterations in total; beyond the phases the last learning rate is kept. Notebook: 8001."""
    phases: tuple[Phase, ...] = (Phase(2001), Phase(6000, learning_rate=2e-4))
    """Stretches of the training, one after another. Notebook: 2001 iterations at 0.002, then a tenth of it."""
    seed: int = 0
    """Seed of all randomness of the run (0 to 2**32 - 1)."""
    start: Start = "nothing"
    """What training starts from if no organism is given: nothing (a rule that does nothing, or keeps the state), stem
    (the stem cell, a trained organism that comes with the package), or random (normal weights, in all layers).
    Notebook: nothing."""
    batch_size: int = 8
    """Organisms per iteration. Notebook: 8."""
    loss_power: float = 1.0
    """Power of each sample's loss before the mean is taken: 1, or 0.5 for the square root. Notebook: 1."""
    gradient_normalisation: Normalisation = "per-variable"
    """Divide gradients by (their L2 norm + 1e-8), per variable or over all variables together. Notebook:
    per-variable."""
    weight_decay: float = 0.0
    """Factor of the sum of squared weights that is added to the loss (0: none). Notebook: none."""
    weight_average: float = 0.0
    """Decay, below 1, of the running average of the weights that becomes the organism (0: no average). Notebook: 0."""
    quantise: str = "none"
    """Rounding of the weights in the forward pass and in the organism: none, int8 (8 bits and a power of two for each
    unit: docs/physical.md), distill (as in the article's web models), or a registered kind. The gradient passes
    straight through."""
    keep_zeros: bool = False
    """Weights that are zero when training starts, or become zero, stay zero: those pruned by blastema shrink. Biases
    do not count as weights. Notebook: false."""
    max_rollbacks: int = 5
    """How often the guards may roll back to the last good checkpoint before training stops."""

    def __post_init__(self) -> None:
        choice(self, "gradient_normalisation", Normalisation)
        choice(self, "start", Start)
        truth(self, "keep_zeros")
        for name, low, high in (
            ("iterations", 1, 100_000_000),
            ("seed", 0, 2**32 - 1),
            ("batch_size", 1, 4096),
            ("max_rollbacks", 0, 1000),
        ):
            whole(self, name, low, high)
        number(self, "loss_power", 0.1, 2, "a power from 0.1 to 2")
        number(self, "weight_decay", 0, 1, "a factor from 0 to 1")
        number(self, "weight_average", 0, 0.999999, "a decay from 0 to below 1")
        phases = isinstance(self.phases, tuple) and 1 <= len(self.phases) <= 1000
        require(
            phases and all(isinstance(phase, Phase) for phase in self.phases), "phases", self.phases, "1 to 1000 phases"
        )
        require(self.quantise in QUANTISERS, "quantise", self.quantise, f"one of {', '.join(QUANTISERS.names)}")
        completed(self, "objective", OBJECTIVES, ("target", "pictures", "frames", "motion", "power", "config"))
        completed(self, "optimiser", OPTIMISERS, ("training", "automaton", "transformation"))
        if kind_of(self.optimiser) != "adam":
            for name, usual in (("gradient_normalisation", "per-variable"), ("keep_zeros", False)):
                expected = f"{str(usual).lower()}, since the optimiser {kind_of(self.optimiser)} has no gradient"
                require(getattr(self, name) == usual, name, getattr(self, name), expected)
        kinds = (*CURRICULUM_CONFIGS.values(), Part)
        require(isinstance(self.curriculum, kinds), "curriculum", self.curriculum, "a curriculum's settings")
        if isinstance(self.curriculum, Part):
            known = self.curriculum.kind not in CURRICULUM_CONFIGS
            require(known, "curriculum", self.curriculum, "settings of its own class, such as GrowingConfig()")
            curriculum = complete(self.curriculum, CURRICULA, ("batch_size", "size", "damage"))
            object.__setattr__(self, "curriculum", curriculum)
        else:
            self.curriculum.check(self.batch_size)

    @property
    def regime(self) -> str:
        """The curriculum's name: growing, persistent, regenerating, merging, turning, or a registered one."""
        return self.curriculum.kind

    @property
    def pool_size(self) -> int:
        """States in the sample pool; 0 if the curriculum has none of its own."""
        if isinstance(self.curriculum, PerturbedConfig):
            return self.curriculum.kept_states
        return int(getattr(self.curriculum, "pool_size", 0))

    @property
    def longest_episode(self) -> int:
        """An upper bound on the steps of all episodes."""
        longest = max(phase.steps[1] for phase in self.phases)
        if isinstance(self.curriculum, PerturbedConfig):
            return self.curriculum.unrolls * (longest - 1 + self.curriculum.held_steps)
        return longest


__all__ = [
    "CURRICULUM_CONFIGS",
    "HIDDEN_WOUNDS",
    "SELF_PACED",
    "CurriculumConfig",
    "GrowingConfig",
    "MergingConfig",
    "Normalisation",
    "PersistentConfig",
    "PerturbedConfig",
    "Phase",
    "RegeneratingConfig",
    "Regime",
    "Shape",
    "Start",
    "Task",
    "TrainingConfig",
    "TurningConfig",
    "Wound",
]
