"""Decoders: pictures beside plain NumPy, gradients, engines, configs, files, training, scores and films."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json

import decoder_judge
import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, relative_error
from PIL import Image
from training_helpers import exhaust, lizard, tiny, what_counts

from blastema import engines, evaluation
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Config, Part
from blastema.config import file as config_file
from blastema.decoder import AbstractDecoder, CoordinateDecoder, NoDecoder
from blastema.drawing.film import Film, growth_strip
from blastema.engines import reference
from blastema.errors import FileFormatError, InputError
from blastema.evaluation.ledger import Ledger, target_of
from blastema.formats import export, organism_file, parts
from blastema.objective import Measure, Overflow, PictureObjective, Seen
from blastema.organism import Organism
from blastema.page import entries
from blastema.registry import DECODERS
from blastema.runs.folder import Run
from blastema.targets import Target, load_target
from blastema.training import Saved
from blastema.trajectory import Trajectory

CHANNELS = 8


def decoder(pixels: int = 3, widths: tuple[int, ...] = (7, 5), seed: int = 1) -> CoordinateDecoder:
    """With random weights in all layers, and biases."""
    made = CoordinateDecoder.initial(jax.random.key(seed), CHANNELS, pixels, widths)
    random = np.random.default_rng(seed)
    return jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.5, leaf.shape), jnp.float32), made)


def states(batch: int = 2, height: int = 5, width: int = 7) -> np.ndarray:
    """Random, and empty but for some cells in the upper left."""
    found = np.random.default_rng(4).normal(0, 0.7, (batch, height, width, CHANNELS)).astype(np.float32)
    found[:, 3:] = found[:, :, 4:] = 0
    return found


def rule(**settings: object) -> CellularAutomaton:
    """A small rule with random weights, and a decoder."""
    config = AutomatonConfig(channels=CHANNELS, hidden=(16,), decoder=Part("coordinates", {"pixels": 3}), **settings)  # type: ignore[arg-type]
    made = CellularAutomaton.initial(config, jax.random.key(3))
    random = np.random.default_rng(2)
    return jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.2, leaf.shape), jnp.float32), made)


def objective(pixels: int = 3, height: int = 5, width: int = 7) -> PictureObjective:
    picture = np.random.default_rng(9).random((1, height * pixels, width * pixels, 4)).astype(np.float32)
    return PictureObjective(jnp.asarray(picture))


# --- the picture ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pixels", "widths"), [(2, (7,)), (3, (7, 5)), (4, (3, 4, 5))])
def test_a_picture_is_the_judges(pixels, widths):
    made = decoder(pixels, widths)
    found = quickly_compiled(lambda given: made(given))(jnp.asarray(states()))
    expected = np.stack([decoder_judge.picture(state, made.layers, pixels) for state in states()])
    assert found.shape == (2, 5 * pixels, 7 * pixels, 4)
    np.testing.assert_allclose(found, expected, atol=2e-6)


def test_where_no_cell_is_near_there_is_nothing_whatever_the_network_says():
    shown = np.asarray(decoder()(jnp.asarray(states())))
    assert (shown[:, 3 * 3 + 2 :] == 0).all()
    assert (shown[:, :, 4 * 3 + 2 :] == 0).all()
    assert (shown[:, : 3 * 3 + 1, : 4 * 3 + 1] != 0).any(axis=-1).all()


def test_a_new_decoder_adds_nothing_to_the_cells_own_colours():
    new = CoordinateDecoder.initial(jax.random.key(0), CHANNELS, 2, (8,))
    cells = np.zeros((1, 3, 3, CHANNELS), np.float32)
    cells[0, 1, 1] = 1
    shown = np.asarray(new(jnp.asarray(cells)))[0, ..., 3]
    np.testing.assert_allclose(shown[2:4, 2:4], 0.75**2, rtol=1e-6)
    np.testing.assert_allclose(shown[1:5, 1:5].sum(), 4, rtol=1e-6)  # a cell is four pixels


def test_its_gradient_is_that_of_differences():
    made, given = decoder(2, (6,)), states(1)
    weights = np.random.default_rng(0).normal(size=(10, 14, 4))

    def total(decoder: CoordinateDecoder, state: jax.Array) -> jax.Array:
        return (decoder(state)[0] * jnp.asarray(weights, jnp.float32)).sum()

    to_decoder, to_state = quickly_compiled(jax.grad(total, argnums=(0, 1)))(made, jnp.asarray(given))
    random, step = np.random.default_rng(1), 1e-5
    layers = [tuple(np.asarray(each, np.float64) for each in layer) for layer in made.layers]
    ways = [tuple(random.normal(size=each.shape) for each in layer) for layer in layers]
    way = random.normal(size=given[0].shape) * (given[0] != 0)  # what is not there stays so

    def at(far: float) -> float:
        moved = [tuple(a + far * b for a, b in zip(*pair, strict=True)) for pair in zip(layers, ways, strict=True)]
        return float((decoder_judge.picture(given[0] + far * way, moved, 2) * weights).sum())

    expected = (at(step) - at(-step)) / (2 * step)
    found = sum((np.asarray(g, np.float64) * w).sum() for g, w in zip(
        jax.tree.leaves(to_decoder), [each for layer in ways for each in layer], strict=True))  # fmt: skip
    found += (np.asarray(to_state[0], np.float64) * way).sum()
    assert found == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("pixels", "widths", "message"),
    [
        (1, (8,), "pixels of the decoder is 1"),
        (17, (8,), "2 to 16"),
        (4, (), "widths of the decoder"),
        (4, (0,), "of 1 to 1024"),
    ],
)
def test_numbers_out_of_range_are_refused(pixels, widths, message):
    with pytest.raises(InputError, match=message):
        CoordinateDecoder.initial(jax.random.key(0), CHANNELS, pixels, widths)


# --- losses and engines -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", ["jax", "native"])
@pytest.mark.parametrize("terms", [(), (Overflow(weight=0.1),)])
@pytest.mark.long
def test_the_gradient_of_an_episode_is_that_of_a_rollout_and_the_decoder(kernel, terms):
    automaton = rule()
    if kernel == "native" and engines.native_obstacle() is not None:
        pytest.skip(engines.native_obstacle())
    target = dataclasses.replace(objective(), measure=Measure(terms=terms))
    start, steps, last = jnp.asarray(states()), jnp.int32(4), 4
    conditions = automaton.conditions(Conditions(np.array([5, 6], np.uint32)), 2)
    engine = engines.resolve(kernel, automaton, target)
    wanted = target.wanted(jnp.zeros(2, jnp.int32), steps)
    losses, gradient, final = quickly_compiled(
        lambda a, x: engine.loss_and_gradient(a, x, target, wanted, steps, conditions, last)
    )(automaton, start)

    def naive(automaton: CellularAutomaton) -> tuple[jax.Array, jax.Array]:
        before = reference.rollout(automaton, start, last - 1, conditions, last)
        later = conditions._replace(step=conditions.step + jnp.uint32(last - 1))
        after = reference.rollout(automaton, before, 1, later, last)
        losses = jnp.mean((automaton.decoder(after) - target.pictures) ** 2, axis=(1, 2, 3))
        for term in terms:
            losses = losses + term(before, after)
        return losses.mean(), losses

    (_, expected), expected_gradient = quickly_compiled(jax.value_and_grad(naive, has_aux=True))(automaton)
    assert relative_error(losses, expected) < 1e-4
    assert float(jnp.abs(expected_gradient.decoder.layers[0].weight).max()) > 1e-4
    for found, other in zip(jax.tree.leaves(gradient), jax.tree.leaves(expected_gradient), strict=True):
        np.testing.assert_allclose(found, other, atol=2e-4 * float(jnp.abs(other).max()))
    assert relative_error(final, engine.rollout(automaton, start, last, conditions, last)) < 1e-6


def test_a_loss_of_the_users_own_is_given_the_picture():
    seen = []

    def loss(shown, target):
        seen.append(shown.shape)
        return jnp.abs(shown - target[None]).mean(axis=(1, 2, 3))

    made = decoder()
    found = Measure(loss=loss).of(jnp.asarray(states()), objective().pictures[0], made)
    assert seen == [(2, 15, 21, 4)]
    expected = np.abs(np.asarray(made(jnp.asarray(states()))) - np.asarray(objective().pictures)).mean(axis=(1, 2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_what_sorts_the_pool_sees_the_picture():
    made, target = decoder(), objective()
    found = Seen.through(made, target).distance(jnp.asarray(states()), jnp.zeros(2, jnp.int32))
    expected = np.mean((np.asarray(made(jnp.asarray(states()))) - np.asarray(target.pictures)) ** 2, axis=(1, 2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-5)


# --- the config and the target ----------------------------------------------------------------------------------------


def test_pixels_per_cell_bring_a_decoder_with_them_and_1_takes_it_away():
    config = Config().replace(pixels_per_cell=4)
    assert config.automaton.decoder == Part("coordinates", {"pixels": 4, "widths": (64,)})
    assert config_file.from_json(config_file.to_json(config)) == config
    wider = config.set("automaton.decoder.widths", (32, 32)).replace(pixels_per_cell=6)
    assert wider.automaton.decoder == Part("coordinates", {"pixels": 6, "widths": (32, 32)})
    assert config.replace(pixels_per_cell=1) == Config()
    assert Config().replace(decoder="coordinates", pixels_per_cell=2) == Config().replace(pixels_per_cell=2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"decoder": "coordinates"}, "pixels-per-cell is 1; give --pixels-per-cell 4"),
        ({"pixels_per_cell": 2, "decoder": "none"}, "1 without a decoder"),
        ({"pixels_per_cell": 2, "decoder": Part("coordinates", {"pixels": 3})}, "draws 3 pixels .* is 2"),
        ({"pixels_per_cell": 2, "regime": "perturbed"}, "regime is perturbed, which takes cells for pixels"),
        ({"pixels_per_cell": 2, "objective": "texture"}, "objective is texture"),
        ({"pixels_per_cell": 2, "quantise": "int8"}, "quantise is int8"),
        ({"pixels_per_cell": 2, "motion": "cycle"}, "motion is cycle"),
        ({"pixels_per_cell": 17}, "1 to 16"),
        ({"pixels_per_cell": 16, "size": 1024}, "at most 4096 pixels a side"),
    ],
)
def test_what_does_not_go_together_is_refused(settings, message):
    with pytest.raises(InputError, match=message):
        Config().replace(**settings)


def test_a_large_target_is_so_many_times_as_large_as_its_grid():
    image = Image.new("RGBA", (200, 100), (255, 0, 0, 255))
    image.paste((0, 0, 255, 255), (0, 0, 100, 100))
    large = load_target(image, size=8, padding=2, pixels_per_cell=5, background="keep")
    assert (large.size, large.grid, large.pixels.shape) == (8, (12, 12), (40, 40, 4))
    assert large.array.shape == (60, 60, 4)
    assert large.cells.shape == (12, 12, 4)
    np.testing.assert_allclose(large.cells[6, 3], [0, 0, 1, 1])
    wide = load_target(image, size=8, padding=2, pixels_per_cell=5, background="keep", square=False)
    assert (wide.grid, wide.pixels.shape) == ((8, 12), (20, 40, 4))


def test_a_decoder_from_elsewhere_is_made_told_and_read():
    class Even(AbstractDecoder):
        pixels: int = eqx.field(static=True)
        shade: jax.Array

        @classmethod
        def initial(cls, pixels: int) -> Even:
            return cls(pixels, jnp.ones(4))

        def __call__(self, states):
            large = jnp.repeat(jnp.repeat(states[..., :4], self.pixels, axis=1), self.pixels, axis=2)
            return large * self.shade[None, None, None]

    DECODERS.add("even", Even)
    try:
        config = Config().replace(pixels_per_cell=2, decoder="even", channels=CHANNELS)
        made = CellularAutomaton.initial(config.automaton, jax.random.key(0))
        assert settings_of(made) == config.automaton
        one = dataclasses.replace(organism(), automaton=made, target=None)
        assert isinstance(organism_file.loads(organism_file.dumps(one)).automaton.decoder, Even)
        np.testing.assert_array_equal(one.shown(one.seed())[6:8, 6:8, 3], 1)
    finally:
        DECODERS.remove("even")
    with pytest.raises(InputError, match="no decoder 'even'"):
        Config().replace(pixels_per_cell=2, decoder="even")


# --- files ------------------------------------------------------------------------------------------------------------


def organism(**changes: object) -> Organism:
    """One with a picture of 9 x 9 pixels on 3 x 3 cells."""
    pixels = np.random.default_rng(6).integers(0, 256, (9, 9, 4), np.uint8)
    target = Target(pixels, 2, "noise", pixels_per_cell=3)
    return Organism(rule(), "noise", (7, 7), target, {"regime": "regenerating"}, **changes)  # type: ignore[arg-type]


def test_an_organism_file_has_the_decoder_and_the_large_picture():
    data = organism_file.dumps(organism())
    there = organism_file.loads(data)
    assert parts.describe(there.automaton)["decoder"] == {"kind": "coordinates", "pixels": 3, "widths": [64]}
    assert {"decoder.layers.0.weight", "decoder.layers.1.bias"} <= set(parts.tensors_of(there.automaton))
    for found, given in zip(jax.tree.leaves(there.automaton), jax.tree.leaves(rule()), strict=True):
        np.testing.assert_array_equal(found, given)
    assert there.target.pixels_per_cell == 3
    np.testing.assert_array_equal(there.target.pixels, organism().target.pixels)
    assert organism_file.dumps(there) == data


def test_a_file_without_a_decoder_says_nothing_of_one():
    plain = dataclasses.replace(organism(), automaton=dataclasses.replace(rule(), decoder=NoDecoder()), target=None)
    assert b"decoder" not in organism_file.dumps(plain)
    assert not organism_file.loads(organism_file.dumps(plain)).automaton.decodes


@pytest.mark.parametrize(("old", "new", "message"), [
    (rb'\"pixels_per_cell\": 3', rb'\"pixels_per_cell\": 2', "expected multiples of 2, the pixels of a cell"),
    (rb'\"pixels_per_cell\": 3', rb'\"pixels_per_cell\": 0', "expected 1 to 16"),
    (rb'\"pixels\": 3', rb'\"pixels\": 1', "pixels of the decoder is 1"),
])  # fmt: skip
def test_an_altered_file_is_refused(old, new, message):
    data = organism_file.dumps(organism())
    assert old in data
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(data.replace(old, new))


@pytest.mark.parametrize("kind", ["distill", "c", "integer", "numpy", "torch", "onnx"])
def test_formats_that_know_no_decoder_refuse_it(kind, tmp_path):
    with pytest.raises(InputError, match="a decoder draws it"):
        export(organism(), tmp_path / "out.json", kind)


def test_the_page_gets_it_with_a_small_picture_and_without_the_large_one():
    [entry] = json.loads(entries.to_json([organism()]))
    there = organism_file.loads(base64.b64decode(entry["file"]))
    assert there.automaton.decoder.pixels == 3
    assert there.target is None
    assert entry["picture"].startswith("data:image/png;base64,")


# --- what is measured and seen ----------------------------------------------------------------------------------------


def test_scores_films_and_pictures_are_of_the_large_picture():
    one = organism()
    now = Trajectory.seeded(one, (0, 1)).after(2)
    shown = np.stack([decoder_judge.picture(state, one.automaton.decoder.layers, 3) for state in now.states])
    np.testing.assert_allclose(now.shown, shown, atol=1e-5)
    expected = ((shown - one.target.array) ** 2).mean(axis=(1, 2, 3))
    ledger = Ledger(target_of(one), one)
    score = ledger.score("grow2", now.states)
    np.testing.assert_allclose(score.errors, expected, rtol=1e-4)
    assert score.form is None
    assert ledger.pictures["grow2"].shape == (2, 21, 21, 3)
    assert ledger.cells.shape == (7, 7, 4)
    frames = list(Film(one, steps=2, every=1).frames())
    assert [frame.shape for frame in frames] == [(21, 21, 3)] * 3
    assert growth_strip(Film(one, steps=2), (0, 2), factor=1).shape == (21 + 26, 2 * (21 + 8), 3)
    assert one.picture(1).shape == (21, 21, 3)


def test_a_picture_of_other_pixels_cannot_be_compared_with():
    small = dataclasses.replace(organism(), target=Target(np.zeros((3, 3, 4), np.uint8), 2, "small"))
    with pytest.raises(InputError, match="3 pixels along a side of a cell, the picture small has 1"):
        target_of(small)


# --- training ---------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_run_with_damage_is_resumed_to_the_same_bits_and_seen_in_pixels(tmp_path):
    config = tiny(pixels_per_cell=3, iterations=4, checkpoint_every=2)
    whole, broken = (Run.create(lizard(config), config, tmp_path / name) for name in ("whole", "broken"))
    exhaust(whole.train())
    with contextlib.closing(broken.train()) as events:
        next(event for event in events if isinstance(event, Saved) and event.iteration == 2)
    exhaust(Run.open(broken.path).train())
    assert what_counts(broken.path) == what_counts(whole.path)
    grown = whole.organism
    assert float(jnp.abs(grown.automaton.decoder.layers[-1].weight).max()) > 0
    assert (grown.target.grid, grown.target.pixels.shape) == ((14, 14), (24, 24, 4))
    with Image.open(whole.path / "growth.gif") as film:
        assert film.width % 42 == 0  # 14 cells of 3 pixels
    verdict = evaluation.judge(grown, steps=8)
    assert verdict.empty == pytest.approx(float((grown.target.array**2).mean()), rel=1e-5)
