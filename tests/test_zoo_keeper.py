"""The zoo's keeper: organisms are measured and added, and trained again from their cards."""

from __future__ import annotations

import dataclasses

import jax
import numpy as np
import pytest
from training_helpers import tiny
from zoo_fixtures import GOLDEN, complaint, said

from blastema import evaluation, load_organism, zoo
from blastema.formats import organism_file
from blastema.life import NeighbourhoodLife
from blastema.runs.folder import Run
from blastema.targets import load_target
from blastema.zoo import keeper

pytest_plugins = ("zoo_folders",)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A tiny training, whole: 12 iterations on a picture of 8 cells."""
    config = tiny(iterations=12, picture="🦎", learning_rate=1e-4)
    made = Run.create(load_target("🦎", config.target), config, tmp_path_factory.mktemp("zoo") / "run")
    for _ in made.train():
        pass
    return made


@pytest.fixture(scope="module")
def kept(run):
    """What becomes of it."""
    return keeper.prepare(run.path)


@pytest.mark.long
def test_add_measures_a_run_and_train_makes_it_again_to_the_bit(run, own, tmp_path, capsys, monkeypatch, workers):
    monkeypatch.chdir(tmp_path)
    text = said(capsys, "zoo", "add", run.path, "--name", "My Tiny")
    assert "grown" in text
    assert "next: blastema zoo show my-tiny-regenerating" in text
    entry = zoo.find("my-tiny")
    assert sorted(file.name for file in own.iterdir()) == [
        "my-tiny-regenerating.json",
        "my-tiny-regenerating.safetensors",
    ]
    assert entry.card.is_of(entry.path)
    assert entry.card.training["iterations"] == 12
    assert entry.card.training["curve"]["iteration"] == list(range(1, 13))
    assert entry.card.config == run.config
    assert "note: grid 14 x 14" in text
    assert "already exists; choose another --name" in complaint(capsys, "zoo", "add", run.path, "--name", "my tiny")
    said(capsys, "zoo", "train", "my-tiny", "--out", "again")
    text = said(capsys, "zoo", "train", "my-tiny", "--out", "there", "--on", workers)
    assert "saved   iteration 12 of 12" in text
    for name in ("again", "there"):
        assert (tmp_path / name / "checkpoints" / "00000012.safetensors").exists()
        made = load_organism(name).automaton
        for found, expected in zip(made.update.layers, run.organism.automaton.update.layers, strict=True):
            np.testing.assert_array_equal(found[0], expected[0])


@pytest.mark.long
def test_add_over_a_built_in_one_says_so(kept, own, built_in):
    keeper.put(kept, built_in)
    keeper.put(kept, own)
    assert zoo.find("🦎").shadows


@pytest.mark.long
def test_the_card_has_what_the_stored_organism_gives(kept, tmp_path):
    entry = keeper.put(kept, tmp_path / "new" / "zoo")
    stored = load_organism(entry.path)
    result = evaluation.evaluate(stored)
    assert entry.card.births == result.births.to_dict()
    for name in entry.card.conditions:
        score, expected = entry.card.score(name), result[name]
        assert score.log10_mean == pytest.approx(expected.log10_mean, abs=6e-4)
        assert score.recovered == expected.recovered
        assert len(score.log10_each) == 8
    assert entry.card.stored == "float16"
    assert entry.card.formats == ("float16", "float32", "int8")
    assert kept.card["measured_with"].keys() <= {
        "blastema", "python", "jax", "jaxlib", "numpy", "kernel", "instruction_level", "precision"
    }  # fmt: skip
    text = entry.card_path.read_text("utf-8")
    assert str(tmp_path) not in text
    assert "processor" not in text


def test_what_cannot_be_measured_is_refused_and_leaves_nothing(own, tmp_path, capsys):
    faceless = dataclasses.replace(load_organism(GOLDEN), target=None)
    organism_file.save(faceless, tmp_path / "faceless.safetensors")
    assert "has no picture" in complaint(capsys, "zoo", "add", tmp_path / "faceless.safetensors")
    assert "another --name" in complaint(capsys, "zoo", "add", GOLDEN, "--name", "...")
    assert "there is no file" in complaint(capsys, "zoo", "add", tmp_path / "none")
    assert not own.exists()


def test_large_weights_are_kept_as_float32():
    organism = load_organism(GOLDEN)
    automaton = jax.tree.map(lambda leaf: leaf * 1e6, organism.automaton)
    _, dtype, notes = keeper.file_of(dataclasses.replace(organism, automaton=automaton), "large")
    assert (dtype, len(notes)) == ("float32", 1)


def test_an_organism_that_no_web_model_can_hold_has_no_int8_scores():
    organism = load_organism(GOLDEN)
    automaton = dataclasses.replace(organism.automaton, life=NeighbourhoodLife(0.2))
    found, notes = keeper._in_eight_bits(dataclasses.replace(organism, automaton=automaton))
    assert found is None
    assert "alive threshold" in notes[0]


def test_eight_bits_keep_the_organisms_own_settings():
    organism = load_organism(GOLDEN)
    physics = dataclasses.replace(organism.automaton.physics, step_size=0.5, fire_rate=0.75, boundary="torus")
    automaton = dataclasses.replace(organism.automaton, physics=physics)
    own = dataclasses.replace(organism, automaton=automaton)
    found, _ = keeper._in_eight_bits(own)
    assert (found.automaton.physics.fire_rate, found.automaton.physics.boundary) == (0.75, "torus")
    assert float(found.automaton.physics.step_size) == 1  # 0.5 is in the last layer
    before, after = (np.asarray(each.grow(60))[..., :4] for each in (own, found))
    assert before[..., 3].max() > 0.9
    assert np.abs(after - before).max() < 0.1
