"""``blastema render``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from blastema._files import free_place, unused, write_explained
from blastema._text import plain
from blastema.cli.organism_verbs import Render
from blastema.cli.telling import in_order, told
from blastema.errors import InputError


def run(command: Render) -> int:
    """Film the organism and say what was written."""
    from blastema import pictures
    from blastema.drawing import film, film_files
    from blastema.zoo.loading import load_organism

    if command.out is not None:
        _check_place(command.out, command.overwrite)
    height, width = _grid(command.size)
    organism, tellings = load_organism(command.source), in_order(command.told)
    if organism.signal_in == "seed":
        organism, tellings = told(organism, command.told), []  # changes during the film are refused
    plan = film.Film(
        organism,
        steps=command.steps,
        every=command.every,
        height=height,
        width=width,
        angle_degrees=command.angle or None,
        tellings=tellings,
        cuts=[film.parse_cut(text) for text in command.cut],
        seeds=[film.parse_place(text) for text in command.seed_at],
        fire_seed=command.fire_seed,
        kernel=command.kernel,
        host=None if command.on is None else load_organism(command.on),
        host_steps=command.host_steps,
    )
    out = command.out or unused(Path(f"{organism.name}.gif"))
    last = None
    if out.suffix.lower() == ".png":
        strip = film.growth_strip(plan, factor=command.scale)
        write_explained(out, pictures.png(strip))
    else:
        states = plan.states()

        def frames() -> Iterator[pictures.Pixels]:
            nonlocal last
            for number, last in enumerate(states):
                yield plan.seen(last, number)

        film_files.write_film(out, frames(), command.fps, command.scale)
    size = out.stat().st_size / 1e6
    print(f"{plain(out)}: {len(plan.times)} pictures, {command.steps} steps, {size:.2f} MB")
    if last is not None and not bool((np.asarray(last)[..., 3] > 0.1).any()):
        print("note: nothing is alive at the end of the film")
    return 0


def _check_place(out: Path, overwrite: bool) -> None:
    from blastema.drawing import film_files

    free_place(out, overwrite)
    film_files.check_film(out)


def _grid(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    match = re.fullmatch(r"([0-9]{1,5})[x×]([0-9]{1,5})", text.strip().lower())
    if match is None:
        raise InputError(f"--size is {text!r}; expected height x width in cells, as in 96x128.")
    return int(match[1]), int(match[2])


__all__ = ["run"]
