"""The commands that serve the page: play and studio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg

from blastema.cli.values import Told


@dataclass(frozen=True)
class Play:
    """Play with organisms in the browser: wound them, rotate them, let several meet, draw new ones.

    Serves the page on 127.0.0.1, for this machine only, until Ctrl-C. To share an organism, use
    blastema export --to html.

    Examples: blastema play    blastema play runs/lizard-regenerating ex3_lizard.json
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files, web model files, emoji of the zoo (default: the whole zoo)."""
    told: Told = ()
    """Which picture an organism with several pictures grows at first (default: the first one); the page can switch
    it."""
    port: int = 0
    """Port to listen on (0: a free one)."""
    open: bool = True
    """Open the page in the browser."""
    json: bool = False
    """Print the address as a line of JSON."""


@dataclass(frozen=True)
class Studio:
    """Open the page with training on this computer: draw, train, follow runs, resume them.

    Serves the page on 127.0.0.1, only on this machine and only under its full, secret address, until Ctrl-C, which
    saves all trainings. Needs pip install "blastema[studio]".

    Examples: blastema studio    blastema studio --runs sweeps/1/runs --port 8000
    """

    runs: Annotated[Path, arg(metavar="DIR")] = Path("runs")
    """The folder of runs: its runs are shown, and new ones are created there."""
    port: int = 0
    """Port to listen on (0: a free one)."""
    open: bool = True
    """Open the page in the browser."""
    json: bool = False
    """Print the address as a line of JSON."""


__all__ = ["Play", "Studio"]
