"""The judge of training: one iteration once more, in plain NumPy and float64.

Written from the article's notebook and the project's written decisions; it imports nothing of the package. Which
states are drawn, how many steps an episode lasts, which cells fire and where wounds lie is decided by JAX keys, so of
JAX `jax.random` is used: a run's seed, an iteration, an attempt and a stream's number, folded in one after the other.
"""

from __future__ import annotations

import dataclasses
import math

import gradient_judge
import jax
import judge
import numpy as np
from gradient_judge import Gradient

STREAMS = ("draw", "steps", "fire", "wound", "refresh")
ADAM_BETAS, ADAM_EPSILON, NORM_EPSILON = (0.9, 0.999), 1e-7, 1e-8


@dataclasses.dataclass(frozen=True)
class Settings:
    """What an iteration depends on, by the names that the project's configuration has; small values."""

    regime: str = "regenerating"
    seed: int = 0
    batch_size: int = 4
    pool_size: int = 10
    reseed_every: int = 1
    steps: tuple[int, int] = (5, 9)
    damage_count: int = 1
    wounds: tuple[str, ...] = ("circle",)
    learning_rate: float = 2e-3
    schedule: str = "constant"
    decay_start: int = 0
    decay_end: int = 0
    final_rate: float = 0.1
    refine_from: int = 0
    refine_until: int = 0
    refine_rate: float = 1e-3
    refine_steps: tuple[int, int] = (10, 12)
    loss_power: float = 1.0
    gradient_normalisation: str = "per-variable"
    weight_average: float = 0.0


def key_of(settings: Settings, iteration: int, attempt: int, stream: str) -> jax.Array:
    """The key of one stream of one iteration."""
    key = jax.random.key(settings.seed)
    for number in (iteration, attempt, STREAMS.index(stream)):
        key = jax.random.fold_in(key, number)
    return key


def learning_rate(settings: Settings, iteration: int) -> float:
    """The rate of iteration 0, 1, ...; the notebook's drop comes after its boundary, not at it."""
    first, start, end = settings.learning_rate, settings.decay_start, settings.decay_end
    shape = settings.schedule
    if settings.refine_from and iteration >= settings.refine_from:
        first, start, end, shape = settings.refine_rate, settings.refine_from, settings.refine_until, "cosine"
    if shape == "constant":
        return first
    if shape == "step":
        return first * settings.final_rate if iteration > start else first
    share = min(max((iteration - start) / (end - start), 0), 1)
    return first * (settings.final_rate + (1 - settings.final_rate) * (1 + math.cos(math.pi * share)) / 2)


