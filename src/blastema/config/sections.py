"""Settings of the target, the automaton and the run's files: all settings of a run except those of its training."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from typing import Literal

from blastema._checks import choice, is_whole, number, require, text, texts, truth, whole
from blastema.config.part import Part, completed, kind_of
from blastema.filters import FILTERS, filter_named
from blastema.registry import DECODERS, ENGINES, LIVES, PERCEPTIONS, UPDATES

LARGEST_GRID = 4096
LARGEST_THREADS = 1024
MOST_PIXELS = 16
"""Pixels along a side of a cell."""
_LARGEST_DEVICES = 65536
LARGEST_STATE = 1 << 25
"""Largest number of values in a state, cells times channels: 128 MiB."""
LARGEST_LAYER = 1 << 28
"""Largest number of outputs of one layer of the update rule in all cells of a state: 1 GiB."""

MOST_PICTURES = 256
"""Largest number of pictures of one rule."""
_PICTURE = "an emoji or the path of a file, in UTF-8 (rename a file whose name is not)"

ArrayAlpha = Literal["auto", "straight", "premultiplied"]
Background = Literal["auto", "keep", "transparent"]
Boundary = Literal["zero", "torus"]
FirePer = Literal["cell", "channel"]
Moves = Literal["still", "cycle", "walk"]
Activation = Literal["relu", "atan", "tanh"]
SignalKind = Literal["one-hot", "embedding"]
SignalIn = Literal["cells", "seed"]
Kernel = Literal["auto", "native", "cuda", "integer", "jax"]
Precision = Literal["float32", "bf16"]


def too_large(cells: int, channels: int, widest: int) -> str | None:
    """The reason why states would be too large; none if they are not.

    Args:
        cells: of the grid
        channels: of each cell
        widest: outputs of the widest layer of the update rule
    """
    for numbers, largest, what in (
        (channels, LARGEST_STATE, "channels"),
        (widest, LARGEST_LAYER, "outputs of a layer"),
    ):
        if cells * numbers > largest:
            return f"{cells:,} cells x {numbers:,} {what}, where at most {largest:,} numbers are worked with"
    return None


@dataclass(frozen=True)
class TargetConfig:
    """The picture and the grid on which it is grown."""

    picture: str = ""
    """Where the picture came from: a file's path, an emoji, or a digit's name."""
    others: tuple[str, ...] = ()
    """Where further pictures came from that the same rule grows, each by its own signal."""
    size: int = 40
    """Longer side of the scaled picture, in cells (1 to 1024). Article: 40."""
    padding: int = 16
    """Empty cells on each side; the grid has size + 2 padding cells a side. Article: 16."""
    square: bool = True
    """Centre the picture on a square; otherwise picture and grid keep the picture's aspect ratio."""
    seed_at: tuple[str, ...] = ()
    """Cells to grow from, X,Y: column and row of the grid from the upper left; in a volume X,Y,Z with the layer from
    the front (default: the middle, or a cell of the picture if the middle is empty; one seed for each part)."""
    pixels_per_cell: int = 1
    """Pixels along a side of a cell (1 to 16): with 2 or more, the picture is that many times as large as the grid, and
    a decoder draws it from the cells' states (docs/large.md)."""
    pixel_art: bool = False
    """Scale with hard pixels (nearest) instead of Lanczos."""
    trim: bool = True
    """Trim empty margins first, so that the content has the given size."""
    background: Background = "auto"
    """A plain background: auto (made transparent if an opaque picture has one), transparent (an error if the picture
    has none) or keep."""
    array_alpha: ArrayAlpha = "auto"
    """Colours of an array (.npy): premultiplied by alpha, straight, or auto (straight if any exceeds its alpha)."""
    motion: Moves = "still"
    """still: one picture; cycle: the frames of an animated GIF, WebP or PNG, or of a folder, in a loop; walk:
    the same, moving across a torus (docs/motion.md)."""
    steps_per_frame: int = 8
    """Steps per frame (cycle, walk)."""
    stride: tuple[int, int] = (0, 0)
    """Cells to the right and down per cycle (walk; 0 0: to the right, by half of the picture's size)."""
    signal_in: SignalIn = "cells"
    """What receives a picture's signal: cells (all, at every step) or seed (once, in its last hidden channels)."""

    def __post_init__(self) -> None:
        text(self, "picture", 4096, _PICTURE)
        texts(self, "others", MOST_PICTURES - 1, 4096, _PICTURE)
        whole(self, "size", 1, 1024)
        whole(self, "padding", 0, 1024)
        whole(self, "pixels_per_cell", 1, MOST_PIXELS)
        require(
            self.grid * self.pixels_per_cell <= LARGEST_GRID,
            "pixels_per_cell",
            self.pixels_per_cell,
            f"a picture of at most {LARGEST_GRID} pixels a side, its padding included",
        )
        choice(self, "signal_in", SignalIn)
        truth(self, "pixel_art")
        truth(self, "trim")
        choice(self, "background", Background)
        choice(self, "array_alpha", ArrayAlpha)
        truth(self, "square")
        require(isinstance(self.seed_at, tuple) and len(self.seed_at) <= 4096, "seed_at", self.seed_at, "places as X,Y")
        _ = self.seeds
        self._check_motion()
        require(
            3 <= self.grid <= LARGEST_GRID,
            "size + 2 * padding",
            self.grid,
            f"a grid of 3 to {LARGEST_GRID} cells a side",
        )

    def _check_motion(self) -> None:
        choice(self, "motion", Moves)
        whole(self, "steps_per_frame", 1, 1000)
        stride = self.stride
        pair = isinstance(stride, tuple) and len(stride) == 2 and all(is_whole(cells) for cells in stride)
        require(pair and max(map(abs, stride)) <= 1024, "stride", stride, "RIGHT DOWN, each from -1024 to 1024 cells")
        if self.motion == "still":
            default = TargetConfig.steps_per_frame
            expected = f"{default} for a still picture; other values need --motion cycle or walk"
            require(self.steps_per_frame == default, "steps_per_frame", self.steps_per_frame, expected)
        if self.motion != "walk":
            require(stride == (0, 0), "stride", stride, f"0 0 with motion {self.motion}; others need --motion walk")

    @property
    def pictures(self) -> tuple[str, ...]:
        """All pictures that the rule grows: the picture, then the others."""
        return (self.picture, *self.others)

    @property
    def grid(self) -> int:
        """Longer side of the training grid, in cells."""
        return self.size + 2 * self.padding

    @property
    def seeds(self) -> tuple[tuple[int, ...], ...]:
        """Places of the cells to grow from (row, column; in a volume layer, row, column); empty for the middle."""
        places = []
        for place in self.seed_at:
            parts = place.split(",") if isinstance(place, str) else []
            sound = len(parts) in (2, 3) and all(re.fullmatch(r"\s*[0-9]{1,4}\s*", part) for part in parts)
            if not sound or max(map(int, parts)) >= self.grid:
                expected = f"X,Y (column and row) on a grid of {self.grid} cells a side, as in 24,36"
                require(False, "seed_at", place, expected)
            places.append(tuple(int(part) for part in reversed(parts)))
        require(len(set(places)) == len(places), "seed_at", self.seed_at, "different places")
        return tuple(places)


