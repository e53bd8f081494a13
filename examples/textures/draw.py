"""Draw the sample textures of this folder: python examples/textures/draw.py

They were drawn for Blastema and are under its licence. Each is 128 pixels square, and its edges meet.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 128
_FINER = 4
"""Factor by which they are drawn larger and then scaled down, for soft edges."""
Colours = np.ndarray


def _places() -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the large drawing, in pixels of the small one."""
    return np.mgrid[: SIDE * _FINER, : SIDE * _FINER].astype(float) / _FINER


def _colour(name: str) -> np.ndarray:
    return np.array([int(name[at : at + 2], 16) for at in (0, 2, 4)]) / 255


def _distances(points: np.ndarray) -> np.ndarray:
    """Distances of all places from all points on the torus: [points, rows, columns]."""
    rows, columns = _places()
    down = np.abs(rows[None] - points[:, 0, None, None])
    across = np.abs(columns[None] - points[:, 1, None, None])
    return np.hypot(np.minimum(down, SIDE - down), np.minimum(across, SIDE - across))


def _scattered(count: int, seed: int) -> np.ndarray:
    """Random points, spread by Lloyd's algorithm on the torus."""
    random = np.random.default_rng(seed)
    points = random.random((count, 2)) * SIDE
    grid = np.stack(np.mgrid[:SIDE, :SIDE], axis=-1).reshape(-1, 2).astype(float)
    for _ in range(2):
        shift = (grid[:, None] - points[None] + SIDE / 2) % SIDE - SIDE / 2
        nearest = (shift**2).sum(axis=-1).argmin(axis=1)
        points += [shift[nearest == each, each].mean(axis=0) for each in range(count)]
    return points % SIDE


def bricks() -> Colours:
    """A running bond, each brick in a different red."""
    rows, columns = _places()
    high, wide, joint = 16, 32, 2.5
    course = (rows // high).astype(int)
    along = (columns + (course % 2) * wide / 2) % SIDE
    number = (along // wide).astype(int)
    shade = np.random.default_rng(1).uniform(-0.1, 0.1, (SIDE // high, SIDE // wide))[course, number]
    red = _colour("b5533c") + shade[..., None] * np.array([1.0, 0.6, 0.5])
    mortar = (rows % high < joint) | (along % wide < joint)
    return np.where(mortar[..., None], _colour("d9d2c5"), red)


def dots() -> Colours:
    """Dots of three colours on cream, in alternately shifted rows."""
    rows, columns = _places()
    step = 16
    course = np.floor(rows / step).astype(int)
    along = (columns + (course % 2) * step / 2) % SIDE
    number = np.floor(along / step).astype(int)
    far = np.hypot(rows - (course + 0.5) * step, along - (number + 0.5) * step)
    kinds = np.array([_colour(name) for name in ("e4572e", "17bebb", "2e282a")])
    kind = kinds[(number + course) % 3] if SIDE // step % 3 == 0 else kinds[(number * 2 + course * 3) % 8 % 3]
    return np.where((far < 5.2)[..., None], kind, _colour("fff5e1"))


def stripes() -> Colours:
    """Waves of two blues and white, from the upper left to the lower right."""
    rows, columns = _places()
    turn = 2 * np.pi / SIDE
    phase = 5 * (columns + rows) * turn + 1.1 * np.sin(3 * (rows - columns) * turn + 0.6 * np.sin(2 * columns * turn))
    wave = np.sin(phase)
    found = np.where((wave > 0.45)[..., None], _colour("0b3954"), _colour("f4faff"))
    return np.where((wave < -0.45)[..., None], _colour("5fa8d3"), found)


def cells() -> Colours:
    """Voronoi cells of greens with dark walls and a nucleus each."""
    points = _scattered(44, 3)
    far = _distances(points)
    nearest = far.argmin(axis=0)
    first, second = np.sort(far, axis=0)[:2]
    shade = np.random.default_rng(4).uniform(0.75, 1.1, len(points))[nearest]
    found = _colour("8cc152")[None, None] * shade[..., None]
    found = np.where((first < 2.2)[..., None], _colour("37501d"), found)
    return np.where((second - first < 2.4)[..., None], _colour("23351a"), found)


def labyrinth() -> Colours:
    """The walls of a Turing pattern: noise of one wavelength, thresholded at its median."""
    noise = np.random.default_rng(7).standard_normal((SIDE, SIDE))
    rows, columns = np.meshgrid(np.fft.fftfreq(SIDE), np.fft.fftfreq(SIDE), indexing="ij")
    ring = np.exp(-(((np.hypot(rows, columns) - 1 / 12) / 0.012) ** 2))
    pattern = np.fft.ifft2(np.fft.fft2(noise) * ring)
    for _ in range(40):  # sharpened repeatedly, so that walls join
        pattern = np.tanh(3 * pattern.real / pattern.real.std())
        pattern = np.fft.ifft2(np.fft.fft2(pattern) * ring)
    large = np.fft.ifft2(_enlarged(np.fft.fft2(pattern.real))).real
    return np.where((large > 0)[..., None], _colour("4a2545"), _colour("f2e3bc"))


def _enlarged(spectrum: np.ndarray) -> np.ndarray:
    """The spectrum of the same picture with more pixels."""
    large = np.zeros((SIDE * _FINER, SIDE * _FINER), complex)
    half = SIDE // 2
    for rows in (slice(0, half), slice(-half, None)):
        for columns in (slice(0, half), slice(-half, None)):
            large[rows, columns] = spectrum[rows, columns]
    return large


TEXTURES: tuple[Callable[[], Colours], ...] = (bricks, dots, stripes, cells, labyrinth)


def main() -> None:
    """Write a PNG of each."""
    for draw in TEXTURES:
        pixels = np.round(np.clip(draw(), 0, 1) * 255).astype(np.uint8)
        image = Image.fromarray(pixels, "RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
        image.quantize(64, dither=Image.Dither.NONE).save(
            Path(__file__).with_name(f"{draw.__name__}.png"), optimize=True
        )


if __name__ == "__main__":
    main()
