"""The zoo's results, from its cards: python zoo/results.py [--check]

Writes docs/results.md, the block between the zoo's marks in README.md, and docs/images/zoo.png. With --check nothing is
written: it reports files that are not up to date with the cards, and exits with 1 if there are any.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import article
import classifying
import goals
import integers
import large
import portrait
import telling_tables
import tellings
import toughness
import volumes

from blastema import zoo
from blastema._files import write_atomically

RESULTS = goals.ROOT / "docs" / "results.md"
README = goals.ROOT / "README.md"
PICTURE = goals.ROOT / "docs" / "images" / "zoo.png"
BEGIN, END = "<!-- zoo: made by zoo/results.py -->", "<!-- end of zoo -->"
_ELSEWHERE = (
    "## Measured elsewhere",
    "",
    "- Orientation from the seed or by chance: [isotropic rules](isotropic.md#evaluation).",
    "- Evolution strategies against the gradient, with equal processor time: "
    "[notes](notes.md#evolution-beside-backpropagation-2026-11-26).",
    "- The time of an iteration or a rollout of eight systems, compared with CAX 0.4.4: "
    "[benchmarks](benchmarks.md#beside-cax).",
    "- Cells with parent cells, beside cells without: [a hierarchy of parts](hierarchy.md).",
    "- What the weights of organisms say about their pictures: [weights](weights.md).",
    "- Sprites under perturbation, by the rule that replaces the state and by the article's: [sprites](sprites.md).",
    "- Handwritten digits: [training](training.md#digits). Two hidden layers: "
    "[notes](notes.md#two-hidden-layers-and-the-sprite-at-full-size-2026-11-26).",
    "- Rules of fewer parameters, of integers, in 10 kB and 256 bytes: [the physical cell](physical.md).",
)
WORSE = "▼"
Shipped = dict[tuple[str, str], tuple[zoo.Entry, zoo.Card]]
Lookup = Callable[[str, str, str], tuple[float, int] | None]
"""By name, regime and score: log10 of the mean E and samples recovered, if it was measured."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only report files that are not up to date")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    stale = outdated()
    for path in stale:
        print(f"{path.relative_to(goals.ROOT)} is not up to date with the cards: python zoo/build.py", file=sys.stderr)
    return 1 if stale else 0


def write() -> None:
    """Write everything; unchanged files stay untouched."""
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
    """The files that are not up to date with the cards."""
    import build

    there = goals.shipped()
    texts = _texts(there) | {build.STATUS: build.status()}
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if there and portrait.digest_in(PICTURE) != digest(there):
        stale.append(PICTURE)
    return stale


def digest(there: Shipped) -> str:
    """The picture's digest: one hash of all organisms."""
    organisms = "".join(card.sha256 for _, card in there.values())
    return hashlib.sha256(f"{portrait.VERSION} {organisms}".encode()).hexdigest()


def _texts(there: Shipped) -> dict[Path, str]:
    texts = {RESULTS: document(there)}
    readme = README.read_text(encoding="utf-8")
    if BEGIN in readme and END in readme:
        before, rest = readme.split(BEGIN, 1)
        texts[README] = f"{before}{BEGIN}\n{readme_block(there)}{END}{rest.split(END, 1)[1]}"
    return texts


def document(there: Shipped) -> str:
    """docs/results.md."""
    parts = [
        "# Results: the zoo and the article's models",
        "",
        "Made by `python zoo/results.py` from the cards in the package; do not edit. The zoo's organisms are evaluated "
        "as they are shipped (float16 weights), the article's 30 released models as they were released (8-bit "
        "weights), both in float32 by [the same protocol](evaluation.md): log10 of the mean E over 8 samples, in "
        "brackets the number of 8 samples that recovered (E below 1e-3). Lower is better. Scores of growth vary by "
        "0.1 to 0.2 between sets of eight seeds, those of cuts by more. Each is compared with the picture that it "
        "was trained on; [the article's differ from ours](#two-sets-of-pictures).",
        "",
    ]
    parts += _so_far(there)
    parts += ["![The zoo, grown, and after a cut](images/zoo.png)", ""] if there else []
    parts += ["## In short", "", *_summary(there), "", "## Where ours is worse", "", *_worse(there), ""]
    for regime in goals.REGIMES:
        parts += [f"## {regime.capitalize()}", "", *_comparison(there, regime), ""]
    parts += ["## Other wounds and conditions", "", *toughness.section(there), ""]
    parts += telling_tables.tables(tellings.shipped())
    parts += [*classifying.section(), ""]
    parts += [*volumes.section(), ""]
    parts += [*large.section(), ""]
    parts += [*_ELSEWHERE, ""]
    parts += ["## Long-term survival", "", *_survival(there), ""]
    parts += ["## Two sets of pictures", "", *_pictures(), ""]
    parts += ["## Number formats", "", *_formats(there), ""]
    parts += [*integers.section(), ""]
    parts += ["## How they were trained", "", *_training(there), ""]
    return "\n".join(parts)


