"""Several pictures measured: changes between them, what is made good again, each picture's evaluation and verdict."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from two_pictures import two_pictures

import blastema as bl
from blastema import cli, evaluation
from blastema.errors import InputError
from blastema.evaluation import changes, recovery, several, verdicts
from blastema.evaluation.measures import Score, pixel_error
from blastema.evaluation.recovery import Recovery
from blastema.figures import Material, make
from blastema.formats import organism_file
from blastema.training import damage


@pytest.fixture
def quick(monkeypatch):
    """Two samples, few steps."""
    for module in (changes, recovery):
        monkeypatch.setattr(module, "SAMPLES", 2)
    monkeypatch.setattr(changes, "CHANGE_AT", 20)
    monkeypatch.setattr(changes, "CHANGED", 16)
    monkeypatch.setattr(recovery, "DONE_AT", 12)
    monkeypatch.setattr(recovery, "SEEN_AT", 20)


def grown(organism, steps: int, seed: int) -> np.ndarray:
    return np.asarray(organism.grow(steps, bl.Conditions(seed)))


def test_a_transition_is_what_becomes_of_a_grown_one(quick):
    organism = two_pictures()
    found = evaluation.transitions(organism)
    assert found.names == ("lizard", "mirrored")
    for before in found.names:
        for after in found.names:
            target = organism.told(after).target.array
            expected = []
            for seed in range(2):
                standing = grown(organism.told(before), 20, seed)
                state = organism.told(after).rollout(standing, 16, bl.Conditions(seed, 20))
                expected.append(float(((np.asarray(state, np.float64)[..., :4] - target) ** 2).mean()))
            assert found.scores[before, after].errors == pytest.approx(expected, rel=1e-3)
    written = found.to_dict()
    assert written["of"] == 2
    assert written["pictures"] == ["lizard", "mirrored"]
    matrix = np.array(written["log10_mean_e"])
    assert matrix[0, 1] == pytest.approx(found.scores["lizard", "mirrored"].log10_mean, abs=1e-4)
    assert found.worst in (("lizard", "mirrored"), ("mirrored", "lizard"))
    assert matrix[0, 0] < matrix[0, 1], "it stays what it is, and cannot become the other"


def test_what_is_made_good_is_a_share_of_the_error_right_after(quick):
    organism = two_pictures()
    found = recovery.recoveries(organism)
    before, worst, final = [], [], []
    for name in ("lizard", "mirrored"):
        told = organism.told(name)
        for seed in range(2):
            standing = grown(told, 12, seed)
            before.append(float(pixel_error(standing, told.target.array)))
            for half in ("bottom", "top", "right", "left"):
                cut = standing * ~damage.cut(half, *organism.grid)[..., None]
                worst.append(float(pixel_error(cut, told.target.array)))
                healed = told.rollout(cut, 8, bl.Conditions(seed, 12))
                final.append(float(pixel_error(np.asarray(healed), told.target.array)))
    expected = Recovery(np.mean(before), np.mean(worst), np.mean(final))
    assert dataclasses.astuple(found["deletion"]) == pytest.approx(dataclasses.astuple(expected), rel=1e-3)
    assert Recovery(0.001, 0.241, 0.005).per_cent == pytest.approx(98.333, abs=1e-3)
    assert Recovery(0.1, 0.5, 0.5).per_cent == 0
    assert found["change"].worst > found["change"].before


def test_an_organism_of_one_picture_has_no_changes():
    with pytest.raises(InputError, match="grows one picture only; a transition needs two"):
        evaluation.transitions(bl.load_organism("🦎"))


def verdict(**scores: float) -> evaluation.Verdict:
    fine = Score("grow200", (1e-4,) * 8)
    return dataclasses.replace(
        evaluation.Verdict("it", "regenerating", 200, fine, (None,) * 8, 0.1, fine, fine, fine),
        **{name: Score(name, (value,) * 8) for name, value in scores.items()},
    )


def test_verdicts_are_as_good_as_the_worst_picture():
    healed, broken = Score("x", (1e-4,)), Score("x", (0.2,))
    fine = evaluation.Verdicts({"a": verdict(), "b": verdict()}, {"a": healed, "b": healed})
    assert (fine.good, fine.outcome, fine.wanting) == (True, "grows well", False)
    assert "2 of 2 succeed" in fine.words
    unchanged = evaluation.Verdicts(fine.each, {"a": healed, "b": broken})
    assert (unchanged.good, unchanged.wanting) == (True, True)
    assert "1 of 2 succeed within 500 steps (worst: from b, log10 error -0.70)" in unchanged.words
    dead = evaluation.Verdicts({"a": verdict(), "b": verdict(grown=0.5)}, {})
    assert (dead.good, dead.outcome) == (False, "no better than nothing")
    lines = dead.words.splitlines()
    assert lines[1].startswith("  a: grows well")
    assert lines[2].startswith("  b: what grows is no better than an empty picture")
    assert json.loads(json.dumps(dead.to_dict()))["pictures"]["b"]["good"] is False


def test_each_picture_is_judged_as_it_is_told(quick, monkeypatch):
    asked = []
    monkeypatch.setattr(verdicts, "judge", lambda organism, **_: asked.append(organism.signal) or verdict())
    found = evaluation.judge_each(two_pictures())
    assert asked == [(1, 0), (0, 1)]
    assert list(found.changes) == ["lizard", "mirrored"]


@pytest.mark.long
def test_evaluate_prints_and_writes_all_of_it(quick, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    organism = two_pictures()
    single = bl.evaluation.evaluate(organism)
    monkeypatch.setattr(several, "evaluate", lambda told, protocol, **_: dataclasses.replace(single, organism="x"))
    organism_file.save(organism, "it.safetensors")
    assert cli.run(["evaluate", "it.safetensors", "--out", "report"]) == 0
    text = capsys.readouterr().out
    assert "2 pictures by one rule of" in text
    assert "of 2 transitions succeed; the worst is from" in text
    names = sorted(path.name for path in (tmp_path / "report").iterdir())
    expected = ["-lizard.html", "-mirrored.html", "-transitions.png", ".html", ".json"]
    assert names == sorted(f"it-article{ending}" for ending in expected)
    written = json.loads((tmp_path / "report" / "it-article.json").read_text())
    assert list(written["pictures"]) == ["lizard", "mirrored"]
    assert written["transitions"]["log10_mean_e"][0][0] is not None
    page = (tmp_path / "report" / "it-article.html").read_text()
    assert "One rule of" in page
    assert page.count("<img") >= 13


@pytest.mark.long
def test_the_figure_of_transitions(quick, tmp_path):
    material = Material((two_pictures(),), (None,), tmp_path)
    still, film = make("transitions", material)
    assert still.read_bytes()[:4] == b"\x89PNG"
    assert film.suffix == ".gif"
    with pytest.raises(InputError, match="no organism of several pictures was given"):
        make("transitions", dataclasses.replace(material, organisms=(bl.load_organism("🦎"),)))
