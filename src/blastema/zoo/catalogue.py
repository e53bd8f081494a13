"""The organisms of the zoos: the zoo that comes with the package, and the user's own folder.

The user's folder is, in this order, ``$BLASTEMA_ZOO``; on Windows ``%LOCALAPPDATA%\\blastema\\zoo``; on macOS
``~/Library/Application Support/blastema/zoo``; elsewhere ``$XDG_DATA_HOME/blastema/zoo`` or
``~/.local/share/blastema/zoo``. An organism there takes precedence over a built-in one of the same name and regime.
The files' names contain names and regimes, so no file is opened to find an organism.
"""

from __future__ import annotations

import dataclasses
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args

from blastema import emoji
from blastema._files import home
from blastema._nearest import did_you_mean
from blastema._nearest import nearest as closest
from blastema._text import word
from blastema.config import Regime
from blastema.errors import InputError
from blastema.zoo import card as cards
from blastema.zoo.card import Card

REGIMES: tuple[str, ...] = ("regenerating", "persistent", "growing", "merging", "turning", "perturbed")
"""The regime that a name without a regime stands for: the first available one."""
_ENDING = ".safetensors"
_FOLDER_VARIABLE = "BLASTEMA_ZOO"
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

assert set(REGIMES) == set(get_args(Regime))


@dataclasses.dataclass(frozen=True)
class Entry:
    """An organism of a zoo.

    name:    in plain lower-case letters, digits and hyphens
    regime:  growing, persistent or regenerating; none if unknown
    folder:  where its two files are
    source:  "built-in", or "own" for the user's zoo
    shadows: whether it takes precedence over a built-in one of the same name and regime
    """

    name: str
    regime: str | None
    folder: Path
    source: Literal["built-in", "own"]
    shadows: bool = False

    @property
    def stem(self) -> str:
        """Its files' name without ending, which is also a name of it: ``lizard-regenerating``."""
        return self.name if self.regime is None else f"{self.name}-{self.regime}"

    @property
    def emoji(self) -> str | None:
        """The emoji that it grows, if it is one of the article's ten targets."""
        return next((symbol for symbol, name in emoji.BUILT_IN.items() if name == self.name), None)

    @property
    def path(self) -> Path:
        """The organism's file."""
        return self.folder / f"{self.stem}{_ENDING}"

    @property
    def card_path(self) -> Path:
        """Its card."""
        return self.folder / f"{self.stem}.json"

    @property
    def card(self) -> Card:
        """Its card.

        Raises:
            InputError: if it has none.
            FileFormatError: if that is damaged.
        """
        return cards.load(self.card_path)

    @property
    def measured_by(self) -> str:
        """The command that measures it and writes its card anew."""
        elsewhere = self.source == "own" and self.folder != _own_folder()
        zoo = f"{_FOLDER_VARIABLE}={word(self.folder)} " if elsewhere else ""
        return f"{zoo}blastema zoo add {word(self.path)} --overwrite"


def built_in_folder() -> Path:
    """The zoo that comes with the package."""
    return Path(__file__).parent / "organisms"


def own_folder() -> Path:
    """The user's zoo, which need not exist.

    Raises:
        InputError: if no home folder is known.
    """
    folder = _own_folder()
    if folder is None:
        raise InputError(f"there is no home folder, so your own zoo needs a folder; set it with {_FOLDER_VARIABLE}=DIR")
    return folder


def _own_folder() -> Path | None:
    chosen = os.environ.get(_FOLDER_VARIABLE)
    mine = home()
    if chosen:
        try:
            return Path(chosen).expanduser()
        except RuntimeError as error:
            raise InputError(f"{_FOLDER_VARIABLE} is {chosen!r}: {error} Give its full path.") from error
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        root = Path(local) if local else _below(mine, "AppData", "Local")
    elif sys.platform == "darwin":
        root = _below(mine, "Library", "Application Support")
    else:
        data = os.environ.get("XDG_DATA_HOME")
        root = Path(data) if data else _below(mine, ".local", "share")
    return _below(root, "blastema", "zoo")


def _below(folder: Path | None, *names: str) -> Path | None:
    return None if folder is None else folder.joinpath(*names)