@dataclass(frozen=True)
class Physics:
    """How an automaton's steps are computed, unless the conditions of a call override it; nothing here is trained."""

    boundary: Boundary = "zero"
    """Boundary of the grid: zero (the notebook) or torus (the web demo)."""
    fire_rate: float = 0.5
    """Probability that a cell updates at a step (0 to 1). Article: 0.5."""
    fire_per: FirePer = "cell"
    """What fires at random: each cell with all its channels, or each channel independently. Article: cell."""
    step_size: float = 1.0
    """Factor of every update. Article: 1."""
    angle: float = 0.0
    """Rotation of the perceptive field while training, in degrees counter-clockwise. Article: 0."""
    clamp: float = 0.0
    """Clip updated states to plus and minus this value (0: never). Article: never."""
    noise: float = 0.0
    """Uniform noise, up to this amplitude, added to the living cells at each step (0: none). Article: none."""

    def __post_init__(self) -> None:
        choice(self, "boundary", Boundary)
        number(self, "fire_rate", 0, 1, "a probability from 0 to 1")
        choice(self, "fire_per", FirePer)
        number(self, "step_size", -1e3, 1e3, "a number from -1000 to 1000")
        number(self, "angle", -36000, 36000, "degrees, from -36000 to 36000")
        number(self, "clamp", 0, 1e6, "a bound from 0 (none) to 1000000")
        number(self, "noise", 0, 1e6, "an amplitude from 0 (none) to 1000000")
        if self.fire_per == "channel":
            # Both would draw from the same words of the hash.
            require(self.noise == 0, "noise", self.noise, "0 if channels fire independently (fire-per channel)")


