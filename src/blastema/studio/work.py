"""One training of the studio, in a separate process.

It writes messages to its output, each a length in four bytes and a binary frame (`messages`). The end of its input
makes it save and stop: the server has closed it, or has ended.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from blastema import evaluation
from blastema.errors import BlastemaError
from blastema.runs.folder import Run
from blastema.studio.messages import Message, to_bytes
from blastema.studio.telling import Teller, verdict_message
from blastema.training import stretches
from blastema.training.events import Finished


class _Pipe:
    """The output for messages; once it cannot be written, the training is asked to stop."""

    def __init__(self, file: BinaryIO, stop: threading.Event) -> None:
        self._file, self._stop = file, stop

    def tell(self, message: Message) -> None:
        frame = to_bytes(message)
        try:
            self._file.write(len(frame).to_bytes(4, "little") + frame)
            self._file.flush()
        except BrokenPipeError:
            self._stop.set()


def main(arguments: Sequence[str]) -> int:
    """``FOLDER``: the run to train or resume; returns the exit code."""
    (folder,) = arguments
    stop = threading.Event()
    pipe = _Pipe(_own_output(), stop)
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    threading.Thread(target=_wait_for_end, args=(sys.stdin.buffer, stop), daemon=True).start()
    try:
        _train(Path(folder), pipe, stop)
    except BlastemaError as error:
        pipe.tell(Message("failed", {"run": Path(folder).name, "text": str(error)}))
        return error.exit_code
    return 0


def _train(folder: Path, pipe: _Pipe, stop: threading.Event) -> None:
    run = Run.open(folder)
    teller, finished = Teller(folder.name, pipe.tell), None
    for event in run.train(should_stop=stop.is_set, looked_at=stretches.none):
        teller.take(event)
        if isinstance(event, Finished):
            finished = event
    if finished is not None and finished.reason != "stopped":
        pipe.tell(verdict_message(folder.name, evaluation.judge_run(run)))


def _own_output() -> BinaryIO:
    """The output, reserved for messages: everything else that is printed goes to stderr."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output


def _wait_for_end(file: BinaryIO, stop: threading.Event) -> None:
    while file.read(4096):
        pass
    stop.set()


__all__ = ["main"]
