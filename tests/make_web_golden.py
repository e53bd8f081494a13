"""Make the golden files that Blastema's browser engines and Python are both held to, beside the trajectories.

    python tests/make_web_golden.py

- ``golden/web-regions.json``: wounds, by the package's own functions, for ``web/engine/geometry.ts`` to repeat
- ``golden/lizard-mirrored.safetensors``: the small lizard with its gradient to the right turned round, so that it
  grows the other way, and with an angle and a step size of its own
- ``golden/web-species.npz``, ``golden/web-species-noise.npz``: what both of them do for 64 steps in one world, by
  ``species_judge.py``. In each, with the small lizard as species 0 and the mirrored one as species 1:

      start, start_species      float32 [H, W, C] and uint8 [H, W], before the first step
      seed, first_step, angle (radians, added to each organism's own), fire_rate, noise, boundary: the world's
      at                        int [N], numbers of steps; after them:
      states, species           float32 [N, H, W, C] and uint8 [N, H, W]
      fires, alive              bool [64, H, W], the fire mask and the survivors of each step

  The seed is the first from which rounding can tip no cell: every max-pooled alpha stays at least 1e-5 away from the
  threshold of life, and so do the highest alphas of two species around an empty cell from each other.

- ``golden/web-kinds.npz``: every kind of automaton, by ``web_kinds_judge.py``. ``cases`` is JSON: a list of cases with
  their name, settings, number of the first step and number of organisms; of each there are ``<name>.start`` and
  ``<name>.start_species``, the organisms' files ``<name>.organism<i>`` (uint8) and, after the first and the third step,
  ``<name>.states`` float32 [2, H, W, C] and ``<name>.species`` uint8 [2, H, W]
- ``golden/web-organism-v1.npz``: three steps of ``organism-v1.safetensors``, which has a learned filter and two hidden
  layers, by ``judge.py``: start float32 [H, W, C], seed, angle, fire_rate, and for each way of ``WAYS`` the states
  float32 [3, H, W, C]
- ``golden/web-decoder.npz``: ``organism``, the file (uint8) of an organism with a decoder, a ``state`` float32
  [H, W, C] and the ``picture`` of it float32 [h, w, 4], by ``decoder_judge.py``
- ``golden/web-training.npz``: training iterations of several kinds by the specification, as ``web_training.py`` has
  them. ``cases`` is JSON: a list of cases with their name and recipe; of each there are ``<name>.organism`` (uint8),
  states, steps, fire_seeds and target, and what is found: losses and gradients of each iteration, and what is left
  after the last one
- ``golden/web-targets.npz``: pictures (``<name>.picture``, uint8 RGBA) and the targets of ``TARGET_SIZE`` cells that
  Python makes of them (``<name>.pixels``), with their seeds (``<name>.seeds``), parts and parts left over
  (``<name>.parts``), the steps that growth needs to reach the farthest cell (``<name>.reach``), and faint specks, their
  cells and cells that stay empty (``<name>.faint``)
"""

from __future__ import annotations

import base64
import dataclasses
import itertools
import json
from typing import Any

import decoder_judge
import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
import species_judge as several
import web_kinds_judge as kinds
import web_training as training
from helpers import distance_from_threshold, judged, random_states, relative_error
from make_golden import GOLDEN, MARGIN, ORGANISM, STEPS

import blastema as bl
from blastema import seeding
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Part, Phase
from blastema.config.file import to_dict
from blastema.config.presets import preset
from blastema.evaluation import wounds
from blastema.fire import fire_mask
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target, load_target
from blastema.training import damage, schedule
from blastema.training.guards import Figures, Guards