@dataclass(frozen=True)
class AutomatonConfig(Physics):
    """An automaton apart from its trained parameters: its parts with their settings, and its physics."""

    channels: int = 16
    """Channels per cell: RGB, alpha and hidden channels (4 or more). Article: 16."""
    perception: str | Part = "filters"
    """Kind of perception: filters; one-per-channel (docs/textures.md); isotropic or steerable, which know no directions
    (docs/isotropic.md); two-level (docs/hierarchy.md); volume (three dimensions: docs/voxels.md); or another registered
    kind (docs/extending.md)."""
    filters: tuple[str, ...] = ("identity", "sobel_x", "sobel_y")
    """Fixed perception filters: identity, sobel_x, sobel_y, laplacian, laplacian_unscaled, mean, single neighbours
    (north, north_east, ...), or sums: sobel_x+sobel_y. Article: the first three."""
    learned_filters: int = 0
    """Further 3x3 perception filters that are trained (0 or more). Article: 0."""
    signal: int | SignalKind = 0
    """Signal that every cell receives: one-hot or embedding (each picture its own signal), or a number of values (0:
    none). Article: none."""
    embedding: int = 0
    """Size to which a trained table maps the signal before the cells receive it (0: no table)."""
    update: str | Part = "residual"
    """Kind of update: residual (added to the state), replacing (a sigmoid that replaces it), absolute (linear in the
    perceived values and their absolute values: docs/textures.md), inked (digits: docs/classifying.md), two-level
    (docs/hierarchy.md), or another registered kind."""
    hidden: tuple[int, ...] = (128,)
    """Widths of the update rule's hidden layers. Article: one of 128."""
    activation: Activation = "relu"
    """Activation between the update rule's layers: relu, atan or tanh. Article: relu."""
    life: str | Part = "neighbourhood"
    """Which cells live: neighbourhood (an alpha in the 3x3 neighbourhood is above the threshold), own-alpha (the cell's
    own alpha is), all, or another registered kind. Article: neighbourhood."""
    alive_threshold: float = 0.1
    """The alpha above which a cell is mature. Article: 0.1."""
    decoder: str | Part = "none"
    """What draws a cell of several pixels (pixels-per-cell): none (a cell is a pixel), coordinates (a network of the
    states around a pixel and its place in its cell), or a kind that is registered."""

    def __post_init__(self) -> None:
        super().__post_init__()
        whole(self, "channels", 4, 1024)
        whole(self, "learned_filters", 0, 64)
        if isinstance(self.signal, str):
            choice(self, "signal", SignalKind)
        else:
            whole(self, "signal", 0, 1024)
        whole(self, "embedding", 0, 1024)
        require(self.signal != 0 or self.embedding == 0, "embedding", self.embedding, "0 where there is no signal")
        require(
            self.signal != "one-hot" or self.embedding == 0, "embedding", self.embedding, "0 where signal is one-hot"
        )
        for registry in (PERCEPTIONS, UPDATES, LIVES, DECODERS):
            completed(self, registry.what, registry, self.__dataclass_fields__)
        require(
            isinstance(self.filters, tuple)
            and (len(self.filters) > 0 or self.learned_filters > 0)
            and len(self.filters) <= 64
            and all(isinstance(name, str) for name in self.filters)
            and len(set(self.filters)) == len(self.filters),
            "filters",
            self.filters,
            f"one or more different ones of {', '.join(FILTERS)}, or sums of them",
        )
        for name in self.filters:
            filter_named(name)
        require(
            isinstance(self.hidden, tuple)
            and len(self.hidden) > 0
            and all(is_whole(width) and 1 <= width <= 8192 for width in self.hidden),
            "hidden",
            self.hidden,
            "one or more widths from 1 to 8192",
        )
        choice(self, "activation", Activation)
        number(self, "alive_threshold", -1e3, 1e3, "a number from -1000 to 1000")

    @property
    def axes(self) -> int:
        """Of the grids: 2, or 3 if the perception is of volumes."""
        # The article's perception is known without importing it, and with it JAX.
        usual = self.perception == AutomatonConfig.perception
        return 2 if usual else int(PERCEPTIONS.says(kind_of(self.perception), "axes") or 2)

    @property
    def physics(self) -> Physics:
        """The settings that none of the parts takes."""
        return Physics(**{field.name: getattr(self, field.name) for field in dataclasses.fields(Physics)})


