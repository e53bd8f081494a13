"""The notebooks of examples/: committed with what they gave, of a modest size; the long lane runs them again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "examples" / "notebooks").glob("*.ipynb"))
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


@pytest.mark.long
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, tmp_path: Path):
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor

    book = nbformat.read(path, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace("ITERATIONS = 800", "ITERATIONS = 60").replace("= 1200", "= 60")
    ExecutePreprocessor(timeout=600).preprocess(book, {"metadata": {"path": str(tmp_path)}})
