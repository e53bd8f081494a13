"""Help in terminals of different widths."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from blastema import cli
from blastema.cli import evaluate, verbs
from blastema.cli import zoo as zoo_verb
from blastema.cli.overview import Folding, folded
from blastema.cli.parser import help_of


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("words", [[], ["grow"], ["zoo"], ["zoo", "pull"], ["render"], ["completion"]], ids=str)
def test_help_fits_its_terminal(words, width):
    for line in help_of(words, width).splitlines():
        if "🥨" not in line:  # within a box, where the parser counts emoji as it does letters
            assert cell_len(line) <= width, line


def test_the_commands_are_listed_with_what_they_do(capsys):
    for words in ([], ["--help"], ["-h"]):
        with pytest.raises(SystemExit) as stopped:
            cli.run(words)
        assert stopped.value.code == 0
        shown = capsys.readouterr().out
        assert all(f"\n  {name} " in shown for name in verbs.VERBS)
        assert "Examples" not in shown
        assert "Serves the page" not in shown


@pytest.mark.parametrize("group", verbs.GROUPS)
def test_a_group_alone_lists_its_commands(group, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.run([group])
    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"• {name} " in shown for name in verbs.GROUPS[group])


def test_only_lines_of_text_are_folded(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    text = "short\n" + "word " * 8 + "\n│ a box that is wider than that │\nhttps://a.long/address/of/a/page\n"
    assert Folding(sys.stdout).write(text) == len(text)
    assert capsys.readouterr().out.splitlines() == [
        "short",
        "word word word word",
        "word word word word",
        "│ a box that is wider than that │",
        "https://a.long/address/of/a/page",
    ]


def test_codes_of_colours_take_no_columns(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    coloured = " ".join(f"\x1b[1;36m{word}\x1b[0m" for word in ("usage:", "blastema", "zoo"))
    Folding(sys.stdout).write(coloured)
    assert capsys.readouterr().out == coloured
    Folding(sys.stdout).write(f"{coloured} {coloured}")
    assert Text.from_ansi(capsys.readouterr().out).plain.splitlines() == ["usage: blastema zoo"] * 2


def test_folded_lines_are_as_far_from_the_left_as_the_first():
    assert folded("    " + "word " * 6, 16) == ["    word word"] * 3
    assert folded("  \x1b[1mbold\x1b[0m and plain", 11) == ["  \x1b[1mbold\x1b[0m and", "  plain"]


def test_examples_have_a_line_each_unless_all_fit_one():
    text = "Examples: blastema render 🦎 --cut left@200    blastema play"
    assert folded(text, 60) == [text]
    assert folded(text, 40) == ["Examples:", "    blastema render 🦎 --cut left@200", "    blastema play"]
    assert folded(text, 30) == ["Examples:", "    blastema render 🦎 --cut", "        left@200", "    blastema play"]
    assert "\n    blastema render 🦎 --on 😀 --out infection.gif\n" in help_of(["render"], 60)


@pytest.mark.parametrize("width", [60, 80])
def test_the_scores_fit_with_whole_names(width):
    figures = {"log10_mean": -4.27, "spread": 0.04, "recovered": 8, "errors": [0.1] * 8, "healed": True}
    form = SimpleNamespace(errors=[0.2] * 8, log10_mean=-4.66, recovered=0)
    names = ("grow96", "persist5000", "heal1000 bottom", "heal1000 centre")
    scores = [SimpleNamespace(name=name, form=form, **figures) for name in names]
    births = SimpleNamespace(steps=32, alive=512, fire_seeds=512)
    result = SimpleNamespace(scores=scores, is_texture=False, births=births)
    out = io.StringIO()
    Console(file=out, width=width).print(evaluate._table(result, narrow=width < evaluate._ROOMY))
    lines = out.getvalue().splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert all(any(name in line and "8 of 8" in line and "-4.66 (0)" in line for line in lines) for name in names)
    assert "…" not in out.getvalue()


@pytest.mark.parametrize("width", [60, 77, 78])
@pytest.mark.parametrize("grown", ["-4.24", "diverged"])
def test_the_scores_of_a_card_fit_with_whole_names(width, grown, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr(zoo_verb, "_number", lambda score: Text(grown))
    assert cli.run(["zoo", "show", "lizard"]) == 0
    _, heading, after = capsys.readouterr().out.partition("condition ")
    lines = f"{heading}{after}".splitlines()
    assert all(cell_len(line) <= width for line in lines)
    for name in ("grow96", "persist1000", "heal200 centre", "heal1000 bottom"):
        (line,) = [line for line in lines if line.lstrip().startswith(f"{name} ")]
        assert line.split(grown)[-1].split()[1:] == ["8", "of", "8"]
