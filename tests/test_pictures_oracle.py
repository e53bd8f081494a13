"""A training of several pictures against its judge, iteration by iteration: labels, changes, wounds, weights, pool."""

from __future__ import annotations

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_states
from pictures_judge import Settings, Training

from blastema import engines
from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.targets import Target
from blastema.training import Trainer
from blastema.training.snapshots import MemoryCheckpoints

NATIVE = engines.native_obstacle() is None
ENGINES = ["native", pytest.param("jax", marks=pytest.mark.long)] if NATIVE else ["jax"]
SIZE, PADDING, CHANNELS, KINDS = 8, 3, 8, 3
SIDE = SIZE + 2 * PADDING


def target() -> Target:
    """Three discs of different colours and sizes."""
    rows, columns = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    random = np.random.default_rng(2)
    every = []
    for number in range(KINDS):
        pixels = random.integers(0, 256, (SIZE, SIZE, 4), dtype=np.uint8)
        pixels[..., 3] = np.where(rows**2 + columns**2 < 6 + 4 * number, 255, 0)
        every.append(Target(pixels, PADDING, f"disc-{number}"))
    return dataclasses.replace(every[0], others=tuple(every[1:]))


def judged(settings: Settings) -> Training:
    random = np.random.default_rng(3)
    shapes = [(3 * CHANNELS + KINDS, 16), (16,), (16, CHANNELS), (CHANNELS,)]
    variables = [(0.3 * random.normal(size=shape)).astype(np.float32) for shape in shapes]
    variables[2:] = [np.float32(0.1) * v for v in variables[2:]]
    pictures = np.stack([each.array for each in target().every]).astype(np.float64)
    pool = random_states(5, settings.pool_size, SIDE, SIDE, CHANNELS)
    labels = random.integers(0, KINDS, settings.pool_size).astype(np.int32)
    return Training(settings, pictures, SIZE, variables, pool, labels)


def trainer_like(expected: Training, kernel: str) -> Trainer:
    """The package's training that begins as the judge's does."""
    config = Config().replace(
        regime="regenerating",
        kernel=kernel,
        size=SIZE,
        padding=PADDING,
        channels=CHANNELS,
        hidden=(16,),
        signal=KINDS,
        iterations=100,
        wounds=("circle",),
        **dataclasses.asdict(expected.settings),
    )
    start = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    numbers = [jnp.asarray(v, jnp.float32) for v in expected.variables]
    layers = tuple(Dense(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    start = dataclasses.replace(start, update=dataclasses.replace(start.update, layers=layers))
    trainer = Trainer(target(), config, MemoryCheckpoints(), start)
    memory = trainer.state.memory._replace(
        pool=jnp.asarray(expected.pool, jnp.float32), labels=jnp.asarray(expected.labels)
    )
    trainer.state = trainer.state._replace(memory=memory)
    return trainer


@pytest.mark.parametrize("kernel", ENGINES)
def test_four_iterations_are_the_judges(kernel):
    expected = judged(Settings())
    trainer = trainer_like(expected, kernel)
    changed, reseeded = 0, set()
    start = [v.copy() for v in expected.variables]
    for iteration in range(4):
        done = trainer._iterate()
        seen = expected.iterate(iteration)
        changed += int((seen.labels != seen.drawn)[1:].sum())
        reseeded.add(bool((seen.before[0] == expected.seed).all()))
        assert done.figures.loss == pytest.approx(seen.losses.mean(), rel=1e-3)
        memory = trainer.state.memory
        np.testing.assert_array_equal(memory.labels, expected.labels)
        np.testing.assert_allclose(memory.pool, expected.pool, rtol=0, atol=1e-4 * abs(expected.pool).max())
        layers = trainer.state.automaton.update.layers
        found = [np.asarray(part) for layer in layers for part in layer]
        for mine, its, first in zip(found, expected.variables, start, strict=True):
            assert np.linalg.norm(mine - its) <= 1e-3 * np.linalg.norm(its - first)
    assert changed == 8, "two of each batch are told another picture"
    assert reseeded == {True, False}


def test_no_sample_that_is_wounded_or_a_seed_changes():
    expected = judged(Settings(batch_size=6, damage_count=2, change_count=2, reseed_every=100))
    for iteration in range(1, 6):
        seen = expected.iterate(iteration)
        moved = seen.labels != seen.drawn
        assert moved.tolist() == [False, False, True, True, False, False]
