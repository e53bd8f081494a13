"""What a run's bits depend on besides its config: versions, engine, instruction level, threads, machine."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import blastema
from blastema._checks import is_whole, short
from blastema._files import read_bytes
from blastema._json import parse
from blastema.engines import AbstractEngine
from blastema.engines.native_calls import processors
from blastema.errors import FileFormatError, InputError

NAME = "environment.json"
_LARGEST_BYTES = 1 << 20
_MOST_THREADS = 1024
_MEND = "Remove it to continue without it."
_PACKAGES = ("jax", "jaxlib", "equinox", "optax", "numpy")


def describe(engine: AbstractEngine, packages: Iterable[str] = ()) -> dict[str, Any]:
    """The machine and all versions as plain values; ``packages``: further packages that matter."""
    import jax

    return {
        **versions(),
        **{name: importlib.metadata.version(name) for name in packages},
        "kernel": engine.name,
        "instruction_level": engine.level,
        "precision": engine.precision,
        "threads": engine.threads,
        "device": jax.default_backend(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """The versions of the package, of Python and of the numerical libraries."""
    own = {"blastema": blastema.__version__, "python": platform.python_version()}
    return own | {name: importlib.metadata.version(name) for name in _PACKAGES}


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """One line for each entry that has changed."""
    changed = [name for name in now if name in before and before[name] != now[name]]
    return [f"{name} was {_said(before[name])}, now {_said(now[name])}" for name in changed]


def _said(value: object) -> str:
    return value[:100] if isinstance(value, str) else short(value)


def read(folder: Path) -> dict[str, Any]:
    """The environment recorded in a run folder; none if there is none yet.

    Raises:
        InputError: if it is invalid.
    """
    file = folder / NAME
    if not file.exists() and not file.is_symlink():
        return {}
    try:
        recorded = parse(read_bytes(file, "what a run depends on", _LARGEST_BYTES), str(file))
    except FileFormatError as error:
        raise FileFormatError(f"{error} {_MEND}") from error
    threads = recorded.get("threads", 0)
    for name, fits, expected in (
        ("target", isinstance(recorded.get("target", ""), str), "a name"),
        ("kernel", isinstance(recorded.get("kernel", ""), str), "an engine's name"),
        ("threads", is_whole(threads) and 0 <= threads <= _MOST_THREADS, f"0 to {_MOST_THREADS}"),
        ("own", isinstance(recorded.get("own", {}), dict), "an object"),
    ):
        if not fits:
            raise FileFormatError(f"in {file}, {name} is {short(recorded[name])}; expected {expected}. {_MEND}")
    return recorded


def device() -> str:
    """The kind and number of JAX's devices.

    Raises:
        InputError: if there is none, e.g. if the environment variable JAX_PLATFORMS names an unknown platform.
    """
    import jax

    try:
        return f"{jax.default_backend()} ({len(jax.devices())} device)"
    except (RuntimeError, AssertionError) as error:  # the latter for platforms that JAX knows but was not built for
        found = str(error) or f"there is no device of JAX_PLATFORMS={os.environ.get('JAX_PLATFORMS')}"
        raise InputError(f"JAX cannot compute: {found}. Unset JAX_PLATFORMS, or set it to cpu.") from error


def processor() -> str:
    """The processor's name, as reported by the system."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


__all__ = ["NAME", "describe", "device", "differences", "processor", "processors", "read", "versions"]
