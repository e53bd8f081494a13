"""Films: an organism grows, is wounded and heals, with a frame every few steps.

film = Film(organism, steps=400, cuts=["left@200"])
film.save("lizard.gif")
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from blastema import painter, pictures
from blastema._checks import instance, is_count, short
from blastema.conditions import Conditions
from blastema.config import LARGEST_GRID
from blastema.drawing.cuts import Cut, parse_cut, parse_place
from blastema.drawing.film_files import FRAMES_PER_SECOND, check_factor, check_film, fitting_factor, write_film
from blastema.errors import InputError
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.signals import Telling
from blastema.trajectory import States, Trajectory, tell, wound

STEPS = 400
_AUTOMATIC_FRAMES = 200
_LONGEST = 10_000_000
_HOST_STEPS = 200
_STRIP_PICTURES = 8
_STRIP_GAP = 4
"""White pixels around each picture of a strip."""
_SHOWN_FOR = 160
"""Number of steps for which a film of several pictures shows each picture."""
_CUTS = "cuts as 'left@200' or Cut('left', 200)"


@dataclasses.dataclass(frozen=True, eq=False)
class Film:
    """A film of an organism that grows and is wounded: its settings. Frames are computed when they are asked for.

    ``bl.show(film)`` shows it in a notebook.

    Args:
        organism: which organism
        steps: number of steps
        every: steps from frame to frame; by default such that there are about 200 frames
        height: of the grid in cells, 3 to 4096; the training grid's if not given
        width: likewise
        angle_degrees: rotation of the perceived gradients (the organism grows rotated by it); as trained if not given
        cuts: a wound or several, each a `Cut` or its notation, as ``"left@200"`` or ``"circle:36,30,8@200"`` (column,
            row and radius in cells), in any order; a step's frame shows the state after its wounds
        seeds: columns and rows of the seeds; the organism's own if empty
        tellings: the signals, by ascending steps; the organism's own if empty
        fire_seed: a different seed gives a different course of growth
        kernel: engine: auto, native or jax
        host: another organism that is grown first; its state replaces the seeds ("infection"), on its grid if no grid
            is given
        host_steps: number of steps that the host grows by its own rule; 200 if none is given

    Raises:
        InputError: for settings that are out of range or do not fit the organism.
    """

    organism: Organism
    steps: int = STEPS
    every: int | None = None
    height: int | None = None
    width: int | None = None
    angle_degrees: float | None = None
    cuts: Cut | str | Sequence[Cut | str] = ()
    seeds: Sequence[tuple[int, int]] = ()
    tellings: Sequence[Telling] = ()
    fire_seed: int = 0
    kernel: str = "auto"
    host: Organism | None = None
    host_steps: int | None = None

    def __post_init__(self) -> None:
        self._check_types()
        _require(0 <= self.steps <= _LONGEST, f"steps is {self.steps}; expected 0 to {_LONGEST}.")
        _require(self.every is None or self.every >= 1, f"every is {self.every}; expected 1 or more steps.")
        _require(0 <= self.fire_seed < 2**32, f"the fire seed is {self.fire_seed}; expected 0 to 2**32 - 1.")
        _require(
            self.angle_degrees is None or abs(self.angle_degrees) <= 36000,
            f"angle is {self.angle_degrees}; expected degrees from -36000 to 36000.",
        )
        self._check_volume()
        _require(
            not self.angle_degrees or self.organism.automaton.perception.turns,
            f"angle is {self.angle_degrees}, but {self.organism.name} perceives no directions of the grid, so that it "
            "has no effect; leave --angle out.",
        )
        *_, height, width = grid = self.grid
        sides = " x ".join(map(str, grid))
        _require(
            all(3 <= side <= LARGEST_GRID for side in grid),
            f"the grid is {sides}; expected 3 to {LARGEST_GRID} cells per side.",
        )
        obstacle = self.organism.automaton.too_large(*grid)
        _require(obstacle is None, f"the grid is {sides}, too large for this automaton ({obstacle}).")
        unfit = self.organism.automaton.perception.unfit(*grid)
        _require(unfit is None, f"the grid is {sides} cells; {unfit}. Use another --size.")
        _require(
            self.host_steps is None or self.host is not None,
            f"host_steps is {self.host_steps}, but there is no host; name one (host), or leave host_steps out.",
        )
        steps = self._steps_of_host
        _require(0 <= steps <= _LONGEST, f"the host's steps are {steps}; expected 0 to {_LONGEST}.")
        if self.host is not None:
            ours, theirs = self.organism.automaton.channels, self.host.automaton.channels
            _require(
                ours == theirs,
                f"{self.organism.name} has {ours} channels, {self.host.name} {theirs}; both must have the same "
                "number of channels. Replace one of them.",
            )
            _require(not self.seeds, "seeds and a host are given; a film starts from only one of them.")
        for x, y in self.seeds:
            _require(
                0 <= x < width and 0 <= y < height,
                f"seed {x},{y} lies outside the grid; expected x,y with x 0 to {width - 1} and y 0 to {height - 1}.",
            )
        for cut in self.wounds:
            _require(
                0 <= cut.step <= self.steps,
                f"cut {cut.name}@{cut.step}: the film ends at step {self.steps}; cut earlier, or use more --steps.",
            )
            cut.mask(*grid)
        for telling in self.tellings:
            _require(
                0 <= telling.step <= self.steps,
                f"--as {next(iter(telling.weights))}@{telling.step}: the film ends at step {self.steps}; change "
                "earlier, or use more --steps.",
            )
            self.organism.told(telling.weights)

    def __repr__(self) -> str:
        wounds = "".join(f", {cut.name}@{cut.step}" for cut in self.wounds[:4]) + (", ..." if self.wounds[4:] else "")
        return f"<Film of {self.organism.name}: {self.steps:,} steps, {len(self.times):,} frames{wounds}>"

    @property
    def _steps_of_host(self) -> int:
        return _HOST_STEPS if self.host_steps is None else self.host_steps

    def _check_types(self) -> None:
        for name, organism in {"organism": self.organism, "host": self.host or self.organism}.items():
            instance(organism, Organism, f"the film's {name}", "load_organism(...)")
        for name in ("steps", "every", "height", "width", "fire_seed", "host_steps"):
            number = getattr(self, name)
            left_out = number is None and name not in ("steps", "fire_seed")
            _require(left_out or is_count(number), f"{name} is {short(number)}; expected a whole number.")
        angle = self.angle_degrees
        _require(angle is None or isinstance(angle, Real), f"angle_degrees is {short(angle)}; expected a number.")
        for name in ("seeds", "tellings"):
            several = getattr(self, name)
            _require(isinstance(several, Sequence), f"{name} is {short(several)}; expected a list.")
        for seed in self.seeds:
            pair = isinstance(seed, Sequence) and len(seed) == 2 and all(map(is_count, seed))
            _require(pair, f"seeds has {short(seed)}; expected column and row of each, as in [(24, 36)].")
        for telling in self.tellings:
            instance(telling, Telling, "a telling", "parse_telling('lizard@200')")

    def _check_volume(self) -> None:
        """Settings that films of volumes do not support."""
        name, axes = self.organism.name, self.organism.automaton.axes
        _require(
            self.host is None or self.host.automaton.axes == axes,
            f"{name} and its host are not both volumes, or both pictures. Use another of the two.",
        )
        asked = {"size": self.height or self.width, "angle": self.angle_degrees, "seed-at": self.seeds}
        for flag, given in asked.items():
            _require(axes == 2 or not given, f"{name} is a volume, whose films have no {flag}; leave --{flag} out.")

    @property
    def grid(self) -> tuple[int, ...]:
        """Height and width, in cells; of a volume depth, height and width."""
        *depth, trained_height, trained_width = (self.host or self.organism).grid
        height = trained_height if self.height is None else self.height
        return *depth, height, trained_width if self.width is None else self.width

    @property
    def wounds(self) -> tuple[Cut, ...]:
        """The cuts; those given in their notation are read.

        Returns:
            Each as a `Cut`, in the order in which they were given.

        Raises:
            InputError: if one is neither a cut nor its notation; a film that exists has none such.
        """
        cuts: Any = (self.cuts,) if isinstance(self.cuts, str | Cut) else self.cuts
        _require(isinstance(cuts, Sequence), f"cuts is {short(cuts)}; expected {_CUTS}.")
        read = tuple(parse_cut(cut) if isinstance(cut, str) else cut for cut in cuts)
        for number, cut in enumerate(read):
            _require(isinstance(cut, Cut), f"cuts[{number}] is {short(cut)}; expected {_CUTS}.")
        return read

    @property
    def times(self) -> tuple[int, ...]:
        """The steps of the frames: evenly spaced from 0, and the last step."""
        every = self.every or max(1, round(self.steps / _AUTOMATIC_FRAMES))
        return (*range(0, self.steps, every), self.steps)

    def start(self) -> States:
        """The first state.

        Returns:
            [H, W, C]: the organism's own seeds, or ``seeds``, or the grown host.
        """
        if self.host is not None:
            host = Trajectory.seeded(self.host, (self.fire_seed,), grid=self.grid, kernel=self.kernel)
            return np.asarray(host.after(self._steps_of_host).states[0])
        if not self.seeds:
            return np.asarray(self.organism.seed(*self.grid))
        places = [(row, column) for column, row in self.seeds]
        return np.asarray(self.organism.planted(self.grid, places))

    def states(self, times: Iterable[int] | None = None) -> Iterator[States]:
        """The states at some steps, computed one after the other.

        Args:
            times: the steps, in ascending order; by default those of the frames

        Yields:
            [H, W, C] for each.

        Raises:
            InputError: for steps that are not whole numbers in ascending order, or signals that the organism cannot
                take while it lives.
        """
        angle = None if self.angle_degrees is None else np.deg2rad(self.angle_degrees)
        conditions = Conditions(self.fire_seed, angle=angle)
        start = Trajectory(self.organism, self.start()[None], conditions, self.kernel)
        happens = [wound(cut.step, cut.mask(*self.grid)) for cut in self.wounds]
        steps = self.times if times is None else _ascending(times)
        if steps is None:
            raise InputError(f"the steps are {short(times)}; expected whole numbers in ascending order.")
        if self.tellings and self.organism.signal_in == "seed":
            raise InputError(
                f"{self.organism.name} has its signal in the seed, and cannot change its picture later; give one "
                "picture from the first step on: --as NAME."
            )
        for telling in self.tellings:
            happens.append(tell(telling.step, self.organism.told(telling.weights).signal))
        for now in start.through(steps, happens):
            yield now.states[0]

    def frames(self) -> Iterator[Pixels]:
        """The frames, computed one after the other.

        Yields:
            uint8 [h, w, 3] for each of ``times``: one pixel per cell, or as many as a decoder draws.
        """
        return (self.seen(state, number) for number, state in enumerate(self.states()))

    def save(
        self, path: str | os.PathLike[str], frames_per_second: float = FRAMES_PER_SECOND, factor: int | None = None
    ) -> None:
        """Write the film; an existing file stays until the new one is complete.

        Args:
            path: the file; its ending determines its kind: .gif, .webp, .apng, .png (a strip of stills), or .mp4, which
                needs ``pip install "blastema[video]"``
            frames_per_second: 0.1 to 100 (a GIF counts in hundredths of a second)
            factor: pixels per cell; by default the longer side is about 360 pixels

        Raises:
            InputError: for another ending, a missing encoder, or a path that cannot be written.
        """
        write_film(path, self.frames(), frames_per_second, factor)

    def seen(self, state: States, number: int) -> Pixels:
        """A state as a frame; a volume is rendered, and rotates once during the film.

        Args:
            state: [H, W, C]
            number: the frame's

        Returns:
            uint8 [h, w, 3].
        """
        return painter.look(self.organism.shown(state), painter.TURN + 360 * number / len(self.times))


def of_all_pictures(organism: Organism, kernel: str = "auto") -> Film:
    """A film of an organism that grows the first of its pictures, and changes into the others in turn."""
    if organism.signal_in == "seed":
        return Film(organism, kernel=kernel)
    tellings = [Telling(_SHOWN_FOR * number, {each.name: 1.0}) for number, each in enumerate(organism.pictures)]
    steps = _SHOWN_FOR * len(tellings) if len(tellings) > 1 else STEPS
    return Film(organism, steps, tellings=tellings, kernel=kernel)


def _ascending(steps: object) -> tuple[int, ...] | None:
    """Steps that are whole numbers in ascending order; none for anything else."""
    given = tuple(steps) if isinstance(steps, Iterable) else ("",)
    whole = all(map(is_count, given))
    return given if whole and all(before <= after for before, after in pairwise((0, *given))) else None


def _require(ok: bool, message: str) -> None:
    if not ok:
        raise InputError(message)


def render(organism: Organism, steps: int = STEPS, **settings: Any) -> Iterator[Pixels]:
    """The frames of a film; ``settings`` are the fields of `Film`. The settings are checked at once."""
    return Film(organism, steps, **settings).frames()


def growth_strip(
    film: Film,
    times: Sequence[int] | None = None,
    factor: int | None = None,
    states: Iterable[States] | None = None,
) -> Pixels:
    """A film as one still picture: the organism at some steps side by side, labelled with the steps.

    Args:
        film: which film
        times: ascending steps; by default eight, from the first to the last, denser while it grows
        factor: pixels per cell; by default pictures are about 144 pixels wide, or as large as a decoder draws them
        states: the film's states at those steps, where they are known already

    Returns:
        uint8 [height, width, 3].

    Raises:
        InputError: for steps that the film does not have.
    """
    check_factor(factor)
    steps = strip_times(film) if times is None else _ascending(times)
    if not steps or steps[-1] > film.steps:
        raise InputError(f"the strip's steps are {short(times)}; expected ascending ones from 0 to {film.steps}.")
    if factor is None and len(film.grid) == 2:
        height, width = (side * film.organism.automaton.decoder.pixels for side in film.grid)
        factor = fitting_factor(height, width, longer_side=144)
    shown = [
        _captioned(pictures.enlarge(painter.look(film.organism.shown(state), side=144), factor or 1), f"step {time}")
        for time, state in zip(steps, film.states(steps) if states is None else states, strict=True)
    ]
    return pictures.tile(np.stack(shown), len(shown))


def strip_times(film: Film) -> tuple[int, ...]:
    """Steps for stills: quadratically spaced over the film, and each wound and change with the step before it."""
    spread = {round(film.steps * (i / (_STRIP_PICTURES - 1)) ** 2) for i in range(_STRIP_PICTURES)}
    happens = [cut.step for cut in film.wounds] + [telling.step for telling in film.tellings if telling.step]
    around = {max(0, step - before) for step in happens for before in (0, 1)}
    return tuple(sorted(spread | around))


def _captioned(picture: Pixels, text: str) -> Pixels:
    height, width, _ = picture.shape
    image = Image.new("RGB", (width + 2 * _STRIP_GAP, height + 18 + 2 * _STRIP_GAP), "white")
    image.paste(Image.fromarray(picture), (_STRIP_GAP, _STRIP_GAP))
    ImageDraw.Draw(image).text(
        (image.width // 2, _STRIP_GAP + height + 11), text, "#555555", ImageFont.load_default(11), anchor="mm"
    )
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
