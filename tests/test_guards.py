"""Guards: each known trouble of training is provoked, reported once, undone, and given up in the end."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from training_helpers import exhaust, lizard, tiny

from blastema.automaton import CellularAutomaton
from blastema.errors import TrainingFailedError
from blastema.objective import mean_squared_error
from blastema.training import Finished, Own, RolledBack, Trained, Trainer, fit
from blastema.training.guards import DEAD_PATIENCE, EXPLODED, JUMP_PATIENCE, Figures, Guards
from blastema.training.snapshots import MemoryCheckpoints

HEALTHY = Figures(0.01, 1.0, 5.0, 0.2, 0, 0.0)
NEW = Guards(empty_loss=0.1, batch_size=4)

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes")


def run(guards: Guards, figures: Figures, times: int) -> Guards:
    for _ in range(times):
        guards = guards.after(figures)
    return guards


def found(guards: Guards, figures: Figures) -> str | None:
    return guards.after(figures).trouble(figures)


def test_a_healthy_iteration_is_no_trouble():
    assert found(NEW, HEALTHY) is None
    assert run(NEW, HEALTHY, 1000).healthy()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("loss", float("nan"), "the loss is not finite"),
        ("loss", float("inf"), "the loss is not finite"),
        ("gradient_norm", float("nan"), "the gradient is not finite"),
        ("largest_state", 2 * EXPLODED, "exploded"),
        ("largest_state", float("nan"), "exploded"),
    ],
)
def test_broken_values_are_trouble_at_once(name, value, message):
    assert message in found(NEW, dataclasses.replace(HEALTHY, **{name: value}))


def test_death_is_given_some_patience():
    dead = dataclasses.replace(HEALTHY, dead_samples=4)
    almost = run(NEW, dead, DEAD_PATIENCE - 1)
    assert almost.trouble(dead) is None
    assert not almost.healthy()
    assert f"no living cell in {DEAD_PATIENCE} iterations" in found(almost, dead)
    assert found(almost.after(HEALTHY), dead) is None


def test_one_living_sample_is_life():
    assert run(NEW, dataclasses.replace(HEALTHY, dead_samples=3), 100).dead_for == 0


def test_a_broken_pool_is_trouble_once_something_was_learned():
    broken = dataclasses.replace(HEALTHY, loss=0.5, broken_drawn=1.0)
    assert run(NEW, broken, 500).trouble(broken) is None, "early patterns are worse than nothing, all of them"
    learned = run(NEW, HEALTHY, 50)
    assert not run(learned, broken, 10).healthy()
    assert "pool filled with broken states" in run(learned, broken, 20).trouble(broken)


def test_a_jump_of_the_loss_is_given_patience():
    jumped = dataclasses.replace(HEALTHY, loss=0.5)
    guards = run(NEW, HEALTHY, 100)
    high = 0
    while guards.trouble(jumped) is None:
        guards = guards.after(jumped)
        high += 1
    assert JUMP_PATIENCE < high < 2 * JUMP_PATIENCE
    assert "jumped and stayed up" in guards.trouble(jumped)


def test_a_pool_that_has_not_settled_is_not_judged():
    """An organism trained on under a harder regime gets worse before it gets better."""
    worse = dataclasses.replace(HEALTHY, loss=0.2, broken_drawn=1.0)
    guards = run(run(dataclasses.replace(NEW, settling=300), HEALTHY, 50), worse, 249)
    assert guards.trouble(worse) is None
    assert guards.healthy()
    assert "broken states" in found(guards, worse), "one that stays broken is, though"
    assert guards.after(worse).high_for == 0


def test_a_new_attempt_has_new_patience():
    guards = run(NEW, dataclasses.replace(HEALTHY, dead_samples=4, broken_drawn=1.0), 10).rolled_back()
    assert (guards.dead_for, guards.high_for, guards.broken) == (0, 0, 0.0)


# --- provoked in real trainings ---------------------------------------------------------------------------------------


def train(config, **functions):
    """Events, up to the end or the failure, and the failure."""
    events: list = []
    try:
        for event in fit(lizard(config), config, **functions):
            events.append(event)
    except TrainingFailedError as error:
        return events, error
    return events, None


def weights_of(state):
    return np.asarray(state.automaton.update.layers[0].weight).tolist()


def dead(memory):
    return memory._replace(pool=jnp.zeros_like(memory.pool))


def test_a_learning_rate_far_too_high_explodes_and_is_halved():
    config = tiny(learning_rate=0.6, iterations=60, seed=3, max_rollbacks=20)
    events, failure = train(config)
    assert failure is None
    rolled = [event for event in events if isinstance(event, RolledBack)]
    assert rolled
    for number, event in enumerate(rolled, 1):
        assert "exploded" in event.cause or "not finite" in event.cause or "died" in event.cause
        assert event.attempt == number
        assert event.back_to % 10 == 0
        assert event.back_to < event.iteration
        before, after = (events[events.index(event) + step] for step in (-1, 1))
        assert (before.iteration, after.iteration) == (event.iteration, event.back_to + 1)
        assert after.learning_rate == pytest.approx(0.6 * 0.5**number)
        assert after.attempt == number
    figures = [event.figures for event in events if isinstance(event, Trained)]
    assert max(f.largest_state for f in figures) > EXPLODED, "the figure that warns early shows it"
    assert isinstance(events[-1], Finished)
    assert events[-1].iteration == 60


def test_hopeless_settings_are_given_up_with_what_to_try():
    config = tiny(learning_rate=10.0, max_rollbacks=2)
    events, failure = train(config)
    assert [type(event) for event in events].count(RolledBack) == 2
    assert failure.exit_code == 3
    for text in ("after 2 roll-backs", "--learning-rate", "--damage-count", "--seed"):
        assert text in str(failure)


def test_who_leaves_at_trouble_keeps_what_was_before_it():
    config, checkpoints = tiny(learning_rate=10.0), MemoryCheckpoints()
    for event in fit(lizard(config), config, checkpoints=checkpoints):
        if isinstance(event, Trained) and event.trouble is not None:
            break
    assert checkpoints.latest_iteration() < event.iteration


def test_half_of_the_pool_begins_anew_after_a_roll_back():
    config = tiny(iterations=11)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    exhaust(trainer.events(None, lambda: False))
    before = np.asarray(trainer.checkpoints.last_good().restore(trainer.state).memory.pool)
    trainer._roll_back("for a test")
    unchanged = (np.asarray(trainer.state.memory.pool) == before).all(axis=(1, 2, 3))
    assert 4 <= unchanged.sum() <= 12, "of 16"


def test_without_roll_backs_the_first_trouble_ends_it():
    _, failure = train(tiny(learning_rate=10.0, max_rollbacks=0))
    assert "after 0 roll-backs" in str(failure)


def test_a_loss_that_is_not_a_number_goes_back_weights_and_all():
    """NaN as soon as more than a few cells are alive."""

    def loss(states, target):
        crowd = states[..., 3].sum(axis=(1, 2)) > 6
        return mean_squared_error(states, target) * jnp.where(crowd, jnp.nan, 1.0)

    config = tiny(max_rollbacks=1, hidden=(32,))
    target, checkpoints = lizard(config), MemoryCheckpoints()
    trainer = Trainer(target, config, checkpoints, own=Own(loss=loss))
    events, rolled = trainer.events(None, lambda: False), []
    with pytest.raises(TrainingFailedError, match="the loss is not finite, after 1 roll-backs"):  # noqa: PT012
        for event in events:
            if isinstance(event, RolledBack):
                rolled.append(event)
                good = checkpoints.last_good().restore(trainer.state)
                assert weights_of(trainer.state) == weights_of(good)
                seed = np.asarray(trainer.state.automaton.seed(14))
                fresh = (np.asarray(trainer.state.memory.pool) == seed).all(axis=(1, 2, 3))
                assert fresh.sum() >= 4, "about half of the pool of 16"
    assert len(rolled) == 1


def test_a_rule_that_kills_is_undone():
    """An automaton whose cells lose their alpha: no gradient is left, it would stay dead for ever."""
    config = tiny(iterations=60, max_rollbacks=1)
    automaton = CellularAutomaton.initial(config.automaton, jax.random.key(0))
    deadly = eqx.tree_at(lambda a: a.update.layers[-1].bias, automaton, replace_fn=lambda bias: bias.at[3].set(-5.0))
    events, failure = train(config, start=deadly)
    assert "died out" in str(failure)
    causes = [event.cause for event in events if isinstance(event, RolledBack)]
    assert causes == [f"the organism died out (no living cell in {DEAD_PATIENCE} iterations)"]
    figures = [event.figures for event in events if isinstance(event, Trained)]
    assert [f.dead_samples for f in figures[-DEAD_PATIENCE:]] == [4] * DEAD_PATIENCE
    assert {f.living_share for f in figures[-DEAD_PATIENCE:]} == {0.0}


def test_a_pool_full_of_broken_states_is_refreshed():
    config = tiny(iterations=1000)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    seen = []
    for event in trainer.events(None, lambda: False):
        if isinstance(event, Trained):
            seen.append(event)
        if isinstance(event, Trained) and event.iteration >= 20:
            # As if it had learned, and its pool then filled with what cannot recover: states without a living cell.
            guards = dataclasses.replace(trainer.progress.guards, best=-3.0)
            trainer.progress = dataclasses.replace(trainer.progress, guards=guards)
            if event.attempt == 0:
                trainer.state = trainer.state._replace(memory=dead(trainer.state.memory))
        if isinstance(event, RolledBack):
            break
    assert isinstance(event, RolledBack)
    assert "pool filled with broken states" in event.cause
    living = (trainer.state.memory.pool[..., 3] > 0.1).any(axis=(1, 2))
    assert living.sum() >= 4, "about half of 16, where there were none"
    figures = [line for line in seen if line.iteration > 20]
    assert max(f.figures.broken_drawn for f in figures) == 1.0, "the figure that warns early shows it"


def test_a_loss_that_jumps_and_stays_up_is_undone():
    """As if it had been very good once."""
    config = tiny(regime="growing", iterations=1000, learning_rate=1e-5)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    rolled = None
    for event in trainer.events(None, lambda: False):
        if isinstance(event, Trained) and event.iteration == 20:
            guards = dataclasses.replace(trainer.progress.guards, best=-4.0, baseline=-4.0)
            trainer.progress = dataclasses.replace(trainer.progress, guards=guards)
        if isinstance(event, RolledBack):
            rolled = event
            break
    assert "the loss jumped and stayed up" in rolled.cause
    assert rolled.iteration == 20 + JUMP_PATIENCE


def test_a_good_checkpoint_that_is_doomed_is_not_returned_to_for_ever():
    """NaN whatever is done, from iteration 14 on: the second attempt begins before the checkpoint of the first."""
    config = tiny(iterations=60, max_rollbacks=3)
    trainer = Trainer(lizard(config), config, MemoryCheckpoints())
    run, rolled = trainer.episode.run, []

    def doomed(state, iteration, attempt, scale, count):
        assert count == 1
        state, figures, rate = run(state, iteration, attempt, scale)
        return state, [(dataclasses.replace(figures, loss=float("nan")) if iteration >= 13 else figures, rate)]

    trainer.episode = SimpleNamespace(stretch=doomed, refresh=trainer.episode.refresh)
    with pytest.raises(TrainingFailedError, match="after 3 roll-backs"):  # noqa: PT012
        for event in trainer.events(None, lambda: False):
            if isinstance(event, RolledBack):
                rolled.append((event.iteration, event.back_to))
    assert rolled == [(14, 10), (14, 0), (14, 10)]


def test_trouble_that_nobody_can_go_back_from_says_so():
    class Full(MemoryCheckpoints):
        def save(self, snapshot):
            raise OSError(28, "No space left on device")

    config = tiny(learning_rate=10.0)
    with pytest.raises(TrainingFailedError, match="no checkpoint could be kept to go back to"):
        exhaust(fit(lizard(config), config, checkpoints=Full()))
