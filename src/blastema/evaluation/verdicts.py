"""The verdict on an organism that grows several pictures: on each of them, and on transitions from one to the next."""

from __future__ import annotations

import dataclasses
from typing import Any

from blastema import taught
from blastema.config import kind_of
from blastema.evaluation.changes import CHANGE_AT, CHANGED, transition
from blastema.evaluation.measures import Score, finite
from blastema.evaluation.texture_verdict import TextureVerdict, judge_texture
from blastema.evaluation.textures import is_texture
from blastema.evaluation.verdict import Verdict, judge
from blastema.organism import Organism
from blastema.registry import OBJECTIVES
from blastema.runs.folder import Run


@dataclasses.dataclass(frozen=True)
class Verdicts:
    """The state of 8 samples of each picture.

    each:    by the pictures' names
    changes: E 500 steps after the signal changed, at step 200, to that of the next picture, by the names of the first
             ones; empty for a growing organism, which is not trained to change
    """

    each: dict[str, Verdict]
    changes: dict[str, Score]

    def __repr__(self) -> str:
        return f"<Verdicts on {', '.join(self.each)}: {self.outcome}; all: .words>"

    @property
    def good(self) -> bool:
        """Whether all of them live and are better than an empty picture."""
        return all(verdict.good for verdict in self.each.values())

    @property
    def wanting(self) -> bool:
        """Whether all are good, but one of them can be improved, or a transition does not succeed."""
        changed = all(score.healed for score in self.changes.values())
        return self.good and not (changed and not any(verdict.wanting for verdict in self.each.values()))

    @property
    def outcome(self) -> str:
        """As for a `Verdict`; the worst of all."""
        found = {verdict.outcome for verdict in self.each.values()}
        order = ("died", "diverged", "no better than nothing", "recognisable at best", "grows well")
        return next(outcome for outcome in order if outcome in found)

    @property
    def words(self) -> str:
        """A line for each picture, and one for the transitions."""
        lines = [f"{len(self.each)} pictures by one rule"]
        lines += [f"  {name}: {verdict.words}" for name, verdict in self.each.items()]
        if self.changes:
            done = sum(score.healed for score in self.changes.values())
            worst = max(self.changes, key=lambda name: self.changes[name].log10_mean)
            lines.append(
                f"  transitions at step {CHANGE_AT} from each to the next: {done} of {len(self.changes)} succeed "
                "within "
                f"{CHANGED} steps (worst: from {worst}, log10 error {self.changes[worst].log10_mean:.2f})"
            )
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "good": self.good,
            "wanting": self.wanting,
            "outcome": self.outcome,
            "words": self.words,
            "pictures": {name: verdict.to_dict() for name, verdict in self.each.items()},
            "changes": {name: finite(score.log10_mean) for name, score in self.changes.items()},
        }


AnyVerdict = Verdict | Verdicts | TextureVerdict
"""The verdict on a run, by the kind of its target."""


def judge_each(organism: Organism, *, steps: int | None = None, kernel: str = "auto") -> Verdicts:
    """Grow 8 samples of each picture, and change each into the next; arguments as of `blastema.evaluation.judge`."""
    names = [picture.name for picture in organism.pictures]
    each = {name: judge(organism.told(name), steps=steps, kernel=kernel) for name in names}
    changes: dict[str, Score] = {}
    changes_taught = taught.persists(organism.provenance.get("regime")) and organism.signal_in == "cells"
    if changes_taught and all(verdict.good for verdict in each.values()):
        following = [*names[1:], names[0]]
        changes = {a: transition(organism, a, [b], kernel)[b] for a, b in zip(names, following, strict=True)}
    return Verdicts(each, changes)


def judge_run(run: Run) -> AnyVerdict:
    """The verdict on a run's organism, by its config: a growing one is judged where its longest episodes end.

    Raises:
        InputError: if the run has no organism yet.
    """
    training, organism, kernel = run.config.training, run.organism, run.config.run.kernel
    steps = None if taught.persists(training.regime) else training.longest_episode - 1
    judged_by = OBJECTIVES.says(kind_of(training.objective), "judged_by")
    aim = None if judged_by == "picture" else str(training.objective)
    if is_texture(organism) and len(organism.pictures) < 2:
        return judge_texture(dataclasses.replace(organism, target=run.target), kernel)
    if len(organism.pictures) > 1 and aim is None:
        return judge_each(organism, steps=steps, kernel=kernel)
    return judge(dataclasses.replace(organism, target=run.target), steps=steps, kernel=kernel, aim=aim)


__all__ = ["AnyVerdict", "Verdicts", "judge_each", "judge_run"]
