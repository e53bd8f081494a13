"""Full configurations by name: three regimes of the article, each by one of four recipes."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, Literal

from blastema._checks import is_whole
from blastema._nearest import suggestion
from blastema.config.curricula import CURRICULUM_CONFIGS
from blastema.config.phases import Phase
from blastema.config.sections import TargetConfig
from blastema.config.training import Regime
from blastema.config.whole import Config
from blastema.errors import InputError
from blastema.registry import CURRICULA, OBJECTIVES, Registry

Recipe = Literal["quick", "article", "fast", "best"]

_OBJECTIVE = "pictures"
"""The default, of which the recipes here are: known without importing it, and with it JAX."""
_ALL_WOUNDS = ("circle", "half-plane", "square")
_RECIPES: dict[str, dict[str, Any]] = {
    # Something recognisable soon, also on the dense engine: a small picture, a small batch, short episodes, and longer
    # ones at the end, without which some organisms drift away after a thousand steps.
    "quick": {
        "size": 24,
        "padding": 6,
        "iterations": 2250,
        "start": "stem",
        "batch_size": 4,
        "pool_size": 256,
        "reseed_every": 2,
        "damage_count": 1,
        "wounds": _ALL_WOUNDS,
        "phases": (
            Phase(950, (36, 52)),
            Phase(1000, (36, 52), 2e-3, 0.2, "cosine"),
            Phase(300, (72, 104), 4e-4, 0.2, "cosine"),
        ),
        "weight_average": 0.99,
        "checkpoint_every": 200,
    },
    # The values of the article's notebook, which are the fields' own defaults.
    "article": {},
    # The full size in a fraction of the time, and it heals; docs/notes.md has the measurements.
    "fast": {
        "iterations": 13000,
        "start": "stem",
        "batch_size": 4,
        "pool_size": 512,
        "damage_count": 2,
        "wounds": _ALL_WOUNDS,
        "phases": (Phase(5000, (48, 80)), Phase(8000, (48, 80), 2e-3, 0.03, "cosine")),
        "weight_average": 0.995,
    },
    # The zoo's. States in the pool grow old, since seeds enter it half as often; a long time at the full rate, a long
    # tail, then again from half of the rate, with episodes long enough to distinguish what regrew in place from what
    # did not.
    "best": {
        "iterations": 25000,
        "batch_size": 4,
        "pool_size": 1024,
        "reseed_every": 2,
        "damage_count": 2,
        "wounds": _ALL_WOUNDS,
        "phases": (
            Phase(6538, (56, 88)),
            Phase(10462, (56, 88), 2e-3, 0.01, "cosine"),
            Phase(8000, (88, 120), 1e-3, 0.01, "cosine"),
        ),
        "weight_average": 0.998,
    },
}
_OF_A_POOL = ("pool_size", "reseed_every", "change_count", "damage_count", "wounds")
"""Settings of recipes that not all curricula have."""
_LEAST_PADDING = 4
_QUICK_IF_MOVING = 3
"""Factor of quick's iterations for an animation: a walk stays a blur for so long (docs/motion.md)."""


def preset(regime: Regime, recipe: Recipe = "quick", *, objective: str = _OBJECTIVE, **settings: Any) -> Config:
    """The configuration of a regime by a recipe, with some settings changed by their names.

    Args:
        regime: growing, persistent, regenerating, merging, turning or perturbed
        recipe: quick: something recognisable in minutes, at a small size; article: the notebook's values; fast: the
            full size in a fraction of the time; best: the zoo's
            (of a perturbed one it says the picture's size alone)
        objective: what is wanted; one that has recipes of its own, as "texture" has, is trained by those
        settings: as of `Config.replace`. With another number of iterations a recipe's phases keep their shape;
            a smaller picture has less padding, as `padding_for` says, and with a motion quick has three times the
            iterations

    Returns:
        The configuration.

    Raises:
        InputError: for an unknown recipe, regime or setting, or a value out of range.
    """
    if recipe not in _RECIPES:
        hint = suggestion(str(recipe), _RECIPES)
        raise InputError(f"recipe is {recipe!r}; expected one of {', '.join(_RECIPES)}. {hint}".rstrip())
    settings = {"objective": objective} | settings
    curriculum = CURRICULUM_CONFIGS.get(regime)
    of_objective = {} if objective == _OBJECTIVE else _own(OBJECTIVES, objective, recipe, settings)
    values = dict(of_objective or _RECIPES[recipe])
    has = () if curriculum is None else [field.name for field in dataclasses.fields(curriculum)]
    values = {name: value for name, value in values.items() if name in has or name not in _OF_A_POOL}
    values |= curriculum.recipe(recipe, settings) if curriculum else _own(CURRICULA, regime, recipe, settings)
    if "damage" in settings:
        values.pop("wounds", None)
    if recipe == "quick" and "phases" in values and settings.get("motion", "still") != "still":
        settings = {"iterations": _QUICK_IF_MOVING * values["iterations"]} | settings
    if "phases" in values and is_whole(settings.get("iterations")) and "phases" not in settings:
        usual = sum(phase.iterations for phase in values["phases"])
        values["phases"] = stretched(values["phases"], settings["iterations"] / usual)
    if is_whole(settings.get("size")) and curriculum and curriculum.one_place and recipe != "article":
        default = Config().target
        padding, size = values.get("padding", default.padding), values.get("size", default.size)
        values["padding"] = padding_for(settings["size"], padding, size)
    # The regime first: it says which settings there are.
    return Config().replace(regime=regime).replace(**(values | settings))


