"""Films: an organism grows, is wounded, heals, and is looked at every few steps.

film = Film(organism, steps=400, cuts=(parse_cut("left@200"),))
write_film(Path("lizard.gif"), film.frames())
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from blastema import pictures
from blastema.conditions import Conditions
from blastema.config import LARGEST_GRID
from blastema.drawing.film_files import check_film, fitting_factor, write_film
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.signals import Telling
from blastema.training import damage
from blastema.trajectory import States, Trajectory, tell, wound

STEPS = 400
_AUTOMATIC_FRAMES = 200
_LONGEST = 10_000_000
_STRIP_PICTURES = 8
_SHOWN_FOR = 160
"""Steps for which a film of several pictures shows each."""


@dataclasses.dataclass(frozen=True)
class Cut:
    """A wound at a step of a film.

    name:   the part that is removed: bottom, top, right, left, centre, or circle
    step:   the number of steps after which it happens
    circle: column and row of the centre and the radius, in cells (only of a circle)
    """

    name: str
    step: int
    circle: tuple[float, float, float] | None = None

    def mask(self, height: int, width: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The cells it removes, booleans [height, width]. Raises `InputError` if there are none."""
        if self.circle is None:
            return damage.cut(self.name, height, width)
        x, y, radius = self.circle
        rows, columns = np.mgrid[:height, :width]
        removed: np.ndarray[Any, np.dtype[np.bool_]] = (columns - x) ** 2 + (rows - y) ** 2 < radius**2
        if not removed.any():
            raise InputError(
                f"the circle {x:g},{y:g},{radius:g} hits no cell of the {height} x {width} grid; "
                "expected x,y,r: column, row and radius in cells."
            )
        return removed


def parse_cut(text: str) -> Cut:
    """A cut from its notation: ``left@200``, ``centre@100`` or ``circle:x,y,r@300`` (column, row, radius, in cells).

    Raises `InputError` for anything else.
    """
    what, separator, when = text.strip().partition("@")
    name, colon, place = what.partition(":")
    name = name.strip().lower()
    name = "centre" if name == "center" else name
    known = (*damage.CUTS, "circle")
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Expected one of {', '.join(known)}."
        raise InputError(f"cut {text!r}: no cut is called {name!r}. {hint}")
    if not separator or not re.fullmatch(r"[0-9]{1,9}", when.strip()):
        raise InputError(f"cut {text!r}: expected {what or 'left'}@STEP, as in left@200.")
    if name != "circle":
        if colon:
            raise InputError(f"cut {text!r}: only a circle has a place; expected {name}@{when}.")
        return Cut(name, int(when))
    x, y, radius = _numbers(place, 3, f"cut {text!r}: expected circle:x,y,r@STEP, as in circle:36,30,8@200")
    if radius <= 0:
        raise InputError(f"cut {text!r}: the radius is {radius:g}; expected more than 0 cells.")
    return Cut(name, int(when), (x, y, radius))


def parse_place(text: str) -> tuple[int, int]:
    """Where a seed is put, from ``x,y`` (column, row). Raises `InputError` for anything else."""
    expected = f"seed {text!r}: expected x,y (column and row, whole numbers), as in 24,36"
    x, y = _numbers(text, 2, expected)
    if x != int(x) or y != int(y):
        raise InputError(f"{expected}.")
    return int(x), int(y)


def _numbers(text: str, count: int, expected: str) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != count or not all(math.isfinite(value) and abs(value) <= 1e6 for value in values):
        raise InputError(f"{expected}.")
    return values


