"""The judge's reverse pass: the gradient of an episode's loss to the rule, by hand, in plain NumPy.

It was derived from the step of ``judge.py`` and imports nothing of the package. The masks of firing and of life are
constants; the identity path of a cell leads through all cells that live on, its rule only through those that fire too
(DECISIONS.md, "Gradient"). Arrays are as in ``judge.py``, and it computes in the dtype of the state.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import judge
import numpy as np

LOSS_FLOOR = 1e-8
"""Added to each sample's loss before it is raised to a power other than 1."""


@dataclasses.dataclass(frozen=True)
class Gradient:
    """Of a scalar, to everything that is trained.

    layers: pairs (weight [in, out], bias [out]); learned: [N, 3, 3, C], or none
    """

    layers: list[tuple[np.ndarray, np.ndarray]]
    learned: np.ndarray | None

    def __add__(self, other: Gradient) -> Gradient:
        pairs = zip(self.layers, other.layers, strict=True)
        layers = [(weight + more[0], bias + more[1]) for (weight, bias), more in pairs]
        return Gradient(layers, None if self.learned is None else self.learned + other.learned)


def pull(
    layers: judge.Layers,
    state: np.ndarray,
    fire: np.ndarray,
    options: judge.Options,
    cotangent: np.ndarray,
    learned: np.ndarray | None = None,
) -> tuple[np.ndarray, Gradient]:
    """From the cotangent of the state after one step: that of the state before it, and the step's gradient.

    Of the kinds that the article has: a residual update with ReLU, no signal and no clamp.
    """
    assert (options.update, options.activation, options.clamp) == ("residual", "relu", 0)
    assert options.life in ("neighbourhood", "all")
    assert options.signal is None
    lives = judge.survivors(state, judge.move(layers, state, fire, options, learned), options)
    through = judge.select(lives, cotangent)
    features = judge.perceive(state, options, learned)
    change = np.where(fire, through, 0) * options.step_size
    of_features, gradients = _pull_rule(layers, features, change)
    kernels = judge.kernels(options, learned)
    parts = np.split(of_features, len(kernels), axis=-1)
    # A correlation's transpose is the correlation with the kernel turned by half a turn.
    spread = [judge.correlate(part, k[::-1, ::-1], options.boundary) for part, k in zip(parts, kernels, strict=True)]
    of_kernels = None
    if learned is not None:
        of_kernels = np.stack([_pull_kernel(state, part, options.boundary) for part in parts[-len(learned) :]])
    return through + sum(spread), Gradient(gradients, of_kernels)


def _pull_rule(
    layers: judge.Layers, features: np.ndarray, cotangent: np.ndarray
) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray]]]:
    inputs = [features]
    for weight, bias in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ weight + bias, 0))
    gradients = []
    for index in reversed(range(len(layers))):
        read, told = (values.reshape(-1, values.shape[-1]) for values in (inputs[index], cotangent))
        gradients.insert(0, (read.T @ told, told.sum(axis=0)))
        cotangent = cotangent @ layers[index][0].T
        if index:
            cotangent = np.where(inputs[index] > 0, cotangent, 0)
    return cotangent, gradients


def _pull_kernel(state: np.ndarray, cotangent: np.ndarray, boundary: str) -> np.ndarray:
    gradient = np.zeros((3, 3, state.shape[-1]), state.dtype)
    for row, column, values in judge.neighbours(state, boundary):
        gradient[row + 1, column + 1] = (values * cotangent).sum(axis=(0, 1, 2))
    return gradient


def loss_and_gradient(
    layers: judge.Layers,
    state: np.ndarray,
    target: np.ndarray,
    steps: int,
    options: judge.Options,
    seeds: Sequence[int],
    power: float = 1.0,
    learned: np.ndarray | None = None,
) -> tuple[np.ndarray, Gradient, np.ndarray]:
    """Losses ``[B]`` after ``steps`` steps, the gradient of the mean of their powers, and the states then."""
    due = {steps: (np.broadcast_to(target, (len(state), *target.shape)), 1.0)}
    return loss_and_gradient_of_times(layers, state, due, steps, options, seeds, power, learned)


def loss_and_gradient_of_times(
    layers: judge.Layers,
    state: np.ndarray,
    due: Mapping[int, tuple[np.ndarray, float]],
    steps: int,
    options: judge.Options,
    seeds: Sequence[int],
    power: float = 1.0,
    learned: np.ndarray | None = None,
) -> tuple[np.ndarray, Gradient, np.ndarray]:
    """The same of pictures ``[B, H, W, 4]`` that are due after some numbers of steps, each loss with a weight."""
    states = judge.rollout(layers, state, steps, options, seeds, [0] * len(seeds), learned)
    grown = states[-1]
    losses = sum(
        weight * np.stack([judge.loss(one[None], wanted)[0] for one, wanted in zip(states[time], targets, strict=True)])
        for time, (targets, weight) in due.items()
    )
    slopes = np.ones_like(losses) if power == 1 else power * (losses + LOSS_FLOOR) ** (power - 1)
    cotangent = np.zeros_like(grown)
    zeros = [(np.zeros_like(weight), np.zeros_like(bias)) for weight, bias in layers]
    total = Gradient(zeros, None if learned is None else np.zeros_like(learned))
    for time in reversed(range(steps)):
        if time + 1 in due:
            targets, weight = due[time + 1]
            slope = 2 * (states[time + 1][..., :4] - targets) / targets[0].size
            cotangent[..., :4] += weight * slope * slopes[:, None, None, None] / len(losses)
        fire = judge.fires_batch(grown.shape[1:3], [time] * len(seeds), seeds, options.fire_rate)
        cotangent, gradient = pull(layers, states[time], fire, options, cotangent, learned)
        total = total + gradient
    return losses, total, grown
