"""Integer automata: the judge in NumPy against the parts in JAX, conversion, and training that knows the rounding."""

from __future__ import annotations

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import quickly_compiled, random_automaton

from blastema import engines
from blastema.assembly import with_settings
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig
from blastema.engines.reference import DenseEngine
from blastema.errors import InputError, KernelUnavailableError
from blastema.fire import fire_mask
from blastema.formats import distill, organism_file
from blastema.integer import convert, judge, rule_of
from blastema.integer.blocks import BLOCK
from blastema.integer.conversion import balanced
from blastema.integer.parts import LIMIT, exponents_of, product, rounded_through
from blastema.integer.quantiser import Distill, Int8, odd_through
from blastema.objective import PictureObjective
from blastema.organism import Organism
from blastema.training.quantised import AbstractQuantiser, Quantised


def integer(seed: int = 0, gain: float = 0.3, **settings) -> CellularAutomaton:
    """A random rule of 6 channels and 9 hidden units, whose cells live on, in integers."""
    config = AutomatonConfig(channels=6, hidden=(9,), perception="integer", update="integer", **settings)
    rng = np.random.default_rng(seed)
    automaton = CellularAutomaton.initial(config, jax.random.key(0))
    layers = jax.tree.map(
        lambda leaf: jnp.asarray(rng.normal(0, gain, leaf.shape), jnp.float32), automaton.update.layers
    )
    return eqx.tree_at(lambda a: a.update.layers, automaton, layers)