def _own(kinds: Registry, kind: str, recipe: str, settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings that a kind has of its own in a recipe; whether there is such a kind says who makes the config."""
    its = kinds.says(kind, "recipe") if kind in kinds else None
    found: Mapping[str, Any] = its(recipe, settings) if its else {}
    return found


def padded(config: Config, usual: TargetConfig) -> Config:
    """With the padding of `padding_for`, from a recipe's usual target; unchanged for organisms of several places."""
    curriculum = CURRICULUM_CONFIGS.get(config.training.regime)
    if curriculum is None or not curriculum.one_place:
        return config
    return config.replace(padding=padding_for(config.target.size, usual.padding, usual.size))


def padding_for(size: int, padding: int, usual: int) -> int:
    """Empty cells around a picture of another size than a recipe's own, for which the recipe has so many.

    Args:
        size: longer side of the picture, in cells
        padding: the recipe's
        usual: the recipe's size

    Returns:
        The same share of a smaller picture, an even number of at least 4; around a larger one as many as the recipe
        has, since cells of padding cost as much time as others.
    """
    share = 2 * math.ceil(padding * size / usual / 2)
    return min(padding, max(_LEAST_PADDING, share))


def stretched(phases: tuple[Phase, ...], factor: float) -> tuple[Phase, ...]:
    """The same phases in another length, their ends rounded to whole iterations."""
    lengthened, end, rounded = [], 0, 0
    for phase in phases:
        end += phase.iterations
        until = max(rounded + 1, round(end * factor))
        lengthened.append(dataclasses.replace(phase, iterations=until - rounded))
        rounded = until
    return tuple(lengthened)


def growing(recipe: Recipe = "quick", **settings: Any) -> Config:
    """Always from the seed (the article's experiment 1, "Learning to grow").

    Args:
        recipe: "quick" (small, recognisable soon), "article" (the notebook's settings), "fast" (full size, minutes) or
            "best" (the zoo's settings)
        **settings: other values, by name, as of `Config.replace`

    Returns:
        The config.

    Raises:
        InputError: for an unknown recipe or setting.
    """
    return preset("growing", recipe, **settings)


def persistent(recipe: Recipe = "quick", **settings: Any) -> Config:
    """From a pool of earlier results (experiment 2, "What persists, exists").

    Args:
        recipe: "quick" (small, recognisable soon), "article" (the notebook's settings), "fast" (full size, minutes) or
            "best" (the zoo's settings)
        **settings: other values, by name, as of `Config.replace`

    Returns:
        The config.

    Raises:
        InputError: for an unknown recipe or setting.
    """
    return preset("persistent", recipe, **settings)


def regenerating(recipe: Recipe = "quick", **settings: Any) -> Config:
    """From a pool, with wounds (experiment 3, "Learning to regenerate").

    Args:
        recipe: "quick" (small, recognisable soon), "article" (the notebook's settings), "fast" (full size, minutes) or
            "best" (the zoo's settings)
        **settings: other values, by name, as of `Config.replace`

    Returns:
        The config.

    Raises:
        InputError: for an unknown recipe or setting.
    """
    return preset("regenerating", recipe, **settings)


def perturbed(recipe: Recipe = "quick", **settings: Any) -> Config:
    """From the perturbed picture itself, at increasing difficulty (``docs/sprites.md``); arguments as of `preset`."""
    return preset("perturbed", recipe, **settings)


__all__ = [
    "Recipe",
    "growing",
    "padded",
    "padding_for",
    "persistent",
    "perturbed",
    "preset",
    "regenerating",
    "stretched",
]
