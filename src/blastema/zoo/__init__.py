"""The zoo: trained organisms by name, those that come with the package and the user's own.

    from blastema import load_organism, zoo

    load_organism("🦎")                      # or "lizard", "lizard-persistent"
    zoo.find("🦎").card.score("grow200")    # its measured score

- `catalogue`: the available organisms and their files
- `card`: information about each: training and scores
- `publishing`, `pulling`: a zoo as a static site, and organisms from one

An organism is two files in a zoo's folder: ``<name>-<regime>.safetensors`` and its card, ``<name>-<regime>.json``.
"""

from __future__ import annotations

from blastema.zoo.card import Card, CardScore
from blastema.zoo.catalogue import (
    REGIMES,
    Entry,
    built_in_folder,
    entries,
    entries_of,
    entry_for,
    entry_of,
    find,
    may_be_name,
    own_folder,
    plain_name,
    strangers,
    unknown,
)

__all__ = [
    "REGIMES",
    "Card",
    "CardScore",
    "Entry",
    "built_in_folder",
    "entries",
    "entries_of",
    "entry_for",
    "entry_of",
    "find",
    "may_be_name",
    "own_folder",
    "plain_name",
    "strangers",
    "unknown",
]
