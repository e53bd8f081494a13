"""Digits that classify themselves, in the results: python zoo/classifying.py

Measures examples/classifying/digits.safetensors as `blastema evaluate` does, on the digits that were held out of its
training (needs scikit-learn; seconds); writes zoo/classifying.json, and docs/results.md from it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
from measured import Examples

from blastema.evaluation.classes import PUBLISHED, classify

EXAMPLES = Examples(
    "Digits that classify themselves",
    {"digits": goals.ROOT / "examples" / "classifying" / "digits.safetensors"},
    "classifying",
)
_NCATORCH = 97.8
"""Per cent of cells right, of MNIST (2026)."""
_AT = ("20", "40", "100", "200")


def main() -> int:
    """Measure, and write docs/results.md again."""
    EXAMPLES.measure(lambda organism: classify(organism).to_dict() | {"parameters": organism.automaton.parameters})
    return 0


def section() -> list[str]:
    """The part of docs/results.md."""
    lines, measured = EXAMPLES.begun()
    if not measured:
        return lines
    found = measured["digits"]
    last, after = found["votes"]["200"], found["changed"]["200"]
    ours = (found["best"], last["cells"], last["agreement"], last["majority"], after["cells"], after["agreement"])
    lines += [
        "The share of a digit's cells that vote for it, mean over the digits, and the share of digits whose cells all "
        "vote alike; the last two columns 200 steps after every digit was replaced by another one, at step 200. "
        "**The tasks differ**: Randazzo et al. (2020) and NCAtorch (2026) classify MNIST's test digits, 28 x 28 pixels "
        f"by more hands; ours the {found['digits']} held-out ones of scikit-learn's 1,797, 12 x 12 cells. MNIST "
        "has not been trained here. Made by `python zoo/classifying.py` ([more](classifying.md)).",
        "",
        "| | digits | parameters | best: cells right | step 200: cells right | all agree | majority right | "
        "after the change: cells right | all agree |",
        "|---|---|---|---|---|---|---|---|---|",
        f"| Randazzo et al., L2 and noise | MNIST | 22,499 | {PUBLISHED['accuracy']} % | "
        f"{PUBLISHED['accuracy at 200']} % | {PUBLISHED['agreement at 200']} % | | | |",
        f"| NCAtorch | MNIST | | {_NCATORCH} % | | | | | |",
        f"| `digits` | scikit-learn's | {found['parameters']:,} | {' | '.join(map(_percent, ours))} |",
        "",
        "`digits` over time: cells right / all agree.",
        "",
        f"| | {' | '.join(f'step {step}' for step in _AT)} |",
        "|---|" + "---|" * len(_AT),
    ]
    for title, key in (("from fresh ink", "votes"), ("after the change", "changed")):
        shares = [(found[key][step]["cells"], found[key][step]["agreement"]) for step in _AT]
        lines.append(f"| {title} | {' | '.join(' / '.join(map(_percent, pair)) for pair in shares)} |")
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


if __name__ == "__main__":
    sys.exit(main())
