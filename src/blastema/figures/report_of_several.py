"""A page for the evaluation of an organism of several pictures: a row for each, and the transitions between them."""

from __future__ import annotations

import json

from blastema import pictures
from blastema.drawing.html import Picture, Tile, page
from blastema.evaluation import Evaluations
from blastema.evaluation.measures import RECOVERED, log10
from blastema.figures.changes import transition_sheet
from blastema.organism import Organism
from blastema.training import damage

_COLUMNS = ("grow96", "grow200", "persist1000", "persist5000")


def html(result: Evaluations, organism: Organism) -> str:
    """The page. ``organism`` is needed for its targets."""
    first = next(iter(result.each.values()))
    changes, cuts, samples = result.transitions, 5 * len(result.each), len(result.recovered.errors)
    recovered = result.recovered.recovered
    return page(
        "several.html",
        title=f"{result.organism}: one rule, {len(result.each)} pictures",
        result=result,
        level=log10(RECOVERED),
        portraits=[Picture(picture.name, pictures.to_rgb(picture.target.array)) for picture in organism.pictures],
        numbers=[
            Tile("cuts healed", f"{result.healed} of {cuts}", result.healed == cuts),
            Tile("wounded samples recovered", f"{recovered} of {samples}", recovered == samples),
            *_changing(result),
        ],
        columns=_COLUMNS,
        cuts=damage.CUTS,
        sheet=None if changes is None else transition_sheet(changes),
        origin=json.dumps({"settings": first.settings, "environment": first.environment}, indent=1, ensure_ascii=False),
    )


def _changing(result: Evaluations) -> list[Tile]:
    changes = result.transitions
    if changes is None:
        return []
    deletion, change = (result.recoveries[name].per_cent for name in ("deletion", "change"))
    succeeded, of = changes.succeeded, len(changes.changes)
    return [
        Tile("changes succeed", f"{succeeded} of {of}", succeeded == of),
        Tile("recovery after deleting half", f"{deletion:.2f} %", deletion > 98.32),
        Tile("recovery after a transition", f"{change:.2f} %", change > 99.64),
    ]


__all__ = ["html"]
