"""Make the golden files that Blastema's browser engines and Python are both held to, beside the trajectories.

    python tests/make_web_golden.py

- ``golden/web-regions.json``: see ``web_regions.py``
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

- ``golden/web-kinds.npz``: see ``web_kind_cases.py``
- ``golden/web-organism-v1.npz``: three steps of ``organism-v1.safetensors``, which has a learned filter and two hidden
  layers, by ``judge.py``: start float32 [H, W, C], seed, angle, fire_rate, and for each way of ``WAYS`` the states
  float32 [3, H, W, C]
- ``golden/web-decoder.npz``: ``organism``, the file (uint8) of an organism with a decoder, a ``state`` float32
  [H, W, C] and the ``picture`` of it float32 [h, w, 4], by ``decoder_judge.py``
- ``golden/web-volumes.npz``: every kind of automaton that grows a volume, by ``web_volumes.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.start`` float32 [D, H, W, C] and ``<name>.states`` float32 [N, D, H, W, C] after
  the steps of ``at``, from step ``first`` on with the fire seed ``seed``
- ``golden/web-levels.npz``: automata with two levels of cells, by ``web_levels.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.start`` float32 [H, W, C] and ``<name>.states`` float32 [N, H, W, C] after the
  steps of ``at``, from step ``first`` on with the fire seed ``seed``; and ``shipped.states`` of the shipped organism
  from its seed, after the steps of ``shipped.at`` with the fire seed ``shipped.seed``
- ``golden/web-digits.npz``: digits that classify themselves, by ``web_digits.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.ink`` uint8 [2, S, S] and ``<name>.states`` float32 [2 N, H, W, C]: after the
  steps of ``at`` of the first digit from step 0 on, with the fire seed ``seed``, then after as many of the second, into
  which it was changed; and ``examples.<S>`` uint8 [10, 2, S, S], the ink of the examples in ``web/digits/examples.ts``,
  which is written, too
- ``golden/web-training.npz``: training iterations of several kinds by the specification, as ``web_training.py`` has
  them. ``cases`` is JSON: a list of cases with their name and recipe; of each there are ``<name>.organism`` (uint8),
  states, steps, fire_seeds and target, and what is found: losses and gradients of each iteration, and what is left
  after the last one
- ``golden/web-targets.npz``: pictures (``<name>.picture``, uint8 RGBA) and the targets of ``TARGET_SIZE`` cells that
  Python makes of them (``<name>.pixels``), with their seeds (``<name>.seeds``), parts, parts left over and further
  seeds (``<name>.parts``), the steps that growth needs to reach the farthest cell (``<name>.reach``), and faint specks,
  their cells and cells that stay empty (``<name>.faint``)
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import decoder_judge
import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
import species_judge as several
import web_digits
import web_levels as levels
import web_training as training
import web_volumes as volumes
from helpers import distance_from_threshold, judged, random_states, relative_error
from make_golden import GOLDEN, MARGIN, ORGANISM, STEPS
from web_kind_cases import write_kinds
from web_regions import write_regions

import blastema as bl
from blastema import seeding
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Part, Phase
from blastema.config.file import to_dict
from blastema.config.presets import preset
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target, load_target
from blastema.training import schedule
from blastema.training.guards import Figures, Guards

MIRRORED = GOLDEN / "lizard-mirrored.safetensors"
NAMES = ("web-species", "web-species-noise")
AT = (1, 8, 32, 64)
ODD_ORGANISM = GOLDEN / "organism-v1.safetensors"
ODD = GOLDEN / "web-organism-v1.npz"
TRAINING = GOLDEN / "web-training.npz"
DECODER = GOLDEN / "web-decoder.npz"
VOLUMES = GOLDEN / "web-volumes.npz"
LEVELS = GOLDEN / "web-levels.npz"
DIGITS = GOLDEN / "web-digits.npz"
EXAMPLES = GOLDEN.parents[1] / "web" / "digits" / "examples.ts"
TARGETS = GOLDEN / "web-targets.npz"
TARGET_SIZE, TARGET_PADDING = 24, 6
WAYS = {
    "zero": {"boundary": "zero", "life": "neighbourhood"},
    "torus": {"boundary": "torus", "life": "neighbourhood"},
    "unmasked": {"boundary": "zero", "life": "all"},
}


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


def snake(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """A line back and forth, five times, on 60 x 60 pixels."""
    turns = np.where(rows // 14 % 2, columns < 4, columns > 55)
    return (rows % 14 < 4) | turns & (rows < 56)


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
        "snake": on(clear, (snake(rows, columns), red)),
        "snake and bar": on(clear, (snake(rows, columns) & ((rows < 46) | (rows > 55)), blue)),
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
        "parts": np.array([seeds.parts, seeds.left_over, seeds.further], np.uint32),
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


def write_volumes() -> None:
    """All cases of volumes."""
    made = {name: volumes.found(name, volumes.key_of(name)) for name in volumes.CASES}
    arrays = {f"{name}.{key}": value for name, case in made.items() for key, value in case.items()}
    clock = {"at": np.array(volumes.AT), "seed": np.uint32(volumes.SEED), "first": np.uint32(volumes.FIRST)}
    np.savez_compressed(VOLUMES, **arrays, **clock)
    print(VOLUMES.name, VOLUMES.stat().st_size, "bytes")


def write_levels() -> None:
    """All cases of two levels of cells."""
    np.savez_compressed(LEVELS, **levels.everything())
    print(LEVELS.name, LEVELS.stat().st_size, "bytes")


def write_digits() -> None:
    """All cases of digits that classify themselves, and the examples in their page."""
    np.savez_compressed(DIGITS, **web_digits.found(), **web_digits.examples_ink())
    print(DIGITS.name, DIGITS.stat().st_size, "bytes")
    EXAMPLES.write_text(web_digits.examples_text(), encoding="utf-8")


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
    write_volumes()
    write_levels()
    write_digits()
    write_targets()
