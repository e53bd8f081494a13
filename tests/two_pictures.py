"""An organism of two pictures that no training has made: the small lizard, whose colours change when it is told so."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np

from blastema._types import Dense
from blastema.assembly import settings_of
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.signals import NamedPicture
from blastema.widening import widened

GOLDEN = Path(__file__).parent / "golden"


def two_pictures(embedding: int = 0) -> Organism:
    """``lizard``, which it is at first, and ``mirrored``, as which its rule does something else."""
    lizard = organism_file.load(GOLDEN / "lizard-small.safetensors")
    assert lizard.target is not None
    mirrored = dataclasses.replace(lizard.target, pixels=lizard.target.pixels[:, ::-1].copy(), name="mirrored")
    wanted = dataclasses.replace(settings_of(lizard.automaton), signal=2, embedding=embedding)
    automaton = widened(lizard.automaton, wanted)
    (weight, bias), *others = automaton.update.layers
    heard = embedding or 2
    rows = np.random.default_rng(0).normal(size=(heard, weight.shape[1])) * 0.2
    if not embedding:
        rows[0] = 0  # told to be the lizard, it is the lizard as before
    update = dataclasses.replace(
        automaton.update, layers=(Dense(weight.at[-heard:].set(rows.astype(np.float32)), bias), *others)
    )
    return dataclasses.replace(
        lizard,
        automaton=dataclasses.replace(automaton, update=update),
        pictures=(
            NamedPicture(dataclasses.replace(lizard.target, name="lizard"), (1.0, 0.0)),
            NamedPicture(mirrored, (0.0, 1.0)),
        ),
        signal=(1.0, 0.0),
    )
