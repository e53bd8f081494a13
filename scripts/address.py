"""Colab buttons of the notebooks, made from the repository's address, which is only in pyproject.toml.

    python scripts/address.py            write them, after the address was set or changed
    python scripts/address.py --check    fail if a notebook is not up to date
    python scripts/address.py --needed   fail also without an address: before a release

The address is ``Repository`` in ``[project.urls]``. Without one there are no buttons.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path("examples") / "notebooks"
_TAG = "colab"
_HOST = "https://github.com/"
_COLAB = "https://colab.research.google.com"


def address() -> str | None:
    """The repository's address, without a slash at its end; none if the project has no public one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = project.get("urls", {}).get("Repository")
    return None if found is None else str(found).rstrip("/")


def with_button(text: str, name: str, repository: str | None) -> str:
    """A notebook with the button below its first cell and a cell that installs Blastema in Colab; without, if none.

    Args:
        text: the notebook
        name: of its file
        repository: the address; Colab opens those of GitHub
    """
    book = json.loads(text)
    cells = [cell for cell in book["cells"] if _TAG not in cell["metadata"].get("tags", ())]
    if repository is not None and repository.startswith(_HOST):
        place = f"{_COLAB}/github/{repository.removeprefix(_HOST)}/blob/main/{FOLDER.as_posix()}/{name}"
        button = f"[![Open in Colab]({_COLAB}/assets/colab-badge.svg)]({place})"
        install = (
            "import importlib.util\n\n"
            'if importlib.util.find_spec("blastema") is None:  # in Colab\n'
            f"    %pip install --quiet git+{repository}"
        )
        code: dict[str, Any] = {"cell_type": "code", "execution_count": None, "outputs": []}
        cells[1:1] = [_cell({"cell_type": "markdown"}, "button", button), _cell(code, "install", install)]
    code_cells = (cell for cell in cells if cell["cell_type"] == "code")
    for number, cell in enumerate(code_cells, start=1):
        cell["execution_count"] = number
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = number
    return json.dumps(book | {"cells": cells}, indent=1, ensure_ascii=False) + "\n"


def _cell(values: dict[str, Any], name: str, source: str) -> dict[str, Any]:
    return values | {"id": f"{_TAG}-{name}", "metadata": {"tags": [_TAG]}, "source": source.splitlines(keepends=True)}


def main() -> int:
    """See the module's documentation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--needed", action="store_true")
    arguments = parser.parse_args()
    repository = address()
    if arguments.needed and repository is None:
        print("pyproject.toml names no repository: add [project.urls] with Repository, then run this script")
        return 1
    stale = []
    for path in sorted((ROOT / FOLDER).glob("*.ipynb")):
        text = path.read_text("utf-8")
        written = with_button(text, path.name, repository)
        if written != text:
            stale.append(path.name)
            if not (arguments.check or arguments.needed):
                path.write_text(written, "utf-8", newline="\n")
    if stale and (arguments.check or arguments.needed):
        print(f"not as this script writes them: {', '.join(stale)}")
        return 1
    print(f"{'written' if stale else 'as they should be'}, for {repository or 'no address'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
