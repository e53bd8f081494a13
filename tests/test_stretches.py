"""Stretches: several iterations before their metrics are read, as on a card, give what one by one gives."""

from __future__ import annotations

import contextlib
import itertools

import pytest
from training_helpers import exhaust, lizard, tiny, weights, what_counts

from blastema.runs import history, recording
from blastema.runs.folder import Noticed, Run
from blastema.training import Finished, RolledBack, Saved, Started, Trained, fit, loop, stretches
from blastema.training.snapshots import MemoryCheckpoints
from blastema.training.stretches import Stretches

pytest_plugins = ("training_fixtures",)
pytestmark = pytest.mark.usefixtures("shared_episodes", "plain_pictures")

WILD = {"learning_rate": 0.6, "iterations": 45, "seed": 3, "max_rollbacks": 20}
"""The organism explodes: the guards go back, several times."""


@pytest.fixture
def card(monkeypatch):
    """Trainings go in stretches of up to 7 iterations, as on a card, however slow this machine is."""
    monkeypatch.setattr(stretches, "SECONDS", 1e9)
    initial = loop.Trainer.__init__

    def begin(self, *given, **named):
        initial(self, *given, **named)
        self.longest_stretch = 7

    monkeypatch.setattr(loop.Trainer, "__init__", begin)


def numbers(events):
    """Everything that is told of iterations, without the seconds."""
    return [
        (event.iteration, event.figures, event.smoothed, event.learning_rate, event.attempt, event.trouble)
        for event in events
        if isinstance(event, Trained)
    ]


def lengths(config, looked_at=stretches.none, **named) -> list[int]:
    """The stretches of a training, by the iterations of its views."""
    ends = [
        event.view.iteration
        for event in fit(lizard(config), config, looked_at=looked_at, **named)
        if isinstance(event, Trained)
    ]
    return [len(list(group)) for _, group in itertools.groupby(ends)]


def test_a_stretch_ends_where_it_is_looked_at_saved_or_over():
    of = Stretches(16, iterations=103, saved_every=50, looked_at=lambda iteration: iteration == 30, seconds=1e-3)
    assert [of.next(done) for done in (0, 14, 15, 29, 30, 40, 49, 50, 90, 102)] == [16, 16, 15, 1, 16, 10, 1, 16, 10, 1]


def test_a_stretch_is_as_long_as_can_be_waited_for():
    times = (None, 1e-4, 0.005, 0.01, 0.04, 0.06, 5.0)
    told = [Stretches(16, 1000, 500, stretches.none, seconds).next(0) for seconds in times]
    assert told == [1, 16, 16, 10, 2, 1, 1]


def test_on_a_processor_nothing_is_put_together():
    assert set(lengths(tiny())) == {1}


def test_an_engine_on_a_card_goes_in_stretches(monkeypatch):
    config = tiny(kernel="jax")
    trainer = loop.Trainer(lizard(config), config, MemoryCheckpoints())
    assert trainer.longest_stretch == 1
    monkeypatch.setattr(type(trainer.engine), "platform", "gpu")
    assert loop.Trainer(lizard(config), config, MemoryCheckpoints()).longest_stretch == stretches.LONGEST
    quantised = config.replace(quantise="int8")
    assert loop.Trainer(lizard(config), quantised, MemoryCheckpoints()).longest_stretch == stretches.LONGEST


def test_by_default_every_view_is_exact(card):
    config = tiny()
    for event in fit(lizard(config), config):
        if isinstance(event, Trained):
            assert event.view.iteration == event.iteration


def test_stretches_end_at_checkpoints_and_at_what_is_looked_at(card):
    assert lengths(tiny()) == [1, 7, 2, 7, 3, 4]
    assert lengths(tiny(), lambda iteration: iteration in (3, 4, 15)) == [1, 2, 1, 6, 5, 5, 4]


def test_with_a_loss_to_stop_at_nothing_is_overshot(card):
    assert set(lengths(tiny(), until=-9.0)) == {1}
    assert set(lengths(tiny(until=-9.0))) == {1}


