"""Automata of every kind that the native kernel serves, drawn at random, and a dense version to judge it by."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from helpers import quickly_compiled
from native_cases import near

from blastema.engines import native_calls as native
from blastema.engines.native_calls import Attributes, Due, Operands

CHANNEL_STRIDE = 0x9E3779B9


@dataclasses.dataclass(frozen=True)
class KindCase:
    """A rollout of an automaton of some kinds; rates and step sizes go round among the samples."""

    batch: int = 2
    height: int = 7
    width: int = 9
    channels: int = 16
    hidden: tuple[int, ...] = (32,)
    filters: int = 3
    torus: bool = False
    life: str = "neighbourhood"
    alive_threshold: float = 0.1
    activation: str = "relu"
    update: str = "residual"
    fire_per_channel: bool = False
    clamp: float = 0.0
    own_bias: bool = False
    rates: tuple[float, ...] = (0.5, 1.0, 0.0)
    sizes: tuple[float, ...] = (1.0, 0.3, 0.0)
    steps: int = 3
    power: float = 1.0
    contents: str = "patch"
    number: int = 0
    depth: int = 0
    """Layers of a volume; 0: the grid is a picture."""

    @property
    def grid(self) -> tuple[int, ...]:
        return (self.depth, self.height, self.width) if self.depth else (self.height, self.width)

    def attributes(self, threads: int = 1, level: str | None = None, precision: str = "float32") -> Attributes:
        kinds = {name: getattr(self, name) for name in ("torus", "life", "activation", "update", "clamp")}
        return Attributes(
            alive_threshold=self.alive_threshold,
            fire_per_channel=self.fire_per_channel,
            threads=threads,
            level=native.instruction_level(level, precision),
            **kinds,
        )

    @functools.cached_property
    def operands(self) -> Operands:
        rng = np.random.default_rng(self.number)
        widths = (self.filters * self.channels, *self.hidden, self.channels)
        layers = []
        for layer, (inputs, outputs) in enumerate(itertools.pairwise(widths)):
            bias = (self.batch, outputs) if layer == 0 and self.own_bias else (outputs,)
            layers.append(
                (floats(rng.normal(0, 1.5 / inputs**0.5, (inputs, outputs))), floats(rng.normal(0, 0.2, bias)))
            )
        size = (3,) * len(self.grid)
        taps = rng.normal(0, 0.3 / 3 ** (len(size) / 2 - 1), (self.batch, self.filters, *size))
        taps[:, 0] = 0
        taps[:, 0, *(1,) * len(size)] = 1
        words = rng.integers(0, 2**32, (2, self.batch))
        return Operands(
            tuple(layers),
            self.state(rng),
            floats(taps),
            jnp.asarray(words[0], jnp.uint32),
            jnp.asarray(words[1], jnp.uint32),
            jnp.int32(self.steps),
            floats(np.resize(self.rates, self.batch)),
            floats(np.resize(self.sizes, self.batch)),
        )

    def state(self, rng: np.random.Generator) -> jax.Array:
        state = rng.normal(0, 0.5, (self.batch, *self.grid, self.channels))
        if self.contents == "patch":
            places = np.ogrid[*(slice(side) for side in self.grid)]
            inside = [place <= side // 2 for place, side in zip(places, self.grid, strict=True)]
            state *= functools.reduce(np.logical_and, inside)[..., None]
        if self.contents == "empty":
            state[:] = 0
        return floats(state)

    @property
    def times(self) -> tuple[int, ...]:
        """Of the loss, which is taken of two pictures at the first; none of it matters without steps."""
        return (self.steps + 1) // 2, self.steps, (self.steps + 1) // 2

    @functools.cached_property
    def due(self) -> Due:
        rng = np.random.default_rng(self.number + 1)
        return Due(
            jnp.asarray(self.times, jnp.int32),
            floats([0.25, 0.75, 0.5]),
            floats(rng.uniform(0, 1, (3, *self.grid, 4))),
            jnp.asarray(rng.integers(0, 3, (self.batch, 3)), jnp.int32),
            floats([1.0, 0.5, 2.0, 1.5]),
            jnp.float32(self.power),
        )

    @functools.cached_property
    def cotangent(self) -> jax.Array:
        rng = np.random.default_rng(self.number + 2)
        return floats(rng.normal(0, 1, (self.batch, *self.grid, self.channels)))


def floats(values: Any) -> jax.Array:
    return jnp.asarray(values, jnp.float32)


# The dense version.


def shifts(array: jax.Array, torus: bool, grid: tuple[int, ...]) -> list[jax.Array]:
    """The nine neighbours of each cell, row by row; in a volume all 27, layer by layer."""
    axes = len(grid)
    widths = ((0, 0), *((1, 1),) * axes, *((0, 0),) * (array.ndim - 1 - axes))
    around = jnp.pad(array, widths, mode="wrap" if torus else "constant")
    starts = itertools.product(range(3), repeat=axes)
    return [around[:, *(slice(at, at + side) for at, side in zip(s, grid, strict=True))] for s in starts]


def perceive(state: jax.Array, taps: jax.Array, torus: bool) -> jax.Array:
    grid = state.shape[1:-1]
    neighbours = jnp.stack(shifts(state, torus, grid), axis=1)  # [B, 9 or 27, *grid, C]
    flat = taps.reshape(*taps.shape[:2], -1)
    features = jnp.einsum("bfk,bk...c->b...fc", flat, neighbours, precision="highest")
    return features.reshape(*state.shape[:-1], -1)


def per_sample(values: jax.Array, axes: int) -> jax.Array:
    """[B, ...] with ones in the place of the grid's axes."""
    return values.reshape(values.shape[0], *(1,) * axes, *values.shape[1:])


