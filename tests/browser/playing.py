"""What the tests of the playground have in common: a page that stands still, its cells as arrays, pointers on cells."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from browsing import LIZARD, wait

if TYPE_CHECKING:
    from playwright.sync_api import Page

STILL = "run=0&e=plain&s=7&v=max"
"""A world that stands still, on the engine that is the same everywhere."""

GROWING_MS = 300_000
"""How long some hundred steps may take on a busy machine."""

_SNAPSHOT = """() => {
  const { state, species, ...rest } = blastema.snapshot();
  const text = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    let letters = "";
    for (const byte of bytes) letters += String.fromCharCode(byte);
    return btoa(letters);
  };
  return { ...rest, state: text(state), species: text(species) };
}"""


@dataclass(frozen=True)
class Seen:
    """A copy of the world: state [H, W, C], species [H, W], steps since it began."""

    state: np.ndarray
    species: np.ndarray
    step: int


class Playground:
    """A page of the playground, driven as a user would, and looked into by its handle ``window.blastema``."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def open(self, fragment: str = STILL) -> Playground:
        """Opens it by a link, afresh, and waits until the world lives."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{fragment.removeprefix('#')}")
        wait(self.page, "window.blastema")
        self.page.evaluate("() => blastema.ready")
        return self

    def __getattr__(self, name: str) -> Any:
        return self.page.evaluate(f"() => blastema.{name}")

    def seen(self) -> Seen:
        """The world as it is."""
        raw = self.page.evaluate(_SNAPSHOT)
        shape = raw["height"], raw["width"]
        state = np.frombuffer(base64.b64decode(raw["state"]), "<f4").reshape(*shape, raw["channels"])
        return Seen(state, np.frombuffer(base64.b64decode(raw["species"]), np.uint8).reshape(shape), raw["step"])

    def point(self, row: float, column: float) -> tuple[float, float]:
        """The point of the window over the middle of a cell."""
        found = self.page.evaluate("([row, column]) => blastema.pointOf(row, column)", [row, column])
        return found["x"], found["y"]

    def drag(self, *cells: tuple[float, float]) -> None:
        """Presses the mouse over the first cell, moves it straight from cell to cell, and lets it go."""
        mouse = self.page.mouse
        mouse.move(*self.point(*cells[0]))
        mouse.down()
        for cell in cells[1:]:
            mouse.move(*self.point(*cell))
        mouse.up()
        self.frame()

    def frame(self, count: int = 2) -> None:
        """Waits for the browser to draw so many times; what was painted is laid with the next frame."""
        self.page.evaluate(
            """(count) => new Promise((resolve) => {
              const next = () => (count-- > 0 ? requestAnimationFrame(next) : resolve());
              next();
            })""",
            count,
        )

    def button(self, name: str) -> Any:
        """A button by its accessible name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, *keys: str) -> None:
        """Keys, each pressed and let go."""
        for key in keys:
            self.page.keyboard.press(key)
        self.frame()

    def play_until(self, condition: str) -> None:
        """Plays until something is true, then pauses; at the highest speed if the link said so."""
        if not self.playing:
            self.button("Play").click()
        wait(self.page, condition, GROWING_MS)
        self.button("Pause").click()
        wait(self.page, "!blastema.playing")
        self.frame()

    def alerts(self) -> list[str]:
        """The error messages that are shown."""
        return self.page.get_by_role("alert").all_inner_texts()


def begin(page: Page, write_page: Callable[..., str], sources: Sequence[Path] = (LIZARD,)) -> Playground:
    """The playground with these organisms, opened from a file; not begun yet."""
    return Playground(page, write_page(sources))
