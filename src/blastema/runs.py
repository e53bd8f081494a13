"""A run is a folder: self-describing, safe to kill at any moment, resumable to the same bits.

``config.json`` settings; ``environment.json`` versions, engine, threads; ``target.png`` the target; ``metrics.jsonl``
a line an iteration; ``checkpoints/`` everything to go on from; ``organism.safetensors`` the organism; ``growth.gif``,
``loss.png``, ``progress.png`` pictures; ``progress/`` and ``history/`` what they are made of.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import filelock

from blastema import config_file, environment, metrics
from blastema._files import read_bytes, sweep_orphans, write_atomically
from blastema.automaton import CellularAutomaton
from blastema.checkpoint import FolderCheckpoints
from blastema.config import Config
from blastema.episode import Damage
from blastema.errors import FileFormatError, InputError, RunInUseError
from blastema.formats import organism_file
from blastema.losses import Loss
from blastema.organism import Organism
from blastema.recording import Noticed, Recorder
from blastema.targets import LARGEST_FILE_BYTES, Target, read_png
from blastema.training import Event, Trainer

DEFAULT_ROOT = Path("runs")


class Run:
    """A run folder."""

    def __init__(self, path: Path, config: Config, target: Target) -> None:
        self.path, self.config, self.target = path, config, target

    @classmethod
    def create(cls, target: Target, config: Config, out: Path | None = None, overwrite: bool = False) -> Run:
        """Make a run folder for a training that is yet to begin.

        out:       the folder; ``runs/<target>-<regime>``, or the first free ``-2``, ``-3``, ... of it, if not given
        overwrite: whether a run that is in ``out`` may be replaced (nothing else ever is)

        Raises `InputError` if the folder has something in it, or cannot be written.
        """
        path = out or _free_folder(f"{target.name}-{config.training.regime}")
        try:
            if path.is_file():
                raise InputError(f"{path} is a file; --out needs a folder.")
            if path.exists() and any(path.iterdir()):
                if not (overwrite and (path / "config.json").exists()):
                    raise InputError(
                        f"{path} is not empty. Give another --out, "
                        f"go on with it (blastema resume {path}), or replace a run by --overwrite."
                    )
                with _locked(path):
                    _remove_run(path)
            path.mkdir(parents=True, exist_ok=True)
            write_atomically(path / "target.png", target.png())
            write_atomically(path / "config.json", config_file.to_json(config).encode())
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        return cls(path, config, target)

    @classmethod
    def open(cls, path: Path | str) -> Run:
        """An existing run folder. Raises `InputError` if it is none."""
        path = Path(path)
        if not path.is_dir():
            raise InputError(f"there is no run folder {path}.")
        if not (path / "config.json").exists():
            raise InputError(f"{path} is not a run folder: it has no config.json.")
        config = config_file.load(path)
        png = read_bytes(path / "target.png", "the run's target", LARGEST_FILE_BYTES)
        name = _recorded_name(path) or path.name
        target = read_png(png, config.target.padding, name)
        if target.size != config.target.size:
            raise FileFormatError(
                f"{path / 'target.png'} has {target.size} pixels a side, config.json says {config.target.size}."
            )
        return cls(path, config, target)

    @property
    def organism(self) -> Organism:
        """The organism as of the last checkpoint. Raises `InputError` if there is none yet."""
        return organism_file.load(self.path / "organism.safetensors")

    @property
    def metrics(self) -> list[dict[str, Any]]:
        """The lines of ``metrics.jsonl``."""
        return metrics.read(self.path / "metrics.jsonl")

    @property
    def iteration(self) -> int:
        """Iterations done, as of the last checkpoint."""
        return self._checkpoints().latest_iteration() or 0

    def extend(self, iterations: int) -> None:
        """Give the run another total of iterations; the learning rate goes on as it was at the end."""
        if iterations < self.iteration:
            raise InputError(f"the run has {self.iteration} iterations behind it; {iterations} is fewer.")
        self.config = self.config.replace(iterations=iterations)
        write_atomically(self.path / "config.json", config_file.to_json(self.config).encode())

    def train(
        self,
        *,
        start: CellularAutomaton | None = None,
        loss: Loss | None = None,
        damage: Damage | None = None,
        until: float | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event | Noticed]:
        """Train from the last checkpoint, or from the beginning, and record; yields the events of `fit`.

        The arguments are those of `fit`. Raises `RunInUseError` if another process is at it.
        """
        with _locked(self.path):
            sweep_orphans(self.path)
            notices, config = self._with_recorded_engine()
            trainer = Trainer(self.target, config, self._checkpoints(), start, loss, damage)
            progress = trainer.progress
            metrics.cut(self.path / "metrics.jsonl", progress.iteration, progress.attempt)
            recorder = Recorder(self.path, self.target, config)
            notices += recorder.environment(environment.describe(trainer.engine))
            yield from (Noticed(notice) for notice in notices)
            for event in trainer.events(until, should_stop):
                yield from recorder.record(event, trainer)
                yield event

    def _with_recorded_engine(self) -> tuple[list[str], Config]:
        """A run goes on with the engine that it began with: another one would give other bits."""
        recorded = _read_environment(self.path).get("kernel")
        asked = self.config.run.kernel
        if recorded not in ("jax", "native") or asked == recorded:
            return [], self.config
        if asked != "auto":
            return [f"the run began with kernel {recorded} and goes on with {asked}: other bits"], self.config
        return [], self.config.replace(kernel=recorded)

    def _checkpoints(self) -> FolderCheckpoints:
        return FolderCheckpoints(
            self.path / "checkpoints", self.config.run.keep_checkpoints, self.config.run.checkpoint_every
        )

    def _repr_html_(self) -> str:
        from html import escape

        def image(name: str) -> str:
            import base64

            file = self.path / name
            if not file.exists():
                return ""
            kind = "gif" if name.endswith("gif") else "png"
            data = base64.b64encode(file.read_bytes()).decode()
            return f'<img src="data:image/{kind};base64,{data}" alt="{name}" style="max-width:48%">'

        title = f"{self.path.name}: {self.iteration:,} of {self.config.training.iterations:,} iterations"
        return f"<p><b>{escape(title)}</b></p>{image('growth.gif')}{image('loss.png')}"


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = filelock.FileLock(path / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise RunInUseError(f"another process is at work in {path}; wait for it, or stop it first.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        yield
    finally:
        lock.release()


_RUN_FILES = (
    "config.json", "environment.json", "metrics.jsonl", "organism.safetensors", "target.png",
    "growth.gif", "loss.png", "progress.png",
)  # fmt: skip
_RUN_FOLDERS = ("checkpoints", "progress", "history")


def _remove_run(path: Path) -> None:
    """Remove what a run writes, and nothing else."""
    for name in _RUN_FILES:
        (path / name).unlink(missing_ok=True)
    for name in _RUN_FOLDERS:
        if (path / name).is_dir():
            for file in (path / name).iterdir():
                file.unlink()
            (path / name).rmdir()


def _free_folder(name: str) -> Path:
    number = 1
    while True:
        path = DEFAULT_ROOT / (name if number == 1 else f"{name}-{number}")
        if not path.exists():
            return path
        number += 1


def _read_environment(path: Path) -> dict[str, Any]:
    file = path / "environment.json"
    if not file.exists():
        return {}
    try:
        recorded = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FileFormatError(f"{file} is not JSON ({error}). Remove it to go on without it.") from error
    return recorded if isinstance(recorded, dict) else {}


def _recorded_name(path: Path) -> str | None:
    name = _read_environment(path).get("target")
    return name if isinstance(name, str) else None


__all__ = ["Noticed", "Run"]
