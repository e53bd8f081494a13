"""What a training begins with: a rule that does nothing, the stem cell, or an organism that is given."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import jax
import numpy as np
import pytest
from training_helpers import exhaust, lizard, tiny, tiny_flags

import blastema as bl
from blastema import cli, starts, sweep
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.config import Config, Part, presets
from blastema.config import file as config_file
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.runs.folder import START_NAME, Run
from blastema.training import Started, Trainer
from blastema.training.snapshots import MemoryCheckpoints

pytest_plugins = ("training_fixtures",)

STEM = starts.stem_cell(24)


def tiny_quick(**settings: Any) -> Config:
    """One iteration that learns nothing which float32 would show, and begins with the stem cell."""
    return tiny(**({"start": "stem", "iterations": 1, "learning_rate": 1e-7} | settings))


def organism(config: Config, shift: float) -> Organism:
    """One of the config's kind that no training has made."""
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(1))
    return Organism(jax.tree.map(lambda leaf: leaf + shift, automaton), "another", (14, 14))


TINY_STEM = dataclasses.replace(organism(tiny_quick(), 0.01), name="stem-tiny")


@pytest.fixture
def tiny_stem(monkeypatch, shared_episodes, plain_pictures):
    """A stem cell of the parts of a training that is quick to compile."""
    monkeypatch.setattr(starts, "stem_cell", lambda size, axes: TINY_STEM)


def numbers(organism: Organism) -> np.ndarray:
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(organism.automaton)])


def assert_same(one: Organism, other: Organism) -> None:
    np.testing.assert_allclose(numbers(one), numbers(other), atol=1e-7)


def begun_with(events: list[Any]) -> str:
    return next(event.begun_with for event in events if isinstance(event, Started))


@pytest.mark.parametrize("regime", ["growing", "persistent", "regenerating"])
def test_quick_and_fast_begin_with_the_stem_cell_and_nothing_else_does(regime):
    asked = {recipe: presets.preset(regime, recipe).training.start for recipe in ("quick", "article", "fast", "best")}
    assert asked == {"quick": "stem", "article": "nothing", "fast": "stem", "best": "nothing"}
    assert Config().training.start == "nothing"


def test_configs_of_before_begin_with_nothing():
    raw = json.loads(config_file.to_json(presets.regenerating("quick")))
    assert config_file.from_json(json.dumps(raw)).training.start == "stem"
    del raw["training"]["start"]
    assert config_file.from_json(json.dumps(raw)).training.start == "nothing"
    first = {"format": "blastema-config", "version": 1, "training": {"iterations": 3}}
    assert config_file.from_json(json.dumps(first)).training.start == "nothing"
    raw["training"]["start"] = "zoo"
    with pytest.raises(InputError, match="start is 'zoo'; expected one of nothing, stem"):
        config_file.from_json(json.dumps(raw))


@pytest.mark.parametrize(("size", "nearest"), [(1, 24), (24, 24), (31, 24), (33, 40), (40, 40), (200, 40)])
def test_the_stem_cell_is_the_one_of_the_nearest_size(size, nearest):
    start = starts.start_for(presets.regenerating("quick", size=size))
    assert start is not None
    assert start.name == f"stem-{nearest}"
    assert np.array_equal(numbers(start), numbers(starts.stem_cell(nearest)))


@pytest.mark.parametrize("size", starts.SIZES)
def test_a_stem_cell_is_of_no_picture_and_has_the_articles_parts(size):
    stem = starts.stem_cell(size)
    assert settings_of(stem.automaton) == Config().automaton
    assert stem.target is None
    assert stem.provenance["made_by"] == "zoo/stem.py"


@pytest.mark.parametrize("size", [5, 12, 24])
def test_volumes_have_a_stem_cell_of_their_own_which_is_widened(size):
    config = presets.regenerating("quick", perception="volume", size=size, padding=3)
    start, stem = starts.start_for(config), starts.stem_cell(size, 3)
    assert start is not None
    assert start.name == stem.name == "stem-volume"
    assert settings_of(start.automaton) == config.automaton
    assert (stem.target, stem.provenance["made_by"]) == (None, "zoo/stem.py")
    channels = settings_of(stem.automaton).channels
    np.testing.assert_allclose(start.grow(20)[..., :channels], stem.grow(20), atol=1e-4)


