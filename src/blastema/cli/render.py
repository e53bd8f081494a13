"""``blastema render``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from blastema._files import free_place, unused, write_explained
from blastema._text import plain, word
from blastema.cli.naming import stem_of
from blastema.cli.organism_verbs import Render
from blastema.cli.telling import in_order
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism
    from blastema.signals import Telling

_FPS = 25
_STRIP = ".png"


def run(command: Render) -> int:
    """Film the organism and say what was written."""
    from blastema import pictures
    from blastema.drawing import film, film_files
    from blastema.evaluation.births import alive
    from blastema.zoo.loading import load_organism

    if command.out is not None:
        _check_place(command.out, command.overwrite)
    _refuse_idle(command)
    height, width = _grid(command.size)
    organism, tellings = load_organism(command.source), in_order(command.told)
    if organism.signal_in == "seed" and tellings:
        organism, tellings = _planted(organism, tellings, command), []
    plan = film.Film(
        organism,
        steps=command.steps,
        every=command.every,
        height=height,
        width=width,
        angle_degrees=command.angle,
        tellings=tellings,
        cuts=[film.parse_cut(text) for text in command.cut],
        seeds=[film.parse_place(text) for text in command.seed_at],
        fire_seed=command.fire_seed,
        kernel=command.kernel,
        host=None if command.on is None else load_organism(command.on),
        host_steps=command.host_steps,
    )
    out = command.out or unused(Path(f"{stem_of(organism)}.gif"))
    if out.suffix.lower() == _STRIP:
        times = film.strip_times(plan)
        states = list(plan.states(times))
        last = states[-1]
        write_explained(out, pictures.png(film.growth_strip(plan, times, command.scale, states)))
    else:
        times, last = plan.times, plan.start()

        def frames() -> Iterator[pictures.Pixels]:
            nonlocal last
            for number, last in enumerate(plan.states()):
                yield plan.seen(last, number)

        film_files.write_film(out, frames(), _FPS if command.fps is None else command.fps, command.scale)
    size = out.stat().st_size / 1e6
    print(f"{plain(out)}: {len(times)} pictures, {command.steps} steps, {size:.2f} MB")
    if (stored := _stored(out)) is not None and (same := len(times) - stored):
        print(
            f"note: {same} of them equal the picture before, which the file shows for longer instead (frames in the "
            f"file: {stored})"
        )
    if not alive(last[None], organism.automaton.alive_threshold).any():
        limit = organism.automaton.alive_threshold
        print(f"note: nothing is alive at the end of the film (no alpha above {limit:g} at step {command.steps})")
    return 0


def _stored(out: Path) -> int | None:
    """The frames of an animation, in which Pillow writes equal pictures once; none for a strip or a video."""
    if out.suffix.lower() not in (".gif", ".webp", ".apng"):
        return None
    from PIL import Image

    with Image.open(out) as image:
        return int(getattr(image, "n_frames", 1))


def _refuse_idle(command: Render) -> None:
    """Raises `InputError` for a flag that would have no effect."""
    if command.host_steps is not None and command.on is None:
        raise InputError(
            f"--host-steps is {command.host_steps}, but there is no host; name one (--on), or leave --host-steps out."
        )
    if command.out is None or command.out.suffix.lower() != _STRIP:
        return
    for flag, given in {"--every": command.every, "--fps": command.fps}.items():
        if given is not None:
            raise InputError(
                f"{flag} is {given}, but {command.out} is a strip of stills, of eight steps and those around wounds "
                f"and changes; leave {flag} out, or write a film: --out {word(command.out.with_suffix('.gif'))}"
            )


def _planted(organism: Organism, tellings: list[Telling], command: Render) -> Organism:
    """The organism with the only signal of ``--as`` in its seed. Raises `InputError` where no such seed is planted."""
    if command.on is not None:
        raise InputError(
            f"{organism.name} has its signal in the seed, but the film starts from {command.on}, which has no seed of "
            "it; leave out --as, or --on."
        )
    if len(tellings) > 1 or tellings[0].step:
        raise InputError(
            f"{organism.name} has its signal in the seed, and cannot change its picture later; give one picture from "
            "the first step on: --as NAME"
        )
    return organism.told(tellings[0].weights)


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
