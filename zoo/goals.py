"""The goals of the thirty organisms, the article's ten targets in three regimes each; used by build and results."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

from blastema import emoji, zoo
from blastema.errors import InputError
from blastema.training import damage
from blastema.zoo import Card, CardScore

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CONFIGS = HERE / "configs"
NAMES = tuple(emoji.BUILT_IN.values())
SYMBOLS = {name: symbol for symbol, name in emoji.BUILT_IN.items()}
CUTS = tuple(f"heal1000 {name}" for name in damage.CUTS)
LIZARD = -4.5
_BELOW = {
    "regenerating": {"grow200": -3.9, "persist5000": -3.9, **dict.fromkeys(CUTS, -3.5)},
    "persistent": {"grow200": -4.2, "persist5000": -4.2},
    "growing": {"grow96": -4.0},
}
"""Upper limit of log10 of the mean E for each score."""
REGIMES = tuple(_BELOW)
"""The article's three regimes; its ten targets are trained in each of them."""


@dataclasses.dataclass(frozen=True)
class Goal:
    """One goal of an organism: a description, and the result if it was not met."""

    wanted: str
    found: str
    met: bool


def shipped() -> dict[tuple[str, str], tuple[zoo.Entry, Card]]:
    """The built-in organisms with their cards by name and regime. Raises `InputError` for one without a sound card."""
    found = {}
    for name in NAMES:
        for regime in REGIMES:
            entry = zoo.entry_for(name, regime, zoo.built_in_folder())
            if entry.path.exists():
                card = entry.card
                if not card.is_of(entry.path):
                    raise InputError(f"{entry.card_path} is the card of another organism; run zoo/build.py again.")
                found[name, regime] = (entry, card)
    return found


def judge(name: str, regime: str, card: Card) -> list[Goal]:
    """All goals of this organism."""
    goals = []
    for score_name, limit in _BELOW[regime].items():
        limit = LIZARD if (name, regime) == ("lizard", "regenerating") else limit
        score = card.score(score_name)
        value = math.inf if score is None else score.log10_mean
        goals.append(Goal(f"{score_name} below {limit:g}", shown(score), value < limit))
    if regime == "regenerating":
        cuts = card.cuts().values()
        recovered, samples = sum(cut.recovered for cut in cuts), sum(cut.samples for cut in cuts)
        goals.append(Goal("40 of 40 recovered", f"{recovered} of {samples}", recovered == samples == 40))
    if regime != "growing":
        ends = [] if card.survival is None else card.survival["ends"]
        alive = sum(end is None for end in ends)
        goals.append(Goal("8 of 8 alive at step 10,000", f"{alive} of {len(ends)}", alive == len(ends) == 8))
    return goals


def shown(score: CardScore | None) -> str:
    """A score's number as text."""
    if score is None:
        return "not measured"
    return f"{score.log10_mean:.2f}" if math.isfinite(score.log10_mean) else "diverged"
