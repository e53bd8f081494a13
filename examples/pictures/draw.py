"""Draw cat.png, a picture to follow the tutorials with: python examples/pictures/draw.py

Large shapes, strong outlines and a transparent background: what a picture needs to be learned soon on few cells. It is
of our own, under the project's licence.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 256
FINER = 4  # drawn this much larger, then scaled down
OUTLINE, FUR, LIGHT, STRIPE = (64, 40, 36), (240, 150, 60), (255, 226, 184), (196, 100, 36)
EYE, NOSE, COLLAR = (88, 168, 96), (224, 104, 120), (64, 120, 200)
Point = tuple[float, float]


def draw() -> Image.Image:
    """A cat that sits and looks at you."""
    image = Image.new("RGBA", (SIDE * FINER, SIDE * FINER))
    pen = ImageDraw.Draw(image)

    def shape(colour: tuple[int, int, int], *points: Point, line: float = 8) -> None:
        corners = [(x * FINER, y * FINER) for x, y in points]
        pen.polygon(corners, fill=colour)
        pen.line([*corners, corners[0], corners[1]], fill=OUTLINE, width=round(line * FINER), joint="curve")

    def oval(
        colour: tuple[int, int, int], left: float, top: float, right: float, bottom: float, line: float = 8
    ) -> None:
        pen.ellipse([each * FINER for each in (left, top, right, bottom)], colour, OUTLINE, round(line * FINER))

    def stroke(colour: tuple[int, int, int], width: float, *points: Point) -> None:
        corners = [(x * FINER, y * FINER) for x, y in points]
        pen.line(corners, fill=colour, width=round(width * FINER), joint="curve")
        for x, y in (corners[0], corners[-1]):
            half = width * FINER / 2
            pen.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    tail = [(176, 226), (206, 222), (226, 202), (230, 178), (220, 156)]
    stroke(OUTLINE, 36, *tail)
    stroke(FUR, 22, *tail)
    oval(FUR, 62, 120, 194, 250)
    oval(LIGHT, 96, 148, 160, 240, line=0)
    for left in (78, 132):
        oval(LIGHT, left, 218, left + 46, 252)
    shape(FUR, (58, 82), (52, 10), (112, 44))
    shape(FUR, (198, 82), (204, 10), (144, 44))
    oval(FUR, 42, 26, 214, 154)
    for x, y in ((102, 60), (128, 66), (154, 60)):
        stroke(STRIPE, 10, (x, 38), (x, y))
    oval(LIGHT, 92, 96, 164, 148, line=0)
    for left in (66, 150):
        oval(EYE, left, 72, left + 40, 116, line=6)
        oval(OUTLINE, left + 14, 80, left + 26, 108, line=0)
    shape(NOSE, (118, 108), (138, 108), (128, 120), line=4)
    stroke(OUTLINE, 5, (128, 120), (128, 130), (116, 138))
    stroke(OUTLINE, 5, (128, 130), (140, 138))
    stroke(COLLAR, 14, (80, 150), (104, 160), (128, 163), (152, 160), (176, 150))
    return image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    draw().save(Path(__file__).with_name("cat.png"), optimize=True)
