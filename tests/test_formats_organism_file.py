"""The organism file: what it holds, the golden file, and one clear message for everything that is wrong with one."""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
from make_golden_organism import version_1
from organism_files import VERSION_1, assert_same, changed, nothing, setting

from blastema.conditions import Conditions
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.zoo.loading import load_organism


def test_golden_file_is_read_as_documented() -> None:
    assert_same(organism_file.load(VERSION_1), version_1())


def test_golden_file_by_a_reader_of_the_document_alone() -> None:
    data = VERSION_1.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    entry = header["layers.1.weight"]
    begin, end = entry["data_offsets"]
    weight = np.frombuffer(data[8 + length + begin : 8 + length + end], "<f4").reshape(entry["shape"])
    i, j = np.mgrid[:16, :4]
    np.testing.assert_array_equal(weight, ((7 * i + 3 * j + 1) % 31 - 15) / 64)
    described = json.loads(header["__metadata__"]["blastema"])
    assert described["format"] == "blastema-organism"
    assert described["version"] == 1
    assert described["grid"] == [9, 9]
    assert described["architecture"]["filters"] == ["identity", "sobel_x", "laplacian"]
    assert described["architecture"]["angle"] == 30.0
    assert base64.b64decode(described["target"]["png"]).startswith(b"\x89PNG")


def test_equal_organisms_give_equal_bytes_and_come_back_to_the_bit() -> None:
    data = organism_file.dumps(version_1())
    assert data == organism_file.dumps(version_1())
    assert data == organism_file.dumps(organism_file.loads(data))
    assert_same(organism_file.loads(data), version_1())


def test_tensors_are_those_of_the_golden_file() -> None:
    ours = safetensors.numpy.load(organism_file.dumps(version_1()))
    golden = safetensors.numpy.load(VERSION_1.read_bytes())
    assert ours.keys() == golden.keys()
    for name, value in golden.items():
        np.testing.assert_array_equal(ours[name], value)


def test_float16_is_half_as_large_and_within_rounding(tmp_path: Path) -> None:
    organism = version_1()
    organism_file.save(organism, tmp_path / "half.safetensors", "float16")
    back = organism_file.load(tmp_path / "half.safetensors")
    assert back.automaton.update.layers[0].weight.dtype == jnp.float32
    assert_same(back, organism, tolerance=2**-12)
    half = safetensors.numpy.load((tmp_path / "half.safetensors").read_bytes())
    assert {value.dtype for value in half.values()} == {np.dtype("float16")}


def test_an_organism_without_a_target_keeps_its_grid() -> None:
    organism = dataclasses.replace(version_1(), target=None, grid=(64, 96))
    back = organism_file.loads(organism_file.dumps(organism))
    assert back.target is None
    assert back.grid == (64, 96)


def test_a_loaded_organism_grows_as_the_one_that_was_saved() -> None:
    organism = version_1()
    back = organism_file.loads(organism_file.dumps(organism))
    np.testing.assert_array_equal(organism.grow(5, Conditions(3)), back.grow(5, Conditions(3)))


