"""The training loop as Python code meets it: events, functions of the user's own, stopping, and what it costs."""

from __future__ import annotations

import dataclasses
import itertools
import time
import types
from itertools import pairwise

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import exhaust, flat, lizard, tiny, weights

import blastema
from blastema.automaton import CellularAutomaton
from blastema.conditions import Conditions
from blastema.config import Phase
from blastema.errors import InputError
from blastema.objective import PictureObjective
from blastema.training import Own, Saved, SaveFailed, Started, Trained, Trainer, fit
from blastema.training.snapshots import MemoryCheckpoints

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes")


def kinds(events) -> list[str]:
    return [type(event).__name__ for event in events]


@pytest.fixture(scope="module")
def plain():
    """The events of a short training as it comes."""
    config = tiny()
    return exhaust(fit(lizard(config), config))


def test_events_come_in_order(plain):
    assert kinds(plain) == [
        "Started", "Saved", *["Trained"] * 10, "Saved", *["Trained"] * 10, "Saved", *["Trained"] * 4, "Saved",
        "Finished",
    ]  # fmt: skip
    assert [event.iteration for event in plain if isinstance(event, Trained)] == list(range(1, 25))
    assert [event.iteration for event in plain if isinstance(event, Saved)] == [0, 10, 20, 24]
    started, finished = plain[0], plain[-1]
    assert (started.iteration, started.config) == (0, tiny())
    assert started.engine in ("native", "jax")
    assert (finished.iteration, finished.reason, finished.saved) == (24, "complete", True)
    told = {"regime": "regenerating", "iterations": 24, "seed": 0, "log10_loss": round(finished.smoothed, 4)}
    assert finished.organism.provenance == told
    assert finished.organism.grid == (14, 14)
    assert 0 < sum(event.seconds for event in plain if isinstance(event, Trained)) < time.perf_counter()


def test_until_is_reached_by_a_loss_that_equals_it(plain):
    told = [event.smoothed for event in plain if isinstance(event, Trained)]
    config = tiny()
    *_, finished = exhaust(fit(lizard(config), config, until=min(told)))
    assert (finished.reason, finished.iteration) == ("until", 1 + told.index(min(told)))


def test_before_it_has_begun_a_training_knows_no_loss():
    config = tiny()
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    assert trainer.organism().provenance["log10_loss"] is None
    assert trainer.organism().seeds == ()
    aside = dataclasses.replace(lizard(config), seeds=((5, 6),))
    assert Trainer(aside, config, MemoryCheckpoints()).organism().seeds == ((5, 6),)
    assert trainer.progress.guards.settling == 3 * 16 // 4  # until a pool of 16 is drawn three times, four at a time


def test_the_same_call_gives_the_same_bits(plain):
    config = tiny()
    assert weights(exhaust(fit(lizard(config), config))[-1]).tobytes() == weights(plain[-1]).tobytes()


@pytest.mark.long
def test_another_seed_gives_another_organism(plain):
    config = tiny(seed=1)
    assert weights(exhaust(fit(lizard(config), config))[-1]).tobytes() != weights(plain[-1]).tobytes()


@pytest.mark.parametrize("regime", ["growing", "persistent", "regenerating"])
def test_it_learns(regime):
    """In 200 iterations of 6 to 8 steps the loss falls to half of what it was, or less, in every regime."""
    config = tiny(regime=regime, iterations=200, hidden=(32,), checkpoint_every=1000)
    events = exhaust(blastema.fit(lizard(config), config))
    losses = [event.figures.loss for event in events if isinstance(event, Trained)]
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:3])
    assert events[-1].smoothed == pytest.approx(np.mean(np.log10(losses[-100:])), abs=0.1)


def test_the_learning_rate_follows_the_schedule():
    phases = (Phase(4, (6, 9), 1e-3), Phase(16, (6, 9), 1e-3, 0.1, "cosine"))
    config = tiny(phases=phases)
    rates = [event.learning_rate for event in fit(lizard(config), config) if isinstance(event, Trained)]
    assert rates[:5] == pytest.approx([1e-3] * 5)
    assert all(before > after for before, after in pairwise(rates[4:21]))
    assert rates[20:] == pytest.approx([1e-4] * 4)


