"""Wounds of a film and places of its seeds, and how they are written: ``left@200``, ``circle:36,30,8@9``, ``24,36``."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any

import numpy as np

from blastema._nearest import suggestion
from blastema.errors import InputError
from blastema.training import damage

_ROUND = {"circle": "x,y,r: column, row and radius", "sphere": "x,y,z,r: column, row, layer and radius"}
_NOTATION = {"circle": ("circle:x,y,r", "circle:36,30,8"), "sphere": ("sphere:x,y,z,r", "sphere:10,8,10,4")}


@dataclasses.dataclass(frozen=True)
class Cut:
    """A wound at a step of a film.

    name:   the part that is removed: bottom, top, right, left, centre, circle, or, in a volume, sphere
    step:   the number of steps after which it happens
    circle: column and row of the centre and the radius, in cells (only for a circle); for a sphere column, row, layer
            and radius
    """

    name: str
    step: int
    circle: tuple[float, ...] | None = None

    def mask(self, *grid: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The cells it removes.

        Args:
            *grid: height and width, in cells; of a volume depth, height and width

        Returns:
            Booleans [*grid].

        Raises:
            InputError: if there are none, or for an unknown cut.
        """
        if self.circle is None:
            return damage.cut(self.name, *grid)
        *centre, radius = self.circle
        if len(centre) != len(grid):
            what, instead = ("a picture", "circle:x,y,r") if len(grid) == 2 else ("a volume", "sphere:x,y,z,r")
            raise InputError(f"a {self.name} cannot be cut out of {what}; use {instead}@{self.step}.")
        removed = damage.ball(grid, centre[::-1], radius)
        if not removed.any():
            told = ",".join(f"{number:g}" for number in self.circle)
            raise InputError(
                f"the {self.name} {told} hits no cell of the {' x '.join(map(str, grid))} grid; "
                f"expected {_ROUND[self.name]} in cells."
            )
        return removed


def parse_cut(text: str) -> Cut:
    """A cut from its notation: ``left@200``, ``centre@100`` or ``circle:x,y,r@300`` (column, row, radius, in cells);
    ``sphere:x,y,z,r@300`` of a volume.

    Args:
        text: the notation; spaces around it and capital letters are allowed

    Returns:
        The cut. Whether it hits any cell is checked where it is used.

    Raises:
        InputError: for anything else.
    """
    what, separator, when = text.strip().partition("@")
    name, colon, place = what.partition(":")
    name = name.strip().lower()
    name = "centre" if name == "center" else name
    known = (*damage.CUTS, *_ROUND)
    if name not in known:
        hint = suggestion(name, known, f"Expected one of {', '.join(known)}.")
        raise InputError(f"cut {text!r}: no cut is called {name!r}. {hint}")
    if not separator or not re.fullmatch(r"[0-9]{1,9}", when.strip()):
        raise InputError(f"cut {text!r}: expected {what or 'left'}@STEP, as in left@200.")
    if name not in _ROUND:
        if colon:
            raise InputError(f"cut {text!r}: only a circle has a place; expected {name}@{when}.")
        return Cut(name, int(when))
    form, example = _NOTATION[name]
    numbers = _numbers(place, form.count(",") + 1, f"cut {text!r}: expected {form}@STEP, as in {example}@200")
    if numbers[-1] <= 0:
        raise InputError(f"cut {text!r}: the radius is {numbers[-1]:g}; expected more than 0 cells.")
    return Cut(name, int(when), tuple(numbers))


def parse_place(text: str) -> tuple[int, int]:
    """The place of a seed, from ``x,y`` (column, row).

    Args:
        text: the notation: two whole numbers

    Returns:
        Column and row.

    Raises:
        InputError: for anything else.
    """
    expected = f"seed {text!r}: expected x,y (column and row, whole numbers), as in 24,36"
    x, y = _numbers(text, 2, expected)
    if x != int(x) or y != int(y):
        raise InputError(f"{expected}.")
    return int(x), int(y)


def _numbers(text: str, count: int, expected: str) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not all(math.isfinite(value) and abs(value) <= 1e6 for value in values):
        raise InputError(f"{expected}.")
    return values


__all__ = ["Cut", "parse_cut", "parse_place"]
