"""Training without gradients: a generation against the judge in NumPy, the same bits after a stop, and refusals."""

from __future__ import annotations

import dataclasses
import functools
import importlib.metadata
import json
import sys

import evolution_judge as judge
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from jax.flatten_util import ravel_pytree
from training_helpers import lizard, tiny

import blastema as bl
from blastema.automaton import CellularAutomaton
from blastema.cli import run
from blastema.config import Config, Part
from blastema.config.file import from_json, to_json
from blastema.errors import InputError
from blastema.objective import Measure, Overflow, PictureObjective
from blastema.training import Trainer
from blastema.training.iteration import stream
from blastema.training.optimisers import AbstractOptimiser, optimiser_of
from blastema.training.snapshots import MemoryCheckpoints

pytest_plugins = ("training_fixtures",)

MIRRORED = ("open-es", "snes")
KINDS = (*MIRRORED, "sep-cma-es", "cma-es")
P = 8


def evolving(kind="snes", settings=None, **more) -> Config:
    """A config of the smallest rules and populations."""
    part = Part(kind, {"population": P} | (settings or {}))
    return tiny(regime="growing", optimiser=part, channels=4, hidden=(4,), batch_size=2, **more)


def rule(config: Config, number: int = 0) -> CellularAutomaton:
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(number))
    flat, unravel = ravel_pytree(automaton)
    return unravel(np.random.default_rng(number).normal(size=flat.size).astype(np.float32) / 5)


def picture(config: Config, **measure) -> PictureObjective:
    return PictureObjective(jnp.asarray(lizard(config).array)[None], measure=Measure(**measure))


@functools.cache
def made_of(config: Config) -> AbstractOptimiser:
    """One for each config, so that it is compiled once."""
    return optimiser_of(config, rule(config), picture(config))


class Generation:
    """Generations of a strategy without any rollout: costs come from the test."""

    def __init__(self, config: Config) -> None:
        self.automaton, self.optimiser = rule(config), made_of(config)
        self.memory = self.asked = self.optimiser.begin(self.automaton)

    @property
    def mean(self) -> np.ndarray:
        return np.asarray(ravel_pytree(self.automaton)[0], np.float64)

    def drawn(self, number: int = 0) -> np.ndarray:
        automaton, population, self.asked = self.optimiser.tried(self.automaton, self.memory, jax.random.key(number))
        assert automaton is self.automaton
        return np.array(population)

    def told(self, population, costs, scale=1.0, losses=(3.0, 1.0)):
        found = (jnp.float32(losses), (jnp.asarray(population), jnp.float32(costs), self.asked), None)
        learned = self.optimiser.learned(self.automaton, self.memory, found, jnp.uint32(0), jnp.float32(scale))
        self.automaton, self.memory = learned.automaton, learned.memory
        return learned


