"""A one-page report of an evaluation: pictures, plots and all scores in one self-contained HTML file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from blastema import pictures
from blastema.drawing import svg
from blastema.drawing.html import Picture, Tile, page
from blastema.evaluation import Evaluation, Score
from blastema.evaluation.dynamics import Components
from blastema.evaluation.gait import BLUR, MOVES, SEEN
from blastema.evaluation.measures import RECOVERED, log10
from blastema.evaluation.merging import FACT, PLACED
from blastema.figures.traces import watched
from blastema.organism import Organism
from blastema.training import damage

_LEVEL = log10(RECOVERED)
_PERIOD = 0.02
"""Largest relative deviation of the measured period from the target's that counts as correct."""
_WHEN = {"wound": "wound", "heal200": "200 steps later", "heal1000": "1000 steps later"}
_LONG = {"fire rate": "Fire rates", "step size": "Step sizes", "angle": "Angles (degrees)"}


def html(result: Evaluation, organism: Organism) -> str:
    """The page. ``organism`` is needed for its target."""
    assert organism.target is not None
    traces = watched(organism)
    settings = {"settings": result.settings, "environment": result.environment}
    return page(
        "report.html",
        title=f"{result.organism}: growth, persistence and healing",
        result=result,
        level=_LEVEL,
        source=", ".join(f"{key.replace('_', ' ')} {value}" for key, value in result.settings["provenance"].items()),
        portraits=[
            Picture("target", pictures.to_rgb(organism.target.array)),
            Picture("step 200", result.pictures["grow200"][0]),
            Picture("step 5000", result.pictures["persist5000"][0]),
        ],
        numbers=_numbers(result),
        growth=_growth(result),
        cuts=_cuts(result),
        wounds=_other_wounds(result),
        conditions=_conditions(result),
        hidden=_hidden_state(result),
        motion=_motion(result, organism),
        merging=_merging(result),
        two_seeds=_two_seeds(result),
        traces=traces.data(organism.name),
        body=traces.body,
        origin=json.dumps(settings, indent=1, ensure_ascii=False),
    )


def _numbers(result: Evaluation) -> list[Tile]:
    recovered = result.recovered.recovered
    tiles = [
        _tile("grown, step 200", result["grow200"]),
        _tile("persists, step 5000", result["persist5000"]),
        Tile("cuts healed", f"{result.healed} of 5", result.healed == 5),
        Tile("wounded samples recovered", f"{recovered} of 40", recovered == 40),
        Tile("births alive", f"{result.births.alive} of {result.births.fire_seeds}", not result.births.died),
    ]
    if MOVES in result.facts:
        seen, asked = result.quantity("period"), result.facts[MOVES]
        period = f"{seen.mean:.1f} of {asked} steps" if seen.known else "none"
        tiles.append(Tile("period", period, bool(seen.known) and abs(seen.mean - asked) < _PERIOD * asked))
        tiles.append(_tile("gait, cycle 20", result["gait cycle 20"]))
    elif any(quantity.name == "growth time" for quantity in result.quantities):
        time, deceptive = result.quantity("growth time"), sum(result.deceptive().values())
        tiles.append(Tile("steps to grow", f"{time.mean:.0f}" if time.known else "never", bool(time.known)))
        tiles.append(Tile("samples look healed, but are elsewhere", str(deceptive), not deceptive))
    return tiles


def _tile(label: str, score: Score) -> Tile:
    return Tile(label, f"{score.log10_mean:.2f}", score.healed)


def _growth(result: Evaluation) -> dict[str, Any]:
    names = [name for name in result.pictures if name.startswith(("grow", "persist"))]
    return {
        "names": names,
        "scores": _strip([result[name] for name in names]),
        "curve": _curve(result, ["undamaged"], "steps from the seed", log_x=True),
    }


