"""The guided tour, taken step by step by pointer and keys."""

from __future__ import annotations

import pytest
from browsing import LIZARD, wait
from playing import GROWING_MS, Playground, begin

LIVELY = "run=1&e=plain&s=7&v=max"


class Tour:
    """The tour's card."""

    def __init__(self, opened: Playground) -> None:
        self.opened = opened
        self.page = opened.page
        opened.button("Guided tour").click()
        self.card = self.page.get_by_role("region", name="Guided tour")

    def says(self) -> str:
        return self.card.inner_text()

    def done(self) -> bool:
        return self.card.get_attribute("data-done") == "true"

    def next(self) -> None:
        """Goes on once what is asked for has been noticed."""
        wait(self.page, "document.querySelector('.tour').dataset.done === 'true'", GROWING_MS)
        self.card.get_by_role("button", name="Next").click()


@pytest.mark.parametrize("width", [360, 800, 1120])
def test_the_tour_is_taken(new_context, write_page, width):
    page = new_context(viewport={"width": width, "height": 760}).new_page()
    opened = begin(page, write_page, [LIZARD]).open(LIVELY)
    wait(page, "blastema.stepCount > 60", GROWING_MS)
    tour = Tour(opened)
    assert "1 of 6" in tour.says()
    opened.frame()
    assert not tour.done(), "it has grown before the tour asked for it"
    opened.button("Reset to the seed").click()
    tour.next()
    opened.frame()  # the next part begins with what is there then
    assert not tour.done()
    opened.drag((8, 8), (14, 14))
    tour.next()
    assert "heals" in tour.says()
    tour.next()
    dial = page.get_by_role("slider", name="Rotation of the perceptive field")
    dial.focus()
    opened.press(*["PageUp"] * 3)
    tour.next()
    assert abs(opened.settings["turn"]) >= 20
    page.get_by_role("button", name="hidden 6").click()
    tour.next()
    assert opened.settings["turn"] == 0
    assert opened.settings["look"] == {"kind": "colour"}
    assert "6 of 6" in tour.says()
    tour.card.get_by_role("button", name="End").click()
    assert tour.card.count() == 0


def test_steps_can_be_left_out_and_the_tour_be_left(page, write_page):
    opened = begin(page, write_page, [LIZARD]).open(LIVELY)
    tour = Tour(opened)
    tour.card.get_by_role("button", name="Skip").click()
    assert "2 of 6" in tour.says()
    box = tour.card.bounding_box()
    world = page.get_by_role("application", name="World").bounding_box()
    assert box["y"] + box["height"] <= world["y"], "the card covers nothing of the world"
    tour.card.get_by_role("button", name="Leave the tour").click()
    assert tour.card.count() == 0
