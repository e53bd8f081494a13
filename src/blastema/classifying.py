"""Digits that classify themselves: cells of ink that agree on which digit they are part of.

After Randazzo, Mordvintsev, Niklasson and Levin, *Self-classifying MNIST Digits* (Distill, 2020). A cell's alpha is the
ink that is there, which no update changes; the last ten channels are its vote. Cells live where there is ink: life
``own-alpha``.
"""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Float, Int
from PIL import ImageColor

from blastema._types import ALPHA, Array, Dense, Features, Layers, Losses, State
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.fire import noise
from blastema.measure import Measure, Wanted
from blastema.objective import AbstractObjective
from blastema.update import ResidualUpdate

CLASSES = 10
INK = 0.1
"""A cell with more ink than this votes."""
COLOURS = (
    "#3f6fd8", "#ef8322", "#1f8a4c", "#d22f3d", "#8447c4", "#7d5535", "#f29ac8", "#f0cf2e", "#29bcd0", "#a8cf4a",
)  # fmt: skip
"""Of the ten digits, as in the page (`web/digits/palette.ts`)."""
_UNDECIDED = "#8f887c"


class InkedUpdate(ResidualUpdate):
    """As `ResidualUpdate`, but the alpha of a cell is unchanged; optionally with noise on all other channels.

    layers, hidden, activation: as of `ResidualUpdate`
    update_noise: standard deviation of the noise, which is uniform
    """

    by_step_size: ClassVar[bool] = False  # the noise is no change by the rule
    update_noise: float = eqx.field(static=True, default=0.0)

    @classmethod
    def initial(
        cls,
        key: Array,
        features: int,
        channels: int,
        hidden: tuple[int, ...] = (128,),
        activation: str = "relu",
        update_noise: float = 0.0,
    ) -> InkedUpdate:
        """A rule that initially adds only its noise; Randazzo et al. use 0.02."""
        first = ResidualUpdate.initial(key, features, channels, hidden, activation)
        return cls(first.layers, hidden, activation, update_noise)

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        plain = ResidualUpdate(self.without_ink(), self.hidden, self.activation)
        proposed = plain(state, features, conditions)
        if self.update_noise:
            _, *grid, channels = state.shape
            seed, step = jnp.asarray(conditions.fire_seed), jnp.asarray(conditions.step)
            drawn = noise(*grid, fire_seed=seed, step=step, channels=channels)
            proposed = proposed + jnp.asarray(self.update_noise * 3**0.5 * drawn, state.dtype)
            proposed = proposed.at[..., ALPHA].set(state[..., ALPHA])
        return proposed

    def without_ink(self) -> Layers:
        """The same network with its output for the alpha set to zero, for an equivalent `ResidualUpdate`."""
        *front, (weight, bias) = self.layers
        return (*front, Dense(weight.at[:, ALPHA].set(0), bias.at[ALPHA].set(0)))


class ClassObjective(AbstractObjective):
    """Every cell of ink votes for its digit when the episode ends: the label of a sample is the digit.

    measure: the mean over the cells of ink of the summed squared error of their votes, against 1 for the digit and 0
        for the others; for a state without ink 1, as if no cell voted
    """

    cells_are_pixels: ClassVar[bool] = True
    judged_by: ClassVar[str] = "classes"
    measure: Measure = eqx.field(static=True, default=Measure(), kw_only=True)

    @classmethod
    def initial(cls, target: Array, power: float = 1.0) -> ClassObjective:
        """The picture is not used.

        Args:
            target: the config's
            power: of the loss
        """
        return cls(measure=Measure(vote_error, power=power))

    @property
    def labels(self) -> int:
        """See `AbstractObjective`."""
        return CLASSES

    @classmethod
    def seen(cls, states: State) -> Array:
        """See `AbstractObjective`: ink in the colour of the digit that it votes for, grey while all votes are equal."""
        votes, ink = states[..., -CLASSES:], jnp.clip(states[..., ALPHA : ALPHA + 1], 0, 1)
        undecided = jnp.max(votes, axis=-1) == jnp.min(votes, axis=-1)
        digit = jnp.where(undecided, CLASSES, jnp.argmax(votes, axis=-1))
        colours = jnp.asarray([ImageColor.getrgb(colour) for colour in (*COLOURS, _UNDECIDED)], jnp.float32) / 255
        finite = jnp.all(jnp.isfinite(votes), axis=-1, keepdims=True)
        return jnp.concatenate([jnp.where(finite, colours[digit] * ink, jnp.nan), ink], axis=-1)

    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """See `AbstractObjective`. Instead of pictures: one vote each, [10, 1, 1, 10]."""
        times = jnp.asarray(steps, jnp.int32).reshape(1)
        return Wanted(_votes(), labels[:, None], times, jnp.ones(1, jnp.float32))

    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """See `AbstractObjective`."""
        return self.measure.of(states, _votes()[labels])


def _votes() -> Float[Array, "10 1 1 10"]:
    return jnp.eye(CLASSES).reshape(CLASSES, 1, 1, CLASSES)


def vote_error(states: State, target: Array) -> Losses:
    """The loss of `ClassObjective`; the target is [..., 10], one vote for all cells of a sample."""
    errors = jnp.sum((states[..., -CLASSES:] - target) ** 2, axis=-1)
    ink = states[..., ALPHA] > INK
    count = jnp.sum(ink, axis=(1, 2))
    mean = jnp.sum(jnp.where(ink, errors, 0), axis=(1, 2)) / jnp.maximum(count, 1)
    return jnp.where(count > 0, mean, 1)


def enough_channels(channels: int) -> None:
    """Raise `InputError` unless there is room for colours, ink and votes."""
    if channels < ALPHA + 1 + CLASSES:
        raise InputError(f"channels is {channels}, but RGBA and ten votes need {ALPHA + 1 + CLASSES} or more.")


__all__ = ["CLASSES", "COLOURS", "INK", "ClassObjective", "InkedUpdate", "enough_channels", "vote_error"]
