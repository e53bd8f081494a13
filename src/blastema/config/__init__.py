"""Every setting of a run, with its default and where the default comes from.

The dataclasses here are the one source for Python, ``config.json``, the command line's flags and its help.
No field means two things, and no two fields share a name, so a flag is a field's name: ``--batch-size``.
This module imports neither JAX nor any other layer: help must answer at once.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
from dataclasses import dataclass, field
from typing import Any, Literal

from blastema._checks import choice, choices, is_whole, number, require, truth, whole
from blastema.errors import InputError
from blastema.filters import FILTERS, filter_named
from blastema.registry import LIVES, PERCEPTIONS, UPDATES

LARGEST_GRID = 4096
LARGEST_POOL_BYTES = 16 << 30

Regime = Literal["growing", "persistent", "regenerating"]
Boundary = Literal["zero", "torus"]
FirePer = Literal["cell", "channel"]
Activation = Literal["relu", "atan", "tanh"]
Normalisation = Literal["per-variable", "global-norm", "none"]
Schedule = Literal["constant", "step", "cosine"]
Wound = Literal["circle", "half-plane", "square"]
Kernel = Literal["auto", "native", "jax"]
Precision = Literal["float32", "bf16"]


@dataclass(frozen=True)
class TargetConfig:
    """The picture and the grid that it is grown on."""

    picture: str = ""
    """Where the picture came from: a file's path or an emoji."""
    size: int = 40
    """Longer side of the scaled picture, in cells (1 to 1024). Article: 40."""
    padding: int = 16
    """Empty cells on each side; the grid is size + 2 padding squared. Article: 16."""
    pixel_art: bool = False
    """Scale with hard pixels (nearest) instead of Lanczos."""
    transparent_background: bool = False
    """Make a plain background, as found in the picture's corners, transparent."""

    def __post_init__(self) -> None:
        whole(self, "size", 1, 1024)
        whole(self, "padding", 0, 1024)
        truth(self, "pixel_art")
        truth(self, "transparent_background")
        require(
            3 <= self.grid <= LARGEST_GRID,
            "size + 2 * padding",
            self.grid,
            f"a grid of 3 to {LARGEST_GRID} cells a side",
        )

    @property
    def grid(self) -> int:
        """Side of the square training grid, in cells."""
        return self.size + 2 * self.padding


@dataclass(frozen=True)
class Physics:
    """How an automaton takes its steps, unless the conditions of a call say otherwise; nothing here is trained."""

    boundary: Boundary = "zero"
    """Beyond the edge: zero (the notebook) or torus (the web demo)."""
    fire_rate: float = 0.5
    """Probability that a cell updates at a step (0 to 1). Article: 0.5."""
    fire_per: FirePer = "cell"
    """What fires at random: each cell with all its channels, or each channel for itself. Article: cell."""
    step_size: float = 1.0
    """Factor of every update. Article: 1."""
    angle: float = 0.0
    """Rotation of the perceptive field while training, in degrees counter-clockwise. Article: 0."""
    clamp: float = 0.0
    """Cut updated states off at plus and minus this (0: never). Article: never."""
    noise: float = 0.0
    """Uniform noise, up to this, added to the living cells at each step (0: none). Article: none."""

    def __post_init__(self) -> None:
        choice(self, "boundary", Boundary)
        number(self, "fire_rate", 0, 1, "a probability from 0 to 1")
        choice(self, "fire_per", FirePer)
        number(self, "step_size", -1e3, 1e3, "a number from -1000 to 1000")
        number(self, "angle", -36000, 36000, "degrees, from -36000 to 36000")
        number(self, "clamp", 0, 1e6, "a bound from 0 (none) to 1000000")
        number(self, "noise", 0, 1e3, "an amplitude from 0 (none) to 1000")
        if self.fire_per == "channel":
            # Both would draw from the same words of the hash.
            require(self.noise == 0, "noise", self.noise, "0 where each channel fires for itself (fire-per channel)")


