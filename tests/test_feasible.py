"""What is told before a training begins: only pictures and settings that cannot succeed are refused."""

from __future__ import annotations

import jax
import numpy as np
import optax
import pytest
from training_helpers import exhaust, lizard, tiny

from blastema.automaton import CellularAutomaton
from blastema.config import Phase, presets
from blastema.errors import InputError
from blastema.runs.folder import Run
from blastema.targets import Target, load_target
from blastema.training import Trained, fit
from blastema.training.feasible import obstacle

pytest_plugins = ("training_fixtures",)


def square(alpha: int, side: int = 8, padding: int = 3) -> Target:
    return Target(np.full((side, side, 4), alpha, np.uint8), padding, "square")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fire_rate": 0.0}, "fire-rate is 0, so that no cell ever fires. Use --fire-rate 0.5"),
        ({"fire_rate": 1e-9}, "fire-rate is 1e-09, so that no cell ever fires"),
        ({"fire_rate": 1e-6}, "so that a cell fires 0.0009 times in the whole training"),
        ({"step_size": 0.0}, "step-size is 0, so that no update changes a cell"),
        ({"step_size": 0.0, "update": "replacing"}, "step-size is 0"),
        ({"step_size": 1e-12}, "step-size is 1e-12, so that updates are too small to be seen"),
        ({"learning_rate": 1e-11}, "learning-rate is 1e-11, so that 24 iterations change nothing that could be seen"),
        ({"filters": ("identity",)}, "the filters (identity) see only the cell itself"),
        ({"filters": ("identity+identity",), "life": "all"}, "see only the cell itself"),
        ({"alive_threshold": 1.0}, "alive-threshold is 1, but alpha is 1 at most"),
        ({"alive_threshold": 1.0, "life": "all"}, "alive-threshold is 1, but alpha is 1 at most"),
        ({"clamp": 0.1}, "clamp is 0.1, so that no alpha gets above alive-threshold 0.1"),
        ({"noise": 2.0}, "noise is 2, so that any cell that lives is further from the picture than an empty one"),
    ],
)
def test_settings_with_which_nothing_can_be_learned(settings, message):
    config = tiny(**settings)
    found = obstacle(lizard(config), config)
    assert found is not None
    assert message in found


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"fire_rate": 0.01},
        {"step_size": -1.0},
        {"learning_rate": 1e-6},
        {"filters": ("mean",)},
        {"filters": ("identity", "sobel_x+sobel_y")},
        {"filters": ("identity",), "learned_filters": 1},
        {"alive_threshold": -1.0},
        {"alive_threshold": 0.9},
        {"clamp": 0.2},
        {"noise": 0.5},
        {"iterations": 1},
    ],
)
def test_settings_that_might_do(settings):
    config = tiny(**settings)
    assert obstacle(lizard(config), config) is None


@pytest.mark.parametrize("recipe", ["quick", "article", "fast", "best"])
@pytest.mark.parametrize("regime", ["growing", "persistent", "regenerating"])
def test_recipes_might_do(recipe, regime):
    config = presets.preset(regime, recipe)
    assert obstacle(lizard(config), config) is None


def test_a_picture_that_is_fainter_than_what_lives():
    config = tiny()
    found = obstacle(square(25), config)
    assert found is not None
    assert "square is faint: its alpha is at most 0.098, nowhere above alive-threshold 0.1" in found
    assert "use --alive-threshold 0.03" in found
    assert obstacle(square(25), tiny(alive_threshold=0.03)) is None
    assert obstacle(square(26), config) is None


def test_the_least_of_several_learning_rates_does_not_count():
    config = tiny(phases=(Phase(12, (6, 9), 1e-12), Phase(12, (6, 9), 1e-3)))
    assert obstacle(lizard(config), config) is None


def test_what_is_the_users_own_is_not_judged_by_the_config():
    faint, slow = tiny(), tiny(learning_rate=1e-11)
    assert obstacle(square(25), faint, own_goal=True) is None
    assert obstacle(lizard(slow), slow, own_optimiser=True) is None
    assert obstacle(lizard(slow), slow, trained=True) is None
    still = tiny(fire_rate=0.0)
    assert obstacle(lizard(still), still, trained=True, own_goal=True, own_optimiser=True) is not None
    fit(square(25), faint, loss=lambda states, target: states[..., 0].mean(axis=(1, 2)) ** 2)
    fit(lizard(slow), slow, optimiser=optax.sgd(0.1))
    for target, config in ((square(25), faint), (lizard(slow), slow)):
        with pytest.raises(InputError, match="nothing can be learned"):
            fit(target, config)


def test_in_python_it_is_said_when_a_training_begins():
    config = tiny(fire_rate=0.0)
    with pytest.raises(InputError, match="nothing can be learned: fire-rate is 0"):
        fit(lizard(config), config)
    config = tiny(fire_rate=0.0)
    start = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    with pytest.raises(InputError, match="nothing can be learned: fire-rate is 0"):
        fit(lizard(config), config, start=start)


def test_a_run_that_has_begun_is_not_locked_out(tmp_path, plain_pictures, shared_episodes):
    """By checks that it did not know: here its config is changed after its first checkpoint."""
    config = tiny(iterations=2)
    run = Run.create(lizard(config), config, tmp_path / "run")
    exhaust(run.train())
    run.extend(3)
    run.config = run.config.replace(fire_rate=0.0)
    assert exhaust(run.train())[-1].iteration == 3


def test_the_articles_batch_of_one_is_told_in_its_own_terms():
    with pytest.raises(
        InputError, match="batch-size is 1, but the regenerating regime wounds samples other than the one"
    ):
        presets.regenerating("quick", batch_size=1)
    for settings in ({"batch_size": 2}, {"batch_size": 1, "damage_count": 0}):
        assert presets.regenerating("quick", **settings).training.batch_size == settings["batch_size"]
    assert presets.persistent("quick", batch_size=1).training.batch_size == 1


def test_the_faint_picture_trains_with_the_threshold_that_is_advised(shared_episodes):
    config = tiny(alive_threshold=0.03, iterations=30)
    events = exhaust(fit(load_target(square(25).pixels, config.target), config))
    assert sum(isinstance(event, Trained) for event in events) == 30
