"""Textures: the loss and its random directions beside plain NumPy, its gradient, small rules, recipes and refusals."""

from __future__ import annotations

import base64
import dataclasses
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
import texture_judge
from helpers import quickly_compiled, random_states, relative_error
from two_pictures import two_pictures

from blastema import engines, vgg
from blastema._types import ALPHA
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.cli import evaluate as evaluate_verb
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.config import file as config_file
from blastema.config.presets import preset
from blastema.config.text import with_assignments
from blastema.engines import reference
from blastema.errors import InputError
from blastema.evaluation import evaluate, textures
from blastema.evaluation.changes import transitions
from blastema.formats import organism_file, parts
from blastema.micro import at_scale, expanded
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.page import entries
from blastema.targets import Target, load_target
from blastema.texture import SMALL, SlicedTransport, TextureObjective, cosines, directions, noise_states, transport
from blastema.training.curricula import curriculum_of
from blastema.training.parts import objective_of
from blastema.trajectory import Trajectory
from blastema.zoo import card as cards

SAMPLES = Path(__file__).parents[1] / "examples" / "textures"
SETTINGS = {"patch": 3, "levels": 2, "projections": 5}


def sample(height: int = 14, width: int = 12) -> np.ndarray:
    """An opaque picture of stripes and noise, [h, w, 4]."""
    random = np.random.default_rng(5)
    picture = random.random((height, width, 4)) * 0.5 + (np.arange(width)[None, :, None] % 4 < 2) * 0.5
    picture[..., 3] = 1
    return picture.astype(np.float32)


def states(batch: int = 2, height: int = 12, width: int = 16) -> np.ndarray:
    return random_states(8, batch, height, width, 6).astype(np.float32)


@pytest.mark.parametrize(("torus", "places", "word"), [(True, 0, 7), (False, 0, 2**32 - 1), (True, 20, 12345)])
def test_the_loss_is_the_judges(torus, places, word):
    loss = SlicedTransport(**SETTINGS, torus=torus, places=places, opacity=0.5, word=jnp.uint32(word))
    found = quickly_compiled(lambda *given: loss(*given))(jnp.asarray(states()), jnp.asarray(sample()))
    expected = texture_judge.loss(states(), sample(), 0.5, **SETTINGS, torus=torus, most=places, word=word)
    np.testing.assert_allclose(found, expected, rtol=2e-4)


def test_directions_are_the_judges_unit_vectors():
    found = np.asarray(directions(4, 27, 2, jnp.uint32(99)))
    expected = [texture_judge.direction(number, 27, 2, 99) for number in range(4)]
    np.testing.assert_allclose(found, expected, atol=2e-5)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, rtol=1e-5)
    assert relative_error(directions(4, 27, 2, 100), found) > 0.1


def test_the_filter_bank_is_an_orthonormal_cosine_transform():
    bank = cosines(3)
    np.testing.assert_allclose(bank @ bank.T, np.eye(27), atol=1e-6)
    np.testing.assert_allclose(bank[0], 1 / np.sqrt(27), rtol=1e-6)


def test_transport_is_zero_between_the_same_values_in_any_order_and_known_otherwise():
    values = jnp.asarray([3.0, 1.0, 2.0])
    assert float(transport(values, values[::-1])) == 0
    assert float(transport(values, values + 2)) == 4
    assert float(transport(jnp.asarray([0.0, 0.0, 1.0, 1.0]), jnp.asarray([1.0, 0.0]))) == 0


@pytest.mark.long
def test_a_sample_that_is_shifted_around_the_torus_is_hardly_any_worse_and_noise_is():
    """The sample's own edges do not meet, so that its patches are not all of the torus'."""
    picture = sample(32, 32)
    loss = SlicedTransport(**SETTINGS)
    shifted = jnp.asarray(np.roll(picture, (5, 8), (0, 1)))[None]
    noise = jnp.asarray(np.random.default_rng(1).random((1, 32, 32, 4)).astype(np.float32)).at[..., 3].set(1)
    at_home, away, far = (float(loss(each, jnp.asarray(picture))[0]) for each in (picture[None], shifted, noise))
    assert away < 2 * at_home + 0.01
    assert far > 20 * away


