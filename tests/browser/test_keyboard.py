"""The pages by keys alone, as screen readers hear them, and what fingers can do without dragging."""

from __future__ import annotations

import pytest
from browsing import wait
from playing import STILL, begin
from web_volumes import filling

from blastema import page as playground

FOCUSED = """() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const name = at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent;
  const ring = outlineStyle === "none" ? 0 : parseFloat(outlineWidth);
  return { name: name.trim(), ring, page: at === document.body };
}"""
LISTEN = """() => {
  window.announced = [];
  const live = document.querySelectorAll("output:not([aria-live=off]), [role=status], [role=alert]");
  for (const one of live) {
    new MutationObserver(() => announced.push(one.getAttribute("aria-label") ?? one.textContent))
      .observe(one, { childList: true, characterData: true, subtree: true });
  }
}"""


@pytest.fixture
def opened(new_context, write_page):
    def make(fragment: str = STILL, **settings):
        return begin(new_context(**settings).new_page(), write_page).open(fragment)

    return make


def focused(shown) -> str:
    """The name of what has the focus; empty for the page itself."""
    found = shown.page.evaluate(FOCUSED)
    return "" if found["page"] else found["name"]


def said(shown) -> str:
    return shown.page.locator("p.unseen[role=status]").inner_text()


def test_tab_reaches_everything_and_each_stop_is_seen(opened):
    shown = opened()
    stops = []
    for _ in range(120):
        shown.page.keyboard.press("Tab")
        found = shown.page.evaluate(FOCUSED)
        if found["page"] or found["name"] in stops[:1]:
            break
        assert found["ring"] >= 2, f"the focus on {found['name']} is not seen"
        stops.append(found["name"])
    expected = ("Erase", "World, 24 by 24 cells", "Play", "Speed", "Cut off the left half", "Fire rate", "Random seed")
    assert set(expected) <= set(stops), stops
    assert "Rotation of the perceptive field" in stops


def test_a_menu_that_escape_closes_gives_the_focus_back(opened):
    shown = opened()
    shown.button("Pictures and films").press("Enter")
    shown.press("Tab")
    assert focused(shown) == "Save a picture"
    shown.press("Escape")
    assert focused(shown) == "Pictures and films"
    assert shown.button("Save a picture").count() == 0


HURRIED = """async ([name, by, gone]) => {
  const press = (target, key) => {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  };
  if (by === null) document.querySelector(`[aria-label="${name}"]`).click();
  else press(document.body, by);
  // What is shown follows without a frame, which a hidden or busy page may not have for long.
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  const shown = [document.querySelector(gone) !== null, document.querySelector("dialog")?.open ?? true];
  press(document.activeElement, "Escape");
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return [...shown, document.querySelector(gone) === null];
}"""


def test_a_menu_is_closed_by_a_key_that_follows_at_once(opened):
    shown = opened()
    assert shown.page.evaluate(HURRIED, ["Pictures and films", None, ".menu-list"]) == [True, True, True]


def test_the_help_is_open_before_a_key_that_follows_at_once(opened):
    shown = opened()
    assert shown.page.evaluate(HURRIED, ["Help", "?", "dialog"])[:2] == [True, True]


def test_a_film_begins_and_ends_by_keys(opened):
    shown = opened()
    shown.button("Pictures and films").press("Enter")
    shown.button("Record a GIF").press("Enter")
    wait(shown.page, "document.activeElement.ariaLabel === 'Stop recording'")
    with shown.page.expect_download():
        shown.press(".", ".", "Enter")
    wait(shown.page, "document.activeElement.ariaLabel === 'Pictures and films'")


@pytest.mark.parametrize(("width", "opener"), [(800, "Inspector"), (390, "Wounds")])
def test_a_panel_that_escape_closes_gives_the_focus_back(opened, width, opener):
    shown = opened(viewport={"width": width, "height": 800})
    shown.button(opener).press("Enter")
    assert shown.button(opener).get_attribute("aria-expanded") == "true"
    cut = shown.button("Cut off the left half")
    wait(shown.page, "getComputedStyle(document.querySelector('.inspector')).visibility === 'visible'")
    cut.press("Enter")
    assert shown.seen().state.any()
    shown.press("Escape")
    assert focused(shown) == opener
    cut.wait_for(state="hidden")


def test_the_cursor_says_what_is_there_and_stays_in_view(opened):
    shown = opened()
    shown.page.get_by_role("application").focus()
    shown.press("ArrowRight", "ArrowLeft")
    assert said(shown) == "Row 12, column 12, living"
    shown.press("ArrowUp")
    assert said(shown) == "Row 11, column 12, empty"
    for _ in range(6):
        shown.press("+")
    for _ in range(11):
        shown.press("ArrowUp")
    x, y = shown.point(0, 12)
    assert shown.page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.className", [x, y]) == "touch"


def test_keys_of_one_character_can_be_switched_off(opened):
    shown = opened()
    shown.press("?")
    choice = shown.page.get_by_label("Keys of one character work everywhere on the page")
    choice.press(" ")
    shown.press("Escape")
    shown.page.evaluate("() => document.activeElement.blur()")
    shown.press(".", " ")
    assert (shown.stepCount, shown.playing) == (0, False)
    shown.page.get_by_role("application").press(".")
    assert shown.stepCount == 1


def test_what_changes_all_the_time_is_not_announced(opened):
    shown = opened("run=0&e=plain&s=7&v=60")
    shown.page.evaluate(LISTEN)
    shown.button("Play").press("Enter")
    wait(shown.page, "blastema.stepCount > 20")
    assert set(shown.page.evaluate("announced")) <= {"Playing"}
    shown.button("Pause").press("Enter")
    assert said(shown) == "Paused"


def test_the_dial_is_turned_by_a_click(opened):
    shown = opened()
    dial = shown.page.get_by_role("slider", name="Rotation of the perceptive field")
    dial.scroll_into_view_if_needed()
    box = dial.bounding_box()
    dial.click(position={"x": 0.08 * box["width"], "y": box["height"] / 2})
    assert dial.get_attribute("aria-valuenow") == "90"
    dial.click(position={"x": 0.5 * box["width"], "y": 0.55 * box["height"]})  # in the middle: it only gets the focus
    assert dial.get_attribute("aria-valuenow") == "90"
    dial.press("Home")
    assert dial.get_attribute("aria-valuenow") == "0"


def test_a_volume_marks_where_its_keys_work_and_says_what_they_do(page, tmp_path):
    file = tmp_path / "cube.html"
    file.write_text(playground.build([filling()], packed=True), encoding="utf-8")
    page.goto(f"{file.as_uri()}#run=0")
    wait(page, "window.blastema")
    page.evaluate("() => blastema.ready")
    mark = "getComputedStyle(document.querySelector('.touch'), '::after').content"
    assert page.evaluate(mark) == "none"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.className") == "touch":
            break
    assert page.evaluate(mark) == '""'
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press(".")
    page.keyboard.press("Enter")
    assert page.locator("p.unseen[role=status]").inner_text() != ""
