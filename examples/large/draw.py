"""Draw the picture of this folder: python examples/large/draw.py

A gecko of 512 x 512 pixels, with toes, bands, spots and scales finer than a cell of the grids it is grown on. It was
made for Blastema and is under the project's licence.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE, FINER = 512, 3
"""Side of the picture in pixels, and the factor by which it is supersampled."""
_INK = (34, 52, 40)
_SKIN, _BACK, _BAND = (128, 190, 92), (84, 150, 84), (44, 104, 84)
_SPOT, _GLOW = (246, 178, 62), (255, 226, 138)
_SPINE = ((118, 92), (168, 136), (214, 186), (246, 246), (250, 306), (224, 362), (230, 412), (284, 440), (350, 424),
          (392, 372), (390, 316), (352, 296), (330, 324))  # fmt: skip
"""Points from the nose to the tip of the tail, column and row."""
_WIDTHS = (15, 36, 27, 38, 40, 31, 23, 18, 14, 11, 8, 5, 2)
"""Half of the body's width at each of these points."""
_LEGS = (
    ((196, 160), (246, 128), (262, 84)),
    ((196, 186), (140, 212), (104, 250)),
    ((250, 322), (312, 304), (340, 252)),
    ((232, 348), (170, 366), (140, 420)),
)

Places = Sequence[tuple[float, float]]


def smooth(places: Places, count: int = 240) -> np.ndarray:
    """A curve through points (Catmull-Rom): [count, 2]."""
    points = np.array([places[0], *places, places[-1]], float)
    at = np.linspace(0, len(places) - 1 - 1e-9, count)
    first, t = at.astype(int), (at % 1)[:, None]
    a, b, c, d = (points[first + k] for k in range(4))
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


class Painting:
    """A supersampled picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
        self.pen = ImageDraw.Draw(self.image)

    def dot(self, place: Sequence[float], radius: float, colour: tuple[int, int, int]) -> None:
        """A disc."""
        x, y = place
        self.pen.ellipse(
            [FINER * (x - radius), FINER * (y - radius), FINER * (x + radius), FINER * (y + radius)], colour
        )

    def limb(self, curve: np.ndarray, widths: np.ndarray, colour: tuple[int, int, int], rim: float = 0) -> None:
        """Discs along a curve, each with its radius."""
        for place, width in zip(curve, widths, strict=True):
            self.dot(place, width + rim, colour)

    def picture(self) -> Image.Image:
        """The picture scaled down, filtered with premultiplied alpha."""
        return self.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def gecko() -> Image.Image:
    """Draw the picture."""
    painting = Painting()
    spine = smooth(_SPINE, 700)
    widths = np.interp(np.linspace(0, len(_WIDTHS) - 1, 700), np.arange(len(_WIDTHS)), _WIDTHS)
    legs = [smooth(leg, 90) for leg in _LEGS]
    thin = np.linspace(14, 8, 90)
    for rim, colour in ((4, _INK), (0, _SKIN)):
        for leg in legs:
            painting.limb(leg, thin, colour, rim)
            _toes(painting, leg, colour, rim)
        painting.limb(spine, widths, colour, rim)
    painting.limb(spine, 0.62 * widths, _BACK)
    across = np.gradient(spine, axis=0)
    across = np.stack([-across[:, 1], across[:, 0]], axis=1) / np.linalg.norm(across, axis=1, keepdims=True)
    for number, index in enumerate(range(150, 660, 34)):  # bands, thinner towards the tail
        for offset in np.linspace(-0.9, 0.9, 61):
            bent = index + int(14 * (1 - offset**2)) - 7
            painting.dot(spine[bent] + across[bent] * offset * widths[index], 1 + 0.11 * widths[index], _BAND)
        if number < 9:
            for side in (-0.5, 0.0, 0.5):
                place = spine[index + 17] + across[index + 17] * side * widths[index + 17]
                painting.dot(place, 0.17 * widths[index + 17], _SPOT)
                painting.dot(place - [1.5, 1.5], 0.08 * widths[index + 17], _GLOW)
    _head(painting, spine, across)
    return painting.picture()


def _toes(painting: Painting, leg: np.ndarray, colour: tuple[int, int, int], rim: float) -> None:
    """Five toes with pads, spread around the leg's direction."""
    foot, way = leg[-1], leg[-1] - leg[-12]
    heading = np.arctan2(way[1], way[0])
    for turn in np.deg2rad([-76, -38, 0, 38, 76]):
        tip = foot + 27 * np.array([np.cos(heading + turn), np.sin(heading + turn)])
        painting.limb(np.linspace(foot, tip, 30), np.full(30, 3.4), colour, rim)
        painting.dot(tip, 6.2 + rim, colour)


def _head(painting: Painting, spine: np.ndarray, across: np.ndarray) -> None:
    for side in (-1, 1):
        eye = spine[52] + side * 27 * across[52]
        painting.dot(eye, 15, _INK)
        painting.dot(eye, 11.5, _SPOT)
        painting.dot(eye, 6.5, (16, 20, 18))
        painting.dot(eye - [3, 4], 2.6, (255, 255, 255))
        painting.dot(spine[6] + side * 7 * across[6], 2.2, _INK)
    for index in range(84, 150, 11):  # scales on the neck
        for offset in (-0.6, -0.2, 0.2, 0.6):
            painting.dot(spine[index] + across[index] * offset * 26, 2.6, _GLOW)


if __name__ == "__main__":
    gecko().save(Path(__file__).parent / "gecko.png", optimize=True)
