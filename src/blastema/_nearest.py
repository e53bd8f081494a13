"""Names that were mistyped: the closest of those that exist, and the words in which every message suggests it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

CLOSE = 0.6
"""The similarity from which a name is suggested, 0 to 1 (difflib's ratio)."""


def nearest(word: str, names: Iterable[str], cutoff: float = CLOSE) -> str | None:
    """The name most like a word, whatever their capitals.

    Args:
        word: what was given
        names: those that exist
        cutoff: similarity, 0 to 1, below which none is

    Returns:
        The name; None if none is similar enough.
    """
    by_lower: dict[str, str] = {}
    for name in names:
        by_lower.setdefault(name.lower(), name)
    close = difflib.get_close_matches(word.strip().lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[close[0]] if close else None


def did_you_mean(name: str) -> str:
    """The sentence that suggests a name."""
    return f"Did you mean {name}?"


def suggestion(word: str, names: Iterable[str], otherwise: str = "", cutoff: float = CLOSE) -> str:
    """The sentence that suggests the name most like a word; another one if none is similar enough."""
    name = nearest(word, names, cutoff)
    return otherwise if name is None else did_you_mean(name)


__all__ = ["CLOSE", "did_you_mean", "nearest", "suggestion"]
