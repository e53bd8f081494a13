"""Plots of figures by matplotlib: PNG files."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

INK = "#2f3437"
PALETTE = ("#3b6ea8", "#2a9d9d", "#1b7f4b", "#c9873a", "#b3382c", "#a4487f", "#6a7f1b", "#555b66")


def log_error(state: ArrayLike, target: ArrayLike) -> float:
    """log10 of E of one state [H, W, C]; NaN if it is not finite."""
    with np.errstate(over="ignore", invalid="ignore"):
        error = float(((np.asarray(state, np.float64)[..., :4] - np.asarray(target, np.float64)) ** 2).mean())
    return math.log10(error) if 0 < error < math.inf else math.nan


def panels(
    charts: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]],
    x_label: str,
    y_label: str,
    columns: int = 2,
    palette: Sequence[str] = PALETTE,
) -> bytes:
    """A grid of charts with named lines, each a list of points: a PNG file."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(columns, len(charts))
    rows = -(-len(charts) // columns)
    figure = Figure(figsize=(5.6 * columns, 3.4 * rows), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    grid = figure.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    for axes, (title, lines) in zip(grid, charts.items(), strict=False):
        for index, (name, points) in enumerate(lines.items()):
            colour = palette[index % len(palette)]
            axes.plot(*zip(*points, strict=True), label=name, color=colour, linewidth=1.5)
        axes.set_title(title, loc="left", color=INK, fontsize=10)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    for axes in grid[len(charts) :]:
        axes.set_visible(False)
    if max(len(lines) for lines in charts.values()) > 1:
        figure.legend(*grid[0].get_legend_handles_labels(), loc="outside right upper", frameon=False, fontsize=8)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


__all__ = ["INK", "PALETTE", "log_error", "panels"]
