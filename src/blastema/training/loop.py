"""Training: grow, compare, learn (the article's experiments 1 to 3, its notebook's values).

`fit` yields events, and does not depend on screens or files; listeners show and store the training.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections import deque
from collections.abc import Callable, Generator

import jax
import jax.numpy as jnp
import optax

from blastema import engines, starts
from blastema._checks import instance, short
from blastema._types import State
from blastema.assembly import settings_of
from blastema.automaton import CellularAutomaton
from blastema.config import Config, kind_of
from blastema.errors import InputError, TrainingFailedError
from blastema.fitting import seeds_of, signalled
from blastema.measure import Loss
from blastema.objective import AbstractObjective, Seen
from blastema.organism import Organism
from blastema.signals import one_hot
from blastema.targets import Target
from blastema.training import hosts, stretches
from blastema.training.curricula import AbstractCurriculum, curriculum_of
from blastema.training.damage import Damage
from blastema.training.events import Event, Finished, RolledBack, Saved, SaveFailed, Started, Trained
from blastema.training.feasible import refuse_hopeless
from blastema.training.guards import LONGEST_SETTLING, SETTLING_TURNS, Guards
from blastema.training.iteration import Episode
from blastema.training.optimisers import optimiser_of
from blastema.training.parts import (
    Own,
    check_grid,
    loss_of_nothing,
    objective_of,
    other_settings,
    pictures_of,
    refuse_more_labels,
    refuse_zero_layers,
    start_of,
)
from blastema.training.quantised import Quantised, quantiser_of
from blastema.training.sharing import Sharing
from blastema.training.snapshots import Checkpoints, MemoryCheckpoints, Progress, Snapshot
from blastema.training.stretches import Stretches

_LEARNING_RATE_CUT = 0.5
"""A roll-back halves the learning rate ..."""
_FRESH_SHARE = 0.5
"""... and replaces this share of the pool by the seed."""


def fit(
    target: Target,
    config: Config,
    *,
    checkpoints: Checkpoints | None = None,
    start: CellularAutomaton | None = None,
    loss: Loss | None = None,
    damage: Damage | None = None,
    objective: AbstractObjective | None = None,
    curriculum: AbstractCurriculum | None = None,
    optimiser: optax.GradientTransformation | None = None,
    until: float | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    looked_at: Callable[[int], bool] = stretches.every,
) -> Generator[Event, None, None]:
    """Train an automaton to grow ``target``; yields events, the last one `Finished`.

    Leaving the loop early keeps a checkpoint too, of all iterations that are done: with ``looked_at`` they may be a few
    more than the events so far. A checkpoint that cannot be written does not end the training: it
    yields `SaveFailed`.

    Args:
        target: loaded with ``config.target``
        config: all settings
        checkpoints: where to keep checkpoints; if there is one already, training continues from it. In memory if not
            given
        start: start from this automaton instead of ``config.training.start`` (not used if training continues)
        loss: (states [B, H, W, C], target [H, W, 4] or [B, H, W, 4]) -> [B], replaces the squared error
        damage: (key, states [N, H, W, C], progress) -> states, replaces the configured damage
        objective: replaces the configured objective
        curriculum: replaces the configured curriculum
        optimiser: an Optax transformation, replaces Adam with normalised gradients; methods without gradients are in
            the config (``config.training.optimiser``)
        until: stop once the smoothed log10 loss is at most this; the config's if not given
        should_stop: called after each iteration; if true, a checkpoint is kept and training ends. With ``looked_at``
            the iterations that are done already come first
        looked_at: whether the view of the event of an iteration (1, 2, ...) will be looked at. A card computes faster
            if up to 16 iterations are waited for together; they end at one that is looked at, and until then the
            events' view may be that of their end, as `View.iteration` tells. By default each view is exact. It changes
            nothing on processors, with several devices, or with ``until``

    Yields:
        Events, which carry a view of the training.

    Raises:
        InputError: for settings that do not fit together.
        KernelUnavailableError: if the requested engine does not support the automaton.
        TrainingFailedError: if the guards have rolled back too often.
    """
    instance(target, Target, "the target", "load_target(picture, config.target)")
    instance(config, Config, "the config", "regenerating() or another recipe")
    if start is not None:
        instance(start, CellularAutomaton, "the start", "organism.automaton")
    if not (checkpoints is None or hasattr(checkpoints, "latest")):
        raise InputError(
            f"checkpoints is {short(checkpoints)}; expected an object that keeps them. A run keeps them in its folder: "
            "Run.create(target, config, folder).train()."
        )
    own = Own(loss, damage, objective, curriculum, optimiser)
    trainer = Trainer(target, config, checkpoints or MemoryCheckpoints(), start, own)
    return trainer.events(until, should_stop, looked_at)


class Trainer:
    """The loop behind `fit`: iterations, guards, checkpoints, roll-backs. It is the `View` of its events."""

    def __init__(
        self,
        target: Target,
        config: Config,
        checkpoints: Checkpoints,
        start: CellularAutomaton | None = None,
        own: Own = Own(),  # noqa: B008
        start_name: str = "the automaton given",
    ) -> None:
        config = signalled(config, target)
        for each in target.every:
            check_grid(each, config)
        if start is not None and settings_of(start) != config.automaton:
            raise InputError(other_settings(settings_of(start), config.automaton))
        start, self.begun_with = (start, start_name) if start is not None else start_of(config)
        training, latest = config.training, checkpoints.latest()
        if latest is None:  # a training that has begun can always continue
            for each in target.every:
                refuse_hopeless(
                    each,
                    config,
                    trained=start is not None,
                    own_goal=own.goal,
                    own_optimiser=own.optimiser is not None,
                )
        self.target, self.config, self.checkpoints = target, config, checkpoints
        automaton = start or starts.untrained(config)
        if training.keep_zeros:
            refuse_zero_layers(automaton)
        curriculum = own.curriculum or curriculum_of(training, target.size, own.damage)
        objective = own.objective or objective_of(target, config, curriculum, automaton.life, own.loss)
        refuse_more_labels(objective, automaton)
        self._genes = len(target.every) if config.target.signal_in == "seed" else 0
        if self._genes and (own.objective is not None or own.curriculum is not None):
            raise InputError("signal-in is seed, which works only with the built-in objective and curricula.")
        self._pictures = () if own.objective is not None else pictures_of(target, automaton, self._genes)
        optimiser = optimiser_of(config, automaton, objective, own.optimiser)
        self.engine = engines.resolve(
            config.run.kernel, automaton, objective, threads=config.run.threads, precision=config.run.precision
        )
        self.quantiser = quantiser_of(training.quantise)
        automaton = self.quantiser.prepared(automaton)
        on_card = self.engine.platform == "gpu"
        self.engine = Quantised.around(self.engine, self.quantiser)
        self._seeds = seeds_of(config, target)
        seed = automaton.seed_on(target.grid, places=self._seeds)
        sharing = Sharing.of(config) if config.run.devices or hosts.several() else None
        self.episode = Episode(training, self.engine, objective, curriculum, seed, optimiser, self._genes, sharing)
        self.longest_stretch = stretches.LONGEST if on_card and sharing is None else 1
        self.ahead: deque[Trained] = deque()
        """Events of iterations that are done, but not yielded yet."""
        if sharing is not None:
            self.engine = sharing.told_of(self.engine)
        seen = Seen.through(automaton.decoder, objective)
        self.state, self.progress = self.episode.begin(automaton), self._first_progress(seen, seed)
        self._unsaved = True
        if latest is not None:
            self._restore(latest)

    def _first_progress(self, objective: AbstractObjective, seed: jax.Array) -> Progress:
        training = self.config.training
        turns = SETTLING_TURNS * training.pool_size // training.batch_size
        empty = loss_of_nothing(objective, seed)
        return Progress(guards=Guards(empty, training.batch_size, min(turns, LONGEST_SETTLING)))

    def _restore(self, snapshot: Snapshot) -> None:
        self.state = snapshot.restore(self.state)
        self.progress = snapshot.progress
        self._unsaved = False

    def events(
        self,
        until: float | None,
        should_stop: Callable[[], bool],
        looked_at: Callable[[int], bool] = stretches.every,
    ) -> Generator[Event, None, None]:
        """See `fit`."""
        if until is None:
            until = self.config.run.until
        else:
            dataclasses.replace(self.config.run, until=until)  # raises for values that are not a loss
        yield Started(self.config, self.iteration, self.engine.name, self.engine.why, self, self.begun_with)
        if self._unsaved:
            yield self._save()
        longest = self.longest_stretch if until is None else 1  # the loss may be reached at any iteration
        lengths = Stretches(longest, self.config.training.iterations, self.config.run.checkpoint_every, looked_at)
        reason, saved_at, trouble, stopping = "complete", time.monotonic(), None, False
        try:
            while self.iteration < self.config.training.iterations:
                if until is not None and self._smoothed() <= until:
                    reason = "until"
                    break
                # Asked to stop before a roll-back, it stops after the first iteration that counts.
                last = self._stretch(1 if stopping else lengths.next(self.iteration))
                lengths, trouble = dataclasses.replace(lengths, seconds=last.seconds), last.trouble
                stopping = yield from self._told(should_stop, stopping)
                if trouble is not None:
                    back, trouble = self._roll_back(trouble), None
                    yield back
                    continue
                if stopping:
                    reason = "stopped"
                    break
                if self._save_is_due(saved_at):
                    yield self._save()
                    saved_at = time.monotonic()
        except GeneratorExit:
            # A broken state is not stored: a training continued from the previous checkpoint repeats it, and rolls back
            # then.
            if self._unsaved and trouble is None:
                self._save()
            raise
        if self._unsaved:
            yield self._save()
        yield Finished(self.organism(), self.iteration, self._smoothed(), reason, not self._unsaved)

    def _told(self, should_stop: Callable[[], bool], stopping: bool) -> Generator[Trained, None, bool]:
        """Yield the events ahead; returns whether the training was asked to stop, by then or before."""
        while self.ahead:
            event = self.ahead.popleft()
            yield event
            if event.trouble is None:
                stopping = stopping or hosts.any_of(should_stop())
        return stopping

    @property
    def iteration(self) -> int:
        """Iterations done."""
        return self.progress.iteration

    def organism(self) -> Organism:
        """The automaton trained so far: the running average of the weights, if there is one."""
        smoothed = self._smoothed()
        provenance = {
            "regime": self.config.training.regime,
            "iterations": self.iteration,
            "seed": self.config.training.seed,
            "log10_loss": round(smoothed, 4) if math.isfinite(smoothed) else None,
        }
        if kind_of(self.config.training.objective) != "pictures":
            provenance["objective"] = kind_of(self.config.training.objective)
        curriculum, memory = self.episode.curriculum, self.state.memory
        provenance |= curriculum.provenance(memory)
        automaton = self.quantiser(self.state.average or self.state.automaton)
        # Copies: the arrays of the training state are donated at the next iteration.
        automaton = jax.tree.map(jnp.copy, automaton)
        first = dataclasses.replace(self.target, others=())
        width = self._genes or automaton.perception.signal
        signal = one_hot(0, width) if width else ()
        radius = curriculum.start_radius(memory)
        return Organism(
            automaton, self.target.title, first.grid, first, provenance, self._seeds, self._pictures, signal, radius
        )

    def pool(self, count: int) -> State:
        """The first states of the sample pool: [at most count, H, W, C]."""
        return self.state.memory.pool[:count]

    def batch(self) -> tuple[State, State]:
        """The start of the coming iteration and its result, which follow from the state and the iteration."""
        return self.episode.batch(self.state, self.iteration, self.progress.attempt)

    def _smoothed(self) -> float:
        smoothed = self.progress.guards.smoothed
        return float("nan") if smoothed is None else smoothed

    def _iterate(self) -> Trained:
        """A stretch of one iteration; returns its event."""
        self._stretch(1)
        return self.ahead.popleft()

    def _stretch(self, count: int) -> Trained:
        """Do some iterations, and put their events ahead; returns the last one's.

        If the guards find trouble, that iteration is the last, and what has been computed after it does not count.
        """
        began, progress = time.perf_counter(), self.progress
        self.state, told = self.episode.stretch(
            self.state, progress.iteration, progress.attempt, progress.learning_rate_scale, count
        )
        seconds = (time.perf_counter() - began) / count
        self._unsaved = True
        for figures, rate in told:
            guards = self.progress.guards.after(figures)
            self.progress = dataclasses.replace(self.progress, iteration=self.iteration + 1, guards=guards)
            trouble = guards.trouble(figures)
            event = Trained(self.iteration, figures, self._smoothed(), rate, seconds, progress.attempt, self, trouble)
            self.ahead.append(event)
            if trouble is not None:
                break
        return event

    def _save_is_due(self, saved_at: float) -> bool:
        run = self.config.run
        minutes = (time.monotonic() - saved_at) / 60
        return self.iteration % run.checkpoint_every == 0 or (0 < run.checkpoint_minutes <= minutes)

    def _save(self) -> Saved | SaveFailed:
        good = self.iteration % self.config.run.checkpoint_every == 0 and self.progress.guards.healthy()
        try:
            self.checkpoints.save(Snapshot.take(self.state, self.progress, good))
        except OSError as error:
            return SaveFailed(self.iteration, error.strerror or str(error))
        self._unsaved = False
        return Saved(self.iteration, self)

    def _roll_back(self, cause: str) -> RolledBack:
        at, attempt = self.iteration, self.progress.attempt + 1
        spent = attempt > self.config.training.max_rollbacks
        snapshot = None if spent else self._snapshot_to_return_to()
        if snapshot is None:
            why = f"after {attempt - 1} roll-backs" if spent else "and no checkpoint could be kept to go back to"
            raise TrainingFailedError(
                f"training stopped at iteration {at}: {cause}, {why}. Try a lower "
                "--learning-rate, fewer wounded samples (--damage-count 1), a smaller --batch-size with longer "
                "--steps, or another --seed. The last good checkpoint is kept."
            )
        hosts.refuse_different({"the checkpoint that they go back to": snapshot.progress.iteration})
        scale = self.progress.learning_rate_scale
        self._restore(snapshot)
        self.progress = dataclasses.replace(
            self.progress,
            attempt=attempt,
            learning_rate_scale=scale * _LEARNING_RATE_CUT,
            guards=self.progress.guards.rolled_back(),
            returned_to=self.iteration,
        )
        self.state = self.episode.refresh(self.state, self.iteration, attempt, _FRESH_SHARE)
        return RolledBack(at, self.iteration, cause, attempt, self)

    def _snapshot_to_return_to(self) -> Snapshot | None:
        """The last good checkpoint, or the one before it if the last has failed again."""
        last = self.checkpoints.last_good()
        if last is None or last.progress.iteration != self.progress.returned_to:
            return last
        return self.checkpoints.last_good(before=last.progress.iteration) or last


__all__ = ["Trainer", "fit"]
