"""A stand-in for the built page: what the document's tests need of it, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from blastema.page import document

SHELL = (
    '<!doctype html><!-- %%TITLE%% is described here --><html lang="en"><head><meta charset="utf-8">'
    '<meta http-equiv="Content-Security-Policy" content="%%CSP%%"><title>%%TITLE%%</title>'
    "<style>%%STYLE%%</style></head><body>"
    '<script type="application/json" id="organisms">%%ORGANISMS%%</script>'
    '<script type="application/json" id="options">%%OPTIONS%%</script>'
    "<script>%%SCRIPT%%</script></body></html>\n"
)

FILES = {
    "shell.html": SHELL,
    "page.js": "document.title",
    "page.css": "body{color:black}",
    "studio.js": "document.title+1",
    "studio.css": "body{margin:1px}",
    "served.js": "document.title+4",
    "volume.js": "document.title+2",
    "volume.css": "body{margin:2px}",
    "digits.js": "document.title+3",
    "digits.css": "body{margin:3px}",
}


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Path:
    """Put the stand-in in place of the built assets; ``changes`` by file name, none for a file that is missing."""
    for name, text in (FILES | changes).items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8", newline="")
    monkeypatch.setattr(document, "_folder", lambda: folder)
    return folder
