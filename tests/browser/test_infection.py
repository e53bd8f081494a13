"""Organisms that begin as their own picture, and a picture that another's rule takes over, in the page."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from browsing import LIZARD
from playing import begin

from blastema.formats import organism_file
from blastema.targets import load_target
from blastema.zoo.loading import load_organism


@pytest.fixture
def sprite(tmp_path):
    """The lizard's rule with the butterfly as its picture, which it begins as within 6 cells; and its file."""
    lizard = load_organism(LIZARD)
    target = load_target("🦋", size=lizard.target.size, padding=lizard.target.padding)
    organism = dataclasses.replace(lizard, name="sprite", target=target, start_radius=6.0)
    organism_file.save(organism, tmp_path / "sprite.safetensors")
    return organism, tmp_path / "sprite.safetensors"


def test_an_organism_begins_as_its_picture_within_its_radius(page, write_page, sprite):
    organism, file = sprite
    opened = begin(page, write_page, [file]).open()
    np.testing.assert_array_equal(opened.seen().state, np.asarray(organism.seed()))
    opened.press(".")
    opened.button("Reset to the seed").click()
    opened.frame()
    np.testing.assert_array_equal(opened.seen().state, np.asarray(organism.seed()))


def test_a_rule_takes_over_the_picture_of_another(page, write_page, sprite):
    organism, file = sprite
    opened = begin(page, write_page, [LIZARD, file]).open()
    before = opened.seen().state
    opened.button("Take over a picture").click()
    opened.button("sprite, regenerating" if organism.provenance.get("regime") else "sprite").click()
    opened.button("Pause").click()  # the button is there once it plays
    opened.frame()
    opened.button("Undo").click()
    opened.frame()
    np.testing.assert_array_equal(opened.seen().state, before)
    opened.button("Redo").click()
    opened.frame()
    taken = opened.seen()
    whole = np.asarray(dataclasses.replace(organism, start_radius=1e3).seed())
    if taken.step == 0:
        np.testing.assert_array_equal(taken.state, whole)
    assert (taken.state[..., 3] > 0.1).sum() > 0.5 * (whole[..., 3] > 0.1).sum()
    assert not taken.species.any()
