"""Make the golden files that Blastema's browser engines and Python are both held to, beside the trajectories.

    python tests/make_web_golden.py

- ``golden/web-regions.json``: see ``web_regions.py``
- ``golden/lizard-mirrored.safetensors``: the small lizard with its gradient to the right turned round, so that it
  grows the other way, and with an angle and a step size of its own
- ``golden/web-species.npz``, ``golden/web-species-noise.npz``: what both of them do for 64 steps in one world, by
  ``species_judge.py``. In each, with the small lizard as species 0 and the mirrored one as species 1:

      start, start_species      float32 [H, W, C] and uint8 [H, W], before the first step
      seed, first_step, angle (radians, added to each organism's own), fire_rate, noise, boundary: the world's
      at                        int [N], numbers of steps; after them:
      states, species           float32 [N, H, W, C] and uint8 [N, H, W]
      fires, alive              bool [64, H, W], the fire mask and the survivors of each step

  The seed is the first from which rounding can tip no cell: every max-pooled alpha stays at least 1e-5 away from the
  threshold of life, and so do the highest alphas of two species around an empty cell from each other.

- ``golden/web-kinds.npz``: see ``web_kind_cases.py``
- ``golden/web-organism-v1.npz``: three steps of ``organism-v1.safetensors``, which has a learned filter and two hidden
  layers, by ``judge.py``: start float32 [H, W, C], seed, angle, fire_rate, and for each way of ``WAYS`` the states
  float32 [3, H, W, C]
- ``golden/web-decoder.npz``: ``organism``, the file (uint8) of an organism with a decoder, a ``state`` float32
  [H, W, C] and the ``picture`` of it float32 [h, w, 4], by ``decoder_judge.py``
- ``golden/web-volumes.npz``: every kind of automaton that grows a volume, by ``web_volumes.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.start`` float32 [D, H, W, C] and ``<name>.states`` float32 [N, D, H, W, C] after
  the steps of ``at``, from step ``first`` on with the fire seed ``seed``
- ``golden/web-levels.npz``: automata with two levels of cells, by ``web_levels.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.start`` float32 [H, W, C] and ``<name>.states`` float32 [N, H, W, C] after the
  steps of ``at``, from step ``first`` on with the fire seed ``seed``; and ``shipped.states`` of the shipped organism
  from its seed, after the steps of ``shipped.at`` with the fire seed ``shipped.seed``
- ``golden/web-digits.npz``: digits that classify themselves, by ``web_digits.py``: of each of its cases
  ``<name>.organism`` (uint8), ``<name>.ink`` uint8 [2, S, S] and ``<name>.states`` float32 [2 N, H, W, C]: after the
  steps of ``at`` of the first digit from step 0 on, with the fire seed ``seed``, then after as many of the second, into
  which it was changed; and ``examples.<S>`` uint8 [10, 2, S, S], the ink of the examples in ``web/digits/examples.ts``,
  which is written, too
- ``golden/web-training.npz``: training iterations of several kinds by the specification, as ``web_training.py`` has
  them. ``cases`` is JSON: a list of cases with their name and recipe; of each there are ``<name>.organism`` (uint8),
  states, steps, fire_seeds and target, and what is found: losses and gradients of each iteration, and what is left
  after the last one
- ``golden/web-targets.npz``: pictures (``<name>.picture``, uint8 RGBA) and the targets of 24 cells that
  Python makes of them (``<name>.pixels``), with their seeds (``<name>.seeds``), parts, parts left over and further
  seeds (``<name>.parts``), the steps that growth needs to reach the farthest cell (``<name>.reach``), and faint specks,
  their cells and cells that stay empty (``<name>.faint``)
"""

from __future__ import annotations

import json

import decoder_judge
import equinox as eqx
import jax
import jax.numpy as jnp
import judge
import numpy as np
import web_digits
import web_levels as levels
import web_species as species
import web_targets as targets
import web_training as training
import web_volumes as volumes
from helpers import distance_from_threshold, judged, random_states, relative_error
from make_golden import GOLDEN, MARGIN, ORGANISM
from web_kind_cases import write_kinds
from web_regions import write_regions

import blastema as bl
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Part
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.targets import Target

NAMES = ("web-species", "web-species-noise")
ODD_ORGANISM = GOLDEN / "organism-v1.safetensors"
ODD = GOLDEN / "web-organism-v1.npz"
TRAINING = GOLDEN / "web-training.npz"
DECODER = GOLDEN / "web-decoder.npz"
VOLUMES = GOLDEN / "web-volumes.npz"
LEVELS = GOLDEN / "web-levels.npz"
DIGITS = GOLDEN / "web-digits.npz"
EXAMPLES = GOLDEN.parents[1] / "web" / "digits" / "examples.ts"
TARGETS = GOLDEN / "web-targets.npz"
WAYS = {
    "zero": {"boundary": "zero", "life": "neighbourhood"},
    "torus": {"boundary": "torus", "life": "neighbourhood"},
    "unmasked": {"boundary": "zero", "life": "all"},
}


def write_trajectory(name: str) -> None:
    """Search for a seed and store what it gives."""
    asked = species.situation(name)
    for seed in range(1, 10_000):
        found = species.follow(asked, seed)
        if found is not None:
            break
    else:
        raise SystemExit(f"no seed keeps {name} away from rounding")
    path = GOLDEN / f"{name}.npz"
    np.savez_compressed(path, seed=np.uint32(seed), at=np.array(species.AT), **asked, **found)
    living = found["states"][-1][..., judge.ALPHA] > 0.1
    each = [int((living & (found["species"][-1] == index)).sum()) for index in (0, 1)]
    print(path.name, "seed", seed, "living cells of each species", each, path.stat().st_size, "bytes")


