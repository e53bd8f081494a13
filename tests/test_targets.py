"""Targets: geometry, premultiplied colours, the article's ten pictures, and everything that is not a picture."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from blastema import emoji
from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.targets import Target, load_target, read_png

RED, CLEAR = (255, 0, 0, 255), (0, 0, 0, 0)
ARTICLES = Path(__file__).resolve().parents[2] / "shared" / "distill" / "targets.png"


def plain(width, height, colour=RED):
    return Image.new("RGBA", (width, height), colour)


def covered(target: Target):
    """First and last row and column that are not empty."""
    rows, columns = np.nonzero(target.pixels[..., 3])
    return int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max())


# --- geometry ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "size", "expected"),
    [
        (40, 40, 40, (0, 39, 0, 39)),
        (20, 10, 20, (5, 14, 0, 19)),  # as it is, centred
        (10, 20, 20, (0, 19, 5, 14)),
        (20, 11, 20, (4, 14, 0, 19)),  # 9 empty rows: 4 above and 5 below
        (11, 20, 20, (0, 19, 4, 14)),
        (3, 3, 30, (0, 29, 0, 29)),  # upwards, too
        (200, 100, 40, (10, 29, 0, 39)),
        (1000, 1, 10, (4, 4, 0, 9)),  # never thinner than one cell
    ],
)
@pytest.mark.parametrize("pixel_art", [False, True])
def test_the_longer_side_fits_and_the_rest_is_centred(width, height, size, expected, pixel_art):
    target = load_target(plain(width, height), size=size, padding=3, pixel_art=pixel_art)
    assert target.pixels.shape == (size, size, 4)
    assert covered(target) == expected
    assert (target.size, target.padding, target.grid) == (size, 3, (size + 6, size + 6))


def test_padding_surrounds_the_picture():
    target = load_target(plain(8, 8), size=8, padding=5)
    array = target.array
    assert array.shape == (18, 18, 4)
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array[5:13, 5:13], np.broadcast_to(np.float32([1, 0, 0, 1]), (8, 8, 4)))
    array[5:13, 5:13] = 0
    np.testing.assert_array_equal(array, 0)


def test_the_article_has_72_cells():
    assert load_target("🦎").grid == (72, 72)
    assert load_target("🦎", TargetConfig(size=24), padding=6).grid == (36, 36)


def test_pixel_art_keeps_its_colours_and_lanczos_mixes_them():
    board = np.zeros((4, 4, 4), np.uint8)
    board[..., 3] = 255
    board[::2, ::2, 0] = 255
    hard = load_target(board, size=16, pixel_art=True)
    np.testing.assert_array_equal(hard.pixels, board.repeat(4, 0).repeat(4, 1))
    soft = load_target(board, size=16)
    assert len(np.unique(soft.pixels[..., 0])) > 10


def test_a_hidden_colour_does_not_leak_into_the_edge():
    """Scaling is premultiplied: green under full transparency is not seen at the edge of a red square."""
    picture = np.zeros((32, 32, 4), np.uint8)
    picture[..., 1] = 255
    picture[8:24, 8:24] = RED
    target = load_target(picture, size=13, padding=0, trim=False)
    assert target.array[..., 1].max() < 0.01
    edge = (target.pixels[..., 3] > 20) & (target.pixels[..., 3] < 235)
    assert edge.any()
    assert (target.pixels[edge][:, 0] > 240).all()


@given(
    st.integers(1, 12).flatmap(
        lambda h: st.integers(1, 12).flatmap(
            lambda w: st.binary(min_size=h * w * 4, max_size=h * w * 4).map(
                lambda raw: np.frombuffer(raw, np.uint8).reshape(h, w, 4)
            )
        )
    ),
    st.integers(1, 14),
    st.booleans(),
)
def test_any_picture_gives_a_premultiplied_target(picture, size, pixel_art):
    try:
        target = load_target(picture, size=size, padding=2, pixel_art=pixel_art)
    except InputError:
        faint = picture[..., 3].astype(int).sum() < 255 * max(picture.shape) / size + 1
        assume(not faint)
        raise
    array = target.array
    assert array.shape == (size + 4, size + 4, 4)
    assert (array >= 0).all()
    assert (array <= 1).all()
    assert (array[..., :3] <= array[..., 3:]).all()
    again = read_png(target.png(), target.padding, target.name)
    np.testing.assert_array_equal(again.pixels, target.pixels)
    np.testing.assert_array_equal(again.array, array)


# --- the article's ten ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(
    not ARTICLES.parent.is_dir(), reason="the article's own targets (shared/distill) are not beside the project"
)
@pytest.mark.parametrize(("number", "symbol"), list(enumerate(emoji.BUILT_IN)))
def test_built_in_emoji_are_the_articles(number, symbol):
    with Image.open(ARTICLES) as sheet:
        pixels = np.asarray(sheet.convert("RGBA"), np.float32)
    expected = pixels[:, 40 * number : 40 * number + 40] / 255
    found = load_target(symbol, size=40, padding=0).array
    assert np.log10(((found - expected) ** 2).mean()) < -3.4


@pytest.mark.parametrize(("symbol", "name"), list(emoji.BUILT_IN.items()))
def test_built_in_emoji_by_symbol_and_by_name(symbol, name):
    target = load_target(symbol, size=16, padding=2)
    assert target.name == name
    for other in (name, name.upper(), f" {name} ", symbol + "\N{VARIATION SELECTOR-16}"):
        assert emoji.canonical(other) == symbol
        np.testing.assert_array_equal(load_target(other, size=16, padding=2).pixels, target.pixels)
    top, bottom, left, right = covered(load_target(symbol))
    assert max(bottom - top, right - left) >= 38, "the margin of the artwork is still there"


# --- kinds of pictures ------------------------------------------------------------------------------------------------


def saved(image, path, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "webp", "gif"])
def test_formats_with_transparency(tmp_path, suffix):
    picture = plain(10, 10, CLEAR)
    picture.paste(RED, (2, 2, 8, 8))
    options = {"lossless": True} if suffix == "webp" else {}
    target = load_target(
        saved(picture, tmp_path / f"My Picture (1).{suffix}", **options), size=10, padding=1, trim=False
    )
    np.testing.assert_array_equal(target.pixels, np.asarray(picture))
    assert target.name == "my-picture-1"
    assert target.notes == ()


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpeg_of_every_kind(tmp_path, mode):
    path = saved(plain(12, 12, (200, 60, 30, 255)).convert("RGB").convert(mode), tmp_path / "a.jpg", quality=95)
    pixel = load_target(path, size=12).pixels[6, 6].astype(int)
    expected = (100, 100, 100) if mode == "L" else (200, 60, 30)
    np.testing.assert_allclose(pixel[:3], expected, atol=8 if mode == "L" else 4)
    assert pixel[3] == 255


def test_palette_with_a_transparent_colour(tmp_path):
    picture = Image.new("P", (6, 6), 0)
    picture.putpalette([0, 0, 0, 255, 0, 0, 0, 0, 255])
    picture.paste(1, (0, 0, 3, 6))
    picture.paste(2, (3, 3, 6, 6))
    pixels = load_target(saved(picture, tmp_path / "p.png", transparency=0), size=6).pixels
    assert [tuple(pixels[at]) for at in ((0, 0), (0, 5), (5, 5))] == [RED, CLEAR, (0, 0, 255, 255)]


def test_grey_with_16_bits_is_scaled_and_not_clipped(tmp_path):
    deep = np.linspace(0, 65535, 64).reshape(8, 8).astype(np.uint16)
    pixels = load_target(saved(Image.fromarray(deep), tmp_path / "deep.png"), size=8).pixels
    np.testing.assert_array_equal(pixels[..., 0], np.round(deep / 257))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_upright(tmp_path, orientation):
    """By the camera's note in the file; the picture is red on top and white below."""
    upright = plain(20, 30, (255, 255, 255, 255)).convert("RGB")
    upright.paste(RED[:3], (0, 0, 20, 10))
    # How the camera has stored it, so that the note's operation brings it back.
    undo = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90"}
    undo |= {7: "TRANSVERSE", 8: "ROTATE_270"}
    stored = upright.transpose(Image.Transpose[undo[orientation]]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = load_target(saved(stored, tmp_path / "photo.png", exif=exif), size=30, pixel_art=True).pixels
    assert tuple(pixels[2, 15]) == RED
    assert tuple(pixels[27, 15]) == (255, 255, 255, 255)
    assert tuple(pixels[15, 1]) == CLEAR


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_the_first_frame_of_an_animation(tmp_path, suffix):
    frames = [plain(8, 8, colour) for colour in (RED, (0, 0, 255, 255), (0, 255, 0, 255))]
    options = {"lossless": True} if suffix == "webp" else {}
    path = saved(frames[0], tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:], **options)
    target = load_target(path, size=8)
    assert tuple(target.pixels[4, 4]) == RED
    assert target.notes == (f"{path} is animated; its first frame is the target (all: --motion cycle).",)


