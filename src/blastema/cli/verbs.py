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
_Hosts = Annotated[str | None, arg(metavar="INDEX/COUNT@HOST:PORT|auto")]
_Trackers = tuple[Literal["tensorboard", "wandb", "mlflow"], ...]
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
    hosts: _Hosts = None
    """Train together with other hosts, all started with the same words: this is host INDEX of COUNT, the first (0)
    listens at HOST:PORT; or auto under SLURM (docs/devices.md)."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: _Trackers = ()
    """Also tell trackers, in the folder tracking: tensorboard, wandb (offline), mlflow, each an extra of its name
    (docs/devices.md)."""
    preview: bool = False
    """Show the target in cells and how the picture was prepared, then stop."""
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
    """A new total of iterations; the last learning rate is kept."""
    until: Annotated[float | None, arg(metavar="LOG10")] = None
    """Stop once the smoothed log10 loss is at most this, e.g. -3."""
    kernel: Kernel | None = None
    """Use another engine than the run began with; results then differ in their last bits."""
    precision: Precision | None = None
    """Use another precision than the run began with, e.g. on a machine without bf16; results then differ."""
    devices: int | None = None
    """Another number of devices that share a batch (the same bits, if the run began with --devices)."""
    hosts: _Hosts = None
    """Train together with other hosts, as in blastema grow; only the first needs the run folder."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: _Trackers = ()
    """Also tell trackers, as in blastema grow."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Train on a worker of a Dask scheduler, tcp://scheduler:8786, or in a job of SLURM (docs/scale.md; default:
    here, in this process)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
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
    """Steps between frames (default: such that the film lasts about 8 seconds)."""
    fps: int = 25
    """Frames per second."""
    size: Annotated[str | None, arg(metavar="HxW")] = None
    """Height and width of the grid in cells, e.g. 96x128 (default: as trained)."""
    angle: float = 0.0
    """Rotation of the perceptive field in degrees; the organism grows rotated counter-clockwise by it."""
    cut: Annotated[tuple[str, ...], arg(metavar="CUT@STEP")] = ()
    """Wounds: bottom, top, right, left or centre is removed, e.g. left@200; a circle is circle:X,Y,R@STEP."""
    told: Annotated[tuple[str, ...], arg(name="as", metavar="NAME[@STEP]")] = ()
    """Which picture an organism of several pictures grows, from some step on: face, or lizard@0 face@200 for a change
    during the film; mixtures are lizard=0.5,face=0.5@100."""
    seed_at: Annotated[tuple[str, ...], arg(metavar="X,Y")] = ()
    """Cells to grow from, column and row from the upper left (default: the middle)."""
    on: Annotated[str | None, arg(metavar="RUN|FILE|EMOJI")] = None
    """Start from this organism, grown; the first one's rule takes it over (infection)."""
    host_steps: int = 200
    """Steps that it grows by its own rule before (--on)."""
    fire_seed: int = 0
    """Seed of the fire masks."""
    scale: int | None = None
    """Pixels per cell (default: such that the picture has about 400 pixels)."""
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
    """Which picture an organism of several pictures grows (default: all in turn, and the changes between them)."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Evaluate many side by side: on workers of this machine (here), in jobs of SLURM, or on the workers of a Dask
    scheduler, tcp://scheduler:8786 (docs/scale.md; default: one after another, without workers)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    jobs: int = 0
    """Evaluations at a time (here; 0: one for each processor), or jobs of SLURM."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """Write the scores (JSON) and a report (HTML) into this folder."""
    kernel: Kernel = "auto"
    """Engine."""
    json: bool = False
    """Print the scores as JSON."""


@dataclass(frozen=True)
class Figures:
    """Make the article's figures and films, and others, of your own organisms.

    Examples: blastema figures all --from runs/lizard-regenerating    blastema figures cuts angles --from a b c
    """

    names: Annotated[Positional[tuple[str, ...]], arg(metavar="NAME|all")] = ()
    """Which figures (default: all that can be made from the given organisms and runs); --list lists them."""
    sources: Annotated[tuple[str, ...], arg(name="from", metavar="RUN|FILE|EMOJI")] = ()
    """Run folders, organism files and organisms of the zoo; some figures need runs trained with --keep-history."""
    out: Annotated[Path, arg(metavar="DIR")] = Path("figures")
    """The folder to put them in."""
    format: Literal["gif", "webp", "apng", "mp4"] = "gif"
    """Of the films; mp4 needs the extra video: pip install "blastema[video]"."""
    at: tuple[int, ...] = ()
    """Iterations shown by drawing, batches and pool, among those the run has kept (default: six, evenly spaced)."""
    list: bool = False
    """List the figures and stop."""
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
    """Trainings per combination, each with its own seed."""
    over: Annotated[tuple[str, ...], arg(metavar="NAME=VALUE,VALUE")] = ()
    """Settings to vary: learning_rate=1e-3,2e-3, or by the paths in config.json, training.phases.1.shape=linear,cosine;
    parts of a value are joined by a colon: steps=64:96,96:128. With --trials also ranges: learning_rate=1e-4..1e-2."""
    search: Literal["grid", "random", "halving"] = "grid"
    """grid: all combinations; random: some, by --trials; halving: all or some, compared at rungs by --by, and only the
    best are trained further (ASHA)."""
    trials: int = 0
    """Combinations that are drawn (random, halving; 0: all there are). Values of a range whose ends are ten times apart
    or more are uniform in the logarithm."""
    factor: int = 3
    """One of so many goes further at each rung (halving)."""
    rungs: tuple[int, ...] = ()
    """Iterations at which trainings are compared (halving; default: the total by factor squared, and by factor)."""
    by: Literal["auto", "grow96", "grow200", "persist1000", "persist5000", "heal1000", "recovered", "births"] = "auto"
    """The score of the evaluation that says which is better (auto: of what the regime is for, grow96 of growing,
    persist5000 of persistent, heal1000 of others)."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = "here"
    """Where to compute: here, on workers of this machine; slurm, in jobs of SLURM; or on the workers of a Dask
    scheduler, tcp://scheduler:8786 (docs/scale.md)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    jobs: int = 0
    """Trainings at a time (here; 0: one for each processor), among which the processors are shared out; or jobs of
    SLURM."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The sweep's folder (default: sweeps/1, 2, ...)."""
    retry: bool = False
    """Retry the trainings that have failed."""
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
class Shrink:
    """Take hidden units and inputs away from a trained rule, those that are missed least, and refine what is left; or
    continue it. Each cut is a run in the folder, named by its size (docs/physical.md).

    Examples: blastema shrink 🦎 --to 3000    blastema shrink runs/lizard --to 5000 3000    blastema shrink runs/shrunk
    """

    source: Annotated[Positional[str], arg(metavar="RUN|FILE|EMOJI|DIR")]
    """What is shrunk, or the folder of a shrink that was begun."""
    to: Annotated[tuple[int, ...], arg(metavar="N")] = ()
    """Parameters that are left at most: one number, which is reached by cuts of a third or less, or the number after
    each cut. Weights of inputs that are no longer heard do not count."""
    iterations: int = 1000
    """Training iterations after each cut."""
    learning_rate: float = 1e-3
    """Adam's learning rate at the beginning of each; it falls along a cosine."""
    seed: int = 0
    """Seed of all randomness of the training."""
    threads: int = 0
    """Threads of the native engine (0: one for each processor)."""
    precision: Precision = "float32"
    """bf16: rounded operands where the engine has them, faster."""
    set: _Assignments = ()
    """Set any other field of config.json by its path, e.g. training.quantise=int8 (may be repeated)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The folder (default: runs/<name>-shrunk, numbered if taken)."""
    json: bool = False
    """Print events as lines of JSON."""


