"""Which signals ask a command to save and stop, and what to do when the terminal is gone."""

from __future__ import annotations

import os
import signal
import sys

HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""What a process gets when its terminal is closed; there is no such signal on Windows."""


def stopping_signals() -> tuple[int, ...]:
    """Ctrl-C, SIGTERM, and SIGHUP unless it is ignored, as it is under ``nohup``."""
    numbers: list[int] = [signal.SIGINT, signal.SIGTERM]
    if HANGUP is not None and signal.getsignal(HANGUP) != signal.SIG_IGN:
        numbers.append(HANGUP)
    return tuple(numbers)


class Attached:
    """The output of this process as far as it goes to a terminal, which may be closed while we work."""

    def __init__(self) -> None:
        self._descriptors = []
        for stream in (sys.stdout, sys.stderr):
            try:
                descriptor = stream.fileno()
            except (OSError, ValueError):  # something in the place of a file, as in tests
                continue
            # Asked now: one that is gone answers that it is none.
            if os.isatty(descriptor):
                self._descriptors.append(descriptor)

    def leave(self) -> None:
        """Have what is printed go nowhere from now on: writing to a terminal that is gone fails."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for descriptor in self._descriptors:
            os.dup2(nowhere, descriptor)
        os.close(nowhere)


__all__ = ["HANGUP", "Attached", "stopping_signals"]
