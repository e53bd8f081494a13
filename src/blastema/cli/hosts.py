"""``blastema grow`` and ``resume`` on several hosts: the first keeps the run folder, the others have a copy.

No common file system is needed: the first host sends the run's files when training begins.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from blastema.cli.training_verbs import Grow, Resume
from blastema.errors import BlastemaError, InputError

if TYPE_CHECKING:
    from blastema.runs.folder import Run

_GO_ON = "The last checkpoint is complete: start all hosts again with blastema resume RUN --hosts ..."
_LENGTH = 8
"""Bytes of the lengths before names and files."""


class Company:
    """The other hosts, if there are any, seen from the first one."""

    def __init__(self) -> None:
        self._waiting = False
        """Whether the others wait for a message from this one: the run's files, or that there is nothing to do."""
        self.together = False
        """Whether training has begun and not ended, so that each host needs all others."""

    def gather(self, command: Grow | Resume) -> bool:
        """Join the others; returns whether this host is the first. Raises `InputError` if the hosts differ."""
        from blastema.training import hosts

        assert command.hosts is not None
        hosts.join(command.hosts)
        hosts.refuse_different(_facts(command))
        self._waiting = hosts.several() and hosts.is_first()
        return hosts.is_first()

    def send(self, run: Run) -> None:
        """Let the others begin, with the run's files as they are now."""
        if self._waiting:
            from blastema.config import file as config_file
            from blastema.runs import layout
            from blastema.training import hosts

            self._waiting, self.together = False, True
            config = {layout.CONFIG_NAME: config_file.to_json(run.config).encode()}  # as the command now asks for
            hosts.from_first(_packed(layout.carried(run.path) | config))

    def dismiss(self, why: str) -> None:
        """Tell waiting hosts that there is nothing to do."""
        if self._waiting:
            from blastema.training import hosts

            self._waiting = False
            hosts.from_first(_packed({"": why.encode()}))

    def part(self) -> None:
        """Training has ended; from here on no host needs another."""
        if self.together:
            import jax

            self.together = False
            jax.distributed.shutdown()  # type: ignore[no-untyped-call]


COMPANY = Company()
"""Of this process."""


def run(command: Grow | Resume, alone: Callable[[Grow | Resume], int], wait: Callable[[Run], int]) -> int:
    """Train together with others.

    Args:
        command: with ``hosts``
        alone: what the first host does; it calls `Company.send` when it begins to train
        wait: what the other hosts do: train a run without storing or showing anything

    Returns:
        The exit code.
    """
    first = COMPANY.gather(command)
    try:
        code = alone(command) if first else _follow(wait)
    except BaseException as error:
        if COMPANY.together:
            _leave(error)
        COMPANY.dismiss(str(error) or type(error).__name__)
        raise
    COMPANY.dismiss("there is nothing to train")
    return code


def _leave(error: BaseException) -> NoReturn:
    """Exit now, with the reason: a normal exit would wait for the others, which wait for this host or have ended."""
    if isinstance(error, BlastemaError):
        text, code = str(error), error.exit_code
    elif isinstance(error, (RuntimeError, ValueError)) and not isinstance(error, NotImplementedError):
        reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        text, code = f"lost the connection to another host ({reason[:200]}). {_GO_ON}", 3
    else:
        traceback.print_exception(error)
        text, code = f"{type(error).__name__}. {_GO_ON}", 1
    print(f"blastema: {text}", file=sys.stderr)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _follow(wait: Callable[[Run], int]) -> int:
    from blastema.runs.folder import Run
    from blastema.training import hosts

    files = _unpacked(hosts.from_first(b""))
    if "" in files:
        raise InputError(f"the first host could not start: {files[''].decode()}")
    with tempfile.TemporaryDirectory(prefix="blastema-host-") as folder:
        for name, data in files.items():
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(data)
        COMPANY.together = True
        return wait(Run.open(folder))


def _facts(command: Grow | Resume) -> dict[str, str]:
    """What must be the same on all hosts, because it affects the computation or its bits."""
    import jax

    from blastema.runs import environment

    own = {"hosts": None, "json": False, "watch": False} | ({"run": Path()} if isinstance(command, Resume) else {})
    asked = dataclasses.replace(command, **own)  # type: ignore[arg-type]
    return {
        **environment.versions(),
        "processor": environment.processor(),
        "device": jax.default_backend(),
        "BLASTEMA_NATIVE_LEVEL": os.environ.get("BLASTEMA_NATIVE_LEVEL", "not set"),
        "what was asked for (a checksum)": hashlib.sha256(repr(_sorted(asked)).encode()).hexdigest()[:12],
    }


def _sorted(command: Grow | Resume) -> list[object]:
    values = {field.name: getattr(command, field.name) for field in dataclasses.fields(command)}
    return [sorted(value) if isinstance(value, frozenset) else value for value in values.values()]


def _packed(files: dict[str, bytes]) -> bytes:
    parts = [part for name, data in files.items() for part in (name.encode(), data)]
    return b"".join(len(part).to_bytes(_LENGTH, "little") + part for part in parts)


def _unpacked(data: bytes) -> dict[str, bytes]:
    parts: list[bytes] = []
    while data:
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        parts.append(data[_LENGTH:end])
        data = data[end:]
    return {name.decode(): content for name, content in zip(parts[::2], parts[1::2], strict=True)}


__all__ = ["COMPANY", "Company", "run"]
