"""Figures of organisms of several pictures: all transitions between them, and a film of them in turn."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from blastema import pictures
from blastema.drawing.film import of_all_pictures, write_film
from blastema.evaluation.changes import CHANGE_AT, CHANGED, Transitions
from blastema.evaluation.changes import transitions as measured
from blastema.evaluation.measures import RECOVERED, log10
from blastema.evaluation.textures import is_texture
from blastema.figures.material import Material, MissingMaterialError
from blastema.figures.sheet import fitting, sheet, under
from blastema.organism import Organism
from blastema.pictures import Pixels

_GOOD, _BAD = (27, 127, 75), (179, 56, 44)


def transition_sheet(found: Transitions) -> Pixels:
    """The result of each transition, from rows to columns, with log10 E: uint8 [height, width, 3]."""
    side = next(iter(found.seen.values())).shape[1]
    factor = fitting(len(found.names) + 1, side, largest=3)

    def tile(before: str, after: str) -> Pixels:
        score = found.scores[before, after]
        shown = pictures.enlarge(found.seen[before, after], factor)
        framed = np.pad(shown, ((2, 2), (2, 2), (0, 0)))
        colour = _GOOD if score.log10_mean < log10(RECOVERED) else _BAD
        framed[:2], framed[-2:], framed[:, :2], framed[:, -2:] = colour, colour, colour, colour
        return under(framed, f"{score.log10_mean:.2f}")

    return sheet(
        [[tile(before, after) for after in found.names] for before in found.names],
        factor=1,
        columns=[f"to {name}" for name in found.names],
        labels=[f"from {name}" for name in found.names],
        title=f"Switched to another picture at step {CHANGE_AT}, {CHANGED} steps later (log10 of the mean E of 8 "
        "samples)",
    )


def transitions(material: Material) -> list[Path]:
    """All transitions between an organism's pictures, and a film in which it grows one after the other."""
    organism = _of_several(material)
    still = transition_sheet(measured(organism, material.kernel))
    film = material.out / f"becoming{material.film}"
    write_film(film, of_all_pictures(organism, material.kernel).frames())
    return [material.write("transitions.png", pictures.png(still)), film]


def _of_several(material: Material) -> Organism:
    several = [organism for organism in material.organisms if len(organism.pictures) > 1]
    for organism in several:
        if organism.signal_in == "cells" and not is_texture(organism):
            return organism
    if several:
        what = "textures" if is_texture(several[0]) else "pictures by a signal in its seed"
        raise MissingMaterialError(f"{several[0].name} grows {what}, between which transitions are not measured.")
    raise MissingMaterialError(
        "no organism of several pictures was given; train one: blastema grow 🦎 😀 💥 --signal one-hot"
    )


__all__ = ["transition_sheet", "transitions"]
