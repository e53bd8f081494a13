"""The table of scores after each change of an organism from one of its pictures to another."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from blastema._text import plain

_WHOLE_NAMES = 6
"""With more pictures the columns are as wide as their scores, so that ten fit 80 columns; the rows have the names."""


def transition_table(names: Sequence[str], rows: Sequence[Sequence[Text]]) -> Table:
    """A row for each picture changed from, a column for each changed to, in the same order.

    Args:
        names: of the pictures
        rows: the scores
    """
    title = "log10 of the mean E, 500 steps after the signal changed at step 200"
    padding = (0, 1) if len(names) <= _WHOLE_NAMES else (0, 0)
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", padding=padding)
    table.add_column("from \\ to", no_wrap=True)
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        width = None if len(names) <= _WHOLE_NAMES else max(score.cell_len for score in column)
        table.add_column(Text(plain(name)), justify="right", no_wrap=True, overflow="crop", max_width=width)
    for name, row in zip(names, rows, strict=True):
        table.add_row(Text(plain(name)), *row)
    return table


__all__ = ["transition_table"]
