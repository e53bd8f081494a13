"""``blastema import`` and ``blastema export``."""

from __future__ import annotations

from pathlib import Path

from blastema._files import free_place, no_folder, taken, unused
from blastema._text import plain, word
from blastema.cli.naming import stem_of
from blastema.cli.organism_verbs import Export, Import
from blastema.cli.telling import told
from blastema.config import TargetConfig
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.registry import EXPORTERS


def run(command: Import | Export) -> int:
    """Convert a file and say what was written."""
    return _import(command) if isinstance(command, Import) else _export(command)


def _import(command: Import) -> int:
    from blastema.formats import distill, organism_file
    from blastema.portable import foreign
    from blastema.targets import load_target

    _refuse_organism(command.source)
    if command.out is not None:
        _check_file(command.out, command.overwrite, ".safetensors", "blastema import")
    geometry = TargetConfig(
        size=distill.SIZE if command.size is None else command.size,
        padding=distill.PADDING if command.padding is None else command.padding,
    )
    picture = None if command.target is None else load_target(command.target, geometry)
    notes: tuple[str, ...] = ()
    if foreign.is_foreign(command.source):
        organism, notes = foreign.load(command.source, picture, geometry, command.rows)
    elif command.rows != "auto":
        raise InputError(f"--rows is {command.rows}, but {command.source} has a known order; leave the flag out.")
    else:
        organism = distill.load(command.source, target=picture, size=command.size, padding=command.padding)
    out = free_place(command.out or _named_after(command.source), command.overwrite)
    organism_file.save(organism, out)
    known = "not known (--target gives it)" if organism.target is None else organism.target.name
    grid = f"{organism.grid[0]} x {organism.grid[1]} cells"
    print(f"{plain(out)}: {organism.automaton.parameters:,} parameters, picture: {known}, {grid}")
    for note in notes:
        print(f"note: {plain(note)}")
    print(f"next: blastema render {word(out)} --cut left@200 --out {word(unused(Path(f'{out.stem}.gif')))}")
    return 0


def _named_after(source: Path) -> Path:
    """The organism file of a source, in this folder, which is never the source itself."""
    out = Path(f"{source.stem}.safetensors")
    return Path(f"{source.stem}-organism.safetensors") if out.exists() and out.samefile(source) else out


def _refuse_organism(source: Path) -> None:
    """Raise `InputError` for a run or a name of the zoo, which is an organism already; readers check files."""
    from blastema import zoo
    from blastema.formats import ORGANISM_NAME

    if source.is_dir():
        what = "a run" if (source / ORGANISM_NAME).exists() else ""
    else:
        what = "" if source.exists() or zoo.find(str(source)) is None else "an organism of the zoo"
    if what:
        raise InputError(
            f"{source} is {what}, which every command can read directly. To write its organism in another format: "
            f"blastema export {word(source)} --to html"
        )


_FOLDERS = ("c", "numpy", "torch", "onnx")
_ENDINGS = {
    "distill": ".json",
    "png-strip": ".png",
    "integer": "-integer.safetensors",
    **{kind: f"-{kind}" for kind in _FOLDERS},
}
"""Endings of files, or none for folders, where they differ from the exporter's name."""
_FILMS = ("gif", "mp4", "png-strip")
_OF_FILES = (".c", ".gif", ".html", ".json", ".mp4", ".npz", ".onnx", ".png", ".pt", ".pth", ".py", ".safetensors")
"""Endings with which a folder would be taken for a file."""
_PROGRAMS = {"numpy": "NumPy", "torch": "PyTorch", "onnx": "ONNX"}


def _check_file(path: Path, overwrite: bool, ending: str, writer: str) -> None:
    """Raises `InputError` for a path at which no file can be written, or whose name would mislead about it."""
    free_place(path, overwrite)
    if path.suffix.lower() != ending:
        raise InputError(f"--out is {path}, but {writer} writes a {ending} file; let its name end in {ending}.")
    if not path.parent.exists():
        raise no_folder(path, "written")


