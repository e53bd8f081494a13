"""The commands (verbs) of the command line and their flags; help and completion are made from these classes.

Nothing here imports JAX: help must answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tyro.conf import Positional

from blastema.cli.organism_verbs import Evaluate, Export, Figures, Import, Info, Render
from blastema.cli.page_verbs import Play, Studio
from blastema.cli.training_verbs import Grow, Resume, Shrink, Sweep
from blastema.cli.world_verbs import World, WorldNew, WorldRun, WorldView
from blastema.cli.zoo_verbs import Zoo, ZooAdd, ZooList, ZooPublish, ZooPull, ZooShow, ZooTrain


@dataclass(frozen=True)
class Doctor:
    """Report versions, engines, threads, fonts, encoders and disk space; what is missing, and how to install it."""

    json: bool = False
    """Print it as JSON."""


@dataclass(frozen=True)
class Completion:
    """Print a completion script: eval "$(blastema completion bash)".

    For zsh, the same with zsh, after compinit. For fish:

    blastema completion fish > ~/.config/fish/completions/blastema.fish
    """

    shell: Positional[Literal["bash", "zsh", "fish"]]


GROUPS: dict[str, dict[str, type]] = {
    "zoo": {"list": ZooList, "show": ZooShow, "train": ZooTrain, "add": ZooAdd, "publish": ZooPublish, "pull": ZooPull},
    "world": {"new": WorldNew, "run": WorldRun, "view": WorldView},
}
"""Groups of commands, by their second word."""

VERBS = {
    "grow": Grow,
    "resume": Resume,
    "info": Info,
    "render": Render,
    "evaluate": Evaluate,
    "figures": Figures,
    "sweep": Sweep,
    "shrink": Shrink,
    "import": Import,
    "export": Export,
    "play": Play,
    "studio": Studio,
    "zoo": Zoo,
    "world": World,
    "doctor": Doctor,
    "completion": Completion,
}


__all__ = ["GROUPS", "VERBS", "Completion", "Doctor"]
