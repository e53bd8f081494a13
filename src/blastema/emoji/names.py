"""Names of emoji: in plain letters, and suggestions for mistyped ones."""

from __future__ import annotations

import re
import unicodedata

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

SYNONYMS = {
    "gecko": "lizard",
    "smiley": "face",
    "smile": "face",
    "grinning-face": "face",
    "collision": "explosion",
    "boom": "explosion",
    "tropical-fish": "fish",
    "lady-beetle": "ladybug",
    "ladybird": "ladybug",
    "beetle": "ladybug",
    "spider-web": "web",
    "spiderweb": "web",
    "cobweb": "web",
    "christmas-tree": "tree",
    "xmas-tree": "tree",
}
"""Other names of the ten: the article's files and other fonts use them."""

VARIATION_SELECTOR = "\N{VARIATION SELECTOR-16}"
JOINERS = (VARIATION_SELECTOR, "\N{ZERO WIDTH JOINER}")


def canonical(text: str) -> str:
    """The built-in emoji that ``text`` names, or ``text`` itself.

    A variation selector is accepted, and so is a plain-letter name, also between colons as chat programs write it.
    """
    bare = text.strip().removesuffix(VARIATION_SELECTOR)
    name = bare[1:-1] if re.fullmatch(r":\w+:", bare) else bare
    by_name = {name: symbol for symbol, name in BUILT_IN.items()}
    return by_name.get(name.lower(), bare if bare in BUILT_IN else text.strip())


def is_emoji(text: str) -> bool:
    """Whether ``text`` is a built-in name or a short string of symbols rather than a file name."""
    symbol = canonical(text)
    if symbol in BUILT_IN:
        return True
    wide = any(unicodedata.category(c) in ("So", "Sk", "Me") or c in JOINERS for c in symbol)
    return 0 < len(symbol) <= 16 and wide and not any(c in "./\\ " for c in symbol)


def name_of(symbol: str) -> str:
    """A name in plain letters, usable for a folder: "lizard" for 🦎, "rocket" for 🚀."""
    symbol = canonical(symbol)
    if symbol in BUILT_IN:
        return BUILT_IN[symbol]
    names = (unicodedata.name(c, f"u{ord(c):x}") for c in symbol if c not in JOINERS)
    return "-".join("-".join(name.lower().split()) for name in names)[:60]


def meant(text: str) -> str:
    """The emoji or built-in name closest to an unknown word: "lizard" for gecko; empty if there is none."""
    plain = re.sub(r"[\W_]+", "-", text.lower()).strip("-")
    if plain in SYNONYMS:
        return SYNONYMS[plain]
    try:
        symbol = unicodedata.lookup(plain.replace("-", " "))
    except KeyError:
        return ""
    return symbol if is_emoji(symbol) else ""


__all__ = ["BUILT_IN", "JOINERS", "SYNONYMS", "VARIATION_SELECTOR", "canonical", "is_emoji", "meant", "name_of"]
