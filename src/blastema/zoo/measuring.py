"""Measurements for the cards of all kinds of organisms: each picture of several, a gait, several seeds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from blastema import evaluation, taught
from blastema.evaluation import Evaluation, Evaluations, textures
from blastema.evaluation.measures import Score, finite, log10, pooled
from blastema.evaluation.survival import Survival, survive
from blastema.evaluation.turning import EQUIVARIANCE
from blastema.evaluation.turning import HISTOGRAM as ANGLES
from blastema.organism import Organism

_KEPT_FACTS = (
    "period asked for",
    "stride asked for",
    "log10 E of the frames' mean",
    textures.COLOUR,
    textures.HALVES,
    ANGLES,
    EQUIVARIANCE,
)
"""The facts of an evaluation that a card keeps."""


@dataclasses.dataclass(frozen=True)
class Measured:
    """The measurements of a card.

    scores:      for several pictures each over the samples of all of them
    parts:       the fields of the card that only some kinds have, and births
    notes:       for the reader
    environment: versions and engine
    """

    scores: tuple[Score, ...]
    parts: Mapping[str, Any]
    notes: tuple[str, ...]
    environment: Mapping[str, Any]


def kind_of(organism: Organism) -> str:
    """What tells it apart from the article's: ``10 pictures``, ``walks``, ``merges``; empty if nothing does."""
    automaton, (objective, curriculum) = organism.automaton, taught.known_as(organism.provenance)
    words = [objective]
    if len(organism.pictures) > 1:
        words.append(f"{len(organism.pictures)} pictures")
    if organism.target is not None and organism.target.motion is not None:
        words.append("walks" if organism.target.motion.walks else "moves")
    words.append(curriculum)
    if organism.start_radius is not None:
        words.append("from a part")
    if automaton.physics.fire_rate == 1:
        words.append("in step")
    layers = len(getattr(automaton.update, "layers", ()))
    if layers > 2:
        words.append(f"{layers - 1} hidden layers")
    words.append(automaton.update.known_as)
    return ", ".join(filter(None, words))


def measure(organism: Organism, kernel: str = "auto", tell: Callable[[str], None] = lambda stage: None) -> Measured:
    """By the article's protocol: each of several pictures and any transitions; moving ones over 100 cycles."""
    if len(organism.pictures) > 1:
        return _of_several(evaluation.evaluate_each(organism, kernel=kernel, tell=tell))
    moves = organism.target is not None and organism.target.motion is not None
    result = evaluation.evaluate(organism, "full" if moves else "article", kernel=kernel)
    parts: dict[str, Any] = {"births": result.births.to_dict()}
    if result.quantities:
        parts["quantities"] = {
            quantity.name: {"unit": quantity.unit, "mean": finite(quantity.mean, 3), "known": len(quantity.known)}
            for quantity in result.quantities
        }
    facts = {name: result.facts[name] for name in _KEPT_FACTS if name in result.facts}
    if organism.start_radius is not None:
        facts["share of the picture that it begins as"] = round(organism.start_share, 4)
    return Measured(result.scores, parts | ({"facts": facts} if facts else {}), result.notes, result.environment)


def _of_several(result: Evaluations) -> Measured:
    each = result.each
    first = next(iter(each.values()))
    names = [name for name in first.names if all(name in one.names for one in each.values())]
    together = tuple(pooled(name, [one[name] for one in each.values()]) for name in names)
    parts = {
        "births": _births(each),
        "pictures": {name: scores(one.scores) for name, one in each.items()},
        **result.changing(),
    }
    return Measured(together, parts, first.notes, first.environment)


def _births(each: Mapping[str, Evaluation]) -> dict[str, Any]:
    """The births of all pictures together; fire seeds are numbered consecutively from one picture to the next."""
    births = [one.births for one in each.values()]
    died, before = [], 0
    for one in births:
        died += [before + seed for seed in one.died]
        before += one.fire_seeds
    return {
        "fire_seeds": before,
        "steps": max(one.steps for one in births),
        "alive": sum(one.alive for one in births),
        "died": died,
    }


def survival(organism: Organism, kernel: str = "auto") -> dict[str, Any]:
    """The survival of 8 samples, for each picture if there are several, over 10,000 steps, in the card's form."""
    if len(organism.pictures) < 2:
        return survive(organism, kernel=kernel).to_dict()
    found: list[Survival] = [survive(organism.told(one.name), kernel=kernel) for one in organism.pictures]
    together = pooled(found[0].score.name, [one.score for one in found])
    ends = tuple(end for one in found for end in one.ends)
    return Survival(found[0].steps, found[0].every, ends, together).to_dict()


def scores(found: tuple[Score, ...], each: bool = False) -> dict[str, Any]:
    """Scores in the card's form; ``each``: with log10 E of each sample."""
    group: dict[str, Any] = {}
    for score in found:
        group[score.name] = {
            "log10_mean_e": finite(score.log10_mean, 3),
            "spread": finite(score.spread, 2),
            "recovered": score.recovered,
            "samples": len(score.errors),
        }
        if each:
            group[score.name]["log10_e"] = [finite(log10(error), 2) for error in score.errors]
    return group


__all__ = ["Measured", "kind_of", "measure", "scores", "survival"]
