"""The zoo: names, folders, cards, and the verbs that take an emoji."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from training_helpers import blastema, tiny_flags
from zoo_fixtures import GOLDEN, complaint, house, said

from blastema import cli, load_organism, zoo
from blastema.cli import grow
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.zoo import keeper

pytest_plugins = ("zoo_folders",)


# --- names and folders


def test_names_stand_for_the_first_regime_that_there_is(own):
    house(own, "lizard", "growing")
    assert zoo.find("🦎").stem == "lizard-growing"
    house(own, "lizard", "persistent")
    assert zoo.find("🦎").stem == "lizard-persistent"
    house(own, "lizard", "regenerating")
    for text in ("🦎", "lizard", "Lizard", "lizard-regenerating"):
        assert zoo.find(text).stem == "lizard-regenerating"
    assert zoo.find("lizard-growing").regime == "growing"
    assert zoo.find("🦎", "persistent").stem == "lizard-persistent"
    assert zoo.find("👁️") is None
    for text in ("", "cat", "runs/lizard", "./lizard", "lizard.safetensors", "a" * 500, "\0"):
        assert zoo.find(text) is None


def test_the_eye_is_found_with_and_without_its_variation_selector(own):
    house(own, "eye", "growing")
    assert zoo.find("👁").stem == zoo.find("👁\ufe0f").stem == "eye-growing"


def test_organisms_come_in_the_articles_order_then_by_name(own):
    for name, regime in (("zebra", None), ("ant", "growing"), ("tree", "growing"), ("lizard", "growing")):
        house(own, name, regime)
    house(own, "lizard", "regenerating")
    stems = [entry.stem for entry in zoo.entries()]
    assert stems == ["lizard-regenerating", "lizard-growing", "tree-growing", "ant-growing", "zebra"]
    assert zoo.find("zebra").regime is None
    assert zoo.entries()[0].emoji == "🦎"
    assert zoo.entries()[-1].emoji is None


def test_own_organisms_go_before_built_in_ones_and_say_so(own, built_in, capsys):
    house(built_in, "lizard")
    assert (zoo.find("🦎").source, zoo.find("🦎").shadows) == ("built-in", False)
    house(own, "lizard")
    assert (zoo.find("🦎").source, zoo.find("🦎").shadows) == ("own", True)
    assert len(zoo.entries()) == 1
    assert "your own lizard-regenerating takes precedence over the built-in one" in said(capsys, "zoo", "list")
    assert "takes precedence over the built-in one" in said(capsys, "zoo", "show", "🦎")


def test_an_organism_of_a_zoo_is_known_by_its_name_and_by_its_file(own, tmp_path, monkeypatch):
    entry = house(own, "cat", "growing")
    monkeypatch.chdir(own)
    for source in (entry.path, "cat-growing.safetensors", "../own/cat-growing.safetensors", "cat", "cat-growing"):
        assert zoo.entry_of(str(source)) == entry
    copy = tmp_path / "cat-growing.safetensors"
    copy.write_bytes(entry.path.read_bytes())
    for source in (copy, entry.card_path, "dog", own):
        assert zoo.entry_of(str(source)) is None
    organism = load_organism(entry.path)
    assert keeper.named(organism, None, entry) == ("cat", "growing")
    assert keeper.named(organism, "Dog", entry) == ("dog", "regenerating")
    assert keeper.named(organism, None, None) == ("lizard-small", "regenerating")


def test_other_files_in_the_folder_are_no_organisms(own):
    own.mkdir()
    for name in ("Notes.txt", "UPPER.safetensors", "a b.safetensors", "-.safetensors", ".hidden.safetensors"):
        (own / name).write_bytes(b"x")
    assert zoo.entries() == []


def test_where_the_users_zoo_is(monkeypatch):
    monkeypatch.setenv("BLASTEMA_ZOO", "~/animals")
    assert zoo.own_folder() == Path.home() / "animals"
    monkeypatch.setenv("BLASTEMA_ZOO", "")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    monkeypatch.setenv("LOCALAPPDATA", "/local")
    for platform, folder in (("linux", "/data"), ("win32", "/local"), ("darwin", None)):
        monkeypatch.setattr("sys.platform", platform)
        root = Path.home() / "Library" / "Application Support" if folder is None else Path(folder)
        assert zoo.own_folder() == root / "blastema" / "zoo"


def test_plain_names():
    assert zoo.plain_name("🚀") == "rocket"
    assert zoo.plain_name("My Cat (2).png") == "my-cat-2-png"
    assert zoo.plain_name("...") == ""


# --- every verb takes an emoji


def test_organisms_are_loaded_by_emoji_and_name(own):
    house(own, "lizard")
    expected = load_organism(GOLDEN).automaton.update.layers[0]
    for text in ("🦎", "lizard", "lizard-regenerating"):
        np.testing.assert_array_equal(load_organism(text).automaton.update.layers[0].weight, expected.weight)


def test_a_file_of_that_name_goes_first(own, tmp_path, monkeypatch):
    house(own, "cat")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cat").mkdir()
    assert load_organism("cat").name == "lizard-small"
    (tmp_path / "cat").rmdir()
    (tmp_path / "cat").write_bytes(b"")
    with pytest.raises(FileFormatError, match="cat is empty"):
        load_organism("cat")


def test_what_there_is_not_is_said_with_what_to_do(own):
    house(own, "lizard", "growing")
    with pytest.raises(InputError, match=r"no 🐠; train one: blastema grow 🐠 --recipe fast\. Or give a run"):
        load_organism("🐠")
    with pytest.raises(InputError, match=r"there is no file lizzard, .* Did you mean lizard\?"):
        load_organism("lizzard")
    assert zoo.unknown("lizzard") == "the zoo has no lizzard. Did you mean lizard?"
    assert zoo.unknown("🦎", "persistent") == "the zoo has no 🦎 of regime persistent, only lizard-growing."
    assert "blastema grow 🐠 --regime growing" in zoo.unknown("🐠", "growing")
    assert "zoo list" in zoo.unknown("q")


def test_verbs_take_an_emoji(own, tmp_path, capsys):
    house(own, "lizard")
    assert "lizard-small" in said(capsys, "info", "🦎")
    film = tmp_path / "film.png"
    said(capsys, "render", "🦎", "--steps", "4", "--out", film)
    assert film.exists()
    said(capsys, "export", "lizard", "--out", tmp_path / "copy.safetensors")
    assert load_organism(tmp_path / "copy.safetensors").name == "lizard-small"
    assert "figures" not in complaint(capsys, "figures", "cells", "--from", "🐠", "--out", tmp_path / "f")


# --- going on from the zoo


def test_grow_from_the_zoo_takes_its_config_for_defaults(own, capsys):
    house(own, "lizard")
    config = config_file.from_json(said(capsys, "grow", "🦎", "--from", "zoo", "--seed", "3", "--dry-run"))
    assert (config.training.iterations, config.target.size, config.training.seed) == (13000, 40, 3)
    config = config_file.from_json(said(capsys, "grow", "🦎", "--from", "zoo", "--recipe", "quick", "--dry-run"))
    assert config.target.size == 24
    words = ("grow", "🦎", "--from", "zoo", "--regime", "persistent", "--dry-run")
    config = config_file.from_json(said(capsys, *words))
    assert (config.training.regime, config.target.size) == ("persistent", 40)
    assert not hasattr(config.training.curriculum, "damage_count"), "what heals is of the regenerating one alone"


@pytest.mark.long
def test_grow_from_the_zoo_starts_with_its_organism(own, tmp_path):
    house(own, "lizard", "persistent")
    flags = tiny_flags(iterations=1, batch_size=1)
    for flag in ("--channels", "--hidden", "--damage-count"):
        del flags[flags.index(flag) : flags.index(flag) + 2]
    words = ("grow", "🦎", "--from", "zoo", *flags, "--regime", "persistent", "--out", "run")
    finished = blastema(*words, cwd=tmp_path, BLASTEMA_ZOO=str(own))
    assert finished.returncode == 3, "it grows a larger lizard than this picture"
    assert "no better than an empty picture" in finished.stderr
    start, golden = (load_organism(file) for file in (tmp_path / "run" / "start.safetensors", GOLDEN))
    for found, expected in zip(start.automaton.update.layers, golden.automaton.update.layers, strict=True):
        np.testing.assert_array_equal(found[0], expected[0])


def test_grow_from_the_zoo_says_how_long_its_own_settings_take(capsys, monkeypatch):
    begun = []
    monkeypatch.setattr(grow, "begin", lambda target, config, *_: begun.append(config.training.iterations) or 0)
    for flags, told in ([], True), (["--recipe", "quick"], False), (["--iterations", "9"], False):
        assert cli.run(["grow", "🦎", "--from", "zoo", *flags]) == 0
        assert ("for 25,000 iterations, as the zoo has it; shorter: --recipe quick" in capsys.readouterr().err) is told
    assert begun == [25_000, 2_250, 9]


def test_grow_from_an_empty_zoo_is_refused(own, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    message = complaint(capsys, "grow", "🦎", "--from", "zoo", *tiny_flags())
    assert "--from zoo: the zoo has no 🦎" in message
    assert "--from RUN|FILE|EMOJI" in message
    assert not (tmp_path / "runs").exists()


# --- the verbs of the zoo


def test_list(own, built_in, capsys):
    assert "There are no trained organisms yet" in said(capsys, "zoo", "list")
    house(built_in, "lizard", recovered=7)
    house(own, "cat", "growing", survival={"steps": 10000, "every": 20, "ends": [{"how": "died", "step": 300}] * 8})
    house(own, "dog", None, card=None)
    text = said(capsys, "zoo", "list")
    lines = [line.split() for line in text.splitlines()]
    assert ["🦎", "lizard", "regenerating", "-4.60", "-4.60", "-4.60", "35/40", "8/8", "built-in"] in lines
    assert ["cat", "growing", "-4.60", "-4.60", "-4.60", "40/40", "0/8", "own"] in lines
    assert ["dog", "not", "known", "no", "card", "own"] in lines
    assert str(own) in text
    facts = json.loads(said(capsys, "zoo", "list", "--json"))
    assert [fact["name"] for fact in facts] == ["lizard", "cat", "dog"]
    assert facts[0]["card"]["figures"]["float16"]["grow200"]["log10_mean_e"] == -4.6
    assert (facts[2]["card"], facts[2]["fault"]) == (None, "no card")


def test_damaged_cards_and_cards_of_others_spoil_nothing(own, capsys):
    damaged, other = house(own, "cat"), house(own, "dog")
    damaged.card_path.write_text("{")
    other.path.write_bytes(organism_file.dumps(load_organism(GOLDEN), "float16"))
    text = said(capsys, "zoo", "list")
    assert "damaged card" in text
    assert "card of another" in text
    assert "measure it: blastema zoo add" in said(capsys, "zoo", "show", "cat").replace("\n", " ")
    assert "cat-regenerating: damaged card" in complaint(capsys, "zoo", "show", "cat", "--out", "card.html")
    assert "JSON" in complaint(capsys, "zoo", "train", "cat", "--dry-run")
    assert load_organism("cat").name == "lizard-small"


def test_show(own, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    overgrew = [{"how": "overgrew", "step": step} for step in (300, 320, 480)]
    ends = [None, *overgrew, *[{"how": "died", "step": 40}] * 4]
    births = {"fire_seeds": 512, "steps": 32, "alive": 510, "died": [7, 9]}
    survival = {"steps": 10000, "every": 20, "ends": ends}
    house(own, "lizard", notes=["[red]a note[/red] <b>"], survival=survival, births=births)
    text = said(capsys, "zoo", "show", "🦎")
    assert "1 of 8 alive after 10,000 steps; 3 overgrew by step 300 to 480, 4 died by step 40" in text
    assert "510 of 512 alive after 32 steps" in text
    assert "13,000 iterations, seed 0, log10 loss -3.50, 7.5 minutes" in text
    assert "blastema zoo train lizard --regime regenerating" in text
    assert "[red]a note[/red] <b>" in text
    assert ["heal1000", "left", "-4.60", "-4.60", "-3.60", "0.10", "8", "of", "8"] in [
        line.split() for line in text.splitlines()
    ]
    assert json.loads(said(capsys, "zoo", "show", "🦎", "--json"))["card"]["name"] == "lizard"
    page, picture = tmp_path / "card.html", tmp_path / "card.png"
    said(capsys, "zoo", "show", "🦎", "--out", page)
    said(capsys, "zoo", "show", "lizard-regenerating", "--out", picture)
    html = page.read_text("utf-8")
    for part in (
        "Growth",
        "births alive",
        "Cut at step 200",
        "Scores",
        "Training",
        "zoo train lizard",
        "&lt;b&gt;",
    ):
        assert part in html
    assert html.count("data:image/png") == 18
    assert "src='http" not in html
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "already exists; choose another --out" in complaint(capsys, "zoo", "show", "🦎", "--out", page)
    assert ".html or .png" in complaint(capsys, "zoo", "show", "🦎", "--out", tmp_path / "card.pdf")


def test_the_card_of_a_growing_one_looks_at_step_96(own, tmp_path, capsys):
    house(own, "lizard", "growing", training=None)
    said(capsys, "zoo", "show", "🦎", "--out", tmp_path / "card.html")
    html = (tmp_path / "card.html").read_text("utf-8")
    assert "Cut at step 96" in html
    assert "not known: it was added from a file" in html


def test_train_dry_run_and_what_cannot_be_trained(own, capsys):
    house(own, "lizard", "growing")
    house(own, "cat", training=None)
    config = config_file.from_json(said(capsys, "zoo", "train", "🦎", "--dry-run"))
    assert (config.training.regime, config.target.picture) == ("growing", "🦎")
    assert config.run.threads == 0, "all processors of this machine, however many the first training had"
    words = ("zoo", "train", "lizard", "--regime", "growing", "--precision", "bf16", "--dry-run")
    assert config_file.from_json(said(capsys, *words)).run.precision == "bf16"
    message = complaint(capsys, "zoo", "train", "lizard", "--regime", "persistent")
    assert "no lizard of regime persistent, only lizard-growing." in message
    assert "how cat-regenerating was trained is not known" in complaint(capsys, "zoo", "train", "cat")
    assert "Did you mean lizard?" in complaint(capsys, "zoo", "show", "lizrd")
    assert "Did you mean zoo train?" in complaint(capsys, "zoo", "trian", "cat")
    assert "Did you mean growing?" in complaint(capsys, "zoo", "train", "cat", "--regime", "groing")
