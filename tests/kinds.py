"""Strategies for hypothesis: automata of any combination of the built-in kinds, and conditions of any shape."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from helpers import random_automaton
from hypothesis import strategies as st

from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.filters import NO_TAPS, Filter, Taps, taps_of

FILTERS = ("identity", "sobel_x", "sobel_y", "laplacian", "mean", "sobel_x+sobel_y", "identity+laplacian+sobel_x")

names = st.permutations(FILTERS).flatmap(lambda all_of: st.integers(1, 4).map(lambda n: tuple(all_of[:n])))
numbers = st.integers(0, 1000)
words = st.sampled_from([0, 1, 7, 2**31, 2**32 - 1])
chances = st.sampled_from([("cell", 0.0), ("cell", 0.0), ("cell", 0.03), ("channel", 0.0)])
"""What fires, and the noise; there is none where each channel fires for itself."""

configs = st.builds(
    lambda chance, **settings: AutomatonConfig(fire_per=chance[0], noise=chance[1], **settings),
    chances,
    channels=st.sampled_from([4, 5, 12]),
    filters=names,
    learned_filters=st.sampled_from([0, 0, 2]),
    signal=st.sampled_from([0, 0, 3]),
    update=st.sampled_from(["residual", "residual", "replacing"]),
    hidden=st.sampled_from([(16,), (7,), (8, 5), (6, 5, 4)]),
    activation=st.sampled_from(["relu", "atan", "tanh"]),
    life=st.sampled_from(["neighbourhood", "neighbourhood", "own-alpha", "all"]),
    alive_threshold=st.sampled_from([0.1, 0.3, -0.05]),
    boundary=st.sampled_from(["zero", "torus"]),
    fire_rate=st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]),
    step_size=st.sampled_from([1.0, 0.5, -0.7]),
    angle=st.sampled_from([0.0, 90.0, 45.0, -30.0, 210.0]),
    clamp=st.sampled_from([0.0, 0.0, 0.6]),
)


def random_filters(number: int, count: int) -> tuple[Filter, ...]:
    """Filters of drawn taps, that have no name elsewhere."""
    rng = np.random.default_rng(number)
    return tuple(Filter(f"drawn {index}", *(_random_taps(rng) for _ in range(3))) for index in range(count))


def _random_taps(rng: np.random.Generator) -> Taps:
    """None at all, a single one, those of two passes, or any, some of which are zero."""
    sort = rng.choice(["none", "one", "passes", "any"])
    if sort == "none":
        return NO_TAPS
    grid = rng.normal(size=(3, 3)).round(3) * (rng.random((3, 3)) < 0.7) / 3
    if sort == "one":
        grid = grid * 0
        grid[tuple(rng.integers(0, 3, 2))] = rng.choice([1.0, -1.0, 0.5])
    if sort == "passes":
        grid = np.outer(rng.integers(-2, 3, 3), rng.integers(-2, 3, 3)) / 8
    return taps_of(grid)


asked = st.tuples(configs, numbers, st.sampled_from([0, 0, 1, 3]))
"""What `automaton_of` makes an automaton of: settings, a number that its weights are drawn from, and how many filters
are given by their taps in the place of the named ones."""


def automaton_of(wish: tuple[AutomatonConfig, int, int]) -> CellularAutomaton:
    """Made outside of strategies, since JAX uses random numbers of its own where it compiles."""
    config, number, count = wish
    return random_automaton(config, number, filters=random_filters(number, count) if count else None)


@st.composite
def conditions(draw: st.DrawFn, width_of_signal: int, batch: int, height: int, width: int) -> Conditions:
    """Seeds and steps of each sample; what else may differ is left out, one number, or one for each sample."""
    seed = draw(numbers)
    rng = np.random.default_rng(seed)

    def value(low: float, high: float) -> np.ndarray | float | None:
        form = draw(st.sampled_from(["none", "one", "each"]))
        drawn = rng.uniform(low, high, batch).astype(np.float32)
        return {"none": None, "one": float(drawn[0]), "each": drawn}[form]

    signal = None
    if width_of_signal:
        shape = draw(st.sampled_from([None, (), (batch,), (batch, height, width)]))
        signal = None if shape is None else rng.normal(size=(*shape, width_of_signal)).astype(np.float32)
    return Conditions(
        fire_seed=np.array([draw(words) for _ in range(batch)], np.uint32),
        step=np.array([draw(words) for _ in range(batch)], np.uint32),
        fire_rate=value(0, 1),
        step_size=value(-0.5, 1.5),
        angle=value(-7, 7),
        signal=signal,
    )


def judged_conditions(given: Conditions, batch: int) -> dict[str, np.ndarray | float]:
    """The changes by which the judge's options tell of these conditions."""
    each = {"fire_rate": given.fire_rate, "step_size": given.step_size, "angle": given.angle}
    found = {name: value for name, value in each.items() if value is not None}
    if given.signal is not None:
        signal = np.asarray(given.signal)
        found["signal"] = np.broadcast_to(signal, (batch, *signal.shape)) if signal.ndim == 1 else signal
    return found


def in_float64(given: Conditions) -> Conditions:
    """Complete conditions whose numbers of each sample are float64, as engines take them within `jax.enable_x64`."""
    return given._replace(
        step_size=jnp.asarray(given.step_size, jnp.float64),
        angle=jnp.asarray(given.angle, jnp.float64),
        signal=None if given.signal is None else jnp.asarray(given.signal, jnp.float64),
    )
