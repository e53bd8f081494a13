"""Adding organisms to a zoo: measuring an organism, writing its card, and storing both.

from blastema import zoo
from blastema.zoo import keeper

kept = keeper.prepare("runs/lizard-regenerating")
keeper.put(kept, zoo.own_folder())
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import jax
import numpy as np

from blastema import emoji, evaluation, starts, zoo
from blastema._files import write_explained
from blastema.config import file as config_file
from blastema.drawing import plots
from blastema.errors import InputError, StorageError
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.runs import environment
from blastema.runs.folder import START_NAME, Run
from blastema.zoo import card as cards
from blastema.zoo import measuring
from blastema.zoo.loading import load_organism

_CURVE_POINTS = 80
_VERSIONS = ("blastema", "python", "jax", "jaxlib", "numpy", "kernel", "instruction_level", "precision")
"""Recorded facts about the machine: those that affect the numbers, and none that identify its owner."""


@dataclasses.dataclass(frozen=True)
class Kept:
    """An organism that is ready to be stored in a zoo.

    name, regime: in the zoo
    data:         its file's bytes
    card:         its card, plain values
    """

    name: str
    regime: str | None
    data: bytes
    card: Mapping[str, Any]

    @property
    def checked(self) -> zoo.Card:
        """The card as read from its file."""
        return cards.loads(cards.dumps(self.card))


def prepare(
    source: str | Path,
    name: str | None = None,
    *,
    organism: Organism | None = None,
    same: zoo.Entry | None = None,
    notes: Sequence[str] = (),
    kernel: str = "auto",
    tell: Callable[[str], None] = lambda stage: None,
) -> Kept:
    """Measure an organism and make its card: the article's protocol in each number format, births and survival.

    For several pictures each is measured, and the transitions between them, if any; moving organisms are measured over
    100 cycles, and merging ones also from several seeds.

    source:   a run folder (its config and curve go into the card), or an organism or web model file
    name:     its name; by default the organism's own
    organism: replaces that of ``source``, e.g. with another picture
    same:     the entry that it already is, whose name and regime it keeps unless ``name`` is given
    notes:    for the reader
    tell:     called with the name of each stage as it begins

    Raises:
        InputError: if there is no organism, its picture is unknown, or it has no name.
    """
    organism = organism or load_organism(source)
    plain, regime = named(organism, name, same)
    data, dtype, stored_notes = file_of(organism, plain)
    stored = organism_file.loads(data, organism.name)
    tell(f"{dtype} weights")
    measured = measuring.measure(stored, kernel, tell)
    scores: dict[str, Any] = {"float16": None, "float32": None, "int8": None}
    scores[dtype] = measuring.scores(measured.scores, each=True)
    others, format_notes = _in_other_formats(organism, dtype, kernel, tell)
    tell("10,000 steps")
    survival = measuring.survival(stored, kernel)
    training, training_notes = _training(Path(source))
    card = {
        "format": cards.FORMAT,
        "version": cards.VERSION,
        "name": plain,
        "emoji": next((symbol for symbol, known in emoji.BUILT_IN.items() if known == plain), None),
        "regime": regime,
        "kind": measuring.kind_of(stored),
        "file": {
            "name": f"{zoo.entry_for(plain, regime, Path()).stem}.safetensors",
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "dtype": dtype,
        },
        "grid": list(organism.grid),
        "parameters": organism.automaton.parameters,
        "figures": scores | others,
        **measured.parts,
        "survival": survival,
        "training": training,
        "measured_with": _versions(measured.environment),
        "notes": [*notes, *measured.notes, *stored_notes, *format_notes, *training_notes],
    }
    return Kept(plain, regime, data, card)


def named(organism: Organism, name: str | None, same: zoo.Entry | None) -> tuple[str, str | None]:
    """Its name and regime in a zoo; arguments as of `prepare`.

    Raises:
        InputError: if no name can be made.
    """
    if same is not None and name is None:
        return same.name, same.regime
    plain = zoo.plain_name(name or organism.name)
    if not plain:
        raise InputError(
            f"{name or organism.name!r} has no letters or digits to make a name from; choose another --name."
        )
    regime = organism.provenance.get("regime")
    return plain, regime if regime in zoo.REGIMES else None


def _in_other_formats(
    organism: Organism, dtype: str, kernel: str, tell: Callable[[str], None]
) -> tuple[dict[str, Any], list[str]]:
    """The scores with weights as trained and in eight bits, and notes; only for organisms of one picture."""
    if len(organism.pictures) > 1:
        return {}, [f"scores are over the samples of all {len(organism.pictures)} pictures, with {dtype} weights alone"]
    found: dict[str, Any] = {}
    if dtype == "float16":
        tell("float32 weights")
        found["float32"] = measuring.scores(evaluation.evaluate(organism, kernel=kernel).scores)
    tell("int8 weights")
    eight_bits, notes = _in_eight_bits(organism)
    if eight_bits is not None:
        found["int8"] = measuring.scores(evaluation.evaluate(eight_bits, kernel=kernel).scores)
    return found, notes


def put(kept: Kept, folder: Path) -> zoo.Entry:
    """Write organism and card into a zoo's folder, which is created if needed; each file atomically.

    Raises:
        InputError: if they cannot be written.
    """
    entry = zoo.entry_for(kept.name, kept.regime, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror or error}.") from error
    # In this order a kill between the two leaves a usable organism, and a card that is recognised as outdated.
    write_explained(entry.path, kept.data)
    write_explained(entry.card_path, cards.dumps(kept.card))
    return entry


def file_of(organism: Organism, name: str) -> tuple[bytes, str, list[str]]:
    """The file for a zoo: its bytes, the type of its numbers, and notes.

    The numbers are float16, or float32 if they are too large for it.
    """
    data, dtype = organism_file.dumps_small(dataclasses.replace(organism, name=name))
    return data, dtype, [] if dtype == "float16" else ["weights are too large for float16; kept as float32"]


def _in_eight_bits(organism: Organism) -> tuple[Organism | None, list[str]]:
    """The organism with its weights as in the article's web model files; none if that format cannot represent it."""
    try:
        data, _ = distill.dumps(organism)
    except InputError as error:
        return None, [f"no int8 scores: {error}"]
    # The file has rows in its own order and the step size in the last layer, but neither fire rate nor boundary.
    read = distill.loads(data).automaton
    physics = dataclasses.replace(organism.automaton.physics, step_size=read.physics.step_size)
    rule = dataclasses.replace(read, physics=physics)
    return dataclasses.replace(organism, automaton=rule, pictures=(), signal=()), []


