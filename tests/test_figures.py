"""Figures: each is made of a small organism, and what can be known of it is looked at."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shlex
from pathlib import Path

import numpy as np
import planted
import pytest
from PIL import Image
from two_pictures import two_pictures

from blastema import cli, figures
from blastema.config import presets
from blastema.drawing import film_files, plots, svg
from blastema.errors import InputError
from blastema.evaluation import evaluate
from blastema.figures import Material, MissingMaterialError, cells, charts, growth, report, traces
from blastema.figures.sheet import sheet, signed, under
from blastema.formats import organism_file
from blastema.isotropic import IsotropicPerception
from blastema.organism import Organism
from blastema.runs import history
from blastema.runs.folder import Run
from blastema.targets import load_target

LIZARD = Path(__file__).parent / "golden" / "lizard-small.safetensors"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A short training with its history."""
    settings = {"size": 8, "padding": 2, "iterations": 21, "steps": (4, 6), "pool_size": 64, "checkpoint_every": 10}
    settings |= {"batch_size": 8, "damage_count": 2, "reseed_every": 1}
    config = presets.regenerating("quick", keep_history=True, **settings)
    run = Run.create(load_target("🦎", config.target), config, tmp_path_factory.mktemp("runs") / "lizard")
    for _ in run.train():
        pass
    return run.path


@pytest.fixture
def material(tmp_path):
    return Material.load((str(LIZARD),), tmp_path / "figures")


@pytest.fixture
def short_films(monkeypatch):
    """Films of every twentieth frame: encoding takes most of the time."""

    def write(path, frames, *arguments, **settings):
        film_files.write_film(path, (frame for index, frame in enumerate(frames) if index % 20 == 0), **settings)

    monkeypatch.setattr(growth, "write_film", write)


# History


@pytest.mark.long
def test_history_keeps_organisms_pool_and_batches(trained):
    assert list(history.organisms(trained)) == [10, 20, 21]
    milestones = [iteration for iteration in range(1, 22) if history.is_milestone(iteration)]
    assert list(history.pools(trained)) == list(history.batches(trained)) == milestones
    pool, batch = history.pools(trained)[10], history.batches(trained)[10]
    assert pool.shape == (7 * 12, 7 * 12, 3)
    assert batch.shape == (2 * 12, 8 * 12, 3)
    # The first of a batch starts from the seed: one black cell on white.
    first = batch[:12, :12]
    assert first[6, 6].tolist() == [0, 0, 0]
    assert (first == 255).all(axis=-1).sum() == 12 * 12 - 1
    assert (batch[:12] != batch[12:]).any()
    # What grew of it went to the pool, 49 of whose 64 slots are shown.
    shown = {tile.tobytes() for row in np.split(pool, 7) for tile in np.split(row, 7, axis=1)}
    grown = [tile.tobytes() for tile in np.split(batch[12:], 8, axis=1)]
    assert len(set(grown)) == 8
    assert 4 <= sum(tile in shown for tile in grown) <= 8


@pytest.mark.long
def test_history_shows_the_batch_that_was_trained_on_and_changes_nothing(trained, tmp_path):
    config = Run.open(trained).config.replace(keep_history=False)
    plain = Run.create(load_target("🦎", config.target), config, tmp_path / "plain")
    for _ in plain.train():
        pass
    assert [line["loss"] for line in plain.metrics] == [line["loss"] for line in Run.open(trained).metrics]
    assert not (plain.path / "history").exists()


# Figures


