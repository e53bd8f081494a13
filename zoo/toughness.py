"""The zoo's regenerating organisms, and a tough one, under the further wounds and conditions of the full protocol.

    python zoo/toughness.py              # new and changed ones, then docs/results.md; a minute each
    python zoo/toughness.py 🦋 💥 lizard-tough --again

Measures the five cuts with 32 other fire seeds than the protocol's, the rows of `blastema.evaluation.toughness`, erased
cells, 512 births, 20,000 steps and 16 angles; writes zoo/toughness.json after each organism, so that it can be stopped
and continued, and docs/results.md at the end.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
import tellings

from blastema import evaluation, load_organism, zoo
from blastema._files import write_atomically
from blastema.evaluation import conditions, toughness
from blastema.evaluation.healing import heal
from blastema.evaluation.ledger import Ledger, target_of
from blastema.evaluation.measures import SAMPLES, finite, pooled
from blastema.evaluation.wounds import erasures
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory

FILE = goals.ROOT / "zoo" / "toughness.json"
REGIME = "regenerating"
_GROWN, _HEALED, _END = 200, 1000, 20_000
_BIRTHS = f"grow{_GROWN} 512 seeds"
_OTHER_SEEDS = range(SAMPLES, SAMPLES + 32)
"""The protocol has the first 8."""
_CUTS = "five cuts, 32 other fire seeds"
_ERASED = {"30% of cells": "30 % of cells erased", "50% of cells": "50 % of cells erased"}
"""Their names in the full protocol, and in the table."""
Shipped = dict[tuple[str, str], tuple[zoo.Entry, zoo.Card]]
TOUGH = "lizard-tough"
"""The organism of another kind that is measured here, too: it was trained with all kinds of wound."""
SYMBOLS = goals.SYMBOLS | {TOUGH: "🦎 tough"}
"""What the table calls them, in its order."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and write docs/results.md again."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("organisms", nargs="*", help="emoji or names (default: all ten)")
    parser.add_argument("--again", action="store_true", help="also unchanged ones that were measured already")
    options = parser.parse_args(arguments)
    named = {word: name for name, symbol in SYMBOLS.items() for word in (name, symbol)}
    unknown = [word for word in options.organisms if word not in named]
    if unknown:
        parser.error(f"{' '.join(unknown)} is none of {' '.join(goals.SYMBOLS.values())} {TOUGH}")
    there, known = entries(goals.shipped()), read()
    for name in dict.fromkeys(named[word] for word in options.organisms or there):
        entry, card = there[name]
        if options.again or known.get(name, {}).get("sha256") != card.sha256:
            print(f"{SYMBOLS[name]} {name}", flush=True)
            known[name] = {"sha256": card.sha256} | measured(load_organism(str(entry.path)))
            ordered = {each: known[each] for each in SYMBOLS if each in known}
            write_atomically(FILE, (json.dumps(ordered, indent=1, ensure_ascii=False) + "\n").encode())
    import results

    results.write()
    return 0


def entries(there: Shipped) -> dict[str, tuple[zoo.Entry, zoo.Card]]:
    """The organisms that are measured, by name, in the table's order: regenerating ones and, if shipped, `TOUGH`."""
    found = {name: there[name, REGIME] for name in goals.NAMES if (name, REGIME) in there}
    tough = tellings.entry_of(tellings.BY_STEM[TOUGH])
    return found if tough is None else found | {TOUGH: (tough, tough.card)}


def read() -> dict[str, dict[str, Any]]:
    """The measurements by name; may be empty."""
    known: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return known


def measured(organism: Organism) -> dict[str, Any]:
    """All scores of one organism, in place and at the best placement."""
    ledger = Ledger(target_of(organism))
    seeds = Trajectory.seeded(organism, range(SAMPLES))
    grown = seeds.until(_GROWN)
    toughness.measure(ledger, grown, times=(_HEALED,))
    erased = erasures(grown)
    heal(ledger, grown, {name: erased[name] for name in _ERASED}, times=(_HEALED,))
    cut_elsewhere(ledger, organism)
    toughness.grown_births(ledger, organism)
    ledger.score(f"persist{_END}", seeds.until(_END).states)
    conditions.STAGES["angles"](ledger, organism, None, "auto")
    return {
        "scores": {
            score.name: {
                "log10_mean_e": finite(score.log10_mean, 2),
                "recovered": score.recovered,
                "samples": len(score.errors),
                "best_placed": finite(score.form.log10_mean, 2),
                "best_placed_recovered": score.form.recovered,
            }
            for score in ledger.scores
            if score.form is not None
        },
        "births": evaluation.count_births(organism).alive,
        "angle_floors": ledger.facts["angle_floor_log10_e"],
    }


