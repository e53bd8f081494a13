"""Links of the texts into the source tree lead somewhere; those between pages are checked where the site is built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "zoo").glob("*.md"))]
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _anchors(text: str) -> set[str]:
    """The anchors of a text's headings, as the site and the usual hosts make them."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_within_the_project_lead_somewhere(path: Path):
    for link in _LINK.findall(_FENCED.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.is_relative_to(ROOT)
        assert target.exists() or (target.parent.name == "docs" and target.name in _MADE), f"{path.name}: {link}"
        if anchor and target.suffix == ".md" and target.exists():
            assert anchor in _anchors(target.read_text("utf-8")), f"{path.name}: {link}"


_MADE = ("api.md", "api-extending.md", "cli.md", "examples.md", "notebook-article.md")
"""Pages that scripts/site.py makes: of these the site's build knows."""


def test_every_page_is_in_the_navigation():
    named = set(re.findall(r": ([\w-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} <= named