def states(seed: int, batch: int = 2, height: int = 9, width: int = 11, scale: float = 1.0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(0, scale, (batch, height, width, 6))
    drawn[:, : height // 2] = 0
    return (np.round(drawn * 1024) / 1024).astype(np.float32)


@pytest.mark.parametrize("boundary", ["zero", "torus"])
@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_the_judge_and_the_parts_agree_to_the_bit(boundary, scale):
    automaton = integer(boundary=boundary)
    told = Conditions(np.array([3, 4]), 7, angle=np.array([0.0, 0.6]), step_size=np.array([1.0, 0.7]))
    start = states(1, scale=scale)
    how = judge.manner(told.angle, told.step_size)
    whole = np.clip(np.round(start * 1024), -LIMIT, LIMIT).astype(np.int32)
    rates = np.full(2, 0.5, np.float32)
    expected = judge.rollout(rule_of(automaton), whole, 6, np.array([3, 4]), np.array([7, 7]), rates, how) / 1024
    for name in ("integer", "jax"):
        np.testing.assert_array_equal(engines.rollout(automaton, start, 6, told, kernel=name), expected)
    assert expected.any()
    assert (expected != start).any()


@pytest.mark.long
def test_the_engine_computes_more_cells_than_it_takes_at_a_time():
    automaton = integer(seed=2)
    start = np.repeat(states(6, batch=1, height=24, width=20), 6, axis=0)
    told = Conditions(np.arange(6), fire_rate=1.0)
    found, expected = (np.asarray(engines.rollout(automaton, start, 3, told, kernel=k)) for k in ("integer", "jax"))
    assert (np.abs(expected).max(-1) > 0).sum() > BLOCK
    np.testing.assert_array_equal(found, expected)


def test_products_of_16_and_8_bits_are_exact():
    rng = np.random.default_rng(0)
    left, right = rng.integers(-32768, 32768, (40, 384)), rng.integers(-127, 128, (384, 30))
    left[0], right[:, 0] = -32768, 127
    left[1] = 32767
    found = product(jnp.asarray(left, jnp.int32), jnp.asarray(right, jnp.int32))
    np.testing.assert_array_equal(found, left @ right)


def test_states_saturate():
    automaton = integer(gain=3.0)
    after = np.asarray(engines.rollout(automaton, states(2, scale=20.0), 3, Conditions(0, fire_rate=1.0)))
    assert np.abs(after).max() == LIMIT / 1024


def test_the_judge_is_the_float_automaton_but_for_rounding():
    automaton = integer(gain=0.1)
    article = CellularAutomaton.initial(AutomatonConfig(channels=6, hidden=(9,)), jax.random.key(0))
    layers = tuple(layer._replace(weight=rounded_through(layer.weight)) for layer in automaton.update.layers)
    article = eqx.tree_at(lambda a: a.update.layers, article, layers)
    start, told = states(3), Conditions(5)
    found, expected = (np.asarray(engines.rollout(a, start, 1, told, kernel="jax")) for a in (automaton, article))
    assert np.abs(found - expected).max() < 0.02
    np.testing.assert_array_equal(found.any(-1), expected.any(-1))


def test_masks_are_those_of_all_engines():
    seeds, steps, rates = np.array([0, 2**32 - 1], np.uint32), np.array([0, 95], np.uint32), np.array([0.5, 0.25])
    found = judge.fire_mask(9, 11, seeds, steps, rates)
    expected = fire_mask(9, 11, fire_seed=jnp.asarray(seeds), step=jnp.asarray(steps), fire_rate=jnp.asarray(rates))
    np.testing.assert_array_equal(found, np.asarray(expected)[..., 0])


def test_the_engine_is_chosen_for_integers_alone():
    assert engines.resolve("auto", integer()).name == "integer"
    with pytest.raises(KernelUnavailableError, match="FilterPerception is not an IntegerPerception"):
        engines.resolve("integer", random_automaton(AutomatonConfig(channels=6, hidden=(9,)), 0))


def test_a_gradient_goes_straight_through():
    automaton = integer(gain=0.1)
    start = jnp.asarray(states(4))

    def total(automaton: CellularAutomaton) -> jax.Array:
        return jnp.sum(automaton.step(start, Conditions(1, fire_rate=1.0)) ** 2)

    gradient = jax.tree.leaves(quickly_compiled(jax.grad(total))(automaton))
    assert all(np.isfinite(leaf).all() and np.abs(leaf).max() > 0 for leaf in gradient)


def small_organism(**changes) -> Organism:
    config = AutomatonConfig(channels=6, hidden=(9,), **changes)
    automaton = CellularAutomaton.initial(config, jax.random.key(1))
    rng = np.random.default_rng(5)
    layers = jax.tree.map(
        lambda leaf: jnp.asarray(rng.normal(0, 0.05, leaf.shape), jnp.float32), automaton.update.layers
    )
    return Organism(eqx.tree_at(lambda a: a.update.layers, automaton, layers), "small", (12, 12))


@pytest.fixture(scope="module")
def converted() -> Organism:
    return convert(small_organism())


@pytest.mark.long
def test_an_organism_becomes_integers_that_a_file_keeps(converted, tmp_path):
    file = tmp_path / "small.safetensors"
    organism_file.save(converted, file)
    read = organism_file.load(file)
    assert convert(read) is read
    for name, value in rule_of(read.automaton)._asdict().items():
        np.testing.assert_array_equal(value, getattr(rule_of(converted.automaton), name))
    assert np.abs(rule_of(read.automaton).first).max() == 127


@pytest.mark.long
def test_filters_in_another_order_are_put_in_order(converted):
    organism = small_organism()
    weight, bias = organism.automaton.update.layers[0]
    order = ("sobel_y", "identity", "sobel_x")
    rows = weight.reshape(3, 6, -1)[jnp.asarray([2, 0, 1])].reshape(weight.shape)
    other = small_organism(filters=order)
    other = dataclasses.replace(
        other,
        automaton=eqx.tree_at(
            lambda a: a.update.layers[0], other.automaton, type(other.automaton.update.layers[0])(rows, bias)
        ),
    )
    np.testing.assert_array_equal(rule_of(convert(other).automaton).first, rule_of(converted.automaton).first)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"update": "replacing"}, "ReplacingUpdate is not a ResidualUpdate"),
        ({"activation": "tanh"}, "its activation is tanh, not relu"),
        ({"hidden": (9, 4)}, "2 hidden layers, not one"),
        ({"hidden": (300,)}, "300 hidden units; at most 256"),
        ({"filters": ("identity", "laplacian")}, "its filters are identity, laplacian"),
        ({"fire_per": "channel"}, "its channels fire independently"),
        ({"life": "all"}, "AllLife is not a NeighbourhoodLife"),
    ],
)
def test_what_is_not_of_the_articles_kind_is_refused_by_name(settings, reason):
    automaton = CellularAutomaton.initial(
        AutomatonConfig(**{"channels": 6, "hidden": (9,), **settings}), jax.random.key(0)
    )
    with pytest.raises(InputError, match=reason):
        convert(Organism(automaton, "other", (12, 12)))


def test_a_filter_of_a_built_in_name_and_other_taps_is_not_taken_for_it():
    organism = small_organism()
    perception = organism.automaton.perception
    identity, gradient, other = perception.filters
    changed = dataclasses.replace(gradient, cosine=other.cosine)
    automaton = dataclasses.replace(
        organism.automaton, perception=dataclasses.replace(perception, filters=(identity, changed, other))
    )
    with pytest.raises(InputError, match="its filters are identity, sobel_x with other taps, sobel_y, not"):
        convert(dataclasses.replace(organism, automaton=automaton))