def test_the_picture_handed_in_stays_as_it_is():
    picture = plain(20, 20, (250, 250, 250, 255))
    picture.paste(RED, (5, 5, 15, 15))
    picture.putpixel((0, 10), (240, 244, 250, 255))  # nearly the background
    before = np.asarray(picture).copy()
    load_target(picture, size=20)
    np.testing.assert_array_equal(np.asarray(picture), before)


def test_float_arrays():
    straight = np.full((4, 4, 4), 0.5)
    target = load_target(straight, size=4, padding=0)
    np.testing.assert_allclose(target.array[0, 0], [0.25, 0.25, 0.25, 0.5], atol=0.003)
    np.testing.assert_array_equal(load_target(straight.astype(np.float32), size=4).pixels, target.pixels)
    np.testing.assert_array_equal(load_target(target.pixels[::-1], size=4).pixels, target.pixels[::-1])


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((4, 4, 2)), r"shape \(4, 4, 2\); expected \[height, width, 4\]"),
        (np.zeros((1, 4, 4, 4)), "expected"),
        (np.zeros((0, 4, 4)), "expected"),
        (np.zeros((4, 4, 4), np.int32), "type int32; expected uint8 or a float"),
        (np.zeros((4, 4, 4), bool), "type bool"),
        (np.full((4, 4, 4), 1.1), r"outside \[0, 1\]"),
        (np.full((4, 4, 4), -0.1), r"outside \[0, 1\]"),
        (np.full((4, 4, 4), np.nan), r"outside \[0, 1\]"),
        (np.zeros((4, 4, 4), np.uint8), "fully transparent"),
    ],
)
def test_arrays_that_cannot_be_a_target(array, message):
    with pytest.raises(InputError, match=message):
        load_target(array)


