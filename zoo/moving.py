"""Draw the pictures that move: python zoo/moving.py

A lizard that walks, seen from above, and a heart that beats, both drawn for Blastema and under its licence. Writes
examples/walk.gif and examples/heart.gif; `blastema grow examples/walk.gif --motion walk` grows the former.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

FRAMES = 8
SCALE = 4
"""Drawn larger by this and then scaled down, for soft edges."""
LIZARD, HEART = (224, 168), (160, 160)
GREEN, DARK, PALE, EYE = (86, 160, 60), (46, 104, 44), (176, 205, 96), (20, 24, 28)
RED, DEEP, SHINE = (214, 40, 60), (150, 20, 46), (250, 190, 196)
LEGS = (
    # along the body, side (-1: left, the upper one), phase of the cycle at which it moves forward
    (0.30, -1, 0.0),
    (0.30, 1, 0.5),
    (-0.34, -1, 0.5),
    (-0.34, 1, 0.0),
)
Point = tuple[float, float]
Colour = tuple[int, int, int]


def main() -> None:
    """Draw and write."""
    folder = Path(__file__).parents[1] / "examples"
    for name, draw in (("walk", lizard), ("heart", heart)):
        frames = [draw(number / FRAMES) for number in range(FRAMES)]
        frames[0].save(
            folder / f"{name}.gif", save_all=True, append_images=frames[1:], duration=100, loop=0, disposal=2
        )


def lizard(phase: float) -> Image.Image:
    """It heads to the right. Diagonally opposite legs move together, and the spine bends with them."""
    width, height = LIZARD
    image = Image.new("RGBA", (width * SCALE, height * SCALE))
    pen = ImageDraw.Draw(image)
    for at, side, ahead in LEGS:
        leg(pen, phase, at, side, ahead)
    tail = [spine(-0.30 - 0.70 * part / 12, phase) for part in range(13)]
    taper(pen, tail, 24, 5, DARK)
    trunk = [spine(-0.36 + 0.86 * part / 16, phase) for part in range(17)]
    for inner, (colour, share) in enumerate(((GREEN, 1.0), (PALE, 0.34))):
        body = trunk if not inner else trunk[1:-4]
        taper(pen, body, 46 * share, 36 * share, colour, middle=54 * share)
    head, neck = spine(0.80, phase), spine(0.52, phase)
    taper(pen, [neck, spine(0.66, phase), head], 34, 20, GREEN, middle=46)
    dx, dy = head[0] - neck[0], head[1] - neck[1]
    length = math.hypot(dx, dy)
    for side in (-1, 1):
        x, y = neck[0] + 0.62 * dx - side * 15 * dy / length, neck[1] + 0.62 * dy + side * 15 * dx / length
        dot(pen, (x, y), 6.5, EYE)
    return image.resize(LIZARD, Image.Resampling.LANCZOS)


def spine(along: float, phase: float) -> Point:
    """A point of the backbone, from -1 (tip of the tail) to 0.8 (head): a wave that runs to the tail."""
    bend = 13 * (0.25 + abs(min(along, 0)) ** 1.2) * math.sin(2 * math.pi * (phase + 0.42 * along))
    return 118 + 108 * along, LIZARD[1] / 2 + bend


def leg(pen: ImageDraw.ImageDraw, phase: float, along: float, side: int, ahead: float) -> None:
    """A leg pushes back for most of the cycle and quickly moves forward again."""
    turn = (phase + ahead) % 1
    reach = 1 - 2 * turn / 0.65 if turn < 0.65 else -1 + 2 * (turn - 0.65) / 0.35
    lifted = 0.0 if turn < 0.65 else math.sin(math.pi * (turn - 0.65) / 0.35)
    hip = spine(along, phase)
    knee = (hip[0] + 12 * reach + (6 if along > 0 else -6), hip[1] + side * (36 - 5 * lifted))
    foot = (knee[0] + 22 * reach, knee[1] + side * (22 - 12 * lifted))
    taper(pen, [hip, knee, foot], 20, 13, DARK)
    dot(pen, foot, 10, DARK)


def heart(phase: float) -> Image.Image:
    """It contracts quickly and fills slowly; the light on it moves a little."""
    width, height = HEART
    image = Image.new("RGBA", (width * SCALE, height * SCALE))
    pen = ImageDraw.Draw(image)
    beat = math.sin(math.pi * phase / 0.35) if phase < 0.35 else -0.6 * math.sin(math.pi * (phase - 0.35) / 0.65)
    for colour, share in ((DEEP, 1.0), (RED, 0.86)):
        size = (58 + 15 * beat) * share / 16
        outline = [curve(turn / 72 * 2 * math.pi, size) for turn in range(72)]
        pen.polygon([(x * SCALE, y * SCALE) for x, y in outline], fill=(*colour, 255))
    dot(pen, (HEART[0] / 2 - 26 - 6 * beat, HEART[1] / 2 - 22 - 5 * beat), 9 + 3 * beat, SHINE)
    return image.resize(HEART, Image.Resampling.LANCZOS)


def curve(turn: float, size: float) -> Point:
    """A point of the outline of a heart."""
    right = 16 * math.sin(turn) ** 3
    up = 13 * math.cos(turn) - 5 * math.cos(2 * turn) - 2 * math.cos(3 * turn) - math.cos(4 * turn)
    return HEART[0] / 2 + size * right, HEART[1] / 2 - size * (up + 2)


def taper(
    pen: ImageDraw.ImageDraw,
    points: Sequence[Point],
    first: float,
    last: float,
    colour: Colour,
    middle: float | None = None,
) -> None:
    """A line of discs whose width changes from the first to the last, optionally through another one in the middle."""
    for number, ((x, y), (further, lower)) in enumerate(itertools.pairwise(points)):
        for part in range(8):
            share = (number + part / 8) / (len(points) - 1)
            wide = first + (last - first) * share
            if middle is not None:
                wide += (middle - (first + last) / 2) * math.sin(math.pi * share)
            dot(pen, (x + (further - x) * part / 8, y + (lower - y) * part / 8), wide / 2, colour)


def dot(pen: ImageDraw.ImageDraw, at: Point, radius: float, colour: Colour) -> None:
    """A disc."""
    x, y = at
    box = [(x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE]
    pen.ellipse(box, fill=(*colour, 255))


if __name__ == "__main__":
    main()
