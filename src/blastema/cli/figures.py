"""``blastema figures``."""

from __future__ import annotations

from blastema._text import plain
from blastema.cli.organism_verbs import Figures


def run(command: Figures) -> int:
    """Make the figures and say what was written; with ``all``, figures without their material are skipped."""
    from blastema import figures

    every = command.names in ((), ("all",))
    names = tuple(figures.FIGURES) if every else tuple(figures.known(name) for name in command.names)
    if command.list:
        for name, function in figures.FIGURES.items():
            print(f"{name:14}{(function.__doc__ or '').strip().splitlines()[0]}")
        return 0
    material = figures.Material.load(command.sources, command.out, f".{command.format}", command.kernel, command.at)
    for name in names:
        try:
            for file in figures.make(name, material):
                print(plain(file), flush=True)
        except figures.MissingMaterialError as error:
            if not every:
                raise
            print(f"note: {plain(name)} is skipped: {error}")
    return 0


__all__ = ["run"]
