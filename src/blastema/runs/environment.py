"""What a run's bits depend on besides its config: versions, engine, instruction level, threads, machine."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from pathlib import Path
from typing import Any

import blastema
from blastema.engines import AbstractEngine
from blastema.errors import FileFormatError, InputError

NAME = "environment.json"
_PACKAGES = ("jax", "jaxlib", "equinox", "optax", "numpy")


def describe(engine: AbstractEngine) -> dict[str, Any]:
    """Everything that "same machine, same versions" means, as plain values."""
    import jax

    return {
        "blastema": blastema.__version__,
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in _PACKAGES},
        "kernel": engine.name,
        "instruction_level": engine.level,
        "precision": engine.precision,
        "threads": engine.threads,
        "device": jax.default_backend(),
        "processor": processor(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """One line for each entry that is not what it was."""
    return [
        f"{name} was {before[name]}, now {now[name]}" for name in now if name in before and before[name] != now[name]
    ]


def read(folder: Path) -> dict[str, Any]:
    """What a run folder recorded; nothing if it has not yet. Raises `FileFormatError` for a damaged file."""
    file = folder / NAME
    try:
        recorded = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:
        raise FileFormatError(f"{file} is not JSON ({error}). Remove it to go on without it.") from error
    if not isinstance(recorded, dict):
        raise FileFormatError(f"{file} is not a JSON object. Remove it to go on without it.")
    return recorded


def device() -> str:
    """What JAX computes on, and how many of them.

    Raises:
        InputError: if there is no such device, as where the environment variable JAX_PLATFORMS names an unknown one.
    """
    import jax

    try:
        return f"{jax.default_backend()} ({len(jax.devices())} device)"
    except (RuntimeError, AssertionError) as error:  # the latter for platforms that JAX knows but was not built for
        found = str(error) or f"there is no device of JAX_PLATFORMS={os.environ.get('JAX_PLATFORMS')}"
        raise InputError(f"JAX cannot compute: {found}. Unset JAX_PLATFORMS, or set it to cpu.") from error


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The processor's name, as the system tells it."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


__all__ = ["NAME", "describe", "device", "differences", "processor", "processors", "read"]
