"""Blastema grows living pictures: neural cellular automata that grow from one cell, persist and heal.

    import blastema as bl

    target = bl.load_target("🦎", size=24, padding=6)
    *_, done = bl.watch(bl.fit(target, bl.regenerating("quick")))
    bl.show(done.organism)  # in a notebook

Names load on first use, so that ``import blastema`` is quick and the command line's help needs no JAX.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blastema.automaton import CellularAutomaton as CellularAutomaton
    from blastema.conditions import Conditions as Conditions
    from blastema.config import Config as Config
    from blastema.config import Phase as Phase
    from blastema.config.presets import growing as growing
    from blastema.config.presets import persistent as persistent
    from blastema.config.presets import regenerating as regenerating
    from blastema.drawing.film import Film as Film
    from blastema.engines import rollout as rollout
    from blastema.errors import BlastemaError as BlastemaError
    from blastema.formats.organism_file import save as save_organism  # noqa: F401
    from blastema.organism import Organism as Organism
    from blastema.runs.folder import Run as Run
    from blastema.showing import show as show
    from blastema.targets import Target as Target
    from blastema.targets import load_target as load_target
    from blastema.training.loop import fit as fit
    from blastema.watching import watch as watch
    from blastema.zoo.loading import load_organism as load_organism

__version__ = "0.1.0"

_HOMES = {
    "BlastemaError": "errors.BlastemaError",
    "CellularAutomaton": "automaton.CellularAutomaton",
    "Conditions": "conditions.Conditions",
    "Phase": "config.Phase",
    "rollout": "engines.rollout",
    "Config": "config.Config",
    "Film": "drawing.film.Film",
    "Organism": "organism.Organism",
    "Run": "runs.folder.Run",
    "Target": "targets.Target",
    "fit": "training.fit",
    "growing": "config.presets.growing",
    "load_organism": "zoo.loading.load_organism",
    "load_target": "targets.load_target",
    "persistent": "config.presets.persistent",
    "regenerating": "config.presets.regenerating",
    "save_organism": "formats.organism_file.save",
    "show": "showing.show",
    "watch": "watching.watch",
}

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'blastema' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].rpartition(".")
    return getattr(importlib.import_module(f"blastema.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