def _cuts(result: Evaluation) -> dict[str, Any]:
    rows = []
    for name in damage.CUTS:
        score = result[f"heal1000 {name}"]
        shown = [result.pictures[f"{when} {name}"] for when in _WHEN]
        worst = shown[-1][int(np.argmax(score.errors))]
        rows.append((name, score, [*(part[0] for part in shown), worst]))
    return {
        "rows": rows,
        "scores": _strip([*result.cuts(200), *result.cuts(1000)]),
        "curve": _curve(result, [f"heal {name}" for name in damage.CUTS], "steps after the cut"),
    }


def _other_wounds(result: Evaluation) -> dict[str, Any] | None:
    cuts = {f"heal1000 {name}" for name in damage.CUTS}
    found = [score for score in result.scores if score.name.startswith("heal1000 ") and score.name not in cuts]
    if not found:
        return None
    circles = sorted((c["cells"], _number_of(c["log10_mean_e"])) for c in result.facts.get("circles", []))
    line = svg.Line("", [cells for cells, _ in circles], [error for _, error in circles], dots=True, width=0)
    names = [score.name.removeprefix("heal1000 ") for score in found]
    return {
        "scores": _strip(found, "heal1000 "),
        "circles": svg.line_chart(
            [line], x_label="cells of the grid that the circle covers", y_label="log10 E after 1000", mark=_LEVEL
        ),
        "galleries": [
            (name, [Picture(text, result.pictures[f"{when} {name}"][0]) for when, text in _WHEN.items()])
            for name in names
            if f"wound {name}" in result.pictures
        ],
    }


def _conditions(result: Evaluation) -> dict[str, Any] | None:
    kinds = []
    for kind, title in _LONG.items():
        scores = [score for score in result.scores if score.name.startswith(f"{kind} ")]
        if not scores:
            continue
        x = [float(score.name.removeprefix(f"{kind} ")) for score in scores]
        lines = [svg.Line("" if kind != "angle" else "organism", x, [f.log10_mean for f in scores], dots=True)]
        if kind == "angle":
            floors = result.facts["angle_floor_log10_e"]
            floor = [_number_of(floors[f"{value:g}"]) for value in x]
            lines.append(svg.Line("rotating the picture there and back", x, floor, svg.FAINT, dots=True))
        chart = svg.line_chart(lines, x_label=kind, y_label="log10 E", mark=_LEVEL, size=(830, 220))
        step = 1 if len(scores) < 12 else 2
        kinds.append((title, chart, [Picture(f.name, result.pictures[f.name][0]) for f in scores[::step]]))
    rest = [score for score in result.scores if score.name.startswith("boundary ") or "weights" in score.name]
    return {"kinds": kinds, "rest": _strip(rest)} if kinds else None


def _hidden_state(result: Evaluation) -> dict[str, Any] | None:
    distances = [quantity for quantity in result.quantities if quantity.name.startswith("hidden distance ")]
    if not distances:
        return None
    level = log10(3 * float(np.median(result.quantity("hidden distance held out").values)))
    rows = [
        svg.Row(
            quantity.name.removeprefix("hidden distance "),
            [log10(value) for value in quantity.values],
            log10(float(np.median(quantity.values))),
            f"median {float(np.median(quantity.values)):.3g}",
        )
        for quantity in distances
    ]
    rhythm = result.facts["rhythm"]
    facts = [("long-run behaviour", rhythm["kind"] + (f", {rhythm['period']:g} steps" if rhythm["period"] else ""))]
    facts += [
        (quantity.name, f"{quantity.mean:.3g} ± {quantity.spread:.2g} {quantity.unit}")
        for quantity in result.quantities
        if quantity not in distances and not quantity.name.startswith("two seeds")
    ]
    return {
        "distances": svg.strip_chart(
            rows, x_label="log10 of the hidden distance", mark=level if math.isfinite(level) else None
        ),
        "lies": ", ".join(f"{name} ({count})" for name, count in result.deceptive().items() if count),
        "facts": facts,
        "components": _components(result),
    }


