"""The organisms of other kinds than the article's: what makes each, what it is held to, their tables in the results.

A run whose folder has one of these names becomes that organism: ``python zoo/build.py runs/walk``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import goals
import textures
from goals import Goal

from blastema import zoo
from blastema.errors import InputError
from blastema.evaluation.gait import BLUR
from blastema.evaluation.turning import EQUIVARIANCE, HISTOGRAM
from blastema.zoo import Card, CardScore

LEVEL = -3.0
NCATORCH = {"deletion": 98.32, "change": 99.64}
"""Per cent made good, of six pictures (Spitznagel and Keuper, TMLR 2026)."""
SPUN = ("spun1000 at the best angle", "spun-heal1000 at the best angle")
UNTRAINED = {"merge200": (-1.53, 1), "merge1000": (-1.40, 3), "joined1000": (-2.19, 18)}
"""Of the zoo's lizard, which was never trained on several seeds: ``blastema evaluate 🦎 --merging``."""


@dataclasses.dataclass(frozen=True)
class Telling:
    """An organism that there is to be.

    stem:   what its files and the run's folder are called
    config: the committed config, from the repository's root
    flags:  what the command has besides the config
    words:  what it is
    """

    stem: str
    config: str
    words: str
    flags: str = ""

    @property
    def name(self) -> str:
        """What it is called: the stem without a regime."""
        return next((self.stem.removesuffix(f"-{r}") for r in zoo.REGIMES if self.stem.endswith(f"-{r}")), self.stem)

    @property
    def command(self) -> str:
        """What trains it."""
        picture = f"{self.flags} " if self.flags else ""
        return f"blastema grow {picture}--config {self.config} --out runs/{self.stem}"


TELLINGS = (
    Telling("ten-pictures", "zoo/configs/ten-pictures.json", "the article's ten emoji by one rule"),
    Telling("ten-pictures-article-size", "zoo/configs/ten-pictures-article-size.json", "the same, 128 hidden units"),
    Telling("lizard-merging", "zoo/configs/merging/lizard.json", "two to four seeds that become one",
            "--from lizard-regenerating"),
    Telling("heart", "zoo/configs/moving/heart.json", "a heart that beats"),
    Telling("walk", "zoo/configs/moving/walk.json", "a lizard that walks across a torus"),
    Telling("walk-in-step", "zoo/configs/moving/walk-in-step.json", "the walking lizard with all cells updating at "
        "every step",
            "--from runs/walk"),
    Telling("toadstool", "examples/sprites/lasting.json", "a sprite under perturbation; the rule replaces the state",
            "examples/sprites/toadstool.png"),
    Telling("toadstool-article-rule", "examples/sprites/lasting-article-rule.json", "the same with the article's rule",
            "examples/sprites/toadstool.png"),
    Telling("worm-two-heads", "zoo/configs/worm-two-heads.json", "a flatworm with a head at each end"),
    Telling("lizard-in-step", "zoo/configs/lizard-in-step.json", "the lizard with all cells updating at every step"),
    Telling("lizard-deep", "zoo/configs/lizard-deep.json", "the lizard by a rule of two hidden layers, 64 and 64"),
    *(
        Telling(name, f"zoo/configs/texture/{name}.json", words)
        for name, words in {
            "labyrinth": "a texture: walls of one width",
            "dots": "a texture: dots of three colours",
            "cells": "a texture: cells with walls and nuclei",
            "stripes": "a texture: waves of two blues",
            "bricks": "a texture: a running bond",
            "labyrinth-264": "the labyrinth with 264 parameters",
            "dots-588": "the dots with 588 parameters",
            "stripes-68": "the waves with 68 parameters",
        }.items()
    ),
    Telling("lizard-turning", "zoo/configs/turning/lizard.json", "points where its seed points: identity and "
        "Laplacian"),
    Telling("butterfly-any-angle", "zoo/configs/turning/butterfly-any-angle.json",
            "from one cell, in a random direction"),
    Telling("lizard-steerable", "zoo/configs/turning/lizard-steerable.json",
            "a small lizard that distinguishes left from right by its own direction, from one cell"),
    Telling("two-level", "zoo/configs/two-level.json", "a small lizard whose cells have parent cells"),
)  # fmt: skip
BY_STEM = {telling.stem: telling for telling in TELLINGS}
Shipped = dict[str, Card]


