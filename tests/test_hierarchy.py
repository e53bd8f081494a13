"""Two levels: cells and the parents of blocks of them, against a judge that goes cell by cell."""

from __future__ import annotations

import base64
import dataclasses
import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled
from training_helpers import tiny

from blastema import engines
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Part
from blastema.drawing.film import Film
from blastema.errors import FileFormatError, InputError, KernelUnavailableError
from blastema.filters import filter_named
from blastema.fire import fire_mask
from blastema.formats import organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.page import entries
from blastema.runs.folder import Run
from blastema.targets import load_target

CHANNELS, PARENTS, FACTOR = 9, 3, 2
CONFIG = AutomatonConfig(
    channels=CHANNELS,
    perception=Part("two-level", {"parents": PARENTS, "factor": FACTOR}),
    update=Part("two-level", {"parent_hidden": 5}),
    hidden=(6,),
)


def automaton(config: AutomatonConfig = CONFIG) -> CellularAutomaton:
    """With drawn numbers everywhere."""
    made = CellularAutomaton.initial(config, jax.random.key(0))
    leaves, structure = jax.tree.flatten(made)
    keys = jax.random.split(jax.random.key(1), len(leaves))
    drawn = [0.3 * jax.random.normal(key, leaf.shape) for key, leaf in zip(keys, leaves, strict=True)]
    return jax.tree.unflatten(structure, drawn)


