"""Mistyped names: one suggestion, in one wording, wherever a name is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import blastema as bl
from blastema import cli, figures, registry
from blastema._nearest import nearest, suggestion
from blastema.config import Part
from blastema.config import file as config_file
from blastema.config.text import with_assignments
from blastema.drawing.cuts import parse_cut
from blastema.errors import BlastemaError
from blastema.formats import export
from blastema.tracking import tracker

ROOT = Path(__file__).resolve().parents[1]
SMALL = ROOT / "tests" / "golden" / "lizard-small.safetensors"
_DESCRIBED = {"format": config_file.FORMAT, "version": config_file.VERSION}


def test_the_nearest_name_is_found_whatever_its_capitals():
    assert nearest("Lizzard", ("web", "lizard", "LIZARD")) == "lizard"
    assert nearest(" GELU", ("gelu", "relu")) == "gelu"
    assert nearest("xyz", ("web", "lizard")) is None
    assert nearest("lizzard", ("lizard",), cutoff=0.95) is None


def test_what_is_said_without_a_near_name():
    assert suggestion("lizzard", ["lizard"], "Known: lizard.") == "Did you mean lizard?"
    assert suggestion("xyz", ["lizard"], "Known: lizard.") == "Known: lizard."
    assert suggestion("xyz", ["lizard"]) == ""


@pytest.mark.parametrize(
    ("look_up", "meant"),
    [
        (lambda: bl.load_organism("lizzard"), "lizard"),
        (lambda: bl.load_target("butterflly"), "butterfly"),
        (lambda: bl.load_organism("lizzard-growing"), "lizard-growing"),
        (lambda: bl.regenerating(iteratons=4), "iterations"),
        (lambda: bl.regenerating(recipe="quik"), "quick"),
        (lambda: bl.regenerating(boundary="toruss"), "torus"),
        (lambda: bl.regenerating(wounds=("circle", "squre")), "square"),
        (lambda: bl.regenerating(perception="filtrs"), "filters"),
        (lambda: bl.regenerating(optimiser=Part("snes", {"populaton": 4})), "population"),
        (lambda: with_assignments(bl.regenerating(), ["training.iteratons=4"]), "iterations"),
        (lambda: with_assignments(bl.regenerating(), ["training.curiculum.pool_size=4"]), "curriculum"),
        (lambda: config_file.from_dict({**_DESCRIBED, "trainig": {}}), "training"),
        (lambda: config_file.from_dict({**_DESCRIBED, "target": {"siz": 4}}), "size"),
        (lambda: figures.known("los"), "loss"),
        (lambda: registry.CURRICULA["regenrating"], "regenerating"),
        (lambda: export(bl.load_organism(SMALL), "a.htm", "htm"), "html"),
        (lambda: parse_cut("lefft@3"), "left"),
        (lambda: tracker.require(("wandbb",)), "wandb"),
    ],
)
def test_python_suggests_the_nearest_name(look_up: Callable[[], object], meant: str):
    with pytest.raises(BlastemaError, match=rf"(^|[.] )Did you mean {re.escape(meant)}\?( |$)"):
        look_up()


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("zoo show lizzard", "lizard"),
        ("zoo train lizzard", "lizard"),
        ("zoo shw lizard", "zoo show"),
        ("info lizzard", "lizard"),
        ("grow gecko", "lizard"),
        ("grow lizard --regime regenrating", "regenerating"),
        ("grow lizard --wounds circle half-plan", "half-plane"),
        ("grow lizard --set training.iteratons=4", "iterations"),
        ("evaluate lizard --protocol ful", "full"),
        ("render lizard --kernel nativ", "native"),
        ("render ten-pictures --as lizrd --out a.gif", "lizard"),
        ("export lizard --to htm", "html"),
        ("figures los lizard", "loss"),
        ("sweep lizard --search halvin", "halving"),
    ],
)
def test_the_command_line_suggests_the_nearest_name(words: str, meant: str, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.run(words.split()) == 2
    message = capsys.readouterr().err
    assert f" Did you mean {meant}?" in message
    assert message.count("\n") == 1, "one message, in one line"


def test_only_one_module_compares_names():
    """So that no message words its suggestion in another way."""
    source = ROOT / "src" / "blastema"
    texts = {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in source.rglob("*.py")}
    assert [name for name, text in texts.items() if "difflib" in text] == ["_nearest.py"]
    assert not [name for name, text in texts.items() if re.search(r"nearest name is|[;,] did you mean", text)]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("grow lizard --iteratons 5", "blastema grow --help"),
        ("zoo show lizard --jsn", "blastema zoo show --help"),
        ("zoo add", "blastema zoo add --help"),
        ("render lizard --steps many", "blastema render --help"),
        ("world --foo", "blastema world --help"),
    ],
)
def test_usage_errors_name_the_help_of_their_command(words: str, named: str, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.run(words.split())
    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert re.findall(r"blastema (?:\w+ )*--help", message) == [named]


def test_a_mistyped_flag_is_compared_with_those_of_its_command_only(capsys):
    with pytest.raises(SystemExit):
        cli.run(["grow", "lizard", "--prot", "1"])
    assert "--protocol" not in capsys.readouterr().err, "which only evaluate has"
    with pytest.raises(SystemExit):
        cli.run(["evaluate", "lizard", "--protocl", "full"])
    assert "--protocol" in capsys.readouterr().err
