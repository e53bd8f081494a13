"""The named perception filters, as data: taps of 3x3 cross-correlations and how they follow the angle."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

from blastema._checks import short
from blastema.errors import InputError

Taps = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

NO_TAPS: Taps = ((0.0,) * 3,) * 3


def taps_of(grid: Any) -> Taps:
    """Nine numbers, row by row, as taps."""
    rows: Iterable[Iterable[Any]] = grid
    return tuple(tuple(float(tap) + 0.0 for tap in row) for row in rows)  # type: ignore[return-value]  # no negative 0


def _times(factor: float, taps: Taps) -> Taps:
    return taps_of([[factor * tap for tap in row] for row in taps])


def _sum(one: Taps, other: Taps) -> Taps:
    return taps_of([[tap + more for tap, more in zip(*rows, strict=True)] for rows in zip(one, other, strict=True)])


def _turned(taps: Taps) -> Taps:
    """Rows as columns."""
    return taps_of(zip(*taps, strict=True))


def _is_three(values: object) -> bool:
    return isinstance(values, tuple) and len(values) == 3


@dataclasses.dataclass(frozen=True)
class Filter:
    """A fixed perception filter, as data: ``still + cos(angle) * cosine + sin(angle) * sine``.

    Args:
        name: its name
        still: 3x3 taps, row by row, applied as a cross-correlation; these do not rotate
        cosine: the taps multiplied by the cosine of the angle
        sine: the taps multiplied by its sine

    Raises:
        InputError: for taps that are not three rows of three numbers, as nested tuples.
    """

    name: str
    still: Taps = NO_TAPS
    cosine: Taps = NO_TAPS
    sine: Taps = NO_TAPS

    def __post_init__(self) -> None:
        for part in ("still", "cosine", "sine"):
            taps = getattr(self, part)
            if not (_is_three(taps) and all(map(_is_three, taps))):
                raise InputError(
                    f"the taps {part} of the filter {self.name} are {short(taps)}; expected three rows of three "
                    "numbers, as nested tuples."
                )

    def __add__(self, other: Filter) -> Filter:
        """The sum of two filters, whose response is the sum of their responses."""

        def sum_of(part: str) -> Taps:
            return _sum(getattr(self, part), getattr(other, part))

        return Filter(f"{self.name}+{other.name}", sum_of("still"), sum_of("cosine"), sum_of("sine"))


_AROUND = {
    "north_west": (0, 0), "north": (0, 1), "north_east": (0, 2), "west": (1, 0),
    "east": (1, 2), "south_west": (2, 0), "south": (2, 1), "south_east": (2, 2),
}  # fmt: skip
"""Row and column of the eight neighbours in 3x3 taps."""


def _only(row: int, column: int) -> Taps:
    return taps_of([[float((row, column) == (r, c)) for c in range(3)] for r in range(3)])


_DX = taps_of([[weight * side / 8 for side in (-1, 0, 1)] for weight in (1, 2, 1)])
_DY = _turned(_DX)
_BOTH = {"cosine": _times(8, _sum(_DX, _DY)), "sine": _times(8, _sum(_DX, _times(-1, _DY)))}
_LAPLACIAN = taps_of([[1, 2, 1], [2, -12, 2], [1, 2, 1]])

FILTERS = MappingProxyType(
    {
        known.name: known
        for known in (
            Filter("identity", still=taps_of([[0, 0, 0], [0, 1, 0], [0, 0, 0]])),
            # With a positive angle the organism is rotated counter-clockwise, as seen on the screen.
            Filter("sobel_x", cosine=_DX, sine=_times(-1, _DY)),
            Filter("sobel_y", cosine=_DY, sine=_DX),
            # From "Self-Organising Textures" (Niklasson et al., Distill 2021), scaled to gains near one.
            Filter("laplacian", still=_times(1 / 16, _LAPLACIAN)),
            # The mean of the eight neighbours: the Moore neighbourhood without the cell itself.
            Filter("mean", still=_times(1 / 8, taps_of([[1, 1, 1], [1, 0, 1], [1, 1, 1]]))),
            # From riveSunder's dca: the sum of both Sobel gradients, not scaled; and the version with the original's
            # typing error, 2 instead of -2 in the first row.
            Filter("gradients", **_BOTH),
            Filter("gradients_typo", still=taps_of([[0, 4, 0], [0, 0, 0], [0, 0, 0]]), **_BOTH),
            # The Laplacian without scaling, as in isotropic automata (Mordvintsev et al., 2022).
            Filter("laplacian_unscaled", still=_LAPLACIAN),
            # Single neighbours; together with the cell they are the inputs of an unconstrained 3x3 convolution.
            *(Filter(name, still=_only(*place)) for name, place in _AROUND.items()),
        )
    }
)
"""The named filters. A sum of them is written with plus signs: ``sobel_x+sobel_y``."""


def filter_named(name: str) -> Filter:
    """The filter of a name, or of a sum of names.

    Raises:
        InputError: if there is none.
    """
    first, *others = (part.strip() for part in name.split("+"))
    for part in (first, *others):
        if part not in FILTERS:
            raise InputError(
                f"there is no perception filter {part[:100]!r}; expected {', '.join(FILTERS)}, or a sum of them, "
                "like sobel_x+sobel_y."
            )
    total = FILTERS[first]
    for part in others:
        total = total + FILTERS[part]
    return total


__all__ = ["FILTERS", "NO_TAPS", "Filter", "Taps", "filter_named", "taps_of"]