def test_unknown_metadata_is_tolerated() -> None:
    assert_same(organism_file.loads(changed(VERSION_1, setting("colour", value="green"))), version_1())


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (setting("version", value=4), "organism version 4; this Blastema reads versions 1 to 3.*pip install --upgrade"),
        (setting("version", value=True), "organism version True; this Blastema reads versions 1 to 3"),
        (setting("version", value="1"), "organism version '1'; this Blastema reads versions 1 to 3"),
        (setting("version", value=0), "organism version 0; this Blastema reads versions 1 to 3"),
        (setting("format", value="other"), "format 'other'; expected 'blastema-organism'"),
        (setting("architecture", value=[]), "architecture is not a JSON object"),
        (setting("architecture", "speed", value=2), r"unknown fields \(speed\)"),
        (lambda d: d["architecture"].pop("channels"), "lacks channels"),
        (setting("architecture", "channels", value=3), "channels is 3; expected a whole number from 4 to 1024"),
        (
            setting("architecture", "channels", value=12),
            r"perception.learned has shape \[1, 3, 3, 8\].*asks for \[1, 3, 3, 12\]",
        ),
        (setting("architecture", "hidden", value=[16]), r"layers.1.weight has shape \[16, 4\].*asks for \[16, 8\]"),
        (
            setting("architecture", "hidden", value="16"),
            "in the automaton, hidden is '16'; expected one or more widths",
        ),
        (setting("architecture", "filters", value=[["identity"]]), "filters is not a list of names"),
        (
            setting("architecture", "filters", value=["identity", "sobel_x", "blur"]),
            "in the architecture, there is no perception filter 'blur'",
        ),
        (setting("architecture", "learned_filters", value=0), r"asks for \[24, 16\]"),
        (setting("architecture", "fire_rate", value=1.5), "fire-rate is 1.5; expected a probability"),
        (setting("architecture", "fire_rate", value=10**400), "in the automaton, fire-rate is 1000"),
        (setting("architecture", "living_mask", value=1), "living_mask is 1; expected true or false"),
        (setting("architecture", "boundary", value="klein"), "boundary is 'klein'; expected one of zero, torus"),
        (setting("name", value="../../etc"), "the name is '../../etc'; expected"),
        (setting("name", value=""), "the name is ''; expected"),
        (setting("grid", value=[9]), r"the grid is \[9\]; expected \[height, width\]"),
        (setting("grid", value=[9, 100000]), "the grid is"),
        (setting("grid", value=[9, 10]), "does not fit the grid"),
        (setting("target", value=3), "target is neither null nor a JSON object"),
        (setting("target", "size", value="5"), "the target's size and padding are '5' and 2"),
        (setting("target", "png", value="*"), "the target's picture is not base64"),
        (setting("target", "png", value=base64.b64encode(b"GIF89a").decode()), "target.png is"),
        (setting("target", "size", value=7), "does not fit the grid"),
        (
            lambda d: (d["target"].update(size=7), d.update(grid=[11, 11])),
            "picture has 5 x 5 pixels; this grid with padding 2 asks for 7 x 7",
        ),
        (setting("provenance", value={"a": "\ud800"}), "half of a surrogate pair"),
        (setting("provenance", value="me"), "provenance is not a JSON object"),
    ],
)
def test_a_wrong_description_is_refused(edit: Any, message: str) -> None:
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(changed(VERSION_1, edit))


@pytest.mark.parametrize(
    ("tensors", "message"),
    [
        (lambda v: v.pop("layers.1.bias"), r"lacks the tensor layers.1.bias \[4\]"),
        (lambda v: v.update(spy=np.zeros(1, np.float32)), "has tensors that its architecture does not: spy"),
        (lambda v: v.update({"layers.0.bias": np.zeros(16)}), "layers.0.bias has type 'F64'; expected F32 or F16"),
        (lambda v: v.update({"layers.0.bias": np.zeros((4, 4), np.float32)}), r"layers.0.bias has shape \[4, 4\]"),
        (lambda v: v["layers.0.weight"].fill(np.nan), "layers.0.weight has values that are not finite"),
        (lambda v: v["layers.2.bias"].fill(np.inf), "layers.2.bias has values that are not finite"),
    ],
)
def test_wrong_tensors_are_refused(tensors: Any, message: str) -> None:
    with pytest.raises(FileFormatError, match=message):
        organism_file.loads(changed(VERSION_1, nothing, tensors=tensors))


def test_cut_short_anywhere_it_is_refused() -> None:
    data = VERSION_1.read_bytes()
    for length in (0, 1, 7, 8, 9, 10, 100, 1000, len(data) - 1000, len(data) - 1):
        with pytest.raises(FileFormatError, match=r"cut short|not a safetensors file|is empty"):
            organism_file.loads(data[:length])
    with pytest.raises(FileFormatError, match="cut short or altered"):
        organism_file.loads(data + b"more")