RARE = pytest.param({"quantise": "int8", "iterations": 13}, marks=pytest.mark.long)


@pytest.mark.parametrize("settings", [{}, {**WILD, "weight_average": 0.9}, RARE])
def test_the_bits_do_not_depend_on_the_division(request, settings):
    config = tiny(**settings)
    single = exhaust(fit(lizard(config), config))
    request.getfixturevalue("card")
    for looked_at in (stretches.none, lambda iteration: iteration % 5 == 2):
        events = exhaust(fit(lizard(config), config, looked_at=looked_at))
        assert [type(event) for event in events] == [type(event) for event in single]
        assert numbers(events) == numbers(single)
        assert weights(events[-1]).tobytes() == weights(single[-1]).tobytes()
        back, expected = ([e for e in one if isinstance(e, RolledBack)] for one in (events, single))
        assert [(e.iteration, e.back_to, e.cause, e.attempt) for e in back] == [
            (e.iteration, e.back_to, e.cause, e.attempt) for e in expected
        ]
        assert len(back) >= (2 if "seed" in settings else 0)


def test_seconds_are_shared_out_over_a_stretch(card):
    config = tiny()
    told = [event for event in fit(lizard(config), config, looked_at=stretches.none) if isinstance(event, Trained)]
    assert len({event.seconds for event in told[1:8]}) == 1
    assert all(event.seconds > 0 for event in told)


def test_a_request_to_stop_ends_it_after_the_stretch(card):
    config, checkpoints = tiny(), MemoryCheckpoints()
    asked = iter([False] * 4 + [True])
    events = exhaust(
        fit(
            lizard(config),
            config,
            checkpoints=checkpoints,
            should_stop=lambda: next(asked),
            looked_at=stretches.none,
        )
    )
    assert [event[0] for event in numbers(events)] == list(range(1, 9))
    assert (events[-1].reason, events[-1].iteration, checkpoints.latest_iteration()) == ("stopped", 8, 8)
    assert next(asked, None) is None, "who said stop is not asked again"


def test_a_request_to_stop_before_a_roll_back_ends_it_after_the_first_iteration_that_counts(card):
    config = tiny(**WILD)
    single = exhaust(fit(lizard(config), config))
    at = next(event.iteration for event in single if isinstance(event, RolledBack))
    asked = iter([False] * (at - 2) + [True])
    events = exhaust(fit(lizard(config), config, should_stop=lambda: next(asked), looked_at=stretches.none))
    back = next(number for number, event in enumerate(events) if isinstance(event, RolledBack))
    assert [type(event) for event in events[back + 1 :]] == [Trained, Saved, Finished]
    assert (events[-1].reason, events[-1].iteration) == ("stopped", events[back].back_to + 1)


def test_minutes_make_checkpoints_at_the_end_of_a_stretch(card):
    config = tiny(checkpoint_minutes=1e-9)
    saved = [event.iteration for event in fit(lizard(config), config, looked_at=stretches.none) if type(event) is Saved]
    assert saved == [0, 1, 8, 10, 17, 20, 24]


def test_who_leaves_within_a_stretch_keeps_all_of_it(card):
    config, checkpoints = tiny(), MemoryCheckpoints()
    whole = exhaust(fit(lizard(config), config))
    for event in fit(lizard(config), config, checkpoints=checkpoints, looked_at=stretches.none):
        if isinstance(event, Trained) and event.iteration == 13:
            break
    assert checkpoints.latest_iteration() == 17
    events = exhaust(fit(lizard(config), config, checkpoints=checkpoints, looked_at=stretches.none))
    assert events[0].iteration == 17
    assert weights(events[-1]).tobytes() == weights(whole[-1]).tobytes()


def test_who_leaves_within_a_stretch_before_trouble_keeps_what_was_before_it(card):
    config, checkpoints = tiny(learning_rate=0.6, seed=3), MemoryCheckpoints()
    at = next(event.iteration for event in fit(lizard(config), config) if isinstance(event, RolledBack))
    for event in fit(lizard(config), config, checkpoints=checkpoints, looked_at=stretches.none):
        if isinstance(event, Trained) and event.iteration == at - 1:
            assert event.view.iteration == at, "it is known already"
            break
    assert checkpoints.latest_iteration() < at - 1


