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
from blastema import digits, shrinking, sweep, texture, vgg
from blastema.config import Part
from blastema.config import file as config_file
from blastema.drawing.film import growth_strip
from blastema.evaluation import evaluate
from blastema.evaluation.births import count_births
from blastema.figures import Material
from blastema.filters import Filter
from blastema.formats import distill, export, read_organism
from blastema.measure import Measure
from blastema.registry import LIVES
from blastema.training import damage
from blastema.trajectory import Trajectory
from blastema.update import initial_layers
from blastema.voxel_files import read_vox
from blastema.widening import widened
from blastema.world import snapshots, viewer
from blastema.zoo import card
organism, ten = bl.load_organism("lizard"), bl.load_organism("ten-pictures")
automaton, seed, Conditions = organism.automaton, organism.seed(), bl.Conditions
config = bl.regenerating("quick", size=16, padding=4, iterations=1, batch_size=2, pool_size=4)
target = bl.load_target("🦎", config.target)
film, ragged, key = bl.Film(organism, steps=2), [[0.0], [1, 2]], jax.random.key(0)
untrained = bl.CellularAutomaton.initial(config.automaton, key)
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
    "texture.noise_states([-1], 4, 4, 4)": "fire_seeds is [-1]; expected whole numbers from 0 to 4294967295",
    "texture.noise_states([2**32], 4, 4, 4)": "fire_seeds is [4294967296]; expected whole numbers from 0",
    "texture.noise_states(3, 4, 4, 4)": "fire_seeds is 3; expected whole numbers",
    "texture.noise_states([1.5], 4, 4, 4)": "fire_seeds is of type float64; expected whole numbers",
    "texture.noise_states([1], 4.5, 4, 4)": "height is 4.5; expected a whole number, 1 or more",
    "texture.noise_states([1], 4, 4, 4, 'much')": "amplitude is of type <U4; expected finite numbers",
    "Trajectory.seeded(organism, [-1])": "fire_seeds is [-1]; expected whole numbers from 0 to 4294967295",
    "Trajectory.seeded(organism, ragged)": "fire_seeds is [[0.0], [1, 2]]; expected numbers",
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
    "bl.load_organism('')": "the organism is ''; expected a name of the zoo, a run folder or a file",
    "bl.load_organism(' ')": "the organism is ' '; expected a name of the zoo, a run folder or a file",
    "bl.Run.open('')": "the run folder is ''; expected a path",
    "bl.show('')": "what is to be shown is ''; expected an organism, a film, a target, a run, or a state",
    "bl.load_target('')": "the picture is ''; expected a file, an emoji or a digit by name",
    "bl.load_target('', motion='cycle')": "the picture is ''; expected a file, an emoji or a digit by name",
    "film.save('')": "the film's file is ''; expected a path",
    "export(organism, '', 'safetensors')": "the file is ''; expected a path",
    "config_file.load('')": "the config's file is ''; expected a path",
    "sweep.Sweep.open('')": "the sweep's folder is ''; expected a path",
    "sweep.plan.make(config, ['🦎', ''], 1, [])": "a target is ''; expected a file, an emoji or a digit by name",
    "vgg.load('')": "the file of features is ''; expected the path of a file",
    "digits.all_of('mnist:')": "the file after mnist: is ''; expected the path of an IDX file of images",
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
    "bl.Run.create(target, config, 3)": "the run folder is 3; expected a path, as text",
    "widened(untrained, config.automaton, 3)": "the random key is 3; expected one key",
    "bl.Film(organism, seeds=3)": "seeds is 3; expected a list",
    "bl.Film(organism, tellings=None)": "tellings is None; expected a list",
    "bl.Film(organism, steps=None)": "steps is None; expected a whole number",
    "list(film.states(['first']))": "the steps are ['first']; expected whole numbers in ascending order",
    "list(film.states([2, 1]))": "the steps are [2, 1]; expected whole numbers in ascending order",
    "growth_strip(film, 3)": "the strip's steps are 3; expected ascending ones from 0 to 2",
    "growth_strip(film, factor='3')": "the factor is '3'; expected 1 or more whole pixels per cell",
    "film.save('a.gif', '25')": "frames per second is '25'; expected a number from 0.1 to 100",
    "film.save('a.gif', None)": "frames per second is None; expected a number from 0.1 to 100",
    "film.save('a.gif', True)": "frames per second is True; expected a number from 0.1 to 100",
    "film.save('a.gif', factor='3')": "the factor is '3'; expected 1 or more whole pixels per cell",
    "film.save('a.gif', factor=1.5)": "the factor is 1.5; expected 1 or more whole pixels per cell",
    "bl.show(ragged)": "list cannot be shown, because its parts differ in length; expected an organism",
    "bl.show([ragged, seed])": "list cannot be shown, because its parts differ in length",
    "bl.show(organism, height='560')": "height is '560'; expected whole pixels, 1 or more",
    "bl.show(organism, height=-5)": "height is -5; expected whole pixels, 1 or more",
    "count_births(organism, -1)": "fire-seeds is -1; expected how many, a whole number of 1 or more",
    "export(organism, 'a.html', [])": "the exporter is []; expected a name: safetensors, ",
    "organism.grow(3, kernel=3)": "the engine is 3; expected a name: native, ",
    "bl.Film(ten, tellings=['lizard'])": "a telling is of type str; expected Telling",
}
"""Each with a part of its message; all are `InputError`, those above `ValueError`."""
KEYED = (
    "bl.CellularAutomaton.initial(config.automaton, KEY)",
    "initial_layers(KEY, 3, (4,), 4)",
    "damage.circle(KEY, (5, 5), 3)",
    "damage.patch(KEY, seed, 3)",
    "damage.random_damage(('circle',), 3)(KEY, seed[None], jnp.float32(0))",
    "damage.random_wounds(KEY, 2, 5, 5, kinds=('circle',), size=3)",
)
KEYS = {
    "3": "the random key is 3; expected one key, as jax.random.key(0)",
    "None": "the random key is None; expected one key",
    "jax.random.split(key, 3)": "of shape (3,); expected one key",
    "jnp.zeros(2)": "the random key is float32 of shape (2,); expected one key",
}
PATHS = {
    "bl.Run.open(PATH)": "the run folder",
    "bl.Run.create(target, config, root=PATH)": "the folder of runs",
    "bl.save_organism(organism, PATH)": "the organism's file",
    "read_organism(PATH)": "the organism's file",
    "distill.load(PATH)": "the web model's file",
    "export(organism, PATH, 'html')": "the file",
    "film.save(PATH)": "the film's file",
    "config_file.load(PATH)": "the config's file",
    "read_vox(PATH)": "the volume's file",
    "shrinking.Chain.open(PATH)": "the shrink's folder",
    "sweep.Sweep.open(PATH)": "the sweep's folder",
    "snapshots.load(PATH)": "the world's store",
    "viewer.write(None, PATH)": "the viewer's folder",
    "card.load(PATH)": "the card's file",
    "Material.load(('lizard',), PATH)": "the figures' folder",
}
INPUTS |= {code.replace("KEY", key): message for code in KEYED for key, message in KEYS.items()}
INPUTS |= {
    code.replace("PATH", path): f"{what} is {path}; expected a path, as text"
    for code, what in PATHS.items()
    for path in ("None", "3", "b'folder'")
}
INPUTS |= {
    f"bl.load_organism({path})": f"the organism is {path}; expected a name of the zoo, a run folder or a file"
    for path in ("None", "3", "b'folder'")
}


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
