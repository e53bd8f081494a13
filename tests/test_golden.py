"""Golden trajectories: 64 steps that every engine repeats, masks to the bit and states within rounding.

Made by ``make_golden.py``, which says what is in the files.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

import jax
import jax.numpy as jnp
import judge
import numpy as np
import pytest
from helpers import distance_from_threshold, judged, relative_error
from make_golden import AT, GOLDEN, MARGIN, NAMES, ORGANISM, STEPS, with_boundary

import blastema as bl
from blastema import engines
from blastema.conditions import Conditions
from blastema.fire import fire_mask
from blastema.training import damage

ENGINES = ["jax"] + (["native"] if engines.native_obstacle() is None else [])
TOLERANCE = 1e-4


@dataclasses.dataclass(frozen=True)
class Golden:
    """A stored trajectory and the automaton it belongs to."""

    automaton: bl.CellularAutomaton
    start: np.ndarray
    fire_seed: int
    first_step: int
    angle: np.float32
    fire_rate: np.float32
    boundary: str
    at: np.ndarray
    states: np.ndarray
    alive: np.ndarray
    fires: np.ndarray


@pytest.fixture(params=NAMES)
def golden(request):
    automaton = bl.load_organism(ORGANISM).automaton
    with np.load(GOLDEN / f"trajectory-{request.param}.npz", allow_pickle=False) as file:
        stored = {name: file[name] for name in file.files}
    numbers = {name: stored.pop(name).item() for name in ("fire_seed", "first_step", "boundary")}
    numbers |= {name: np.float32(stored.pop(name)) for name in ("angle", "fire_rate")}
    return Golden(with_boundary(automaton, numbers["boundary"]), **stored, **numbers)


def test_the_files_are_whole(golden):
    height, width, channels = golden.start.shape
    assert tuple(golden.at) == AT
    assert golden.states.shape == (len(AT), height, width, channels)
    assert golden.states.dtype == golden.start.dtype == np.float32
    assert golden.alive.shape == golden.fires.shape == (STEPS, height, width)
    for state, step in zip(golden.states, golden.at, strict=True):
        assert not state[~golden.alive[step - 1]].any()
    assert golden.alive[-1].sum() > 150, "it lives"


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_repeats_it(golden, engine):
    asked = Conditions(golden.fire_seed, fire_rate=golden.fire_rate, angle=golden.angle)

    def go(state, done, steps):
        now = asked._replace(step=golden.first_step + done)
        return engines.rollout(golden.automaton, state, steps, now, max_steps=STEPS, kernel=engine)

    state, done = golden.start, 0
    for expected, step in zip(golden.states, golden.at, strict=True):
        # On from the engine's own state, so that its errors add up.
        state, done = go(state, done, int(step) - done), int(step)
        # Cells that live but have never fired are zero as well, and the same in every engine.
        np.testing.assert_array_equal((np.asarray(state) != 0).any(axis=-1), (expected != 0).any(axis=-1))
        assert relative_error(state, expected) < TOLERANCE
    assert relative_error(go(golden.start[None], 0, STEPS)[0], golden.states[-1]) < TOLERANCE


def test_the_judge_repeats_it_and_no_alpha_comes_near_the_threshold(golden):
    layers, arguments = judged(golden.automaton, angle=float(golden.angle), fire_rate=float(golden.fire_rate))
    options = arguments["options"]
    state = golden.start[None].astype(np.float64)
    for step in range(STEPS):
        fire = judge.fires(*golden.start.shape[:2], golden.first_step + step, golden.fire_seed, options.fire_rate)
        np.testing.assert_array_equal(fire, golden.fires[step])
        moved = judge.move(layers, state, fire[None, ..., None], options)
        for between in (state, moved):
            assert distance_from_threshold(between, options) > MARGIN
        lives = judge.survivors(state, moved, options)
        np.testing.assert_array_equal(lives[0], golden.alive[step])
        state = judge.step(layers, state, fire[None, ..., None], options)
        np.testing.assert_array_equal(state, judge.select(lives, moved))
        if step + 1 in golden.at:
            expected = golden.states[list(golden.at).index(step + 1)]
            assert relative_error(state[0], expected) < TOLERANCE


def test_fire_masks_are_the_same_bits(golden):
    for step in (0, 1, STEPS - 1):
        time, seeds = (jnp.array([word], jnp.uint32) for word in (golden.first_step + step, golden.fire_seed))
        rate = jnp.array([golden.fire_rate])
        found = fire_mask(*golden.start.shape[:2], fire_seed=seeds, step=time, fire_rate=rate)
        np.testing.assert_array_equal(found[0, ..., 0], golden.fires[step])


@pytest.mark.parametrize("engine", ENGINES)
def test_the_stored_organism_grows_persists_and_heals(engine):
    """In error and in survival, on a fire seed that is none of the trajectories'; what half-precision is held to."""
    organism = bl.load_organism(ORGANISM)
    target = organism.target.array
    grown = np.asarray(organism.grow(200, Conditions(fire_seed=99), kernel=engine))
    assert np.log10(((grown[..., :4] - target) ** 2).mean()) < -4
    for name in ("left", "bottom"):
        wounded = np.where(damage.cut(name, *organism.grid)[..., None], np.float32(0), grown)
        healed = np.asarray(organism.rollout(wounded, 200, Conditions(99, 200), kernel=engine))
        assert np.log10(((healed[..., :4] - target) ** 2).mean()) < -3.5


def test_every_shipped_organism_is_the_one_it_was():
    """``golden/shipped.json`` was made when the article's thirty were still read as version 1, and the others, and
    those that were refined since, when they were shipped: weights to the bit, 40 steps by their living cells and the
    sums of RGBA."""
    expected = json.loads((GOLDEN / "shipped.json").read_text("utf-8"))
    folder = Path(bl.__file__).parent / "zoo" / "organisms"
    assert {file.stem for file in folder.glob("*.safetensors")} == expected.keys()
    for name, known in expected.items():
        organism = bl.load_organism(folder / f"{name}.safetensors")
        layers = b"".join(np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(organism.automaton))
        assert hashlib.sha256(layers).hexdigest().startswith(known["weights"])
        grown = np.asarray(organism.grow(40, Conditions(fire_seed=5)))
        assert abs(int((grown[..., 3] > 0.1).sum()) - known["alive"]) <= 1, "a cell may lie at the threshold"
        np.testing.assert_allclose(grown[..., :4].sum(axis=(0, 1)), known["rgba"], rtol=1e-3, atol=0.05)
