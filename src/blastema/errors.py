"""The errors a user can meet. Each message says what was found, what was expected and how to fix it."""

from __future__ import annotations

from blastema._text import plain


class BlastemaError(Exception):
    """Base of all errors that Blastema raises on purpose; the command line shows it in one message, a plain line."""

    exit_code = 1

    def __str__(self) -> str:
        # Messages quote names and values from files, whatever is in them.
        return plain(super().__str__())


class InputError(BlastemaError):
    """A setting, picture or file that cannot be used as it is (exit code 2)."""

    exit_code = 2


class FileFormatError(InputError):
    """A file that is truncated, altered, of a future version or of another kind (exit code 2)."""


class RunInUseError(InputError):
    """Another process is using the run folder (exit code 2)."""


class StorageError(InputError):
    """Output could not be written: no space, or no permission (exit code 2)."""


class KernelUnavailableError(InputError):
    """An engine requested by name is not available here (exit code 2)."""


class TrainingFailedError(BlastemaError):
    """Training diverged more often than the guards may undo, or the trained organism does not live (exit code 3)."""

    exit_code = 3


__all__ = [
    "BlastemaError",
    "FileFormatError",
    "InputError",
    "KernelUnavailableError",
    "RunInUseError",
    "StorageError",
    "TrainingFailedError",
]