@pytest.mark.long
@pytest.mark.usefixtures("short_films")
def test_every_figure_is_made(trained, tmp_path, capsys):
    out = tmp_path / "figures"
    assert cli.run(["figures", "all", "--from", str(trained), "--out", str(out)]) == 0
    left_out = [line for line in capsys.readouterr().out.splitlines() if "is skipped" in line]
    assert len(left_out) == 1, "the one that needs several pictures"
    assert "transitions" in left_out[0]
    names = {file.name for file in out.iterdir()}
    for name in figures.FIGURES:
        several = name == "transitions"  # of an organism of several pictures; see test_transitions.py
        assert several or any(re.match(rf"{name}\b", file) for file in names), name
    for file in filter(Path.is_file, out.rglob("*")):
        assert file.stat().st_size > 500, file
        if file.suffix == ".gif":
            with Image.open(file) as image:
                assert image.n_frames > 1, file


@pytest.mark.long
def test_a_training_is_shown_at_the_iterations_asked_for(trained, tmp_path, capsys):
    def drawn(*at: str) -> np.ndarray:
        assert cli.run(["figures", "drawing", "--from", str(trained), "--out", str(tmp_path), *at]) == 0
        with Image.open(tmp_path / "drawing.png") as image:
            return np.asarray(image)

    every, last = drawn(), drawn("--at", "21")
    assert every.shape[0] > last.shape[0] + 2 * 12
    assert (last != drawn("--at", "10")).any()
    assert (drawn("--at", "20", "10") == drawn("--at", "10", "20")).all()
    assert cli.run(["figures", "drawing", "--from", str(trained), "--out", str(tmp_path), "--at", "15"]) == 2
    assert "--at 15: the run has not kept that iteration; it has 10, 20, 21" in capsys.readouterr().err


def test_what_lacks_its_material_says_how_to_get_it(material, capsys, tmp_path):
    for name in ("checkpoints", "batches", "drawing"):
        with pytest.raises(MissingMaterialError, match="blastema grow TARGET --keep-history"):
            figures.make(name, material)
    assert cli.run(["figures", "pool", "--from", str(LIZARD), "--out", str(tmp_path)]) == 2
    assert "--regime persistent" in capsys.readouterr().err
    with pytest.raises(InputError, match="Did you mean cuts"):
        figures.make("cust", material)
    assert cli.run(["figures", "cuts", "--out", str(tmp_path)]) == 2
    assert "--from RUN|FILE" in capsys.readouterr().err


