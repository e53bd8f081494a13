"""Volumes, in the results: python zoo/volumes.py

Measures the organisms of examples/voxels as `blastema evaluate` does; writes zoo/volumes.json, and
docs/results.md from it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
from measured import Examples

from blastema.evaluation.volumes import HEALING, PUBLISHED, SAMPLES, WOUNDED_AT, evaluate_volume

EXAMPLES = Examples(
    "Volumes",
    {
        name: goals.ROOT / "examples" / "voxels" / f"{name}.safetensors"
        for name in ("mushroom", "tree", "house", "worm")
    },
    "volumes",
)
_GROWN = ("grow96", "grow200", "persist1000")


def main() -> int:
    """Measure, and write docs/results.md again."""
    EXAMPLES.measure(
        lambda organism: evaluate_volume(organism).to_dict() | {"parameters": organism.automaton.parameters}
    )
    return 0


def section() -> list[str]:
    """The part of docs/results.md."""
    lines, measured = EXAMPLES.begun()
    if not measured:
        return lines
    wounds = len(next(iter(measured.values()))["wounds"])
    lines += [
        f"1 - IoU of the living voxels (0: the same shape), in brackets log10 of the mean E, of {SAMPLES} samples; the "
        f"last columns {HEALING[0]} steps after a wound at step {WOUNDED_AT}, the worst of {wounds}, and the number of "
        "wounded samples below 1e-3. **The targets differ**: Sudhakaran et al. (2021) grow structures of a game, "
        "of materials instead of colours; their figures, after growing, are in the column grow200. "
        "Made by `python zoo/volumes.py` ([more](voxels.md)).",
        "",
        f"| | voxels | parameters | {' | '.join(_GROWN)} | after the worst wound | recovered |",
        "|---|---|---|" + "---|" * (len(_GROWN) + 2),
    ]
    lines += [f"| {name}, published | | | | {value:.2f} | | | |" for name, value in PUBLISHED.items()]
    return lines + [_row(name, found) for name, found in measured.items()]


def _row(name: str, found: dict[str, Any]) -> str:
    """Of the organism `name`."""
    healed = {wound: found["scores"][f"heal{HEALING[0]} {wound}"] for wound in found["wounds"]}
    worst = max(healed, key=lambda wound: (healed[wound]["one_minus_iou"], healed[wound]["log10_mean_e"]))
    recovered = sum(score["recovered"] for score in healed.values())
    cells = [_cell(found["scores"][score]) for score in _GROWN]
    cells += [f"{worst}: {_cell(healed[worst])}", f"{recovered} of {SAMPLES * len(healed)}"]
    return f"| `{name}` | {found['voxels']} | {found['parameters']:,} | {' | '.join(cells)} |"


def _cell(score: dict[str, Any]) -> str:
    return f"{score['one_minus_iou']:.3f} ({score['log10_mean_e']:.2f})"


if __name__ == "__main__":
    sys.exit(main())
