"""The verbs that train: grow, resume, sweep, shrink."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import OmitArgPrefixes, Positional, Suppress, arg

from blastema.cli.flags import Flags
from blastema.cli.values import Assignments, Hosts, Trackers
from blastema.config import Config, Kernel, Precision
from blastema.config.presets import Recipe


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
    set: Assignments = ()
    """Set any other field of config.json by its path, e.g. training.phases.1.learning_rate=5e-4 (may be repeated)."""
    hosts: Hosts = None
    """Train together with other hosts, all started with the same words: this is host INDEX of COUNT, the first (0)
    listens at HOST:PORT; or auto under SLURM (docs/devices.md)."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: Trackers = ()
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
    hosts: Hosts = None
    """Train together with other hosts, as in blastema grow; only the first needs the run folder."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: Trackers = ()
    """Also tell trackers, as in blastema grow."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Train on a worker of a Dask scheduler, tcp://scheduler:8786, or in a job of SLURM (docs/scale.md; default:
    here, in this process)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    json: bool = False
    """Print events as lines of JSON."""


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
    set: Assignments = ()
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
    set: Assignments = ()
    """Set any other field of config.json by its path, e.g. training.quantise=int8 (may be repeated)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The folder (default: runs/<name>-shrunk, numbered if taken)."""
    json: bool = False
    """Print events as lines of JSON."""


__all__ = ["Grow", "Resume", "Shrink", "Sweep"]
