"""Exporters to films: growth, a wound and healing; `blastema.registry.EXPORTERS` has all exporters."""

from __future__ import annotations

from pathlib import Path

from blastema import pictures, taught
from blastema._files import write_explained
from blastema.drawing import film, film_files
from blastema.errors import InputError
from blastema.organism import Organism

_WOUND, _WOUND_STEP, _STEPS = "left", 200, 400


def gif(organism: Organism, path: Path) -> tuple[str, ...]:
    """An animated GIF.

    Raises:
        InputError: for another ending, or a path that cannot be written.
    """
    return _film(organism, path, ".gif")


def mp4(organism: Organism, path: Path) -> tuple[str, ...]:
    """A video; needs ``pip install "blastema[video]"``.

    Raises:
        InputError: as `gif` does, and if PyAV is missing.
    """
    return _film(organism, path, ".mp4")


def png_strip(organism: Organism, path: Path) -> tuple[str, ...]:
    """Stills side by side.

    Raises:
        InputError: as `gif` does.
    """
    return _film(organism, path, ".png")


def _film(organism: Organism, path: Path, ending: str) -> tuple[str, ...]:
    """The wound is only for organisms that were trained to heal it, or whose regime is unknown; digits lose no ink."""
    if path.suffix.lower() != ending:
        raise InputError(f"{path} ends in {path.suffix or 'nothing'!r}; expected {ending}.")
    film_files.check_film(path)
    regime = organism.provenance.get("regime")
    classifies = taught.judged_by(organism.provenance) == "classes"
    wounded = taught.by_regime(regime, "heals") is not False and not classifies
    plan = film.Film(
        organism,
        steps=_STEPS if wounded else _WOUND_STEP,
        cuts=[film.Cut(_WOUND, _WOUND_STEP)] if wounded else [],
    )
    if ending == ".png":
        write_explained(path, pictures.png(film.growth_strip(plan)))
    else:
        film_files.write_film(path, plan.frames())
    if classifies:
        return (
            f"its cells over {_WOUND_STEP} steps, in the colours of the digits they vote for; the page (--to html) has "
            "their numbers",
        )
    if wounded:
        return (f"it grows, loses its {_WOUND} half at step {_WOUND_STEP} and is shown until step {_STEPS}",)
    return (f"without a wound: its regime is {regime}; render shows it with one (--cut {_WOUND}@{_WOUND_STEP})",)


__all__ = ["gif", "mp4", "png_strip"]
