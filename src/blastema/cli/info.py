"""``blastema info``."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from blastema._text import plain, to_json
from blastema.cli.organism_verbs import Info
from blastema.cli.terminal import Terminal

if TYPE_CHECKING:
    from blastema.automaton import CellularAutomaton
    from blastema.organism import Organism


def run(command: Info) -> int:
    """Print what the source is."""
    facts, organism = _facts(command.source)
    if command.json:
        print(to_json(facts, indent=2))
        return 0
    console = Terminal()
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right")
    table.add_column(overflow="fold")
    for name, value in facts.items():
        table.add_row(plain(name.replace("_", " ")), _SAID[name](value) if name in _SAID else _text(value))
    if organism is not None and console.is_terminal:
        from blastema.cli.screen import print_picture

        print_picture(console, organism.shown(organism.grow(200)))
    console.print(table)
    return 0


def _facts(source: str) -> tuple[dict[str, Any], Any]:
    from blastema.formats import ORGANISM_NAME
    from blastema.runs.folder import Run
    from blastema.zoo.loading import load_organism

    facts: dict[str, Any] = {}
    path = Path(source)
    if path.is_dir():
        run = Run.open(path)
        training = run.config.training
        lines = run.metrics
        facts |= {
            "run": str(path),
            "target": run.target.title,
            "regime": training.regime,
            "iterations": {"done": run.iteration, "in_all": training.iterations},
            "minutes": round(sum(line.get("seconds") or 0 for line in lines) / 60, 1),
            "log10_loss": round(lines[-1]["smoothed"], 4) if lines and lines[-1].get("smoothed") is not None else None,
            "roll_backs": max((line["attempt"] for line in lines), default=0),
        }
        if not (path / ORGANISM_NAME).exists():
            return facts, None
    organism = load_organism(source)
    automaton = organism.automaton
    facts |= {
        "organism": organism.name,
        "grid": list(organism.grid),
        "picture": None if organism.target is None else organism.target.size,
        **({"pictures": [picture.name for picture in organism.pictures]} if organism.pictures else {}),
        "begins": {"seeds": len(organism.places(*organism.grid))}
        if organism.start_radius is None
        else {"share_of_picture": organism.start_share, "radius": organism.start_radius},
        **_motion(organism),
        "parameters": automaton.parameters,
        **_silent(automaton),
        **_parts(automaton),
        **{f"made_by_{name}": value for name, value in organism.provenance.items()},
    }
    return facts, organism


def _silent(automaton: CellularAutomaton) -> dict[str, int]:
    """For a shrunk rule: the number of parameters without the weights of pruned inputs."""
    from blastema.shrinking import heard_parameters

    heard = heard_parameters(automaton)
    return {} if heard == automaton.parameters else {"parameters_heard": heard}


def _motion(organism: Organism) -> dict[str, Any]:
    """How its picture moves, if it does."""
    motion = None if organism.target is None else organism.target.motion
    if motion is None:
        return {}
    down, right = motion.stride
    pace = {"frames": motion.count, "steps_per_frame": motion.steps_per_frame}
    return {"motion": {**pace, "right": right, "down": down}}


def _begins(begins: dict[str, float]) -> str:
    if "seeds" in begins:
        return "with a seed" if begins["seeds"] == 1 else f"with {begins['seeds']} seeds"
    return f"as {begins['share_of_picture']:.0%} of its picture (radius {begins['radius']:g})"


def _moves(motion: dict[str, int]) -> str:
    right, down = motion["right"], motion["down"]
    walk = f"{right} cells to the right and {down} down per cycle" if right or down else "in place"
    return f"{motion['frames']} frames, {motion['steps_per_frame']} steps each, {walk}"


_SAID: dict[str, Callable[[Any], str]] = {
    "iterations": lambda count: f"{count['done']:,} of {count['in_all']:,}",
    "grid": lambda grid: f"{grid[0]} x {grid[1]} cells",
    "picture": lambda size: "not known" if size is None else f"{size} cells (longer side)",
    "begins": _begins,
    "parameters": lambda count: f"{count:,}",
    "motion": _moves,
}
"""Facts shown as text; in JSON numbers are numbers."""


def _parts(automaton: CellularAutomaton) -> dict[str, Any]:
    """The kinds of the automaton's parts with their settings, and its physics."""
    from blastema.assembly import static_fields
    from blastema.registry import LIVES, PERCEPTIONS, UPDATES

    facts: dict[str, Any] = {"channels": automaton.channels}
    for name, registry in (("perception", PERCEPTIONS), ("update", UPDATES), ("life", LIVES)):
        part = getattr(automaton, name)
        facts[name] = registry.name_of(type(part))
        facts |= {key: _plain(value) for key, value in static_fields(part).items()}
    return facts | dataclasses.asdict(automaton.physics)


def _plain(value: Any) -> Any:
    """A setting as plain JSON: filters by their names."""
    return [getattr(item, "name", item) for item in value] if isinstance(value, tuple) else value


def _text(value: Any) -> str:
    return ", ".join(plain(item) for item in value) if isinstance(value, list) else plain(value)


__all__ = ["run"]