@pytest.mark.long
def test_its_slope_is_that_of_finite_differences():
    loss = SlicedTransport(**SETTINGS, opacity=0.5, word=3)
    with jax.enable_x64(True):
        # Away from the kinks of alpha, at 0 and 1.
        start = jnp.asarray(np.random.default_rng(7).uniform(0.2, 0.9, (1, 8, 8, 6)))
        target = jnp.asarray(sample(8, 8), jnp.float64)
        along = jnp.asarray(np.random.default_rng(2).standard_normal(start.shape))
        slope = float(jnp.vdot(jax.grad(lambda x: loss(x, target).sum())(start), along))
        ahead, behind = (float(loss(start + step * along, target)[0]) for step in (1e-6, -1e-6))
    np.testing.assert_allclose(slope, (ahead - behind) / 2e-6, rtol=1e-4)


def config(**settings):
    return preset("regenerating", "quick", objective="texture", size=24, pool_size=8, threads=1, **settings)


def objective(picture: np.ndarray | None = None, **settings) -> TextureObjective:
    made = config(**settings)
    pixels = np.round((sample(24, 24) if picture is None else picture) * 255).astype(np.uint8)
    target = Target(pixels, 0, "sample")
    rule = CellularAutomaton.initial(made.automaton, jax.random.key(0))
    found = objective_of(target, made, curriculum_of(made.training, 24), rule.life)
    assert isinstance(found, TextureObjective)
    return found


@pytest.mark.long
def test_each_iteration_has_directions_of_its_own():
    made = objective()
    state = jnp.asarray(states(1, 24, 24))
    first, again, other = (
        float(made.drawn(jax.random.key(number)).measure.of(state, made.samples[0])[0]) for number in (1, 1, 2)
    )
    assert first == again != other
    picture = PictureObjective(made.samples)
    assert picture.drawn(jax.random.key(1)) is picture


def test_what_is_not_opaque_or_too_small_is_refused():
    clear = sample(24, 24)
    clear[:3] = 0
    with pytest.raises(InputError, match=r"has to be opaque.*12% of its cells are not.*--no-square"):
        objective(clear)
    with pytest.raises(InputError, match=r"12 x 12 cells, too few for patches of 5 at 3 levels"):
        objective(sample(12, 12))


def test_the_recipe_says_what_a_texture_needs():
    made = preset("regenerating", "article", objective="texture")
    automaton = made.automaton
    assert (automaton.life, automaton.boundary, automaton.channels, automaton.hidden) == ("all", "torus", 12, (96,))
    assert CellularAutomaton.initial(automaton, jax.random.key(0)).parameters == 5868
    assert made.target.grid == 128
    target = load_target(str(SAMPLES / "bricks.png"), config().target)
    assert target.grid == (24, 24)
    assert target.array[..., 3].min() == 1


# --- very small rules -------------------------------------------------------------------------------------------------


def small(channels: int = 4) -> CellularAutomaton:
    """A random one."""
    settings = {name: value for name, value in SMALL.items() if name != "hidden"}
    made = AutomatonConfig(channels=channels, life="all", boundary="torus", **settings)
    rule = CellularAutomaton.initial(made, jax.random.key(0))
    random = np.random.default_rng(6)
    return jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.1, leaf.shape), jnp.float32), rule)


@pytest.mark.parametrize(("channels", "parameters"), [(4, 68), (8, 264), (12, 588)])
def test_they_have_as_many_parameters_as_munca(channels, parameters):
    assert small(channels).parameters == parameters


def test_a_step_is_worked_out_cell_by_cell():
    rule = dataclasses.replace(small(), physics=dataclasses.replace(small().physics, fire_rate=1.0))
    state = random_states(9, 1, 4, 5, 4).astype(np.float64)[0]
    laplacian = np.array([[1, 2, 1], [2, -12, 2], [1, 2, 1]]) / 16
    sobel = np.outer([1, 2, 1], [-1, 0, 1]) / 8
    weight, bias = np.asarray(rule.update.weight, float), np.asarray(rule.update.bias, float)
    expected = np.zeros_like(state)
    for row, column in np.ndindex(4, 5):
        around = state[np.ix_((row + np.arange(-1, 2)) % 4, (column + np.arange(-1, 2)) % 5)]
        seen = [(around[..., c] * (laplacian, sobel, sobel.T)[c % 3]).sum() for c in range(4)]
        y = np.concatenate([state[row, column], seen])
        expected[row, column] = state[row, column] + np.concatenate([y, np.abs(y)]) @ weight + bias
    np.testing.assert_allclose(rule.step(jnp.asarray(state, jnp.float32)), expected, atol=1e-5)