@dataclass(frozen=True)
class Import:
    """Make an organism file of one of the article's web models (a JSON file), or of what other programs have trained:
    PyTorch state dicts (no code in them is executed), Keras .h5, .npz, safetensors.

    Examples: blastema import weights.pth --target 🦎    blastema import ex3.json --target cat.png --size 48 --padding 8
    """

    source: Annotated[Positional[Path], arg(metavar="FILE")]
    out: Annotated[Path | None, arg(metavar="FILE")] = None
    """The organism file (default: the name with .safetensors, in this folder)."""
    target: Annotated[str | None, arg(metavar="PICTURE|EMOJI")] = None
    """The picture it grows, where its name does not say."""
    size: int | None = None
    """Longer side of that picture in cells (default: 40, as the article's)."""
    padding: int | None = None
    """Empty cells around it; the grid is size + 2 padding squared (default: 16, as the article's)."""
    rows: Literal["auto", "interleaved", "filter-major"] = "auto"
    """Order of the first layer's inputs in weights of other programs, if the order that was assumed is wrong."""
    overwrite: bool = False
    """Replace the file."""


@dataclass(frozen=True)
class Export:
    """Write an organism in another format: a page that needs no server, a film, a web model, a file.

    Examples: blastema export runs/lizard-regenerating --to html    blastema export 🦎 😀 💥 --to html --out three.html
    """

    sources: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")] = ()
    """One organism; of several --to html makes one page."""
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
    """Which picture an organism of several pictures grows (default: the first one)."""
    dtype: Literal["float32", "float16"] = "float32"
    """Numbers of a safetensors file."""
    studio: bool = False
    """With --to html: include the drawing board and the trainer."""
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


@dataclass(frozen=True)
class ZooList:
    """List the organisms with their headline scores."""

    json: bool = False
    """Print all that is known of them as JSON."""


