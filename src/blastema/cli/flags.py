"""The settings as flags: those of the config's sections, and the most common ones of its training.

The defaults shown are those that the recipe, the regime or the config file implies; only given flags override them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Annotated

from tyro.conf import arg

from blastema.config import (
    AutomatonConfig,
    Config,
    MergingConfig,
    Normalisation,
    Part,
    PerturbedConfig,
    RegeneratingConfig,
    RunConfig,
    TargetConfig,
    Task,
    TrainingConfig,
    TurningConfig,
    Wound,
)

_USUAL, _CURRICULUM, _SEVERAL = TrainingConfig(), RegeneratingConfig(), MergingConfig()
_TURNING, _PERTURBED = TurningConfig(), PerturbedConfig()


_OF_CURRICULUM = (
    "pool_size",
    "reseed_every",
    "damage_count",
    "wounds",
    "damage",
    "change_count",
    "seed_count",
    "seed_distance",
    "join_count",
    "turn_count",
    "task",
)


@dataclass(frozen=True)
class TrainingFlags:
    """The settings of a training that have flags; all others are set by --set."""

    regime: Annotated[str, arg(aliases=("--curriculum",))] = _USUAL.regime
    """growing: always from the seed; persistent: from a sample pool; regenerating: pool and damage; merging:
    regenerating from several seeds; turning: regenerating from rotated seeds; perturbed: from the picture
    itself with noise, cut to a radius and bitten, at increasing difficulty; classifying: cells that agree on which
    digit they form (docs/classifying.md)."""
    iterations: int = _USUAL.iterations
    """Training iterations in total; a recipe's phases are stretched to fit."""
    seed: int = _USUAL.seed
    """Seed of all randomness of the run (0 to 2**32 - 1)."""
    batch_size: int = _USUAL.batch_size
    """Organisms per iteration."""
    steps: tuple[int, int] = _USUAL.phases[0].steps
    """Steps per episode, uniform in [low, high), in all phases."""
    learning_rate: float = _USUAL.phases[0].learning_rate
    """Adam's learning rate in the first phase; later phases are scaled in proportion (adam, open-es)."""
    pool_size: int = _CURRICULUM.pool_size
    """States in the sample pool (persistent, regenerating)."""
    reseed_every: int = _CURRICULUM.reseed_every
    """Iterations between replacements of the worst state drawn from the pool by the seed (persistent, regenerating)."""
    damage_count: int = _CURRICULUM.damage_count
    """Samples wounded per iteration, those with the lowest loss (regenerating)."""
    wounds: tuple[Wound, ...] = _CURRICULUM.wounds
    """Kinds of wound, drawn with equal probability: circle, half-plane, square, deep-cut (little is left), patch (only
    a square is left), shifted-half, hidden-noise, hidden-loss (regenerating)."""
    change_count: int = _CURRICULUM.change_count
    """Samples per iteration that are switched to another picture (persistent, regenerating; several pictures)."""
    seed_count: int = _SEVERAL.seed_count
    """Largest number of seeds in a fresh sample; at least 1 (merging)."""
    seed_distance: int = _SEVERAL.seed_distance
    """Largest diameter of the circle on which the seeds are placed, in cells (merging)."""
    join_count: int = _SEVERAL.join_count
    """Grown samples per iteration to which another seed is added (merging)."""
    turn_count: int = _TURNING.turn_count
    """Number of rotations of a fresh sample, evenly spaced over the circle (turning)."""
    task: tuple[Task, ...] = _PERTURBED.task
    """Tasks: persistence (a second episode from the result), growth (from an ever smaller part of the
    picture), healing (of ever larger bites), or several of them (perturbed)."""
    damage: str | Part = _CURRICULUM.damage
    """Kind of damage: wounds, or one that is registered (regenerating)."""
    objective: str | Part = _USUAL.objective
    """Kind of objective: pictures (the target at the end of each episode), any-angle (the same at whatever angle:
    docs/isotropic.md), texture (patches like those of the target, wherever they are: docs/textures.md), classes (of
    digits: docs/classifying.md), or one that is registered."""
    optimiser: str | Part = _USUAL.optimiser
    """What changes the weights: adam, by the gradient; evolution, without gradients: open-es, snes, sep-cma-es or
    cma-es (extra evolve; docs/evolution.md); or one that is registered."""
    loss_power: float = _USUAL.loss_power
    """Power of each sample's loss before the mean is taken: 1, or 0.5 for the square root."""
    gradient_normalisation: Normalisation = _USUAL.gradient_normalisation
    """Divide gradients by their L2 norm, per variable or over all variables together."""
    weight_decay: float = _USUAL.weight_decay
    """Factor of the sum of squared weights that is added to the loss (0: none)."""
    birth_penalty: float = _USUAL.birth_penalty
    """Factor of a penalty for rules with which a seed that fires alone dies (0: none)."""
    weight_average: float = _USUAL.weight_average
    """Decay, below 1, of the running average of the weights that becomes the organism (0: no average)."""
    quantise: str = _USUAL.quantise
    """Rounding of the weights in the forward pass and in the organism: none, int8, or distill (as in the article's web
    models; docs/physical.md)."""
    max_rollbacks: int = _USUAL.max_rollbacks
    """How often the guards may roll back to a good checkpoint before training stops."""


@dataclass(frozen=True)
class Flags:
    """All flags that are settings."""

    target: TargetConfig = field(default_factory=TargetConfig)
    automaton: AutomatonConfig = field(default_factory=AutomatonConfig)
    training: TrainingFlags = field(default_factory=TrainingFlags)
    run: RunConfig = field(default_factory=RunConfig)

    @classmethod
    def of(cls, config: Config) -> Flags:
        """The flags with the config's values as their defaults."""
        training = TrainingFlags()
        for one in fields(TrainingFlags):
            if one.name not in _OF_CURRICULUM or hasattr(config.training.curriculum, one.name):
                training = replace(training, **{one.name: config.get(one.name)})
        return cls(config.target, config.automaton, training, config.run)

    def changes(self, given: Collection[str]) -> dict[str, object]:
        """The values of the given flags, by the settings' names."""
        values: dict[str, object] = {}
        for section in (self.target, self.automaton, self.training, self.run):
            values |= {one.name: getattr(section, one.name) for one in fields(section) if one.name in given}
        return values


def asks_for_steps(given: frozenset[str], assignments: Sequence[str], source: object) -> bool:
    """Whether the user has set the length of episodes: by --steps, by --set or by a config file."""
    return "steps" in given or bool(source) or any("phases" in text for text in assignments)


def asks_for(name: str, given: frozenset[str], assignments: Sequence[str], source: object) -> bool:
    """Whether the user has set a setting, in any of the ways of `asks_for_steps`."""
    return name in given or bool(source) or any(name in text.replace("-", "_") for text in assignments)


__all__ = ["Flags", "TrainingFlags", "asks_for", "asks_for_steps"]
