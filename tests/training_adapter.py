"""The one place where the judge of training meets the package: a training driven an iteration at a time.

All that the oracle and the golden trainings need of the package's training code is named here, so that code that moves
or is renamed is followed in this file alone.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
from training_judge import Settings, variables_of

from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.config import Config
from blastema.config.file import from_json
from blastema.motion import Motion
from blastema.targets import Target
from blastema.training import Trainer
from blastema.training.schedule import learning_rate
from blastema.training.snapshots import MemoryCheckpoints

AUTOMATON = ("filters", "boundary", "alive_threshold", "fire_rate", "step_size")


def configuration(settings: Settings, options: judge.Options, **further: Any) -> Config:
    """The package's configuration that says the same, by way of a config file of version 1, whose names these are.

    ``further`` are settings of its own, such as the engine.
    """
    automaton = {name: getattr(options, name) for name in AUTOMATON}
    automaton |= {"angle": float(np.rad2deg(options.angle)), "living_mask": options.life == "neighbourhood"}
    described = {"training": dataclasses.asdict(settings) | {"iterations": 1000}, "automaton": automaton}
    config = from_json(json.dumps({"format": "blastema-config", "version": 1} | described))
    return config.replace(**further)


def rate(settings: Settings, iteration: int) -> float:
    """The package's learning rate."""
    return float(learning_rate(configuration(settings, judge.Options()).training.phases)(iteration))


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
        motion: Motion | None = None,
        **more: Any,
    ) -> None:
        """pixels: uint8 [size, size, 4], straight alpha; kernel: name of the engine; motion: of a target that moves;
        more: settings that the judge's have no names for."""
        config = configuration(
            settings,
            options,
            kernel=kernel,
            size=len(pixels),
            padding=padding,
            channels=layers[-1][1].size,
            hidden=tuple(bias.size for _, bias in layers[:-1]),
            learned_filters=0 if learned is None else len(learned),
            **more,
        )
        start = CellularAutomaton.initial(config.automaton, jax.random.key(0))
        arrays = tuple(Dense(_float32(weight), _float32(bias)) for weight, bias in layers)
        start = eqx.tree_at(lambda a: a.update.layers, start, arrays)
        if learned is not None:
            start = eqx.tree_at(lambda a: a.perception.learned, start, _float32(learned))
        self.target = Target(pixels, padding, motion=motion)
        self._trainer = Trainer(self.target, config, MemoryCheckpoints(), start)
        if pool is not None:
            memory = self._trainer.state.memory._replace(pool=_float32(pool))
            self._trainer.state = self._trainer.state._replace(memory=memory)

    def iterate(self, attempt: int = 0, scale: float = 1.0) -> tuple[dict[str, float], float]:
        """The next iteration: its figures by name and the learning rate that was used."""
        trainer = self._trainer
        trainer.progress = dataclasses.replace(trainer.progress, attempt=attempt, learning_rate_scale=scale)
        done = trainer._iterate()
        figures = {name: value for name, value in dataclasses.asdict(done.figures).items() if value is not None}
        return figures, done.learning_rate

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
        return np.array(self._trainer.state.memory.pool)

    @property
    def labels(self) -> np.ndarray:
        """What is wanted of each state of the pool, [N]."""
        return np.array(self._trainer.state.memory.labels)

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
    layers = automaton.update.layers
    assert layers[0].weight.shape[0] == features
    return [(np.asarray(weight), np.asarray(bias)) for weight, bias in layers]


def _variables(automaton: CellularAutomaton) -> list[np.ndarray]:
    learned = automaton.perception.learned
    layers = [(np.array(weight), np.array(bias)) for weight, bias in automaton.update.layers]
    return variables_of(layers, None if learned is None else np.array(learned))


def _float32(values: np.ndarray) -> jax.Array:
    return jnp.asarray(values, jnp.float32)
