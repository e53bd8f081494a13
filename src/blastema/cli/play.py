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

from blastema.cli.verbs import Play
from blastema.errors import InputError


def run(command: Play) -> int:
    """Serve the page until Ctrl-C; its address is the only line on stdout."""
    from blastema import page
    from blastema.zoo.loading import load_organism

    organisms = [load_organism(source) for source in command.sources or _zoo()]
    document = page.build(organisms, minified=False)
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


def _zoo() -> list[str]:
    """The files of all organisms of the zoo. Raises `InputError` if it is empty."""
    from blastema import zoo

    found = [str(entry.path) for entry in zoo.entries()]
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
