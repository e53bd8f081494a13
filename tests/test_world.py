"""Worlds in tiles: what the undivided torus does, to the same bits."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import species_judge
from helpers import relative_error

import blastema as bl
from blastema.engines import native_tiles
from blastema.world import Population, World, snapshots
from blastema.world.dense import DenseStepper
from blastema.world.native import NativeStepper
from blastema.world.sweep import AbstractStepper, advance

needs_kernel = pytest.mark.skipif(native_tiles.obstacle() is not None, reason=str(native_tiles.obstacle()))
SIDE, TILE, SEED = 256, 32, 7
SEEDS = ((128, 128, 0), (3, 250, 1), (200, 31, 0), (30, 100, 1))
"""Across the corners of tiles, and across the torus's seam."""


@pytest.fixture(scope="module")
def species() -> tuple[bl.Organism, ...]:
    return tuple(bl.load_organism(name) for name in ("lizard", "butterfly"))


def world_of(organisms: tuple[bl.Organism, ...], seeds=SEEDS, side: int = SIDE, tile: int = TILE) -> World:
    world = World(Population(organisms), side, side, tile, SEED)
    world.plant(seeds)
    return world


def whole(world: World) -> tuple[np.ndarray, np.ndarray]:
    return world.window(0, 0, world.height, world.width)


def run(world: World, stepper: AbstractStepper, exchanges: list[int]) -> World:
    for steps in exchanges:
        advance(world, steps, stepper)
    return world


def undivided(organism: bl.Organism, state: np.ndarray, steps: int) -> np.ndarray:
    physics = dataclasses.replace(organism.automaton.physics, boundary="torus")
    automaton = dataclasses.replace(organism.automaton, physics=physics)
    return np.asarray(bl.rollout(automaton, state, steps, bl.Conditions(fire_seed=SEED), kernel="native"))


def judged(organisms, seeds, steps: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    population = [
        species_judge.Species([tuple(map(np.asarray, layer)) for layer in each.automaton.update.layers])
        for each in organisms
    ]
    world = species_judge.World(boundary="torus", seed=SEED)
    state, kinds = species_judge.seeded(side, side, 16, seeds)
    for time in range(steps):
        state, kinds = species_judge.step(state, kinds, population, world, time)
    return state, kinds


@needs_kernel
@pytest.mark.parametrize("index", [0, 1])
def test_tiles_do_what_the_undivided_torus_does_to_the_same_bits(species, index):
    one = species[index : index + 1]
    world = world_of(one, [(row, column, 0) for row, column, _ in SEEDS])
    expected = undivided(one[0], whole(world)[0], 60)
    run(world, NativeStepper(world.population, 1), [1] * 10 + [5] * 10)
    found, _ = whole(world)
    assert (expected[..., 3] > 0.1).sum() > 1500
    np.testing.assert_array_equal(found, expected)
    assert world.count().tiles < (SIDE // TILE) ** 2


@needs_kernel
def test_species_that_do_not_meet_do_what_each_does_alone_to_the_same_bits(species):
    world = world_of(species)
    run(world, NativeStepper(world.population, 2), [10] * 4)
    alone = [world_of(species[i : i + 1], [(*at, 0) for *at, kind in SEEDS if kind == i]) for i in (0, 1)]
    states = [undivided(species[i], whole(each)[0], 40) for i, each in enumerate(alone)]
    found, kinds = whole(world)
    np.testing.assert_array_equal(found, states[0] + states[1])
    assert ((found[..., 3] > 0.1) & (kinds == 1)).sum() == (states[1][..., 3] > 0.1).sum() > 500


MEETING = ((16, 16, 0), (16, 24, 1), (31, 1, 1))
"""On a torus of 64 cells: two side by side, and one across the seam."""


@needs_kernel
def test_where_species_meet_each_cell_follows_as_the_judge_says(species):
    world = world_of(species, MEETING, 64)
    state, kinds = judged(species, MEETING, 32, 64)
    run(world, NativeStepper(world.population, 1), [1, 1, 10, 10, 10])
    found, found_kinds = whole(world)
    mature = state[..., 3] > 0.1
    assert relative_error(found, state) < 1e-5
    np.testing.assert_array_equal(found_kinds[mature], kinds[mature])
    assert min(np.bincount(kinds[mature])) > 300
    beside = np.roll(kinds, 1, 1)
    assert (mature & np.roll(mature, 1, 1) & (kinds != beside)).sum() > 5, "they do not touch"


def test_the_dense_engine_does_it_as_well(species):
    world = world_of(species, MEETING, 64, 16)
    state, kinds = judged(species, MEETING, 15, 64)
    run(world, DenseStepper(world.population), [5] * 3)
    found, found_kinds = whole(world)
    mature = state[..., 3] > 0.1
    assert relative_error(found, state) < 1e-5
    np.testing.assert_array_equal(found_kinds[mature], kinds[mature])


def snapshot(path):
    return {str(file.relative_to(path)): file.read_bytes() for file in sorted(path.rglob("*")) if file.is_file()}


@needs_kernel
def test_a_world_goes_on_from_its_snapshot_to_the_same_bits(species, tmp_path):
    world = world_of(species)
    snapshots.create(world, tmp_path / "w")
    stepper = NativeStepper(world.population, 1)
    run(world, stepper, [10, 10])
    snapshots.save(world, tmp_path / "w")
    again = snapshots.load(tmp_path / "w")
    assert (again.step, again.fire_seed, again.tile) == (20, SEED, TILE)
    for one in (world, again):
        run(one, NativeStepper(one.population, 1), [10])
    for left, right in zip(whole(world), whole(again), strict=True):
        np.testing.assert_array_equal(left, right)
    assert [each.name for each in again.population.organisms] == ["lizard", "butterfly"]


def test_a_snapshot_that_was_killed_leaves_the_one_before(species, tmp_path, monkeypatch):
    world = world_of(species)
    snapshots.create(world, tmp_path / "w")
    before = whole(world)
    world.step = 10
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        snapshots.save(world, tmp_path / "w")
    monkeypatch.undo()
    again = snapshots.load(tmp_path / "w")
    assert again.step == 0
    for left, right in zip(before, whole(again), strict=True):
        np.testing.assert_array_equal(left, right)
    snapshots.save(world, tmp_path / "w")
    assert snapshots.load(tmp_path / "w").step == 10
    assert not list((tmp_path / "w").glob("part-*"))
