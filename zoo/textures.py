"""Textures: what they are held to, and their table in the results."""

from __future__ import annotations

import math
from collections.abc import Mapping

from goals import Goal

from blastema.evaluation.textures import ALIKE, COLOUR, HALVES, LARGER, OTHER_SEEDS
from blastema.zoo import Card

_MUNCA = (68, 264, 588)


def is_texture(card: Card) -> bool:
    """Whether its scores are distances of patches."""
    return card.fact(HALVES) is not None


def _far(card: Card, name: str) -> float:
    score = card.score(name)
    return math.inf if score is None else score.log10_mean


def judge(card: Card) -> list[Goal]:
    """As close to the sample after 5000 steps as another piece of it, and after every cut."""
    piece, kept = math.log10(card.fact(HALVES)) + ALIKE, _far(card, "persist1000") + ALIKE
    last, large = _far(card, "persist5000"), _far(card, LARGER)
    worst = max((cut.log10_mean for cut in card.cuts().values()), default=math.inf)
    return [
        Goal(f"persist5000 below {piece:.2f}, another piece of the sample", f"{last:.2f}", last < piece),
        Goal(f"on a grid of twice the size below {kept:.2f}", f"{large:.2f}", large < kept),
        Goal(f"every cut below {kept:.2f}", f"{worst:.2f}", worst < kept),
    ]


def table(there: Mapping[str, Card]) -> list[str]:
    """The section of the results; empty without any."""
    found = {stem: card for stem, card in there.items() if is_texture(card)}
    if not found:
        return []
    lines = [
        "",
        "### Textures",
        "",
        "Log10 of the sliced optimal transport from the sample's patches "
        "([the measure](textures.md#what-is-measured)), mean of 8 samples; the last two columns say what other numbers "
        "mean. The organisms are in `examples/textures`. Neither Self-Organising Textures (2021: 5,856 parameters, "
        f"5,000 iterations at 128 x 128 cells) nor muNCA (2021: {', '.join(map(str, _MUNCA))} parameters) reports "
        "distances.",
        "",
        "| | parameters | cells | iterations | minutes | grow200 | persist1000 | persist5000 | other seeds | twice the "
        "size | worst cut | another piece of the sample | one colour |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for stem, card in found.items():
        worst = max((cut.log10_mean for cut in card.cuts().values()), default=math.inf)
        numbers = [_far(card, name) for name in ("grow200", "persist1000", "persist5000", OTHER_SEEDS, LARGER)]
        numbers += [worst, math.log10(card.fact(HALVES)), math.log10(card.fact(COLOUR))]
        training = card.training or {}
        cells = [f"`{stem}`", f"{card.raw['parameters']:,}", " x ".join(map(str, card.raw["grid"]))]
        cells += [f"{training['iterations']:,}" if training else "", str(training.get("minutes", ""))]
        lines.append(f"| {' | '.join([*cells, *(f'{number:.2f}' for number in numbers)])} |")
    return lines
