"""Digits that classify themselves: what cells keep, how votes are judged, what a batch is made of, how votes count."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_states
from PIL import ImageColor

from blastema import cli, digits, engines, load_organism, page, pictures
from blastema.automaton import CellularAutomaton
from blastema.classifying import COLOURS, ClassObjective, vote_error
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.drawing import film
from blastema.errors import InputError, KernelUnavailableError
from blastema.evaluation.classes import count
from blastema.filters import filter_named
from blastema.training.classifying import Classifying, split, written
from blastema.training.curricula import Scene
from blastema.trajectory import Trajectory

CHANNELS = 16
SHIPPED = Path(__file__).parents[1] / "examples" / "classifying" / "digits.safetensors"
AROUND = ("north_west", "north", "north_east", "west", "identity", "east", "south_west", "south", "south_east")


def rule(**settings) -> CellularAutomaton:
    """With weights that change everything."""
    config = AutomatonConfig(channels=CHANNELS, hidden=(16,), life="own-alpha", **({"update": "inked"} | settings))
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    return jax.tree.map(lambda leaf: jnp.full(leaf.shape, 0.1, jnp.float32), automaton)


def test_neighbours_are_told_apart_as_an_untied_convolution_does():
    state = np.asarray(random_states(1, 1, 4, 5, CHANNELS)[0])
    found = np.asarray(rule(filters=AROUND).perceive(state)).reshape(4, 5, 9, CHANNELS)
    padded = np.pad(state, [(1, 1), (1, 1), (0, 0)])
    for number in range(9):
        row, column = divmod(number, 3)
        np.testing.assert_array_equal(found[:, :, number], padded[row : row + 4, column : column + 5])
    assert filter_named("north").still[0] == (0, 1, 0)


def test_ink_stays_and_noise_has_its_deviation():
    state = np.abs(np.asarray(random_states(2, 1, 40, 40, CHANNELS)[0])) + 0.2
    quiet, loud = (
        rule(fire_rate=1.0, filters=AROUND, update=Part("inked", {"update_noise": noise})) for noise in (0.0, 0.02)
    )
    after = np.asarray(loud.step(state, Conditions(fire_seed=3)))
    np.testing.assert_array_equal(after[..., 3], state[..., 3])
    drawn = np.delete(after - np.asarray(quiet.step(state)), 3, axis=-1)
    assert drawn.std() == pytest.approx(0.02, rel=0.05)
    with pytest.raises(KernelUnavailableError, match="it does not support noise"):
        engines.resolve("native", loud)


def test_films_and_stills_show_which_digit_each_cell_votes_for():
    """Ink in the digit's colour, as strong as the ink; grey before any vote; magenta where a vote is no number."""
    organism = load_organism(SHIPPED)
    state = np.zeros((1, 5, 20), np.float32)
    state[0, :4, 3] = 1, 0.5, 1, 1
    state[0, 0, 10 + 7], state[0, 1, 10 + 3], state[0, 3, 10] = 0.4, 1.2, np.nan
    found = pictures.to_rgb(organism.shown(state))[0]
    yellow, red, grey = (np.array(ImageColor.getrgb(colour)) for colour in (COLOURS[7], COLOURS[3], "#8f887c"))
    np.testing.assert_allclose(found[:3], [yellow, 255 / 2 + red / 2, grey], atol=1)
    np.testing.assert_array_equal(found[3:], [[255, 0, 255], [255, 255, 255]])
    np.testing.assert_array_equal(Trajectory(organism, state[None], Conditions()).shown[0], organism.shown(state))
    plan = film.Film(organism, steps=40)
    last, ink = list(plan.frames())[-1], plan.start()[..., 3:4]
    np.testing.assert_allclose(last, np.where(ink > 0.1, 255 + ink * (yellow - 255), last), atol=1)
    page_colours = (Path(__file__).parents[1] / "web/digits/palette.ts").read_text("utf-8")
    assert [line.split('"')[1] for line in page_colours.splitlines() if line.startswith('  "#')] == list(COLOURS)


def test_the_native_kernel_keeps_the_ink_too_and_gives_what_the_dense_engine_does():
    states = np.abs(np.asarray(random_states(2, 2, 8, 8, CHANNELS))) * (np.arange(8) % 3 > 0)[None, None, :, None] / 4
    states = states.astype(np.float32)
    automaton = rule(filters=AROUND[1:])
    native, dense = (
        np.asarray(engines.rollout(automaton, states, 5, Conditions(fire_seed=3), kernel=kernel))
        for kernel in ("native", "jax")
    )
    there = states[..., 3] > 0.1
    np.testing.assert_array_equal(native[there][:, 3], states[there][:, 3])
    np.testing.assert_allclose(native, dense, rtol=1e-4, atol=1e-4)


