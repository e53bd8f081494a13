"""Wounds and healing: all wounds of all samples form one batch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from blastema.evaluation.attractor import Attractor
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import Floats, Score
from blastema.trajectory import Trajectory

_HEAL = (200, 1000)
"""Steps after a wound at which its scores are taken."""
_LOOK_EVERY = 20
_LARGEST_BATCH = 128


def heal(
    ledger: Ledger,
    grown: Trajectory,
    wounds: Mapping[str, Any],
    attractor: Attractor | None = None,
    times: tuple[int, ...] = _HEAL,
) -> None:
    """Wound the samples and record heal200 and heal1000 of each wound.

    wounds:    by name, booleans [H, W] or [B, H, W] (one per sample), true where cells are removed
    attractor: if given, the hidden distance to it at the end is recorded as well
    times:     steps after the wound

    Curves of E over time and pictures at the wound and at each of the times are kept by the scores' names.
    """
    wounded = grown.each_wounded(np.stack([np.broadcast_to(mask, grown.states.shape[:3]) for mask in wounds.values()]))
    follow(ledger, wounded, tuple(wounds), attractor, times)


def follow(
    ledger: Ledger,
    wounded: Trajectory,
    names: tuple[str, ...],
    attractor: Attractor | None = None,
    times: tuple[int, ...] = _HEAL,
) -> None:
    """Follow samples that have been damaged in several ways (B samples for each name), and record their scores."""
    per_name = len(wounded.states) // len(names)
    # A batch no larger than needed to keep all threads busy keeps memory small.
    size = max(1, _LARGEST_BATCH // per_name)
    scores: dict[int, list[Score]] = {time: [] for time in times}
    distances = []
    for first in range(0, len(names), size):
        part, chunk = names[first : first + size], slice(first * per_name, (first + size) * per_name)
        for name, score, time, distance in _course(ledger, wounded.only(chunk), part, attractor, times):
            scores[time].append(score)
            if distance is not None:
                distances.append((name, distance))
    for time in times:
        ledger.scores += scores[time]
    for name, distance in distances:
        ledger.quantity(f"hidden distance {name}", "", distance)


def _course(
    ledger: Ledger, wounded: Trajectory, names: tuple[str, ...], attractor: Attractor | None, times: tuple[int, ...]
) -> list[tuple[str, Score, int, Any]]:
    began, count = wounded.step, len(names)
    results: list[tuple[str, Score, int, Any]] = []
    curve: dict[int, Floats] = {}
    _look(ledger, wounded, names, "wound")
    every = math.gcd(_LOOK_EVERY, *times)
    for now in wounded.through(range(began, began + times[-1] + 1, every)):
        passed = now.step - began
        curve[passed] = ledger.errors(now.states).reshape(count, -1)
        if passed not in times:
            continue
        states = now.states.reshape(count, -1, *now.states.shape[1:])
        _look(ledger, now, names, f"heal{passed}")
        far = None
        if attractor is not None and passed == times[-1]:
            far = attractor.distance(now.states).reshape(count, -1)
        for index, name in enumerate(names):
            score = ledger.judged(f"heal{passed} {name}", states[index])
            results.append((name, score, passed, None if far is None else far[index]))
    for index, name in enumerate(names):
        ledger.curve(f"heal {name}", list(curve), [row[index] for row in curve.values()])
    return results


def _look(ledger: Ledger, wounded: Trajectory, names: tuple[str, ...], what: str) -> None:
    states = wounded.states.reshape(len(names), -1, *wounded.states.shape[1:])
    for name, some in zip(names, states, strict=True):
        ledger.look(f"{what} {name}", some)


__all__ = ["follow", "heal"]
