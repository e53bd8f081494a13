"""Rules without directions of the grid: perceptions by a judge in NumPy, turned seeds, a picture at any angle."""

from __future__ import annotations

import dataclasses
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from helpers import random_states
from training_helpers import lizard, tiny

from blastema import cli, engines
from blastema.any_angle import AnyAngle
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import AutomatonConfig, Config, Part, TurningConfig
from blastema.config.presets import preset
from blastema.drawing.film import Film
from blastema.errors import InputError, KernelUnavailableError
from blastema.evaluation import turning as measured
from blastema.fitting import planted
from blastema.formats import organism_file
from blastema.objective import Measure
from blastema.organism import Organism
from blastema.page import entries
from blastema.training import fit
from blastema.training.curricula import Memory, Scene, curriculum_of
from blastema.training.parts import objective_of
from blastema.training.turning import turned_seeds
from blastema.turns import angles, apart, compass, turned, turned_places

CHANNELS = 6
LINEAR = {"filters": ("identity", "laplacian_unscaled")}
KINDS = {"filters": LINEAR, "isotropic": {"perception": "isotropic"}, "steerable": {"perception": "steerable"}}


def automaton_of(settings: dict, number: int = 3) -> CellularAutomaton:
    """Of a kind, with weights drawn from a number."""
    config = AutomatonConfig(channels=CHANNELS, hidden=(12,), **settings)
    automaton = CellularAutomaton.initial(config, jax.random.key(number))
    rng = np.random.default_rng(number)
    drawn = jax.tree.map(lambda leaf: jnp.asarray(rng.normal(size=leaf.shape) * 0.1, jnp.float32), automaton.update)
    return dataclasses.replace(automaton, update=drawn)


def judged(kind: str, state: np.ndarray) -> np.ndarray:
    """Features of one state [H, W, C], cell by cell, in double precision; the edges are joined."""
    height, width, _ = state.shape
    found = []
    for row in range(height):
        for column in range(width):
            near = {
                (down, right): state[(row + down) % height, (column + right) % width].astype(np.float64)
                for down in (-1, 0, 1)
                for right in (-1, 0, 1)
            }
            across = sum(right * (2 - abs(down)) * near[down, right] for down, right in near)
            below = sum(down * (2 - abs(right)) * near[down, right] for down, right in near)
            corners = near[-1, -1] + near[-1, 1] + near[1, -1] + near[1, 1]
            sides = near[-1, 0] + near[1, 0] + near[0, -1] + near[0, 1]
            laplacian = corners + 2 * sides - 12 * near[0, 0]
            if kind == "isotropic":
                found.append(np.concatenate([near[0, 0], laplacian, np.hypot(across, below)]))
            else:
                heading = math.atan2(below[-1], across[-1])
                along = across * math.cos(heading) + below * math.sin(heading)
                aside = below * math.cos(heading) - across * math.sin(heading)
                found.append(np.concatenate([near[0, 0], along, aside, laplacian]))
    return np.stack(found).reshape(height, width, -1)


