"""The commands that train: grow, resume, sweep, shrink."""

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
    names, like lizard) are built in, others come from an installed colour-emoji font. digit:7 is a handwritten 7. With
    several targets, one rule grows all of them, each by its own signal (docs/signals.md)."""
    recipe: Recipe | None = None
    """Selects the defaults below: quick (small, recognisable soon; the default), article (the notebook's
    settings), fast (full size, minutes), best (the zoo's settings)."""
    config_file: Annotated[Path | None, arg(name="config", metavar="FILE")] = None
    """Take the defaults from this config.json, or run folder, instead; bf16 becomes float32 where it is not
    available."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The run folder (default: runs/<target>-<regime>, numbered if taken)."""
    overwrite: bool = False
    """Replace the run in that folder."""
    start_from: Annotated[str | None, arg(name="from", metavar="RUN|FILE|EMOJI|zoo|stem|nothing|random")] = None
    """Start from this trained organism. zoo: the zoo's organism of the same target, which then also provides the
    defaults unless --recipe or --config is given; stem: the stem cell that comes with Blastema (the default of quick
    and fast); nothing: a rule that does nothing (the default of article and best) or, with --update replacing, keeps
    the state; random: normal weights."""
    set: Assignments = ()
    """Set any other field of config.json by its path, e.g. training.phases.1.learning_rate=5e-4 (may be repeated)."""
    hosts: Hosts = None
    """Train together with other hosts, all started with the same command: this is host INDEX of COUNT, the first (0)
    listens at HOST:PORT; or auto under SLURM (docs/devices.md)."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: Trackers = ()
    """Also log to trackers, in the folder tracking: tensorboard, wandb (offline), mlflow; each needs the extra of its
    name (docs/devices.md)."""
    preview: bool = False
    """Show the target as cells and how the picture was prepared, then stop."""
    dry_run: bool = False
    """Print the resolved config as JSON and stop."""
    json: bool = False
    """Print events as lines of JSON."""
    settings: OmitArgPrefixes[Flags] = Flags()  # noqa: RUF009
    given: Suppress[frozenset[str]] = frozenset()
    config: Suppress[Config] = Config()  # noqa: RUF009


@dataclass(frozen=True)
class Resume:
    """Resume a run that was stopped or killed, to the same bits, or extend it."""

    run: Annotated[Positional[Path], arg(metavar="RUN")]
    """The run folder."""
    iterations: int | None = None
    """A new total of iterations; the last learning rate is kept."""
    until: Annotated[float | None, arg(metavar="LOG10")] = None
    """Stop once the smoothed log10 loss is at most this, e.g. -3."""
    kernel: Kernel | None = None
    """Use a different engine from the one the run began with; results then differ in their last bits."""
    precision: Precision | None = None
    """Use a different precision from the one the run began with, e.g. on a machine without bf16; results then
    differ."""
    devices: int | None = None
    """Use a different number of devices to share a batch (the same bits, if the run began with --devices)."""
    hosts: Hosts = None
    """Train together with other hosts, as in blastema grow; only the first needs the run folder."""
    watch: bool = False
    """Open a page that shows the current organism during training (extra studio)."""
    track: Trackers = ()
    """Also log to trackers, as in blastema grow."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = ""
    """Train on a worker of a Dask scheduler, tcp://scheduler:8786, or in a job of SLURM (docs/scale.md; default:
    here, in this process)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    json: bool = False
    """Print events as lines of JSON."""


@dataclass(frozen=True)
class Sweep:
    """Run many trainings, each in its own run folder, and compare their evaluations; or continue a sweep.

    Examples: blastema sweep --targets 🦎 😀 --seeds 3 --over learning_rate=1e-3,2e-3    blastema sweep sweeps/1
    """

    source: Annotated[Positional[str], arg(metavar="FILE|SWEEP")] = ""
    """A config.json or run folder to take the defaults below from, or a sweep's folder to continue."""
    targets: Annotated[tuple[str, ...], arg(metavar="DIR|PICTURE|EMOJI")] = ()
    """What to grow; a folder stands for all pictures in it."""
    seeds: int = 1
    """Trainings per combination, each with its own seed."""
    over: Annotated[tuple[str, ...], arg(metavar="NAME=VALUE,VALUE")] = ()
    """Settings to vary: learning_rate=1e-3,2e-3, or by the paths in config.json, training.phases.1.shape=linear,cosine;
    parts of a value are joined by a colon: steps=64:96,96:128. With --trials also ranges: learning_rate=1e-4..1e-2."""
    search: Literal["grid", "random", "halving"] = "grid"
    """grid: all combinations; random: --trials combinations drawn at random; halving: all or --trials combinations,
    compared at rungs by --by, and only the best are trained further (ASHA)."""
    trials: int = 0
    """Number of combinations to draw (random, halving; 0: all of them). A range whose ends differ by a factor of ten
    or more is sampled uniformly in the logarithm."""
    factor: int = 3
    """One in this many trainings continues at each rung (halving)."""
    rungs: tuple[int, ...] = ()
    """Iterations at which trainings are compared (halving; default: the total divided by factor squared, and by
    factor)."""
    by: Literal["auto", "grow96", "grow200", "persist1000", "persist5000", "heal1000", "recovered", "births"] = "auto"
    """The evaluation score by which trainings are compared (auto: grow96 for growing, persist5000 for persistent,
    heal1000 otherwise)."""
    on: Annotated[str, arg(metavar="here|slurm|ADDRESS")] = "here"
    """Where to compute: here, on workers of this machine; slurm, in jobs of SLURM; or on the workers of a Dask
    scheduler, tcp://scheduler:8786 (docs/scale.md)."""
    on_config: Annotated[Path | None, arg(metavar="FILE")] = None
    """dask-jobqueue's settings, a YAML file (slurm)."""
    jobs: int = 0
    """Number of concurrent trainings, which share the processors (here; 0: one per processor); or number of SLURM
    jobs."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The sweep's folder (default: sweeps/1, 2, ...)."""
    retry: bool = False
    """Retry trainings that failed."""
    dry_run: bool = False
    """Print the names of the runs and stop."""
    set: Assignments = ()
    """Set any other field of config.json by its path, e.g. training.phases.1.learning_rate=5e-4 (may be repeated)."""
    recipe: Recipe | None = None
    """Selects the defaults below: quick (the default), article, fast or best."""
    settings: OmitArgPrefixes[Flags] = Flags()  # noqa: RUF009
    given: Suppress[frozenset[str]] = frozenset()
    config: Suppress[Config] = Config()  # noqa: RUF009


@dataclass(frozen=True)
class Shrink:
    """Prune hidden units and inputs of a trained rule, those that matter least, and fine-tune the rest; or continue an
    interrupted shrink. Each pruning step is a run in the folder, named after its size (docs/physical.md).

    Examples: blastema shrink 🦎 --to 3000    blastema shrink runs/lizard --to 5000 3000    blastema shrink runs/shrunk
    """

    source: Annotated[Positional[str], arg(metavar="RUN|FILE|EMOJI|DIR")]
    """The organism to shrink, or the folder of an interrupted shrink."""
    to: Annotated[tuple[int, ...], arg(metavar="N")] = ()
    """Largest number of parameters: one number, reached in steps of a third or less, or the number after
    each step. Weights of pruned inputs do not count."""
    iterations: int = 1000
    """Training iterations after each step."""
    learning_rate: float = 1e-3
    """Adam's initial learning rate after each step; it decays by a cosine."""
    seed: int = 0
    """Seed of all randomness of the training."""
    threads: int = 0
    """Threads of the native engine (0: one per processor)."""
    precision: Precision = "float32"
    """bf16: operands rounded to bf16 where the engine supports it; faster."""
    set: Assignments = ()
    """Set any other field of config.json by its path, e.g. training.quantise=int8 (may be repeated)."""
    out: Annotated[Path | None, arg(metavar="DIR")] = None
    """The folder (default: runs/<name>-shrunk, numbered if taken)."""
    json: bool = False
    """Print events as lines of JSON."""


__all__ = ["Grow", "Resume", "Shrink", "Sweep"]
