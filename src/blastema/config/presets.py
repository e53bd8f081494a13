"""Full configurations by name: three regimes of the article, each by one of four recipes."""

from __future__ import annotations

from typing import Any, Literal

from blastema.config import Config, Regime
from blastema.errors import InputError

Recipe = Literal["quick", "article", "fast", "best"]

_RECIPES: dict[str, dict[str, Any]] = {
    # Something recognisable soon, also on the dense engine: a small picture, a small batch, short episodes.
    "quick": {
        "size": 24,
        "padding": 6,
        "iterations": 2400,
        "batch_size": 4,
        "pool_size": 256,
        "reseed_every": 2,
        "steps": (36, 52),
        "damage_count": 1,
        "wounds": ("circle", "half-plane", "square"),
        "schedule": "cosine",
        "decay_start": 950,
        "decay_end": 2400,
        "final_rate": 0.1,
        "weight_average": 0.99,
        "checkpoint_every": 200,
    },
    # The values of the article's notebook, which are the fields' own defaults.
    "article": {},
    # The full size in a fraction of the time, and it heals: what each value gave is in docs/notes.md.
    "fast": {
        "iterations": 13000,
        "batch_size": 4,
        "pool_size": 512,
        "steps": (48, 80),
        "damage_count": 2,
        "wounds": ("circle", "half-plane", "square"),
        "schedule": "cosine",
        "decay_start": 5000,
        "decay_end": 13000,
        "final_rate": 0.03,
        "weight_average": 0.995,
    },
    # The zoo's. The pool grows old, since seeds enter it half as often; the full rate for long, a long tail, and then
    # once more from half of the rate, with episodes long enough to tell what regrew in its place from what did not.
    "best": {
        "iterations": 25000,
        "batch_size": 4,
        "pool_size": 1024,
        "reseed_every": 2,
        "steps": (56, 88),
        "damage_count": 2,
        "wounds": ("circle", "half-plane", "square"),
        "schedule": "cosine",
        "decay_start": 6538,
        "decay_end": 17000,
        "refine_from": 17000,
        "refine_until": 25000,
        "refine_rate": 1e-3,
        "refine_steps": (88, 120),
        "final_rate": 0.01,
        "weight_average": 0.998,
    },
}


def preset(regime: Regime, recipe: Recipe = "quick", **settings: Any) -> Config:
    """The configuration of a regime by a recipe, with some settings changed by their names.

    quick: something recognisable in minutes, at a small size; article: the notebook's values; fast: the full size
    in a fraction of the time; best: the zoo's.
    Raises `InputError` for an unknown recipe, regime or setting, or a value out of range.
    """
    if recipe not in _RECIPES:
        raise InputError(f"recipe is {recipe!r}; expected one of {', '.join(_RECIPES)}.")
    values = {"regime": regime} | _RECIPES[recipe]
    if "decay_end" in values and "iterations" in settings:
        # A recipe's fall of the learning rate fits its own length; keep its shape for another one.
        stretch = settings["iterations"] / values["iterations"]
        for name in {"decay_start", "decay_end", "refine_from", "refine_until"} & set(values):
            values[name] = round(values[name] * stretch)
    if regime != "regenerating":
        values["damage_count"] = 0
    return Config().replace(**(values | settings))


def growing(recipe: Recipe = "quick", **settings: Any) -> Config:
    """Always from the seed (the article's experiment 1, "Learning to grow")."""
    return preset("growing", recipe, **settings)


def persistent(recipe: Recipe = "quick", **settings: Any) -> Config:
    """From a pool of earlier results (experiment 2, "What persists, exists")."""
    return preset("persistent", recipe, **settings)


def regenerating(recipe: Recipe = "quick", **settings: Any) -> Config:
    """From a pool, and wounded (experiment 3, "Learning to regenerate")."""
    return preset("regenerating", recipe, **settings)