@pytest.mark.long
def test_the_ordinary_rule_in_their_place_is_the_same():
    rule = small()
    start = random_states(9, 2, 6, 7, 4)
    conditions = Conditions(np.array([3, 4], np.uint32), angle=0.3)
    ours, plain = (each.step(start, conditions) for each in (rule, expanded(rule)))
    np.testing.assert_allclose(ours, plain, atol=1e-5)
    assert expanded(plain_rule := expanded(rule)) is plain_rule


@pytest.mark.skipif(engines.native_obstacle() is not None, reason="no native kernel here")
def test_the_native_kernel_serves_them_with_their_gradient():
    rule = small()
    engine = engines.resolve("native", rule)
    start = jnp.asarray(random_states(9, 2, 8, 8, 4)) * 0.3
    conditions = rule.conditions(Conditions(np.array([3, 4], np.uint32)), 2)
    target = PictureObjective(jnp.asarray(sample(8, 8))[None])
    wanted = target.wanted(jnp.zeros(2, jnp.int32), jnp.int32(5))
    losses, gradient, final = engine.loss_and_gradient(rule, start, target, wanted, 5, conditions, 5)
    expected = reference.loss_and_gradient(rule, start, target.measure, wanted, 5, conditions, 5)
    assert relative_error(losses, expected[0]) < 1e-4
    assert relative_error(final, expected[2]) < 1e-4
    for found, other in zip(jax.tree.leaves(gradient), jax.tree.leaves(expected[1]), strict=True):
        np.testing.assert_allclose(found, other, atol=1e-4 * float(jnp.abs(other).max()))


# --- what the evaluation and the page make of a texture ---------------------------------------------------------------


def test_at_twice_the_scale_derivatives_are_as_much_larger():
    rule = at_scale(expanded(small()), 2)
    names = [each.name for each in rule.perception.filters]
    before = expanded(small()).perception.taps(jnp.zeros(1))
    found = np.asarray(rule.perception.taps(jnp.zeros(1)) / jnp.where(before == 0, 1, before)).max(axis=(0, 2, 3))
    assert dict(zip(names, found.tolist(), strict=True)) == {
        "identity": 1, "laplacian": 4, "sobel_x": 2, "sobel_y": 2
    }  # fmt: skip
    with pytest.raises(InputError, match="scale is 0"):
        at_scale(rule, 0)


def test_a_rule_at_twice_the_scale_perceives_in_a_stretched_wave_what_it_did_in_the_wave():
    rule, seen = expanded(small()), []
    for perception, side in ((rule.perception, 32), (at_scale(rule, 2).perception, 64)):
        rows = jnp.arange(side)[None, :, None, None]
        wave = jnp.sin(2 * np.pi * rows / side) + jnp.zeros((1, 1, 3, 1))
        seen.append(np.abs(perception(wave, rule.conditions(Conditions(), 1), "torus")).max(axis=(0, 1, 2)))
    before, after = seen
    assert (before > 1e-3).sum() == 3  # all but the gradient across
    np.testing.assert_allclose(after, before, rtol=0.01, atol=1e-5)


def organism() -> Organism:
    pixels = np.round(sample(24, 24) * 255).astype(np.uint8)
    return Organism(small(), "sample", (24, 24), Target(pixels, 0, "sample"), {"objective": "texture"})


@pytest.mark.long
def test_the_distance_of_an_evaluation_is_zero_at_home_infinite_where_it_diverged_and_one_of_a_single_colour():
    target = sample(24, 24)
    states = np.zeros((2, 24, 24, 6), np.float32)
    states[0, ..., :4] = target
    states[1, 0, 0, 5] = np.nan
    home, broken = textures.distances(states, target, torus=False)
    assert home < 1e-9
    assert broken == np.inf
    found = textures.anchors(target)
    assert 0.5 < found[textures.COLOUR] < 1.5
    assert 0 < found[textures.HALVES] < found[textures.COLOUR]


