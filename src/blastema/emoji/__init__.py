"""The ten pictures of the article, and others from an installed colour-emoji font.

The ten are the 64 px pictures of Noto Emoji as of 2019 (npm package emoji-datasource-google 5.0.1), which is the
artwork that the article used; see ``LICENSE-noto-emoji.txt`` beside them.
"""

from __future__ import annotations

from importlib import resources

from PIL import Image

from blastema.emoji import fonts
from blastema.emoji.names import BUILT_IN, SYNONYMS, canonical, is_emoji, meant, name_of

MARGIN = 2
"""Empty pixels around the 64 px artwork."""


def picture(symbol: str) -> Image.Image:
    """The emoji's picture, RGBA.

    Raises:
        InputError: if it is neither built in nor in an installed font.
    """
    symbol = canonical(symbol)
    if symbol not in BUILT_IN:
        return fonts.picture(symbol)
    file = resources.files(__name__) / f"{ord(symbol):x}.png"
    with file.open("rb") as stream:
        art = Image.open(stream).convert("RGBA")
    return art.crop((MARGIN, MARGIN, art.width - MARGIN, art.height - MARGIN))


__all__ = ["BUILT_IN", "MARGIN", "SYNONYMS", "canonical", "fonts", "is_emoji", "meant", "name_of", "picture"]
