"""The perturbed curriculum: from the picture itself, with noise, cut to a radius and bitten, at increasing difficulty.

From the sprites of riveSunder's differentiable cellular automata (github.com/riveSunder/dca). An episode's loss is
averaged over further steps, and for persistence it unrolls once more from its own result. Whenever the loss is low
enough the level increases; noise, radius, bite and steps are functions of the level.
"""

from __future__ import annotations

import dataclasses
from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp

from blastema._types import Array, Losses, State
from blastema.life import AbstractLife, keep
from blastema.measure import Measure
from blastema.objective import PictureObjective
from blastema.seeding import from_middle
from blastema.training.curricula import AbstractCurriculum, Keys, Memory, Scene, Start, any_labels, worst_first

_Range = tuple[float, float, float]
"""First value, last value, and change per level."""
_MARGIN = 10
"""Distance between the middle of a bite and the edge of the grid, in cells, if the grid is large enough."""


@dataclasses.dataclass(frozen=True)
class AbsoluteAndSquared:
    """The mean over cells and RGBA of |e| + e^2; cells that do not live when a step begins count as empty."""

    life: AbstractLife

    def __call__(self, states: State, target: Array) -> Losses:
        """One number per sample; arguments as of `blastema.measure.Loss`."""
        shown = keep(states, self.life.present(states))[..., :4]
        error = shown - jnp.broadcast_to(target, shown.shape)
        return jnp.mean(jnp.abs(error) + error**2, axis=(1, 2, 3))