def odd_steps(number: int) -> dict[str, np.ndarray] | None:
    """Three steps of the organism of many features, or none if rounding could tip a cell."""
    automaton = bl.load_organism(ODD_ORGANISM).automaton
    start = random_states(number, 1, 9, 13, automaton.channels)
    made = {"start": start[0], "seed": np.uint32(number), "angle": np.float64(0.4), "fire_rate": np.float64(0.75)}
    for name, way in WAYS.items():
        angle = float(np.deg2rad(automaton.physics.angle) + made["angle"])
        layers, arguments = judged(automaton, angle=angle, fire_rate=0.75, **way)
        options, learned = arguments["options"], arguments["learned"]
        exact = judge.rollout(layers, start.astype(np.float64), 3, options, [number], [0], learned)
        if min(distance_from_threshold(state, options) for state in exact) < 10 * MARGIN:
            return None
        made[name] = np.concatenate(judge.rollout(layers, start, 3, options, [number], [0], learned)[1:])
        if relative_error(made[name], np.concatenate(exact[1:])) > MARGIN:
            return None
    return made


def write_odd() -> None:
    """The first number whose steps are safe."""
    made = next(found for number in range(1, 1000) if (found := odd_steps(number)) is not None)
    np.savez_compressed(ODD, **made)
    print(ODD.name, "number", int(made["seed"]), ODD.stat().st_size, "bytes")


def write_training() -> None:
    """All cases of training iterations."""
    cases, arrays = [], {}
    for name in training.KINDS:
        number = training.safe_number(name)
        case = training.case(name, number)
        found = training.kept(case, "jax")
        cases.append({"name": name, "number": number, "recipe": case.recipe()})
        given = {key: getattr(case, key) for key in ("states", "steps", "fire_seeds", "target")}
        file = {"organism": np.frombuffer(case.organism(), np.uint8)}
        arrays |= {f"{name}.{key}": value for key, value in (file | given | found).items()}
    course, guards = json.dumps(training.course()), json.dumps(training.guarded()).replace("Infinity", "1e999")
    np.savez_compressed(TRAINING, cases=json.dumps(cases), course=course, guards=guards, **arrays)
    print(TRAINING.name, len(cases), "cases", TRAINING.stat().st_size, "bytes")


def decoded() -> dict[str, np.ndarray]:
    """An organism with a decoder, a state of it with empty cells, and what that looks like."""
    random = np.random.default_rng(12)
    config = AutomatonConfig(channels=6, hidden=(16,), decoder=Part("coordinates", {"pixels": 3, "widths": (7,)}))
    shapes = eqx.filter_eval_shape(lambda key: CellularAutomaton.initial(config, key), jax.random.key(0))
    automaton = jax.tree.map(lambda leaf: jnp.asarray(random.normal(0, 0.3, leaf.shape), jnp.float32), shapes)
    pixels = random.integers(0, 256, (9, 9, 4), np.uint8)
    organism = Organism(automaton, "decoded", (5, 5), Target(pixels, 1, "noise", pixels_per_cell=3))
    state = random.normal(0, 0.7, (5, 6, 6)).astype(np.float32)
    state[3:] = state[:, 4:] = state[1, 1] = 0
    layers = [tuple(np.asarray(part) for part in layer) for layer in automaton.decoder.layers]
    picture = decoder_judge.picture(state, layers, 3).astype(np.float32)
    return {"organism": np.frombuffer(organism_file.dumps(organism), np.uint8), "state": state, "picture": picture}


def write_decoder() -> None:
    """An organism's file, a state and its picture."""
    np.savez_compressed(DECODER, **decoded())
    print(DECODER.name, DECODER.stat().st_size, "bytes")


def write_volumes() -> None:
    """All cases of volumes."""
    made = {name: volumes.found(name, volumes.key_of(name)) for name in volumes.CASES}
    arrays = {f"{name}.{key}": value for name, case in made.items() for key, value in case.items()}
    clock = {"at": np.array(volumes.AT), "seed": np.uint32(volumes.SEED), "first": np.uint32(volumes.FIRST)}
    np.savez_compressed(VOLUMES, **arrays, **clock)
    print(VOLUMES.name, VOLUMES.stat().st_size, "bytes")


def write_levels() -> None:
    """All cases of two levels of cells."""
    np.savez_compressed(LEVELS, **levels.everything())
    print(LEVELS.name, LEVELS.stat().st_size, "bytes")


def write_digits() -> None:
    """All cases of digits that classify themselves, and the examples in their page."""
    np.savez_compressed(DIGITS, **web_digits.found(), **web_digits.examples_ink())
    print(DIGITS.name, DIGITS.stat().st_size, "bytes")
    EXAMPLES.write_text(web_digits.examples_text(), encoding="utf-8")


def write_targets() -> None:
    """All pictures and what is made of them."""
    arrays = {}
    for name, picture in targets.pictures().items():
        arrays |= {f"{name}.{key}": value for key, value in ({"picture": picture} | targets.found(picture)).items()}
    np.savez_compressed(TARGETS, **arrays)
    print(TARGETS.name, TARGETS.stat().st_size, "bytes")


if __name__ == "__main__":
    write_regions()
    bl.save_organism(species.mirrored(bl.load_organism(ORGANISM)), species.MIRRORED)
    for trajectory in NAMES:
        write_trajectory(trajectory)
    write_odd()
    write_kinds()
    write_training()
    write_decoder()
    write_volumes()
    write_levels()
    write_digits()
    write_targets()