REGIONS = GOLDEN / "web-regions.json"
MIRRORED = GOLDEN / "lizard-mirrored.safetensors"
NAMES = ("web-species", "web-species-noise")
AT = (1, 8, 32, 64)
ODD_ORGANISM = GOLDEN / "organism-v1.safetensors"
ODD = GOLDEN / "web-organism-v1.npz"
KINDS = GOLDEN / "web-kinds.npz"
TRAINING = GOLDEN / "web-training.npz"
DECODER = GOLDEN / "web-decoder.npz"
TARGETS = GOLDEN / "web-targets.npz"
TARGET_SIZE, TARGET_PADDING = 24, 6
WAYS = {
    "zero": {"boundary": "zero", "life": "neighbourhood"},
    "torus": {"boundary": "torus", "life": "neighbourhood"},
    "unmasked": {"boundary": "zero", "life": "all"},
}
GRIDS = ((72, 72), (24, 24), (64, 96), (9, 7))
SCATTER_STEP = 2**32 - 1
"""The step that ``scatter`` in ``geometry.ts`` asks the fire hash for."""


def region(kind: str, mask: Any, **arguments: Any) -> dict[str, Any]:
    """One case: what is asked for, and the cells, a bit each, the first in the highest bit."""
    cells = np.asarray(mask)
    assert cells.dtype == bool
    bits = base64.b64encode(np.packbits(cells).tobytes()).decode("ascii")
    return {"kind": kind, "height": cells.shape[0], "width": cells.shape[1], **arguments, "cells": bits}


def circles(height: int, width: int, count: int) -> list[dict[str, Any]]:
    """Training's circles, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        centre_key, radius_key = jax.random.split(key)
        row, column = jax.random.uniform(centre_key, (2,), minval=-0.5, maxval=0.5).tolist()
        radius = float(jax.random.uniform(radius_key, minval=0.1, maxval=0.4))
        mask = damage.circle(key, (height, width), 40)
        cases.append(region("circle", mask, row=row, column=column, radius=radius))
    return cases


def half_planes(height: int, width: int, size: int, count: int) -> list[dict[str, Any]]:
    """Training's half-planes, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        axis_key, choice_key, any_key, edge_key = jax.random.split(key, 4)
        along_axis = float(jax.random.randint(axis_key, (), 0, 4)) * np.pi / 2
        anywhere = float(jax.random.uniform(any_key, maxval=2 * jnp.pi))
        direction = along_axis if jax.random.bernoulli(choice_key) else anywhere
        edge = float(jax.random.uniform(edge_key, minval=-0.15, maxval=0.35) * size)
        mask = damage.half_plane(key, (height, width), size)
        cases.append(region("half-plane", mask, direction=direction, edge=edge))
    return cases


def squares(height: int, width: int, size: int, count: int) -> list[dict[str, Any]]:
    """Training's squares, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        side_key, centre_key = jax.random.split(key)
        half = float(jax.random.uniform(side_key, minval=0.15, maxval=0.25) * size)
        row, column = (jax.random.uniform(centre_key, (2,), minval=-0.25, maxval=0.25) * size).tolist()
        cases.append(region("square", damage.square(key, (height, width), size), row=row, column=column, half=half))
    return cases


def scattered(height: int, width: int) -> list[dict[str, Any]]:
    """A share of the cells by the fire hash."""
    cases = []
    for share, seed in ((0.1, 0), (0.3, 7), (0.5, 2**32 - 1)):
        words = {"fire_seed": jnp.array([seed], jnp.uint32), "step": jnp.array([SCATTER_STEP], jnp.uint32)}
        mask = fire_mask(height, width, fire_rate=jnp.array([share]), **words)[0, ..., 0]
        cases.append(region("scatter", mask, share=share, seed=seed))
    return cases


def regions() -> list[dict[str, Any]]:
    """All cases."""
    cases = [region("cut", damage.cut(name, *grid), name=name) for grid in GRIDS for name in damage.CUTS]
    cases += [region("slit", mask, way=name[-1]) for grid in GRIDS for name, mask in wounds._slits(*grid).items()]
    cases += circles(72, 72, 6) + circles(64, 96, 3)
    cases += half_planes(72, 72, 40, 8) + half_planes(64, 96, 40, 3)
    cases += squares(72, 72, 40, 4) + squares(24, 24, 16, 3)
    return cases + scattered(24, 40)


def write_regions() -> None:
    """The file, a case a line."""
    lines = ",\n".join(json.dumps(case) for case in regions())
    REGIONS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def mirrored(organism: Any) -> Any:
    """An organism that sees left and right exchanged, and so grows as in a mirror; turned and slowed down a little."""
    automaton = organism.automaton
    place = [each.name for each in automaton.perception.filters].index("sobel_x") * automaton.channels
    seeing = eqx.tree_at(
        lambda a: a.update.layers[0].weight,
        automaton,
        replace_fn=lambda weight: weight.at[place : place + automaton.channels].multiply(-1),
    )
    physics = dataclasses.replace(automaton.physics, angle=40.0, step_size=0.9)
    changed = dataclasses.replace(seeing, physics=physics)
    return dataclasses.replace(organism, name="lizard-mirrored", automaton=changed, target=None)


def population(angle: float) -> list[several.Species]:
    """The small lizard and the mirrored one, in float32; ``angle`` is the world's, in radians."""
    found = []
    for file in (ORGANISM, MIRRORED):
        automaton = bl.load_organism(file).automaton
        layers, arguments = judged(automaton)
        options = arguments["options"]
        found.append(several.Species(layers, options.step_size, options.angle + angle))
    return found


