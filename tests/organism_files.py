"""Organism files, edited: what the tests of the format share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jax
import numpy as np
import safetensors.numpy

from blastema.organism import Organism

VERSION_1 = Path(__file__).parent / "golden" / "organism-v1.safetensors"
VERSION_2 = Path(__file__).parent / "golden" / "organism-v2.safetensors"


def assert_same(a: Organism, b: Organism, tolerance: float = 0.0) -> None:
    """The same in all that a file holds; arrays to the bit, if no tolerance is given."""
    # The structure has all kinds and settings, filters with their taps among them.
    assert jax.tree.structure(a.automaton) == jax.tree.structure(b.automaton)
    for one, other in zip(jax.tree.leaves(a.automaton), jax.tree.leaves(b.automaton), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=tolerance)
    assert (a.name, a.grid, a.provenance, a.seeds) == (b.name, b.grid, b.provenance, b.seeds)
    assert (a.target is None) == (b.target is None)
    if a.target is not None and b.target is not None:
        assert (a.target.name, a.target.padding) == (b.target.name, b.target.padding)
        np.testing.assert_array_equal(a.target.pixels, b.target.pixels)


def description(data: bytes) -> dict[str, Any]:
    """What a file says of the organism."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    described: dict[str, Any] = json.loads(header["__metadata__"]["blastema"])
    return described


def changed(file: Path, edit: Any, *, tensors: Any = None) -> bytes:
    """A file's bytes with its description edited by ``edit`` and its tensors by ``tensors``."""
    data = file.read_bytes()
    described = description(data)
    edit(described)
    values = {name: value.copy() for name, value in safetensors.numpy.load(data).items()}
    if tensors:
        tensors(values)
    return safetensors.numpy.save(values, {"blastema": json.dumps(described), "other": "is tolerated"})


def setting(*path: str | int, value: Any) -> Any:
    """An edit that puts a value at a place."""

    def edit(described: Any) -> None:
        for key in path[:-1]:
            described = described[key]
        described[path[-1]] = value

    return edit


def without(*path: str | int) -> Any:
    """An edit that takes away what is at a place."""

    def edit(described: Any) -> None:
        for key in path[:-1]:
            described = described[key]
        del described[path[-1]]

    return edit


def nothing(described: dict[str, Any]) -> None:
    """An edit that changes nothing."""
