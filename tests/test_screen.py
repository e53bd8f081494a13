"""What a training looks like: the picture in half-blocks, the figures, plain lines and JSON."""

from __future__ import annotations

import dataclasses
import io
import json
import math

import jax
import numpy as np
import pytest
from rich.console import Console
from rich.text import Text
from training_helpers import exhaust, lizard, tiny

from blastema import cli
from blastema.cli import screen
from blastema.cli.screen import (
    JsonScreen,
    LiveScreen,
    PlainScreen,
    describe,
    duration,
    half_blocks,
    print_picture,
    sparkline,
)
from blastema.runs.folder import Noticed, Run
from blastema.training import RolledBack, SaveFailed

pytest_plugins = ("training_fixtures",)


def state(rows: list[list[tuple[float, float, float, float]]]) -> np.ndarray:
    return np.array(rows, np.float32)


RED, GREEN, NOTHING = (1, 0, 0, 1), (0, 1, 0, 1), (0, 0, 0, 0)


def test_two_cells_make_one_character():
    text = half_blocks(state([[RED, RED, NOTHING, NOTHING], [GREEN, NOTHING, GREEN, NOTHING]]), 10, 10)
    assert text.plain == "▀▀▄ \n"
    styles = [str(span.style) for span in text.spans]
    assert styles == ["#ff0000 on #00ff00", "#ff0000", "#00ff00"]


def test_premultiplied_colours_are_shown_in_full():
    assert str(half_blocks(state([[(0.25, 0, 0, 0.5)]]), 9, 9).spans[0].style) == "#800000"


def test_what_is_hardly_there_is_not_shown():
    assert half_blocks(state([[(0.1, 0.1, 0.1, 0.1)]]), 9, 9).plain == " \n"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_broken_states_can_be_shown(value):
    half_blocks(np.full((4, 4, 16), value, np.float32), 10, 10)


@pytest.mark.parametrize(("width", "height"), [(72, 40), (30, 40), (72, 9), (20, 8), (1, 1)])
def test_it_fits(width, height):
    lines = half_blocks(np.ones((72, 72, 4), np.float32), width, height).plain.splitlines()
    assert len(lines) <= height
    assert all(len(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "columns", "count"), [(60, 50, 10), (120, 100, 20), (40, 34, 7)])
def test_a_picture_is_as_large_as_its_terminal(width, columns, count):
    picture = np.zeros((200, 200, 4), np.float32)
    picture[31:69, 51:149] = 1  # with one cell around it: 40 x 100
    file = io.StringIO()
    print_picture(Console(file=file, width=width, height=60), picture)
    lines = file.getvalue().rstrip("\n").splitlines()
    assert {len(line) for line in lines} == {columns}
    assert len(lines) == count


def test_a_picture_of_nothing_is_blank_and_fits():
    file = io.StringIO()
    print_picture(Console(file=file, width=60, height=24), np.zeros((72, 72, 4), np.float32))
    assert file.getvalue().strip() == ""
    assert max(map(len, file.getvalue().splitlines())) <= 60


@pytest.mark.parametrize("width", [20, 60, 120])
def test_info_and_the_card_draw_as_wide_as_the_terminal_allows(width, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("LINES", "60")
    monkeypatch.setenv("FORCE_COLOR", "1")
    for words in (["info", "heart"], ["zoo", "show", "heart"])[: 1 if width == 20 else 2]:
        assert cli.run(words) == 0
        drawn = [Text.from_ansi(line).plain for line in capsys.readouterr().out.splitlines()]
        drawn = [line for line in drawn if set(line) & set("▀▄") and not set(line) & set("█▁")]
        assert {len(line) for line in drawn} == {11 if width == 20 else 22}


def test_sparkline():
    assert sparkline([], 5) == ""
    assert sparkline([1, 2, 3], 5) == "▁▄█" or sparkline([1, 2, 3], 5) == "▁▅█"
    assert len(sparkline(list(range(1000)), 24)) == 24
    assert set(sparkline([2.0] * 9, 5)) == {"▁"}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (725, "12:05"), (11220, "3:07:00")],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


