"""The card of an organism of the zoo as one self-contained HTML page, and as one picture.

Both are made from the organism, which is grown and wounded for them, and from the scores on its card.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from blastema import pictures, taught
from blastema._text import plain, word
from blastema.drawing import film, svg
from blastema.drawing.html import Picture, Tile, page
from blastema.evaluation.measures import RECOVERED, log10
from blastema.figures import sheet
from blastema.organism import Organism
from blastema.zoo import Card, CardScore

_LEVEL = log10(RECOVERED)
_RIM = 5
"""Empty cells that are shown around the picture."""
_GROWING, _PERSISTING = (0, 10, 20, 35, 50, 70, 96, 150), (0, 15, 30, 50, 96, 200, 1000, 5000)
"""Steps that are shown of growth."""
_AFTER = (0, 10, 25, 50, 100, 200, 400, 1000)
"""Steps after the cut that are shown."""
_CUT = "left"


def facts(name: str, regime: str | None, card: Card) -> dict[str, str]:
    """The card's text, by label."""
    height, width = card.raw["grid"]
    found = {"kind": card.kind} if card.kind else {}
    found |= {"body": f"{height} x {width} cells, {card.raw['parameters']:,} parameters, kept as {card.stored}"}
    training = card.training
    if training is not None:
        found["training"] = ", ".join(
            form.format(training[key])
            for key, form in (
                ("iterations", "{:,} iterations"),
                ("seed", "seed {}"),
                ("log10_loss", "log10 loss {:.2f}"),
                ("minutes", "{:g} minutes"),
                ("roll_backs", "{} roll-backs"),
            )
            if training.get(key) is not None and (training[key] or key != "roll_backs")
        )
        found["train it again"] = _retrain(name, regime)
    else:
        found["training"] = "not known: it was added from a file"
    if card.births is not None:
        found["births"] = "{alive} of {fire_seeds} alive after {steps} steps".format(**card.births)
    if card.survival is not None:
        found["in the long run"] = card.survival_in_words
    found |= _of_its_kind(card)
    versions = card.raw.get("measured_with") or {}
    found["measured with"] = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in versions.items())
    if card.notes:
        found["notes"] = "\n".join(card.notes)
    return found


def _of_its_kind(card: Card) -> dict[str, str]:
    """Text that only some kinds of organisms have, by label."""
    found = {}
    if card.transitions is not None:
        pairs = _changes(card.transitions)
        done = sum(value < _LEVEL for _, value in pairs)
        words, worst = max(pairs, key=lambda pair: pair[1])
        found["transitions"] = f"{done} of {len(pairs)} succeed; the worst is {words} ({worst:.2f})"
    if card.recoveries:
        found["recovery"] = ", ".join(f"{value:.2f} % after {what}" for what, value in card.recoveries.items())
    period = card.fact("period asked for")
    if isinstance(period, int | float):
        seen = card.quantity("period")
        found["period"] = f"{seen:.1f} steps measured" if math.isfinite(seen) else "none found"
        found["period"] += f", target {period:g}"
        found["stride"] = f"{card.quantity('stride to the right'):.1f} cells right per cycle"
        if math.isnan(card.quantity("stride to the right")):
            del found["stride"]
    for name in ("merge1000", "joined1000"):
        score = card.score(name)
        if score is not None:
            found[name] = f"{_shown(score)}, {score.recovered} of {score.samples} recovered"
    return found


