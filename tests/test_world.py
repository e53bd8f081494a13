"""Worlds in tiles: what the undivided torus does, to the same bits."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import judge
import numpy as np
import pytest
import species_judge
from helpers import relative_error

import blastema as bl
from blastema import cli
from blastema.engines import native_tiles
from blastema.errors import FileFormatError, InputError
from blastema.world import Population, World, snapshots
from blastema.world.dense import DenseStepper
from blastema.world.native import NativeStepper
from blastema.world.planting import spread
from blastema.world.sweep import AbstractStepper, advance, needed

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


@needs_kernel
def test_where_species_meet_exchanges_and_tiles_make_no_difference_to_the_bits(species):
    found = [
        whole(run(world_of(species, MEETING, 64, tile), NativeStepper(world_of(species).population, 1), exchanges))
        for tile, exchanges in ((16, [1] * 20), (32, [10] * 2), (64, [20]), (16, [5] * 4))
    ]
    assert (found[0][0][..., 3] > 0.1).sum() > 400
    for state, kinds in found[1:]:
        np.testing.assert_array_equal(state, found[0][0])
        np.testing.assert_array_equal(kinds, found[0][1])


def test_the_dense_engine_does_it_as_well(species):
    world = world_of(species, MEETING, 64, 16)
    state, kinds = judged(species, MEETING, 10, 64)
    run(world, DenseStepper(world.population), [5, 5])
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


@needs_kernel
def test_the_fire_mask_is_that_of_the_cell_in_the_largest_world(species, monkeypatch):
    side, window = 65536, 96
    first = side - 48  # of the window, which lies across both seams
    world = World(Population(species), side, side, 64, SEED)
    world.plant([(side - 8, side - 3, 0), (side - 6, 7, 1)])

    def fires(height, width, time, seed, rate):
        rows, columns = (np.mgrid[:height, :width].astype(np.uint32) + np.uint32(first)) % np.uint32(side)
        word = judge.pcg3d(columns + np.uint32(side) * rows, np.uint32(time), np.uint32(seed))
        return (word >> np.uint32(8)) < np.uint32(round(rate * 2**24))

    monkeypatch.setattr(judge, "fires", fires)
    expected, kinds = judged(species, [(40, 45, 0), (42, 55, 1)], 25, window)
    run(world, NativeStepper(world.population, 1), [10, 10, 5])
    found, found_kinds = world.window(first, first, window, window)
    mature = expected[..., 3] > 0.1
    assert relative_error(found, expected) < 1e-5
    np.testing.assert_array_equal(found_kinds[mature], kinds[mature])
    assert world.count().living == mature.sum() > 500
    assert sorted(world.rows) == [0, 1023]


def test_life_activates_tiles_and_dead_ones_are_given_up(species):
    world = World(Population(species[:1]), 128, 128, 16)
    world.plant([(15, 64, 0)])
    assert {row: of.tolist() for row, of in needed(world, 1).items()} == {0: [3, 4], 1: [3, 4]}
    world.rows[0].cells[:] = 0  # dies at the next step
    run(world, DenseStepper(world.population), [1])
    assert world.rows == {}


def test_a_world_is_planted_row_by_row_to_the_same_cells(species, monkeypatch):
    seeds = [*SEEDS, (63, 64, 0), (64, 66, 1), (65, 20, 0), (190, 3, 1)]
    at_once = world_of(species, seeds)
    monkeypatch.setattr("blastema.world.tiles._MOST_OPEN", 0)
    for left, right in zip(whole(at_once), whole(world_of(species, seeds)), strict=True):
        np.testing.assert_array_equal(left, right)
    assert at_once.count().living == len(seeds)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"height": 65600}, "height is 65600 cells; expected a multiple of the tile"),
        ({"width": 100}, "width is 100 cells"),
        ({"tile": 48}, "the tile is 48 cells; expected one of 16, 32, 64, 128, 256"),
        ({"fire_seed": -1}, "the fire seed is -1"),
    ],
)
def test_what_a_world_cannot_be_is_refused(species, change, message):
    with pytest.raises(InputError, match=message):
        World(Population(species), **{"height": 256, "width": 256, "tile": 32} | change)


def test_who_cannot_share_a_world_is_refused(species):
    lizard = species[0]

    def changed(**physics):
        automaton = lizard.automaton
        physics = dataclasses.replace(automaton.physics, **physics)
        return dataclasses.replace(lizard, automaton=dataclasses.replace(automaton, physics=physics))

    with pytest.raises(InputError, match="its channels fire independently"):
        Population((changed(fire_per="channel"),))
    with pytest.raises(InputError, match="it has noise"):
        Population((changed(noise=0.1),))
    with pytest.raises(InputError, match=r"fire rates of 0\.5 to 1\.0, but a world has one"):
        Population((lizard, changed(fire_rate=1.0)))
    assert Population((lizard, changed(fire_rate=1.0)), 0.5).rate == 0.5
    with pytest.raises(InputError, match="lizard and ten-pictures cannot share a world: they have different"):
        Population((lizard, bl.load_organism("ten-pictures")))


def test_a_lost_tile_is_not_taken_for_an_empty_one(species, tmp_path):
    world = world_of(species)
    snapshots.create(world, tmp_path / "w")
    chunks = (file for file in (tmp_path / "w" / "step-0" / "state" / "c").rglob("0") if file.is_file())
    next(chunks).unlink()
    with pytest.raises(FileFormatError, match="are lost or altered"):
        snapshots.load(tmp_path / "w")


@needs_kernel
def test_the_command_line_goes_on_where_it_was(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, steps in (("once", ["12"]), ("twice", ["5", "7"])):
        assert cli.run(["world", "new", name, "🦎", "🦋", "--size", "128", "--tile", "32", "--count", "4"]) == 0
        for some in steps:
            assert cli.run(["world", "run", name, "--steps", some, "--threads", "1"]) == 0
    shown = capsys.readouterr().out
    assert "128 x 128 cells at step 12: lizard, butterfly" in shown
    assert shown.splitlines()[-1] == "next: blastema world view twice --open"
    for left, right in zip(*(whole(snapshots.load(Path(name))) for name in ("once", "twice")), strict=True):
        np.testing.assert_array_equal(left, right)
    assert cli.run(["world", "view", "once"]) == 0
    assert '["butterfly", "species-1.html"]' in (tmp_path / "once-view" / "index.html").read_text("utf-8")
    assert "butterfly" in (tmp_path / "once-view" / "species-1.html").read_text("utf-8").partition("</title>")[0]
    assert (tmp_path / "once-view" / "species" / "0_0.js").read_text().startswith('kinds("0_0", "')
    assert cli.run(["world", "new", "once", "🦎"]) == 2
    assert cli.run(["world", "new", "other", "🦎", "ten-pictures"]) == 2
    assert cli.run(["world", "run", "once", "--exchange", "11"]) == 2
    assert cli.run(["world", "run", "nowhere"]) == 2
    said = capsys.readouterr().err
    assert "once already exists; choose another place, or replace it: --overwrite" in said
    assert "🦎 and ten-pictures cannot share a world: they have different" in said
    assert "--exchange is 11; expected 1 to 10 steps for tiles of 32 cells" in said
    assert "nowhere is not a world's store; expected a folder made by blastema world new" in said


@pytest.mark.long
@needs_kernel
def test_a_world_of_4096_cells_a_side_is_the_undivided_one_to_the_same_bits(species):
    one = species[:1]
    world = World(Population(one), 4096, 4096, 64, SEED)
    world.plant([*spread(world, 40), (0, 4095, 0), (4093, 63, 0)])
    expected = undivided(one[0], whole(world)[0], 48)
    run(world, NativeStepper(world.population), [8] * 6)
    found, _ = whole(world)
    assert (expected[..., 3] > 0.1).sum() > 20_000
    assert np.array_equal(found, expected)


DEVICES = """
import jax, numpy as np
import blastema as bl
from blastema.world import Population, World
from blastema.world.dense import DenseStepper
from blastema.world.mesh import MeshStepper
from blastema.world.sweep import advance

