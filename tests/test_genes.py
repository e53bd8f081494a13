"""The signal of a picture in the seed: its last hidden channels, told once."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import exhaust, tiny
from two_pictures import two_pictures

from blastema import cli, evaluation, formats, load_organism
from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.drawing.film import Film, of_all_pictures
from blastema.engines import rollout
from blastema.errors import FileFormatError, InputError
from blastema.evaluation import judge_each, result, several
from blastema.evaluation.births import Births
from blastema.figures import report_of_several
from blastema.fitting import changing, signalled
from blastema.formats import distill, organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.page import entries
from blastema.runs.folder import Run
from blastema.signals import Telling
from blastema.targets import load_target
from blastema.training import fit
from blastema.training.curricula import Growing
from blastema.zoo import measuring

pytest_plugins = ("training_fixtures",)


def organism() -> Organism:
    """One of two pictures with nothing that its cells are told."""
    base = two_pictures()
    config = Config().automaton
    rule = CellularAutomaton.initial(dataclasses.replace(config, channels=8, hidden=(4,)), jax.random.key(0))
    return dataclasses.replace(base, automaton=rule)


def expected(signal: tuple[float, ...], height: int = 24, width: int = 24) -> np.ndarray:
    """The seed, written down cell by cell."""
    seed = np.zeros((height, width, 8), np.float32)
    seed[height // 2, width // 2, 3:] = [1, 1, 1, *signal]
    return seed


def test_the_seed_has_the_signal_and_the_cells_are_told_nothing():
    two = organism()
    assert (two.signal_in, two_pictures().signal_in) == ("seed", "cells")
    np.testing.assert_array_equal(two.seed(), expected((1, 0)))
    np.testing.assert_array_equal(two.told("mirrored").seed(), expected((0, 1)))
    np.testing.assert_array_equal(two.told({"lizard": 0.5, "mirrored": 2}).seed(30, 40), expected((0.5, 2), 30, 40))
    after = two.told("mirrored").grow(2)
    np.testing.assert_array_equal(after, rollout(two.automaton, expected((0, 1)), 2))
    start = Film(two.told("mirrored"), steps=1, seeds=[(5, 6)]).start()
    np.testing.assert_array_equal(start[6, 5], expected((0, 1))[12, 12])


def test_files_keep_it_and_refuse_what_does_not_fit():
    two = organism().told("mirrored")
    again = organism_file.loads(organism_file.dumps(two), "file")
    assert (again.signal_in, again.signal) == ("seed", (0.0, 1.0))
    assert [picture.signal for picture in again.pictures] == [(1.0, 0.0), (0.0, 1.0)]
    with pytest.raises(FileFormatError, match="the signal is"):
        organism_file.loads(organism_file.dumps(dataclasses.replace(two, signal=(1.0,) * 5)), "file")


def test_what_cannot_be_told_later_is_refused():
    two = organism()
    with pytest.raises(InputError, match="cannot change its picture later"):
        next(iter(Film(two, steps=4, tellings=[Telling(2, {"mirrored": 1.0})]).states()))
    with pytest.raises(InputError, match="evaluate its pictures one by one: --as lizard"):
        evaluation.transitions(two)
    with pytest.raises(InputError, match="its signal is in the seed, which the page does not support"):
        entries.to_json([two])
    with pytest.raises(InputError, match="its signal is in its seed"):
        distill.dumps(two)
    assert of_all_pictures(two).tellings == ()
    assert judge_each(two, steps=4).changes == {}


def test_each_picture_is_measured_without_transitions_in_tables_pages_cards_and_sweeps(monkeypatch):
    two = organism()
    monkeypatch.setattr(result, "count_births", lambda organism, kernel: Births(1, 1, ()))
    single = evaluation.evaluate(two)
    asked = []
    monkeypatch.setattr(
        several, "evaluate", lambda told, *_, **settings: asked.append(told.signal) or dataclasses.replace(single)
    )
    found = evaluation.evaluate_each(two)
    assert asked == [(1, 0), (0, 1)]
    assert (found.transitions, found.recoveries, list(found.each)) == (None, {}, ["lizard", "mirrored"])
    for written in (found.to_dict(), found.as_one(), measuring.measure(two).parts):
        assert not {"transitions", "recoveries"} & written.keys()
    assert found.as_one()["figures"]["grow200"]["samples"] == 16
    page = report_of_several.html(found, two)
    assert "mirrored" in page
    assert not [words for words in ("Transitions from", "changes succeed", "after a transition") if words in page]


def test_the_command_measures_each_picture_once(tmp_path, monkeypatch, capsys):
    organism_file.save(organism(), tmp_path / "two.safetensors")
    single, asked = evaluation.evaluate(load_organism("🦎")), []
    monkeypatch.setattr(evaluation, "evaluate", lambda told, *_, **__: asked.append((told.name, told.signal)) or single)
    assert cli.run(["evaluate", str(tmp_path / "two.safetensors"), "--json"]) == 0
    assert asked == [("lizard", (1, 0)), ("mirrored", (0, 1))]
    assert "transitions" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"others": ()}, "there is one picture; name more"),
        ({"channels": 5}, "2 pictures have 1 hidden channels; use --channels 6 or more"),
        ({"signal": "embedding"}, "signal is embedding; leave --signal out"),
        ({"change_count": 1}, "use --change-count 0"),
        ({"regime": "persistent", "change_count": 1}, "use --change-count 0"),
    ],
)
def test_settings_that_do_not_go_with_it_are_refused(changes, message):
    config = tiny(picture="🦎", **({"others": ("😀",), "signal_in": "seed"} | changes))
    with pytest.raises(InputError, match=message):
        signalled(config, load_target("🦎", config.target, others=config.target.others))


def test_objectives_and_curricula_of_ones_own_know_no_genes():
    config = tiny(picture="🦎", others=("😀",), signal_in="seed")
    target = load_target("🦎", config.target, others=("😀",))
    for own in ({"objective": PictureObjective(jnp.asarray(target.array)[None])}, {"curriculum": Growing(4)}):
        with pytest.raises(InputError, match="signal-in is seed, which works only with the built-in"):
            fit(target, config, **own)


@pytest.mark.long
def test_training_gives_fresh_seeds_the_genes_of_their_labels(tmp_path, shared_episodes):
    config = changing(tiny(picture="🦎", others=("😀",), signal_in="seed", iterations=3, damage_count=0))
    target = load_target("🦎", config.target, others=("😀",))
    run = Run.create(target, config, tmp_path / "run")
    exhaust(run.train())
    made = Run.open(run.path).organism
    assert made.signal_in == "seed"
    assert made.automaton.perception.signal == 0
    assert [picture.name for picture in made.pictures] == ["lizard", "face"]
    assert np.asarray(made.seed())[..., -2:].sum(axis=(0, 1)).tolist() == [1, 0]


def test_fresh_seeds_alone_are_told():
    from types import SimpleNamespace

    from blastema.training.curricula import Start
    from blastema.training.iteration import Episode

    seed = jnp.asarray(np.where(expected((1, 1))[:4, :4] > 0, 1, 0), jnp.float32).at[2, 2, 3:].set(1.0)
    grown = seed.at[2, 1, 3].set(0.5)
    fields = dict.fromkeys(Start._fields)
    start = Start(**{**fields, "states": jnp.stack([seed, seed, grown]), "labels": jnp.array([0, 1, 1])})
    told = Episode._told(SimpleNamespace(genes=2, seed=seed), start).states
    np.testing.assert_array_equal(told[0, 2, 2, -2:], [1, 0])
    np.testing.assert_array_equal(told[1, 2, 2, -2:], [0, 1])
    np.testing.assert_array_equal(told[2], grown)


@pytest.mark.parametrize("form", ["numpy", "torch", "onnx", "c", "integer"])
def test_programs_that_would_plant_another_seed_are_not_written(form, tmp_path):
    with pytest.raises(InputError, match="its signal is in its seed"):
        formats.export(organism(), tmp_path / "it", form)
    assert not (tmp_path / "it").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--as", "lizard", "--on", "it.safetensors"], "starts from it.safetensors, which has no seed of it"),
        (["--as", "lizard@0", "mirrored@2"], "cannot change its picture later; give one picture from the first step"),
    ],
)
def test_films_do_not_ignore_what_the_seed_is_told(words, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    organism_file.save(organism(), tmp_path / "it.safetensors")
    assert cli.run(["render", "it.safetensors", "--steps", "3", "--out", "it.gif", *words]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
