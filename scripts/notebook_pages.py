"""The notebooks of examples/ as pages of the documentation site, with their outputs."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "notebooks"
_MARK = re.compile(r'<div id="output-(\d+)-(\d+)"></div>')


def names() -> dict[str, str]:
    """Pages by the names of their notebooks."""
    return {path.name: f"notebook-{path.stem}.md" for path in sorted(FOLDER.glob("*.ipynb"))}


def markdown(name: str) -> str:
    """A notebook as Markdown, with marks for its outputs, which `with_outputs` replaces."""
    parts = []
    for index, cell in enumerate(_cells(name)):
        source = _joined(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        parts += [f'<div id="output-{index}-{number}"></div>' for number in range(len(cell["outputs"]))]
    link = f"[This page as a notebook](../examples/notebooks/{name})"
    return "\n\n".join([parts[0], f"{link}, to run and to change.", *parts[1:]]) + "\n"


def with_outputs(content: str, name: str) -> str:
    """A page's HTML with the outputs instead of their marks."""
    cells = _cells(name)
    return _MARK.sub(lambda mark: _shown(cells[int(mark[1])]["outputs"][int(mark[2])]), content)


def _cells(name: str) -> list[dict[str, Any]]:
    """The cells of a notebook, except those for Colab (address.py)."""
    cells: list[dict[str, Any]] = json.loads((FOLDER / name).read_text("utf-8"))["cells"]
    return [cell for cell in cells if "colab" not in cell["metadata"].get("tags", ())]


def _shown(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "text/html" in data:
        return f'<div class="notebook-output">{_joined(data["text/html"])}</div>'
    if "image/png" in data:
        return f'<p><img src="data:image/png;base64,{_joined(data["image/png"]).strip()}" alt=""></p>'
    text = _joined(output.get("text") or data["text/plain"])
    return f"<pre><code>{escape(text)}</code></pre>"


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
