"""Downloading organisms from a published zoo into one's own: sizes limited, hashes checked, nothing executed.

from blastema import zoo
from blastema.zoo import fetching, pulling

for pulled in pulling.pull(fetching.reader("https://example.org/zoo/"), ["lizard"], zoo.own_folder()):
    print(pulled.entry.stem)
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from blastema._files import free_place, make_folder, write_explained
from blastema.errors import FileFormatError, InputError, StorageError
from blastema.formats import organism_file
from blastema.zoo import card as cards
from blastema.zoo import listing
from blastema.zoo.catalogue import Entry, built_in_folder, entry_for
from blastema.zoo.fetching import Read
from blastema.zoo.listing import Listed, Listing

_MOST_BYTES = 1 << 30


@dataclasses.dataclass(frozen=True)
class Pulled:
    """An organism of a published zoo, and where it is now.

    entry: its files, in one's own zoo or in the built-in one
    new:   whether it was downloaded; false if the same bytes existed
    """

    entry: Entry
    new: bool


def listing_of(read: Read) -> Listing:
    """The listing of a published zoo.

    Raises:
        InputError: if it cannot be read.
        FileFormatError: if it is invalid.
    """
    return listing.loads(read(listing.NAME, listing.LARGEST_BYTES), f"the zoo's {listing.NAME}")


def pull(read: Read, names: Sequence[str], folder: Path, *, overwrite: bool = False) -> Iterator[Pulled]:
    """Download organisms from a published zoo, one after another; each is checked completely before it is written.

    Args:
        read: reads the zoo's files, see `fetching.reader`
        names: names, names with regimes, or emoji; all organisms if empty
        folder: the zoo to store them in, created if needed
        overwrite: whether they may replace others of the same name and regime

    Yields:
        Each organism once it is in the folder.

    Raises:
        InputError: if there is no such organism, another one is in its place, or it cannot be downloaded or written.
        FileFormatError: if a file does not match the listing, or is not a valid organism or card.
    """
    found = listing_of(read)
    wanted = list(dict.fromkeys(map(found.find, names))) if names else list(found.organisms)
    total = sum(one.file.size for one in wanted)
    if total > _MOST_BYTES:
        raise InputError(
            f"that is {total:,} bytes, more than the {_MOST_BYTES:,} of one pull; name some of the organisms."
        )
    # Check that everything may be written before anything is downloaded.
    there = [_there(one, folder) for one in wanted]
    for one, present in zip(wanted, there, strict=True):
        if present is None:
            free_place(entry_for(one.name, one.regime, folder).path, overwrite, "BLASTEMA_ZOO")
    for one, present in zip(wanted, there, strict=True):
        yield Pulled(_fetched(read, one, folder), True) if present is None else Pulled(present, False)


def _there(one: Listed, folder: Path) -> Entry | None:
    """The organism with the same bytes, if it exists already: in the folder, or in the built-in zoo."""
    for entry in (entry_for(one.name, one.regime, place) for place in (folder, built_in_folder())):
        here = entry.path.is_file() and entry.path.stat().st_size == one.file.size
        if here and hashlib.sha256(entry.path.read_bytes()).hexdigest() == one.file.sha256:
            return entry
    return None


def _fetched(read: Read, one: Listed, folder: Path) -> Entry:
    data = read(one.file.path, one.file.size)
    one.file.check(data)
    organism_file.loads(data, one.file.path)
    card = None
    if one.card is not None:
        card = read(one.card.path, one.card.size)
        one.card.check(card)
        _check_card(card, one)
    entry = entry_for(one.name, one.regime, folder)
    _make(folder)
    # In this order a kill between the two leaves a usable organism, and a card that is recognised as outdated.
    write_explained(entry.path, data)
    if card is not None:
        write_explained(entry.card_path, card)
    else:
        entry.card_path.unlink(missing_ok=True)  # of another organism, which this one has replaced
    return entry


def _check_card(data: bytes, one: Listed) -> None:
    assert one.card is not None
    card = cards.loads(data, one.card.path)
    if card.sha256 != one.file.sha256 or (card.raw["name"], card.raw.get("regime")) != (one.name, one.regime):
        raise FileFormatError(f"{one.card.path} is not the card of {one.file.path}.")


def _make(folder: Path) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder.parent} cannot be made: {error.strerror or error}.") from error
    make_folder(folder)


__all__ = ["Pulled", "listing_of", "pull"]
