"""Errors with messages for users: what was found, what was expected and how to fix it."""

from __future__ import annotations

from blastema._text import plain


class BlastemaError(Exception):
    """Base of all errors that Blastema raises deliberately; the command line prints only its message."""

    exit_code = 1

    def __str__(self) -> str:
        # Messages quote names and values from files, which may contain control characters.
        return plain(super().__str__())


class InputError(BlastemaError):
    """An invalid setting, picture or file (exit code 2)."""

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
    """Training diverged more often than the guards may roll back, or the organism does not live (exit code 3)."""

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
