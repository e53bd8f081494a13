"""Stopping a training by signals, which are handled even while compiled code runs."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from blastema.cli.hangup import HANGUP, Attached, stopping_signals


def code_of(stopped: list[int], reason: str) -> int:
    """The exit code of a training that was asked to stop: by a signal here, or by an unknown one elsewhere."""
    if stopped:
        return 128 + stopped[0]
    return 128 + signal.SIGTERM if reason == "stopped" else 0


@contextlib.contextmanager
def signals(said: str = "\nsaving (Ctrl-C again quits without saving) ...") -> Iterator[list[int]]:
    """Ctrl-C, SIGTERM and SIGHUP ask training to stop after the iteration; a second Ctrl-C quits at once."""
    received: list[int] = []
    numbers, attached = stopping_signals(), Attached()

    def take(number: int) -> None:
        if number == HANGUP:
            attached.leave()
        if received and number == signal.SIGINT:
            _quit_at_once()
        if not received:
            received.append(number)
            print(said, end="\n" if said else "", file=sys.stderr, flush=True)

    with _watched(take, numbers) as watched:

        def handle(number: int, frame: FrameType | None) -> None:
            if not watched:
                take(number)

        before = {number: signal.signal(number, handle) for number in numbers}
        try:
            yield received
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextlib.contextmanager
def _watched(take: Callable[[int], None], numbers: tuple[int, ...]) -> Iterator[bool]:
    """Call ``take`` at once with the number of each of these signals; yields whether the system supports this.

    Python's own handlers run only when the main thread returns from compiled code, which may take seconds.
    """
    if os.name == "nt":  # only sockets are woken up by signals
        yield False
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def watch() -> None:
        while True:
            for number in os.read(reading, 64):
                if number == 0:
                    return
                if number in numbers:
                    take(number)

    thread = threading.Thread(target=watch, daemon=True)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    thread.start()
    try:
        yield True
    finally:
        signal.set_wakeup_fd(before)
        os.write(writing, b"\0")
        thread.join()
        os.close(reading)
        os.close(writing)


def _quit_at_once() -> None:
    if sys.stdout.isatty():
        os.write(sys.stdout.fileno(), b"\x1b[?25h\n")  # the live picture had hidden the cursor
    os._exit(130)


__all__ = ["code_of", "signals"]