def _check_folder(path: Path, overwrite: bool, writer: str) -> None:
    """Raises `InputError` for a path at which no folder can be written, or whose name would mislead about it."""
    if path.suffix.lower() in _OF_FILES:
        raise InputError(f"--out is {path}, but {writer} writes a folder; leave {path.suffix} out of its name.")
    if path.exists() and not path.is_dir():
        raise InputError(f"{path} is a file; expected a new folder. Choose another --out.")
    if not path.parent.exists():
        raise no_folder(path, "made")
    if path.is_dir() and any(path.iterdir()) and not overwrite:
        raise taken(path, replaced="files in it")


def _refusal(organism: Organism, kind: str) -> InputError | None:
    """Why a format cannot hold an organism; none if it can, as films and our own files can."""
    from blastema.formats import distill
    from blastema.integer import conversion
    from blastema.integer.exporters import check_c
    from blastema.page import entries
    from blastema.portable.plain import plain as portable

    try:
        if kind in _PROGRAMS:
            portable(organism, _PROGRAMS[kind])
        elif kind in (checks := {"html": entries.refuse, "integer": conversion.plain, "c": check_c}):
            checks[kind](organism)
        elif kind == "distill":
            distill.check(organism)
    except InputError as refusal:
        return refusal
    return None


def _written(command: Export, organisms: list[Organism], out: Path) -> tuple[str, ...]:
    """Writes the file or folder; raises `InputError` with what can hold the organism if the format cannot."""
    from blastema.formats import export, organism_file
    from blastema.page import exporter as page_exporter

    organism, *others = organisms
    if command.dtype != "float32":
        organism_file.save(organism, out, command.dtype)
        return ()
    if command.studio or others:
        return page_exporter.html(organism, out, studio=command.studio, others=others)
    refusal = _refusal(organism, command.to)
    if refusal is not None:
        able = ", ".join(
            name for name in EXPORTERS.names if EXPORTERS.is_built_in(name) and _refusal(organism, name) is None
        )
        raise InputError(f"{refusal} Formats for this organism (--to): {able}.")
    return export(organism, out, command.to)


def _check_place(command: Export, out: Path, ending: str) -> None:
    """Raises `InputError` for a place where the format cannot be written; nothing is computed."""
    from blastema.drawing import film_files

    writer = f"--to {command.to}"
    if command.to in _FOLDERS:
        _check_folder(out, command.overwrite, writer)
    elif EXPORTERS.is_built_in(command.to):
        _check_file(out, command.overwrite, Path(f"x{ending}").suffix, writer)
    else:
        free_place(out, command.overwrite)
    if command.to in _FILMS:
        film_files.check_film(out)


def _export(command: Export) -> int:
    from blastema.zoo.loading import load_organism

    if command.to not in EXPORTERS:
        raise InputError(EXPORTERS.unknown(command.to))
    if command.dtype != "float32" and command.to != "safetensors":
        raise InputError(f"--dtype is {command.dtype}, but --to {command.to} has a fixed number type; leave it out.")
    if command.studio and command.to != "html":
        raise InputError(f"--studio is given, but --to {command.to} has no page to draw in; use --to html --studio.")
    ending = _ENDINGS.get(command.to, f".{command.to}")
    if command.out is not None:
        _check_place(command, command.out, ending)
    if not command.sources:
        raise InputError(
            "no organism was named; expected a run folder, a file or an emoji: blastema export 🦎 --to html"
        )
    if len(command.sources) > 1 and command.to != "html":
        raise InputError(f"{len(command.sources)} organisms are named, but --to {command.to} holds one; name one.")
    organisms = [told(load_organism(source), command.told) for source in command.sources]
    organism, *others = organisms
    more, studio = f"-and-{len(others)}-more" if others else "", "-studio" if command.studio else ""
    out = command.out or Path(f"{stem_of(organism)}{more}{studio}{ending}")
    _check_place(command, out, ending)
    notes = _written(command, organisms, out)
    size = sum(file.stat().st_size for file in out.iterdir()) if out.is_dir() else out.stat().st_size
    print(f"{plain(out)}: {size:,} bytes{f' in {len(list(out.iterdir()))} files' if out.is_dir() else ''}")
    for note in notes:
        print(f"note: {plain(note)}")
    return 0


__all__ = ["run"]
