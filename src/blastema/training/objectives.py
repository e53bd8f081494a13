"""Which objective a target and a config ask for."""

from __future__ import annotations

import jax.numpy as jnp

from blastema.config import Config
from blastema.errors import InputError
from blastema.moving import MovingObjective
from blastema.objective import AbstractObjective, Loss, Measure, PictureObjective
from blastema.targets import Target


def objective_of(target: Target, config: Config, loss: Loss | None = None) -> AbstractObjective:
    """The target's picture at the end of each episode; of one that moves its frames, each when it is due.

    Args:
        target: loaded with ``config.target``
        config: all settings
        loss: in the place of the mean squared error

    Raises:
        InputError: if the target moves and the config has no place or no time for it.
    """
    measure = Measure(loss=loss, power=config.training.loss_power)
    motion = target.motion
    if motion is None:
        return PictureObjective(jnp.asarray(target.array)[None], measure=measure)
    if motion.walks and config.automaton.boundary != "torus":
        raise InputError(
            f"{target.name} walks, but the boundary is {config.automaton.boundary}, where it would walk out of the "
            "grid. Use --boundary torus."
        )
    if config.automaton.signal:
        raise InputError(
            f"the signal has {config.automaton.signal} numbers, but {target.name} moves: a signal tells which picture "
            "is wanted for good, and would tell cells the phase. Leave --signal out."
        )
    shortest = min(phase.steps[0] for phase in config.training.phases)
    if shortest < motion.steps_per_frame:
        raise InputError(
            f"episodes have {shortest} steps, but the next frame is due after {motion.steps_per_frame}: nothing would "
            "be learned. Use longer episodes (--steps LOW HIGH), or fewer steps from frame to frame "
            "(--steps-per-frame)."
        )
    frames = jnp.asarray(target.frames)
    by_clock = config.automaton.fire_rate == 1  # below that the pace is random
    return MovingObjective(frames, motion.steps_per_frame, motion.stride, motion.count, by_clock, measure=measure)


__all__ = ["objective_of"]
