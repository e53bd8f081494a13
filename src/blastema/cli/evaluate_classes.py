"""``blastema evaluate`` of an organism that classifies digits: a table of votes over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from blastema._text import plain
from blastema.cli.terminal import Terminal

if TYPE_CHECKING:
    from blastema.evaluation.classes import Classification


def show(console: Terminal, result: Classification, source: str) -> None:
    """Print it, next to the published scores."""
    from blastema.evaluation.classes import PUBLISHED

    title = f"{result.organism} ({source}): {result.digits} held-out digits of {result.data}"
    console.print(plain(title), soft_wrap=True)
    table = Table()
    for heading in ("steps", "cells right", "all agree", "majority right", "after a change: cells right", "all agree"):
        table.add_column(heading, justify="right")
    for step, votes in result.votes.items():
        after = result.changed[step]
        shares = (votes.cells, votes.agreement, votes.majority, after.cells, after.agreement)
        table.add_row(str(step), *(f"{share:.1%}" for share in shares))
    console.print(table)
    told = ", ".join(f"{name} {value} %" for name, value in PUBLISHED.items())
    console.print(f"best {result.best:.1%}; published, of MNIST: {told} ({result.seconds:.0f} s)", soft_wrap=True)


__all__ = ["show"]