@dataclass(frozen=True)
class RunConfig:
    """What is stored and which engine computes; nothing here changes the training except for rounding."""

    kernel: str = "auto"
    """Engine: auto (the fastest that supports the automaton), native, cuda (NVIDIA cards), jax (all cells, every
    kind of automaton), or another registered engine."""
    threads: int = 0
    """Threads of the native kernel (0: one per available processor)."""
    devices: int = 0
    """Devices per host that share a batch, with gradients summed sample by sample: the same bits for any number of
    devices (0: one device, which sums the batch as a whole)."""
    precision: Precision = "float32"
    """Numbers in the kernels' matrix products during training: float32, or bf16 on hardware that supports it."""
    checkpoint_every: int = 500
    """Iterations between checkpoints (1 or more)."""
    checkpoint_minutes: float = 5.0
    """Largest number of minutes between checkpoints (0: by iterations only)."""
    keep_checkpoints: int = 2
    """Checkpoints kept (1 or more); an old one is removed only once the next is complete."""
    until: float | None = None
    """Stop once the smoothed log10 loss is at most this, e.g. -3 (default: train to the end)."""
    keep_history: bool = False
    """Keep in history/ what figures of the training need: organisms, pools, batches before and after."""

    def __post_init__(self) -> None:
        if self.kernel != "auto" and self.kernel not in ENGINES:
            require(False, "kernel", self.kernel, f"one of auto, {', '.join(ENGINES.names)}")
        whole(self, "threads", 0, LARGEST_THREADS)
        whole(self, "devices", 0, _LARGEST_DEVICES)
        choice(self, "precision", Precision)
        whole(self, "checkpoint_every", 1, 100_000_000)
        number(self, "checkpoint_minutes", 0, 1e6, "minutes, 0 or more")
        whole(self, "keep_checkpoints", 1, 1000)
        truth(self, "keep_history")
        if self.until is not None:
            number(self, "until", -30, 30, "a log10 loss from -30 to 30")


__all__ = [
    "LARGEST_GRID",
    "LARGEST_LAYER",
    "LARGEST_STATE",
    "LARGEST_THREADS",
    "MOST_PICTURES",
    "MOST_PIXELS",
    "Activation",
    "ArrayAlpha",
    "AutomatonConfig",
    "Background",
    "Boundary",
    "FirePer",
    "Kernel",
    "Moves",
    "Physics",
    "Precision",
    "RunConfig",
    "SignalIn",
    "SignalKind",
    "TargetConfig",
    "too_large",
]
