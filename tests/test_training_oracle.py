"""Ten iterations of every kind of training, by the package and by the judge: weights, average, pool, slots, figures."""

from __future__ import annotations

import dataclasses

import gradient_judge
import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
import training_adapter
import training_judge
from helpers import random_layers, random_states
from training_adapter import Package
from training_judge import Settings

from blastema import engines
from blastema.training.iteration import stream

NATIVE = engines.native_obstacle() is None
FIRST_ENGINE = ["native", pytest.param("jax", marks=pytest.mark.long)] if NATIVE else ["jax"]
"""That both engines are the judge's is tested by the golden trainings, in the long lane and by scripts/optimised."""
SIZE, PADDING, CHANNELS, HIDDEN = 8, 3, 8, (16,)
SIDE = SIZE + 2 * PADDING
ITERATIONS = 10
WEIGHTS = 1e-3
"""Of a variable, the L2 norm of its error in that of its way from the start: Adam takes the sign of the smallest
gradients for what it is, so that rounding may turn single weights."""
STATES, FIGURES = 1e-4, 1e-3
"""Of pools, relative to the largest value in them; of losses and the other figures."""


ARTICLE = judge.Options()


@dataclasses.dataclass(frozen=True)
class Case:
    """One kind of training.

    learned: number of learned filters; empty: begin with the rule that does nothing; broken: a pool with a NaN in it
    """

    settings: Settings
    options: judge.Options = ARTICLE
    hidden: tuple[int, ...] = HIDDEN
    learned: int = 0
    empty: bool = False
    broken: bool = False


PERSISTENT = Settings("persistent", damage_count=0)
ALL_WOUNDS = ("circle", "half-plane", "square")
REGIMES = {
    "growing": Case(Settings("growing", damage_count=0, schedule="step", decay_start=4, loss_power=0.5)),
    "persistent": Case(dataclasses.replace(PERSISTENT, refine_from=6, refine_until=9)),
    "regenerating": Case(Settings("regenerating", damage_count=2, wounds=ALL_WOUNDS)),
}
CASES = {
    "from the rule that does nothing": Case(Settings("growing", damage_count=0), empty=True),
    "global norm": Case(dataclasses.replace(PERSISTENT, gradient_normalisation="global-norm")),
    "no normalisation": Case(dataclasses.replace(PERSISTENT, gradient_normalisation="none")),
    "a short average": Case(dataclasses.replace(PERSISTENT, weight_average=0.3)),
    "rarely reseeded": Case(Settings(reseed_every=3)),
    "root of the loss": Case(Settings(loss_power=0.5, batch_size=3, damage_count=0)),
    "cosine": Case(Settings(schedule="cosine", decay_start=2, decay_end=7, seed=5)),
    "refined": Case(Settings(refine_from=4, refine_until=9, schedule="step", decay_start=1)),
    "a state that is not finite": Case(Settings(), broken=True),
    # The gradient goes with the step size: its norms are about as small as what is added to them.
    "small gradients, normalised": Case(PERSISTENT, judge.Options(step_size=1e-6)),
    "small gradients": Case(
        dataclasses.replace(PERSISTENT, gradient_normalisation="none"), judge.Options(step_size=1e-6)
    ),
    "torus, turned, two hidden layers": Case(
        Settings(), judge.Options(boundary="torus", angle=0.7, step_size=0.6, fire_rate=0.8), hidden=(9, 7)
    ),
    "learned filters": Case(
        dataclasses.replace(PERSISTENT, weight_average=0.9),
        judge.Options(filters=("mean", "identity", "laplacian"), life="all"),
        learned=2,
    ),
}


