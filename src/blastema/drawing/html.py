"""HTML pages of reports, cards and summaries: one head and style for all, each whole in one file.

The pages are Jinja2 templates in ``templates/``. What is put into them is escaped, whatever it is, and control
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
    """A number that stands out: what it is, the number as text, and whether it is as one would wish."""

    label: str
    text: str
    good: bool


class Picture(NamedTuple):
    """A picture, uint8 [H, W, 3], and the words under it."""

    text: str
    pixels: pictures.Pixels


def page(template: str, **values: Any) -> str:
    """A page that needs nothing else.

    Args:
        template: name of a file in ``templates/``
        values: what it shows; a name that the template asks for and that is not given is an error
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
