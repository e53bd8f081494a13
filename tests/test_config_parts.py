"""Parts by name in configs: kinds of one's own with their settings, in Python, JSON, flags and runs."""

from __future__ import annotations

import dataclasses
import json
import sys

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import blastema as bl
from blastema import evaluation, registry
from blastema.automaton import CellularAutomaton
from blastema.cli import parser, run
from blastema.config import CURRICULUM_CONFIGS, AutomatonConfig, Config, Part, PersistentConfig
from blastema.config.file import from_dict, from_json, to_dict, to_json
from blastema.config.text import with_assignments
from blastema.errors import InputError
from blastema.life import NeighbourhoodLife
from blastema.objective import AbstractObjective, Change, Measure, Overflow, PictureObjective, Wanted
from blastema.perception import FilterPerception
from blastema.runs.folder import Run
from blastema.training import parts
from blastema.training.curricula import curriculum_of


def objective_of(target, config, loss=None):
    """What a training by this config wants."""
    curriculum = curriculum_of(config.training, target.size)
    life = CellularAutomaton.initial(config.automaton, jax.random.key(0)).life
    return parts.objective_of(target, config, curriculum, life, loss)


SMALL = {"size": 6, "padding": 2, "channels": 4, "hidden": (4,), "iterations": 2, "start": "nothing"}


class Pond(NeighbourhoodLife):
    """A life with settings of all kinds."""

    depth: float = eqx.field(static=True, default=2.0)
    name: str = eqx.field(static=True, default="deep")
    shores: tuple[int, ...] = eqx.field(static=True, default=(1, 2))
    frozen: bool = eqx.field(static=True, default=False)

    @classmethod
    def initial(cls, alive_threshold=0.1, depth=2.0, name="deep", shores=(1, 2), frozen=False):
        return cls(alive_threshold, depth, name, shores, frozen)


class Grey(AbstractObjective):
    """One shade of grey, which has to be said."""

    shade: jax.Array
    measure: Measure = eqx.field(static=True, default=Measure(), kw_only=True)
    labels = 1

    @classmethod
    def initial(cls, target, power, shade):
        return cls(jnp.full_like(target, shade), measure=Measure(power=power))

    def wanted(self, labels, steps):
        return Wanted(self.shade[None], jnp.zeros((len(labels), 1), jnp.int32), jnp.asarray(steps)[None], jnp.ones(1))

    def distance(self, states, labels):
        return self.measure.of(states, self.shade)


@dataclasses.dataclass(frozen=True)
class Dimming:
    """Damage that makes states darker."""

    share: float = 0.5

    def __call__(self, key, states, progress):
        return states * self.share


@pytest.fixture(autouse=True)
def _registered():
    kinds = ((registry.LIVES, "pond", Pond), (registry.OBJECTIVES, "grey", Grey), (registry.DAMAGES, "dim", Dimming))
    for kinds_of, name, kind in kinds:
        kinds_of.add(name, kind)
    yield
    for kinds_of, name, _ in kinds:
        kinds_of.remove(name)