@pytest.fixture
def events(tmp_path, shared_episodes, plain_pictures):
    """A run and its events."""
    config = tiny()
    run = Run.create(lizard(config), config, tmp_path / "run")

    def kept(event):
        """The arrays of an event are valid until the next one: each is kept as a copy."""
        automaton = getattr(event, "automaton", None)
        return event if automaton is None else dataclasses.replace(event, automaton=jax.tree.map(np.array, automaton))

    return run, [kept(event) for event in run.train()]


def test_the_live_screen_shows_organism_and_figures(events, monkeypatch):
    monkeypatch.setattr(screen, "REFRESH_SECONDS", 0.0)
    run, happened = events
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=True, width=100, height=40, color_system="truecolor", legacy_windows=False
    )
    with LiveScreen(run, console) as live:
        for event in happened[:-1]:
            live.show(event)
        live.show(RolledBack(20, 10, "the loss is not finite", 1, happened[0].view))
        live.show(SaveFailed(30, "No space left on device"))
        live.show(happened[-1])
    text = out.getvalue()
    for wanted in (
        "▄", "lizard, regenerating", "24", "of 24", "it/s", "time left", "log10 loss", "smoothed", "learning rate",
        "living cells", "largest value", "engine: ", "the loss is not finite; back to 10", "No space left",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(("width", "beside"), [(120, True), (80, True), (70, True), (68, False)])
def test_the_target_stands_beside_the_organism_where_there_is_room(events, width, beside):
    run, happened = events
    console = Console(file=(out := io.StringIO()), force_terminal=True, width=width, height=30)
    with LiveScreen(run, console) as live:
        for event in happened:
            live.show(event)
    lines = Text.from_ansi(out.getvalue()).plain.splitlines()
    labels = [line for line in lines if "organism" in line and "target" in line]
    assert bool(labels) == beside
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines), "nothing is cut off"


def test_the_live_screen_stays_cheap(events, monkeypatch):
    """The organism is grown for the screen only now and then, whatever the iterations cost."""
    run, happened = events
    previews = []
    monkeypatch.setattr(LiveScreen, "_preview", lambda self, organism: previews.append(organism))
    monkeypatch.setattr(screen.time, "monotonic", iter(np.arange(0, 1000, 0.01)).__next__)
    with LiveScreen(run, Console(file=io.StringIO(), force_terminal=True)) as live:
        for event in happened[:-1]:
            live.show(event)
    assert len(previews) == 1, "24 iterations within a second"


def test_plain_lines_come_now_and_then(events, capsys):
    run, happened = events
    with PlainScreen(run) as plain:
        for event in [*happened, Noticed("something")]:
            plain.show(event)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("iteration")] == ["1", "24"]
    assert lines[-1] == "note: something"


def test_every_event_is_a_line_of_json(events, capsys):
    _, happened = events
    with JsonScreen() as screen_:
        for event in [*happened, SaveFailed(3, "full"), RolledBack(20, 10, "x", 1, happened[0].view), Noticed("y")]:
            screen_.show(event)
    lines = [json.loads(line, parse_constant=pytest.fail) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(happened) + 3
    assert lines[-3] == {"event": "savefailed", "iteration": 3, "reason": "full"}
    assert all(math.isfinite(value) for line in lines for value in line.values() if isinstance(value, float))


def test_a_training_without_iterations_has_no_loss_to_tell(events, capsys):
    finished = dataclasses.replace(events[1][-1], smoothed=float("nan"))
    JsonScreen().show(finished)
    assert json.loads(capsys.readouterr().out)["smoothed"] is None


def test_figures_alone_need_no_words(events):
    assert {describe(event) for event in events[1] if type(event).__name__ in ("Trained", "Saved", "Finished")} == {""}
    assert exhaust(map(describe, events[1]))[0].startswith("engine: ")
