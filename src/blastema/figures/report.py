"""A one-page report of an evaluation: pictures, plots and all figures in one HTML file that needs nothing else."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from typing import Any

import numpy as np

from blastema import pictures
from blastema.drawing import svg
from blastema.evaluation import Evaluation, Figure
from blastema.evaluation.dynamics import Components
from blastema.evaluation.measures import RECOVERED, log10
from blastema.organism import Organism
from blastema.training import damage

_LEVEL = log10(RECOVERED)
_WHEN = {"wound": "wound", "heal200": "200 steps later", "heal1000": "1000 steps later"}
_LONG = {"fire rate": "Fire rates", "step size": "Step sizes", "angle": "Angles (degrees)"}


def html(result: Evaluation, organism: Organism) -> str:
    """The page. ``organism`` gives the picture it was to grow."""
    sections = [
        _head(result, organism),
        _growth(result),
        _cuts(result),
        _other_wounds(result),
        _conditions(result),
        _hidden_state(result),
        _two_seeds(result),
        _all_figures(result),
        _settings(result),
    ]
    style = resources.files("blastema.figures").joinpath("report.css").read_text(encoding="utf-8")
    title = escape(f"{result.organism}: growth, persistence and healing")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{style}</style></head><body><main>{''.join(sections)}</main></body></html>\n"
    )


def _head(result: Evaluation, organism: Organism) -> str:
    assert organism.target is not None
    shown = [("target", pictures.to_rgb(organism.target.array))]
    shown += [("step 200", result.pictures["grow200"][0]), ("step 5000", result.pictures["persist5000"][0])]
    tiles = [
        _tile("grown, step 200", result["grow200"]),
        _tile("persists, step 5000", result["persist5000"]),
        _number("cuts healed", f"{result.healed} of 5", result.healed == 5),
        _number("wounded samples recovered", f"{result.recovered.recovered} of 40", result.recovered.recovered == 40),
    ]
    if result.quantities:
        time, deceptive = result.quantity("growth time"), sum(result.deceptive().values())
        tiles.append(_number("steps to grow", f"{time.mean:.0f}" if time.known else "never", bool(time.known)))
        tiles.append(_number("samples look healed, but are elsewhere", str(deceptive), not deceptive))
    source = ", ".join(f"{key} {value}" for key, value in result.settings["provenance"].items())
    notes = "".join(f"<li>{escape(note)}</li>" for note in result.notes)
    return (
        f"<header><div><h1>{escape(result.organism)}</h1>"
        f"<p>{result.grid[0]} × {result.grid[1]} cells, {result.settings['parameters']:,} parameters. "
        f"{escape(source)}</p>{f'<ul>{notes}</ul>' if notes else ''}</div>"
        f"{_gallery(shown, 150)}</header><div class='tiles'>{''.join(tiles)}</div>"
        f"<p class='key'>A figure is log<sub>10</sub> of E, the mean squared error over all cells and RGBA, "
        f"averaged over 8 samples (fire seeds 0 to 7); lower is better. A sample has recovered below {_LEVEL:g}. "
        f"An empty grid has {result.settings['empty_log10_e']:.2f}.</p>"
    )


def _tile(label: str, figure: Figure) -> str:
    return _number(label, f"{figure.log10_mean:.2f}", figure.healed)


def _number(label: str, text: str, good: bool) -> str:
    return f"<div class='{'good' if good else 'bad'}'><b>{escape(text)}</b><span>{escape(label)}</span></div>"


def _growth(result: Evaluation) -> str:
    names = [name for name in result.pictures if name.startswith(("grow", "persist"))]
    strip = _strip([result[name] for name in names])
    curve = _curve(result, ["undamaged"], "steps from the seed", log_x=True)
    rows = "".join(_samples_row(name, result.pictures[name]) for name in names)
    return f"<section><h2>Growth and persistence</h2>{strip}{curve}<table class='pictures'>{rows}</table></section>"


def _samples_row(name: str, shown: pictures.Pixels) -> str:
    cells = "".join(f"<td>{_image(one, name)}</td>" for one in shown)
    return f"<tr><th>{escape(name)}</th>{cells}</tr>"


def _cuts(result: Evaluation) -> str:
    rows = []
    for name in damage.CUTS:
        figure = result[f"heal1000 {name}"]
        worst = int(np.argmax(figure.errors))
        shown = [result.pictures[f"{when} {name}"] for when in ("wound", "heal200", "heal1000")]
        cells = "".join(f"<td>{_image(part[0], name)}</td>" for part in shown)
        cells += f"<td>{_image(shown[-1][worst], name)}</td>"
        rows.append(
            f"<tr><th>{name} removed</th>{cells}<td class='{'good' if figure.healed else 'bad'}'>"
            f"{figure.log10_mean:.2f}<br><small>{figure.recovered} of {len(figure.errors)}</small></td></tr>"
        )
    heads = "".join(
        f"<th>{text}</th>" for text in ("", "the cut", "after 200", "after 1000", "worst sample", "log<sub>10</sub> E")
    )
    strip = _strip([*result.cuts(200), *result.cuts(1000)])
    curve = _curve(result, [f"heal {name}" for name in damage.CUTS], "steps after the cut")
    return (
        "<section><h2>Healing: the article's five cuts, after 200 steps of growth</h2>"
        f"<table class='pictures'><tr>{heads}</tr>{''.join(rows)}</table>{strip}{curve}</section>"
    )


def _other_wounds(result: Evaluation) -> str:
    known = set(damage.CUTS)
    found = [
        figure
        for figure in result.figures
        if figure.name.startswith("heal1000 ") and not known & {figure.name.split(" ", 1)[1]}
    ]
    if not found:
        return ""
    circles = result.facts.get("circles", [])
    chart = svg.line_chart(
        [
            svg.Line(
                "", *_columns(sorted((c["cells"], _number_of(c["log10_mean_e"])) for c in circles)), dots=True, width=0
            )
        ],
        x_label="cells of the grid that the circle covers",
        y_label="log10 E after 1000",
        mark=_LEVEL,
    )
    galleries = "".join(
        f"<div><h3>{escape(name)}</h3>"
        + _gallery([(text, result.pictures[f"{when} {name}"][0]) for when, text in _WHEN.items()], 112)
        + "</div>"
        for name in [figure.name.split(" ", 1)[1] for figure in found]
        if f"wound {name}" in result.pictures
    )
    return (
        f"<section><h2>Other wounds and noise, 1000 steps after</h2>{_strip(found, 'heal1000 ')}"
        f"<h3>32 random circles, one by one</h3>{chart}<div class='columns'>{galleries}</div></section>"
    )


def _conditions(result: Evaluation) -> str:
    parts = []
    for kind, title in _LONG.items():
        figures = [figure for figure in result.figures if figure.name.startswith(f"{kind} ")]
        if not figures:
            continue
        x = [float(figure.name.removeprefix(f"{kind} ")) for figure in figures]
        lines = [svg.Line("" if kind != "angle" else "organism", x, [f.log10_mean for f in figures], dots=True)]
        if kind == "angle":
            floors = result.facts["angle_floor_log10_e"]
            floor = [_number_of(floors[f"{value:g}"]) for value in x]
            lines.append(svg.Line("turning the picture there and back", x, floor, svg.FAINT, dots=True))
        chart = svg.line_chart(lines, x_label=kind, y_label="log10 E", mark=_LEVEL, size=(830, 220))
        step = 1 if len(figures) < 12 else 2
        shown = [(figure.name, result.pictures[figure.name][0]) for figure in figures[::step]]
        parts.append(f"<h3>{title}</h3>{chart}{_gallery(shown, 74)}")
    rest = [figure for figure in result.figures if figure.name.startswith("boundary ") or "weights" in figure.name]
    if not parts:
        return ""
    return (
        "<section><h2>Other conditions, from the seed</h2>"
        f"{''.join(parts)}<h3>Boundary, and rounded weights, after 1000 steps</h3>{_strip(rest)}</section>"
    )


def _hidden_state(result: Evaluation) -> str:
    distances = [quantity for quantity in result.quantities if quantity.name.startswith("hidden distance ")]
    if not distances:
        return ""
    held_out = result.quantity("hidden distance held out")
    level = float(np.median(held_out.values))
    rows = [
        svg.Row(
            quantity.name.removeprefix("hidden distance "),
            [log10(value) for value in quantity.values],
            log10(float(np.median(quantity.values))),
            f"median {float(np.median(quantity.values)):.3g}",
        )
        for quantity in distances
    ]
    mark = log10(3 * level)
    strip = svg.strip_chart(rows, x_label="log10 of the hidden distance", mark=mark if math.isfinite(mark) else None)
    lies = [f"{name} ({count})" for name, count in result.deceptive().items() if count]
    verdict = (
        f"Pixel error overstates recovery here: {', '.join(lies)} have samples with E below 1e-3 whose hidden state is "
        "more than three times as far from the undamaged runs as other undamaged runs are."
        if lies
        else "No sample that looks recovered has its hidden state elsewhere."
    )
    rhythm = result.facts["rhythm"]
    period = f", {rhythm['period']:g} steps" if rhythm["period"] else ""
    facts = [("long-run behaviour", rhythm["kind"] + period)]
    facts += [
        (quantity.name, f"{quantity.mean:.3g} ± {quantity.spread:.2g} {quantity.unit}")
        for quantity in result.quantities
        if quantity not in distances and not quantity.name.startswith("two seeds")
    ]
    table = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in facts)
    return (
        "<section><h2>Hidden state</h2><p>Hidden distance: how far the hidden channels are from those of 8 undamaged "
        "runs, in their standard deviations, beside 8 undamaged runs held out.</p>"
        f"{strip}<p>{escape(verdict)}</p><table>{table}</table>{_components(result)}</section>"
    )


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
    chart = svg.line_chart(
        lines,
        x_label=f"first principal component ({found.explained[0]:.0%})",
        y_label=f"second ({found.explained[1]:.0%})",
        size=(830, 420),
    )
    return f"<h3>Courses of the whole state, growing and healing</h3>{chart}"


def _two_seeds(result: Evaluation) -> str:
    names = [name for name in result.pictures if name.startswith("two seeds")]
    if not names:
        return ""
    shown = []
    for name in names:
        shapes, alive = result.quantity(f"{name}, shapes").mean, result.quantity(f"{name}, alive").mean
        shown.append((f"{name}: {shapes:.3g} shapes, {alive:.2g} bodies", result.pictures[name][0]))
    return f"<section><h2>Two seeds, after 1000 steps</h2>{_gallery(shown, 150)}</section>"


def _all_figures(result: Evaluation) -> str:
    rows = "".join(
        f"<tr><td>{escape(figure.name)}</td>"
        f"<td class='{'good' if figure.healed else 'bad'}'>{figure.log10_mean:.2f}</td>"
        f"<td>{figure.spread:.2f}</td><td>{figure.recovered} of {len(figure.errors)}</td></tr>"
        for figure in result.figures
    )
    heads = "<tr><th>condition</th><th>log<sub>10</sub> E</th><th>spread</th><th>recovered</th></tr>"
    table = f"<table class='figures'>{heads}{rows}</table>"
    return f"<section><details><summary>All figures</summary>{table}</details></section>"


def _settings(result: Evaluation) -> str:
    text = json.dumps({"settings": result.settings, "environment": result.environment}, indent=1, ensure_ascii=False)
    return (
        f"<footer>{escape(result.protocol)} protocol, {result.seconds:.0f} s, {result.environment['processor']}. "
        f"<details><summary>Settings and versions</summary><pre>{escape(text)}</pre></details></footer>"
    )


def _strip(figures: Sequence[Figure], drop: str = "") -> str:
    rows = [
        svg.Row(
            figure.name.removeprefix(drop),
            [log10(error) for error in figure.errors[:64]],
            figure.log10_mean,
            f"{figure.log10_mean:.2f}, {figure.recovered} of {len(figure.errors)}",
        )
        for figure in figures
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


def _columns(pairs: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [first for first, _ in pairs], [second for _, second in pairs]


def _number_of(value: Any) -> float:
    return math.nan if value is None else float(value)


def _gallery(shown: Sequence[tuple[str, pictures.Pixels]], width: int) -> str:
    tiles = "".join(
        f"<figure style='width:{width}px'>{_image(pixels, text)}<figcaption>{escape(text)}</figcaption></figure>"
        for text, pixels in shown
    )
    return f"<div class='gallery'>{tiles}</div>"


def _image(pixels: pictures.Pixels, text: str) -> str:
    data = base64.b64encode(pictures.png(pixels)).decode()
    return f"<img src='data:image/png;base64,{data}' alt='{escape(text, quote=True)}'>"
