"""What the browser engines are held to is what Python does: the stored golden files are made again here."""

from __future__ import annotations

import json

import jax
import judge
import numpy as np
import pytest
import web_digits
import web_kinds_judge as kinds
import web_levels as levels
import web_targets as targets
import web_training as training
import web_volumes as volumes
from helpers import relative_error
from make_golden import GOLDEN, ORGANISM, STEPS
from make_web_golden import (
    DECODER,
    DIGITS,
    EXAMPLES,
    LEVELS,
    NAMES,
    ODD,
    TARGETS,
    TRAINING,
    VOLUMES,
    WAYS,
    decoded,
    odd_steps,
)
from web_kind_cases import KIND_CASES, KINDS, follow_kind
from web_regions import REGIONS, regions
from web_species import AT, MIRRORED, follow, mirrored, population, situation

import blastema as bl
from blastema.assembly import settings_of
from blastema.formats import organism_file


@pytest.mark.long
def test_the_stored_regions_are_those_of_the_package():
    stored = json.loads(REGIONS.read_text("utf-8"))
    made = regions()
    assert stored == json.loads(json.dumps(made))
    assert {case["kind"] for case in stored} == {"cut", "slit", "circle", "half-plane", "square", "scatter"}


def test_the_mirrored_lizard_is_the_small_one_in_a_mirror():
    stored, made = bl.load_organism(MIRRORED), mirrored(bl.load_organism(ORGANISM))
    for value, expected in zip(jax.tree.leaves(stored.automaton), jax.tree.leaves(made.automaton), strict=True):
        np.testing.assert_array_equal(value, expected)
    assert settings_of(stored.automaton) == settings_of(made.automaton)


@pytest.mark.parametrize("name", NAMES)
def test_the_stored_trajectory_is_the_judges(name):
    with np.load(GOLDEN / f"{name}.npz", allow_pickle=False) as file:
        stored = {key: file[key] for key in file.files}
    asked = situation(name)
    for key, value in asked.items():
        np.testing.assert_array_equal(stored[key], value)
    made = follow(asked, int(stored["seed"]))
    assert made is not None, "rounding could change it"
    for key in ("species", "fires", "alive"):
        np.testing.assert_array_equal(stored[key], made[key])
    assert tuple(stored["at"]) == AT
    assert stored["states"].dtype == np.float32
    assert relative_error(made["states"], stored["states"]) < 1e-6
    assert len(stored["alive"]) == STEPS


@pytest.mark.parametrize("name", NAMES)
def test_both_species_live_and_meet(name):
    with np.load(GOLDEN / f"{name}.npz", allow_pickle=False) as file:
        state, species = file["states"][-1], file["species"][-1]
    living = state[..., judge.ALPHA] > 0.1
    assert min((living & (species == index)).sum() for index in (0, 1)) > 100
    beside = [(living & (species == 0))[:, :-1] & (living & (species == 1))[:, 1:]]
    assert sum(map(np.sum, beside)) > 0
    assert len(population(0.0)) == 2


def test_the_steps_of_the_organism_of_many_features_are_the_judges():
    with np.load(ODD, allow_pickle=False) as file:
        stored = {key: file[key] for key in file.files}
    made = odd_steps(int(stored["seed"]))
    assert made is not None, "rounding could change it"
    assert stored.keys() == made.keys()
    np.testing.assert_array_equal(stored["start"], made["start"])
    for way in WAYS:
        assert relative_error(stored[way], made[way]) < 1e-6
        assert np.abs(stored[way]).max() > 0.5


def test_every_kind_is_stored():
    with np.load(KINDS, allow_pickle=False) as file:
        assert [case["name"] for case in json.loads(str(file["cases"]))] == list(KIND_CASES)


@pytest.mark.parametrize("name", KIND_CASES)
def test_the_steps_of_each_kind_are_the_judges(name):
    with np.load(KINDS, allow_pickle=False) as file:
        case = next(case for case in json.loads(str(file["cases"])) if case["name"] == name)
        stored = {key.removeprefix(f"{name}."): file[key] for key in file.files if key.startswith(f"{name}.")}
    made = follow_kind(name, case["number"])
    assert made is not None, "rounding could change it"
    assert case["settings"]["seed"] == made["world"].seed
    np.testing.assert_array_equal(stored["start"], made["start"])
    np.testing.assert_array_equal(stored["species"], made["owners"])
    assert relative_error(made["states"], stored["states"]) < 1e-6
    for index, one in enumerate(made["population"]):
        file = kinds.organism_file(one, f"{name}-{index}", made["start"].shape[:2])
        assert stored[f"organism{index}"].tobytes() == file


