"""Random volumes, on which the stem cell of volumes is trained: bodies of a few balls, boxes and pillars."""

from __future__ import annotations

import colorsys

import numpy as np

Model = np.ndarray[tuple[int, int, int, int], np.dtype[np.uint8]]


def body(chance: np.random.Generator, side: int) -> Model:
    """A random volume, whose middle lives.

    Args:
        chance: its generator
        side: of the cube in voxels

    Returns:
        Layers, rows, columns and RGBA.
    """
    model = np.zeros((side, side, side, 4), np.uint8)
    middle = np.full(3, (side - 1) / 2)
    _paint(chance, model, _solid(chance, side, middle, chance.uniform(0.25, 0.42, 3) * side))
    for _ in range(chance.integers(2, 5)):
        aside = middle + chance.uniform(-0.35, 0.35, 3) * side
        _paint(chance, model, _solid(chance, side, aside, chance.uniform(0.08, 0.3, 3) * side))
    return model


def _solid(chance: np.random.Generator, side: int, centre: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """An ellipsoid, a box, or a pillar along one axis: booleans [side, side, side]."""
    apart = np.abs(np.indices((side,) * 3) - centre[:, None, None, None]) / np.maximum(radii, 0.8)[:, None, None, None]
    kind = chance.choice(("ellipsoid", "box", "pillar"))
    if kind == "ellipsoid":
        return np.asarray((apart**2).sum(axis=0) < 1)
    if kind == "box":
        return np.asarray(apart.max(axis=0) < 0.85)
    along = chance.integers(3)
    around = (apart**2).sum(axis=0) - apart[along] ** 2
    return np.asarray((around < 1) & (apart[along] < 1))


def _paint(chance: np.random.Generator, model: Model, where: np.ndarray) -> None:
    """One colour, with a second one in half of the cases: beyond a plane, or as scattered dots."""
    model[where] = _colour(chance)
    places = np.indices(model.shape[:3])
    pattern = chance.choice(("plain", "plain", "halves", "dots"))
    if pattern == "halves":
        axis = chance.integers(3)
        model[where & (places[axis] < chance.integers(2, model.shape[0] - 2))] = _colour(chance)
    elif pattern == "dots":
        layer, row, column = places
        model[where & ((5 * layer + 3 * row + 7 * column) % 11 < 2)] = _colour(chance)


def _colour(chance: np.random.Generator) -> tuple[int, int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(chance.uniform(), chance.uniform(0.2, 0.9), chance.uniform(0.3, 1))
    return round(255 * red), round(255 * green), round(255 * blue), 255
