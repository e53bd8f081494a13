"""The zoo in integers, in the results: python zoo/integers.py [NAME-REGIME ...]

Converts the regenerating and the persistent organisms as `blastema export --to integer` does, without training, and
evaluates them as integers. Where a sample of a cut does not recover, as floats or as integers, both are cut again with
more samples, since one sample of 40 is chance. Writes zoo/integers.json, and docs/results.md from it. Takes about half
an hour.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
import numpy as np

from blastema import Organism, load_organism
from blastema._files import write_atomically
from blastema.evaluation import evaluate
from blastema.evaluation.ledger import target_of
from blastema.integer.conversion import convert
from blastema.integer.rule import rule_of
from blastema.training.damage import CUTS, cut
from blastema.trajectory import Trajectory
from blastema.zoo.catalogue import Entry

FILE = goals.ROOT / "zoo" / "integers.json"
REGIMES = ("regenerating", "persistent")
GOAL = 0.3
"""Decades that an organism may lose at most."""
_COURSE = ("grow200", "persist5000")
_CUTS = tuple(f"heal1000 {name}" for name in CUTS)
_MORE = range(32)
"""Fire seeds of the cuts that are repeated; the first eight are those of the evaluation."""


def main(names: list[str]) -> int:
    """Measure all, or those named; write docs/results.md again."""
    import results

    for entry in entries():
        if names and entry.stem not in names:
            continue
        print(f"{entry.stem} ...", flush=True)
        figures = measured(entry)
        found = _found() | {entry.stem: figures}  # read again: another process may measure others
        write_atomically(FILE, (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode())
    results.write()
    return 0


def entries() -> list[Entry]:
    """The organisms, in the order of the zoo."""
    there = goals.shipped()
    keys = ((name, regime) for regime in REGIMES for name in goals.NAMES)
    return [there[key][0] for key in keys if key in there]


def measured(entry: Entry) -> dict[str, Any]:
    """The bits and the scores of an organism in integers."""
    original = load_organism(str(entry.path))
    organism = convert(original)
    rule, found = rule_of(organism.automaton), evaluate(organism)
    names = (*_COURSE, *(_CUTS if entry.regime == "regenerating" else ()))
    told = {
        "sha256": _sha256(entry.path),
        "state_bits": rule.state_bits,
        "births": found.births.alive,
        "scores": {
            name: {"log10": round(found[name].log10_mean, 3), "recovered": found[name].recovered} for name in names
        },
    }
    if entry.regime == "regenerating" and min(_recovered(entry, told)) < 8 * len(CUTS):
        told["recovered_of_160"] = [recovered(original), recovered(organism)]
    return told


def recovered(organism: Organism) -> int:
    """How many of 160 samples, 32 for each cut, have an E below 1e-3 1,000 steps after it."""
    target = np.asarray(target_of(organism))
    grown = Trajectory.seeded(organism, _MORE).after(200)
    cuts = (grown.wounded(np.asarray(cut(name, *organism.grid))).after(1000) for name in CUTS)
    errors = [((now.states[..., :4] - target) ** 2).mean((1, 2, 3)) for now in cuts]
    return int((np.stack(errors) < 1e-3).sum())


def section() -> list[str]:
    """The part of docs/results.md."""
    found = _found()
    lines = [
        "## In integers",
        "",
        "The regenerating and persistent organisms with int8 weights and states of 16 bits, as [`export --to "
        "integer`](physical.md#the-integer-automaton) converts them, without training; computed in integers. Each "
        "cell has the float organism, then the integer one; the goal is a loss of at most "
        f"{GOAL}, and no fewer recovered samples than chance explains (two standard errors). Where not all 40 "
        "recover, 160 are counted, 32 for each cut. Made by `python zoo/integers.py`.",
        "",
        "| | fraction bits | grow200 | persist5000 | worst cut | recovered | goal |",
        "|---|---|---|---|---|---|---|",
    ]
    stale = [entry.stem for entry in entries() if found.get(entry.stem, {}).get("sha256") != _sha256(entry.path)]
    rows = [_row(entry, found[entry.stem]) for entry in entries() if entry.stem not in stale]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    if stale:
        lines += ["", f"Not measured yet, or on an earlier version: {', '.join(stale)}."]
    return lines


def _row(entry: Entry, found: dict[str, Any]) -> list[str]:
    scores = found["scores"]
    plain = entry.card.raw["figures"]["float16"]

    def both(name: str) -> tuple[float, float]:
        return plain[name]["log10_mean_e"], scores[name]["log10"]

    pairs = [both(name) for name in _COURSE]
    row = [f"{entry.emoji} {entry.regime}", str(found["state_bits"]), *(f"{a:.2f}, {b:.2f}" for a, b in pairs)]
    healed = ["", ""]
    missed = [name for name, (a, b) in zip(_COURSE, pairs, strict=True) if b > a + GOAL]
    if entry.regime == "regenerating":
        cuts = [both(name) for name in _CUTS]
        of_40, of_160 = _recovered(entry, found), found.get("recovered_of_160")
        told = [f"{of[0]}, {of[1]} of {number}" for of, number in ((of_40, 40), (of_160, 160)) if of]
        healed = [f"{max(a for a, _ in cuts):.2f}, {max(b for _, b in cuts):.2f}", "; ".join(told)]
        counted, samples = (of_160, 160) if of_160 else (of_40, 40)
        if _fewer(counted[0], counted[1], samples):
            missed.append("recovered")
    return [*row, *healed, f"missed: {', '.join(missed)}" if missed else "met"]


def _recovered(entry: Entry, found: dict[str, Any]) -> tuple[int, int]:
    """The samples of 40 that recover, as floats and as integers."""
    scores = (entry.card.raw["figures"]["float16"], found["scores"])
    as_floats, as_integers = (sum(of[name]["recovered"] for name in _CUTS) for of in scores)
    return as_floats, as_integers


def _fewer(before: int, after: int, samples: int) -> bool:
    """Whether the second number of samples is smaller by more than two standard errors of the difference."""
    share = (before + after) / (2 * samples)
    return before - after > 2 * math.sqrt(2 * share * (1 - share) * samples)


def _found() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
