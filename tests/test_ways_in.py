"""README and the pages for newcomers: their commands are commands, and what they name in the source tree is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from blastema.cli.parser import parse

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", *(f"docs/{name}.md" for name in ("teaching", "studio", "playground", "reproduce", "zoo")))
DOORS = tuple(f"docs/tutorial-{reader}.md" for reader in ("teacher", "researcher", "artist"))


def commands(text: str) -> list[list[str]]:
    """The words of each command in a page: of its blocks, and of what stands between backticks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`(blastema [^`]+)`", text)
    split = [shlex.split(line[line.index("blastema ") :], comments=True)[1:] for line in lines if "blastema " in line]
    # A verb alone is spoken of rather than run; what is in capitals, and a sweep's folder, are the reader's own.
    others = re.compile(r"\b(?:RUN|NAME|DIR|sweeps/1)\b|--help")
    return [words for words in split if len(words) > 1 and not others.search(" ".join(words))]


@pytest.mark.parametrize("page", [*PAGES, *DOORS])
def test_commands_are_understood(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = commands((ROOT / page).read_text("utf-8"))
    assert found
    for words in found:
        parse(words)
        for word in words:
            if word.startswith(("examples/", "zoo/")):
                assert Path(word).exists(), f"{page}: {word}"
