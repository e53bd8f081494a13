"""The side-by-side benchmark: what it gives the engines, and that it runs and notices a wrong engine."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from blastema import emoji, load_target

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


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


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARKS / "train_iteration.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


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


def test_any_picture_has_twenty_of_different_kinds_each_drawn_alike_every_time(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    any_picture = importlib.import_module("any_picture")
    items = any_picture.ITEMS
    assert len({item.name for item in items}) == len(items) == 20
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
