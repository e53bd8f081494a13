"""``blastema zoo publish`` and ``blastema zoo pull``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.text import Text

from blastema import zoo
from blastema._text import plain, to_json
from blastema.cli.terminal import Terminal
from blastema.cli.zoo_verbs import ZooPublish, ZooPull
from blastema.errors import InputError
from blastema.zoo.listing import Listed


def run(command: ZooPublish | ZooPull) -> int:
    """Write a zoo as a site, or download organisms from one."""
    return _publish(command) if isinstance(command, ZooPublish) else _pull(command)


def _publish(command: ZooPublish) -> int:
    from blastema.zoo import publishing

    folder = _source(command.source)
    entries = zoo.entries_of(folder)
    if not entries:
        raise InputError(
            f"there are no organisms in {folder}. Add one to your own zoo (blastema zoo add RUN), give another zoo's "
            "folder, or publish those that come with Blastema: --from built-in"
        )
    console = Terminal(stderr=True)
    with console.status("publishing") as status:
        made = publishing.publish(
            command.folder,
            entries,
            title=command.title,
            overwrite=command.overwrite,
            tell=lambda name: status.update(Text(name)),
        )
    count = len(made.listing.organisms)
    print(f"{plain(command.folder)}: {count} organism{'' if count == 1 else 's'}, {made.bytes:,} bytes")
    for note in made.notes:
        print(f"note: {plain(note)}")
    print(f"next: open {plain(command.folder / 'index.html')}, or put the folder on any web host")
    return 0


def _source(text: str | None) -> Path:
    if text is None:
        return zoo.own_folder()
    if text == "built-in":
        return zoo.built_in_folder()
    if not Path(text).is_dir():
        raise InputError(f"there is no folder {text}; --from takes a zoo's folder, or built-in.")
    return Path(text)


def _pull(command: ZooPull) -> int:
    from blastema.zoo import fetching, hub, pulling

    address, named = hub.parted(command.address)
    if named and command.names:
        raise InputError(
            f"{command.address} already names an organism; leave out the names after it, or the name in the address."
        )
    read = fetching.reader(address, insecure=command.insecure)
    names = command.names or named
    if command.list:
        found = pulling.listing_of(read)
        for line in _told([found.find(name) for name in names] if names else found.organisms, command.json):
            print(line)
        return 0
    for pulled in pulling.pull(read, names, zoo.own_folder(), overwrite=command.overwrite):
        entry = pulled.entry
        if command.json:
            facts = {"name": entry.name, "regime": entry.regime, "file": str(entry.path), "new": pulled.new}
            print(to_json(facts), flush=True)
            continue
        print(plain(entry.path) if pulled.new else f"{plain(entry.path)} is up to date", flush=True)
        if pulled.new and zoo.entry_for(entry.name, entry.regime, zoo.built_in_folder()).path.exists():
            print(f"note: it takes precedence over the built-in {entry.stem} from now on")
    print("next: blastema zoo list", file=sys.stderr)
    return 0


def _told(listed: Sequence[Listed], as_json: bool) -> Iterator[str]:
    if as_json:
        for one in listed:
            yield to_json({"name": one.name, "regime": one.regime, "bytes": one.file.size, "sha256": one.file.sha256})
        return
    sizes = [f"{one.file.size:,}" for one in listed]
    wide, long = (max(map(len, column), default=0) for column in ([one.stem for one in listed], sizes))
    for one, size in zip(listed, sizes, strict=True):
        yield f"{one.stem:{wide}}  {size:>{long}} bytes{'' if one.card else ', no card'}"


__all__ = ["run"]