def judged(rule: CellularAutomaton, state: np.ndarray, fires: np.ndarray) -> np.ndarray:
    """One step of one sample [H, W, C] on a torus, all cells living, cell by cell in NumPy."""
    height, width, _ = state.shape
    own = CHANNELS - PARENTS
    taps = [np.asarray(filter_named(name).still) + np.asarray(filter_named(name).cosine)
            for name in ("identity", "sobel_x", "sobel_y")]  # fmt: skip

    def sensed(grid: np.ndarray, row: int, column: int) -> np.ndarray:
        rows, columns, count = grid.shape
        found = np.zeros((len(taps), count))
        for number, tap in enumerate(taps):
            for down in range(3):
                for right in range(3):
                    found[number] += tap[down, right] * grid[(row + down - 1) % rows, (column + right - 1) % columns]
        return found.reshape(-1)

    def rule_of(layers, features):
        (weight, bias), (last, end) = [tuple(map(np.asarray, layer)) for layer in layers]
        return np.maximum(features @ weight + bias, 0) @ last + end

    parents = np.zeros((height // FACTOR, width // FACTOR, PARENTS))
    looks = np.zeros((height // FACTOR, width // FACTOR, 4))
    for row in range(height):
        for column in range(width):
            parents[row // FACTOR, column // FACTOR] += state[row, column, own:] / FACTOR**2
            looks[row // FACTOR, column // FACTOR] += state[row, column, :4] / FACTOR**2
    after = state.copy()
    for row in range(height):
        for column in range(width):
            if fires[row, column]:
                block = row // FACTOR, column // FACTOR
                cell = np.concatenate([sensed(state[..., :own], row, column), parents[block]])
                above = np.concatenate([sensed(parents, *block), looks[block]])
                after[row, column, :own] += rule_of(rule.update.cells, cell)
                after[row, column, own:] += rule_of(rule.update.above, above)
    return after


def test_a_step_is_what_the_judge_says():
    rule = automaton(dataclasses.replace(CONFIG, life="all", boundary="torus"))
    state = np.asarray(jax.random.normal(jax.random.key(2), (6, 8, CHANNELS)), np.float64)
    fires = np.asarray(fire_mask(6, 8, fire_seed=jnp.uint32([3]), step=jnp.uint32([7]), fire_rate=jnp.float32([0.5])))
    found = quickly_compiled(lambda state: rule.step(state, Conditions(fire_seed=3, step=7)))(state.astype(np.float32))
    np.testing.assert_allclose(found, judged(rule, state, fires.reshape(6, 8)), rtol=2e-4, atol=2e-5)


def test_cells_hear_their_parent_and_no_other():
    perception = automaton().perception
    state = jnp.zeros((1, 4, 4, CHANNELS)).at[0, 0, 0, -1].set(1.0)
    features = perception(state, automaton().conditions(Conditions(), 1), "zero")
    told = features[0, ..., 3 * (CHANNELS - PARENTS) + PARENTS - 1]
    np.testing.assert_allclose(told, [[0.25, 0.25, 0, 0]] * 2 + [[0] * 4] * 2)


def test_untrained_it_does_nothing_and_dead_cells_lose_their_parents_share():
    rule = CellularAutomaton.initial(CONFIG, jax.random.key(0))
    state = jnp.zeros((8, 8, CHANNELS)).at[4, 4, 3:].set(1.0).at[0, 0, -1].set(5.0)
    after = quickly_compiled(lambda x: rule.step(x))(state)
    np.testing.assert_allclose(after, state.at[0, 0, -1].set(0))


def test_settings_and_files_come_back(tmp_path):
    rule = automaton()
    assert settings_of(rule) == CONFIG
    organism = Organism(rule, "parts", (8, 8))
    again = organism_file.loads(organism_file.dumps(organism), "file")
    assert settings_of(again.automaton) == CONFIG
    for one, other in zip(jax.tree.leaves(again.automaton), jax.tree.leaves(rule), strict=True):
        np.testing.assert_array_equal(one, other)
    usual = AutomatonConfig(perception="two-level", update="two-level")
    assert CellularAutomaton.initial(usual, jax.random.key(0)).perception.parents == 8
    data = organism_file.dumps(organism).replace(b'parents\\": 3', b'parents\\": 8')
    with pytest.raises(FileFormatError, match="parents is 8, of 9 channels; expected 1 to 4"):
        organism_file.loads(data, "file")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"perception": Part("two-level", {"parents": 5})}, "parents is 5, of 9 channels; expected 1 to 4"),
        ({"perception": Part("two-level", {"parents": 3, "factor": 1})}, "factor is 1; expected 2 to 64"),
        ({"update": Part("two-level", {"parent_hidden": 0})}, "parent_hidden is 0; expected 1 to 8192"),
        ({"perception": "filters"}, "needs the perception 'two-level'"),
    ],
)
def test_what_cannot_be_is_refused(changes, message):
    with pytest.raises(InputError, match=message):
        CellularAutomaton.initial(dataclasses.replace(CONFIG, **changes), jax.random.key(0))


def test_the_page_has_it():
    (entry,) = json.loads(entries.to_json([Organism(automaton(), "parts", (8, 8))]))
    again = organism_file.loads(base64.b64decode(entry["file"]), "the page's file")
    assert settings_of(again.automaton) == CONFIG


def test_engines_that_do_not_know_it_refuse_it_by_name():
    rule = automaton()
    with pytest.raises(KernelUnavailableError, match="it does not support the perception TwoLevelPerception"):
        engines.resolve("native", rule)
    assert engines.resolve("auto", rule).name == "jax"
    mixed = dataclasses.replace(CONFIG, update="residual")
    one_sided = CellularAutomaton.initial(mixed, jax.random.key(0))
    with pytest.raises(InputError, match="only one of its perception and its update is 'two-level'"):
        entries.to_json([Organism(one_sided, "parts", (8, 8))])
    with pytest.raises(ValueError, match="the grid is 7 x 8 cells; expected multiples of 2"):
        rule.step(jnp.zeros((7, 8, CHANNELS)))


@pytest.mark.long
def test_the_gradient_is_that_of_the_rollout():
    rule = automaton(dataclasses.replace(CONFIG, step_size=0.1))
    target = load_target("🦎", size=6, padding=1)
    objective = PictureObjective(jnp.asarray(target.array[None]))
    state = rule.seed(8, batch=2)
    wanted = objective.wanted(jnp.zeros(2, int), jnp.int32(3))
    conditions = rule.conditions(Conditions(fire_seed=np.uint32([0, 1])), 2)
    engine = engines.resolve("jax", rule)

    @quickly_compiled
    def fused(rule):
        return engine.loss_and_gradient(rule, state, objective, wanted, 3, conditions, 4)[1]

    @quickly_compiled
    @jax.grad
    def derivative(rule):
        after = engines.rollout(rule, state, 3, conditions, kernel="jax")
        return objective.measure.of(after, jnp.asarray(target.array)).mean()

    for one, other in zip(jax.tree.leaves(fused(rule)), jax.tree.leaves(derivative(rule)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-7)


@pytest.mark.long
def test_it_is_trained_by_the_usual_loop(tmp_path):
    base = tiny(iterations=2, picture="🦎")
    size = base.target.size + 2 * base.target.padding
    config = dataclasses.replace(base, automaton=dataclasses.replace(CONFIG, perception=Part(
        "two-level", {"parents": PARENTS, "factor": 2 if size % 2 == 0 else size})))  # fmt: skip
    run = Run.create(load_target("🦎", config.target), config, tmp_path / "run")
    for _ in run.train():
        pass
    assert Run.open(run.path).organism.automaton.update.parent_hidden == 5


def test_a_film_on_parts_of_blocks_is_refused():
    organism = Organism(automaton(), "two levels", (8, 8))
    assert Film(organism, height=10, width=12).grid == (10, 12)
    with pytest.raises(InputError, match="the grid is 9 x 12 cells; expected multiples of 2, as blocks of 2 x 2"):
        Film(organism, height=9, width=12)