def network(layers: Any, features: jax.Array, activation: str) -> jax.Array:
    function = {"relu": jax.nn.relu, "atan": jnp.arctan, "tanh": jnp.tanh}[activation]
    values = features
    for index, (weight, bias) in enumerate(layers):
        bias = per_sample(bias if bias.ndim == 2 else bias[None], features.ndim - 2)
        values = jnp.matmul(values, weight, precision="highest") + bias
        values = function(values) if index + 1 < len(layers) else values
    return values


def fires(case: KindCase, operands: Operands, time: jax.Array) -> jax.Array:
    """Booleans [B, *grid, C]."""
    axes = len(case.grid)

    def word(x: jax.Array, y: jax.Array, z: jax.Array) -> jax.Array:
        x, y, z = (w * jnp.uint32(1664525) + jnp.uint32(1013904223) for w in (x, y, z))
        x = x + y * z
        y = y + z * x
        z = z + x * y
        x, y, z = (w ^ (w >> 16) for w in (x, y, z))
        return x + y * z

    *layers, rows, columns = np.mgrid[*(slice(side) for side in case.grid)].astype(np.uint32)
    cells = columns + np.uint32(65536) * rows + sum(np.uint32(1 << 24) * layer for layer in layers)
    place = jnp.asarray(cells)[None, ..., None]
    seed = jnp.broadcast_to(operands.fire_seed[:, None], (case.batch, case.channels))
    if case.fire_per_channel:
        seed = seed + jnp.uint32(CHANNEL_STRIDE) * jnp.arange(1, case.channels + 1, dtype=jnp.uint32)[None]
    drawn = word(place, per_sample(time[:, None], axes), per_sample(seed, axes))
    return (drawn >> 8) < per_sample(jnp.round(operands.fire_rate * 2.0**24).astype(jnp.uint32)[:, None], axes)


