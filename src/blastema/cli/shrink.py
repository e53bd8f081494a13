"""``blastema shrink``."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path
from typing import TYPE_CHECKING

from blastema import taught
from blastema._text import plain, word
from blastema.cli.grow import train
from blastema.cli.training_verbs import Shrink
from blastema.config import CURRICULUM_CONFIGS, Config, Regime
from blastema.config import file as config_file
from blastema.config.presets import preset
from blastema.config.text import with_assignments
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism
    from blastema.shrinking import Chain


def run(command: Shrink) -> int:
    """Cut and refine, or continue; returns the exit code."""
    from blastema.shrinking import heard_parameters, size_of

    chain = _chain(command)
    for stage in chain.stages:
        if not command.json and not stage.begun:
            print("measuring what matters least ...", flush=True)
        folder = chain.run(stage)
        if folder.complete:
            continue
        if not command.json:
            print(f"{plain(stage.path)}: at most {stage.parameters:,} parameters")
        code = train(folder, command.json, continuing=f"blastema shrink {word(chain.path)}")
        if code:
            return code
    if command.json:
        return 0
    last = chain.stages[-1].path
    for stage in chain.stages:
        organism = chain.run(stage).organism
        size = size_of(organism.automaton)
        print(
            f"{plain(stage.path)}: {heard_parameters(organism.automaton):,} parameters: {size.hidden} hidden units, "
            f"{size.heard} of {size.inputs} inputs"
        )
    print(f"next: blastema evaluate {word(last)}")
    return 0


def _chain(command: Shrink) -> Chain:
    from blastema import shrinking
    from blastema.zoo.loading import load_organism

    if (Path(command.source) / shrinking.NAME).exists():
        if command != Shrink(command.source, json=command.json):  # only where it is, and how it is shown
            raise InputError(
                f"{command.source} is an existing shrink; its plan is fixed. Continue it (blastema shrink "
                f"{word(command.source)}), or start a new one from the organism."
            )
        return shrinking.Chain.open(Path(command.source))
    if not command.to:
        raise InputError(f"give the number of parameters: blastema shrink {word(command.source)} --to 3000")
    organism = load_organism(command.source)
    if organism.automaton.decodes:
        raise InputError(f"{organism.name} is drawn by a decoder; only rules without one are shrunk.")
    config = shrinking.refinement(
        _trained_by(command.source, organism),
        command.iterations,
        command.learning_rate,
        seed=command.seed,
        threads=command.threads,
        precision=command.precision,
    )
    config = with_assignments(config, command.set)
    return shrinking.Chain.create(command.out or _free(organism.name), organism, command.to, config)


def _trained_by(source: str, organism: Organism) -> Config:
    """The config of a run or of an organism of the zoo.

    For another file the recipe ``best`` with its picture, its seeds and, if the file names it, its regime.
    """
    from blastema import zoo
    from blastema.config import RunConfig

    path = Path(source)
    if path.is_dir():
        return dataclasses.replace(config_file.load(path), run=RunConfig())
    entry = None if path.exists() else zoo.find(source)
    if entry is not None and entry.card_path.exists() and entry.card.config is not None:
        return dataclasses.replace(entry.card.config, run=RunConfig())
    if organism.target is None:
        raise InputError(f"the picture of {source} is not known. Import it with its picture: blastema import --target")
    if taught.judged_by(organism.provenance) != "picture" or organism.start_radius is not None:
        raise InputError(
            f"{source} was not trained to grow its picture from a seed, and the file does not say how; shrink its run "
            "folder, whose config does."
        )
    target = organism.target
    sides = target.pixels.shape[:2]
    told = organism.provenance.get("regime")
    regime = told if isinstance(told, str) and told in CURRICULUM_CONFIGS else "regenerating"
    return preset(
        typing.cast(Regime, regime),
        "best",
        size=max(sides),
        padding=target.padding,
        square=sides[0] == sides[1],
        seed_at=tuple(",".join(map(str, reversed(place))) for place in organism.places(*organism.grid)),
    )


def _free(name: str) -> Path:
    number = 1
    while (path := Path("runs") / f"{name}-shrunk{'' if number == 1 else f'-{number}'}").exists():
        number += 1
    return path


__all__ = ["run"]