def _so_far(there: Shipped) -> list[str]:
    total = len(goals.NAMES) * len(goals.REGIMES)
    if len(there) == total:
        return []
    return [
        f"{len(there)} of {total} organisms are trained so far; pale pictures and empty cells stand for the others.",
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
    """Headline scores in a table: ours, and the article's of the same targets and regimes, by either pictures."""
    if not there:
        return ["No organism is trained yet."]
    columns = {
        f"the zoo ({len(there)} organisms)": _headline(there, _ours(there)),
        "the article's models": _headline(there, _theirs("own")),
        "the article's models, compared with our pictures": _headline(there, _theirs("built_in")),
    }
    lines = [f"| log10 of the mean E | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for row in next(iter(columns.values())):
        lines.append(f"| {row} | {' | '.join(column[row] for column in columns.values())} |")
    return lines


def _ours(there: Shipped) -> Lookup:
    def lookup(name: str, regime: str, key: str) -> tuple[float, int] | None:
        score = there[name, regime][1].score(key) if (name, regime) in there else None
        return None if score is None else (score.log10_mean, score.recovered)

    return lookup


def _theirs(pictures: str = "own") -> Lookup:
    scores = article.read().scores[pictures]

    def lookup(name: str, regime: str, key: str) -> tuple[float, int] | None:
        return scores[name][regime].get(key)

    return lookup


def _headline(there: Shipped, lookup: Lookup) -> dict[str, str]:
    """The headline results of the existing organisms, by the name of the row."""
    cells = {}
    healing = [name for name, regime in there if regime == "regenerating"]
    cuts = [score for name in healing for cut in goals.CUTS if (score := lookup(name, "regenerating", cut))]
    if cuts:
        healed, recovered = sum(value < article.HEALED for value, _ in cuts), sum(count for _, count in cuts)
        cells["cuts that heal (below -3)"] = f"{healed} of {len(cuts)}"
        cells["wounded samples that recover"] = f"{recovered} of {8 * len(cuts)}"
        cells["cuts: median, worst"] = _median_and_worst([value for value, _ in cuts])
    for regime, key in (("regenerating", "persist5000"), ("persistent", "persist5000"), ("growing", "grow96")):
        found = [score for name, of in there if of == regime and (score := lookup(name, regime, key))]
        if found:
            row = f"{regime}, {key}: median, worst of {len(found)}"
            cells[row] = _median_and_worst([value for value, _ in found])
    return cells


def _median_and_worst(values: Sequence[float]) -> str:
    return f"{_number(statistics.median(values))}, {_number(max(values))}"


def _number(value: float) -> str:
    return f"{value:.2f}" if value < math.inf else "diverged"


def _worse(there: Shipped) -> list[str]:
    """Each score that is worse than the article's, as text."""
    if not there:
        return ["No organism is trained yet."]
    ours, theirs = _ours(there), _theirs()
    found, compared = [], 0
    for name, regime in there:
        for key in article.SCORES[regime]:
            mine, its = ours(name, regime, key), theirs(name, regime, key)
            if mine is None or its is None:
                continue
            compared += 1
            if _is_worse(mine, its) or mine[1] < its[1]:
                recovered = f", {mine[1]} samples recovered against {its[1]}" if mine[1] < its[1] else ""
                found.append(
                    f"- {goals.SYMBOLS[name]} {name}, {regime}, {key}: {_number(mine[0])} against "
                    f"{_number(its[0])}{recovered}."
                )
    if not found:
        return [f"Nowhere: none of the {compared} scores that can be compared is worse than the article's."]
    return [f"In {len(found)} of the {compared} scores that can be compared:", "", *found]


def _is_worse(mine: tuple[float, int], its: tuple[float, int]) -> bool:
    """A score rounded to the displayed digits."""
    return round(mine[0], 2) > round(its[0], 2)


def _comparison(there: Shipped, regime: str) -> list[str]:
    names = article.SCORES[regime]
    heads = [name.replace("heal1000 ", "") for name in names]
    lines = []
    if regime == "regenerating":
        lines += ["The five cuts at step 200, named after the part removed, 1000 steps later (heal1000).", ""]
    if regime == "growing":
        lines += ["Growing organisms are not trained for anything after step 96, as persist1000 shows.", ""]
    lines += [
        "Each cell has ours, then the article's; " + WORSE + " marks where ours is worse.",
        "",
        f"| | {' | '.join(heads)} |",
        "|---|" + "---|" * len(names),
    ]
    ours, theirs = _ours(there), _theirs()
    for name in goals.NAMES:
        cells = []
        for key in names:
            mine, its = ours(name, regime, key), theirs(name, regime, key)
            mark = f" {WORSE}" if mine and its and _is_worse(mine, its) else ""
            cells.append(f"{_cell(mine)}{mark} / {_cell(its)}".lstrip())
        lines.append(f"| {goals.SYMBOLS[name]} | {' | '.join(cells)} |")
    return lines


def _cell(score: tuple[float, int] | None) -> str:
    return "" if score is None else f"{_number(score[0])} ({score[1]})"


def _pictures() -> list[str]:
    """How the article's pictures differ from ours, and the effect on its models' scores."""
    known = article.read()
    with_ = known.measured_with
    lines = [
        "The article's models were trained on the article's pictures, the zoo on the built-in ones: the same "
        "artwork, but scaled by another program. Log10 of the mean squared difference of the two over the grid, as "
        "E has it:",
        "",
        f"| {' | '.join(goals.SYMBOLS[name] for name in known.differences)} |",
        "|" + "---|" * len(known.differences),
        f"| {' | '.join(_number(value) for value in known.differences.values())} |",
        "",
        "The E of an organism against the other picture is its own E plus that difference, or a little less "
        "([more](evaluation.md#two-sets-of-pictures)): scores of -3 and worse hardly change, and none is much "
        "better than the difference. The article's models, compared with our pictures instead of their own:",
        "",
        "| scores that are, by their own pictures | how many | change of log10 E: median | from | to |",
        "|---|---|---|---|---|",
    ]
    for words, low, high in (("above -3", -3, math.inf), ("-3 to -3.5", -3.5, -3), ("below -3.5", -math.inf, -3.5)):
        changes = [after - before for before, after in _both(known) if low < before <= high and math.isfinite(before)]
        if changes:
            spread = f"{statistics.median(changes):+.2f} | {min(changes):+.2f} | {max(changes):+.2f}"
            lines.append(f"| {words} | {len(changes)} | {spread} |")
    return [
        *lines,
        "",
        f"All values of the article's models were measured by `zoo/article.py` on {with_['date']} with Blastema "
        f"{with_['blastema']} (kernel {with_['kernel']} {with_['instruction_level']}, {with_['precision']}) and are in "
        "`zoo/article.json`. Unless stated otherwise they are compared with their own pictures.",
    ]


def _both(known: article.Article) -> list[tuple[float, float]]:
    """All scores of the article's models: against their own pictures, against ours."""
    own, built_in = (known.scores[pictures] for pictures in article.PICTURES)
    return [
        (value, built_in[name][regime][key][0])
        for name, regimes in own.items()
        for regime, scores in regimes.items()
        for key, (value, _) in scores.items()
    ]


def _survival(there: Shipped) -> list[str]:
    if not there:
        return ["No organism is trained yet."]
    lines = [
        "8 samples from the seed, followed for 10,000 steps. A sample has *died* if no cell lives, *overgrown* if "
        "more than twice the picture's cells live, *diverged* if a value is beyond 100,000. The article's models "
        "have not been measured in this way.",
        "",
    ]

    def told(card: zoo.Card) -> str:
        return card.survival_in_words

    return lines + _table(there, told)


def _table(there: Shipped, cell: Callable[[zoo.Card], str]) -> list[str]:
    lines = [f"| | {' | '.join(goals.REGIMES)} |", "|---|" + "---|" * len(goals.REGIMES)]
    for name in goals.NAMES:
        cells = [cell(there[name, regime][1]) if (name, regime) in there else "" for regime in goals.REGIMES]
        lines.append(f"| {goals.SYMBOLS[name]} | {' | '.join(cells)} |")
    return lines


def _formats(there: Shipped) -> list[str]:
    """Each organism with weights in the three formats."""
    if not there:
        return ["No organism is trained yet."]
    lines = [
        "What rounding the weights costs: float32 as trained, float16 as shipped, int8 as `blastema export --to "
        "distill` writes them in the article's web format (256 levels of each layer's range, "
        "[without training](physical.md#the-articles-web-models)); everything else is float32 in all three. Each "
        "cell has float32, float16, int8.",
        "",
        "| | grown (step 200; growing: step 96) | persist5000 | worst cut |",
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
        "One config per regime for all ten (`zoo/configs/`); `blastema zoo train NAME --regime REGIME` repeats an "
        "organism's training, but for those that were refined from an earlier one.",
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