def pixels() -> np.ndarray:
    """A coloured disc, uint8 [SIZE, SIZE, 4]."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    picture = np.random.default_rng(1).integers(0, 256, (SIZE, SIZE, 4), dtype=np.uint8)
    picture[..., 3] = np.where(rows**2 + columns**2 < 14, 255, 60)
    return picture


def premultiplied(picture: np.ndarray) -> np.ndarray:
    """The target of the picture, float64 [SIDE, SIDE, 4]."""
    target = picture / 255
    target[..., :3] *= target[..., 3:]
    return np.pad(target, ((PADDING, PADDING), (PADDING, PADDING), (0, 0)))


def rule(case: Case) -> tuple[judge.Layers, np.ndarray | None]:
    """The layers and learned filters that a case begins with, as float32."""
    filters = len(case.options.filters) + case.learned
    if case.empty:
        return training_adapter.initial_layers(filters * CHANNELS, case.hidden, CHANNELS), None
    rng = np.random.default_rng(3)
    layers = random_layers(rng, filters * CHANNELS, case.hidden, CHANNELS, gain=0.05)
    learned = rng.normal(size=(case.learned, 3, 3, CHANNELS)).astype(np.float32) / 3 if case.learned else None
    return [(weight.astype(np.float32), bias.astype(np.float32)) for weight, bias in layers], learned


def lively_pool(case: Case) -> np.ndarray | None:
    """States of all sorts: random, near the target, seeds, empty, far too red and, where asked for, one with NaN."""
    if case.settings.regime == "growing":
        return None
    states = random_states(5, case.settings.pool_size, SIDE, SIDE, CHANNELS)
    states[2, ..., :4] = premultiplied(pixels())
    states[3:5] = judge.seed_state(SIDE, SIDE, CHANNELS)
    states[6] = 0
    states[8, ..., 0] = 2
    if case.broken:
        states[7, 4, 5] = np.nan
    return states


def both(case: Case, kernel: str) -> tuple[training_judge.Training, Package]:
    layers, learned = rule(case)
    pool, picture = lively_pool(case), pixels()
    expected = training_judge.Training(case.settings, case.options, premultiplied(picture), SIZE, layers, pool, learned)
    return expected, Package(case.settings, case.options, picture, PADDING, layers, pool, learned, kernel)


def assert_alike(found: Package, expected: training_judge.Training) -> None:
    assert_near(found.variables, expected.variables, expected.start)
    if expected.settings.weight_average:
        assert_near(found.average, expected.average, expected.start)
    else:
        assert found.average is None
    if expected.settings.regime != "growing":
        np.testing.assert_array_equal(np.isnan(found.pool), np.isnan(expected.pool))
        np.testing.assert_allclose(found.pool, expected.pool, rtol=0, atol=STATES * np.nanmax(abs(expected.pool)))


def assert_near(found: list[np.ndarray], expected: list[np.ndarray], start: list[np.ndarray]) -> None:
    for mine, its, first in zip(found, expected, start, strict=True):
        assert np.linalg.norm(mine - its) <= WEIGHTS * np.linalg.norm(its - first) + 1e-7 * np.linalg.norm(its)


def assert_ten_iterations_alike(case: Case, kernel: str) -> None:
    expected, found = both(case, kernel)
    for iteration in range(ITERATIONS):
        pool = found.pool
        figures, rate = found.iterate()
        seen = expected.iterate(iteration)
        assert rate == pytest.approx(seen.rate, rel=1e-6)
        assert figures == pytest.approx(seen.figures, rel=FIGURES)
        others = np.setdiff1d(np.arange(len(pool)), seen.slots)
        np.testing.assert_array_equal(found.pool[others], pool[others])
        assert_alike(found, expected)


@pytest.mark.parametrize("kernel", FIRST_ENGINE)
@pytest.mark.parametrize("name", REGIMES)
def test_every_regime_is_the_judges_with_every_engine(name, kernel):
    assert_ten_iterations_alike(REGIMES[name], kernel)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.long
def test_every_setting_is_the_judges(name):
    assert_ten_iterations_alike(CASES[name], "auto")


def test_the_batch_that_is_shown_is_the_batch_that_is_trained_on():
    expected, found = both(REGIMES["regenerating"], "auto")
    for iteration in range(2):
        before, after = found.batch(iteration)
        found.iterate()
        seen = expected.iterate(iteration)
        largest = abs(expected.pool).max()
        np.testing.assert_allclose(before, seen.before, rtol=0, atol=STATES * largest)
        np.testing.assert_allclose(after, expected.pool[seen.slots], rtol=0, atol=STATES * largest)


def test_every_stream_of_randomness_is_one_of_its_own():
    """Those of the package and those that a user's curriculum names, at each iteration, attempt and seed."""

    def bits(name: str, seed: int = 3, iteration: int = 4, attempt: int = 1) -> int:
        return jax.random.bits(stream(seed, jnp.uint32(iteration), jnp.uint32(attempt), name)).item()

    names = ("draw", "steps", "fire", "wound", "refresh", "label", "relay", "a name of my own", "")
    others = ({"seed": 4}, {"iteration": 5}, {"attempt": 2}, {"iteration": 1, "attempt": 4})
    found = [bits(name, **other) for name in names for other in ({}, *others)]
    assert len(set(found)) == len(found)


