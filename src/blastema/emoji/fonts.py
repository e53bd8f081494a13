"""Emoji from an installed colour font of a kind that Pillow can draw.

Colour fonts store their pictures in one of several tables. Pillow, by FreeType, draws bitmaps (``CBDT``, ``sbix``) and
plain colour layers (``COLR`` of version 0). For a font that has only gradients (``COLR`` of version 1) or drawings
(``SVG``) it draws nothing, or the glyphs' outlines in the text colour: a white silhouette.
"""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, features

from blastema._files import home, open_regular, read_bytes
from blastema.emoji.names import BUILT_IN, JOINERS, VARIATION_SELECTOR
from blastema.errors import InputError

FONT_VARIABLE = "BLASTEMA_EMOJI_FONT"
REMEDY = (
    "install one that Pillow can render (Debian/Ubuntu: apt install fonts-noto-color-emoji; elsewhere, on Fedora too, "
    "download NotoColorEmoji.ttf from github.com/googlefonts/noto-emoji, folder fonts, "
    f"and set {FONT_VARIABLE} to it"
    ")"
)
"""How to install a font of a kind that works."""

_LARGEST_FONT_BYTES = 512 << 20
_FONT_NAMES = (
    "NotoColorEmoji.ttf",
    "NotoColorEmoji-Regular.ttf",
    "Apple Color Emoji.ttc",
    "seguiemj.ttf",
    "Noto-COLRv1.ttf",
    "TwitterColorEmoji-SVGinOT.ttf",
)
_FONT_FOLDERS = (
    "~/.fonts",
    "~/.local/share/fonts",
    "~/Library/Fonts",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
# Bitmap fonts have one size; the others scale to any.
_FONT_SIZES = (109, 136, 128, 160, 96, 64)


@dataclasses.dataclass(frozen=True)
class Font:
    """A colour-emoji font that was found.

    path:  its file
    fault: why it cannot be used; empty if it can
    """

    path: Path
    fault: str


def look_for_font() -> Font | None:
    """The first usable font, or else the first one with the reason why it cannot be used; none if there is none.

    The environment variable BLASTEMA_EMOJI_FONT takes precedence.
    """
    chosen = os.environ.get(FONT_VARIABLE)
    if chosen:
        return Font(Path(chosen), _fault(Path(chosen)))
    first = None
    for path in _installed():
        font = Font(path, _fault(path))
        if not font.fault:
            return font
        first = first or font
    return first


def find_font() -> Path | None:
    """The font that emoji come from; see `look_for_font`. None if no font can be used."""
    font = look_for_font()
    return None if font is None or font.fault else font.path


def _installed() -> Iterator[Path]:
    mine = home()
    for folder in _FONT_FOLDERS:
        if folder.startswith("~/") and mine is None:
            continue
        root = mine / folder[2:] if mine is not None and folder.startswith("~/") else Path(folder)
        if root.is_dir():
            for name in _FONT_NAMES:
                yield from sorted(root.rglob(name))


def _fault(path: Path) -> str:
    """Why Pillow cannot draw a font's pictures, by its tables; empty if it can."""
    from fontTools.ttLib import TTFont

    try:
        with open_regular(path) as file, TTFont(file, fontNumber=0, lazy=True) as font:
            tables = set(font.reader.keys())
            # The version, then the number of glyphs with plain layers, which version 1 may also have.
            colr = font.reader["COLR"][:4] if "COLR" in tables else bytes(4)
    except FileNotFoundError:
        return "there is no such file"
    except OSError as error:
        return f"it cannot be read: {error.strerror or error}"
    except Exception as error:  # fontTools raises many kinds of errors for invalid fonts
        return f"it cannot be used as a font ({error})"
    if {"CBDT", "sbix"} & tables or int.from_bytes(colr[2:4]):
        return ""
    kinds = {"COLR": "colour gradients (COLR version 1)", "SVG ": "drawings (SVG)"}
    found = [words for table, words in kinds.items() if table in tables]
    kind = f"its pictures are {' and '.join(found)}" if found else "it has no colour pictures"
    return f"{kind}; Pillow renders bitmaps (CBDT, sbix) and plain colour layers (COLR version 0)"


def picture(symbol: str) -> Image.Image:
    """The picture of an emoji, RGBA, cropped to its content.

    Args:
        symbol: its code points

    Raises:
        InputError: if no installed font has it, or none can be used.
    """
    path = _font_for(symbol)
    parts = [c for c in symbol if c != VARIATION_SELECTOR]
    if len(parts) > 1 and not features.check("raqm"):
        raise InputError(
            f"{symbol} is made of {len(parts)} code points, which Pillow joins only with libraqm and FriBiDi. "
            "Install FriBiDi (Debian/Ubuntu: apt install libfribidi0), or give a picture file."
        )
    # By its bytes: given the name of a broken file, Pillow would load a font of that name from elsewhere.
    data = read_bytes(path, "a font", _LARGEST_FONT_BYTES)
    font = _open(data, path)
    _check_has(data, path, symbol, parts)
    length = font.getlength(symbol)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(symbol))
    if length <= 0 or right <= left or bottom <= top or length > 1.6 * font.size:
        raise InputError(f"{path.name} has no single picture for {symbol}; give a picture file instead.")
    # A glyph in the text colour is an outline and not a picture.
    painted, other = (_painted(font, symbol, (left, top, right, bottom), fill) for fill in ("white", "black"))
    box = painted.getbbox()
    if box is None or not (np.asarray(painted) == np.asarray(other)).all(-1)[np.asarray(painted)[..., 3] > 0].any():
        raise InputError(f"{path.name} has no colour picture for {symbol}; give a picture file instead.")
    return painted.crop(box)


def _font_for(symbol: str) -> Path:
    font = look_for_font()
    beyond = f"{symbol} is not among the built-in emoji ({''.join(BUILT_IN)})"
    if font is None:
        raise InputError(f"{beyond} and no colour-emoji font was found. Give a picture file, or {REMEDY}.")
    if font.fault:
        chosen = f"{FONT_VARIABLE} is {font.path}, but " if os.environ.get(FONT_VARIABLE) else f"{font.path}: "
        raise InputError(f"{beyond}. {chosen}{font.fault}. Give a picture file, or {REMEDY}.")
    return font.path


def _painted(font: ImageFont.FreeTypeFont, symbol: str, box: tuple[int, int, int, int], fill: str) -> Image.Image:
    left, top, right, bottom = box
    canvas = Image.new("RGBA", (right - left, bottom - top))
    ImageDraw.Draw(canvas).text((-left, -top), symbol, font=font, fill=fill, embedded_color=True)
    return canvas


def _open(data: bytes, path: Path) -> ImageFont.FreeTypeFont:
    problem: OSError | None = None
    for size in _FONT_SIZES:
        try:
            return ImageFont.truetype(io.BytesIO(data), size)
        except OSError as error:
            problem = error
    raise InputError(f"the font {path} cannot be used: {problem}") from problem


def _check_has(data: bytes, path: Path, symbol: str, parts: list[str]) -> None:
    """Raise `InputError` if the character map lacks a character: the font would draw a replacement glyph."""
    from fontTools.ttLib import TTFont

    with TTFont(io.BytesIO(data), fontNumber=0, lazy=True) as table:
        known = table.getBestCmap() or {}
    missing = [c for c in parts if c not in JOINERS and ord(c) not in known]
    if missing:
        raise InputError(f"the font {path.name} has no picture for {symbol}; give a picture file instead.")


__all__ = ["FONT_VARIABLE", "REMEDY", "Font", "find_font", "look_for_font", "picture"]