def shipped() -> Shipped:
    """The cards of those there are, by stem. Raises `InputError` for one without a sound card."""
    found = {}
    for telling in TELLINGS:
        entry = entry_of(telling)
        if entry is not None:
            card = entry.card
            if not card.is_of(entry.path):
                raise InputError(f"{entry.card_path} is the card of another organism; run zoo/build.py again.")
            found[telling.stem] = card
    return found


def entry_of(telling: Telling) -> zoo.Entry | None:
    """Its files, if it is shipped; the regime of most is not part of their names here."""
    regimes = [r for r in zoo.REGIMES if telling.stem.endswith(f"-{r}")] or [*zoo.REGIMES, None]
    entries = (zoo.entry_for(telling.name, regime, zoo.built_in_folder()) for regime in regimes)
    return next((entry for entry in entries if entry.path.exists()), None)


def judge(card: Card) -> list[Goal]:
    """What an organism is held to, by its kind."""
    if textures.is_texture(card):
        return [*textures.judge(card), *_alive(card)]
    if card.pictures:
        return _several(card)
    if card.raw.get("regime") == "merging":
        score = card.score("merge1000")
        count = 0 if score is None else score.recovered
        return [Goal("32 of 32 placements become one by step 1000", f"{count} of 32", count == 32), *_cuts(card)]
    if card.fact("period asked for") is not None:
        return _moving(card)
    if card.score("turned1000") is not None or card.score("spun1000 at the best angle") is not None:
        return _turning(card)
    if card.raw.get("regime") == "perturbed":
        return _alive(card)
    return [*_cuts(card), *_alive(card)]


def _cuts(card: Card) -> list[Goal]:
    cuts = card.cuts()
    worst = max((cut.log10_mean for cut in cuts.values()), default=math.inf)
    return [Goal(f"every cut below {LEVEL:g}", f"{worst:.2f}", worst < LEVEL)]


def _alive(card: Card) -> list[Goal]:
    ends = [] if card.survival is None else card.survival["ends"]
    alive = sum(end is None for end in ends)
    return [Goal("all alive at step 10,000", f"{alive} of {len(ends)}", alive == len(ends) > 0)]


def _several(card: Card) -> list[Goal]:
    cuts = [cut.log10_mean for one in card.pictures.values() for cut in one.cuts().values()]
    done, changes = changed(card), list(_changes(card))
    healed = sum(value < LEVEL for value in cuts)
    found = [
        Goal(f"every cut of every picture below {LEVEL:g}", f"{healed} of {len(cuts)}", healed == len(cuts)),
        Goal(f"every transition below {LEVEL:g}", f"{done} of {len(changes)}", done == len(changes)),
    ]
    for what, value in card.recoveries.items():
        limit = NCATORCH[what]
        found.append(Goal(f"recovery above {limit:g} % after {what}", f"{value:.2f} %", value > limit))
    return [*found, *_alive(card)]


def _moving(card: Card) -> list[Goal]:
    blur = card.fact(BLUR)
    period, wanted = card.quantity("period"), card.fact("period asked for")
    found = []
    for name in ("persist5000", "cycle 100"):
        score = card.score(f"gait {name}")
        value = math.inf if score is None else score.log10_mean
        found.append(Goal(f"gait {name} below {blur:.2f}, that of a still picture", f"{value:.2f}", value < blur))
    close = abs(period - wanted) <= 0.02 * wanted
    return [*found, *_cuts(card), Goal(f"a period of {wanted} steps", f"{period:.1f}", close), *_alive(card)]


def _turning(card: Card) -> list[Goal]:
    names = ("turned1000", "turned-heal1000") if card.score("turned1000") is not None else SPUN
    scores = {name: card.score(name) for name in names}
    found = [
        Goal(f"{name} below {LEVEL:g}", goals.shown(score), score is not None and score.log10_mean < LEVEL)
        for name, score in scores.items()
    ]
    return [*found, *(_cuts(card) if "turned1000" in names else []), *_alive(card)]


