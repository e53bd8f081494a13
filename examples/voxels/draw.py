"""Draw the models of this folder, each a function below, as NAME.vox: python examples/voxels/draw.py

blastema grow examples/voxels/tree.vox
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from blastema.voxel_files import vox_bytes

BARK, LEAVES, LIGHT, FRUIT = (110, 72, 40), (52, 120, 48), (96, 168, 64), (206, 52, 44)
WALL, ROOF, DOOR, GLASS, STONE = (232, 214, 178), (168, 58, 46), (96, 60, 34), (120, 178, 220), (128, 128, 132)
SKIN, BELLY, EYE = (222, 128, 150), (250, 196, 190), (30, 30, 40)
CAP, DOT, STEM, GILLS, GRASS = (204, 48, 44), (250, 244, 234), (238, 222, 190), (206, 164, 128), (92, 158, 72)


def empty(depth: int, height: int, width: int) -> np.ndarray:
    """A model [D, H, W, 4] without voxels: layers from the front, rows from the top, columns from the left."""
    return np.zeros((depth, height, width, 4), np.uint8)


def put(model: np.ndarray, where: object, colour: tuple[int, int, int]) -> None:
    """Set voxels to one colour."""
    model[where] = (*colour, 255)


def tree() -> np.ndarray:
    """A trunk, a crown in two shades of green, and fruit."""
    model = empty(11, 13, 11)
    layer, row, column = np.indices(model.shape[:3])
    trunk = (abs(layer - 5) + abs(column - 5) <= 1) & (row >= 6)
    roots = (abs(layer - 5) + abs(column - 5) <= 2) & (row == 12)
    far = np.sqrt(((layer - 5) / 5.4) ** 2 + ((row - 4) / 4.4) ** 2 + ((column - 5) / 5.4) ** 2)
    put(model, trunk | roots, BARK)
    put(model, far < 1, LEAVES)
    put(model, (far < 1) & (row < 3), LIGHT)
    put(model, (far < 1) & (far > 0.8) & ((5 * layer + 3 * row + 7 * column) % 19 == 0), FRUIT)
    return model


def house() -> np.ndarray:
    """Walls around an empty room, a saddle roof, a door, windows and a chimney."""
    model = empty(12, 14, 13)
    layer, row, column = np.indices(model.shape[:3])
    inside = (layer >= 2) & (layer <= 9) & (column >= 2) & (column <= 10)
    room = (layer >= 3) & (layer <= 8) & (column >= 3) & (column <= 9) & (row <= 12)
    put(model, inside & ~room & (row >= 6), WALL)
    slope = 7 - abs(column - 6)  # the ridge runs from front to back
    put(model, (row >= 8 - slope) & (row < 8) & (row <= 9 - slope) & (layer >= 1) & (layer <= 10), ROOF)
    put(model, (row >= 10 - slope) & (row < 6) & ((layer == 2) | (layer == 9)) & (abs(column - 6) < 5), WALL)
    put(model, (layer == 2) & (row >= 10) & (abs(column - 6) <= 1), DOOR)
    windows = (row >= 8) & (row <= 9) & (((column == 3) | (column == 9)) & ((layer == 2) | (layer == 9)))
    windows |= (row >= 8) & (row <= 9) & ((column == 2) | (column == 10)) & ((layer == 4) | (layer == 7))
    put(model, windows, GLASS)
    put(model, (row <= 4) & (abs(layer - 7.5) <= 0.5) & (abs(column - 9.5) <= 0.5), STONE)
    put(model, (row == 13) & inside, STONE)
    return model


def worm() -> np.ndarray:
    """A ringed body that winds to the right and up, with a pale belly and two eyes."""
    model = empty(12, 11, 16)
    layer, row, column = np.indices(model.shape[:3])
    for step in range(121):
        along = step / 120
        x, y, z = 2 + 11.5 * along, 8.2 - 5 * along**3, 5.5 + 3.2 * math.sin(2.2 * math.pi * along)
        near = (column - x) ** 2 + (row - y) ** 2 + (layer - z) ** 2 < (1.5 + 0.7 * along) ** 2
        put(model, near & (model[..., 3] == 0), SKIN if int(10 * along) % 2 else (196, 92, 122))
        put(model, near & (row > y + 0.9), BELLY)
    for aside in (-1, 1):
        put(model, (round(z) + aside, round(y) - 1, 15), EYE)
    return model


def mushroom() -> np.ndarray:
    """A red cap with white dots and gills below, on a stem in a tuft of grass."""
    model = empty(11, 12, 11)
    layer, row, column = np.indices(model.shape[:3])
    aside = np.hypot(layer - 5, column - 5)
    cap = (aside / 5.6) ** 2 + ((row - 6) / 6.2) ** 2 < 1
    put(model, (aside < 4.3) & (row == 11) & ((layer + 2 * column) % 3 != 0), GRASS)
    put(model, (aside < 1 + 0.25 * (row - 4)) & (row >= 6), STEM)
    put(model, cap & (row <= 6), CAP)
    put(model, cap & (row == 6) & (aside < 4.4), GILLS)
    for dot in (
        (5, 0, 5),
        (2, 3, 1),
        (8, 2, 3),
        (3, 1, 7),
        (9, 4, 8),
        (5, 4, 0),
        (0, 4, 5),
        (6, 4, 10),
        (2, 5, 9),
        (9, 5, 1),
    ):
        near = (layer - dot[0]) ** 2 + (row - dot[1]) ** 2 + (column - dot[2]) ** 2 < 2.1
        put(model, near & cap & (row < 6), DOT)
    return model


def oak() -> np.ndarray:
    """A trunk that forks into five branches, each with a crown; as large as the published oak."""
    model = empty(23, 26, 25)
    layer, row, column = np.indices(model.shape[:3])
    for x, y, z, wide in ((12, 6, 11, 6.6), (5, 10, 8, 4.6), (19, 9, 9, 5.0), (9, 10, 18, 4.4), (15, 11, 4, 4.2)):
        far = np.sqrt((column - x) ** 2 + (1.5 * (row - y)) ** 2 + (layer - z) ** 2)
        crown = (far < wide) & (model[..., 3] == 0)
        put(model, crown, LEAVES)
        put(model, crown & (row < y - 1), LIGHT)
        for along in np.linspace(0, 1, 40):  # the branch, from the fork to the middle of the crown
            at = np.array([11, 17, 12]) + along * (np.array([z, y, x]) - np.array([11, 17, 12]))
            put(model, (layer - at[0]) ** 2 + (row - at[1]) ** 2 + (column - at[2]) ** 2 < 1.7, BARK)
    put(model, (np.hypot(layer - 11, column - 12) < 2.3) & (row >= 16), BARK)
    put(model, (np.hypot(layer - 11, column - 12) < 3.4) & (row >= 24), BARK)
    return model


def flats() -> np.ndarray:
    """Five storeys of rooms with windows, balconies and a flat roof; as large as the published apartment block."""
    model = empty(18, 23, 18)
    layer, row, column = np.indices(model.shape[:3])
    storey = (row - 2) % 4  # 0: a floor; 1 to 3: a room, from its ceiling down
    body = (layer >= 2) & (column >= 1) & (column <= 16)
    outside = (layer == 2) | (layer == 17) | (column == 1) | (column == 16)
    walls = outside | (column == 8) | (layer == 9)
    put(model, body & (row >= 2) & walls, WALL)
    put(model, body & (row >= 2) & (storey == 0), STONE)
    put(model, body & (row == 22), STONE)
    glass = outside & body & (row > 2) & (row < 22) & ((storey == 2) | (storey == 3))
    put(model, glass & (column % 4 == 3) & ((layer == 2) | (layer == 17)), GLASS)
    put(model, glass & (layer % 4 == 1) & ((column == 1) | (column == 16)), GLASS)
    for above in (6, 10, 14, 18):
        put(model, (layer < 2) & (column >= 4) & (column <= 13) & (row == above), ROOF)
        put(model, (layer == 0) & (column >= 4) & (column <= 13) & (row == above - 1), LIGHT)
    put(model, (layer == 2) & (row >= 19) & (row < 22) & ((column == 5) | (column == 12)), DOOR)
    put(model, body & outside & (row == 1), ROOF)
    put(model, (row <= 1) & (abs(layer - 12) <= 1) & (abs(column - 12) <= 1), STONE)
    return model


def main() -> None:
    """Write the files."""
    for model in (tree, house, worm, mushroom, oak, flats):
        (Path(__file__).parent / f"{model.__name__}.vox").write_bytes(vox_bytes(model()))


if __name__ == "__main__":
    main()