def test_until_stops_when_the_loss_is_reached():
    config = tiny(iterations=1000, hidden=(32,), checkpoint_every=1000)
    *before, saved, finished = exhaust(fit(lizard(config), config, until=-1.6))
    assert finished.reason == "until"
    assert finished.smoothed <= -1.6
    assert finished.iteration < 1000
    assert isinstance(saved, Saved)
    assert min(event.smoothed for event in before[:-1] if isinstance(event, Trained)) > -1.6


def test_a_request_to_stop_keeps_a_checkpoint():
    config, checkpoints = tiny(), MemoryCheckpoints()
    requests = iter([False] * 6 + [True])
    events = exhaust(fit(lizard(config), config, checkpoints=checkpoints, should_stop=lambda: next(requests)))
    assert (events[-1].reason, events[-1].iteration) == ("stopped", 7)
    assert checkpoints.latest_iteration() == 7


def test_leaving_the_loop_early_keeps_a_checkpoint_and_going_on_gives_the_same_bits(plain):
    config, checkpoints = tiny(), MemoryCheckpoints()
    for event in fit(lizard(config), config, checkpoints=checkpoints):
        if isinstance(event, Trained) and event.iteration == 13:
            break
    assert checkpoints.latest_iteration() == 13
    events = exhaust(fit(lizard(config), config, checkpoints=checkpoints))
    assert events[0].iteration == 13
    assert isinstance(events[1], Trained), "nothing new to save"
    assert weights(events[-1]).tobytes() == weights(plain[-1]).tobytes()


def test_leaving_at_once_is_fine():
    config, checkpoints = tiny(), MemoryCheckpoints()
    for event in fit(lizard(config), config, checkpoints=checkpoints):
        assert isinstance(event, Started)
        break
    assert checkpoints.latest() is None


def test_a_failed_save_is_told_and_the_training_goes_on():
    class Full(MemoryCheckpoints):
        def save(self, snapshot):
            if snapshot.progress.iteration in (10, 24):
                raise OSError(28, "No space left on device")
            super().save(snapshot)

    config, checkpoints = tiny(), Full()
    events = exhaust(fit(lizard(config), config, checkpoints=checkpoints))
    assert [event for event in events if isinstance(event, SaveFailed)] == [
        SaveFailed(10, "No space left on device"),
        SaveFailed(24, "No space left on device"),
    ]
    assert (events[-1].reason, events[-1].saved) == ("complete", False)
    assert checkpoints.latest_iteration() == 20


def test_minutes_make_checkpoints_that_the_guards_do_not_use():
    config, checkpoints = tiny(checkpoint_minutes=1e-9), MemoryCheckpoints()
    events = fit(lizard(config), config, checkpoints=checkpoints)
    for event in events:
        if isinstance(event, Saved) and event.iteration == 13:
            assert (checkpoints.latest_iteration(), checkpoints.last_good().progress.iteration) == (13, 10)
            events.close()
            return
    pytest.fail("no checkpoint after the 13th iteration")


def test_checkpoints_are_minutes_apart(monkeypatch):
    """By a clock that is asked once per iteration and once per checkpoint, and is 15 seconds further each time."""
    moments = itertools.count(1000, 15)
    clock = types.SimpleNamespace(monotonic=lambda: next(moments), perf_counter=time.perf_counter)
    monkeypatch.setattr("blastema.training.loop.time", clock)
    config = tiny(checkpoint_minutes=1.0, checkpoint_every=1000)
    events = exhaust(fit(lizard(config), config))
    assert [event.iteration for event in events if isinstance(event, Saved)] == [0, 4, 8, 12, 16, 20, 24]


# --- the average, and phases ------------------------------------------------------------------------------------------


