"""The verdict at the end of a training: planted organisms get the words that their known scores deserve."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import planted
import pytest
from training_helpers import exhaust, lizard, tiny

from blastema import cli, seeding
from blastema.cli.parser import parse
from blastema.cli.verdict import advice, following, told
from blastema.evaluation import Verdict, judge, judge_run
from blastema.evaluation.measures import Score
from blastema.fitting import stays_empty
from blastema.formats import organism_file
from blastema.runs.folder import Run
from blastema.targets import load_target
from blastema.training import loop
from blastema.zoo.loading import load_organism

pytest_plugins = ("training_fixtures",)
CELLS = (1 + 2 * planted.PADDING) ** 2
EMPTY = 1 / (4 * CELLS)


def of_regime(organism, regime):
    return dataclasses.replace(organism, provenance={"regime": regime})


def score(log10_e: float, name: str = "grow200") -> Score:
    return Score.of(name, [10**log10_e] * 8)


def verdict_of(grown: float, **parts) -> Verdict:
    """A verdict on 8 samples that live, of these scores beside an empty picture's of -1.2."""
    given = {name: score(value) for name, value in parts.items() if not isinstance(value, str)}
    regime = parts.get("regime", "regenerating")
    return Verdict("one", regime, 200, score(grown), (None,) * 8, 10**-1.2, **given)


# What is found


def test_one_that_dies_is_said_to_be_dead():
    verdict = judge(planted.dies())
    assert (verdict.outcome, verdict.good, verdict.alive) == ("died", False, 0)
    # It dies at step 58; one looks at steps 50 and 100.
    assert verdict.died == (100,) * 8
    assert verdict.words == "nothing lives at step 200: all 8 samples had died by step 100"
    assert verdict.grown.errors == pytest.approx((EMPTY,) * 8)
    assert (verdict.later, verdict.cut) == (None, None)


def test_a_growing_one_is_judged_by_its_episode_alone():
    before = judge(of_regime(planted.dies(), "growing"), steps=planted.DEATH - 1)
    assert before.good
    assert "growing organisms are not trained to persist beyond that" in before.words
    assert before.later is None
    assert judge(of_regime(planted.dies(), "growing"), steps=planted.DEATH).outcome == "died"
    assert judge(of_regime(planted.still(), "growing")).steps == 96


def test_one_that_never_changes_grows_well_and_lasts_and_a_cut_through_it_does_not_heal():
    verdict = judge(of_regime(planted.still(), "regenerating"))
    assert verdict.good
    assert verdict.grown.errors == verdict.later.errors == (0,) * 8
    # The seed's cell is the first of the right half, so that there is nothing to grow again.
    assert verdict.cut.errors == (0,) * 8
    # Other cuts take it: nothing is left.
    assert verdict.unhealed == ("bottom", "right", "centre")
    assert verdict.wanting
    assert verdict.words.startswith(
        "grows so well that it can hardly be distinguished from the picture (log10 error -inf"
    )
    assert "keeps its shape to step 1,000" in verdict.words
    gone = f"{math.log10(EMPTY):.2f}"
    assert f"heals 2 of 5 cuts within 200 steps (not: bottom {gone}, right {gone}, centre {gone})" in verdict.words
    assert verdict.to_dict()["cuts_unhealed"] == ["bottom", "right", "centre"]
    assert judge(of_regime(planted.still(), "persistent")).cut is None


def test_one_that_lives_but_is_worse_than_nothing():
    reddens = planted.organism([({planted.GATE: 1}, {planted.RED: 1 / 8})], "reddens")
    verdict = judge(reddens)
    assert (verdict.outcome, verdict.good, verdict.alive) == ("no better than nothing", False, 8)
    assert verdict.grown.errors == pytest.approx(((200 / 8) ** 2 * EMPTY,) * 8)
    assert f"log10 error {math.log10(625 * EMPTY):.2f} at step 200, {math.log10(EMPTY):.2f} of nothing" in verdict.words


def test_one_whose_numbers_are_no_numbers():
    grown = Score.of("grow200", [math.inf] * 8)
    verdict = Verdict("one", None, 200, grown, (None,) * 8, 10**-1.2)
    assert (verdict.outcome, verdict.good) == ("diverged", False)
    assert verdict.words == "all 8 samples have diverged at step 200: their values are not finite"
    assert json.loads(json.dumps(verdict.to_dict(), allow_nan=False))["log10_mean_e"] is None


def test_one_that_was_trained_for_something_else_is_only_said_to_live():
    verdict = dataclasses.replace(verdict_of(0.5), aim="grey (shade 0.5)")
    assert (verdict.outcome, verdict.good, verdict.wanting) == ("lives", True, False)
    words = "all 8 samples live at step 200; how well they meet the objective grey (shade 0.5) is not judged"
    assert verdict.words == words
    assert dataclasses.replace(verdict, died=(50,) * 8).outcome == "died"


