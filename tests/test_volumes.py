"""Three dimensions: a step and its parts against a second version in NumPy; targets, wounds and what is refused."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import volume_judge as judge
from helpers import quickly_compiled

from blastema import fitting, seeding
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Config, Phase, TargetConfig
from blastema.engines import chained, reference, resolve
from blastema.engines.gpu import served_obstacle
from blastema.errors import InputError
from blastema.evaluation.volumes import missed, wounds_of
from blastema.fire import fire_mask, words
from blastema.fitting import course_of, fitted, planted
from blastema.formats import organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.targets import Target, load_target, read_png
from blastema.training import damage
from blastema.training.parts import check_grid, refuse_other_axes

CHANNELS = 6
GRID = (4, 5, 6)


def rule(key: int = 0, **settings) -> CellularAutomaton:
    config = AutomatonConfig(perception="volume", channels=CHANNELS, hidden=(8,), **settings)
    automaton = CellularAutomaton.initial(config, jax.random.key(key))
    leaves, structure = jax.tree.flatten(automaton)
    keys = jax.random.split(jax.random.key(key + 1), len(leaves))
    noisy = [0.3 * jax.random.normal(its, leaf.shape) for its, leaf in zip(keys, leaves, strict=True)]
    return jax.tree.unflatten(structure, noisy)


def layers_of(automaton: CellularAutomaton):
    return [(np.asarray(weight, np.float64), np.asarray(bias, np.float64)) for weight, bias in automaton.update.layers]


def states(batch: int = 2, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    return (random.normal(size=(batch, *GRID, CHANNELS)) * (random.random((batch, *GRID, 1)) < 0.3)).astype(np.float32)


@pytest.mark.parametrize("boundary", ["zero", "torus"])
def test_a_volume_is_perceived_as_by_its_27_taps(boundary):
    automaton = rule(boundary=boundary)
    found = automaton.perceive(states())
    assert found.shape[-1] == automaton.perception.features(CHANNELS) == 5 * CHANNELS
    for sample, state in zip(found, states(), strict=True):
        np.testing.assert_allclose(sample, judge.perceive(state, boundary), atol=1e-6)


def test_some_senses_alone_are_those_features_in_their_order():
    config = AutomatonConfig(perception="volume", channels=CHANNELS, hidden=(8,))
    config = Config(automaton=config, target=TargetConfig(size=3, padding=1)).set(
        "automaton.perception.senses", ("sobel_z", "identity")
    )
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    found = automaton.perceive(states(1)[0])
    np.testing.assert_allclose(found, judge.perceive(states(1)[0], "zero", ("sobel_z", "identity")), atol=1e-6)
    with pytest.raises(InputError, match="senses is identity identity; expected some of identity, sobel_x"):
        CellularAutomaton.initial(
            config.set("automaton.perception.senses", ("identity", "identity")).automaton, jax.random.key(0)
        )


def test_the_cells_of_a_volume_fire_by_the_hash_of_their_place():
    for seed, time in ((3, 7), (2**32 - 1, 2**31)):
        drawn = {"fire_seed": jnp.uint32([seed]), "step": jnp.uint32([time]), "fire_rate": jnp.float32([0.4])}
        found = np.asarray(fire_mask(*GRID, **drawn))[0, ..., 0]
        np.testing.assert_array_equal(found, judge.fires(GRID, time, seed, 0.4))


def test_the_first_layer_of_a_volume_fires_as_a_picture_and_no_two_cells_share_a_word():
    seed, time = jnp.uint32([5]), jnp.uint32([11])
    volume = np.asarray(words((8, 9, 10), seed, time))[0, ..., 0]
    np.testing.assert_array_equal(volume[0], np.asarray(words((9, 10), seed, time))[0, ..., 0])
    assert len(np.unique(volume)) == volume.size


@pytest.mark.parametrize("boundary", ["zero", "torus"])
def test_steps_in_a_volume_are_those_of_the_judge(boundary):
    automaton = rule(boundary=boundary, fire_rate=0.6, step_size=0.7)
    seeds = np.uint32([4, 9])
    found = reference.rollout(
        automaton, jnp.asarray(states()), 3, automaton.conditions(Conditions(seeds, 2), 2), max_steps=4
    )
    for number in range(2):
        expected = states()[number].astype(np.float64)
        for step in range(3):
            expected = judge.step(
                layers_of(automaton), expected, 2 + step, int(seeds[number]), fire_rate=0.6, step_size=0.7,
                boundary=boundary,
            )  # fmt: skip
        np.testing.assert_allclose(found[number], expected, atol=2e-5)
        assert (expected == 0).all(axis=-1).any()
        assert expected.any()


@pytest.mark.parametrize("update", ["absolute", "integer", "inked"])
def test_each_sample_of_a_volume_has_its_own_step_size_by_every_update(update):
    """Where there are as many samples as layers, a wrong axis would not be refused."""
    hidden = {} if update == "absolute" else {"hidden": (8,)}
    config = AutomatonConfig(perception="volume", channels=CHANNELS, life="all", update=update, **hidden)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    if update == "inked":
        automaton = dataclasses.replace(automaton, update=dataclasses.replace(automaton.update, update_noise=0.02))
    leaves, structure = jax.tree.flatten(automaton)
    random = np.random.default_rng(0)
    automaton = jax.tree.unflatten(structure, [jnp.float32(0.3 * random.normal(size=leaf.shape)) for leaf in leaves])

    @quickly_compiled
    def step(state, seeds, sizes):
        return automaton.step(state, Conditions(seeds, fire_rate=1.0, step_size=sizes))

    state, seeds, sizes = states()[:, :2], np.uint32([1, 2]), np.float32([0.25, 1.0])
    together = step(state, seeds, sizes)
    alone = np.stack([step(*each) for each in zip(state, seeds, sizes, strict=True)])
    np.testing.assert_allclose(together, alone, atol=1e-6)
    assert np.abs(together - state).max(axis=(1, 2, 3, 4)).min() > 0.01


@pytest.mark.long
def test_the_gradient_of_an_episode_in_a_volume_is_that_of_its_rollout():
    automaton = rule()
    target = jnp.asarray(np.random.default_rng(1).random((*GRID, 4)), jnp.float32)
    objective = PictureObjective.initial(target)
    given = automaton.conditions(Conditions(np.uint32([1, 2])), 2)
    wanted = objective.wanted(jnp.zeros(2, jnp.int32), jnp.int32(3))
    engine = resolve("jax", automaton, objective)
    found = engine.loss_and_gradient(automaton, jnp.asarray(states()), objective, wanted, jnp.int32(3), given, 4)
    expected = chained.loss_and_gradient(
        engine, automaton, jnp.asarray(states()), objective.measure, wanted, jnp.int32(3), given, 4
    )
    np.testing.assert_allclose(found[0], expected[0], rtol=1e-5)
    for one, other in zip(jax.tree.leaves(found[1]), jax.tree.leaves(expected[1]), strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-4, atol=1e-7)
    weight = layers_of(automaton)
    mean = 0.0
    for number, state in enumerate(states()):
        for step in range(3):
            state = judge.step(weight, state.astype(np.float64), step, number + 1)
        mean += ((state[..., :4] - np.asarray(target)) ** 2).mean() / 2
    np.testing.assert_allclose(np.mean(found[0]), mean, rtol=1e-5)


def test_what_does_not_serve_volumes_says_so():
    automaton = rule()
    refused = served_obstacle(automaton)  # of the kernels for cards, whether or not there is one
    assert refused == "it does not support the perception VolumePerception"
    assert resolve("auto", automaton).name == "jax"  # of the channels' number, not of the volume
    with pytest.raises(ValueError, match=r"expected \[depth, height, width, 6\] or \[batch, depth, height, width, 6\]"):
        automaton.step(jnp.zeros((5, 6, CHANNELS)))
    with pytest.raises(ValueError, match="an angle is given, but the perception of a volume is not rotated"):
        automaton.step(jnp.zeros((*GRID, CHANNELS)), Conditions(angle=0.1))
    assert "a side of 257 cells" in automaton.too_large(3, 3, 257)


def cube() -> np.ndarray:
    model = np.zeros((3, 4, 5, 4), np.uint8)
    model[:, 1:, 1:4] = (200, 100, 50, 255)
    return model


def test_a_model_stands_in_the_middle_of_a_cube_trimmed_and_scaled():
    target = load_target(cube(), size=3, padding=2)
    assert target.grid == (7, 7, 7)
    assert target.axes == 3
    np.testing.assert_array_equal(target.pixels, np.broadcast_to(np.uint8((200, 100, 50, 255)), (3, 3, 3, 4)))
    np.testing.assert_allclose(target.array[3, 3, 3], np.array([200, 100, 50, 255]) / 255, rtol=1e-6)
    assert not target.array[1].any()
    untrimmed = load_target(cube(), size=5, padding=0, trim=False)
    np.testing.assert_array_equal(untrimmed.pixels[1:4, :4], cube())
    twice = load_target(cube(), size=6, padding=0)
    np.testing.assert_array_equal(twice.pixels, target.pixels.repeat(2, 0).repeat(2, 1).repeat(2, 2))
    assert "scaled to 6" in twice.notes[0]
    again = read_png(target.png(), 2, "array", axes=3)
    np.testing.assert_array_equal(again.pixels, target.pixels)


def test_what_no_volume_can_have_is_refused():
    for settings, words_ in (
        ({"square": False}, "square is false"),
        ({"motion": "cycle"}, "motion is cycle"),
        ({"others": ("🦎",)}, "several pictures"),
    ):
        with pytest.raises(InputError, match=words_):
            load_target(cube(), size=3, padding=1, **settings)
    with pytest.raises(InputError, match="no voxel"):
        load_target(np.zeros((2, 2, 2, 4), np.uint8), size=2, padding=1)
    with pytest.raises(InputError, match="the array is float64"):
        load_target(np.zeros((2, 2, 2, 4)), size=2, padding=1)
    target = load_target(cube(), size=3, padding=1)
    config = Config(target=TargetConfig(size=3, padding=1))
    with pytest.raises(InputError, match="array is a volume, but the perception filters is for pictures"):
        refuse_other_axes(target, config)
    config = config.replace(perception="volume")
    refuse_other_axes(target, config)
    for changed, told in (
        (config.replace(regime="perturbed"), "the regime is perturbed"),
        (config.replace(wounds=("circle", "patch")), "wounds is circle patch"),
        (config.replace(angle=90.0), "angle is 90"),
    ):
        with pytest.raises(InputError, match=told):
            refuse_other_axes(target, changed)
    with pytest.raises(InputError, match="is a picture, but the perception volume is for volumes"):
        refuse_other_axes(Target(np.zeros((3, 3, 4), np.uint8), 1), config)


def test_seeds_and_reach_in_a_volume():
    alpha = np.zeros((9, 9, 9), np.float32)
    alpha[4, 4, 1:8] = 1
    assert seeding.seeds_for(alpha) == seeding.Seeds()
    assert seeding.reach(alpha) == (3, 0)
    alpha[4, 4, 3:6] = 0
    places = seeding.seeds_for(alpha).places
    assert places[0] in {(4, 4, 2), (4, 4, 6)}
    assert seeding.seeds_for(alpha).parts == 2
    assert seeding.reach(alpha, places) == (1, 0)
    assert seeding.reach(alpha, places[:1]) == (1, 2)


def test_messages_call_a_volume_a_volume():
    rods = np.zeros((24, 24, 24, 4), np.uint8)
    rods[12, 12, :10] = rods[12, 12, 14:] = 255
    target = load_target(rods, size=24, padding=3)
    assert target.noun == "volume"
    assert "the volume has 2 parts" in target.notes[0]
    config = Config(target=TargetConfig(size=24, padding=3)).replace(perception="volume")
    short = config.replace(phases=(Phase(4, (8, 12)),))
    assert "(the volume reaches 9 cells from its seed)" in course_of(short, target).words
    longer, notes = fitted(short, target)
    assert longer != short
    assert notes[0].startswith("the volume reaches 9 cells from its seed; episodes have")
    one_seed = dataclasses.replace(target, seeds=target.seeds[:1])
    assert "10 cells of the volume are in parts that no seed can reach" in fitting.told(short, one_seed)[0]
    assert "--seed-at X,Y,Z" in fitting.told(short, one_seed)[0]


def test_a_volume_grows_from_the_place_that_is_named():
    config = Config(target=TargetConfig(size=3, padding=1, seed_at=("1,2,3",))).replace(perception="volume")
    assert config.target.seeds == ((3, 2, 1),)
    target = load_target(cube(), config.target)
    assert target.seeds == ((3, 2, 1),)
    check_grid(target, config)
    assert planted(config.replace(seed_at=()), target).target.seed_at == ("1,2,3",)
    check_grid(target, config.replace(seed_at=("1,2,4",)))
    with pytest.raises(InputError, match="expected X,Y,Z with X 0 to 4, Y 0 to 4, Z 0 to 4"):
        check_grid(target, config.replace(seed_at=("1,2",)))
    with pytest.raises(InputError, match="seed-at is"):
        config.replace(seed_at=("1,2,5",))
    with pytest.raises(InputError, match="seed-at is"):
        config.replace(seed_at=("1,2,3,4",))


@pytest.mark.long
def test_wounds_of_a_volume_are_balls_half_spaces_and_cubes():
    whole = jnp.ones((12, 24, 24, 24, 5))
    for kind in damage.MASKS:
        hurt = damage.random_damage((kind,), 18)(jax.random.key(0), whole, jnp.float32(0))
        shares = np.asarray(hurt[..., 0] == 0).mean(axis=(1, 2, 3))
        assert ((shares > 0) & (shares < 0.7)).all(), kind
        assert shares.std() > 0, kind
    ball = np.argwhere(np.asarray(damage.circle(jax.random.key(1), (60, 60, 60), 18)))
    spread = np.ptp(ball, axis=0) + 1
    assert np.ptp(spread) <= 1
    assert abs(len(ball) / (np.pi / 6 * spread.prod()) - 1) < 0.1
    left = damage.cut("left", 4, 5, 6)
    assert left.shape == (4, 5, 6)
    assert left[..., :3].all()
    assert not left[..., 3:].any()
    assert damage.cut("centre", 18, 18, 18).sum() == 4**3


def test_one_minus_iou_and_the_wounds_that_are_measured():
    target = np.zeros((6, 6, 6, 4), np.float32)
    target[1:5, 1:5, 1:5] = 1
    grown = np.repeat(np.pad(target, [(0, 0)] * 3 + [(0, 2)])[None], 3, axis=0)
    grown[1, 1:3] = 0
    grown[2] = np.nan
    np.testing.assert_allclose(missed(grown, target, 0.1), [0, 0.5, 1])
    hollow = target.copy()
    hollow[2:4, 2:4, 2:4] = 0
    for body in (target, hollow):
        for name, removed in wounds_of(body, 4, 0.1).items():
            assert removed.shape == (6, 6, 6)
            assert (removed & (body[..., 3] > 0)).any(), name


def test_an_organism_that_grows_a_volume_is_read_as_it_was_written(tmp_path):
    target = load_target(cube(), size=3, padding=1)
    made = Organism(rule(), "cube", target.grid, target, seeds=((2, 2, 3),))
    organism_file.save(made, tmp_path / "cube.safetensors")
    back = organism_file.load(tmp_path / "cube.safetensors")
    assert back.grid == (5, 5, 5)
    assert back.seeds == ((2, 2, 3),)
    np.testing.assert_array_equal(back.target.pixels, target.pixels)
    np.testing.assert_array_equal(back.grow(5), made.grow(5))
    assert np.asarray(back.seed())[2, 2, 3].tolist() == [0, 0, 0, 1, 1, 1]
    assert np.asarray(back.seed(7, 9, 11))[3, 4, 6].tolist() == [0, 0, 0, 1, 1, 1]
    flat = dataclasses.replace(made, grid=(5, 5), target=None, seeds=())
    with pytest.raises(InputError, match=r"expected \[depth, height, width\]"):
        organism_file.dumps(flat)