@dataclass(frozen=True)
class AutomatonConfig(Physics):
    """What an automaton is, apart from its trained numbers: its parts with the settings that they take, and physics."""

    channels: int = 16
    """Channels per cell: RGB, alpha and hidden ones (4 or more). Article: 16."""
    perception: str = "filters"
    """Kind of perception: filters, or one that is registered (docs/extending.md)."""
    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    """Fixed perception filters: identity, sobel_x, sobel_y, laplacian, mean, or sums: sobel_x+sobel_y. Article: the
    first three."""
    learned_filters: int = 0
    """Further 3x3 perception filters that are trained (0 or more). Article: 0."""
    signal: int = 0
    """Numbers of the signal that every cell is told (0: none). Article: none."""
    update: str = "residual"
    """Kind of update: residual (added to the state), replacing (a sigmoid in its place), or one that is registered."""
    hidden: tuple[int, ...] = (128,)
    """Widths of the update rule's hidden layers. Article: one of 128."""
    activation: Activation = "relu"
    """Between the update rule's layers: relu, atan or tanh. Article: relu."""
    life: str = "neighbourhood"
    """Which cells live: neighbourhood (some alpha nearby is above the threshold), own-alpha (their own is), all, or a
    kind that is registered. Article: neighbourhood."""
    alive_threshold: float = 0.1
    """The alpha above which a cell is mature. Article: 0.1."""

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "channels", 4, 1024)
        whole(self, "learned_filters", 0, 64)
        whole(self, "signal", 0, 1024)
        for name, registry in (("perception", PERCEPTIONS), ("update", UPDATES), ("life", LIVES)):
            require(getattr(self, name) in registry, name, getattr(self, name), f"one of {', '.join(registry.names)}")
        require(
            isinstance(self.filters, tuple)
            and (len(self.filters) > 0 or self.learned_filters > 0)
            and len(self.filters) <= 64
            and all(isinstance(name, str) for name in self.filters)
            and len(set(self.filters)) == len(self.filters),
            "filters",
            self.filters,
            f"one or more different ones of {', '.join(FILTERS)}, or sums of them",
        )
        for name in self.filters:
            filter_named(name)
        require(
            isinstance(self.hidden, tuple)
            and len(self.hidden) > 0
            and all(is_whole(width) and 1 <= width <= 8192 for width in self.hidden),
            "hidden",
            self.hidden,
            "one or more widths from 1 to 8192",
        )
        choice(self, "activation", Activation)
        number(self, "alive_threshold", -1e3, 1e3, "a number from -1000 to 1000")

    @property
    def physics(self) -> Physics:
        """The settings that none of the parts takes."""
        return Physics(**{field.name: getattr(self, field.name) for field in dataclasses.fields(Physics)})


