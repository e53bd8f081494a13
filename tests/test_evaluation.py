"""The evaluator is evaluated: planted organisms get what they are, released models what another program measures."""

from __future__ import annotations

import dataclasses
import json
import math
import re

import numpy as np
import planted
import pytest

from blastema import cli
from blastema.assembly import settings_of
from blastema.cli import evaluate as evaluate_verb
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.evaluation import conditions, evaluate, toughness
from blastema.evaluation.article import GROWTH
from blastema.evaluation.attractor import Attractor
from blastema.evaluation.course import undamaged
from blastema.evaluation.dynamics import lyapunov, principal_components, rhythm, spectral_peak
from blastema.evaluation.healing import heal
from blastema.evaluation.ledger import Ledger, target_of
from blastema.evaluation.measures import Score, pixel_error
from blastema.evaluation.shapes import count_shapes
from blastema.figures import report
from blastema.formats import organism_file
from blastema.trajectory import Trajectory
from blastema.turns import turned

CELLS = (1 + 2 * planted.PADDING) ** 2


@pytest.fixture(scope="module")
def article_of():
    """Results of the article's protocol, each computed once."""
    results = {}

    def get(organism):
        if organism.name not in results:
            results[organism.name] = evaluate(organism)
        return results[organism.name]

    return get