def test_textures_of_one_rule_are_measured_one_by_one(tmp_path):
    both = dataclasses.replace(two_pictures(), provenance={"objective": "texture"})
    with pytest.raises(InputError, match=r"grows textures.*evaluate them one by one: --as lizard"):
        transitions(both)
    (tmp_path / "both.safetensors").write_bytes(organism_file.dumps(both))
    (tmp_path / "both.json").write_text("its card")
    told = [one for _, one in evaluate_verb._organisms(evaluate_verb.Evaluate((str(tmp_path),)))]
    assert [one.name for one in told] == [picture.name for picture in both.pictures]
    assert [one.target.name for one in told] == ["lizard", "mirrored"]


def test_a_texture_of_one_sample_is_measured_by_the_command(tmp_path):
    (tmp_path / "one.safetensors").write_bytes(organism_file.dumps(organism()))
    found = evaluate_verb._organisms(evaluate_verb.Evaluate((str(tmp_path / "one.safetensors"),)))
    assert [one.target.name for _, one in found] == [organism().target.name]


def test_the_page_gets_an_ordinary_rule_without_the_sample():
    [entry] = json.loads(entries.to_json([organism()]))
    there = organism_file.loads(base64.b64decode(entry["file"]))
    assert there.target is None
    assert there.automaton.update.hidden == (16,)


# --- what is shipped --------------------------------------------------------------------------------------------------

SHIPPED = sorted(SAMPLES.glob("*.safetensors"))
CONFIGS = SAMPLES.parents[1] / "zoo" / "configs" / "texture"


@pytest.mark.long
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_texture_is_what_its_config_says_and_as_near_to_its_sample_as_its_card(path):
    card, shipped = cards.load(path.with_suffix(".json")), organism_file.load(path)
    committed = config_file.load(CONFIGS / f"{path.stem}.json")
    assert card.is_of(path)
    assert settings_of(shipped.automaton) == card.config.automaton == committed.automaton
    assert (card.config.training, card.config.run.precision) == (committed.training, committed.run.precision)
    assert shipped.grid == (committed.target.size,) * 2
    assert shipped.automaton.parameters == card.raw["parameters"]
    sample = load_target(str(SAMPLES.parents[1] / committed.target.picture), committed.target)
    np.testing.assert_array_equal(shipped.target.pixels, sample.pixels)
    states = Trajectory.seeded(shipped, range(2)).until(200).states
    assert (states[..., ALPHA] > 0.5).all()
    far = np.log10(textures.distances(states, shipped.target.array).mean())
    assert far == pytest.approx(card.score("grow200").log10_mean, abs=0.15)
    assert far < np.log10(textures.anchors(sample.array)[textures.COLOUR]) - 0.7


# --- features of a network --------------------------------------------------------------------------------------------


def network(folder: Path, **changes: np.ndarray) -> str:
    """A file of weights as torchvision names them, all but the first two layers of one number."""
    random, tensors, before = np.random.default_rng(3), {}, 3
    for place, outputs in vgg.CONVOLUTIONS.items():
        tensors[f"features.{place}.weight"] = np.full((outputs, before, 3, 3), 1e-3, np.float32)
        tensors[f"features.{place}.bias"] = np.zeros(outputs, np.float32)
        before = outputs
    tensors["features.0.weight"] = random.normal(0, 0.2, (64, 3, 3, 3)).astype(np.float32)
    path = folder / "vgg.safetensors"
    safetensors.numpy.save_file({key: value for key, value in (tensors | changes).items() if value.size}, path)
    return str(path)


