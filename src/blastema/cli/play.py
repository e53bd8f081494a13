"""``blastema play``."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blastema.cli.telling import told
from blastema.cli.verbs import Play
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism


def run(command: Play) -> int:
    """Serve the page until Ctrl-C; its address is the only line on stdout."""
    from blastema import page
    from blastema.zoo.loading import load_organism

    organisms = [load_organism(source) for source in command.sources] if command.sources else _zoo()
    organisms = [told(organism, command.told) for organism in organisms]
    document = page.build(organisms, minified=False, studio=True)
    with page.PageServer(document, command.port) as server:
        if command.json:
            names = [organism.name for organism in organisms]
            print(json.dumps({"event": "serving", "address": server.address, "organisms": names}), flush=True)
        else:
            print(f"{server.address}  (Ctrl-C stops)", flush=True)
        if command.open and _can_open():
            # Beside the server, which has to answer for the browser to come up.
            threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
        try:
            with _interruptible():
                server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
    return 0


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C and a polite kill both interrupt, also where a shell began us in the background with Ctrl-C ignored."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, signal.default_int_handler) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _zoo() -> list[Organism]:
    """All organisms of the zoo; one that cannot be shown is told and left out. Raises `InputError` if none can be."""
    from blastema import zoo
    from blastema.formats import organism_file
    from blastema.page import entries

    found = []
    for entry in zoo.entries():
        try:
            organism = organism_file.load(entry.path)
            if entry.source == "own":
                entries.to_json([organism])  # refuses what cannot live in the page
        except InputError as error:
            print(f"note: {entry.stem} is left out: {error}", file=sys.stderr)
        else:
            found.append(organism)
    if not found:
        raise InputError(
            "nothing to play with: the zoo is empty. Give a run folder or an organism file, or train one: "
            "blastema grow 🦎"
        )
    return found


def _can_open() -> bool:
    """Whether opening a browser shows one: without a screen, Python would start one in this very terminal."""
    if os.environ.get("BROWSER") or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


__all__ = ["run"]
