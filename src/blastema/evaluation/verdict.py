"""The verdict on an organism, in plain words: whether it lives, how well it grows, whether it lasts and heals.

    from blastema import evaluation

    verdict = evaluation.judge(organism)
    if not verdict.good:
        print(verdict.words)

A training ends with it, after a second. Its scores are those of `evaluate` of the same names, so that the words follow
from numbers; the limits are in ``docs/evaluation.md``.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np

from blastema.config import kind_of
from blastema.evaluation.births import alive
from blastema.evaluation.ledger import target_of
from blastema.evaluation.measures import RECOVERED, SAMPLES, Array32, Score, finite, log10, pixel_error
from blastema.organism import Organism
from blastema.runs.folder import Run
from blastema.training import damage
from blastema.trajectory import Trajectory

_GROWN, _LATER, _HEALED = 200, 1000, 200
_GROWING = 96
"""Where a growing organism is judged if its training does not tell: at the end of the article's longest episode."""
_LOOKS = 4
"""Looks on the way to the first judgement, to say when samples died."""
_CUT = "left"
_LIKENESS, _ALIKE = log10(RECOVERED), -4.0
_HARDLY = 0.3
"""Decades below an empty picture's error that count for something; and above a score, those that do not."""
_SHARE = 0.5
"""The share of the samples that has to live, and the first of them, which films and pictures show."""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """What became of 8 samples (fire seeds 0 to 7).

    organism: its name
    regime:   as trained, if that is known
    grown:    E at the step by which it should have grown, ``steps``: 200, or of a growing one its longest episode
    died:     of each sample the first look at which nothing lived, none where something still does at ``steps``
    empty:    E of an empty picture
    later:    E at step 1000; none for a growing one, and where there is nothing to look at any more
    wound:    E when the left half has been removed at step 200; of a regenerating one
    cut:      E 200 steps later
    aim:      another objective than the picture that it was trained for; then only whether it lives is judged
    """

    organism: str
    regime: str | None
    steps: int
    grown: Score
    died: tuple[int | None, ...]
    empty: float
    later: Score | None = None
    wound: Score | None = None
    cut: Score | None = None
    aim: str | None = None

    @property
    def alive(self) -> int:
        """How many samples live at ``steps``."""
        return sum(step is None for step in self.died)

    @property
    def outcome(self) -> str:
        """``"died"``, ``"diverged"``, ``"no better than nothing"``, ``"recognisable at best"`` or ``"grows well"``.

        ``"lives"`` where the picture is not what it was trained for.
        """
        if self.died[0] is not None or self.alive < _SHARE * len(self.died):
            return "died"
        if self.grown.log10_mean == math.inf:
            return "diverged"
        if self.aim is not None:
            return "lives"
        if self.grown.log10_mean >= log10(self.empty):
            return "no better than nothing"
        return "grows well" if self.grown.log10_mean < _LIKENESS else "recognisable at best"

    @property
    def good(self) -> bool:
        """Whether it lives and is better than an empty picture."""
        return self.outcome in ("grows well", "recognisable at best", "lives")

    @property
    def wanting(self) -> bool:
        """Whether it lives, but is only recognisable, loses its shape, or does not wholly grow again what it lost."""
        lasts = self.later is None or self._as_good(self.later)
        heals = self.wound is None or self.cut is None or self._heals(self.wound, self.cut)
        return self.good and self.aim is None and not (self.outcome == "grows well" and lasts and heals)

    @property
    def words(self) -> str:
        """One sentence."""
        at = f"at step {self.steps:,}"
        if self.outcome == "died":
            last = max(step for step in self.died if step is not None)
            if self.alive:
                dead = len(self.died) - self.alive
                first = (
                    "" if self.died[0] is None else ", that of fire seed 0 among them, which films and pictures show"
                )
                return f"{dead} of {len(self.died)} samples are dead {at}{first}; the last had died by step {last:,}"
            return f"nothing lives {at}: all {len(self.died)} samples had died by step {last:,}"
        if self.outcome == "diverged":
            broken = sum(error == math.inf for error in self.grown.errors)
            return f"{_of(broken, self.died)} samples have diverged {at}: their values are not finite"
        if self.aim is not None:
            living = _of(self.alive, self.died)
            return f"{living} samples live {at}; how near they are to the objective {self.aim} is not judged"
        if not self.good:
            return (
                f"what grows is no better than an empty picture: log10 error {self.grown.log10_mean:.2f} {at}, "
                f"{log10(self.empty):.2f} of nothing"
            )
        parts = [f"{self._likeness()} (log10 error {self.grown.log10_mean:.2f} {at})"]
        if self.alive < len(self.died):
            parts.append(f"{_of(len(self.died) - self.alive, self.died)} samples die")
        if self.later is not None:
            parts.append(self._lasting(self.later))
        if self.wound is not None and self.cut is not None:
            parts.append(self._healing(self.wound, self.cut))
        if self.regime == "growing":
            parts.append("growing organisms are not trained to last beyond that")
        return "; ".join(parts)

    def _likeness(self) -> str:
        score = self.grown.log10_mean
        if score < _ALIKE:
            return "grows so well that it can hardly be told from the picture"
        if score < _LIKENESS:
            return "grows well"
        return "recognisable at best" if score < log10(self.empty) - _HARDLY else "hardly better than an empty picture"

    def _lasting(self, later: Score) -> str:
        if self._as_good(later):
            return f"keeps its shape to step {_LATER:,} ({_number(later)})"
        return f"does not keep its shape to step {_LATER:,} ({_number(later)})"

    def _healing(self, wound: Score, cut: Score) -> str:
        when = f"{_number(cut)} {_HEALED} steps after"
        if self._heals(wound, cut):
            return f"grows its {_CUT} half again when that is cut off ({when})"
        if cut.log10_mean < wound.log10_mean - _HARDLY:
            return f"grows its {_CUT} half again in part when that is cut off ({when})"
        return f"does not grow its {_CUT} half again when that is cut off ({when})"

    def _heals(self, wound: Score, cut: Score) -> bool:
        return cut.healed or (self._as_good(cut) and cut.log10_mean < wound.log10_mean - _HARDLY)

    def _as_good(self, score: Score) -> bool:
        return score.healed or score.log10_mean < self.grown.log10_mean + _HARDLY

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        scores = {"later": self.later, "cut": self.cut}
        return {
            "good": self.good,
            "wanting": self.wanting,
            "outcome": self.outcome,
            "words": self.words,
            "steps": self.steps,
            "samples": len(self.died),
            "alive": self.alive,
            "died": list(self.died),
            "log10_mean_e": finite(self.grown.log10_mean),
            "empty_log10_e": finite(log10(self.empty)),
            **{f"{name}_log10_mean_e": None if s is None else finite(s.log10_mean) for name, s in scores.items()},
        }


