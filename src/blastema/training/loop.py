"""Training: grow, compare, learn (the article's experiments 1 to 3, its notebook's values).

`fit` yields events and knows no screen and no plots; whoever wants to show or keep something listens.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Callable, Generator

import jax
import jax.numpy as jnp

from blastema import engines
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, Config, learning_rate_at
from blastema.errors import InputError, TrainingFailedError
from blastema.objective import Loss
from blastema.organism import Organism
from blastema.targets import Target
from blastema.training.guards import LONGEST_SETTLING, SETTLING_TURNS, Figures, Guards
from blastema.training.iteration import Damage, Episode
from blastema.training.snapshots import Checkpoints, MemoryCheckpoints, Progress, Snapshot

LEARNING_RATE_CUT = 0.5
"""A roll-back halves the learning rate ..."""
FRESH_SHARE = 0.5
"""... and replaces this share of the pool by the seed."""


@dataclasses.dataclass(frozen=True)
class Started:
    """Training begins, or goes on from a checkpoint.

    iteration: iterations done before; engine: name of the engine; why: why that one
    """

    config: Config
    iteration: int
    engine: str
    why: str


@dataclasses.dataclass(frozen=True)
class Trained:
    """One iteration is done.

    iteration:     iterations done so far (1, 2, ...)
    smoothed:      log10 loss, exponentially smoothed
    learning_rate: the one that was used
    seconds:       wall-clock time of the iteration
    attempt:       roll-backs so far
    trouble:       what the guards found wrong after it, if anything: it is about to be undone
    automaton:     the automaton as it is now; arrays are valid until the next event is asked for
    """

    iteration: int
    figures: Figures
    smoothed: float
    learning_rate: float
    seconds: float
    attempt: int
    automaton: CellularAutomaton
    trouble: str | None = None


@dataclasses.dataclass(frozen=True)
class Saved:
    """A checkpoint is whole and on disk (or in memory, without a run folder)."""

    iteration: int


@dataclasses.dataclass(frozen=True)
class SaveFailed:
    """A checkpoint could not be written; training goes on."""

    iteration: int
    reason: str


@dataclasses.dataclass(frozen=True)
class RolledBack:
    """The guards found trouble and went back to the last good checkpoint."""

    iteration: int
    back_to: int
    cause: str
    attempt: int


@dataclasses.dataclass(frozen=True)
class Finished:
    """Training has ended.

    reason: "complete", "until" (the wanted loss is reached) or "stopped" (asked to stop; it can be resumed)
    saved:  whether a checkpoint holds all of it; false if the last one could not be written
    """

    organism: Organism
    iteration: int
    smoothed: float
    reason: str
    saved: bool = True


Event = Started | Trained | Saved | SaveFailed | RolledBack | Finished


def fit(
    target: Target,
    config: Config,
    *,
    checkpoints: Checkpoints | None = None,
    start: CellularAutomaton | None = None,
    loss: Loss | None = None,
    damage: Damage | None = None,
    until: float | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Generator[Event, None, None]:
    """Train an automaton to grow ``target``; yields events, the last one `Finished`.

    checkpoints: where to keep them; if it has one already, training goes on from there. In memory if not given
    start:       begin with this automaton instead of a rule that does nothing (not used where training goes on)
    loss:        instead of the mean squared error: (states [B, H, W, C], target [H, W, 4]) -> [B]
                 (0 or more; judged on a logarithmic scale)
    damage:      instead of the configured wounds: (key, states [N, H, W, C]) -> states
    until:       stop once the smoothed log10 loss is at most this
    should_stop: asked after each iteration; when true, a checkpoint is kept and training ends

    Leaving the loop early keeps a checkpoint too. A save that fails does not end the training: `SaveFailed` tells.
    Raises `InputError` for settings that do not fit together, `KernelUnavailableError`, and `TrainingFailedError` when
    the guards have gone back too often.
    """
    trainer = Trainer(target, config, checkpoints or MemoryCheckpoints(), start, loss, damage)
    return trainer.events(until, should_stop)


class Trainer:
    """The loop behind `fit`: iterate, watch, keep, go back."""

    def __init__(
        self,
        target: Target,
        config: Config,
        checkpoints: Checkpoints,
        start: CellularAutomaton | None,
        loss: Loss | None,
        damage: Damage | None,
    ) -> None:
        if target.grid != config.target.grid:
            raise InputError(
                f"the target's grid is {target.grid} cells a side, the config's {config.target.grid}; "
                "load the target with the config: load_target(picture, config.target)"
            )
        if start is not None and start.config != config.automaton:
            raise InputError(other_settings(start.config, config.automaton))
        training = config.training
        if damage is not None and not (training.regime == "regenerating" and training.damage_count):
            raise InputError(
                f"a damage function is given, but the {training.regime} regime with damage-count "
                f"{training.damage_count} wounds nothing; take regenerating and a count of 1 or more."
            )
        self.target, self.config, self.checkpoints = target, config, checkpoints
        automaton = start or CellularAutomaton.initial(config.automaton, jax.random.key(config.training.seed))
        self.engine = engines.resolve(
            config.run.kernel,
            automaton.physics,
            automaton.layers,
            learned=automaton.learned is not None,
            threads=config.run.threads,
            precision=config.run.precision,
        )
        self.episode = Episode(target, config, self.engine, loss, damage)
        self.state, self.progress = self.episode.begin(automaton), self._first_progress()
        self._unsaved = True
        latest = checkpoints.latest()
        if latest is not None:
            self._restore(latest)

    def _first_progress(self) -> Progress:
        training = self.config.training
        turns = 0 if training.regime == "growing" else SETTLING_TURNS * training.pool_size // training.batch_size
        empty = self.episode.loss_of_nothing()
        return Progress(guards=Guards(empty, training.batch_size, min(turns, LONGEST_SETTLING)))

    def _restore(self, snapshot: Snapshot) -> None:
        self.state = snapshot.restore(self.state)
        self.progress = snapshot.progress
        self._unsaved = False

    def events(self, until: float | None, should_stop: Callable[[], bool]) -> Generator[Event, None, None]:
        """See `fit`."""
        yield Started(self.config, self.progress.iteration, self.engine.name, self.engine.why)
        if self._unsaved:
            yield self._save()
        reason, saved_at, trouble = "complete", time.monotonic(), None
        try:
            while self.progress.iteration < self.config.training.iterations:
                event = self._iterate()
                trouble = event.trouble
                yield event
                if trouble is not None:
                    back, trouble = self._roll_back(trouble), None
                    yield back
                    continue
                if until is not None and event.smoothed <= until:
                    reason = "until"
                    break
                if should_stop():
                    reason = "stopped"
                    break
                if self._save_is_due(saved_at):
                    yield self._save()
                    saved_at = time.monotonic()
        except GeneratorExit:
            # What is broken is not kept: whoever goes on from the checkpoint before meets it again, and goes back then.
            if self._unsaved and trouble is None:
                self._save()
            raise
        if self._unsaved:
            yield self._save()
        yield Finished(self.organism(), self.progress.iteration, self._smoothed(), reason, not self._unsaved)

    def organism(self) -> Organism:
        """What has been trained so far: the running average of the weights, if there is one."""
        side, smoothed = self.target.grid, self._smoothed()
        provenance = {
            "regime": self.config.training.regime,
            "iterations": self.progress.iteration,
            "seed": self.config.training.seed,
            "log10_loss": round(smoothed, 4) if math.isfinite(smoothed) else None,
        }
        automaton = self.state.average or self.state.automaton
        # Its own arrays: those of the training state are given away at the next iteration.
        automaton = jax.tree.map(jnp.copy, automaton)
        return Organism(automaton, self.target.name, (side, side), self.target, provenance)

    def _smoothed(self) -> float:
        smoothed = self.progress.guards.smoothed
        return float("nan") if smoothed is None else smoothed

    def _iterate(self) -> Trained:
        began = time.perf_counter()
        progress = self.progress
        rate = learning_rate_at(self.config.training, progress.iteration) * progress.learning_rate_scale
        self.state, figures = self.episode.run(self.state, progress.iteration, progress.attempt, rate)
        guards = progress.guards.after(figures)
        self.progress = dataclasses.replace(progress, iteration=progress.iteration + 1, guards=guards)
        self._unsaved = True
        return Trained(
            self.progress.iteration,
            figures,
            self._smoothed(),
            rate,
            time.perf_counter() - began,
            progress.attempt,
            self.state.automaton,
            guards.trouble(figures),
        )

    def _save_is_due(self, saved_at: float) -> bool:
        run = self.config.run
        minutes = (time.monotonic() - saved_at) / 60
        return self.progress.iteration % run.checkpoint_every == 0 or (0 < run.checkpoint_minutes <= minutes)

    def _save(self) -> Saved | SaveFailed:
        iteration = self.progress.iteration
        good = iteration % self.config.run.checkpoint_every == 0 and self.progress.guards.healthy()
        try:
            self.checkpoints.save(Snapshot.take(self.state, self.progress, good))
        except OSError as error:
            return SaveFailed(iteration, error.strerror or str(error))
        self._unsaved = False
        return Saved(iteration)

    def _roll_back(self, cause: str) -> RolledBack:
        at, attempt = self.progress.iteration, self.progress.attempt + 1
        spent = attempt > self.config.training.max_rollbacks
        snapshot = None if spent else self.checkpoints.last_good()
        if snapshot is None:
            why = f"after {attempt - 1} roll-backs" if spent else "and no checkpoint could be kept to go back to"
            raise TrainingFailedError(
                f"training stopped at iteration {at}: {cause}, {why}. Try a lower "
                "--learning-rate, fewer wounded samples (--damage-count 1), a smaller --batch-size with longer "
                "--steps, or another --seed. The last good checkpoint is kept."
            )
        self._restore(snapshot)
        self.progress = dataclasses.replace(
            self.progress,
            attempt=attempt,
            learning_rate_scale=self.progress.learning_rate_scale
            * LEARNING_RATE_CUT ** (attempt - self.progress.attempt),
            guards=self.progress.guards.rolled_back(),
        )
        self.state = self.episode.refresh(self.state, self.progress.iteration, attempt, FRESH_SHARE)
        return RolledBack(at, self.progress.iteration, cause, attempt)


def other_settings(found: AutomatonConfig, expected: AutomatonConfig) -> str:
    """The message for an automaton to start from that does not fit the config: what differs."""
    differing = [
        f"{field.name.replace('_', '-')} {getattr(found, field.name)}, not {getattr(expected, field.name)}"
        for field in dataclasses.fields(AutomatonConfig)
        if getattr(found, field.name) != getattr(expected, field.name)
    ]
    return f"the automaton to start from has other settings than the config: {'; '.join(differing)}."


__all__ = [
    "Event",
    "Finished",
    "RolledBack",
    "SaveFailed",
    "Saved",
    "Started",
    "Trained",
    "Trainer",
    "fit",
    "other_settings",
]
