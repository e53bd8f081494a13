"""Every setting of a run, with its default and where the default comes from.

The dataclasses here are the one source for Python, ``config.json``, the command line's flags and its help. Nothing here
imports JAX: help must answer at once.

- `part`: parts by name; `sections`: target, automaton, run
- `training`: curriculum and phases; `curricula`, `phases`: the settings of each
- `whole`: all together, changed by name
- `presets`: full configurations by recipe; `file`: ``config.json``
"""

from __future__ import annotations

from blastema.config.curricula import (
    CURRICULUM_CONFIGS,
    CurriculumConfig,
    GrowingConfig,
    MergingConfig,
    PersistentConfig,
    PerturbedConfig,
    RegeneratingConfig,
    Task,
    TurningConfig,
    Wound,
)
from blastema.config.part import Part, kind_of
from blastema.config.phases import Phase, Shape
from blastema.config.sections import (
    LARGEST_GRID,
    LARGEST_THREADS,
    MOST_PICTURES,
    MOST_PIXELS,
    Activation,
    AutomatonConfig,
    Background,
    Boundary,
    FirePer,
    Kernel,
    Moves,
    Physics,
    Precision,
    RunConfig,
    SignalIn,
    SignalKind,
    TargetConfig,
    too_large,
)
from blastema.config.training import Normalisation, Regime, Start, TrainingConfig
from blastema.config.whole import LARGEST_POOL_BYTES, SECTIONS, Config, section_of

__all__ = [
    "CURRICULUM_CONFIGS",
    "LARGEST_GRID",
    "LARGEST_POOL_BYTES",
    "LARGEST_THREADS",
    "MOST_PICTURES",
    "MOST_PIXELS",
    "SECTIONS",
    "Activation",
    "AutomatonConfig",
    "Background",
    "Boundary",
    "Config",
    "CurriculumConfig",
    "FirePer",
    "GrowingConfig",
    "Kernel",
    "MergingConfig",
    "Moves",
    "Normalisation",
    "Part",
    "PersistentConfig",
    "PerturbedConfig",
    "Phase",
    "Physics",
    "Precision",
    "RegeneratingConfig",
    "Regime",
    "RunConfig",
    "Shape",
    "SignalIn",
    "SignalKind",
    "Start",
    "TargetConfig",
    "Task",
    "TrainingConfig",
    "TurningConfig",
    "Wound",
    "kind_of",
    "section_of",
    "too_large",
]
