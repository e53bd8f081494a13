"""Large pictures, in the results: python zoo/large.py

Measures the organisms of examples/large as `blastema evaluate` does, in pixels; writes zoo/large.json, and
docs/results.md from it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
import jax
from measured import Examples

from blastema import Organism
from blastema.evaluation import evaluate
from blastema.evaluation.measures import SAMPLES

EXAMPLES = Examples(
    "Large pictures",
    {name: goals.ROOT / "examples" / "large" / f"{name}.safetensors" for name in ("gecko-96", "gecko-256")},
    "large",
)
_COURSE = ("grow200", "persist1000", "persist5000")
_CUTS = ("bottom", "top", "right", "left", "centre")


def main() -> int:
    """Measure, and write docs/results.md again."""
    EXAMPLES.measure(measured)
    return 0


def measured(organism: Organism) -> dict[str, Any]:
    """The scores of an organism, and its sizes."""
    found, decoder = evaluate(organism), organism.automaton.decoder
    assert organism.target is not None
    height, width = organism.grid
    drawn = sum(leaf.size for leaf in jax.tree.leaves(decoder))
    return {
        "cells": [height, width],
        "pixels": [height * decoder.pixels, width * decoder.pixels],
        "picture": max(organism.target.pixels.shape[:2]),
        "rule": organism.automaton.parameters - drawn,
        "decoder": drawn,
        "births": found.births.alive,
        "scores": {
            name: {"log10": round(found[name].log10_mean, 3), "recovered": found[name].recovered}
            for name in (*_COURSE, *(f"heal1000 {cut}" for cut in _CUTS))
        },
    }


def section() -> list[str]:
    """The part of docs/results.md."""
    lines, found = EXAMPLES.begun()
    if not found:
        return lines
    lines += [
        f"Log10 of the mean E over RGBA and all pixels of the grid, of {SAMPLES} samples; the worst of the five cuts "
        "1,000 steps after it, and the wounded samples below 1e-3. Cells2Pixels (2026) reports no errors, and did not "
        "train with wounds. Made by `python zoo/large.py` ([more](large.md)).",
        "",
        f"| | picture | grid, in cells | rule | decoder | {' | '.join(_COURSE)} | worst cut | recovered |",
        "|---|---|---|---|---|" + "---|" * (len(_COURSE) + 2),
        f"| Cells2Pixels, published | 512 px | 96 x 96 | about 41,000 | about 11,000 |{' |' * (len(_COURSE) + 2)}",
    ]
    return lines + [_row(name, each) for name, each in found.items()]


def _row(name: str, found: dict[str, Any]) -> str:
    """Of the organism `name`."""
    scores, (height, width) = found["scores"], found["cells"]
    healed = {cut: scores[f"heal1000 {cut}"] for cut in _CUTS}
    worst = max(healed, key=lambda cut: healed[cut]["log10"])
    cells = [f"{found['picture']} px", f"{height} x {width}", f"{found['rule']:,}", f"{found['decoder']:,}"]
    cells += [f"{scores[each]['log10']:.2f}" for each in _COURSE]
    cells += [f"{worst}: {healed[worst]['log10']:.2f}"]
    cells += [f"{sum(cut['recovered'] for cut in healed.values())} of {SAMPLES * len(healed)}"]
    return f"| `{name}` | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
