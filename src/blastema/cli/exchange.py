"""``blastema import`` and ``blastema export``."""

from __future__ import annotations

from pathlib import Path

from blastema.cli.verbs import Export, Import
from blastema.errors import InputError


def run(command: Import | Export) -> int:
    """Convert a file and say what was written."""
    return _import(command) if isinstance(command, Import) else _export(command)


def _import(command: Import) -> int:
    from blastema.formats import distill, organism_file
    from blastema.targets import load_target

    picture = None if command.target is None else load_target(command.target, size=distill.SIZE)
    organism = distill.load(command.source, target=picture)
    out = _free(command.out or Path(f"{command.source.stem}.safetensors"), command.overwrite)
    organism_file.save(organism, out)
    known = "its picture is not known (--target gives it)" if organism.target is None else organism.target.name
    print(f"{out}: {organism.automaton.parameters:,} parameters, picture: {known}")
    print(f"next: blastema render {out} --cut left@200 --out {out.stem}.gif")
    return 0


def _export(command: Export) -> int:
    from blastema.formats import distill, load_organism, organism_file

    organism = load_organism(command.source)
    ending = {"distill": ".json", "safetensors": ".safetensors"}[command.to]
    out = _free(command.out or Path(f"{organism.name}{ending}"), command.overwrite)
    notes: tuple[str, ...] = ()
    if command.to == "distill":
        notes = distill.save(organism, out)
    else:
        organism_file.save(organism, out, command.dtype)
    print(f"{out}: {out.stat().st_size:,} bytes")
    for note in notes:
        print(f"note: {note}")
    return 0


def _free(path: Path, overwrite: bool) -> Path:
    if path.exists() and not overwrite:
        raise InputError(f"{path} is there already. Give another --out, or --overwrite.")
    return path
