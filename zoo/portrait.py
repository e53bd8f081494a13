"""The picture of the zoo: the thirty organisms, grown, and after losing their left half."""

from __future__ import annotations

import io
from pathlib import Path

import goals
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from blastema import pictures, zoo
from blastema.drawing import film
from blastema.figures import sheet
from blastema.formats import organism_file
from blastema.targets import load_target

VERSION = 2
"""To be increased whenever the drawing changes, so that it is drawn again."""
_KEY = "organisms"
_RIM = 4
_FACTOR = 2
_CUT, _AFTER = "left", 200
_GROWN_AT = {"growing": 96, "persistent": 200, "regenerating": 200}


def draw(there: dict[tuple[str, str], tuple[zoo.Entry, zoo.Card]], digest: str) -> bytes:
    """A PNG, which contains ``digest`` of its organisms. Pale targets stand for missing ones."""
    rows: list[list[pictures.Pixels]] = []
    labels = []
    for regime, step in reversed(_GROWN_AT.items()):
        if not any(of == regime for _, of in there):
            continue
        cut = step + _AFTER
        columns = [_states(there[name, regime][0], step) if (name, regime) in there else None for name in goals.NAMES]
        words = [f"{regime}, step {step}", f"{_CUT} half removed", f"{_AFTER} steps later"]
        shown = range(3) if regime == "regenerating" else (0, 2)
        for index in shown:
            pairs = zip(goals.NAMES, columns, strict=True)
            rows.append([_pale(name) if found is None else found[index] for name, found in pairs])
            labels.append(words[index] if index < 2 else f"step {cut}, {_CUT} half lost at {step}")
    canvas = sheet.sheet(rows, factor=_FACTOR, labels=labels)
    stream = io.BytesIO()
    info = PngInfo()
    info.add_text(_KEY, digest)
    image = Image.fromarray(canvas, "RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    image.save(stream, "PNG", pnginfo=info, optimize=True)
    return stream.getvalue()


def digest_in(path: Path) -> str | None:
    """The digest in the picture at ``path``; none if there is none."""
    if not path.exists():
        return None
    with Image.open(path) as image:
        found = image.info.get(_KEY)
    return found if isinstance(found, str) else None


def _states(entry: zoo.Entry, step: int) -> list[pictures.Pixels]:
    organism = organism_file.load(entry.path)
    grown = pictures.to_rgb(organism.grow(step))
    cut = film.Film(organism, steps=step + _AFTER, cuts=[film.Cut(_CUT, step)])
    return [_cropped(shown) for shown in (grown, *(pictures.to_rgb(s) for s in cut.states((step, step + _AFTER))))]


def _pale(name: str) -> pictures.Pixels:
    shown = pictures.to_rgb(load_target(goals.SYMBOLS[name]).array).astype(np.float64)
    return _cropped(np.round(255 - 0.15 * (255 - shown)).astype(np.uint8))


def _cropped(shown: pictures.Pixels) -> pictures.Pixels:
    rim = 16 - _RIM
    return shown[rim:-rim, rim:-rim]
