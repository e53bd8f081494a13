"""The curricula of the article's experiments 1 to 3, and the curriculum of a config.

Growing starts from the seed. Persistent starts from a sample pool of earlier results. Regenerating wounds some of
those. What a curriculum is: `curriculum`.
"""

from __future__ import annotations

from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp

from blastema._types import Array
from blastema.config import Part, TrainingConfig, kind_of
from blastema.config.part import settings_of
from blastema.errors import InputError
from blastema.registry import CURRICULA, DAMAGES
from blastema.training import pool as sample_pool
from blastema.training.curriculum import (
    AbstractCurriculum,
    Keys,
    Memory,
    Scene,
    Start,
    any_labels,
    broken,
    mature,
    worst_first,
)
from blastema.training.damage import Damage


class Growing(AbstractCurriculum):
    """Always from the seed (experiment 1, "Learning to grow")."""

    any_axes: ClassVar[bool] = True
    plain_seeds: ClassVar[bool] = True
    persists: ClassVar[bool] = False
    batch_size: int = eqx.field(static=True)

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        states = jnp.broadcast_to(scene.seed, (self.batch_size, *scene.seed.shape))
        labels = any_labels(keys, self.batch_size, scene.objective.starts)
        return Start(states, labels, jnp.arange(self.batch_size), jnp.float32(0))


class Persistent(AbstractCurriculum):
    """From a pool of earlier results, the worst one drawn reseeded (experiment 2, "What persists, exists")."""

    any_axes: ClassVar[bool] = True
    plain_seeds: ClassVar[bool] = True
    batch_size: int = eqx.field(static=True)
    pool_size: int = eqx.field(static=True, default=1024)
    reseed_every: int = eqx.field(static=True, default=1)
    change_count: int = eqx.field(static=True, default=0)
    """Number of samples that get a different label."""
    spared: int = eqx.field(static=True, default=0)
    """Number of samples of lowest loss that keep their label, since they will be wounded."""

    @classmethod
    def initial(
        cls, batch_size: int, pool_size: int = 1024, reseed_every: int = 1, change_count: int = 0
    ) -> Persistent:
        """For batches of this size."""
        return cls(batch_size, pool_size, reseed_every, change_count)

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`."""
        pool = sample_pool.full_of(seed, self.pool_size)
        return Memory(pool, jnp.arange(self.pool_size, dtype=jnp.int32) % labels)

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`. Highest loss first."""
        states, labels, slots, unsound = worst_first(memory, self.batch_size, scene, keys)
        reseeds = scene.is_each(self.reseed_every)
        states = states.at[0].set(jnp.where(reseeds, scene.seed, states[0]))
        if scene.objective.labels > 1:
            fresh = any_labels(keys, 1, scene.objective.starts)[0]
            labels = labels.at[0].set(jnp.where(reseeds, fresh, labels[0]))
            labels = _changed(keys, labels, self.change_count, self.spared, scene.objective.labels)
        return Start(states, labels, slots, jnp.mean(unsound, dtype=jnp.float32))


class Regenerating(AbstractCurriculum):
    """From a pool, with the samples of lowest loss wounded (experiment 3, "Learning to regenerate").

    base:   the curriculum of the pool
    count:  number of wounded samples
    damage: the damage function
    """

    any_axes: ClassVar[bool] = True
    plain_seeds: ClassVar[bool] = True
    heals: ClassVar[bool] = True
    base: Persistent
    count: int = eqx.field(static=True)
    damage: Damage = eqx.field(static=True)

    @classmethod
    def initial(
        cls,
        batch_size: int,
        damage: Damage,
        pool_size: int = 1024,
        reseed_every: int = 1,
        damage_count: int = 3,
        change_count: int = 0,
    ) -> Regenerating:
        """For batches of this size."""
        return cls(
            Persistent(batch_size, pool_size, reseed_every, change_count, spared=damage_count), damage_count, damage
        )

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`."""
        return self.base.memory(seed, labels)

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        start = self.base.draw(memory, scene, keys)
        if not self.count:
            return start
        whole = start.states[-self.count :]
        wounded = self.damage(keys("wound"), whole, scene.progress)
        if wounded.shape != whole.shape:
            raise InputError(f"the damage makes states of shape {wounded.shape}; expected {whole.shape}, as given.")
        return start._replace(states=start.states.at[-self.count :].set(wounded))


def curriculum_of(training: TrainingConfig, size: int, damage: Damage | None = None) -> AbstractCurriculum:
    """The curriculum of a config.

    Args:
        training: its settings
        size: longer side of the target, in cells
        damage: replaces the configured wounds

    Raises:
        InputError: if ``damage`` would not be used.
    """
    told: Any = training.curriculum  # of any kind, also one from outside
    settings: dict[str, Any] = {"batch_size": training.batch_size, "size": size}
    settings |= told.settings if isinstance(told, Part) else vars(told)
    if damage is not None and "damage" not in CURRICULA.takes(told.kind):
        raise InputError(
            f"a damage function is given, but the {told.kind} regime wounds nothing; use the regenerating one."
        )
    if hasattr(told, "damage"):
        if damage is not None and not told.damage_count:
            raise InputError("a damage function is given, but damage-count 0 wounds nothing; use a count of 1 or more.")
        damage = damage or DAMAGES.make(kind_of(told.damage), {**settings, **settings_of(told.damage)})
    curriculum: AbstractCurriculum = CURRICULA.make(told.kind, settings | {"damage": damage})
    return curriculum


def _changed(keys: Keys, labels: Array, count: int, spared: int, kinds: int) -> Array:
    """The labels with ``count`` of them, those before the last ``spared``, replaced by others, equally likely."""
    if not count:
        return labels
    chosen = slice(len(labels) - spared - count, len(labels) - spared)
    further = jax.random.randint(keys("change"), (count,), 1, kinds)
    return labels.at[chosen].set((labels[chosen] + further) % kinds)


__all__ = [
    "AbstractCurriculum",
    "Growing",
    "Keys",
    "Memory",
    "Persistent",
    "Regenerating",
    "Scene",
    "Start",
    "any_labels",
    "broken",
    "curriculum_of",
    "mature",
    "worst_first",
]
