"""Searches of sweeps: what is drawn, how the best are taken further, and what is refused."""

from __future__ import annotations

import json
import math
import re

import pytest
from training_helpers import TINY_SWEEP

from blastema.config import presets
from blastema.errors import FileFormatError
from blastema.sweep import Plan, make_plan
from blastema.sweep.search import Ladder, Search


def quick():
    return presets.regenerating("quick", **TINY_SWEEP)


def test_random_searches_draw_from_ranges_and_lists_the_same_each_time():
    over = ["learning_rate=1e-4..1e-2", "batch_size=2..8", "training.phases.1.shape=linear,cosine"]
    plan, again = (make_plan(quick(), ["🦎"], 1, over, trials=40) for _ in range(2))
    assert [entry.config for entry in plan.entries] == [entry.config for entry in again.entries]
    rates = [entry.config.get("learning_rate") for entry in plan.entries]
    assert all(1e-4 <= rate <= 1e-2 for rate in rates)
    assert 10 < sum(rate < 1e-3 for rate in rates) < 30, "uniform in the logarithm"
    assert {entry.config.get("batch_size") for entry in plan.entries} == set(range(2, 9))
    assert {entry.config.training.phases[1].shape for entry in plan.entries} == {"linear", "cosine"}
    assert {entry.config.training.phases[0].shape for entry in plan.entries} == {"constant"}
    assert len({entry.name for entry in plan.entries}) == 40


def test_a_search_comes_back_from_its_file(tmp_path):
    plan = make_plan(quick(), ["🦎"], 2, ["training.phases.1.shape=linear,cosine"], halving=3, by="births")
    plan.save(tmp_path)
    again = Plan.load(tmp_path)
    assert again.search == plan.search == Search("births", (400, 800), 3)
    assert [entry.config for entry in again.entries] == [entry.config for entry in plan.entries]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "search is []"),
        ({"by": "loss"}, "search.by is 'loss'; expected one of grow96"),
        ({"rungs": [2, 1], "factor": 3}, "search.rungs is [2, 1]"),
        ({"rungs": [True], "factor": 3}, "search.rungs is [True]"),
        ({"rungs": [1], "factor": 0}, "search.factor is 0; expected a whole number from 2"),
    ],
)
def test_a_search_that_is_none_is_refused(tmp_path, value, message):
    make_plan(quick(), ["🦎"], 1, []).save(tmp_path)
    plan = json.loads((tmp_path / "sweep.json").read_text()) | {"search": value}
    (tmp_path / "sweep.json").write_text(json.dumps(plan))
    with pytest.raises(FileFormatError, match=re.escape(message)):
        Plan.load(tmp_path)


def climbed(scores, groups, factor=3, rungs=(10, 30), places=2):
    """How far each training comes on a ladder of these rungs, with so many places, in the order they were taken up."""
    ladder = Ladder(Search("heal1000", rungs, factor), groups, {}, {}, [])
    running, order = [], []
    while True:
        while len(running) < places and (name := ladder.next(len(running))) is not None:
            running.append(name)
            order.append((name, ladder.goal(name)))
        if not running:
            return order
        name = running.pop(0)
        if ladder.goal(name) is None:
            ladder.left(name)
        else:
            ladder.scored(name, scores[name])


def test_halving_takes_the_best_further_and_no_other():
    scores = {f"r{n}": float(n) for n in (4, 8, 0, 6, 2, 5, 1, 7, 3)}
    order = climbed(scores, dict.fromkeys(scores, "lizard"))
    assert len([name for name, goal in order if goal == 10]) == 9
    second = [name for name, goal in order if goal == 30]
    assert {"r0", "r1", "r2"} <= set(second)
    assert len(second) <= 5, "asynchronous halving errs by a few at the beginning"
    assert [name for name, goal in order if goal is None][-1] == "r0"
    # No rung is waited for: some are taken further while others have not begun.
    assert order.index((second[0], 30)) < 8


def test_halving_compares_within_a_target_and_one_of_each_comes_to_the_end():
    scores = {"a1": -5.0, "a2": -4.0, "b1": -1.0, "b2": 0.0}
    order = climbed(scores, {name: name[0] for name in scores})
    assert {name for name, goal in order if goal is None} == {"a1", "b1"}


def test_halving_takes_nothing_further_that_does_not_live():
    search = Search("heal1000", (10,), 2)
    assert search.score({"heal1000": -3.0, "verdict": "died"}) == math.inf
    assert search.score({"heal1000": None}) == math.inf
    assert Search("births").score({"births": 500}) < Search("births").score({"births": 400})
    order = climbed(dict.fromkeys("ab", math.inf), dict.fromkeys("ab", 0), factor=2, rungs=(10,))
    assert {goal for _, goal in order} == {10}


def test_a_ladder_goes_on_where_it_was():
    groups = dict.fromkeys("abcd", 0)
    search = Search("heal1000", (10,), 2)
    # a was compared and promoted, then interrupted; b was compared; c was interrupted before its rung; d never begun.
    ladder = Ladder(search, groups, {"a": 1, "b": 0, "c": 0}, {"a": {0: -2.0}, "b": {0: -1.0}}, [])
    taken = [(ladder.next(number), number) for number in range(4)]
    assert [name for name, _ in taken] == ["a", "c", "d", None]
    assert ladder.goal("a") is None
    assert ladder.goal("c") == 10
