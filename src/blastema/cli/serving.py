"""Common code of the commands that serve the page: its organisms, opening it, and stopping."""

from __future__ import annotations

import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism


@contextmanager
def interruptible() -> Iterator[Callable[[], None]]:
    """Ctrl-C and SIGTERM both interrupt, also where a shell started us in the background with Ctrl-C ignored.

    Yields:
        A function to be called periodically: it interrupts again after an interrupt that was lost. Python drops an
        exception that is raised in a finaliser or a callback of the garbage collection.
    """
    caught = False

    def interrupt(number: int, frame: object) -> None:
        nonlocal caught
        caught = True
        raise KeyboardInterrupt

    def again() -> None:
        if caught:
            raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, interrupt) for number in numbers]
    try:
        yield again
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def of_the_zoo() -> list[Organism]:
    """All organisms of the zoo; one that cannot be shown is reported. Raises `InputError` if none can be."""
    from blastema import zoo
    from blastema.formats import organism_file
    from blastema.page import entries

    found = []
    for entry in zoo.entries():
        try:
            organism = organism_file.load(entry.path)
            if (kind := entries.page_of(organism)) != entries.PICTURES:
                does = "grows a volume" if kind == entries.VOLUMES else "classifies digits"
                raise InputError(f"it {does}, which has a page of its own; give its file to blastema play")
            entries.refuse(organism)
            if entry.source == "own":
                entries.to_json([organism])  # refuses what cannot live in the page
        except InputError as error:
            print(f"note: {entry.stem} is skipped: {error}", file=sys.stderr)
        else:
            found.append(organism)
    if not found:
        raise InputError(
            "nothing to play with: the zoo is empty. Give a run folder or an organism file, or train one: "
            "blastema grow 🦎"
        )
    return found


def open_beside(address: str) -> None:
    """Open an address in the browser, if possible, in a thread, since the server must answer meanwhile."""
    if can_open():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def can_open() -> bool:
    """Whether a graphical browser can be opened: without a screen, Python would start one in this terminal."""
    if os.environ.get("BROWSER") or sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


__all__ = ["can_open", "interruptible", "of_the_zoo", "open_beside"]
