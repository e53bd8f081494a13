"""Digits that classify themselves, for the page: small rules, the data's pictures, and what becomes of them."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema import digits
from blastema.automaton import CellularAutomaton, advance
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target
from blastema.training.classifying import HELD_OUT, split, written

CASES: dict[str, dict[str, Any]] = {
    "article": {},
    "noisy": {"update": Part("inked", {"update_noise": 0.02})},
    "loose": {"update": Part("inked", {"update_noise": 0.05}), "fire_per": "channel"},
    "deep": {"hidden": (7, 5), "activation": "tanh", "boundary": "torus", "fire_rate": 0.7, "step_size": 0.8},
}
"""Settings of the automaton by name; each has the update `inked` and cells that live by their own alpha."""
SIZE, PADDING, CHANNELS = 6, 1, 15
GRID = (SIZE + 2 * PADDING, SIZE + 2 * PADDING)
AT = (1, 2, 12)
SEED = 7
EACH = 2
"""Examples in the page of every digit."""


def organism(name: str, data: str = "digits") -> Organism:
    """A rule of small random weights, whose last layer has some for the ink as well, which it must not change."""
    settings = {"update": "inked", "life": "own-alpha", "channels": CHANNELS, "hidden": (9,)} | CASES[name]
    shapes = CellularAutomaton.initial(AutomatonConfig(**settings), jax.random.key(0))
    random = np.random.default_rng(len(name))
    automaton = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.2, leaf.shape), jnp.float32), shapes)
    target = Target(np.full((SIZE, SIZE, 4), 99, np.uint8), PADDING, name)
    return Organism(automaton, name, GRID, target, {"objective": "classes", "data": data})


def inks(name: str) -> np.ndarray:
    """Of two digits, [2, SIZE, SIZE]: some of it too faint to live, some of it in both."""
    random = np.random.default_rng(40 + len(name))
    ink = random.integers(0, 256, (2, SIZE, SIZE)) * (random.random((2, SIZE, SIZE)) < 0.6)
    ink[0, 1, 1], ink[1, 1, 1] = 20, 200
    return ink.astype(np.uint8)


def followed(grown: Organism, ink: np.ndarray) -> np.ndarray:
    """The states after the steps of `AT` of the first digit, and as many steps after it became the second."""
    step = jax.jit(lambda state, conditions: advance(grown.automaton, state, conditions))
    state = jnp.zeros((1, *GRID, grown.automaton.channels), jnp.float32)
    states = []
    for number, one in enumerate(ink):
        state = written(one[None], state)
        for done in range(max(AT)):
            at = Conditions(jnp.array([SEED], jnp.uint32), jnp.array([number * max(AT) + done], jnp.uint32))
            state = step(state, grown.automaton.conditions(at, 1))
            if done + 1 in AT:
                states.append(np.asarray(state[0]))
    return np.stack(states)


def examples() -> np.ndarray:
    """The first held-out pictures of every digit of scikit-learn's data, 0 to 16: [10, EACH, 8, 8]."""
    images, classes = digits.all_of("digits")
    held_out = np.arange(len(images)) % HELD_OUT == 0
    chosen = [images[held_out & (classes == digit)][:EACH] for digit in range(10)]
    return np.rint(np.stack(chosen) * (16 / 255)).astype(np.uint8)


def examples_text() -> str:
    """``web/digits/examples.ts``."""
    rows = [
        "  [" + ", ".join(f'"{"".join(np.base_repr(level, 17) for level in picture.flat).lower()}"' for picture in both)
        + f"], // {digit}"
        for digit, both in enumerate(examples())
    ]  # fmt: skip
    return "\n".join([_HEAD, *rows, _TAIL])


def examples_ink() -> dict[str, np.ndarray]:
    """What cells see of the examples, by size: [10, EACH, size, size], 0 to 255."""
    arrays = {}
    for size in (8, 12, 28):
        ink, classes = split("digits", size, held_out=True)
        arrays[f"examples.{size}"] = np.stack([ink[classes == digit][:EACH] for digit in range(10)])
    return arrays


def found() -> dict[str, np.ndarray]:
    """The golden file's arrays, without the examples."""
    arrays: dict[str, Any] = {"at": np.array(AT), "seed": np.uint32(SEED)}
    for name in CASES:
        grown, ink = organism(name), inks(name)
        arrays[f"{name}.organism"] = np.frombuffer(organism_file.dumps(grown), np.uint8)
        arrays[f"{name}.ink"] = ink
        arrays[f"{name}.states"] = followed(grown, ink)
    return arrays


_HEAD = """/**
 * Handwritten digits that were held out of training, made by tests/make_web_golden.py from scikit-learn's data:
 * E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI 1998 (CC BY 4.0).
 */

/** Levels 0 to 16 as the digits of base 17, row by row. */
const DIGITS: readonly (readonly string[])[] = ["""
_TAIL = """];

export const EXAMPLES = { pixels: 8, digits: DIGITS } as const;

/** An example of a digit, [8, 8], 0 to 1; after the last one the first again. */
export function exampleOf(digit: number, number: number): Float32Array {
  const all = DIGITS[digit]!;
  return Float32Array.from(all[number % all.length]!, (level) => Number.parseInt(level, 17) / 16);
}
"""
