"""The one place where the judge of training meets the package: a training driven an iteration at a time.

All that the oracle and the golden trainings need of the package's training code is named here, so that code that moves
or is renamed is followed in this file alone.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import judge
import numpy as np
from training_judge import Settings, variables_of

from blastema.automaton import CellularAutomaton
from blastema.checkpoint import MemoryCheckpoints
from blastema.config import Config, learning_rate_at
from blastema.targets import Target
from blastema.training import Trainer


def configuration(settings: Settings, options: judge.Options, **further: Any) -> Config:
    """The package's configuration that says the same; ``further`` are its own settings, such as the engine."""
    values = dataclasses.asdict(settings) | dataclasses.asdict(options)
    return Config().replace(**(values | {"angle": float(np.rad2deg(options.angle))} | further))


def rate(settings: Settings, iteration: int) -> float:
    """The package's learning rate."""
    return learning_rate_at(configuration(settings, judge.Options()).training, iteration)


class Package:
    """A training of the package, begun from a rule and a pool as `training_judge.Training` is."""

    def __init__(
        self,
        settings: Settings,
        options: judge.Options,
        pixels: np.ndarray,
        padding: int,
        layers: judge.Layers,
        pool: np.ndarray | None = None,
        learned: np.ndarray | None = None,
        kernel: str = "jax",
    ) -> None:
        """pixels: uint8 [size, size, 4], straight alpha; kernel: name of the engine."""
        config = configuration(
            settings,
            options,
            kernel=kernel,
            size=len(pixels),
            padding=padding,
            channels=layers[-1][1].size,
            hidden=tuple(bias.size for _, bias in layers[:-1]),
            learned_filters=0 if learned is None else len(learned),
            iterations=1000,
        )
        arrays = tuple((_float32(weight), _float32(bias)) for weight, bias in layers)
        start = CellularAutomaton(arrays, None if learned is None else _float32(learned), config.automaton)
        self.target = Target(pixels, padding)
        self._trainer = Trainer(self.target, config, MemoryCheckpoints(), start, None, None)
        if pool is not None:
            self._trainer.state = self._trainer.state._replace(pool=_float32(pool))

    def iterate(self, attempt: int = 0, scale: float = 1.0) -> tuple[dict[str, float], float]:
        """The next iteration: its figures by name and the learning rate that was used."""
        trainer = self._trainer
        trainer.progress = dataclasses.replace(trainer.progress, attempt=attempt, learning_rate_scale=scale)
        done = trainer._iterate()
        return dataclasses.asdict(done.figures), done.learning_rate

    def batch(self, iteration: int) -> tuple[np.ndarray, np.ndarray]:
        """What an iteration would start from and what it would grow, [B, H, W, C] each; nothing changes."""
        before, after = self._trainer.episode.batch(self._trainer.state, iteration, 0)
        return np.array(before), np.array(after)

    def refresh(self, iteration: int, attempt: int, share: float) -> None:
        """Replace a share of the pool by the seed, as a roll-back does."""
        self._trainer.state = self._trainer.episode.refresh(self._trainer.state, iteration, attempt, share)

    @property
    def pool(self) -> np.ndarray:
        """The pool, [N, H, W, C]."""
        return np.array(self._trainer.state.pool)

    @property
    def variables(self) -> list[np.ndarray]:
        """All that is trained, as a flat list: weight, bias, ..., learned filters."""
        return _variables(self._trainer.state.automaton)

    @property
    def average(self) -> list[np.ndarray] | None:
        """Their running average, if one is kept."""
        average = self._trainer.state.average
        return None if average is None else _variables(average)


def initial_layers(features: int, hidden: tuple[int, ...], channels: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """The package's rule that does nothing yet."""
    config = dataclasses.replace(Config().automaton, channels=channels, hidden=hidden)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    assert automaton.layers[0][0].shape[0] == features
    return [(np.asarray(weight), np.asarray(bias)) for weight, bias in automaton.layers]


def _variables(automaton: CellularAutomaton) -> list[np.ndarray]:
    learned = None if automaton.learned is None else np.array(automaton.learned)
    return variables_of([(np.array(weight), np.array(bias)) for weight, bias in automaton.layers], learned)


def _float32(values: np.ndarray) -> jax.Array:
    return jnp.asarray(values, jnp.float32)
