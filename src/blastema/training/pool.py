"""The sample pool, from which training draws the states of its episodes (article, section "What persists, exists")."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._types import Array, Losses, Pool, State


class Draw(NamedTuple):
    """Some states of a pool and their slots.

    slots:  int32 [B], all different
    states: [B, H, W, C]
    """

    slots: Int[Array, " B"]
    states: State


def full_of(seed: Float[Array, "*grid C"], size: int) -> Pool:
    """A new pool: ``size`` copies of the seed state [H, W, C]."""
    return jnp.broadcast_to(seed, (size, *seed.shape)).copy()


def draw(pool: Pool, key: Array, count: int) -> Draw:
    """Draw ``count`` states without replacement."""
    slots = jax.random.choice(key, pool.shape[0], (count,), replace=False)
    return Draw(slots, pool[slots])


def order_by_loss(losses: Losses) -> Int[Array, " B"]:
    """The samples' indices, highest loss first.

    The losses are those of the drawn states, before they grow; NaN counts as highest.
    """
    return jnp.argsort(jnp.nan_to_num(losses, nan=jnp.inf), descending=True, stable=True)


def commit(pool: Pool, slots: Int[Array, " B"], states: State) -> Pool:
    """Write states back to the slots that they were drawn from."""
    return pool.at[slots].set(states, unique_indices=True)


def refresh(pool: Pool, seed: Float[Array, "*grid C"], key: Array, share: float) -> Pool:
    """Replace each state by the seed with probability ``share``."""
    chosen = jax.random.bernoulli(key, share, (pool.shape[0],))
    return jnp.where(chosen.reshape(-1, *[1] * seed.ndim), seed[None], pool)


__all__ = ["Draw", "commit", "draw", "full_of", "order_by_loss", "refresh"]
