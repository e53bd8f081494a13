"""Measures: how far states are from the pictures that are due (the article's mean squared error, and others)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._types import Array, Losses, State
from blastema.decoder import AbstractDecoder, NoDecoder

Loss = Callable[[State, Array], Array]
"""(states [B, H, W, C], target) -> one loss per sample, [B]; differentiable in the states. The target is [H, W, 4]
where all samples have the same, else [B, H, W, 4]. For an automaton with a decoder it is given the decoded pictures
instead of the states."""
_NO_DECODER = NoDecoder()

LOSS_FLOOR = 1e-8
"""Added to a loss before it is raised to a power, so that its derivative stays finite at zero."""


class Wanted(NamedTuple):
    """The targets of the samples in one episode.

    Attributes:
        pictures: [K, H, W, 4], premultiplied RGBA, or what else the measure compares with
        which: [B, L], the picture that is due for each sample at each time
        times: [L], after how many steps of the episode, 1 to all; in any order, also more than once
        weights: [L], the factor of the loss at each time
    """

    pictures: Float[Array, "K *grid C"]
    which: Int[Array, "B L"]
    times: Int[Array, " L"]
    weights: Float[Array, " L"]


@dataclasses.dataclass(frozen=True)
class Overflow:
    """The excess beyond a bound: ``|x - clip(x, -bound, bound)|^power``, its sum or mean over cells and channels.

    every_step: counted after every step, not only when a picture is due
    """

    bound: float = 1.0
    weight: float = 1.0
    power: int = 1
    mean: bool = False
    every_step: bool = False

    def __call__(self, before: State, after: State) -> Losses:
        """One number per sample."""
        beyond = jnp.abs(after - jnp.clip(after, -self.bound, self.bound)) ** self.power
        reduce = jnp.mean if self.mean else jnp.sum
        return self.weight * reduce(beyond, axis=_of_a_sample(after))


@dataclasses.dataclass(frozen=True)
class Change:
    """How much a step changes: the mean over cells and channels of ``|after - before|``.

    every_step: counted after every step, not only when a picture is due
    """

    weight: float = 1.0
    every_step: bool = False

    def __call__(self, before: State, after: State) -> Losses:
        """One number per sample."""
        return self.weight * jnp.mean(jnp.abs(after - before), axis=_of_a_sample(after))


Term = Overflow | Change


@dataclasses.dataclass(frozen=True)
class Measure:
    """How far states are from pictures.

    Args:
        loss: a function that replaces the mean squared error
        channel_weights: factors of the squared errors of R, G, B and alpha
        power: of each sample's loss, before the mean over the batch. With 1 the samples farthest from the target
            dominate; below 1 samples that are close count for more
        terms: terms added to the loss
    """

    loss: Loss | None = None
    channel_weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    power: float = 1.0
    terms: tuple[Term, ...] = ()

    @property
    def is_squared_error(self) -> bool:
        """Whether it is exactly the weighted mean squared error, which engines have built in."""
        return self.loss is None and not self.terms

    def of(self, states: State, target: Array, decoder: AbstractDecoder = _NO_DECODER) -> Array:
        """The loss of states against pictures.

        Args:
            states: [B, H, W, C]
            target: premultiplied RGBA: one [H, W, 4], or one per sample [B, H, W, 4]
            decoder: the automaton's, which draws pictures as large as the target

        Returns:
            [B]

        Raises:
            ValueError: if the target has another size.
        """
        seen = decoder(states)
        if self.loss is not None:
            return self.loss(seen, target)
        shown = seen[..., :4]
        if not _fits(target.shape, shown.shape):
            raise ValueError(f"the target has shape {target.shape}; expected {shown.shape[1:]} or {shown.shape}")
        weights = jnp.asarray(self.channel_weights, shown.dtype).reshape(*[1] * (shown.ndim - 1), 4)
        return jnp.mean(weights * (shown - jnp.broadcast_to(target, shown.shape)) ** 2, axis=_of_a_sample(shown))

    def _weighted(self, states: State, target: Array, weight: Array, decoder: AbstractDecoder) -> Array:
        return weight * self.of(states, target, decoder)

    def due(
        self, wanted: Wanted, before: State, after: State, done: Array, decoder: AbstractDecoder = _NO_DECODER
    ) -> Losses:
        """The contribution of a step to the losses.

        Args:
            wanted: of the episode
            before: [B, H, W, C]
            after: [B, H, W, C], one step later
            done: number of the step in the episode, from 1
            decoder: the automaton's

        Returns:
            [B]
        """
        total = jnp.zeros(len(after), after.dtype)
        for number in range(wanted.times.shape[0]):
            weight = jnp.where(wanted.times[number] == done, wanted.weights[number], 0).astype(after.dtype)
            target = picture_of(wanted, number)
            if self.loss is None and isinstance(decoder, NoDecoder):  # as cheap as a branch, which would copy the state
                total = total + weight * self.of(after, target)
            else:
                total = total + jax.lax.cond(weight != 0, self._weighted, _none, after, target, weight, decoder)
        for term in self.terms:
            counts = jnp.asarray(True) if term.every_step else jnp.any(wanted.times == done)
            total = total + jnp.where(counts, term(before, after), 0)
        return total


def _of_a_sample(states: Array) -> tuple[int, ...]:
    """The axes of one sample: all but the first."""
    return tuple(range(1, states.ndim))


def _fits(shape: tuple[int, ...], into: tuple[int, ...]) -> bool:
    """Whether an array can be broadcast to a shape."""
    return len(shape) <= len(into) and all(
        side in (1, whole) for side, whole in zip(shape[::-1], into[::-1], strict=False)
    )


def _none(states: State, target: Array, weight: Array, decoder: AbstractDecoder) -> Array:
    return jnp.zeros(len(states), states.dtype)


def picture_of(wanted: Wanted, number: int) -> Array:
    """The picture due at one of the times, as in `each_of`."""
    return each_of(wanted.pictures, wanted.which[:, number])


def each_of(pictures: Float[Array, "K *grid C"], which: Int[Array, " B"]) -> Array:
    """The picture of each sample: [H, W, C] if there is just one, else [B, H, W, C]."""
    return pictures[0] if pictures.shape[0] == 1 else pictures[which]


def powered(losses: Losses, power: float) -> Losses:
    """Losses to a power; 1 leaves them unchanged."""
    return losses if power == 1 else (losses + LOSS_FLOOR) ** power


def mean_squared_error(state: State, target: Array) -> Losses:
    """The article's loss: the mean over height, width and premultiplied RGBA of the squared difference; [B]."""
    return Measure().of(state, target)


__all__ = [
    "LOSS_FLOOR",
    "Change",
    "Loss",
    "Measure",
    "Overflow",
    "Term",
    "Wanted",
    "each_of",
    "mean_squared_error",
    "picture_of",
    "powered",
]
