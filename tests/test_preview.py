"""``grow --preview``: the target's cells and what was done to the picture, without a training."""

from __future__ import annotations

import json

import pytest
from PIL import Image, ImageDraw

from blastema import cli


def drawn(path):
    image = Image.new("RGB", (60, 40), "white")
    ImageDraw.Draw(image).ellipse((20, 10, 40, 30), fill="red")
    image.save(path)
    return str(path)


def test_it_shows_the_cells_and_what_was_done_and_trains_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["grow", drawn(tmp_path / "dot.png"), "--preview", "--size", "12", "--padding", "4"]) == 0
    words, *cells = capsys.readouterr().out.splitlines()
    assert words.endswith(" visible, on a grid of 20 x 20; grows from 10,10")
    assert sum(line.count("▀") for line in cells) > 40
    assert [line for line in cells if "background was made transparent" in line]
    assert [line for line in cells if "margins were trimmed" in line]
    assert not (tmp_path / "runs").exists()


def test_as_json_numbers_are_numbers(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(["grow", drawn(tmp_path / "dot.png"), "🦎", "--size", "12", "--preview", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["reach"], facts["steps"], facts["padding"]) == (6, [36, 52], 4)
    assert [(each["name"], each["width"], each["frames"]) for each in facts["targets"]] == [
        ("dot", 12, 1),
        ("lizard", 12, 1),
    ]


@pytest.mark.parametrize(
    ("flags", "words", "note"),
    [
        ((), "steps 36 to 51 (the picture reaches 12 cells from its seed), padding 6", ""),
        (
            ("--size", "16", "--recipe", "fast"),
            "padding 8",
            "padding is 8 instead of 16, since the picture has 16 cells",
        ),
        (("--size", "16", "--recipe", "best", "--padding", "16"), "steps 56 to 87 (the picture reaches 8 cells", ""),
        (("--size", "16", "--recipe", "article"), "padding 16", ""),
        (("--size", "60"), "steps 70 to 100 (the picture reaches 29 cells", "episodes have 70 to 100 steps"),
        (("--size", "60", "--steps", "36", "52"), "steps 36 to 51", ""),
        (("--size", "16", "--regime", "perturbed"), "steps 2 to 16, padding 6", ""),
    ],
)
def test_steps_and_padding_follow_from_the_picture_and_are_told(flags, words, note, capsys):
    assert cli.run(["grow", "🦎", "--preview", *flags]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert ("note: " in said) == bool(note)
    assert note in said
    assert cli.run(["grow", "🦎", "--dry-run", *flags]) == 0
    config, told = capsys.readouterr()
    low, high = json.loads(config)["training"]["phases"][0]["steps"]
    assert f"steps {low} to {high - 1}" in said
    assert said.splitlines()[-1 - bool(note)].endswith(f"padding {json.loads(config)['target']['padding']}")
    assert note in told
    assert bool(told) == bool(note)


def test_one_of_preview_and_dry_run(capsys):
    assert cli.run(["grow", "🦎", "--preview", "--dry-run"]) == 2
    assert "give only one of them" in capsys.readouterr().err


def test_names_that_were_meant(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-creature.safetensors").touch()
    for given, meant in (("lizrd", "lizard"), ("./my-craeture.safetensors", "my-creature.safetensors")):
        assert cli.run(["info", given]) == 2
        assert f"there is no file {given}" in (said := capsys.readouterr().err)
        assert f"Did you mean {meant}?" in said


def test_a_film_without_a_name_takes_no_other_ones_place(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name in ("lizard-regenerating.gif", "lizard-regenerating-2.gif"):
        assert cli.run(["render", "lizard", "--steps", "2"]) == 0
        assert capsys.readouterr().out.startswith(f"{name}: ")