@dataclasses.dataclass(frozen=True, eq=False)
class Film:
    """What is filmed; all of it is checked when it is made (`InputError`).

    organism:      who grows
    steps:         how long
    every:         steps from frame to frame; by default so many that there are about 200 frames
    height, width: the grid; the one it was trained on if not given
    angle_degrees: turn of the perceived gradients (the organism grows turned by it); as trained if not given
    cuts:          wounds, in any order; at a step's frame they have happened
    seeds:         columns and rows of the first living cells; one in the middle if there are none
    tellings:      what it is told, by ascending steps; what it is told anyway if there are none
    host:          another organism, grown, in the place of the seeds: its state is taken over ("infection"), on its
                   grid if none is given
    host_steps:    how long that one has grown by its own rule
    fire_seed:     another one is another course of the same growth
    kernel:        engine: auto, native or jax
    """

    organism: Organism
    steps: int = STEPS
    every: int | None = None
    height: int | None = None
    width: int | None = None
    angle_degrees: float | None = None
    cuts: Sequence[Cut] = ()
    seeds: Sequence[tuple[int, int]] = ()
    tellings: Sequence[Telling] = ()
    fire_seed: int = 0
    kernel: str = "auto"
    host: Organism | None = None
    host_steps: int = 200

    def __post_init__(self) -> None:
        _require(0 <= self.steps <= _LONGEST, f"steps is {self.steps}; expected 0 to {_LONGEST}.")
        _require(self.every is None or self.every >= 1, f"every is {self.every}; expected 1 or more steps.")
        _require(0 <= self.fire_seed < 2**32, f"the fire seed is {self.fire_seed}; expected 0 to 2**32 - 1.")
        _require(
            self.angle_degrees is None or abs(self.angle_degrees) <= 36000,
            f"angle is {self.angle_degrees}; expected degrees from -36000 to 36000.",
        )
        height, width = self.grid
        _require(
            3 <= height <= LARGEST_GRID and 3 <= width <= LARGEST_GRID,
            f"the grid is {height} x {width}; expected 3 to {LARGEST_GRID} cells per side.",
        )
        obstacle = self.organism.automaton.too_large(height, width)
        _require(obstacle is None, f"the grid is {height} x {width}, too large for this automaton ({obstacle}).")
        _require(0 <= self.host_steps <= _LONGEST, f"the host's steps are {self.host_steps}; expected 0 to {_LONGEST}.")
        if self.host is not None:
            ours, theirs = self.organism.automaton.channels, self.host.automaton.channels
            _require(
                ours == theirs,
                f"{self.organism.name} has {ours} channels, {self.host.name} {theirs}; a rule runs on states that have "
                "as many channels as its own. Use another of the two.",
            )
            _require(not self.seeds, "seeds and a host are given; a film begins with one of them.")
        for x, y in self.seeds:
            _require(
                0 <= x < width and 0 <= y < height,
                f"seed {x},{y} lies outside the grid; expected x,y with x 0 to {width - 1} and y 0 to {height - 1}.",
            )
        for cut in self.cuts:
            _require(
                0 <= cut.step <= self.steps,
                f"cut {cut.name}@{cut.step}: the film ends at step {self.steps}; cut earlier, or use more --steps.",
            )
            cut.mask(height, width)
        for telling in self.tellings:
            _require(
                0 <= telling.step <= self.steps,
                f"--as {next(iter(telling.weights))}@{telling.step}: the film ends at step {self.steps}; change "
                "earlier, or use more --steps.",
            )
            self.organism.told(telling.weights)

    @property
    def grid(self) -> tuple[int, int]:
        """Height and width, in cells."""
        trained_height, trained_width = (self.host or self.organism).grid
        height = trained_height if self.height is None else self.height
        return height, trained_width if self.width is None else self.width

    @property
    def times(self) -> tuple[int, ...]:
        """The steps that are seen: from 0, evenly, and the last."""
        every = self.every or max(1, round(self.steps / _AUTOMATIC_FRAMES))
        return (*range(0, self.steps, every), self.steps)

    def start(self) -> States:
        """The first state: of the organism's own seeds, or of ``seeds``, or the grown host: [H, W, C]."""
        height, width = self.grid
        if self.host is not None:
            host = Trajectory.seeded(self.host, (self.fire_seed,), grid=self.grid, kernel=self.kernel)
            return np.asarray(host.after(self.host_steps).states[0])
        if not self.seeds:
            return np.asarray(self.organism.seed(height, width))
        places = [(row, column) for column, row in self.seeds]
        return np.asarray(self.organism.planted(height, width, places))

    def states(self, times: Iterable[int] | None = None) -> Iterator[States]:
        """The states [H, W, C] at some steps, in ascending order; at those of the frames if not given."""
        angle = None if self.angle_degrees is None else np.deg2rad(self.angle_degrees)
        conditions = Conditions(self.fire_seed, angle=angle)
        start = Trajectory(self.organism, self.start()[None], conditions, self.kernel)
        happens = [wound(cut.step, cut.mask(*self.grid)) for cut in self.cuts]
        if self.tellings and self.organism.signal_in == "seed":
            raise InputError(
                f"{self.organism.name} has its signal in the seed, and cannot become another picture on the way; tell "
                "it once, from the first step on: --as NAME."
            )
        for telling in self.tellings:
            happens.append(tell(telling.step, self.organism.told(telling.weights).signal))
        for now in start.through(self.times if times is None else times, happens):
            yield now.states[0]

    def frames(self) -> Iterator[Pixels]:
        """A picture uint8 [h, w, 3] for each of ``times``, as large as `Organism.shown`; made as they are asked for."""
        return (self.picture(state) for state in self.states())

    def picture(self, state: Any) -> Pixels:
        """What one of its states [H, W, C] looks like: uint8 [h, w, 3]."""
        return pictures.to_rgb(self.organism.shown(state))


