"""Files that people have pictures in: their kinds and depths, arrays, names, and what only looks like a picture."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zlib
from pathlib import Path

import jax
import numpy as np
import pytest
from PIL import Image
from training_helpers import tiny_flags

from blastema import cli, emoji
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config, TargetConfig
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.picture_files import ENDINGS, FORMATS, decode, open_picture
from blastema.sweep import plan
from blastema.targets import load_target

pytest_plugins = ("training_fixtures",)

RED, CLEAR = (255, 0, 0, 255), (0, 0, 0, 0)
GREY, RGB, PALETTE = 0, 2, 3


@pytest.fixture(autouse=True)
def _place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def png(colour_type: int, depth: int, samples: np.ndarray, **chunks: bytes) -> bytes:
    """A PNG file of samples [H, W] or [H, W, 3], with further chunks before its pixels."""
    height, width = samples.shape[:2]
    bits = np.unpackbits(samples.astype(">u2").view(np.uint8).reshape(height, -1, 2), axis=-1)[..., 16 - depth :]
    rows = np.packbits(bits.reshape(height, -1), axis=-1)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    return png_file(width, height, depth, colour_type, **chunks, IDAT=data)


def png_file(width: int, height: int, depth: int, colour_type: int, **chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n"
    for kind, content in {"IHDR": header, **chunks, "IEND": b""}.items():
        named = kind.encode() + content
        file += struct.pack(">I", len(content)) + named + struct.pack(">I", zlib.crc32(named))
    return file


def read(data: bytes, name: str = "x.png") -> tuple[np.ndarray, list[str]]:
    image, notes = decode(data, name)
    assert image.mode == "RGBA"
    return np.asarray(image), notes


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def disc() -> Image.Image:
    """Half-transparent green on clear, with a red cell above and to the left."""
    image = Image.new("RGBA", (12, 10))
    image.paste((10, 200, 60, 128), (3, 3, 9, 9))
    image.putpixel((3, 3), RED)
    return image


# --- colour keys and depths of PNG


@pytest.mark.parametrize("depth", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("key", ["black", "white"])
def test_a_key_among_greys_is_transparent(depth, key):
    highest = 2**depth - 1
    samples = np.full((6, 5), 0 if key == "white" else highest)
    samples[0] = highest - samples[0]
    keyed = int(samples[0, 0])
    pixels, _ = read(png(GREY, depth, samples, tRNS=struct.pack(">H", keyed)))
    np.testing.assert_array_equal(pixels[0, :, 3], 0)
    np.testing.assert_array_equal(pixels[1:], np.broadcast_to([*(0 if keyed else 255,) * 3, 255], (5, 5, 4)))


@pytest.mark.parametrize("depth", [2, 4, 8, 16])
def test_a_key_is_one_level_and_not_its_neighbours(depth):
    levels = np.arange(4).reshape(2, 2)
    pixels, _ = read(png(GREY, depth, levels, tRNS=struct.pack(">H", 2)))
    np.testing.assert_array_equal(pixels[..., 3], [[255, 255], [0, 255]])


@pytest.mark.parametrize("depth", [8, 16])
def test_a_key_among_colours_is_exact(depth):
    highest = 2**depth - 1
    colours = np.full((3, 4, 3), highest)
    colours[1] = highest, highest, highest - 1
    colours[2] = 0, highest, highest
    pixels, _ = read(png(RGB, depth, colours, tRNS=struct.pack(">HHH", *[highest] * 3)))
    np.testing.assert_array_equal(pixels[..., 3], [[0] * 4, [255] * 4, [255] * 4])
    assert tuple(pixels[2, 0]) == (0, 255, 255, 255)


def test_a_key_is_found_in_a_turned_photograph():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    colours = np.zeros((3, 4, 3), int)
    colours[0] = 65535
    for kind, samples, key in ((RGB, colours, b"\xff" * 6), (GREY, colours[..., 0], b"\xff\xff")):
        pixels, _ = read(png(kind, 16, samples, eXIf=exif.tobytes()[6:], tRNS=key))
        np.testing.assert_array_equal(pixels[..., 3], [[255, 255, 0]] * 4)


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_transparent_colours_of_a_palette(depth):
    samples = np.array([[0, 1], [1, 0]])
    palette = bytes([255, 255, 255, 255, 0, 0])
    pixels, _ = read(png(PALETTE, depth, samples, PLTE=palette, tRNS=b"\0"))
    np.testing.assert_array_equal(pixels[..., 3], [[0, 255], [255, 0]])
    assert tuple(pixels[0, 1]) == RED


def test_sixteen_bits_are_scaled():
    deep = np.linspace(0, 65535, 24).round().astype(int)
    grey, _ = read(png(GREY, 16, deep.reshape(4, 6)))
    np.testing.assert_array_equal(grey[..., 0], np.round(deep / 257).reshape(4, 6))
    colours, _ = read(png(RGB, 16, deep.reshape(4, 2, 3)))
    np.testing.assert_allclose(colours[..., :3], deep.reshape(4, 2, 3) / 257, atol=1)
    assert (colours[..., 3] == 255).all()


# --- other kinds of files


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "TGA", "ICO"])
@pytest.mark.parametrize("with_alpha", [True, False])
def test_other_kinds_read_like_png(kind, with_alpha):
    picture = disc() if with_alpha and kind != "BMP" else disc().convert("RGB")  # Pillow writes none into a BMP
    options = {"sizes": [(6, 5), (12, 10)]} if kind == "ICO" else {}
    Path(f"My Picture.{kind}").write_bytes(encoded(picture, kind, **options))
    image, name, notes = open_picture(f"My Picture.{kind}")
    assert (image.size, name, notes) == ((12, 10), "my-picture", [])
    np.testing.assert_array_equal(image, picture.convert("RGBA"))


def test_a_large_picture_in_an_icon_is_refused():
    """An icon's own header says at most 256 x 256."""
    inside = png_file(9500, 9500, 1, GREY, IDAT=zlib.compress(bytes(9500 * 1189)))
    icon = struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(inside), 22) + inside
    with pytest.raises(InputError, match=r"x\.ico is too large a picture"):
        decode(icon, "x.ico")