def middle_only(side):
    cells = np.zeros((side, side), bool)
    cells[side // 2, side // 2] = True
    return cells


# What is measured


def test_error_is_the_mean_over_grid_and_visible_channels():
    state, target = np.zeros((2, 3, 5, 8)), np.zeros((3, 5, 4))
    state[1, 0, 0, 2] = 3
    state[1, ..., 5] = 100
    assert pixel_error(state, target).tolist() == [0, 9 / (3 * 5 * 4)]


def test_error_of_a_broken_state_is_infinite_and_null_in_json():
    state = np.zeros((2, 3, 3, 4), np.float32)
    state[1, 0, 0, 0] = np.nan
    score = Score.of("broken", pixel_error(state, np.ones((3, 3, 4))))
    assert (score.log10_mean, score.recovered, score.healed) == (math.inf, 0, False)
    assert math.isnan(score.spread)
    assert json.loads(json.dumps(score.to_dict(), allow_nan=False))["e"] == [1, None]


def test_score_is_the_log_of_the_mean_not_the_mean_of_logs():
    score = Score.of("two", [1e-2, 1e-4])
    assert score.log10_mean == pytest.approx(math.log10((1e-2 + 1e-4) / 2))
    assert score.spread == pytest.approx(1)
    assert (score.recovered, score.healed) == (1, False)


# Planted organisms


def test_one_that_never_changes(article_of):
    result = article_of(planted.still())
    for name in GROWTH:
        assert result[name].errors == (0,) * 8
        assert result[name].recovered == 8
    # Cuts that take the seed's cell leave nothing; the others nothing to heal.
    gone = 1 / (4 * CELLS)
    expected = {"bottom": gone, "top": 0, "right": gone, "left": 0, "centre": gone}
    assert {name: result[f"heal1000 {name}"].errors[0] for name in expected} == pytest.approx(expected)


def test_one_that_dies_dies_at_its_step(article_of):
    organism = planted.dies()
    samples = Trajectory.seeded(organism, range(8))
    before, after = samples.until(planted.DEATH - 1), samples.until(planted.DEATH)
    assert (before.states[..., planted.ALPHA] > 0).sum(axis=(1, 2)).tolist() == [1] * 8
    assert not after.states.any()
    target = target_of(organism)
    lost = (planted.DEATH - 1) / 64
    assert pixel_error(before.states, target) == pytest.approx([lost**2 / (4 * CELLS)] * 8)
    assert article_of(organism)["grow96"].errors == pytest.approx((1 / (4 * CELLS),) * 8)


@pytest.mark.long
def test_one_that_drifts_drifts_at_its_speed():
    organism = planted.drifts()
    ledger = Ledger(target_of(organism))
    undamaged(organism, ledger, end=2000)
    found = {quantity.name: quantity for quantity in ledger.quantities}
    assert found["drift, visible"].values == (0,) * 8
    # One of four hidden channels, so its speed over the root of four.
    assert found["drift, hidden"].values == pytest.approx([1000 / 128 / 2] * 8)
    assert found["largest hidden value at the end"].values == pytest.approx([1 + 2000 / 128] * 8)
    assert found["hidden distance held out"].mean < 2
    assert found["hidden distance at the end"].mean > 5


def test_growth_time_is_the_first_step_below_the_threshold():
    organism = planted.organism([({planted.GATE: 1}, {planted.RED: 1 / 8})], "reddens")
    # The picture is red 1 there: at step k, E = (1 - k/8)^2 / (4 cells).
    target = target_of(organism).copy()
    target[planted.PADDING, planted.PADDING, 0] = 1
    ledger = Ledger(target)
    undamaged(organism, ledger, end=1300)
    step = next(k for k in range(9) if (1 - k / 8) ** 2 / (4 * CELLS) < 1e-3)
    assert 0 < step < 8
    assert ledger.quantities[0].name == "growth time"
    assert ledger.quantities[0].values == (step,) * 8


@pytest.mark.long
def test_one_with_period_two():
    organism = planted.flips()
    samples = Trajectory.seeded(organism, range(8)).until(1000)
    found = rhythm(samples, middle_only(organism.grid[0]))
    assert (found.kind, found.period) == ("period", 2)
    error = pixel_error(samples.after(1).states, target_of(organism))
    assert error == pytest.approx([0.25 / (4 * CELLS)] * 8)
    assert lyapunov(samples) == pytest.approx([0] * 8, abs=1e-3)


def test_one_that_rests_is_a_fixed_point():
    organism = planted.still()
    assert rhythm(Trajectory.seeded(organism, range(8)), middle_only(organism.grid[0])).kind == "fixed point"


def test_a_pulse_in_noise_is_found_and_noise_alone_is_not():
    time, noise = np.arange(512)[:, None, None], np.random.default_rng(1).standard_normal((512, 8, 5))
    found = spectral_peak(np.sin(2 * np.pi * time / 20) + noise)
    assert found.kind == "rhythm"
    assert found.period == pytest.approx(20, abs=0.5)
    assert spectral_peak(noise).kind == "none"
    assert spectral_peak(noise.cumsum(axis=0)).kind == "none"


@pytest.mark.parametrize(
    ("organism", "exponent"), [(planted.tent(), math.log(1.9)), (planted.contracts(), math.log(0.9))]
)
def test_lyapunov_exponent_of_known_maps(organism, exponent):
    samples = Trajectory.seeded(organism, range(8)).until(200)
    assert lyapunov(samples).mean() == pytest.approx(exponent, rel=0.02)


def test_lyapunov_twins_that_become_one():
    samples = Trajectory.seeded(planted.dies(), range(8)).until(planted.DEATH - 5)
    assert (lyapunov(samples) == -np.inf).all()


def test_hidden_distance_sees_what_pixels_do_not():
    organism = planted.drifts()
    target = target_of(organism)
    grown = Trajectory.seeded(organism, range(8)).until(100)
    attractor = Attractor.of([grown.states], target, 0.1)
    other = grown.states.copy()
    other[:, planted.PADDING, planted.PADDING, planted.OTHER] += 1
    assert pixel_error(other, target).tolist() == pixel_error(grown.states, target).tolist()
    assert attractor.distance(grown.states) == pytest.approx([0] * 8)
    # One of four channels is off by 1, the spread is zero: (1 / 1e-3) / root of four.
    assert attractor.distance(other) == pytest.approx([500] * 8)


def test_principal_components_of_a_line():
    organism = planted.drifts()
    course = {}
    samples = Trajectory.seeded(organism, range(2))
    for _ in range(6):
        course[samples.step] = samples.states
        samples = samples.after(10)
    found = principal_components(course, {"again": {t: s[0] for t, s in course.items()}}, middle_only(organism.grid[0]))
    assert found.explained == pytest.approx((1, 0), abs=1e-6)
    steps = np.diff(found.courses["undamaged 0"][:, 0])
    assert abs(steps) == pytest.approx([abs(steps[0])] * 5)
    assert found.courses["again"] == pytest.approx(found.courses["undamaged 1"])


def test_wounds_are_independent_of_each_other_and_of_the_batch():
    organism = planted.two_fired(planted.drifts(), 0.5)
    ledger, one = Ledger(target_of(organism)), Ledger(target_of(organism))
    grown = Trajectory.seeded(organism, range(8)).until(20)
    masks = {name: np.zeros(organism.grid, bool) for name in ("none", "all")}
    masks["all"][:] = True
    heal(ledger, grown, masks, times=(20, 40))
    heal(one, grown, {"none": masks["none"]}, times=(20, 40))
    assert [score.name for score in ledger.scores] == ["heal20 none", "heal20 all", "heal40 none", "heal40 all"]
    assert ledger.scores[2] == one.scores[1]
    assert ledger.curves["heal none"].times == (0, 20, 40)


# Pictures as shapes


def test_turning_by_quarters_is_exact_and_about_the_seed():
    picture = np.zeros((8, 8, 1), np.float32)
    picture[4, 6] = 1  # two to the right of the seed's cell
    up, left = turned(picture, np.pi / 2), turned(picture, np.pi)
    assert up[2, 4, 0] == 1
    assert left[4, 2, 0] == 1
    assert turned(picture, 0.0).tolist() == picture.tolist()


def test_turned_perception_grows_the_turned_picture():
    """The rule moves alpha to the right of the seed; a turned perception moves it to where `turned` says."""
    # Alpha grows where it falls off to the right, that is in the cell right of the seed.
    organism = planted.organism([], "grows")
    first = np.zeros((3 * planted.CHANNELS, planted.HIDDEN), np.float32)
    first[planted.CHANNELS + planted.GATE, 0] = -4
    last = np.zeros((planted.HIDDEN, planted.CHANNELS), np.float32)
    last[0, planted.RED] = 1
    biases = [layer.bias for layer in organism.automaton.update.layers]
    config = settings_of(organism.automaton)
    automaton = planted.with_layers(config, ((first, biases[0]), (last, biases[1])))
    organism = dataclasses.replace(organism, automaton=automaton)
    straight = np.asarray(organism.grow(1))[..., :4]
    quarter = np.asarray(organism.grow(1, Conditions(angle=np.float32(np.pi / 2))))[..., :4]
    assert straight[5, 6, planted.RED] > 0
    assert quarter == pytest.approx(turned(straight, np.pi / 2), abs=1e-6)


def test_a_picture_turns_about_the_organisms_own_seed():
    picture = np.zeros((8, 8, 1), np.float32)
    picture[2, 5] = 1  # two to the right of the cell 2, 3
    up = turned(picture, np.pi / 2, (2, 3))
    assert up[0, 3, 0] == 1
    assert up.sum() == 1


def test_angles_of_an_organism_of_parts_are_not_measured():
    organism = dataclasses.replace(planted.organism([], "parts"), seeds=((3, 3), (8, 8)))
    ledger = Ledger(np.zeros((*organism.grid, 4), np.float32))
    conditions.STAGES["angles"](ledger, organism, None, "jax")  # its course is not looked at
    assert ledger.scores == []
    assert "several seeds" in ledger.facts["angles"]


def test_shapes_are_counted_by_size_and_corners_connect():
    cells = np.zeros((6, 8), bool)
    cells[0, 0] = cells[1, 1] = cells[2, 0] = True
    cells[4, 4:7] = True
    cells[0, 7] = True
    assert [count_shapes(cells, least) for least in (1, 2, 3, 4)] == [3, 2, 2, 0]


# The whole, and the command


@pytest.mark.long
def test_the_full_protocol_repeats():
    one, again = (evaluate(planted.flips(), "full").to_dict() for _ in range(2))
    changing = {"seconds", "megabytes"}
    assert {name: one[name] for name in one.keys() - changing} == {
        name: again[name] for name in again.keys() - changing
    }


@pytest.mark.long
def test_full_protocol_of_a_planted_organism_is_complete(article_of):
    """Its scores of the article's protocol are those of that protocol, to the bit."""
    organism = planted.flips()
    stages = []
    one = evaluate(organism, "full", tell=stages.append)
    assert stages[:2] == ["growth and persistence", "cuts"]
    assert json.loads(json.dumps(one.to_dict(), allow_nan=False))["facts"]["rhythm"]["period"] == 2
    for score in article_of(organism).scores:
        assert one[score.name] == score
    for name in ("heal1000 32 circles", "heal200 slit /", "heal1000 50% of cells", "noise 0.1", "fire rate 0.1"):
        assert one[name if "noise" not in name else f"heal1000 {name}"].errors
    assert one["boundary torus"].errors == one["boundary zero"].errors == one["persist1000"].errors
    assert one["float16 weights"].errors == one["persist1000"].errors
    assert one.quantity("two seeds 8 apart, shapes").values == (2,) * 8
    assert len(one["heal1000 32 circles"].errors) == 256
    counts = {"20 half-planes": 160, "8 deep cuts": 64, "one quadrant left": 32, "10 x 10 cells left": 32}
    for row in (*toughness.ROWS, toughness.SWIPES):
        assert len(one[f"heal1000 {row}"].errors) == counts.get(row, 8)
    assert len(one["grow200 512 seeds"].errors) == 512
    assert one["persist20000"].errors == one["persist10000"].errors
    page = report.html(one, organism)
    assert "Hidden state" in page
    assert page.count("<svg") == page.count("</svg>") > 1
    assert not re.search(r"(src|href)=['\"](?!data:)", page)


@pytest.mark.long
def test_notes_tell_where_scores_are_not_the_articles(article_of):
    result = article_of(planted.still())
    assert any("fire rate 1.0" in note for note in result.notes)
    assert any("grid 11 x 11" in note for note in result.notes)
    noisy = planted.still()
    physics = dataclasses.replace(noisy.automaton.physics, noise=0.25)
    noisy = dataclasses.replace(noisy, automaton=dataclasses.replace(noisy.automaton, physics=physics))
    result = evaluate(noisy)
    assert any("noise 0.25 (as trained); the article's protocol has 0" in note for note in result.notes)
    assert result.settings["noise"] == 0.25
    assert max(result["grow96"].errors) > 0


def test_unknown_names_are_refused(article_of):
    with pytest.raises(InputError, match="protocol is 'ful'; expected one of article, full"):
        evaluate(planted.still(), "ful")
    with pytest.raises(KeyError, match="there are grow96"):
        article_of(planted.still())["grow97"]
    with pytest.raises(InputError, match="has no picture to compare with"):
        evaluate(dataclasses.replace(planted.still(), target=None))


def test_the_summary_tells_organisms_of_one_picture_apart_in_80_columns(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    for name in ("growing", "regenerating"):
        organism_file.save(planted.still(), f"{name}.safetensors")
    assert cli.run(["evaluate", "growing.safetensors", "regenerating.safetensors"]) == 0
    summary = capsys.readouterr().out.partition("log10 of the mean E")[2]
    # Names that are too long are folded, the scores' names never.
    assert re.findall(r"^[\w.]+", summary, re.MULTILINE)[0] == "organism"
    for words in ("growing.safetensors", "regenerating.safeten", "grow200", "16 of 40", "512 of 512"):
        assert words in summary
    assert max(map(len, summary.splitlines())) <= 80


def test_the_count_of_the_verdict_is_told_where_it_differs(article_of):
    result = article_of(planted.still())
    assert "verdict" not in evaluate_verb._remarks(result)
    soon = [
        dataclasses.replace(score, errors=(0.0,) * 8) if "heal200" in score.name else score for score in result.scores
    ]
    remarks = evaluate_verb._remarks(dataclasses.replace(result, scores=tuple(soon)))
    assert "2 of 5 cuts healed, 16 of 40 samples recovered, 1,000 steps later" in remarks
    assert "5 of 5 cuts healed 200 steps later, which is what the verdict after a training counts" in remarks


@pytest.mark.long
def test_command_prints_a_table_and_writes_json_and_report(tmp_path, capsys):
    still = dataclasses.replace(planted.still(), provenance={"iterations": 7, "log10_loss": -2.5})
    organism_file.save(still, tmp_path / "still.safetensors")
    code = cli.run(["evaluate", str(tmp_path), "--out", str(tmp_path / "out")])
    shown = capsys.readouterr().out
    assert code == 0
    assert "heal1000 centre" in shown
    assert "2 of 5 cuts healed, 16 of 40 samples recovered, 1,000 steps later" in shown
    assert "births, 32 steps" in shown
    assert "512 of 512 alive" in shown
    written = json.loads((tmp_path / "out" / "still-article.json").read_text())
    assert written["figures"]["grow200"]["e"] == [0] * 8
    assert written["births"] == {"fire_seeds": 512, "steps": 32, "alive": 512, "died": []}
    assert written["environment"]["blastema"]
    report = (tmp_path / "out" / "still-article.html").read_text()
    assert "heal1000" in report
    assert "iterations 7, log10 loss -2.5" in report
    assert "Births: 512 of 512 alive after 32 steps." in report
    assert "http://" not in report.replace("http://www.w3.org", "")


def test_command_json_is_json_only(tmp_path, capsys):
    organism_file.save(planted.still(), tmp_path / "still.safetensors")
    assert cli.run(["evaluate", str(tmp_path / "still.safetensors"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["organism"] == "still"


def test_command_refuses_an_empty_folder(tmp_path, capsys):
    assert cli.run(["evaluate", str(tmp_path)]) == 2
    assert "has no runs and no organism files in it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("organism", "protocol", "message"),
    [(planted.flips, "article", "use the protocol full"), (planted.walks, "full", "its cycles are counted")],
)
def test_a_longer_persistence_that_is_not_measured_is_refused(organism, protocol, message):
    with pytest.raises(InputError, match=message):
        evaluate(organism(), protocol, long=True)
