"""Objectives: which picture is the target of an episode, and when (the article's loss, and others)."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from typing import Any, ClassVar, TypeGuard

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._checks import is_whole, require
from blastema._types import Array, State
from blastema.decoder import AbstractDecoder, NoDecoder
from blastema.measure import (
    LOSS_FLOOR,
    Change,
    Loss,
    Measure,
    Overflow,
    Term,
    Wanted,
    each_of,
    mean_squared_error,
    picture_of,
    powered,
)


class AbstractObjective(eqx.Module):
    """The target of an episode.

    Class attributes say of a kind:

    needs_growth:     it has to grow from the seeds within an episode
    any_axes:         volumes can have it, too
    cells_are_pixels: it looks at cells as pixels, so that there can be no decoder
    rotates:          its organisms may stand at any angle, and are evaluated at others, too
    judged_by:        what tells how well an organism does: "picture", its target, in its place; "patches" of the
                      target, wherever they are; "classes" of digits; "survival" alone
    known_as:         what a catalogue calls its organisms, if they are not simply of a picture
    """

    needs_growth: ClassVar[bool] = True
    any_axes: ClassVar[bool] = False
    cells_are_pixels: ClassVar[bool] = False
    rotates: ClassVar[bool] = False
    judged_by: ClassVar[str] = "survival"
    known_as: ClassVar[str] = ""
    measure: eqx.AbstractVar[Measure]
    """How far states are from pictures."""

    @classmethod
    def seen(cls, states: State) -> Array:
        """What people are shown of states, in films and stills; by default the states, whose first channels are RGBA.

        Args:
            states: [..., C], what the decoder draws where there is one

        Returns:
            [..., 4 or more], of which the first four are premultiplied RGBA.
        """
        return states

    @classmethod
    def recipe(cls, name: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """The settings of a recipe of its own.

        Args:
            name: quick, article, fast or best
            settings: those that are asked for besides, by name

        Returns:
            All settings of the recipe, by name, as of `blastema.config.Config.replace`; none if it is trained by the
            recipes of pictures.
        """
        return {}

    @property
    @abc.abstractmethod
    def labels(self) -> int:
        """Number of different targets; samples carry a label from 0 up to this number, exclusive."""

    @property
    def starts(self) -> int:
        """Number of labels, counted from 0, that a fresh seed may have: all, unless the objective depends on time."""
        return self.labels

    def episode(self, steps: Array) -> Array:
        """How long an episode lasts.

        Args:
            steps: the drawn number of steps

        Returns:
            The number of steps, at most as many.
        """
        return steps

    def drawn(self, key: Array) -> AbstractObjective:
        """The objective of one iteration, for objectives with random numbers.

        Args:
            key: random key of this iteration

        Returns:
            An objective of the same shape: this one, unless it uses random numbers.
        """
        return self

    @abc.abstractmethod
    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """Which picture is due for each sample, and when.

        Args:
            labels: [B]
            steps: of the episode; traced, so that its value is not known in Python

        Returns:
            The pictures with their times and weights.
        """

    @abc.abstractmethod
    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """The distance of states from the targets of their labels, before they grow: states drawn from the pool are
        sorted by it.

        Args:
            states: [B, H, W, C]
            labels: [B]

        Returns:
            [B]
        """

    def passed(self, labels: Int[Array, " B"], steps: Array, grown: State) -> tuple[Int[Array, " B"], State]:
        """Labels and states after an episode.

        Args:
            labels: [B], before it
            steps: how long it was
            grown: [B, H, W, C], its last states

        Returns:
            The labels afterwards, and the states to keep: both unchanged, unless the objective depends on time.
        """
        return labels, grown


class Seen(AbstractObjective):
    """An objective whose distances are measured on the pictures that a decoder draws of the states.

    inner:   the objective for these pictures
    decoder: the automaton's
    measure: the inner objective's
    """

    inner: AbstractObjective
    decoder: AbstractDecoder
    measure: Measure = eqx.field(static=True)

    @classmethod
    def through(cls, decoder: AbstractDecoder, objective: AbstractObjective) -> AbstractObjective:
        """The objective seen through a decoder; unchanged if a cell is a pixel."""
        if isinstance(decoder, NoDecoder):
            return objective
        return cls(inner=objective, decoder=decoder, measure=objective.measure)

    @property
    def labels(self) -> int:
        """See `AbstractObjective`."""
        return self.inner.labels

    @property
    def starts(self) -> int:
        """See `AbstractObjective`."""
        return self.inner.starts

    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """See `AbstractObjective`."""
        return self.inner.wanted(labels, steps)

    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """See `AbstractObjective`."""
        # The barrier keeps the compiler from evaluating the decoder for constant states, such as empty ones.
        kept: State = jax.lax.optimization_barrier(states)  # type: ignore[no-untyped-call]
        return self.inner.distance(self.decoder(kept), labels)


class PictureObjective(AbstractObjective):
    """A picture at the end of the episode, the same for all samples or one per label; the article's with one picture.

    pictures: [K, H, W, 4], premultiplied RGBA
    measure:  how far states are from them
    times:    how many steps before the end it is due, each time with the factor of its loss
    unrolls:  number of parts of an episode, all of the same length; the picture is due at the end of each
    """

    any_axes: ClassVar[bool] = True
    judged_by: ClassVar[str] = "picture"
    pictures: Float[Array, "K *grid 4"]
    measure: Measure = eqx.field(static=True, default=Measure(), kw_only=True)
    times: tuple[tuple[int, float], ...] = eqx.field(static=True, default=((0, 1.0),))
    unrolls: int = eqx.field(static=True, default=1)

    @classmethod
    def initial(
        cls,
        target: Float[Array, "*grid 4"],
        power: float = 1.0,
        times: tuple[object, ...] = ((0, 1.0),),
        channel_weights: tuple[object, ...] = (1.0, 1.0, 1.0, 1.0),
        overflow: float = 0.0,
        change: float = 0.0,
    ) -> PictureObjective:
        """One picture, by a config; ``overflow`` and ``change`` are weights of the terms of these names.

        Raises:
            InputError: unless ``times`` are pairs of steps before the end and a factor of the loss, and
                ``channel_weights`` four numbers, of R, G, B and alpha.
        """
        pairs = [(back, float(weight)) for back, weight in filter(_is_time, times)]
        good = 0 < len(pairs) == len(times)
        require(good, "times", times, "pairs of steps before the end, 0 or more, and a factor of the loss")
        factors = [float(weight) for weight in filter(_is_number, channel_weights)]
        good = len(factors) == len(channel_weights) == 4
        require(good, "channel_weights", channel_weights, "four numbers, of R, G, B and alpha")
        red, green, blue, alpha = factors
        terms: tuple[Term, ...] = (Overflow(weight=overflow), Change(weight=change))
        measure = Measure(None, (red, green, blue, alpha), power, tuple(term for term in terms if term.weight))
        return cls(target[None], measure=measure, times=tuple(pairs))

    @property
    def labels(self) -> int:
        """See `AbstractObjective`."""
        return int(self.pictures.shape[0])

    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """See `AbstractObjective`. A time before the first step is due after the first."""
        before, factors = zip(*self.times, strict=True)
        ends = jnp.asarray(steps, jnp.int32) // self.unrolls * jnp.arange(1, self.unrolls + 1, dtype=jnp.int32)
        times = jnp.maximum(ends[:, None] - jnp.asarray(before, jnp.int32)[None], 1).ravel()
        weights = jnp.asarray(factors * self.unrolls, jnp.float32)
        which = jnp.broadcast_to(labels[:, None], (len(labels), len(times)))
        return Wanted(self.pictures, which, times, weights)

    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """See `AbstractObjective`."""
        return self.measure.of(states, each_of(self.pictures, labels))


def _is_time(value: object) -> TypeGuard[tuple[int, int | float]]:
    return (
        isinstance(value, tuple) and len(value) == 2 and is_whole(value[0]) and value[0] >= 0 and _is_number(value[1])
    )


def _is_number(value: object) -> TypeGuard[int | float]:
    return is_whole(value) or isinstance(value, float)


__all__ = [
    "LOSS_FLOOR",
    "AbstractObjective",
    "Change",
    "Loss",
    "Measure",
    "Overflow",
    "PictureObjective",
    "Seen",
    "Term",
    "Wanted",
    "each_of",
    "mean_squared_error",
    "picture_of",
    "powered",
]
