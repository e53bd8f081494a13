"""The surroundings of a picture's content: a plain background, such as white paper, and empty margins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

from blastema.config import Background
from blastema.errors import InputError

_TOLERANCE = 40
"""Levels of 255 by which a pixel of the background may differ from its colour, in each channel (JPEG artefacts)."""
_DUST = 2e-4
"""The share of a picture's pixels below which a remaining piece is dust."""
_OPAQUE = 250
_BORDER_SHARE = 0.5
"""The share of border pixels that must have the corners' colour for a background; the drawing may touch the border."""
_VISIBLE = 12
"""Alpha, of 255, above which a pixel is content and not dust."""
_ALL_OF_IT = (
    "it has no plain or transparent background, so all of it grows. To grow a part of it, make the rest transparent in "
    "a paint program (--background keep: no such note)."
)

_Pixels = np.ndarray[Any, np.dtype[np.uint8]]


def without_surroundings(
    image: Image.Image, background: Background, trim: bool, name: str
) -> tuple[Image.Image, list[str]]:
    """The content of a picture.

    Args:
        image: RGBA
        background: auto: a plain background of an opaque picture is made transparent; transparent: a picture without
            one is refused; keep
        trim: whether empty margins are cut off
        name: of the picture, for messages

    Returns:
        The picture, and notes on the changes.

    Raises:
        InputError: if the picture is empty, or has no background although one was requested.
    """
    notes = []
    if background != "keep":
        cleared = _without_background(np.array(image), asked=background == "transparent")
        if cleared is not None:
            image = Image.fromarray(cleared, "RGBA")
            if background == "auto":
                notes.append("its plain background was made transparent (--background keep keeps it).")
        elif background == "auto" and _is_opaque(image) and not _is_plain(image):
            notes.append(_ALL_OF_IT)
    if image.getchannel("A").getextrema()[1] == 0:
        raise InputError(f"{name}: the picture is fully transparent; there is nothing to grow.")
    if trim:
        [image], trimmed = _trimmed([image])
        notes += trimmed
    return image, notes


def frames_without_surroundings(
    images: Sequence[Image.Image], background: Background, trim: bool, name: str
) -> tuple[list[Image.Image], list[str]]:
    """The content of frames of one size, cropped equally; as in `without_surroundings`.

    Raises:
        InputError: as there; also if only some of the frames have a background.
    """
    cleared = [
        without_surroundings(image, background, False, f"{name}, frame {number}")
        for number, image in enumerate(images, 1)
    ]
    frames, notes = [image for image, _ in cleared], cleared[0][1]
    plain = sum(found not in ([], [_ALL_OF_IT]) for _, found in cleared)
    if plain not in (0, len(frames)):
        raise InputError(
            f"{name}: {plain} of {len(frames)} frames have a plain background. Keep it in all frames (--background "
            "keep), or make it transparent in all frames in a paint program."
        )
    if trim:
        frames, trimmed = _trimmed(frames)
        notes = [*notes, *trimmed]
    return frames, notes


def _is_opaque(image: Image.Image) -> bool:
    return bool(np.asarray(image.getchannel("A")).min() >= _OPAQUE)


def _is_plain(image: Image.Image) -> bool:
    """Whether all of it has one colour, as a square that somebody wants to grow."""
    return bool((np.ptp(np.asarray(image), axis=(0, 1)) <= _TOLERANCE).all())


def _trimmed(images: Sequence[Image.Image]) -> tuple[list[Image.Image], list[str]]:
    """Pictures of one size without the margins that are empty in all of them."""
    visible = [0] * (_VISIBLE + 1) + [255] * (255 - _VISIBLE)
    boxes = [image.getchannel("A").point(visible).getbbox() for image in images]
    known = [box for box in boxes if box is not None]
    width, height = images[0].size
    if not known:
        return list(images), []
    left, top = (min(box[side] for box in known) for side in (0, 1))
    right, bottom = (max(box[side] for box in known) for side in (2, 3))
    if (left, top, right, bottom) == (0, 0, width, height):
        return list(images), []
    note = (
        f"empty margins were trimmed: the content is {right - left} x {bottom - top} of {width} x {height} pixels "
        "(--no-trim keeps them)."
    )
    return [image.crop((left, top, right, bottom)) for image in images], [note]


def _without_background(pixels: _Pixels, asked: bool) -> _Pixels | None:
    """The picture with its background transparent, or none if there is no background.

    The background is the area of its colour that is connected with the border; areas of that colour enclosed by
    the drawing stay.
    """
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]].astype(np.int16)
    if np.ptp(corners, axis=0).max() > _TOLERANCE:
        if asked:
            raise InputError(
                "the picture's corners differ in colour, so there is no plain background to make transparent. "
                "Remove the background in a paint program, or keep it: --background keep."
            )
        return None
    opaque = bool((pixels[..., 3] >= _OPAQUE).all())
    if not opaque and not asked:
        return None
    colour = np.median(corners, axis=0).astype(np.int16)
    alike = (np.abs(pixels.astype(np.int16) - colour) <= _TOLERANCE).all(axis=-1)
    border = np.ones(alike.shape, bool)
    border[1:-1, 1:-1] = False
    if not asked and alike[border].mean() < _BORDER_SHARE:
        return None
    labels, _ = ndimage.label(alike)
    outside = np.unique(labels[border])
    background = np.isin(labels, outside[outside > 0])
    if background.all():
        return None  # a plain picture is kept as it is
    pieces, count = ndimage.label(~background, np.ones((3, 3)))
    sizes = np.bincount(pieces.ravel(), minlength=count + 1)
    dust = sizes < _DUST * background.size
    cleared = pixels.copy()
    cleared[background | dust[pieces]] = 0
    return cleared


__all__ = ["frames_without_surroundings", "without_surroundings"]
