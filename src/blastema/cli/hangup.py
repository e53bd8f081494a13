"""Which signals make a command save and stop, and what to do when the terminal has been closed."""

from __future__ import annotations

import os
import signal
import sys

HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""The signal sent when the terminal is closed; Windows has none."""


def stopping_signals() -> tuple[int, ...]:
    """Ctrl-C, SIGTERM, and SIGHUP unless it is ignored, as it is under ``nohup``."""
    numbers: list[int] = [signal.SIGINT, signal.SIGTERM]
    if HANGUP is not None and signal.getsignal(HANGUP) != signal.SIG_IGN:
        numbers.append(HANGUP)
    return tuple(numbers)


class Attached:
    """The output streams of this process that go to a terminal, which may be closed at any time."""

    def __init__(self) -> None:
        self._descriptors = []
        for stream in (sys.stdout, sys.stderr):
            try:
                descriptor = stream.fileno()
            except (OSError, ValueError):  # an object in place of a file, as in tests
                continue
            # Asked now: a closed terminal reports that it is not one.
            if os.isatty(descriptor):
                self._descriptors.append(descriptor)

    def leave(self) -> None:
        """Discard all further output: writing to a closed terminal fails."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor in self._descriptors:
            os.dup2(nowhere, descriptor)
        os.close(nowhere)


__all__ = ["HANGUP", "Attached", "stopping_signals"]
