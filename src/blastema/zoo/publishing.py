"""A zoo as a static site for any web host: gallery, playable organisms, downloads, and their hashes.

    from pathlib import Path
    from blastema import zoo
    from blastema.zoo import publishing

    publishing.publish(Path("site"), zoo.entries_of(zoo.own_folder()))

The site consists of these files and depends on nothing else; equal zoos give byte-identical sites::

    index.html                 the gallery, with the first organism playable in it
    play.html                  all organisms on one page
    <name>-<regime>.html       the page with one organism
    pictures/<name>-...png     grown
    organisms/<name>-...       the unchanged files and their cards
    zoo.json                   the listing that `pulling` uses
    SHA256SUMS                 the same hashes, for sha256sum --check
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from blastema import pictures, taught
from blastema._base64 import hash_source
from blastema._files import make_folder, read_bytes, write_explained
from blastema.drawing import html
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.page import build
from blastema.zoo import card as cards
from blastema.zoo import listing
from blastema.zoo.card import Card, CardScore
from blastema.zoo.catalogue import Entry
from blastema.zoo.headline import headline
from blastema.zoo.listing import Listed, ListedFile, Listing

_PICTURES = "pictures"
_SUMS = "SHA256SUMS"
_HEALED = -3.0
_RIM = 4
"""Number of empty cells that are shown around the picture."""


class Published(NamedTuple):
    """The result: the listing, the total number of bytes, and notes, e.g. on omitted organisms."""

    listing: Listing
    bytes: int
    notes: tuple[str, ...]


@dataclasses.dataclass
class _Shown:
    """An organism in the gallery."""

    listed: Listed
    emoji: str | None
    organism: Organism
    card: Card | None
    plays: bool
    files: dict[str, bytes]

    @property
    def stem(self) -> str:
        return self.listed.stem

    @property
    def sort(self) -> str:
        """Regime and kind, if known and different."""
        kind = "" if self.card is None else self.card.kind
        parts = [self.listed.regime or "", "" if kind == taught.by_regime(self.listed.regime, "known_as") else kind]
        return ", ".join(filter(None, parts)) or "regime not known"

    @property
    def scores(self) -> list[tuple[str, str, bool]]:
        """The known values of the headline: label, number as text, and whether it meets its goal."""
        if self.card is None:
            return []
        found = headline(self.card, self.listed.regime)
        named = (("grown", found.grown), ("step 5000", found.persisted), ("worst cut", found.worst_cut))
        shown = [(label, _shown(score), score.log10_mean < _HEALED) for label, score in named if score is not None]
        counts = (("healed", found.recovered), ("alive", found.alive))
        return shown + [(label, text, len(set(text.split("/"))) == 1) for label, text in counts if text]


def publish(
    folder: Path,
    entries: Sequence[Entry],
    *,
    title: str = "A zoo of neural cellular automata",
    overwrite: bool = False,
    tell: Callable[[str], None] = lambda name: None,
) -> Published:
    """Write a zoo as a static site.

    Args:
        folder: of the site; created if needed
        entries: the organisms, in the order of the gallery; one that cannot be read is left out, with a note
        title: of the gallery
        overwrite: whether a zoo that was published there is replaced; its other files are removed
        tell: called with the name of each organism before it is processed

    Returns:
        The result.

    Raises:
        InputError: if there is nothing to publish, the folder has other contents, or it cannot be written.
    """
    before = _before(folder, overwrite)
    shown: list[_Shown] = []
    notes: list[str] = []
    for entry in entries:
        tell(entry.stem)
        try:
            shown.append(_prepared(entry, notes))
        except InputError as error:
            notes.append(f"{entry.stem} is skipped: {error}")
    if not shown:
        raise InputError("there is nothing to publish: " + ("; ".join(notes) or "the zoo is empty") + ".")
    found = Listing(title, tuple(one.listed for one in shown))
    files = {name: data for one in shown for name, data in one.files.items()}
    playing = [one.organism for one in shown if one.plays]
    if playing:
        files["play.html"] = build(playing, packed=True, title=title).encode()
    files[_SUMS] = _sums(found)
    files["index.html"] = _gallery(title, shown)
    files[listing.NAME] = listing.dumps(found)
    _write(folder, files, before)
    return Published(found, sum(map(len, files.values())), tuple(notes))


def _before(folder: Path, overwrite: bool) -> Listing | None:
    """The zoo that was published in the folder, if any. Raises `InputError` if the folder has other contents."""
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; expected a folder to publish into.")
    if not folder.is_dir() or all(one.name.startswith(".") for one in folder.iterdir()):
        return None
    file = folder / listing.NAME
    if not file.is_file():
        raise InputError(f"{folder} has other things in it than a published zoo; choose another folder.")
    known = listing.loads(read_bytes(file, "the listing of a zoo", listing.LARGEST_BYTES), str(file))
    if not overwrite:
        raise InputError(f"{folder} has a published zoo already; choose another folder, or replace it: --overwrite.")
    return known


def _prepared(entry: Entry, notes: list[str]) -> _Shown:
    """Raises `InputError` for an organism that cannot be read."""
    data = read_bytes(entry.path, "an organism file", cards.LARGEST_ORGANISM_BYTES)
    organism = organism_file.loads(data, str(entry.path))
    file = ListedFile.of(f"{listing.FOLDER}/{entry.path.name}", data)
    files = {file.path: data}
    card, kept = _card(entry, file, notes)
    if kept is not None:
        files[kept[0].path] = kept[1]
    try:
        files[f"{entry.stem}.html"] = build([organism], packed=True).encode()
        plays = True
    except InputError as error:
        notes.append(f"{entry.stem} has no page: {error}")
        plays = False
    files[f"{_PICTURES}/{entry.stem}.png"] = pictures.png(_portrait(organism, entry.regime))
    listed = Listed(entry.name, entry.regime, file, None if kept is None else kept[0])
    return _Shown(listed, entry.emoji, organism, card, plays, files)


def _card(entry: Entry, file: ListedFile, notes: list[str]) -> tuple[Card | None, tuple[ListedFile, bytes] | None]:
    """The checked card and its file, if it belongs to the organism."""
    if not entry.card_path.exists():
        notes.append(f"{entry.stem} has no card, so no scores are shown; measure it: {entry.measured_by}")
        return None, None
    try:
        data = read_bytes(entry.card_path, "an organism's card", cards.LARGEST_BYTES)
        card = cards.loads(data, str(entry.card_path))
        if card.sha256 != file.sha256:
            raise InputError("it is of another organism")
    except InputError as error:
        reason = str(error).removesuffix(".")
        notes.append(f"the card of {entry.stem} is skipped: {reason}; measure it again: {entry.measured_by}")
        return None, None
    return card, (ListedFile.of(f"{listing.FOLDER}/{entry.card_path.name}", data), data)


def _portrait(organism: Organism, regime: str | None) -> pictures.Pixels:
    """The grown organism, without most of the empty cells around it."""
    if len(organism.pictures) > 1 and organism.target is None:
        organism = organism.told(organism.pictures[0].name)
    grown = organism.shown(organism.grow(taught.grown_at(regime)))
    target = organism.target
    walks = target is not None and target.motion is not None and target.motion.walks
    # A walker may just cross the seam of its torus.
    pixels = pictures.to_rgb(pictures.centred(grown) if walks else grown)
    rim = (
        0
        if target is None or target.motion is not None
        else max(0, target.padding - _RIM) * organism.automaton.decoder.pixels
    )
    return pixels[rim : pixels.shape[0] - rim, rim : pixels.shape[1] - rim]


def _sums(found: Listing) -> bytes:
    files = [file for one in found.organisms for file in (one.file, one.card) if file is not None]
    return "".join(f"{file.sha256}  {file.path}\n" for file in files).encode()


def _gallery(title: str, shown: Sequence[_Shown]) -> bytes:
    """The front page, without scripts; it only refers to files of the site."""
    style = html.page("gallery.css")
    policy = (
        f"default-src 'none'; style-src {hash_source(style)}; img-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )
    values: dict[str, Any] = {"title": title, "policy": policy, "shown": shown}
    values["first"] = next((one for one in shown if one.plays), None)
    return html.page("gallery.html", **values).encode()


def _shown(score: CardScore) -> str:
    return f"{score.log10_mean:.2f}" if math.isfinite(score.log10_mean) else "diverged"


def _write(folder: Path, files: dict[str, bytes], before: Listing | None) -> None:
    """The listing is written last: until then downloads have the previous files, or a hash that does not match."""
    _make_all(folder)
    for name in (listing.FOLDER, _PICTURES):
        make_folder(folder / name)
    for path, data in files.items():
        write_explained(folder / path, data)
    for one in () if before is None else before.organisms:
        paths = [file.path for file in (one.file, one.card) if file is not None]
        for path in (*paths, f"{one.stem}.html", f"{_PICTURES}/{one.stem}.png"):
            if path not in files:
                (folder / path).unlink(missing_ok=True)


def _make_all(folder: Path) -> None:
    for each in (*reversed(folder.parents), folder):
        if not each.is_dir():
            make_folder(each)


__all__ = ["Published", "publish"]
