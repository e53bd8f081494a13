"""The curriculum of rotated seeds: the picture points where the seed points.

For rules that perceive no directions of the grid: only the seed can define which way is up. Rotated
seeds train this at many angles, since a square grid is not completely isotropic.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int

from blastema._types import Array
from blastema.errors import InputError
from blastema.life import AbstractLife
from blastema.measure import Measure
from blastema.objective import PictureObjective
from blastema.training.curricula import AbstractCurriculum, Keys, Memory, Regenerating, Scene, Start
from blastema.training.damage import Damage
from blastema.turns import angles, compass, turned, turned_places


class Turning(AbstractCurriculum):
    """As `Regenerating`, but a fresh sample's seeds are rotated by one of several angles, given by its label.

    base:  the regenerating curriculum
    turns: number of angles, evenly spaced over the circle from 0 on
    """

    cells_are_pixels: ClassVar[bool] = True
    heals: ClassVar[bool] = True
    rotates: ClassVar[bool] = True
    known_as: ClassVar[str] = "turns with its seed"
    base: Regenerating
    turns: int = eqx.field(static=True)

    @classmethod
    def initial(
        cls,
        batch_size: int,
        damage: Damage,
        pool_size: int = 1024,
        reseed_every: int = 1,
        damage_count: int = 1,
        turn_count: int = 48,
    ) -> Turning:
        """For batches of this size."""
        return cls(Regenerating.initial(batch_size, damage, pool_size, reseed_every, damage_count), turn_count)

    @classmethod
    def seeds(cls, grid: Sequence[int]) -> Sequence[tuple[int, ...]]:
        """See `AbstractCurriculum`: a shape with a direction, instead of the target's seeds."""
        height, width = grid
        return compass(height, width)

    def objective(
        self, pictures: Float[Array, "K H W 4"], measure: Measure, life: AbstractLife
    ) -> PictureObjective | None:
        """See `AbstractCurriculum`: the picture, rotated by each of the angles about the middle of the grid.

        Raises:
            InputError: for several pictures.
        """
        if len(pictures) > 1:
            raise InputError(
                f"the regime is turning, but there are {len(pictures)} pictures; it trains one picture, at all angles."
            )
        picture = np.asarray(pictures[0])
        return PictureObjective(
            jnp.asarray(np.stack([turned(picture, angle) for angle in angles(self.turns)])), measure=measure
        )

    def check_seed(self, seed: Array) -> None:
        """See `AbstractCurriculum`: one that looks different at each of the angles.

        Raises:
            InputError: for a seed that looks the same when it is rotated, by a half or a quarter turn or by two of the
                angles.
        """
        _refuse_round(seed)
        _refuse_alike(seed, self.turns)

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`.

        Raises:
            InputError: as `check_seed`.
        """
        self.check_seed(seed)
        memory = self.base.memory(seed, labels)
        return memory._replace(pool=turned_seeds(seed, memory.labels, self.turns))

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        start = self.base.draw(memory, scene, keys)
        fresh = turned_seeds(scene.seed, start.labels[:1], self.turns)[0]
        reseeds = scene.is_each(self.base.base.reseed_every)
        return start._replace(states=start.states.at[0].set(jnp.where(reseeds, fresh, start.states[0])))

    def refresh(self, memory: Memory, seed: Array, key: Array, share: float) -> Memory:
        """See `AbstractCurriculum`."""
        refreshed = super().refresh(memory, seed, key, share)
        fresh = jnp.all(refreshed.pool == seed[None], axis=(1, 2, 3), keepdims=True)
        seeds = turned_seeds(seed, refreshed.labels, self.turns)
        return refreshed._replace(pool=jnp.where(fresh, seeds, refreshed.pool))


def turned_seeds(seed: Float[Array, "H W C"], labels: Int[Array, " N"], turns: int) -> Float[Array, "N H W C"]:
    """The seed rotated by the label's angle about the middle, each of its cells rounded to the nearest cell.

    Args:
        seed: [H, W, C], zero but for the seeds
        labels: [N], numbers of the angles
        turns: how many angles there are
    """
    height, width, _ = seed.shape
    cells = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij"), axis=-1)
    middle = (height // 2, width // 2)
    places = np.stack([turned_places(cells, angle, middle) for angle in angles(turns)])
    rows, columns = (jnp.asarray(places[..., axis].clip(0, side - 1)) for axis, side in ((0, height), (1, width)))
    empty = jnp.zeros((len(labels), *seed.shape), seed.dtype)
    numbers = jnp.arange(len(labels))[:, None, None]
    return empty.at[numbers, rows[labels], columns[labels]].max(jnp.broadcast_to(seed, empty.shape))


def _refuse_round(seed: Array) -> None:
    """Raise `InputError` if the seed looks the same after a half or a quarter turn."""
    places = _rotated(seed, 4)
    alike = [quarter for quarter in (1, 2) if places[quarter] == places[0]]
    if alike:
        count = f"{len(places[0])} {'cell' if len(places[0]) == 1 else 'cells'}"
        raise InputError(
            f"the regime is turning, but the seed ({count}) is unchanged by a rotation of {90 * alike[0]} degrees, "
            "so it does not determine a direction. Choose another shape: --seed-at X,Y "
            "X,Y X,Y; or leave --seed-at out for the default shape."
        )


def _refuse_alike(seed: Array, turns: int) -> None:
    """Raise `InputError` if two of the angles give the same seed, of which two pictures would be asked."""
    places = _rotated(seed, turns)
    alike = [(places.index(each), number) for number, each in enumerate(places) if places.index(each) < number]
    if alike:
        first, second = (f"{360 * number / turns:g}" for number in alike[0])
        most = max(fewer for fewer in range(1, turns) if len(set(_rotated(seed, fewer))) == fewer)
        raise InputError(
            f"turn_count is {turns}, but rotated by {first} and by {second} degrees the seed has the same cells, so "
            f"that they do not tell the two directions apart; expected at most {most}: --turn-count {most}. A seed "
            "that reaches further from the middle allows more: --seed-at X,Y X,Y X,Y."
        )


def _rotated(seed: Array, turns: int) -> list[tuple[tuple[int, int], ...]]:
    """The rows and columns of the seed's cells, in order, at each of the angles."""
    height, width, _ = seed.shape
    cells = np.argwhere(np.asarray(seed).any(axis=-1))
    each = (turned_places(cells, angle, (height // 2, width // 2)).tolist() for angle in angles(turns))
    return [tuple(sorted((row, column) for row, column in places)) for places in each]


__all__ = ["Turning", "turned_seeds"]