def of_all_pictures(organism: Organism, kernel: str = "auto") -> Film:
    """A film of an organism that grows as the first of its pictures, and becomes the others one after the other."""
    if organism.signal_in == "seed":
        return Film(organism, kernel=kernel)
    tellings = [Telling(_SHOWN_FOR * number, {each.name: 1.0}) for number, each in enumerate(organism.pictures)]
    steps = _SHOWN_FOR * len(tellings) if len(tellings) > 1 else STEPS
    return Film(organism, steps, tellings=tellings, kernel=kernel)


def _require(ok: bool, message: str) -> None:
    if not ok:
        raise InputError(message)


def render(organism: Organism, steps: int = STEPS, **settings: Any) -> Iterator[Pixels]:
    """The frames of a film; ``settings`` are the fields of `Film`. The settings are checked at once."""
    return Film(organism, steps, **settings).frames()


def growth_strip(film: Film, times: Sequence[int] | None = None, factor: int | None = None) -> Pixels:
    """A film as one still picture: the organism at some steps side by side, the step written under each.

    times:  ascending steps; by default eight, from the first to the last, denser while it grows
    factor: pixels per cell; by default pictures are about 144 pixels wide, or as large as a decoder draws them

    Returns uint8 [height, width, 3]. Raises `InputError` for steps that the film does not have.
    """
    if times is None:
        times = strip_times(film)
    if not times or any(not 0 <= time <= film.steps for time in times) or list(times) != sorted(times):
        raise InputError(f"the strip's steps are {list(times)}; expected ascending ones from 0 to {film.steps}.")
    (height, width), pixels = film.grid, film.organism.automaton.decoder.pixels
    factor = factor or fitting_factor(height * pixels, width * pixels, longer_side=144)
    shown = [
        _captioned(pictures.enlarge(film.picture(state), factor), f"step {time}")
        for time, state in zip(times, film.states(times), strict=True)
    ]
    return pictures.tile(np.stack(shown), len(shown))


def strip_times(film: Film) -> tuple[int, ...]:
    """Steps worth a picture: spread over the film as squares are, and each wound and change with the step before it."""
    spread = {round(film.steps * (i / (_STRIP_PICTURES - 1)) ** 2) for i in range(_STRIP_PICTURES)}
    happens = [cut.step for cut in film.cuts] + [telling.step for telling in film.tellings if telling.step]
    around = {max(0, step - before) for step in happens for before in (0, 1)}
    return tuple(sorted(spread | around))


def _captioned(picture: Pixels, text: str) -> Pixels:
    height, width, _ = picture.shape
    image = Image.new("RGB", (width, height + 16), "white")
    image.paste(Image.fromarray(picture))
    ImageDraw.Draw(image).text((width // 2, height + 7), text, "#555555", ImageFont.load_default(11), anchor="mm")
    return np.asarray(image)


__all__ = [
    "STEPS",
    "Cut",
    "Film",
    "check_film",
    "growth_strip",
    "of_all_pictures",
    "parse_cut",
    "parse_place",
    "render",
    "strip_times",
    "write_film",
]