def test_list_names_every_figure(capsys):
    assert cli.run(["figures", "--list"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in figures.FIGURES)


def test_life_map_has_the_three_kinds(material):
    state = np.zeros((7, 7, 16), np.float32)
    state[3, 3, 3] = 1
    shown = cells.life_map(state, material.first.automaton)
    counts = {tuple(colour): int((shown == colour).all(-1).sum()) for colour in np.unique(shown.reshape(-1, 3), axis=0)}
    assert sorted(counts.values()) == [1, 8, 40]


def test_watched_cells_are_alive_in_order_and_cut_at_their_step(material):
    organism = material.first
    places, course, shown = traces.watched(organism)
    centre, half, edge = (np.array(places[name]) for name in ("centre", "half way", "edge"))
    assert tuple(centre) == tuple(side // 2 for side in material.first.grid)
    assert 0 < np.linalg.norm(half - centre) < np.linalg.norm(edge - centre)
    channels = material.first.automaton.channels
    assert course.shape == (traces.STEPS + 1, 3, channels)
    assert course[0, 0, 3:].tolist() == [1] * (channels - 3)
    before = np.asarray(organism.grow(traces.CUT_AT - 1))
    for index, (row, column) in enumerate(places.values()):
        np.testing.assert_allclose(course[traces.CUT_AT - 1, index], before[row, column], atol=1e-4)
        assert (course[traces.CUT_AT, index] == 0).all() == (column < organism.grid[1] // 2)
    assert shown.shape == (*material.first.grid, 3)


def test_channels_page_holds_its_data_and_nothing_from_elsewhere(material):
    page = figures.make("channels", material)[1].read_text()
    data = json.loads(re.search(r"const data = (.*);\n", page)[1].replace("<\\/", "</"))
    assert np.shape(data["values"]) == (3, material.first.automaton.channels, 401)
    assert data["cut"] == {"at": 200, "text": "left half removed"}
    assert data["names"][:5] == ["R", "G", "B", "alpha", "4"]
    assert not re.search(r"(src|href)=['\"](?!data:)", page)


@pytest.mark.long
@pytest.mark.parametrize("folder", ["my figures", "targets"])
def test_targets_of_a_figure_are_in_a_folder_of_their_own_and_said_to_be_targets(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Organism, "rollout", lambda organism, state, steps, conditions, *, kernel: state)
    monkeypatch.setattr(growth, "write_film", lambda path, made, **settings: None)
    out = tmp_path / folder
    assert cli.run(["figures", "planarian", "--from", "lizard", "--out", str(out)]) == 0
    written = capsys.readouterr().out.splitlines()
    (note,) = (line for line in written if line.startswith("note: "))
    assert written.index(note) == 4
    assert [Path(line).relative_to(out).as_posix() for line in written[:3]] == [
        "targets/worm.png",
        "targets/worm-two-heads.png",
        "planarian.png",
    ]
    assert note.startswith(f"note: {out / 'targets' / 'worm.png'} and {out / 'targets' / 'worm-two-heads.png'} are no")
    command = shlex.split(note.partition("blastema ")[2])
    assert cli.run([*command, "--preview"]) == 0
    assert "worm" in capsys.readouterr().out


def test_planarian_is_moved_as_in_the_notebook(tmp_path, monkeypatch):
    """A cell in each of the three parts, and a rule that does nothing: only what is rolled moves."""
    lived, frames = [], []

    def rollout(organism, state, steps, conditions, *, kernel):
        lived.append((conditions.step, conditions.step + steps))
        assert conditions.angle == pytest.approx(np.pi / 2)
        return state

    def seed(organism, height, width):
        state = np.zeros((height, width, planted.CHANNELS), np.float32)
        state[[10, 30, 55], 48, 3] = 1
        return state

    monkeypatch.setattr(Organism, "rollout", rollout)
    monkeypatch.setattr(Organism, "seed", seed)
    monkeypatch.setattr(growth, "write_film", lambda path, made, **settings: frames.extend(made))
    organism_file.save(planted.still(), tmp_path / "still.safetensors")
    files = growth.planarian(Material.load((str(tmp_path / "still.safetensors"),), tmp_path))

    assert [file.name for file in files] == [
        "worm.png",
        "worm-two-heads.png",
        "planarian.png",
        "planarian.gif",
    ]
    worm, two_heads = (load_target(str(file), size=40, padding=16).array for file in files[:2])
    for body in (worm, two_heads):
        assert body[..., 3].any(axis=1).sum() < body[..., 3].any(axis=0).sum()
    np.testing.assert_allclose(two_heads[:, 36:], worm[:, 36:], atol=0.1)
    np.testing.assert_allclose(two_heads, two_heads[:, ::-1], atol=0.1)
    assert [begun for begun, _ in lived][:200] == list(range(0, 600, 3))
    assert lived[-1][1] == 2150

    def cells_of(frame):
        assert frame[: 64 * 5].shape == (64 * 5, 96 * 5, 3)
        return np.argwhere((frame[2 : 64 * 5 : 5, 2::5] == 0).all(axis=-1)).tolist()

    for rolled, frame in enumerate(frames[50:75]):
        assert cells_of(frame) == [[10, 48 + rolled], [30, 48], [55, 48 - rolled]]
    assert cells_of(frames[0]) == cells_of(frames[50])
    assert cells_of(frames[-1]) == [[10, 72], [30, 48], [55, 24]]


def test_eraser_passes_over_the_upper_row_and_back_over_the_lower():
    radius, columns = 2, 3
    length = columns * 10 + 2 * radius

    def hit(index, place):
        return growth._under_eraser((10, 10), index, columns, place, radius).any()

    assert hit(0, radius + 5)
    assert not hit(1, radius + 5)
    assert hit(2, radius + 25)
    assert not hit(3, radius + 25)
    assert hit(5, length + radius + 5)
    assert hit(3, length + radius + 25)
    assert not hit(3, 2 * length + 1)


# Sheets, charts, pages


def test_sheet_puts_tiles_where_they_belong():
    red, blue = np.zeros((2, 2, 3), np.uint8), np.zeros((2, 2, 3), np.uint8)
    red[..., 0], blue[..., 2] = 255, 255
    made = sheet([[red, blue], [blue, red]], factor=3)
    assert made.shape == (12 + 6 + 6 + 6 + 12, 12 + 6 + 6 + 6 + 12, 3)
    assert made[12, 12].tolist() == made[24, 24].tolist() == [255, 0, 0]
    assert made[12, 24].tolist() == made[29, 17].tolist() == [0, 0, 255]
    for edge in (made[:12], made[-12:], made[:, :12], made[:, -12:]):
        assert (edge == 255).all()
    assert under(made, "words").shape[0] == made.shape[0] + 20


def test_signed_fields_are_red_and_blue_around_white():
    shown = signed(np.array([[-1, 0, 1, np.nan]]), 1)
    assert shown[0, 1].tolist() == [255, 255, 255]
    assert shown[0, 0, 2] > shown[0, 0, 0]
    assert shown[0, 2, 0] > shown[0, 2, 2]


@pytest.mark.parametrize(("low", "high"), [(-4.1, -0.2), (0, 1000), (0.1, 0.11), (-1e6, 3)])
def test_ticks_are_few_round_and_inside(low, high):
    ticks = svg._ticks(low, high)
    assert 3 <= len(ticks) <= 8
    assert all(low - 1e-9 <= tick <= high + 1e-9 for tick in ticks)


def test_charts_leave_out_what_is_not_finite():
    chart = svg.line_chart([svg.Line("a", [0, 1, 2, 3], [1, np.inf, 2, 3])], x_label="x", y_label="y", mark=0)
    assert "inf" not in chart
    assert "nan" not in chart
    assert svg.line_chart([svg.Line("a", [], [])], x_label="x", y_label="y") == ""
    strip = svg.strip_chart([svg.Row("<b>", [-3, np.inf], -3, "t")], x_label="x", mark=-3)
    assert "&lt;b&gt;" in strip
    assert "inf" not in strip


def texts(chart):
    """Each text of a chart with its place, (x, y)."""
    found = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', chart)
    return {text: (float(x), float(y)) for x, y, text in found}


@pytest.mark.parametrize("log_x", [False, True])
def test_lines_rise_to_the_right_and_upwards_as_their_ticks_do(log_x):
    line = svg.Line("a", [1, 10, 100], [-4, -2, -2.5])
    chart = svg.line_chart([line], x_label="x", y_label="y", mark=-3, log_x=log_x)
    points = re.search(r'<polyline points="([^"]*)"', chart)[1].split()
    (x1, y1), (x2, y2), (x3, y3) = (map(float, point.split(",")) for point in points)
    assert x1 < x2 < x3
    assert y1 > y3 > y2, "a picture's rows count downwards"
    assert (x2 - x1 == pytest.approx(x3 - x2, abs=0.2)) == log_x
    ticks = texts(chart)
    assert y1 == pytest.approx(ticks["-4"][1] - 4, abs=0.2)
    assert y2 == pytest.approx(ticks["-2"][1] - 4, abs=0.2)
    assert x3 == pytest.approx(ticks["100"][0], abs=0.2)
    mark = float(re.search(r'd="M[\d.]+ ([\d.]+)L[^>]*stroke-dasharray', chart)[1])
    assert mark == pytest.approx((y1 + y2) / 2, abs=0.2)


def test_dots_of_a_strip_lie_at_their_values_from_left_to_right():
    rows = [svg.Row("first", [-4, -2], -3), svg.Row("second", [-1], -1)]
    chart = svg.strip_chart(rows, x_label="x", mark=-2.5)
    (low, upper, good), (high, _, bad), (last, lower, _) = (
        (float(x), float(y), colour)
        for x, y, colour in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="3.6" fill="([^"]*)"', chart)
    )
    assert low < high < last
    assert upper < lower
    assert (good, bad) == (svg.GOOD, svg.BAD)
    ticks = texts(chart)
    assert (low, last) == (pytest.approx(ticks["-4"][0], abs=0.2), pytest.approx(ticks["-1"][0], abs=0.2))
    assert ticks["first"][1] < ticks["second"][1]


def places_of(png, colour):
    """Where a PNG file has about this colour: rows and columns, by column."""
    with Image.open(io.BytesIO(png)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    wanted = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    columns, rows = np.nonzero((abs(pixels - wanted).max(axis=-1) < 10).T)
    return rows, columns


def test_plotted_lines_rise_to_the_right_and_upwards():
    chart = charts.panels({"a": {"one": [(0, -4), (1, -2), (2, -2)]}}, "x", "y")
    rows, columns = places_of(chart, charts.PALETTE[0])
    assert rows[0] > 2 * rows[-1], "low at the left"
    assert columns[-1] - columns[0] > 300


def test_the_loss_curve_falls_to_the_right_and_the_rate_below_it_rises():
    metrics = [
        {"iteration": i, "loss": 10 ** (-i / 100), "learning_rate": 1e-5 * i, "attempt": 0} for i in range(1, 301)
    ]
    curve = plots.loss_curve(metrics, "a training")
    for colour, falls in ((plots._SMOOTH, True), (plots._RATE, False)):
        rows, columns = places_of(curve, colour)
        in_plot = columns < columns.min() + 0.6 * np.ptp(columns)  # the legend is at the right
        rows = rows[in_plot]
        assert (rows[0] < rows[-1] - 30) == falls
        assert (rows[0] > rows[-1] + 30) != falls


@pytest.mark.long
def test_report_is_whole_and_escapes_names():
    """One of the full protocol is with that protocol's test."""
    organism = dataclasses.replace(planted.flips(), name="<script>")
    page = report.html(evaluate(organism), organism)
    assert page.count("<script") == 1
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=['\"](?!data:)", page)
    assert "Hidden state" not in page
    assert page.count("<svg") == page.count("</svg>") > 1


def test_figures_that_would_show_something_else_are_not_made(material, tmp_path):
    lizard = material.first
    automaton = dataclasses.replace(lizard.automaton, perception=IsotropicPerception())
    isotropic = dataclasses.replace(lizard, automaton=automaton)
    with pytest.raises(MissingMaterialError, match="perceives no directions"):
        figures.make("angles", dataclasses.replace(material, organisms=(isotropic,)))
    begun = dataclasses.replace(lizard, start_radius=4.0)
    with pytest.raises(MissingMaterialError, match="starts as its own picture; the film plants plain seeds"):
        figures.make("teaser", dataclasses.replace(material, organisms=(lizard, begun)))
    textures = dataclasses.replace(two_pictures(), provenance={"objective": "texture"})
    with pytest.raises(MissingMaterialError, match="grows textures, between which transitions are not measured"):
        figures.make("transitions", dataclasses.replace(material, organisms=(textures,)))


def test_a_flag_and_organisms_that_a_figure_does_not_use_are_told(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["figures", "cells", "--at", "5", "--from", str(LIZARD)]) == 2
    assert "leave it out, or name one that does: drawing, batches, pool" in capsys.readouterr().err
    assert cli.run(["figures", "updates", "--from", str(LIZARD), "lizard"]) == 0
    assert "note: updates: only of the first organism, lizard-small" in capsys.readouterr().out
