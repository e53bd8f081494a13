"""The organisms of other kinds than the article's: their trainings and goals.

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
from blastema.zoo import Card

LEVEL = -3.0
NCATORCH = {"deletion": 98.32, "change": 99.64}
"""Published recovery in per cent, for six pictures (Spitznagel and Keuper, TMLR 2026)."""
SPUN = ("spun1000 at the best angle", "spun-heal1000 at the best angle")


@dataclasses.dataclass(frozen=True)
class Telling:
    """An organism of the zoo.

    stem:   the name of its files and of the run's folder
    config: the committed config, from the repository's root
    flags:  what the command has besides the config
    words:  what it is
    folder: where its files are, from the repository's root; the package's zoo if empty
    """

    stem: str
    config: str
    words: str
    flags: str = ""
    folder: str = ""

    @property
    def name(self) -> str:
        """Its name: the stem without a regime."""
        return next((self.stem.removesuffix(f"-{r}") for r in zoo.REGIMES if self.stem.endswith(f"-{r}")), self.stem)

    @property
    def command(self) -> str:
        """The command that trains it."""
        picture = f"{self.flags} " if self.flags else ""
        return f"blastema grow {picture}--config {self.config} --out runs/{self.stem}"


TELLINGS = (
    Telling("ten-pictures", "zoo/configs/ten-pictures.json", "the article's ten emoji by one rule",
            "--from lizard-regenerating"),
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
    Telling("worm-two-heads", "zoo/configs/worm-two-heads.json", "a flatworm with a head at each end",
            "--from lizard-regenerating"),
    Telling("lizard-in-step", "zoo/configs/lizard-in-step.json", "the lizard with all cells updating at every step"),
    Telling("lizard-tough", "zoo/configs/tough.json", "the lizard, trained further with all kinds of wound",
            "🦎 --from lizard-regenerating"),
    Telling("lizard-deep", "zoo/configs/lizard-deep.json", "the lizard by a rule of two hidden layers, 64 and 64"),
    *(
        Telling(name, f"zoo/configs/texture/{name}.json", words, folder="examples/textures")
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
    Telling("lizard-turning-16", "zoo/configs/turning/lizard-16.json",
            "a lizard of 16 cells that points where its seed points",
            folder="examples/isotropic"),
    Telling("butterfly-any-angle", "zoo/configs/turning/butterfly-any-angle.json",
            "from one cell, in a random direction"),
    Telling("lizard-steerable", "zoo/configs/turning/lizard-steerable.json",
            "a small lizard that distinguishes left from right by its own direction, from one cell"),
)  # fmt: skip
BY_STEM = {telling.stem: telling for telling in TELLINGS}
Shipped = dict[str, Card]


def shipped() -> Shipped:
    """The cards of existing ones, by stem. Raises `InputError` for one without a sound card."""
    found = {}
    for telling in TELLINGS:
        entry = entry_of(telling)
        if entry is not None:
            card = entry.card
            if not card.is_of(entry.path):
                raise InputError(f"{entry.card_path} is the card of another organism; run zoo/build.py again.")
            found[telling.stem] = card
    return found


def place_of(telling: Telling, regime: str | None) -> zoo.Entry:
    """Where its files belong; outside the package's zoo they are called by the stem alone."""
    if telling.folder:
        return zoo.entry_for(telling.stem, None, goals.ROOT / telling.folder)
    return zoo.entry_for(telling.name, regime, zoo.built_in_folder())


def entry_of(telling: Telling) -> zoo.Entry | None:
    """Its files, if it is shipped; the regime of most is not part of their names here."""
    regimes = [r for r in zoo.REGIMES if telling.stem.endswith(f"-{r}")] or [*zoo.REGIMES, None]
    entries = (place_of(telling, regime) for regime in regimes)
    return next((entry for entry in entries if entry.path.exists()), None)


def judge(card: Card) -> list[Goal]:
    """The goals of an organism, by its kind."""
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
    done, changes = changed(card), list(changes_of(card))
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


def changes_of(card: Card) -> Sequence[float]:
    """Log10 E of every transition from one picture to another."""
    rows = (card.transitions or {}).get("log10_mean_e", [])
    return [
        math.inf if value is None else value
        for at, row in enumerate(rows)
        for to, value in enumerate(row)
        if at != to
    ]  # fmt: skip


def changed(card: Card) -> int:
    """How many transitions end below -3."""
    return sum(value < LEVEL for value in changes_of(card))


def verdict(card: Card) -> str:
    """Whether it meets its goals, and which it does not."""
    missed = [goal for goal in judge(card) if not goal.met]
    return "met" if not missed else "**missed**: " + "; ".join(f"{goal.wanted}: {goal.found}" for goal in missed)
