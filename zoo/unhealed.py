"""Analysis of cuts that do not heal: the displacement of the regrown part.

    python zoo/unhealed.py                    # the zoo's regenerating organisms, the failed cuts on their cards
    python zoo/unhealed.py 💥 --samples 32    # all five cuts of one organism, with more samples than the protocol's 8

For each sample that does not recover (E of at least 1e-3, 1,000 steps after the cut): the error of the part that had
been removed, the shift by whole cells that minimises it, and the error then. A correct picture in the
wrong place has a large error that a shift reduces.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np

from blastema import load_organism, zoo
from blastema.errors import InputError
from blastema.evaluation.ledger import target_of
from blastema.training.damage import CUTS, cut
from blastema.trajectory import Trajectory
from blastema.zoo import Card

GROWN, HEALING, RECOVERED, REACH = 200, 1000, 1e-3, 3


class Place(NamedTuple):
    """The displacement of a part of a picture: rows down and columns right, and the errors there and in place."""

    rows: int
    columns: int
    error: float
    error_in_place: float


def place_of(shown: np.ndarray, target: np.ndarray, part: np.ndarray) -> Place:
    """The shift, of at most 3 cells, that brings the part [H, W] of a picture [H, W, 4] closest to the target."""

    def error(rows: int, columns: int) -> float:
        moved = np.roll(shown, (-rows, -columns), axis=(0, 1))
        return float(((moved - target)[part] ** 2).mean())

    reach = range(-REACH, REACH + 1)
    best = min((error(rows, columns), rows, columns) for rows in reach for columns in reach)
    return Place(best[1], best[2], best[0], error(0, 0))


def unhealed(name: str, cuts: list[str], count: int) -> list[str]:
    """The rows of a table, one for each cut."""
    organism = load_organism(name)
    target = np.asarray(target_of(organism))
    grown = Trajectory.seeded(organism, range(count)).after(GROWN)
    rows = []
    for which in cuts:
        removed = np.asarray(cut(which, *organism.grid))
        healed = np.asarray(grown.wounded(removed).after(HEALING).states)[..., :4]
        errors = ((healed - target) ** 2).mean(axis=(1, 2, 3))
        places = [place_of(shown, target, removed) for shown in healed[errors >= RECOVERED]]
        rows.append(row(f"{name} {which}", places, count))
    return rows


def row(name: str, places: list[Place], count: int) -> str:
    """One line: the number of samples, their displacements, and the part's errors before and after a shift."""
    if not places:
        return f"| {name} | 0 of {count} | | | |"
    shifts = [f"{abs(p.rows)} {'down' if p.rows > 0 else 'up'}" * bool(p.rows) for p in places]
    sideways = [f"{abs(p.columns)} {'right' if p.columns > 0 else 'left'}" * bool(p.columns) for p in places]
    words = [" ".join(filter(None, pair)) or "in place" for pair in zip(shifts, sideways, strict=True)]
    told = ", ".join(f"{words.count(word)} x {word}" for word in dict.fromkeys(words))
    before, after = (np.log10(np.mean(e)) for e in ([p.error_in_place for p in places], [p.error for p in places]))
    return f"| {name} | {len(places)} of {count} | {told} | {before:.2f} | {after:.2f} |"


def missed(card: Card) -> list[str]:
    """The cuts from which some samples on the card did not recover."""
    scores = card.raw["figures"][card.stored]
    of = {which: scores[f"heal1000 {which}"] for which in CUTS}
    return [which for which, score in of.items() if score["recovered"] < score["samples"]]


def main() -> None:
    """The table on standard output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("organisms", nargs="*", help="zoo names or files (default: the zoo's regenerating ones)")
    parser.add_argument("--samples", type=int, default=8)
    options = parser.parse_args()
    tasks = {name: list(CUTS) for name in options.organisms} or {
        entry.stem: missed(entry.card) for entry in zoo.entries() if entry.regime == "regenerating"
    }
    print("| organism, cut | not recovered | regrown part | its log10 E | after the shift |")
    print("|---|---|---|---|---|")
    for name, cuts in tasks.items():
        for line in unhealed(name, cuts, options.samples):
            print(line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        raise SystemExit(f"unhealed: {error}") from None