def _training(source: Path) -> tuple[dict[str, Any] | None, list[str]]:
    """Information about the training from a run folder; none for a file."""
    if not (source / "config.json").is_file():
        return None, []
    run = Run.open(source)
    notes = []
    if run.iteration < run.config.training.iterations:
        notes.append(f"stopped after {run.iteration:,} of {run.config.training.iterations:,} iterations")
    begun = _begun_with(run)
    if begun is not None:
        named = begun["organism"] or "an organism that is not in the zoo"
        notes.append(f"training started from {named}, so the config alone does not reproduce it")
    config = json.loads(config_file.to_json(run.config))
    first, *others = (one if emoji.is_emoji(one) else Path(one).name for one in run.config.target.pictures)
    config["target"] |= {"picture": first, "others": others}
    kept = plots.last_attempt(run.metrics)
    lines = [line for line in kept if line.get("smoothed") is not None]
    spread = np.linspace(0, max(len(lines) - 1, 0), _CURVE_POINTS).round()
    chosen = sorted({int(index) for index in spread}) if lines else []
    curve = {
        "iteration": [lines[index]["iteration"] for index in chosen],
        "log10_loss": [round(lines[index]["smoothed"], 3) for index in chosen],
    }
    recorded = environment.read(source)
    return {
        "iterations": run.iteration,
        "seed": run.config.training.seed,
        "log10_loss": round(lines[-1]["smoothed"], 4) if lines else None,
        "minutes": round(sum(line.get("seconds") or 0 for line in run.metrics) / 60, 1),
        "roll_backs": max((line["attempt"] for line in run.metrics), default=0),
        "curve": curve,
        "config": config,
        "start": begun,
        "with": _versions(recorded) | {"threads": recorded.get("threads")},
    }, notes


def _begun_with(run: Run) -> dict[str, str | None] | None:
    """None if the config says what a run started from; else the name of the zoo's organism, if it is recognised.

    The weights are compared, since a run's folder has the organism that it started from, but not its origin.
    """
    file = run.path / START_NAME
    if not file.exists():
        return None
    weights = _weights(organism_file.load(file))
    usual = starts.start_for(run.config)
    if usual is not None and _alike(_weights(usual), weights):
        return None
    built_in = [entry for entry in zoo.entries() if entry.source == "built-in"]
    found = (entry.stem for entry in built_in if _alike(_weights(organism_file.load(entry.path)), weights))
    return {"organism": next(found, None)}


def _weights(organism: Organism) -> list[Any]:
    return [np.asarray(leaf) for leaf in jax.tree.leaves(organism.automaton.update)]


def _alike(ones: list[Any], others: list[Any]) -> bool:
    return len(ones) == len(others) and all(np.array_equal(a, b) for a, b in zip(ones, others, strict=True))


def _versions(described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: described[name] for name in _VERSIONS if name in described}


__all__ = ["Kept", "file_of", "named", "prepare", "put"]