def costs_of(number: int) -> np.ndarray:
    return np.random.default_rng(number).permutation(P) + np.random.default_rng(number).random(P) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_population_lies_around_the_rule(kind):
    made = Generation(evolving(kind, {"sigma": 0.03}))
    population = made.drawn()
    assert population.shape == (P, made.mean.size)
    away = (population - made.mean) / 0.03
    assert np.abs(away.std() - 1) < 0.15
    assert (made.drawn(1) != population).any()
    np.testing.assert_array_equal(made.drawn(), population)
    if kind in MIRRORED:
        np.testing.assert_allclose(away[: P // 2], -away[P // 2 :], atol=1e-4)
        unlike = Generation(evolving(kind, {"antithetic": False})).drawn() - made.mean
        assert np.abs(unlike[: P // 2] + unlike[P // 2 :]).max() > 0.01
    else:
        assert np.abs(away[: P // 2] + away[P // 2 :]).max() > 0.5


def test_open_es_follows_the_ranks_by_adam_at_the_learning_rate():
    made = Generation(evolving("open-es", {"sigma": 0.03}, learning_rate=0.01))
    gradients = []
    for number in range(3):
        before, population, costs = made.mean, made.drawn(number), costs_of(number)
        gradients.append(judge.gradient(before, population, costs, 0.03))
        learned = made.told(population, costs)
        expected = judge.adam(gradients, 0.01)
        np.testing.assert_allclose(made.mean - before, expected, atol=2e-6)
        np.testing.assert_allclose(learned.slope, np.linalg.norm(expected), rtol=1e-3)
        assert learned.loss == 2
    assert made.optimiser.rate(jnp.uint32(0)) == np.float32(0.01)


def test_snes_learns_a_sigma_for_each_weight():
    made = Generation(evolving("snes", {"sigma": 0.05}))
    spread = np.full_like(made.mean, 0.05)
    for number in range(3):
        population, costs = made.drawn(number), costs_of(number)
        expected, spread = judge.snes(made.mean, spread, population, costs)
        made.told(population, costs)
        np.testing.assert_allclose(made.mean, expected, atol=1e-6)
        np.testing.assert_allclose(made.memory.std, spread, rtol=1e-4)
    assert made.optimiser.rate(jnp.uint32(0)) == 1


def test_sep_cma_es_recombines_the_better_half_and_learns_how_far():
    made = Generation(evolving("sep-cma-es", {"sigma": 0.05}))
    expected = judge.SepCma(made.mean, 0.05)
    expected.variance = np.random.default_rng(2).uniform(0.3, 3, made.mean.size)  # as after many generations
    made.memory = made.memory.replace(C=jnp.float32(expected.variance))
    for number in range(4):
        population, costs = made.drawn(number), np.sum((made.drawn(number) - made.mean)[:, :9], 1)
        expected.tell(population, costs)
        made.told(population, costs)
        np.testing.assert_allclose(made.mean, expected.mean, atol=1e-6)
        np.testing.assert_allclose(made.memory.std, expected.sigma, rtol=1e-4)
        np.testing.assert_allclose(made.memory.C, expected.variance, rtol=1e-4)


def test_cma_es_recombines_the_better_half():
    made = Generation(evolving("cma-es", {"sigma": 0.05}))
    population, costs, expected = made.drawn(), costs_of(0), judge.SepCma(made.mean, 0.05)
    expected.tell(population, costs)
    made.told(population, costs)
    np.testing.assert_allclose(made.mean, expected.mean, atol=1e-6)
    np.testing.assert_allclose(made.memory.std, expected.sigma, rtol=1e-4)
    assert np.abs(made.memory.C - np.diag(np.diag(made.memory.C))).max() > 1e-5


def test_a_roll_back_leaves_half_of_the_way():
    whole, half = (Generation(evolving("snes")) for _ in range(2))
    before, population, costs = whole.mean, whole.drawn(), costs_of(0)
    learned = whole.told(population, costs)
    np.testing.assert_array_equal(ravel_pytree(learned.automaton)[0], learned.memory.mean)
    half.told(population, costs, scale=0.5)
    np.testing.assert_allclose(half.mean - before, (whole.mean - before) / 2, atol=1e-7)
    np.testing.assert_array_equal(half.memory.mean, ravel_pytree(half.automaton)[0])


def test_members_that_explode_count_as_the_worst_and_weights_cost():
    plain, decayed = Generation(evolving("snes")), Generation(evolving("snes", weight_decay=0.5))
    population, costs = plain.drawn(), costs_of(0)
    population[3] *= 100
    worst = np.where(np.arange(P) == 3, costs.max() + 1, costs)
    plain.told(population, np.where(np.arange(P) == 3, np.nan, costs))
    again = Generation(evolving("snes"))
    again.told(population, worst)
    np.testing.assert_array_equal(plain.mean, again.mean)
    before = decayed.mean
    learned = decayed.told(population, np.zeros(P))  # the weights alone tell them apart
    expected, _ = judge.snes(before, np.full_like(before, 0.05), population, np.sum(population.astype(float) ** 2, 1))
    np.testing.assert_allclose(decayed.mean, expected, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(learned.loss, 2 + 0.5 * np.sum(before**2), rtol=1e-5)


@pytest.mark.long
def test_all_members_grow_from_the_same_states_with_the_same_fire_seeds():
    """What an engine finds of each, against its losses with a gradient."""
    config = evolving("open-es", kernel="jax", loss_power=0.5)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints(), rule(config))
    episode, state, now = trainer.episode, trainer.state, (jnp.uint32(0), jnp.uint32(0))
    samples = episode._begun(state, *now).samples
    key = stream(config.training.seed, *now, "population")
    tried = episode.optimiser.tried(state.automaton, state.optimiser, key)
    longest = config.training.longest_episode
    losses, (population, costs, _), final = jax.jit(
        lambda tried, samples: episode.optimiser.explored(episode.engine, tried, episode.objective, samples, longest)
    )(tried, samples)

    @jax.jit
    def found(automaton):
        asked = (samples.states, episode.objective, samples.wanted, samples.steps, samples.conditions, longest)
        return episode.engine.loss_and_gradient(automaton, *asked)

    expected, _, grown = found(state.automaton)
    np.testing.assert_allclose(losses, expected, rtol=1e-5)
    np.testing.assert_allclose(final, grown, rtol=1e-4, atol=1e-5)
    unravel = ravel_pytree(state.automaton)[1]
    for member, cost in zip(population, costs, strict=True):
        alone, *_ = found(unravel(member))
        np.testing.assert_allclose(cost, np.mean(np.sqrt(alone + 1e-8)), rtol=1e-4)
    assert len(np.unique(costs)) == P


@pytest.mark.usefixtures("plain_pictures")
@pytest.mark.parametrize("kind", ["open-es", pytest.param("sep-cma-es", marks=pytest.mark.long)])
def test_a_run_that_was_stopped_has_the_bits_of_one_that_was_not(kind, tmp_path):
    config = evolving(kind, iterations=6, checkpoint_every=2)
    target = lizard(config)
    whole = bl.Run.create(target, config, tmp_path / "whole")
    *_, done = whole.train()
    cut = bl.Run.create(target, config, tmp_path / "cut")
    for event in cut.train():
        if getattr(event, "iteration", 0) == 3:
            break  # as when it is killed, but that 3 is kept
    *_, resumed = bl.Run.open(tmp_path / "cut").train()
    assert (done.iteration, resumed.iteration) == (6, 6)
    files = [(tmp_path / name / "organism.safetensors").read_bytes() for name in ("whole", "cut")]
    assert files[0] == files[1]
    lines = [(tmp_path / name / "metrics.jsonl").read_text().splitlines() for name in ("whole", "cut")]
    kept = [[{key: value for key, value in json.loads(one).items() if key != "seconds"} for one in of] for of in lines]
    assert kept[0] == kept[1]
    assert len({one["loss"] for one in kept[0]}) == 6
    recorded = json.loads((tmp_path / "whole" / "environment.json").read_text())
    assert recorded["evosax"] == importlib.metadata.version("evosax")
    assert from_json((tmp_path / "whole" / "config.json").read_text()) == config == from_json(to_json(config))
    assert config.training.optimiser.settings["population"] == P


@pytest.mark.long
def test_it_learns():
    config = tiny(
        regime="growing",
        optimiser=Part("snes", {"population": 32, "sigma": 0.1}),
        batch_size=1,
        iterations=60,
        start="random",
    )
    losses = [event.figures.loss for event in bl.fit(lizard(config), config) if hasattr(event, "figures")]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:3])


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "settings", "message"),
    [
        (
            "snes",
            {"population": 7},
            "population is 7; expected an even number, .* or use --set training.optimiser.antithetic=false",
        ),
        ("open-es", {"population": 7, "antithetic": False}, "population is 7; expected an even number"),
        ("open-es", {"population": 2}, "population is 2; expected a whole number from 4 to 65536"),
        ("sep-cma-es", {"sigma": 0.0}, "sigma is 0.0; expected a standard deviation from 1e-6 to 10"),
    ],
)
def test_settings_that_cannot_be_are_refused(kind, settings, message):
    config = evolving(kind, settings)
    with pytest.raises(InputError, match=message):
        optimiser_of(config, rule(config), picture(config))


@pytest.mark.parametrize(
    ("kind", "settings", "message"),
    [
        ("snes", {"learning_rate": 0.01}, "learning-rate is 0.01, but the optimiser snes finds its own steps"),
        (
            "open-es",
            {"keep_zeros": True},
            "keep-zeros is True; expected false, since the optimiser open-es has no",
        ),
        ("cma-es", {"gradient_normalisation": "none"}, "gradient-normalisation is 'none'; expected per-variable"),
        ("snes", {"optimiser": Part("sep-cma-es", {"antithetic": True})}, "has no setting 'antithetic'. It has pop"),
        ("snes", {"optimiser": "sness"}, "there is no optimiser 'sness'. Did you mean snes?"),
    ],
)
def test_configs_that_contradict_themselves_are_refused(kind, settings, message):
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        evolving(kind).replace(**settings)


def test_what_evolution_cannot_do_is_refused():
    config = evolving("cma-es")
    with pytest.raises(InputError, match=r"has 8,336 parameters, .* at most 4,096; use a smaller rule .* sep-cma-es"):
        optimiser_of(config, rule(Config().replace(channels=16, hidden=(128,))), picture(config))
    with pytest.raises(InputError, match="an Optax transformation is given, but the optimiser is cma-es; leave one of"):
        optimiser_of(config, rule(config), picture(config), optax.sgd(0.1))
    with pytest.raises(InputError, match=r"optimiser is cma-es, but Overflow counts at every step .* adam, or terms"):
        optimiser_of(config, rule(config), picture(config, terms=(Overflow(every_step=True),)))
    shared = dataclasses.replace(config, run=dataclasses.replace(config.run, devices=1))
    with pytest.raises(InputError, match="devices and hosts share batches with adam only; leave --devices and --hosts"):
        optimiser_of(shared, rule(config), picture(config))


def test_without_the_extra_it_says_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setitem(sys.modules, "evosax", None)  # as if it could not be found
    assert run(["grow", "🦎", "--optimiser", "snes", "--out", str(tmp_path / "run")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "evolution needs evosax, which is not installed" in said
    assert 'pip install "blastema[evolve]"' in said
    assert not (tmp_path / "run").exists()


def test_its_settings_are_set_on_the_command_line(capsys):
    asked = ["--set", "training.optimiser.population=16", "--set", "training.optimiser.sigma=0.1"]
    assert run(["grow", "🦎", "--optimiser", "open-es", *asked, "--dry-run"]) == 0
    config = from_json(capsys.readouterr().out)
    assert config.training.optimiser == Part("open-es", {"population": 16, "sigma": 0.1, "antithetic": True})
    for flags in (["--learning-rate", "0.1"], ["--set", "training.phases.1.learning_rate=0.1"]):
        assert run(["grow", "🦎", "--optimiser", "snes", *flags, "--dry-run"]) == 2
        assert "is 0.1, but the optimiser snes finds its own steps" in capsys.readouterr().err