def test_a_networks_first_features_are_rectified_correlations(tmp_path):
    weights = vgg.load(network(tmp_path))
    image = np.random.default_rng(1).random((1, 32, 32, 3)).astype(np.float32)
    found = quickly_compiled(lambda given: vgg.maps(given, weights, True))(jnp.asarray(image))
    assert [each.shape[1:] for each in found] == [
        (32, 32, 64), (16, 16, 128), (8, 8, 256), (4, 4, 512), (2, 2, 512)
    ]  # fmt: skip
    scaled = (image[0] - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    around = scaled[np.ix_([31, 0, 1], [4, 5, 6])]
    expected = np.maximum(np.einsum("yxc,yxco->o", around, weights[0][0]), 0)
    np.testing.assert_allclose(found[0][0, 0, 5], expected, atol=1e-4)


def test_all_of_a_networks_features_are_those_of_numpy():
    """Of a network of few units, block by block."""
    random, width = np.random.default_rng(6), 3
    weights = [(random.normal(0, 0.3, (3, 3, width, width)), random.normal(0, 0.2, width)) for _ in vgg.CONVOLUTIONS]
    image = random.random((32, 48, 3))
    now, remaining, expected = (image - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225], iter(weights), []
    for layers in (2, 2, 3, 3, 1):  # convolutions between two poolings, of which the first is compared
        if expected:
            now = now.reshape(now.shape[0] // 2, 2, now.shape[1] // 2, 2, width).max(axis=(1, 3))
        for number in range(layers):
            kernel, bias = next(remaining)
            taps = [
                np.roll(now, (1 - down, 1 - right), (0, 1)) @ kernel[down, right] for down, right in np.ndindex(3, 3)
            ]
            now = np.maximum(sum(taps) + bias, 0)
            if number == 0:
                expected.append(now)
    found = quickly_compiled(lambda given: vgg.maps(given, weights, True))(jnp.asarray(image[None], jnp.float32))
    for each, wanted in zip(found, expected, strict=True):
        assert wanted.std() > 0.01
        np.testing.assert_allclose(each[0], wanted, atol=1e-4)


def test_a_file_that_is_not_the_networks_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read: No such file.*expected VGG16's weights as safetensors"):
        vgg.load(str(tmp_path / "none"))
    with pytest.raises(InputError, match=r"lack features\.5\.bias \[128\]"):
        vgg.load(network(tmp_path, **{"features.5.bias": np.zeros(0, np.float32)}))
    with pytest.raises(InputError, match=r"have shape \[7\] of features\.5\.bias \[128\]"):
        vgg.load(network(tmp_path, **{"features.5.bias": np.zeros(7, np.float32)}))
    (tmp_path / "text").write_text("weights")
    with pytest.raises(InputError, match="not a safetensors file"):
        vgg.load(str(tmp_path / "text"))


def test_an_organism_file_has_a_very_small_rule_as_it_is():
    there = organism_file.loads(organism_file.dumps(organism()))
    assert {name: leaf.shape for name, leaf in parts.tensors_of(there.automaton).items()} == {
        "weight": (16, 4),
        "bias": (4,),
    }
    for found, given in zip(jax.tree.leaves(there.automaton), jax.tree.leaves(small()), strict=True):
        np.testing.assert_array_equal(found, given)
    assert textures.is_texture(there)


def test_a_setting_of_the_objective_is_set_by_its_path():
    made = config()
    assert made.at("training.objective.levels") == 3
    changed = with_assignments(made, ["training.objective.levels=2", "training.objective.opacity=0.5"])
    assert changed.training.objective.settings["levels"] == 2
    assert changed.training.objective.settings["opacity"] == 0.5
    with pytest.raises(InputError, match="It has patch, levels"):
        with_assignments(made, ["training.objective.power=2"])


@pytest.mark.long
def test_noise_to_begin_with_is_that_of_its_fire_seeds():
    both, second = noise_states((3, 4), 6, 5, 7), noise_states((4,), 6, 5, 7, amplitude=0.25)
    assert both.shape == (2, 6, 5, 7)
    np.testing.assert_array_equal(both[1], 2 * second[0])
    assert relative_error(both[0], both[1]) > 0.5
    assert 0.45 < float(jnp.abs(both).max()) <= 0.5


def test_several_samples_make_one_objective_with_a_label_for_each():
    made = config()
    targets = [Target(np.round(sample(24, 24) * part).astype(np.uint8), 0, f"s{part}") for part in (255, 255)]
    targets = [dataclasses.replace(targets[0], others=(dataclasses.replace(targets[1], name="other"),))]
    life = small().life
    found = objective_of(targets[0], made, curriculum_of(made.training, 24), life)
    assert found.labels == 2
    wanted = found.wanted(jnp.asarray([1, 0, 1]), jnp.int32(40))
    assert (wanted.times.tolist(), wanted.which[:, 0].tolist()) == ([40], [1, 0, 1])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"protocol": "full"}, "labyrinth is a texture, which only the protocol article measures"),
        ({"long": True}, "long is given, but it applies to the protocol full"),
        ({"merging": True}, "which has no place and no direction; leave merging out"),
        ({"turns": True}, "which has no place and no direction; leave turns out"),
    ],
)
def test_what_is_not_measured_of_textures_is_refused(asked, message):
    with pytest.raises(InputError, match=message):
        evaluate(organism_file.load(SAMPLES / "labyrinth.safetensors"), **asked)
