"""The evaluation of one organism by one protocol, and its result."""

from __future__ import annotations

import dataclasses
import time
from typing import Any, Literal, get_args

import numpy as np

from blastema import damage, environment, kernels
from blastema.errors import InputError
from blastema.evaluation import article
from blastema.evaluation.measures import RECOVERED, SAMPLES, Figure, log10, pooled
from blastema.evaluation.samples import target_of
from blastema.organism import Organism

Protocol = Literal["article"]
PROTOCOLS: tuple[str, ...] = get_args(Protocol)


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """What was measured of an organism.

    organism:    its name
    protocol:    "article"
    grid:        height and width, in cells
    figures:     one for each condition, in the protocol's order
    notes:       what a reader should know, e.g. settings that are not the article's
    settings:    what the figures depend on besides the organism
    environment: versions, engine, threads, machine
    seconds:     wall-clock time it took
    """

    organism: str
    protocol: str
    grid: tuple[int, int]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    settings: dict[str, Any]
    environment: dict[str, Any]
    seconds: float

    def __getitem__(self, name: str) -> Figure:
        """The figure of a condition: ``result["grow200"]``. Raises ``KeyError``, naming those there are."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"{name!r}; there are {', '.join(figure.name for figure in self.figures)}")

    def cuts(self, steps: int = 1000) -> tuple[Figure, ...]:
        """The five cuts, so many steps (200 or 1000) after each: bottom, top, right, left, centre removed."""
        return tuple(self[f"heal{steps} {name}"] for name in damage.CUTS)

    @property
    def healed(self) -> int:
        """How many of the five cuts heal: log10 of the mean E below -3 after 1000 steps."""
        return sum(figure.healed for figure in self.cuts())

    @property
    def recovered(self) -> Figure:
        """All samples of all five cuts 1000 steps after, as one figure."""
        return pooled("heal1000", self.cuts())

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON. Only ``seconds`` differs from run to run on one machine."""
        return {
            "organism": self.organism,
            "protocol": self.protocol,
            "grid": list(self.grid),
            "figures": {figure.name: figure.to_dict() for figure in self.figures},
            "cuts_healed": self.healed,
            "samples_recovered": self.recovered.recovered,
            "notes": list(self.notes),
            "settings": self.settings,
            "environment": self.environment,
            "seconds": round(self.seconds, 2),
        }


def evaluate(organism: Organism, protocol: str = "article", *, kernel: str = "auto") -> Evaluation:
    """Measure an organism on its training grid.

    protocol: "article": growth, persistence to 5000 steps, five cuts (seconds)
    kernel:   engine: auto, native or jax

    Raises `InputError` for an unknown protocol or an organism whose picture is not known.
    """
    if protocol not in PROTOCOLS:
        raise InputError(f"protocol is {protocol!r}; expected one of {', '.join(PROTOCOLS)}.")
    target_of(organism)
    automaton = organism.automaton
    engine = kernels.resolve(kernel, automaton.physics, automaton.layers, learned=automaton.learned is not None)
    began = time.perf_counter()
    figures = article.measure(organism, kernel)
    return Evaluation(
        organism.name,
        protocol,
        organism.grid,
        tuple(figures),
        tuple(_notes(organism)),
        _settings(organism),
        environment.describe(engine),
        time.perf_counter() - began,
    )


def _settings(organism: Organism) -> dict[str, Any]:
    config = organism.automaton.config
    return {
        "samples": SAMPLES,
        "fire_seeds": list(range(SAMPLES)),
        "recovered_below": RECOVERED,
        "fire_rate": config.fire_rate,
        "step_size": config.step_size,
        "angle_degrees": config.angle,
        "boundary": config.boundary,
        "channels": config.channels,
        "parameters": organism.automaton.parameters,
        "empty_log10_e": round(log10(float((target_of(organism).astype(np.float64) ** 2).mean())), 4),
        "provenance": dict(organism.provenance),
    }


def _notes(organism: Organism) -> list[str]:
    """Where the figures are not comparable with the article's."""
    config = organism.automaton.config
    article_values = {"fire rate": (config.fire_rate, 0.5), "boundary": (config.boundary, "zero")}
    notes = [
        f"{name} {value} (as trained); the article's protocol has {usual}"
        for name, (value, usual) in article_values.items()
        if value != usual
    ]
    if organism.grid != (72, 72):
        notes.append(f"grid {organism.grid[0]} x {organism.grid[1]} (as trained); the article's protocol has 72 x 72")
    return notes


__all__ = ["PROTOCOLS", "Evaluation", "Protocol", "evaluate"]
