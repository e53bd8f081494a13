"""The evaluation of what moves: a planted walker gets the clock, the gait, the period and the stride that it has."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import planted
import pytest

from blastema.evaluation import Births, evaluate, gait, judge, result, verdict
from blastema.evaluation.gait import BLUR, MOVES, SEEN, Course, blur_error, match, repeats_after
from blastema.evaluation.measures import Score
from blastema.evaluation.verdict import Moving
from blastema.figures import report
from blastema.organism import Organism
from blastema.trajectory import Trajectory

CELLS = (1 + 2 * planted.PADDING) ** 2
RED = 1 / (4 * CELLS)
"""E where one channel of one cell is 1 and should be 0, or the other way round."""


@pytest.fixture(scope="module", autouse=True)
def soon():
    """What takes thousands of steps takes hundreds; the names stay."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gait, "GROWTH", {"grow96": 33, "grow200": 57, "persist1000": 90, "persist5000": 130})
        patch.setattr(gait, "HEALING", {"heal200": 20, "heal1000": 40})
        patch.setattr(gait, "_WATCHED", 64)
        patch.setattr(result, "count_births", lambda organism, kernel: Births(1, 1, ()))
        patch.setattr(verdict, "_LATER", 100)
        yield


@pytest.fixture(scope="module")
def measured():
    return evaluate(planted.walks())


def test_in_step_with_the_clock_there_is_no_error(measured):
    for name in ("grow96", "grow200", "persist1000", "persist5000", "cycle 20"):
        assert measured[name].errors == pytest.approx((0.0,) * 8)
        assert measured[f"gait {name}"].errors == pytest.approx((0.0,) * 8, abs=1e-12)
        assert measured.quantity(f"slip {name}").values == pytest.approx((0.0,) * 8, abs=1e-9)


def test_period_and_stride_are_found_without_being_told(measured):
    assert measured.quantity("period").values == pytest.approx((4.0,) * 8)
    assert measured.quantity("stride to the right").values == pytest.approx((4.0,) * 8)
    assert measured.quantity("stride down").values == pytest.approx((0.0,) * 8, abs=1e-9)
    assert measured.facts[MOVES] == 4


def test_a_cut_is_made_where_the_walker_has_come_to(measured):
    # It is one cell, in the middle of what goes with it: right, bottom and centre remove it, left and top do not.
    for name, healed in (("bottom", 0), ("top", 8), ("right", 0), ("left", 8), ("centre", 0)):
        score = measured[f"heal1000 {name}"]
        assert score.recovered == (8 if healed else 0), name
    missing = (2 + 3 + 2 + 1) / 4 * RED  # alpha, and what of red and green there should be
    assert measured["heal200 right"].errors == pytest.approx((missing,) * 8)


def test_another_pace_is_seen_as_what_it_is():
    """Asked for a cycle of eight steps, it takes four: it is red or green when red, yellow, green and black are due."""
    result = evaluate(planted.walks(steps_per_frame=2, stride=8))
    assert result.facts[MOVES] == 8
    assert result.quantity("period").values == pytest.approx((4.0,) * 8)
    assert result.quantity("stride to the right").values == pytest.approx((4.0,) * 8)
    # Red for red; green for yellow, which lacks red; red for green, two channels wrong; green for black.
    assert result["grow200"].errors == pytest.approx(((0 + 1 + 2 + 1) / 4 * RED,) * 8)
    assert result["gait grow200"].errors == pytest.approx((0.0,) * 8, abs=1e-12)


def test_a_walker_out_of_step_slips():
    """A state two steps older than the clock says is half a cycle ahead, and two cells further."""
    walker = planted.walks()
    assert walker.target is not None
    older = Trajectory.seeded(walker, range(2)).after(10)
    late = dataclasses.replace(older, conditions=older.conditions._replace(step=8))
    cycle = Course.of(late, walker.target, [12]).cycle(12, walker.target.motion)
    assert cycle.gait == pytest.approx([0, 0], abs=1e-12)
    assert np.abs(cycle.slip) == pytest.approx([2, 2])
    assert (cycle.due > 2 * RED).all()
    found = match(late.states, walker.target)
    assert found.frames.tolist() == [2, 2]
    assert found.places.tolist() == [[0, 10], [0, 10]]


def test_what_stands_still_has_no_period():
    walker = planted.walks()
    standing = dataclasses.replace(planted.still(), target=walker.target)
    result = evaluate(standing)
    assert np.isnan(result.quantity("period").values).all()
    assert np.isnan(result.quantity("stride to the right").values).all()
    assert result["gait grow200"].errors == pytest.approx((0.0,) * 8, abs=1e-12)  # always the black frame
    json.dumps(result.to_dict(), allow_nan=False)


def test_a_course_repeats_after_its_period_and_chance_after_none():
    random = np.random.default_rng(0)
    time = np.arange(1024)
    for period in (7.3, 48.1, 130.0):
        course = np.stack([np.sin(2 * np.pi * time / period), np.cos(4 * np.pi * time / period)], axis=1)
        assert repeats_after(course + 0.1 * random.normal(size=course.shape)) == pytest.approx(period, rel=3e-3)
    assert math.isnan(repeats_after(random.normal(size=(1024, 3))))
    assert math.isnan(repeats_after(np.ones((1024, 3))))
    drifting = np.cumsum(random.normal(size=(1024, 2)), axis=0)
    assert math.isnan(repeats_after(drifting)) or repeats_after(drifting) > 100


@pytest.mark.long
def test_the_report_and_the_verdict_say_how_it_moves(measured):
    walker: Organism = dataclasses.replace(planted.walks(), provenance={"regime": "persistent"})
    text = report.html(measured, walker)
    assert "<h2>Motion</h2>" in text
    assert "4.0 of 4 steps" in text
    seen = measured.pictures[SEEN]  # each frame when it was due: the walker's one cell is red, yellow, green and black
    assert [sorted(map(tuple, picture[picture.sum(axis=-1) < 765])) for picture in seen] == [
        [(255, 0, 0)],
        [(255, 255, 0)],
        [(0, 255, 0)],
        [(0, 0, 0)],
    ]
    assert any("its picture moves" in note for note in measured.notes)
    # Red is 1, 1, 0, 0 and so is green, a step later: their mean, a half, is off by a half in two channels.
    assert measured.facts[BLUR] == pytest.approx(math.log10(2 * 0.25 * RED), abs=1e-4)
    verdict = judge(walker)
    assert "distinguished from the animation" in verdict.words
    assert "keeps its gait to step 100" in verdict.words
    assert "a cycle takes 4.0 steps (target: 4)" in verdict.words
    assert verdict.to_dict()["motion"]["period_seen"] == 4
    assert not verdict.wanting
    wounded = judge(dataclasses.replace(walker, provenance={"regime": "regenerating"}))
    assert wounded.wound is not None  # the left half, as seen from where it is, in which nothing is
    assert wounded.wound.errors == pytest.approx((0.0,) * 8)
    limp = Moving(4, None, Score.of("gait", [0.9 * blur_error(walker.target)] * 8), blur=blur_error(walker.target))
    assert limp.limp
    assert "it hardly moves" in "; ".join(limp.words(lambda score: True))
    assert dataclasses.replace(verdict, moving=limp).wanting
