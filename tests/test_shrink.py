"""Rules that shrink: what is cut, that it stays away, and that a chain of cuts continues where it was."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import exhaust, lizard, tiny
from zoo_fixtures import GOLDEN, complaint, said

from blastema import cli
from blastema._types import Dense
from blastema.automaton import CellularAutomaton
from blastema.cli import shrink
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines import native_calls
from blastema.engines.cpu import NativeEngine
from blastema.engines.reference import DenseEngine
from blastema.errors import InputError
from blastema.formats import organism_file
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.shrinking import NAME, Chain, heard_parameters, refinement, smaller, smallest
from blastema.training import fit


@pytest.fixture(scope="module")
def golden() -> Organism:
    return organism_file.load(GOLDEN)


def layers_of(organism: Organism) -> tuple[Dense, Dense]:
    return organism.automaton.update.layers


def with_layers(organism: Organism, *layers: Dense) -> Organism:
    update = dataclasses.replace(organism.automaton.update, layers=layers, hidden=(layers[0].bias.size,))
    return dataclasses.replace(organism, automaton=dataclasses.replace(organism.automaton, update=update))


def grown(organism: Organism) -> np.ndarray:
    return np.asarray(organism.grow(60, kernel="jax"))


@pytest.mark.long
def test_units_that_say_the_same_and_units_that_say_nothing_go_first_and_change_nothing(golden):
    (weight, bias), (last, last_bias) = layers_of(golden)
    one = weight[:, 3:4]
    first = Dense(jnp.concatenate([weight, one, one + 1], 1), jnp.concatenate([bias, bias[3:4], bias[:1] * 0 - 99]))
    second = Dense(jnp.concatenate([last.at[3].multiply(0.5), last[3:4] * 0.5, last[:1]]), last_bias)
    wider = with_layers(golden, first, second)
    np.testing.assert_allclose(grown(wider), grown(golden), atol=1e-3)
    cut = smaller(wider, golden.automaton.parameters)
    assert cut.automaton.update.hidden == golden.automaton.update.hidden
    np.testing.assert_allclose(grown(cut), grown(golden), atol=1e-2)


@pytest.mark.long
@pytest.mark.parametrize("parameters", [1500, 300])
def test_a_cut_leaves_at_most_so_many(golden, parameters):
    cut = smaller(golden, parameters)
    first, last = layers_of(cut)
    heard, hidden = int(np.asarray(first.weight).any(1).sum()), first.bias.size
    assert heard_parameters(cut.automaton) == hidden * (heard + 1 + 12) + 12 <= parameters
    assert parameters - heard_parameters(cut.automaton) < 12 + 1 + first.weight.shape[0] + hidden
    assert last.weight.shape == (hidden, 12)
    assert first.weight.shape[0] == 36
    again = smaller(cut, parameters)
    assert heard_parameters(again.automaton) == heard_parameters(cut.automaton)
    # Only what gave way to rounding.
    np.testing.assert_allclose(layers_of(again)[0].weight, first.weight, atol=1e-5)


@pytest.mark.long
def test_what_takes_over_is_better_than_what_is_merely_left(golden):
    cut = smaller(golden, 2000)
    first, _ = layers_of(cut)
    kept = [
        int(np.abs(np.asarray(layers_of(golden)[0].bias) - bias).argmin()) for bias in np.asarray(first.bias).tolist()
    ]
    merely = with_layers(
        golden, first, Dense(layers_of(golden)[1].weight[jnp.asarray(kept)], layers_of(golden)[1].bias)
    )
    states = np.asarray(golden.grow(40))
    told = Conditions(0, fire_rate=1.0)
    wanted, *others = (np.asarray(each.automaton.step(states, told)) for each in (golden, cut, merely))
    errors = [float(((other - wanted) ** 2).mean()) for other in others]
    assert errors[0] < 0.5 * errors[1]


@pytest.mark.parametrize(
    ("settings", "parameters", "reason"),
    [
        ({"hidden": (8, 8)}, 300, "2 hidden layers, not one"),
        ({"signal": 2}, 300, "several pictures"),
        ({}, 10, "too small; expected 26 or more"),
    ],
)
def test_what_cannot_be_cut_is_refused(settings, parameters, reason):
    config = AutomatonConfig(**{"channels": 12, "hidden": (8,), **settings})
    organism = Organism(CellularAutomaton.initial(config, jax.random.key(0)), "other", (12, 12))
    assert len(settings) or smallest(organism.automaton) == 26
    with pytest.raises(InputError, match=reason):
        smaller(organism, parameters)


def test_zeros_stay_and_all_else_learns():
    config = tiny(iterations=3, keep_zeros=True)
    start = CellularAutomaton.initial(config.automaton, jax.random.key(3))
    weight, bias = start.update.layers[0]
    rng = np.random.default_rng(0)
    last = Dense(jnp.asarray(rng.normal(0, 0.1, (16, 8)), jnp.float32), start.update.layers[1].bias)
    start = eqx.tree_at(lambda a: a.update.layers, start, (Dense(weight.at[5].set(0), bias), last))
    learned = exhaust(fit(lizard(config), config, start=start))[-1].organism.automaton.update.layers
    assert not learned[0].weight[5].any()
    assert (np.asarray(learned[0].weight) != np.asarray(weight)).mean() > 0.9
    assert learned[0].bias.any()
    with pytest.raises(InputError, match="a layer of the rule that training begins with is all zeros"):
        exhaust(fit(lizard(config), config))


@pytest.mark.long
def test_a_chain_of_cuts_is_planned_and_continues(golden, tmp_path):
    base = tiny(size=16, padding=4)
    config = refinement(base, 2, seed=7)
    assert config.training.phases[0].steps == (6, 9)
    chain = Chain.create(tmp_path / "chain", golden, [1000], config)
    assert chain.sizes == (1775, 1332, 1000)
    first = chain.run(chain.stages[0])
    exhaust(first.train())
    opened = Chain.open(tmp_path / "chain")
    assert [stage.begun for stage in opened.stages] == [True, False, False]
    assert opened.config == chain.config
    assert opened.run(opened.stages[0]).complete
    begun = opened.run(opened.stages[1])
    assert heard_parameters(organism_file.load(begun.path / "start.safetensors").automaton) <= 1332
    assert begun.config.training.keep_zeros
    assert [stage.begun for stage in opened.stages] == [True, True, False]
    with pytest.raises(InputError, match="continue it"):
        Chain.create(tmp_path / "chain", golden, [1000], config)


@pytest.mark.long
def test_the_command_shrinks_and_says_what_is_left(golden, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    organism_file.save(golden, tmp_path / "small.safetensors")
    few = ("--set", "training.curriculum.pool_size=16", "--set", "training.phases.0.steps=4:6", "--threads", "1")
    text = said(capsys, "shrink", "small.safetensors", "--to", 2200, "--iterations", 2, "--out", "out", *few)
    assert "out/2200: 2," in text
    assert "next: blastema evaluate out/2200" in text
    assert said(capsys, "shrink", "out").count("done: ") == 0
    assert "parameters heard" in said(capsys, "info", "out/2200") or "of 36 inputs" in text
    for words, reason in (
        (("small.safetensors",), "--to 3000"),
        (("small.safetensors", "--to", 9000), "expected at most 100 numbers from 26 to 2,364"),
        (("small.safetensors", "--to", 900, 1200), "descending numbers"),
        (("out", "--to", 100), "its plan is fixed"),
        (("out", "--iterations", 9), "its plan is fixed"),
        (("ten-pictures", "--to", 3000, "--out", "ten"), "several pictures"),
    ):
        assert reason in complaint(capsys, "shrink", *words)
    (tmp_path / "out" / NAME).write_text('{"format": "other"}')
    assert "not a shrink's plan" in complaint(capsys, "shrink", "out")


@pytest.mark.long
def test_a_stopped_shrink_is_continued_by_one_command(golden, tmp_path, monkeypatch):
    organism_file.save(golden, tmp_path / "small.safetensors")
    commands = []
    monkeypatch.setattr(shrink, "train", lambda folder, as_json, continuing: commands.append(continuing) or 130)
    words = ["shrink", str(tmp_path / "small.safetensors"), "--to", "2200", "--out", str(tmp_path / "an out")]
    assert cli.run(words) == 130
    assert commands == [f"blastema shrink '{tmp_path / 'an out'}'"]


@pytest.mark.long
@pytest.mark.skipif(not native_calls.is_available()[0], reason=str(native_calls.is_available()[1]))
@pytest.mark.parametrize("settings", [{"hidden": (5, 33)}, {"hidden": (7,), "signal": 2}])
def test_the_native_engine_serves_layers_of_any_width(settings):
    config = AutomatonConfig(channels=8, **settings)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    rng = np.random.default_rng(4)
    automaton = jax.tree.map(lambda leaf: jnp.asarray(rng.normal(0, 0.2, leaf.shape), jnp.float32), automaton)
    state = jnp.asarray(rng.normal(0, 1, (2, 7, 6, 8)), jnp.float32)
    objective = PictureObjective(jnp.zeros((1, 7, 6, 4)))
    signal = jnp.ones((2, 2)) if "signal" in settings else None
    told = automaton.conditions(Conditions(jnp.arange(2), signal=signal), 2)
    given = (state, objective, objective.wanted(jnp.zeros(2, jnp.int32), jnp.int32(3)), jnp.int32(3), told, 3)
    assert NativeEngine.obstacle(automaton, objective) is None
    found, expected = (e.create(1, "float32").loss_and_gradient(automaton, *given) for e in (NativeEngine, DenseEngine))
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-4, atol=1e-5)


def test_what_a_file_does_not_say_of_its_training_is_not_guessed(tmp_path, capsys):
    texture = Path(__file__).parents[1] / "examples" / "textures" / "labyrinth.safetensors"
    assert cli.run(["shrink", str(texture), "--to", "3000", "--out", str(tmp_path / "small")]) == 2
    assert "was not trained to grow its picture from a seed" in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "small").exists()


@pytest.mark.parametrize("regime", ["growing", "persistent", "merging", None, "of another program", ["no name"]])
@pytest.mark.long
def test_a_file_is_refined_from_its_own_seeds_and_by_its_own_regime(golden, tmp_path, regime):
    height, width = golden.grid
    seeds = ((height // 2 - 2, width // 2), (height // 2 + 2, width // 2 + 1))
    organism = dataclasses.replace(golden, seeds=seeds, provenance={"regime": regime} if regime else {})
    config = shrink._trained_by(str(tmp_path / "some.safetensors"), organism)
    known = regime if regime in ("growing", "persistent", "merging") else "regenerating"
    assert (config.training.regime, config.target.seeds) == (known, seeds)
    assert config.target.grid == max(golden.grid)
    chain = Chain.create(tmp_path / "chain", organism, [2000], refinement(config, 3))
    run = chain.run(chain.stages[0])
    assert run.config.target.seeds == seeds