def entries() -> list[Entry]:
    """All organisms: the article's ten in its order, then others by name; each in the order of `REGIMES`."""
    built_in = list(_in_folder(built_in_folder(), "built-in"))
    stems = {entry.stem for entry in built_in}
    folder = _own_folder()
    found = [] if folder is None else _in_folder(folder, "own")
    own = [dataclasses.replace(entry, shadows=entry.stem in stems) for entry in found]
    shadowed = {entry.stem for entry in own}
    return sorted([entry for entry in built_in if entry.stem not in shadowed] + own, key=_order)


def entries_of(folder: Path) -> list[Entry]:
    """The organisms of only one zoo's folder, in the order of `entries`; none if there is no such folder."""
    return sorted(_in_folder(folder, "built-in" if folder == built_in_folder() else "own"), key=_order)


def strangers() -> list[Path]:
    """Organism files of the user's zoo with invalid names, which cannot be used."""
    folder = _own_folder()
    if folder is None or not folder.is_dir():
        return []
    known = {entry.path for entry in _in_folder(folder, "own")}
    return sorted(file for file in folder.glob(f"*{_ENDING}") if file not in known and not file.name.startswith("."))


def find(text: str, regime: str | None = None) -> Entry | None:
    """The organism of an emoji or a name: ``🦎``, ``lizard``, ``lizard-persistent``; none if there is none.

    regime: the required regime; without it, and with none in the name, the first available one of `REGIMES`
    """
    if not may_be_name(text):
        return None
    asked = plain_name(text)
    found = entries()
    if regime is None:
        whole = next((entry for entry in found if entry.stem == asked), None)
        if whole is not None:
            return whole
    named = [entry for entry in found if entry.name == asked and regime in (None, entry.regime)]
    return named[0] if named else None


def entry_of(source: str) -> Entry | None:
    """The organism of the zoos that a source is: its name, or its own file there; none for any other source."""
    path = Path(source)
    if not path.exists():
        return find(source)
    return next((entry for entry in entries() if entry.path.samefile(path)), None)


def may_be_name(text: str) -> bool:
    """Whether the text can be an emoji or a name of the zoo rather than a file's path."""
    return 0 < len(text.strip()) <= 100 and not any(c in "./\\\0" for c in text)


def entry_for(name: str, regime: str | None, folder: Path) -> Entry:
    """The entry of an organism with this name and regime in a folder, whether it exists or not."""
    return Entry(plain_name(name), regime, folder, "built-in" if folder == built_in_folder() else "own")


def plain_name(text: str) -> str:
    """A valid name in zoos: an emoji's name, or the text in lower-case letters, digits and hyphens; may be empty."""
    if emoji.is_emoji(text):
        text = emoji.name_of(text)
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-")


def unknown(text: str, regime: str | None = None) -> str:
    """The message for an unknown organism, with advice."""
    found = entries()
    what = f"the zoo has no {text}" + (f" of regime {regime}" if regime else "")
    same = [entry.stem for entry in found if entry.name == plain_name(text)]
    close = nearest(text)
    if same:
        return f"{what}, only {', '.join(same)}."
    if emoji.is_emoji(text):
        return f"{what}; train one: blastema grow {text}" + (f" --regime {regime}." if regime else " --recipe fast.")
    return f"{what}. {did_you_mean(close) if close else '`blastema zoo list` lists all organisms.'}"


def nearest(text: str) -> str | None:
    """The closest name in the zoo."""
    names = dict.fromkeys(name for entry in entries() for name in (entry.name, entry.stem))
    return closest(plain_name(text), names)


def _in_folder(folder: Path, source: Literal["built-in", "own"]) -> Iterator[Entry]:
    if not folder.is_dir():
        return
    for file in sorted(folder.glob(f"*{_ENDING}")):
        stem = file.name.removesuffix(_ENDING)
        regime = next((regime for regime in REGIMES if stem.endswith(f"-{regime}")), None)
        name = stem if regime is None else stem.removesuffix(f"-{regime}")
        if _PLAIN.fullmatch(name):
            yield Entry(name, regime, folder, source)


def _order(entry: Entry) -> tuple[int, str, int]:
    ten = list(emoji.BUILT_IN.values())
    place = ten.index(entry.name) if entry.name in ten else len(ten)
    regime = len(REGIMES) if entry.regime is None else REGIMES.index(entry.regime)
    return place, entry.name, regime


__all__ = [
    "REGIMES",
    "Entry",
    "built_in_folder",
    "entries",
    "entries_of",
    "entry_for",
    "entry_of",
    "find",
    "may_be_name",
    "nearest",
    "own_folder",
    "plain_name",
    "strangers",
    "unknown",
]
