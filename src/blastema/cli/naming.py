"""Names of files that are written without a given name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blastema.registry import CURRICULA

if TYPE_CHECKING:
    from blastema.organism import Organism


def stem_of(organism: Organism) -> str:
    """The organism's name and regime, as in the zoo: ``lizard-regenerating``; only its name if the regime is unknown.

    With the name alone, an organism's files would take the place of those of the same picture's other regimes.
    """
    regime = organism.provenance.get("regime")
    # A file may say anything about its regime, and this becomes part of a path.
    if regime not in CURRICULA or organism.name.endswith(f"-{regime}"):
        return organism.name
    return f"{organism.name}-{regime}"


__all__ = ["stem_of"]
