"""Targets: a picture, scaled and centred, for the automaton to grow.

Geometry: the longer side is scaled to ``size`` (upwards too), premultiplied Lanczos or nearest; centred on a
transparent square, an odd remainder going right and down, unless the picture is to keep its own shape; the grid has
``padding`` more cells on each side. Before that a plain background is made transparent and empty margins are trimmed,
so that the content has the requested size. With several pixels per cell the picture is so many times as large.
A target is stored as 8-bit RGBA, so that ``target.png`` is exactly the target.
"""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from blastema import painter, pictures, pixel_art, seeding, voxel_files
from blastema._checks import instance
from blastema._nearest import suggestion
from blastema.animations import open_frames
from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.motion import MOST_FRAMES, Motion
from blastema.picture_files import Picture, decode, is_digit, is_emoji, open_picture, plain_name
from blastema.surroundings import frames_without_surroundings, without_surroundings

_MOST_IN_TITLE = 3
_SETTINGS = [field.name for field in dataclasses.fields(TargetConfig)]
_Pixels = np.ndarray[Any, np.dtype[np.uint8]]
_PREMULTIPLIED = {"auto": None, "straight": False, "premultiplied": True}


@dataclasses.dataclass(frozen=True, eq=False)
class Target:
    """A picture and the empty cells around it.

    Args:
        pixels: uint8 [height, width, 4], RGBA with straight alpha, whole cells; of a volume [depth, height, width, 4]
        padding: empty cells on each side of the training grid
        name: in plain letters, usable for a folder
        seeds: rows and columns (layers, rows and columns in a volume), on the training grid, of the cells it grows
            from; the middle cell if empty
        notes: remarks for the user on how the picture was read
        others: further pictures that the same rule grows, on the same grid and from the same seeds
        motion: frames and pace of a moving target; ``pixels`` is its first frame
        pixels_per_cell: pixels along a side of a cell
    """

    pixels: np.ndarray[Any, np.dtype[np.uint8]]
    padding: int
    name: str = "target"
    seeds: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()
    others: tuple[Target, ...] = ()
    motion: Motion | None = None
    pixels_per_cell: int = 1

    def __repr__(self) -> str:
        sides = " x ".join(map(str, self.grid))
        return f"<Target {self.title}: {self.size} cells, on a grid of {sides}>"

    @property
    def every(self) -> tuple[Target, ...]:
        """All pictures that the rule grows, this one first."""
        return (self, *self.others)

    @property
    def title(self) -> str:
        """A name for all pictures together, usable as a folder name; the picture's own name if there is only one."""
        names = [each.name for each in self.every]
        return "-".join(names) if len(names) <= _MOST_IN_TITLE else f"{names[0]}-and-{len(names) - 1}-more"

    @property
    def size(self) -> int:
        """Longer side of the picture, in cells."""
        return int(max(self.pixels.shape[:-1])) // self.pixels_per_cell

    @property
    def grid(self) -> tuple[int, ...]:
        """Height and width of the training grid, in cells; of a volume depth, height and width."""
        return tuple(side // self.pixels_per_cell + 2 * self.padding for side in self.pixels.shape[:-1])

    @property
    def axes(self) -> int:
        """The number of axes of its grid: 2 for pictures, 3 for volumes."""
        return self.pixels.ndim - 1

    @property
    def noun(self) -> str:
        """What messages call it: "picture", "animation" or "volume"."""
        if self.axes > 2:
            return "volume"
        return "picture" if self.motion is None else "animation"

    @property
    def array(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The target on its training grid: float32 [*grid, 4], RGB premultiplied by alpha, in [0, 1]; in pixels, of
        which a cell may have several per side."""
        return self._on_grid(self.pixels)

    @property
    def cells(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The same with one pixel per cell: the mean of each cell's pixels."""
        if self.pixels_per_cell == 1:
            return self.array
        (height, width), side = self.grid, self.pixels_per_cell
        found: np.ndarray[Any, np.dtype[np.float32]] = self.array.reshape(height, side, width, side, 4).mean(
            axis=(1, 3)
        )
        return found

    @property
    def frames(self) -> np.ndarray[Any, np.dtype[np.float32]]:
        """All frames, each as ``array``: [F, height, width, 4]; a single frame for a still picture."""
        frames = self.pixels[None] if self.motion is None else self.motion.frames
        return np.stack([self._on_grid(pixels) for pixels in frames])

    def due(self, step: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        """The target at a given step.

        Args:
            step: steps since the seed, from 0

        Returns:
            As ``array``: float32 [height, width, 4]; for a moving target the frame that was due last, in its place.
        """
        if self.motion is None:
            return self.array
        frame = self._on_grid(self.motion.frames[self.motion.frame_at(step)])
        return np.roll(frame, self.motion.place_at(step), (0, 1))

    def _on_grid(self, pixels: _Pixels) -> np.ndarray[Any, np.dtype[np.float32]]:
        straight = pixels.astype(np.float32) / np.float32(255)
        straight[..., :3] *= straight[..., 3:]
        padding = self.padding * self.pixels_per_cell
        return np.pad(straight, [(padding, padding)] * (straight.ndim - 1) + [(0, 0)])

    def png(self) -> bytes:
        """The picture as a PNG file; the layers of a volume are one below the other.

        Returns:
            Its bytes; `read_png` gives the same target back.
        """
        return _png(self.pixels.reshape(-1, *self.pixels.shape[-2:]))

    def frames_png(self) -> bytes:
        """All frames of a moving target, one below the other, as a PNG file.

        Returns:
            Its bytes; see `read_frames`.
        """
        assert self.motion is not None
        return _png(self.motion.frames.reshape(-1, *self.motion.frames.shape[2:]))

    def _repr_png_(self) -> bytes:
        if self.axes > 2:
            return pictures.png(painter.painted(self.array))
        image = Image.fromarray(self.pixels, "RGBA")
        stream = io.BytesIO()
        image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST).save(stream, "PNG")
        return stream.getvalue()


def load_target(picture: Picture | Sequence[Picture], config: TargetConfig | None = None, **settings: Any) -> Target:
    """Read a picture and convert it to the target's geometry.

    Args:
        picture: a file, an emoji, a digit by name, a Pillow image, or an array [height, width] (grey),
            [height, width, 3] (RGB) or [height, width, 4] (RGBA), uint8 or float in [0, 1]; for a moving target an
            animated file, a folder of pictures, or a list of any of these; for a volume a .vox file, or an array
            [depth, height, width, 4], uint8 with straight alpha
        config: size, padding, square, pixels_per_cell, pixel_art, trim, background, array_alpha, seed_at, others,
            motion, steps_per_frame, stride; the article's 40 and 16 if not given
        **settings: the same by name: ``load_target("🦎", size=24, padding=6)``

    Returns:
        The target; its ``notes`` say how the picture was read.

    Raises:
        InputError: for anything that cannot be a target.
    """
    if not isinstance(picture, str | os.PathLike | Image.Image | np.ndarray | Sequence):
        raise InputError(
            f"the picture is of type {type(picture).__name__}; expected a file, an emoji, a digit by name, a Pillow "
            "image or a NumPy array."
        )
    if config is not None:
        instance(config, TargetConfig, "the config of a target", "config.target")
    for name in settings:
        if name not in _SETTINGS:
            hint = suggestion(name, _SETTINGS, f"It has {', '.join(_SETTINGS)}.")
            raise InputError(f"a target has no setting {name!r}. {hint}")
    geometry = dataclasses.replace(config or TargetConfig(), **settings)
    if any(map(voxel_files.is_volume, (picture, *geometry.others))):
        return _load_volume(picture, geometry)
    if geometry.others and geometry.motion != "still":
        raise InputError(
            f"{1 + len(geometry.others)} pictures are given, and motion {geometry.motion}; one rule grows several "
            "still pictures, or one moving picture. Leave out the other pictures or the motion."
        )
    if geometry.others:
        pictures = (picture, *geometry.others)
        return together([_load_still(each, dataclasses.replace(geometry, others=()))[0] for each in pictures])
    if geometry.motion != "still":
        return _load_moving(picture, geometry)
    target, advice = _load_still(picture, geometry)
    return dataclasses.replace(target, notes=(*target.notes, *advice))


def _load_still(picture: Picture | Sequence[Picture], geometry: TargetConfig) -> tuple[Target, list[str]]:
    """A picture alone, and how to keep its pixels; one rule's pictures have one size, whatever their own."""
    if isinstance(picture, Sequence) and not isinstance(picture, str):
        raise InputError(f"{len(picture)} pictures are given; expected one, or frames with motion cycle or walk.")
    image, name, notes = open_picture(picture, _PREMULTIPLIED[geometry.array_alpha])
    advice: list[str] = []
    if not (is_emoji(picture) or is_digit(picture)):  # their frames are part of the artwork
        image, more = without_surroundings(image, geometry.background, geometry.trim, name)
        notes, advice = [*notes, *more], pixel_art.remarks([image], geometry)
    pixels = _visible(_scaled(image, geometry), name, geometry)
    target = Target(pixels, geometry.padding, name, pixels_per_cell=geometry.pixels_per_cell)
    return _seeded(target, geometry, notes), advice


def _load_volume(picture: Picture | Sequence[Picture], geometry: TargetConfig) -> Target:
    """A volume in the middle of a cube, without its empty margins, scaled by repeating or omitting voxels evenly."""
    for wrong, what, instead in (
        (bool(geometry.others), "several pictures are given", "leave the others out"),
        (geometry.motion != "still", f"motion is {geometry.motion}", "leave --motion out"),
        (not geometry.square, "square is false", "leave --no-square out: a volume is grown in a cube"),
    ):
        if wrong:
            raise InputError(f"a volume stands alone and still in a cube, but {what}; {instead}.")
    if isinstance(picture, np.ndarray):
        model, name = picture, "array"
        if model.dtype != np.uint8 or model.shape[-1] != 4 or not 1 <= model.size <= 4 * voxel_files.LONGEST_SIDE**3:
            raise InputError(
                f"the array is {model.dtype} {list(model.shape)}; expected uint8 [depth, height, width, 4], RGBA with "
                "straight alpha."
            )
    else:
        assert isinstance(picture, str | os.PathLike)
        model, name = voxel_files.read_vox(picture), plain_name(Path(picture).stem)
    if not model[..., 3].any():
        raise InputError(f"{name}: there is no voxel in it.")
    if geometry.trim:
        model = model[within(model)]
    longest, notes = max(model.shape[:-1]), []
    if longest != geometry.size:
        notes.append(f"its longest side of {longest} voxels is scaled to {geometry.size} (--size: otherwise).")
    target = Target(_in_a_cube(_resampled(model, geometry.size), geometry.size), geometry.padding, name)
    return _seeded(target, geometry, notes)


def within(model: voxel_files.Voxels) -> tuple[slice, ...]:
    """The box of a model's voxels, without its empty margins.

    Args:
        model: uint8 [D, H, W, 4], not empty

    Returns:
        One slice for each axis of the grid.
    """
    places = np.argwhere(model[..., 3])
    return tuple(slice(low, high + 1) for low, high in zip(places.min(axis=0), places.max(axis=0), strict=True))


def _resampled(model: _Pixels, size: int) -> _Pixels:
    """The model with ``size`` voxels on its longest axis, by nearest-neighbour sampling."""
    longest = max(model.shape[:-1])
    for axis, side in enumerate(model.shape[:-1]):
        wanted = max(1, round(side * size / longest))
        model = model.take(((np.arange(wanted) + 0.5) * side / wanted).astype(int), axis)
    return model


def _in_a_cube(model: _Pixels, size: int) -> _Pixels:
    spare = [size - side for side in model.shape[:-1]]
    return np.pad(model, [(free // 2, free - free // 2) for free in spare] + [(0, 0)])


def _load_moving(picture: Picture | Sequence[Picture], geometry: TargetConfig) -> Target:
    images, name, notes = open_frames(picture, MOST_FRAMES)
    images, more = frames_without_surroundings(images, geometry.background, geometry.trim, name)
    more += pixel_art.remarks(images, geometry)
    frames = np.stack([_visible(_scaled(image, geometry), name, geometry) for image in images])
    right, down = geometry.stride
    if geometry.motion == "walk" and not (right or down):
        right = max(1, geometry.size // 2)
        more.append(
            f"it walks {right} cells to the right per cycle, half of its size (--stride sets another distance)."
        )
    motion = Motion(frames, geometry.steps_per_frame, (down, right))
    target = Target(frames[0], geometry.padding, name, motion=motion)
    return _seeded(target, geometry, [*notes, *more])


def _visible(pixels: _Pixels, name: str, geometry: TargetConfig) -> _Pixels:
    if not pixels[..., 3].any():
        raise InputError(f"{name}: nothing visible is left at size {geometry.size}; use a larger --size.")
    return pixels


def _seeded(target: Target, geometry: TargetConfig, notes: list[str]) -> Target:
    seeds = seeding.Seeds() if geometry.seeds else seeding.seeds_for(target.cells[..., 3])
    notes = [*notes, *seeds.notes(target.noun)]
    return dataclasses.replace(target, seeds=geometry.seeds or seeds.places, notes=tuple(notes))


def together(targets: Sequence[Target]) -> Target:
    """Several pictures for one rule: the first one, with the others in its ``others``.

    They grow from the same cells: the middle one if it suits all of them, else the nearest common one.

    Raises:
        InputError: for pictures with different grids or equal names, and if no cell is common to all.
    """
    first = targets[0]
    for number, each in enumerate(targets[1:], start=1):
        if each.grid != first.grid:
            raise InputError(
                f"{each.name} asks for a grid of {each.grid[0]} x {each.grid[1]} cells, {first.name} for "
                f"{first.grid[0]} x {first.grid[1]}; one rule grows its pictures on one grid. Leave --no-square out."
            )
        if each.name in [before.name for before in targets[:number]]:
            raise InputError(f"two of the pictures are called {each.name}; rename one of them.")
    notes = [f"{each.name}: {note}" for each in targets for note in each.notes]
    seeds = first.seeds
    if any(each.seeds != seeds for each in targets):
        common = np.min([each.cells[..., 3] for each in targets], axis=0)
        if not common.max() > 0:
            raise InputError(
                "the pictures have no cell in common to grow from; choose one: --seed-at X,Y (column and row of the "
                "grid)."
            )
        seeds = seeding.seeds_for(common).places[:1] or ((first.grid[0] // 2, first.grid[1] // 2),)
        row, column = seeds[0]
        notes.append(
            f"all pictures grow from the cell {column},{row}, which belongs to each of them (--seed-at sets another)."
        )
    others = tuple(dataclasses.replace(each, seeds=seeds, notes=()) for each in targets[1:])
    return dataclasses.replace(first, seeds=seeds, notes=tuple(notes), others=others)


def _scaled(image: Image.Image, geometry: TargetConfig) -> np.ndarray[Any, np.dtype[np.uint8]]:
    scale, pixels = geometry.size / max(image.size), geometry.pixels_per_cell
    width, height = (max(1, round(side * scale)) * pixels for side in image.size)
    kind = Image.Resampling.NEAREST if geometry.pixel_art else Image.Resampling.LANCZOS
    # Pillow itself premultiplies RGBA for resampling that mixes pixels.
    scaled = image if image.size == (width, height) else image.resize((width, height), kind)
    if geometry.square:
        side = geometry.size * pixels
        square = Image.new("RGBA", (side, side))
        square.paste(scaled, ((side - width) // 2, (side - height) // 2))
        scaled = square
    return np.array(scaled, np.uint8)


def read_frames(data: bytes, target: Target, steps_per_frame: int, stride: tuple[int, int]) -> Target:
    """A target with the frames in a PNG of `Target.frames_png`.

    Raises:
        InputError: if they do not belong to it.
    """
    pixels = np.array(decode(data, "the frames", formats=("PNG",))[0], np.uint8)
    height, width = target.pixels.shape[:2]
    count = len(pixels) // height
    if pixels.shape != (count * height, width, 4) or not 2 <= count <= MOST_FRAMES:
        raise InputError(
            f"the frames are {len(pixels)} x {pixels.shape[1]} pixels; expected 2 to {MOST_FRAMES} of {height} x "
            f"{width}, one below the other."
        )
    frames = pixels.reshape(count, height, width, 4)
    if not np.array_equal(frames[0], target.pixels):
        raise InputError("the first of the frames is not the target's picture.")
    return dataclasses.replace(target, motion=Motion(frames, steps_per_frame, stride))


def _png(pixels: _Pixels) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(stream, "PNG")
    return stream.getvalue()


def read_png(data: bytes, padding: int, name: str, axes: int = 2, pixels_per_cell: int = 1) -> Target:
    """A target from its own PNG, not scaled; ``axes`` is 3 for a volume, which is a cube.

    Raises:
        InputError: if it is not a picture, not of whole cells, or not that of a cube.
    """
    pixels = np.array(decode(data, "target.png", formats=("PNG",))[0], np.uint8)
    rows, side = pixels.shape[:2]
    if axes > 2:
        if rows != side**2:
            raise InputError(
                f"the layers of the volume are {rows} x {side} pixels; expected those of a cube, {side**2} x {side}."
            )
        pixels = pixels.reshape(side, side, side, 4)
    elif rows % pixels_per_cell or side % pixels_per_cell:
        raise InputError(
            f"the picture has {rows} x {side} pixels; expected multiples of {pixels_per_cell}, the pixels of a cell."
        )
    return Target(pixels, padding, name, pixels_per_cell=pixels_per_cell)


__all__ = ["Target", "load_target", "read_frames", "read_png", "together", "within"]
