"""What a training is made of before it begins: the objective and the start of its config, or what a user brings."""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from blastema import starts
from blastema.assembly import differences
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config, kind_of
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


def start_of(config: Config) -> tuple[CellularAutomaton | None, str]:
    """What the config begins with, and its name; none for a rule that does nothing."""
    stem = starts.start_for(config)
    if stem is not None:
        return stem.automaton, stem.name
    nothing = "a rule that does nothing"
    if config.training.start == "nothing":
        return None, nothing
    return None, f"{nothing}, since the stem cell has other parts: {starts.other_parts(config)}"


def check_grid(target: Target, config: Config) -> None:
    """Raise `InputError` for a target that was loaded for another grid than the config's, or a seed beyond it."""
    side = config.target.grid
    if max(target.grid) != side or (config.target.square and min(target.grid) != side):
        height, width = target.grid
        wanted = f"{side} x {side}" if config.target.square else f"{side} on the longer side"
        raise InputError(
            f"the target's grid is {height} x {width} cells, the config's {wanted}; load the target with the config: "
            "load_target(picture, config.target)"
        )
    for row, column in config.target.seeds:
        if row >= target.grid[0] or column >= target.grid[1]:
            raise InputError(
                f"seed-at {column},{row} lies outside the grid; expected X,Y with X 0 to {target.grid[1] - 1} and Y 0 "
                f"to {target.grid[0] - 1}."
            )


def loss_of_nothing(objective: AbstractObjective, seed: jax.Array) -> float:
    """The largest loss of an empty state. Raises `InputError` if a loss does not give one number per sample."""
    labels = np.arange(objective.labels)
    losses = objective.distance(jnp.zeros((len(labels), *seed.shape)), jnp.asarray(labels))
    if jnp.shape(losses) != labels.shape:
        raise InputError(
            f"the loss has shape {jnp.shape(losses)} for {len(labels)} state{'s' if len(labels) > 1 else ''}; expected "
            "one number per sample: (states [B, H, W, C], target [H, W, 4]) -> [B]."
        )
    return float(losses.max())


def other_settings(found: AutomatonConfig, expected: AutomatonConfig) -> str:
    """The message for an automaton to start from that does not fit the config: what differs."""
    return f"the automaton to start from has other settings than the config: {differences(found, expected)}."


__all__ = ["Own", "check_grid", "loss_of_nothing", "objective_of", "other_settings", "start_of"]