@dataclass(frozen=True)
class TrainingConfig:
    """How the rule is trained (the article's notebook, unless a recipe says otherwise; ``docs/training.md``)."""

    regime: Regime = "regenerating"
    """growing: always from the seed; persistent: from a sample pool; regenerating: pool and wounds."""
    iterations: int = 8001
    """Training iterations in total. Notebook: 8001."""
    seed: int = 0
    """Seed of all randomness of the run (0 to 2**32 - 1)."""
    batch_size: int = 8
    """Organisms an iteration. Notebook: 8."""
    pool_size: int = 1024
    """States in the sample pool (not used by the growing regime). Notebook: 1024."""
    reseed_every: int = 1
    """Iterations between replacements of the worst state drawn from the pool by the seed. Notebook: 1."""
    steps: tuple[int, int] = (64, 96)
    """Steps an episode, uniform in [low, high). Notebook: 64 96."""
    damage_count: int = 3
    """Samples wounded an iteration, those of lowest loss (regenerating). Notebook: 3."""
    wounds: tuple[Wound, ...] = ("circle",)
    """Kinds of wound, drawn with equal chances: circle, half-plane, square. Notebook: circle."""
    learning_rate: float = 2e-3
    """Adam's learning rate at the start. Notebook: 0.002."""
    schedule: Schedule = "step"
    """Shape of the learning rate: constant; step (one drop); cosine (a smooth fall)."""
    decay_start: int = 2000
    """Iteration of the drop, or at which the cosine begins. Notebook: 2000."""
    decay_end: int = 2000
    """Iteration at which the cosine ends; the last rate is kept from there on."""
    final_rate: float = 0.1
    """The learning rate's last factor. Notebook: 0.1."""
    refine_from: int = 0
    """Iteration from which the learning rate starts anew at refine-rate, for episodes of refine-steps (0: never)."""
    refine_until: int = 0
    """Iteration at which the refining rate has fallen, on a cosine, to final-rate of itself."""
    refine_rate: float = 1e-3
    """Learning rate at the start of the refining."""
    refine_steps: tuple[int, int] = (88, 120)
    """Steps an episode while refining, uniform in [low, high)."""
    loss_power: float = 1.0
    """Power of each sample's loss before the mean is taken: 1, or 0.5 for its root. Notebook: 1."""
    gradient_normalisation: Normalisation = "per-variable"
    """Divide gradients by (their L2 norm + 1e-8), each variable alone or all as one. Notebook: per-variable."""
    weight_average: float = 0.0
    """Decay of the running average of the weights that becomes the organism (0: none, below 1). Notebook: 0."""
    max_rollbacks: int = 5
    """How often the guards may go back to the last good checkpoint before training stops."""

    def __post_init__(self) -> None:
        choice(self, "regime", Regime)
        choice(self, "schedule", Schedule)
        choice(self, "gradient_normalisation", Normalisation)
        choices(self, "wounds", Wound)
        for name, low, high in (
            ("iterations", 1, 100_000_000),
            ("seed", 0, 2**32 - 1),
            ("batch_size", 1, 4096),
            ("reseed_every", 1, 1_000_000),
            ("decay_start", 0, 100_000_000),
            ("decay_end", 0, 100_000_000),
            ("refine_from", 0, 100_000_000),
            ("refine_until", 0, 100_000_000),
            ("max_rollbacks", 0, 1000),
        ):
            whole(self, name, low, high)
        for name in ("learning_rate", "refine_rate"):
            number(self, name, 1e-12, 10, "a number above 0, at most 10")
        number(self, "final_rate", 0, 1, "a factor from 0 to 1")
        number(self, "loss_power", 0.1, 2, "a power from 0.1 to 2")
        number(self, "weight_average", 0, 0.999999, "a decay from 0 to below 1")
        for name, steps in (("steps", self.steps), ("refine_steps", self.refine_steps)):
            require(
                isinstance(steps, tuple)
                and len(steps) == 2
                and all(is_whole(count) for count in steps)
                and 1 <= steps[0] < steps[1] <= 10_000,
                name,
                steps,
                "LOW HIGH with 1 <= LOW < HIGH <= 10000",
            )
        if self.refine_from:
            later = f"an iteration after refine-from ({self.refine_from})"
            require(self.refine_until > self.refine_from, "refine_until", self.refine_until, later)
        if self.schedule == "cosine":
            later = f"an iteration after decay-start ({self.decay_start})"
            require(self.decay_end > self.decay_start, "decay_end", self.decay_end, later)
        if self.regime != "growing":
            whole(self, "pool_size", self.batch_size, 1_000_000)
        # The sample of highest loss becomes the seed; it is not one of those that are wounded.
        whole(self, "damage_count", 0, self.batch_size - (self.regime == "regenerating"))


