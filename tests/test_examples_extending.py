"""Kinds from outside the package: the examples of docs/extending.md are run, and what they add is used everywhere."""

from __future__ import annotations

import dataclasses
import json
import runpy
import sys
from pathlib import Path
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
from helpers import quickly_compiled
from organism_files import assert_same, description

import blastema as bl
from blastema import cli, engines, registry, taught
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Config, Part, Phase
from blastema.config.file import from_json, to_json
from blastema.config.presets import preset
from blastema.engines import reference
from blastema.errors import FileFormatError, InputError, KernelUnavailableError
from blastema.evaluation import judge
from blastema.evaluation.textures import is_texture
from blastema.filters import filter_named
from blastema.fitting import fitted
from blastema.formats import export, organism_file
from blastema.life import AbstractLife
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.sweep.search import Search
from blastema.targets import Target, load_target
from blastema.training.feasible import obstacle
from blastema.zoo.measuring import kind_of

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "examples" / "extending"
KINDS = {
    "perception": (registry.PERCEPTIONS, "extremes", "Extremes"),
    "update": (registry.UPDATES, "gated", "Gated"),
    "life": (registry.LIVES, "dish", "Dish"),
    "objective": (registry.OBJECTIVES, "flipbook", "Flipbook"),
    "curriculum": (registry.CURRICULA, "relay", "Relay"),
    "damage": (registry.DAMAGES, "noise", "Noise"),
    "optimiser": (registry.OPTIMISERS, "climbing", "Climbing"),
    "engine": (registry.ENGINES, "one-by-one", "OneByOne"),
    "exporter": (registry.EXPORTERS, "npz", "archive"),
}
PARTS = ("perception", "update", "life")
SAID = {"life": Part("dish", {"radius": 0.35})}
"""Where the example says more of a part than its name."""


@dataclasses.dataclass(frozen=True)
class Ran:
    """An example that was run: its global names, and what it printed."""

    names: dict[str, Any]
    printed: str


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """Runs each example once, when it is first asked for; afterwards their kinds are forgotten."""
    ran: dict[str, Ran] = {}

    def run(name: str, capsys: Any) -> Ran:
        if name not in ran:
            with pytest.MonkeyPatch.context() as patch:
                patch.chdir(tmp_path_factory.mktemp(name))
                patch.setattr(sys, "argv", [name])
                capsys.readouterr()
                names = runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
            ran[name] = Ran(names, capsys.readouterr().out)
        return ran[name]

    yield run
    for kinds, name, _ in KINDS.values():
        kinds.remove(name)


def test_there_is_a_short_example_of_each_kind_and_the_document_shows_it():
    assert {file.stem for file in FOLDER.glob("*.py")} == KINDS.keys()
    document = (ROOT / "docs" / "extending.md").read_text("utf-8")
    order = [document.index(f"](../examples/extending/{name}.py)") for name in KINDS]
    assert order == sorted(order)
    for name in KINDS:
        source = (FOLDER / f"{name}.py").read_text("utf-8")
        assert sum(bool(line.strip()) for line in source.splitlines()) < 30
        assert f"{KINDS[name][0].what.upper()}" in source.upper()


@pytest.mark.parametrize("name", KINDS)
def test_it_runs_and_registers_its_kind(name, examples, capsys):
    ran = examples(name, capsys)
    kinds, kind, defined = KINDS[name]
    assert kinds[kind] is ran.names[defined]
    assert kind in kinds.names
    assert not kinds.is_built_in(kind)
    assert kinds.name_of(ran.names[defined]) == kind
    assert len(ran.printed.splitlines()) in (1, 2)
    if "done" in ran.names:
        assert np.isfinite(ran.names["done"].smoothed)
        assert ran.names["done"].iteration == 40


@pytest.mark.parametrize("name", KINDS)
def test_a_name_that_is_taken_is_refused(name, examples, capsys):
    examples(name, capsys)
    kinds, kind, _ = KINDS[name]
    with pytest.raises(InputError, match=f"the {kinds.what} '{kind}' already exists; choose another name"):
        kinds.add(kind, lambda: None)
    with pytest.raises(InputError, match="already exists"):
        kinds.add(kinds.names[0], lambda: None)


class Forgetful(AbstractLife):
    """A life with a setting that `initial` does not take."""

    alive_threshold: float = eqx.field(static=True, default=0.1)
    depth: int = eqx.field(static=True, default=1)

    @classmethod
    def initial(cls):
        return cls()

    def present(self, state):
        return None

    def survivors(self, before, after, boundary):
        return None


# --- parts of an automaton --------------------------------------------------------------------------------------------


