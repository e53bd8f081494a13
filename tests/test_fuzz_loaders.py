"""A small helping of benchmarks/fuzz_loaders.py: damaged files are read or refused with an error of ours."""

from __future__ import annotations

import copy
import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blastema.errors import BlastemaError


@pytest.fixture(scope="module")
def fuzz_loaders() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).resolve().parents[1] / "benchmarks")
        return importlib.import_module("fuzz_loaders")


OF_JSON = ("config", "metrics", "environment", "sweep", "evaluation", "card")


@pytest.mark.parametrize("kind", ["organism", "web model", "picture", "checkpoint", *OF_JSON])
def test_damaged_files_are_read_or_refused(fuzz_loaders: ModuleType, kind: str) -> None:
    counts, escaped, _ = fuzz_loaders.fuzz(100, 11, (kind,))
    assert not escaped, escaped[0]
    refused = sum(count for (_, outcome), count in counts.items() if outcome != "read")
    assert counts.total() == 100
    assert refused > 20


# Half of a surrogate pair, as JSON can say it, and the character that ends paths.
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\0\ud800\udce9\x1b[")), max_size=12)
SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(-(10**320), 10**320), st.floats(), TEXT,
)  # fmt: skip
VALUE = st.recursive(
    SCALAR, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)), max_leaves=6
)


def load(fuzz_loaders: ModuleType, kind: str, data: bytes, folder: Path) -> None:
    """Read it, or refuse it in one short message; anything else fails."""
    for loader in fuzz_loaders.LOADERS[kind]:
        said = "read"
        try:
            loader(data, folder)
        except BlastemaError as error:
            said = str(error)
        assert 0 < len(said) < 1000


@pytest.mark.parametrize("kind", OF_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.data())
def test_any_value_in_any_place_is_read_or_refused(
    fuzz_loaders: ModuleType, tmp_path: Path, kind: str, drawn: st.DataObject
) -> None:
    sound = drawn.draw(st.sampled_from(corpus(fuzz_loaders)[kind]))
    lines = sound.splitlines(keepends=True) if kind == "metrics" else [sound]
    changed = copy.deepcopy(json.loads(lines[0]))
    for _ in range(drawn.draw(st.integers(1, 3))):
        parent, key = drawn.draw(st.sampled_from(list(fuzz_loaders.fuzz_damage.places(changed))))
        parent[key] = drawn.draw(VALUE)
        if not list(fuzz_loaders.fuzz_damage.places(changed)):
            break
    load(fuzz_loaders, kind, json.dumps(changed).encode() + b"\n" + b"".join(lines[1:]), tmp_path)


@pytest.mark.parametrize("kind", OF_JSON)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.one_of(st.binary(max_size=200), VALUE.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_and_any_json_are_read_or_refused(
    fuzz_loaders: ModuleType, tmp_path: Path, kind: str, data: bytes
) -> None:
    load(fuzz_loaders, kind, data, tmp_path)


@pytest.mark.parametrize("kind", OF_JSON)
def test_nothing_is_read_that_is_too_deep(fuzz_loaders: ModuleType, tmp_path: Path, kind: str) -> None:
    for depth in (100, sys.getrecursionlimit() * 20):
        load(fuzz_loaders, kind, b'{"format":' + b"[" * depth + b"]" * depth + b"}", tmp_path)


_corpora: dict[str, Any] = {}


def corpus(fuzz_loaders: ModuleType) -> dict[str, list[bytes]]:
    if not _corpora:
        _corpora.update(fuzz_loaders.corpus())
    return _corpora
