"""Help in terminals of different widths."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest
from rich.cells import cell_len
from rich.console import Console

from blastema import cli
from blastema.cli import evaluate, verbs
from blastema.cli.overview import Folding
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
