"""The listing of a published zoo's files: ``zoo.json``, which `publishing` writes and `pulling` reads.

    {"format": "blastema-zoo", "version": 1, "title": "...", "organisms": [
      {"name": "lizard", "regime": "growing",
       "file": {"path": "organisms/lizard-growing.safetensors", "bytes": 17000, "sha256": "..."},
       "card": {"path": "organisms/lizard-growing.json", "bytes": 9000, "sha256": "..."}}]}

``regime`` and ``card`` may be null. Paths are relative to ``zoo.json`` and follow from the name; a listing with others
is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from blastema._checks import is_whole, known_version, short
from blastema._json import parse
from blastema._nearest import suggestion
from blastema.errors import FileFormatError, InputError
from blastema.zoo.card import LARGEST_BYTES as LARGEST_CARD_BYTES
from blastema.zoo.card import LARGEST_ORGANISM_BYTES
from blastema.zoo.catalogue import REGIMES, entry_for, plain_name

NAME = "zoo.json"
FORMAT = "blastema-zoo"
VERSION = 1
FOLDER = "organisms"
"""The folder next to ``zoo.json`` with the files."""
LARGEST_BYTES = 1 << 20
MOST_ORGANISMS = 1000
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclasses.dataclass(frozen=True)
class ListedFile:
    """A file of a published zoo: path relative to ``zoo.json``, length in bytes and SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> ListedFile:
        """The description of a file with these bytes."""
        return cls(path, len(data), hashlib.sha256(data).hexdigest())

    def facts(self) -> dict[str, Any]:
        """Its entry in ``zoo.json``."""
        return {"path": self.path, "bytes": self.size, "sha256": self.sha256}

    def check(self, data: bytes) -> None:
        """Raise `FileFormatError` unless these bytes are the file that was listed."""
        if len(data) != self.size:
            raise FileFormatError(
                f"{self.path} has {len(data):,} bytes; {NAME} lists {self.size:,}: it is cut short or altered."
            )
        found = hashlib.sha256(data).hexdigest()
        if found != self.sha256:
            raise FileFormatError(
                f"{self.path} is altered: its SHA-256 is {found[:12]}..., {NAME} lists {self.sha256[:12]}..."
            )


@dataclasses.dataclass(frozen=True)
class Listed:
    """An organism of a published zoo."""

    name: str
    regime: str | None
    file: ListedFile
    card: ListedFile | None

    @property
    def stem(self) -> str:
        """Name and regime, as in its files' names: ``lizard-growing``."""
        return entry_for(self.name, self.regime, Path()).stem


@dataclasses.dataclass(frozen=True)
class Listing:
    """A published zoo: its title and its organisms."""

    title: str
    organisms: tuple[Listed, ...]

    def find(self, text: str) -> Listed:
        """The organism of a name, a name with its regime, or an emoji.

        Raises:
            InputError: if there is none.
        """
        asked = plain_name(text)
        named = [one for one in self.organisms if one.stem == asked] or self._of_name(asked)
        if named:
            return named[0]
        names = list(dict.fromkeys(word for one in self.organisms for word in (one.name, one.stem)))
        hint = suggestion(asked, names, f"It has {_some([one.stem for one in self.organisms])}.")
        raise InputError(f"the published zoo has no {text}. {hint}")

    def _of_name(self, name: str) -> list[Listed]:
        order = {regime: place for place, regime in enumerate(REGIMES)}
        named = [one for one in self.organisms if one.name == name]
        return sorted(named, key=lambda one: order.get(one.regime or "", len(order)))


def dumps(listing: Listing) -> bytes:
    """The bytes of ``zoo.json``; equal listings give equal bytes."""
    organisms = [
        {
            "name": one.name,
            "regime": one.regime,
            "file": one.file.facts(),
            "card": None if one.card is None else one.card.facts(),
        }
        for one in listing.organisms
    ]
    lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in organisms)
    head = json.dumps({"format": FORMAT, "version": VERSION, "title": listing.title}, ensure_ascii=False)
    data = f'{head[:-1]}, "organisms": [\n{lines}\n]}}\n'.encode()
    loads(data, NAME)
    return data


def loads(data: bytes, source: str = NAME) -> Listing:
    """The listing in the bytes of a ``zoo.json``.

    Args:
        data: the bytes
        source: their name in messages

    Returns:
        The listing, with every field checked.

    Raises:
        FileFormatError: if it is not a listing, damaged, or of a future version.
    """
    raw = parse(data, source)
    if raw.get("format") != FORMAT:
        raise FileFormatError(f'{source} is not the listing of a zoo: expected an object with "format": "{FORMAT}".')
    known_version(raw.get("version"), VERSION, "zoo", source)
    title, organisms = raw.get("title"), raw.get("organisms")
    if not isinstance(title, str):
        raise FileFormatError(f"{source}: the title is {short(title)}; expected a text.")
    if not isinstance(organisms, list) or len(organisms) > MOST_ORGANISMS:
        raise FileFormatError(
            f"{source}: organisms is {short(organisms)}; expected a list of at most {MOST_ORGANISMS:,}."
        )
    found = tuple(_listed(one, source) for one in organisms)
    stems = [one.stem for one in found]
    twice = next((stem for stem in stems if stems.count(stem) > 1), None)
    if twice is not None:
        raise FileFormatError(f"{source} lists {twice} twice.")
    return Listing(title, found)


def _listed(raw: Any, source: str) -> Listed:
    if not isinstance(raw, dict):
        raise FileFormatError(f"{source}: an organism is {short(raw)}; expected an object.")
    name, regime = raw.get("name"), raw.get("regime")
    if not isinstance(name, str) or not name or plain_name(name) != name:
        raise FileFormatError(f"{source}: a name is {short(name)}; expected lower-case letters, digits and hyphens.")
    if regime is not None and regime not in REGIMES:
        raise FileFormatError(
            f"{source}: the regime of {name} is {short(regime)}; expected null or one of {', '.join(REGIMES)}."
        )
    entry = entry_for(name, regime, Path(FOLDER))
    file = _file(raw.get("file"), entry.path.as_posix(), LARGEST_ORGANISM_BYTES, source)
    card = raw.get("card")
    return Listed(
        name,
        regime,
        file,
        None if card is None else _file(card, entry.card_path.as_posix(), LARGEST_CARD_BYTES, source),
    )


def _file(raw: Any, path: str, largest: int, source: str) -> ListedFile:
    if not isinstance(raw, dict) or raw.get("path") != path:
        raise FileFormatError(f'{source}: a file is {short(raw)}; expected an object with "path": "{path}".')
    size, digest = raw.get("bytes"), raw.get("sha256")
    if not is_whole(size) or not 0 < size <= largest:
        raise FileFormatError(f"{source}: {path} has {short(size)} bytes; expected 1 to {largest:,}.")
    if not isinstance(digest, str) or not _HASH.fullmatch(digest):
        raise FileFormatError(f"{source}: the sha256 of {path} is {short(digest)}; expected 64 hexadecimal digits.")
    return ListedFile(path, size, digest)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 8 else shown or "none"


__all__ = [
    "FOLDER",
    "FORMAT",
    "LARGEST_BYTES",
    "MOST_ORGANISMS",
    "NAME",
    "VERSION",
    "Listed",
    "ListedFile",
    "Listing",
    "dumps",
    "loads",
]