def step(case: KindCase, operands: Operands, state: jax.Array, time: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The next state, and by how little a mask that depends on rounding did not turn the other way: [B, *grid]."""
    alpha = state[..., 3]
    present = alpha > case.alive_threshold if case.life == "own-alpha" else jnp.ones_like(alpha, bool)
    x = jnp.where(present[..., None], state, 0)
    v = network(operands.layers, perceive(x, operands.taps, case.torus), case.activation)
    size = per_sample(operands.step_size[:, None], len(case.grid))
    y = x + size * v if case.update == "residual" else (1 - size) * x + size * jax.nn.sigmoid(v)
    margin = jnp.full_like(alpha, jnp.inf)
    if case.clamp > 0:
        margin = jnp.abs(jnp.abs(y) - case.clamp).min(axis=-1)
        y = jnp.where(y > case.clamp, case.clamp, jnp.where(y < -case.clamp, -case.clamp, y))
    moved = jnp.where(fires(case, operands, time), y, x)
    if case.life != "all":
        distance = jnp.abs(moved[..., 3] - case.alive_threshold)
        margin = jnp.minimum(margin, jnp.where(moved[..., 3] == 0, jnp.inf, distance))
    if case.life != "neighbourhood":
        return moved, margin
    survive = alive(case, x) & alive(case, moved)
    return jnp.where(survive[..., None], moved, 0), margin


def alive(case: KindCase, state: jax.Array) -> jax.Array:
    return functools.reduce(jnp.logical_or, shifts(state[..., 3] > case.alive_threshold, case.torus, case.grid))


def states_of(case: KindCase, operands: Operands) -> tuple[list[jax.Array], list[jax.Array]]:
    """All states, the first among them, and each step's margins."""
    states, margins = [operands.state], []
    for done in range(case.steps):
        state, margin = step(case, operands, states[-1], operands.first_step + jnp.uint32(done))
        states.append(state)
        margins.append(margin)
    return states, margins


def losses_of(case: KindCase, states: list[jax.Array], due: Due) -> jax.Array:
    total = jnp.zeros(case.batch)
    for index, time in enumerate(case.times):
        if 1 <= time <= case.steps:
            error = (states[time][..., :4] - due.pictures[due.which[:, index]]) ** 2
            total += due.weights[index] * jnp.mean(
                per_sample(due.channel_weights[None], error.ndim - 2) * error, axis=tuple(range(1, error.ndim))
            )
    return total


def dense(case: KindCase) -> dict[str, Any]:
    """By the dense version: states and margins; gradients for a fixed cotangent; losses, and the fused gradient."""
    result: dict[str, Any] = _compiled(dataclasses.replace(case, number=0))(case.operands, case.cotangent, case.due)
    return result


def dense_state(case: KindCase) -> np.ndarray[Any, Any]:
    """The last state, by the dense version."""
    return np.asarray(quickly_compiled(lambda operands: states_of(case, operands)[0][-1])(case.operands))


@functools.cache
def _compiled(case: KindCase) -> Callable[..., dict[str, Any]]:
    @quickly_compiled
    def run(operands: Operands, cotangent: jax.Array, due: Due) -> dict[str, Any]:
        def forward(layers: Any, state: jax.Array) -> Any:
            return states_of(case, operands._replace(layers=layers, state=state))

        states, pull, margins = jax.vjp(forward, operands.layers, operands.state, has_aux=True)
        none = jax.tree.map(jnp.zeros_like, states)
        none[-1] = cotangent

        def total(layers: Any) -> tuple[jax.Array, jax.Array]:
            losses = losses_of(case, forward(layers, operands.state)[0], due)
            powered = losses if case.power == 1 else (losses + 1e-8) ** case.power
            return powered.mean(), losses

        (_, losses), gradient = jax.value_and_grad(total, has_aux=True)(operands.layers)
        return {"states": states, "margins": margins, "pulled": pull(none), "losses": losses, "gradient": gradient}

    return run


# The kernel.


def pulled(case: KindCase, attributes: Attributes) -> tuple[jax.Array, Any]:
    """The final state, and the gradients to the layers and to the initial state for the case's cotangent."""
    found: tuple[jax.Array, Any] = jax.jit(functools.partial(_pulled, attributes))(case.operands, case.cotangent)
    return found


def fused(case: KindCase, attributes: Attributes) -> tuple[jax.Array, Any, jax.Array]:
    found: tuple[jax.Array, Any, jax.Array] = jax.jit(functools.partial(native.loss_and_gradient, attributes))(
        case.operands, case.due
    )
    return found


def both(case: KindCase, several: Sequence[Attributes]) -> list[tuple[Any, Any]]:
    """By each of some attributes what `pulled` gives and what `fused` does, compiled at once: that is quicker."""

    @quickly_compiled
    def run(operands: Operands, cotangent: jax.Array, due: Due) -> list[tuple[Any, Any]]:
        return [(_pulled(a, operands, cotangent), native.loss_and_gradient(a, operands, due)) for a in several]

    found: list[tuple[Any, Any]] = run(case.operands, case.cotangent, case.due)
    return found


def _pulled(attributes: Attributes, operands: Operands, cotangent: jax.Array) -> tuple[jax.Array, Any]:
    def forward(layers: Any, state: jax.Array) -> jax.Array:
        return native.rollout(attributes, operands._replace(layers=layers, state=state))

    final, pull = jax.vjp(forward, operands.layers, operands.state)
    return final, pull(cotangent)


def assert_each_step_agrees(case: KindCase, expected: dict[str, Any], attributes: Attributes, tolerance: float) -> None:
    """Steps natively from each state of the dense version; cells around an alpha within rounding are excused."""
    advance = jax.jit(functools.partial(native.rollout, attributes))
    for done in range(case.steps):
        operands = case.operands._replace(
            state=expected["states"][done],
            first_step=case.operands.first_step + jnp.uint32(done),
            steps=jnp.int32(1),
        )
        found, wanted = np.asarray(advance(operands)), np.asarray(expected["states"][done + 1])
        scale = max(1.0, float(np.abs(wanted).max()))
        wrong = np.abs(found - wanted).max(axis=-1) > tolerance * scale
        close = np.asarray(expected["margins"][done]) < tolerance * scale
        excused = near(close, "torus" if case.torus else "zero") if case.life == "neighbourhood" else close & False
        assert not (wrong & ~excused).any(), f"step {done}: {np.argwhere(wrong & ~excused)[:5]}"


def is_clear(expected: dict[str, Any], tolerance: float) -> bool:
    """Whether rounding cannot have turned a mask in any step."""
    top = max(1.0, *(float(jnp.abs(state).max()) for state in expected["states"]))
    return all(float(margin.min()) > tolerance * top for margin in expected["margins"])
