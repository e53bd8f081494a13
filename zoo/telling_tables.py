"""The tables of the organisms of other kinds: their part of docs/results.md and of STATUS.md."""

from __future__ import annotations

import goals
import tellings
import textures

from blastema import zoo
from blastema.evaluation.gait import BLUR
from blastema.evaluation.turning import EQUIVARIANCE, HISTOGRAM
from blastema.zoo import Card, CardScore

UNTRAINED = {"merge200": (-1.53, 1), "merge1000": (-1.40, 3), "joined1000": (-2.19, 18)}
"""Scores of the zoo's lizard, which was never trained on several seeds: ``blastema evaluate 🦎 --merging``."""


def tables(there: tellings.Shipped) -> list[str]:
    """The section of the other kinds; empty without any of them."""
    if not there:
        return []
    lines = [
        "## Other kinds",
        "",
        "For moving organisms the scores are those of the gait, for several pictures those of all samples together. "
        "The goals are in [zoo/tellings.py](../zoo/tellings.py).",
        "",
        "| | what | parameters | iterations | grow200 | persist5000 | worst cut | recovered | alive, 10,000 | goals |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for stem, card in there.items():
        lines.append(
            f"| `{stem}` | {' | '.join([tellings.BY_STEM[stem].words, *_row(card)])} | {tellings.verdict(card)} |"
        )
    for make in (_one_rule, _seeds, _turns, _motion, _sprites, textures.table, _beside):
        lines += make(there)
    return [*lines, ""]


def _row(card: Card) -> list[str]:
    cuts = list(card.cuts().values())
    worst = max(cuts, key=lambda cut: cut.log10_mean) if cuts else None
    ends = [] if card.survival is None else card.survival["ends"]
    iterations = (card.training or {}).get("iterations")
    recovered = f"{sum(cut.recovered for cut in cuts)} of {sum(cut.samples for cut in cuts)}"
    return [
        f"{card.raw['parameters']:,}",
        f"{iterations:,}" if iterations else "",
        *(goals.shown(card.shape(name)) for name in ("grow200", "persist5000")),
        goals.shown(worst),
        "" if textures.is_texture(card) else recovered,  # the limit is one of pixels
        f"{sum(end is None for end in ends)} of {len(ends)}",
    ]


def _one_rule(there: tellings.Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.pictures}
    if not found:
        return []
    lines = [
        "",
        "### One rule, many pictures",
        "",
        "GoalNCA (Sudhakaran et al., 2022) grows the same ten emoji with about 10,200 parameters and reports no "
        "errors; "
        f"NCAtorch (2026) grows six, and recovers {tellings.NCATORCH['deletion']} % after a deletion and "
        f"{tellings.NCATORCH['change']} % after a transition ([the measure](signals.md#what-is-measured)).",
        "",
        "| | pictures | parameters | cuts below -3 | worst cut | transitions below -3 | worst transition | "
        "recovery: deletion | transition |",
        "|---|---|---|---|---|---|---|---|---|",
        f"| NCAtorch | 6 | | | | | | {tellings.NCATORCH['deletion']} % | {tellings.NCATORCH['change']} % |",
    ]
    for stem, card in found.items():
        cuts = [cut.log10_mean for one in card.pictures.values() for cut in one.cuts().values()]
        changes = tellings.changes_of(card)
        cells = [
            f"`{stem}`", str(len(card.pictures)), f"{card.raw['parameters']:,}",
            f"{sum(value < tellings.LEVEL for value in cuts)} of {len(cuts)}", f"{max(cuts):.2f}",
            f"{tellings.changed(card)} of {len(changes)}", f"{max(changes):.2f}",
            *(f"{card.recoveries[what]:.2f} %" for what in tellings.NCATORCH),
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    for stem, card in found.items():
        lines += ["", *_matrix(stem, card)]
    return lines


def _matrix(stem: str, card: Card) -> list[str]:
    found = card.transitions or {"pictures": [], "log10_mean_e": []}
    names = [goals.SYMBOLS.get(name, name) for name in found["pictures"]]
    lines = [
        f"`{stem}`, picture by picture, and switched to another one at step 200: log10 of the mean E 500 steps "
        "later (from the row's picture to the column's; the diagonal is without a switch).",
        "",
        f"| | grow200 | persist5000 | worst cut | {' | '.join(f'to {name}' for name in names)} |",
        "|---|---|---|---|" + "---|" * len(names),
    ]
    for name, one, row in zip(names, card.pictures.values(), found["log10_mean_e"], strict=True):
        worst = max(one.cuts().values(), key=lambda cut: cut.log10_mean)
        scores = [goals.shown(one.score("grow200")), goals.shown(one.score("persist5000")), goals.shown(worst)]
        matrix = ["diverged" if value is None else f"{value:.2f}" for value in row]
        lines.append(f"| {name} | {' | '.join([*scores, *matrix])} |")
    return lines


def _seeds(there: tellings.Shipped) -> list[str]:
    card = there.get("lizard-merging")
    if card is None:
        return []
    lines = [
        "",
        "### Several seeds that merge",
        "",
        "32 placements of 2 to 4 seeds, up to 16 cells apart; in brackets the samples recovered of 32 "
        "([more](merging.md)). There are no published scores; the control is the zoo's lizard, which was never "
        "trained with a second seed.",
        "",
        f"| | {' | '.join(UNTRAINED)} |",
        "|---|" + "---|" * len(UNTRAINED),
        f"| `lizard-merging` | {' | '.join(_cell(card.score(name)) for name in UNTRAINED)} |",
        f"| `lizard-regenerating` | {' | '.join(f'{value:.2f} ({count})' for value, count in UNTRAINED.values())} |",
    ]
    return lines


def _turns(there: tellings.Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.fact(EQUIVARIANCE) is not None}
    if not found:
        return []
    lines = [
        "",
        "### Isotropic and steerable",
        "",
        "From 32 rotations of the seed (`lizard-turning...`), or 64 times from one cell (the others): E in the "
        "requested direction / at the best angle; in brackets the samples below 1e-3 ([more](isotropic.md)). "
        "There are no published scores. Step: the difference between the step of a rotated state and the rotated "
        "step of the state, relative to the step.",
        "",
        "| | at step 200 | at step 1000 | 1000 steps after a cut | out of direction | angles, 22.5 degrees each | "
        "step at 90 degrees | at 45 |",
        "|---|" + "---|" * 7,
    ]
    for stem, card in found.items():
        turned = card.score("turned1000") is not None
        cells = [
            f"{_cell(card.score(name))} / {_cell(card.score(f'{name} at the best angle'))}"
            if turned
            else _cell(card.score(f"{name} at the best angle"))
            for name in (f"{'turned' if turned else 'spun'}{what}" for what in ("200", "1000", "-heal1000"))
        ]
        steps = {row["degrees"]: row["apart"] for row in card.fact(EQUIVARIANCE)}
        off = f"{card.quantity('out of direction at 1000'):.1f} degrees" if turned else ""
        angles = " ".join(map(str, card.fact(HISTOGRAM)["samples"]))
        cells += [off, angles, f"{steps[90]:.1g}", f"{steps[45]:.2f}"]
        lines.append(f"| `{stem}` | {' | '.join(cells)} |")
    return lines


def _motion(there: tellings.Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.fact("period asked for") is not None}
    if not found:
        return []
    names = ("grow200", "persist5000", "cycle 20", "cycle 100")
    lines = [
        "",
        "### What moves",
        "",
        "E of a cycle against the frames that fit best (the gait) / against those that are due by the clock; in "
        "brackets the samples of 8 below 1e-3 ([more](motion.md#evaluation)). There are no published gaits.",
        "",
        f"| | {' | '.join(names)} | worst cut | still picture | period (target) | cells per cycle (target) |",
        "|---|" + "---|" * (len(names) + 4),
    ]
    for stem, card in found.items():
        cells = [f"{_cell(card.score(f'gait {name}'))} / {_cell(card.score(name))}" for name in names]
        worst = max(card.cuts().values(), key=lambda cut: cut.log10_mean)
        stride, wanted = card.quantity("stride to the right"), card.fact("stride asked for")
        cells += [
            _cell(worst), f"{card.fact(BLUR):.2f}",
            f"{card.quantity('period'):.1f} ({card.fact('period asked for')})",
            f"{stride:.1f} ({wanted[0]})" if wanted else "",
        ]  # fmt: skip
        lines.append(f"| `{stem}` | {' | '.join(cells)} |")
    return lines


def _sprites(there: tellings.Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.raw.get("regime") == "perturbed"}
    if not found:
        return []
    lines = [
        "",
        "### Sprites under perturbation",
        "",
        "dca's own sprites persisted for a while; growth from a part exploded or died out ([more](sprites.md)).",
        "",
        "| | starts as | grow96 | persist1000 | persist5000 | after 10,000 steps |",
        "|---|---|---|---|---|---|",
    ]
    for stem, card in found.items():
        share = card.fact("share of the picture that it begins as")
        cells = [_cell(card.score(name)) for name in ("grow96", "persist1000", "persist5000")]
        lines.append(f"| `{stem}` | {share:.0%} of it | {' | '.join(cells)} | {card.survival_in_words} |")
    return lines


def _beside(there: tellings.Shipped) -> list[str]:
    found = {stem: there[stem] for stem in ("lizard-in-step", "lizard-deep") if stem in there}
    usual = zoo.entry_for("lizard", "regenerating", zoo.built_in_folder())
    if not found or not usual.path.exists():
        return []
    lines = [
        "",
        "### Synchronous updates and a deeper rule",
        "",
        "The zoo's regenerating lizard was trained for 25,000 iterations, the others with the recipe `fast`.",
        "",
        "| | parameters | iterations | grow96 | grow200 | persist5000 | worst cut | recovered | minutes of training |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for stem, card in {"lizard-regenerating": usual.card, **found}.items():
        parameters, iterations, grown, lasts, worst, recovered, _ = _row(card)
        cells = [parameters, iterations, goals.shown(card.score("grow96")), grown, lasts, worst, recovered]
        lines.append(f"| `{stem}` | {' | '.join(cells)} | {(card.training or {}).get('minutes', '')} |")
    return lines


def _cell(score: CardScore | None) -> str:
    return "-" if score is None else f"{goals.shown(score)} ({score.recovered})"


def status(there: tellings.Shipped) -> list[str]:
    """Their part of STATUS.md."""
    lines = ["## Other kinds", "", "| organism | goals | command |", "|---|---|---|"]
    for telling in tellings.TELLINGS:
        card = there.get(telling.stem)
        told = "not trained" if card is None else tellings.verdict(card)
        lines.append(f"| {telling.stem}: {telling.words} | {told} | `{telling.command}` |")
    return [*lines, ""]
