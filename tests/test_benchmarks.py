"""The side-by-side benchmark: what it gives the engines, and that it runs and notices a wrong engine."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import SOURCE

from blastema import emoji, load_target
from blastema.conditions import Conditions
from blastema.filters import FILTERS
from blastema.volumes import VolumePerception

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
PLACE = dict.fromkeys(("processors", "load_before", "python"), "x")


@pytest.fixture
def setting(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("ports.setting")


def test_the_start_has_the_stated_number_of_mature_cells(setting):
    alpha = setting.Setting().start()[..., 3]
    np.testing.assert_array_equal((alpha > 0.1).sum(axis=(1, 2)), np.full(8, 1018))


def test_the_rule_keeps_alpha_unless_asked(setting):
    for moving in (False, True):
        _, (weight, bias) = setting.Setting(moving_alpha=moving).layers()
        assert weight[:, 3].any() == moving
        assert bias[3].any() == moving


@pytest.mark.parametrize("filters", [(0, 1, 2), (0, 2, 1)])
def test_the_two_feature_orders_are_inverse_to_each_other(setting, filters):
    rows = np.arange(48.0 * 2).reshape(48, 2)
    interleaved = setting.channel_major(rows, filters)
    np.testing.assert_array_equal(interleaved[1], rows[16 * filters[1]])  # channel 0, second filter
    np.testing.assert_array_equal(setting.filter_major(interleaved, filters), rows)


def run(*arguments: str, program: str = "train_iteration.py") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / program), *arguments]
    env = os.environ | {"PYTHONPATH": str(SOURCE)}
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, env=env)


@pytest.mark.long
def test_a_small_run_measures_checks_and_reports():
    small = ("--steps", "3", "--batch", "1", "--size", "12", "--hidden", "16", "--mature", "20")
    done = run("--engines", "jax", "--rounds", "2", "--json", "-", *small)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    (engine,) = result["engines"]
    assert len(engine["wall"]) == 2
    assert engine["peak_memory"] > 1e7
    assert result["check"] == {"jax": {"state": 0.0, "gradient": 0.0}}
    assert result["setting"]["mature"] == 20


def test_more_mature_cells_than_the_grid_has_are_refused():
    done = run("--size", "8", "--mature", "65")
    assert done.returncode == 2
    assert "65 mature cells do not fit on 8x8" in done.stderr


def test_any_picture_has_many_of_different_kinds_each_drawn_alike_every_time(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    any_picture = importlib.import_module("any_picture")
    items = any_picture.ITEMS
    assert len({item.name for item in items}) == len(items) == 23
    assert {min(item.size for item in items), max(item.size for item in items)} == {16, 96}
    for item in items:
        if item.draw is None:
            assert item.name not in emoji.BUILT_IN
            continue
        hard = "--pixel-art" in item.flags
        target = load_target(any_picture.source_of(item, tmp_path), size=item.size, pixel_art=hard)
        spans = [np.ptp(places) + 1 for places in np.nonzero(target.array[..., 3])]
        assert item.size - 1 <= max(spans) <= item.size  # an edge may be too soft to be seen
        assert item.draw(item.size).tobytes() == item.draw(item.size).tobytes()


def test_any_picture_tells_of_the_bad_ones_too(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    any_picture = importlib.import_module("any_picture")
    grown = {"steps": [36, 52], "minutes": 0.4, "scores": {"grow200": -3.21, "persist5000": None}, "cuts_healed": 3}
    (tmp_path / "invader-quick.json").write_text(json.dumps(grown | {"births": 512, "said": "grows well"}))
    (tmp_path / "sword-quick.json").write_text(json.dumps({"said": "nothing can be learned", "code": 2}))
    *_, invader, sword = any_picture.table(tmp_path, "quick").splitlines()
    assert invader == "| invader | pixel art | 16 | 36 to 51 | 0.4 | -3.21 |  | 3 of 5 | 512 | grows well |"
    assert sword == "| sword | pixel art, thin | 32 |  |  |  |  |  |  | nothing can be learned |"
    assert any_picture.table(tmp_path, "best") == ""


@pytest.fixture
def beside_cax(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("beside_cax")


def test_the_taps_for_other_packages_are_those_of_the_named_filters(beside_cax):
    settings = [system.setting for system in beside_cax.SYSTEMS.values() if system.setting.axes == 2]
    assert {name for setting in settings for name in setting.filters} > {"north", "laplacian_unscaled", "mean"}
    for setting in settings:
        for place, name in enumerate(setting.filters):
            known = FILTERS[name]
            np.testing.assert_allclose(setting.taps()[..., place], np.add(known.still, known.cosine), atol=1e-7)


def test_the_taps_in_three_dimensions_are_those_of_the_perception_of_volumes(beside_cax):
    setting = beside_cax.SYSTEMS["volume"].setting
    state = np.random.default_rng(0).normal(size=(1, 3, 3, 3, 2)).astype(np.float32)
    features = VolumePerception.initial(setting.filters)(jnp.asarray(state), Conditions(), "zero")[0, 1, 1, 1]
    expected = np.einsum("dhwf,dhwc->fc", setting.taps(), state[0])
    np.testing.assert_allclose(features, expected.ravel(), atol=1e-6)


def test_engines_of_the_article_alone_refuse_the_other_systems(beside_cax):
    engines = importlib.import_module("ports").ENGINES
    for system in beside_cax.SYSTEMS.values():
        if system.setting.plain:
            continue
        with pytest.raises(RuntimeError, match="the article's automaton only"):
            engines["pytorch"].build(system.setting)


def test_a_trial_is_small_and_certain_and_keeps_the_kind(beside_cax):
    for system in beside_cax.SYSTEMS.values():
        trial = system.setting.trial()
        assert trial.fire_rate == 1
        assert trial.cell_updates < system.setting.cell_updates
        assert trial.features == system.setting.features
        assert trial.moving_alpha == (trial.loss != "votes")


def test_what_differs_or_does_not_fall_is_named_and_ratios_are_of_medians(beside_cax):
    def measured(name: str, median: float, processor: float) -> dict[str, object]:
        numbers = {"median": median, "processor_median": processor, "wall": [median]}
        return {"name": name, "versions": {}, "notes": "", "skipped": ""} | numbers

    common = {"title": "a title", "parameters": 8336, "cell_updates": 10}
    good = common | {"name": "digits", "check": {"cax": {"state": 1e-7, "losses": 2e-7}}}
    bad = common | {"name": "growing", "check": {"cax": {"state": 1e-7, "losses": float("inf")}}}
    good["engines"] = [measured("native", 0.5, 1.0), measured("cax", 10.0, 10.0)]
    bad["engines"] = [measured("jax", 2.0, 4.0), measured("cax", 10.0, 10.0)]
    assert beside_cax.wrong([good, bad]) == ["growing: cax"]
    text = beside_cax.report([good, bad], {**dict.fromkeys(("date", "processor", "threads"), "x"), **PLACE})
    rows = [line for line in text.splitlines() if line.startswith("| a title")]
    assert rows[0] == "| a title | 8,336 | 10 | 0.5 |  | 10 | 20 (10) |  |"
    assert rows[1] == "| a title | 8,336 | 10 |  | 2 | 10 |  | 5 (2.5) |"


@pytest.mark.long
def test_without_cax_the_comparison_says_so_and_fails():
    arguments = ("--check-only", "--systems", "digits", "--cax-python", "no-such-python")
    done = run(*arguments, program="beside_cax.py")
    assert done.returncode == 1, done.stderr
    assert "digits: native differs from the dense engine by" in done.stderr
    assert "cax: not checked, no-such-python is not a program" in done.stderr
    assert "Traceback" not in done.stderr