# --- what is not a picture --------------------------------------------------------------------------------------------


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width, height):
    """A PNG that claims a size and has no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(8001, 8000), (12000, 12000), (100_000, 100_000), (2**31 - 1, 2**31 - 1)]
)
def test_a_huge_picture_is_refused_by_its_header(tmp_path, monkeypatch, width, height):
    def decode(*_):
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    path = tmp_path / "huge.png"
    path.write_bytes(png_header(width, height))
    with pytest.raises(
        InputError, match=r"huge\.png is (\d+ x \d+; the limit is 64,000,000 pixels|too large a picture)"
    ):
        load_target(path)


def test_missing_pictures_and_folders(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*nothing\.png; expected a picture or an emoji"):
        load_target(tmp_path / "nothing.png")
    with pytest.raises(InputError, match="is a folder; expected a picture or an emoji"):
        load_target(tmp_path)
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(InputError, match="cannot be read: Not a directory"):
        load_target(tmp_path / "file" / "a.png")


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "sparse.png"
    with path.open("wb") as file:
        file.truncate(1 << 34)
    with pytest.raises(InputError, match="has 17,179,869,184 bytes"):
        load_target(path)


def encoded(kind, **options):
    stream = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    Image.fromarray(noise).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; expected a picture"),
        (b"not a picture at all", "is not a picture that can be read; expected one of PNG, JPEG, WEBP, GIF, BMP"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
        (encoded("PPM"), "is not a picture that can be read"),
        (encoded("BMP")[:900], "is corrupt or cut short"),
        (encoded("TIFF")[:900], "is corrupt or cut short"),
        (encoded("ICO")[:3000], "is corrupt or cut short"),
        (png_header(10, 10), "is corrupt or cut short"),
        (png_header(0, 10), "corrupt or cut short|not a picture"),
        (encoded("PNG")[:900], "is corrupt or cut short"),
        (encoded("JPEG")[:900], "is corrupt or cut short"),
        (encoded("WEBP")[:900], "corrupt or cut short|not a picture"),
        (encoded("GIF")[:900], "is corrupt or cut short"),
        (b"\x89PNG\r\n\x1a\n", "corrupt or cut short|not a picture"),
    ],
)
def test_files_that_are_no_picture(tmp_path, data, message):
    path = tmp_path / "broken.png"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as caught:
        load_target(path)
    assert str(path) in str(caught.value)


@given(st.integers(0, 2000), st.integers(1, 255), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "ICO"]))
def test_an_altered_file_is_read_or_refused(tmp_path_factory, position, flip, kind):
    data = bytearray(encoded(kind))
    data[position % len(data)] ^= flip
    path = tmp_path_factory.getbasetemp() / "altered"
    path.write_bytes(data)
    message = ""
    try:
        assert load_target(path, size=8).pixels.shape == (8, 8, 4)
    except InputError as error:
        message = str(error)
    assert not message or str(path) in message


def test_transparent_pictures_are_refused(tmp_path):
    with pytest.raises(InputError, match="dot: the picture is fully transparent; there is nothing to grow"):
        load_target(saved(plain(9, 9, (9, 9, 9, 0)), tmp_path / "dot.png"))
    nearly = plain(900, 900, CLEAR)
    nearly.putpixel((450, 450), RED)
    with pytest.raises(InputError, match="nothing visible is left at size 5; use a larger --size"):
        load_target(nearly, size=5, trim=False)


@pytest.mark.parametrize("picture", [Image.new("RGBA", (0, 5)), Image.new("RGB", (0, 0))])
def test_a_pillow_image_without_pixels_is_refused(picture):
    with pytest.raises(InputError, match=r"the picture is 0 x \d; it has no pixels"):
        load_target(picture)


def test_a_pillow_image_is_read_like_its_file(tmp_path):
    """Sixteen bits and a camera's note count here too."""
    deep = Image.fromarray(np.linspace(0, 65535, 64).reshape(8, 8).astype(np.uint16))
    path = saved(deep, tmp_path / "deep.png")
    np.testing.assert_array_equal(load_target(deep, size=8).pixels, load_target(path, size=8).pixels)


def test_a_picture_may_keep_its_own_shape():
    """Then the grid has it as well; what is kept of it is read as it is."""
    target = load_target(plain(20, 11), size=10, padding=3, square=False)
    assert target.pixels.shape == (6, 10, 4)
    assert (target.size, target.grid, target.array.shape) == (10, (12, 16), (12, 16, 4))
    again = read_png(target.png(), 3, "target")
    np.testing.assert_array_equal(again.pixels, target.pixels)
    assert again.grid == (12, 16)


def test_a_target_shows_itself():
    with Image.open(io.BytesIO(load_target("🦋", size=12)._repr_png_())) as shown:
        assert shown.size == (48, 48)


@pytest.mark.parametrize("shape", [(65_536, 1), (1, 65_536)])
def test_a_picture_too_long_to_be_scaled_is_refused_before_it_is_decoded(tmp_path, monkeypatch, shape):
    Image.new("L", shape).save(tmp_path / "long.png")
    monkeypatch.setattr(Image.Image, "convert", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(InputError, match=f"is {shape[0]} x {shape[1]}; the limit is .* pixels, and 65,535 per side"):
        load_target(tmp_path / "long.png")
