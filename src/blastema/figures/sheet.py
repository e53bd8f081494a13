"""Sheets of labelled pictures in rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from blastema import pictures
from blastema.pictures import Pixels

INK, FAINT = "#2f3437", "#7a8086"
_GAP, _LABEL_HEIGHT, _MARGIN = 6, 20, 12
_SHEET_WIDTH = 1400
_FONT_SIZE = 13


@cache
def font(size: int = _FONT_SIZE) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, so that a figure looks the same everywhere."""
    return ImageFont.load_default(size)


def fitting(columns: int, width: int, sheet_width: int = _SHEET_WIDTH, largest: int = 6) -> int:
    """Pixels per cell, 1 to ``largest``, so that this many tiles of ``width`` cells fit next to each other."""
    return max(1, min(largest, sheet_width // (columns * width + 1)))


def sheet(
    rows: Sequence[Sequence[Pixels]],
    *,
    factor: int,
    columns: Sequence[str] = (),
    labels: Sequence[str] = (),
    title: str = "",
    margin: int = _MARGIN,
) -> Pixels:
    """Tiles in rows, uint8 [H, W, 3] each and all of one size, enlarged: uint8 [height, width, 3].

    columns: text above each column; labels: text next to each row; title: text above all;
    margin: pixels around all, of which the gap after the last tile counts at the right and below
    """
    height, width = (side * factor for side in rows[0][0].shape[:2])
    count = max(len(row) for row in rows)
    # Larger sheets have larger text, since they are shown reduced.
    size = int(np.clip(count * (width + _GAP) / 80, _FONT_SIZE, 20))
    left = margin + max([_wide(label, size) + 10 for label in labels], default=0)
    label_height, title_height = round(1.6 * size), round(2.2 * size)
    above = margin if title or not columns else max(0, margin - label_height // 4)  # text has its own space above it
    top = above + (title_height if title else 0) + (label_height if columns else 0)
    last = max(0, margin - _GAP)
    total = max(left + count * (width + _GAP) + last, _wide(title, size + 3) + 2 * margin if title else 0)
    canvas = Image.new("RGB", (total, top + len(rows) * (height + _GAP) + last), "white")
    pen = ImageDraw.Draw(canvas)
    if title:
        pen.text((margin, above + (size + 3) / 2), title, INK, font(size + 3), anchor="lm")
    for index, text in enumerate(columns):
        at = (left + index * (width + _GAP) + width / 2, top - label_height / 2)
        pen.text(at, text, FAINT, font(size), anchor="mm")
    for number, row in enumerate(rows):
        y = top + number * (height + _GAP)
        if labels:
            pen.text((left - 10, y + height / 2), labels[number], INK, font(size), anchor="rm")
        for index, tile in enumerate(row):
            canvas.paste(Image.fromarray(pictures.enlarge(tile, factor)), (left + index * (width + _GAP), y))
    return np.array(canvas)


def _wide(text: str, size: int) -> int:
    return round(font(size).getlength(text))


def under(picture: Pixels, text: str) -> Pixels:
    """A picture with a caption below it."""
    height, width = picture.shape[:2]
    canvas = Image.new("RGB", (width, height + _LABEL_HEIGHT), "white")
    canvas.paste(Image.fromarray(picture))
    ImageDraw.Draw(canvas).text((width / 2, height + _LABEL_HEIGHT / 2), text, FAINT, font(), anchor="mm")
    return np.array(canvas)


def grey(values: np.ndarray, low: float, high: float) -> Pixels:
    """A field [H, W] as grey levels, ``low`` white and ``high`` black: uint8 [H, W, 3]."""
    shade = np.nan_to_num((np.asarray(values, np.float64) - low) / (high - low), nan=1.0).clip(0, 1)
    return np.repeat(np.round(255 * (1 - shade)).astype(np.uint8)[..., None], 3, axis=-1)


def signed(values: np.ndarray, reach: float) -> Pixels:
    """A field [H, W] from -reach (blue) through white to reach (red): uint8 [H, W, 3]."""
    share = np.nan_to_num(np.asarray(values, np.float64) / reach).clip(-1, 1)[..., None]
    red, blue = np.array([176, 36, 39], np.float64), np.array([38, 84, 160], np.float64)
    shown = 255 + np.where(share > 0, share * (red - 255), -share * (blue - 255))
    return np.round(shown).astype(np.uint8)


__all__ = ["FAINT", "INK", "fitting", "font", "grey", "sheet", "signed", "under"]
