"""Files of a run that are written once there is space."""

from __future__ import annotations

from pathlib import Path

from blastema._files import write_atomically

MOST_BYTES = 64 << 20
"""Largest number of bytes that wait in memory; further files that cannot be written are dropped."""


class WaitingFiles:
    """Writes files below a folder; those that cannot be written, for lack of space, are kept and tried again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, bytes] = {}
        self.fresh = False
        """Whether there are files that have not been tried yet."""

    def put(self, name: str, data: bytes) -> None:
        """Schedule a file for the next `flush`; it replaces any of the same name."""
        self._waiting.pop(name, None)
        self._waiting[name] = data
        self.fresh = True

    def drop(self, name: str) -> None:
        """Cancel a file, and remove it if it has been written.

        Raises:
            OSError: if it cannot be removed.
        """
        self._waiting.pop(name, None)
        (self._folder / name).unlink(missing_ok=True)

    def names(self, folder: str) -> set[str]:
        """The files in a subfolder, including waiting ones."""
        there = self._folder / folder
        found = {f"{folder}/{file.name}" for file in there.iterdir()} if there.is_dir() else set()
        return found | {name for name in self._waiting if name.startswith(f"{folder}/")}

    def flush(self) -> None:
        """Write the waiting files, in the order of `put`. Raises the first `OSError`, after all have been tried."""
        self.fresh = False
        failure: OSError | None = None
        for name, data in list(self._waiting.items()):
            path = self._folder / name
            try:
                if path.parent != self._folder:
                    path.parent.mkdir(exist_ok=True)
                write_atomically(path, data)
            except OSError as error:
                failure = failure or error
            else:
                del self._waiting[name]
        if failure is not None:
            while sum(map(len, self._waiting.values())) > MOST_BYTES:
                self._waiting.popitem()
            raise failure


__all__ = ["MOST_BYTES", "WaitingFiles"]
