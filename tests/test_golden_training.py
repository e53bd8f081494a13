"""Golden trainings: ten iterations of each regime that every engine, and the judge, repeat within rounding.

Made by ``make_golden_training.py``, which says what is in the files.
"""

from __future__ import annotations

import json

import judge
import numpy as np
import pytest
from make_golden_training import GOLDEN, ITERATIONS, SHOWN, TRAININGS
from training_adapter import Package
from training_judge import Settings, Training

from blastema import engines

ENGINES = ["jax"] + (["native"] if engines.native_obstacle() is None else [])
LOSSES, STATES, WEIGHTS = 1e-4, 1e-4, 1e-3
"""Relative; of weights to their way from the start, in the L2 norm of a variable."""


@pytest.fixture(params=TRAININGS)
def golden(request):
    with np.load(GOLDEN / f"training-{request.param}.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def asked(golden):
    """The settings, the options and the layers at first."""
    settings, options = (json.loads(str(golden[name])) for name in ("settings", "options"))
    tuples = {name: tuple(settings[name]) for name in ("steps", "wounds", "refine_steps")}
    options["filters"] = tuple(options["filters"])
    options["life"] = "neighbourhood" if options.pop("living_mask") else "all"  # as the files of old say it
    start = variables(golden, "start")
    layers = list(zip(start[::2], start[1::2], strict=True))
    return Settings(**settings | tuples), judge.Options(**options), layers


def variables(golden, name):
    return [golden[f"{name}_{index}"] for index in range(sum(key.startswith(f"{name}_") for key in golden))]


def assert_repeated(golden, losses, weights, average, pool):
    np.testing.assert_allclose(losses, golden["losses"], rtol=LOSSES)
    for name, found in (("weights", weights), ("average", average)):
        for mine, its, first in zip(found, variables(golden, name), variables(golden, "start"), strict=True):
            assert np.linalg.norm(mine - its) < WEIGHTS * np.linalg.norm(its - first)
    if "pool" in golden:
        assert len(golden["pool"]) == SHOWN
        np.testing.assert_allclose(pool[:SHOWN], golden["pool"], rtol=0, atol=STATES * abs(golden["pool"]).max())


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_repeats_it(golden, engine):
    settings, options, layers = asked(golden)
    package = Package(settings, options, golden["pixels"], int(golden["padding"]), layers, kernel=engine)
    losses = [package.iterate()[0]["loss"] for _ in range(ITERATIONS)]
    assert_repeated(golden, losses, package.variables, package.average, package.pool)


def test_the_judge_repeats_it(golden):
    settings, options, layers = asked(golden)
    pixels, padding = golden["pixels"] / 255, int(golden["padding"])
    pixels[..., :3] *= pixels[..., 3:]
    target = np.pad(pixels, ((padding, padding), (padding, padding), (0, 0)))
    training = Training(settings, options, target, len(pixels), layers)
    losses = [training.iterate(iteration).figures["loss"] for iteration in range(ITERATIONS)]
    assert_repeated(golden, losses, training.variables, training.average, training.pool)
