"""The evaluation of one organism by one protocol, and its result."""

from __future__ import annotations

import dataclasses
import math
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

import numpy as np

from blastema import engines, taught
from blastema._checks import instance
from blastema.errors import InputError
from blastema.evaluation import article, full, gait, textures, turning
from blastema.evaluation import merging as several
from blastema.evaluation.births import Births, count_births
from blastema.evaluation.dynamics import Components
from blastema.evaluation.ledger import Curve, Ledger, Quantity, target_of
from blastema.evaluation.measures import RECOVERED, SAMPLES, Score, finite, log10, pooled
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.runs import environment
from blastema.training import damage

Protocol = Literal["article", "full"]
PROTOCOLS: tuple[str, ...] = get_args(Protocol)
_ELSEWHERE = 3.0
"""A hidden state is outside the attractor if its distance is this multiple of that of undamaged runs."""


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """The scores and other measurements of an organism.

    organism:    its name
    protocol:    "article" or "full"
    grid:        height and width, in cells
    scores:     one for each condition, in the protocol's order
    quantities:  what is not an E: growth time, hidden distances, drift, ... (full)
    curves:      E over time, by name
    pictures:    final states, by the scores' names: uint8 [samples, H, W, 3]
    births:      the number of 512 fire seeds with living cells
    facts:       rhythm, principal components, floors of rotated pictures, ... (full)
    notes:       remarks for the reader, e.g. settings that differ from the article's
    settings:    what the scores depend on besides the organism
    environment: versions, engine, threads, machine
    seconds:     wall-clock time it took
    megabytes:   peak resident memory of the process so far
    """

    organism: str
    protocol: str
    grid: tuple[int, ...]
    scores: tuple[Score, ...]
    quantities: tuple[Quantity, ...]
    curves: Mapping[str, Curve]
    pictures: Mapping[str, Pixels]
    births: Births
    facts: Mapping[str, Any]
    notes: tuple[str, ...]
    settings: dict[str, Any]
    environment: dict[str, Any]
    seconds: float
    megabytes: float

    def __repr__(self) -> str:
        scores = ", ".join(f"{score.name} {score.log10_mean:.2f}" for score in self.scores[:4])
        return f"<Evaluation of {self.organism} by the {self.protocol} protocol: {scores}, ...; all: .names>"

    def __getitem__(self, name: str) -> Score:
        """The score of a condition: ``result["grow200"]``.

        Raises:
            KeyError: with the available names.
        """
        for score in self.scores:
            if score.name == name:
                return score
        raise KeyError(f"{name!r}; there are {', '.join(score.name for score in self.scores)}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all scores."""
        return tuple(score.name for score in self.scores)

    def quantity(self, name: str) -> Quantity:
        """A quantity by its name.

        Raises:
            KeyError: with the available names.
        """
        for quantity in self.quantities:
            if quantity.name == name:
                return quantity
        raise KeyError(f"{name!r}; there are {', '.join(quantity.name for quantity in self.quantities)}")

    def cuts(self, steps: int = 1000) -> tuple[Score, ...]:
        """The five cuts, the given number of steps (200 or 1000) later: bottom, top, right, left, centre removed."""
        return tuple(self[f"heal{steps} {name}"] for name in damage.CUTS)

    @property
    def healed(self) -> int:
        """How many of the five cuts heal: log10 of the mean E below -3 after 1000 steps.

        For a texture there is no such limit: it has to be as close to the sample as without a wound.
        """
        if self.is_texture:
            whole = self["persist1000"].log10_mean + textures.ALIKE
            something = log10(self.facts[textures.COLOUR]) - textures.HARDLY
            return sum(score.log10_mean < min(whole, something) for score in self.cuts())
        return sum(score.healed for score in self.cuts())

    @property
    def is_texture(self) -> bool:
        """Whether E is the sliced optimal transport from a texture's sample."""
        return textures.COLOUR in self.facts

    @property
    def recovered(self) -> Score:
        """All samples of all five cuts 1000 steps later, as one score."""
        return pooled("heal1000", self.cuts())

    def deceptive(self) -> dict[str, int]:
        """Samples, by wound, that look recovered but are not: E below 1e-3, but a hidden state outside the attractor.

        Outside is more than three times as far from the undamaged runs as the median of those held out. Only the full
        protocol measures hidden distances.
        """
        distances = {q.name.removeprefix("hidden distance "): q.values for q in self.quantities if "distance" in q.name}
        if "held out" not in distances:
            return {}
        far = _ELSEWHERE * float(np.median(distances["held out"]))
        found = {}
        for score in self.scores:
            when, _, wound = score.name.partition(" ")
            if when == "heal1000" and wound in distances:
                pairs = zip(score.errors, distances[wound], strict=True)
                found[wound] = sum(error < RECOVERED and distance > far for error, distance in pairs)
        return found

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON. Only ``seconds`` and ``megabytes`` differ from run to run on one machine."""
        return {
            "organism": self.organism,
            "protocol": self.protocol,
            "grid": list(self.grid),
            "figures": {score.name: score.to_dict() for score in self.scores},
            "quantities": {quantity.name: quantity.to_dict() for quantity in self.quantities},
            "births": self.births.to_dict(),
            "facts": {
                name: fact.to_dict() if isinstance(fact, Components) else fact for name, fact in self.facts.items()
            },
            "curves": {name: curve.to_dict() for name, curve in self.curves.items()},
            "deceptive": self.deceptive(),
            "cuts_healed": self.healed,
            "samples_recovered": self.recovered.recovered,
            "notes": list(self.notes),
            "settings": self.settings,
            "environment": self.environment,
            "seconds": round(self.seconds, 2),
            "megabytes": finite(self.megabytes, 0),
        }


def evaluate(
    organism: Organism,
    protocol: str = "article",
    *,
    long: bool = False,
    merging: bool = False,
    turns: bool = False,
    kernel: str = "auto",
    tell: Callable[[str], None] = lambda stage: None,
) -> Evaluation:
    """Measure an organism on its training grid.

    Args:
        organism: whose picture is known
        protocol: "article": growth, persistence to 5000 steps, five cuts, births (seconds); "full": everything
            (minutes)
        long: persistence to 100,000 steps instead of 20,000 (full)
        merging: also from 2 to 4 seeds, and with a seed added later; always on if trained for that (half a minute)
        turns: also from rotated seeds, and steps of rotated states; always on if trained for that (half a minute)
        kernel: engine: auto, native or jax
        tell: called with the name of each stage as it begins

    Returns:
        The scores, and everything else that was measured.

    Raises:
        InputError: for an unknown protocol or an organism whose picture is not known.
    """
    _refuse_unmeasurable(organism, protocol)
    ledger = Ledger(target_of(organism), organism)
    moves = organism.target is not None and organism.target.motion is not None
    _refuse_idle(organism, protocol, long, moves, {"merging": merging, "turns": turns})
    merging = merging or taught.either(organism.provenance, "merges")
    turns = turns or taught.either(organism.provenance, "rotates")
    if merging or turns:
        _refuse_other_seeds(organism, moves, merging, turns)
    engine = engines.resolve(kernel, organism.automaton)
    began = time.perf_counter()
    if textures.is_texture(organism):
        textures.measure(organism, ledger, kernel)
    elif moves:
        gait.measure(organism, ledger, kernel, long=protocol == "full")
    elif protocol == "full":
        full.measure(organism, ledger, kernel, long, tell)
    else:
        article.measure(organism, ledger, kernel)
    if merging:
        tell("several seeds")
        several.measure(organism, ledger, kernel)
    if turns:
        tell("turned seeds")
        turning.measure(organism, ledger, kernel)
    tell("births")
    births = count_births(organism, kernel=kernel)
    return Evaluation(
        organism.name,
        protocol,
        organism.grid,
        tuple(ledger.scores),
        tuple(ledger.quantities),
        ledger.curves,
        ledger.pictures,
        births,
        ledger.facts,
        tuple(_notes(organism)),
        _settings(organism, kernel),
        environment.describe(engine),
        time.perf_counter() - began,
        _megabytes(),
    )


def _refuse_unmeasurable(organism: Organism, protocol: str) -> None:
    """Raise `InputError` for an unknown protocol, or what other protocols measure."""
    instance(organism, Organism, "what is to be evaluated", "load_organism(...)")
    if protocol not in PROTOCOLS:
        raise InputError(f"protocol is {protocol!r}; expected one of {', '.join(PROTOCOLS)}.")
    if organism.automaton.axes > 2:
        raise InputError(
            f"{organism.name} grows a volume, which is measured by blastema evaluate alone (docs/voxels.md)."
        )
    if taught.judged_by(organism.provenance) == "classes":
        raise InputError(
            f"{organism.name} classifies digits, which is measured by blastema evaluate alone (docs/classifying.md)."
        )


def _refuse_other_seeds(organism: Organism, moves: bool, merging: bool, turns: bool) -> None:
    """Raise `InputError` for an organism that is not measured from several or rotated seeds."""
    what = "several seeds are" if merging else "rotated seeds are"
    if moves:
        raise InputError(f"{organism.name} moves; {what} measured only for still pictures.")
    if organism.automaton.decodes:
        raise InputError(f"{organism.name} is drawn by a decoder; {what} measured only where a cell is a pixel.")
    if turns and organism.start_radius is not None:
        raise InputError(
            f"{organism.name} starts as its own picture; rotated seeds need an organism that grows from seeds."
        )


def _refuse_idle(organism: Organism, protocol: str, long: bool, moves: bool, more: dict[str, bool]) -> None:
    """Raise `InputError` for an argument that would have no effect, or none that could be understood."""
    texture = textures.is_texture(organism)
    if texture and protocol != "article":
        raise InputError(
            f"protocol is {protocol!r}, but {organism.name} is a texture, which only the protocol article measures; "
            "leave it out."
        )
    if long and (protocol != "full" or moves):
        instead = "its cycles are counted (docs/motion.md); leave long out" if moves else "use the protocol full"
        raise InputError(f"long is given, but it applies to the protocol full of pictures that stand still: {instead}.")
    for name, asked in more.items():
        if texture and asked:
            raise InputError(f"{organism.name} is a texture, which has no place and no direction; leave {name} out.")


def _megabytes() -> float:
    """Peak memory of the process, which macOS reports in bytes and Linux in KiB; NaN on other systems."""
    if sys.platform == "win32":
        return math.nan
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def _settings(organism: Organism, kernel: str) -> dict[str, Any]:
    physics = organism.automaton.physics
    return {
        "samples": SAMPLES,
        "fire_seeds": list(range(SAMPLES)),
        "recovered_below": RECOVERED,
        "kernel": kernel,
        "fire_rate": physics.fire_rate,
        "step_size": physics.step_size,
        "angle_degrees": physics.angle,
        "boundary": physics.boundary,
        "fire_per": physics.fire_per,
        "clamp": physics.clamp,
        "noise": physics.noise,
        "channels": organism.automaton.channels,
        "parameters": organism.automaton.parameters,
        "empty_log10_e": round(log10(float((target_of(organism).astype(np.float64) ** 2).mean())), 4),
        "provenance": dict(organism.provenance),
    }


def _notes(organism: Organism) -> list[str]:
    """Notes on scores that are not comparable with the article's."""
    physics, (height, width) = organism.automaton.physics, organism.grid
    article_values = {
        "fire rate": (physics.fire_rate, 0.5),
        "boundary": (physics.boundary, "zero"),
        "fire per": (physics.fire_per, "cell"),
        "clamp": (physics.clamp, 0),
        "noise": (physics.noise, 0),
    }
    notes = [
        f"{name} {value} (as trained); the article's protocol has {usual}"
        for name, (value, usual) in article_values.items()
        if value != usual
    ]
    if organism.target is not None and organism.target.motion is not None:
        notes.append(
            "its picture moves: a score is the mean E over a cycle, against the frames due; gait: against the "
            "frames that fit best"
        )
    if organism.automaton.decodes:
        pixels = organism.automaton.decoder.pixels
        notes.append(
            f"a decoder draws each cell as {pixels} x {pixels} pixels: E is that of the whole picture, "
            f"{height * pixels} x {width * pixels} pixels; shifts and turns are not looked for"
        )
    if organism.start_radius is not None:
        notes.append(
            f"it starts as {organism.start_share:.0%} of its own picture, within {organism.start_radius:g} cells of "
            "the middle (as trained); the article's organisms grow from one cell"
        )
    if textures.is_texture(organism):
        notes.append(
            "it is a texture: E is the sliced optimal transport from its sample, 0 for identical patches and about "
            "1 for a single colour; there is no limit for recovery"
        )
    if organism.grid != (72, 72):
        notes.append(f"grid {organism.grid[0]} x {organism.grid[1]} (as trained); the article's protocol has 72 x 72")
    return notes


__all__ = ["PROTOCOLS", "Evaluation", "Protocol", "evaluate"]