def situation(name: str) -> dict[str, Any]:
    """Where a trajectory begins and what is asked for; the seed is searched for."""
    if name == "web-species":
        start, species = several.seeded(28, 36, 12, [(3, 6, 0), (14, 13, 1), (20, 24, 0), (26, 34, 1)])
        asked = {"first_step": 2**32 - 20, "angle": 0.3, "fire_rate": 0.625, "noise": 0.0, "boundary": "torus"}
    else:
        start, species = several.seeded(24, 30, 12, [(12, 9, 0), (11, 20, 1), (0, 0, 1)])
        asked = {"first_step": 0, "angle": 0.0, "fire_rate": 0.5, "noise": 0.015625, "boundary": "zero"}
    return {"start": start, "start_species": species, **asked}


def world_of(asked: dict[str, Any], seed: int) -> several.World:
    """The judge's world for what was asked."""
    settings = {name: asked[name] for name in ("boundary", "fire_rate", "noise")}
    return several.World(**settings, seed=seed)


def is_safe(state: np.ndarray, species: np.ndarray, world: several.World) -> bool:
    """Whether rounding can neither tip a cell nor give an empty one to another species."""
    alpha = state[..., judge.ALPHA]
    pooled = np.max([several.neighbour(alpha, *step, world.boundary, -1) for step in several.AROUND], axis=0)
    if np.abs(pooled - world.alive_threshold).min() < 2 * MARGIN:
        return False
    above = alpha > world.alive_threshold
    best = []
    for index in (0, 1):
        own = np.where(above & (species == index), alpha, -index - 1.0)
        best.append(
            np.max([several.neighbour(own, *step, world.boundary, -index - 1) for step in several.AROUND], axis=0)
        )
    return bool(np.abs(best[0] - best[1])[~above].min() > 2 * MARGIN)


