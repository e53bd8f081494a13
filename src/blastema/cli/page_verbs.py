"""The verbs that serve the page: play and studio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg

from blastema.cli.values import Told


@dataclass(frozen=True)
class Play:
    """Play with organisms in the browser: wound them, turn them, let several meet, draw new ones.

    Serves one page on 127.0.0.1, for this machine alone, until Ctrl-C. To send an organism to somebody:
    blastema export --to html.

    Examples: blastema play    blastema play runs/lizard-regenerating ex3_lizard.json
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files, web model files, emoji of the zoo (default: all of the zoo)."""
    told: Told = ()
    """Which picture an organism of several pictures grows at first (default: the first one); the page can change it."""
    port: int = 0
    """Port to listen on (0: a free one)."""
    open: bool = True
    """Open it in the browser."""
    json: bool = False
    """Print where it is as a line of JSON."""


@dataclass(frozen=True)
class Studio:
    """The page with this computer behind it: draw, train here, follow runs, resume them.

    Serves the page on 127.0.0.1, only on this machine and only under its full, secret address, until Ctrl-C, which
    saves what is being trained. It needs: pip install "blastema[studio]".

    Examples: blastema studio    blastema studio --runs sweeps/1/runs --port 8000
    """

    runs: Annotated[Path, arg(metavar="DIR")] = Path("runs")
    """The folder of runs: those that are in it are shown, new ones are put there."""
    port: int = 0
    """Port to listen on (0: a free one)."""
    open: bool = True
    """Open it in the browser."""
    json: bool = False
    """Print where it is as a line of JSON."""


__all__ = ["Play", "Studio"]
