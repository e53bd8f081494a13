"""Evaluation: an organism's growth, persistence and healing as scores with spreads.

    from blastema import evaluation, load_organism

    result = evaluation.evaluate(load_organism("runs/lizard-regenerating"))
    result["heal1000 left"].log10_mean

    evaluation.judge(load_organism("🦎")).words  # in a second

``docs/evaluation.md`` says what each score means.
"""

from __future__ import annotations

from blastema.evaluation.births import Births, count_births
from blastema.evaluation.changes import Transitions, transitions
from blastema.evaluation.measures import RECOVERED, SAMPLES, Score, pixel_error
from blastema.evaluation.result import PROTOCOLS, Evaluation, Protocol, evaluate
from blastema.evaluation.several import Evaluations, evaluate_each
from blastema.evaluation.texture_verdict import TextureVerdict, judge_texture
from blastema.evaluation.verdict import Verdict, judge
from blastema.evaluation.verdicts import AnyVerdict, Verdicts, judge_each, judge_run

__all__ = [
    "PROTOCOLS",
    "RECOVERED",
    "SAMPLES",
    "AnyVerdict",
    "Births",
    "Evaluation",
    "Evaluations",
    "Protocol",
    "Score",
    "TextureVerdict",
    "Transitions",
    "Verdict",
    "Verdicts",
    "count_births",
    "evaluate",
    "evaluate_each",
    "judge",
    "judge_each",
    "judge_run",
    "judge_texture",
    "pixel_error",
    "transitions",
]
