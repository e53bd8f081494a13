"""The notebooks of examples/: committed with what they gave, of a modest size; the long lane runs them again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "examples" / "notebooks").glob("*.ipynb"))
LARGEST_BYTES = 500_000


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_as_it_was_run_from_the_first_cell_to_the_last(path: Path):
    text = path.read_text("utf-8")
    assert len(text.encode()) < LARGEST_BYTES
    code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell["outputs"] if output["output_type"] == "error"]
    assert "<iframe srcdoc=" in text, "an organism lives in it"
    assert not re.search(r'[\s"(]/(home|root|tmp|usr|opt)/', text), "paths of a machine"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_colab_button_leads_to_the_address_of_the_project_and_nowhere_without_one(path: Path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "scripts")
    address = __import__("address")
    text = path.read_text("utf-8")
    assert address.with_button(text, path.name, address.address()) == text, "run scripts/address.py"
    bare = address.with_button(text, path.name, None)
    assert "colab.research" not in bare
    book = json.loads(address.with_button(text, path.name, "https://github.com/someone/blastema"))
    place = f"(https://colab.research.google.com/github/someone/blastema/blob/main/examples/notebooks/{path.name})"
    assert "".join(book["cells"][1]["source"]).endswith(place)
    assert "".join(book["cells"][2]["source"]).endswith("git+https://github.com/someone/blastema")
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert address.with_button(json.dumps(book), path.name, None) == bare


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, tmp_path: Path, monkeypatch):
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor

    monkeypatch.setenv("XLA_FLAGS", "")  # it trains for longer than it compiles
    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("ITERATIONS = 800", "ITERATIONS = 60").replace("= 1200", "= 60")
    ExecutePreprocessor(timeout=600).preprocess(book, {"metadata": {"path": str(tmp_path)}})
