"""Place and form: how good a state is where it stands best, whatever place and direction it was to have.

E is measured in place: an organism that has healed wholly, but one cell aside, has a large E. The E of its form is the
least over shifts by whole cells and turns about the middle of the grid; both are told.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import fft

from blastema.evaluation.measures import RECOVERED, Array32, Floats, Form, pixel_error
from blastema.turns import turned

REACH = 6
"""Cells by which a state may be aside on each axis."""
_NEAR = tuple(range(3, 16, 3))
_FAR = tuple(range(30, 180, 15))
TURNS = (0, *_NEAR, *(-turn for turn in _NEAR), *_FAR, *(-turn for turn in _FAR), 180)
"""Degrees by which it may be turned."""


class Forms:
    """A picture at all shifts and turns, to compare states with.

    Args:
        target: [H, W, 4]
        radians: what the picture has to be turned by to be in its place
        about: row and column about which that turns it; the middle of the grid if not given
    """

    def __init__(self, target: Array32, radians: float = 0.0, about: tuple[int, int] | None = None) -> None:
        self._target, self._radians, self._about = target, radians, about
        self.in_place = turned(target, radians, about) if radians else np.asarray(target)

    def find(self, states: Array32, errors: Floats) -> Form:
        """Where each of some states [B, H, W, C] stands best; ``errors`` are those in place, [B].

        A state that has recovered in its place is not looked for elsewhere, nor is one that is not finite.
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
        """The picture by each of the turns: [T, H, W, 4]."""
        # What has been turned for its place is turned at once by both, since each interpolation blurs.
        return np.stack([turned(self._target, self._radians + np.deg2rad(turn), self._about) for turn in TURNS])

    @cached_property
    def _spectra(self) -> list[np.ndarray]:
        return [np.conj(fft.rfft2(picture, axes=(0, 1))) for picture in self._turned]

    def _nearest(self, shown: Array32) -> list[tuple[int, int, int]]:
        """The rows, columns and degrees at which each of some pictures [B, H, W, 4] is nearest, the edges joined."""
        height, width = shown.shape[1:3]
        rows, columns = (np.arange(-min(REACH, (side - 1) // 2), min(REACH, side // 2) + 1) for side in (height, width))
        spectrum = fft.rfft2(shown, axes=(1, 2))
        gains = []
        for picture, conjugate in zip(self._turned, self._spectra, strict=True):
            # Of |s - t|^2 the part that the shift does not change is |t|^2 alone; s is the same for all.
            product = fft.irfft2((spectrum * conjugate).sum(axis=-1), s=(height, width), axes=(1, 2))
            gains.append(2 * product[:, rows[:, None], columns] - float((picture.astype(np.float64) ** 2).sum()))
        best = np.stack(gains, axis=1).reshape(len(shown), -1).argmax(axis=1)
        turn, row, column = np.unravel_index(best, (len(TURNS), len(rows), len(columns)))
        return [
            (int(rows[r]), int(columns[c]), TURNS[t])
            for t, r, c in zip(turn.tolist(), row.tolist(), column.tolist(), strict=True)
        ]


__all__ = ["REACH", "TURNS", "Forms"]