@dataclass(frozen=True)
class RunConfig:
    """What is kept and which engine computes; nothing here changes what is learned but for rounding."""

    kernel: Kernel = "auto"
    """Engine: auto (the fastest that serves), native or jax."""
    threads: int = 0
    """Threads of the native kernel (0: one for each processor that may be used)."""
    precision: Precision = "float32"
    """Numbers in the native kernel's matrix products: float32, or bf16 on processors that have it (while training)."""
    checkpoint_every: int = 500
    """Iterations between checkpoints (1 or more)."""
    checkpoint_minutes: float = 5.0
    """Minutes after which a checkpoint is due in any case (0: by iterations only)."""
    keep_checkpoints: int = 2
    """Checkpoints kept (1 or more); the one before stays until the next is whole."""
    keep_history: bool = False
    """Keep in history/ what figures of the training need: organisms, pool, batches before and after."""

    def __post_init__(self) -> None:
        choice(self, "kernel", Kernel)
        whole(self, "threads", 0, 1024)
        choice(self, "precision", Precision)
        whole(self, "checkpoint_every", 1, 100_000_000)
        number(self, "checkpoint_minutes", 0, 1e6, "minutes, 0 or more")
        whole(self, "keep_checkpoints", 1, 1000)
        truth(self, "keep_history")


@dataclass(frozen=True)
class Config:
    """Everything that makes a run: hand it to ``fit``, find it in ``config.json``."""

    target: TargetConfig = field(default_factory=TargetConfig)
    automaton: AutomatonConfig = field(default_factory=AutomatonConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    run: RunConfig = field(default_factory=RunConfig)

    def __post_init__(self) -> None:
        if self.training.regime == "growing":
            return
        states = self.training.pool_size * self.target.grid**2 * self.automaton.channels
        require(
            4 * states <= LARGEST_POOL_BYTES,
            "pool_size",
            self.training.pool_size,
            f"a pool of at most {LARGEST_POOL_BYTES >> 30} GiB (this one has "
            f"{states / 2**28:.1f} GiB: take a smaller pool, grid or number of channels)",
        )

    def replace(self, **settings: Any) -> Config:
        """A copy with other values, each by its field's name: ``config.replace(iterations=500, size=32)``.

        Raises `InputError` for a name that no field has.
        """
        changes: dict[str, dict[str, Any]] = {}
        for name, value in settings.items():
            section = section_of(name)
            changes.setdefault(section, {})[name] = value
        return dataclasses.replace(
            self,
            **{section: dataclasses.replace(getattr(self, section), **values) for section, values in changes.items()},
        )


SECTIONS: dict[str, type[Any]] = {
    "target": TargetConfig,
    "automaton": AutomatonConfig,
    "training": TrainingConfig,
    "run": RunConfig,
}


def section_of(name: str) -> str:
    """The section of ``Config`` that has the field ``name``. Raises `InputError` if none has."""
    names = {f.name: section for section, kind in SECTIONS.items() for f in dataclasses.fields(kind)}
    if name not in names:
        close = difflib.get_close_matches(name, names, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else f" Known settings: {', '.join(names)}."
        raise InputError(f"no setting is called {name!r}.{hint}")
    return names[name]


def learning_rate_at(training: TrainingConfig, iteration: int) -> float:
    """The learning rate of iteration 0, 1, ...; absolute, so that a longer run extends the last rate."""
    if 0 < training.refine_from <= iteration:
        return _cosine(training, training.refine_rate, iteration, training.refine_from, training.refine_until)
    first, last = training.learning_rate, training.learning_rate * training.final_rate
    if training.schedule == "constant" or iteration < training.decay_start:
        return first
    if training.schedule == "step" or iteration >= training.decay_end:
        # The notebook's boundary is inclusive: its first 2000 iterations, and one, have the full rate.
        return first if training.schedule == "step" and iteration == training.decay_start else last
    return _cosine(training, first, iteration, training.decay_start, training.decay_end)


def _cosine(training: TrainingConfig, rate: float, iteration: int, start: int, end: int) -> float:
    """A fall from ``rate`` to the final share of it."""
    last = rate * training.final_rate
    share = min(1.0, (iteration - start) / (end - start))
    return last + (rate - last) * 0.5 * (1.0 + math.cos(math.pi * share))
