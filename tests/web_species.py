"""Two species in one world, for the page's engines: the small lizard and its mirror image, by ``species_judge.py``."""

from __future__ import annotations

import dataclasses
from typing import Any

import equinox as eqx
import judge
import numpy as np
import species_judge as several
from helpers import judged
from make_golden import GOLDEN, MARGIN, ORGANISM, STEPS

import blastema as bl

MIRRORED = GOLDEN / "lizard-mirrored.safetensors"
AT = (1, 8, 32, 64)


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