def test_half_of_the_samples_have_to_live_and_the_one_that_is_shown():
    grown = Score.of("grow200", [1e-4] * 8)
    few = Verdict("one", None, 200, grown, (None,) * 3 + (50,) * 5, 10**-1.2)
    assert (few.outcome, few.words) == ("died", "5 of 8 samples are dead at step 200; the last had died by step 50")
    shown = Verdict("one", None, 200, grown, (50,) + (None,) * 7, 10**-1.2)
    assert shown.outcome == "died"
    assert "1 of 8 samples are dead at step 200, including that of fire seed 0, which films" in shown.words
    most = Verdict("one", None, 200, grown, (None,) * 7 + (50,), 10**-1.2)
    assert most.good
    assert "1 of 8 samples die" in most.words


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            verdict_of(-4.5),
            "grows so well that it can hardly be distinguished from the picture (log10 error -4.50 at step 200)",
        ),
        (verdict_of(-3.5), "grows well (log10 error -3.50 at step 200)"),
        (verdict_of(-2.3), "recognisable at best (log10 error -2.30 at step 200)"),
        (verdict_of(-1.4), "hardly better than an empty picture (log10 error -1.40 at step 200)"),
        (verdict_of(-3.5, later=-3.1), "keeps its shape to step 1,000 (-3.10)"),
        (verdict_of(-2.7, later=-2.6), "keeps its shape to step 1,000 (-2.60)"),
        (verdict_of(-2.7, later=-0.7), "does not keep its shape to step 1,000 (-0.70)"),
        (verdict_of(-3.5, later=math.inf), "does not keep its shape to step 1,000 (diverged)"),
        (verdict_of(-3.5, wound=-1.6, cut=-3.2), "grows its left half again when that is cut off (-3.20 200 steps"),
        (verdict_of(-3.5, wound=-1.6, cut=-2.5), "grows its left half again in part when that is cut off (-2.50"),
        (verdict_of(-3.5, wound=-1.6, cut=-1.7), "does not grow its left half again when that is cut off (-1.70"),
    ],
)
def test_words_follow_from_scores(verdict, words):
    assert words in verdict.words


def healing(**cuts: float) -> Verdict:
    """A verdict on one that grows to -3.5, and 200 steps after each cut has these scores."""
    return dataclasses.replace(verdict_of(-3.5), cuts={name: (score(-1.6), score(e)) for name, e in cuts.items()})


def test_cuts_are_counted_and_the_worst_is_said():
    assert "heals all 2 cuts within 200 steps (worst: left -3.10)" in healing(left=-3.1, top=-3.4).words
    assert not healing(left=-3.1, top=-3.4).wanting
    part = healing(left=-2.4, right=-4.0, top=-1.7)
    assert "heals 1 of 3 cuts within 200 steps (not: top -1.70, left -2.40)" in part.words
    assert (part.unhealed, part.wanting) == (("top", "left"), True)


def test_what_is_as_good_as_before_is_healed_only_below_the_limit_of_an_evaluation():
    """Who reads both shall not find the same word for two things."""
    poor = dataclasses.replace(healing(left=-2.4, top=-2.6, right=-1.7), grown=score(-2.6))
    assert "heals 0 of 3 cuts within 200 steps (not: right -1.70; as good as before, but not below -3:" in poor.words
    assert "but not below -3: left -2.40, top -2.60)" in poor.words
    assert poor.unhealed == ("right",)
    good = dataclasses.replace(healing(left=-2.9, top=-3.4), grown=score(-3.1))
    assert "heals 1 of 2 cuts within 200 steps (as good as before, but not below -3: left -2.90)" in good.words
    assert (good.unhealed, good.wanting) == ((), False), "training on would not be advised for the last tenth"


def test_a_part_that_was_cut_away_whole_is_said_and_not_trained_for(tmp_path):
    two = dataclasses.replace(healing(left=-1.6, right=-1.5, top=-3.4), taking=("left", "right"), later=score(-3.5))
    assert "heals 1 of 3 cuts within 200 steps (a whole part is cut away: right -1.50, left -1.60)" in two.words
    assert (two.wanting, two.wanting_parts, two.to_dict()["cuts_taking_a_part"]) == (True, True, ["left", "right"])
    more = dataclasses.replace(two, cuts={**two.cuts, "top": two.cuts["left"]})
    assert "(not: top -1.60; a whole part is cut away: right -1.50, left -1.60)" in more.words
    assert not more.wanting_parts
    drifting = dataclasses.replace(two, later=score(-2.0))
    assert not drifting.wanting_parts
    run = Run.create(lizard(tiny()), tiny(), tmp_path / "run")
    assert advice(two, run).endswith("join the parts in the picture")
    assert "join the parts" not in advice(more, run)


