"""What docs/format.md says, read out of it: numbers against an independent hash and the engines' own, the description
of an organism and the tables of its fields against what is read and written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import planted
import pytest
from make_golden_organism import version_2
from organism_files import VERSION_1, changed, description, without

from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig
from blastema.errors import FileFormatError
from blastema.filters import FILTERS
from blastema.fire import CHANNEL_STRIDE, fire_mask, fire_threshold, pcg3d_first, words
from blastema.formats import organism_file, parts
from blastema.registry import DECODERS, LIVES, PERCEPTIONS, UPDATES

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


def test_hash_vectors_of_volumes() -> None:
    cell = r"^\| (\d+), (\d+), (\d+) \| (\d+) \| (\d+) \| `([0-9a-f]{8})` \| (\d+) \| (yes|no) \|$"
    rows = re.findall(cell, DOCUMENT, re.MULTILINE)
    assert len(rows) == 5
    for *place, time, seed, word, top, fires in rows:
        x, y, z = map(int, place)
        found = int(words((z + 1, y + 1, x + 1), jnp.uint32([int(seed)]), jnp.uint32([int(time)]))[0, z, y, x, 0])
        assert found == int(word, 16) == judge(x + 65536 * y + 16777216 * z, 0, int(time), int(seed))
        assert int(top) == found >> 8
        assert (fires == "yes") == (found >> 8 < 2**23)


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


def test_the_words_of_channels() -> None:
    assert CHANNEL_STRIDE == 2654435769
    rows = re.findall(
        r"^\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| `([0-9a-f]{8})` \| (\d+) \| (yes|no) \|$",
        DOCUMENT,
        re.MULTILINE,
    )
    assert len(rows) >= 6
    for *numbers, word, top, fires in rows:
        x, y, t, s, channel = map(int, numbers)
        expected = judge(x, y, t, (s + 2654435769 * (channel + 1)) % 2**32)
        assert expected == int(word, 16)
        assert (expected >> 8, fires == "yes") == (int(top), expected >> 8 < 2**23)
        if y < 100:
            seed, step = jnp.array([s], jnp.uint32), jnp.array([t], jnp.uint32)
            assert int(words((y + 1, x + 1), seed, step, channel + 1)[0, y, x, channel]) == expected


# --- the description of an organism -----------------------------------------------------------------------------------

EXAMPLE: dict[str, Any] = json.loads(re.findall(r"^```json\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)[0])


def fields_of(heading: str) -> list[tuple[str, ...]]:
    """The rows of the table under a heading row."""
    table = DOCUMENT.split(heading, 1)[1].split("\n\n", 1)[0]
    rows = [tuple(cell.strip() for cell in line.strip("| ").split(" | ")) for line in table.splitlines()[2:]]
    assert len(rows) > 5
    return rows


def test_the_example_is_the_articles_automaton() -> None:
    found = parts.skeleton(EXAMPLE["automaton"], "the document")
    article = CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))
    assert jax.tree.structure(found) == jax.tree.structure(article)
    assert parts.describe(article) == EXAMPLE["automaton"], "it has every field that is written"
    assert EXAMPLE["seeds"] == [[side // 2 for side in EXAMPLE["grid"]]]
    assert max(EXAMPLE["grid"]) == EXAMPLE["target"]["size"] + 2 * EXAMPLE["target"]["padding"]
    bare = {part: {"kind": EXAMPLE["automaton"][part]["kind"]} for part in ("perception", "update", "life")}
    assert parts.skeleton({"channels": 16} | bare, "bare") == found, "its values are the defaults"


def test_the_tables_have_all_fields() -> None:
    written = description(organism_file.dumps(version_2()))
    flat = {name for name, *_ in fields_of("| field | type | what | left out |")}
    target = {f"`target.{name}`" for name in written["target"]}
    more = {"`pictures`", "`signal`", "`start_radius`", "`target.pixels_per_cell`"}  # the sample file has none of them
    assert flat == {f"`{name}`" for name in written} | target | more
    automaton = {name for name, *_ in fields_of("| `automaton.` | type | what |")}
    inner = {
        f"`{part}.{name}`"
        for part in ("perception", "update", "life", "physics")
        for name in written["automaton"][part]
    }
    more = {"`channels`", "`perception.embedding`", "`decoder.kind`", "`decoder.pixels`", "`decoder.widths`"}
    assert automaton == inner | more


def test_the_table_of_motions_has_all_fields() -> None:
    written = description(organism_file.dumps(planted.walks()))
    assert written["version"] == organism_file.VERSION == 3
    table = DOCUMENT.split("| `target.motion.` | type | what |", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(written["target"]["motion"])
    walker = planted.walks().target
    assert walker is not None
    assert walker.motion is not None
    assert [walker.motion.place_at(n) for n in range(9)] == [(0, n * 4 // 4) for n in range(9)]


def test_kinds_are_those_of_the_document() -> None:
    said = {name.strip("`"): what for name, _, what in fields_of("| `automaton.` | type | what |")}
    for part, registry in {"perception": PERCEPTIONS, "update": UPDATES, "life": LIVES, "decoder": DECODERS}.items():
        assert re.findall(r'"([a-z-]+)"', said[f"{part}.kind"]) == list(registry.names)


def test_version_1_as_the_document_tells_it() -> None:
    names = {name for row in fields_of("| `architecture.` |") for name in re.findall(r"`(\w+)`", row[0])}
    assert names == set(description(VERSION_1.read_bytes())["architecture"])
    with pytest.raises(FileFormatError, match="lacks channels"):
        organism_file.loads(changed(VERSION_1, without("architecture", "channels")))
    for name in ("laplacian", "mean"):
        rows, divisor = re.findall(rf"`{name}`, `(\[\[.*?\]\]) / (\d+)`", DOCUMENT)[0]
        np.testing.assert_array_equal(FILTERS[name].still, np.array(json.loads(rows)) / int(divisor))
