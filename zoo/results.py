"""What the zoo proves, from its cards: python zoo/results.py [--check]

Writes docs/results.md, the block between the zoo's marks in README.md, and docs/images/zoo.png. With --check nothing is
written: it says what is not up to date with the cards, and exits with 1 if something is not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import goals
import portrait

from blastema import zoo
from blastema._files import write_atomically
from blastema.evaluation.measures import RECOVERED, log10

RESULTS = goals.ROOT / "docs" / "results.md"
README = goals.ROOT / "README.md"
PICTURE = goals.ROOT / "docs" / "images" / "zoo.png"
BEGIN, END = "<!-- zoo: made by zoo/results.py -->", "<!-- end of zoo -->"
WORSE = "▼"
HEALED = log10(RECOVERED)
SCORES = {
    "regenerating": ("grow200", "persist5000", *goals.CUTS),
    "persistent": ("grow200", "persist5000"),
    "growing": ("grow96", "persist1000"),
}
"""What is known of the article's models."""
Shipped = dict[tuple[str, str], tuple[zoo.Entry, zoo.Card]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say what is not up to date")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    stale = outdated()
    for path in stale:
        print(f"{path.relative_to(goals.ROOT)} is not up to date with the cards: python zoo/build.py", file=sys.stderr)
    return 1 if stale else 0


def write() -> None:
    """Write everything again; what would be the same stays untouched."""
    there = goals.shipped()
    for path, text in _texts(there).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            write_atomically(path, text.encode())
        print(path.relative_to(goals.ROOT))
    if there and portrait.digest_in(PICTURE) != digest(there):
        write_atomically(PICTURE, portrait.draw(there, digest(there)))
    if there:
        print(PICTURE.relative_to(goals.ROOT))


def outdated() -> list[Path]:
    """The files that are not what the cards say."""
    import build

    there = goals.shipped()
    texts = _texts(there) | {build.STATUS: build.status()}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if there and portrait.digest_in(PICTURE) != digest(there):
        stale.append(PICTURE)
    return stale


def digest(there: Shipped) -> str:
    """What the picture is a picture of: one hash of all organisms."""
    organisms = "".join(card.sha256 for _, card in there.values())
    return hashlib.sha256(f"{portrait.VERSION} {organisms}".encode()).hexdigest()


def _texts(there: Shipped) -> dict[Path, str]:
    texts = {RESULTS: document(there)}
    readme = README.read_text(encoding="utf-8")
    if BEGIN in readme and END in readme:
        before, rest = readme.split(BEGIN, 1)
        texts[README] = f"{before}{BEGIN}\n{readme_block(there)}{END}{rest.split(END, 1)[1]}"
    return texts


def article() -> dict[str, dict[str, dict[str, tuple[float, int | None]]]]:
    """The article's models: by name, regime and score, log10 of the mean E and samples recovered, if counted."""
    raw: dict[str, Any] = json.loads((goals.HERE / "article.json").read_text(encoding="utf-8"))
    return {
        name: {regime: {key: (value[0], value[1]) for key, value in group.items()} for regime, group in regimes.items()}
        for name, regimes in raw["organisms"].items()
    }


def document(there: Shipped) -> str:
    """docs/results.md."""
    parts = [
        "# Results: the zoo beside the article's models",
        "",
        "Made by `python zoo/results.py` of the cards in the package; do not edit. The zoo's organisms are evaluated "
        "as they are shipped (float16 weights), the article's 30 released models as they were released (8-bit "
        "weights), both in float32 by [the same protocol](evaluation.md): log10 of the mean E over 8 samples, in "
        "brackets the samples of 8 that recovered (E below 1e-3). Lower is better. Scores of growth move by 0.1 to "
        "0.2 from one set of eight seeds to another, those of cuts by more.",
        "",
    ]
    parts += _so_far(there)
    parts += ["![The zoo, grown, and after a cut](images/zoo.png)", ""] if there else []
    parts += ["## In short", "", *_summary(there), "", "## Where ours is worse", "", *_worse(there), ""]
    for regime in zoo.REGIMES:
        parts += [f"## {regime.capitalize()}", "", *_comparison(there, regime), ""]
    parts += ["## In the long run", "", *_survival(there), ""]
    parts += ["## Number formats", "", *_formats(there), ""]
    parts += ["## How they were trained", "", *_training(there), ""]
    return "\n".join(parts)


def _so_far(there: Shipped) -> list[str]:
    total = len(goals.NAMES) * len(zoo.REGIMES)
    if len(there) == total:
        return []
    return [
        f"{len(there)} of {total} organisms are trained so far; pale pictures and empty cells stand for others.",
        "",
    ]


def readme_block(there: Shipped) -> str:
    """The zoo's part of the README, between its marks."""
    if not there:
        return ""
    return "\n".join(
        [
            "![The zoo: organisms of ten targets, grown, and 200 steps after losing their left half]"
            "(docs/images/zoo.png)",
            "",
            *_so_far(there),
            *_summary(there),
            "",
            "The same protocol, organism by organism, and where ours is worse: [docs/results.md](docs/results.md).",
            "",
        ]
    )


def _summary(there: Shipped) -> list[str]:
    """Headline scores in a table: ours, and the article's of the same targets and regimes."""
    models = article()
    cuts, their_cuts = [], []
    for (name, regime), (_, card) in there.items():
        if regime == "regenerating":
            cuts += list(card.cuts().values())
            their_cuts += [models[name][regime][cut] for cut in goals.CUTS]
    lines = [
        f"| log10 of the mean E | the zoo ({len(there)} organisms) | the article's models of the same |",
        "|---|---|---|",
    ]
    if cuts:
        healed, their_healed = sum(c.log10_mean < HEALED for c in cuts), sum(v < HEALED for v, _ in their_cuts)
        recovered, theirs = sum(cut.recovered for cut in cuts), sum(count or 0 for _, count in their_cuts)
        ours, others = [cut.log10_mean for cut in cuts], [value for value, _ in their_cuts]
        lines += [
            f"| cuts that heal (below -3) | {healed} of {len(cuts)} | {their_healed} of {len(cuts)} |",
            f"| wounded samples that recover | {recovered} of {8 * len(cuts)} | {theirs} of {8 * len(cuts)} |",
            f"| cuts: median, worst | {_median_and_worst(ours)} | {_median_and_worst(others)} |",
        ]
    for regime, key in (("regenerating", "persist5000"), ("persistent", "persist5000"), ("growing", "grow96")):
        pairs = [
            (score.log10_mean, models[name][regime][key][0])
            for (name, of), (_, card) in there.items()
            if of == regime and (score := card.score(key)) is not None
        ]
        if pairs:
            ours, others = [our for our, _ in pairs], [their for _, their in pairs]
            lines.append(
                f"| {regime}, {key}: median, worst of {len(pairs)} | {_median_and_worst(ours)} | "
                f"{_median_and_worst(others)} |"
            )
    return lines if there else ["No organism is trained yet."]


def _median_and_worst(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f}, {_max(values)}"


def _max(values: Sequence[float]) -> str:
    worst = max(values)
    return f"{worst:.2f}" if worst < float("inf") else "diverged"


def _worse(there: Shipped) -> list[str]:
    """Each score that is worse than the article's, in words."""
    found = []
    for (name, regime), (_, card) in there.items():
        for key, (value, count) in article()[name][regime].items():
            score = card.score(key)
            if score is None:
                continue
            fewer = count is not None and score.recovered < count
            if round(score.log10_mean, 2) > value or fewer:
                recovered = f", {score.recovered} samples recovered against {count}" if fewer else ""
                found.append(
                    f"- {goals.SYMBOLS[name]} {name}, {regime}, {key}: {goals.shown(score)} against {value:.2f}"
                    f"{recovered}."
                )
    if not there:
        return ["No organism is trained yet."]
    compared = sum(len(article()[name][regime]) for name, regime in there)
    if not found:
        return [f"Nowhere: none of the {compared} scores that can be compared is worse than the article's."]
    return [f"In {len(found)} of the {compared} scores that can be compared:", "", *found]


def _comparison(there: Shipped, regime: str) -> list[str]:
    names = SCORES[regime]
    heads = [name.replace("heal1000 ", "") for name in names]
    lines = []
    if regime == "regenerating":
        lines += ["The five cuts by what was removed at step 200, 1000 steps later (heal1000).", ""]
    if regime == "growing":
        lines += ["Growing ones learn nothing of what comes after step 96: persist1000 is given to show it.", ""]
    lines += [
        "Each cell has ours, then the article's; " + WORSE + " marks where ours is worse.",
        "",
        f"| | {' | '.join(heads)} |",
        "|---|" + "---|" * len(names),
    ]
    for name in goals.NAMES:
        cells = []
        for key in names:
            value, count = article()[name][regime][key]
            theirs = f"{value:.2f}" + ("" if count is None else f" ({count})")
            score = there[name, regime][1].score(key) if (name, regime) in there else None
            ours = "" if score is None else goals.shown(score) + ("" if count is None else f" ({score.recovered})")
            mark = f" {WORSE}" if score is not None and round(score.log10_mean, 2) > value else ""
            cells.append(f"{ours}{mark} / {theirs}" if ours else f"/ {theirs}")
        lines.append(f"| {goals.SYMBOLS[name]} | {' | '.join(cells)} |")
    return lines


def _survival(there: Shipped) -> list[str]:
    if not there:
        return ["No organism is trained yet."]
    lines = [
        "8 samples from the seed, watched for 10,000 steps. One has *died* when no cell lives, *overgrown* when more "
        "than twice the picture's cells live, *diverged* when a value is beyond 100,000. Nothing of it is known of the "
        "article's models here.",
        "",
    ]

    def told(card: zoo.Card) -> str:
        return card.survival_in_words

    return lines + _table(there, told)


def _table(there: Shipped, cell: Callable[[zoo.Card], str]) -> list[str]:
    lines = [f"| | {' | '.join(zoo.REGIMES)} |", "|---|" + "---|" * len(zoo.REGIMES)]
    for name in goals.NAMES:
        cells = [cell(there[name, regime][1]) if (name, regime) in there else "" for regime in zoo.REGIMES]
        lines.append(f"| {goals.SYMBOLS[name]} | {' | '.join(cells)} |")
    return lines


def _formats(there: Shipped) -> list[str]:
    """Each organism with weights in the three formats: what is lost by halving and quartering the file."""
    if not there:
        return ["No organism is trained yet."]
    lines = [
        "What rounding the weights costs: float32 as trained, float16 as shipped, int8 as in the article's web format "
        "(255 levels of each layer's range); the rest is float32 in all three. Each cell has float32, float16, int8.",
        "",
        "| | grown (step 200; growing ones 96) | persist5000 | worst cut |",
        "|---|---|---|---|",
    ]
    for (name, regime), (_, card) in there.items():
        grown = "grow96" if regime == "growing" else "grow200"
        worst = [max(card.cuts(of).values(), key=lambda cut: cut.log10_mean) if card.cuts(of) else None
                 for of in ("float32", "float16", "int8")]  # fmt: skip
        cells = [" / ".join(_shown(card.score(key, of)) for of in ("float32", "float16", "int8"))
                 for key in (grown, "persist5000")]  # fmt: skip
        cells.append(" / ".join(map(_shown, worst)) if regime == "regenerating" else "")
        lines.append(f"| {goals.SYMBOLS[name]} {regime} | {' | '.join(cells)} |")
    return lines


def _shown(score: zoo.CardScore | None) -> str:
    return "-" if score is None else goals.shown(score)


def _training(there: Shipped) -> list[str]:
    if not there:
        return ["No organism is trained yet."]
    lines = [
        "One config a regime for all ten (`zoo/configs/`); `blastema zoo train NAME --regime REGIME` runs an "
        "organism's own again.",
        "",
        "| | iterations | seed | minutes | log10 loss | remarks |",
        "|---|---|---|---|---|---|",
    ]
    for (name, regime), (_, card) in there.items():
        training = card.training or {}
        seed = training.get("seed", "")
        iterations = f"{training['iterations']:,}" if training.get("iterations") else ""
        loss = training.get("log10_loss")
        lines.append(
            f"| {goals.SYMBOLS[name]} {regime} | {iterations} | {seed} | {training.get('minutes') or ''} | "
            f"{'' if loss is None else f'{loss:.2f}'} | {'; '.join(card.notes)} |"
        )
    return lines


if __name__ == "__main__":
    sys.exit(main())
