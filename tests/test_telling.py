"""``--as``: films that change on the way, several targets on the command line, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from two_pictures import two_pictures

import blastema as bl
from blastema import cli
from blastema.drawing.film import Film, growth_strip, strip_times
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.signals import parse_telling


def test_a_film_changes_what_it_is_told_on_the_way():
    organism = two_pictures()
    film = Film(organism, steps=30, tellings=(parse_telling("lizard"), parse_telling("mirrored@10")))
    states = dict(zip((10, 30), film.states((10, 30)), strict=True))
    np.testing.assert_array_equal(states[10], organism.grow(10))
    told = organism.told("mirrored").rollout(states[10], 20, bl.Conditions(step=10))
    np.testing.assert_allclose(states[30], told, atol=1e-5)
    assert {9, 10} <= set(strip_times(film))
    assert growth_strip(film).ndim == 3
    with pytest.raises(InputError, match="--as mirrored@31: the film ends at step 30"):
        Film(organism, steps=30, tellings=(parse_telling("mirrored@31"),))
    with pytest.raises(InputError, match="no picture called 'cat'"):
        Film(organism, tellings=(parse_telling("cat"),))


def said(capsys, *words: str) -> tuple[int, str]:
    code = cli.run(list(words))
    out = capsys.readouterr()
    return code, out.out + out.err


def test_several_targets_on_the_command_line(capsys):
    code, text = said(capsys, "grow", "🦎", "😀", "--recipe", "fast", "--dry-run")
    config = json.loads(text)
    assert code == 0
    assert (config["target"]["picture"], config["target"]["others"]) == ("🦎", ["😀"])
    assert (config["automaton"]["signal"], config["training"]["curriculum"]["change_count"]) == (2, 1)
    config = json.loads(
        said(capsys, "grow", "🦎", "😀", "--signal", "embedding", "--change-count", "0", "--dry-run")[1]
    )
    assert (config["automaton"]["signal"], config["automaton"]["embedding"]) == (2, 16)
    assert config["training"]["curriculum"]["change_count"] == 0
    config = json.loads(said(capsys, "grow", "🦎", "--signal", "3", "--dry-run")[1])
    assert (config["automaton"]["signal"], config["training"]["curriculum"]["change_count"]) == (3, 0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["grow", "🦎", "😀", "--signal", "1"], "signal is 1, but there are 2 pictures"),
        (["grow", "🦎", "lizard"], "two of the pictures are called lizard"),
        (["grow", "🦎", "--change-count", "1"], "change-count is not 0, but there is only one picture"),
        (["export", "IT", "--as", "lizard@3"], "expected one picture from the first step on"),
        (["export", "IT", "--as", "lizard", "mirrored"], "expected one picture from the first step on"),
        (["export", "🦎", "--as", "😀"], "grows only one picture"),
        (["render", "IT", "--as", "a@x"], "expected NAME@STEP"),
        (["render", "IT", "--as", "lizard", "mirrored"], "gives 2 pictures for step 0"),
        (["evaluate", "IT", "--as", "lizard=0.5,mirrored=0.5"], "has no picture to compare with"),
    ],
)
def test_what_cannot_be_is_one_message(words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    organism_file.save(two_pictures(), "it.safetensors")
    code, text = said(capsys, *["it.safetensors" if word == "IT" else word for word in words])
    assert code == 2
    assert message in " ".join(text.split())
    assert "Traceback" not in text


def test_export_as_another_is_a_file_of_that_one(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    organism_file.save(two_pictures(), "it.safetensors")
    assert said(capsys, "export", "it.safetensors", "--as", "mirrored", "--out", "other.safetensors")[0] == 0
    other = organism_file.load("other.safetensors")
    assert (other.signal, other.target.name) == ((0, 1), "mirrored")
