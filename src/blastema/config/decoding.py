"""Settings of pictures with more pixels than cells: a matching decoder, and what it does not support."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from blastema._checks import require
from blastema.config.part import Part, kind_of, settings_of
from blastema.config.sections import LARGEST_LAYER, AutomatonConfig, TargetConfig
from blastema.errors import InputError
from blastema.registry import CURRICULA, OBJECTIVES

if TYPE_CHECKING:
    from blastema.config.training import TrainingConfig

_USUAL = "coordinates"


def pixels_of(automaton: AutomatonConfig) -> int:
    """Pixels along a side of a cell, as its decoder draws them; 1 without one."""
    pixels = settings_of(automaton.decoder).get("pixels", 1)
    return pixels if isinstance(pixels, int) else 1


def drawn(automaton: AutomatonConfig, settings: Mapping[str, Any], pixels: int) -> dict[str, Any]:
    """The decoder that settings imply, as a further setting; empty if they imply none.

    Args:
        automaton: before the change
        settings: the changes, by name
        pixels: along a side of a cell, before the change
    """
    if not {"pixels_per_cell", "decoder"} & set(settings):
        return {}
    pixels = settings.get("pixels_per_cell", pixels)
    decoder = settings.get("decoder", _USUAL if automaton.decoder == "none" else automaton.decoder)
    if not isinstance(decoder, str | Part):
        return {}
    if "decoder" not in settings and pixels == 1:
        return {"decoder": "none"}
    if kind_of(decoder) == "none" or ("decoder" in settings and "pixels" in settings_of(decoder)):
        return {}
    return {"decoder": Part(kind_of(decoder), {**settings_of(decoder), "pixels": pixels})}


def check(target: TargetConfig, automaton: AutomatonConfig, training: TrainingConfig) -> None:
    """Raise `InputError` unless target and decoder have the same pixels, and all other settings support a decoder."""
    decoder = kind_of(automaton.decoder)
    if decoder == "none":
        expected = "1 without a decoder; --decoder coordinates draws several"
        require(target.pixels_per_cell == 1, "pixels_per_cell", target.pixels_per_cell, expected)
        return
    if target.pixels_per_cell == 1:
        raise InputError(
            f"the decoder is {automaton.decoder}, but pixels-per-cell is 1; give --pixels-per-cell 4, or leave the "
            "decoder out."
        )
    if pixels_of(automaton) != target.pixels_per_cell:
        raise InputError(
            f"the decoder draws {pixels_of(automaton)} pixels along a side of a cell, but pixels-per-cell is "
            f"{target.pixels_per_cell}; give the same number."
        )
    numbers = target.grid**2 * target.pixels_per_cell**2
    widths = settings_of(automaton.decoder).get("widths", (1,))
    widest = max((width for width in widths if isinstance(width, int)), default=1) if isinstance(widths, tuple) else 1
    require(
        numbers * widest <= LARGEST_LAYER,
        "pixels_per_cell",
        target.pixels_per_cell,
        f"fewer pixels or a narrower decoder ({numbers:,} pixels x {widest} units, where at most {LARGEST_LAYER:,} "
        "numbers are worked with)",
    )
    regime, objective = training.regime, kind_of(training.objective)
    for setting, found, refused in (
        ("regime", regime, CURRICULA.says(regime, "cells_are_pixels")),
        ("objective", objective, OBJECTIVES.says(objective, "cells_are_pixels")),
        ("quantise", training.quantise, training.quantise != "none"),
        ("motion", target.motion, target.motion != "still"),
    ):
        if refused:
            raise InputError(
                f"pixels-per-cell is {target.pixels_per_cell}, but {setting} is {found}, which takes cells for pixels; "
                "use --pixels-per-cell 1, or leave the other out."
            )


__all__ = ["check", "drawn", "pixels_of"]
