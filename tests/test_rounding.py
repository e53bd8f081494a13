"""Rounding of weights: what remains compensates for each, pruned ones stay away, and organisms lose little by it."""

from __future__ import annotations

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zoo_fixtures import GOLDEN

from blastema import article_kind
from blastema._types import Dense
from blastema.errors import InputError
from blastema.formats import distill, organism_file
from blastema.integer.conversion import INT8, balanced, convert
from blastema.integer.parts import rounded_through
from blastema.lifetime import features_met, lifetime
from blastema.organism import Organism
from blastema.rounding import rounded
from blastema.surgeon import Surgeon
from blastema.trajectory import Trajectory


@pytest.fixture(scope="module")
def golden() -> Organism:
    return organism_file.load(GOLDEN)


def with_layers(organism: Organism, layers: tuple[Dense, Dense]) -> Organism:
    return dataclasses.replace(organism, automaton=article_kind.with_layers(organism.automaton, layers))


def log10_error(organism: Organism) -> float:
    """Log10 of the mean E of 4 samples at step 200."""
    for now in Trajectory.seeded(organism, range(4)).through((200,)):
        error = float(np.log10(((now.states[..., :4] - organism.target.array) ** 2).mean()))
    return error


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), fixed=st.lists(st.integers(0, 4), min_size=1, max_size=4, unique=True))
def test_the_others_compensate_as_least_squares_would(seed, fixed):
    """Judge: for given values of some inputs, the weights of the others that change the outputs least."""
    rng = np.random.default_rng(seed)
    inputs = np.hstack([rng.normal(size=(40, 5)) @ rng.normal(size=(5, 5)), np.ones((40, 1))])
    rows = rng.normal(size=(6, 3))
    surgeon = Surgeon(inputs.T @ inputs / 40, Dense(jnp.asarray(rows[:-1]), jnp.asarray(rows[-1])))
    rows = surgeon.rows.copy()
    values = rng.normal(size=(5, 3))
    for index in fixed:
        surgeon.fix(index, values[index])
    free = [index for index in range(6) if index not in fixed]
    missing = inputs @ rows - inputs[:, fixed] @ values[fixed]
    expected, *_ = np.linalg.lstsq(inputs[:, free], missing, rcond=None)
    np.testing.assert_array_equal(surgeon.rows[fixed], values[fixed])

    def changed(others: np.ndarray) -> float:
        return float(((inputs[:, free] @ others - missing) ** 2).mean())

    # By what they do: collinear inputs have many best weights.
    assert changed(surgeon.rows[free]) <= changed(expected) + 1e-3 * (1 + changed(0 * expected))


def test_a_rule_in_eight_bits_says_nearly_the_same(golden):
    """Less than half of the error of rounding each weight to the nearest."""
    layers = balanced(golden.automaton.update.layers)
    nearest = tuple(layer._replace(weight=rounded_through(layer.weight)) for layer in layers)
    found = rounded(golden, [layers], INT8)
    for layer in found:
        np.testing.assert_array_equal(rounded_through(layer.weight), layer.weight)
    inputs = np.concatenate([features_met(now) for now in lifetime(golden)])

    def changes(layers: tuple[Dense, Dense]) -> np.ndarray:
        (weight, bias), (last, last_bias) = layers
        return np.maximum(inputs @ np.asarray(weight) + np.asarray(bias), 0) @ np.asarray(last) + np.asarray(last_bias)

    wanted = changes(layers)
    errors = [float(np.sqrt(((changes(each) - wanted) ** 2).mean())) for each in (found, nearest)]
    assert errors[0] < 0.5 * errors[1], errors


@pytest.mark.long
def test_organisms_in_integers_and_as_web_models_grow_as_well(golden):
    plain = log10_error(golden)
    assert log10_error(convert(golden)) < plain + 0.1
    web = distill.loads(distill.dumps(golden)[0], target=golden.target).automaton
    assert log10_error(dataclasses.replace(golden, automaton=web)) < plain + 0.1


@pytest.mark.long
@pytest.mark.parametrize("best", [0, 1])
def test_of_several_scales_the_one_whose_organism_differs_least_is_chosen(golden, best):
    """Units so small that the format of one scale has no values for them are a bad choice, wherever it stands."""
    first, last = golden.automaton.update.layers
    good = distill.evened((first, last), 0.5)
    factor = jnp.geomspace(1e-3, 1e3, first.bias.size)
    bad = Dense(first.weight * factor[None], first.bias * factor), last._replace(weight=last.weight / factor[:, None])
    scaled = [bad, bad]
    scaled[best] = good
    for found, expected in zip(rounded(golden, scaled, distill.ODD), rounded(golden, [good], distill.ODD), strict=True):
        np.testing.assert_array_equal(found.weight, expected.weight)


def test_pruned_inputs_stay_away(golden):
    first, last = golden.automaton.update.layers
    pruned = first._replace(weight=first.weight.at[jnp.asarray([2, 30])].set(0))
    (weight, _), _ = rounded(with_layers(golden, (pruned, last)), [balanced((pruned, last))], INT8)
    silent = ~np.asarray(weight).any(1)
    assert np.flatnonzero(silent).tolist() == [2, 30]


def test_hidden_units_are_evened_and_do_the_same(golden):
    layers = golden.automaton.update.layers
    even = distill.evened(layers, 0.5)
    inputs = np.random.default_rng(0).normal(size=(20, layers[0].weight.shape[0]))

    def changes(layers: tuple[Dense, Dense]) -> np.ndarray:
        (weight, bias), (last, last_bias) = layers
        return np.maximum(inputs @ np.asarray(weight) + np.asarray(bias), 0) @ np.asarray(last) + np.asarray(last_bias)

    np.testing.assert_allclose(changes(even), changes(layers), rtol=1e-4, atol=1e-4)
    told, tells = np.abs(np.asarray(even[0].weight)).max(0), np.abs(np.asarray(even[1].weight)).max(1)
    np.testing.assert_allclose(told / tells, (told / tells)[0], rtol=1e-3)


def test_a_lifetime_has_growth_and_four_wounds_or_ends_where_it_overgrows(golden):
    seen = list(lifetime(golden))
    assert [now.step for now in seen] == [4, 8, 16, 24, 32, 48, 64, 96, 128, 200, 201, 204, 208, 216, 232, 264]
    assert [len(now.states) for now in seen[-7:]] == [2, 8, 8, 8, 8, 8, 8]
    first, last = golden.automaton.update.layers
    grows_over = with_layers(golden, (first, Dense(last.weight * 0, last.bias * 0 + 0.02)))
    wide = dataclasses.replace(grows_over, grid=(300, 300))
    assert [now.step for now in lifetime(wide)][-1] == 96


def test_what_dies_early_is_rounded_by_what_it_has_met(golden):
    first, last = golden.automaton.update.layers
    fades = with_layers(golden, (first, Dense(last.weight * 0, jnp.zeros_like(last.bias).at[3].set(-0.1))))
    alive = [len(features_met(now)) > 0 for now in lifetime(fades)]
    assert alive[0]
    assert not alive[-1]
    assert convert(fades).automaton.update.layers[1].bias[3] == pytest.approx(-0.1, abs=1e-3)


def test_what_does_not_live_cannot_be_rounded(golden):
    first, last = golden.automaton.update.layers
    dies = with_layers(golden, (first, last._replace(bias=last.bias.at[3].set(-9.0))))
    with pytest.raises(InputError, match="cannot be rounded: nothing is alive while it grows"):
        convert(dies)
