"""A chain of cuts: each is an ordinary run that starts from the smaller organism and refines it."""

from __future__ import annotations

import dataclasses
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from blastema._checks import as_path, is_whole, known_version, short
from blastema._files import read_bytes, sweep_orphans, write_atomically
from blastema._json import parse
from blastema._text import word
from blastema.assembly import settings_of
from blastema.config import Config, Phase
from blastema.config import file as config_file
from blastema.errors import FileFormatError, InputError
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.runs.folder import TARGET_NAME, Run
from blastema.shrinking.cutting import heard_parameters, obstacles, smaller, smallest
from blastema.targets import Target

NAME = "shrink.json"
_START_NAME = "start.safetensors"
ITERATIONS = 1000
LEARNING_RATE = 1e-3
_FORMAT, _VERSION = "blastema-shrink", 1
_LARGEST_BYTES = 1 << 20
_STEEPEST = 1.5
"""A cut divides the number of parameters by at most this factor."""
_FINAL_RATE = 0.03
_MOST_CUTS = 100
_VISITS = 16
"""How often, on average, each state of the pool is drawn between two cuts, so that states grow old enough."""
_SMALLEST_POOL = 32


@dataclasses.dataclass(frozen=True)
class Stage:
    """One cut and its refinement.

    path:       its run folder
    parameters: the largest number that is left
    begun:      whether the run exists already
    """

    path: Path
    parameters: int
    begun: bool


