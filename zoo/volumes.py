"""Volumes, in the results: python zoo/volumes.py

Measures examples/voxels/mushroom.safetensors as `blastema evaluate` does; writes zoo/volumes.json, and
docs/results.md from it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
from measured import Example

from blastema import load_organism
from blastema.evaluation.volumes import HEALING, PUBLISHED, evaluate_volume

EXAMPLE = Example("Volumes", goals.ROOT / "examples" / "voxels" / "mushroom.safetensors", "volumes")
_GROWN = ("grow96", "grow200", "persist1000")


def main() -> int:
    """Measure, and write docs/results.md again."""
    organism = load_organism(EXAMPLE.organism)
    EXAMPLE.keep(evaluate_volume(organism).to_dict() | {"parameters": organism.automaton.parameters})
    return 0


def section() -> list[str]:
    """The part of docs/results.md."""
    lines, found = EXAMPLE.begun()
    if not found:
        return lines
    healed = {name: found["scores"][f"heal{HEALING[0]} {name}"] for name in found["wounds"]}
    worst = max(healed, key=lambda name: healed[name]["one_minus_iou"])
    lines += [
        "1 - IoU of the living voxels (0: the same shape), in brackets log10 of the mean E, of "
        f"{healed[worst]['samples']} samples; the last column {HEALING[0]} steps after a wound at step "
        "200, the worst of "
        f"{len(healed)} (here: {worst}). **The targets differ**: Sudhakaran et al. (2021) grow structures of a game, "
        "of materials instead of colours; their figures, after growing, are in the column grow200. "
        "Made by `python zoo/volumes.py` ([more](voxels.md), also of a tree that does not persist).",
        "",
        f"| | voxels | parameters | {' | '.join(_GROWN)} | after the worst wound |",
        "|---|---|---|" + "---|" * (len(_GROWN) + 1),
    ]
    lines += [f"| {name}, published | | | | {value:.2f} | | |" for name, value in PUBLISHED.items()]
    cells = [_cell(found["scores"][name]) for name in _GROWN] + [_cell(healed[worst])]
    lines.append(f"| `mushroom` | {found['voxels']} | {found['parameters']:,} | {' | '.join(cells)} |")
    return lines


def _cell(score: dict[str, Any]) -> str:
    return f"{score['one_minus_iou']:.3f} ({score['log10_mean_e']:.2f})"


if __name__ == "__main__":
    sys.exit(main())
