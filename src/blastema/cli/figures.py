"""``blastema figures``."""

from __future__ import annotations

from blastema._text import plain, word
from blastema.cli.organism_verbs import Figures
from blastema.errors import InputError


def run(command: Figures) -> int:
    """Make the figures and say what was written; with ``all``, figures without their material are skipped."""
    from rich.text import Text

    from blastema import figures
    from blastema.cli.terminal import Terminal

    every = command.names in ((), ("all",))
    names = tuple(figures.FIGURES) if every else tuple(figures.known(name) for name in command.names)
    if command.list:
        for name, function in figures.FIGURES.items():
            print(f"{name:14}{(function.__doc__ or '').strip().splitlines()[0]}")
        return 0
    if command.at and not set(names) & set(figures.BY_ITERATION):
        at, asked = " ".join(map(str, command.at)), ", ".join(names)
        raise InputError(
            f"--at is {at}, but iterations of a training cannot be chosen for {asked}; "
            f"leave it out, or name one that does: {', '.join(figures.BY_ITERATION)}."
        )
    material = figures.Material.load(command.sources, command.out, f".{command.format}", command.kernel, command.at)
    console = Terminal()
    for name in names:
        try:
            with console.status(Text(f"{name} ...")):
                files = tuple(figures.make(name, material))
            print("".join(f"{plain(file)}\n" for file in files), end="", flush=True)
            if targets := [file for file in files if file.parent == material.out / figures.TARGETS]:
                print(
                    f"note: {' and '.join(map(plain, targets))} are no figures, but targets to train an organism for "
                    f"this figure on: blastema grow {word(targets[0])}"
                )
        except figures.MissingMaterialError as error:
            if not every:
                raise
            print(f"note: {plain(name)} is skipped: {error}")
    alone = [name for name in names if name in figures.OF_ONE]
    if alone and len(material.organisms) > 1:
        print(f"note: {', '.join(alone)}: only of the first organism, {plain(material.first.name)}")
    return 0


__all__ = ["run"]
