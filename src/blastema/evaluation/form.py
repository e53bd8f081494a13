"""Place and form: the error of a state at its best placement, regardless of the intended place and direction.

E is measured in place: an organism that has healed completely, but one cell aside, has a large E. The E of its form is
the least over shifts by whole cells and rotations about the middle of the grid; both are reported.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import fft

from blastema.evaluation.measures import RECOVERED, Array32, Floats, Form, pixel_error
from blastema.turns import turned

REACH = 6
"""Largest shift in cells on each axis."""
_NEAR = tuple(range(3, 16, 3))
_FAR = tuple(range(30, 180, 15))
TURNS = (0, *_NEAR, *(-turn for turn in _NEAR), *_FAR, *(-turn for turn in _FAR), 180)
"""Rotations in degrees."""


class Forms:
    """A picture at all shifts and rotations, to compare states with.

    Args:
        target: [H, W, 4]
        radians: rotation of the picture to its place
        about: row and column of the centre of that rotation; the middle of the grid if not given
    """

    def __init__(self, target: Array32, radians: float = 0.0, about: tuple[int, int] | None = None) -> None:
        self._target, self._radians, self._about = target, radians, about
        self.in_place = turned(target, radians, about) if radians else np.asarray(target)

    def find(self, states: Array32, errors: Floats) -> Form:
        """The best placement of each of some states [B, H, W, C]; ``errors`` are those in place, [B].

        States that have recovered in place or are not finite are not searched.
        """
        least, places = np.array(errors, np.float64), np.zeros((len(errors), 3))
        lost = np.flatnonzero(np.isfinite(least) & (least >= RECOVERED))
        if lost.size:
            shown = np.asarray(states)[lost][..., :4]
            for index, state, place in zip(lost, shown, self._nearest(shown), strict=True):
                error = float(pixel_error(state, np.roll(self._turned[TURNS.index(place[2])], place[:2], (0, 1))))
                if error < least[index]:
                    least[index], places[index] = error, place
        rows, columns, degrees = places.T
        return Form(*(tuple(each.tolist()) for each in (least, rows.astype(int), columns.astype(int), degrees)))

    @cached_property
    def _turned(self) -> Array32:
        """The picture at each of the rotations: [T, H, W, 4]."""
        # Both rotations are combined into one, since each interpolation blurs.
        return np.stack([turned(self._target, self._radians + np.deg2rad(turn), self._about) for turn in TURNS])

    @cached_property
    def _spectra(self) -> list[np.ndarray]:
        return [np.conj(fft.rfft2(picture, axes=(0, 1))) for picture in self._turned]

    def _nearest(self, shown: Array32) -> list[tuple[int, int, int]]:
        """The rows, columns and degrees at which each of some pictures [B, H, W, 4] is closest, on a torus."""
        height, width = shown.shape[1:3]
        rows, columns = (np.arange(-min(REACH, (side - 1) // 2), min(REACH, side // 2) + 1) for side in (height, width))
        gains = []
        # A state that has exploded overflows here: any placement will do, since the error there is computed anew.
        with np.errstate(over="ignore", invalid="ignore"):
            spectrum = fft.rfft2(shown, axes=(1, 2))
            for picture, conjugate in zip(self._turned, self._spectra, strict=True):
                # In |s - t|^2, the shift changes only the product; |t|^2 depends on the rotation, |s|^2 is the same
                # for all.
                product = fft.irfft2((spectrum * conjugate).sum(axis=-1), s=(height, width), axes=(1, 2))
                gains.append(2 * product[:, rows[:, None], columns] - float((picture.astype(np.float64) ** 2).sum()))
        best = np.stack(gains, axis=1).reshape(len(shown), -1).argmax(axis=1)
        turn, row, column = np.unravel_index(best, (len(TURNS), len(rows), len(columns)))
        return [
            (int(rows[r]), int(columns[c]), TURNS[t])
            for t, r, c in zip(turn.tolist(), row.tolist(), column.tolist(), strict=True)
        ]


__all__ = ["REACH", "TURNS", "Forms"]
