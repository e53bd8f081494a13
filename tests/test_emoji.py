"""Emoji beyond the ten: from a font that is installed, and a word of help where there is none."""

from __future__ import annotations

import json
import os
import re
import sys

import numpy as np
import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import newTable
from PIL import features

from blastema import cli, emoji
from blastema.emoji import fonts
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


PAINT_SOLID, PAINT_GLYPH = 2, 10
SOLID = {"Format": PAINT_SOLID, "PaletteIndex": 0, "Alpha": 1.0}
SHAPES = {".notdef": (700, 700), "rocket": (400, 800), "woman": (500, 500), "computer": (600, 600)}
SHAPES |= {"joiner": (1, 1), "programmer": (800, 400)}


def make_font(path, kind="layers", painted=tuple(SHAPES)):
    """A font with red boxes for pictures: a rocket, a woman, a computer, and a joined one twice as wide as high.

    kind:    what the pictures are: layers (COLR version 0), gradients (COLR version 1), drawings (SVG), outlines
    painted: glyphs that have a picture
    """
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(SHAPES))
    builder.setupCharacterMap({0x1F680: "rocket", 0x1F469: "woman", 0x1F4BB: "computer", 0x200D: "joiner"})
    builder.setupGlyf({name: box(*size) for name, size in SHAPES.items()})
    builder.setupHorizontalMetrics(dict.fromkeys(SHAPES, (1000, 100)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Boxes", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.setupCPAL([[(1.0, 0.0, 0.0, 1.0)]])
    if kind == "layers":
        builder.setupCOLR({name: [(name, 0)] for name in painted}, version=0)
    elif kind == "gradients":
        glyphs = {name: {"Format": PAINT_GLYPH, "Paint": SOLID, "Glyph": name} for name in painted}
        builder.setupCOLR(glyphs, version=1)
    elif kind == "drawings":
        builder.font["SVG "] = newTable("SVG ")
        builder.font["SVG "].docList = [("<svg xmlns='http://www.w3.org/2000/svg' id='glyph1'/>", 1, 1)]
    addOpenTypeFeaturesFromString(builder.font, "feature liga { sub woman joiner computer by programmer; } liga;")
    path.parent.mkdir(parents=True, exist_ok=True)
    builder.save(path)
    return path


@pytest.fixture
def font(tmp_path):
    return make_font(tmp_path / "fonts" / "deep" / "NotoColorEmoji.ttf")


@pytest.fixture
def only_font(font, monkeypatch):
    monkeypatch.delenv(fonts.FONT_VARIABLE, raising=False)
    monkeypatch.setattr(fonts, "_FONT_FOLDERS", (str(font.parents[1]),))
    return font


@pytest.fixture
def no_font(tmp_path, monkeypatch):
    monkeypatch.delenv(fonts.FONT_VARIABLE, raising=False)
    monkeypatch.setattr(fonts, "_FONT_FOLDERS", (str(tmp_path / "none"),))


def doctor_says(capsys):
    """What ``blastema doctor`` finds of emoji fonts."""
    capsys.readouterr()
    assert cli.run(["doctor", "--json"]) == 0
    return next(finding for finding in json.loads(capsys.readouterr().out) if finding["name"] == "emoji font")


joins = pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no libraqm here")


def test_a_font_is_found_in_its_folders(only_font):
    assert fonts.find_font() == only_font


def test_the_environment_goes_first(font, no_font, monkeypatch):
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(font))
    assert fonts.find_font() == font
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(font.parent / "missing.ttf"))
    assert fonts.find_font() is None


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
    monkeypatch.setattr(fonts.features, "check", lambda name: False)
    with pytest.raises(InputError, match=r"made of 3 code points.*apt install libfribidi0"):
        load_target(PROGRAMMER)
    assert load_target(ROCKET + SELECTOR).name == "rocket"


def test_what_the_font_lacks_is_refused(only_font):
    with pytest.raises(InputError, match=r"NotoColorEmoji\.ttf has no picture for 🍕; give a picture file instead"):
        load_target("🍕")