def test_which_cuts_take_a_part_away():
    """A square of 3 cells far right of the zoo's lizard: only the right half has all of it."""
    organism = load_organism("lizard")
    pixels = np.pad(organism.target.pixels, [(8, 8), (8, 8), (0, 0)])
    pixels[26:29, -3:] = 255
    target = dataclasses.replace(organism.target, pixels=pixels, padding=8)
    assert len(seeding.seeds_for(target.array[..., 3]).places) > 1
    assert judge(dataclasses.replace(organism, target=target)).taking == ("right",)
    assert judge(organism).taking == ()
    physics = dataclasses.replace(organism.automaton.physics, boundary="torus")
    torus = dataclasses.replace(organism.automaton, physics=physics)
    assert judge(dataclasses.replace(organism, target=target, automaton=torus)).taking == ()


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
    for grown in (math.log10(empty) + 0.3, math.log10(empty) - 0.1):  # something else is wrong; it has come alive
        assert "blastema resume run --iterations 7200" in told(dataclasses.replace(verdict_of(grown), empty=1.0), run)
    life_of_all = SimpleNamespace(iteration=2400, path="run", config=config.replace(life="all"), target=target)
    assert "resume" in told(poor, life_of_all)


def test_what_else_was_taught_counts_and_is_said():
    from blastema.evaluation.aspects import Aspect

    for errors, words, learned in (
        ([1e-4] * 8, "all 8 growths merge (-4.00)", True),
        ([9e-4] * 8, "all 8 growths merge (-3.05)", True),  # recovered, though far from undisturbed growth
        ([1e-4] * 7 + [1e-1], "7 of 8 growths merge (-1.90)", False),
        ([math.inf] * 8, "0 of 8 growths merge (diverged)", False),
    ):
        aspect = Aspect("growths merge", Score.of("merge200", errors), 1e-5)
        assert (aspect.words, aspect.learned) == (words, learned)
        verdict = dataclasses.replace(verdict_of(-5, later=-5), aspects={"merge200": aspect})
        assert (verdict.words.endswith("; " + words), verdict.wanting) == (True, not learned)
    poor = Aspect("growths merge", Score.of("merge200", [0.015] * 8), 0.01)
    assert poor.learned  # no worse than undisturbed growth, which is poor


@pytest.mark.parametrize(
    ("regime", "name", "first", "by"), [("merging", "merge200", 0, 4), ("turning", "turned200", 1, 4)]
)
def test_aspects_are_scores_of_the_evaluation(regime, name, first, by):
    from blastema.evaluation import evaluate
    from blastema.evaluation.aspects import taught_besides

    organism = of_regime(planted.still(), regime)
    organism = dataclasses.replace(organism, seeds=((2, 2), (2, 3), (3, 2)) if regime == "turning" else ())
    found = taught_besides(organism, score(-5))
    assert list(found) == [name]
    assert found[name].score.errors == pytest.approx(evaluate(organism)[name].errors[first::by])
    assert len(set(found[name].score.errors)) > 1
    assert taught_besides(of_regime(organism, "regenerating"), score(-5)) == {}


def test_scores_are_those_of_the_evaluation_of_the_same_names():
    from blastema.evaluation import evaluate

    organism = of_regime(planted.two_fired(planted.flips(), 0.5), "regenerating")
    verdict, result = judge(organism), evaluate(organism)
    for found in (verdict.grown, verdict.later, verdict.cut, *(cut for _, cut in verdict.cuts.values())):
        assert found.errors == result[found.name].errors
    assert verdict.empty == pytest.approx(10 ** result.settings["empty_log10_e"], rel=1e-3)


# At the end of a training


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
    from training_helpers import tiny_flags

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
    import signal

    monkeypatch.chdir(tmp_path)
    ends_with(planted.dies)
    monkeypatch.setattr(loop.Trainer, "_save_is_due", lambda self, at: signal.raise_signal(signal.SIGTERM))
    assert grow(iterations=1000) == 143
    said = capsys.readouterr()
    assert "nothing lives" not in said.err + said.out
    assert "everything is saved" in said.err


def test_stopped_when_nothing_is_left_it_says_that_it_is_complete(tmp_path, monkeypatch, capsys, ends_with):
    import signal

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


def test_a_growing_run_is_judged_where_its_longest_episode_ends(tmp_path, plain_pictures, shared_episodes):
    config = tiny(iterations=2, regime="growing")
    run = Run.create(lizard(config), config, tmp_path / "run")
    exhaust(run.train())
    assert judge_run(run).steps == 8  # episodes have 6 to 8 steps
    assert np.isfinite(judge_run(run).empty)


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