def judge(organism: Organism, *, steps: int | None = None, kernel: str = "auto", aim: str | None = None) -> Verdict:
    """Grow 8 samples on the training grid, as trained, and say what became of them.

    Args:
        organism: which; its regime is what its provenance says
        steps: when it should have grown: 200 if not given, 96 for a growing one
        kernel: engine
        aim: another objective than the picture, that it was trained for

    Raises:
        InputError: if the organism's picture is not known.
    """
    target = target_of(organism)
    threshold = organism.automaton.alive_threshold
    told = organism.provenance.get("regime")
    regime = told if isinstance(told, str) else None
    steps = steps or (_GROWING if regime == "growing" else _GROWN)
    samples = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    died: list[int | None] = [None] * SAMPLES
    for look in sorted({-(-steps * part // _LOOKS) for part in range(1, _LOOKS + 1)}):
        samples = samples.until(look)
        living = alive(samples.states, threshold)
        died = [None if lives else (look if step is None else step) for step, lives in zip(died, living, strict=True)]
    grown = Score.of(f"grow{steps}", pixel_error(samples.states, target))
    verdict = Verdict(organism.name, regime, steps, grown, tuple(died), _error_of_nothing(target), aim=aim)
    if regime == "growing" or not verdict.good or aim is not None:
        return verdict
    later = Score.of(f"persist{_LATER}", pixel_error(samples.until(max(_LATER, steps)).states, target))
    if regime != "regenerating":
        return dataclasses.replace(verdict, later=later)
    wounded = samples.wounded(damage.cut(_CUT, *organism.grid))
    wound, cut = (
        Score.of(name, pixel_error(now.states, target))
        for name, now in ((f"wound {_CUT}", wounded), (f"heal{_HEALED} {_CUT}", wounded.after(_HEALED)))
    )
    return dataclasses.replace(verdict, later=later, wound=wound, cut=cut)


def judge_run(run: Run) -> Verdict:
    """The verdict on a run's organism, by its config: a growing one is judged where its longest episodes end.

    Raises:
        InputError: if the run has no organism yet.
    """
    training = run.config.training
    steps = training.longest_episode - 1 if training.regime == "growing" else None
    aim = None if kind_of(training.objective) == "pictures" else str(training.objective)
    organism = dataclasses.replace(run.organism, target=run.target)
    return judge(organism, steps=steps, kernel=run.config.run.kernel, aim=aim)


def _error_of_nothing(target: Array32) -> float:
    return float((target.astype(np.float64) ** 2).mean())


def _number(score: Score) -> str:
    return f"{score.log10_mean:.2f}" if score.log10_mean < math.inf else "diverged"


def _of(count: int, samples: tuple[object, ...]) -> str:
    return f"all {count}" if count == len(samples) else f"{count} of {len(samples)}"


__all__ = ["Verdict", "judge", "judge_run"]
