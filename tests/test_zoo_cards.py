"""What is known of an organism of the zoo: how long it lives, and the card that says so."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import planted
import pytest
from zoo_fixtures import GOLDEN, card_of

from blastema import load_organism
from blastema.assembly import settings_of
from blastema.errors import FileFormatError
from blastema.evaluation.survival import survive
from blastema.zoo import card as cards

# --- survival


def test_a_sound_organism_survives():
    survival = survive(load_organism(GOLDEN), steps=600, every=100)
    assert survival.survivors == 8
    assert survival.score.name == "persist600"
    assert survival.score.log10_mean < -3


@pytest.mark.parametrize(("gain", "how"), [(-2.0, "died"), (3.0, "overgrew"), (1e6, "diverged")])
def test_how_organisms_end(gain, how):
    """Alpha that falls at once; life that spreads without bound; numbers that explode."""
    organism = load_organism(GOLDEN)
    layers = [(np.zeros_like(weight), np.zeros_like(bias)) for weight, bias in organism.automaton.update.layers]
    layers[-1][1][3] = gain
    automaton = planted.with_layers(settings_of(organism.automaton), layers)
    survival = survive(dataclasses.replace(organism, automaton=automaton), steps=400, every=5)
    assert survival.survivors == 0
    assert {end.how for end in survival.ends} == {how}
    assert all(end.step % 5 == 0 for end in survival.ends)


# --- cards


def test_cards_are_read_as_written():
    raw = card_of("cat", "growing", b"x")
    assert cards.loads(cards.dumps(raw)).raw == raw
    assert cards.dumps(raw) == cards.dumps(cards.loads(cards.dumps(raw)).raw)


def test_scores_of_a_card():
    raw = card_of("cat", "growing", b"x")
    raw["figures"]["float16"]["grow96"] |= {"log10_mean_e": None, "spread": None}
    raw["figures"]["int8"] = None
    card = cards.loads(cards.dumps(raw))
    assert card.score("grow96").log10_mean == np.inf
    assert np.isnan(card.score("grow96").spread)
    assert card.score("grow96", "int8") is None
    assert card.score("none") is None
    assert card.formats == ("float16", "float32")
    assert list(card.cuts()) == ["bottom", "top", "right", "left", "centre"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "x"}, "not an organism's card"),
        ({"version": 2}, "card version 2; this Blastema reads version 1"),
        ({"version": True}, "card version True; this Blastema reads version 1"),
        ({"name": "../x"}, "name is '../x'"),
        ({"regime": "eternal"}, "regime is 'eternal'"),
        ({"grid": [1]}, "grid is"),
        ({"file": None}, "file is None"),
        ({"figures": []}, "figures is"),
        ({"figures": {"float16": {"grow96": {"log10_mean_e": "x"}}}}, "grow96"),
        ({"survival": {"steps": 1, "every": 1, "ends": [1]}}, "survival is"),
        ({"births": {"fire_seeds": 512, "steps": 32, "alive": 512, "died": [3]}}, "births is"),
        ({"births": {"fire_seeds": 512, "steps": 32, "alive": 511, "died": [512]}}, "births is"),
        ({"births": {"fire_seeds": 512, "steps": 32, "alive": 512}}, "births is"),
        ({"training": {"config": 1}}, "training is"),
        ({"training": {"config": {}, "curve": {"iteration": [1], "log10_loss": []}}}, "training is"),
        ({"notes": [1]}, "notes is"),
        ({"notes": ["\ud800"]}, "half of a surrogate pair"),
    ],
)
def test_damaged_cards_are_refused(change, message):
    raw = card_of("cat", "growing", b"x") | change
    with pytest.raises(FileFormatError, match=message):
        cards.loads(json.dumps(raw).encode())
