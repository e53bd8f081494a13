"""What people print by accident stays short: results, runs, organisms, and the loop that README shows."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

import blastema as bl
from blastema.drawing.film import Cut
from blastema.evaluation import Births, Score, Transitions, evaluate, judge
from blastema.evaluation.dynamics import Components
from blastema.evaluation.ledger import Curve, Pictures, Quantity

ROOT = Path(__file__).resolve().parents[1]
SMALL = ROOT / "tests" / "golden" / "lizard-small.safetensors"
LONGEST = 2000


@pytest.fixture(scope="module")
def organism() -> bl.Organism:
    return bl.load_organism(SMALL)


@pytest.mark.long
def test_an_evaluation_and_its_parts_print_themselves_shortly(organism):
    result = evaluate(organism)
    parts = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    assert re.fullmatch(r"<\d+ pictures: \w.*, \.\.\.>", repr(result.pictures))
    assert result.pictures["heal1000 left"].dtype == np.uint8
    for name, part in {"result": result, **parts}.items():
        assert len(repr(part)) < LONGEST, name
    assert repr(judge(organism)).startswith("<Verdict on lizard-small: grows ")


def test_measurements_print_what_they_are_and_no_arrays():
    score = Score.of("heal1000 left", np.full(8, 1e-4))
    assert repr(score) == "<Score heal1000 left: log10 of the mean E -4.00, 8 samples>"
    quantity = Quantity.of("growth time", "steps", [100.0, np.nan, 300.0])
    assert repr(quantity) == "<Quantity growth time: mean 200 steps, 2 of 3 samples>"
    curve = Curve(tuple(range(1000)), np.zeros((1000, 8)))
    assert repr(curve) == "<Curve of 8 samples at 1000 steps>"
    assert repr(Births(512, 200, tuple(range(500)))) == "<Births: 12 of 512 fire seeds live after 200 steps>"
    courses = {name: np.zeros((1000, 2)) for name in ("left", "right")}
    components = Components({name: tuple(range(1000)) for name in courses}, courses, (0.7, 0.25))
    assert repr(components) == "<Components of 2 courses, which explain 70% and 25% of the variance>"


def test_pictures_print_their_names():
    assert repr(Pictures()) == "<no pictures>"
    assert repr(Pictures(left=np.zeros((8, 72, 72, 3), np.uint8))) == "<1 picture: left>"
    many = Pictures({f"heal{step}": np.zeros((8, 72, 72, 3), np.uint8) for step in range(100)})
    assert repr(many) == "<100 pictures: heal0, heal1, heal2, heal3, ...>"


def test_transitions_of_ten_pictures_print_no_pictures():
    names = tuple("abcdefghij")
    pairs = [(one, other) for one in names for other in names]
    scores = {pair: Score.of("x", [1e-5 if pair[0] < pair[1] else 1e-2] * 8) for pair in pairs}
    told = repr(Transitions(names, scores, {pair: np.zeros((72, 72, 3), np.uint8) for pair in pairs}))
    assert told == "<Transitions between a, b, c, d, e, f, g, h, i, j: 45 of 90 succeed>"


def test_a_film_prints_what_it_shows(organism):
    assert repr(bl.Film(organism)) == "<Film of lizard-small: 400 steps, 201 frames>"
    wounded = bl.Film(organism, steps=40, every=10, cuts=[Cut("left", 20), "circle:12,12,3@30"])
    assert repr(wounded) == "<Film of lizard-small: 40 steps, 5 frames, left@20, circle@30>"
    assert len(repr(bl.Film(organism, cuts=["left@200"] * 300))) < 100


@pytest.mark.long
def test_a_run_its_config_and_its_history_print_themselves_shortly(tmp_path: Path):
    config = bl.growing(size=8, padding=3, channels=8, hidden=(8,), iterations=3, kernel="jax", start="nothing")
    target = bl.load_target("🦎", config.target)
    run = bl.Run.create(target, config, tmp_path / "run")
    assert repr(run.metrics) == "<no lines>"
    events = list(run.train())
    assert max(len(repr(event)) for event in events) < 200
    for thing in (run, run.config, run.target, run.organism, run.organism.automaton, run.metrics):
        assert len(repr(thing)) < LONGEST
    assert repr(run.metrics).startswith("<3 lines; the last: {'iteration': 3, ")
    assert [line["iteration"] for line in run.metrics] == [1, 2, 3]
    shown = bl.show(run)
    assert repr(shown) == f"<run {run.path}; a notebook shows it>"
    assert re.findall(r'src="data:image/(\w+);', shown._repr_html_()) == ["gif", "png"], "its film and its loss"


@pytest.mark.long
def test_what_readme_shows_runs_and_prints_little(tmp_path: Path, monkeypatch, capsys):
    readme = (ROOT / "README.md").read_text("utf-8")
    program = re.search(r"```python\n(import blastema as bl\n.*?)```", readme, re.DOTALL)
    assert program is not None
    assert "iterations=1000" in program[1]
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(program[1].replace("iterations=1000", "iterations=20"), names)
    printed = capsys.readouterr().out
    assert "iteration" in printed
    assert len(printed) < LONGEST
    assert np.isfinite(np.asarray(names["healed"])).all()
    assert bl.load_organism(tmp_path / "lizard.safetensors").name == "lizard"
