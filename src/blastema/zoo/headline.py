"""The few numbers of a card for tables and galleries."""

from __future__ import annotations

from typing import NamedTuple

from blastema import taught
from blastema.zoo.card import Card, CardScore


class Headline(NamedTuple):
    """The headline of a card; values that were not measured are none or empty.

    grown:     at step 200; for growing ones at step 96
    persisted: at step 5000
    worst_cut: the worst of the cuts, 1000 steps later
    recovered: wounded samples that recovered, as ``40/40``
    alive:     samples alive after 10,000 steps, as ``8/8``
    """

    grown: CardScore | None
    persisted: CardScore | None
    worst_cut: CardScore | None
    recovered: str
    alive: str


def headline(card: Card, regime: str | None) -> Headline:
    """The headline of an organism's card.

    Args:
        card: the card
        regime: growing, persistent, ...; None where it is not known

    Returns:
        Its scores.
    """
    cuts = list(card.cuts().values())
    ends = [] if card.survival is None else card.survival["ends"]
    return Headline(
        card.shape(f"grow{taught.grown_at(regime)}"),
        card.shape("persist5000"),
        max(cuts, key=lambda score: score.log10_mean) if cuts else None,
        f"{sum(cut.recovered for cut in cuts)}/{sum(cut.samples for cut in cuts)}" if cuts else "",
        f"{sum(end is None for end in ends)}/{len(ends)}" if ends else "",
    )


__all__ = ["Headline", "headline"]
