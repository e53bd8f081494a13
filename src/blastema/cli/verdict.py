"""What is said at the end of a training: whether the organism lives, in plain words, and what helps if it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from blastema.errors import TrainingFailedError

if TYPE_CHECKING:
    from blastema.evaluation import Verdict
    from blastema.runs.folder import Run


def judged(run: Run, as_json: bool) -> Verdict:
    """Grow the run's organism from its seed and judge it; as a line of JSON if asked for."""
    from blastema import evaluation

    verdict = evaluation.judge_run(run)
    if as_json:
        print(json.dumps({"event": "verdict"} | verdict.to_dict(), ensure_ascii=False), flush=True)
    return verdict


def refuse_bad(verdict: Verdict, run: Run) -> None:
    """Raise `TrainingFailedError`, with what helps, for an organism that does not live or is no better than nothing."""
    if not verdict.good:
        raise TrainingFailedError(f"{verdict.words}. {_help(verdict, run)}")


def told(verdict: Verdict) -> str:
    """The verdict on an organism that lives, and what helps if it is poor."""
    return f"verdict: {verdict.words}"


def _help(verdict: Verdict, run: Run) -> str:
    return ""


__all__ = ["judged", "refuse_bad", "told"]
