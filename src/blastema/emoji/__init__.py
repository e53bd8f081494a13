"""The ten pictures of the article, and others from an installed colour-emoji font.

The ten are the 64 px pictures of Noto Emoji as of 2019 (npm package emoji-datasource-google 5.0.1), which is the
artwork that the article used; see ``LICENSE-noto-emoji.txt`` beside them.
"""

from __future__ import annotations

import io
import os
import unicodedata
from importlib import resources
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from blastema._files import home, read_bytes
from blastema.errors import InputError

BUILT_IN = {
    "🦎": "lizard",
    "😀": "face",
    "💥": "explosion",
    "👁": "eye",
    "🐠": "fish",
    "🦋": "butterfly",
    "🐞": "ladybug",
    "🕸": "web",
    "🥨": "pretzel",
    "🎄": "tree",
}
"""The article's ten targets, in its order, and their names in plain letters."""

MARGIN = 2
"""Empty pixels around the 64 px artwork."""

FONT_VARIABLE = "BLASTEMA_EMOJI_FONT"
_LARGEST_FONT_BYTES = 512 << 20
_FONT_NAMES = (
    "NotoColorEmoji.ttf",
    "NotoColorEmoji-Regular.ttf",
    "Noto-COLRv1.ttf",
    "Apple Color Emoji.ttc",
    "seguiemj.ttf",
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
_VARIATION_SELECTOR = "\N{VARIATION SELECTOR-16}"
_JOINERS = (_VARIATION_SELECTOR, "\N{ZERO WIDTH JOINER}")


def canonical(text: str) -> str:
    """The built-in emoji meant by ``text`` (a variation selector or plain-letter name is accepted), or ``text``."""
    bare = text.strip().removesuffix(_VARIATION_SELECTOR)
    by_name = {name: symbol for symbol, name in BUILT_IN.items()}
    return by_name.get(bare.lower(), bare if bare in BUILT_IN else text.strip())


def is_emoji(text: str) -> bool:
    """Whether ``text`` is a built-in name or a short string of symbols rather than a file's name."""
    symbol = canonical(text)
    if symbol in BUILT_IN:
        return True
    wide = any(unicodedata.category(c) in ("So", "Sk", "Me") or c in _JOINERS for c in symbol)
    return 0 < len(symbol) <= 16 and wide and not any(c in "./\\ " for c in symbol)


def name_of(symbol: str) -> str:
    """A name in plain letters, fit for a folder: "lizard" for 🦎, "rocket" for 🚀."""
    symbol = canonical(symbol)
    if symbol in BUILT_IN:
        return BUILT_IN[symbol]
    names = (unicodedata.name(c, f"u{ord(c):x}") for c in symbol if c not in _JOINERS)
    return "-".join("-".join(name.lower().split()) for name in names)[:60]


def picture(symbol: str) -> Image.Image:
    """The emoji's picture, RGBA. Raises `InputError` if it is not built in and no font here has it."""
    symbol = canonical(symbol)
    if symbol not in BUILT_IN:
        return _from_font(symbol)
    file = resources.files(__name__) / f"{ord(symbol):x}.png"
    with file.open("rb") as stream:
        art = Image.open(stream).convert("RGBA")
    return art.crop((MARGIN, MARGIN, art.width - MARGIN, art.height - MARGIN))


def find_font() -> Path | None:
    """An installed colour-emoji font; the environment variable BLASTEMA_EMOJI_FONT goes first."""
    chosen = os.environ.get(FONT_VARIABLE)
    if chosen:
        return Path(chosen) if Path(chosen).is_file() else None
    mine = home()
    for folder in _FONT_FOLDERS:
        if not folder.startswith("~/"):
            root = Path(folder)
        elif mine is not None:
            root = mine / folder.removeprefix("~/")
        else:
            continue
        if root.is_dir():
            for name in _FONT_NAMES:
                found = sorted(root.rglob(name))
                if found:
                    return found[0]
    return None


def _from_font(symbol: str) -> Image.Image:
    path = find_font()
    if path is None:
        raise InputError(
            f"{symbol} is not among the built-in emoji ({''.join(BUILT_IN)}) and no colour-emoji font was found. "
            "Install one (Debian/Ubuntu: apt install fonts-noto-color-emoji; Fedora: dnf install "
            f"google-noto-color-emoji-fonts), or set {FONT_VARIABLE} to a font file, or give a picture file."
        )
    parts = [c for c in symbol if c != _VARIATION_SELECTOR]
    if len(parts) > 1 and not features.check("raqm"):
        raise InputError(
            f"{symbol} is made of {len(parts)} code points, which Pillow joins only with libraqm and FriBiDi. "
            "Install FriBiDi (Debian/Ubuntu: apt install libfribidi0), or give a picture file."
        )
    font = _open_font(path)
    _check_has(font, path, symbol, parts)
    length = font.getlength(symbol)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(symbol))
    if length <= 0 or right <= left or bottom <= top or length > 1.6 * font.size:
        raise InputError(f"{path.name} has no single picture for {symbol}; give a picture file instead.")
    canvas = Image.new("RGBA", (right - left, bottom - top))
    ImageDraw.Draw(canvas).text((-left, -top), symbol, font=font, embedded_color=True)
    box = canvas.getbbox()
    if box is None:
        raise InputError(f"{path.name} has no picture for {symbol}; give a picture file instead.")
    return canvas.crop(box)


def _open_font(path: Path) -> ImageFont.FreeTypeFont:
    # Its bytes, since Pillow answers to the name of a broken file with a font of that name from elsewhere.
    data = read_bytes(path, "a font", _LARGEST_FONT_BYTES)
    problem: OSError | None = None
    for size in _FONT_SIZES:
        try:
            return ImageFont.truetype(io.BytesIO(data), size)
        except OSError as error:
            problem = error
    raise InputError(f"the font {path} cannot be used: {problem}") from problem


def _check_has(font: ImageFont.FreeTypeFont, path: Path, symbol: str, parts: list[str]) -> None:
    """A font draws its replacement sign for what it lacks; find that out from its character map."""
    from fontTools.ttLib import TTFont

    with TTFont(str(path), fontNumber=0, lazy=True) as table:
        known = table.getBestCmap() or {}
    missing = [c for c in parts if c not in _JOINERS and ord(c) not in known]
    if missing:
        raise InputError(f"the font {path.name} has no picture for {symbol}; give a picture file instead.")


__all__ = ["BUILT_IN", "FONT_VARIABLE", "MARGIN", "canonical", "find_font", "is_emoji", "name_of", "picture"]
