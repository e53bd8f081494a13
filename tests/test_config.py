"""Settings: what is refused and in which words, presets, JSON, and the learning rate's course."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import inspect
import json
import typing
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastema import errors
from blastema.config import (
    SECTIONS,
    AutomatonConfig,
    Config,
    RunConfig,
    TrainingConfig,
    learning_rate_at,
    presets,
    section_of,
)
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError


def test_defaults_are_the_notebooks():
    config = Config()
    assert config == presets.regenerating("article")
    a, t = config.automaton, config.training
    assert (config.target.size, config.target.padding, config.target.grid) == (40, 16, 72)
    assert (a.channels, a.hidden, a.filters) == (16, (128,), ("identity", "sobel_x", "sobel_y"))
    assert (a.fire_rate, a.step_size, a.angle, a.alive_threshold) == (0.5, 1.0, 0.0, 0.1)
    assert (a.living_mask, a.boundary) == (True, "zero")
    assert (t.iterations, t.batch_size, t.pool_size, t.steps, t.damage_count) == (8001, 8, 1024, (64, 96), 3)
    assert (t.learning_rate, t.schedule, t.decay_start, t.final_rate) == (2e-3, "step", 2000, 0.1)
    assert (t.gradient_normalisation, t.wounds, t.regime) == ("per-variable", ("circle",), "regenerating")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"size": 0}, "size is 0; expected a whole number from 1 to 1024."),
        ({"size": 40.0}, "size is 40.0; expected a whole number"),
        ({"size": True}, "size is True; expected a whole number"),
        ({"padding": -1}, "padding is -1"),
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
            "expected one or more different ones of identity, sobel_x, sobel_y, laplacian, mean.",
        ),
        ({"learned_filters": -1}, "learned-filters is -1"),
        ({"fire_rate": 1.01}, "fire-rate is 1.01; expected a probability from 0 to 1."),
        ({"fire_rate": float("nan")}, "fire-rate is nan; expected a probability"),
        ({"fire_rate": "0.5"}, "fire-rate is '0.5'; expected a probability"),
        ({"step_size": float("inf")}, "step-size is inf; expected a number"),
        ({"angle": 1e9}, "angle is 1000000000.0; expected degrees"),
        ({"boundary": "mirror"}, "boundary is 'mirror'; expected one of zero, torus."),
        ({"living_mask": None}, "living-mask is None; expected true or false."),
        ({"regime": "grow"}, "regime is 'grow'; expected one of growing, persistent, regenerating."),
        ({"iterations": 0}, "iterations is 0"),
        ({"seed": 2**32}, "seed is 4294967296; expected a whole number from 0 to 4294967295."),
        ({"steps": (96, 64)}, "steps is (96, 64); expected LOW HIGH with 1 <= LOW < HIGH <= 10000."),
        ({"steps": (0, 4)}, "steps is (0, 4)"),
        ({"steps": (4,)}, "steps is (4,)"),
        ({"damage_count": 8}, "damage-count is 8; expected a whole number from 0 to 7."),
        ({"batch_size": 2000}, "pool-size is 1024; expected a whole number from 2000"),
        (
            {"wounds": ("cut",)},
            "wounds is ('cut',); expected one or more different ones of circle, half-plane, square.",
        ),
        ({"learning_rate": 0.0}, "learning-rate is 0.0; expected a number above 0"),
        ({"refine_from": 9}, "refine-until is 0; expected an iteration after refine-from (9)."),
        ({"refine_steps": (9, 9)}, "refine-steps is (9, 9); expected LOW HIGH"),
        ({"refine_rate": -1.0}, "refine-rate is -1.0; expected a number above 0"),
        ({"schedule": "cosine"}, "decay-end is 2000; expected an iteration after decay-start (2000)."),
        ({"final_rate": 2.0}, "final-rate is 2.0; expected a factor from 0 to 1."),
        ({"loss_power": 0.0}, "loss-power is 0.0; expected a power from 0.1 to 2."),
        ({"weight_average": 1.0}, "weight-average is 1.0; expected a decay from 0 to below 1."),
        ({"kernel": "cuda"}, "kernel is 'cuda'; expected one of auto, native, jax."),
        ({"checkpoint_every": 0}, "checkpoint-every is 0"),
        ({"pool_size": 200_000}, "pool of at most 16 GiB (this one has 61.8 GiB: take a smaller pool"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(InputError) as caught:
        Config().replace(**settings)
    assert message in str(caught.value)
    assert str(caught.value).endswith(".")


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
    Config().replace(regime="persistent", damage_count=8)
    Config().replace(regime="growing", pool_size=1, damage_count=0, size=1024)
    AutomatonConfig(filters=(), learned_filters=3)


def test_settings_by_name_find_their_section():
    config = Config().replace(iterations=5, size=8, padding=2, fire_rate=1, threads=3)
    assert (config.training.iterations, config.target.size, config.automaton.fire_rate, config.run.threads) == (
        5,
        8,
        1,
        3,
    )
    with pytest.raises(InputError, match=r"no setting is called 'iteration'\. Did you mean 'iterations'\?"):
        config.replace(iteration=3)
    with pytest.raises(InputError, match=r"no setting is called 'qqq'\. Known settings: picture, size"):
        config.replace(qqq=3)


def test_no_name_is_used_twice_and_every_field_has_its_word_of_help():
    names = [field.name for kind in SECTIONS.values() for field in dataclasses.fields(kind)]
    assert len(names) == len(set(names))
    for name in names:
        assert section_of(name) in SECTIONS
    for kind in SECTIONS.values():
        body = ast.parse(inspect.getsource(kind)).body[0].body
        helped = [
            field.target.id
            for field, after in pairwise(body)
            if isinstance(field, ast.AnnAssign)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ]
        assert helped == [field.name for field in dataclasses.fields(kind)]


@pytest.mark.parametrize("regime", ["growing", "persistent", "regenerating"])
@pytest.mark.parametrize("recipe", typing.get_args(presets.Recipe))
def test_presets_are_full_and_valid(regime, recipe):
    config = getattr(presets, regime)(recipe)
    assert config.training.regime == regime
    assert (config.training.damage_count > 0) == (regime == "regenerating")
    assert config.run == RunConfig(checkpoint_every=config.run.checkpoint_every)
    shorter = presets.preset(regime, recipe, iterations=100, seed=4)
    assert (shorter.training.iterations, shorter.training.seed) == (100, 4)
    if config.training.schedule == "cosine":
        for time in ("decay_start", "decay_end", "refine_from", "refine_until"):
            share = getattr(config.training, time) / config.training.iterations
            assert getattr(shorter.training, time) == pytest.approx(100 * share, abs=1)
        assert 100 in (shorter.training.decay_end, shorter.training.refine_until)


def test_an_unknown_recipe_is_refused():
    with pytest.raises(InputError, match="recipe is 'slow'; expected one of quick, article, fast"):
        presets.preset("growing", "slow")


# --- the learning rate ------------------------------------------------------------------------------------------------


def test_the_notebooks_drop():
    """Keras' PiecewiseConstantDecay([2000], [lr, 0.1 lr]): the boundary itself still has the first rate."""
    t = Config().training
    assert [learning_rate_at(t, i) for i in (0, 1999, 2000)] == [2e-3] * 3
    assert [learning_rate_at(t, i) for i in (2001, 8000, 10**7)] == [pytest.approx(2e-4)] * 3


