"""What a training is made of besides its config: what a user brings in the place of it, and the objective it names."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax.numpy as jnp
import optax

from blastema.config import Config, kind_of
from blastema.config.part import settings_of
from blastema.errors import InputError
from blastema.objective import AbstractObjective, Loss, Measure, PictureObjective
from blastema.registry import OBJECTIVES
from blastema.targets import Target
from blastema.training.curricula import AbstractCurriculum
from blastema.training.damage import Damage


@dataclasses.dataclass(frozen=True)
class Own:
    """What a user brings in the place of what the config tells of.

    loss:       in the place of the mean squared error: (states [B, H, W, C], target) -> [B]; 0 or more, judged on a
                logarithmic scale
    damage:     in the place of the configured wounds: (key, states [N, H, W, C], progress) -> states
    objective:  in the place of the config's
    curriculum: in the place of the config's
    optimiser:  in the place of normalisation, Adam and the phases' learning rates
    """

    loss: Loss | None = None
    damage: Damage | None = None
    objective: AbstractObjective | None = None
    curriculum: AbstractCurriculum | None = None
    optimiser: optax.GradientTransformation | None = None

    def __post_init__(self) -> None:
        if self.loss is not None and self.objective is not None:
            raise InputError("a loss and an objective are given; an objective has a loss of its own (its measure).")
        if self.damage is not None and self.curriculum is not None:
            raise InputError("a damage and a curriculum are given; a curriculum has a damage of its own.")

    def names(self) -> dict[str, str]:
        """What is given, each by its name, as a run records it."""
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {part: _name_of(one) for part, one in given.items() if one is not None}


def _name_of(one: object) -> str:
    named: Any = one if hasattr(one, "__qualname__") else type(one)
    return f"{named.__module__}.{named.__qualname__}"


def objective_of(target: Target, config: Config, loss: Loss | None = None) -> AbstractObjective:
    """The objective that a config tells of.

    Args:
        target: the picture
        config: all settings
        loss: in the place of the mean squared error

    Raises:
        InputError: if it has no use for ``loss``, or cannot be made of its settings.
    """
    named, picture, power = config.training.objective, jnp.asarray(target.array), config.training.loss_power
    if loss is None:
        given = {"target": picture, "power": power, "config": config}
        objective: AbstractObjective = OBJECTIVES.make(kind_of(named), {**settings_of(named), **given})
        return objective
    if named != "pictures":
        raise InputError(f"a loss is given, but the objective {named} has one of its own; leave one of them out.")
    return PictureObjective(picture[None], measure=Measure(loss=loss, power=power))


__all__ = ["Own", "objective_of"]
