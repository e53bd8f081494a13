"""Tiny trainings that several tests use: a picture of 8 cells, a pool of 16, seconds in all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import jax
import numpy as np

import blastema as bl
from blastema.config import Config
from blastema.targets import Target, load_target

SOURCE = Path(bl.__file__).resolve().parents[1]

TINY: dict[str, Any] = {
    "size": 8,
    "padding": 3,
    "channels": 8,
    "hidden": (16,),
    "batch_size": 4,
    "pool_size": 16,
    "steps": (6, 9),
    "damage_count": 1,
    "iterations": 24,
    "checkpoint_every": 10,
    "checkpoint_minutes": 0.0,
}

TINY_SWEEP = {
    "size": 6,
    "padding": 1,
    "steps": (2, 4),
    "pool_size": 8,
    "batch_size": 2,
    "damage_count": 1,
    "hidden": (16,),
    "channels": 8,
}
"""Settings of trainings that are over at once."""


def tiny(**settings: Any) -> Config:
    """A config of which an iteration takes a millisecond."""
    values = {name: value for name, value in TINY.items() if "phases" not in settings or name != "steps"} | settings
    regime = values.pop("regime", "regenerating")
    left_out = {"growing": ("pool_size", "damage_count"), "persistent": ("damage_count",)}.get(regime, ())
    values = {name: value for name, value in values.items() if name not in left_out or name in settings}
    return Config().replace(regime=regime).replace(**values)


def tiny_flags(**settings: Any) -> list[str]:
    """The same as flags of the command line."""
    words: list[str] = []
    for name, value in (TINY | settings).items():
        words.append(f"--{name.replace('_', '-')}")
        words += [str(item) for item in value] if isinstance(value, tuple) else [str(value)]
    return words


def lizard(config: Config) -> Target:
    """The built-in lizard on the config's grid."""
    return load_target("🦎", config.target)


def environment(**changes: str) -> dict[str, str]:
    """The environment for a process of its own: the package that is tested here, no colours, UTF-8."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLUMNS", "FORCE_COLOR"))}
    return kept | {"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "120"} | changes


def blastema(*words: str | Path, cwd: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "blastema", *map(str, words)],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def begun(*words: str | Path, cwd: Path, **changes: str) -> subprocess.Popen[str]:
    """Start the command line in a process of its own, its output read line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "blastema", *map(str, words)],
        cwd=cwd,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def what_counts(folder: Path) -> dict[str, Any]:
    """Everything of a run that must not depend on whether it was killed: files by name, metrics without seconds."""
    checkpoints = sorted((folder / "checkpoints").iterdir())
    files = [folder / "organism.safetensors", checkpoints[-1], *sorted((folder / "progress").iterdir())]
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    for line in lines:
        del line["seconds"]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files} | {"metrics": lines}


def exhaust(events: Iterable[Any]) -> list[Any]:
    """All events of a training."""
    return list(events)


def flat(automaton) -> np.ndarray:
    """All trained numbers in a row."""
    return np.concatenate([np.array(leaf).reshape(-1) for leaf in jax.tree.leaves(automaton)])


def weights(event) -> np.ndarray:
    """Those of the organism that an event tells of."""
    return flat(event.organism.automaton)
