"""How the rule is trained: a curriculum, and phases with their episodes and learning rates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from blastema._checks import choice, number, require, truth, whole
from blastema.config.curricula import CURRICULUM_CONFIGS, CurriculumConfig, RegeneratingConfig
from blastema.config.part import Part, complete, completed, kind_of
from blastema.config.phases import Phase
from blastema.registry import CURRICULA, OBJECTIVES, OPTIMISERS, QUANTISERS

Regime = Literal["growing", "persistent", "regenerating", "merging", "turning", "perturbed"]
Normalisation = Literal["per-variable", "global-norm", "none"]
Start = Literal["nothing", "stem", "random"]


@dataclass(frozen=True)
class TrainingConfig:
    """How the rule is trained (the article's notebook, unless a recipe says otherwise; ``docs/training.md``)."""

    curriculum: CurriculumConfig = field(default_factory=RegeneratingConfig)
    """What an episode starts from and what is kept of it: growing, persistent, regenerating, merging, turning,
    perturbed, or a registered kind."""
    objective: str | Part = "pictures"
    """Kind of objective: pictures (the target at the end of each episode), any-angle (the same at whatever angle:
    docs/isotropic.md), texture (patches like those of the target, wherever they are: docs/textures.md), classes (of
    digits: docs/classifying.md), or another registered kind."""
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
    birth_penalty: float = 0.0
    """Factor of a penalty for rules with which a seed that fires alone loses its alpha, and so dies (0: none;
    docs/training.md). Notebook: none."""
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
        number(self, "birth_penalty", 0, 1000, "a factor from 0 to 1000")
        number(self, "weight_average", 0, 0.999999, "a decay from 0 to below 1")
        phases = isinstance(self.phases, tuple) and 1 <= len(self.phases) <= 1000
        require(
            phases and all(isinstance(phase, Phase) for phase in self.phases), "phases", self.phases, "1 to 1000 phases"
        )
        require(self.quantise in QUANTISERS, "quantise", self.quantise, f"one of {', '.join(QUANTISERS.names)}")
        completed(self, "objective", OBJECTIVES)
        completed(self, "optimiser", OPTIMISERS)
        if self.optimiser != TrainingConfig.optimiser and not OPTIMISERS.says(kind_of(self.optimiser), "by_gradient"):
            for name, usual in (
                ("gradient_normalisation", "per-variable"),
                ("keep_zeros", False),
                ("birth_penalty", 0.0),
            ):
                expected = f"{str(usual).lower()}, since the optimiser {kind_of(self.optimiser)} has no gradient"
                require(getattr(self, name) == usual, name, getattr(self, name), expected)
        kinds = (*CURRICULUM_CONFIGS.values(), Part)
        require(isinstance(self.curriculum, kinds), "curriculum", self.curriculum, "a curriculum's settings")
        if isinstance(self.curriculum, Part):
            known = self.curriculum.kind not in CURRICULUM_CONFIGS
            require(known, "curriculum", self.curriculum, "settings of its own class, such as GrowingConfig()")
            object.__setattr__(self, "curriculum", complete(self.curriculum, CURRICULA))
        else:
            self.curriculum.check(self.batch_size)

    @property
    def regime(self) -> str:
        """The curriculum's name: growing, persistent, regenerating, merging, turning, or a registered one."""
        return self.curriculum.kind

    @property
    def pool_size(self) -> int:
        """States in the sample pool; 0 if the curriculum has none of its own."""
        return 0 if isinstance(self.curriculum, Part) else self.curriculum.states

    @property
    def longest_episode(self) -> int:
        """An upper bound on the steps of all episodes."""
        longest = max(phase.steps[1] for phase in self.phases)
        return longest if isinstance(self.curriculum, Part) else self.curriculum.longest(longest)


__all__ = ["Normalisation", "Regime", "Start", "TrainingConfig"]