def test_settings_that_are_not_said_are_spelt_out():
    config = AutomatonConfig(life=Part("pond", {"depth": 3}))
    assert config.life == Part("pond", {"depth": 3.0, "name": "deep", "shores": (1, 2), "frozen": False})
    assert AutomatonConfig(life="pond") == AutomatonConfig(life=Part("pond", {"depth": 2.0}))
    assert AutomatonConfig(life=Part("own-alpha")) == AutomatonConfig(life="own-alpha")
    assert hash(AutomatonConfig(life="pond")) == hash(AutomatonConfig(life=Part("pond")))
    life = CellularAutomaton.initial(dataclasses.replace(config, alive_threshold=0.3), jax.random.key(0)).life
    assert (life.depth, life.alive_threshold) == (3.0, 0.3)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"deep": 1.0}, "the life 'pond' has no setting 'deep'. Did you mean depth?"),
        ({"alive_threshold": 0.2}, "the life 'pond' has no setting 'alive_threshold'"),
        ({"depth": "far"}, "depth of the life 'pond' is 'far'; expected a value like 2.0"),
        ({"depth": True}, "depth of the life 'pond' is True; expected a value like 2.0"),
        ({"shores": 3}, r"shores of the life 'pond' is 3; expected a value like \(1, 2\)"),
        ({"frozen": 1}, "frozen of the life 'pond' is 1; expected a value like False"),
        ({"shores": (object(),)}, "shores of the life 'pond' is .*object.*; expected a value like"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(InputError, match=message):
        AutomatonConfig(life=Part("pond", settings))


def test_a_built_in_kind_has_its_settings_beside_it():
    with pytest.raises(InputError, match=r"the life 'own-alpha' has no setting 'depth'\. It has none of its own"):
        AutomatonConfig(life=Part("own-alpha", {"depth": 2}))
    with pytest.raises(InputError, match=r"curriculum is Part\(.*expected settings of its own class"):
        dataclasses.replace(Config().training, curriculum=Part("growing"))


def test_parts_and_configs_have_the_same_defaults():
    """So that a part made in Python is that of the config that does not say more."""
    usual = {field.name: field.default for field in dataclasses.fields(AutomatonConfig)}
    for kinds in (registry.PERCEPTIONS, registry.UPDATES, registry.LIVES):
        for kind in kinds.names:
            for name, one in kinds.takes(kind).items():
                if name in usual and one.default is not one.empty:
                    assert one.default == usual[name], (kind, name)
    for kind in registry.LIVES.names:
        assert registry.LIVES[kind]() == registry.LIVES.make(kind, {}) == registry.LIVES[kind](alive_threshold=0.1)
    for kind, settings in CURRICULUM_CONFIGS.items():
        for name, one in registry.CURRICULA.takes(kind).items():
            if one.default is not one.empty:
                assert one.default == getattr(settings(), name), (kind, name)
    plain = FilterPerception(learned=None, filters=(), learned_filters=0, signal=3)
    assert (plain.table, plain.embedding, plain.joined) == (None, 0, 3)


@pytest.mark.parametrize(
    ("update", "life"), [("residual", "neighbourhood"), ("replacing", "own-alpha"), ("residual", "all")]
)
def test_only_weights_are_trained(update, life):
    """All else that a part is made of is static, so that `jax.grad` of it works."""
    kinds = {"update": update, "life": life}
    config = AutomatonConfig(channels=4, hidden=(3,), learned_filters=1, signal=2, embedding=5, **kinds)
    leaves = jax.tree.leaves(CellularAutomaton.initial(config, jax.random.key(0)))
    assert [leaf.shape for leaf in leaves] == [(1, 3, 3, 4), (2, 5), (21, 3), (3,), (3, 4), (4,)]
    assert {leaf.dtype for leaf in leaves} == {jnp.dtype(jnp.float32)}


def test_json_tells_a_part_by_its_kind_and_settings():
    config = bl.growing("quick", life=Part("pond", {"shores": (4,)}), objective=Part("grey", {"shade": 0.5}))
    told = json.loads(to_json(config))
    assert told["automaton"]["life"] == {"kind": "pond", "depth": 2.0, "name": "deep", "shores": [4], "frozen": False}
    assert told["training"]["objective"] == {"kind": "grey", "shade": 0.5}
    assert told["automaton"]["update"] == "residual"
    assert from_json(json.dumps(told)) == config
    told["automaton"]["life"] = "pond"  # as by its name alone
    assert from_dict(told) == config.replace(life="pond")
    told["automaton"]["life"] = {"depth": 1.0}
    with pytest.raises(InputError, match=r"life is \{'depth': 1.0\}; expected one of neighbourhood, own-alpha"):
        from_dict(told)


def test_configs_of_before_have_no_objective_and_no_damage_and_mean_the_same():
    config = bl.regenerating("fast")
    before = to_dict(config)
    del before["training"]["objective"], before["training"]["curriculum"]["damage"]
    assert from_dict({"format": "blastema-config", "version": 3} | before) == config


def test_its_settings_are_reached_by_paths_and_kinds_by_flags():
    config = bl.growing("quick", life="pond")
    changed = with_assignments(config, ["automaton.life.depth=5", "automaton.life.shores=7:8"])
    assert changed.automaton.life.settings == {"depth": 5.0, "name": "deep", "shores": (7, 8), "frozen": False}
    with pytest.raises(InputError, match=r"automaton.life.dep: pond has no setting 'dep'. Did you mean depth"):
        with_assignments(config, ["automaton.life.dep=5"])
    words = ["grow", "🦎", "--life", "pond", "--damage", "dim", "--set", "automaton.life.name=shallow"]
    found = parser.parse(words).config
    assert found.automaton.life.settings["name"] == "shallow"
    assert found.training.curriculum.damage == Part("dim", {"share": 0.5})
    with pytest.raises(InputError, match=r"there is no objective 'gray'\. Did you mean grey\? A kind of your own"):
        parser.parse(["grow", "🦎", "--objective", "gray"])


def test_an_objective_is_made_of_the_target_and_its_settings():
    config = bl.growing("quick", **SMALL, objective=Part("grey", {"shade": 1}), loss_power=0.5)
    target = bl.load_target("🦎", config.target)
    made = objective_of(target, config)
    np.testing.assert_array_equal(made.shade, np.ones((10, 10, 4)))
    assert made.measure.power == 0.5
    with pytest.raises(InputError, match="the objective 'grey' needs its setting 'shade'"):
        config.replace(objective="grey")
    with pytest.raises(InputError, match=r"a loss is given, but the objective grey \(shade 1\) has one of its own"):
        objective_of(target, config, lambda states, target: states.sum(axis=(1, 2, 3)))


def test_the_pictures_have_settings_too():
    told = {"times": ((0, 1), (8, 0.25)), "channel_weights": (1, 1, 1, 2), "overflow": 0.5, "change": 2}
    config = bl.growing("quick", **SMALL, objective=Part("pictures", told))
    assert from_json(to_json(config)) == config
    made = objective_of(bl.load_target("🦎", config.target), config)
    assert isinstance(made, PictureObjective)
    assert made.times == ((0, 1), (8, 0.25))
    assert made.measure == Measure(None, (1.0, 1.0, 1.0, 2.0), 1.0, (Overflow(weight=0.5), Change(weight=2.0)))
    assert config.replace(objective=Part("pictures", {"times": ((0, 1.0),)})).training.objective == "pictures"
    for wrong, message in (
        ({"times": ((-1, 1),)}, "times is .*expected pairs of steps before the end"),
        ({"times": ()}, "times is .*expected pairs"),
        ({"channel_weights": (1, 2)}, "channel-weights is .*expected four numbers"),
    ):
        with pytest.raises(InputError, match=message):
            objective_of(bl.load_target("🦎", config.target), config.replace(objective=Part("pictures", wrong)))


def test_damage_of_a_kind_is_what_wounds():
    config = bl.regenerating("quick", damage=Part("dim", {"share": 0.25}))
    assert config == bl.regenerating("quick").replace(damage=Part("dim", {"share": 0.25}))
    curriculum = curriculum_of(config.training, 24)
    assert curriculum.damage == Dimming(0.25)
    with pytest.raises(InputError, match=r"wounds is \('square',\), but the damage dim .* does not use them"):
        config.replace(wounds=("square",))
    with pytest.raises(InputError, match="damage is not used in the persistent regime"):
        config.replace(regime="persistent", damage="dim")
    assert config.replace(regime="persistent").training.curriculum == PersistentConfig(256, 2)


@pytest.mark.long
def test_a_run_is_resumed_with_its_parts_and_refused_without_them(tmp_path, capsys, monkeypatch):
    config = bl.growing("quick", **SMALL, objective=Part("grey", {"shade": 0.5}))
    folder = Run.create(bl.load_target("🦎", config.target), config, tmp_path / "grey")
    list(folder.train())
    registry.OBJECTIVES.remove("grey")
    assert run(["resume", str(folder.path), "--iterations", "3"]) == 2
    told = capsys.readouterr().err
    assert (
        "config.json: there is no objective 'grey'. Known: pictures, any-angle, classes, texture. "
        "A kind of your own has to be registered" in told
    )
    registry.OBJECTIVES.add("grey", Grey)
    again = Run.open(folder.path)
    assert again.config == config
    again.extend(3)
    assert list(again.train())[-1].iteration == 3
    monkeypatch.setattr(evaluation.verdicts, "judge", lambda organism, **given: given)
    assert evaluation.judge_run(again)["aim"] == "grey (shade 0.5)"


def test_an_installed_package_makes_its_kinds_known(tmp_path, monkeypatch):
    folder = tmp_path / "puddles-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: puddles\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text("[blastema.life]\npuddle = puddles:Puddle\nlost = puddles:Lost\n")
    source = "from blastema.life import NeighbourhoodLife\n\nclass Puddle(NeighbourhoodLife):\n    pass\n"
    (tmp_path / "puddles.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    registry.forget_installed()
    try:
        assert registry.LIVES.names[-2:] == ("puddle", "lost")
        automaton = CellularAutomaton.initial(AutomatonConfig(life="puddle"), jax.random.key(0))
        assert type(automaton.life) is sys.modules["puddles"].Puddle
        assert registry.LIVES.name_of(type(automaton.life)) == "puddle"
        with pytest.raises(InputError, match=r"the life 'lost' \(puddles:Lost\) cannot be imported: .*'Lost'"):
            AutomatonConfig(life="lost")
        with pytest.raises(InputError, match="the life 'puddle' already exists"):
            registry.LIVES.add("puddle", Pond)
    finally:
        registry.forget_installed()