def follow(asked: dict[str, Any], seed: int) -> dict[str, np.ndarray] | None:
    """A trajectory, or none if rounding could change it. States are float32's, masks those of float64 as well."""
    world, everyone = world_of(asked, seed), population(asked["angle"])
    exact, exact_species = asked["start"].astype(np.float64), asked["start_species"]
    state, species = asked["start"], asked["start_species"]
    height, width, _ = state.shape
    made: dict[str, list[np.ndarray]] = {"states": [], "species": [], "fires": [], "alive": []}
    silent = dataclasses.replace(world, living_mask=False, noise=0)
    for done in range(STEPS):
        time = asked["first_step"] + done
        follows = several.belongs(exact, exact_species, world)
        matters = follows >= 0
        # The judge without a mask lets cells far from life keep their own species, which changes nothing near it.
        moved, _ = several.step(exact, np.where(matters, follows, 0), everyone, silent, time)
        if not (is_safe(exact, exact_species, world) and is_safe(moved, np.where(matters, follows, 0), world)):
            return None
        if not (several.belongs(state, species, world) == follows).all():
            return None
        lives = judge.alive(exact[None], world.options())[0] & judge.alive(moved[None], world.options())[0]
        exact, exact_species = several.step(exact, exact_species, everyone, world, time)
        state, species = several.step(state, species, everyone, world, time)
        made["fires"].append(judge.fires(height, width, time, seed, world.fire_rate))
        made["alive"].append(lives)
        if done + 1 in AT:
            made["states"].append(state)
            made["species"].append(species)
    return {name: np.stack(values) for name, values in made.items()}


def write_trajectory(name: str) -> None:
    """Search for a seed and store what it gives."""
    asked = situation(name)
    for seed in range(1, 10_000):
        found = follow(asked, seed)
        if found is not None:
            break
    else:
        raise SystemExit(f"no seed keeps {name} away from rounding")
    path = GOLDEN / f"{name}.npz"
    np.savez_compressed(path, seed=np.uint32(seed), at=np.array(AT), **asked, **found)
    living = found["states"][-1][..., judge.ALPHA] > 0.1
    each = [int((living & (found["species"][-1] == index)).sum()) for index in (0, 1)]
    print(path.name, "seed", seed, "living cells of each species", each, path.stat().st_size, "bytes")


def odd_steps(number: int) -> dict[str, np.ndarray] | None:
    """Three steps of the organism of many features, or none if rounding could tip a cell."""
    automaton = bl.load_organism(ODD_ORGANISM).automaton
    start = random_states(number, 1, 9, 13, automaton.channels)
    made = {"start": start[0], "seed": np.uint32(number), "angle": np.float64(0.4), "fire_rate": np.float64(0.75)}
    for name, way in WAYS.items():
        angle = float(np.deg2rad(automaton.physics.angle) + made["angle"])
        layers, arguments = judged(automaton, angle=angle, fire_rate=0.75, **way)
        options, learned = arguments["options"], arguments["learned"]
        exact = judge.rollout(layers, start.astype(np.float64), 3, options, [number], [0], learned)
        if min(distance_from_threshold(state, options) for state in exact) < 10 * MARGIN:
            return None
        made[name] = np.concatenate(judge.rollout(layers, start, 3, options, [number], [0], learned)[1:])
        if relative_error(made[name], np.concatenate(exact[1:])) > MARGIN:
            return None
    return made


def write_odd() -> None:
    """The first number whose steps are safe."""
    made = next(found for number in range(1, 1000) if (found := odd_steps(number)) is not None)
    np.savez_compressed(ODD, **made)
    print(ODD.name, "number", int(made["seed"]), ODD.stat().st_size, "bytes")


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


def training_found(case: training.Case, kernel: str) -> dict[str, np.ndarray]:
    """What is kept of what the iterations of a case give."""
    found = training.followed(case, kernel)
    last = {key: found[key][-1] for key in ("grown", "parameters", "averages")}
    return {key: found[key] for key in ("losses", "gradients")} | last


def training_number(name: str) -> int:
    """Of the first case of its kind that rounding cannot change much."""
    for number in range(1, 1000):
        case = training.case(name, number)
        found, again = training_found(case, "jax"), training_found(case, "native")
        if max(relative_error(again[key], found[key]) for key in found) < MARGIN and found["losses"].max() < 100:
            return number
    raise SystemExit(f"no case of {name} is safe from rounding")


