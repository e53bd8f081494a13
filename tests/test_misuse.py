"""Wrong types and shapes given to the Python interface: each is refused in one sentence that says what was expected."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PREPARED = """
import json, sys
import jax, jax.numpy as jnp, numpy as np
import blastema as bl
from blastema.config import Part
from blastema.evaluation import evaluate
from blastema.filters import Filter
from blastema.formats import export
from blastema.measure import Measure
from blastema.registry import LIVES
organism, ten = bl.load_organism("lizard"), bl.load_organism("ten-pictures")
automaton, seed, Conditions = organism.automaton, organism.seed(), bl.Conditions
config = bl.regenerating("quick", size=16, padding=4, iterations=1, batch_size=2, pool_size=4)
target = bl.load_target("🦎", config.target)
found = {}
for code in json.load(sys.stdin):
    try:
        value = eval(code)
        found[code] = ["nothing", repr(value)[:200]]
    except Exception as error:
        found[code] = [type(error).__name__, str(error)]
print(json.dumps(found))
"""

VALUES = {
    "organism.rollout([[0.0], [1, 2]], 3)": "the state is [[0.0], [1, 2]]; expected an array of numbers",
    "organism.rollout(None, 3)": "the state is None; expected an array of numbers",
    "organism.rollout('lizard', 3)": "the state is 'lizard'; expected an array of numbers",
    "organism.rollout(seed[0], 3)": "the state has shape (72, 16); expected [height, width, 16]",
    "organism.rollout(seed, 3.0)": "steps is of type float64; expected a whole number, 0 or more",
    "organism.rollout(seed, -3)": "steps is -3; expected a whole number, 0 or more",
    "organism.rollout(seed, [[1], [1, 2]])": "steps is [[1], [1, 2]]; expected numbers",
    "organism.rollout(seed, 1, {'fire_rate': 1})": "the conditions are of type dict; expected Conditions",
    "organism.grow(5, 7)": "the conditions are of type int; expected Conditions",
    "automaton.step(seed, None)": "the conditions are of type NoneType; expected Conditions",
    "organism.rollout(seed, 1, Conditions(angle=[[1], [1, 2]]))": "angle is [[1], [1, 2]]; expected numbers",
    "ten.rollout(ten.seed(), 1, Conditions(signal=[1.0]))": "the signal has shape (1,); expected [10]",
    "bl.rollout(organism, seed, 1)": "the rule is of type Organism; expected CellularAutomaton: organism.automaton",
    "automaton.seed(5.5)": "the grid is (5.5, 5.5); expected height and width in cells, whole numbers of 1 or more",
    "automaton.seed(5, 0)": "the grid is (5, 0); expected height and width",
    "automaton.seed_on(5)": "the grid is 5; expected height and width",
    "automaton.seed_on((5, 5, 5))": "the grid is (5, 5, 5); expected height and width",
    "automaton.seed(5, batch=0)": "batch is 0; expected a whole number of samples, 1 or more",
    "automaton.seed(5, places=(2, 2))": "a seed is at 2; expected 2 whole numbers, one per axis",
    "automaton.seed(5, places=[(1.5, 2)])": "a seed is at (1.5, 2); expected 2 whole numbers",
    "automaton.seed(5, places=[(7, 2)])": "a seed is at [7, 2]; the grid is 5 x 5",
    "organism.seed(5)": "the grid is (5,); expected 2 sides in cells",
    "organism.places(5)": "the grid is (5,); expected 2 sides in cells",
    "organism.shown(jnp.zeros((5, 5, 4)))": "the states have shape (5, 5, 4); expected [..., 16] on a grid",
    "organism.picture(1, factor=1.5)": "factor is 1.5; expected whole pixels per cell, 1 or more",
    "Measure().of(jnp.zeros((1, 5, 5, 16)), jnp.zeros((6, 6, 4)))": "the target has shape (6, 6, 4); expected (5, ",
}
INPUTS = {
    "bl.load_organism('nowhere.safetensors')": "there is no file nowhere.safetensors; expected a run folder",
    "bl.Run.open('nowhere')": "there is no run folder nowhere",
    "bl.CellularAutomaton.initial(config, jax.random.key(0))": "is of type Config; expected AutomatonConfig",
    "ten.told(3)": "the pictures are 3; expected a name, or weights by name",
    "ten.told({})": "the pictures are {}; expected a name, or weights by name",
    "ten.told({'lizard': 'much'})": "the weight of lizard is 'much'; expected a number",
    "ten.told({'lizard': float('nan')})": "the weight of lizard is nan; expected a number",
    "bl.save_organism('a.safetensors', organism)": "what is to be saved is of type str; expected Organism",
    "export(automaton, 'a.html', 'html')": "what is to be exported is of type CellularAutomaton; expected Organism",
    "evaluate(automaton)": "what is to be evaluated is of type CellularAutomaton; expected Organism",
    "bl.load_target(3)": "the picture is of type int; expected a file, an emoji",
    "bl.load_target('🦎', config)": "the config of a target is of type Config; expected TargetConfig: config.target",
    "bl.load_target('🦎', sise=16)": "a target has no setting 'sise'. Did you mean size?",
    "bl.growing('quick', iterations='3')": "iterations is '3'; expected a whole number from 1",
    "bl.growing('quick', size='3')": "size is '3'; expected a whole number from 1",
    "bl.Config(3)": "the section target is of type int; expected TargetConfig",
    "Part('dish', [1])": "settings is [1]; expected values by name",
    "Filter('own', still=[[0, 1, 0]])": "the taps still of the filter own are [[0, 1, 0]]; expected three rows",
    "LIVES.add('own', 3)": "'own' is to name the life 3; expected a text, and a class or a function",
    "bl.fit('🦎', config)": "the target is of type str; expected Target: load_target(picture, config.target)",
    "bl.fit(target, 'quick')": "the config is of type str; expected Config",
    "bl.fit(target, config, start=organism)": "the start is of type Organism; expected CellularAutomaton",
    "bl.fit(target, config, objective='texture')": "the objective is of type str; expected AbstractObjective",
    "bl.fit(target, config, curriculum='growing')": "the curriculum is of type str; expected AbstractCurriculum",
    "bl.fit(target, config, optimiser='adam')": "the optimiser is 'adam'; expected one of Optax",
    "bl.fit(target, config, loss='l1')": "the loss is 'l1'; expected a function of states",
    "list(bl.fit(target, config, damage=lambda key, states, progress: states[..., :4]))": (
        "the damage makes states of shape (1, 24, 24, 4); expected (1, 24, 24, 16)"
    ),
    "bl.fit(target, config, checkpoints='run')": "checkpoints is 'run'; expected an object that keeps them",
    "list(bl.watch(organism))": "what is to be watched is of type Organism; expected Generator",
    "bl.Run.create('🦎', config, 'run')": "the target is of type str; expected Target",
    "bl.Film('lizard')": "the film's organism is of type str; expected Organism: load_organism(...)",
    "bl.Film(organism, host='face')": "the film's host is of type str; expected Organism",
    "bl.Film(organism, steps=2.5)": "steps is 2.5; expected a whole number",
    "bl.Film(organism, fire_seed=1.5)": "fire_seed is 1.5; expected a whole number",
    "bl.Film(organism, angle_degrees='45')": "angle_degrees is '45'; expected a number",
    "bl.Film(organism, seeds=(3, 4))": "seeds has 3; expected column and row of each, as in [(24, 36)]",
    "bl.Film(ten, tellings=['lizard'])": "a telling is of type str; expected Telling",
}
"""Each with a part of its message; all are `InputError`, those above `ValueError`."""


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, list[str]]:
    """What a program without the tests' own checks of types is told, by its code."""
    asked = json.dumps([*VALUES, *INPUTS])
    run = [sys.executable, "-c", PREPARED]
    folder = tmp_path_factory.mktemp("misuse")
    done = subprocess.run(run, input=asked, capture_output=True, text=True, cwd=folder, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("code", [*VALUES, *INPUTS])
def test_a_wrong_type_or_shape_is_refused_in_one_sentence(said, code):
    kind, message = said[code]
    assert kind == ("ValueError" if code in VALUES else "InputError"), message
    assert (VALUES | INPUTS)[code] in message
    assert "\n" not in message