def test_other_safetensors_files_and_huge_headers_are_refused() -> None:
    with pytest.raises(FileFormatError, match=r"a safetensors file of another program \(tensors a\)"):
        organism_file.loads(safetensors.numpy.save({"a": np.zeros(3)}))
    with pytest.raises(FileFormatError, match="the header claims"):
        organism_file.loads((1 << 40).to_bytes(8, "little") + b"{}" + b" " * 100)
    with pytest.raises(FileFormatError, match="is not JSON"):
        organism_file.loads((100).to_bytes(8, "little") + b"{" * 100)


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(65 << 20)
    with pytest.raises(InputError, match="an organism file has at most 67,108,864"):
        organism_file.load(tmp_path / "huge")


def test_what_cannot_be_saved_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    organism = version_1()
    file = tmp_path / "one.safetensors"

    def with_weight(value: float) -> Organism:
        automaton = eqx.tree_at(
            lambda a: a.update.layers[0].weight,
            organism.automaton,
            replace_fn=lambda weight: weight.at[0, 0].set(value),
        )
        return dataclasses.replace(organism, automaton=automaton)

    with pytest.raises(InputError, match=r"layers\.0\.weight is not finite"):
        organism_file.save(with_weight(np.nan), file)
    with pytest.raises(InputError, match="too large for float16; use float32"):
        organism_file.save(with_weight(1e6), file, "float16")
    with pytest.raises(InputError, match="provenance is not plain JSON"):
        organism_file.save(dataclasses.replace(organism, provenance={"a": object()}), file)
    with pytest.raises(InputError, match="provenance is not plain JSON"):
        organism_file.save(dataclasses.replace(organism, provenance={"a": float("nan")}), file)
    with pytest.raises(InputError, match="provenance is not plain JSON"):
        organism_file.save(dataclasses.replace(organism, provenance={"a": "\ud800"}), file)
    with pytest.raises(InputError, match="the name is 'a/b'"):
        organism_file.save(dataclasses.replace(organism, name="a/b"), file)
    with pytest.raises(InputError, match="dtype is 'bfloat16'"):
        organism_file.save(organism, file, "bfloat16")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="there is no folder"):
        organism_file.save(organism, tmp_path / "none" / "one.safetensors")


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which no file can be made")
def test_a_folder_that_is_there_is_not_said_to_be_missing() -> None:
    with pytest.raises(InputError, match=r"cannot be written: .*Nothing was changed; choose another place"):
        organism_file.save(version_1(), Path("/proc/one.safetensors"))


def test_an_organism_is_found_by_content_in_files_and_run_folders(tmp_path: Path) -> None:
    organism_file.save(version_1(), tmp_path / "organism.safetensors")
    (tmp_path / "renamed.json").write_bytes(VERSION_1.read_bytes())
    for source in (tmp_path, str(tmp_path), tmp_path / "organism.safetensors", tmp_path / "renamed.json"):
        assert_same(load_organism(source), version_1())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "is a picture .PNG.; expected .* To train an organism on it: blastema grow"),
        (b"PK\x03\x04", "zip archive"),
        (b"\x80\x04\x95", "a Python pickle; .* Blastema does not read it"),
        (b'{"format": "blastema-config"}', "is a config of Blastema; .* To use a run, name its folder"),
        (b"[1, 2]", "is a JSON list; expected"),
        (b"hello", "is a text file; expected"),
        (b"\x00\x01\x02", "is not an organism"),
    ],
)
def test_other_content_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(FileFormatError, match=message):
        load_organism(tmp_path / "file")


def test_places_without_an_organism_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        load_organism(tmp_path / "none.safetensors")
    with pytest.raises(InputError, match="is not a run folder"):
        load_organism(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(InputError, match="stopped before its first checkpoint"):
        load_organism(tmp_path)
    with pytest.raises(InputError, match="the zoo has no 🚀; train one: blastema grow 🚀"):
        load_organism("🚀")
    with pytest.raises(InputError, match="the organism is ''; expected a name of the zoo, a run folder or a file"):
        load_organism("")