@dataclass(frozen=True)
class ZooShow:
    """Show an organism's card: picture, scores, how it was trained."""

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
    """Which one of its name (default: the first that exists of regenerating, persistent, growing)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The run folder (default: runs/<name>-<regime>, numbered if taken)."""
    precision: Precision | None = None
    """Use another precision than it was trained in, e.g. on a machine without bf16; results then differ."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Train on a worker of a Dask scheduler, tcp://scheduler:8786, or in a job of SLURM (docs/scale.md; default:
    here, in this process)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
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
class ZooPublish:
    """Write a zoo as a static site: gallery, playable organisms, downloads and their hashes. Any web host serves it.

    Examples: blastema zoo publish site    blastema zoo publish site --from built-in
    """

    folder: Annotated[Positional[Path], arg(metavar="DIR")]
    """The folder to write the site into."""
    source: Annotated[str | None, arg(name="from", metavar="DIR|built-in")] = None
    """The zoo: its folder, or built-in for the one that comes with Blastema (default: your own)."""
    title: str = "A zoo of neural cellular automata"
    """Heading of the gallery."""
    overwrite: bool = False
    """Replace the zoo that was published there."""


@dataclass(frozen=True)
class ZooPull:
    """Fetch organisms from a published zoo into your own. Sizes are bounded, hashes are checked, nothing is executed.

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
    """Accept http to other machines, where what is sent can be altered on the way."""
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


@dataclass(frozen=True)
class WorldNew:
    """Found a world and plant organisms in it, spread evenly."""

    out: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder, a Zarr store."""
    organisms: Annotated[Positional[tuple[str, ...]], arg(metavar="RUN|FILE|EMOJI")]
    """Its species: organisms of equal architecture, such as the zoo's."""
    size: Annotated[str, arg(metavar="HxW")] = "4096"
    """Cells of its sides, whole tiles, up to 65536: 65536, or 4096x8192."""
    count: int = 0
    """Organisms in all, the species in turn (default: one of each)."""
    spacing: int = 0
    """Cells from one to the next, about the middle (default: spread over the whole world)."""
    tile: int = 64
    """Cells of a tile's side: 16, 32, 64, 128 or 256."""
    fire_seed: int = 0
    """Seed of the fire mask: another one, another course."""
    fire_rate: float | None = None
    """Probability that a cell fires (default: the organisms' own)."""
    overwrite: bool = False
    """Replace the world that is in the folder."""


@dataclass(frozen=True)
class WorldRun:
    """Let a world go on by some steps; Ctrl-C saves, and the same command goes on."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    steps: int = 100
    """How many."""
    every: int = 0
    """Steps from snapshot to snapshot (default: one at the end)."""
    exchange: int = 4
    """Steps between two exchanges of the tiles' rims; the result does not depend on it."""
    kernel: Literal["auto", "native", "jax", "mesh"] = "auto"
    """native computes only where there is life; jax all of each tile; mesh the same on all devices that JAX has."""
    threads: int = 0
    """Of the native kernel (0: one for each processor)."""
    json: bool = False
    """Print the progress as lines of JSON."""


@dataclass(frozen=True)
class WorldView:
    """Write a world as a folder of pictures with a page to pan and zoom in; it needs no server."""

    world: Annotated[Positional[Path], arg(metavar="DIR")]
    """The world's folder."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The pictures' folder (default: the world's name and -view)."""
    open: bool = False
    """Open it in the browser."""
    overwrite: bool = False
    """Replace a folder that was written before."""


@dataclass(frozen=True)
class World:
    """Worlds of up to 65,536 cells a side in which many organisms live (extra world).

    Examples: blastema world new pond 🦎 🦋 --count 100    blastema world run pond --steps 500
    blastema world view pond
    """

    verb: OmitArgPrefixes[
        Annotated[WorldNew, subcommand("new", prefix_name=False)]
        | Annotated[WorldRun, subcommand("run", prefix_name=False)]
        | Annotated[WorldView, subcommand("view", prefix_name=False)]
    ]


@dataclass(frozen=True)
class Doctor:
    """Report versions, engines, threads, fonts, encoders and disk space; what is missing, and how to install it."""

    json: bool = False
    """Print it as JSON."""


@dataclass(frozen=True)
class Completion:
    """Print a completion script: eval "$(blastema completion bash)".

    For zsh the same, after compinit; for fish: blastema completion fish > ~/.config/fish/completions/blastema.fish
    """

    shell: Positional[Literal["bash", "zsh", "fish"]]


GROUPS: dict[str, dict[str, type]] = {
    "zoo": {"list": ZooList, "show": ZooShow, "train": ZooTrain, "add": ZooAdd, "publish": ZooPublish, "pull": ZooPull},
    "world": {"new": WorldNew, "run": WorldRun, "view": WorldView},
}
"""Verbs that are several, by the second word."""

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


__all__ = [
    "GROUPS",
    "VERBS",
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
    "Shrink",
    "Studio",
    "Sweep",
    "World",
    "WorldNew",
    "WorldRun",
    "WorldView",
    "Zoo",
    "ZooAdd",
    "ZooList",
    "ZooPublish",
    "ZooPull",
    "ZooShow",
    "ZooTrain",
]
