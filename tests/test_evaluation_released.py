"""The article's released models are measured as another program measures them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import planted
import pytest
from PIL import Image

from blastema import emoji
from blastema.evaluation.article import five_cuts
from blastema.evaluation.healing import heal
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import pixel_error
from blastema.formats import distill
from blastema.trajectory import Trajectory

DISTILL = Path(__file__).parents[2] / "shared" / "distill"
CELLS = (1 + 2 * planted.PADDING) ** 2

released = pytest.mark.skipif(not DISTILL.exists(), reason="the article's own files are not here (shared/distill)")


ELSEWHERE = {  # measured by another program; zoo/article.json has what ours measures
    "ex3_lizard": {"grow200": -3.40, "persist5000": -3.24},
    "ex2_face": {"grow200": -3.04, "persist5000": -3.25},
}
ELSEWHERE_CUTS = {"bottom": -3.74, "top": -3.40, "right": -3.93, "left": -3.38, "centre": -2.45}


def released_model(name):
    """A web model with the very picture that it was trained on, which ours is close to."""
    organism = distill.load(DISTILL / f"{name}.json")
    with Image.open(DISTILL / "targets.png") as sheet:
        premultiplied = np.asarray(sheet, np.float32) / 255
    index = list(emoji.BUILT_IN.values()).index(organism.name)
    return organism, np.pad(premultiplied[:, 40 * index : 40 * index + 40], ((16, 16), (16, 16), (0, 0)))


def within_sampling_spread(errors, value):
    """Whether log10 of the mean of 8 of these samples, drawn again and again, reaches a value."""
    draws = np.random.default_rng(0).choice(errors, (20_000, 8)).mean(axis=1)
    low, high = np.quantile(np.log10(draws), (0.005, 0.995))
    return low - 0.02 <= value <= high + 0.02


@released
@pytest.mark.parametrize("name", ELSEWHERE)
def test_released_models_grow_as_another_program_has_it(name):
    organism, target = released_model(name)
    samples = Trajectory.seeded(organism, range(32)).until(200)
    errors = pixel_error(samples.states, target)
    assert within_sampling_spread(errors, ELSEWHERE[name]["grow200"])


@released
@pytest.mark.long
@pytest.mark.parametrize("name", ELSEWHERE)
def test_released_models_persist_as_another_program_has_it(name):
    organism, target = released_model(name)
    samples = Trajectory.seeded(organism, range(48)).until(5000)
    errors = pixel_error(samples.states, target)
    assert within_sampling_spread(errors, ELSEWHERE[name]["persist5000"])


@released
@pytest.mark.long
def test_released_lizard_heals_as_another_program_has_it():
    organism, target = released_model("ex3_lizard")
    ledger = Ledger(target)
    heal(ledger, Trajectory.seeded(organism, range(32)).until(200), five_cuts(organism), times=(1000,))
    for score in ledger.scores:
        assert within_sampling_spread(score.errors, ELSEWHERE_CUTS[score.name.split()[1]]), score.name
