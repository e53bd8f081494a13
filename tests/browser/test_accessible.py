"""What axe-core finds in the pages: names, roles, contrast, target sizes, landmarks; light and dark, phone and desk.

A page is opened once, and its size and colours are changed: opening is what takes long.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import LIZARD, TESTS, WEB, wait
from web_volumes import filling
from zoo_fixtures import house

from blastema import page as playground
from blastema.zoo import publishing
from blastema.zoo.loading import load_organism

EXAMPLES = TESTS.parent / "examples"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
MANY = 13
"""Organisms from which on the page shows them by regime."""
SECTIONS = ("Organism", "Wounds", "Senses", "View", "World")

RUN = """async ([part, only]) => {
  const runOnly = only.length > 0 ? { runOnly: only } : { rules: { "target-size": { enabled: true } } };
  const found = await axe.run(part, { resultTypes: ["violations"], ...runOnly });
  return found.violations.map(({ id, impact, nodes }) => `${id} (${impact}): ` +
    nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`).join("; "));
}"""
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"


def violations(page, part: str = "html", only: tuple[str, ...] = ()) -> list[str]:
    """By all of axe's rules, its best practices included, or by some."""
    if not page.evaluate("typeof axe === 'object'"):
        tool = WEB / "node_modules" / "axe-core" / "axe.min.js"
        assert tool.exists(), "axe-core is missing: npm ci (in web/)"
        page.add_script_tag(path=tool)
    return page.evaluate(RUN, [part, only])


def write(folder: Path, organisms, *, studio: bool = False) -> Path:
    file = folder / "page.html"
    file.write_text(playground.build(organisms, packed=True, studio=studio), encoding="utf-8")
    return file


def gallery(folder: Path) -> Path:
    """A published zoo of two organisms, one of which has a card."""
    entries = [house(folder / "zoo", "lizard"), house(folder / "zoo", "other", card=None)]
    publishing.publish(folder / "site", entries)
    return folder / "site" / "index.html"


PAGES = {
    "playground": lambda folder: write(folder, [load_organism(LIZARD)] * MANY),
    "exported": lambda folder: write(folder, [load_organism(LIZARD)]),
    "studio": lambda folder: write(folder, [load_organism(LIZARD)], studio=True),
    "texture": lambda folder: write(folder, [load_organism(EXAMPLES / "textures" / "labyrinth.safetensors")]),
    "volume": lambda folder: write(folder, [filling()]),
    "digits": lambda folder: write(folder, [load_organism(EXAMPLES / "classifying" / "digits.safetensors")]),
    "gallery": gallery,
}


@pytest.fixture
def opened(new_context, tmp_path):
    """Opens a page of some kind, still."""

    def make(kind: str):
        page = new_context(viewport=PHONE, has_touch=True, reduced_motion="reduce", bypass_csp=True).new_page()
        page.goto(f"{PAGES[kind](tmp_path).as_uri()}#run=0&e=wasm")
        if kind != "gallery":
            wait(page, "window.blastema")
            page.evaluate("() => blastema.ready")
        return page

    return make


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(opened, kind):
    page = opened(kind)
    for size, schemes in ((PHONE, ("light", "dark")), (DESK, ("dark", "light"))):
        page.set_viewport_size(size)
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if kind != "gallery":
                wait(page, f"document.documentElement.dataset.theme === '{scheme}'")
            only = () if scheme == schemes[0] else ("color-contrast",)  # the other colours differ in that alone
            assert violations(page, only=only) == [], (size, scheme)
        scrolled, shown = page.evaluate(WIDTHS)
        assert scrolled <= shown, f"the page can be scrolled sideways at {size['width']}"


def test_axe_finds_nothing_in_what_opens(opened):
    """The help, the menu, and the sheets of phones, which leave the world uncovered."""
    page = opened("exported")
    button = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731
    button("Help").click()
    assert violations(page, "dialog") == []
    page.keyboard.press("Escape")
    button("Pictures and films").click()
    assert violations(page, ".menu") == []
    page.keyboard.press("Escape")
    for section in SECTIONS:
        button(section).click()
        page.get_by_role("complementary", name="Inspector").wait_for()
        assert violations(page, ".inspector") == [], section
        corners = page.evaluate("() => [[0, 0], [0, 23], [23, 0], [23, 23]].map(([r, c]) => blastema.pointOf(r, c))")
        for at in corners:
            seen = page.evaluate("({ x, y }) => document.elementFromPoint(x, y)?.className", at)
            assert seen == "touch", f"{section} covers the world"
        button(section).click()


def test_an_open_menu_covers_no_button_of_a_phone_and_closes_when_something_else_is_pressed(opened):
    page = opened("studio")
    page.get_by_role("button", name="Pictures and films", exact=True).tap()
    page.get_by_role("button", name="Save a picture", exact=True).wait_for()
    assert violations(page) == []
    scrolled, shown = page.evaluate(WIDTHS)
    assert scrolled <= shown
    page.get_by_role("button", name="Eraser", exact=True).tap()
    assert page.get_by_role("button", name="Eraser", exact=True).get_attribute("aria-pressed") == "true"
    assert page.locator(".menu-list").count() == 0


def test_axe_finds_what_is_wrong(opened):
    page = opened("exported")
    page.evaluate("""() => {
      const play = document.querySelector(".transport .play");
      for (const name of ["aria-label", "title"]) play.removeAttribute(name);
      document.querySelector(".caption").style.color = "#ddd";
      document.querySelector(".transport").style.zoom = 0.4;
    }""")
    assert {found.split(" ")[0] for found in violations(page)} == {"button-name", "color-contrast", "target-size"}
