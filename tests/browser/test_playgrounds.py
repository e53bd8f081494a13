"""Two playgrounds in one page: each has its own world, its own controls and its own end."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from browsing import wait
from make_golden import GOLDEN, ORGANISM

FRAGMENT = "run=0&e=plain&s=7&v=60"
PAGE = """
<!doctype html>
<style>body { margin: 0; display: flex } .half { width: 550px; height: 700px; position: relative }</style>
<div class="half" id="left"></div><div class="half" id="right"></div>
"""


@pytest.fixture
def two(page, bundle):
    """A page with two of them, both at rest; the second has two organisms to choose from."""
    page.set_content(PAGE)
    script = bundle("tests/playgrounds_harness.ts")
    page.add_style_tag(path=str(script.with_suffix(".css")))
    page.add_script_tag(path=str(script))
    files = [
        base64.b64encode(file.read_bytes()).decode("ascii")
        for file in (ORGANISM, GOLDEN / "lizard-mirrored.safetensors")
    ]
    for selector, given in (("#left", files[:1]), ("#right", files)):
        page.evaluate("([selector, files, fragment]) => playgrounds.create(selector, files, fragment)", [
            selector, given, FRAGMENT,
        ])  # fmt: skip
    return page


def of(page: Any, index: int, what: str) -> Any:
    return page.evaluate(f"() => playgrounds.handle({index}).{what}")


def test_each_is_played_and_wounded_for_itself(two):
    left, right = two.locator("#left"), two.locator("#right")
    left.get_by_role("button", name="Play", exact=True).click()
    wait(two, "playgrounds.handle(0).stepCount > 20")
    assert of(two, 1, "stepCount") == 0
    assert not of(two, 1, "playing")
    left.get_by_role("button", name="Pause", exact=True).click()
    stopped = of(two, 0, "stepCount")
    right.locator("canvas.touch").focus()
    two.keyboard.press(".")
    wait(two, "playgrounds.handle(1).stepCount === 1")
    two.keyboard.press("2")
    assert of(two, 1, "settings")["tool"] == "seed"
    assert of(two, 0, "settings")["tool"] == "erase"
    assert of(two, 0, "stepCount") == stopped
    right.get_by_role("button", name="Dark colours").click()
    assert two.locator("#right").get_attribute("data-theme") == "dark"
    assert two.locator("#left").get_attribute("data-theme") == "light"


def test_nothing_in_the_document_is_named_twice(two):
    ids = two.evaluate("() => [...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids)) > 10


def test_the_end_of_one_is_not_the_end_of_the_other(two):
    two.evaluate("() => playgrounds.dispose(0)")
    assert two.locator("#left").inner_html() == ""
    two.locator("#right").get_by_role("button", name="Play", exact=True).click()
    wait(two, "playgrounds.handle(1).stepCount > 20")
    assert of(two, 0, "snapshot()") is None
