"""The verdict at the end of a training: planted organisms get the words that their known scores deserve."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import planted
import pytest
from training_helpers import exhaust, lizard, tiny
from verdict_cases import healing, score, verdict_of

from blastema import seeding
from blastema.cli.verdict import advice
from blastema.evaluation import Verdict, judge, judge_run
from blastema.evaluation.measures import Score
from blastema.runs.folder import Run
from blastema.targets import load_target
from blastema.zoo.loading import load_organism

pytest_plugins = ("training_fixtures",)
CELLS = (1 + 2 * planted.PADDING) ** 2
EMPTY = 1 / (4 * CELLS)


def of_regime(organism, regime):
    return dataclasses.replace(organism, provenance={"regime": regime})


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
        (verdict_of(-1.4, later=-1.3), "stays like that to step 1,000 (-1.30)"),
        (verdict_of(-2.7, later=-0.7), "does not keep its shape to step 1,000 (-0.70)"),
        (verdict_of(-3.5, later=math.inf), "does not keep its shape to step 1,000 (diverged)"),
        (verdict_of(-3.5, wound=-1.6, cut=-3.2), "grows its left half again when that is cut off (-3.20 200 steps"),
        (verdict_of(-3.5, wound=-1.6, cut=-2.5), "grows its left half again in part when that is cut off (-2.50"),
        (verdict_of(-3.5, wound=-1.6, cut=-1.7), "does not grow its left half again when that is cut off (-1.70"),
    ],
)
def test_words_follow_from_scores(verdict, words):
    assert words in verdict.words


def test_the_verdict_names_what_grows():
    for noun in ("picture", "animation", "volume"):
        of_it = functools.partial(dataclasses.replace, noun=noun)
        assert of_it(verdict_of(-4.5)).words.startswith(
            f"grows so well that it can hardly be distinguished from the {noun} ("
        )
        assert of_it(verdict_of(-1.4)).words.startswith(f"hardly better than an empty {noun} (")
        assert of_it(verdict_of(0.5)).words.startswith(f"what grows is no better than an empty {noun}: ")
        assert of_it(verdict_of(-3.5), share=1).words.startswith(f"holds its {noun} well (")
        assert of_it(verdict_of(-3.5), share=0.5).words.startswith(f"from 50% of its {noun} it grows well (")


def test_a_volume_is_judged_as_a_volume():
    worm = load_organism(Path(__file__).parents[1] / "examples" / "voxels" / "worm.safetensors")
    verdict = judge(of_regime(worm, "growing"), steps=60)
    assert verdict.outcome == "grows well"
    assert "distinguished from the volume (log10 error" in verdict.words
    assert "picture" not in verdict.words


def test_advice_on_a_volume_speaks_of_the_volume(tmp_path):
    config = tiny()
    run = Run.create(lizard(config), config, tmp_path / "run")
    volume = load_target(np.full((3, 3, 3, 4), 255, np.uint8), size=3, padding=2)
    of_volume = SimpleNamespace(target=volume, config=config, path=run.path, iteration=5000)
    torn = dataclasses.replace(healing(left=-1.6, top=-3.4), taking=("left",), later=score(-3.5), noun="volume")
    assert advice(torn, of_volume).endswith(
        "between the volume's parts: for an organism that heals these cuts too, join the parts in the volume"
    )
    unhealed = dataclasses.replace(torn, taking=())
    assert advice(unhealed, of_volume).startswith("to improve it, train it for longer: blastema resume ")
    assert "lizard started" not in advice(unhealed, of_volume)  # figures that were measured with pictures


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


def test_a_growing_run_is_judged_where_its_longest_episode_ends(tmp_path, plain_pictures, shared_episodes):
    config = tiny(iterations=2, regime="growing")
    run = Run.create(lizard(config), config, tmp_path / "run")
    exhaust(run.train())
    assert judge_run(run).steps == 8  # episodes have 6 to 8 steps
    assert np.isfinite(judge_run(run).empty)
