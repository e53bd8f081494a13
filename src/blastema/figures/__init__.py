"""Figures and films of the article and of later work, made from our own organisms; reports of evaluations.

    from blastema import figures

    material = figures.Material.load(("runs/lizard-regenerating",), Path("figures"))
    figures.make("cuts", material)

- `growth`: checkpoints, unstable, angles, cuts, teaser, planarian, update-rates
- `training`: batches, pool, loss, drawing (from runs with ``--keep-history``)
- `cells`: perception, updates, cells; `traces`: channels
- `changes`: transitions (of an organism of several pictures)
- `report`: the page of an evaluation
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from blastema._nearest import suggestion
from blastema.errors import InputError
from blastema.figures import cells, changes, growth, traces, training
from blastema.figures.growth import TARGETS
from blastema.figures.material import Material, MissingMaterialError

FIGURES: MappingProxyType[str, Callable[[Material], list[Path]]] = MappingProxyType(
    {
        "teaser": growth.teaser,
        "checkpoints": growth.checkpoints,
        "unstable": growth.unstable,
        "batches": training.batches,
        "pool": training.pool,
        "angles": growth.angles,
        "cuts": growth.cuts,
        "planarian": growth.planarian,
        "update-rates": growth.update_rates,
        "transitions": changes.transitions,
        "loss": training.loss,
        "drawing": training.drawing,
        "perception": cells.perception,
        "updates": cells.updates,
        "cells": cells.cells,
        "channels": traces.channels,
    }
)
"""All figures by name: functions of the material that write files and return their paths."""

BY_ITERATION = ("drawing", "batches", "pool")
"""Figures of chosen iterations of a training."""
OF_ONE = ("perception", "updates", "cells", "channels")
"""Figures of the first of the given organisms."""


def make(name: str, material: Material) -> list[Path]:
    """Make one figure; returns the files written.

    Raises:
        InputError: for an unknown name.
        MissingMaterialError: if the material lacks what it needs.
    """
    return FIGURES[known(name)](material)


def known(name: str) -> str:
    """The name, if there is such a figure.

    Raises:
        InputError: if there is none.
    """
    if name in FIGURES:
        return name
    hint = suggestion(name, FIGURES, f"There are {', '.join(FIGURES)} and all.")
    raise InputError(f"there is no figure {name!r}. {hint}")


__all__ = ["BY_ITERATION", "FIGURES", "OF_ONE", "TARGETS", "Material", "MissingMaterialError", "known", "make"]