def test_a_training_that_was_rolled_back_is_the_judges():
    """Another attempt has other chances, a lower rate and a pool that is half made of seeds."""
    expected, found = both(REGIMES["regenerating"], "auto")
    for training in (expected, found):
        training.refresh(0, 2, 0.5)
    assert_alike(found, expected)
    seeds = [(state == expected.seed).all() for state in expected.pool]
    assert 2 < sum(seeds) < len(seeds)
    for iteration in range(3):
        figures, rate = found.iterate(attempt=2, scale=0.25)
        seen = expected.iterate(iteration, attempt=2, scale=0.25)
        assert (figures, rate) == (pytest.approx(seen.figures, rel=FIGURES), pytest.approx(seen.rate, rel=1e-6))
        assert_alike(found, expected)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"schedule": "step", "decay_start": 7},
        {"schedule": "step", "decay_start": 7, "decay_end": 19},
        {"schedule": "cosine", "decay_start": 7, "decay_end": 19},
        {"schedule": "step", "decay_start": 7, "refine_from": 12, "refine_until": 20},
        {"schedule": "cosine", "decay_end": 9, "refine_from": 9, "refine_until": 10, "final_rate": 0.0},
    ],
)
def test_the_learning_rate_is_the_judges_at_every_iteration(changes):
    settings = Settings(**changes)
    found = [training_adapter.rate(settings, iteration) for iteration in range(30)]
    assert found == pytest.approx([training_judge.learning_rate(settings, iteration) for iteration in range(30)])


# --- the judge itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["no normalisation", "torus, turned, two hidden layers", "learned filters"])
@pytest.mark.parametrize("power", [1.0, 0.5])
def test_the_judges_gradient_is_the_slope_of_its_loss(name, power):
    """By central differences along random directions, of all variables at once; the masks do not move."""
    case = CASES[name]
    layers, learned = rule(case)
    variables = [v.astype(np.float64) for v in training_judge.variables_of(layers, learned)]
    states = lively_pool(case)[:3].astype(np.float64)
    target, depth = premultiplied(pixels()), 2 * len(layers)

    def at(point):
        pairs = list(zip(point[:depth:2], point[1:depth:2], strict=True))
        filters = None if learned is None else point[-1]
        return gradient_judge.loss_and_gradient(pairs, states, target, 4, case.options, [1, 2, 3], power, filters)

    def value(point):
        losses = at(point)[0]
        return (losses if power == 1 else (losses + gradient_judge.LOSS_FLOOR) ** power).mean()

    gradient = at(variables)[1]
    gradient = training_judge.variables_of(gradient.layers, gradient.learned)
    for moved in range(len(variables)):
        direction = [np.random.default_rng(moved).normal(size=v.shape) * (i == moved) for i, v in enumerate(variables)]
        after, before = ([v + sign * 1e-6 * d for v, d in zip(variables, direction, strict=True)] for sign in (1, -1))
        slope = (value(after) - value(before)) / 2e-6
        assert abs(slope) > 1e-7, "this direction changes nothing"
        assert sum((g * d).sum() for g, d in zip(gradient, direction, strict=True)) == pytest.approx(slope, rel=1e-5)


def test_the_cases_see_what_they_are_for():
    """The judge's own ten iterations: every kind of wound, samples that change places, both numbers of steps."""
    expected, _ = both(REGIMES["regenerating"], "auto")
    steps, broken, sorted_anew, hit = set(), set(), 0, 0
    for iteration in range(ITERATIONS):
        pool = expected.pool.copy()
        seen = expected.iterate(iteration)
        steps.add(seen.steps)
        broken.add(seen.figures["broken_drawn"])
        drawn = judge.loss(pool[seen.slots], expected.target)
        assert (np.diff(drawn) <= 0).all()
        sorted_anew += drawn[0] > drawn[-1]
        hit += (seen.before[-2:] != pool[seen.slots[-2:]]).any()
        assert (seen.before[0] == expected.seed).all()
    assert len(steps) > 2
    assert len(broken) > 2
    assert sorted_anew == ITERATIONS
    assert hit > 5
