"""The public names of the documentation and where they are defined: for the reference and a test."""

from __future__ import annotations

import blastema


def names() -> dict[str, str]:
    """The names of ``blastema.__all__`` except the version."""
    return {name: f"blastema.{blastema._HOMES[name]}" for name in sorted(blastema._HOMES, key=str.lower)}


def extension_points() -> dict[str, str]:
    """The names that users subclass, create or call in docs/extending.md."""
    paths = (
        "registry.Registry",
        "perception.AbstractPerception",
        "filters.Filter",
        "update.AbstractUpdate",
        "update.initial_layers",
        "update.network",
        "life.AbstractLife",
        "decoder.AbstractDecoder",
        "objective.AbstractObjective",
        "objective.Wanted",
        "objective.Measure",
        "training.curricula.AbstractCurriculum",
        "training.curricula.Memory",
        "training.curricula.Start",
        "training.damage.Damage",
        "training.optimisers.AbstractOptimiser",
        "training.optimisers.Learned",
        "engines.engine.AbstractEngine",
        "formats.export",
    )
    return {path.rpartition(".")[2]: f"blastema.{path}" for path in paths}