def test_volumes_of_other_senses_have_none():
    config = presets.regenerating("quick", perception=Part("volume", {"senses": ["identity", "laplacian"]}))
    assert starts.start_for(config) is None
    assert "senses" in starts.other_parts(config)


@pytest.mark.long
def test_the_stem_cell_of_24_learns_any_picture_within_some_iterations(shared_episodes):
    """A picture that had no part in its making, by the recipe as it is: -2 after 40 iterations (docs/notes.md: 17)."""
    stem = starts.stem_cell(24)
    config = presets.regenerating("quick", threads=1)
    trainer = Trainer(bl.load_target("🦋", config.target), config, MemoryCheckpoints(), stem.automaton)
    state, losses = trainer.state, []
    for number in range(40):
        state, figures, _ = trainer.episode.run(state, number, 0, 1.0)
        losses.append(np.log10(figures.loss))
    assert np.mean(losses[-10:]) < -2


def test_it_takes_the_physics_of_the_config():
    config = presets.regenerating(
        "quick", boundary="torus", fire_rate=0.7, step_size=0.5, angle=30.0, noise=0.01, clamp=9.0
    )
    start = starts.start_for(config)
    assert settings_of(start.automaton) == config.automaton
    assert np.array_equal(numbers(start), numbers(STEM))


OTHER_PARTS = [
    ({"channels": 12}, "channels 16, not 12"),
    ({"hidden": (64,)}, "hidden (128,), not (64,)"),
    ({"filters": ("identity", "laplacian")}, "not ('identity', 'laplacian')"),
    ({"learned_filters": 1}, "learned-filters 0, not 1"),
    ({"update": "replacing"}, "update residual, not replacing"),
    ({"activation": "tanh"}, "activation relu, not tanh"),
    ({"life": "all"}, "life neighbourhood, not all"),
    ({"alive_threshold": 0.2}, "alive-threshold 0.1, not 0.2"),
]


@pytest.mark.parametrize(("settings", "difference"), OTHER_PARTS)
def test_with_other_parts_there_is_none(settings, difference):
    config = presets.regenerating("quick", **settings)
    assert starts.start_for(config) is None
    assert difference in starts.other_parts(config)
    assert starts.other_parts(presets.regenerating("quick")) == ""


@pytest.mark.parametrize("more", [{"signal": 2}, {"hidden": (160,)}, {"channels": 20, "signal": 3, "embedding": 4}])
def test_a_larger_rule_begins_with_it_widened(more):
    config = presets.regenerating("quick", **more)
    start = starts.start_for(config)
    assert start is not None
    assert settings_of(start.automaton) == config.automaton
    np.testing.assert_allclose(start.grow(20)[..., :16], STEM.grow(20), atol=1e-4)


def test_fit_begins_with_it_and_says_so(tiny_stem):
    events = exhaust(bl.fit(lizard(tiny_quick()), tiny_quick()))
    assert_same(events[-1].organism, TINY_STEM)
    assert begun_with(events) == "stem-tiny"


def test_fit_with_other_parts_begins_with_nothing_and_says_why(shared_episodes):
    events = exhaust(bl.fit(lizard(tiny_quick()), tiny_quick()))
    assert not np.asarray(events[-1].organism.automaton.update.layers[-1].weight).round(6).any()
    told = "a rule that does nothing, since the stem cell has other parts: channels 16, not 8; hidden (128,), not (16,)"
    assert begun_with(events) == told


def test_fit_begins_with_what_is_given_all_the_same(tiny_stem):
    given = organism(tiny_quick(), 0.02)
    events = exhaust(bl.fit(lizard(tiny_quick()), tiny_quick(), start=given.automaton))
    assert_same(events[-1].organism, given)
    assert begun_with(events) == "the automaton given"


def test_a_run_keeps_the_stem_cell_that_it_began_with(tiny_stem, tmp_path, monkeypatch):
    """Whatever a later Blastema brings, and also if it was stopped before its first checkpoint."""
    run = Run.create(lizard(tiny_quick()), tiny_quick(), tmp_path / "run")
    kept = (tmp_path / "run" / START_NAME).read_bytes()
    assert np.array_equal(numbers(organism_file.loads(kept)), numbers(TINY_STEM))
    monkeypatch.setattr(starts, "stem_cell", lambda size, axes: organism(tiny_quick(), 0.02))
    events = exhaust(Run.open(tmp_path / "run").train())
    assert_same(run.organism, TINY_STEM)
    assert begun_with(events) == "stem-tiny"
    assert (tmp_path / "run" / START_NAME).read_bytes() == kept


