"""A small helping of benchmarks/fuzz_loaders.py: damaged files are read or refused with an error of ours."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def fuzz_loaders() -> ModuleType:
    file = Path(__file__).resolve().parents[1] / "benchmarks" / "fuzz_loaders.py"
    spec = importlib.util.spec_from_file_location("fuzz_loaders", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("kind", ["organism", "web model", "config", "picture", "checkpoint"])
def test_damaged_files_are_read_or_refused(fuzz_loaders: ModuleType, kind: str) -> None:
    counts, escaped, _ = fuzz_loaders.fuzz(100, 11, (kind,))
    assert not escaped, escaped[0]
    refused = sum(count for (_, outcome), count in counts.items() if outcome != "read")
    assert counts.total() == 100
    assert refused > 20