@pytest.mark.parametrize("kind", ["isotropic", "steerable"])
def test_perceptions_are_what_the_judge_says(kind: str):
    state = random_states(1, 1, 7, 5, CHANNELS)[0]
    automaton = automaton_of(KINDS[kind] | {"boundary": "torus"})
    found = np.asarray(automaton.perceive(state, Conditions(angle=1.0)))
    assert found.shape[-1] == automaton.perception.features(CHANNELS)
    np.testing.assert_allclose(found, judged(kind, np.asarray(state)), atol=3e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_of_what_is_turned_by_a_quarter_is_the_turned_step(kind: str):
    automaton = automaton_of(KINDS[kind] | {"fire_rate": 1.0})
    state = np.asarray(random_states(2, 1, 9, 9, CHANNELS)[0]) * 0.3
    after = np.asarray(automaton.step(state))
    assert np.abs(after - state).max() > 0.05
    for quarters in (1, 2, 3):
        found = np.asarray(automaton.step(np.rot90(state, quarters)))
        np.testing.assert_allclose(found, np.rot90(after, quarters), atol=1e-5)
    mirrored = np.abs(np.asarray(automaton.step(state[:, ::-1])) - after[:, ::-1]).max()
    assert (mirrored > 1e-2) == (kind == "steerable")  # it alone tells left from right


def test_a_rule_of_gradients_is_not_turned_by_its_state():
    automaton = automaton_of({"fire_rate": 1.0})
    state = np.asarray(random_states(2, 1, 9, 9, CHANNELS)[0]) * 0.3
    found = np.asarray(automaton.step(np.rot90(state)))
    assert np.abs(found - np.rot90(np.asarray(automaton.step(state)))).max() > 1e-2


@pytest.mark.long
def test_gradients_are_finite_where_nothing_is():
    for kind in ("isotropic", "steerable"):
        automaton = automaton_of(KINDS[kind] | {"life": "all"})
        slope = jax.grad(lambda state, rule=automaton: rule.step(state).sum())(jnp.zeros((5, 5, CHANNELS)))
        assert np.isfinite(np.asarray(slope)).all()


@pytest.mark.long
def test_engines_and_the_page_refuse_what_they_do_not_know_and_files_keep_it():
    for kind in ("isotropic", "steerable"):
        automaton = automaton_of(KINDS[kind])
        organism = Organism(automaton, kind, (9, 9))
        with pytest.raises(KernelUnavailableError, match=f"does not support the perception {kind.title()}Perception"):
            engines.resolve("native", automaton)
        with pytest.raises(InputError, match=f"its perception '{kind}' is not one that the page supports"):
            entries.refuse(organism)
        again = organism_file.loads(organism_file.dumps(organism)).automaton
        assert settings_of(again) == settings_of(automaton)
        state = random_states(1, 1, 6, 6, CHANNELS)[0]
        np.testing.assert_array_equal(again.step(state), automaton.step(state))


# --- turns ------------------------------------------------------------------------------------------------------------


def test_places_turn_as_pictures_do_and_quarters_are_exact():
    picture = np.zeros((11, 11, 1), np.float32)
    picture[2, 7] = 1
    for quarters, angle in enumerate(angles(4)):
        (row, column) = turned_places([(2, 7)], angle, (5, 5))[0]
        np.testing.assert_array_equal(turned(picture, angle), np.rot90(picture, quarters))
        assert turned(picture, angle)[row, column] == 1
    eighth = turned_places([(5, 9), (5, 5)], math.pi / 4, (5, 5)).tolist()
    assert eighth == [[2, 8], [5, 5]]  # from the right to the upper right
    assert apart(0.1, 2 * math.pi - 0.1) == pytest.approx(0.2)


def test_the_compass_is_like_none_of_its_turns_and_mirror_images():
    itself = sorted(map(list, compass(21, 21)))
    assert all(sorted(turned_places(compass(21, 21), angle, (10, 10)).tolist()) != itself for angle in angles(32)[1:])
    # Seen from the middle, the groups of 1, 2 and 4 cells follow one another in one direction, which no mirror keeps.
    cells = np.array(compass(21, 21)) - 10
    one, two, four = cells[0], cells[1:3].mean(axis=0), cells[3:].mean(axis=0)
    for first, then in ((one, two), (two, four), (four, one)):
        assert np.linalg.det([first, then]) > 0


def seeded(turn_count: int = 4):
    """A curriculum of turned seeds, a picture of its own, and the seed."""
    config = Config().replace(regime="turning", turn_count=turn_count, batch_size=3, pool_size=8, damage_count=0)
    seed = np.zeros((11, 11, CHANNELS), np.float32)
    for row, column in ((3, 5), (5, 5), (5, 6)):
        seed[row, column, 3:] = 1
    return curriculum_of(config.training, 5), jnp.asarray(seed), config


@pytest.mark.long
def test_fresh_samples_stand_as_their_labels_say():
    curriculum, seed, _ = seeded()
    memory = curriculum.memory(seed, 4)
    assert memory.labels.tolist() == [0, 1, 2, 3, 0, 1, 2, 3]
    for label, state in zip(memory.labels.tolist(), np.asarray(memory.pool), strict=True):
        np.testing.assert_array_equal(state, np.rot90(np.asarray(seed), label))
    picture = np.random.default_rng(0).random((11, 11, 4), np.float32)
    objective = curriculum.objective(jnp.asarray(picture[None]), Measure(), None)
    for label in range(4):
        np.testing.assert_allclose(objective.pictures[label], np.rot90(picture, label), atol=1e-6)
    grown = Memory(memory.pool + 0.5, memory.labels)
    scene = Scene(seed, objective, 0.1, jnp.uint32(0), jnp.float32(0), jnp.array([2, 3]))
    start = curriculum.draw(grown, scene, lambda name: jax.random.key(len(name)))
    np.testing.assert_array_equal(start.states[0], np.rot90(np.asarray(seed), int(start.labels[0])))
    assert (np.asarray(start.states[1]) != np.asarray(seed)).any()
    np.testing.assert_array_equal(start.labels[1:], grown.labels[start.slots[1:]])


@pytest.mark.long
def test_after_a_roll_back_fresh_samples_stand_as_their_labels_say():
    curriculum, seed, _ = seeded()
    memory = curriculum.memory(seed, 4)
    refreshed = curriculum.refresh(memory._replace(pool=memory.pool + 1), seed, jax.random.key(0), 0.5)
    fresh = [number for number in range(8) if (np.asarray(refreshed.pool[number]) < 2).all()]
    assert 0 < len(fresh) < 8
    for number in fresh:
        np.testing.assert_array_equal(refreshed.pool[number], np.rot90(np.asarray(seed), number % 4))


def test_a_seed_that_tells_no_direction_is_refused():
    curriculum, seed, _ = seeded()
    with pytest.raises(InputError, match=r"the seed \(1 cell\) is unchanged by a rotation of 90 degrees"):
        curriculum.memory(jnp.zeros_like(seed).at[5, 5, 3:].set(1), 4)
    with pytest.raises(InputError, match="rotation of 180 degrees"):
        curriculum.memory(jnp.zeros_like(seed).at[5, 4:7, 3:].set(1), 4)


def test_angles_that_a_seed_does_not_tell_apart_are_refused():
    seed = np.zeros((24, 24, CHANNELS), np.float32)
    seed[*np.transpose(compass(24, 24)), 3:] = 1
    fewest = seeded(48)[0].memory(jnp.asarray(seed), 48)
    assert len({state.tobytes() for state in np.asarray(turned_seeds(jnp.asarray(seed), jnp.arange(48), 48))}) == 48
    assert len(fewest.pool) == 8
    with pytest.raises(InputError, match=r"rotated by 0 and by 6 degrees the seed has the same cells.*--turn-count 48"):
        seeded(60)[0].memory(jnp.asarray(seed), 60)


def test_a_seed_that_cannot_be_trained_from_leaves_no_run_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    flags = ["--filters", "identity", "laplacian_unscaled", "--from", "nothing", "--size", "16", "--out", "run"]
    assert cli.run(["grow", "lizard", "--regime", "turning", "--turn-count", "60", *flags]) == 2
    assert "--turn-count 48" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_settings_are_checked_and_a_run_knows_its_seeds():
    with pytest.raises(InputError, match="turn-count is 65"):
        TurningConfig(turn_count=65)
    with pytest.raises(InputError, match="damage-count is 4"):
        preset("turning", "fast", damage_count=4)
    target = type("Target", (), {"grid": (21, 21), "seeds": (), "motion": None})()
    config = planted(Config().replace(regime="turning"), target)
    assert config.target.seed_at == tuple(f"{column},{row}" for row, column in compass(21, 21))
    assert planted(Config(), target).target.seed_at == ()


def test_a_training_in_python_has_the_seed_that_the_command_gives_it():
    config = tiny(regime="turning", iterations=1)
    *_, done = fit(lizard(config), config)
    assert sorted(done.organism.places(*done.organism.grid)) == sorted(compass(*done.organism.grid))


# --- any angle --------------------------------------------------------------------------------------------------------


def test_any_angle_is_the_least_of_the_errors():
    rng = np.random.default_rng(5)
    picture, states = rng.random((9, 8, 4), np.float32), rng.random((3, 9, 8, CHANNELS), np.float32)
    loss = AnyAngle.of(picture, 12)
    every = [((states[..., :4] - turned(picture, angle)) ** 2).mean(axis=(1, 2, 3)) for angle in angles(12)]
    np.testing.assert_allclose(loss(jnp.asarray(states), picture), np.min(every, axis=0), rtol=1e-5)
    stands = np.concatenate([turned(picture, angles(12)[7]), np.zeros((9, 8, 2), np.float32)], axis=-1)
    assert float(loss(jnp.asarray(stands[None]), picture)[0]) < 1e-6
    assert int(jnp.argmin(loss.each(jnp.asarray(stands[None])))) == 7


def test_the_objective_of_any_angle_by_its_name():
    config = Config().replace(regime="growing", objective=Part("any-angle", {"angle_count": 8}))
    picture = np.random.default_rng(1).random((9, 9, 4), np.float32)
    target = type("Target", (), {"every": (type("One", (), {"array": picture})(),), "motion": None, "name": "one"})()
    automaton = automaton_of(LINEAR)
    objective = objective_of(target, config, curriculum_of(config.training, 5), automaton.life)
    state = np.concatenate([np.rot90(picture), np.zeros((9, 9, 2), np.float32)], axis=-1)[None]
    assert float(objective.distance(jnp.asarray(state), jnp.zeros(1, jnp.int32))[0]) < 1e-6
    none = config.replace(objective=Part("any-angle", {"angle_count": 0}))
    with pytest.raises(InputError, match="angle-count is 0"):
        objective_of(target, none, curriculum_of(config.training, 5), automaton.life)


# --- evaluation -------------------------------------------------------------------------------------------------------


def test_where_states_point_is_found():
    picture = np.random.default_rng(1).random((15, 15, 4), np.float32)
    states = np.stack([turned(picture, angle) for angle in angles(16)])
    found = measured.pointing(np.concatenate([states, states], axis=-1), picture)
    np.testing.assert_allclose(apart(found.radians, angles(16)), 0, atol=1e-9)
    assert found.errors.max() < 1e-12
    lost = measured.pointing(np.full((1, 15, 15, 4), np.nan), picture)
    assert np.isinf(lost.errors[0])


def test_steps_of_turned_states_are_compared():
    quarters = {}
    for name, settings in {"isotropic": LINEAR, "article's": {}}.items():
        organism = Organism(automaton_of(settings | {"life": "all"}), name, (9, 9))
        rows = measured.equivariance(dataclasses.replace(organism), "jax")
        assert [row["degrees"] for row in rows] == list(map(float, measured.STEP_ANGLES))
        quarters[name] = max(row["apart"] for row in rows if row["degrees"] % 90 == 0)
        assert all(row["floor"] < 1e-6 for row in rows if row["degrees"] % 90 == 0)
    assert quarters["isotropic"] < 1e-5 < 1e-2 < quarters["article's"]


@pytest.mark.parametrize("kind", ["isotropic", "steerable"])
def test_an_angle_that_would_have_no_effect_is_refused(kind):
    organism = Organism(automaton_of(KINDS[kind]), kind, (9, 9))
    assert Film(organism, angle_degrees=0).angle_degrees == 0
    with pytest.raises(InputError, match="perceives no directions of the grid"):
        Film(organism, angle_degrees=45)
    with pytest.raises(InputError, match=f"angle is 30, but the perception '{kind}' has no directions"):
        CellularAutomaton.initial(AutomatonConfig(perception=kind, angle=30), jax.random.key(0))
