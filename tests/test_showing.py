"""What a notebook shows, and how things print themselves."""

from __future__ import annotations

import base64
import html
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import blastema as bl
from blastema import watching
from blastema.errors import InputError
from blastema.page.document import policy_of
from blastema.training import Finished, RolledBack, Started, Trained


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
    film = bl.Film(lizard, steps=4, every=2, cuts=["left@2"])
    target = lizard.target
    states = np.zeros((2, 8, 8, 16), np.float32)
    markup = bl.show(film, target, states, states[0], tmp_path / "one.png")._repr_html_()
    kinds = re.findall(r"<img src=\"data:image/(\w+);base64,", markup)
    assert kinds == ["gif", "png", "png", "png", "png", "png"]


def test_a_film_is_enlarged_by_the_browser(lizard):
    markup = bl.show(bl.Film(lizard, steps=4, every=2))._repr_html_()
    found = re.search(r'<img src="data:image/gif;base64,([^"]+)" alt="film of lizard" style="([^"]+)"', markup)
    assert found is not None
    assert found[2] == "width: 360px; image-rendering: pixelated; max-width: 100%"
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as film:
        assert (film.n_frames, film.size) == (3, (72, 72))


@pytest.mark.parametrize("thing", ["lizard", 7, np.zeros((3, 3)), np.zeros((0, 3, 4)), "notes.txt"])
def test_what_cannot_be_shown_says_what_can(thing):
    with pytest.raises(InputError, match=r"cannot be shown; expected|bl.Run.open"):
        bl.show(thing)
    with pytest.raises(InputError, match="nothing to show"):
        bl.show()


def test_things_print_themselves_in_one_short_line(lizard):
    assert repr(lizard) == "<Organism lizard: 8,336 parameters, grid of 72 x 72>"
    assert repr(lizard.target) == "<Target lizard: 40 cells, on a grid of 72 x 72>"
    assert repr(bl.load_organism("walk").target.motion) == "<Motion of 8 frames, 8 steps each, stride (0, 8)>"


def test_targets_and_organisms_show_themselves(lizard):
    for shown in (lizard._repr_png_(), lizard.target._repr_png_()):
        with Image.open(io.BytesIO(shown)) as picture:
            colours = picture.convert("RGBA").getcolors(100_000)
        assert len(colours) > 50


def test_a_run_is_opened_by_its_own_word(tmp_path: Path):
    with pytest.raises(InputError, match=r"Run.open\('runs/x'\) reads a run folder"):
        bl.Run("runs/x")
    run = bl.Run.create(bl.load_target("🦎", size=8, padding=3), bl.growing(size=8, padding=3), tmp_path / "run")
    assert repr(run) == f"<Run {tmp_path / 'run'}: 0 of 2,250 iterations>"
    assert repr(bl.show(run)).startswith(f"<run {tmp_path / 'run'}")


class Training:
    """A view of a training of the lizard, and its events."""

    config = bl.regenerating(iterations=40, kernel="jax")

    def __init__(self, organism: bl.Organism, left: list[str]) -> None:
        self._organism, self._left = organism, left

    def organism(self) -> bl.Organism:
        return self._organism

    def events(self):
        try:
            yield Started(self.config, 0, "reference", "asked for", self)
            for iteration in range(1, 21):
                yield Trained(iteration, None, -iteration / 10, 1e-3, 0.1, 0, self)
            yield RolledBack(20, 10, "the loss", 1, self)
            yield Trained(11, None, -1.5, 1e-3, 0.1, 1, self)
            yield Finished(self._organism, 11, -1.5, "stopped")
        finally:
            self._left.append("left")


@pytest.fixture
def training():
    organism = bl.load_organism(Path(__file__).parent / "golden" / "lizard-small.safetensors")
    left: list[str] = []
    return Training(organism, left), left


def test_a_training_is_shown_with_its_target_beside_the_organism_and_the_loss(training, monkeypatch):
    shown: list[watching.Shown] = []
    monkeypatch.setattr(watching, "_display", lambda: shown.append)
    events = list(bl.watch(training[0].events()))
    assert [type(event).__name__ for event in events].count("Trained") == 21
    assert isinstance(events[-1], Finished)
    assert max(len(repr(event)) for event in events) < 140, "README's loop prints them"
    assert [each.words for each in shown] == [
        "iteration 1 of 40, log10 loss -0.100",
        "iteration 11 of 40, log10 loss -1.500",
    ]
    markup = shown[-1]._repr_html_()
    assert re.findall(r'src="data:image/([a-z+]+);', markup) == ["png", "png", "svg+xml"]
    assert ">target<" in markup
    chart = re.search(r"svg\+xml;base64,([^\"]+)", markup)
    assert chart is not None
    line = re.search(r'points="([^"]+)"', base64.b64decode(chart[1]).decode())
    assert line is not None
    assert len(line[1].split(" ")) == 11, "what was rolled back is gone"


def test_a_training_that_is_left_ends_at_once_and_elsewhere_a_line_is_printed(training, capsys):
    view, left = training
    for event in bl.watch(view.events()):
        if isinstance(event, Trained):
            break
    del event
    assert left == ["left"]
    assert capsys.readouterr().out == "iteration 1 of 40, log10 loss -0.100\n"
