"""Film files: frames to GIF, WebP, APNG, MP4 or a PNG strip, written atomically.

Pillow writes all but MP4, which needs PyAV (``pip install "blastema[video]"``).
"""

from __future__ import annotations

import io
import itertools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, features

from blastema import pictures
from blastema._checks import as_path, is_count, is_real, require
from blastema._files import no_folder, write_explained
from blastema.errors import InputError
from blastema.pictures import Pixels

FRAMES_PER_SECOND = 25.0
_LONGER_SIDE = 360
_LARGEST_FRAME_PIXELS = 64_000_000
_LARGEST_FILM_BYTES = 4 << 30
STRIP_FRAMES = 8
_PALETTE_SAMPLES = 48
_INVISIBLE_CHANGE = 4


def write_film(
    path: str | os.PathLike[str],
    frames: Iterable[Pixels],
    frames_per_second: float = FRAMES_PER_SECOND,
    factor: int | None = None,
) -> None:
    """Write a film; the file's ending determines its kind: .gif, .webp, .apng, .mp4, or .png for a strip of stills.

    ``.mp4`` needs ``pip install "blastema[video]"``.

    An existing file stays until the new one is complete.

    Args:
        path: the file
        frames: pictures uint8 [H, W, 3], all of one shape, one pixel per cell; consumed one by one
        frames_per_second: 0.1 to 100 (a GIF counts in hundredths of a second)
        factor: pixels per cell; by default the longer side is about 360 pixels

    Raises:
        InputError: for another ending, a missing encoder, no frames, or a path that cannot be written.
    """
    file = as_path(path, "the film's file")
    check_film(file)
    require(is_real(frames_per_second, 0.1, 100), "frames per second", frames_per_second, "a number from 0.1 to 100")
    check_factor(factor)
    checked = _checked(frames)
    first = next(checked)
    encode = _ENCODERS[file.suffix.lower()]
    write_explained(file, encode(itertools.chain([first], checked), frames_per_second, _checked_factor(first, factor)))


def check_film(path: str | os.PathLike[str]) -> None:
    """Raise `InputError`, with the remedy, if a film of this name cannot be written; nothing is computed."""
    file = as_path(path, "the film's file")
    ending = file.suffix.lower()
    if ending not in _ENCODERS:
        raise InputError(f"{file} ends in {ending or 'nothing'!r}; a film is one of {', '.join(_ENCODERS)}.")
    if not file.parent.is_dir():
        raise no_folder(file, "written")
    if file.is_dir():
        raise InputError(f"{file} is a folder; name a file for the film.")
    if ending == ".webp" and not features.check("webp"):
        raise InputError("WebP is not available in this Pillow; use .gif, or install Pillow from PyPI.")
    if ending == ".mp4":
        _video_library()


def check_factor(factor: object) -> None:
    """Raise `InputError` unless it is a whole number of pixels per cell, or none for the automatic one."""
    fits = factor is None or (is_count(factor) and factor >= 1)
    require(fits, "the factor", factor, "1 or more whole pixels per cell")


def fitting_factor(height: int, width: int, longer_side: int = _LONGER_SIDE) -> int:
    """Pixels per cell, 1 or more, so that the longer side is close to ``longer_side``."""
    return max(1, round(longer_side / max(height, width)))


def _checked(frames: Iterable[Pixels]) -> Iterator[Pixels]:
    shape: tuple[int, ...] | None = None
    for frame in frames:
        shape = frame.shape if shape is None else shape
        if frame.ndim != 3 or frame.shape != shape or frame.shape[2] != 3 or frame.dtype != np.uint8:
            raise InputError(
                f"a frame is {frame.dtype} {list(frame.shape)}; expected uint8 [H, W, 3] like the first, {list(shape)}."
            )
        yield frame
    if shape is None:
        raise InputError("the film has no frames.")


def _checked_factor(frame: Pixels, factor: int | None) -> int:
    height, width, _ = frame.shape
    factor = factor or fitting_factor(height, width)
    if height * width * factor**2 > _LARGEST_FRAME_PIXELS:
        raise InputError(
            f"frames of {width * factor} x {height * factor} pixels are too large; use a smaller grid or factor."
        )
    return factor


def _milliseconds(frames_per_second: float) -> int:
    return max(1, round(1000 / frames_per_second))


def _gif(frames: Iterator[Pixels], frames_per_second: float, factor: int) -> bytes:
    """One palette for all frames, so that colours do not flicker; no dithering, so that cells are uniform."""
    shown = list(frames)
    palette = _palette(shown)
    table = palette.tobytes()
    images = []
    for indices in _indexed(shown, palette):
        image = Image.fromarray(indices.repeat(factor, axis=0).repeat(factor, axis=1), "P")
        image.putpalette(table)
        images.append(image)
    hundredths = max(2, round(100 / frames_per_second))  # most viewers slow down a delay of 1
    # Given the palette, Pillow writes it once; it must not contain a colour twice.
    return _animation("GIF", images, hundredths * 10, palette=table, transparency=len(palette) - 1, disposal=1)