class Perturbed(AbstractCurriculum):
    """From the picture with noise, cut to a radius and bitten; see `blastema.config.PerturbedConfig`."""

    needs_growth: ClassVar[bool] = False
    cells_are_pixels: ClassVar[bool] = True
    heals: ClassVar[bool] = True
    batch_size: int = eqx.field(static=True)
    task: tuple[str, ...] = eqx.field(static=True)
    start_noise: _Range = eqx.field(static=True)
    start_radius_range: _Range = eqx.field(static=True)
    bite_radius: _Range = eqx.field(static=True)
    advance_below: float = eqx.field(static=True)
    held_steps: int = eqx.field(static=True)
    training_fire_rate: float | None = eqx.field(static=True)
    kept_states: int = eqx.field(static=True)
    fresh_every: int = eqx.field(static=True)

    @classmethod
    def initial(
        cls,
        batch_size: int,
        task: tuple[str, ...] = ("persistence",),
        start_noise: _Range = (0.01, 0.2, 0.0005),
        start_radius: _Range = (64.0, 6.0, 0.99),
        bite_radius: _Range = (0.0, 4.0, 0.1),
        advance_below: float = 0.025,
        held_steps: int = 8,
        training_fire_rate: float | None = None,
        kept_states: int = 0,
        fresh_every: int = 1,
    ) -> Perturbed:
        """For batches of this size; radius and bite are constant unless growth and healing are among the tasks."""
        if "growth" not in task:
            start_radius = (start_radius[0], start_radius[0], 1.0)
        if "healing" not in task:
            bite_radius = (bite_radius[0], bite_radius[0], 0.0)
        return cls(
            batch_size,
            task,
            start_noise,
            start_radius,
            bite_radius,
            advance_below,
            held_steps,
            training_fire_rate,
            kept_states,
            fresh_every,
        )

    @property
    def unrolls(self) -> int:
        """Number of unrolls of an episode: two for persistence."""
        return 2 if "persistence" in self.task else 1

    def noise(self, level: Array) -> Array:
        """The amplitude of the noise at a level."""
        return _sum(self.start_noise, level)

    def radius(self, level: Array) -> Array:
        """The radius of the initial picture at a level, in cells."""
        first, last, factor = self.start_radius_range
        return jnp.maximum(first * jnp.float32(factor) ** level, min(first, last))

    def bite(self, level: Array) -> Array:
        """The radius of the bite at a level, in cells."""
        return _sum(self.bite_radius, level)

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`. The memory is empty at first, and not drawn from until it is filled."""
        pool = jnp.zeros((self.kept_states, *seed.shape), seed.dtype)
        return Memory(pool, jnp.arange(self.kept_states, dtype=jnp.int32) % labels, jnp.int32(0))

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        level = _level(memory)
        labels = any_labels(keys, self.batch_size, scene.objective.labels)
        low, high = scene.steps
        steps = jnp.minimum(low + level, high - 1)
        wanted = scene.objective.wanted(labels, steps)
        pictures = wanted.pictures[wanted.which[:, 0]]
        hidden = jnp.zeros((*pictures.shape[:3], scene.seed.shape[-1] - 4), pictures.dtype)
        states = jnp.concatenate([pictures + self._noise(keys("start noise"), pictures.shape, level), hidden], axis=-1)
        outside = self._outside(keys("start radius"), pictures.shape[:3], level)
        states, slots = jnp.where(outside[..., None], 0, states), jnp.arange(self.batch_size)
        if self.kept_states:
            renewed = scene.is_each(self.fresh_every)
            states, labels, slots = _aged(memory, states, labels, renewed, scene, keys)
        bitten = self._bitten(keys("bite"), pictures.shape[:3], level)
        states = jnp.where(bitten[..., None], 0, states)
        total = self.unrolls * (steps + self.held_steps)
        return Start(states, labels, slots, jnp.float32(0), total, self.training_fire_rate)

    def _noise(self, key: Array, shape: tuple[int, ...], level: Array) -> Array:
        """Uniform noise up to the amplitude, at places where another uniform number is above it."""
        value_key, place_key = jax.random.split(key)
        amplitude = self.noise(level)
        there = jax.random.uniform(place_key, shape) > amplitude
        return jnp.where(there, amplitude * jax.random.uniform(value_key, shape), 0)

    def _outside(self, key: Array, shape: tuple[int, ...], level: Array) -> Array:
        """Cells beyond the radius plus a random fraction of a cell per sample: booleans [B, H, W]."""
        radius = self.radius(level) + jax.random.uniform(key, (shape[0], 1, 1))
        return jnp.asarray(from_middle(*shape[1:]), jnp.float32)[None] > radius

    def _bitten(self, key: Array, shape: tuple[int, ...], level: Array) -> Array:
        """Cells of a circle around a random cell: booleans [B, H, W]."""
        count, height, width = shape
        keys = jax.random.split(key)
        row, column = (_places(key, count, side) for key, side in zip(keys, (height, width), strict=True))
        rows, columns = jnp.arange(height)[None, :, None] - row, jnp.arange(width)[None, None, :] - column
        distance: Array = jnp.sqrt((rows**2 + columns**2).astype(jnp.float32))
        return distance <= self.bite(level)

    def advance(self, memory: Memory, loss: Array) -> Memory:
        """See `AbstractCurriculum`."""
        return memory._replace(level=_level(memory) + (loss <= self.advance_below).astype(jnp.int32))

    def refresh(self, memory: Memory, seed: Array, key: Array, share: float) -> Memory:
        """See `AbstractCurriculum`. Discarded states become empty."""
        return super().refresh(memory, jnp.zeros_like(seed), key, share)

    def objective(self, pictures: Array, measure: Measure, life: AbstractLife) -> PictureObjective:
        """See `AbstractCurriculum`: each unroll's loss is a mean over its last steps, without the final state."""
        if measure.loss is None:
            measure = dataclasses.replace(measure, loss=AbsoluteAndSquared(life))
        times = tuple((before, 1 / self.held_steps) for before in range(self.held_steps, 0, -1))
        return PictureObjective(pictures, measure=measure, times=times, unrolls=self.unrolls)

    def start_radius(self, memory: Memory) -> float | None:
        """See `AbstractCurriculum`."""
        return float(self.radius(_level(memory)))

    def provenance(self, memory: Memory) -> dict[str, Any]:
        """See `AbstractCurriculum`."""
        return {"level": int(_level(memory)), "task": " ".join(self.task)}


def _aged(
    memory: Memory, fresh: State, labels: Array, renewed: Array, scene: Scene, keys: Keys
) -> tuple[State, Array, Array]:
    """States of earlier episodes, unless broken, with the worst one optionally replaced; their labels; slots."""
    aged, its, slots, unsound = worst_first(memory, len(fresh), scene, keys)
    unsound = unsound.at[0].set(unsound[0] | renewed)
    return jnp.where(unsound[:, None, None, None], fresh, aged), jnp.where(unsound, labels, its), slots


def _places(key: Array, count: int, side: int) -> Array:
    margin = min(_MARGIN, (side - 1) // 2)
    return jax.random.randint(key, (count, 1, 1), margin, side - margin)


def _sum(given: _Range, level: Array) -> Array:
    first, last, rate = given
    return jnp.minimum(jnp.float32(first) + jnp.float32(rate) * level, max(first, last))


def _level(memory: Memory) -> Array:
    assert memory.level is not None
    return memory.level


__all__ = ["AbsoluteAndSquared", "Perturbed"]
