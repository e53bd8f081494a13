"""A zoo with entries that cannot be used, and a system without a home folder: the rest is shown."""

from __future__ import annotations

import copy
import json
import random
import sys
from pathlib import Path

import pytest
from zoo_fixtures import GOLDEN, complaint, house, said

from blastema import cli, emoji, zoo
from blastema.formats import organism_file
from blastema.zoo import card as cards


@pytest.fixture
def built_in(tmp_path, monkeypatch):
    """The built-in zoo's folder, empty."""
    for place in ("blastema.zoo.catalogue.built_in_folder", "blastema.zoo.built_in_folder"):
        monkeypatch.setattr(place, lambda: tmp_path / "built-in")
    return tmp_path / "built-in"


@pytest.fixture
def own(built_in, tmp_path, monkeypatch):
    """A user's empty zoo, and no built-in organisms."""
    monkeypatch.setenv("BLASTEMA_ZOO", str(tmp_path / "own"))
    return tmp_path / "own"


def spoil(own: Path) -> dict[str, str]:
    """Entries that cannot be used, beside a sound one; by name, what is to be said of each."""
    house(own, "lizard", "growing")
    for name in ("dangling", "folder", "garbage", "empty"):
        house(own, name, "growing")
        (own / f"{name}-growing.safetensors").unlink()
    (own / "dangling-growing.safetensors").symlink_to(own / "nowhere")
    (own / "folder-growing.safetensors").mkdir()
    (own / "garbage-growing.safetensors").write_bytes(b"garbage")
    (own / "empty-growing.safetensors").touch()
    (own / "empty-growing.json").unlink()
    return {
        "dangling": "there is no file",
        "folder": "is a folder",
        "garbage": "is a text file",
        "empty": "",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_one_bad_entry_is_told_and_the_others_are_shown(own, capsys):
    faults = spoil(own)
    (own / "Two words.safetensors").write_bytes(b"x")
    listed = said(capsys, "zoo", "list")
    assert "lizard" in listed
    for name, fault in faults.items():
        assert [
            line for line in listed.splitlines() if f"note: {name}-growing cannot be used: " in line and fault in line
        ]
        assert "safetensors" in complaint(capsys, "zoo", "show", f"{name}-growing")
        assert "safetensors" in complaint(capsys, "info", f"{name}-growing")
    assert "Two words.safetensors is skipped: its name may have only lower-case letters" in listed
    facts = {fact["name"]: fact for fact in json.loads(said(capsys, "zoo", "list", "--json"))}
    assert {name for name, fact in facts.items() if "unusable" in fact} == set(faults)
    assert said(capsys, "info", "lizard")


class Played:
    """In the place of the server: it ends at once."""

    address = "http://127.0.0.1:1/"

    def __init__(self, document: str, port: int) -> None:
        Played.document = document

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def handle_request(self) -> None:
        raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_one_bad_entry_does_not_keep_the_others_from_playing(own, monkeypatch, capsys):
    monkeypatch.setattr("blastema.page.PageServer", Played)
    faults = spoil(own)
    assert cli.run(["play", "--no-open", "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["organisms"] == ["lizard-small"]
    assert [line.split()[1] for line in output.err.splitlines() if "is skipped" in line] == [
        f"{name}-growing" for name in sorted(faults)
    ]
    house(own, "lizard", "growing").path.write_bytes(b"garbage")
    assert "nothing to play with" in complaint(capsys, "play", "--no-open")


def test_without_a_home_there_are_the_built_in_ones(own, built_in, monkeypatch, capsys):
    for name in ("BLASTEMA_ZOO", "XDG_DATA_HOME", "LOCALAPPDATA", "BLASTEMA_EMOJI_FONT"):
        monkeypatch.delenv(name, raising=False)

    def unknown():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    house(built_in, "lizard", "growing")
    assert "your own zoo: none; there is no home folder" in said(capsys, "zoo", "list")
    assert zoo.find("🦎").source == "built-in"
    assert "set it with BLASTEMA_ZOO=DIR" in complaint(capsys, "zoo", "add", GOLDEN)
    assert emoji.fonts.find_font() is None or emoji.fonts.find_font().is_file()
    monkeypatch.setenv("BLASTEMA_ZOO", "~nobody-of-that-name/zoo")
    assert "Give its full path" in complaint(capsys, "zoo", "list")


def test_the_largest_organism_is_the_same_everywhere():
    assert cards.LARGEST_ORGANISM_BYTES == organism_file.LARGEST_BYTES


@pytest.mark.long
def test_no_damage_to_a_card_escapes(tmp_path, own, capsys):
    """Any value in it replaced by a hostile one: refused, or shown, but nothing else."""
    hostile = (None, True, 0, -1, 10**400, 1e308, 2**70, "", "\ud800", "x" * 5000, [], [None], {}, {"": []}, [[1]])
    entry = house(own, "cat")
    sound = json.loads(entry.card_path.read_text("utf-8"))
    numbers = random.Random(5)
    outcomes = set()
    for _ in range(150):
        raw = copy.deepcopy(sound)
        place, key = raw, numbers.choice(sorted(raw))
        while isinstance(place[key], dict) and place[key] and numbers.random() < 0.8:
            place, key = place[key], numbers.choice(sorted(place[key]))
        place[key] = numbers.choice(hostile)
        entry.card_path.write_text(json.dumps(raw), encoding="utf-8")
        outcomes.add(cli.run(["zoo", "show", "cat"]))
        outcomes.add(cli.run(["zoo", "list"]))
        outcomes.add(cli.run(["zoo", "train", "cat", "--dry-run"]))
        capsys.readouterr()
    assert outcomes == {0, 2}
