"""MagicaVoxel's files: what is written is read again, whatever is altered is refused in words."""

from __future__ import annotations

import runpy
import struct
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import numpy as np
import pytest
from scipy import ndimage

from blastema._kinds import explained
from blastema.errors import FileFormatError, InputError
from blastema.voxel_files import is_volume, parse_vox, read_vox, vox_bytes

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "voxels"
SIDES = st.tuples(*[st.integers(1, 6)] * 3)


@st.composite
def models(draw):
    sides = draw(SIDES)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    model = random.integers(0, 256, (*sides, 4)).astype(np.uint8)
    model[..., 3] = np.where(random.random(sides) < 0.5, 255, 0)
    model[model[..., 3] == 0] = 0
    return model


@hypothesis.given(models())
def test_a_model_is_read_as_it_was_written(model):
    np.testing.assert_array_equal(parse_vox(vox_bytes(model), "a.vox"), model)


@hypothesis.given(models(), st.data())
def test_a_file_that_is_cut_short_or_altered_is_read_or_refused_in_words(model, data):
    whole = bytearray(vox_bytes(model))
    if data.draw(st.booleans()):
        del whole[data.draw(st.integers(0, len(whole) - 1)) :]
    else:
        for _ in range(data.draw(st.integers(1, 4))):
            whole[data.draw(st.integers(0, min(len(whole) - 1, 90)))] = data.draw(st.integers(0, 255))
    try:
        found = parse_vox(bytes(whole), "a.vox")
    except FileFormatError as error:
        assert "a.vox" in str(error)  # noqa: PT017
    else:
        assert found.ndim == 4
        assert found.size <= 4 * 256**3


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack("<4sII", name, len(content), 0) + content


def file_of(*chunks: bytes, version: int = 150) -> bytes:
    inside = b"".join(chunks)
    return b"VOX " + struct.pack("<I", version) + struct.pack("<4sII", b"MAIN", 0, len(inside)) + inside


SIZE = chunk(b"SIZE", struct.pack("<3I", 3, 4, 5))  # x to the right, y to the back, z up


def entries(*voxels: tuple[int, int, int, int], count: int | None = None) -> bytes:
    number = len(voxels) if count is None else count
    return chunk(b"XYZI", struct.pack("<I", number) + b"".join(bytes(voxel) for voxel in voxels))


def test_axes_and_the_palette_without_one():
    colours = {1: (255, 255, 255), 2: (255, 255, 204), 7: (255, 204, 255), 215: (0, 0, 51), 216: (238, 0, 0)}
    colours |= {226: (0, 238, 0), 236: (0, 0, 238), 246: (238, 238, 238), 255: (17, 17, 17)}
    for index, colour in colours.items():
        model = parse_vox(file_of(SIZE, entries((2, 3, 0, index)), version=200), "a.vox")
        assert model.shape == (4, 5, 3, 4)
        assert model[3, 4, 2].tolist() == [*colour, 255]
        assert model[..., 3].sum() == 255


def test_chunks_that_are_not_known_are_passed_over():
    model = parse_vox(file_of(chunk(b"PACK", b"\1\0\0\0"), SIZE, chunk(b"nTRN", b"abc"), entries((0, 0, 4, 1))), "a")
    assert model[0, 0, 0, 3] == 255


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "does not begin with VOX"),
        (b"\x89PNG\r\n\x1a\n", "does not begin with VOX"),
        (file_of(SIZE, entries(), version=151), "version 151; versions 150 and 200"),
        (b"VOX " + struct.pack("<I", 150), "cut short"),
        (b"VOX " + struct.pack("<I", 150) + chunk(b"SIZE", b""), "expected MAIN"),
        (file_of(SIZE, SIZE, entries(), entries()), "has 2 models; expected a file with one model"),
        (file_of(SIZE), "has 1 sizes, 0 models"),
        (file_of(chunk(b"SIZE", struct.pack("<3I", 3, 257, 5)), entries()), "size is 3 x 257 x 5"),
        (file_of(chunk(b"SIZE", struct.pack("<3I", 0, 1, 5)), entries()), "size is 0 x 1 x 5"),
        (file_of(chunk(b"SIZE", b"abc"), entries()), "size is missing"),
        (file_of(SIZE, entries((0, 0, 0, 1), count=2**32 - 1)), "declares 4,294,967,295 voxels but contains fewer"),
        (file_of(SIZE, entries((3, 0, 0, 1))), r"a voxel at \[3, 0, 0\] with colour 1"),
        (file_of(SIZE, entries((0, 0, 0, 0))), "with colour 0"),
        (file_of(SIZE, entries(), chunk(b"RGBA", b"1234")), "palette has 4 bytes"),
        (file_of(SIZE, struct.pack("<4sII", b"XYZI", 2**32 - 1, 0)), "extends beyond its end"),
        (file_of(SIZE, entries())[:-3], "cut short"),
    ],
)
def test_what_is_wrong_is_told(data, told):
    with pytest.raises(FileFormatError, match=told):
        parse_vox(data, "a.vox")


@pytest.mark.parametrize("name", ["tree", "house", "worm", "mushroom", "oak", "flats"])
def test_the_examples_are_as_they_are_drawn_in_one_piece(name):
    drawn = runpy.run_path(str(EXAMPLES / "draw.py"))[name]()
    assert (EXAMPLES / f"{name}.vox").read_bytes() == vox_bytes(drawn)
    model = read_vox(EXAMPLES / f"{name}.vox")
    np.testing.assert_array_equal(model, drawn)
    assert ndimage.label(model[..., 3], np.ones((3, 3, 3)))[1] == 1


def test_a_volume_is_no_organism_and_is_told():
    told = explained(file_of(SIZE, entries((0, 0, 0, 1))), "tree.vox", "organism")
    assert "tree.vox is a volume (MagicaVoxel); expected a safetensors file by Blastema" in told
    assert told.endswith("To train an organism on it: blastema grow tree.vox")


def test_models_that_no_file_can_hold(tmp_path):
    many = np.full((16, 16, 16, 4), 255, np.uint8)
    many[..., 0], many[..., 1] = np.indices((16, 16, 16))[0], np.indices((16, 16, 16))[1] * 16
    with pytest.raises(InputError, match=r"256 colours; a \.vox file has at most 255"):
        vox_bytes(many)
    with pytest.raises(InputError, match="expected"):
        vox_bytes(np.zeros((257, 1, 1, 4), np.uint8))
    with pytest.raises(InputError, match="there is no"):
        read_vox(tmp_path / "none.vox")
    assert is_volume("a/TREE.VOX")
    assert not is_volume("tree.png")
    assert not is_volume(np.zeros((3, 3, 4)))
