"""The curriculum of several seeds that merge: growths from several places become one organism.

The target stays in the middle of the grid, so the seeds' places must determine it: the middle of the
seeds is the middle of the grid. A seed may also be added later to a grown organism.
"""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._types import ALPHA, Array
from blastema.errors import InputError
from blastema.training.curricula import AbstractCurriculum, Keys, Memory, Regenerating, Scene, Start
from blastema.training.damage import Damage

NEAREST = 2
"""Smallest distance between two seeds, in cells."""
_UNEVEN = 0.15
"""Deviation of seeds from even spacing around their middle, as a share of their distance from it."""


def places(
    count: Array | int, distance: Array | float, turn: Array | float, shifts: Float[Array, "M 2"], grid: tuple[int, ...]
) -> Int[Array, "M 2"]:
    """Rows and columns of seeds about the middle of a grid; those beyond ``count`` are not used.

    Args:
        count: number of seeds; a single one is in the middle
        distance: diameter of their circle, in cells
        turn: rotation about the middle, in radians
        shifts: deviation of each, in shares of their distance from the middle: down and right
        grid: height and width
    """
    most = len(shifts)
    angles = turn + 2 * jnp.pi * jnp.arange(most) / count
    radius = jnp.where(jnp.asarray(count) == 1, 0.0, jnp.asarray(distance) / 2)
    around = radius * (jnp.stack([jnp.sin(angles), jnp.cos(angles)], axis=1) + shifts)
    return _about_the_middle(jnp.round(around).astype(jnp.int32), grid)


def _about_the_middle(shifts: Int[Array, "M 2"], grid: tuple[int, ...]) -> Int[Array, "M 2"]:
    """Places relative to the middle, down and right, clipped to the grid."""
    middle = jnp.array([[side // 2 for side in grid]])
    return jnp.clip(middle + shifts, 0, jnp.array([[side - 1 for side in grid]]))


class Merging(AbstractCurriculum):
    """As `Regenerating`, but fresh samples have one seed or several, and some grown ones get another.

    base:     the regenerating curriculum
    most:     largest number of seeds of a fresh sample; all from 1 on are equally likely
    furthest: largest diameter of the circle of seeds, in cells
    joined:   samples per iteration to which another seed is added: those of lowest loss that are not wounded
    """

    cells_are_pixels: ClassVar[bool] = True
    heals: ClassVar[bool] = True
    merges: ClassVar[bool] = True
    known_as: ClassVar[str] = "merges"
    base: Regenerating
    most: int = eqx.field(static=True)
    furthest: int = eqx.field(static=True)
    joined: int = eqx.field(static=True)

    @classmethod
    def initial(
        cls,
        batch_size: int,
        damage: Damage,
        pool_size: int = 1024,
        reseed_every: int = 1,
        damage_count: int = 1,
        seed_count: int = 4,
        seed_distance: int = 16,
        join_count: int = 1,
    ) -> Merging:
        """For batches of this size."""
        if damage_count + join_count >= batch_size:
            raise InputError(
                f"damage-count is {damage_count} and join-count {join_count}, but one of {batch_size} samples "
                f"becomes the seed; both together can be at most {batch_size - 1}."
            )
        base = Regenerating.initial(batch_size, damage, pool_size, reseed_every, damage_count)
        return cls(base, seed_count, seed_distance, join_count)

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`."""
        return self.base.memory(seed, labels)

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        start = self.base.draw(memory, scene, keys)
        states = start.states
        height, width, _ = scene.seed.shape
        several = planted(jnp.zeros_like(scene.seed), *self._fresh(keys, (height, width)))
        states = states.at[0].set(jnp.where(scene.is_each(self.base.base.reseed_every), several, states[0]))
        last = len(states) - self.base.count
        for number in range(self.joined):
            place = self._another(jax.random.fold_in(keys("join"), number), (height, width))
            index = last - 1 - number
            states = states.at[index].set(planted(states[index], place, 1))
        return start._replace(states=states)

    def _fresh(self, keys: Keys, grid: tuple[int, ...]) -> tuple[Array, Array]:
        """Places, and how many of them have a seed."""
        count_key, distance_key, turn_key, shift_key = jax.random.split(keys("seeds"), 4)
        count = jax.random.randint(count_key, (), 1, self.most + 1)
        distance = jax.random.uniform(distance_key, minval=float(NEAREST), maxval=float(self.furthest))
        turn = jax.random.uniform(turn_key, maxval=2 * jnp.pi)
        shifts = jax.random.uniform(shift_key, (self.most, 2), minval=-_UNEVEN, maxval=_UNEVEN)
        return places(count, distance, turn, shifts, grid), count

    def _another(self, key: Array, grid: tuple[int, ...]) -> Array:
        """A random place in the square of possible seeds around the middle: [1, 2]."""
        reach = self.furthest // 2
        return _about_the_middle(jax.random.randint(key, (1, 2), -reach, reach + 1), grid)


def planted(state: Float[Array, "H W C"], where: Int[Array, "M 2"], count: Array | int) -> Float[Array, "H W C"]:
    """A state with seeds in the first ``count`` of some places; the other cells are unchanged."""
    height, width, channels = state.shape
    seed = (jnp.arange(channels) >= ALPHA).astype(state.dtype)
    rows, columns = jnp.arange(height)[:, None, None], jnp.arange(width)[None, :, None]
    here = (rows == where[:, 0][None, None]) & (columns == where[:, 1][None, None])
    taken = (here & (jnp.arange(len(where)) < count)[None, None]).any(axis=-1)
    return jnp.where(taken[..., None], seed[None, None], state)


__all__ = ["NEAREST", "Merging", "places", "planted"]
