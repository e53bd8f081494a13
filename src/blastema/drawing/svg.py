"""Small charts as SVG text, for self-contained pages that are sharp at any size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup

GOOD, BAD, INK, FAINT = "#1b7f4b", "#b3382c", "#2f3437", "#c9cdd1"
PALETTE = ("#1b7f4b", "#c9873a", "#3b6ea8", "#a4487f", "#6a7f1b", "#555b66", "#2a9d9d", "#b3382c")
_FONT = 'font-family="system-ui, sans-serif"'


class Line(NamedTuple):
    """A line of a chart: points x [T] and y [T]; values that are not finite are left out."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str = GOOD
    width: float = 1.8
    opacity: float = 1.0
    dots: bool = False


class Row(NamedTuple):
    """A row of a strip chart: a label, the samples' values, their summary and its text."""

    label: str
    values: Sequence[float]
    summary: float
    text: str = ""


def line_chart(
    lines: Sequence[Line],
    *,
    x_label: str,
    y_label: str,
    mark: float | None = None,
    log_x: bool = False,
    size: tuple[int, int] = (830, 280),
) -> Markup:
    """Lines over a common axis; ``mark`` draws a dashed level; ``log_x`` spreads small x. An SVG element."""
    width, height = size
    left, right, top, bottom = 52, 24, 12, 40
    xs = [v for line in lines for v in line.x]
    ys = [v for line in lines for v in line.y if math.isfinite(v)] + ([] if mark is None else [mark])
    if not xs or not ys:
        return Markup("")
    spread = _log if log_x else float
    (x_low, x_high), (y_low, y_high) = _range([spread(v) for v in xs], 0), _range(ys, 0.06)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            left + (spread(x) - x_low) / (x_high - x_low) * (width - left - right),
            height - bottom - (y - y_low) / (y_high - y_low) * (height - top - bottom),
        )

    parts = []
    for tick in _ticks(y_low, y_high):
        y = place(xs[0], tick)[1]
        parts.append(_rule(left, y, width - right, y) + _text(left - 6, y + 4, f"{tick:g}", "end"))
    for tick in _log_ticks(x_high) if log_x else _ticks(x_low, x_high):
        x = place(tick, y_low)[0]
        parts.append(_text(x, height - bottom + 16, f"{tick:,g}", "middle"))
    parts.append(_text((left + width) / 2, height - 6, x_label, "middle", INK))
    parts.append(
        f'<text x="13" y="{(height - bottom) / 2:.0f}" transform="rotate(-90 13 {(height - bottom) / 2:.0f})" '
        f'text-anchor="middle" font-size="12" {_FONT} fill="currentColor">{escape(y_label)}</text>'
    )
    if mark is not None:
        y = place(xs[0], mark)[1]
        parts.append(_rule(left, y, width - right, y, BAD, "4 3"))
    parts += [_polyline(line, place) for line in lines]
    return Markup(_frame(width, height, parts) + _legend([line for line in lines if line.name]))


def strip_chart(
    rows: Sequence[Row],
    *,
    x_label: str,
    mark: float | None = None,
    width: int = 830,
    low_is_good: bool = True,
    shown: Sequence[float] = (),
) -> Markup:
    """A row of dots per condition, one per sample, with a tick at the summary. An SVG element.

    mark: the level that separates good samples (green) from others (red)
    shown: values that the axis includes in any case, such as the ends of a count
    """
    finite = [v for row in rows for v in [*row.values, row.summary] if math.isfinite(v)]
    if not finite:
        return Markup("")
    step, label, text_room, top, bottom = 24, 230, 128, 8, 36
    height = top + bottom + step * len(rows)
    low, high = _range([*finite, *shown, *([] if mark is None else [mark])], 0.04)

    def place(value: float) -> float:
        if not math.isfinite(value):
            value = high if value > 0 else low
        return label + (value - low) / (high - low) * (width - label - text_room)

    parts = []
    for tick in _ticks(low, high):
        parts.append(_rule(place(tick), top, place(tick), height - bottom))
        parts.append(_text(place(tick), height - bottom + 15, f"{tick:g}", "middle"))
    if mark is not None:
        parts.append(_rule(place(mark), top, place(mark), height - bottom, BAD, "4 3"))
    parts.append(_text(label + (width - label - text_room) / 2, height - 4, x_label, "middle", INK))
    for index, row in enumerate(rows):
        y = top + step * (index + 0.5)
        parts.append(_text(label - 10, y + 4, row.label, "end", INK))
        for value in row.values:
            good = mark is None or (value < mark) == low_is_good
            parts.append(
                f'<circle cx="{place(value):.1f}" cy="{y:.1f}" r="3.6" fill="{GOOD if good else BAD}" opacity="0.5"/>'
            )
        x = place(row.summary)
        parts.append(f'<path d="M{x:.1f} {y - 8:.1f}v16" stroke="currentColor" stroke-width="2"/>')
        parts.append(_text(width - 2, y + 4, row.text, "end", INK))
    return Markup(_frame(width, height, parts))


def _polyline(line: Line, place: Any) -> str:
    runs: list[list[str]] = [[]]
    for x, y in zip(line.x, line.y, strict=True):
        if math.isfinite(y):
            runs[-1].append("{:.1f},{:.1f}".format(*place(x, y)))
        elif runs[-1]:
            runs.append([])
    drawn = "".join(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{line.colour}" stroke-width="{line.width}" '
        f'opacity="{line.opacity}" stroke-linejoin="round"/>'
        for run in runs
        if len(run) > 1
    )
    if line.dots:
        drawn += "".join(
            f'<circle cx="{point.split(",")[0]}" cy="{point.split(",")[1]}" r="3" fill="{line.colour}"/>'
            for run in runs
            for point in run
        )
    return drawn


def _legend(lines: Sequence[Line]) -> str:
    if len(lines) < 2:
        return ""
    entries = "".join(f'<span><i style="background:{line.colour}"></i>{escape(line.name)}</span>' for line in lines)
    return f'<div class="legend">{entries}</div>'


def _frame(width: int, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#7a8086") -> str:
    fill = "currentColor" if colour == INK else colour
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" {_FONT} fill="{fill}">'
        f"{escape(text)}</text>"
    )


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str = FAINT, dash: str = "") -> str:
    opacity = 1 if dash else 0.6
    return (
        f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}" stroke-width="1" opacity="{opacity}"'
        + (f' stroke-dasharray="{dash}"' if dash else "")
        + "/>"
    )


def _log(value: float) -> float:
    return math.log10(max(1.0, value))


def _range(values: Sequence[float], room: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    if low == high:
        return low - 0.5, high + 0.5
    margin = (high - low) * room
    return low - margin, high + margin


def _ticks(low: float, high: float) -> list[float]:
    """Four to eight round numbers within a range."""
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    first = math.ceil(low / step - 1e-9)
    return [float(np.round(index * step, 10)) for index in range(first, math.floor(high / step + 1e-9) + 1)]


def _log_ticks(high: float) -> list[float]:
    return [10.0**power for power in range(math.floor(high + 1e-9) + 1)]


__all__ = ["BAD", "FAINT", "GOOD", "INK", "PALETTE", "Line", "Row", "line_chart", "strip_chart"]
