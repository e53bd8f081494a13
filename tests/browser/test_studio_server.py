"""The page's client against the real server: a drawing is trained on this computer, and leaves a run folder."""

from __future__ import annotations

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browsing import LIZARD, wait

import blastema as bl
from blastema.runs.folder import Run
from blastema.studio import catalogue
from blastema.studio.server import StudioServer
from blastema.zoo.loading import load_organism

GROWING_MS = 300_000


@pytest.fixture
def server(tmp_path):
    server = StudioServer([load_organism(LIZARD)], tmp_path / "runs")
    with server.beside():
        yield server


@pytest.fixture
def page(new_context, bundle, server):
    """The studio's own page, under its own policy, with the client in it."""
    page = new_context(offline=False).new_page()
    page.add_init_script(path=str(bundle("tests/studio_server_harness.ts")))
    page.goto(server.address)
    yield page
    page.close()  # before the server ends: the page would tell of requests cut off, and look for it in vain


def test_a_drawing_is_trained_here_and_its_organism_comes_back(page, server, tmp_path):
    welcome = page.evaluate("() => studio.connect()")
    assert welcome["folder"] == str(tmp_path / "runs")
    settings = {"name": "disc", "size": 8, "padding": 4, "iterations": 40, "regime": "growing"}
    run = page.evaluate("(settings) => studio.train(settings)", settings)
    assert run == "disc-growing"
    wait(page, "studio.count('progress') > 0 && studio.newest()", GROWING_MS)
    organism = page.evaluate("() => studio.newest()")
    assert (organism["name"], organism["channels"]) == ("disc", 16)
    wait(page, "studio.count('verdict') + studio.count('failed')", GROWING_MS)
    assert page.evaluate("() => studio.count('failed')") == 0
    wait(page, "studio.count('changed') >= 2", GROWING_MS)  # it has begun, and its process has ended
    listed = page.evaluate("() => studio.server.runs()")
    (found,) = listed["runs"]
    assert (found["run"], found["state"], found["iteration"]) == ("disc-growing", "finished", 40)
    kept = Run.open(tmp_path / "runs" / "disc-growing")
    assert kept.complete
    assert kept.target.size == 8
    assert page.evaluate("() => studio.newest().iteration") == 40


def test_the_board_s_drawing_is_trained_on_this_computer_and_lives_in_the_page(page, server, tmp_path):
    page.get_by_label("Start from 🍄").click()
    page.get_by_label("Name of the creature").fill("cap")
    page.get_by_role("button", name="Train it on this computer").click()
    iteration = "Number(document.querySelector('[aria-label=\"Iteration on this computer\"]')?.textContent ?? 0)"
    wait(page, f"{iteration} > 2", GROWING_MS)
    wait(page, "document.querySelector('.stage-name, .plate-name, main')?.textContent.includes('Cap')", GROWING_MS)
    assert page.get_by_alt_text("The target").evaluate("(image) => image.naturalWidth") == 24
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("button", name="Resume it").wait_for(timeout=GROWING_MS)
    kept = Run.open(tmp_path / "runs" / "cap-regenerating")
    assert 2 < kept.iteration < kept.config.training.iterations
    assert kept.target.size == 24
    assert page.get_by_role("list", name="Runs on this computer").get_by_text("cap-regenerating").count() == 1


def test_long_names_of_runs_are_shown_to_their_ends_which_tell_them_apart(page, tmp_path):
    config = bl.regenerating("quick", size=8, padding=4)
    target = bl.load_target("🦎", config.target)
    names = [f"lizard-regenerating-with-larger-wounds{end}" for end in ("", "-2", "-3")]
    for name in names:
        Run.create(target, config, tmp_path / "runs" / name)
    page.reload()
    listed = page.locator(".computer .run span:first-of-type")
    listed.nth(2).wait_for()
    assert sorted(listed.all_inner_texts()) == names
    assert listed.evaluate_all("(spans) => spans.filter((span) => span.scrollWidth > span.clientWidth).length") == 0


def test_a_run_without_a_picture_has_the_same_room_for_its_name(page, tmp_path, monkeypatch):
    config = bl.regenerating("quick", size=8, padding=4)
    Run.create(bl.load_target("🦎", config.target), config, tmp_path / "runs" / "gecko")
    places = []
    for largest in (1 << 20, 0):  # one too large is not shown
        monkeypatch.setattr(catalogue, "_LARGEST_THUMBNAIL_BYTES", largest)
        page.reload()
        name = page.locator(".computer .run span:first-of-type")
        name.wait_for()
        assert page.locator(".computer .run img").count() == (largest > 0)
        box = name.bounding_box()
        assert box is not None
        places.append((box["x"], box["width"]))
    assert places[0] == places[1]


@pytest.fixture
def elsewhere(tmp_path):
    """The address of another page of this machine."""
    # With an icon of its own: a browser would ask for one, and be cut off where the test ends first.
    (tmp_path / "index.html").write_text('<link rel="icon" href="data:,">elsewhere')
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()
        thread.join()


def test_another_page_does_not_get_in(page, server, elsewhere, errors):
    """Though it has the whole address: a browser lets it knock, and the guard turns it away."""
    page.goto(elsewhere)
    refused = page.evaluate(
        """(address) => new Promise((resolve) => {
          const socket = new WebSocket(address);
          socket.onopen = () => resolve("open");
          socket.onerror = () => resolve("refused");
        })""",
        server.address.replace("http:", "ws:") + "socket",
    )
    assert refused == "refused"
    assert any("403" in error for error in errors)
    page.goto("about:blank")
    errors.clear()


def test_the_page_connects_to_nothing_else(page, errors):
    refused = page.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
          try { new WebSocket("ws://127.0.0.1:9/"); } catch { /* the event tells */ }
        })"""
    )
    assert refused == "connect-src"
    errors.clear()
