"""Draw the sprites of this folder: python examples/sprites/draw.py

Pixel art of 40 x 40 cells, made of ellipses and polygons in flat tones with a dark outline; drawn for Blastema, under
the project's licence.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SIDE = 40
OUTLINE = (38, 28, 44)
Box = tuple[float, float, float, float]


class Sprite:
    """A picture that is painted part by part; each part overlaps the previous ones with its outline."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIDE, SIDE))

    def part(self, colour: tuple[int, int, int], paint: Callable[[ImageDraw.ImageDraw], None]) -> None:
        """Fill what ``paint`` draws, and put an outline of one cell around it."""
        mask = Image.new("1", (SIDE, SIDE))
        paint(_pen(mask))
        inside = np.array(mask)
        grown = inside.copy()
        for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            grown |= np.roll(inside, (down, right), (0, 1))
        pixels = np.array(self.image)
        pixels[grown & ~inside] = (*OUTLINE, 255)
        pixels[inside] = (*colour, 255)
        self.image = Image.fromarray(pixels)

    def tone(self, colour: tuple[int, int, int], paint: Callable[[ImageDraw.ImageDraw], None]) -> None:
        """Colour the part of ``paint`` on existing cells that are not outline."""
        mask = Image.new("1", (SIDE, SIDE))
        paint(_pen(mask))
        pixels = np.array(self.image)
        there = np.array(mask) & (pixels[..., 3] > 0) & (pixels[..., :3] != OUTLINE).any(axis=-1)
        pixels[there] = (*colour, 255)
        self.image = Image.fromarray(pixels)


def _pen(mask: Image.Image) -> ImageDraw.ImageDraw:
    return ImageDraw.Draw(mask)


def oval(*box: float) -> Callable[[ImageDraw.ImageDraw], None]:
    """An ellipse in a box: left, top, right, bottom."""
    return lambda pen: pen.ellipse(box, fill=1)


def shape(*points: tuple[float, float]) -> Callable[[ImageDraw.ImageDraw], None]:
    """A polygon."""
    return lambda pen: pen.polygon(points, fill=1)


def box(*sides: float) -> Callable[[ImageDraw.ImageDraw], None]:
    """A rectangle: left, top, right, bottom."""
    return lambda pen: pen.rectangle(sides, fill=1)


def toadstool() -> Image.Image:
    """A red cap with white dots on a pale stem."""
    s = Sprite()
    s.part((233, 220, 190), shape((15, 20), (25, 20), (27, 36), (13, 36)))
    s.tone((200, 182, 150), shape((22, 20), (25, 20), (27, 36), (23, 36)))
    s.part((205, 48, 52), lambda pen: pen.pieslice((3, 4, 36, 40), 180, 360, fill=1))
    s.tone((160, 30, 48), lambda pen: pen.pieslice((3, 4, 36, 40), 310, 360, fill=1))
    for place in ((9, 13, 13, 17), (17, 7, 22, 11), (18, 15, 23, 19), (27, 12, 31, 16)):
        s.tone((246, 240, 228), oval(*place))
    return s.image


def flask() -> Image.Image:
    """A round flask with a green liquid and a cork."""
    s = Sprite()
    s.part((196, 222, 232), oval(6, 12, 33, 37))
    s.part((196, 222, 232), box(16, 6, 23, 14))
    s.tone((196, 222, 232), box(16, 12, 23, 15))
    s.tone((62, 178, 92), lambda pen: pen.chord((7, 13, 32, 36), 0, 180, fill=1))
    s.tone((34, 134, 84), lambda pen: pen.chord((7, 13, 32, 36), 15, 80, fill=1))
    for place in ((12, 26, 14, 28), (18, 29, 21, 32), (24, 26, 25, 27)):
        s.tone((160, 232, 150), oval(*place))
    s.tone((240, 250, 252), oval(10, 17, 13, 22))
    s.part((168, 116, 66), box(17, 2, 22, 5))
    return s.image


def beetle() -> Image.Image:
    """A blue beetle from above."""
    s = Sprite()
    for y, reach in ((16, 4), (22, 3), (29, 5)):
        s.part((84, 62, 70), shape((20, y), (reach, y - 4), (reach, y - 3), (20, y + 1)))
        s.part((84, 62, 70), shape((19, y), (39 - reach, y - 4), (39 - reach, y - 3), (19, y + 1)))
    s.part((84, 62, 70), oval(14, 4, 25, 12))
    s.part((52, 92, 190), oval(10, 9, 29, 19))
    s.part((66, 126, 222), oval(8, 14, 31, 37))
    s.tone((46, 90, 184), oval(22, 15, 31, 36))
    s.tone((150, 196, 246), oval(11, 18, 15, 24))
    s.tone(OUTLINE, box(19, 15, 20, 37))
    for left in (15, 22):
        s.tone((240, 226, 120), box(left, 7, left + 1, 8))
    return s.image


def owl() -> Image.Image:
    """A brown owl that looks at you."""
    s = Sprite()
    s.part((126, 86, 58), shape((8, 4), (13, 9), (26, 9), (31, 4), (32, 16), (7, 16)))
    s.part((126, 86, 58), oval(6, 8, 33, 37))
    s.tone((126, 86, 58), box(8, 8, 31, 16))
    s.tone((92, 60, 46), oval(5, 18, 12, 36))
    s.tone((92, 60, 46), oval(27, 18, 34, 36))
    s.tone((222, 192, 146), oval(13, 21, 26, 36))
    for row in (24, 28, 32):
        for column in range(15 + row % 3, 26, 4):
            s.tone((176, 138, 98), box(column, row, column + 1, row))
    for left in (9, 21):
        s.part((250, 214, 90), oval(left, 10, left + 9, 19))
        s.tone((20, 16, 24), oval(left + 3, 13, left + 6, 16))
        s.tone((255, 255, 255), box(left + 3, 13, left + 4, 14))
    s.part((232, 146, 52), shape((18, 18), (21, 18), (20, 21), (19, 21)))
    return s.image


SPRITES = {"toadstool": toadstool, "flask": flask, "beetle": beetle, "owl": owl}


def main() -> None:
    """Write them next to this file."""
    for name, draw in SPRITES.items():
        draw().save(Path(__file__).with_name(f"{name}.png"), optimize=True)


if __name__ == "__main__":
    main()
