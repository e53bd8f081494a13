"""Full configurations by name: three regimes of the article, each by one of four recipes."""

from __future__ import annotations

import dataclasses
import math
from typing import Any, Literal

from blastema.config.sections import AutomatonConfig
from blastema.config.training import Phase, Regime
from blastema.config.whole import Config
from blastema.errors import InputError

Recipe = Literal["quick", "article", "fast", "best"]

_ALL_WOUNDS = ("circle", "half-plane", "square")
_RECIPES: dict[str, dict[str, Any]] = {
    # Something recognisable soon, also on the dense engine: a small picture, a small batch, short episodes.
    "quick": {
        "size": 24,
        "padding": 6,
        "iterations": 2400,
        "start": "stem",
        "batch_size": 4,
        "pool_size": 256,
        "reseed_every": 2,
        "damage_count": 1,
        "wounds": _ALL_WOUNDS,
        "phases": (Phase(950, (36, 52)), Phase(1450, (36, 52), 2e-3, 0.1, "cosine")),
        "weight_average": 0.99,
        "checkpoint_every": 200,
    },
    # The values of the article's notebook, which are the fields' own defaults.
    "article": {},
    # The full size in a fraction of the time, and it heals: what each value gave is in docs/notes.md.
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
    # The zoo's. The pool grows old, since seeds enter it half as often; the full rate for long, a long tail, and then
    # once more from half of the rate, with episodes long enough to tell what regrew in its place from what did not.
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
# Training from the picture itself, whatever the recipe's size: riveSunder's dca.
_PERTURBED: dict[str, Any] = {
    "iterations": 60000,
    "start": "nothing",
    "batch_size": 1,
    "phases": (Phase(60000, (2, 17), 3e-4),),
    "gradient_normalisation": "none",
    "weight_decay": 1e-6,
    "weight_average": 0.0,
}
# Textures: the automaton and the steps of "Self-Organising Textures" (Niklasson et al. 2021), of each recipe its own
# size and length; article: that of the article.
_TEXTURE: dict[str, Any] = {
    "padding": 0,
    "trim": False,
    "background": "keep",
    "channels": 12,
    "hidden": (96,),
    "filters": ("identity", "sobel_x", "sobel_y", "laplacian"),
    "life": "all",
    "boundary": "torus",
    "start": "nothing",
    "batch_size": 4,
    "pool_size": 256,
    "reseed_every": 8,
    "damage_count": 1,
    "weight_average": 0.99,
}
_TEXTURES: dict[str, dict[str, Any]] = {
    "quick": {
        "size": 48,
        "iterations": 800,
        "phases": (Phase(300, (32, 64), 2e-3), Phase(500, (32, 64), 2e-3, 0.05, "cosine")),
    },
    "article": {
        "size": 128,
        "iterations": 5000,
        "damage_count": 0,
        "weight_average": 0.0,
        "phases": (Phase(1000, (32, 96), 1e-3), Phase(1000, (32, 96), 3e-4), Phase(3000, (32, 96), 9e-5)),
    },
    "fast": {
        "size": 64,
        "iterations": 2000,
        "phases": (Phase(800, (32, 96), 2e-3), Phase(1200, (32, 96), 2e-3, 0.03, "cosine")),
    },
    "best": {
        "size": 64,
        "iterations": 6000,
        "phases": (Phase(2000, (32, 96), 2e-3), Phase(4000, (32, 96), 2e-3, 0.01, "cosine")),
    },
}
SMALL_TEXTURE: dict[str, Any] = {
    "perception": "one-per-channel",
    "update": "absolute",
    "hidden": AutomatonConfig().hidden,
    "filters": ("laplacian", "sobel_x", "sobel_y"),
}
"""What muNCA's rules have of their own: no hidden layer, so that its width is the one that means nothing."""
_ROOMY = ("growing", "persistent", "regenerating", "turning")
"""Regimes whose organisms grow from one place, so that they need no more room than is around their picture."""
_LEAST_PADDING = 4
_OF_POOL = ("pool_size", "reseed_every", "change_count")
_OF_DAMAGE = ("damage_count", "wounds")


def preset(regime: Regime, recipe: Recipe = "quick", *, objective: str = "pictures", **settings: Any) -> Config:
    """The configuration of a regime by a recipe, with some settings changed by their names.

    Args:
        regime: growing, persistent, regenerating, merging, turning or perturbed
        recipe: quick: something recognisable in minutes, at a small size; article: the notebook's values; fast: the
            full size in a fraction of the time; best: the zoo's
            (of a perturbed one it says the picture's size alone)
        objective: "texture" has recipes of its own; any other those of a picture
        settings: as of `Config.replace`. With another number of iterations a recipe's phases keep their shape

    Returns:
        The configuration.

    Raises:
        InputError: for an unknown recipe, regime or setting, or a value out of range.
    """
    if recipe not in _RECIPES:
        raise InputError(f"recipe is {recipe!r}; expected one of {', '.join(_RECIPES)}.")
    left_out = {"regenerating": (), "merging": (), "turning": (), "persistent": _OF_DAMAGE}.get(
        regime, (*_OF_POOL, *_OF_DAMAGE)
    )
    recipes = _RECIPES
    if objective == "texture":
        recipes = {name: _TEXTURE | values for name, values in _TEXTURES.items()}
    values = {name: value for name, value in recipes[recipe].items() if name not in left_out}
    if regime == "perturbed":
        values |= _PERTURBED
    if "damage" in settings:
        values.pop("wounds", None)
    if "phases" in values and "iterations" in settings and "phases" not in settings:
        values["phases"] = stretched(values["phases"], settings["iterations"] / values["iterations"])
    if "size" in settings and regime in _ROOMY and recipe != "article":
        usual = Config().target
        padding, size = values.get("padding", usual.padding), values.get("size", usual.size)
        values["padding"] = padding_for(settings["size"], padding, size)
    # The regime first: it says which settings there are.
    return Config().replace(regime=regime).replace(**({"objective": objective} | values | settings))


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
    """From a pool, and wounded (experiment 3, "Learning to regenerate").

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
    """From the picture itself, perturbed ever harder (``docs/sprites.md``); arguments as of `preset`."""
    return preset("perturbed", recipe, **settings)


__all__ = [
    "SMALL_TEXTURE",
    "Recipe",
    "growing",
    "padding_for",
    "persistent",
    "perturbed",
    "preset",
    "regenerating",
    "stretched",
]