def test_tiff_with_premultiplied_alpha():
    straight = np.asarray(disc())
    premultiplied = Image.fromarray(straight, "RGBA").convert("RGBa")
    data = encoded(Image.frombytes("RGBA", (12, 10), premultiplied.tobytes()), "TIFF")
    said = struct.pack("<HHII", 338, 3, 1, 2)  # its fourth sample is straight alpha
    assert data.count(said) == 1
    pixels, _ = read(data.replace(said, struct.pack("<HHII", 338, 3, 1, 1)), "x.tif")
    np.testing.assert_allclose(pixels.astype(int), straight, atol=1)
    assert (np.asarray(premultiplied) != straight).any()


def test_tiff_pages_are_not_an_animation():
    pages = [Image.new("RGB", (4, 4), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    pixels, notes = read(data, "x.tif")
    assert tuple(pixels[0, 0]) == RED
    assert notes == ["x.tif has several pages; its first page is the target."]


def test_floating_point_tiff():
    pixels, _ = read(encoded(Image.fromarray(np.float32([[0, 0.5], [1, 0.25]])), "TIFF"), "x.tif")
    np.testing.assert_array_equal(pixels[..., 0], [[0, 128], [255, 64]])
    with pytest.raises(InputError, match="greys from 0 to 300; expected 0 to 1"):
        decode(encoded(Image.fromarray(np.float32([[0, 300]])), "TIFF"), "x.tif")
    with pytest.raises(InputError, match=r"greys from 0 to 1e\+06; expected 0 to 65535"):
        decode(encoded(Image.fromarray(np.int32([[0, 1_000_000]])), "TIFF"), "x.tif")


def test_a_photograph_of_several_shots_is_not_animated():
    shots = [Image.new("RGB", (16, 16), colour) for colour in ((200, 30, 30), (0, 0, 255))]
    data = encoded(shots[0], "MPO", save_all=True, append_images=shots[1:])
    pixels, notes = read(data, "photo.jpg")
    assert notes == []
    np.testing.assert_allclose(pixels[8, 8], (200, 30, 30, 255), atol=6)


def test_nothing_else_is_taken_for_tga():
    """Its files need not say that they are; eighteen bytes of many others would do."""
    data = encoded(disc(), "TGA", rle=False)[:-26]
    assert b"TRUEVISION" not in data
    assert read(data, "x.TGA")[0].shape == (10, 12, 4)
    with pytest.raises(InputError, match="is not a picture that can be read"):
        decode(data, "x.dat")
    assert read(encoded(disc(), "TGA"), "x.dat")[0].shape == (10, 12, 4), "told by its footer"


def test_only_what_is_asked_for_is_decoded():
    with pytest.raises(InputError, match="expected one of PNG"):
        decode(encoded(disc(), "TIFF"), "target.png", formats=("PNG",))


def test_a_sweep_over_a_folder_takes_the_same_files():
    Path("many").mkdir()
    for ending in ENDINGS:
        Path("many", f"a{ending.upper()}").touch()
    Path("many", "notes.txt").touch()
    assert len(plan.make(Config(), ["many"], 1, []).entries) == len(ENDINGS)
    assert {"PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "TGA", "ICO", "NPY"} <= set(FORMATS)


# --- arrays


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_straight_arrays_read_like_their_png():
    straight = np.asarray(disc())
    for array in (straight, straight / 255, (straight / 255).astype(">f4"), np.asfortranarray(straight)):
        pixels, notes = read(npy(array), "x.npy")
        np.testing.assert_array_equal(pixels, straight)
        assert notes == []


@pytest.mark.parametrize("scale", [1, 255])
def test_premultiplied_arrays_are_seen_to_be(scale):
    target = load_target(Image.fromarray(np.asarray(disc())), size=12, padding=0, square=False)
    array = target.array if scale == 1 else np.round(target.array * 255).astype(np.uint8)
    pixels, notes = read(npy(array), "x.npy")
    seen = target.pixels[..., 3] > 0
    np.testing.assert_allclose(pixels[seen].astype(int), target.pixels[seen], atol=1)
    assert "taken as premultiplied" in notes[0]
    # What is said goes before what is seen.
    np.testing.assert_array_equal(decode(npy(array), "x.npy", premultiplied=True)[0], pixels)
    assert decode(npy(array), "x.npy", premultiplied=True)[1] == []
    straight, notes = decode(npy(array), "x.npy", premultiplied=False)
    np.testing.assert_allclose(np.asarray(straight), np.round(target.array * 255), atol=1)
    assert notes == []


def test_arrays_in_memory_are_straight_unless_told():
    array = np.full((2, 2, 4), 0.5)
    assert open_picture(array)[0].getpixel((0, 0)) == (128, 128, 128, 128)
    assert open_picture(array, premultiplied=True)[0].getpixel((0, 0)) == (255, 255, 255, 128)


def test_hard_edges_leave_no_question():
    array = np.zeros((4, 4, 4), np.uint8)
    array[1:3, 1:3] = 20, 30, 40, 255
    assert read(npy(array), "x.npy")[1] == []


def test_arrays_without_alpha():
    colours = np.random.default_rng(0).integers(0, 256, (3, 5, 3)).astype(np.uint8)
    for array, expected in ((colours, colours), (colours[..., 0], colours[..., [0, 0, 0]])):
        for stored in (array, array / 255):
            pixels, _ = read(npy(stored), "x.npy")
            np.testing.assert_array_equal(pixels[..., :3], expected)
            assert (pixels[..., 3] == 255).all()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (npy(np.zeros(3)), r"x\.npy has shape \(3,\); expected \[height, width, 4\]"),
        (npy(np.zeros((8, 8, 16))), r"has shape \(8, 8, 16\)"),
        (npy(np.zeros((4, 4, 4), np.int64)), "type int64; expected uint8 or a float"),
        (npy(np.full((4, 4), 255.0)), r"values outside \[0, 1\]"),
        (npy(np.ones((4, 4)))[:-1], "is cut short: its header says"),
        (npy(np.ones((4, 4)))[:9], "is corrupt or cut short"),
        (b"\x93NUMPY\x09\0" + npy(np.ones((4, 4)))[8:], "is corrupt or cut short"),
    ],
)
def test_arrays_that_are_no_picture(data, message):
    with pytest.raises(InputError, match=message):
        decode(data, "x.npy")


def test_no_array_is_unpickled_or_allocated_unseen():
    stream = io.BytesIO()
    np.save(stream, np.array([[print]]), allow_pickle=True)
    with pytest.raises(InputError, match="type object; expected uint8"):
        decode(stream.getvalue(), "x.npy")
    for shape, message in (((40_000, 40_000), "limit is 64,000,000 pixels"), ((8000, 8000), "is cut short")):
        header = repr({"descr": "<f8", "fortran_order": False, "shape": shape}).encode()
        with pytest.raises(InputError, match=message):
            decode(b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header, "x.npy")


# --- what only looks like a picture


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='32' height='32'/>"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("my x.svg", SVG, r"rsvg-convert --width 512 --keep-aspect-ratio 'my x\.svg' --output 'my x\.png' \(.*librsvg"),
        ("x.svg", b"<?xml version='1.0'?>\n<!-- by hand -->\n" + SVG, "is an SVG drawing"),
        ("x.svgz", gzip.compress(SVG, mtime=0), "is an SVG drawing"),
        ("x.pdf", b"%PDF-1.7\n", r"pdftoppm -png -singlefile x\.pdf x \(.*poppler-utils"),
        ("x.heic", b"\0\0\0\x18ftypheic" + bytes(50), r"heif-convert x\.heic x\.png \(.*libheif-examples"),
        ("x.png", b"\n<!DOCTYPE html><html><img src='x.png'>", "x.png is an HTML page"),
        ("x.psd", b"8BPS" + bytes(50), "Export it from there as PNG"),
        ("x.zip", b"PK\x03\x04" + bytes(50), "x.zip is a zip archive"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_way(name, data, message):
    with pytest.raises(InputError, match=message) as caught:
        decode(data, name)
    assert str(caught.value).startswith(f"{name} is a")


# --- names


def refused(capsys, *words: str) -> str:
    code = cli.run(words)
    said = capsys.readouterr().err
    assert (code, said.count("\n")) == (2, 1), said
    return said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grow", "https://example.org/a//cat.png"], "https://example.org/a//cat.png is an address, but only files"),
        (["import", "https://example.org/ex1.json"], "https://example.org/ex1.json is an address"),
        (["info", "https://example.org/organism"], "https://example.org/organism is an address"),
        (["grow", "🦎", "--from", "ftp://example.org/x"], "ftp://example.org/x is an address"),
        (["sweep", "--targets", "http://example.org/cat.png"], "Download it first, and give the file"),
        (["grow", "file:///home/me/cat.png"], "cat.png is an address, but only files can be read. Give"),
        (["grow", "gecko"], "there is no file gecko; expected a picture or an emoji. Did you mean lizard?"),
        (["grow", ":spider_web:"], "Did you mean web?"),
        (["grow", "rocket"], "Did you mean 🚀?"),
        (["grow", "butterflly"], "Did you mean butterfly?"),
        (["grow", "mycat"], "Did you mean mycat.PNG?"),
        (["grow", "mycta.png"], "Did you mean mycat.PNG?"),
        (["grow", "sub/hors.jpg"], "Did you mean sub/horse.jpg?"),
        (["sweep", "--targets", "gecko"], "Did you mean lizard?"),
        (["grow", "A"], "there is no file A; expected a picture or an emoji. Text cannot be grown directly"),
        (["grow", "zzz.png"], "there is no file zzz.png; expected a picture or an emoji.\n"),
        (["grow", "cat\ud800.png"], r"picture is 'cat\ud800.png'; expected an emoji or the path of a file, in UTF-8"),
        (["grow", "a\0b"], r"picture is 'a\x00b'; expected an emoji or the path of a file"),
    ],
)  # fmt: skip
def test_names_that_are_no_picture(capsys, words, message):
    Path("mycat.PNG").touch()
    Path("sub").mkdir()
    Path("sub/horse.jpg").touch()
    assert message in refused(capsys, *words)


def test_how_an_array_has_its_colours_is_a_setting(tmp_path):
    array = np.full((6, 6, 4), 0.5, np.float32)
    np.save(tmp_path / "x.npy", array)
    colours = {}
    for said in ("auto", "straight", "premultiplied"):
        target = load_target(tmp_path / "x.npy", size=6, padding=0, array_alpha=said)
        colours[said] = int(target.pixels[3, 3, 0])
        assert any("--array-alpha straight" in note for note in target.notes) == (said == "auto")
    assert colours == {"auto": 255, "straight": 128, "premultiplied": 255}


@pytest.mark.parametrize("text", [":lizard:", ":Lizard:", " lizard "])
def test_a_name_between_colons_is_one(text):
    assert open_picture(text)[1] == "lizard"
    assert emoji.canonical(text) == "🦎"


def test_other_names_are_of_the_ten():
    assert set(emoji.SYNONYMS.values()) <= set(emoji.BUILT_IN.values())
    assert not set(emoji.SYNONYMS) & set(emoji.BUILT_IN.values())


def test_half_a_surrogate_pair_in_a_config_is_one_message(capsys):
    raw = json.loads(config_file.to_json(Config()))
    raw["target"]["picture"] = "\ud800"
    Path("c.json").write_text(json.dumps(raw))
    assert "c.json is not JSON" in refused(capsys, "grow", "--config", "c.json")
    raw["target"]["picture"], raw["run"]["kernel"] = "🦎", "\udfff"
    with pytest.raises(FileFormatError, match="half of a surrogate pair"):
        config_file.from_json(json.dumps(raw))
    assert config_file.from_json(json.dumps(raw | {"run": {}})).target.picture == "🦎", "a whole pair is a character"
    for value in ("\udc80", 5):
        with pytest.raises(InputError, match="expected an emoji or the path of a file"):
            TargetConfig(picture=value)


def test_a_long_file_name_is_shortened():
    name = "cat " * 50 + ".png"
    disc().save(name)
    target = load_target(name, size=8)
    assert target.name == "cat-" * 14 + "cat"
    automaton = CellularAutomaton.initial(AutomatonConfig(hidden=(4,)), jax.random.key(0))
    organism_file.dumps(Organism(automaton, target.name, target.grid, target))  # it refuses names of more than 100
    assert plan.make(Config(), [name], 1, []).entries[0].name == "cat_" * 15 + "-s0"


@pytest.mark.long
@pytest.mark.usefixtures("plain_pictures")
def test_a_picture_with_a_long_name_trains(capsys):
    name = "cat " * 50 + ".png"
    disc().save(name)
    assert cli.run(["grow", name, *tiny_flags(iterations=1)]) == 0, capsys.readouterr().err
    assert Path("runs", "cat-" * 15 + "regenerating", "organism.safetensors").exists()
