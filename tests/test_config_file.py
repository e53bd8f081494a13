"""config.json: what is written is read again, of every version; what is not a config is refused."""

from __future__ import annotations

import contextlib
import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blastema.config import (
    SECTIONS,
    Config,
    GrowingConfig,
    PersistentConfig,
    Phase,
    TargetConfig,
    presets,
)
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError

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
        seed=seed,
        **({"wounds": tuple(wounds)} if regime == "regenerating" else {}),
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
    assert (raw["format"], raw["version"]) == ("blastema-config", 3)
    assert raw["training"]["curriculum"]["kind"] == "regenerating"
    assert raw["training"]["phases"][1] == {
        "iterations": 6000, "steps": [64, 96], "learning_rate": 2e-4, "final_fraction": 1.0, "shape": "constant",
    }  # fmt: skip


def test_what_is_left_out_has_its_default():
    text = json.dumps({"format": "blastema-config", "version": 3, "training": {"iterations": 7}})
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
            described(version=4),
            "my.json has config version 4; this Blastema reads versions 1 to 3. A newer Blastema may read it",
        ),
        (described(version=None), "config version None"),
        (described(version=2, target={"trim": True}), "my.json: section 'target' has unknown fields: trim"),
        (described(version=2, target={"transparent_background": 1}), "transparent-background is 1; expected true or"),
        (described(zoo={}), "my.json has unknown sections: zoo."),
        (described(training=[]), r"section 'training' is \[\]; expected an object"),
        (described(training={"iteration": 5}), "has unknown fields: iteration. Did you mean iterations?"),
        (described(training={"iterations": -5}), "in my.json: iterations is -5"),
        (described(training={"iterations": "5"}), "in my.json: iterations is '5'"),
        (described(training={"phases": [{"iterations": 5, "steps": [5]}]}), r"in my.json: steps is \(5,\)"),
        (described(training={"phases": [{"steps": [5, 9]}]}), "in my.json: a phase lacks its iterations"),
        (described(training={"phases": [{"iterations": 5, "pace": 1}]}), "phase 0 has unknown fields: pace"),
        (described(training={"phases": {}}), "in my.json: phases is {}; expected a list"),
        (described(training={"phases": [3]}), "phase 0 is 3; expected an object"),
        (described(training={"curriculum": {}}), "expected an object that says its kind"),
        (described(training={"curriculum": {"kind": "sleeping"}}), "there is no curriculum 'sleeping'"),
        (described(training={"curriculum": {"kind": "growing", "pool_size": 4}}), "unknown fields: pool_size"),
        (described(training={"curriculum": {"kind": "regenerating", "wounds": [["circle"]]}}), "my.json: wounds is"),
        (described(automaton={"filters": [{}]}), "in my.json: filters is"),
        (described(version=1, target={}, training={"regime": ["growing"]}), "in my.json: the curriculum is"),
        (described(version=1, target={}, training={"regime": {"a": 1}}), "in my.json: the curriculum is"),
        (described(automaton={"fire_rate": 10**400}), "in my.json: fire-rate is"),
        ('{"format": "blastema-config", "version": 1, "automaton": {"fire_rate": NaN}}', "NaN is not JSON"),
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
    with pytest.raises(FileFormatError, match=r"is not JSON.*utf-8"):
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
    st.sampled_from([1, 2]),
)
def test_any_value_of_any_field_is_taken_or_refused(value, place, version):
    section, name = place
    text = json.dumps({"format": "blastema-config", "version": version, section: {name: value}})
    with contextlib.suppress(InputError):
        config_file.from_json(text)


# --- older versions ---------------------------------------------------------------------------------------------------


def old(automaton=(), **training):
    """A config of version 1."""
    raw = {"format": "blastema-config", "version": 1, "automaton": dict(automaton), "training": training}
    return config_file.from_json(json.dumps(raw))


def test_a_config_of_version_1_is_upgraded():
    """The article's; a cosine that is refined, as the zoo's was; what its regime did not use is left out."""
    assert old() == Config().replace(trim=False, background="keep")
    zoo = {"iterations": 25000, "schedule": "cosine", "decay_start": 6538, "decay_end": 17000, "final_rate": 0.01}
    refined = {"refine_from": 17000, "refine_until": 25000, "steps": [56, 88]}
    assert old(**zoo, **refined).training.phases == presets.regenerating("best").training.phases
    assert old(regime="growing", pool_size=7, damage_count=0).training.curriculum == GrowingConfig()
    assert old(regime="persistent", pool_size=17, reseed_every=3).training.curriculum == PersistentConfig(17, 3)
    assert old(schedule="constant", learning_rate=0.01).training.phases == (Phase(8001, (64, 96), 0.01),)
    assert old({"living_mask": False}).automaton.life == "all"
    with pytest.raises(InputError, match="living-mask is 3; expected true or false"):
        old({"living_mask": 3})
    with pytest.raises(InputError, match="the learning rate still decays when refining starts"):
        old(schedule="cosine", decay_end=9000, refine_from=5000, refine_until=6000)
    with pytest.raises(InputError, match="section 'training' has unknown fields: phases"):
        old(phases=[])


def test_pictures_of_older_configs_keep_margins_and_background():
    for text, background in (({}, "keep"), ({"transparent_background": True}, "transparent")):
        raw = {"format": "blastema-config", "version": 2, "target": text | {"size": 30}}
        target = config_file.from_json(json.dumps(raw)).target
        assert target == TargetConfig(size=30, trim=False, background=background)
