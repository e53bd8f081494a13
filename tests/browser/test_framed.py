"""An exported page in a frame of another page, from a real HTTPS server: what copying a link does and says."""

from __future__ import annotations

import functools
import http.server
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import LIZARD, wait
from playing import GROWING_MS, Playground

from blastema import page as playground
from blastema.zoo.loading import load_organism

if TYPE_CHECKING:
    from playwright.sync_api import Page


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def served(tmp_path) -> Iterator[str]:
    """The address of a folder with page.html, and pages that frame it with and without the clipboard."""
    text = playground.build([load_organism(LIZARD)], packed=True)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    outer = "<!doctype html><link rel=icon href=data:,><textarea></textarea>"
    for name, allow in (("allowed", 'allow="clipboard-write"'), ("plain", "")):
        frame = f'<iframe src="page.html#run=0&amp;e=plain&amp;s=7" {allow} width="900" height="600"></iframe>'
        (tmp_path / f"{name}.html").write_text(outer + frame)
        sandboxed = frame.replace("<iframe", '<iframe sandbox="allow-scripts allow-downloads"')
        (tmp_path / f"sandboxed-{name}.html").write_text(outer + sandboxed)
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Silent, directory=str(tmp_path))
    ) as server:
        server.socket = _certified(tmp_path).wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"https://organisms.test:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def _certified(folder: Path) -> ssl.SSLContext:
    """Of a certificate that nobody but the server has signed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=organisms.test"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=60
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def copied(new_context, served: str, name: str) -> tuple[Page, str]:
    """The framing page after a click on the frame's "Copy a link", and what the frame's page says."""
    context = new_context(offline=False, ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{served}/{name}.html")
    frame = page.frames[1]
    frame.get_by_role("button", name="Copy a link to this state").click()
    notices = frame.get_by_role("region", name="Messages")
    notices.get_by_text("link").first.wait_for(timeout=GROWING_MS)
    return page, notices.inner_text()


@pytest.mark.parametrize("name", ["plain", "sandboxed-allowed"])
def test_the_link_that_is_copied_in_a_frame_opens_the_same_world(new_context, served, name):
    """A frame of the same origin may copy; a sandboxed one needs ``allow``."""
    page, said = copied(new_context, served, name)
    assert "Link copied." in said
    assert "works only" not in said
    place = page.locator("textarea")
    place.press("Control+V")
    link = place.input_value()
    assert link.startswith(f"{served}/page.html#")
    page.goto(link)
    wait(page, "window.blastema")
    page.evaluate("() => blastema.ready")
    opened = Playground(page, link)
    assert opened.settings["seed"] == 7
    assert opened.engine == "plain"


def test_a_frame_that_may_not_copy_says_so(new_context, served, errors):
    _, said = copied(new_context, served, "sandboxed-plain")
    assert "A page inside another one has no link." in said
    assert all("clipboard" in text.lower() for text in errors)
    errors.clear()
