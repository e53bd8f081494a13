"""The judge of a training of several pictures: labels, changes of picture and signals, in plain NumPy and float64.

It imports nothing of the package. A sample that is told a one-hot signal is one whose rule has another bias: the
signal's row of the first layer is added to it. So each sample is judged alone by `gradient_judge`, as if it had a rule
of its own.
"""

from __future__ import annotations

import dataclasses

import gradient_judge
import jax
import judge
import numpy as np
from training_judge import ADAM_BETAS, ADAM_EPSILON, NORM_EPSILON, wound_mask

STREAMS = ("draw", "steps", "fire", "wound", "refresh", "label", "change")


@dataclasses.dataclass(frozen=True)
class Settings:
    """What an iteration depends on, by the names that the project's configuration has."""

    seed: int = 0
    batch_size: int = 5
    pool_size: int = 12
    reseed_every: int = 2
    steps: tuple[int, int] = (4, 7)
    damage_count: int = 1
    change_count: int = 2
    learning_rate: float = 2e-3


def key_of(settings: Settings, iteration: int, stream: str) -> jax.Array:
    """The key of one stream of one iteration, of the first attempt."""
    key = jax.random.key(settings.seed)
    for number in (iteration, 0, STREAMS.index(stream)):
        key = jax.random.fold_in(key, number)
    return key


@dataclasses.dataclass(frozen=True)
class Seen:
    """What an iteration did: slots, labels as drawn and as trained on, states before and after, losses."""

    slots: np.ndarray
    drawn: np.ndarray
    labels: np.ndarray
    before: np.ndarray
    after: np.ndarray
    losses: np.ndarray


class Training:
    """A training of K pictures whose rule has K more inputs.

    variables: weight [inputs + K, hidden], bias, weight, bias; float64
    pool:      float64 [N, H, W, C]; labels: [N]
    """

    def __init__(
        self,
        settings: Settings,
        pictures: np.ndarray,
        size: int,
        variables: list[np.ndarray],
        pool: np.ndarray,
        labels: np.ndarray,
    ) -> None:
        """pictures: float64 [K, H, W, 4]; size: longer side of each in cells."""
        self.settings, self.pictures, self.size = settings, pictures, size
        self.variables = [np.asarray(v, np.float64) for v in variables]
        self.pool, self.labels = pool.astype(np.float64), labels.copy()
        self.moments = [(np.zeros_like(v), np.zeros_like(v)) for v in self.variables]
        self.seed = judge.seed_state(*pictures.shape[1:3], pool.shape[-1], np.float64)

    def iterate(self, iteration: int) -> Seen:
        """One iteration."""
        s = self.settings
        slots, drawn, labels, before = self._draw(iteration)
        steps = int(jax.random.randint(key_of(s, iteration, "steps"), (), *s.steps))
        seeds = jax.random.bits(key_of(s, iteration, "fire"), (s.batch_size,), np.uint32).tolist()
        losses, gradient, after = self._learn(before, labels, steps, seeds)
        self._adam(gradient, iteration + 1)
        self.pool[slots], self.labels[slots] = after, labels
        return Seen(slots, drawn, labels, before, after, losses)

    def _draw(self, iteration: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        s, kinds = self.settings, len(self.pictures)
        key = key_of(s, iteration, "draw")
        slots = np.asarray(jax.random.choice(key, s.pool_size, (s.batch_size,), replace=False))
        errors = [float(judge.loss(self.pool[[slot]], self.pictures[self.labels[slot]])[0]) for slot in slots]
        slots = slots[sorted(range(s.batch_size), key=lambda place: -errors[place])]
        drawn = self.labels[slots].copy()
        states, labels = self.pool[slots].copy(), drawn.copy()
        if iteration % s.reseed_every == 0:
            states[0] = self.seed
            labels[0] = int(jax.random.randint(key_of(s, iteration, "label"), (1,), 0, kinds)[0])
        further = np.asarray(jax.random.randint(key_of(s, iteration, "change"), (s.change_count,), 1, kinds))
        first = s.batch_size - s.damage_count - s.change_count
        for place, by in enumerate(further, start=first):
            labels[place] = (labels[place] + int(by)) % kinds
        keys = jax.random.split(key_of(s, iteration, "wound"), s.damage_count)
        for state, wound_key in zip(states[-s.damage_count :], keys, strict=True):
            state[wound_mask(wound_key, *state.shape[:2], ("circle",), self.size)] = 0
        return slots, drawn, labels, states

    def _learn(
        self, before: np.ndarray, labels: np.ndarray, steps: int, seeds: list[int]
    ) -> tuple[np.ndarray, list[np.ndarray], np.ndarray]:
        """Each sample by a rule of its own, whose bias is what it is told."""
        weight, bias, last_weight, last_bias = self.variables
        features = len(weight) - len(self.pictures)
        total = [np.zeros_like(v) for v in self.variables]
        losses, after = [], []
        for state, label, seed in zip(before, labels, seeds, strict=True):
            layers = [(weight[:features], bias + weight[features + label]), (last_weight, last_bias)]
            loss, gradient, grown = gradient_judge.loss_and_gradient(
                layers, state[None], self.pictures[label], steps, judge.Options(), [seed], 1.0, None
            )
            (to_weight, to_bias), (to_last, to_last_bias) = gradient.layers
            total[0][:features] += to_weight
            total[0][features + label] += to_bias
            for place, part in ((1, to_bias), (2, to_last), (3, to_last_bias)):
                total[place] += part
            losses.append(float(loss[0]))
            after.append(grown[0])
        return np.array(losses), [part / len(before) for part in total], np.stack(after)

    def _adam(self, gradients: list[np.ndarray], updates: int) -> None:
        first, second = ADAM_BETAS
        for index, raw in enumerate(gradients):
            g = raw / (np.sqrt((raw**2).sum()) + NORM_EPSILON)
            mean = first * self.moments[index][0] + (1 - first) * g
            square = second * self.moments[index][1] + (1 - second) * g**2
            self.moments[index] = mean, square
            step = mean / (1 - first**updates) / (np.sqrt(square / (1 - second**updates)) + ADAM_EPSILON)
            self.variables[index] = self.variables[index] - self.settings.learning_rate * step
