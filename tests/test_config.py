"""Settings: what is refused and in which words, presets, JSON, and the learning rate's course."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import typing
from itertools import pairwise

import jax.numpy as jnp
import numpy as np
import pytest

from blastema import errors
from blastema.config import (
    SECTIONS,
    AutomatonConfig,
    Config,
    GrowingConfig,
    Part,
    PersistentConfig,
    Phase,
    RegeneratingConfig,
    RunConfig,
    presets,
    section_of,
)
from blastema.config.text import with_assignments
from blastema.errors import InputError
from blastema.training.schedule import episode_steps, learning_rate


def test_defaults_are_the_notebooks():
    config = Config()
    assert config == presets.regenerating("article")
    a, t = config.automaton, config.training
    assert (config.target.size, config.target.padding, config.target.grid) == (40, 16, 72)
    assert (a.channels, a.hidden, a.filters) == (16, (128,), ("identity", "sobel_x", "sobel_y"))
    assert (a.fire_rate, a.step_size, a.angle, a.alive_threshold) == (0.5, 1.0, 0.0, 0.1)
    assert (a.life, a.boundary, a.update, a.activation, a.fire_per) == (
        "neighbourhood", "zero", "residual", "relu", "cell",
    )  # fmt: skip
    assert (t.iterations, t.batch_size, t.curriculum) == (8001, 8, RegeneratingConfig(1024, 1, 3, ("circle",)))
    assert t.phases == (Phase(2001, (64, 96), 2e-3), Phase(6000, (64, 96), 2e-4))
    assert (t.gradient_normalisation, t.regime) == ("per-variable", "regenerating")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 0}, "size is 0; expected a whole number from 1 to 1024."),
        ({"size": 40.0}, "size is 40.0; expected a whole number"),
        ({"size": True}, "size is True; expected a whole number"),
        ({"padding": -1}, "padding is -1"),
        (
            {"size": 1024, "padding": 1024, "pool_size": 8},
            "expected a smaller grid (9,437,184 cells x 16 channels, where at most 33,554,432",
        ),
        ({"size": 1024, "hidden": (256,), "pool_size": 8}, "a smaller grid (1,115,136 cells x 256 outputs of a layer"),
        ({"size": 1, "padding": 0}, "size + 2 * padding is 1; expected a grid of 3 to 4096 cells a side."),
        ({"pixel_art": 1}, "pixel-art is 1; expected true or false."),
        ({"channels": 3}, "channels is 3; expected a whole number from 4 to 1024."),
        ({"hidden": ()}, "hidden is (); expected one or more widths from 1 to 8192."),
        ({"hidden": (128, 0)}, "hidden is (128, 0)"),
        ({"hidden": [128]}, "hidden is [128]"),
        ({"filters": ()}, "filters is (); expected one or more different ones of identity, sobel_x"),
        ({"filters": ("identity", "identity")}, "filters is ('identity', 'identity')"),
        (
            {"filters": ("sobel",)},
            "no perception filter 'sobel'; expected identity, sobel_x, sobel_y, laplacian, mean, gradients,",
        ),
        ({"learned_filters": -1}, "learned-filters is -1"),
        ({"fire_rate": 1.01}, "fire-rate is 1.01; expected a probability from 0 to 1."),
        ({"fire_rate": float("nan")}, "fire-rate is nan; expected a probability"),
        ({"fire_rate": "0.5"}, "fire-rate is '0.5'; expected a probability"),
        ({"step_size": float("inf")}, "step-size is inf; expected a number"),
        ({"angle": 1e9}, "angle is 1000000000.0; expected degrees"),
        ({"boundary": "mirror"}, "boundary is 'mirror'; expected one of zero, torus."),
        (
            {"life": "some"},
            "there is no life 'some'. Known: neighbourhood, own-alpha, all. A kind of your own",
        ),
        ({"update": None}, "update is None; expected one of residual, replacing, integer, two-level, absolute, inked."),
        ({"activation": "gelu"}, "activation is 'gelu'; expected one of relu, atan, tanh."),
        ({"signal": -1}, "signal is -1; expected a whole number from 0 to 1024."),
        ({"clamp": -1.0}, "clamp is -1.0; expected a bound from 0"),
        ({"noise": 0.1, "fire_per": "channel"}, "noise is 0.1; expected 0 if channels fire independently"),
        ({"seed_at": ("4",)}, "seed-at is '4'; expected X,Y (column and row) on a grid of 72 cells a side"),
        ({"seed_at": ("72,0",)}, "seed-at is '72,0'; expected X,Y"),
        ({"seed_at": ("1,2", " 1, 2")}, "expected different places."),
        ({"until": float("nan")}, "until is nan; expected a log10 loss"),
        ({"regime": "grow"}, "there is no curriculum 'grow'. Did you mean growing?"),
        ({"iterations": 0}, "iterations is 0"),
        ({"seed": 2**32}, "seed is 4294967296; expected a whole number from 0 to 4294967295."),
        ({"steps": (96, 64)}, "steps is (96, 64); expected LOW HIGH with 1 <= LOW < HIGH <= 10000."),
        ({"steps": (0, 4)}, "steps is (0, 4)"),
        ({"steps": (4,)}, "steps is (4,)"),
        ({"damage_count": 8}, "damage-count is 8; expected a whole number from 0 to 7, since one sample of a batch"),
        ({"batch_size": 3}, "becomes the seed and is not wounded (batch-size is 3)."),
        (
            {"batch_size": 1},
            "batch-size is 1, but the regenerating regime wounds samples other than the one that becomes",
        ),
        ({"batch_size": 2000}, "since a batch is drawn from it (batch-size is 2000)."),
        (
            {"wounds": ("cut",)},
            "wounds is ('cut',); expected one or more different ones of circle, half-plane, square, deep-cut, "
            "patch, shifted-half, hidden-noise, hidden-loss.",
        ),
        ({"learning_rate": 0.0}, "learning-rate is 0.0; expected a number above 0"),
        ({"phases": ()}, "phases is (); expected 1 to 1000 phases."),
        ({"phases": (3,)}, "phases is (3,); expected 1 to 1000 phases."),
        ({"loss_power": 0.0}, "loss-power is 0.0; expected a power from 0.1 to 2."),
        ({"weight_average": 1.0}, "weight-average is 1.0; expected a decay from 0 to below 1."),
        ({"kernel": "metal"}, "kernel is 'metal'; expected one of auto, native, cuda, integer, jax."),
        ({"checkpoint_every": 0}, "checkpoint-every is 0"),
        ({"pool_size": 200_000}, "pool of at most 16 GiB (this one has 61.8 GiB: use a smaller pool"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError) as caught:
        Config().replace(**settings)
    assert message in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


def test_settings_at_their_bounds():
    Config().replace(
        size=1,
        padding=1,
        channels=4,
        hidden=(1,),
        filters=("mean",),
        fire_rate=0,
        batch_size=1,
        pool_size=1,
        damage_count=0,
    )
    Config().replace(damage_count=7)
    Config().replace(regime="persistent", pool_size=8)
    Config().replace(regime="growing", size=1024)
    AutomatonConfig(filters=(), learned_filters=3)


def test_settings_by_name_find_their_section():
    config = Config().replace(iterations=5, size=8, padding=2, fire_rate=1, threads=3)
    assert (config.training.iterations, config.target.size, config.automaton.fire_rate, config.run.threads) == (
        5,
        8,
        1,
        3,
    )
    with pytest.raises(InputError, match=r"no setting is called 'iteration'\. Did you mean iterations\?"):
        config.replace(iteration=3)
    with pytest.raises(InputError, match=r"no setting is called 'qqq'\. Known settings: picture, others, size"):
        config.replace(qqq=3)


def test_no_name_is_used_twice_and_every_field_has_its_word_of_help():
    kinds = (*SECTIONS.values(), RegeneratingConfig)
    names = [field.name for kind in kinds for field in dataclasses.fields(kind)]
    assert len(names) == len(set(names))
    for name in set(names) - {"kind"}:
        assert section_of(name) in {*SECTIONS, "curriculum"}
    for kind in (*kinds, PersistentConfig, Phase):
        body = ast.parse(inspect.getsource(kind)).body[0].body
        helped = [
            field.target.id
            for field, after in pairwise(body)
            if isinstance(field, ast.AnnAssign)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ]
        inherited = {field.name for base in kind.__mro__[1:-1] for field in dataclasses.fields(base)}
        assert helped == [f.name for f in dataclasses.fields(kind) if f.name not in inherited | {"kind"}]


@pytest.mark.parametrize("regime", ["growing", "persistent", "regenerating"])
@pytest.mark.parametrize("recipe", typing.get_args(presets.Recipe))
def test_presets_are_full_and_valid(regime, recipe):
    config = getattr(presets, regime)(recipe)
    assert config.training.regime == regime
    assert hasattr(config.training.curriculum, "damage_count") == (regime == "regenerating")
    assert config.run == RunConfig(checkpoint_every=config.run.checkpoint_every)
    shorter = presets.preset(regime, recipe, iterations=100, seed=4)
    assert (shorter.training.iterations, shorter.training.seed) == (100, 4)
    if recipe == "article":
        assert shorter.training.phases == config.training.phases
        return
    assert sum(phase.iterations for phase in shorter.training.phases) == 100
    for short, phase in zip(shorter.training.phases, config.training.phases, strict=True):
        assert short.iterations == pytest.approx(100 * phase.iterations / config.training.iterations, abs=1)
        assert dataclasses.replace(short, iterations=phase.iterations) == phase


def test_an_unknown_recipe_is_refused():
    with pytest.raises(InputError, match="recipe is 'slow'; expected one of quick, article, fast"):
        presets.preset("growing", "slow")


def test_a_regime_keeps_what_both_have_and_refuses_what_it_has_no_use_for():
    config = presets.regenerating("quick")
    assert config.replace(regime="persistent").training.curriculum == PersistentConfig(256, 2)
    assert config.replace(regime="growing").training.curriculum == GrowingConfig()
    with pytest.raises(InputError, match="wounds is not used in the growing regime, only in regenerating"):
        config.replace(regime="growing", wounds=("circle",))
    with pytest.raises(InputError, match="pool-size is not used in the growing regime, only in persist"):
        config.replace(regime="growing", pool_size=9)
    with pytest.raises(InputError, match="there is no curriculum 'mine'"):
        dataclasses.replace(config.training, curriculum=Part("mine"))


def test_steps_and_learning_rate_change_all_phases():
    config = presets.regenerating("best").replace(steps=(7, 9), learning_rate=1e-3)
    assert {phase.steps for phase in config.training.phases} == {(7, 9)}
    assert [phase.learning_rate for phase in config.training.phases] == [1e-3, 1e-3, 5e-4]
    assert (config.get("steps"), config.get("learning_rate"), config.get("pool_size")) == ((7, 9), 1e-3, 1024)


def test_any_field_is_set_by_its_path():
    config = presets.regenerating("quick")
    changed = with_assignments(config, ["training.phases.1.learning_rate=5e-4", "training.curriculum.wounds=circle"])
    assert changed.training.phases[1] == Phase(1000, (36, 52), 5e-4, 0.2, "cosine")
    assert changed.training.phases[::2] == config.training.phases[::2]
    assert changed.get("wounds") == ("circle",)
    assert with_assignments(config, ["target.seed-at="]).target.seed_at == ()
    for text, message in (
        ("training.phases.3.steps=1:2", "3 is not an index of a list of 3; indices start at 0"),
        ("training.phases.1.step=1:2", "there is no step. Did you mean steps"),
        ("training.seed.x=1", "0 has no fields"),
        ("training.seed=many", "'many' is not a value like 0"),
        ("training.phases.0.steps=[64, 96]", "'[64, 96]' is not a list joined by colons, like 36:52"),
        ("training.phases=3", "training.phases is a group of settings; name one of them"),
        ("training.seed", "expected PATH=VALUE"),
        ("training.phases.1.learning_rate=-1", "learning-rate is -1.0"),
    ):
        with pytest.raises(InputError) as caught:
            with_assignments(config, [text])
        assert message.replace("'3'", "3") in str(caught.value).replace("'3'", "3").replace("'step'", "step")


# --- the course of a training -----------------------------------------------------------------------------------------


def rates(phases, iterations):
    schedule = learning_rate(phases)
    return [float(schedule(iteration)) for iteration in iterations]


def test_the_notebooks_drop():
    """Keras' PiecewiseConstantDecay([2000], [lr, 0.1 lr]): the boundary itself still has the first rate."""
    phases = Config().training.phases
    assert rates(phases, (0, 1999, 2000)) == pytest.approx([2e-3] * 3)
    assert rates(phases, (2001, 8000, 10**7)) == pytest.approx([2e-4] * 3)