@pytest.fixture(params=PARTS)
def part(request, examples, capsys):
    """The name of a part, its toy kind, and the organism that its example has trained."""
    names = examples(request.param, capsys).names
    return request.param, names[KINDS[request.param][2]], names["done"].organism


def test_it_is_trained_as_its_config_names_it(part):
    name, kind, organism = part
    assert type(getattr(organism.automaton, name)) is kind
    grown = np.asarray(organism.grow(10))
    assert np.isfinite(grown).all()
    assert grown.any()


def test_it_is_used_from_a_config_by_its_name(part):
    name, _, organism = part
    config = bl.growing("quick", channels=8, hidden=(32,), **{name: SAID.get(name, KINDS[name][1])})
    again = from_json(to_json(config))
    assert again == config
    automaton = CellularAutomaton.initial(again.automaton, jax.random.key(0))
    assert jax.tree.structure(automaton) == jax.tree.structure(organism.automaton)
    assert settings_of(automaton) == config.automaton


def test_it_is_saved_and_loaded(part, tmp_path):
    name, _, organism = part
    file = tmp_path / "toy.safetensors"
    bl.save_organism(organism, file)
    assert description(file.read_bytes())["automaton"][name]["kind"] == KINDS[name][1]
    back = bl.load_organism(file)
    assert_same(back, organism)
    np.testing.assert_array_equal(back.grow(6), organism.grow(6))


def test_a_file_of_a_kind_that_nobody_has_registered_is_refused_by_name(part):
    name, kind, organism = part
    kinds, registered, _ = KINDS[name]
    data = organism_file.dumps(organism)
    kinds.remove(registered)
    try:
        with pytest.raises(FileFormatError, match=f"the {name} is of kind '{registered}'; known are {kinds.names[0]}"):
            organism_file.loads(data)
        with pytest.raises(
            InputError, match=rf"{kind.__name__} is not a registered {name}; .*{name.upper()}S.add\(NAME"
        ):
            organism_file.dumps(organism)
        unknown = rf"there is no {name} '{registered}'\. .* A kind of your own has to be registered, or its package"
        with pytest.raises(InputError, match=unknown):
            AutomatonConfig(**{name: registered})
    finally:
        kinds.add(registered, kind)


@pytest.mark.skipif(engines.native_obstacle() is not None, reason="there is no native kernel here")
def test_the_native_engine_refuses_it_by_kind_and_auto_says_why(part):
    name, kind, organism = part
    why = f"it does not support the {name} {kind.__name__}"
    assert registry.ENGINES["native"].obstacle(organism.automaton) == why
    chosen = engines.resolve("auto", organism.automaton)
    assert (chosen.name, chosen.why) == ("jax", f"dense JAX (native is not available: {why})")
    with pytest.raises(
        KernelUnavailableError, match=f"kernel native is not available: {why}. Use --kernel auto or jax"
    ):
        engines.resolve("native", organism.automaton)
    forced = engines.resolve("native", CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0)))
    state, now = organism.seed()[None], organism.automaton.conditions(Conditions(), 1)
    with pytest.raises(KernelUnavailableError, match=why):
        forced.rollout(organism.automaton, state, 1, now, 1)


@pytest.mark.parametrize(
    ("name", "settings"),
    [("perception", {"learned_filters": 2}), ("update", {"activation": "tanh"}), ("perception", {"signal": 3})],
)
def test_settings_that_no_part_takes_are_refused(name, settings, examples, capsys):
    examples(name, capsys)
    config = AutomatonConfig(**({name: KINDS[name][1]} | settings))
    setting = next(iter(settings)).replace("_", "-")
    with pytest.raises(InputError, match=f"{setting} is .*, but neither the perception .* uses it; leave it out"):
        CellularAutomaton.initial(config, jax.random.key(0))


def test_a_setting_of_a_kinds_own_is_kept_in_files_and_told_by_a_config(examples, capsys):
    names = examples("life", capsys).names
    organism = names["done"].organism
    smaller = eqx.tree_at(lambda a: a.life, organism.automaton, names["Dish"](alive_threshold=0.2, radius=0.25))
    small = dataclasses.replace(organism, automaton=smaller)
    data = organism_file.dumps(small)
    assert description(data)["automaton"]["life"] == {"kind": "dish", "alive_threshold": 0.2, "radius": 0.25}
    assert_same(organism_file.loads(data), small)
    assert settings_of(smaller) == dataclasses.replace(
        settings_of(organism.automaton), life=Part("dish", {"radius": 0.25}), alive_threshold=0.2
    )
    assert settings_of(organism.automaton).life == SAID["life"]
    taught = eqx.tree_at(lambda a: a.life, smaller, names["Dish"](radius=filter_named("mean")))
    with pytest.raises(InputError, match=r"radius of the life 'dish' is Filter.*, which a config cannot express"):
        settings_of(taught)