assert len(jax.devices()) == 4
found = []
for devices in (0, 1, 2, 4):
    world = World(Population(tuple(map(bl.load_organism, ("lizard", "butterfly")))), 64, 64, 16, 7)
    world.plant([(16, 16, 0), (16, 24, 1), (63, 1, 1), (48, 40, 0)])
    stepper = MeshStepper(world, jax.devices()[:devices], 5) if devices else DenseStepper(world.population)
    for steps in (15, 4, 1) if devices else (5, 5, 5, 4, 1):
        advance(world, steps, stepper)
    found.append(world.window(0, 0, 64, 64))
assert (found[0][0][..., 3] > 0.1).sum() > 500
for state, species in found[1:]:
    np.testing.assert_array_equal(state, found[0][0])
    np.testing.assert_array_equal(species, found[0][1])
"""


@pytest.mark.long
def test_one_two_and_four_devices_do_the_same_to_the_same_bits():
    flags = {"XLA_FLAGS": f"{os.environ['XLA_FLAGS']} --xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run([sys.executable, "-c", DEVICES], env=os.environ | flags, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@needs_kernel
def test_a_world_that_is_asked_to_stop_is_saved_where_it_is(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["world", "new", "w", "🦎", "--size", "64", "--tile", "32"]) == 0
    step = NativeStepper.advance

    def stopped(self, world, band, steps):
        signal.raise_signal(signal.SIGTERM)
        return step(self, world, band, steps)

    monkeypatch.setattr(NativeStepper, "advance", stopped)
    assert cli.run(["world", "run", "w", "--steps", "10", "--exchange", "3"]) == 128 + signal.SIGTERM
    out, said = capsys.readouterr()
    assert "world view" not in out  # next is to continue
    assert "everything is saved; 7 steps are left. Continue with:\n  blastema world run w --steps 7" in said
    assert snapshots.load(Path("w")).step == 3


def test_an_old_jax_without_shard_map_is_refused_on_several_devices(tmp_path, monkeypatch, capsys):
    world = str(tmp_path / "w")
    assert cli.run(["world", "new", world, "🦎", "--size", "64", "--tile", "32"]) == 0
    monkeypatch.delattr("jax.shard_map", raising=False)
    assert cli.run(["world", "run", world, "--steps", "1", "--kernel", "mesh"]) == 2
    assert "needs JAX 0.7 or newer" in capsys.readouterr().err


def test_a_new_world_says_which_picture_grows(tmp_path, capsys):
    assert cli.run(["world", "new", str(tmp_path / "several"), "ten-pictures", "--size", "64"]) == 0
    assert "note: ten-pictures grows lizard, one of its 10 pictures" in capsys.readouterr().out