class Chain:
    """A folder with the organism to shrink and a run folder for each cut, named by its size.

    It can be killed and continued at any moment: each stage is a run that follows from the one before.
    """

    def __init__(self, path: Path, sizes: tuple[int, ...], config: Config, target: Target) -> None:
        self.path, self.sizes, self.config, self.target = path, sizes, config, target

    @classmethod
    def create(cls, path: str | os.PathLike[str], organism: Organism, sizes: Sequence[int], config: Config) -> Chain:
        """A new chain.

        Args:
            path: its folder, which must be new or empty
            organism: the organism to shrink
            sizes: parameters after each cut, descending; a single one is reached by cuts of a third or less
            config: of the refinement, see `refinement`; its automaton is not used

        Raises:
            InputError: for an organism that cannot be shrunk, invalid sizes, or a folder that is in use.
        """
        path = as_path(path, "the shrink's folder")
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            begun = (path / NAME).exists()
            remedy = f"continue it (blastema shrink {word(path)})" if begun else "choose another --out"
            raise InputError(f"{path} is not empty; {remedy}.")
        if reasons := obstacles(organism):
            raise InputError(
                f"{organism.name} cannot be shrunk: {'; '.join(reasons)}. Rules with filters, one hidden layer and one "
                "picture can, such as the zoo's emoji."
            )
        if organism.target is None or organism.target.motion is not None:
            lack = "its picture moves" if organism.target else "its picture is not known (blastema import --target)"
            raise InputError(f"{organism.name} cannot be fine-tuned: {lack}.")
        planned = _planned(organism, sizes)
        told = json.loads(config_file.to_json(config))
        plan = {"format": _FORMAT, "version": _VERSION, "sizes": planned, "config": told}
        try:
            path.mkdir(parents=True, exist_ok=True)
            organism_file.save(organism, path / _START_NAME)
            write_atomically(path / NAME, json.dumps(plan, indent=1, ensure_ascii=False).encode())
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        return cls(path, planned, config, organism.target)

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Chain:
        """An existing chain.

        Raises:
            InputError: if it is not a chain, or damaged.
        """
        path = as_path(path, "the shrink's folder")
        file = path / NAME
        raw = parse(read_bytes(file, "a shrink's plan", _LARGEST_BYTES), str(file))
        if raw.get("format") != _FORMAT:
            raise FileFormatError(f"{file} is not a shrink's plan: its format is {short(raw.get('format'))}.")
        known_version(raw.get("version"), _VERSION, "shrink", str(file))
        sizes = raw.get("sizes")
        fits = isinstance(sizes, list) and 1 <= len(sizes) <= _MOST_CUTS and all(map(is_whole, sizes))
        if not isinstance(sizes, list) or not fits or sizes != sorted(set(sizes), reverse=True) or sizes[-1] < 1:
            raise FileFormatError(f"{file}: sizes is {short(sizes)}; expected 1 to {_MOST_CUTS} descending numbers.")
        config = config_file.from_dict(raw.get("config"), str(file))
        start = organism_file.load(path / _START_NAME)
        if start.target is None:
            raise FileFormatError(f"{path / _START_NAME} has no picture.")
        return cls(path, tuple(sizes), config, start.target)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The cuts, the first one first."""
        folders = [self.path / str(size) for size in self.sizes]
        return tuple(
            Stage(folder, size, (folder / TARGET_NAME).exists())
            for folder, size in zip(folders, self.sizes, strict=True)
        )

    def run(self, stage: Stage) -> Run:
        """The run of a stage; if there is none yet, it is cut now, and the previous stages must be complete.

        Raises:
            InputError: if the cut is impossible.
        """
        if stage.begun:
            return Run.open(stage.path)
        number = self.sizes.index(stage.parameters)
        before = self.path / _START_NAME if number == 0 else self.stages[number - 1].path / "organism.safetensors"
        cut = smaller(organism_file.load(before), stage.parameters)
        config = dataclasses.replace(self.config, automaton=settings_of(cut.automaton))
        if stage.path.is_dir():  # it was killed while creating the folder
            sweep_orphans(stage.path)
        return Run.create(self.target, config, stage.path, overwrite=True, start=cut)


def _planned(organism: Organism, sizes: Sequence[int]) -> tuple[int, ...]:
    """The size after each cut."""
    now = heard_parameters(organism.automaton)
    if not sizes or list(sizes) != sorted(set(sizes), reverse=True):
        raise InputError(f"--to is {' '.join(map(str, sizes))}; expected descending numbers of parameters.")
    least = smallest(organism.automaton)
    if sizes[-1] < least or sizes[0] > now or len(sizes) > _MOST_CUTS:
        raise InputError(
            f"--to is {' '.join(map(str, sizes))}; expected at most {_MOST_CUTS} numbers from {least:,} to {now:,}, as "
            f"{organism.name} has {now:,} parameters."
        )
    if len(sizes) > 1:
        return tuple(sizes)
    cuts = max(1, math.ceil(math.log(now / sizes[0]) / math.log(_STEEPEST)))
    between = {round(now * (sizes[0] / now) ** (number / cuts)) for number in range(1, cuts)}
    return (*sorted(between - {now, sizes[0]}, reverse=True), sizes[0])


def refinement(
    base: Config, iterations: int = ITERATIONS, learning_rate: float = LEARNING_RATE, **settings: Any
) -> Config:
    """The config of the refinement after a cut.

    Args:
        base: the organism's config; its curriculum and the steps of its last phase are kept
        iterations: after each cut
        learning_rate: initially; it falls to a thirtieth by a cosine
        settings: others, as in `Config.replace`

    Returns:
        The config.
    """
    steps = base.training.phases[-1].steps
    changes: dict[str, Any] = {
        "iterations": iterations,
        "phases": (Phase(iterations, steps, learning_rate, _FINAL_RATE, "cosine"),),
        "keep_zeros": True,
        "weight_average": min(max(base.training.weight_average, 0.9), 1 - min(10 / iterations, 1)),
    }
    if hasattr(base.training.curriculum, "pool_size"):
        drawn = iterations * base.training.batch_size // _VISITS
        changes["pool_size"] = min(base.get("pool_size"), max(drawn, _SMALLEST_POOL, base.training.batch_size))
    return base.replace(**(changes | settings))


__all__ = ["ITERATIONS", "LEARNING_RATE", "NAME", "Chain", "Stage", "refinement"]
