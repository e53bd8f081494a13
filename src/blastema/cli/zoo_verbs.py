"""The commands of ``blastema zoo``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg, subcommand

from blastema.cli.values import Source
from blastema.config import Precision, Regime

_ZooName = Annotated[
    Positional[str], arg(metavar="NAME|EMOJI", help="An organism of the zoo: an emoji, a name, or a name and a regime.")
]


@dataclass(frozen=True)
class ZooList:
    """List the organisms with their headline scores."""

    json: bool = False
    """Print everything known about them as JSON."""


@dataclass(frozen=True)
class ZooShow:
    """Show an organism's card: picture, scores, how it was trained."""

    name: _ZooName
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """Write the card to this file instead: .html (complete) or .png (a picture)."""
    json: bool = False
    """Print the card as JSON."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class ZooTrain:
    """Train an organism of the zoo again, with its own config and seed, into a run folder."""

    name: _ZooName
    regime: Regime | None = None
    """The organism's regime (default: regenerating if there is one, else persistent, else growing)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The run folder (default: runs/<name>-<regime>, numbered if taken)."""
    precision: Precision | None = None
    """Use a different precision from its training, e.g. on a machine without bf16; results then differ."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Train on a worker of a Dask scheduler, tcp://scheduler:8786, or in a job of SLURM (docs/scale.md; default:
    here, in this process)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    overwrite: bool = False
    """Replace the run in that folder."""
    dry_run: bool = False
    """Print the config as JSON and stop."""
    json: bool = False
    """Print events as lines of JSON."""


@dataclass(frozen=True)
class ZooAdd:
    """Measure an organism, make its card, and add both to your own zoo (takes about a minute)."""

    source: Source
    name: str | None = None
    """Its name in the zoo (default: its own name; for an organism of a zoo, measured again: the one it has there)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture it grows, if its file does not contain it."""
    overwrite: bool = False
    """Replace the organism of the same name and regime in your zoo."""


@dataclass(frozen=True)
class ZooPublish:
    """Write a zoo as a static site for any web host: gallery, playable organisms, downloads and their hashes.

    Examples: blastema zoo publish site    blastema zoo publish site --from built-in
    """

    folder: Annotated[Positional[Path], arg(metavar="DIR")]
    """The folder to write the site into."""
    source: Annotated[str | None, arg(name="from", metavar="DIR|built-in")] = None
    """The zoo: its folder, or built-in for the one that comes with Blastema (default: your own)."""
    title: str = "A zoo of neural cellular automata"
    """Heading of the gallery."""
    overwrite: bool = False
    """Replace a zoo that was published there before."""


@dataclass(frozen=True)
class ZooPull:
    """Download organisms from a published zoo into your own; sizes are limited, hashes checked, nothing is executed.

    Examples: blastema zoo pull https://example.org/zoo/ lizard    blastema zoo pull hf://owner/repository
    """

    address: Annotated[Positional[str], arg(metavar="URL")]
    """Address of the zoo: https://..., or hf://OWNER/REPOSITORY on the Hugging Face Hub (extra hub: pip install
    "blastema[hub]")."""
    names: Annotated[Positional[tuple[str, ...]], arg(metavar="NAME")] = ()
    """Which organisms (default: all)."""
    list: bool = False
    """List the organisms of that zoo and stop."""
    overwrite: bool = False
    """Replace organisms of the same name and regime in your zoo."""
    insecure: bool = False
    """Accept http from other machines, although the data can be altered in transit."""
    json: bool = False
    """Print each organism as a line of JSON."""


@dataclass(frozen=True)
class Zoo:
    """Trained organisms by name: those that come with Blastema, and your own.

    Examples: blastema zoo list    blastema zoo show 🦎    blastema zoo add runs/cat-regenerating
    """

    verb: OmitArgPrefixes[
        Annotated[ZooList, subcommand("list", prefix_name=False)]
        | Annotated[ZooShow, subcommand("show", prefix_name=False)]
        | Annotated[ZooTrain, subcommand("train", prefix_name=False)]
        | Annotated[ZooAdd, subcommand("add", prefix_name=False)]
        | Annotated[ZooPublish, subcommand("publish", prefix_name=False)]
        | Annotated[ZooPull, subcommand("pull", prefix_name=False)]
    ]


__all__ = ["Zoo", "ZooAdd", "ZooList", "ZooPublish", "ZooPull", "ZooShow", "ZooTrain"]