def test_balancing_changes_no_function_and_rounding_is_done_once():
    layers = small_organism().automaton.update.layers
    x = np.random.default_rng(0).normal(size=(5, 18))

    def output(layers):
        layers = jax.tree.map(np.asarray, layers)
        return np.maximum(x @ layers[0].weight + layers[0].bias, 0) @ layers[1].weight + layers[1].bias

    np.testing.assert_allclose(output(balanced(layers)), output(layers), rtol=1e-4, atol=1e-5)
    rounded = rounded_through(balanced(layers)[0].weight)
    np.testing.assert_array_equal(rounded_through(rounded), rounded)
    numbers = np.ldexp(np.asarray(rounded), np.asarray(exponents_of(rounded)))
    np.testing.assert_array_equal(numbers, np.round(numbers))
    assert (np.abs(numbers).max(0) >= 64).all()
    assert np.abs(numbers).max() <= 127


def test_a_weight_that_would_round_to_128_is_given_a_smaller_exponent():
    weight = jnp.asarray([[127.6, 127.4], [1.0, 1.0]], jnp.float32)
    assert exponents_of(weight).tolist() == [-1, 0]
    assert rounded_through(weight)[0].tolist() == [128.0, 127.0]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4))
def test_what_was_trained_for_web_models_is_in_them_without_loss(seed):
    automaton = CellularAutomaton.initial(AutomatonConfig(channels=8, hidden=(12,)), jax.random.key(0))
    rng = np.random.default_rng(seed)
    layers = jax.tree.map(
        lambda leaf: jnp.asarray(rng.normal(0, rng.uniform(0.01, 3), leaf.shape), jnp.float32), automaton.update.layers
    )
    automaton = eqx.tree_at(lambda a: a.update.layers, automaton, layers)
    quantiser = Distill()
    rounded = quantiser(quantiser.prepared(automaton))
    read = distill.loads(distill.dumps(Organism(rounded, "noise", (12, 12)))[0]).automaton
    for one, other in zip(jax.tree.leaves(read), jax.tree.leaves(rounded), strict=True):
        np.testing.assert_array_equal(one, other)


def test_odd_multiples_are_the_nearest_and_stay_and_have_a_gradient():
    values = jnp.asarray([[-1.0, 0.0], [0.51, 0.003]], jnp.float32)
    rounded = np.asarray(odd_through(values))
    np.testing.assert_array_equal(odd_through(jnp.asarray(rounded)), rounded)
    assert np.abs(rounded - values).max() <= 1.001 / 255
    assert (rounded != 0).all()
    np.testing.assert_array_equal(jax.grad(lambda v: (odd_through(v) * 3).sum())(values), 3.0)
    np.testing.assert_array_equal(odd_through(jnp.zeros((2, 2))), 0)


def test_training_is_given_rounded_weights_and_keeps_the_others():
    automaton = Int8().prepared(small_organism().automaton)
    engine = Quantised.around(DenseEngine.create(0, "float32"), Int8())
    objective = PictureObjective(jnp.zeros((1, 12, 12, 4)))
    start = jnp.asarray(automaton.seed(12, batch=2))
    told = automaton.conditions(Conditions(jnp.arange(2)), 2)
    wanted = objective.wanted(jnp.zeros(2, jnp.int32), jnp.int32(3))
    given = (start, objective, wanted, jnp.int32(3), told, 3)
    found = engine.loss_and_gradient(automaton, *given)
    expected = DenseEngine.create(0, "float32").loss_and_gradient(Int8()(automaton), *given)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_array_equal(one, other)
    unrounded = DenseEngine.create(0, "float32").loss_and_gradient(automaton, *given)
    assert (np.asarray(unrounded[2]) != np.asarray(found[2])).any()
    assert Quantised.around(engine, AbstractQuantiser()) is engine


@pytest.mark.long
def test_what_int8_training_leaves_is_converted_as_it_is():
    organism = small_organism()
    trained = Int8()(Int8().prepared(organism.automaton))
    kept = convert(dataclasses.replace(organism, automaton=trained))
    for one, other in zip(kept.automaton.update.layers, trained.update.layers, strict=True):
        np.testing.assert_array_equal(one.weight, other.weight)


def test_int8_training_refuses_what_integers_cannot_be():
    automaton = with_settings(small_organism().automaton, life="all")
    with pytest.raises(InputError, match="quantise is int8, but its AllLife"):
        Int8().prepared(automaton)
