"""How the page looks: three widths, light and dark, beside pictures that somebody has looked at.

The world stands still at a known step on the plain engine, so the organism is the same to the bit. Letters differ from
machine to machine, so both pictures are compared at a quarter of their size. To take new references, look at them, and
commit them: BLASTEMA_NEW_SCREENSHOTS=1 pytest -m browser tests/browser/test_looks.py
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from browsing import wait
from PIL import Image
from playing import STILL, begin

REFERENCES = Path(__file__).parent / "screenshots"
SHRINK = 4
LOOKS = {
    "360-light": ({"width": 360, "height": 720}, "light"),
    "800-light": ({"width": 800, "height": 700}, "light"),
    "1600-light": ({"width": 1600, "height": 900}, "light"),
    "1600-dark": ({"width": 1600, "height": 900}, "dark"),
    "360-dark": ({"width": 360, "height": 720}, "dark"),
}
STEPS = 40


def shrunk(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("RGB").resize((picture.width // SHRINK, picture.height // SHRINK), Image.Resampling.BOX)
        return np.asarray(small).astype(np.int16)


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_it_did(new_context, write_page, name):
    viewport, scheme = LOOKS[name]
    page = new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce").new_page()
    playground = begin(page, write_page).open(STILL)
    for _ in range(STEPS):
        page.keyboard.press(".")
    assert playground.seen().step == STEPS
    page.mouse.move(0, 0)
    wait(page, "document.fonts.status === 'loaded'")
    playground.frame()
    found = shrunk(page.screenshot(animations="disabled", caret="hide"))
    file = REFERENCES / f"{name}.png"
    if os.environ.get("BLASTEMA_NEW_SCREENSHOTS"):
        REFERENCES.mkdir(exist_ok=True)
        Image.fromarray(found.astype(np.uint8), "RGB").save(file, optimize=True)
    expected = shrunk_reference(file)
    assert found.shape == expected.shape
    difference = np.abs(found - expected).max(axis=-1)
    assert difference.mean() < 2.5
    assert (difference > 48).mean() < 0.01


def shrunk_reference(file: Path) -> np.ndarray:
    assert file.exists(), f"there is no {file.name}; see above how to take it"
    with Image.open(file) as picture:
        return np.asarray(picture.convert("RGB")).astype(np.int16)


@pytest.mark.parametrize("width", [320, 360, 800, 1600])
def test_nothing_is_cut_off(new_context, write_page, width):
    page = new_context(viewport={"width": width, "height": 720}).new_page()
    begin(page, write_page).open()
    widths = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1]
    for name in ("Erase", "Plant seeds", "Play", "One step", "Help"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None, name
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert box["y"] + box["height"] <= 720, name
        assert min(box["width"], box["height"]) >= 24, f"{name} is too small for a finger"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(new_context, write_page, scheme):
    """The contrast of 4.5 that WCAG 2 asks for, of all text that is shown."""
    page = new_context(viewport={"width": 1280, "height": 800}, color_scheme=scheme).new_page()
    begin(page, write_page).open()
    poor = page.evaluate(CONTRAST)
    assert poor == []


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92
    : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest("[disabled], .unseen, noscript, script") || !element.checkVisibility()) continue;
    const [one, two] = [rgba(getComputedStyle(element).color), ground(element)].map(light).sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} "${element.textContent}" ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