def _motion(result: Evaluation, organism: Organism) -> dict[str, Any] | None:
    if MOVES not in result.facts:
        return None
    assert organism.target is not None
    gait = [score for score in result.scores if score.name.startswith("gait ")]
    frames = [Picture(str(number), pictures.to_rgb(frame)) for number, frame in enumerate(organism.target.frames)]
    return {
        "frames": frames,
        "seen": [Picture(str(number), seen) for number, seen in enumerate(result.pictures[SEEN])],
        "scores": _strip(gait, "gait "),
        "blur": result.facts[BLUR],
        "curve": _curve(result, ["undamaged", "gait undamaged"], "steps from the seed", log_x=True),
        "facts": [(each.name, f"{each.mean:.3g} ± {each.spread:.2g} {each.unit}") for each in result.quantities],
    }


def _merging(result: Evaluation) -> dict[str, Any] | None:
    if FACT not in result.facts:
        return None
    shown = [name for name in result.pictures if name == PLACED or name.startswith(("merge", "joined"))]
    scores = [score for score in result.scores if score.name.startswith(("merge", "joined"))]
    lines = []
    for colour, step in zip(svg.PALETTE, ("200", "1000"), strict=False):
        across = [each["distance"] for each in result.facts[FACT]]
        errors = [_number_of(each[f"log10_e_{step}"]) for each in result.facts[FACT]]
        lines.append(svg.Line(f"after {step} steps", across, errors, colour, dots=True, width=0))
    chart = svg.line_chart(lines, x_label="cells across the seeds' circle", y_label="log10 E", mark=_LEVEL)
    return {"rows": [(name, result.pictures[name]) for name in shown], "scores": _strip(scores), "chart": chart}


def _components(result: Evaluation) -> str:
    found = result.facts.get("principal_components")
    if not isinstance(found, Components):
        return ""
    lines = [
        svg.Line("undamaged" if index == 0 else "", points[:, 0].tolist(), points[:, 1].tolist(), svg.FAINT, 1.2, 0.9)
        for index, (name, points) in enumerate(found.courses.items())
        if name.startswith("undamaged")
    ]
    for colour, name in zip(svg.PALETTE, damage.CUTS, strict=False):
        points = found.courses[name]
        lines.append(svg.Line(f"{name} removed", points[:, 0].tolist(), points[:, 1].tolist(), colour, 1.6))
    return svg.line_chart(
        lines,
        x_label=f"first principal component ({found.explained[0]:.0%})",
        y_label=f"second ({found.explained[1]:.0%})",
        size=(830, 420),
    )


def _two_seeds(result: Evaluation) -> list[Picture]:
    shown = []
    for name in [name for name in result.pictures if name.startswith("two seeds")]:
        shapes, alive = result.quantity(f"{name}, shapes").mean, result.quantity(f"{name}, alive").mean
        shown.append(Picture(f"{name}: {shapes:.3g} shapes, {alive:.2g} bodies", result.pictures[name][0]))
    return shown


def _strip(scores: Sequence[Score], drop: str = "") -> str:
    rows = [
        svg.Row(
            score.name.removeprefix(drop),
            [log10(error) for error in score.errors[:64]],
            score.log10_mean,
            f"{score.log10_mean:.2f}, {score.recovered} of {len(score.errors)}",
        )
        for score in scores
    ]
    return svg.strip_chart(rows, x_label="log10 E of each sample; the tick is log10 of their mean", mark=_LEVEL)


def _curve(result: Evaluation, names: Iterable[str], x_label: str, log_x: bool = False) -> str:
    lines = []
    for colour, name in zip(svg.PALETTE, names, strict=False):
        curve = result.curves.get(name)
        if curve is None:
            continue
        logs = [[log10(value) for value in row] for row in curve.values]
        lines += [svg.Line("", curve.times, column, colour, 0.8, 0.35) for column in zip(*logs, strict=True)]
        mean = [log10(float(np.mean(row))) for row in curve.values]
        lines.append(svg.Line(name.removeprefix("heal "), curve.times, mean, colour, 2.2))
    return svg.line_chart(lines, x_label=x_label, y_label="log10 E", mark=_LEVEL, log_x=log_x)


def _number_of(value: Any) -> float:
    return math.nan if value is None else float(value)


__all__ = ["html"]