def test_the_cosine_falls_smoothly_and_stays():
    found = rates((Phase(100, learning_rate=1.0), Phase(200, (64, 96), 1.0, 0.2, "cosine")), range(400))
    assert found[:101] == [1.0] * 101
    assert found[200] == pytest.approx(0.6)
    assert found[300:] == pytest.approx([0.2] * 100)
    falls = [a - b for a, b in pairwise(found[100:301])]
    assert min(falls) > 0
    assert max(falls) < 0.8 * 3.2 / 2 / 200


def test_a_straight_fall():
    found = rates((Phase(100, (64, 96), 1.0, 0.5, "linear"),), (0, 50, 100, 1000))
    assert found == pytest.approx([1.0, 0.75, 0.5, 0.5])


def test_each_phase_has_its_own_episodes():
    phases = (Phase(3, (5, 7)), Phase(2, (8, 9)), Phase(4, (1, 4)))
    found = [tuple(np.asarray(episode_steps(phases, jnp.uint32(i))).tolist()) for i in range(12)]
    assert found == [(5, 7)] * 3 + [(8, 9)] * 2 + [(1, 4)] * 7


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"iterations": 0}, "iterations is 0; expected a whole number from 1"),
        ({"iterations": 5, "learning_rate": 0.0}, "learning-rate is 0.0; expected a number above 0"),
        ({"iterations": 5, "final_fraction": 2.0, "shape": "linear"}, "expected a fraction from 0 to 1"),
        ({"iterations": 5, "final_fraction": 0.5}, "expected 1 in a phase of constant learning rate"),
        ({"iterations": 5, "shape": "step"}, "shape is 'step'; expected one of constant, linear, cosine"),
        ({"iterations": 5, "steps": (9, 9)}, "steps is (9, 9); expected LOW HIGH"),
    ],
)
def test_impossible_phases_are_refused(settings, message):
    with pytest.raises(InputError) as caught:
        Phase(**settings)
    assert message in str(caught.value)