def wound_mask(key: jax.Array, height: int, width: int, kinds: tuple[str, ...], size: int) -> np.ndarray:
    """The cells that one wound removes, bool [H, W]; its kind is drawn first."""
    kind_key, key = jax.random.split(key)
    kind = kinds[int(jax.random.randint(kind_key, (), 0, len(kinds)))]
    rows, columns = np.mgrid[:height, :width] - np.array([height // 2, width // 2])[:, None, None]
    if kind == "circle":
        centre_key, radius_key = jax.random.split(key)
        row, column = (float(c) for c in jax.random.uniform(centre_key, (2,), minval=-0.5, maxval=0.5))
        radius = float(jax.random.uniform(radius_key, minval=0.1, maxval=0.4))
        return judge.inside_circle(height, width, column, row, radius)
    if kind == "square":
        side_key, centre_key = jax.random.split(key)
        half = float(jax.random.uniform(side_key, minval=0.15, maxval=0.25)) * size
        row, column = (float(c) * size for c in jax.random.uniform(centre_key, (2,), minval=-0.25, maxval=0.25))
        return (abs(rows - row) < half) & (abs(columns - column) < half)
    axis_key, choice_key, any_key, edge_key = jax.random.split(key, 4)
    direction = float(jax.random.uniform(any_key, maxval=2 * np.pi))
    if bool(jax.random.bernoulli(choice_key)):
        direction = int(jax.random.randint(axis_key, (), 0, 4)) * np.pi / 2
    edge = float(jax.random.uniform(edge_key, minval=-0.15, maxval=0.35)) * size
    return columns * np.cos(direction) + rows * np.sin(direction) > edge


def normalised(gradient: Gradient, kind: str) -> list[np.ndarray]:
    """All variables' gradients, each divided by its own norm, by that of all, or as they are."""
    variables = variables_of(gradient.layers, gradient.learned)
    if kind == "none":
        return variables
    norms = [np.sqrt((v**2).sum()) for v in variables]
    if kind == "global-norm":
        norms = [np.sqrt(sum(norm**2 for norm in norms))] * len(variables)
    return [v / (norm + NORM_EPSILON) for v, norm in zip(variables, norms, strict=True)]


def variables_of(layers: judge.Layers, learned: np.ndarray | None) -> list[np.ndarray]:
    """Everything that is trained, as a flat list."""
    return [array for pair in layers for array in pair] + ([] if learned is None else [learned])


@dataclasses.dataclass(frozen=True)
class Seen:
    """What an iteration did.

    slots:   where its states came from and go to, highest loss first
    before:  the states that it started from, [B, H, W, C]
    seeds:   their fire seeds
    rate:    the learning rate
    figures: what a line of the run's metrics says of it (``docs/training.md``), by name
    """

    slots: np.ndarray
    before: np.ndarray
    seeds: list[int]
    steps: int
    rate: float
    figures: dict[str, float]


class Training:
    """A training that goes on by itself from the rule and the pool that it is given.

    variables, start, average: all that is trained, float64, now and at first, and its running average
    pool: float64 [N, H, W, C]
    """

    def __init__(
        self,
        settings: Settings,
        options: judge.Options,
        target: np.ndarray,
        size: int,
        layers: judge.Layers,
        pool: np.ndarray | None = None,
        learned: np.ndarray | None = None,
    ) -> None:
        """target: [H, W, 4], in which the picture has ``size`` cells a side; pool: seeds if not given."""
        self.settings, self.options, self.target, self.size = settings, options, target.astype(np.float64), size
        self.depth = len(layers)
        self.variables = [v.astype(np.float64) for v in variables_of(layers, learned)]
        self.start, self.average = list(self.variables), list(self.variables)
        self.moments = [(np.zeros_like(v), np.zeros_like(v)) for v in self.variables]
        self.updates = 0
        self.seed = judge.seed_state(*target.shape[:2], layers[-1][1].size, np.float64)
        full = np.stack([self.seed] * settings.pool_size)
        self.pool = full if pool is None else pool.astype(np.float64)
        self.labels = np.zeros(len(self.pool), int)

    @property
    def layers(self) -> judge.Layers:
        """The rule as it is now, pairs (weight, bias)."""
        dense = self.variables[: 2 * self.depth]
        return list(zip(dense[::2], dense[1::2], strict=True))

    def iterate(self, iteration: int, attempt: int = 0, scale: float = 1.0) -> Seen:
        """One iteration; ``scale`` is a further factor of the learning rate."""
        s = self.settings
        slots, before, labels, broken = self._draw(iteration, attempt)
        refining = s.refine_from and iteration >= s.refine_from
        low, high = s.refine_steps if refining else s.steps
        steps = self.episode(int(jax.random.randint(key_of(s, iteration, attempt, "steps"), (), low, high)))
        seeds = jax.random.bits(key_of(s, iteration, attempt, "fire"), (s.batch_size,), np.uint32).tolist()
        learned = self.variables[-1] if len(self.variables) > 2 * self.depth else None
        losses, gradient, grown = gradient_judge.loss_and_gradient_of_times(
            self.layers, before, self.due(labels, steps), steps, self.options, seeds, s.loss_power, learned
        )
        rate = learning_rate(s, iteration) * scale
        self._adam(normalised(gradient, s.gradient_normalisation), rate)
        decay = min(s.weight_average, (1 + iteration) / (10 + iteration))
        self.average = [decay * a + (1 - decay) * v for a, v in zip(self.average, self.variables, strict=True)]
        if s.regime != "growing":
            self.labels[slots], self.pool[slots] = self.passed(labels, steps, grown)
        figures = self._figures(losses, gradient, grown) | {"broken_drawn": broken}
        return Seen(slots, before, seeds, steps, rate, figures)

    def episode(self, steps: int) -> int:
        """How long an episode is that was drawn to be so long."""
        return steps

    def wanted(self, labels: np.ndarray) -> np.ndarray:
        """What states of these labels should look like, [B, H, W, 4]."""
        return np.stack([self.target] * len(labels))

    def due(self, labels: np.ndarray, steps: int) -> dict[int, tuple[np.ndarray, float]]:
        """Which pictures are due after how many steps, and with which weight."""
        return {steps: (self.wanted(labels), 1.0)}

    def passed(self, labels: np.ndarray, steps: int, grown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Labels and states as they go back to the pool."""
        return labels, grown

    def refresh(self, iteration: int, attempt: int, share: float) -> None:
        """Each state of the pool becomes the seed with this probability."""
        key = key_of(self.settings, iteration, attempt, "refresh")
        fresh = np.asarray(jax.random.bernoulli(key, share, (len(self.pool),)))
        self.pool[fresh], self.labels[fresh] = self.seed, 0

    def _figures(self, losses: np.ndarray, gradient: Gradient, grown: np.ndarray) -> dict[str, float]:
        living = grown[..., judge.ALPHA] > self.options.alive_threshold
        return {
            "loss": float(losses.mean()),
            "gradient_norm": math.sqrt(sum((v**2).sum() for v in variables_of(gradient.layers, gradient.learned))),
            "largest_state": float(abs(grown).max()),
            "living_share": float(living.mean()),
            "dead_samples": float((~living.any(axis=(1, 2))).sum()),
        }

    def _draw(self, iteration: int, attempt: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
        """Slots, the states that an episode starts from, highest loss first, and their labels; how many are broken.

        Broken is what is empty, not finite or twice as bad as an empty picture.
        """
        s = self.settings
        if s.regime == "growing":
            return np.zeros(0, int), np.stack([self.seed] * s.batch_size), np.zeros(s.batch_size, int), 0.0
        key = key_of(s, iteration, attempt, "draw")
        slots = np.asarray(jax.random.choice(key, len(self.pool), (s.batch_size,), replace=False))
        wanted = self.wanted(self.labels[slots])
        losses = np.array([judge.loss(self.pool[slot][None], one)[0] for slot, one in zip(slots, wanted, strict=True)])
        empty = ~(self.pool[slots][..., judge.ALPHA] > self.options.alive_threshold).any(axis=(1, 2))
        broken = np.mean(empty | ~(losses <= 2 * (wanted**2).mean(axis=(1, 2, 3))))
        # Python sorts stably: equal losses stay in the order of the draw.
        order = sorted(range(s.batch_size), key=lambda place: -math.inf if np.isnan(losses[place]) else -losses[place])
        slots = slots[order]
        states, labels = self.pool[slots].copy(), self.labels[slots]
        if iteration % s.reseed_every == 0:
            states[0], labels[0] = self.seed, 0
        if s.regime == "regenerating" and s.damage_count:
            keys = jax.random.split(key_of(s, iteration, attempt, "wound"), s.damage_count)
            for state, key in zip(states[-s.damage_count :], keys, strict=True):
                state[wound_mask(key, *state.shape[:2], s.wounds, self.size)] = 0
        return slots, states, labels, float(broken)

    def _adam(self, gradients: list[np.ndarray], rate: float) -> None:
        self.updates += 1
        first, second = ADAM_BETAS
        for index, g in enumerate(gradients):
            mean = first * self.moments[index][0] + (1 - first) * g
            square = second * self.moments[index][1] + (1 - second) * g**2
            self.moments[index] = mean, square
            mean, square = mean / (1 - first**self.updates), square / (1 - second**self.updates)
            self.variables[index] = self.variables[index] - rate * mean / (np.sqrt(square) + ADAM_EPSILON)
