"""Checks before a training: pictures and settings with which nothing can be learned.

Only certain failures are reported here. `blastema.evaluation.verdict` judges the organism
at the end.
"""

from __future__ import annotations

import numpy as np

from blastema._types import ALPHA
from blastema.config import AutomatonConfig, Config, TrainingConfig, kind_of
from blastema.errors import InputError
from blastema.registry import OBJECTIVES, OPTIMISERS, PERCEPTIONS, UPDATES
from blastema.targets import Target

_FIRE_LEVELS = 1 << 24
"""A fire rate is rounded to so many levels (`blastema.fire`)."""
_LEAST_CHANGE = 1e-7
"""The last layer's weights start at zero, and each changes by about the learning rate per iteration. The sum of these
changes, times the updates of an episode, times the step size, bounds the change of a channel by one unit; below this
value even thousands of units could not produce a shade of 1/255."""


def refuse_hopeless(
    target: Target, config: Config, *, trained: bool = False, own_goal: bool = False, own_optimiser: bool = False
) -> None:
    """Refuse a training that cannot succeed; arguments as in `obstacle`.

    Raises:
        InputError: with the reason and advice.
    """
    found = obstacle(target, config, trained=trained, own_goal=own_goal, own_optimiser=own_optimiser)
    if found is not None:
        raise InputError(f"nothing can be learned: {found}")


def obstacle(
    target: Target, config: Config, *, trained: bool = False, own_goal: bool = False, own_optimiser: bool = False
) -> str | None:
    """Why nothing can be learned, and advice; none if no obstacle is known.

    Args:
        target: the picture
        config: all settings
        trained: whether it begins with a trained automaton instead of a rule that does nothing
        own_goal: whether a loss or an objective of the user's own is in the place of the config's
        own_optimiser: whether an optimiser of the user's own is in the place of the config's
    """
    automaton = config.automaton
    senseless = PERCEPTIONS.says(kind_of(automaton.perception), "senseless")
    found = _never_changes(config) or (senseless and senseless(automaton)) or _cannot_live(automaton)
    by_gradient = OPTIMISERS.says(kind_of(config.training.optimiser), "by_gradient") and not own_optimiser
    if found is None and by_gradient and not trained:
        found = _changes_too_little(config)
    picture = OBJECTIVES.says(kind_of(config.training.objective), "judged_by") == "picture"
    if found is None and picture and not own_goal:
        found = _is_faint(target, automaton) or _noise_hides_it(target, automaton)
    return found


def _never_changes(config: Config) -> str | None:
    automaton, training = config.automaton, config.training
    if automaton.step_size == 0 and UPDATES.says(kind_of(automaton.update), "by_step_size"):
        return "step-size is 0, so that no update changes a cell. Use --step-size 1, the article's."
    if round(float(np.float32(automaton.fire_rate)) * _FIRE_LEVELS) == 0:
        return f"fire-rate is {automaton.fire_rate:g}, so that no cell ever fires. Use --fire-rate 0.5, the article's."
    updates = automaton.fire_rate * training.longest_episode * training.batch_size * training.iterations
    if updates < 1:
        return (
            f"fire-rate is {automaton.fire_rate:g}, so that a cell fires {updates:.1g} times in the whole training. "
            "Use --fire-rate 0.5, the article's."
        )
    return None


def _changes_too_little(config: Config) -> str | None:
    automaton, training = config.automaton, config.training
    rate = max(phase.learning_rate for phase in training.phases)
    updates = automaton.fire_rate * training.longest_episode
    change = abs(automaton.step_size) * updates * rate * training.iterations
    if change >= _LEAST_CHANGE or not UPDATES.says(kind_of(automaton.update), "by_step_size"):
        return None
    usual = TrainingConfig().phases[0].learning_rate
    if abs(automaton.step_size) < 1e-3 and rate > 1e-3 * usual:
        return (
            f"step-size is {automaton.step_size:g}, so that updates are too small to be seen. "
            "Use --step-size 1, the article's."
        )
    return (
        f"learning-rate is {rate:g}, so that {training.iterations:,} iterations change nothing that could be seen. "
        f"Use --learning-rate {usual:g}, the article's."
    )


def _cannot_live(automaton: AutomatonConfig) -> str | None:
    threshold = automaton.alive_threshold
    if threshold >= 1:
        return (
            f"alive-threshold is {threshold:g}, but alpha is 1 at most, in pictures and in seeds, so that nothing "
            "counts as alive. Use --alive-threshold 0.1, the article's."
        )
    if 0 < automaton.clamp <= threshold:
        return (
            f"clamp is {automaton.clamp:g}, so that no alpha gets above alive-threshold {threshold:g}. Use a larger "
            "--clamp, or --clamp 0 for none."
        )
    return None


def _is_faint(target: Target, automaton: AutomatonConfig) -> str | None:
    threshold = automaton.alive_threshold
    most = float(target.cells[..., ALPHA].max())
    if most <= threshold:
        return (
            f"{target.name} is faint: its alpha is at most {most:.2g}, nowhere above alive-threshold {threshold:g}, "
            f"so that even a perfect copy counts as dead. Make the picture more opaque, or use --alive-threshold "
            f"{most / 3:.1g}."
        )
    return None


def _noise_hides_it(target: Target, automaton: AutomatonConfig) -> str | None:
    """Uniform noise up to a adds a * a / 3 to the squared error of each channel; an empty cell costs its picture's."""
    worth = float((target.array.astype(np.float64) ** 2).sum(axis=-1).max())
    if 4 * automaton.noise**2 / 3 < worth:
        return None
    return (
        f"noise is {automaton.noise:g}, so that any cell that lives is further from the picture than an empty one. "
        "Use --noise 0.02 or less."
    )


__all__ = ["obstacle", "refuse_hopeless"]
