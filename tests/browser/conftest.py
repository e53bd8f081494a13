"""A real Chromium for the page's tests: any error on its console fails the test.

Chromium is the system's own (Debian's), found on the PATH; Playwright only drives it.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browsing import LIZARD, PATIENCE_MS, WEB

from blastema import page as playground
from blastema.zoo.loading import load_organism

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--host-resolver-rules=MAP *.test 127.0.0.1",  # hosts that are not this machine by their names
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, without a screen and with software rendering."""
    from playwright.sync_api import sync_playwright

    executable = next(filter(None, map(shutil.which, NAMES)), None)
    assert executable is not None, f"no Chromium on the PATH (one of {', '.join(NAMES)}); apt install chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def errors() -> list[str]:
    """What the page's console and its uncaught errors have said; a test that provokes some clears the list."""
    return []


@pytest.fixture
def new_context(chromium: Browser, errors: list[str]) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts (size, colour scheme, touch, ...) without a network, whose pages tell their errors."""
    made: list[BrowserContext] = []

    def make(**settings: Any) -> BrowserContext:
        context = chromium.new_context(**({"viewport": {"width": 1120, "height": 760}, "offline": True} | settings))
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", lambda message: message.type == "error" and errors.append(message.text))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert not errors, "the page's console has errors"


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """An empty page of an ordinary size."""
    return new_context().new_page()


@pytest.fixture
def write_page(tmp_path: Path) -> Callable[..., str]:
    """Writes a page with organisms in it and returns its ``file://`` address."""

    def write(sources: Sequence[Path] = (LIZARD,), *, packed: bool = True, name: str = "page.html") -> str:
        file = tmp_path / name
        text = playground.build([load_organism(source) for source in sources], packed=packed)
        file.write_text(text, encoding="utf-8")
        return file.as_uri()

    return write


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Bundles a TypeScript file of ``web/`` into one classic script, as the page's own build does."""
    folder = tmp_path_factory.mktemp("bundles")

    def make(source: str) -> Path:
        out = folder / f"{Path(source).stem}.js"
        if not out.exists():
            tool = WEB / "node_modules" / ".bin" / "esbuild"
            assert tool.exists(), "esbuild is missing: npm ci (in web/)"
            flags = ("--bundle", "--format=iife", "--target=es2022", "--loader:.wasm=binary", "--log-level=warning")
            subprocess.run([tool, source, *flags, f"--outfile={out}"], cwd=WEB, check=True, timeout=120)
        return out

    return make
