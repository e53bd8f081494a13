"""The server's side of trainings in separate processes."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path

from blastema._text import plain
from blastema.studio.messages import LARGEST_TEXT_BYTES, Message, decode

_CHILD = "import sys; from blastema.studio import work; sys.exit(work.main(sys.argv[1:]))"
_LARGEST_FRAME_BYTES = (64 << 20) + LARGEST_TEXT_BYTES
_KEPT_LINES = 20


class Child:
    """One training.

    path: its run folder
    tell: receives the process's messages, one after the other
    """

    def __init__(self, path: Path, tell: Callable[[Message], Awaitable[None]]) -> None:
        self.path, self._tell = path, tell
        self._process: Process | None = None
        self._stopped = False

    async def run(self) -> None:
        """Train to the end; returns once the process has ended and all its messages have been passed on."""
        # A separate session, so that a Ctrl-C in the terminal reaches only the server.
        self._process = process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _CHILD, str(self.path)),
            stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True,
        )  # fmt: skip
        if self._stopped:
            self.stop()
        assert process.stdout is not None
        assert process.stderr is not None
        complaints: deque[bytes] = deque(maxlen=_KEPT_LINES)
        listening = asyncio.create_task(_listen(process.stderr, complaints))
        failed = False
        try:
            while (message := await _message(process.stdout)) is not None:
                failed = failed or message.type == "failed"
                await self._tell(message)
        finally:
            await listening
            code = await process.wait()
        if code != 0 and not failed:
            await self._tell(Message("failed", {"run": self.path.name, "text": _reason(code, complaints)}))

    def stop(self) -> None:
        """Ask the training to save and end."""
        self._stopped = True
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):  # it has already ended
                self._process.stdin.close()


async def _message(stream: asyncio.StreamReader) -> Message | None:
    try:
        length = int.from_bytes(await stream.readexactly(4), "little")
        if length > _LARGEST_FRAME_BYTES:
            raise ValueError(f"a training sent a message of {length:,} bytes")
        return decode(await stream.readexactly(length))
    except asyncio.IncompleteReadError:  # it has ended, possibly within a message
        return None


async def _listen(stream: asyncio.StreamReader, complaints: deque[bytes]) -> None:
    while chunk := await stream.read(1 << 16):
        complaints.extend(line for line in chunk.splitlines() if line.strip())


def _reason(code: int, complaints: deque[bytes]) -> str:
    last = plain(complaints[-1].decode("utf-8", errors="replace"))[:300] if complaints else ""
    how = f"its process was killed by signal {-code}" if code < 0 else f"its process ended with exit code {code}"
    return f"{how}{f' ({last})' if last else ''}. The last checkpoint is complete, and the run can be resumed."


__all__ = ["Child"]
