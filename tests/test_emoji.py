"""Emoji beyond the ten: from a font that is installed, and a word of help where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import features

from blastema import emoji
from blastema.errors import InputError
from blastema.targets import load_target

ROCKET, WOMAN, COMPUTER, JOINER = "🚀", "👩", "💻", "\N{ZERO WIDTH JOINER}"
SELECTOR = "\N{VARIATION SELECTOR-16}"
PROGRAMMER = WOMAN + JOINER + COMPUTER


def box(width, height):
    pen = TTGlyphPen(None)
    corners = [(100, 0), (100, height), (100 + width, height), (100 + width, 0)]
    pen.moveTo(corners[0])
    for corner in corners[1:]:
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


@pytest.fixture
def font(tmp_path):
    """A font with boxes for pictures: a rocket, a woman, a computer, and a joined one that is twice as wide as high."""
    shapes = {".notdef": (700, 700), "rocket": (400, 800), "woman": (500, 500), "computer": (600, 600)}
    shapes |= {"joiner": (1, 1), "programmer": (800, 400)}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(shapes))
    builder.setupCharacterMap({0x1F680: "rocket", 0x1F469: "woman", 0x1F4BB: "computer", 0x200D: "joiner"})
    builder.setupGlyf({name: box(*size) for name, size in shapes.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(shapes, (1000, 100)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, "feature liga { sub woman joiner computer by programmer; } liga;")
    path = tmp_path / "fonts" / "deep" / "NotoColorEmoji.ttf"
    path.parent.mkdir(parents=True)
    builder.save(path)
    return path


@pytest.fixture
def only_font(font, monkeypatch):
    monkeypatch.delenv(emoji.FONT_VARIABLE, raising=False)
    monkeypatch.setattr(emoji, "_FONT_FOLDERS", (str(font.parents[1]),))
    return font


@pytest.fixture
def no_font(tmp_path, monkeypatch):
    monkeypatch.delenv(emoji.FONT_VARIABLE, raising=False)
    monkeypatch.setattr(emoji, "_FONT_FOLDERS", (str(tmp_path / "none"),))


joins = pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no libraqm here")


def test_a_font_is_found_in_its_folders(only_font):
    assert emoji.find_font() == only_font


def test_the_environment_goes_first(font, no_font, monkeypatch):
    monkeypatch.setenv(emoji.FONT_VARIABLE, str(font))
    assert emoji.find_font() == font
    monkeypatch.setenv(emoji.FONT_VARIABLE, str(font.parent / "missing.ttf"))
    assert emoji.find_font() is None


def test_an_emoji_of_a_font_becomes_a_target(only_font):
    target = load_target(ROCKET, size=20, padding=2)
    assert target.name == "rocket"
    rows, columns = np.nonzero(target.pixels[..., 3])
    assert np.ptp(rows) == 19
    assert np.ptp(columns) == pytest.approx(9, abs=1)  # half as wide as high, without the font's margins


@joins
def test_an_emoji_of_several_code_points_is_one_picture(only_font):
    target = load_target(PROGRAMMER, size=20)
    assert target.name == "woman-personal-computer"
    rows, columns = np.nonzero(target.pixels[..., 3])
    assert np.ptp(columns) == 19
    assert np.ptp(rows) == pytest.approx(9, abs=1)


@joins
def test_two_pictures_side_by_side_are_refused(only_font):
    with pytest.raises(InputError, match=r"no single picture for .*; give a picture file instead"):
        load_target(COMPUTER + JOINER + WOMAN)


def test_without_libraqm_joined_emoji_are_refused_with_the_cure(only_font, monkeypatch):
    monkeypatch.setattr(emoji.features, "check", lambda name: False)
    with pytest.raises(InputError, match=r"made of 3 code points.*apt install libfribidi0"):
        load_target(PROGRAMMER)
    assert load_target(ROCKET + SELECTOR).name == "rocket"


def test_what_the_font_lacks_is_refused(only_font):
    with pytest.raises(InputError, match=r"NotoColorEmoji\.ttf has no picture for 🍕; give a picture file instead"):
        load_target("🍕")


def test_without_a_font_the_error_says_how_to_get_one(no_font):
    with pytest.raises(InputError, match="apt install fonts-noto-color-emoji") as caught:
        load_target(ROCKET)
    assert emoji.FONT_VARIABLE in str(caught.value)
    assert load_target("🦎").name == "lizard", "the ten need no font"


def test_a_file_that_is_no_font_is_refused(tmp_path, no_font, monkeypatch):
    path = tmp_path / "NotoColorEmoji.ttf"
    path.write_bytes(b"not a font")
    monkeypatch.setenv(emoji.FONT_VARIABLE, str(path))
    with pytest.raises(InputError, match="cannot be used"):
        load_target(ROCKET)


@pytest.mark.skipif(emoji.find_font() is None, reason="no colour-emoji font is installed")
@pytest.mark.parametrize("symbol", ["🚀", "❤️"])
def test_the_installed_font(symbol):
    target = load_target(symbol, size=32)
    assert (target.pixels[..., 3] > 0).mean() > 0.2
    assert len(np.unique(target.pixels[..., :3].reshape(-1, 3), axis=0)) > 10, "a colour font"


@pytest.mark.parametrize("text", ["🦎", "👁️", "🚀", PROGRAMMER, "🇨🇭", "1️⃣", "❤", "lizard", "Tree", "👍🏽"])
def test_what_is_an_emoji(text):
    assert emoji.is_emoji(text)


@pytest.mark.parametrize("text", ["", "a.png", "picture", "./🦎.png", "/x/y", "🦎.png", "hello world", "1", "🚀" * 20])
def test_what_is_not(text):
    assert not emoji.is_emoji(text)


@pytest.mark.parametrize(
    ("symbol", "name"), [("🚀", "rocket"), ("👁️", "eye"), ("🍕", "slice-of-pizza"), ("\U000e0fff", "ue0fff")]
)
def test_names_in_plain_letters(symbol, name):
    assert emoji.name_of(symbol) == name


def test_a_file_wins_over_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lizard").write_bytes(load_target("🎄", size=8).png())
    np.testing.assert_array_equal(load_target("lizard", size=8).pixels, load_target("🎄", size=8).pixels)