@pytest.fixture(scope="module")
def stored_training():
    with np.load(TRAINING, allow_pickle=False) as file:
        return {key: file[key] for key in file.files}


def test_the_stored_trainings_are_asked_for_as_now(stored_training):
    cases = json.loads(str(stored_training["cases"]))
    assert [case["name"] for case in cases] == list(training.KINDS)
    for asked in cases:
        case = training.case(asked["name"], asked["number"])
        assert asked["recipe"] == json.loads(json.dumps(case.recipe()))
        np.testing.assert_array_equal(stored_training[f"{asked['name']}.states"], case.states)
    assert json.loads(str(stored_training["course"])) == json.loads(json.dumps(training.course()))
    made = json.dumps(training.guarded()).replace("Infinity", "1e999")
    assert json.loads(str(stored_training["guards"])) == json.loads(made)


@pytest.mark.long
def test_the_stored_training_iterations_are_those_of_the_native_kernel(stored_training):
    """They were made by the specification; the kernel that the page has is the native one."""
    for asked in json.loads(str(stored_training["cases"])):
        case = training.case(asked["name"], asked["number"])
        for key, value in training.kept(case, "native").items():
            assert relative_error(value, stored_training[f"{asked['name']}.{key}"]) < 1e-4, (asked["name"], key)


def test_the_stored_targets_are_those_of_the_package():
    with np.load(TARGETS, allow_pickle=False) as file:
        for name, picture in targets.pictures().items():
            np.testing.assert_array_equal(file[f"{name}.picture"], picture)
            for key, value in targets.found(picture).items():
                np.testing.assert_array_equal(file[f"{name}.{key}"], value, err_msg=f"{name}.{key}")


def test_the_stored_picture_of_a_decoder_is_that_of_the_judge_and_of_the_package():
    with np.load(DECODER) as stored:
        for name in ("state", "picture"):
            np.testing.assert_array_equal(stored[name], decoded()[name])
        organism = organism_file.loads(stored["organism"].tobytes())
        np.testing.assert_allclose(organism.shown(stored["state"]), stored["picture"], atol=1e-5)


@pytest.mark.long
def test_the_stored_digits_are_those_of_the_package():
    with np.load(DIGITS) as stored:
        for name, made in web_digits.found().items():
            if name.endswith(".states"):
                np.testing.assert_allclose(made, stored[name], rtol=1e-5, atol=1e-5)
            else:
                np.testing.assert_array_equal(made, stored[name])


def test_the_examples_of_the_page_of_digits_are_held_out_ones():
    pytest.importorskip("sklearn")
    assert EXAMPLES.read_text("utf-8") == web_digits.examples_text()
    with np.load(DIGITS) as stored:
        for name, made in web_digits.examples_ink().items():
            np.testing.assert_array_equal(made, stored[name])


def test_the_stored_volumes_are_those_of_the_package():
    with np.load(VOLUMES) as stored:
        assert {key.partition(".")[0] for key in stored if "." in key} == set(volumes.CASES)
        for name in ("senses", "replacing"):
            made = volumes.found(name, int(stored[f"{name}.key"]))
            np.testing.assert_array_equal(made["start"], stored[f"{name}.start"])
            np.testing.assert_array_equal(made["organism"], stored[f"{name}.organism"])
            np.testing.assert_allclose(made["states"], stored[f"{name}.states"], atol=1e-5)


@pytest.mark.long
def test_the_stored_two_levels_are_those_of_the_package():
    with np.load(LEVELS) as stored:
        assert {key.removesuffix(".start") for key in stored if key.endswith(".start")} == set(levels.CASES)
        for name in ("torus", "three"):
            made = levels.found(name, int(stored[f"{name}.key"]))
            np.testing.assert_array_equal(made["start"], stored[f"{name}.start"])
            np.testing.assert_array_equal(made["organism"], stored[f"{name}.organism"])
            np.testing.assert_allclose(made["states"], stored[f"{name}.states"], atol=1e-4)
        np.testing.assert_allclose(levels.shipped_states(), stored["shipped.states"], atol=1e-4)
