"""A run is a folder: self-describing, safe to kill at any moment, resumable to the same bits.

``config.json`` settings; ``environment.json`` versions, engine, threads; ``target.png`` the target, ``others/`` further
ones of the same rule, ``frames.png`` all frames of a moving one; ``start.safetensors`` the organism to start from,
unless that is a rule that does nothing; ``metrics.jsonl`` a line per iteration; ``checkpoints/`` everything to continue
from; ``organism.safetensors`` the organism; ``growth.gif``, ``loss.png``, ``progress.png`` pictures; ``progress/`` and
``history/`` their material.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import optax

from blastema import starts
from blastema._base64 import data_url
from blastema._checks import as_path, instance, is_whole
from blastema._files import read_bytes, sweep_orphans, write_atomically
from blastema._text import word
from blastema.assembly import settings_of
from blastema.config import Config
from blastema.config import file as config_file
from blastema.errors import InputError, RunInUseError, StorageError
from blastema.fitting import planted, signalled
from blastema.formats import ORGANISM_NAME, organism_file
from blastema.measure import Loss
from blastema.objective import AbstractObjective
from blastema.organism import Organism
from blastema.picture_files import LARGEST_FILE_BYTES
from blastema.registry import ENGINES
from blastema.runs import environment, metrics, pictures
from blastema.runs.checkpoints import FolderCheckpoints
from blastema.runs.layout import (
    CHECKPOINTS_NAME,
    CONFIG_NAME,
    DEFAULT_ROOT,
    FOLDERS,
    START_NAME,
    TARGET_NAME,
    make_folder,
    refuse_long,
    refuse_occupied,
    remove_run,
    unmake,
)
from blastema.runs.locking import explained, locked
from blastema.runs.recording import FILM_NAME, METRICS_NAME, Noticed, Recorder
from blastema.targets import Target
from blastema.training import stretches
from blastema.training.curricula import AbstractCurriculum
from blastema.training.damage import Damage
from blastema.training.events import Event, Finished, SaveFailed
from blastema.training.loop import Trainer
from blastema.training.parts import Own, other_settings

_OWN_NAME = "own"


class Run:
    """A run folder. `Run.open` reads one, `Run.create` makes one.

    Args:
        path: the folder
        config: its settings
        target: its picture
    """

    def __init__(self, path: Path, config: Config | None = None, target: Target | None = None) -> None:
        if config is None or target is None:
            raise InputError(f"Run.open({str(path)!r}) reads a run folder, Run.create(target, config) makes one.")
        self.path, self.config, self.target = path, config, target

    @classmethod
    def create(
        cls,
        target: Target,
        config: Config,
        out: str | os.PathLike[str] | None = None,
        overwrite: bool = False,
        start: Organism | None = None,
        root: str | os.PathLike[str] = DEFAULT_ROOT,
    ) -> Run:
        """Create a run folder for a new training.

        Args:
            target: the target to grow
            config: all settings
            out: the folder; if not given, ``<target>-<regime>`` in ``root``, or the first free ``-2``, ``-3``, ...
            overwrite: whether a run in ``out`` may be replaced (other contents never are)
            start: start from this organism's rule instead of ``config.training.start``; either is stored in the
                folder, so that the run starts with the same bits anywhere and at any time
            root: the parent folder if ``out`` is not given

        Returns:
            The run; `train` starts it.

        Raises:
            InputError: if the folder is not empty, or cannot be written; in that case nothing is left behind.
        """
        instance(target, Target, "the target", "load_target(picture, config.target)")
        instance(config, Config, "the config", "regenerating() or another recipe")
        if start is not None:
            instance(start, Organism, "the start", "load_organism(...)")
            if settings_of(start.automaton) != config.automaton:
                raise InputError(other_settings(settings_of(start.automaton), config.automaton))
        config = signalled(planted(config, target), target)
        start = start or starts.start_for(config)
        pictures.refuse_unfit_names(target)
        wanted = None if out is None else as_path(out, "the run folder")
        made: list[Path] = []
        try:
            name = f"{target.title}-{config.training.regime}"
            path = make_folder(wanted, name, made, as_path(root, "the folder of runs"))
            refuse_long(path)
            refuse_occupied(path, overwrite)
            with locked(path, links=True):
                refuse_occupied(path, overwrite)
                remove_run(path)
                # In this order a folder that a kill left incomplete is recognised and can be replaced.
                write_atomically(path / CONFIG_NAME, config_file.to_json(config).encode())
                write_atomically(path / environment.NAME, json.dumps(pictures.names_of(target)).encode())
                if start is not None:
                    write_atomically(path / START_NAME, organism_file.dumps(start))
                pictures.write(path, target)
        except RunInUseError:
            raise
        except BaseException as error:
            unmake(made)
            if isinstance(error, OSError):
                place = error.filename or out or root
                raise InputError(
                    f"{place} cannot be written: {error.strerror or error}. Nothing was written; choose another --out."
                ) from error
            raise
        return cls(path, config, target)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Run:
        """An existing run folder.

        Args:
            path: the folder

        Returns:
            The run.

        Raises:
            InputError: if the folder is not a run's.
        """
        path = as_path(path, "the run folder")
        if not path.is_dir():
            is_file = path.is_file()
            raise InputError(f"{path} is a file, not a run folder." if is_file else f"there is no run folder {path}.")
        if not (path / CONFIG_NAME).exists():
            raise InputError(f"{path} is not a run folder: it has no {CONFIG_NAME}.")
        config = config_file.load(path)
        return cls(path, config, pictures.read(path, config))

    @property
    def organism(self) -> Organism:
        """The organism as of the last checkpoint.

        Raises:
            InputError: if there is none yet.
        """
        return organism_file.load(self.path / ORGANISM_NAME)

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The lines of ``metrics.jsonl``."""
        return metrics.read(self.path / METRICS_NAME)

    @property
    def iteration(self) -> int:
        """Iterations done, as of the last checkpoint."""
        return self._checkpoints().latest_iteration() or 0

    @property
    def complete(self) -> bool:
        """Whether all iterations are done and the final film exists."""
        return self.iteration >= self.config.training.iterations and (self.path / FILM_NAME).exists()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Lock the folder against other processes, as `train` does.

        Yields:
            Nothing, while the folder is locked.

        Raises:
            RunInUseError: if another process is using it.
            InputError: if the folder contains something that a run never does.
        """
        with locked(self.path):
            yield

    def extend(self, iterations: int) -> None:
        """Set a new total of iterations; the learning rate stays at its final value.

        Args:
            iterations: in total

        Raises:
            InputError: if more are done already.
            RunInUseError: if another process is using it.
        """
        with locked(self.path):
            if iterations < self.iteration:
                raise InputError(f"the run has {self.iteration} iterations already; {iterations} is fewer.")
            config = self.config.replace(iterations=iterations)
            with explained(self.path):
                if iterations > self.iteration:  # the film shows an organism that is about to change
                    (self.path / FILM_NAME).unlink(missing_ok=True)
                write_atomically(self.path / CONFIG_NAME, config_file.to_json(config).encode())
            self.config = config

    def aim(self, until: float) -> None:
        """Make the run stop at a loss; stored in its config.

        Args:
            until: the smoothed log10 loss

        Raises:
            InputError: for a value that is not a loss.
            RunInUseError: if another process is using it.
        """
        with locked(self.path), explained(self.path):
            config = self.config.replace(until=until)
            write_atomically(self.path / CONFIG_NAME, config_file.to_json(config).encode())
            self.config = config

    def train(
        self,
        *,
        loss: Loss | None = None,
        damage: Damage | None = None,
        objective: AbstractObjective | None = None,
        curriculum: AbstractCurriculum | None = None,
        optimiser: optax.GradientTransformation | None = None,
        until: float | None = None,
        should_stop: Callable[[], bool] = lambda: False,
        looked_at: Callable[[int], bool] = stretches.every,
    ) -> Generator[Event | Noticed, None, None]:
        """Train from the last checkpoint, or from the beginning, and record.

        Leaving the loop early keeps a checkpoint and the organism. Of functions and objects passed as arguments the
        folder stores only the names: pass the same ones again to continue.

        Args:
            loss: as of `fit`
            damage: as of `fit`
            objective: as of `fit`
            curriculum: as of `fit`
            optimiser: as of `fit`
            until: as of `fit`
            should_stop: as of `fit`
            looked_at: as of `fit`; the files of the run need no more

        Yields:
            The events of `fit`, and notices about the folder.

        Raises:
            RunInUseError: if another process is using it.
            InputError: if the run was started with a function that is now missing, or with a different one.
            StorageError: if the end of the training could not be written.
        """
        own = Own(loss, damage, objective, curriculum, optimiser)
        with locked(self.path):
            self._refuse_other(own)
            with explained(self.path):
                trainer, recorder, notices = self._prepare(own)
            yield from (Noticed(notice) for notice in notices)
            failure = None

            def seen(iteration: int) -> bool:
                return looked_at(iteration) or recorder.looks_at(iteration)

            try:
                with contextlib.closing(trainer.events(until, should_stop, seen)) as events:
                    try:
                        for event in events:
                            yield from recorder.record(event)
                            yield event
                            if isinstance(event, SaveFailed):
                                failure = event.reason
                            elif isinstance(event, Finished) and event.saved:
                                failure = recorder.failure
                    except GeneratorExit:
                        recorder.catch_up(trainer.ahead)  # before the checkpoint that closing them makes
                        raise
            except GeneratorExit:
                recorder.left_early(trainer, trainer.checkpoints.latest_iteration())
                raise
            if failure is not None:
                raise StorageError(
                    f"training has ended, but {self.path} could not be written completely ({failure}). Earlier "
                    f"files are intact. Free some space, then resume it: blastema resume {word(self.path)}"
                )

    def _refuse_other(self, own: Own) -> None:
        """A run that was started with a user's own functions continues only with the same ones."""
        recorded = environment.read(self.path).get(_OWN_NAME)
        if not isinstance(recorded, dict):
            return  # it has not begun, or is of an older version, which did not record names
        given = own.names()
        for part in sorted({*recorded, *given}):
            before, now = recorded.get(part), given.get(part)
            if before != now:
                raise InputError(
                    f"{self.path} was started with {_called(part, before)}, and would continue with "
                    f"{_called(part, now)}. "
                    + (
                        f"Continue in Python with the same one: blastema.Run.open({str(self.path)!r}).train({part}=...)"
                        if before is not None
                        else f"Leave the {part} out, or start a new run with it."
                    )
                )

    def _prepare(self, own: Own) -> tuple[Trainer, Recorder, list[str]]:
        """The trainer and the recorder, with the folder restored to the last checkpoint."""
        for folder in (self.path, *(self.path / name for name in FOLDERS)):
            sweep_orphans(folder)
        config = self._with_recorded_engine()
        recorder = Recorder(self.path, self.target, config)
        file, checkpoints = self.path / START_NAME, self._checkpoints(recorder.sync)
        if file.exists():
            start = organism_file.load(file)
            trainer = Trainer(self.target, config, checkpoints, start.automaton, own, start.name)
        else:
            trainer = Trainer(self.target, config, checkpoints, own=own)
        lost = metrics.cut(self.path / METRICS_NAME, trainer.iteration, trainer.progress.attempt)
        recorder.cut(trainer.iteration)
        packages = trainer.episode.optimiser.packages
        now = environment.describe(trainer.engine, packages) | {_OWN_NAME: own.names()}
        notices = recorder.environment(now)
        if lost:
            gap = f"{METRICS_NAME} lacks {lost:,} of {trainer.iteration:,} iterations"
            notices.append(f"{gap}, as it was damaged or removed; the loss curve has a gap")
        return trainer, recorder, notices

    def _with_recorded_engine(self) -> Config:
        """A run continues with the engine and the threads that it began with: others would give different bits."""
        recorded, run = environment.read(self.path), self.config.run
        kernel, threads = recorded.get("kernel"), recorded.get("threads")
        if run.kernel != "auto" or kernel not in ENGINES:
            return self.config
        if kernel == "native" and run.threads == 0 and is_whole(threads):
            return self.config.replace(kernel=kernel, threads=threads)
        return self.config.replace(kernel=kernel)

    def _checkpoints(self, before: Callable[[], None] = lambda: None) -> FolderCheckpoints:
        return FolderCheckpoints(self.path / CHECKPOINTS_NAME, self.config.run.keep_checkpoints, before)

    def __repr__(self) -> str:
        return f"<Run {self.path}: {self.iteration:,} of {self.config.training.iterations:,} iterations>"

    def _repr_html_(self) -> str:
        from html import escape

        def image(name: str) -> str:
            file = self.path / name
            if not file.is_file():
                return ""
            kind = "gif" if name.endswith("gif") else "png"
            address = data_url(read_bytes(file, "a picture of the run", LARGEST_FILE_BYTES), f"image/{kind}")
            return f'<img src="{address}" alt="{name}" style="max-width: 48%; object-fit: contain">'

        title = f"{self.path.name}: {self.iteration:,} of {self.config.training.iterations:,} iterations"
        row = f"<div style='display: flex; gap: 12px'>{image('growth.gif')}{image('loss.png')}</div>"
        return f"<div style='width: 100%'><p><b>{escape(title)}</b></p>{row}</div>"


def _called(part: str, name: object) -> str:
    return f"no custom {part}" if name is None else f"the {part} {name}"


__all__ = ["START_NAME", "TARGET_NAME", "Noticed", "Run"]