def _changes(found: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The transitions from each picture to each other one, as text, with log10 E."""
    names = found["pictures"]
    return [
        (f"from {before} to {after}", math.inf if value is None else value)
        for before, row in zip(names, found["log10_mean_e"], strict=True)
        for after, value in zip(names, row, strict=True)
        if before != after
    ]


def _retrain(name: str, regime: str | None) -> str:
    """The command that trains the organism again."""
    return f"blastema zoo train {word(name)}" + (f" --regime {regime}" if regime else "")


def html(organism: Organism, card: Card) -> str:
    """The page."""
    organism = _as_shown(organism)
    name, regime = str(card.raw["name"]), card.raw.get("regime")
    said = facts(name, regime, card)
    words = [said.get("kind", ""), said["body"], f"Training: {said['training']}", said.get("in the long run", "")]
    words += [f"{label}: {text}" for label, text in _of_its_kind(card).items()]
    rows, labels = _strips(organism, regime)
    titles = ("Growth", f"Cut at step {taught.grown_at(regime)}")
    return page(
        "card.html",
        title=f"{name}, {regime}" if regime else name,
        name=name,
        regime=regime,
        card=card,
        level=_LEVEL,
        shown=_shown,
        words=[word for word in words if word],
        portraits=_portraits(organism, regime),
        numbers=_numbers(card, regime),
        strips=[
            (title, [Picture(text, pixels) for text, pixels in zip(label, row, strict=True)])
            for title, row, label in zip(titles, rows, labels, strict=True)
        ],
        scores=_scores(card),
        loss=_loss(card),
        transitions=card.transitions,
        command=_retrain(name, regime) if card.training is not None else None,
        origin=_origin(card),
    )


def png(organism: Organism, card: Card) -> bytes:
    """One picture: growth, healing, and the scores in words."""
    organism = _as_shown(organism)
    name, regime = str(card.raw["name"]), card.raw.get("regime")
    rows, labels = _strips(organism, regime)
    factor = max(1, round(112 / rows[0][0].shape[1]))
    canvas = np.concatenate(
        [sheet.sheet([row], factor=factor, columns=label, margin=0) for row, label in zip(rows, labels, strict=True)]
    )
    said = facts(name, regime, card)
    told = [
        ", ".join(f"{label}: {text}" for label, text in _of_its_kind(card).items()),
        said.get("in the long run", ""),
        f"training: {said['training']}",
        said.get("train it again", ""),
    ]
    lines = [_in_a_line(card), *(line for line in told if line)]
    band = 54 + 22 * len(lines)
    image = Image.new("RGB", (canvas.shape[1] + 28, canvas.shape[0] + band + 14), "white")
    pen = ImageDraw.Draw(image)
    pen.text((16, 26), f"{name}, {regime}" if regime else name, sheet.INK, sheet.font(22), anchor="lm")
    for index, line in enumerate(lines):
        pen.text((16, 56 + 22 * index), plain(line), sheet.FAINT if index else sheet.INK, sheet.font(14), anchor="lm")
    image.paste(Image.fromarray(canvas), (14, band))
    return pictures.png(np.array(image))


def _as_shown(organism: Organism) -> Organism:
    """An organism of several pictures grows the first one, unless it has a signal."""
    several = len(organism.pictures) > 1 and organism.target is None
    return organism.told(organism.pictures[0].name) if several else organism


def _in_a_line(card: Card) -> str:
    parts = []
    for name in ("grow96", "grow200", "persist5000"):
        score = card.shape(name)
        if score is not None:
            parts.append(f"{name} {_shown(score)}")
    cuts = card.cuts()
    if cuts:
        worst = max(cuts.values(), key=lambda score: score.log10_mean)
        recovered = sum(cut.recovered for cut in cuts.values())
        parts.append(f"worst cut {_shown(worst)}, {recovered} of {sum(c.samples for c in cuts.values())} recovered")
    return "log10 E: " + ", ".join(parts)


def _shown(score: CardScore) -> str:
    return f"{score.log10_mean:.2f}" if math.isfinite(score.log10_mean) else "diverged"


def _strips(organism: Organism, regime: str | None) -> tuple[list[list[pictures.Pixels]], list[list[str]]]:
    """Two rows of pictures, growth and what follows a cut, with their labels."""
    grown_at = taught.grown_at(regime)
    times = _PERSISTING if taught.persists(regime) else _GROWING
    growth = film.Film(organism, steps=times[-1])
    cut_film = film.Film(organism, steps=grown_at + _AFTER[-1], cuts=[film.Cut(_CUT, grown_at)])
    after = [grown_at + time for time in _AFTER]
    rows = [
        [_cropped(growth.seen(state, number), organism) for number, state in enumerate(growth.states(times))],
        [_cropped(growth.seen(state, number), organism) for number, state in enumerate(cut_film.states(after))],
    ]
    labels = [f"{_CUT} removed", *(f"{time:,} steps later" for time in _AFTER[1:])]
    return rows, [[f"step {time:,}" for time in times], labels]


def _cropped(shown: pictures.Pixels, organism: Organism) -> pictures.Pixels:
    walks = organism.target is not None and organism.target.motion is not None and organism.target.motion.walks
    rim = 0 if walks or organism.target is None else max(0, organism.target.padding - _RIM)
    rim *= organism.automaton.decoder.pixels
    return shown[rim : shown.shape[0] - rim, rim : shown.shape[1] - rim]


def _portraits(organism: Organism, regime: str | None) -> list[Picture]:
    grown_at = taught.grown_at(regime)
    if len(organism.pictures) > 1:
        all_told = [(one.name, organism.told(one.name)) for one in organism.pictures]
        found = [Picture(name, pictures.to_rgb(told.shown(told.grow(grown_at)))) for name, told in all_told]
        return [one._replace(pixels=_cropped(one.pixels, organism)) for one in found]
    known = [] if organism.target is None else [Picture("target", pictures.to_rgb(organism.target.array))]
    grown = Picture("grown", pictures.to_rgb(organism.shown(organism.grow(grown_at))))
    return [one._replace(pixels=_cropped(one.pixels, organism)) for one in (*known, grown)]


def _numbers(card: Card, regime: str | None) -> list[Tile]:
    tiles = []
    for label, score in (
        ("grown, step 96", None if taught.persists(regime) else card.shape("grow96")),
        ("grown, step 200", card.shape("grow200")),
        ("persists, step 5000", card.shape("persist5000")),
    ):
        if score is not None:
            tiles.append(Tile(label, _shown(score), score.log10_mean < _LEVEL))
    cuts = list(card.cuts().values())
    if cuts:
        healed = sum(cut.log10_mean < _LEVEL for cut in cuts)
        recovered, samples = sum(cut.recovered for cut in cuts), sum(cut.samples for cut in cuts)
        tiles.append(Tile("cuts healed", f"{healed} of {len(cuts)}", healed == len(cuts)))
        tiles.append(Tile("wounded samples recovered", f"{recovered} of {samples}", recovered == samples))
    if card.births is not None:
        alive, births = card.births["alive"], card.births["fire_seeds"]
        tiles.append(Tile("births alive", f"{alive} of {births}", alive == births))
    if card.survival is not None:
        ends = card.survival["ends"]
        alive = sum(end is None for end in ends)
        tiles.append(Tile(f"alive at step {card.survival['steps']:,}", f"{alive} of {len(ends)}", alive == len(ends)))
    return tiles


def _scores(card: Card) -> str:
    rows = []
    for name in card.conditions:
        score = card.score(name)
        assert score is not None
        text = f"{_shown(score)}, {score.recovered} of {score.samples}"
        rows.append(svg.Row(name, score.log10_each, score.log10_mean, text))
    return svg.strip_chart(rows, x_label="log10 E of each sample; the tick is log10 of their mean", mark=_LEVEL)


def _loss(card: Card) -> str:
    curve = (card.training or {}).get("curve")
    if not curve or not curve["iteration"]:
        return ""
    values = [math.nan if value is None else value for value in curve["log10_loss"]]
    return svg.line_chart([svg.Line("", curve["iteration"], values)], x_label="iteration", y_label="log10 loss")


def _origin(card: Card) -> str:
    """Where the organism and its scores come from, as JSON."""
    known = {key: card.raw.get(key) for key in ("file", "measured_with")}
    if card.training is not None:
        known |= {"trained_with": card.training.get("with"), "config": card.training["config"]}
    return json.dumps({key: value for key, value in known.items() if value}, indent=1, ensure_ascii=False)


__all__ = ["facts", "html", "png"]
