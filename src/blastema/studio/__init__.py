"""The studio: the page with this computer behind it (``docs/studio-protocol.md``).

It needs what the extra ``studio`` brings; only this file can be imported without.

- `messages`: what page and server say to each other; `progress`: the numbers of a training, in words as well
- `catalogue`, `following`: the runs in a folder, and following one by its files, whoever writes them
- `preparing`, `work`, `children`: a drawing becomes a run folder, which a process of its own trains
- `desk`: all trainings and listeners; `conversation`: one socket; `guard`: who may ask at all; `server`: all together
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
    """Raise `InputError`, with what to install, if ``what`` cannot be done for want of packages."""
    absent = missing()
    if absent:
        are = "is" if len(absent) == 1 else "are"
        raise InputError(f"{what} needs {', '.join(absent)}, which {are} not installed: {REMEDY}")


__all__ = ["PACKAGES", "REMEDY", "missing", "require"]
