"""Trainings on several devices, each told by its bits; test_shared_batch.py runs this in a process of its own."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

import jax
import numpy as np
from training_helpers import lizard, tiny

from blastema.training.loop import Trainer
from blastema.training.snapshots import MemoryCheckpoints

KINDS: dict[str, dict[str, Any]] = {
    "native": {"kernel": "native", "weight_average": 0.9},
    "jax": {"kernel": "jax", "learned_filters": 1, "gradient_normalisation": "global-norm"},
}


def digest(tree: Any) -> str:
    """Of all bits of some arrays."""
    return hashlib.sha256(b"".join(np.asarray(leaf).tobytes() for leaf in jax.tree.leaves(tree))).hexdigest()


def told(kind: str, devices: int, threads: int = 4) -> dict[str, Any]:
    """A training of a few iterations, on four devices broken off after the first and gone on with."""
    config = tiny(devices=devices, threads=threads, iterations=5, checkpoint_every=1, **KINDS[kind])
    target, checkpoints = lizard(config), MemoryCheckpoints()
    if devices == 4:  # the others go through without a break
        for event in Trainer(target, config, checkpoints).events(None, lambda: True):
            del event
    trainer = Trainer(target, config, checkpoints)
    losses = [event.figures.loss for event in trainer.events(None, lambda: False) if hasattr(event, "figures")][-4:]
    return {
        "bits": digest(trainer.state),
        "organism": digest(trainer.organism().automaton),
        "batch": digest(trainer.batch()),
        "losses": losses,
        "why": trainer.engine.why,
    }


if __name__ == "__main__":
    print(json.dumps({case: told(case.split()[0], int(case.split()[1])) for case in sys.argv[1:]}))
