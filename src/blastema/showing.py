"""Display in notebooks: organisms in the interactive page, films, states, targets and runs as pictures.

bl.show(organism)
bl.show(bl.Run.open("runs/lizard-regenerating"))
bl.show(bl.Film(organism, cuts=["left@200"]))
bl.show(organism.grow(40), organism.grow(80), organism.grow(200))  # next to each other
"""

from __future__ import annotations

import html
import os
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from blastema import pictures
from blastema._base64 import data_url
from blastema._checks import as_path, is_count, require
from blastema._files import read_bytes
from blastema._text import plain
from blastema.drawing.film import Film
from blastema.drawing.film_files import fitting_factor, write_film
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.runs.folder import Run
from blastema.targets import Target

_MEDIA = {
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".png": "image/png",
    ".apng": "image/png",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
}
_LARGEST_BYTES = 50_000_000
_SIDE = 288
"""Longer side of a picture in pixels."""
_PAGE_HEIGHT = 560
_SHOWN = "an organism, a film, a target, a run, or a state [H, W, 4 or more] or [B, H, W, 4 or more]"


class Shown:
    """An object that a notebook displays as HTML and that prints as text elsewhere.

    Args:
        words: the text
        markup: the HTML
    """

    def __init__(self, words: str, markup: str) -> None:
        self.words, self.markup = words, markup

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return f"<{self.words}; a notebook shows it>"


def show(*things: Any, height: int = _PAGE_HEIGHT) -> Shown:
    """Show something in a notebook; several things next to each other.

    Args:
        *things: each an organism (playable in the page, which needs no network), a state [H, W, 4 or more] or several
            [B, H, W, 4 or more], a film (`bl.Film`), the file of a film or picture, a target, or a run
        height: of an organism's page, in pixels

    Returns:
        An object that the notebook displays as the value of its cell.

    Raises:
        InputError: for anything else, or a file that is neither a film nor a picture.
    """
    require(is_count(height) and height >= 1, "height", height, "whole pixels, 1 or more")
    if not things:
        raise InputError("there is nothing to show: give an organism, a state, a film, a target or a run.")
    parts = [part for thing in things for part in _parts(thing, height)]
    style = "display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start"
    return Shown(
        ", ".join(words for words, _ in parts), f'<div style="{style}">{"".join(each for _, each in parts)}</div>'
    )


def _parts(thing: Any, height: int) -> list[tuple[str, str]]:
    """The text and the HTML of a thing; a run has several parts."""
    if isinstance(thing, Organism):
        return [(f"organism {thing.name}", _page(thing, height))]
    if isinstance(thing, Film):
        return [(f"film of {thing.organism.name}", _film(thing))]
    if isinstance(thing, Target):
        return [(f"target {thing.name}", image(thing._repr_png_(), "image/png", thing.name))]
    if isinstance(thing, Run):
        return [(f"run {thing.path}", thing._repr_html_())]
    if isinstance(thing, str | os.PathLike):
        return [_file(as_path(thing, "what is to be shown", _SHOWN))]
    return [("state", _state(thing))]


def _page(organism: Organism, height: int) -> str:
    from blastema import page

    document = html.escape(page.build([organism], packed=True), quote=True)
    # The page's policy allows only its own script; the frame isolates even that from the notebook.
    return (
        f'<iframe srcdoc="{document}" title="{html.escape(organism.name)}" sandbox="allow-scripts allow-downloads" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )


def _film(film: Film) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.gif"
        write_film(path, film.frames(), factor=1)  # the browser enlarges it: an output a fifth of the size
        data = path.read_bytes()
    width, height = struct.unpack("<HH", data[6:10])  # of a GIF
    style = f"width: {width * fitting_factor(height, width)}px; image-rendering: pixelated; "
    return image(data, "image/gif", f"film of {film.organism.name}", style)


def _file(path: Path) -> tuple[str, str]:
    kind = _MEDIA.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"{path} is not the name of a film or picture ({', '.join(_MEDIA)}). A run is bl.Run.open(...), an "
            "organism bl.load_organism(...)."
        )
    return f"file {plain(path.name)}", image(read_bytes(path, "a film or picture", _LARGEST_BYTES), kind, path.name)


def _state(state: ArrayLike) -> str:
    try:
        array = np.asarray(state)
    except ValueError as error:
        raise InputError(
            f"{type(state).__name__} cannot be shown, because its parts differ in length; expected {_SHOWN}."
        ) from error
    if array.ndim not in (3, 4) or array.shape[-1] < 4 or array.dtype.kind not in "fiu" or not array.size:
        raise InputError(f"{type(state).__name__} of shape {list(array.shape)} cannot be shown; expected {_SHOWN}.")
    states = array if array.ndim == 4 else array[None]
    return "".join(still(each) for each in states)


def still(state: ArrayLike) -> str:
    """A state as a picture.

    Args:
        state: [H, W, 4 or more]

    Returns:
        An element of HTML.
    """
    pixels = pictures.to_rgb(np.asarray(state))
    height, width = pixels.shape[:2]
    enlarged = pictures.enlarge(pixels, fitting_factor(height, width, _SIDE))
    return image(pictures.png(enlarged), "image/png", "state")


def image(data: bytes, kind: str, words: str, style: str = "") -> str:
    """A picture or film embedded in a page.

    Args:
        data: its file
        kind: the media type, as ``image/png``
        words: a description
        style: more of its style, in CSS

    Returns:
        An element of HTML.
    """
    address = data_url(data, kind)
    words = html.escape(plain(words), quote=True)
    if kind.startswith("video"):
        return f'<video src="{address}" title="{words}" controls loop style="max-width: 100%"></video>'
    return f'<img src="{address}" alt="{words}" style="{style}max-width: 100%">'


__all__ = ["Shown", "image", "show", "still"]
