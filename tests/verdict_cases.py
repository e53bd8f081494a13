"""Verdicts with given scores, for tests of their words and of what the command line says of them."""

from __future__ import annotations

import dataclasses

from blastema.evaluation import Verdict
from blastema.evaluation.measures import Score


def score(log10_e: float, name: str = "grow200") -> Score:
    return Score.of(name, [10**log10_e] * 8)


def verdict_of(grown: float, **parts) -> Verdict:
    """A verdict on 8 samples that live, of these scores beside an empty picture's of -1.2."""
    given = {name: score(value) for name, value in parts.items() if not isinstance(value, str)}
    regime = parts.get("regime", "regenerating")
    return Verdict("one", regime, 200, score(grown), (None,) * 8, 10**-1.2, **given)


def healing(**cuts: float) -> Verdict:
    """A verdict on one that grows to -3.5, and 200 steps after each cut has these scores."""
    return dataclasses.replace(verdict_of(-3.5), cuts={name: (score(-1.6), score(e)) for name, e in cuts.items()})