def test_votes_are_judged_where_there_is_ink():
    states = np.array(random_states(3, 2, 4, 4, CHANNELS))
    states[..., 3] = 0
    states[0, 1, 1, 3], states[0, 2, 3, 3], states[0, 0, 0, 3] = 1, 0.5, 0.1
    wanted = np.eye(10)[7]
    expected = np.mean([np.sum((states[0, row, column, -10:] - wanted) ** 2) for row, column in ((1, 1), (2, 3))])
    found = ClassObjective.initial(None).distance(jnp.asarray(states), jnp.array([7, 7]))
    assert found.tolist() == pytest.approx([expected, 1.0], rel=1e-5)
    asked = ClassObjective().wanted(jnp.array([7, 2]), jnp.int32(20))
    picked = asked.pictures[asked.which[:, 0]]
    assert asked.times.tolist() == [20]
    assert float(vote_error(jnp.asarray(states), picked)[0]) == pytest.approx(expected, rel=1e-5)


def curriculum() -> Classifying:
    """Three digits of 4 x 4, of classes 1, 2 and 3."""
    ink = np.zeros((3, 4, 4), np.uint8)
    ink[0, :, 1], ink[1, 1], ink[2, 2:, 2:] = 255, 128, 200
    return Classifying(jnp.asarray(ink), jnp.array([1, 2, 3]), batch_size=8, pool_size=12)


@pytest.mark.long
def test_a_quarter_is_fresh_a_quarter_becomes_another_digit_and_the_rest_goes_on():
    digitisers = curriculum()
    seed = jnp.zeros((6, 6, CHANNELS))
    memory = digitisers.memory(seed, 10)
    assert memory.labels.tolist()[:4] == [1, 2, 3, 1]
    np.testing.assert_allclose(memory.pool[1, 1:5, 1:5, 3], np.asarray(digitisers.ink[1]) / 255)
    grown = memory._replace(pool=memory.pool.at[..., 5:].set(jnp.where(memory.pool[..., 3:4] > 0, 0.5, 0)))
    scene = Scene(seed, ClassObjective(), 0.1, jnp.uint32(0), jnp.float32(0), jnp.array([2, 3]))
    start = digitisers.draw(grown, scene, lambda name: jax.random.key(len(name)))
    for number, (state, label) in enumerate(zip(np.asarray(start.states), start.labels.tolist(), strict=True)):
        np.testing.assert_allclose(state[1:5, 1:5, 3], np.asarray(digitisers.ink[label - 1]) / 255, atol=1e-6)
        before = np.asarray(grown.pool[start.slots[number]])
        kept = (before[..., 3] > 0) & (state[..., 3] > 0) & (number >= 2)
        np.testing.assert_array_equal(state[..., 5], np.where(kept, 0.5, 0))
        if number >= 4:
            np.testing.assert_array_equal(state, before)
    after = digitisers.keep(grown, start, start.states + 1)
    assert after.labels[start.slots].tolist() == start.labels.tolist()


def test_fresh_ink_has_its_colour():
    state = np.asarray(written(np.full((1, 2, 2), 255, np.uint8), jnp.zeros((1, 4, 4, CHANNELS))))[0]
    np.testing.assert_allclose(state[1, 1, :4], [40 / 255, 40 / 255, 46 / 255, 1], rtol=1e-6)
    assert state[0].max() == 0


def test_votes_are_counted():
    states = np.zeros((3, 2, 2, CHANNELS), np.float32)
    states[:, 0, :, 3] = 1
    states[0, 0, :, -10 + 4] = 1  # both right
    states[1, 0, 0, -10 + 4], states[1, 0, 1, -10 + 5] = 1, 1  # one of two
    states[2, 0, :, -10 + 6] = 1  # both wrong, and agreed
    votes = count(states, np.array([4, 4, 4]))
    assert votes.cells == pytest.approx(0.5)
    assert votes.agreement == pytest.approx(2 / 3)
    assert votes.majority == pytest.approx(2 / 3)


