"""The evaluation of a run of a sweep: ``evaluation.json`` in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema._checks import is_whole, short
from blastema._files import read_bytes, write_atomically
from blastema._json import parse
from blastema.errors import FileFormatError
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.runs.layout import CHECKPOINTS_NAME

EVALUATION_NAME = "evaluation.json"
_LARGEST_BYTES = 16 << 20


def evaluation_file(path: Path, rung: int | None = None) -> Path:
    """The file of a run's evaluation: at the end of its training, or after some number of iterations."""
    return path / (EVALUATION_NAME if rung is None else f"evaluation-{rung:08d}.json")


def keep(path: Path, evaluation: Mapping[str, Any], rung: int | None = None) -> None:
    """Write an evaluation into a run's folder.

    Raises:
        OSError: if it cannot be written.
    """
    write_atomically(evaluation_file(path, rung), json.dumps(evaluation, indent=1, ensure_ascii=False).encode())


def evaluation_of(path: Path, rung: int | None = None) -> dict[str, Any] | None:
    """The evaluation of a run folder's organism, at the end of its training or at a rung; none before.

    A run that was trained further since (``blastema resume``) is another organism: its evaluation at the end is none.

    Raises:
        InputError: for a file that is damaged.
    """
    file = evaluation_file(path, rung)
    if not file.exists():
        return None
    again = f"Remove {file}: the sweep then evaluates the run again."
    try:
        found = parse(read_bytes(file, "an evaluation", _LARGEST_BYTES), str(file))
        verdict = found.get("verdict", {"good": True, "outcome": "", "words": ""})
        kinds = {"good": bool, "outcome": str, "words": str}
        if not isinstance(verdict, dict) or any(not isinstance(verdict.get(k), kind) for k, kind in kinds.items()):
            raise FileFormatError(f"{file}: the verdict is {short(verdict)}; expected good, outcome and words.")
    except FileFormatError as error:
        raise FileFormatError(f"{error} {again}") from error
    return None if rung is None and _is_outdated(path, found) else found


def _is_outdated(path: Path, evaluation: Mapping[str, Any]) -> bool:
    training = evaluation.get("training")
    evaluated = training.get("iterations") if isinstance(training, dict) else None
    latest = FolderCheckpoints(path / CHECKPOINTS_NAME, keep=1).latest_iteration()
    return is_whole(evaluated) and latest is not None and latest > evaluated


def outcome(evaluation: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a run's organism lives and is better than an empty picture, and the verdict's word.

    Older evaluations without a verdict count as good.
    """
    verdict = evaluation.get("verdict", {})
    return verdict.get("good", True), verdict.get("outcome", "")


__all__ = ["EVALUATION_NAME", "evaluation_file", "evaluation_of", "keep", "outcome"]
