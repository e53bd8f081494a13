"""The parts of a training before it begins: the objective and the start of its config, or the user's own."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from blastema import starts
from blastema._checks import instance, short
from blastema.assembly import differences, perception_of
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config, kind_of
from blastema.config.part import settings_of
from blastema.errors import InputError
from blastema.life import AbstractLife
from blastema.measure import Loss, Measure
from blastema.moving import MovingObjective
from blastema.objective import AbstractObjective, PictureObjective
from blastema.registry import CURRICULA, OBJECTIVES, UPDATES
from blastema.signals import NamedPicture, one_hot
from blastema.targets import Target
from blastema.training.curricula import AbstractCurriculum
from blastema.training.damage import VOLUME_WOUNDS, Damage


@dataclasses.dataclass(frozen=True)
class Own:
    """The user's own parts, which replace those of the config.

    loss:       replaces the mean squared error: (states [B, H, W, C], target) -> [B]; 0 or more, judged on a
                logarithmic scale
    damage:     replaces the configured wounds: (key, states [N, H, W, C], progress) -> states
    objective:  replaces the config's
    curriculum: replaces the config's
    optimiser:  replaces normalisation, Adam and the phases' learning rates
    """

    loss: Loss | None = None
    damage: Damage | None = None
    objective: AbstractObjective | None = None
    curriculum: AbstractCurriculum | None = None
    optimiser: optax.GradientTransformation | None = None

    def __post_init__(self) -> None:
        if self.loss is not None and self.objective is not None:
            raise InputError("a loss and an objective are given; an objective has its own loss (its measure).")
        if self.damage is not None and self.curriculum is not None:
            raise InputError("a damage and a curriculum are given; a curriculum has its own damage.")
        named = "a kind's name belongs to the config: config.replace({}=...)"
        kinds = {
            "objective": (AbstractObjective, named.format("objective")),
            "curriculum": (AbstractCurriculum, named.format("regime")),
        }
        for part, (kind, hint) in kinds.items():
            if getattr(self, part) is not None:
                instance(getattr(self, part), kind, f"the {part}", hint)
        if self.optimiser is not None and not (hasattr(self.optimiser, "init") and hasattr(self.optimiser, "update")):
            raise InputError(f"the optimiser is {short(self.optimiser)}; expected one of Optax, as optax.adam(1e-3).")
        for part in ("loss", "damage"):
            if not (getattr(self, part) is None or callable(getattr(self, part))):
                raise InputError(f"the {part} is {short(getattr(self, part))}; expected a function of states.")

    @property
    def goal(self) -> bool:
        """Whether the goal is something other than a small squared error of the pictures."""
        return self.loss is not None or self.objective is not None

    def names(self) -> dict[str, str]:
        """The given parts by name, as a run records them."""
        given = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        return {part: _name_of(one) for part, one in given.items() if one is not None}


def _name_of(one: object) -> str:
    named: Any = one if hasattr(one, "__qualname__") else type(one)
    return f"{named.__module__}.{named.__qualname__}"


def objective_of(
    target: Target, config: Config, curriculum: AbstractCurriculum, life: AbstractLife, loss: Loss | None = None
) -> AbstractObjective:
    """The objective of a config: the target's pictures at the end of an episode, or its frames, each when it
    is due, unless the curriculum has its own objective or the config names another one.

    Args:
        target: the picture or pictures, or a moving one
        config: all settings
        curriculum: the curriculum
        life: which cells live
        loss: replaces the mean squared error

    Raises:
        InputError: if ``loss`` would not be used, for invalid settings, or if it does not fit the target or the
            curriculum.
    """
    named, regime = config.training.objective, config.training.regime
    needed = curriculum.needs_objective
    if needed is not None and kind_of(named) != needed:
        raise InputError(f"the regime is {regime}, but the objective {kind_of(named)}; use --objective {needed}.")
    measure = Measure(loss=loss, power=config.training.loss_power)
    pictures = jnp.asarray(np.stack([each.array for each in target.every]))
    of_curriculum = curriculum.objective(pictures, measure, life)
    if target.motion is not None and of_curriculum is not None:
        raise InputError(
            f"{target.name} moves, but the regime {regime} wants a picture that stands still. "
            "Use --regime growing, persistent or regenerating."
        )
    frames: dict[str, Any] = {}
    if target.motion is not None:
        frames = {"frames": jnp.asarray(target.frames), "motion": target.motion}
    if named == "pictures":
        if target.motion is not None:
            return MovingObjective.initial(config=config, measure=measure, name=target.name, **frames)
        return PictureObjective(pictures, measure=measure) if of_curriculum is None else of_curriculum
    if loss is not None:
        raise InputError(f"a loss is given, but the objective {named} has one of its own; leave one of them out.")
    taken = OBJECTIVES.takes(kind_of(named))
    _refuse_other_motion(target, str(named), taken)
    several = len(pictures) > 1 and "pictures" not in taken
    if of_curriculum is not None or several:
        what = "several pictures have one of their own" if several else f"the regime {regime} has its own"
        raise InputError(f"the objective is {named}, but {what}; leave one of them out.")
    given = {"target": pictures[0], "pictures": pictures, "power": measure.power, "config": config} | frames
    objective: AbstractObjective = OBJECTIVES.make(kind_of(named), {**settings_of(named), **given})
    return objective


def _refuse_other_motion(target: Target, named: str, taken: Mapping[str, inspect.Parameter]) -> None:
    """Raise `InputError` for a moving target with an objective that takes no frames, and the reverse."""
    needed = [name for name in ("frames", "motion") if name in taken and taken[name].default is inspect.Parameter.empty]
    if target.motion is not None and not {"frames", "motion"} & taken.keys():
        raise InputError(
            f"the objective is {named}, but {target.name} moves, which needs an objective that takes frames; leave the "
            "objective or the motion out."
        )
    if target.motion is None and needed:
        raise InputError(
            f"the objective is {named}, which takes frames, but {target.name} does not move; leave the objective out, "
            "or grow an animation: --motion cycle."
        )


def pictures_of(target: Target, automaton: CellularAutomaton, genes: int = 0) -> tuple[NamedPicture, ...]:
    """The pictures with their signals in training; none for an automaton without a signal.

    genes: size of the signal in the seed, if it is there instead
    """
    width = genes or automaton.perception.signal
    alone = [dataclasses.replace(each, others=()) for each in target.every]
    return tuple(NamedPicture(each, one_hot(place, width)) for place, each in enumerate(alone) if width)


def refuse_more_labels(objective: AbstractObjective, automaton: CellularAutomaton) -> None:
    """Raise `InputError` for a signal that has fewer numbers than the objective has labels."""
    if 0 < automaton.perception.signal < objective.labels:
        raise InputError(
            f"the objective has {objective.labels} labels, but the signal has {automaton.perception.signal} numbers, "
            f"one for each label; use signal={objective.labels}."
        )


def start_of(config: Config) -> tuple[CellularAutomaton | None, str]:
    """The automaton from which the config starts, and its name; none for a rule that does nothing."""
    stem = starts.start_for(config)
    if stem is not None:
        return stem.automaton, stem.name
    if config.training.start == "random":
        return None, "random weights"
    nothing = f"a rule that {UPDATES.says(kind_of(config.automaton.update), 'untrained') or 'does nothing'}"
    if config.training.start == "nothing":
        return None, nothing
    return None, f"{nothing}, since the stem cell has other parts: {starts.other_parts(config)}"


def refuse_zero_layers(automaton: CellularAutomaton) -> None:
    """Raise `InputError` for a rule with a layer that could never become anything else if zeros are kept."""
    if any(leaf.ndim > 1 and not leaf.any() for leaf in jax.tree.leaves(automaton)):
        raise InputError(
            "keep-zeros is true, but a layer of the rule that training begins with is all zeros and would stay so. "
            "Start from a trained organism: --from RUN|FILE|EMOJI."
        )


def check_grid(target: Target, config: Config) -> None:
    """Raise `InputError` for a target that was loaded for a different grid than the config's, or a seed outside it."""
    refuse_other_axes(target, config)
    side = config.target.grid
    if max(target.grid) != side or (config.target.square and min(target.grid) != side):
        found = " x ".join(map(str, target.grid))
        wanted = " x ".join([str(side)] * target.axes) if config.target.square else f"{side} on the longer side"
        raise InputError(
            f"the target's grid is {found} cells, the config's {wanted}; load the target with the config: "
            "load_target(picture, config.target)"
        )
    for place in config.target.seeds:
        if len(place) != target.axes or any(at >= side for at, side in zip(place, target.grid, strict=True)):
            names = "XYZ"[: target.axes]
            ranges = [f"{name} 0 to {side - 1}" for name, side in zip(names, reversed(target.grid), strict=True)]
            told = " and ".join(ranges) if target.axes == 2 else ", ".join(ranges)
            raise InputError(
                f"seed-at {','.join(map(str, reversed(place)))} lies outside the grid; expected {','.join(names)} with "
                f"{told}."
            )