def test_the_running_average_becomes_the_organism():
    config = tiny(weight_average=0.4)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    average = flat(trainer.state.automaton)
    for event in trainer.events(None, lambda: False):
        if isinstance(event, Trained):
            done = event.iteration - 1
            decay = min(0.4, (1 + done) / (10 + done))
            average = decay * average + (1 - decay) * flat(event.view.state.automaton)
    np.testing.assert_allclose(weights(event), average, rtol=0, atol=1e-6)
    assert np.abs(average - flat(trainer.state.automaton)).max() > 1e-4
    np.testing.assert_array_equal(weights(event), flat(trainer.state.average))


def rounded(automaton) -> list[np.ndarray]:
    """The layers with each unit's weights as whole multiples, up to 127, of a power of two; biases as they are."""
    arrays = []
    for layer in automaton.update.layers:
        weight = np.asarray(layer.weight, np.float64)
        quanta = [2.0 ** np.ceil(np.log2(largest / 127.5)) if largest else 1 for largest in np.abs(weight).max(0)]
        arrays += [np.round(weight / quanta) * quanta, np.asarray(layer.bias, np.float64)]
    return arrays


def test_the_running_average_is_of_the_rounded_weights_that_the_engine_was_given():
    """An average of the others would round a weight whose best value is between two levels to either by chance."""
    config = tiny(weight_average=0.4, quantise="int8", learning_rate=0.01)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    average = [np.asarray(leaf, np.float64) for leaf in jax.tree.leaves(trainer.state.average)]
    for event in trainer.events(None, lambda: False):
        if isinstance(event, Trained):
            decay = min(0.4, event.iteration / (9 + event.iteration))
            found = rounded(event.view.state.automaton)
            average = [decay * old + (1 - decay) * new for old, new in zip(average, found, strict=True)]
    for one, other in zip(jax.tree.leaves(trainer.state.average), average, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)
    plain = jax.tree.leaves(trainer.state.automaton)
    assert max(np.abs(one - other).max() for one, other in zip(average, plain, strict=True)) > 1e-4
    for one, other in zip(rounded(trainer.organism().automaton), rounded(trainer.state.average), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-6)


def test_refining_episodes_have_their_own_number_of_steps():
    """Counted by an automaton that adds a hundredth to a channel at each step."""
    phases = (Phase(10, (6, 9)), Phase(14, (20, 23), 1e-3, 0.1, "cosine"))
    config = tiny(phases=phases, fire_rate=1.0, life="all")
    counter = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    counter = eqx.tree_at(lambda a: a.update.layers[-1].bias, counter, jnp.zeros(8).at[5].set(0.01))
    trainer = Trainer(lizard(config), config, MemoryCheckpoints(), counter)

    def steps_of(iteration):
        before, after = trainer.episode.batch(trainer.state, iteration, 0)
        return round(float((after - before)[0, 0, 0, 5]) * 100)

    assert {steps_of(iteration) for iteration in range(10)} == {6, 7, 8}
    assert {steps_of(iteration) for iteration in range(10, 24)} == {20, 21, 22}


def test_until_it_is_refined_a_training_goes_as_without(plain):
    config = tiny(phases=(Phase(12, (6, 9)), Phase(12, (10, 12), 1e-3, 0.1, "cosine")))
    losses = [event.figures.loss for event in fit(lizard(config), config) if isinstance(event, Trained)]
    expected = [event.figures.loss for event in plain if isinstance(event, Trained)]
    assert losses[:12] == expected[:12]
    assert losses[12:] != expected[12:]


# --- what it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kernel", ["auto", "jax"])
def test_an_iteration_is_compiled_once_whatever_happens(kernel):
    """Random numbers of steps, roll-backs and a restored checkpoint do not compile it again."""
    config = tiny(kernel=kernel, learning_rate=0.6, iterations=40, seed=3, max_rollbacks=20)
    checkpoints = MemoryCheckpoints()
    trainer = Trainer(lizard(config), config, checkpoints)
    events = exhaust(trainer.events(None, lambda: False))
    assert "RolledBack" in kinds(events)
    trainer._restore(checkpoints.latest())
    trainer._iterate()
    assert trainer.episode._compiled._cache_size() == 1
    assert trainer.episode._refresh._cache_size() == 1


