"""How the studio looks with a drawing on its board, beside pictures that somebody has looked at (see test_looks.py)."""

from __future__ import annotations

import os

import numpy as np
import pytest
from browsing import LIZARD, wait
from PIL import Image
from playing import STILL
from test_looks import REFERENCES, STEPS, alike, shrunk, shrunk_reference, with_letters_of_ours
from test_studio import Studio, draw_face

from blastema import page as playground
from blastema.zoo.loading import load_organism

LOOKS = {"studio-360-light": (360, 740), "studio-800-light": (800, 900), "studio-1600-light": (1600, 900)}


@pytest.fixture(scope="module")
def studio_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("studio") / "studio.html"
    file.write_text(playground.build([load_organism(LIZARD)], packed=True, studio=True), encoding="utf-8")
    return file


def look(new_context, studio_file, name: str, style: str = "") -> np.ndarray:
    """The page with a face on the board, shrunk; emoji are the system's and so left out."""
    width, height = LOOKS[name]
    viewport = {"width": width, "height": height}
    page = new_context(viewport=viewport, color_scheme="light", reduced_motion="reduce", bypass_csp=True).new_page()
    studio = Studio(page, studio_file.as_uri())
    studio.open(STILL)
    with_letters_of_ours(page)
    page.add_style_tag(content=f".emoji, .any-emoji {{ visibility: hidden }} {style}")
    draw_face(studio)
    if width > 620:
        for _ in range(STEPS):
            page.keyboard.press(".")
    page.mouse.move(0, 0)
    wait(page, "document.fonts.status === 'loaded'")
    studio.frame()
    return shrunk(page.screenshot(animations="disabled", caret="hide"))


@pytest.mark.parametrize("name", LOOKS)
def test_the_studio_looks_as_it_did(new_context, studio_file, name):
    found = look(new_context, studio_file, name)
    file = REFERENCES / f"{name}.png"
    if os.environ.get("BLASTEMA_NEW_SCREENSHOTS"):
        Image.fromarray(found.astype(np.uint8), "RGB").save(file, optimize=True)
    assert alike(found, shrunk_reference(file))


def test_a_studio_that_looks_otherwise_is_seen(new_context, studio_file):
    name = "studio-1600-light"
    found = look(new_context, studio_file, name, ".studio { position: relative; left: 20px; }")
    assert not alike(found, shrunk_reference(REFERENCES / f"{name}.png"))


@pytest.mark.parametrize("width", [640, 800])
def test_the_hint_leaves_the_zoom_buttons_free(new_context, studio_file, width):
    """Beside the board the stage is narrow, and the hint of a world that stands still is long."""
    page = new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", bypass_csp=True).new_page()
    Studio(page, studio_file.as_uri()).open("")
    with_letters_of_ours(page)
    wait(page, "document.querySelector('.hint') !== null")
    hint, zoom = (page.locator(what).bounding_box() for what in (".hint", ".zoom"))
    assert hint is not None
    assert zoom is not None
    assert hint["x"] + hint["width"] <= zoom["x"]