# --- errors -----------------------------------------------------------------------------------------------------------


def test_errors_have_their_exit_codes():
    assert issubclass(errors.InputError, errors.BlastemaError)
    codes = {kind.__name__: kind.exit_code for kind in (errors.BlastemaError, *errors.BlastemaError.__subclasses__())}
    assert codes == {"BlastemaError": 1, "InputError": 2, "TrainingFailedError": 3}
    assert {kind.exit_code for kind in errors.InputError.__subclasses__()} == {2}


@pytest.mark.parametrize(
    ("words", "iterations"),
    [
        ("", 2250),
        ("--motion walk", 6750),
        ("--motion cycle", 6750),
        ("--set target.motion=cycle", 6750),
        ("--motion walk --iterations 90", 90),
        ("--motion walk --recipe fast", 13000),
    ],
)
def test_an_animation_is_learned_three_times_as_long(words, iterations):
    from blastema.cli.parser import parse

    config = parse(["grow", "🦎", *words.split()]).config
    assert config.training.iterations == iterations
    assert sum(phase.iterations for phase in config.training.phases) == iterations


@pytest.mark.parametrize("motion", ["cycle", "walk"])
def test_help_shows_how_long_an_animation_is_learned(motion):
    from blastema.cli.parser import help_of

    assert "(default: 6750)" in help_of(["grow", "--motion", motion, "--help"], 100)
