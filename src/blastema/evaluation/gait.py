"""Organisms whose picture moves: E against the frame that is due, the gait, its period and its stride.

The frame due at a step follows from the clock: the steps since the seed. E against it depends on the shape, the phase
and, for a walker, the place. An organism has no clock: with a fire rate below 1 its pace is random, and its phase
is lost after some cycles, however well it moves. So the gait is measured, too: E against the frame, and for a
walker the place, that fits best at that moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np

from blastema import pictures
from blastema._types import ALPHA
from blastema.evaluation.ledger import Ledger
from blastema.evaluation.measures import SAMPLES, Array32, Floats, finite, log10, pixel_error
from blastema.motion import Motion
from blastema.organism import Organism
from blastema.targets import Target
from blastema.training import damage
from blastema.trajectory import Trajectory

GROWTH = {"grow96": 96, "grow200": 200, "persist1000": 1000, "persist5000": 5000}
"""Steps at which a measured cycle begins; the names are those of the article's protocol."""
CYCLES = (20, 100)
"""Cycles after which phase and gait are measured again."""
MOVES = "period asked for"
"""The fact with the period of a moving picture."""
BLUR = "log10 E of the frames' mean"
"""The fact with the E of a still picture."""
SEEN = "one cycle"
"""Name of the pictures of the first sample's cycle, in the order of the frames due."""
HEALING = {"heal200": 200, "heal1000": 1000}
"""The same for steps after the cuts."""
_WATCHED = 1024
"""Number of steps in which the period is searched."""
_DEEP = 0.35
"""A lag is the period if states at this distance differ by less than this share of the mean difference of any two."""
_COARSE = 6
"""Number of spatial frequencies that distinguish shapes regardless of their place."""


@dataclasses.dataclass(frozen=True, eq=False)
class Match:
    """The frame, and for a walker the place, that fits samples best.

    errors: E against it [B]; frames: its number [B]; places: cells down and right of the grid's own place [B, 2]
    """

    errors: Floats
    frames: np.ndarray[Any, np.dtype[np.int64]]
    places: np.ndarray[Any, np.dtype[np.int64]]


def motion_of(target: Target) -> Motion:
    """The motion of a target that has one."""
    assert target.motion is not None
    return target.motion


