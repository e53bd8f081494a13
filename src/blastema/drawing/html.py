"""HTML pages of reports, cards and summaries: one head and style for all, each in a single file.

The pages are Jinja2 templates in ``templates/``. All values are escaped, and control
characters are replaced; charts of `blastema.drawing.svg` are markup already.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jinja2

from blastema import pictures
from blastema._base64 import data_url
from blastema._text import plain_lines


class Tile(NamedTuple):
    """A highlighted number: its label, the number as text, and whether it meets its goal."""

    label: str
    text: str
    good: bool


class Picture(NamedTuple):
    """A picture, uint8 [H, W, 3], and its caption."""

    text: str
    pixels: pictures.Pixels


def page(template: str, **values: Any) -> str:
    """A self-contained page.

    Args:
        template: name of a file in ``templates/``
        values: of the template's variables; a missing one is an error
    """
    return plain_lines(_environment().get_template(template).render(values))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("blastema.drawing"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["png"] = _data_url
    return environment


def _data_url(pixels: pictures.Pixels) -> str:
    return data_url(pictures.png(pixels))


__all__ = ["Picture", "Tile", "page"]
