"""``blastema doctor``: what is installed, what is missing, and how to install it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import shutil
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

import blastema
from blastema import studio
from blastema._text import to_json
from blastema.cli.terminal import Terminal
from blastema.cli.verbs import Doctor
from blastema.emoji import fonts
from blastema.errors import InputError
from blastema.runs import environment

_PACKAGES = ("jax", "jaxlib", "equinox", "optax", "numpy", "pillow", "safetensors", "av", "evosax")


def run(command: Doctor) -> int:
    """Print the findings; the exit code is 0 if only optional things are missing, 2 if nothing can be computed."""
    findings = _examine()
    code = 0 if all(finding["ok"] for finding in findings if finding["name"] == "kernel jax") else 2
    if command.json:
        print(to_json(findings, indent=2))
        return code
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right")
    table.add_column()
    table.add_column(overflow="fold")
    for finding in findings:
        mark = Text("ok", "green") if finding["ok"] else Text("--", "yellow")
        text = Text(finding["found"])
        if finding["remedy"]:
            text.append(f"\n{finding['remedy']}", "yellow")
        table.add_row(finding["name"], mark, text)
    Terminal().print(table)
    return code


def _examine() -> list[dict[str, Any]]:
    """Every finding: name, ok, what was found, and the remedy if there is one."""
    return [
        _finding("blastema", True, f"{blastema.__version__}, Python {platform.python_version()}"),
        _finding("machine", True, f"{environment.processor()}, {environment.processors()} threads"),
        *_versions(),
        *_engines(),
        _font(),
        *_encoders(),
        _studio(),
        _workers(),
        _slurm(),
        _disk(),
    ]


def _finding(name: str, ok: bool, found: str, remedy: str = "") -> dict[str, Any]:
    return {"name": name, "ok": ok, "found": found, "remedy": remedy}


def _versions() -> list[dict[str, Any]]:
    found = []
    for package in _PACKAGES:
        if importlib.util.find_spec({"pillow": "PIL"}.get(package, package)) is not None:
            found.append(f"{package} {importlib.metadata.version(package)}")
    return [_finding("packages", True, ", ".join(found))]


def _engines() -> list[dict[str, Any]]:
    from blastema import engines
    from blastema.engines import cuda_calls, native_calls

    try:
        device = environment.device()
    except InputError as error:
        return [_finding("kernel jax", False, str(error), "Until then nothing can be computed.")]
    reason = engines.native_obstacle()
    if reason is None:
        levels = ", ".join((*native_calls.available_levels(), *native_calls.available_levels("bf16")))
        native = _finding("kernel native", True, f"{native_calls.default_threads()} threads, levels {levels}")
    else:
        remedy = (
            "Training works without it, but more slowly. With a C++ compiler (Debian/Ubuntu: apt install g++), "
            "install again: pip install --force-reinstall --no-deps blastema"
        )
        native = _finding("kernel native", False, reason, remedy)
    card = cuda_calls.card()
    if not isinstance(card, str):
        # With a graphics card it is not a fault that the native kernel does not run on it.
        cuda = _finding("kernel cuda", True, f"{card.name}, {card.architecture}, precisions float32 and bf16")
        return [_finding("kernel jax", True, f"dense JAX on {device}"), cuda]
    remedy = 'On a machine with an NVIDIA card: pip install "blastema[cuda]"'
    missing = _finding("kernel cuda", False, card, remedy)
    return [_finding("kernel jax", True, f"dense JAX on {device}"), native, missing]


def _font() -> dict[str, Any]:
    font = fonts.look_for_font()
    if font is not None and not font.fault:
        return _finding("emoji font", True, str(font.path))
    found = "none" if font is None else f"{font.path}: {font.fault}"
    return _finding("emoji font", False, found, f"For emoji beyond the ten built-in ones: {fonts.REMEDY}")


def _encoders() -> list[dict[str, Any]]:
    from PIL import features

    stills = ["gif", "apng", *(["webp"] if features.check("webp") else [])]
    video = importlib.util.find_spec("av") is not None
    remedy = "" if video else 'For mp4: pip install "blastema[video]"'
    return [
        _finding("film formats", True, ", ".join(stills)),
        _finding("video (mp4)", video, "PyAV" if video else "PyAV is not installed", remedy),
    ]


def _studio() -> dict[str, Any]:
    absent = studio.missing()
    if not absent:
        versions = (f"{name} {importlib.metadata.version(name)}" for name in studio.PACKAGES)
        return _finding("studio", True, ", ".join(versions))
    found = f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not installed"
    return _finding("studio", False, found, f"For blastema studio and grow --watch: {studio.REMEDY}")


def _workers() -> dict[str, Any]:
    from blastema.sweep import cluster

    absent = cluster.missing()
    if not absent:
        versions = (f"{name} {importlib.metadata.version(name)}" for name in ("distributed", "dask-jobqueue"))
        return _finding("sweeps", True, ", ".join(versions))
    found = f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not installed"
    return _finding("sweeps", False, found, f"For blastema sweep, and --on: {cluster.REMEDY}")


def _slurm() -> dict[str, Any]:
    if shutil.which("sbatch") is None:
        return _finding(
            "SLURM", False, "sbatch is not found here", "Only for --on slurm: use a login node of the cluster."
        )
    found = f"{shutil.which('sbatch')}; blastema sweep --on slurm --jobs N --on-config FILE (docs/scale.md)"
    return _finding("SLURM", True, found)


def _disk() -> dict[str, Any]:
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    enough = free > 2
    remedy = "" if enough else "A run with the article's pool needs up to 1 GB; free some space."
    return _finding("disk", enough, f"{free:.1f} GB free in {Path.cwd()}", remedy)


__all__ = ["run"]
