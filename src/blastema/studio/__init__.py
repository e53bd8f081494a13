"""The studio: the page with training on this computer (``docs/studio-protocol.md``).

It needs the extra ``studio``; only this file can be imported without it.

- `messages`: the messages between page and server; `progress`: the progress of a training
- `catalogue`, `following`: the runs in a folder, and following one through its files
- `preparing`, `work`, `children`: a drawing becomes a run folder, which a separate process trains
- `desk`: all trainings and listeners; `conversation`: one socket; `guard`: access control; `server`: the whole
"""

from __future__ import annotations

import importlib.util

from blastema.errors import InputError

PACKAGES = ("starlette", "uvicorn", "websockets")
REMEDY = 'pip install "blastema[studio]"'


def missing() -> list[str]:
    """The packages that the studio needs and that are not installed."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def require(what: str) -> None:
    """Raise `InputError`, with what to install, if packages for ``what`` are missing."""
    absent = missing()
    if absent:
        are = "is" if len(absent) == 1 else "are"
        raise InputError(f"{what} needs {', '.join(absent)}, which {are} not installed: {REMEDY}")


__all__ = ["PACKAGES", "REMEDY", "missing", "require"]
