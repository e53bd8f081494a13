"""The material of figures: organisms, runs with their history, and the output folder."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np

from blastema._checks import as_path
from blastema._files import write_atomically
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.runs import history
from blastema.zoo.loading import load_organism

_SHOWN = 6
_LISTED = 12


class MissingMaterialError(InputError):
    """The material of a figure is missing; the message says what is needed and how to get it."""


@dataclasses.dataclass(frozen=True, eq=False)
class Material:
    """Organisms and the run folders of some of them.

    organisms: at least one
    runs:      the folder of each organism, or none
    out:       where figures go
    film:      ending of films: .gif, .webp, .apng, or .mp4 (``pip install "blastema[video]"``)
    kernel:    engine
    at:        iterations of a training to show, of those that were kept; if none are named, some of them, evenly spaced
    """

    organisms: tuple[Organism, ...]
    runs: tuple[Path | None, ...]
    out: Path
    film: str = ".gif"
    kernel: str = "auto"
    at: tuple[int, ...] = ()

    @classmethod
    def load(
        cls,
        sources: tuple[str, ...],
        out: str | os.PathLike[str],
        film: str = ".gif",
        kernel: str = "auto",
        at: tuple[int, ...] = (),
    ) -> Material:
        """From run folders, organism files, web model files and names of the zoo.

        Raises:
            InputError: if one of them cannot be read.
        """
        if not sources:
            raise InputError("no organism to make figures of; name some: --from RUN|FILE|EMOJI ...")
        runs = tuple(Path(source) if (Path(source) / "config.json").is_file() else None for source in sources)
        organisms = tuple(load_organism(source) for source in sources)
        for organism in organisms:
            if organism.automaton.axes > 2:
                raise InputError(
                    f"{organism.name} grows a volume; figures show pictures. A film of it: blastema render"
                )
        out = as_path(out, "the figures' folder")
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{out} cannot be created: {error.strerror or error}.") from error
        return cls(organisms, runs, out, film, kernel, at)

    @property
    def first(self) -> Organism:
        """The organism for figures of a single one."""
        return self.organisms[0]

    def history(self, kind: Literal["organisms", "pool", "batch"]) -> Path:
        """The first run folder that has this kind of history: organisms, pool or batch.

        Raises:
            MissingMaterialError: if none has.
        """
        for run in self.runs:
            if run is not None and history.has(run, kind):
                return run
        raise MissingMaterialError(
            f"no run with {kind} in its history was given; train one: blastema grow TARGET --keep-history"
            + (" --regime persistent" if kind == "pool" else "")
        )

    def shown(self, kept: Mapping[int, object]) -> list[int]:
        """Iterations to show, of those that a run has kept.

        Raises:
            MissingMaterialError: for one that it has not.
        """
        for iteration in self.at:
            if iteration not in kept:
                raise MissingMaterialError(
                    f"--at {iteration}: the run has not kept that iteration; it has {_listed(list(kept))}. "
                    "Organisms are kept at multiples of --checkpoint-every as well."
                )
        if self.at:
            return sorted(set(self.at))
        iterations = list(kept)
        chosen = np.unique(np.linspace(0, len(iterations) - 1, _SHOWN).round().astype(int))
        return [iterations[index] for index in chosen]

    def run(self) -> Path:
        """The first run folder.

        Raises:
            MissingMaterialError: if there is none.
        """
        for run in self.runs:
            if run is not None:
                return run
        raise MissingMaterialError("no run folder was given, only organism files; name one: --from RUN")

    def write(self, name: str, data: bytes) -> Path:
        """A file in the folder; its name may begin with another folder in it.

        Raises:
            InputError: if it cannot be written.
        """
        path = self.out / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, data)
        except OSError as error:
            raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error
        return path


def _listed(iterations: list[int]) -> str:
    """Some of the iterations, as text."""
    shown = iterations if len(iterations) <= _LISTED else [*iterations[: _LISTED - 1], "...", iterations[-1]]
    return ", ".join(map(str, shown))


def title_of(organism: Organism) -> str:
    """Name, and regime if known."""
    regime = organism.provenance.get("regime")
    return f"{organism.name} ({regime})" if regime else organism.name


__all__ = ["Material", "MissingMaterialError", "title_of"]