def test_a_part_that_could_not_be_made_again_is_not_saved(examples, capsys):
    """Its `initial` would read as if nothing had been asked for."""
    names = examples("life", capsys).names
    life = eqx.tree_at(lambda a: a.life, names["done"].organism.automaton, Forgetful(depth=3))
    registry.LIVES.add("forgetful", Forgetful)
    try:
        with pytest.raises(InputError, match="cannot be saved: when read again, it would differ"):
            organism_file.dumps(dataclasses.replace(names["done"].organism, automaton=life))
    finally:
        registry.LIVES.remove("forgetful")


def test_an_unknown_field_of_an_added_kind_is_refused(examples, capsys):
    organism = examples("life", capsys).names["done"].organism
    data = organism_file.dumps(organism)
    described = description(data)
    described["automaton"]["life"]["depth"] = 1
    edited = safetensors.numpy.save(safetensors.numpy.load(data), {"blastema": json.dumps(described)})
    with pytest.raises(FileFormatError, match=r"life has unknown fields \(depth\)"):
        organism_file.loads(edited)


# --- what is done with an automaton -----------------------------------------------------------------------------------


def test_a_curriculum_is_named_by_a_config_that_can_be_read_again(examples, capsys):
    config = examples("curriculum", capsys).names["config"]
    assert config.training.regime == "relay"
    assert from_json(to_json(config)) == config


def test_an_engine_is_asked_for_by_its_name_and_gives_what_the_dense_one_gives(examples, capsys):
    examples("engine", capsys)
    config = AutomatonConfig(channels=8, hidden=(16,), signal=2)
    automaton = CellularAutomaton.initial(config, jax.random.key(1))
    automaton = jax.tree.map(lambda leaf: leaf + 0.01, automaton)
    engine = engines.resolve("one-by-one", automaton)
    assert engine.name == "one-by-one"
    given = Conditions(np.arange(3), step=np.array([0, 5, 9]), signal=np.random.default_rng(0).normal(size=(3, 2)))
    state = automaton.seed(12, 10, batch=3)
    found = engines.rollout(automaton, state, 5, given, kernel="one-by-one")
    np.testing.assert_allclose(found, engines.rollout(automaton, state, 5, given, kernel="jax"), atol=1e-6)
    objective = PictureObjective(jnp.ones((1, 12, 10, 4)) / 2)
    now, steps = automaton.conditions(given, 3), jnp.int32(5)
    wanted = objective.wanted(jnp.zeros(3, jnp.int32), steps)
    losses, gradient, final = quickly_compiled(
        lambda automaton: engine.loss_and_gradient(automaton, state, objective, wanted, steps, now, 5)
    )(automaton)
    expected = quickly_compiled(
        lambda automaton: reference.loss_and_gradient(automaton, state, objective.measure, wanted, steps, now, 5)
    )(automaton)
    np.testing.assert_allclose(losses, expected[0], rtol=1e-5)
    np.testing.assert_allclose(final, expected[2], atol=1e-6)
    for one, other in zip(jax.tree.leaves(gradient), jax.tree.leaves(expected[1]), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-6)


def test_auto_comes_to_an_added_engine_last(examples, capsys):
    examples("engine", capsys)
    assert registry.ENGINES.names == ("native", "cuda", "integer", "jax", "one-by-one")
    assert engines.resolve("auto", CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0))).name != "one-by-one"


def test_an_exporter_is_asked_for_by_its_name(examples, capsys, tmp_path):
    examples("exporter", capsys)
    organism = Organism(CellularAutomaton.initial(AutomatonConfig(), jax.random.key(0)), "new", (9, 9))
    assert export(organism, tmp_path / "new.npz", "npz") == ("new's kinds and settings are not in it",)
    with np.load(tmp_path / "new.npz") as file:
        np.testing.assert_array_equal(file["layers.0.weight"], organism.automaton.update.layers[0].weight)


def test_the_page_refuses_added_kinds_by_name(examples, tmp_path, capsys):
    """Its reader does not know them; the file would be a page that cannot open its organism."""
    examples("life", capsys)
    automaton = CellularAutomaton.initial(AutomatonConfig(life="dish", hidden=(16,)), jax.random.key(0))
    with pytest.raises(
        InputError, match=r"cannot live in the page: its life 'dish' is not one that the page supports .*neighbourhood"
    ):
        export(Organism(automaton, "odd", (9, 9)), tmp_path / "odd.html", "html")


# --- what a kind says of itself is heeded as of those that come with the package --------------------------------------


@pytest.fixture
def say(examples, capsys, monkeypatch):
    """Has the kind of an example say something more of itself."""

    def said(name: str, **facts: Any) -> None:
        kind = examples(name, capsys).names[KINDS[name][2]]
        for what, fact in facts.items():
            monkeypatch.setattr(kind, what, fact, raising=False)

    return said


