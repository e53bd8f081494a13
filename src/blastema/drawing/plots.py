"""Pictures of a training: its loss, and the organism as it learned."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from blastema import pictures

_INK = "#2f3437"
_RAW, _SMOOTH, _RATE = "#b9d7c4", "#1b7f4b", "#c9873a"


def loss_curve(metrics: Sequence[Mapping[str, Any]], title: str) -> bytes:
    """log10 of the loss against iterations, raw and smoothed, with the learning rate below: a PNG file.

    metrics: lines of ``metrics.jsonl``; those of abandoned attempts are left out, roll-backs are marked.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    kept = last_attempt(metrics)
    iterations = np.array([line["iteration"] for line in kept])
    raw = np.array([np.nan if line["loss"] is None else line["loss"] for line in kept], np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = np.log10(raw)
    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(5, 1))
    upper.plot(iterations, loss, ".", color=_RAW, markersize=2, label="each iteration")
    upper.plot(iterations, smooth(loss), color=_SMOOTH, linewidth=1.6, label="smoothed")
    for at in sorted({line["iteration"] for line in _first_of_attempts(metrics)}):
        upper.axvline(at, color="#b3382c", linewidth=0.8, linestyle=":")
    # A folder's name is shown as it is, not as mathematics, and it need not be UTF-8.
    written = title.encode(errors="backslashreplace").decode()
    upper.set_title(written, color=_INK, loc="left", parse_math=False)
    upper.set_ylabel("log10 loss")
    upper.grid(alpha=0.25)
    upper.legend(frameon=False, loc="upper right")
    lower.plot(iterations, [line["learning_rate"] for line in kept], color=_RATE)
    lower.set_ylim(bottom=0)
    lower.ticklabel_format(axis="y", style="sci", scilimits=(0, 0))
    lower.set_ylabel("learning rate")
    lower.set_xlabel("iteration")
    for axes in (upper, lower):
        axes.spines[["top", "right"]].set_visible(False)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()


def last_attempt(metrics: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One line per iteration: of those repeated after a roll-back, the last one."""
    return [line for _, line in sorted({line["iteration"]: line for line in metrics}.items())]


def _first_of_attempts(metrics: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [after for before, after in pairwise(metrics) if after["attempt"] != before["attempt"]]


def smooth(values: Any, decay: float = 0.98) -> Any:
    """Exponential smoothing, as in the trainer; values that are not finite are skipped."""
    smoothed, current = np.empty(len(values)), np.nan
    for index, value in enumerate(values):
        if np.isfinite(value):
            current = value if np.isnan(current) else decay * current + (1 - decay) * value
        smoothed[index] = current
    return smoothed


def labelled_strip(tiles: Sequence[pictures.Pixels], labels: Sequence[str], columns: int = 8) -> bytes:
    """Pictures of equal size in rows, each with a label below it: a PNG file."""
    height, width, _ = tiles[0].shape
    gap, band = 10, 20
    columns = min(columns, len(tiles))
    rows = -(-len(tiles) // columns)
    sheet = Image.new("RGB", (gap + columns * (width + gap), gap + rows * (height + band + gap) - gap // 2), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for index, (tile, label) in enumerate(zip(tiles, labels, strict=True)):
        left, top = gap + index % columns * (width + gap), gap + index // columns * (height + band + gap)
        sheet.paste(Image.fromarray(tile, "RGB"), (left, top))
        pen.text((left + width / 2, top + height + band / 2), label, fill=_INK, font=font, anchor="mm")
    stream = io.BytesIO()
    sheet.save(stream, "PNG")
    return stream.getvalue()


__all__ = ["labelled_strip", "last_attempt", "loss_curve", "smooth"]
