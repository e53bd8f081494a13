"""Transitions between ten pictures, in a terminal of 80 columns."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.text import Text

from blastema.cli.transition_table import transition_table


def printed(names: list[str], width: int = 80) -> list[str]:
    rows = [[Text(f"{-1 - row / 2 - column / 20:.2f}") for column in range(len(names))] for row in range(len(names))]
    console = Console(file=(out := io.StringIO()), width=width)
    console.print(transition_table(names, rows))
    return out.getvalue().splitlines()


TEN = ["lizard", "explosion", "eye", "face", "butterfly", "web", "fish", "pretzel", "tree", "ladybird"]


@pytest.mark.parametrize("names", [TEN, TEN[:3]])
def test_every_score_is_whole_and_every_row_has_its_name(names):
    lines = printed(names)
    assert max(map(len, lines)) <= 80
    for row, name in enumerate(names):
        [line] = [line for line in lines if line.split()[:1] == [name]]
        assert line.split()[1:] == [f"{-1 - row / 2 - column / 20:.2f}" for column in range(len(names))]


def test_few_pictures_have_their_names_above():
    assert "explosion" in next(line for line in printed(TEN[:3]) if line.strip().startswith("from"))
    heading = next(line for line in printed(TEN) if line.strip().startswith("from"))
    assert [name[:5] for name in TEN] == heading.split()[3:]
