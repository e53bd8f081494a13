"""What a notebook shows, and how things print themselves."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import blastema as bl
from blastema.drawing.film import Film
from blastema.errors import InputError
from blastema.page.document import policy_of


@pytest.fixture(scope="module")
def lizard() -> bl.Organism:
    return bl.load_organism("lizard")


def test_an_organism_lives_in_a_frame_with_a_policy_of_its_own(lizard):
    shown = bl.show(lizard)
    assert repr(shown) == "<organism lizard; a notebook shows it>"
    frame = re.search(r'<iframe srcdoc="([^"]*)"[^>]*sandbox="([^"]*)"', shown._repr_html_())
    assert frame is not None
    assert "allow-same-origin" not in frame[2]
    assert "default-src 'none'" in policy_of(html.unescape(frame[1]))
    assert len(shown._repr_html_()) < 250_000


def test_pictures_of_all_kinds(lizard, tmp_path: Path):
    Image.new("RGB", (3, 3)).save(tmp_path / "one.png")
    film = Film(lizard, steps=4, every=2)
    target = lizard.target
    states = np.zeros((2, 8, 8, 16), np.float32)
    markup = bl.show(film, target, states, states[0], tmp_path / "one.png")._repr_html_()
    kinds = re.findall(r"<img src=\"data:image/(\w+);base64,", markup)
    assert kinds == ["gif", "png", "png", "png", "png", "png"]


@pytest.mark.parametrize("thing", ["lizard", 7, np.zeros((3, 3)), np.zeros((0, 3, 4)), "notes.txt"])
def test_what_cannot_be_shown_says_what_can(thing):
    with pytest.raises(InputError, match=r"cannot be shown; expected|bl.Run.open"):
        bl.show(thing)
    with pytest.raises(InputError, match="nothing to show"):
        bl.show()


def test_things_print_themselves_in_one_short_line(lizard):
    assert repr(lizard) == "<Organism lizard: 8,336 parameters, grid of 72 x 72>"
    assert repr(lizard.target) == "<Target lizard: 40 cells, on a grid of 72 x 72>"


def test_a_run_is_opened_by_its_own_word(tmp_path: Path):
    with pytest.raises(InputError, match=r"Run.open\('runs/x'\) reads a run folder"):
        bl.Run("runs/x")
    run = bl.Run.create(bl.load_target("🦎", size=8, padding=3), bl.growing(size=8, padding=3), tmp_path / "run")
    assert repr(run) == f"<Run {tmp_path / 'run'}: 0 of 2,400 iterations>"
    assert repr(bl.show(run)).startswith(f"<run {tmp_path / 'run'}")