def test_the_pool_is_changed_in_place():
    config = tiny(pool_size=200)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    trainer._iterate()
    before, place = trainer.state.memory.pool, trainer.state.memory.pool.unsafe_buffer_pointer()
    trainer._iterate()
    assert before.is_deleted(), "it was given away"
    assert trainer.state.memory.pool.unsafe_buffer_pointer() == place
    assert trainer.state.memory.pool.shape == (200, 14, 14, 8)


def test_an_iteration_changes_as_many_states_as_the_batch_has():
    config = tiny(pool_size=50, damage_count=0)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    trainer._iterate()  # from here on the rule does something
    before = np.array(trainer.state.memory.pool)
    trainer._iterate()
    changed = (before != np.asarray(trainer.state.memory.pool)).any(axis=(1, 2, 3))
    assert changed.sum() == config.training.batch_size


# --- grids, seeds and labels ------------------------------------------------------------------------------------------


@pytest.mark.long
def test_grids_need_not_be_square_and_seeds_may_be_anywhere():
    """A worm on a grid of 10 x 16 that grows from two cells, as a planarian's would."""
    config = tiny(size=10, square=False, seed_at=("5,4", "10,6"), iterations=3, trim=False)
    pixels = np.zeros((10, 25, 4), np.uint8)
    pixels[2:8, 2:-2] = (200, 90, 60, 255)
    target = blastema.load_target(pixels, config.target)
    assert target.grid == (10, 16)
    trainer = Trainer(target, config, MemoryCheckpoints())
    first = np.asarray(trainer.state.memory.pool[0])
    assert np.argwhere(first[..., 3] == 1).tolist() == [[4, 5], [6, 10]]
    organism = exhaust(trainer.events(None, lambda: False))[-1].organism
    assert (organism.grid, organism.seeds, organism.grow(3).shape) == ((10, 16), ((4, 5), (6, 10)), (10, 16, 8))
    with pytest.raises(
        InputError, match="seed-at 12,11 lies outside the grid; expected X,Y with X 0 to 15 and Y 0 to 9"
    ):
        fit(target, config.replace(seed_at=("12,11",)))


@pytest.mark.long
def test_one_rule_learns_two_pictures_by_a_signal():
    """A sample's label says which picture is due of it, and is what its cells are told."""
    config = tiny(iterations=300, hidden=(32,), signal=2, regime="growing", batch_size=8)
    target = lizard(config)
    pictures = jnp.stack([jnp.asarray(target.array), jnp.asarray(target.array)[:, ::-1][..., jnp.array([2, 1, 0, 3])]])
    events = exhaust(fit(target, config, objective=PictureObjective(pictures)))
    losses = [event.figures.loss for event in events if isinstance(event, Trained)]
    assert np.mean(losses[-10:]) < 0.5 * np.mean(losses[:5])
    organism = events[-1].organism
    for label in range(2):
        signal = np.eye(2, dtype=np.float32)[label]
        grown = organism.grow(8, Conditions(3, signal=signal))[..., :4]
        errors = [float(((grown - picture) ** 2).mean()) for picture in pictures]
        assert errors[label] < 0.8 * errors[1 - label]


def test_labels_stay_with_the_states_of_the_pool():
    config = tiny(signal=3, regime="persistent", pool_size=9, iterations=5)
    target = lizard(config)
    pictures = jnp.stack([jnp.asarray(target.array) * share for share in (0.2, 0.6, 1.0)])
    trainer = Trainer(target, config, MemoryCheckpoints(), own=Own(objective=PictureObjective(pictures)))
    assert np.asarray(trainer.state.memory.labels).tolist() == [0, 1, 2] * 3
    seen = []
    for _ in range(5):
        before = np.asarray(trainer.state.memory.labels)
        trainer._iterate()
        seen.append(int((before != np.asarray(trainer.state.memory.labels)).sum()))
    assert max(seen) <= 1, "only the sample that becomes the seed gets another label"
    assert sum(seen) > 0
