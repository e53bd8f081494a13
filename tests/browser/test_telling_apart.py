"""The inspector for fingers: equal pictures are told apart without tooltips, and buttons stay in their panel."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from browsing import LIZARD
from playing import STILL, Playground
from test_looks import CONTRAST

from blastema import page as playground
from blastema.zoo.loading import load_organism

SIZES = {360: 740, 800: 760, 1600: 900}
REGIMES = ["growing", "persistent", "regenerating"]


@pytest.fixture(scope="module", params=[False, True], ids=["page", "studio"])
def three_lizards(request, tmp_path_factory) -> Path:
    """A page with one picture in three regimes, the last of them twice."""
    lizard = load_organism(LIZARD)
    all_of_them = [dataclasses.replace(lizard, provenance={"regime": regime}) for regime in [*REGIMES, REGIMES[-1]]]
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(playground.build(all_of_them, packed=True, studio=request.param), encoding="utf-8")
    return file


def opened(new_context, file: Path, width: int, section: str, scheme: str = "light") -> Playground:
    """The page with a section of its inspector in sight."""
    viewport = {"width": width, "height": SIZES[width]}
    page = new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce").new_page()
    seen = Playground(page, file.as_uri()).open(STILL)
    if width <= 620:
        if page.get_by_role("button", name="Alive", exact=True).count() > 0:
            seen.button("Alive").click()
        seen.button(section).click()
    elif width <= 1080:
        seen.button("Inspector").click()
    seen.frame()
    return seen


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_regime_stands_below_pictures_that_are_equal(new_context, three_lizards, width, scheme):
    seen = opened(new_context, three_lizards, width, "Organism", scheme)
    picker = seen.page.get_by_role("group", name="Organism to show")
    buttons = picker.get_by_role("button").all()
    assert [button.inner_text() for button in buttons] == [*REGIMES[:2], "regenerating, no. 1", "regenerating, no. 2"]
    for button in buttons:
        box, label = button.bounding_box(), button.locator(".kind").bounding_box()
        assert box is not None
        assert label is not None
        assert box["x"] <= label["x"]
        assert label["x"] + label["width"] <= box["x"] + box["width"]
        assert label["y"] + label["height"] <= box["y"] + box["height"]
    assert seen.page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", SIZES)
def test_the_buttons_of_wounds_stay_in_their_panel(new_context, three_lizards, width):
    seen = opened(new_context, three_lizards, width, "Wounds")
    outside = seen.page.evaluate(
        """() => {
          const panel = document.querySelector(".wounds").closest(".panel").getBoundingClientRect();
          const all = [...document.querySelectorAll(".wounds button, .wounds .word, .wounds .icon")];
          return all.map((one) => [one.textContent, one.getBoundingClientRect()])
            .filter(([, box]) => box.width === 0 || box.left < panel.left - 0.1 || box.right > panel.right + 0.1)
            .map(([text, box]) => [text, box.left - panel.left, box.right - panel.right]);
        }"""
    )
    assert outside == []


def test_one_organism_needs_no_label(new_context, write_page):
    page = new_context().new_page()
    Playground(page, write_page()).open(STILL)
    assert page.locator(".picker .kind").count() == 0
