"""Draw the picture that the first stem cell was trained on: python zoo/bud.py

It is in no set of emoji, and combines common elements: flat colour and shading, a ring within a disc,
thin limbs, hard and soft edges. Writes zoo/configs/stem/bud.png.
"""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

SIZE = 512
MIDDLE = (256, 262)
LIMBS = (
    # angle, colour, bend, length
    (-2.5, (40, 110, 200), 0.5, 225),
    (-0.6, (230, 120, 30), -0.5, 235),
    (0.55, (120, 60, 160), 0.45, 225),
    (2.55, (30, 140, 90), -0.4, 230),
    (1.6, (60, 60, 70), 0.25, 235),
)
RINGS = ((78, (255, 255, 255)), (58, (20, 120, 170)), (30, (15, 15, 20)))


def main() -> None:
    """Draw and write."""
    picture = Image.new("RGBA", (SIZE, SIZE))
    for part in (limbs(), flame(), body()):
        picture.alpha_composite(part)
    pen = ImageDraw.Draw(picture)
    for radius, colour in RINGS:
        pen.ellipse((290 - radius, 235 - radius, 290 + radius, 235 + radius), fill=(*colour, 255))
    for left in (150, 186):
        pen.polygon([(left, 270), (left + 18, 265), (left + 55, 385), (left + 36, 380)], fill=(150, 40, 40, 255))
    picture.save(Path(__file__).parent / "configs" / "stem" / "bud.png")


def limbs() -> Image.Image:
    """Five thin bent limbs, each in a different colour with a disc at its end."""
    layer = Image.new("RGBA", (SIZE, SIZE))
    pen = ImageDraw.Draw(layer)
    for angle, colour, bend, length in LIMBS:
        points = [along(angle + bend * part / 20, 90 + (length - 90) * part / 20) for part in range(21)]
        pen.line(points, fill=(*colour, 255), width=30, joint="curve")
        x, y = points[-1]
        pen.ellipse((x - 24, y - 24, x + 24, y + 24), fill=(*colour, 255))
    return layer


def along(angle: float, radius: float) -> tuple[float, float]:
    """A point at an angle and a distance from the middle."""
    return MIDDLE[0] + radius * math.cos(angle), MIDDLE[1] + radius * math.sin(angle)


def flame() -> Image.Image:
    """The parts with soft edges."""
    layer = Image.new("RGBA", (SIZE, SIZE))
    ImageDraw.Draw(layer).polygon([(256, 10), (330, 150), (256, 200), (182, 150)], fill=(220, 50, 80, 255))
    return layer.filter(ImageFilter.GaussianBlur(9))


def body() -> Image.Image:
    """A disc that is shaded from top to bottom."""
    layer = Image.new("RGBA", (SIZE, SIZE))
    pen = ImageDraw.Draw(layer)
    for row in range(120, 410):
        share = (row - 120) / 290
        pen.line((0, row, SIZE, row), fill=(int(250 - 90 * share), int(200 - 20 * share), int(60 + 130 * share), 255))
    mask = Image.new("L", (SIZE, SIZE))
    ImageDraw.Draw(mask).ellipse((120, 125, 392, 405), fill=255)
    layer.putalpha(mask)
    return layer


if __name__ == "__main__":
    main()
