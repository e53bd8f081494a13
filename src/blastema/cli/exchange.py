"""``blastema import`` and ``blastema export``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from blastema._files import free_place, write_explained
from blastema.cli.verbs import Export, Import
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism


def run(command: Import | Export) -> int:
    """Convert a file and say what was written."""
    return _import(command) if isinstance(command, Import) else _export(command)


def _import(command: Import) -> int:
    from blastema.formats import distill, organism_file
    from blastema.targets import load_target

    picture = None if command.target is None else load_target(command.target, size=distill.SIZE)
    organism = distill.load(command.source, target=picture)
    out = free_place(command.out or Path(f"{command.source.stem}.safetensors"), command.overwrite)
    organism_file.save(organism, out)
    known = "its picture is not known (--target gives it)" if organism.target is None else organism.target.name
    print(f"{out}: {organism.automaton.parameters:,} parameters, picture: {known}")
    print(f"next: blastema render {out} --cut left@200 --out {out.stem}.gif")
    return 0


_ENDINGS = {
    "html": ".html",
    "distill": ".json",
    "gif": ".gif",
    "mp4": ".mp4",
    "png-strip": ".png",
    "safetensors": ".safetensors",
}


def _export(command: Export) -> int:
    from blastema.drawing import film_files
    from blastema.zoo.loading import load_organism

    if command.to in _FILMS and command.out is not None:
        _check_ending(command.out, command.to)
        film_files.check_film(command.out)
    organism = load_organism(command.source)
    out = free_place(command.out or Path(f"{organism.name}{_ENDINGS[command.to]}"), command.overwrite)
    notes = _WRITERS[command.to](organism, out, command)
    print(f"{out}: {out.stat().st_size:,} bytes")
    for note in notes:
        print(f"note: {note}")
    return 0


def _write_html(organism: Organism, out: Path, _command: Export) -> tuple[str, ...]:
    from blastema import page

    document = page.build([organism], minified=True).encode()
    write_explained(out, document)
    notes = ["open it in any browser, also without a network"]
    if len(document) > page.LARGEST_EXPORT_BYTES:
        notes.append(
            f"that is more than the {page.LARGEST_EXPORT_BYTES:,} bytes meant for a page: "
            f"this organism has {organism.automaton.parameters:,} parameters"
        )
    return tuple(notes)


def _write_distill(organism: Organism, out: Path, _command: Export) -> tuple[str, ...]:
    from blastema.formats import demo, distill

    data, notes = distill.dumps(organism)
    write_explained(out, data)
    return (*notes, *demo.demo_run(data).notes())


def _write_safetensors(organism: Organism, out: Path, command: Export) -> tuple[str, ...]:
    from blastema.formats import organism_file

    organism_file.save(organism, out, command.dtype)
    return ()


def _write_film(organism: Organism, out: Path, _command: Export) -> tuple[str, ...]:
    """Growth, a wound and healing; the wound only for those that were trained to bear it or do not say."""
    from blastema import pictures
    from blastema.drawing import film, film_files

    film_files.check_film(out)
    regime = organism.provenance.get("regime")
    wounded = regime not in ("growing", "persistent")
    plan = film.Film(
        organism,
        steps=_FILM_STEPS if wounded else _WOUND_STEP,
        cuts=[film.Cut(_WOUND, _WOUND_STEP)] if wounded else [],
    )
    if out.suffix.lower() == ".png":
        write_explained(out, pictures.png(film.growth_strip(plan)))
    else:
        film_files.write_film(out, plan.frames())
    if wounded:
        return (f"it grows, loses its {_WOUND} half at step {_WOUND_STEP} and is seen until step {_FILM_STEPS}",)
    return (f"without a wound: its regime is {regime}. With one: blastema render SOURCE --cut {_WOUND}@{_WOUND_STEP}",)


_WOUND, _WOUND_STEP, _FILM_STEPS = "left", 200, 400
_FILMS = {"gif": ".gif", "mp4": ".mp4", "png-strip": ".png"}
# Others that an organism can be written to (ONNX, C) take their places here.
_WRITERS: dict[str, Callable[[Organism, Path, Export], tuple[str, ...]]] = {
    "html": _write_html,
    "distill": _write_distill,
    "gif": _write_film,
    "mp4": _write_film,
    "png-strip": _write_film,
    "safetensors": _write_safetensors,
}


def _check_ending(path: Path, to: str) -> None:
    if path.suffix.lower() != _FILMS[to]:
        raise InputError(f"--out is {path}, but --to {to} writes a {_FILMS[to]} file.")


__all__ = ["run"]
