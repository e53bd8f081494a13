"""The curriculum of digits that classify themselves: drawn from a data set, kept, and turned into other digits."""

from __future__ import annotations

from typing import Any, ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Float, Int
from PIL import Image

from blastema import digits
from blastema._checks import is_whole, require
from blastema._types import ALPHA, Array, ArrayLike
from blastema.classifying import enough_channels
from blastema.digits import Digits
from blastema.training import pool as sample_pool
from blastema.training.curricula import AbstractCurriculum, Keys, Memory, Scene, Start

HELD_OUT = 5
"""One in this many pictures of a data set is held out of training."""


class Classifying(AbstractCurriculum):
    """A quarter of a batch are fresh digits, a quarter are states that become other digits, the rest continue.

    A state that becomes another digit keeps the hidden channels and votes of its cells where there still is ink.

    ink:        of the digits that are trained on, [N, S, S], 0 to 255
    classes:    which digits they are, [N]
    batch_size: samples
    pool_size:  states that are kept
    data:       name of the data set, as in `blastema.digits.all_of`
    """

    needs_growth: ClassVar[bool] = False
    cells_are_pixels: ClassVar[bool] = True
    needs_objective: ClassVar[str | None] = "classes"
    heals: ClassVar[bool] = True  # where a digit loses ink as it becomes another
    ink: Int[Array, "N S S"]
    classes: Int[Array, " N"]
    batch_size: int = eqx.field(static=True)
    pool_size: int = eqx.field(static=True)
    data: str = eqx.field(static=True, default="digits")

    @classmethod
    def initial(cls, batch_size: int, size: int, data: str = "digits", pool_size: int = 160) -> Classifying:
        """From a data set's digits, scaled to the size."""
        good = is_whole(pool_size) and batch_size <= pool_size <= 100_000
        require(good, "pool_size", pool_size, f"a whole number from the batch-size, {batch_size}, to 100000")
        require(batch_size >= 4, "batch_size", batch_size, "4 or more: a quarter are fresh digits, a quarter others")
        ink, classes = split(data, size, held_out=False)
        return cls(jnp.asarray(ink), jnp.asarray(classes, jnp.int32), batch_size, pool_size, data)

    def memory(self, seed: Array, labels: int) -> Memory:
        """See `AbstractCurriculum`: the first digits of the data."""
        enough_channels(seed.shape[-1])
        which = jnp.arange(self.pool_size) % len(self.classes)
        return Memory(written(self.ink[which], jnp.zeros((self.pool_size, *seed.shape))), self.classes[which])

    def draw(self, memory: Memory, scene: Scene, keys: Keys) -> Start:
        """See `AbstractCurriculum`."""
        drawn = sample_pool.draw(memory.pool, keys("draw"), self.batch_size)
        states, labels = drawn.states, memory.labels[drawn.slots]
        few = self.batch_size // 4
        which = jax.random.randint(keys("digit"), (2 * few,), 0, len(self.classes))
        before = states[: 2 * few].at[:few].set(0)
        states = states.at[: 2 * few].set(written(self.ink[which], before))
        labels = labels.at[: 2 * few].set(self.classes[which])
        unsound = jnp.mean(~jnp.isfinite(drawn.states).all(axis=(1, 2, 3)), dtype=jnp.float32)
        return Start(states, labels, drawn.slots, unsound)

    def refresh(self, memory: Memory, seed: Array, key: Array, share: float) -> Memory:
        """See `AbstractCurriculum`."""
        which = jax.random.randint(key, (self.pool_size,), 0, len(self.classes))
        chosen = jax.random.bernoulli(jax.random.fold_in(key, 1), share, (self.pool_size,))
        fresh = written(self.ink[which], jnp.zeros_like(memory.pool))
        pool = jnp.where(chosen[:, None, None, None], fresh, memory.pool)
        return memory._replace(pool=pool, labels=jnp.where(chosen, self.classes[which], memory.labels))

    def start_radius(self, memory: Memory) -> float:
        """See `AbstractCurriculum`: an organism starts as its picture."""
        return 1e4

    def provenance(self, memory: Memory) -> dict[str, Any]:
        """See `AbstractCurriculum`: the data set."""
        return {"data": self.data}


def written(ink: ArrayLike, states: ArrayLike) -> Float[Array, "N H W C"]:
    """States [N, H, W, C] with the ink of digits [N, S, S] (0 to 255) in their middle; cells without it are cleared.

    Fresh cells have the colour of ink in R, G and B; cells that were there before keep all channels but alpha.
    """
    states = jnp.asarray(states)
    count, height, width, _ = states.shape
    side = np.shape(ink)[1]
    top, left = (height - side) // 2, (width - side) // 2
    grey = jnp.zeros((count, height, width)).at[:, top : top + side, left : left + side].set(jnp.asarray(ink) / 255)
    colour = jnp.asarray(np.array(digits.INK) / 255, jnp.float32)
    empty = (states[..., ALPHA] == 0)[..., None]
    shown = jnp.where(empty, grey[..., None] * colour[None, None, None], states[..., :ALPHA])
    states = states.at[..., :ALPHA].set(shown).at[..., ALPHA].set(grey)
    return jnp.where((grey > 0)[..., None], states, 0)


def split(data: str, size: int, held_out: bool) -> Digits:
    """The training digits of a data set, or the held-out ones.

    Args:
        data: as in `blastema.digits.all_of`
        size: to which they are scaled
        held_out: the ones that are never trained on: every fifth one
    """
    images, classes = digits.all_of(data)
    chosen = (np.arange(len(images)) % HELD_OUT == 0) == held_out
    scaled = [
        np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC)) for image in images[chosen]
    ]
    return Digits(np.stack(scaled), classes[chosen])


__all__ = ["HELD_OUT", "Classifying", "split", "written"]