def everything(run: Run) -> dict:
    """What counts of a run, and what it keeps of its history."""
    return what_counts(run.path) | {file.name: file.read_bytes() for file in (run.path / "history").iterdir()}


@pytest.fixture
def many_pictures(monkeypatch):
    """Something is due every third iteration."""
    for module in (history, recording):
        monkeypatch.setattr(module, "is_milestone", lambda iteration: iteration > 0 and iteration % 3 == 0)
        monkeypatch.setattr(module, "milestones", lambda until: range(3, until + 1, 3))


@pytest.mark.long
@pytest.mark.parametrize("minutes", [0.0, 1e-9])
def test_a_run_in_stretches_left_anywhere_is_the_run_one_by_one(request, tmp_path, many_pictures, minutes):
    """Organisms, pools, batches, pictures, metrics and checkpoints; the loop is left after 1, 2, 3, ... events."""
    config = tiny(**WILD, weight_average=0.9, keep_history=True)
    single = Run.create(lizard(config), config, tmp_path / "single")
    exhaust(single.train())
    expected = everything(single)
    request.getfixturevalue("card")
    whole = Run.create(lizard(config), config, tmp_path / "whole")
    ends = {event.view.iteration - event.iteration for event in whole.train(looked_at=stretches.none)
            if isinstance(event, Trained)}  # fmt: skip
    assert max(ends) >= 1
    assert everything(whole) == expected
    pieces = Run.create(lizard(config), config.replace(checkpoint_minutes=minutes), tmp_path / "pieces")
    sessions, told = 0, set()
    while not pieces.complete:
        sessions += 1
        with contextlib.closing(pieces.train(looked_at=stretches.none)) as events:
            iterations = (event for event in events if isinstance(event, Trained | RolledBack | Noticed))
            for event in itertools.islice(iterations, sessions):
                assert not isinstance(event, Noticed), event
                told.add(event.iteration)
    assert sessions > 5
    assert everything(pieces) == expected


def test_stretches_of_a_run_end_where_its_files_are_due(card, tmp_path):
    config = tiny(iterations=60, checkpoint_every=25)
    ends = {
        event.view.iteration
        for event in Run.create(lizard(config), config, tmp_path / "plain").train(looked_at=stretches.none)
        if isinstance(event, Trained)
    }
    assert {10, 20, 25, 30, 50, 60} <= ends
    assert not ends & {9, 19, 29, 49}
    kept = config.replace(keep_history=True)
    ends = {
        event.view.iteration
        for event in Run.create(lizard(kept), kept, tmp_path / "kept").train(looked_at=stretches.none)
        if isinstance(event, Trained)
    }
    assert {9, 10, 19, 20, 25, 29, 30, 49, 50, 60} <= ends


def test_a_run_whose_views_are_looked_at_goes_one_by_one(card, tmp_path):
    config = tiny()
    for event in Run.create(lizard(config), config, tmp_path / "run").train():
        assert not isinstance(event, Trained) or event.view.iteration == event.iteration
        assert not isinstance(event, Started) or event.view.iteration == 0


def test_curves_are_drawn_now_and_then_and_at_the_end(monkeypatch, tmp_path):
    config, drawn = tiny(checkpoint_every=4), []
    monkeypatch.setattr(recording.plots, "loss_curve", lambda lines, title: drawn.append(len(lines)) or b"a curve")
    exhaust(Run.create(lizard(config), config, tmp_path / "often").train())
    assert drawn == [4, 8, 12, 16, 20, 24, 24]
    drawn.clear()
    monkeypatch.setattr(recording, "DRAWN_EVERY", 1e9)
    run = Run.create(lizard(config), config, tmp_path / "rarely")
    exhaust(run.train(should_stop=lambda: bool((run.path / "checkpoints" / "00000008.safetensors").exists())))
    assert drawn == [9], "a stop is an end, too"
