"""Digits by name: what they look like, and what is said of those that there are not."""

from __future__ import annotations

import gzip
import io

import numpy as np
import pytest
from sklearn.datasets import load_digits

from blastema import cli, digits
from blastema.errors import InputError
from blastema.picture_files import name_of, open_picture
from blastema.targets import load_target


@pytest.fixture
def mnist(tmp_path):
    """Three images of 5 x 7 pixels, as MNIST's files hold them, and those images."""
    images = np.random.default_rng(0).integers(0, 256, (3, 5, 7), np.uint8)
    header = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in images.shape)
    file = tmp_path / "images: some-idx3-ubyte"
    file.write_bytes(header + images.tobytes())
    return file, images


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_is_the_data_sets_own_as_ink_of_that_density(digit):
    data = load_digits()
    wanted = data.images[data.target == digit][3]
    pixels = np.asarray(digits.picture(f"digit:{digit}:3"))
    assert (np.abs(pixels[..., 3] / 255 - wanted / 16) < 1 / 255).all()
    assert (pixels[..., :3] == digits.INK).all()


def test_the_first_is_meant_where_none_is_named():
    assert digits.picture("digit:4").tobytes() == digits.picture("digit:4:0").tobytes()
    assert digits.picture("digit:4").tobytes() != digits.picture("digit:4:1").tobytes()


def test_paper_is_clear_and_margins_are_kept(mnist):
    target = load_target("digit:1", size=16, padding=2)
    assert target.name == "digit-1"
    assert target.notes == ()
    assert target.array[:, :2].max() == 0
    assert target.array[..., 3].max() > 0.9
    assert target.array[..., :3].max() < 0.25  # ink is dark, and no square is filled
    file, images = mnist
    assert (load_target(f"mnist:{file}:2", size=7, padding=0).pixels[1:6, :, 3] == images[2]).all()


def test_an_image_of_an_idx_file_packed_or_not(mnist):
    file, images = mnist
    assert (np.asarray(digits.picture(f"mnist:{file}:1"))[..., 3] == images[1]).all()
    file.write_bytes(gzip.compress(file.read_bytes()))
    image, name, notes = open_picture(f"mnist:{file}:0")
    assert (np.asarray(image)[..., 3] == images[0]).all()
    assert (name, notes) == ("mnist-0", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("digit:", "is not a whole number"),
        ("digit:x", "is not a whole number"),
        ("digit:10", "expected 0 to 9"),
        ("digit:-1", "is not a whole number"),
        ("digit:٣", "is not a whole number"),
        ("digit:7:100000", "pictures of 7; expected 0 to"),
        ("digit:7:1:2", "expected digit:7"),
        ("mnist:7", "expected digit:7, digit:7:12"),
        ("mnist:absent:0", "absent"),
    ],
)
def test_what_is_not_a_digit_is_told(text, said):
    with pytest.raises(InputError, match=said):
        digits.picture(text)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: data[:-1], "cut short or damaged"),
        (lambda data: b"\0\0\x08\x01" + data[4:], "is not an IDX file of images"),
        (lambda data: data[:4], "is not an IDX file of images"),
        (lambda data: data[:12] + b"\0\0\0\0", "cut short or damaged"),
        (lambda data: gzip.compress(data)[:-9], "cannot be unpacked"),
        (lambda data: gzip.compress(bytes(200 << 20), 1), "unpacks to more than"),
    ],
)
def test_a_spoilt_file_is_told(mnist, spoil, said):
    file, _ = mnist
    file.write_bytes(spoil(file.read_bytes()))
    with pytest.raises(InputError, match=said):
        digits.picture(f"mnist:{file}:0")


def test_an_image_beyond_the_last_is_told(mnist):
    with pytest.raises(InputError, match=r"has 3 images; expected an index of 0 to 2, found 3"):
        digits.picture(f"mnist:{mnist[0]}:3")


def test_without_its_data_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.datasets", None)
    digits._small_digits.cache_clear()
    with pytest.raises(InputError, match=r"pip install 'blastema\[data\]'"):
        digits.picture("digit:7")


def test_a_file_of_that_name_goes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stream = io.BytesIO()
    digits.picture("digit:7").save(stream, "PNG")
    (tmp_path / "digit:1").write_bytes(stream.getvalue())
    assert open_picture("digit:1")[0].tobytes() == digits.picture("digit:7").tobytes()


@pytest.mark.parametrize(
    ("text", "name"), [("digit:7", "digit-7"), ("digit:7:12", "digit-7-12"), ("mnist:a/b:c.gz:3", "mnist-3")]
)
def test_names_are_fit_for_folders(text, name):
    assert name_of(text) == name


def test_grow_and_sweep_take_them(capsys):
    for words, code, said in (
        (["grow", "digit:7", "--dry-run"], 0, '"picture": "digit:7"'),
        (["grow", "digit:77"], 2, "expected 0 to 9"),
        (["sweep", "--targets", "digit:1", "digit:2", "--dry-run"], 0, "digit-1-s0\ndigit-2-s0"),
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main(words)
        assert (ended.value.code or 0) == code
        output = capsys.readouterr()
        assert said in output.out + output.err


@pytest.mark.parametrize("text", ["digit7", "digit-7", "digt:7", "Digit:7"])
def test_a_digit_that_is_written_otherwise_is_told_as_it_is_meant(text):
    with pytest.raises(InputError, match=r"Did you mean digit:7\?"):
        load_target(text)