def training_course() -> dict[str, Any]:
    """A recipe of all kinds of phases, and what it asks for at iterations within, between and behind them."""
    phases = (
        Phase(10, (36, 52)),
        Phase(20, (40, 60), 1e-3, 0.1, "cosine"),
        Phase(15, (8, 9), 1e-3, 0.5, "linear"),
    )
    config = preset("regenerating", "quick", phases=phases, iterations=45)
    rate = schedule.learning_rate(config.training.phases)
    at = [0, 9, 10, 17, 29, 30, 31, 44, 45, 60]
    return {
        "recipe": to_dict(config)["training"],
        "at": at,
        "rates": [float(rate(iteration)) for iteration in at],
        "steps": [schedule.episode_steps(phases, jnp.uint32(iteration)).tolist() for iteration in at],
    }


def training_guards() -> list[dict[str, Any]]:
    """Courses that end well and badly: figures, and after each what the guards remember and say."""
    courses = []
    for number, ending in enumerate(("well", "jump", "dead", "broken", "exploded", "infinite")):
        random = np.random.default_rng(number)
        guards, seen = Guards(0.05, 4, 30), []
        for iteration in range(400 if ending == "jump" else 100):
            late = iteration > 40
            figures = Figures(
                loss=float(10 ** (-1 - min(iteration, 40) / 20 + random.normal() / 10)),
                gradient_norm=float(np.inf if ending == "infinite" and iteration > 50 else random.random()),
                largest_state=1e6 if ending == "exploded" and iteration > 60 else 3.0,
                living_share=0.2,
                dead_samples=4 if ending == "dead" and late else int(random.integers(3)),
                broken_drawn=0.9 if ending == "broken" and late else float(random.integers(3)) / 4,
            )
            if ending == "jump" and late:
                figures = dataclasses.replace(figures, loss=0.5)
            guards = guards.after(figures)
            known = {"figures": dataclasses.asdict(figures), "smoothed": guards.smoothed, "broken": guards.broken}
            seen.append(known | {"trouble": guards.trouble(figures), "healthy": guards.healthy()})
            if seen[-1]["trouble"] is not None:
                break
        courses.append({"ending": ending, "seen": seen})
    return courses


def write_training() -> None:
    """All cases of training iterations."""
    cases, arrays = [], {}
    for name in training.KINDS:
        number = training_number(name)
        case = training.case(name, number)
        found = training_found(case, "jax")
        cases.append({"name": name, "number": number, "recipe": case.recipe()})
        given = {key: getattr(case, key) for key in ("states", "steps", "fire_seeds", "target")}
        file = {"organism": np.frombuffer(case.organism(), np.uint8)}
        arrays |= {f"{name}.{key}": value for key, value in (file | given | found).items()}
    course, guards = json.dumps(training_course()), json.dumps(training_guards()).replace("Infinity", "1e999")
    np.savez_compressed(TRAINING, cases=json.dumps(cases), course=course, guards=guards, **arrays)
    print(TRAINING.name, len(cases), "cases", TRAINING.stat().st_size, "bytes")


