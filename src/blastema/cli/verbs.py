"""The verbs of the command line and their flags; help and completion are made from these classes.

Nothing here imports JAX: help must answer at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import OmitArgPrefixes, Positional, Suppress, arg, subcommand

from blastema.cli.flags import Flags
from blastema.config import Config, Kernel, Precision, Regime
from blastema.config.presets import Recipe

_ZooName = Annotated[Positional[str], arg(metavar="NAME|EMOJI")]
_Assignments = Annotated[tuple[str, ...], arg(metavar="PATH=VALUE")]
_Told = Annotated[tuple[str, ...], arg(name="as", metavar="NAME|NAME=WEIGHT,...")]
_Source = Annotated[Positional[str], arg(metavar="RUN|FILE|EMOJI")]


@dataclass(frozen=True)
class Grow:
    """Train an automaton to grow a picture, into a run folder.

    Examples: blastema grow 🦎    blastema grow cat.png --size 32 --out runs/cat    blastema grow 🦎 😀 💥
    """

    targets: Annotated[Positional[tuple[str, ...]], arg(metavar="TARGET")] = ()
    """A picture file (PNG, JPEG, TIFF, ... or an array as .npy) or an emoji: 🦎 😀 💥 👁 🐠 🦋 🐞 🕸 🥨 🎄 (or their
    names, like lizard) are built in, others come from an installed colour-emoji font. digit:7 is a handwritten 7. Of
    several targets one rule grows each on a signal of its own (docs/signals.md)."""
    recipe: Recipe | None = None
    """Where the defaults below come from: quick (recognisable soon, small; the default), article (the notebook's
    values), fast (full size, minutes), best (the zoo's)."""
    config_file: Annotated[Path | None, arg(name="config", metavar="FILE")] = None
    """Take the defaults from this config.json, or run folder, instead."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The run folder (default: runs/<target>-<regime>, numbered if taken)."""
    overwrite: bool = False
    """Replace the run that is in the folder."""
    start_from: Annotated[str | None, arg(name="from", metavar="RUN|FILE|EMOJI|zoo|stem|nothing|random")] = None
    """Start from this trained organism; zoo: the zoo's organism of the same target, whose config the defaults then come
    from, unless --recipe or --config is given; stem: the stem cell, which comes with Blastema (the default of quick and
    fast); nothing: a rule that does nothing (the default of article and best), or holds what is there (--update
    replacing); random: normal weights."""
    set: _Assignments = ()
    """Set any other field of config.json by its path, e.g. training.phases.1.learning_rate=5e-4 (may be repeated)."""
    watch: bool = False
    """Open a page that shows the organism of each moment while it trains (extra studio)."""
    preview: bool = False
    """Show the target as the cells that are to be grown, and what was done to the picture, and stop."""
    dry_run: bool = False
    """Print the resolved config as JSON and stop."""
    json: bool = False
    """Print events as lines of JSON."""
    settings: OmitArgPrefixes[Flags] = Flags()  # noqa: RUF009
    given: Suppress[frozenset[str]] = frozenset()
    config: Suppress[Config] = Config()  # noqa: RUF009


@dataclass(frozen=True)
class Resume:
    """Resume a run that was stopped or killed, to the same bits, or make it longer."""

    run: Annotated[Positional[Path], arg(metavar="RUN")]
    """The run folder."""
    iterations: int | None = None
    """A new total of iterations (the learning rate goes on as it was)."""
    until: Annotated[float | None, arg(metavar="LOG10")] = None
    """Stop once the smoothed log10 loss is at most this, e.g. -3."""
    kernel: Kernel | None = None
    """Another engine than the run began with (other bits)."""
    precision: Precision | None = None
    """Another precision than the run began with, e.g. where this machine has no bf16 (other bits)."""
    watch: bool = False
    """Open a page that shows the organism of each moment while it trains (extra studio)."""
    json: bool = False
    """Print events as lines of JSON."""


@dataclass(frozen=True)
class Info:
    """Describe a run, an organism file, one of the article's web models or an organism of the zoo."""

    source: _Source
    json: bool = False
    """Print it as JSON."""


@dataclass(frozen=True)
class Render:
    """Film an organism: grow it, cut it, turn it, seed several, let it take over another.

    Examples: blastema render 🦎 --cut left@200    blastema render 🦎 --on 😀 --out infection.gif
    """

    source: _Source
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The film: .gif, .webp, .apng, .mp4 (extra video: pip install "blastema[video]"); .png gives a strip of stills
    (default: the organism's name and .gif, numbered if taken)."""
    steps: int = 400
    """Steps in all."""
    every: int | None = None
    """Steps from picture to picture (default: such that the film lasts about 8 seconds)."""
    fps: int = 25
    """Pictures a second."""
    size: Annotated[str | None, arg(metavar="HxW")] = None
    """Height and width of the grid in cells, e.g. 96x128 (default: as trained)."""
    angle: float = 0.0
    """Turn of the perceived gradients, in degrees: the organism grows turned counter-clockwise by it."""
    cut: Annotated[tuple[str, ...], arg(metavar="CUT@STEP")] = ()
    """Wounds: bottom, top, right, left or centre is removed, e.g. left@200; a circle is circle:X,Y,R@STEP."""
    told: Annotated[tuple[str, ...], arg(name="as", metavar="NAME[@STEP]")] = ()
    """Which of its pictures an organism of several is, from a step on: face, or lizard@0 face@200 for a change on the
    way; mixtures are lizard=0.5,face=0.5@100."""
    seed_at: Annotated[tuple[str, ...], arg(metavar="X,Y")] = ()
    """Cells to grow from, column and row from the upper left (default: the middle)."""
    on: Annotated[str | None, arg(metavar="RUN|FILE|EMOJI")] = None
    """Begin with this organism as it has grown: the first one's rule takes it over (infection)."""
    host_steps: int = 200
    """Steps that it has grown by its own rule (--on)."""
    fire_seed: int = 0
    """Seed of the fire masks."""
    scale: int | None = None
    """Pixels a cell (default: a picture of about 400 pixels)."""
    kernel: Kernel = "auto"
    """Engine."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Evaluate:
    """Measure growth, persistence and healing: 8 samples a figure, log10 of the mean error.

    Examples: blastema evaluate 🦎    blastema evaluate runs/lizard-regenerating lizard.json --out report
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|DIR|EMOJI")] = ()
    """Run folders, organism files, web model files, folders of them, or emoji and names of the zoo."""
    protocol: Literal["article", "full"] = "article"
    """article: growth, persistence to 5000 steps and the article's five cuts, in seconds; full: many more wounds, other
    conditions, and what the hidden state does, in minutes."""
    long: bool = False
    """Persistence to 100,000 steps instead of 10,000 (full)."""
    merging: bool = False
    """Also from 2 to 4 seeds about the middle, and with one that comes later (always where trained for that)."""
    turns: bool = False
    """Also from seeds turned by 32 angles, and steps of turned states (always where trained for that)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture to compare with, where the file does not have it."""
    told: _Told = ()
    """Which of its pictures an organism of several is (default: all in turn, and the changes between them)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """Write the figures (JSON) and a report (HTML) there."""
    kernel: Kernel = "auto"
    """Engine."""
    json: bool = False
    """Print the figures as JSON."""


@dataclass(frozen=True)
class Figures:
    """Make the article's figures and films, and others, of your own organisms.

    Examples: blastema figures all --from runs/lizard-regenerating    blastema figures cuts angles --from a b c
    """

    names: Annotated[Positional[tuple[str, ...]], arg(metavar="NAME|all")] = ()
    """Which ones (default: all that the organisms and runs are enough for); --list tells them."""
    sources: Annotated[tuple[str, ...], arg(name="from", metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files and organisms of the zoo; some figures want runs trained with --keep-history."""
    out: Annotated[Path, arg(metavar="DIR")] = Path("figures")
    """The folder to put them in."""
    format: Literal["gif", "webp", "apng", "mp4"] = "gif"
    """Of the films; mp4 needs the extra video: pip install "blastema[video]"."""
    at: tuple[int, ...] = ()
    """Iterations that drawing, batches and pool show, of those that the run has kept (default: six, evenly)."""
    list: bool = False
    """Tell the figures there are and stop."""
    kernel: Kernel = "auto"
    """Engine."""


@dataclass(frozen=True)
class Sweep:
    """Train many at once, each in a run folder, and compare them by evaluation; or continue a sweep.

    Examples: blastema sweep --targets 🦎 😀 --seeds 3 --over learning_rate=1e-3,2e-3    blastema sweep sweeps/1
    """

    source: Annotated[Positional[str], arg(metavar="FILE|SWEEP")] = ""
    """A config.json or run folder to take the defaults below from, or a sweep's folder to continue."""
    targets: Annotated[tuple[str, ...], arg(metavar="DIR|PICTURE|EMOJI")] = ()
    """What to grow; a folder stands for the pictures in it."""
    seeds: int = 1
    """Trainings of each combination, with one seed after another."""
    over: Annotated[tuple[str, ...], arg(metavar="NAME=VALUE,VALUE")] = ()
    """Settings to vary, in all combinations: learning_rate=1e-3,2e-3; parts of a value are joined by a colon:
    steps=64:96,96:128."""
    jobs: int = 0
    """Trainings at a time (0: one for each processor); the processors are shared out among them."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The sweep's folder (default: sweeps/1, 2, ...)."""
    retry: bool = False
    """Take up those again that have failed."""
    dry_run: bool = False
    """Print the names of the runs and stop."""
    set: _Assignments = ()
    """Set any other field of config.json by its path, e.g. training.phases.1.learning_rate=5e-4 (may be repeated)."""
    recipe: Recipe | None = None
    """Where the defaults below come from: quick (the default), article, fast or best."""
    settings: OmitArgPrefixes[Flags] = Flags()  # noqa: RUF009
    given: Suppress[frozenset[str]] = frozenset()
    config: Suppress[Config] = Config()  # noqa: RUF009


@dataclass(frozen=True)
class Import:
    """Make an organism file of one of the article's web models (a JSON file), or of what other programs have trained:
    PyTorch state dicts (nothing in them is run), Keras .h5, .npz, safetensors.

    Examples: blastema import weights.pth --target 🦎    blastema import ex3.json --target cat.png --size 48 --padding 8
    """

    source: Annotated[Positional[Path], arg(metavar="FILE")]
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The organism file (default: the name with .safetensors, in this folder)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture it grows, where its name does not tell."""
    size: int | None = None
    """Longer side of that picture in cells (default: 40, as the article's)."""
    padding: int | None = None
    """Empty cells around it; the grid is size + 2 padding squared (default: 16, as the article's)."""
    rows: Literal["auto", "interleaved", "filter-major"] = "auto"
    """Order of the first layer's inputs in weights of other programs, where that is not as it was taken to be."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Export:
    """Write an organism in another format: a page that lives by itself, a film, a web model, a file.

    Examples: blastema export runs/lizard-regenerating --to html    blastema export 🦎 --to gif
    """

    source: Annotated[Positional[str], arg(metavar="RUN|FILE|EMOJI")]
    to: Annotated[str, arg(metavar="{html,distill,gif,mp4,png-strip,safetensors,integer,c,numpy,torch,onnx}")] = (
        "safetensors"
    )
    """html: the playground with this organism in one file, which needs no network; gif, mp4 (extra video), png-strip:
    it grows, is wounded and heals (blastema render has more choices); distill: the article's web model, 8-bit;
    safetensors: Blastema's own; integer: the same file with int8 weights and 16-bit states, which every command
    reads; c: a folder with the rule in C99, for this computer and for microcontrollers (docs/physical.md); numpy,
    torch: a folder with a readable program and its weights; onnx: a folder with graphs of one step and of many."""
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The file (default: the organism's name, in this folder)."""
    told: _Told = ()
    """Which of its pictures an organism of several is (default: the first one)."""
    dtype: Literal["float32", "float16"] = "float32"
    """Numbers of a safetensors file."""
    studio: bool = False
    """With --to html: the drawing board and the trainer are in the page, too."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Play:
    """Play with organisms in the browser: wound them, turn them, let several meet, draw new ones.

    Serves one page on 127.0.0.1, for this machine alone, until Ctrl-C. To send an organism to somebody:
    blastema export --to html.

    Examples: blastema play    blastema play runs/lizard-regenerating ex3_lizard.json
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files, web model files, emoji of the zoo (default: all of the zoo)."""
    told: _Told = ()
    """Which of its pictures an organism of several is at first (default: the first one); the page changes it."""
    port: int = 0
    """Port to listen on (0: a free one)."""
    open: bool = True
    """Open it in the browser."""
    json: bool = False
    """Print where it is as a line of JSON."""


@dataclass(frozen=True)
class Studio:
    """The page with this computer behind it: draw, train here, follow runs, resume them.

    Serves the page on 127.0.0.1, for this machine alone and for those who know the whole address, until Ctrl-C, which
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


@dataclass(frozen=True)
class ZooList:
    """Tell the organisms there are, and their headline figures."""

    json: bool = False
    """Print all that is known of them as JSON."""


@dataclass(frozen=True)
class ZooShow:
    """Show an organism's card: picture, figures, how it was trained."""

    name: _ZooName
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """Write the card there instead: .html (a page with everything) or .png (a picture)."""
    json: bool = False
    """Print the card as JSON."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class ZooTrain:
    """Train an organism of the zoo again, by its own config and seed, into a run folder."""

    name: _ZooName
    regime: Regime | None = None
    """Which one of its name (default: the first of regenerating, persistent, growing that there is)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The run folder (default: runs/<name>-<regime>, numbered if taken)."""
    precision: Precision | None = None
    """Another precision than it was trained in, e.g. where this machine has no bf16 (other bits)."""
    overwrite: bool = False
    """Replace the run that is in the folder."""
    dry_run: bool = False
    """Print the config as JSON and stop."""
    json: bool = False
    """Print events as lines of JSON."""


@dataclass(frozen=True)
class ZooAdd:
    """Measure an organism, make its card, and put both into your own zoo (a minute)."""

    source: _Source
    name: str | None = None
    """What to call it (default: its own name)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture it grows, where its file does not have it."""
    overwrite: bool = False
    """Replace the one of the same name and regime in your zoo."""


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
    ]


@dataclass(frozen=True)
class Doctor:
    """Tell versions, engines, threads, fonts, encoders and disk; what is missing, and how to get it."""

    json: bool = False
    """Print it as JSON."""


@dataclass(frozen=True)
class Completion:
    """Print a completion script: eval "$(blastema completion bash)".

    For zsh the same, after compinit; for fish: blastema completion fish > ~/.config/fish/completions/blastema.fish
    """

    shell: Positional[Literal["bash", "zsh", "fish"]]


ZOO_VERBS = {"list": ZooList, "show": ZooShow, "train": ZooTrain, "add": ZooAdd}

VERBS = {
    "grow": Grow,
    "resume": Resume,
    "info": Info,
    "render": Render,
    "evaluate": Evaluate,
    "figures": Figures,
    "sweep": Sweep,
    "import": Import,
    "export": Export,
    "play": Play,
    "studio": Studio,
    "zoo": Zoo,
    "doctor": Doctor,
    "completion": Completion,
}


__all__ = [
    "VERBS",
    "ZOO_VERBS",
    "Completion",
    "Doctor",
    "Evaluate",
    "Export",
    "Figures",
    "Grow",
    "Import",
    "Info",
    "Play",
    "Render",
    "Resume",
    "Studio",
    "Sweep",
    "Zoo",
    "ZooAdd",
    "ZooList",
    "ZooShow",
    "ZooTrain",
]
