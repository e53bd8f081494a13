"""The objective of a moving target: frames that are due one after another during an episode.

A sample's label is the frame that is due when its episode begins. The episode lasts a whole number of frames; at each
of its last ones the loss is taken against the frame due. Afterwards the label is advanced, and a walker is shifted back
to where it began: on a torus all places are equivalent, so the pool only needs to know a state's phase and not its
place.

With random updates, a state's phase and place drift away from those of the clock, which no rule
can prevent. Then each state gets the label and place that it shows, within one frame earlier or later, and for a
walker some cells aside.
"""

from __future__ import annotations

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Float, Int

from blastema._types import Array, State
from blastema.config import Config
from blastema.errors import InputError
from blastema.measure import Measure, Wanted
from blastema.motion import Motion, travelled
from blastema.objective import AbstractObjective

_ASIDE = (0, -1, 1, -2, 2)
"""Shifts of a walker after an episode, in cells in each direction, in the order in which they are tried."""


class MovingObjective(AbstractObjective):
    """Frames in turn.

    frames:          [F, H, W, 4], premultiplied RGBA, all in the same place
    steps_per_frame: steps from frame to frame
    stride:          cells down and to the right per cycle
    due:             number of frames at the end of an episode that count; an episode has at least these, after time for
        a seed to grow
    by_clock:        whether the label follows the clock; otherwise the nearby frame that a state shows
    measure:         how far states are from them
    """

    frames: Float[Array, "F H W 4"]
    steps_per_frame: int = eqx.field(static=True)
    stride: tuple[int, int] = eqx.field(static=True, default=(0, 0))
    due: int = eqx.field(static=True, default=1)
    by_clock: bool = eqx.field(static=True, default=True)
    measure: Measure = eqx.field(static=True, default=Measure(), kw_only=True)

    @classmethod
    def initial(
        cls, frames: Float[Array, "F H W 4"], motion: Motion, config: Config, measure: Measure, name: str
    ) -> MovingObjective:
        """The frames of a target, each when it is due.

        Args:
            frames: [F, H, W, 4], premultiplied RGBA
            motion: their pace and stride
            config: all settings
            measure: how far states are from them
            name: of the target, for messages

        Raises:
            InputError: if the config's grid or episodes do not suit them.
        """
        automaton = config.automaton
        if motion.walks and automaton.boundary != "torus":
            raise InputError(
                f"{name} walks, but the boundary is {automaton.boundary}, where it would walk out of the grid. Use "
                "--boundary torus."
            )
        if automaton.signal:
            raise InputError(
                f"the signal has {automaton.signal} numbers, but {name} moves: a signal would tell the cells the "
                "phase. Leave --signal out."
            )
        shortest = min(phase.steps[0] for phase in config.training.phases)
        if shortest < motion.steps_per_frame:
            raise InputError(
                f"episodes have {shortest} steps, but the next frame is due after {motion.steps_per_frame}: nothing "
                "would be learned. Use longer episodes (--steps LOW HIGH), or fewer steps from frame to frame "
                "(--steps-per-frame)."
            )
        by_clock = automaton.fire_rate == 1  # below that the pace is random
        return cls(frames, motion.steps_per_frame, motion.stride, motion.count, by_clock, measure=measure)

    @property
    def labels(self) -> int:
        """See `AbstractObjective`."""
        return int(self.frames.shape[0])

    @property
    def starts(self) -> int:
        """See `AbstractObjective`: a seed is planted at frame 0."""
        return 1

    def episode(self, steps: Array) -> Array:
        """See `AbstractObjective`: whole frames."""
        return jnp.asarray(steps, jnp.int32) // self.steps_per_frame * self.steps_per_frame

    def wanted(self, labels: Int[Array, " B"], steps: Array) -> Wanted:
        """See `AbstractObjective`."""
        last = jnp.asarray(steps, jnp.int32) // self.steps_per_frame
        frames = last - jnp.arange(self.due, dtype=jnp.int32)[::-1]  # counted from the episode's beginning
        counts = frames >= 1
        weights = counts / jnp.maximum(jnp.sum(counts), 1)
        further = jnp.maximum(frames, 1)[None]
        which = (labels[:, None] + further) % self.labels
        pictures = self.frames[which.ravel()]
        if self.stride != (0, 0):
            down, right = travelled(labels[:, None], further, self.labels, self.stride)
            pictures = _shifted(pictures, down.ravel(), right.ravel())
        number = jnp.arange(which.size, dtype=jnp.int32).reshape(which.shape)
        return Wanted(pictures, number, further[0] * self.steps_per_frame, weights.astype(jnp.float32))

    def distance(self, states: State, labels: Int[Array, " B"]) -> Array:
        """See `AbstractObjective`."""
        return self.measure.of(states, self.frames[labels])

    def passed(self, labels: Int[Array, " B"], steps: Array, grown: State) -> tuple[Int[Array, " B"], State]:
        """See `AbstractObjective`: labels advanced by the number of frames, and walkers shifted back."""
        further = jnp.asarray(steps, jnp.int32) // self.steps_per_frame
        if self.stride != (0, 0):
            down, right = travelled(labels, further, self.labels, self.stride)
            grown = _shifted(grown, -down, -right)
        labels = (labels + further) % self.labels
        return (labels, grown) if self.by_clock else self._seen(labels, grown)

    def _seen(self, labels: Array, grown: State) -> tuple[Array, State]:
        """The best fit among nearby frames and places; that of the clock if none is better."""
        aside = (0,) if self.stride == (0, 0) else _ASIDE
        best = self.distance(grown, labels)
        found, where = labels, jnp.zeros((len(labels), 2), jnp.int32)
        for near in (0, -1, 1):
            wanted = self.frames[(labels + near) % self.labels]
            for down in aside:
                for right in aside:
                    distance = self.measure.of(grown, jnp.roll(wanted, (down, right), (1, 2)))
                    better = distance < best
                    best = jnp.where(better, distance, best)
                    found = jnp.where(better, (labels + near) % self.labels, found)
                    where = jnp.where(better[:, None], jnp.array([[down, right]]), where)
        if self.stride != (0, 0):
            grown = _shifted(grown, -where[:, 0], -where[:, 1])
        return found, grown


def _shifted(images: Array, down: Array, right: Array) -> Array:
    """Each of [N, H, W, C] rolled by its own number of cells."""
    shifted: Array = jax.vmap(lambda image, *by: jnp.roll(image, by, (0, 1)))(images, down, right)
    return shifted


__all__ = ["MovingObjective"]
