"""Measure the article's 30 released models: python zoo/article.py MODELS TARGETS

MODELS is the folder of its web models (ex1_🦎.json, ...), TARGETS the picture of its ten targets side by side, 40 x 40
each and premultiplied; both belong to the article and are not part of the project. Each model is imported and evaluated
by this package twice: against the picture that it was trained on, and against the built-in one, on which the zoo was
trained. Writes zoo/article.json, which `read` reads.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals

from blastema import load_target
from blastema._files import write_atomically
from blastema.evaluation import Evaluation, evaluate
from blastema.evaluation.measures import RECOVERED, finite, log10
from blastema.formats import distill
from blastema.targets import Target

HEALED = log10(RECOVERED)
FILE = goals.HERE / "article.json"
FILES = {"growing": "ex1", "persistent": "ex2", "regenerating": "ex3"}
PICTURES = ("own", "built_in")
"""The pictures a model is compared with: the one that it was trained on, and Blastema's of the same emoji."""
SCORES = {
    "regenerating": ("grow200", "persist5000", *goals.CUTS),
    "persistent": ("grow200", "persist5000"),
    "growing": ("grow96", "persist1000"),
}
"""The stored scores by regime: those of its training's goal, and for growing also persistence."""
VERSIONS = ("blastema", "python", "jax", "jaxlib", "numpy", "kernel", "instruction_level", "precision")
Scores = dict[str, tuple[float, int]]
"""By name: log10 of the mean E, infinite if a sample was not finite, and how many of 8 samples recovered."""


@dataclasses.dataclass(frozen=True)
class Article:
    """The content of zoo/article.json.

    scores:        by pictures compared with (`PICTURES`), name and regime
    births:        by name and regime: how many of 512 fire seeds live
    differences:   by name: log10 of the mean squared difference of the two pictures, over the training grid
    measured_with: versions, engine and date
    """

    scores: Mapping[str, Mapping[str, Mapping[str, Scores]]]
    births: Mapping[str, Mapping[str, int]]
    differences: Mapping[str, float]
    measured_with: Mapping[str, Any]


class Premultiplied(Target):
    """A picture whose colours are already premultiplied, as in the article's sheet, without rounding."""

    @property
    def array(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """See `Target`."""
        around = (self.padding, self.padding)
        return np.pad(self.pixels.astype(np.float32) / np.float32(255), (around, around, (0, 0)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path)
    parser.add_argument("targets", type=Path)
    given = parser.parse_args(arguments)
    write_atomically(FILE, dumps(measure(given.models, given.targets)))
    return 0


def measure(models: Path, sheet: Path) -> Article:
    """Import and evaluate every model, against both pictures."""
    pairs = {name: (own_picture(sheet, name), load_target(goals.SYMBOLS[name])) for name in goals.NAMES}
    scores: dict[str, dict[str, dict[str, Scores]]] = {kind: {name: {} for name in pairs} for kind in PICTURES}
    births: dict[str, dict[str, int]] = {name: {} for name in pairs}
    for regime, prefix in FILES.items():
        for name, pictures in pairs.items():
            file = models / f"{prefix}_{goals.SYMBOLS[name]}.json"
            for kind, picture in zip(PICTURES, pictures, strict=True):
                result = evaluate(distill.load(file, target=picture))
                scores[kind][name][regime] = scores_of(result, regime)
                births[name][regime] = result.births.alive  # the same for both, since births do not depend on pictures
                print(name, regime, kind, scores[kind][name][regime], flush=True)
    differences = {name: difference(*pair) for name, pair in pairs.items()}
    return Article(scores, births, differences, measured_with(result.environment))


def measured_with(environment: Mapping[str, Any]) -> dict[str, Any]:
    """Versions and engine of an evaluation, and today."""
    return {name: environment[name] for name in VERSIONS} | {"date": datetime.date.today().isoformat()}


def own_picture(sheet: Path, name: str) -> Target:
    """The article's picture of one of its targets, from its sheet of ten."""
    left = 40 * goals.NAMES.index(name)
    with Image.open(sheet) as image:
        return Premultiplied(np.asarray(image.convert("RGBA"))[:, left : left + 40], 16, name)


def difference(one: Target, other: Target) -> float:
    """Log10 of the mean squared difference between two pictures, as E has it."""
    return log10(float(((one.array.astype(np.float64) - other.array) ** 2).mean()))


def scores_of(result: Evaluation, regime: str) -> Scores:
    """The stored part of an evaluation."""
    return {name: (result[name].log10_mean, result[name].recovered) for name in SCORES[regime]}


def totals(scores: Mapping[str, Mapping[str, Scores]]) -> dict[str, int]:
    """All cuts of the regenerating models: how many heal, and how many wounded samples recover."""
    cuts = [scores[name]["regenerating"][cut] for name in scores for cut in goals.CUTS]
    return {
        "cuts": len(cuts),
        "cuts_healed": sum(value < HEALED for value, _ in cuts),
        "samples": 8 * len(cuts),
        "samples_recovered": sum(recovered for _, recovered in cuts),
    }


def dumps(article: Article) -> bytes:
    """The file, one line per model."""
    about = {
        "what": "The 30 models that Growing Neural Cellular Automata (Distill 2020, doi 10.23915/distill.00023) "
        "released for its web demo (8-bit weights)",
        "measured": "by zoo/article.py: blastema.formats.distill.load and blastema.evaluation.evaluate, the article's "
        "protocol (docs/evaluation.md) in float32, fire seeds 0 to 7",
        "measured_with": article.measured_with,
        "own": "against the pictures that the models were trained on, from the article's repository",
        "built_in": "against Blastema's pictures of the same emoji, on which the zoo was trained",
        "values": "[log10 of the mean E, null where a sample was not finite; samples recovered of 8]",
        "births": "fire seeds of 512 that live",
        "differences": "log10 of the mean squared difference of the two pictures over the 72 x 72 cells of the grid",
    }
    parts = {
        "about": json.dumps(about, indent=1),
        "totals": _lines({kind: totals(scores) for kind, scores in article.scores.items()}),
        "differences": json.dumps({name: round(value, 3) for name, value in article.differences.items()}),
        "births": _lines(article.births),
        **{kind: "{\n" + ",\n".join(_models(scores)) + "\n}" for kind, scores in article.scores.items()},
    }
    return ("{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n").encode()


def _models(scores: Mapping[str, Mapping[str, Scores]]) -> Iterator[str]:
    for name, regimes in scores.items():
        rounded = {
            regime: {key: [finite(value, 3), recovered] for key, (value, recovered) in of.items()}
            for regime, of in regimes.items()
        }
        yield f'"{name}": {_lines(rounded)}'


def _lines(values: Mapping[str, Any]) -> str:
    """An object with a line for each value."""
    rows = ",\n".join(f' "{name}": {json.dumps(value, allow_nan=False)}' for name, value in values.items())
    return f"{{\n{rows}\n}}"


def read() -> Article:
    """What was measured."""
    raw: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    scores = {
        kind: {
            name: {
                regime: {key: (float("inf") if value is None else value, count) for key, (value, count) in of.items()}
                for regime, of in regimes.items()
            }
            for name, regimes in raw[kind].items()
        }
        for kind in PICTURES
    }
    return Article(scores, raw["births"], raw["differences"], raw["about"]["measured_with"])


if __name__ == "__main__":
    raise SystemExit(main())
