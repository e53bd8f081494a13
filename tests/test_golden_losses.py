"""Golden values: every loss and term on fixed states, as numbers, so that none changes unnoticed.

That the numbers are right is for the tests with judges of their own: `test_objective`, `test_isotropic`,
`test_classifying`, `test_texture`. States and pictures are written as waves, not drawn, and so do not depend on a
generator of random numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled

from blastema import vgg
from blastema.any_angle import AnyAngleObjective
from blastema.classifying import ClassObjective
from blastema.measure import Change, Overflow, mean_squared_error, powered
from blastema.objective import AbstractObjective, PictureObjective
from blastema.registry import OBJECTIVES
from blastema.texture import SlicedTransport


def wave(*shape: int, pace: float) -> np.ndarray:
    """Numbers from -1 to 1 that hardly repeat."""
    return np.sin(pace * np.arange(np.prod(shape)) ** 1.1).reshape(shape).astype(np.float32)


STATES, LATER = 1.5 * wave(2, 16, 16, 14, pace=0.7), 1.5 * wave(2, 16, 16, 14, pace=0.3)
PICTURE = 0.5 + 0.5 * wave(16, 16, 4, pace=0.2)
SAMPLE = np.concatenate([PICTURE[..., :3], np.ones((16, 16, 1), np.float32)], axis=-1)


def network() -> vgg.Weights:
    """Two units per layer instead of VGG16's 64 to 512."""
    widths = zip([3, *[2] * (len(vgg.CONVOLUTIONS) - 1)], range(len(vgg.CONVOLUTIONS)), strict=True)
    return tuple(
        (0.4 * wave(3, 3, inputs, 2, pace=0.5 + layer), 0.3 + 0.1 * wave(2, pace=1.0 + layer))
        for inputs, layer in widths
    )


def told_apart(kind: type[AbstractObjective], labels: Sequence[int] = (0, 0), **settings: Any) -> Callable[[Any], Any]:
    """The loss of an objective's two samples."""
    objective = kind.initial(jnp.asarray(PICTURE), **settings)  # type: ignore[attr-defined]
    return lambda states: objective.distance(states, jnp.asarray(labels))


def transported(**settings: Any) -> Callable[[Any], Any]:
    loss = SlicedTransport(patch=3, levels=2, projections=6, opacity=0.5, word=5, **settings)
    return lambda states: loss(states, jnp.asarray(SAMPLE))


GOLDEN: dict[str, tuple[Callable[[Any], Any], list[float]]] = {
    "pictures": (told_apart(PictureObjective), [1.48335, 1.54136]),
    "pictures, weighted": (told_apart(PictureObjective, channel_weights=(0.5, 1.0, 2.0, 4.0)), [2.75512, 2.99616]),
    "to the power 0.5": (
        lambda states: powered(mean_squared_error(states, jnp.asarray(PICTURE)), 0.5),
        [1.21793, 1.24151],
    ),
    "overflow, sum": (lambda states: Overflow(weight=0.1)(states, states), [62.5274, 63.1917]),
    "overflow, mean of squares": (
        lambda states: Overflow(0.5, power=2, mean=True)(states, states),
        [0.400564, 0.402219],
    ),
    "change": (lambda states: Change()(states, jnp.asarray(LATER)), [1.21558, 1.22035]),
    "any-angle": (told_apart(AnyAngleObjective, angle_count=7), [1.36021, 1.40672]),
    "classes": (told_apart(ClassObjective, (7, 2)), [10.9042, 10.9644]),
    "texture": (transported(), [65.665, 118.211]),
    "texture, edges apart, few patches": (transported(torus=False, places=64), [57.8426, 128.314]),
    "texture, features of a network": (transported(network=network()), [175.228, 112.435]),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_it_is_the_number_that_it_was(name: str):
    loss, expected = GOLDEN[name]
    found = quickly_compiled(loss)(jnp.asarray(STATES))
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_no_objective_is_left_out():
    built_in = {name for name in OBJECTIVES.names if OBJECTIVES.is_built_in(name)}
    assert built_in <= set(GOLDEN)