def cut_elsewhere(ledger: Ledger, organism: Organism) -> None:
    """One score of the five cuts with `_OTHER_SEEDS`."""
    own = Ledger(ledger.target, ledger.organism)
    cuts = {name: damage.cut(name, *organism.grid) for name in damage.CUTS}
    heal(own, Trajectory.seeded(organism, _OTHER_SEEDS).after(_GROWN), cuts, times=(_HEALED,))
    ledger.scores.append(pooled(f"heal{_HEALED} {_CUTS}", own.scores))


def section(there: Shipped) -> list[str]:
    """The section of docs/results.md."""
    shipped = entries(there)
    known = {name: each for name, each in read().items() if name in shipped}
    if not known:
        return ["Not measured yet: `python zoo/toughness.py`."]
    names = [name for name in shipped if name in known]
    lines = [
        "The regenerating organisms under the five cuts with 32 other fire seeds than the protocol's 8, and under the "
        "wounds and conditions that the [full protocol](evaluation.md#the-full-protocol) adds, at step 200: samples "
        "that have recovered (E below 1e-3) 1,000 steps later in place / at "
        "[the best shift and rotation](evaluation.md#place-and-form). Made by `python zoo/toughness.py`.",
        "",
    ]
    changed = [SYMBOLS[name] for name in names if known[name]["sha256"] != shipped[name][1].sha256]
    missing = [SYMBOLS[name] for name in dict.fromkeys((*goals.NAMES, *shipped)) if name not in known]
    lines += [f"Measured on an earlier version of the organism: {' '.join(changed)}.", ""] if changed else []
    lines += [f"Not measured yet: {' '.join(missing)}.", ""] if missing else []
    lines += [f"| | of | {' | '.join(SYMBOLS[name] for name in names)} |", "|---|---|" + "---|" * len(names)]

    def row(title: str, of: object, cell: Callable[[dict[str, Any]], str]) -> None:
        lines.append(f"| {title} | {of} | {' | '.join(cell(known[name]) for name in names)} |")

    for title in (_CUTS, *toughness.ROWS, *_ERASED, toughness.SWIPES):
        name = f"heal{_HEALED} {title}"
        row(_ERASED.get(title, title), _score(known[names[0]], name)["samples"], _counts(name))
    row(f"{_END:,} steps undamaged", SAMPLES, _counts(f"persist{_END}"))
    row("born: alive after 32 steps", 512, lambda each: str(each["births"]))
    row("born and grown at step 200", 512, _counts(_BIRTHS))
    row("12 angles between the quarter turns, log10 E: median, worst", "", _angles)
    row("error of rotating the picture alone: median", "", _floor)
    return lines


def _score(of: dict[str, Any], name: str) -> dict[str, Any]:
    score: dict[str, Any] = of["scores"][name]
    return score


def _counts(name: str) -> Callable[[dict[str, Any]], str]:
    def cell(of: dict[str, Any]) -> str:
        score = _score(of, name)
        return f"{score['recovered']} / {score['best_placed_recovered']}"

    return cell


def _between(of: dict[str, Any]) -> list[str]:
    return [angle for angle in of["angle_floors"] if float(angle) % 90]


def _angles(of: dict[str, Any]) -> str:
    found = [_score(of, f"angle {angle}") for angle in _between(of)]
    parts = []
    for key in ("log10_mean_e", "best_placed"):
        values = [float("inf") if each[key] is None else each[key] for each in found]
        parts.append(f"{statistics.median(values):.2f}, {max(values):.2f}")
    return " / ".join(parts)


def _floor(of: dict[str, Any]) -> str:
    return f"{statistics.median(of['angle_floors'][angle] for angle in _between(of)):.2f}"


if __name__ == "__main__":
    sys.exit(main())
