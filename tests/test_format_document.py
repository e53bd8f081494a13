"""The numbers in docs/format.md, read out of it and held against an independent hash and against the engines' own."""

from __future__ import annotations

import re
from pathlib import Path

import jax.numpy as jnp
import numpy as np

from blastema.fire import fire_mask, fire_threshold, pcg3d_first

DOCUMENT = (Path(__file__).resolve().parents[1] / "docs" / "format.md").read_text("utf-8")
VECTORS = [
    (int(x), int(y), int(t), int(s), int(word, 16), int(top), fires == "yes")
    for x, y, t, s, word, top, fires in re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| `([0-9a-f]{8})` \| (\d+) \| (yes|no) \|$", DOCUMENT, re.MULTILINE
    )
]


def judge(x: int, y: int, t: int, s: int) -> int:
    """The document's hash in Python's integers."""
    wrap = 2**32
    a, b, c = ((v * 1664525 + 1013904223) % wrap for v in (x + 65536 * y, t, s))
    a = (a + b * c) % wrap
    b = (b + c * a) % wrap
    c = (c + a * b) % wrap
    a, b, c = (v ^ (v >> 16) for v in (a, b, c))
    return (a + b * c) % wrap


def test_hash_vectors() -> None:
    assert len(VECTORS) >= 12
    for x, y, t, s, word, top, fires in VECTORS:
        assert judge(x, y, t, s) == word
        cell = (x + 65536 * y) % 2**32
        assert int(pcg3d_first(jnp.uint32(cell), jnp.uint32(t), jnp.uint32(s))) == word
        assert top == word >> 8
        assert fires == (top < 2**23)


def test_thresholds() -> None:
    table = re.findall(r"^\| ([0-9.]+) \| (\d+) \|$", DOCUMENT, re.MULTILINE)
    assert len(table) == 8
    for rate, threshold in table:
        assert round(float(np.float32(rate)) * 2**24) == int(threshold)
        assert int(fire_threshold(jnp.float32(rate))) == int(threshold)


def test_the_drawn_mask() -> None:
    rows = re.findall(r"^[.#]{16}$", DOCUMENT, re.MULTILINE)
    drawn = np.array([[cell == "#" for cell in row] for row in rows])
    assert drawn.shape == (6, 16)
    zero = jnp.zeros(1, jnp.uint32)
    mask = fire_mask(6, 16, fire_seed=zero, step=zero, fire_rate=jnp.array([0.5]))
    np.testing.assert_array_equal(mask[0, ..., 0], drawn)