def refuse_other_axes(target: Target, config: Config) -> None:
    """Raise `InputError` for a volume with a perception of pictures or the reverse, and for what no volume can have."""
    perceived = config.automaton.axes
    if target.axes != perceived:
        is_volume = target.axes > 2
        what, other = ("a volume", "pictures") if is_volume else ("a picture", "volumes")
        raise InputError(
            f"{target.name} is {what}, but the perception {kind_of(config.automaton.perception)} is for {other}. Use "
            f"--perception {perception_of(target.axes)}, or another organism if it starts from one (--from)."
        )
    if perceived == 2:
        return
    training, wounds = config.training, getattr(config.training.curriculum, "wounds", ())
    flat = [kind for kind in wounds if kind not in VOLUME_WOUNDS]
    for wrong, what, instead in (
        (not CURRICULA.says(training.regime, "any_axes"), f"the regime is {training.regime}",
         f"use {CURRICULA.saying('any_axes')}"),
        (not OBJECTIVES.says(kind_of(training.objective), "any_axes"), f"the objective is {training.objective}",
         "leave --objective out"),
        (config.automaton.angle != 0, f"angle is {config.automaton.angle:g}", "leave --angle out"),
        (bool(flat), f"wounds is {' '.join(wounds)}", f"use some of {', '.join(VOLUME_WOUNDS)}"),
    ):  # fmt: skip
        if wrong:
            raise InputError(f"{target.name} is a volume, but {what}, which is for pictures only; {instead}.")


def loss_of_nothing(objective: AbstractObjective, seed: jax.Array) -> float:
    """The largest loss of an empty state.

    Raises:
        InputError: if a loss does not give one number per sample.
    """
    labels = np.arange(objective.labels)
    losses = objective.distance(jnp.zeros((len(labels), *seed.shape)), jnp.asarray(labels))
    if jnp.shape(losses) != labels.shape:
        raise InputError(
            f"the loss has shape {jnp.shape(losses)} for {len(labels)} state{'s' if len(labels) > 1 else ''}; expected "
            "one number per sample: (states [B, H, W, C], target [H, W, 4]) -> [B]."
        )
    return float(losses.max())


def other_settings(found: AutomatonConfig, expected: AutomatonConfig) -> str:
    """The message for a starting automaton that does not fit the config: the differences."""
    return f"the automaton to start from has other settings than the config: {differences(found, expected)}."


__all__ = [
    "Own",
    "check_grid",
    "loss_of_nothing",
    "objective_of",
    "other_settings",
    "pictures_of",
    "refuse_more_labels",
    "refuse_other_axes",
    "refuse_zero_layers",
    "start_of",
]
