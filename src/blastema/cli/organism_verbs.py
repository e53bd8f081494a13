"""The commands that describe an organism, show it or convert it to another file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import Positional, arg

from blastema.cli.values import Source, Told
from blastema.config import Kernel


@dataclass(frozen=True)
class Info:
    """Describe a run, an organism file, one of the article's web models or an organism of the zoo."""

    source: Source
    json: bool = False
    """Print it as JSON."""


@dataclass(frozen=True)
class Render:
    """Film an organism: grow it, cut it, rotate it, plant several seeds, let it take over another organism.

    Examples: blastema render 🦎 --cut left@200    blastema render 🦎 --on 😀 --out infection.gif
    """

    source: Source
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The film: .gif, .webp, .apng, .mp4 (extra video: pip install "blastema[video]"); .png makes a strip of stills
    (default: name-regime.gif, numbered if taken)."""
    steps: int = 400
    """Number of steps."""
    every: int | None = None
    """Steps between frames (default: such that the film lasts about 8 seconds; not for a strip of stills)."""
    fps: int | None = None
    """Frames per second (default: 25; not for a strip of stills)."""
    size: Annotated[str | None, arg(metavar="HxW")] = None
    """Height and width of the grid in cells, e.g. 96x128 (default: as trained)."""
    angle: float | None = None
    """Rotation of the perceptive field in degrees; the organism grows rotated counter-clockwise by it (default: as
    trained)."""
    cut: Annotated[tuple[str, ...], arg(metavar="CUT@STEP")] = ()
    """Wounds: removes bottom, top, right, left or centre, e.g. left@200; a circle is circle:X,Y,R@STEP, in a volume
    sphere:X,Y,Z,R@STEP."""
    told: Annotated[tuple[str, ...], arg(name="as", metavar="NAME[@STEP]")] = ()
    """Which picture an organism with several pictures grows, from a given step on: face, or lizard@0 face@200 to switch
    during the film; mixtures are lizard=0.5,face=0.5@100."""
    seed_at: Annotated[tuple[str, ...], arg(metavar="X,Y")] = ()
    """Cells to grow from, column and row from the upper left (default: the middle)."""
    on: Annotated[str | None, arg(metavar="RUN|FILE|EMOJI")] = None
    """Start from this organism, fully grown, and continue by the first organism's rule (infection)."""
    host_steps: int | None = None
    """Steps that the organism of --on grows by its own rule first (default: 200)."""
    fire_seed: int = 0
    """Seed of the fire masks."""
    scale: int | None = None
    """Pixels per cell (default: such that the longer side has about 400 pixels)."""
    kernel: Kernel = "auto"
    """Engine."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Evaluate:
    """Measure growth, persistence and healing: 8 samples per score, log10 of the mean error.

    Examples: blastema evaluate 🦎    blastema evaluate runs/lizard-regenerating lizard.json --out report
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|DIR|EMOJI")] = ()
    """Run folders, organism files, web model files, folders of them, or emoji and names of the zoo."""
    protocol: Literal["article", "full"] = "article"
    """article: growth, persistence to 5000 steps and the article's five cuts, in seconds; full: many more wounds, other
    conditions, and the dynamics of the hidden state, in minutes."""
    long: bool = False
    """Persistence to 100,000 steps instead of 20,000 (full)."""
    merging: bool = False
    """Also grow from 2 to 4 seeds around the middle, and with a seed added later (always on if trained for that)."""
    turns: bool = False
    """Also grow from seeds rotated by 32 angles, and test steps of rotated states (always on if trained for that)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture to compare with, if the file does not contain it."""
    told: Told = ()
    """Which picture an organism with several pictures grows (default: all in turn, and the transitions between
    them)."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Evaluate several in parallel: on workers of this machine (here), in jobs of SLURM, or on the workers of a Dask
    scheduler, tcp://scheduler:8786 (docs/scale.md; default: one after another, without workers)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    jobs: int = 0
    """Number of concurrent evaluations (here; 0: one per processor), or of SLURM jobs."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """Write the scores (JSON) and a report (HTML) into this folder."""
    kernel: Kernel = "auto"
    """Engine."""
    json: bool = False
    """Print the scores as JSON."""


@dataclass(frozen=True)
class Figures:
    """Make the article's figures and films, and others, for your own organisms.

    Examples: blastema figures all --from runs/lizard-regenerating    blastema figures cuts angles --from a b c
    """

    names: Annotated[Positional[tuple[str, ...]], arg(metavar="NAME|all")] = ()
    """Which figures (default: all that can be made from the given organisms and runs); --list lists them."""
    sources: Annotated[tuple[str, ...], arg(name="from", metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files and organisms of the zoo; some figures need runs trained with --keep-history."""
    out: Annotated[Path, arg(metavar="DIR")] = Path("figures")
    """The output folder."""
    format: Literal["gif", "webp", "apng", "mp4"] = "gif"
    """Format of the films; mp4 needs the extra video: pip install "blastema[video]"."""
    at: tuple[int, ...] = ()
    """Iterations shown in drawing, batches and pool, among those kept by the run (default: six, evenly spaced)."""
    list: bool = False
    """List the figures and stop."""
    kernel: Kernel = "auto"
    """Engine."""


@dataclass(frozen=True)
class Import:
    """Make an organism file from one of the article's web models (a JSON file), or from weights trained with other
    programs: PyTorch state dicts (no code in them is executed), Keras .h5, .npz, safetensors.

    Examples: blastema import weights.pth --target 🦎    blastema import ex3.json --target cat.png --size 48 --padding 8
    """

    source: Annotated[Positional[Path], arg(metavar="FILE")]
    """The web model, or the file of weights."""
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The organism file (default: the name with .safetensors, in this folder; with -organism if that is the source)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture that it grows, if the file's name does not say."""
    size: int | None = None
    """Longer side of that picture in cells (default: 40, as in the article)."""
    padding: int | None = None
    """Empty cells on each side; the grid has size + 2 padding cells a side (default: 16, as in the article)."""
    rows: Literal["auto", "interleaved", "filter-major"] = "auto"
    """Order of the first layer's inputs in weights from other programs, if the assumed order is wrong."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Export:
    """Write an organism in another format: a page that needs no server, a film, a web model, a file.

    Examples: blastema export runs/lizard-regenerating --to html    blastema export 🦎 😀 💥 --to html --out three.html
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")] = ()
    """One organism; --to html takes several and makes one page of them."""
    to: Annotated[str, arg(metavar="{html,distill,gif,mp4,png-strip,safetensors,integer,c,numpy,torch,onnx}")] = (
        "safetensors"
    )
    """html: the playground with this organism as one file, which needs no network; gif, mp4 (extra video), png-strip:
    it grows, is wounded and heals (blastema render has more options); distill: the article's web model, 8-bit;
    safetensors: Blastema's organism file; integer: an organism file with int8 weights and 16-bit states, which every
    command reads; c: a folder with the rule in C99, for this computer and for microcontrollers (docs/physical.md);
    numpy, torch: a folder with a readable program and its weights; onnx: a folder with graphs for one step and for
    many, and a program that runs them."""
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The file, with the ending of its kind, or the folder (default: its name and regime, lizard-regenerating.html, in
    this folder)."""
    told: Told = ()
    """Which picture an organism with several pictures grows (default: the first one)."""
    dtype: Literal["float32", "float16"] = "float32"
    """Type of the numbers in a safetensors file."""
    studio: bool = False
    """With --to html: include the drawing board and the trainer."""
    overwrite: bool = False
    """Replace the file."""


__all__ = ["Evaluate", "Export", "Figures", "Import", "Info", "Render"]