def _changes(card: Card) -> Sequence[float]:
    """Log10 E of every change from one picture to another."""
    rows = (card.transitions or {}).get("log10_mean_e", [])
    return [
        math.inf if value is None else value
        for at, row in enumerate(rows)
        for to, value in enumerate(row)
        if at != to
    ]  # fmt: skip


def changed(card: Card) -> int:
    """How many changes end below -3."""
    return sum(value < LEVEL for value in _changes(card))


# --- tables of docs/results.md ----------------------------------------------------------------------------------------


def tables(there: Shipped) -> list[str]:
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
        lines.append(f"| `{stem}` | {' | '.join([BY_STEM[stem].words, *_row(card)])} | {verdict(card)} |")
    for make in (_one_rule, _seeds, _turns, _motion, _sprites, textures.table, _beside):
        lines += make(there)
    return [*lines, ""]


def verdict(card: Card) -> str:
    """Whether it meets its goals, and which it does not."""
    missed = [goal for goal in judge(card) if not goal.met]
    return "met" if not missed else "**missed**: " + "; ".join(f"{goal.wanted}: {goal.found}" for goal in missed)


def _row(card: Card) -> list[str]:
    cuts = list(card.cuts().values())
    worst = max(cuts, key=lambda cut: cut.log10_mean) if cuts else None
    ends = [] if card.survival is None else card.survival["ends"]
    iterations = (card.training or {}).get("iterations")
    return [
        f"{card.raw['parameters']:,}",
        f"{iterations:,}" if iterations else "",
        *(goals.shown(card.shape(name)) for name in ("grow200", "persist5000")),
        goals.shown(worst),
        f"{sum(cut.recovered for cut in cuts)} of {sum(cut.samples for cut in cuts)}",
        f"{sum(end is None for end in ends)} of {len(ends)}",
    ]


def _one_rule(there: Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.pictures}
    if not found:
        return []
    lines = [
        "",
        "### One rule, many pictures",
        "",
        "GoalNCA (Sudhakaran et al., 2022) grows the same ten emoji with about 10,200 parameters and reports no "
        "errors; "
        f"NCAtorch (2026) grows six, and recovers {NCATORCH['deletion']} % after a deletion and "
        f"{NCATORCH['change']} % after a transition ([the measure](signals.md#what-is-measured)).",
        "",
        "| | pictures | parameters | cuts below -3 | worst cut | transitions below -3 | worst transition | "
        "recovery: deletion | transition |",
        "|---|---|---|---|---|---|---|---|---|",
        f"| NCAtorch | 6 | | | | | | {NCATORCH['deletion']} % | {NCATORCH['change']} % |",
    ]
    for stem, card in found.items():
        cuts = [cut.log10_mean for one in card.pictures.values() for cut in one.cuts().values()]
        changes = _changes(card)
        cells = [
            f"`{stem}`", str(len(card.pictures)), f"{card.raw['parameters']:,}",
            f"{sum(value < LEVEL for value in cuts)} of {len(cuts)}", f"{max(cuts):.2f}",
            f"{changed(card)} of {len(changes)}", f"{max(changes):.2f}",
            *(f"{card.recoveries[what]:.2f} %" for what in NCATORCH),
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


def _seeds(there: Shipped) -> list[str]:
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


def _turns(there: Shipped) -> list[str]:
    found = {stem: card for stem, card in there.items() if card.fact(EQUIVARIANCE) is not None}
    if not found:
        return []
    lines = [
        "",
        "### Isotropic and steerable",
        "",
        "From 32 rotations of the seed (`lizard-turning`), or 64 times from one cell (the others): E in the "
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


def _motion(there: Shipped) -> list[str]:
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


def _sprites(there: Shipped) -> list[str]:
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


def _beside(there: Shipped) -> list[str]:
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


def status(there: Shipped) -> list[str]:
    """Their part of STATUS.md."""
    lines = ["## Other kinds", "", "| organism | goals | command |", "|---|---|---|"]
    for telling in TELLINGS:
        card = there.get(telling.stem)
        told = "not trained" if card is None else verdict(card)
        lines.append(f"| {telling.stem}: {telling.words} | {told} | `{telling.command}` |")
    return [*lines, ""]
