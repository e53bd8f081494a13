"""The long-term dynamics of an organism's state: drift, period, sensitivity, principal components.

Sensitivity is the largest Lyapunov exponent after Benettin et al., *Lyapunov characteristic exponents for smooth
dynamical systems*, Meccanica 15 (1980): twins with equal fire masks, renormalised every few steps.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from blastema._types import ALPHA
from blastema.evaluation.measures import Array32, Floats
from blastema.trajectory import Trajectory

_LYAPUNOV_INTERVAL, _LYAPUNOV_SETTLING, _LYAPUNOV_INTERVALS = 5, 20, 100
"""Steps between renormalisations; discarded intervals at the start; intervals that are averaged."""
_NEARNESS = 1e-4
_PERIOD_STEPS = 512
_EXACT_STEPS, _LONGEST_EXACT = 128, 64
_SAME = 1e-5
_RHYTHM, _LONGEST_RHYTHM = 6.0, 128


def drift(early: Sequence[Array32], late: Sequence[Array32], cells: np.ndarray, steps: float) -> tuple[Floats, Floats]:
    """How far each sample's mean state moves in 1000 steps, in visible and in hidden channels: two arrays [B].

    early, late: states [B, H, W, C] at several times of two windows that are ``steps`` apart
    cells:       booleans [H, W]. The RMS is over these cells and the channels.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        moved = _window_mean(late, cells) - _window_mean(early, cells)
        speed = np.sqrt(np.stack([(part**2).mean(axis=(1, 2)) for part in np.split(moved, [ALPHA + 1], 2)]))
    speed = np.where(np.isfinite(speed), speed, np.inf) * (1000 / steps)
    return speed[0], speed[1]


def _window_mean(states: Sequence[Array32], cells: np.ndarray) -> Floats:
    mean: Floats = np.mean([np.asarray(state, np.float64)[:, cells] for state in states], axis=0)
    return mean


def lyapunov(samples: Trajectory) -> Floats:
    """An estimate of the largest Lyapunov exponent of each sample, per step: [B].

    Below 0 neighbouring states converge, above 0 they diverge. -inf if twins become bitwise equal.
    """
    count = len(samples.states)
    living = samples.states[..., ALPHA] > samples.organism.automaton.alive_threshold
    scale = _channel_scale(samples.states, living)
    noise = np.random.default_rng(0).standard_normal(samples.states.shape, np.float32) * living[..., None]
    twins = samples.repeated(2).replaced(
        np.concatenate([samples.states, samples.states + _scaled_to(noise * scale, scale, living)])
    )
    logs = np.zeros(count)
    for interval in range(_LYAPUNOV_SETTLING + _LYAPUNOV_INTERVALS):
        twins = twins.after(_LYAPUNOV_INTERVAL)
        apart = twins.states[count:] - twins.states[:count]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            growth = np.log(_norm(apart, scale, living) / _NEARNESS)
        if interval >= _LYAPUNOV_SETTLING:
            logs += growth
        twins = twins.replaced(
            np.concatenate([twins.states[:count], twins.states[:count] + _scaled_to(apart, scale, living)])
        )
    exponents: Floats = logs / (_LYAPUNOV_INTERVAL * _LYAPUNOV_INTERVALS)
    return exponents


