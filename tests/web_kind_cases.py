"""Every kind of automaton for a few steps, by ``web_kinds_judge.py``: ``golden/web-kinds.npz``.

``cases`` is JSON: a list of cases with their name, settings, number of the first step and number of organisms; of each
there are ``<name>.start`` and ``<name>.start_species``, the organisms' files ``<name>.organism<i>`` (uint8) and, after
the first and the third step, ``<name>.states`` float32 [2, H, W, C] and ``<name>.species`` uint8 [2, H, W].
"""

from __future__ import annotations

import dataclasses
import itertools
import json
from typing import Any

import judge
import numpy as np
import web_kinds_judge as kinds
from helpers import random_states, relative_error
from make_golden import GOLDEN, MARGIN

KINDS = GOLDEN / "web-kinds.npz"
KIND_GRID = (6, 7)
KIND_CHANNELS = 8
SMALL = {"step_size": 0.75}
KIND_CASES: dict[str, dict[str, Any]] = {
    "atan": {"activation": "atan"},
    "tanh": {"activation": "tanh", **SMALL},
    "replacing": {"update": "replacing"},
    "replacing-slowly": {"update": "replacing", "step_size": 0.4},
    "own-alpha": {"life": "own-alpha", "alive_threshold": 0.2},
    "own-alpha-replacing": {"life": "own-alpha", "update": "replacing", "activation": "atan", "alive_threshold": 0.45},
    "channels-fire": {"fire_per": "channel"},
    "channels-fire-unmasked": {"fire_per": "channel", "life": "all", **SMALL},
    "clamp": {"clamp": 0.375},
    "signal": {"signal": 3},
    "hidden-layers": {"hidden": (16, 32), "activation": "tanh"},
    "learned": {"learned": 1},
    "own-noise": {"noise": 0.0625},
    "odd-taps": {"odd_taps": True, "angle": 0.5},
    "two-species": {"count": 2, "signal": 2, "clamp": 0.5, "noise": 0.03125, **SMALL},
    "two-own-alpha": {"count": 2, "life": "own-alpha", **SMALL},
    "all-at-once": {
        "count": 2,
        "hidden": (16, 16),
        "learned": 1,
        "signal": 2,
        "update": "replacing",
        "activation": "tanh",
        "life": "own-alpha",
        "alive_threshold": 0.4,
        "fire_per": "channel",
        "clamp": 0.75,
        "step_size": 0.5,
        "odd_taps": True,
    },
}
"""What each case has other than the article's automaton; several organisms of one case differ in their numbers."""


def kind_automaton(number: int, asked: dict[str, Any]) -> kinds.Automaton:
    """An automaton with random numbers, multiples of 1/64 so that they are stored in few bytes."""
    others = {name: value for name, value in asked.items() if name not in ("hidden", "learned", "odd_taps", "count")}
    random = np.random.default_rng(number)

    def values(size: float, *shape: int) -> np.ndarray:
        return (np.round(64 * random.uniform(-size, size, shape)) / 64).astype(np.float32)

    filters = (
        kinds.Filter(judge.IDENTITY),
        kinds.Filter(cosine=judge.SOBEL_X, sine=-judge.SOBEL_Y),
        kinds.Filter(cosine=judge.SOBEL_Y, sine=judge.SOBEL_X),
    )
    if asked.get("odd_taps"):
        filters = tuple(kinds.Filter(*values(0.5, 3, 3, 3).astype(np.float64)) for _ in range(2)) + filters[:1]
    learned = asked.get("learned", 0)
    widths = [(len(filters) + learned) * KIND_CHANNELS + asked.get("signal", 0), *asked.get("hidden", (16,))]
    layers = [
        (values(1.5 / np.sqrt(inputs), inputs, outputs), values(0.5, outputs))
        for inputs, outputs in itertools.pairwise(widths)
    ]
    layers.append((values(0.6, widths[-1], KIND_CHANNELS), values(0.3, KIND_CHANNELS)))
    return kinds.Automaton(layers, filters, values(0.4, learned, 3, 3, KIND_CHANNELS), **others)


def kind_case(name: str, number: int) -> dict[str, Any]:
    """A case: its organisms, its world and where it begins."""
    asked, index = KIND_CASES[name], list(KIND_CASES).index(name)
    count = asked.get("count", 1)
    population = [kind_automaton(100 * number + i, asked) for i in range(count)]
    population = [dataclasses.replace(one, filters=population[0].filters) for one in population]
    if "noise" in asked and count > 1:
        population[1] = dataclasses.replace(population[1], noise=0.0, clamp=0.25)
    told = tuple(tuple((j + 1 - 2 * i) / 4 for j in range(asked.get("signal", 0))) for i in range(count))
    boundary = "torus" if index % 2 else "zero"
    world = kinds.World(boundary=boundary, fire_rate=0.625, angle=0.25, seed=number, signals=told)
    start = np.round(32 * random_states(number, 1, *KIND_GRID, KIND_CHANNELS)[0]).astype(np.float32) / 32
    species = np.random.default_rng(number).integers(0, count, KIND_GRID, np.uint8)
    return {"population": population, "world": world, "start": start, "species": species, "first": 2**32 - 2}


def follow_kind(name: str, number: int) -> dict[str, Any] | None:
    """What three steps make of a case, or none if rounding could change it or if nothing much happens."""
    case = kind_case(name, number)
    population, world, first = case["population"], case["world"], case["first"]
    threshold = population[0].alive_threshold
    state, species = case["start"], case["species"]
    exact, exact_species = state.astype(np.float64), species
    states, owners = [], []
    for time in range(first, first + 3):
        calm = [dataclasses.replace(one, life="all", noise=0.0) for one in population]
        between, _ = kinds.step(exact, exact_species, calm, world, time)
        for seen in (exact, between):
            if np.abs(seen[..., judge.ALPHA] - threshold).min() < 100 * MARGIN:
                return None
        exact, exact_species = kinds.step(exact, exact_species, population, world, time)
        state, species = kinds.step(state, species, population, world, time)
        if not (species == exact_species).all() or relative_error(state, exact) > MARGIN:
            return None
        states.append(state)
        owners.append(species)
    living = (states[-1][..., judge.ALPHA] > threshold).mean()
    if not 0.2 < living < 0.8:
        return None
    return {**case, "states": np.stack([states[0], states[2]]), "owners": np.stack([owners[0], owners[2]])}


def write_kinds() -> None:
    """The first number of each case whose steps are safe."""
    cases, arrays = [], {}
    for name in KIND_CASES:
        number = next(number for number in range(1, 10_000) if follow_kind(name, number) is not None)
        made = follow_kind(name, number)
        assert made is not None
        world = made["world"]
        settings = {
            "boundary": world.boundary,
            "fireRate": world.fire_rate,
            "angle": world.angle,
            "noise": world.noise,
            "seed": world.seed,
            "signals": world.signals,
        }
        count = len(made["population"])
        cases.append({"name": name, "number": number, "organisms": count, "first": made["first"], "settings": settings})
        for index, one in enumerate(made["population"]):
            file = kinds.organism_file(one, f"{name}-{index}", KIND_GRID)
            arrays[f"{name}.organism{index}"] = np.frombuffer(file, np.uint8)
        arrays |= {
            f"{name}.start": made["start"],
            f"{name}.start_species": made["species"],
            f"{name}.states": made["states"],
            f"{name}.species": made["owners"],
        }
    np.savez_compressed(KINDS, cases=json.dumps(cases), **arrays)
    print(KINDS.name, len(cases), "cases", KINDS.stat().st_size, "bytes")
