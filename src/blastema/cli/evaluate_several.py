"""``blastema evaluate`` of an organism of several pictures: what it prints and writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from blastema._text import plain
from blastema.cli.terminal import Terminal
from blastema.cli.transition_table import transition_table

if TYPE_CHECKING:
    from blastema.evaluation import Evaluations, Score
    from blastema.organism import Organism


def show(console: Terminal, result: Evaluations, source: str, summary: Table) -> None:
    """Print the evaluation: a row for each picture, the transitions between them, and the recovery.

    summary: a table with a row for each picture
    """
    samples = len(result.recovered.errors)
    pictures = f"{len(result.each)} pictures by one rule of {result.parameters:,} parameters"
    console.print(plain(f"{result.organism} ({source}): {pictures}"), soft_wrap=True)
    console.print(summary)
    healed = (
        f"{result.healed} of {5 * len(result.each)} cuts healed, "
        f"{result.recovered.recovered} of {samples} samples recovered, 1,000 steps later"
    )
    for line in (healed, *_changes(console, result), ""):
        console.print(plain(line), soft_wrap=True)


def _changes(console: Terminal, result: Evaluations) -> list[str]:
    """Print the transitions; returns what they come to, in words."""
    changes = result.transitions
    if changes is None:
        return [f"it cannot change its picture while it lives  ({result.seconds:.0f} s)"]
    rows = [[_coloured(score) for score in changes.row(name)] for name in changes.names]
    console.print(transition_table(changes.names, rows))
    worst = changes.scores[changes.worst]
    return [
        f"{changes.succeeded} of {len(changes.changes)} transitions succeed; the worst is from {changes.worst[0]} to "
        f"{changes.worst[1]} ({worst.log10_mean:.2f})",
        f"recovery after deleting half: {result.recoveries['deletion'].per_cent:.2f} %, after a transition: "
        f"{result.recoveries['change'].per_cent:.2f} %  ({result.seconds:.0f} s)",
    ]


def pages(result: Evaluations, organism: Organism) -> dict[str, bytes]:
    """The reports besides the JSON, by the files' endings: a page for all, one per picture, and the transitions."""
    from blastema import pictures
    from blastema.figures import report, report_of_several
    from blastema.figures.changes import transition_sheet

    files = {".html": report_of_several.html(result, organism).encode()}
    if result.transitions is not None:
        files["-transitions.png"] = pictures.png(transition_sheet(result.transitions))
    for name, one in result.each.items():
        files[f"-{name}.html"] = report.html(one, organism.told(name)).encode()
    return files


def _coloured(score: Score) -> Text:
    return Text(f"{score.log10_mean:.2f}", "green" if score.healed else "red")


__all__ = ["pages", "show"]
