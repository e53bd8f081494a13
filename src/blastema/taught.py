"""What organisms were trained for, as the kinds say that their files, runs and cards name.

A regime is the name of a curriculum. One that is not known, as that of another program or of a package that is not
installed, says nothing; its organisms are taken for the article's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from blastema.registry import CURRICULA, OBJECTIVES

_GROWN, _GROWING = 200, 96
"""Where organisms have grown; those that need not persist at the end of the article's longest episode."""


def by_regime(regime: object, what: str) -> Any:
    """What a curriculum says of itself.

    Args:
        regime: its name, or anything else that a file has in its place
        what: a class attribute of `blastema.training.curricula.AbstractCurriculum`

    Returns:
        The attribute; none for a name that is not known.
    """
    return CURRICULA.says(regime, what) if isinstance(regime, str) and regime in CURRICULA else None


def persists(regime: object) -> bool:
    """Whether organisms of a regime are to stay as they have grown: so are all but those of which more is known."""
    return by_regime(regime, "persists") is not False


def grown_at(regime: object) -> int:
    """The step at which organisms of a regime are looked at as grown."""
    return _GROWN if persists(regime) else _GROWING


def judged_by(provenance: Mapping[str, Any]) -> str:
    """What tells how well an organism of a provenance does: "picture", unless its objective says otherwise."""
    found = _by_objective(provenance, "judged_by")
    return "picture" if found is None else str(found)


def seen(provenance: Mapping[str, Any], states: Any) -> Any:
    """What people are shown of states of organisms of a provenance, as `AbstractObjective.seen` says."""
    by_objective = _by_objective(provenance, "seen")
    return states if by_objective is None else by_objective(states)


def either(provenance: Mapping[str, Any], what: str) -> bool:
    """Whether curriculum or objective of a provenance says that something is so."""
    return bool(by_regime(provenance.get("regime"), what) or _by_objective(provenance, what))


def known_as(provenance: Mapping[str, Any]) -> tuple[str, str]:
    """What a catalogue calls organisms of a provenance: by their objective, and by their curriculum."""
    return _by_objective(provenance, "known_as") or "", by_regime(provenance.get("regime"), "known_as") or ""


def _by_objective(provenance: Mapping[str, Any], what: str) -> Any:
    """As of `by_regime`; a provenance names no objective where that is the picture."""
    objective = provenance.get("objective")
    return OBJECTIVES.says(objective, what) if isinstance(objective, str) and objective in OBJECTIVES else None


__all__ = ["by_regime", "either", "grown_at", "judged_by", "known_as", "persists", "seen"]