@pytest.mark.parametrize("given", [None, organism(tiny_quick(), 0.02)], ids=["nothing", "given"])
def test_a_run_of_before_goes_on_with_what_it_has(tiny_stem, given, tmp_path):
    """Its config has no start, and its folder the organism that was given or none."""
    config = tiny_quick(start="nothing")
    run = Run.create(lizard(config), config, tmp_path / "run", start=given)
    raw = json.loads((tmp_path / "run" / "config.json").read_text())
    del raw["training"]["start"]
    (tmp_path / "run" / "config.json").write_text(json.dumps(raw))
    assert (tmp_path / "run" / START_NAME).exists() == (given is not None)
    events = exhaust(Run.open(tmp_path / "run").train())
    assert begun_with(events) == ("another" if given else "a rule that does nothing")
    if given:
        assert_same(run.organism, given)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "stem-tiny"),
        (("--recipe", "article", "--from", "stem"), "stem-tiny"),
        (("--recipe", "article"), "a rule that does nothing"),
        (("--from", "nothing"), "a rule that does nothing"),
        (("--from", "given.safetensors"), "another"),
    ],
)
def test_the_command_line_names_starts(tiny_stem, words, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    organism_file.save(organism(tiny_quick(), 0.02), "given.safetensors")
    flags = tiny_flags(iterations=1, learning_rate=1e-7)
    # Exit code 3 says that what one iteration has made is no organism, which it need not be here.
    assert cli.run(["grow", "lizard", *flags, "--out", "run", *words]) in (0, 3)
    assert f"starting from {told}\n" in capsys.readouterr().out
    kept = tmp_path / "run" / START_NAME
    assert (organism_file.load(kept).name if kept.exists() else "a rule that does nothing") == told


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ((), "stem"),
        (("--recipe", "best"), "nothing"),
        (("--from", "nothing"), "nothing"),
        (("--recipe", "best", "--from", "stem"), "stem"),
        (("--set", "training.start=nothing"), "nothing"),
    ],
)
def test_a_dry_run_shows_the_start(words, start, capsys):
    assert cli.run(["grow", "lizard", *words, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["training"]["start"] == start


def test_other_parts_are_refused_where_the_stem_cell_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["grow", "lizard", "--hidden", "64", "--from", "stem"]) == 2
    refused = capsys.readouterr().err
    assert "--from stem: the stem cell has hidden (128,), not (64,), which cannot be changed" in refused
    assert "--from nothing" in refused
    assert list(tmp_path.iterdir()) == []


def test_trainings_of_a_sweep_begin_with_it(tiny_stem, tmp_path):
    plan = sweep.make_plan(tiny_quick(), ["lizard"], 1, ["start=stem,nothing"])
    assert [entry.config.training.start for entry in plan.entries] == ["stem", "nothing"]
    for entry in plan.entries:
        run = sweep.Sweep(tmp_path, plan).opened(entry)
        assert (run.path / START_NAME).exists() == (entry.config.training.start == "stem")


def test_a_sweep_tells_which_trainings_cannot(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sweep.Sweep, "run", lambda self, *others, **settings: iter(()))
    words = ["sweep", "--targets", "lizard", "--over", "hidden=128,64"]
    cli.run([*words, "--out", "unequal"])
    told = capsys.readouterr().out
    assert "1 of 2 trainings start from a rule that does nothing" in told
    assert "hidden (128,), not (64,)" in told
    cli.run([*words, "--out", "equal", "--set", "training.start=nothing"])
    assert "start from" not in capsys.readouterr().out


def test_the_stem_cell_stays_as_it_is(tiny_stem):
    """What enters training is given away; the stem cell in memory must not be."""
    before = numbers(TINY_STEM).copy()
    exhaust(bl.fit(lizard(tiny_quick()), tiny_quick()))
    assert np.array_equal(numbers(TINY_STEM), before)