def target_pictures() -> dict[str, np.ndarray]:
    """Pictures of all kinds that people bring: uint8 [H, W, 4]."""
    rows, columns = np.mgrid[:60, :60]
    around = np.hypot(rows - 30, columns - 28)

    def on(ground: tuple[int, ...], *shapes: tuple[Any, tuple[int, ...]]) -> np.ndarray:
        picture = np.full((60, 60, 4), ground, np.uint8)
        for mask, colour in shapes:
            picture[mask] = colour
        return picture

    red, blue, clear, white = (200, 30, 40, 255), (30, 60, 220, 255), (0, 0, 0, 0), (250, 252, 249, 255)
    disc, ring = around < 22, (around > 14) & (around < 20)
    dots = (rows % 15 < 3) & (columns % 15 < 3)
    bars = (abs(rows - 30) < 4) & (abs(columns - 30) > 16)
    soft = on(clear, (disc, blue))
    soft[..., 3] = np.where(disc, (255 * np.maximum(1 - around / 22, 0) ** 0.5).astype(np.uint8), 0)
    faces = ((around < 5, white), (np.hypot(rows - 10, columns - 22) < 2, clear))
    specks = on(clear, (disc, red), ((rows < 3) & (columns < 3), (90, 90, 90, 255)))
    specks[(rows > 54) & (columns > 54)] = (200, 200, 200, 90)
    specks[(rows > 54) & (columns < 5)] = (200, 200, 200, 240)
    glow = on((250, 220, 90, 20), (around < 14, red))
    noisy = on((128, 128, 128, 255), (disc, red))
    noisy[..., 0] = (rows * 4).astype(np.uint8)
    return {
        "disc": on(clear, (disc, red)),
        "ring": on(clear, (ring, red)),
        "dots": on(clear, (dots, red)),
        "bars": on(clear, (bars, blue)),
        "soft": soft,
        "paper": on(white, (disc, red), *faces),
        "ring-on-paper": on(white, (ring, blue)),
        "photo": noisy,
        "wide": on(clear, (disc, red), (rows > 30, clear))[:, 5:],
        "specks": specks,
        "glow": glow,
        "cells": on(clear, (disc, red))[20:44, 20:44],
    }


def target_found(picture: np.ndarray) -> dict[str, np.ndarray]:
    """The target that Python makes of a picture, and what it says of its seeds."""
    target = load_target(picture, size=TARGET_SIZE, padding=TARGET_PADDING)
    alpha = target.array[..., 3]
    seeds = seeding.seeds_for(alpha)
    middle = ((alpha.shape[0] // 2, alpha.shape[1] // 2),)
    return {
        "pixels": target.pixels,
        "seeds": np.array(seeds.places or middle, np.uint32),
        "parts": np.array([seeds.parts, seeds.left_over], np.uint32),
        "reach": np.array([seeding.reach(alpha, seeds.places)[0]], np.uint32),
        "faint": np.array(dataclasses.astuple(seeding.faint(alpha)), np.uint32),
    }


def decoded() -> dict[str, np.ndarray]:
    """An organism with a decoder, a state of it with empty cells, and what that looks like."""
    random = np.random.default_rng(12)
    config = AutomatonConfig(channels=6, hidden=(16,), decoder=Part("coordinates", {"pixels": 3, "widths": (7,)}))
    shapes = eqx.filter_eval_shape(lambda key: CellularAutomaton.initial(config, key), jax.random.key(0))
    automaton = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.3, leaf.shape), jnp.float32), shapes)
    pixels = random.integers(0, 256, (9, 9, 4), np.uint8)
    organism = Organism(automaton, "decoded", (5, 5), Target(pixels, 1, "noise", pixels_per_cell=3))
    state = random.normal(0, 0.7, (5, 6, 6)).astype(np.float32)
    state[3:] = state[:, 4:] = state[1, 1] = 0
    layers = [tuple(np.asarray(part) for part in layer) for layer in automaton.decoder.layers]
    picture = decoder_judge.picture(state, layers, 3).astype(np.float32)
    return {"organism": np.frombuffer(organism_file.dumps(organism), np.uint8), "state": state, "picture": picture}


def write_decoder() -> None:
    """An organism's file, a state and its picture."""
    np.savez_compressed(DECODER, **decoded())
    print(DECODER.name, DECODER.stat().st_size, "bytes")


def write_targets() -> None:
    """All pictures and what is made of them."""
    arrays = {}
    for name, picture in target_pictures().items():
        arrays |= {f"{name}.{key}": value for key, value in ({"picture": picture} | target_found(picture)).items()}
    np.savez_compressed(TARGETS, **arrays)
    print(TARGETS.name, TARGETS.stat().st_size, "bytes")


if __name__ == "__main__":
    write_regions()
    bl.save_organism(mirrored(bl.load_organism(ORGANISM)), MIRRORED)
    for trajectory in NAMES:
        write_trajectory(trajectory)
    write_odd()
    write_kinds()
    write_training()
    write_decoder()
    write_targets()