def test_the_data_are_parted_and_mnists_files_are_read(tmp_path):
    pytest.importorskip("sklearn")
    trained, held_out = split("digits", 12, held_out=False), split("digits", 12, held_out=True)
    assert len(trained[0]) + len(held_out[0]) == len(digits.all_of("digits")[0]) == 1797
    assert trained[0].shape[1:] == (12, 12)
    images = np.arange(2 * 3 * 4, dtype=np.uint8).reshape(2, 3, 4)
    file = tmp_path / "train-images-idx3-ubyte.gz"
    head = bytes([0, 0, 8, 3]) + b"".join(side.to_bytes(4, "big") for side in images.shape)
    file.write_bytes(gzip.compress(head + images.tobytes()))
    with pytest.raises(InputError, match="labels-idx1"):
        digits.all_of(f"mnist:{file}")
    beside = tmp_path / "train-labels-idx1-ubyte.gz"
    beside.write_bytes(gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 3])))
    found = digits.all_of(f"mnist:{file}")
    np.testing.assert_array_equal(found[0], images)
    assert found[1].tolist() == [7, 3]
    with pytest.raises(InputError, match="expected digits, or mnist:FILE"):
        digits.all_of("letters")
    with pytest.raises(InputError, match="pool-size is 3"):
        Classifying.initial(8, 12, pool_size=3)


def idx(folder, images, labels):
    """A pair of files as MNIST comes in; the one of images."""
    head = bytes([0, 0, 8, 3]) + b"".join(side.to_bytes(4, "big") for side in images.shape)
    file = folder / "train-images-idx3-ubyte"
    file.write_bytes(head + images.tobytes())
    (folder / "train-labels-idx1-ubyte").write_bytes(
        bytes([0, 0, 8, 1]) + len(labels).to_bytes(4, "big") + bytes(labels)
    )
    return file


@pytest.mark.long
def test_files_of_mnist_are_trained_on_evaluated_and_shown(tmp_path, monkeypatch, capsys):
    """The whole way of two files: bars and crosses, of which every fifth is held out."""
    monkeypatch.chdir(tmp_path)
    images = np.zeros((20, 8, 8), np.uint8)
    images[::2, :, 3:5], images[1::2, 3:5], images[1::2, :, 3:5] = 255, 200, 200
    file = idx(tmp_path, images, [1, 4] * 10)
    config = json.loads((Path(__file__).parents[1] / "zoo/configs/classifying/digits.json").read_text("utf-8"))
    config["training"]["curriculum"] = {"kind": "classifying", "data": f"mnist:{file.name}", "pool_size": 8}
    config["training"] |= {"iterations": 4, "batch_size": 4, "phases": [{"iterations": 4, "steps": [3, 4]}]}
    config["automaton"] |= {"hidden": [16]}
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    grown = ["grow", f"mnist:{file.name}:1", "--config", "config.json", "--size", "8", "--out", "run", "--threads", "1"]
    assert cli.run(grown) == 0
    capsys.readouterr()
    assert cli.run(["evaluate", "run", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["data"], found["digits"]) == (f"mnist:{file.name}", 4)
    assert 0 <= found["votes"]["200"]["cells"] <= 1
    organism = load_organism("run")
    assert (organism.grid, organism.provenance["data"]) == ((10, 10), f"mnist:{file.name}")
    assert "Digits that classify themselves" in page.build([organism], packed=False)
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    assert cli.run(["evaluate", "run", "--json"]) == 2
    assert "train-labels-idx1-ubyte" in capsys.readouterr().err


@pytest.mark.parametrize("asked", [{"turns": True}, {"protocol": "full"}, {"told": ("a",)}, {"merging": True}])
def test_what_is_not_measured_of_classifying_organisms_is_refused(asked):
    from types import SimpleNamespace

    from blastema.cli.evaluate import _measured
    from blastema.cli.organism_verbs import Evaluate

    organism = SimpleNamespace(provenance={"objective": "classes"}, name="digit-7")
    with pytest.raises(InputError, match="does not apply to such organisms"):
        _measured(organism, Evaluate(**asked), print)


def test_a_training_that_the_page_does_not_show_is_not_watched(capsys):
    config = Path(__file__).parents[1] / "zoo/configs/classifying/digits.json"
    assert cli.run(["grow", "🦎", "--config", str(config), "--watch"]) == 2
    assert "does not show the training of digits that classify themselves; leave --watch out" in capsys.readouterr().err


def test_classifying_organisms_are_not_measured_as_pictures():
    from blastema.evaluation import evaluate
    from blastema.zoo import keeper

    digits = Path(__file__).parents[1] / "examples" / "classifying" / "digits.safetensors"
    with pytest.raises(InputError, match="classifies digits, which is measured by blastema evaluate alone"):
        keeper.prepare(digits)
    with pytest.raises(InputError, match="classifies digits"):
        evaluate(load_organism(digits))


def test_digits_are_not_trained_by_an_objective_that_has_no_labels_for_them(tmp_path, capsys):
    words = ["grow", "digit:7", "--from", "lizard", "--regime", "classifying", "--iterations", "2"]
    assert cli.run([*words, "--out", str(tmp_path / "it")]) == 2
    assert "the regime is classifying, but the objective pictures; use --objective classes" in capsys.readouterr().err
    assert not (tmp_path / "it").exists()
