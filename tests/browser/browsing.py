"""Where things are, and waiting: what the browser's tests share with their fixtures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

TESTS = Path(__file__).resolve().parents[1]
WEB = TESTS.parent / "web"
LIZARD = TESTS / "golden" / "lizard-small.safetensors"
ARTICLE = TESTS.parents[1] / "shared" / "distill"

PATIENCE_MS = 45_000
"""How long a condition may take: the machine may be busy; nothing waits longer than it must."""


def wait(page: Page, expression: str, patience_ms: float = PATIENCE_MS) -> Any:
    """Waits until a JavaScript expression is true in the page, and returns its value; no sleeping here.

    It looks from within the page: Playwright's own waiting would evaluate text there, which the page's policy forbids.
    """
    return page.evaluate(
        """() => new Promise((resolve, reject) => {
          const end = performance.now() + PATIENCE;
          const look = () => {
            const value = (EXPRESSION);
            if (value) resolve(value);
            else if (performance.now() > end) reject(new Error("waited in vain: " + WORDS));
            else setTimeout(look, 25);
          };
          look();
        })""".replace("PATIENCE", str(patience_ms))
        .replace("WORDS", json.dumps(expression))
        .replace("EXPRESSION", expression)
    )
