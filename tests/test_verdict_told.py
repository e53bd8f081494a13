"""What the command line says after a training: the verdict, whether it failed, and what to do next."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex
import signal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import planted
import pytest
from training_helpers import lizard, tiny, tiny_flags
from verdict_cases import healing, verdict_of

from blastema import cli
from blastema.cli.parser import parse
from blastema.cli.verdict import advice as verdict_advice
from blastema.cli.verdict import following, told
from blastema.config.presets import preset
from blastema.fitting import stays_empty
from blastema.formats import organism_file
from blastema.runs.folder import Run
from blastema.targets import load_target
from blastema.training import loop

pytest_plugins = ("training_fixtures",)


@pytest.fixture
def ends_with(monkeypatch, plain_pictures, shared_episodes):
    """Has every training end with an organism written by hand, on the grid of the tiny lizard."""

    def put(model):
        automaton = model().automaton
        monkeypatch.setattr(
            loop.Trainer,
            "organism",
            lambda self: planted.Organism(automaton, self.target.name, self.target.grid, self.target),
        )

    return put


WORDS = ["grow", "lizard", "--out", "run"]


def grow(*words: str, iterations: int = 3) -> int:
    return cli.run([*WORDS, *tiny_flags(iterations=iterations), *words])


@pytest.mark.long
def test_a_dead_organism_is_never_done(tmp_path, monkeypatch, capsys, ends_with):
    monkeypatch.chdir(tmp_path)
    ends_with(planted.dies)
    assert grow() == 3
    said = capsys.readouterr()
    assert "failed: 3 iterations" in said.out
    assert "done" not in said.out
    assert "(complete)" not in said.out
    assert "next:" not in said.out
    assert said.err.startswith("blastema: nothing lives at step 200: all 8 samples had died by step 100. ")
    # Nor is it when it is asked for again.
    assert cli.run(["resume", "run"]) == 3
    again = capsys.readouterr()
    assert "run is complete: 3 iterations." in again.out
    assert "nothing lives at step 200" in again.err
    assert organism_file.load(tmp_path / "run" / "organism.safetensors").name == "lizard"


def test_scripts_are_told_as_well(tmp_path, monkeypatch, capsys, ends_with):
    monkeypatch.chdir(tmp_path)
    ends_with(planted.dies)
    assert grow("--json") == 3
    *_, finished, verdict = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (finished["event"], finished["reason"]) == ("finished", "complete")
    assert (verdict["event"], verdict["good"], verdict["outcome"]) == ("verdict", False, "died")
    assert verdict["alive"] == 0
    assert cli.run(["resume", "run", "--json"]) == 3
    assert [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()] == ["complete", "verdict"]


def test_one_that_lives_gets_its_verdict(tmp_path, monkeypatch, capsys, ends_with):
    monkeypatch.chdir(tmp_path)
    ends_with(planted.still)
    assert grow() == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "done: 3 iterations" in said.out
    assert "verdict: hardly better than an empty picture (log10 error" in said.out
    assert cli.run(["resume", "run"]) == 0
    assert "verdict: hardly better than an empty picture" in capsys.readouterr().out


def test_a_stopped_training_is_not_judged(tmp_path, monkeypatch, capsys, ends_with):
    monkeypatch.chdir(tmp_path)
    ends_with(planted.dies)
    monkeypatch.setattr(loop.Trainer, "_save_is_due", lambda self, at: signal.raise_signal(signal.SIGTERM))
    assert grow(iterations=1000) == 143
    said = capsys.readouterr()
    assert "nothing lives" not in said.err + said.out
    assert "everything is saved" in said.err


def test_stopped_when_nothing_is_left_it_says_that_it_is_complete(tmp_path, monkeypatch, capsys, ends_with):
    monkeypatch.chdir(tmp_path)
    ends_with(planted.still)
    saved = loop.Trainer._save

    def stopped_with_the_last(self):
        if self.iteration == 3:
            signal.raise_signal(signal.SIGTERM)
        return saved(self)

    monkeypatch.setattr(loop.Trainer, "_save", stopped_with_the_last)
    assert grow() == 143
    said = capsys.readouterr()
    assert "complete: 3 iterations" in said.err
    assert "blastema resume run" in said.err
    assert "stopped at iteration" not in said.err
    assert cli.run(["resume", "run"]) == 0
    assert "verdict: " in capsys.readouterr().out


# What to do next


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "--cut left@200 --out 'of it-healing.gif'"),
        ({"regime": "persistent"}, "--steps 1000 --out 'of it-later.gif'"),
        ({"regime": "growing"}, "--steps 1000 --out 'of it-later.gif'"),
        ({"regime": "merging"}, "--seed-at 1,7 --seed-at 13,7 --out 'of it-merging.gif'"),
        ({"others": ("😀",)}, "--as lizard@0 --as face@200 --out 'of it-changing.gif'"),
        ({"others": ("😀",), "signal_in": "seed"}, "--as face --out 'of it-face.gif'"),
    ],
)
def test_the_command_that_follows_shows_what_was_trained(tmp_path, monkeypatch, settings, words):
    monkeypatch.chdir(tmp_path)
    config = tiny(**settings)
    folder = Run.create(lizard(config), config, Path("of it"))
    command = following(folder)
    assert command == f"blastema render 'of it' {words}"
    parse(shlex.split(command)[1:])


@pytest.mark.parametrize(
    ("iterations", "size", "advice"),
    [
        (2250, 24, "with --recipe fast: 40 cells"),
        (2250, 16, "with --recipe fast --size 16: two of four"),
        (13000, 40, "with --recipe best (25,000 iterations)"),
        (13000, 64, "with --recipe best --size 64 (25,000 iterations)"),
        (25000, 40, ""),
    ],
)
def test_what_would_heal_more_is_said(iterations, size, advice):
    config = tiny(iterations=iterations, size=size)
    run = SimpleNamespace(iteration=iterations, path="run", config=config, target=lizard(config))
    said = told(healing(left=-2.4), run)
    assert f"blastema resume run --iterations {3 * iterations}" in said
    assert advice in said
    assert ("--recipe" in said) == bool(advice)
    assert "--recipe" not in told(healing(left=-4.0), run)


@pytest.mark.parametrize("regime", ["merging", "turning"])
def test_figures_of_the_recipes_are_not_said_of_other_regimes(regime):
    config = tiny(iterations=2250, regime=regime)
    run = SimpleNamespace(iteration=2250, path="run", config=config, target=lizard(config))
    said = told(healing(left=-2.4), run)
    assert "blastema resume run --iterations 6750" in said
    assert "--recipe" not in said


@pytest.mark.parametrize(
    ("settings", "usual"),
    [
        ({"size": 24}, "2,250 of recipe quick"),
        ({"size": 39}, "2,250 of recipe quick"),
        ({"size": 40}, "13,000 of recipe fast"),
        ({"size": 40, "regime": "growing"}, "13,000 of recipe fast"),
    ],
)
def test_after_few_iterations_it_is_grown_again_with_those_of_the_recipe_of_its_size(settings, usual):
    config = tiny(iterations=999, **settings)
    run = SimpleNamespace(iteration=999, path="run", config=config, target=lizard(config))
    more = f"grow it again with more iterations (--iterations), for example the {usual}"
    assert told(verdict_of(-2.5), run).endswith(f"\nto improve it, {more}")
    nothing = "So few iterations (999) rarely grow anything: "
    assert verdict_advice(verdict_of(0.5), run) == f"{nothing}{more}."
    run.iteration = 1000
    assert "grow it again with more iterations" not in told(verdict_of(-2.5), run)


@pytest.mark.parametrize(
    ("size", "few", "usual"), [(48, 400, "800 of recipe quick"), (64, 400, "2,000 of recipe fast")]
)
def test_textures_need_fewer_iterations_and_have_recipes_of_their_own(size, few, usual):
    config = preset("persistent", objective="texture", size=size)
    target = lizard(tiny())
    run = SimpleNamespace(iteration=few - 1, path="run", config=config, target=target)
    assert f"for example the {usual}." in verdict_advice(verdict_of(0.5), run)
    run.iteration = few
    assert "resume run" in verdict_advice(verdict_of(0.5), run)


@pytest.mark.parametrize("iterations", [500, 1000])
def test_a_step_of_a_shrink_is_not_grown_again(iterations):
    config = tiny(iterations=iterations, size=40, keep_zeros=True)
    run = SimpleNamespace(iteration=iterations, path="run", config=config, target=lizard(config))
    advised = (
        f"hrink again with more training after each step (--iterations {3 * iterations}) or in smaller steps (--to)"
    )
    assert told(healing(left=-2.4), run).endswith(f"\nto improve it, s{advised}")
    assert verdict_advice(verdict_of(0.5), run) == f"S{advised}."


@pytest.mark.parametrize(
    ("iterations", "advice"), [(2250, "grow it again with more"), (6750, "resume run --iterations 20250")]
)
def test_an_animation_that_was_learned_for_so_short_a_time_is_grown_again(iterations, advice):
    # The rate at the end of a training is so low that a blur stays one, however long it is resumed.
    config = tiny(iterations=iterations, motion="cycle")
    target = dataclasses.replace(lizard(tiny()), motion=SimpleNamespace(count=2))
    said = told(
        verdict_of(-2.2, later=-2.2), SimpleNamespace(iteration=iterations, path="run", config=config, target=target)
    )
    assert advice in said
    assert ("for example the 6,750 of recipe quick" in said) == (iterations < 3000)


def test_specks_that_did_not_come_alive_are_told_once_they_are_most_of_the_error():
    config = tiny(iterations=2400, size=24, trim=False)
    pixels = np.zeros((24, 24, 4), np.uint8)
    pixels[6:18, 6:18] = 255
    pixels[8:14, 20:24] = (200, 200, 200, 150)
    target = load_target(pixels, config.target)
    run = SimpleNamespace(iteration=2400, path="run", config=config, target=target)
    empty, what = stays_empty(config, target)
    assert what == "a speck"
    without = target.array.copy()
    without[without[..., 3] < 0.9] = 0
    assert empty == pytest.approx(float(((target.array - without) ** 2).mean()), rel=1e-5)
    poor = dataclasses.replace(verdict_of(math.log10(empty) + 0.05), empty=1.0)
    assert poor.wanting
    assert "change the picture: 89% of the error is a speck that did not come alive" in told(poor, run)
    assert "resume" not in told(poor, run)
    half = dataclasses.replace(verdict_of(math.log10(empty) + 0.28), empty=1.0)
    assert "change the picture: 52% of the error" in told(half, run)
    for grown in (math.log10(empty) + 0.32, math.log10(empty) - 0.1):  # something else is wrong; it has come alive
        assert "blastema resume run --iterations 7200" in told(dataclasses.replace(verdict_of(grown), empty=1.0), run)
    life_of_all = SimpleNamespace(iteration=2400, path="run", config=config.replace(life="all"), target=target)
    assert "resume" in told(poor, life_of_all)
