"""Volumes as pictures: cubes seen obliquely from above, without perspective, painted from back to front."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image, ImageDraw

from blastema import pictures
from blastema.pictures import Pixels

_Floats = np.ndarray[Any, np.dtype[np.float64]]

SIDE = 360
"""Side of a rendering in pixels."""
TURN = 30.0
"""Default rotation of a volume in degrees, with its front to the right."""
_TILT = math.radians(28)
_SHOWN = 0.5
"""Alpha above which a cell is shown: cubes are opaque, and a nearly transparent cell would hide those behind it."""
_LIGHT = np.array([-0.35, 0.8, 0.5]) / np.linalg.norm([-0.35, 0.8, 0.5])
_SHADE, _EDGE = 0.55, 0.88
"""Brightness of an unlit face, and of a cube's edges relative to its faces."""


def look(state: ArrayLike, turn: float = TURN, side: int = SIDE) -> Pixels:
    """The picture of a state: with one pixel per cell, or a rendering of a volume.

    Args:
        state: [H, W, 4 or more], or [D, H, W, 4 or more]
        turn: rotation of a volume about its vertical axis, in degrees
        side: of a rendering, in pixels

    Returns:
        uint8 [H, W, 3], or [side, side, 3]
    """
    return pictures.to_rgb(state) if np.ndim(state) == 3 else painted(state, turn, side)


def looks(states: ArrayLike, side: int = SIDE) -> Pixels:
    """The pictures of several states, as in `look`.

    Args:
        states: each [H, W, 4 or more], or [D, H, W, 4 or more], all of one shape
        side: of a rendering, in pixels

    Returns:
        uint8 [N, H, W, 3], or [N, side, side, 3]
    """
    return np.stack([look(state, side=side) for state in np.asarray(states)])


def painted(state: ArrayLike, turn: float = TURN, side: int = SIDE) -> Pixels:
    """A rendering of a volume on white.

    Args:
        state: [D, H, W, 4 or more]: layers from front to back, rows from top to bottom, columns from left to right
        turn: rotation about its vertical axis, in degrees; at 0 the front is seen
        side: of the rendering, in pixels

    Returns:
        uint8 [side, side, 3]
    """
    state = np.asarray(state, np.float32)
    there = ~(state[..., 3] <= _SHOWN)  # NaN is shown
    to_screen = _camera(math.radians(turn))
    places, corners, colours = _faces(there, pictures.to_rgb(state), to_screen)
    image = Image.new("RGB", (side, side), "white")
    if len(places):
        scale = side / math.hypot(*there.shape)
        flat = corners @ to_screen.T
        points = np.stack([side / 2 + scale * flat[..., 0], side / 2 - scale * flat[..., 1]], axis=-1)
        draw = ImageDraw.Draw(image)
        for face in np.argsort(places @ to_screen[2], kind="stable"):
            colour = colours[face]
            edge = tuple((_EDGE * colour).astype(int).tolist())
            draw.polygon([tuple(point) for point in points[face].tolist()], tuple(colour.astype(int).tolist()), edge)
    return np.asarray(image)


def as_picture(state: ArrayLike, side: int = 64) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A state [H, W, C] unchanged; a volume [D, H, W, C] as an opaque rendering, float32 [side, side, 4]."""
    if np.ndim(state) == 3:
        return np.asarray(state, np.float32)
    seen = painted(state, side=side).astype(np.float32) / 255
    return np.concatenate([seen, np.ones_like(seen[..., :1])], axis=-1)


def _camera(turn: float) -> _Floats:
    """The rotation [3, 3] from positions (right, up, towards the viewer) to the viewer's axes."""
    about = np.array([[math.cos(turn), 0, math.sin(turn)], [0, 1, 0], [-math.sin(turn), 0, math.cos(turn)]])
    down = np.array([[1, 0, 0], [0, math.cos(_TILT), -math.sin(_TILT)], [0, math.sin(_TILT), math.cos(_TILT)]])
    camera: _Floats = down @ about
    return camera


def _faces(there: np.ndarray, colours: Pixels, to_screen: _Floats) -> tuple[_Floats, _Floats, _Floats]:
    """Potentially visible faces: centres of their cubes [N, 3], corners [N, 4, 3] and shaded colours [N, 3].

    Cubes of equal size can be painted in the order of their centres' distances: a cube that hides another is nearer.
    """
    around = np.pad(there, 1)
    middle = (np.array(there.shape)[[2, 1, 0]] - 1) / 2
    found: list[tuple[Any, Any, Any]] = []
    for axis in range(3):  # of the array: front to back, top to bottom, left to right
        for step in (-1, 1):
            normal = np.zeros(3)
            normal[2 - axis] = step if axis == 2 else -step
            seen = to_screen @ normal
            if seen[2] <= 1e-9:
                continue
            beyond = np.roll(around, -step, axis)[1:-1, 1:-1, 1:-1]
            layer, row, column = np.nonzero(there & ~beyond)
            places = np.stack([column - middle[0], middle[1] - row, middle[2] - layer], axis=-1)
            light = _SHADE + (1 - _SHADE) * max(0.0, float(seen @ _LIGHT))
            found.append((places, places[:, None] + _square(normal), light * colours[layer, row, column]))
    places, corners, shaded = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return places, corners, shaded


def _square(normal: _Floats) -> _Floats:
    """The corners of a unit cube's face relative to the cube's centre: [4, 3], in order around the face."""
    first, second = (np.eye(3)[axis] / 2 for axis in range(3) if not normal[axis])
    corners: _Floats = normal / 2 + np.stack([-first - second, first - second, first + second, second - first])
    return corners


__all__ = ["SIDE", "TURN", "as_picture", "look", "looks", "painted"]