def test_the_cosine_falls_smoothly_and_stays():
    t = TrainingConfig(schedule="cosine", decay_start=100, decay_end=300, learning_rate=1.0, final_rate=0.2)
    rates = [learning_rate_at(t, i) for i in range(400)]
    assert rates[:101] == [1.0] * 101
    assert rates[200] == pytest.approx(0.6)
    assert rates[300:] == [pytest.approx(0.2)] * 100
    falls = [a - b for a, b in pairwise(rates[100:301])]
    assert min(falls) > 0
    assert max(falls) < 0.8 * 3.2 / 2 / 200


def test_refining_starts_anew_and_falls_again():
    t = TrainingConfig(learning_rate=1.0, final_rate=0.1, refine_from=3000, refine_until=3200, refine_rate=0.5)
    assert [learning_rate_at(t, i) for i in (0, 2000, 2001, 2999)] == [1.0, 1.0, 0.1, 0.1]
    assert learning_rate_at(t, 3000) == 0.5
    assert learning_rate_at(t, 3100) == pytest.approx((0.5 + 0.05) / 2)
    assert [learning_rate_at(t, i) for i in (3200, 10**6)] == [pytest.approx(0.05)] * 2


def test_a_constant_rate():
    t = TrainingConfig(schedule="constant", learning_rate=0.01)
    assert {learning_rate_at(t, i) for i in (0, 2000, 2001, 10**6)} == {0.01}


def test_a_longer_run_extends_the_last_rate():
    short, long = presets.regenerating("fast"), presets.regenerating("fast").replace(iterations=50_000)
    for iteration in (0, 2500, 4000, 4999, 5000, 40_000):
        assert learning_rate_at(short.training, iteration) == learning_rate_at(long.training, iteration)


# --- json -------------------------------------------------------------------------------------------------------------

