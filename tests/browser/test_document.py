"""The one-file page in a real browser: it opens from a file without a network, and its policy holds."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from browsing import LIZARD, wait

from blastema import page as playground
from blastema.zoo.loading import load_organism

STARTED = "document.getElementById('page').childElementCount > 0"
PROVOKED = """() => {
  const script = document.createElement("script");
  script.textContent = "window.intruder = true";
  document.body.append(script);
  return window.intruder === true;
}"""


@pytest.mark.parametrize("packed", [True, False])
def test_it_opens_from_a_file_without_a_network(page, write_page, packed):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    address = write_page(packed=packed)
    page.goto(address)
    wait(page, STARTED)
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [address]
    assert page.title() == "lizard-small · Blastema"


def test_no_other_script_runs(page, write_page, errors):
    page.goto(write_page())
    assert page.evaluate(PROVOKED) is False
    assert any("Content Security Policy" in text for text in errors)
    errors.clear()


def test_nothing_is_fetched(page, write_page, errors):
    page.goto(write_page())
    refused = page.evaluate("fetch('http://127.0.0.1:9/').then(() => false, () => true)")
    assert refused is True
    assert any("Content Security Policy" in text for text in errors)
    errors.clear()


def test_the_served_page_is_the_same_page(new_context, errors):
    document = playground.build([load_organism(LIZARD)], packed=False)
    page = new_context(offline=False).new_page()
    with playground.PageServer(document) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            answer = page.goto(server.address)
            assert answer.status == 200
            wait(page, STARTED)
            (entry,) = json.loads(page.text_content("#organisms"))
            assert entry["id"] == "lizard-small-regenerating"
        finally:
            server.shutdown()
            thread.join()


def test_a_page_of_another_origin_cannot_frame_it(new_context, errors, tmp_path: Path):
    document = playground.build([load_organism(LIZARD)], packed=True)
    with playground.PageServer(document) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            outer = tmp_path / "outer.html"
            outer.write_text(f'<!doctype html><iframe src="{server.address}"></iframe>')
            page = new_context(offline=False).new_page()
            page.goto(outer.as_uri())
            inner = page.frames[1]
            assert inner.query_selector("#page") is None
        finally:
            server.shutdown()
            thread.join()
    assert all("frame" in text for text in errors)
    errors.clear()


def test_in_the_documents_frame_it_lives_and_does_not_point_to_the_address_of_another_page(page, write_page, tmp_path):
    """The snippet of the artist's door."""
    tutorial = (Path(__file__).parents[2] / "docs" / "tutorial-artist.md").read_text("utf-8")
    snippet = next(line for line in tutorial.splitlines() if line.startswith("<iframe"))
    outer = tmp_path / "outer.html"
    outer.write_text(f"<!doctype html>{snippet.replace('cat.html', write_page())}")
    page.goto(outer.as_uri())
    inner = page.frames[1]
    inner.wait_for_function(STARTED)
    inner.get_by_role("button", name="Copy a link").click()
    told = inner.get_by_role("region", name="Messages").get_by_text("A page inside another one has no link.")
    told.wait_for()
