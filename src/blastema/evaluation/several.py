"""The evaluation of an organism of several pictures: each of them by a protocol, and the transitions between them."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from typing import Any

from blastema.evaluation.changes import Transitions, can_change, transitions
from blastema.evaluation.measures import Score, pooled
from blastema.evaluation.recovery import Recovery, recoveries
from blastema.evaluation.result import Evaluation, evaluate
from blastema.organism import Organism


@dataclasses.dataclass(frozen=True)
class Evaluations:
    """The scores of an organism of several pictures.

    organism:    its name
    parameters:  trained parameters of its rule
    each:        by the pictures' names
    transitions: from each picture to each other one; none if it cannot change its picture
    recoveries:  after deleting half and after a transition, in per cent; empty if it cannot change its picture
    seconds:     wall-clock time it took
    """

    organism: str
    parameters: int
    each: Mapping[str, Evaluation]
    transitions: Transitions | None
    recoveries: Mapping[str, Recovery]
    seconds: float

    def __repr__(self) -> str:
        return f"<Evaluations of {self.organism}: {', '.join(self.each)}>"

    @property
    def healed(self) -> int:
        """Number of cuts of all pictures that heal."""
        return sum(result.healed for result in self.each.values())

    @property
    def recovered(self) -> Score:
        """All samples of all cuts of all pictures, as one score."""
        return pooled("heal1000", [result.recovered for result in self.each.values()])

    def changing(self) -> dict[str, Any]:
        """Transitions and recoveries as plain values; empty if it cannot change its picture."""
        if self.transitions is None:
            return {}
        recoveries = {name: recovery.to_dict() for name, recovery in self.recoveries.items()}
        return {"transitions": self.transitions.to_dict(), "recoveries": recoveries}

    def as_one(self) -> dict[str, Any]:
        """Plain values by the names that `Evaluation.to_dict` has, each over the samples of all pictures together."""
        first, *others = self.each.values()
        names = [score.name for score in first.scores if all(score.name in one.names for one in others)]
        births = [one.births for one in self.each.values()]
        return {
            "organism": self.organism,
            "protocol": first.protocol,
            "grid": list(first.grid),
            "figures": {name: pooled(name, [one[name] for one in self.each.values()]).to_dict() for name in names},
            "births": {
                "fire_seeds": sum(one.fire_seeds for one in births),
                "steps": max(one.steps for one in births),
                "alive": sum(one.alive for one in births),
            },
            "cuts_healed": self.healed,
            "samples_recovered": self.recovered.recovered,
            **self.changing(),
            "settings": first.settings,
            "environment": first.environment,
            "seconds": round(self.seconds, 2),
        }

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return {
            "organism": self.organism,
            "parameters": self.parameters,
            "pictures": {name: result.to_dict() for name, result in self.each.items()},
            **self.changing(),
            "cuts_healed": self.healed,
            "cuts": 5 * len(self.each),
            "samples_recovered": self.recovered.recovered,
            "seconds": round(self.seconds, 2),
        }


def evaluate_each(
    organism: Organism,
    protocol: str = "article",
    *,
    long: bool = False,
    merging: bool = False,
    turns: bool = False,
    kernel: str = "auto",
    tell: Callable[[str], None] = lambda stage: None,
) -> Evaluations:
    """Measure each picture of an organism, and the transitions between them if it can change its picture while it
    lives; arguments as for `evaluate`.

    Raises:
        InputError: for an unknown protocol, or an organism of one picture.
    """
    began = time.perf_counter()
    names = [picture.name for picture in organism.pictures]
    changing = len(names) < 2 or can_change(organism)  # of one picture `transitions` says that there are none
    changes = transitions(organism, kernel, tell) if changing else None
    each: dict[str, Evaluation] = {}
    for name in names:
        tell(name)
        result = evaluate(organism.told(name), protocol, long=long, merging=merging, turns=turns, kernel=kernel)
        each[name] = dataclasses.replace(result, organism=name)
    made_good: Mapping[str, Recovery] = {}
    if changing:
        tell("recoveries")
        made_good = recoveries(organism, kernel)
    seconds = time.perf_counter() - began
    return Evaluations(organism.name, organism.automaton.parameters, each, changes, made_good, seconds)


__all__ = ["Evaluations", "evaluate_each"]