changed = st.builds(
    lambda size, hidden, filters, rate, regime, steps, wounds, seed, picture: presets.preset(
        regime,
        "quick",
        size=size,
        hidden=tuple(hidden),
        filters=tuple(filters),
        fire_rate=rate,
        steps=(steps, steps + 5),
        wounds=tuple(wounds),
        seed=seed,
        picture=picture,
    ),
    st.integers(1, 60),
    st.lists(st.integers(1, 300), min_size=1, max_size=3),
    st.lists(st.sampled_from(["identity", "sobel_x", "laplacian", "mean"]), min_size=1, unique=True),
    st.floats(0, 1),
    st.sampled_from(["growing", "persistent", "regenerating"]),
    st.integers(1, 100),
    st.lists(st.sampled_from(["circle", "half-plane", "square"]), min_size=1, unique=True),
    st.integers(0, 2**32 - 1),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


@given(changed)
def test_json_gives_the_same_settings_back(config):
    assert config_file.from_json(config_file.to_json(config)) == config


def described(**changes):
    return json.loads(config_file.to_json(Config())) | changes


def test_the_file_says_what_it_is():
    raw = described()
    assert (raw["format"], raw["version"]) == ("blastema-config", 1)
    assert raw["training"]["steps"] == [64, 96]


def test_what_is_left_out_has_its_default():
    text = json.dumps({"format": "blastema-config", "version": 1, "training": {"iterations": 7}})
    assert config_file.from_json(text) == Config().replace(iterations=7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "my.json is not JSON"),
        ("{", "my.json is not JSON"),
        ("[" * 100_000, "my.json is not JSON"),
        ("[]", "my.json is not a Blastema config"),
        ('{"format": "other"}', 'expected an object with "format": "blastema-config"'),
        (
            described(version=2),
            "my.json has config version 2; this Blastema reads version 1. A newer Blastema may read it",
        ),
        (described(version=None), "config version None"),
        (described(zoo={}), "my.json has unknown sections: zoo."),
        (described(training=[]), r"section 'training' is \[\]; expected an object"),
        (described(training={"iteration": 5}), "section 'training' has unknown fields: iteration."),
        (described(training={"iterations": -5}), "in my.json: iterations is -5"),
        (described(training={"iterations": "5"}), "in my.json: iterations is '5'"),
        (described(training={"steps": [5]}), r"in my.json: steps is \(5,\)"),
        (described(training={"steps": {"a": 5}}), "in my.json: steps is"),
        (described(training={"wounds": [["circle"]]}), "in my.json: wounds is"),
        (described(automaton={"filters": [{}]}), "in my.json: filters is"),
        (described(training={"regime": ["growing"]}), "in my.json: regime is"),
        (described(training={"regime": {"a": 1}}), "in my.json: regime is"),
        (described(automaton={"fire_rate": 10**400}), "in my.json: fire-rate is"),
        ('{"format": "blastema-config", "version": 1, "automaton": {"fire_rate": NaN}}', "fire-rate is nan"),
        ('{"format": "blastema-config", "version": 1, "training": {"seed": ' + "9" * 5000 + "}}", "my.json"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else None,
)
def test_other_files_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        config_file.from_json(text if isinstance(text, str) else json.dumps(text), "my.json")


def test_a_config_is_read_from_a_file_or_its_run(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(config_file.to_json(Config().replace(picture="🦎")), "utf-8")
    assert config_file.load(path) == config_file.load(tmp_path) == Config().replace(picture="🦎")


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"there is no file .*config\.json; expected a config"):
        config_file.load(tmp_path)
    path = tmp_path / "config.json"
    path.write_bytes(b"\xff\xfe{}")
    with pytest.raises(FileFormatError, match="is not UTF-8 text"):
        config_file.load(path)
    path.write_bytes(b" " * (1 << 21))
    with pytest.raises(InputError, match="has 2,097,152 bytes; a config has at most 1,048,576"):
        config_file.load(path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda s: st.lists(s) | st.dictionaries(st.text(), s),
        max_leaves=8,
    ),
    st.sampled_from([(s, f.name) for s, k in SECTIONS.items() for f in dataclasses.fields(k)]),
)
def test_any_value_of_any_field_is_taken_or_refused(value, place):
    section, name = place
    text = json.dumps({"format": "blastema-config", "version": 1, section: {name: value}})
    with contextlib.suppress(InputError):
        config_file.from_json(text)


# --- errors -----------------------------------------------------------------------------------------------------------


def test_errors_have_their_exit_codes():
    assert issubclass(errors.InputError, errors.BlastemaError)
    codes = {kind.__name__: kind.exit_code for kind in (errors.BlastemaError, *errors.BlastemaError.__subclasses__())}
    assert codes == {"BlastemaError": 1, "InputError": 2, "TrainingFailedError": 3}
    assert {kind.exit_code for kind in errors.InputError.__subclasses__()} == {2}