def match(states: Array32, target: Target) -> Match:
    """The target's frame that fits states [B, H, W, C] best; all places are tried if it walks."""
    frames = target.frames.astype(np.float64)
    shown = np.asarray(states, np.float64)[..., :4]
    finite = np.asarray(np.isfinite(shown).all(axis=(1, 2, 3)))
    shown = np.where(finite[:, None, None, None], shown, 0)
    count, (_, height, width, _) = len(shown), frames.shape
    if motion_of(target).walks:
        spectra = np.fft.rfft2(shown, axes=(1, 2))[:, None] * np.conj(np.fft.rfft2(frames, axes=(1, 2)))
        alike = np.fft.irfft2(spectra.sum(axis=-1), (height, width), axes=(2, 3)).reshape(count, len(frames), -1)
    else:
        alike = np.einsum("bhwc,fhwc->bf", shown, frames)[..., None]
    squares = (shown**2).sum(axis=(1, 2, 3))[:, None] + (frames**2).sum(axis=(1, 2, 3))
    errors = np.maximum(squares - 2 * alike.max(axis=2), 0) / frames[0].size
    best = errors.argmin(axis=1)
    where = alike[np.arange(count), best].argmax(axis=1)
    places = np.stack([where // width, where % width], axis=1) if motion_of(target).walks else np.zeros((count, 2), int)
    found = errors[np.arange(count), best]
    return Match(np.where(finite, found, np.inf), best, places)


def blur_error(target: Target) -> float:
    """Mean E of the mean of all frames: the score of a still picture."""
    frames = target.frames.astype(np.float64)
    return float(((frames - frames.mean(axis=0)) ** 2).mean())


@dataclasses.dataclass(frozen=True, eq=False)
class Cycle:
    """One cycle of some samples.

    due:   mean E against the frames due [B]
    gait:  mean E against the frames that fit best [B]
    slip:  number of frames ahead of the clock, from -F/2 to F/2, on average [B]
    first: the samples at its beginning; last: when its last frame is due
    """

    due: Floats
    gait: Floats
    slip: Floats
    first: Trajectory
    last: Trajectory


@dataclasses.dataclass(frozen=True, eq=False)
class Course:
    """Samples at all moments at which a frame is due.

    steps:   the moments
    due:     E against the frame due [T][B]
    matches: the best fits [T]
    seen:    the samples at the beginning and at the end of the requested cycles, by step
    """

    steps: list[int]
    due: list[Floats]
    matches: list[Match]
    seen: dict[int, Trajectory]

    @classmethod
    def of(cls, samples: Trajectory, target: Target, starts: Iterable[int]) -> Course:
        """Continue samples until the end of the cycles that begin at the given steps."""
        motion, course = motion_of(target), cls([], [], [], {})
        spans = [motion.moments(start) for start in starts]
        ends = {step for span in spans for step in (span[0], span[-1])}
        for now in samples.through(range(motion.moment(samples.step), max(ends) + 1, motion.steps_per_frame)):
            course.steps.append(now.step)
            course.due.append(pixel_error(now.states, target.due(now.step)))
            course.matches.append(match(now.states, target))
            if now.step in ends:
                course.seen[now.step] = now
        return course

    def cycle(self, start: int, motion: Motion) -> Cycle:
        """The cycle that begins at one of the given steps."""
        span = motion.moments(start)
        first = self.steps.index(span[0])
        part = slice(first, first + motion.count)
        matches = self.matches[part]
        ahead = [
            np.exp(2j * np.pi * (found.frames - motion.frame_at(step)) / motion.count)
            for found, step in zip(matches, span, strict=True)
        ]
        slip = np.angle(np.sum(ahead, axis=0)) * motion.count / (2 * np.pi)
        gait = np.mean([found.errors for found in matches], axis=0)
        return Cycle(np.mean(self.due[part], axis=0), gait, slip, self.seen[span[0]], self.seen[span[-1]])


def measure(organism: Organism, ledger: Ledger, kernel: str = "auto", long: bool = False) -> None:
    """Growth and persistence at the article's steps, 20 cycles (100 if ``long``), period and stride, cuts at any phase.

    Every score is over 8 samples, and for each sample the mean over the frames of one cycle. ``NAME`` is E against the
    frame due, ``gait NAME`` against the one that fits best.
    """
    assert organism.target is not None
    target, motion = organism.target, motion_of(organism.target)
    seeds = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    starts = {name: motion.moment(step) for name, step in GROWTH.items()}
    starts |= {f"cycle {number}": number * motion.cycle for number in (CYCLES if long else CYCLES[:1])}
    course = Course.of(seeds, target, starts.values())
    for name, start in starts.items():
        _write(ledger, name, course.cycle(start, motion))
    ledger.curve("undamaged", course.steps[1:], course.due[1:])
    ledger.curve("gait undamaged", course.steps[1:], [found.errors for found in course.matches[1:]])
    grown = course.seen[starts["grow200"]]
    moments = motion.moments(grown.step)
    shown = pictures.to_rgb(np.stack([now.states[0] for now in grown.through(moments)]))
    ledger.pictures[SEEN] = np.roll(shown, motion.frame_at(grown.step), axis=0)
    period(ledger, grown, motion)
    ledger.facts[BLUR] = finite(log10(blur_error(target)))
    _cuts(ledger, grown, target)


def _write(ledger: Ledger, name: str, cycle: Cycle) -> None:
    ledger.take(name, cycle.due)
    ledger.take(f"gait {name}", cycle.gait)
    ledger.quantity(f"slip {name}", "frames", cycle.slip)
    ledger.look(name, cycle.first.states)


def _cuts(ledger: Ledger, grown: Trajectory, target: Target) -> None:
    """The five cuts, for each sample at a different phase of the cycle, placed on its body."""
    motion = motion_of(target)
    wounded, spread = grown.repeated(len(damage.CUTS)), min(motion.count, SAMPLES)
    masks = [damage.cut(name, *grown.organism.grid) for name in damage.CUTS]
    cut = np.zeros(wounded.states.shape[:3], bool)
    for phase in range(spread):
        now = wounded.until(grown.step + phase * motion.count // spread * motion.steps_per_frame)
        places = match(now.states, target).places
        cut[:] = False
        for number, mask in enumerate(masks):
            for sample in range(phase, SAMPLES, spread):
                row = number * SAMPLES + sample
                cut[row] = np.roll(mask, places[row], (0, 1))
        wounded = now.wounded(cut)
    starts = {when: motion.moment(wounded.step + steps) for when, steps in HEALING.items()}
    course = Course.of(wounded, target, starts.values())
    for when, start in starts.items():
        cycle = course.cycle(start, motion)
        for number, name in enumerate(damage.CUTS):
            part = slice(number * SAMPLES, (number + 1) * SAMPLES)
            ledger.take(f"{when} {name}", cycle.due[part])
            ledger.take(f"gait {when} {name}", cycle.gait[part])
            ledger.look(f"{when} {name}", cycle.first.states[part])
            ledger.quantity(f"slip {when} {name}", "frames", cycle.slip[part])
    for number, name in enumerate(damage.CUTS):
        part = slice(number * SAMPLES, (number + 1) * SAMPLES)
        ledger.look(f"wound {name}", wounded.states[part])
        passed = [step - wounded.step for step in course.steps]
        ledger.curve(f"heal {name}", passed, [errors[part] for errors in course.due])


# --- without being told -----------------------------------------------------------------------------------------------


def period(ledger: Ledger, samples: Trajectory, motion: Motion) -> None:
    """Record the measured period and stride, each NaN if there is none, and those of the target."""
    shapes, centres = _watched(samples)
    periods = np.array([repeats_after(course) for course in np.moveaxis(shapes, 1, 0)])
    ledger.quantity("period", "steps", periods)
    ledger.facts[MOVES] = motion.cycle
    if motion.walks:
        passed = np.arange(len(centres))
        slopes = np.array([[np.polyfit(passed, axis, 1)[0] for axis in course.T] for course in centres.swapaxes(0, 1)])
        for axis, name in ((1, "stride to the right"), (0, "stride down")):
            ledger.quantity(name, "cells", slopes[:, axis] * periods)
        ledger.facts["stride asked for"] = [motion.stride[1], motion.stride[0]]


def _watched(samples: Trajectory) -> tuple[Floats, Floats]:
    """At each step the shape, wherever it is [T, B, numbers], and its place [T, B, 2], unwrapped at the edges."""
    shapes, angles = [], []
    for now in samples.through(range(samples.step, samples.step + _WATCHED)):
        shown = np.nan_to_num(np.asarray(now.states, np.float64)[..., :4], posinf=0, neginf=0)
        spectra = np.fft.rfft2(shown, axes=(1, 2))
        low = np.concatenate([spectra[:, :_COARSE, :_COARSE], spectra[:, -_COARSE + 1 :, :_COARSE]], axis=1)
        shapes.append(np.abs(low).reshape(len(shown), -1))
        alpha = spectra[..., ALPHA]
        angles.append(np.stack([-np.angle(alpha[:, 1, 0]), -np.angle(alpha[:, 0, 1])], axis=1))
    turns = np.unwrap(np.stack(angles), axis=0) / (2 * np.pi)
    return np.stack(shapes), turns * np.array(samples.states.shape[1:3])


def repeats_after(course: Floats) -> float:
    """The lag at which a course [T, numbers] repeats, to a fraction of a step; NaN if there is none.

    It is the first lag at which states are much more alike than states in general, refined by its multiples in
    the first half of the course.
    """
    longest = len(course) // 2
    differences = np.array(
        [((course[lag : lag + longest] - course[:longest]) ** 2).sum(axis=1).mean() for lag in range(longest)]
    )
    usual = differences.mean()
    if not usual > 1e-12 * max(1.0, float((course**2).mean())):
        return float("nan")
    inside = differences[1:-1]
    low = (inside <= differences[:-2]) & (inside < differences[2:]) & (inside < _DEEP * usual)
    first = np.flatnonzero(low)
    if not first.size:
        return float("nan")
    found = _bottom(differences, int(first[0]) + 1)
    for times in range(2, 64):
        reach = max(1, round(0.1 * found))
        near = round(times * found)
        if near + reach + 1 >= longest:
            break
        window = differences[near - reach : near + reach + 1]
        lag = near - reach + int(window.argmin())
        if differences[lag] >= _DEEP * usual:
            break  # its phase is lost by then
        found = _bottom(differences, lag) / times
    return float(found)


def _bottom(values: Floats, at: int) -> float:
    """The minimum of the parabola through a value and its two neighbours."""
    before, here, after = values[at - 1 : at + 2]
    curved = before - 2 * here + after
    return at + (0.5 * (before - after) / curved if curved > 0 else 0.0)


__all__ = [
    "BLUR",
    "CYCLES",
    "GROWTH",
    "HEALING",
    "MOVES",
    "SEEN",
    "Course",
    "Cycle",
    "Match",
    "blur_error",
    "match",
    "measure",
    "motion_of",
    "period",
    "repeats_after",
]
