"""How the page looks: three widths, light and dark, beside pictures that somebody has looked at.

The world stands still at a known step on the plain engine, so the organism is the same to the bit. The page takes the
system's letters, which are wider on some machines, so that lines break elsewhere: here it is given those of Matplotlib.
Systems draw even these with other edges, so what is compared is the mean colour of small tiles.

To take new references, look at them, and commit them:
BLASTEMA_NEW_SCREENSHOTS=1 pytest -m browser tests/browser/test_looks.py
"""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from browsing import wait
from PIL import Image
from playing import STILL, begin

REFERENCES = Path(__file__).parent / "screenshots"
SHRINK = 4
TILE = 5
"""Of the shrunk picture: 20 pixels of the page."""
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


def with_letters_of_ours(page) -> None:
    """Serif and sans of Matplotlib in the place of the system's."""
    faces, wanted = [], []
    for family, file, style in (
        ("Ours Sans", "DejaVuSans.ttf", "normal"),
        ("Ours Serif", "DejaVuSerif.ttf", "normal"),
        ("Ours Serif", "DejaVuSerif-Italic.ttf", "italic"),
    ):
        data = base64.b64encode((Path(matplotlib.get_data_path()) / "fonts" / "ttf" / file).read_bytes()).decode()
        source = f"url(data:font/ttf;base64,{data})"
        faces.append(f'@font-face {{ font-family: "{family}"; font-style: {style}; src: {source}; }}')
        wanted.append(f'{style} 16px "{family}"')
    faces.append(':root, [data-theme] { --sans: "Ours Sans" !important; --serif: "Ours Serif" !important; }')
    page.add_style_tag(content="\n".join(faces))
    for font in wanted:
        assert page.evaluate("async (font) => (await document.fonts.load(font)).length", font) == 1


def look(new_context, write_page, name: str, style: str = "") -> np.ndarray:
    """The page as it looks, shrunk; ``style`` changes it."""
    viewport, scheme = LOOKS[name]
    context = new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page = context.new_page()
    playground = begin(page, write_page).open(STILL)
    with_letters_of_ours(page)
    if style:
        page.add_style_tag(content=style)
    for _ in range(STEPS):
        page.keyboard.press(".")
    assert playground.seen().step == STEPS
    page.mouse.move(0, 0)
    wait(page, "document.fonts.status === 'loaded'")
    playground.frame()
    return shrunk(page.screenshot(animations="disabled", caret="hide"))


def alike(found: np.ndarray, expected: np.ndarray) -> bool:
    """Whether the mean colour of every tile is the same, but for what other edges of letters do."""
    assert found.shape == expected.shape
    height, width, _ = found.shape
    rows, columns = height // TILE, width // TILE
    difference = (found - expected)[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, 3)
    return bool(np.abs(difference.mean(axis=(1, 3))).max() < 20)


@pytest.mark.parametrize("name", LOOKS)
def test_it_looks_as_it_did(new_context, write_page, name):
    found = look(new_context, write_page, name)
    file = REFERENCES / f"{name}.png"
    if os.environ.get("BLASTEMA_NEW_SCREENSHOTS"):
        REFERENCES.mkdir(exist_ok=True)
        Image.fromarray(found.astype(np.uint8), "RGB").save(file, optimize=True)
    assert alike(found, shrunk_reference(file))


@pytest.mark.parametrize(
    "style",
    [
        ".inspector { position: relative; left: -20px; }",
        ".tools { position: relative; top: 20px; }",
        ".transport { position: relative; left: 20px; }",
        ":root, [data-theme] { --accent: #2b6cb0 !important; }",
        ".inspector { font-size: 120%; }",
        ".caption { visibility: hidden; }",
    ],
)
def test_a_page_that_looks_otherwise_is_seen(new_context, write_page, style):
    """A panel 20 pixels aside, another colour, larger letters: the comparison is not too kind."""
    assert not alike(
        look(new_context, write_page, "1600-light", style), shrunk_reference(REFERENCES / "1600-light.png")
    )


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