def test_without_a_font_the_error_says_how_to_get_one(no_font):
    with pytest.raises(InputError, match="apt install fonts-noto-color-emoji") as caught:
        load_target(ROCKET)
    assert fonts.FONT_VARIABLE in str(caught.value)
    assert load_target("🦎").name == "lizard", "the ten need no font"


def test_a_file_that_is_no_font_is_refused(tmp_path, no_font, monkeypatch):
    path = tmp_path / "NotoColorEmoji.ttf"
    path.write_bytes(b"not a font")
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(path))
    with pytest.raises(InputError, match=r"is .*, but it cannot be used as a font"):
        load_target(ROCKET)


KINDS = {
    "gradients": "its pictures are colour gradients (COLR version 1); Pillow renders bitmaps",
    "drawings": "its pictures are drawings (SVG); Pillow renders bitmaps",
    "outlines": "it has no colour pictures; Pillow renders bitmaps",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_font_that_pillow_cannot_paint_is_refused(tmp_path, no_font, monkeypatch, capsys, kind):
    """Its glyphs have outlines, which would come out as a white silhouette."""
    path = make_font(tmp_path / "chosen.ttf", kind)
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(path))
    with pytest.raises(InputError, match=re.escape(f"{fonts.FONT_VARIABLE} is {path}, but {KINDS[kind]}")) as caught:
        load_target(ROCKET)
    assert "apt install fonts-noto-color-emoji" in str(caught.value)
    assert fonts.find_font() is None
    finding = doctor_says(capsys)
    assert not finding["ok"]
    assert KINDS[kind] in finding["found"]
    assert "download NotoColorEmoji.ttf" in finding["remedy"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_installed_font_that_pillow_cannot_paint_is_passed_over(tmp_path, no_font, monkeypatch, capsys, kind):
    monkeypatch.setattr(fonts, "_FONT_FOLDERS", (str(tmp_path / "first"), str(tmp_path / "second")))
    other = make_font(tmp_path / "first" / "Noto-COLRv1.ttf", kind)
    with pytest.raises(InputError, match=re.escape(f"{other}: {KINDS[kind]}")):
        load_target(ROCKET)
    assert not doctor_says(capsys)["ok"]
    usable = make_font(tmp_path / "second" / "seguiemj.ttf")
    assert fonts.find_font() == usable
    assert doctor_says(capsys) == {"name": "emoji font", "ok": True, "found": str(usable), "remedy": ""}
    pixels = load_target(ROCKET, size=20).pixels
    assert {tuple(pixel) for pixel in pixels[pixels[..., 3] == 255]} == {(255, 0, 0, 255)}


def test_an_emoji_that_has_an_outline_alone_is_no_white_silhouette(tmp_path, no_font, monkeypatch):
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(make_font(tmp_path / "x.ttf", painted=("woman",))))
    assert load_target(WOMAN).name == "woman"
    with pytest.raises(InputError, match=r"x\.ttf has no colour picture for 🚀; give a picture file instead"):
        load_target(ROCKET)


@pytest.mark.parametrize("name", ["missing.ttf", "not-a-font.ttf", "pipe.ttf"])
def test_a_chosen_font_that_cannot_be_read_is_told(tmp_path, no_font, monkeypatch, capsys, name):
    (tmp_path / "not-a-font.ttf").write_bytes(b"not a font")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.ttf")
    monkeypatch.setenv(fonts.FONT_VARIABLE, str(tmp_path / name))
    fault = {"m": "there is no such file", "n": "it cannot be used as a font", "p": "it is a pipe (FIFO)"}[name[0]]
    assert fault in doctor_says(capsys)["found"] or sys.platform == "win32"
    with pytest.raises(InputError, match=f"{fonts.FONT_VARIABLE} is .*{name}, but "):
        load_target(ROCKET)


@pytest.mark.skipif(fonts.find_font() is None, reason="no colour-emoji font is installed")
@pytest.mark.parametrize("symbol", ["⬛", "⬜", "🏳️", "🤍", "⚫"])
def test_emoji_without_colours_are_pictures_too(symbol):
    assert (load_target(symbol, size=32).pixels[..., 3] > 0).mean() > 0.2


@pytest.mark.skipif(fonts.find_font() is None, reason="no colour-emoji font is installed")
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