def _palette(frames: list[Pixels]) -> Pixels:
    """The film's palette [at most 256, 3], without duplicates.

    It approximates the colours of frames from the whole film, each weighted by the root of its count. Black (seed) and
    white (background) are in it; the last entry stands for pixels that do not change from frame to frame.
    """
    chosen = np.unique(np.linspace(0, len(frames) - 1, _PALETTE_SAMPLES).round().astype(int))
    pixels = np.concatenate([frames[i].reshape(-1, 3) for i in chosen])
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    weighted = np.repeat(colours, np.sqrt(counts).astype(int), axis=0)
    reduced = Image.fromarray(weighted[None]).quantize(253, Image.Quantize.MEDIANCUT, kmeans=1)
    found = np.array(reduced.getpalette(), np.uint8).reshape(-1, 3)[:253]
    distinct = np.unique(np.vstack([found, [[0, 0, 0], [255, 255, 255]]]).astype(np.uint8), axis=0)
    taken = {tuple(colour) for colour in distinct.tolist()}
    unchanged = next(colour for colour in ((255, 0, green) for green in range(256)) if colour not in taken)
    return np.vstack([distinct, [unchanged]]).astype(np.uint8)


def _indexed(frames: list[Pixels], palette: Pixels) -> Iterator[Pixels]:
    """Each frame [H, W] in the palette's colours.

    A cell whose colour has changed imperceptibly keeps its colour, so that a resting organism does not flicker and the
    file is smaller. White stays white.
    """
    colours = Image.new("P", (1, 1))
    colours.putpalette(palette[:-1].tobytes())
    white, unchanged = len(palette) - 2, len(palette) - 1
    shown: Pixels | None = None
    for frame in frames:
        indices = np.array(Image.fromarray(frame).quantize(palette=colours, dither=Image.Dither.NONE), np.uint8)
        indices[(frame == 255).all(axis=-1)] = white
        if shown is None:
            shown = indices
            yield indices
            continue
        change = np.abs(palette[shown].astype(np.int16) - frame).max(axis=-1)
        still = (shown == indices) | ((change <= _INVISIBLE_CHANGE) & (indices != white))
        shown = np.where(still, shown, indices)
        yield np.where(still, np.uint8(unchanged), indices)


def _webp(frames: Iterator[Pixels], frames_per_second: float, factor: int) -> bytes:
    images = _images(frames, factor)
    return _animation("WEBP", images, _milliseconds(frames_per_second), lossless=True, quality=40, method=2)


def _apng(frames: Iterator[Pixels], frames_per_second: float, factor: int) -> bytes:
    return _animation("PNG", _images(frames, factor), _milliseconds(frames_per_second))


def _images(frames: Iterator[Pixels], factor: int) -> list[Image.Image]:
    images, total = [], 0
    for frame in frames:
        images.append(Image.fromarray(pictures.enlarge(frame, factor)))
        total += frame.nbytes * factor**2
        if total > _LARGEST_FILM_BYTES:
            raise InputError(
                f"the film has more than {_LARGEST_FILM_BYTES >> 30} GiB of frames; "
                "use .mp4, which is written as it goes, or fewer or smaller frames."
            )
    return images


def _animation(kind: str, images: list[Image.Image], milliseconds: int, **options: Any) -> bytes:
    stream = io.BytesIO()
    images[0].save(stream, kind, save_all=True, append_images=images[1:], duration=milliseconds, loop=0, **options)
    return stream.getvalue()


def _strip(frames: Iterator[Pixels], frames_per_second: float, factor: int) -> bytes:
    shown = list(frames)
    chosen = np.unique(np.linspace(0, len(shown) - 1, STRIP_FRAMES).round().astype(int))
    strip = np.stack([pictures.enlarge(shown[i], factor) for i in chosen])
    return pictures.png(pictures.tile(strip, len(chosen)))


def _video_library() -> Any:
    try:
        import av
    except ImportError as error:
        raise InputError(
            'an .mp4 film needs PyAV, which is not installed: pip install "blastema[video]". '
            "Films that end in .gif, .webp or .apng need nothing more."
        ) from error
    return av


def _mp4(frames: Iterator[Pixels], frames_per_second: float, factor: int) -> bytes:
    """H.264 if the encoder is available, else MPEG-4; yuv420p, which every player supports, so sides are made even."""
    av = _video_library()
    codec = next((name for name in ("libx264", "libopenh264") if name in av.codecs_available), "mpeg4")
    first = next(frames)
    height, width = (side * factor + side * factor % 2 for side in first.shape[:2])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"  # the index is moved to the front at the end, which needs a file
        with av.open(str(file), "w", options={"movflags": "+faststart"}) as container:
            rate = Fraction(frames_per_second).limit_denominator(1000)
            video = container.add_stream(codec, rate=rate)
            video.width, video.height, video.pix_fmt = width, height, "yuv420p"
            if codec == "libx264":
                video.options = {"crf": "16", "preset": "medium"}
            else:
                video.bit_rate = max(500_000, int(width * height * frames_per_second * 0.3))
            for frame in itertools.chain([first], frames):
                large = pictures.enlarge(frame, factor)
                even = np.full((height, width, 3), 255, np.uint8)
                even[: large.shape[0], : large.shape[1]] = large
                container.mux(video.encode(av.VideoFrame.from_ndarray(even, format="rgb24")))
            container.mux(video.encode())
        return file.read_bytes()


_ENCODERS: dict[str, Callable[[Iterator[Pixels], float, int], bytes]] = {
    ".gif": _gif,
    ".webp": _webp,
    ".apng": _apng,
    ".mp4": _mp4,
    ".png": _strip,
}


__all__ = ["FRAMES_PER_SECOND", "STRIP_FRAMES", "check_factor", "check_film", "fitting_factor", "write_film"]