def _channel_scale(states: Array32, living: np.ndarray) -> Array32:
    """RMS of each channel over the living cells, so that large channels do not dominate."""
    if not living.any():
        return np.ones(states.shape[-1], np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        size = np.sqrt((states[living].astype(np.float64) ** 2).mean(axis=0))
    scale: Array32 = np.maximum(size, max(1e-6, 0.01 * size.max())).astype(np.float32)
    return scale


def _norm(apart: Array32, scale: Array32, living: np.ndarray) -> Floats:
    """RMS distance of twins in units of the channels' scales, over the living cells: [B]."""
    squares = ((apart.astype(np.float64) / scale) ** 2).sum(axis=(1, 2, 3))
    size: Floats = np.sqrt(squares / np.maximum(1, living.sum(axis=(1, 2)) * apart.shape[-1]))
    return size


def _scaled_to(apart: Array32, scale: Array32, living: np.ndarray) -> Array32:
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = _NEARNESS / _norm(apart, scale, living)
    return apart * np.where(np.isfinite(factor), factor, 0).astype(np.float32)[:, None, None, None]


@dataclasses.dataclass(frozen=True)
class Rhythm:
    """Whether an organism rests, repeats or pulses.

    kind:     "fixed point" (nothing changes), "period" (it repeats exactly), "rhythm" (a peak in the spectrum), "none"
    period:   in steps, of "period" and "rhythm"; none for the others
    strength: power at the peak as a multiple of its neighbourhood's (rhythm only)
    """

    kind: str
    period: float | None = None
    strength: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return dataclasses.asdict(self)


def rhythm(samples: Trajectory, cells: np.ndarray) -> Rhythm:
    """Observe samples at each of 512 steps, in the given cells [H, W]."""
    full, means = [], []
    for passed, now in enumerate(samples.through(range(samples.step, samples.step + _PERIOD_STEPS))):
        seen = now.states[:, cells].astype(np.float64)
        if not np.isfinite(seen).all():
            return Rhythm("none")
        means.append(seen.mean(axis=1))
        if passed < _EXACT_STEPS + _LONGEST_EXACT:
            full.append(now.states[0][cells])
    exact = _exact_period(np.stack(full).reshape(len(full), -1))
    if exact is not None:
        return Rhythm("fixed point") if exact == 1 else Rhythm("period", float(exact))
    return spectral_peak(np.stack(means))


def _exact_period(course: Array32) -> int | None:
    """The smallest lag at which a course [T, values] repeats, or none."""
    tolerance = _SAME * max(1.0, float(np.abs(course).max(initial=0)))
    for lag in range(1, _LONGEST_EXACT + 1):
        if np.abs(course[lag : lag + _EXACT_STEPS] - course[:_EXACT_STEPS]).max(initial=0) <= tolerance:
            return lag
    return None


def spectral_peak(signals: Floats) -> Rhythm:
    """The period of a peak in the spectrum of signals [T, samples, channels], if most samples have one."""
    count = len(signals)
    time = np.arange(count) - (count - 1) / 2
    rest = signals - signals.mean(axis=0)
    rest = rest - time[:, None, None] * (np.tensordot(time, rest, 1) / (time @ time))
    power = np.abs(np.fft.rfft(rest * np.hanning(count)[:, None, None], axis=0)) ** 2
    total = power.sum(axis=0)
    loud = total > 1e-12 * max(1.0, float((signals**2).sum()))
    if not loud.any():
        return Rhythm("none")
    shares = np.where(loud, power / np.where(loud, total, 1), 0).sum(axis=2) / np.maximum(1, loud.sum(axis=1))
    typical = np.median(shares[:, loud.any(axis=1)], axis=1)
    first, tiny = max(5, count // _LONGEST_RHYTHM), 1e-12 * typical.max()
    ratios = [typical[k] / (tiny + _around(typical, k)) for k in range(first, len(typical) - 3)]
    peak = int(np.argmax(ratios))
    if ratios[peak] < _RHYTHM:
        return Rhythm("none")
    return Rhythm("rhythm", round(count / (first + peak), 2), round(float(ratios[peak]), 1))


def _around(power: Floats, k: int) -> float:
    """The background at k: the geometric mean of both sides, since spectra of slow processes follow power laws."""
    below, above = power[max(1, k - 12) : k - 2], power[k + 3 : k + 13]
    return float(np.sqrt(np.median(below) * np.median(above)))


@dataclasses.dataclass(frozen=True, eq=False)
class Components:
    """Trajectories of the state in the plane of the two principal components of the undamaged runs.

    times:     steps of each point; courses: by name, coordinates [T, 2]
    explained: share of the undamaged runs' variance along each of the two
    """

    times: dict[str, tuple[int, ...]]
    courses: dict[str, Floats]
    explained: tuple[float, float]

    def __repr__(self) -> str:
        explained = " and ".join(f"{share:.0%}" for share in self.explained)
        return f"<Components of {len(self.courses)} courses, which explain {explained} of the variance>"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "explained": [round(share, 4) for share in self.explained],
            "courses": {
                name: {"steps": list(self.times[name]), "points": np.round(points, 4).tolist()}
                for name, points in self.courses.items()
            },
        }


def principal_components(
    undamaged: dict[int, Array32], others: dict[str, dict[int, Array32]], cells: np.ndarray
) -> Components | None:
    """Project trajectories to two dimensions.

    undamaged: states [B, H, W, C] by step; others: states [H, W, C] by step, by name; cells: booleans [H, W]

    Each channel is scaled by its spread. None if nothing changes or a value is not finite.
    """
    rows = np.stack([state[:, cells] for state in undamaged.values()], axis=1).astype(np.float64)  # [B, T, cells, C]
    samples, times = rows.shape[:2]
    with np.errstate(over="ignore", invalid="ignore"):
        spread = rows.std(axis=(0, 1, 2))
    if not np.isfinite(spread).all() or not spread.any():
        return None
    weight = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
    flat = (rows * weight).reshape(samples * times, -1)
    middle = flat.mean(axis=0)
    centred = flat - middle
    # From the small Gram matrix of the states, whose eigenvectors give those of the large covariance matrix.
    sizes, vectors = np.linalg.eigh(centred @ centred.T)
    axes = centred.T @ (vectors[:, -2:][:, ::-1] / np.sqrt(np.maximum(sizes[-2:][::-1], 1e-12)))
    known = {f"undamaged {index}": centred.reshape(samples, times, -1)[index] @ axes for index in range(samples)}
    steps = {name: tuple(undamaged) for name in known}
    for name, course in others.items():
        values = np.stack([state[cells] for state in course.values()]).astype(np.float64) * weight
        known[name] = (values.reshape(len(course), -1) - middle) @ axes
        steps[name] = tuple(course)
    total = float(sizes.sum())
    return Components(steps, known, (float(sizes[-1]) / total, float(sizes[-2]) / total))


__all__ = ["Components", "Rhythm", "drift", "lyapunov", "principal_components", "rhythm", "spectral_peak"]