def tiny(**settings: Any) -> Config:
    return bl.growing("quick", iterations=40, size=12, padding=4, channels=8, hidden=(32,), **settings)


def refused(config: Config, alpha: int = 255) -> str:
    """Why nothing can be learned by a config, of a square."""
    return obstacle(Target(np.full((12, 12, 4), alpha, np.uint8), 4, "square"), config) or ""


def test_recipes_of_a_kinds_own(say, capsys):
    say("objective", recipe=lambda name, settings: {"size": 9, "phases": (Phase(60, (10, 20)),)})
    say("curriculum", recipe=lambda name, settings: {"batch_size": len(name), "channels": 6})
    config = preset("relay", "fast", objective="flipbook", iterations=30)
    assert (config.target.size, config.training.phases) == (9, (Phase(30, (10, 20)),))
    assert (config.training.regime, config.training.batch_size, config.automaton.channels) == ("relay", 4, 6)
    assert preset("growing", "fast", objective="flipbook").automaton.channels == 16
    capsys.readouterr()
    assert cli.run(["grow", "🦎", "--regime", "relay", "--objective", "flipbook", "--size", "8", "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["target"]["size"], told["training"]["batch_size"], told["automaton"]["channels"]) == (8, 5, 6)


def test_what_cannot_be_learned_is_known_of_kinds_that_say_it(say):
    for part, facts, settings, alpha, words in (
        ("update", {"by_step_size": True}, {"update": "gated", "step_size": 0.0}, 255, "step-size is 0"),
        ("perception", {"senseless": lambda settings: "it is blind"}, {"perception": "extremes"}, 255, "it is blind"),
        ("optimiser", {"by_gradient": True}, {"optimiser": "climbing", "learning_rate": 1e-11}, 255, "learning-rate"),
        ("objective", {"judged_by": "picture"}, {"objective": "flipbook"}, 20, "square is faint"),
    ):
        say(part)
        assert refused(tiny(**settings), alpha) == ""
        say(part, **facts)
        assert words in refused(tiny(**settings), alpha)


def test_settings_and_parts_that_do_not_go_with_a_kind_are_refused(say):
    say("optimiser")
    assert tiny(optimiser="climbing").replace(learning_rate=1e-4).get("learning_rate") == 1e-4
    with pytest.raises(InputError, match="keep-zeros is True; expected false, since the optimiser climbing has no"):
        tiny(optimiser="climbing", keep_zeros=True)
    say("optimiser", by_gradient=True, self_paced=True)
    assert tiny(optimiser="climbing", keep_zeros=True).training.keep_zeros
    with pytest.raises(InputError, match="the optimiser climbing finds its own steps"):
        tiny(optimiser="climbing").replace(learning_rate=1e-4)
    for part, setting, kind in (("curriculum", "regime", "relay"), ("objective", "objective", "flipbook")):
        say(part)
        drawn = tiny(pixels_per_cell=2).replace(**{setting: kind})
        say(part, cells_are_pixels=True)
        with pytest.raises(InputError, match=f"pixels-per-cell is 2, but {setting} is {kind}, which takes cells for"):
            drawn.replace(iterations=20)


def test_specks_are_told_where_a_kind_of_life_says_that_cells_need_neighbours(say):
    pixels = np.zeros((12, 12, 4), np.uint8)
    pixels[2:8, 2:8], pixels[10:12, 10:12] = 255, 60
    say("life")
    config = tiny(life="dish", trim=False)
    target = load_target(pixels, config.target)
    assert not any("may never come alive" in note for note in fitted(config, target)[1])
    say("life", by_neighbours=True)
    assert any("may never come alive" in note for note in fitted(config, target)[1])


def test_organisms_are_judged_and_listed_by_what_their_kinds_say(say, examples, capsys):
    organism = examples("curriculum", capsys).names["done"].organism
    config = tiny().replace(regime="relay")
    assert organism.provenance["regime"] == "relay"
    assert (kind_of(organism), Search.usual(config)) == ("", "persist5000")
    say("curriculum", heals=True, known_as="a relay")
    assert (kind_of(organism), Search.usual(config)) == ("a relay", "heal1000")
    say("curriculum", persists=False)
    assert (taught.grown_at("relay"), judge(organism).steps, Search.usual(config)) == (96, 96, "grow96")
    say("objective", judged_by="patches", rotates=True)
    flip = dataclasses.replace(organism, provenance={"objective": "flipbook"})
    assert (is_texture(flip), is_texture(organism)) == (True, False)
    assert (taught.either(flip.provenance, "rotates"), taught.either(organism.provenance, "rotates")) == (True, False)
