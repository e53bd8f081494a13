"""Evaluation: an organism's growth, persistence and healing as scores with spreads.

    from blastema import evaluation, load_organism

    result = evaluation.evaluate(load_organism("runs/lizard-regenerating"))
    result["heal1000 left"].log10_mean

``docs/evaluation.md`` says what each score means.
"""

from __future__ import annotations

from blastema.evaluation.measures import RECOVERED, SAMPLES, Score, pixel_error
from blastema.evaluation.result import PROTOCOLS, Evaluation, Protocol, evaluate

__all__ = ["PROTOCOLS", "RECOVERED", "SAMPLES", "Evaluation", "Protocol", "Score", "evaluate", "pixel_error"]
