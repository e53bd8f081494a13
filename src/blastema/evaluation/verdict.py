"""The verdict on an organism in words: whether it lives, how well it grows, whether it persists and heals.

    from blastema import evaluation

    verdict = evaluation.judge(organism)
    if not verdict.good:
        print(verdict.words)

It is printed at the end of a training and takes a second. Its scores are those of `evaluate` with the same names; the
limits are in ``docs/evaluation.md``.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from blastema import taught
from blastema._types import ALPHA
from blastema.evaluation.aspects import Aspect, taught_besides
from blastema.evaluation.births import alive
from blastema.evaluation.bites import RADIUS, bites
from blastema.evaluation.gait import Course, blur_error, motion_of, period
from blastema.evaluation.ledger import Ledger, target_of
from blastema.evaluation.measures import RECOVERED, SAMPLES, Array32, Score, finite, log10, pixel_error
from blastema.organism import Organism
from blastema.seeding import takes_a_part
from blastema.targets import Target
from blastema.training import damage
from blastema.trajectory import Trajectory

_LATER, _HEALED = 1000, 200
_LOOKS = 4
"""Number of checks before the first judgement, to report when samples died."""
_CUT = "left"
_LIKENESS, _ALIKE = log10(RECOVERED), -4.0
_HARDLY = 0.3
"""Decades by which an error must be below that of an empty picture, and by which a score may increase."""
_WHOLE = 0.99
_SHARE = 0.5
"""The share of the samples that must live; the first one must, too, since films and pictures show it."""


@dataclasses.dataclass(frozen=True)
class Moving:
    """The motion of 8 samples.

    asked: the target's period, in steps
    seen:  the measured period from step 200 on; none if nothing repeats
    later: E of a cycle from step 1000 on against the frames that fit best, regardless of the clock
    cut:   the same 200 steps after the wound
    blur:  E of the mean of all frames, as of a still picture
    """

    asked: int
    seen: float | None
    later: Score
    cut: Score | None = None
    blur: float = math.inf

    @property
    def limp(self) -> bool:
        """Whether a still picture would be hardly worse."""
        return self.later.log10_mean > log10(self.blur) - _HARDLY

    def words(self, as_good: Callable[[Score], bool]) -> list[str]:
        """The motion in words."""
        keeps = "keeps its gait" if as_good(self.later) else "does not keep its gait"
        period = "nothing repeats" if self.seen is None else f"a cycle takes {self.seen:.1f} steps"
        said = [
            f"{keeps} to step {_LATER:,} ({_number(self.later)} against the frames that fit best)",
            f"{period} (target: {self.asked})",
        ]
        if self.limp:
            said.append(f"it hardly moves: the mean of all frames, which never moves, has {log10(self.blur):.2f}")
        return said

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "period_asked": self.asked,
            "period_seen": None if self.seen is None else finite(self.seen),
            "blur_log10_e": finite(log10(self.blur)),
            "gait_later_log10_mean_e": finite(self.later.log10_mean),
            "gait_cut_log10_mean_e": None if self.cut is None else finite(self.cut.log10_mean),
        }


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The state of 8 samples (fire seeds 0 to 7).

    organism: its name
    regime:   as trained, if that is known
    grown:    E at the step by which it should have grown, ``steps``: 200, or for a growing organism its longest episode
    died:     for each sample the first check at which nothing lived, none if something still lives at ``steps``
    empty:    E of an empty picture
    later:    E at step 1000; none for a growing organism, and if nothing is left
    wound:    E right after the left half was removed at step 200, for a regenerating organism; after bites, for a
        perturbed one trained to heal them
    cut:      E 200 steps later
    cuts:     both for each of the five cuts, by name, for an organism that was trained to heal them and does not move
    taking:   those of them that take a whole part of the picture away, which nothing grows again
    aspects:  what else its curriculum teaches, by the names of the scores
    moving:   the motion, if its picture moves; every E is then of a whole cycle, against the frames due
    share:    the share of its picture that it starts as; 0 if it grows from seeds
    aim:      an objective other than the picture that it was trained for; then only survival is judged
    noun:     what it grows: "picture", "animation" or "volume"
    """

    organism: str
    regime: str | None
    steps: int
    grown: Score
    died: tuple[int | None, ...]
    empty: float
    later: Score | None = None
    wound: Score | None = None
    cut: Score | None = None
    cuts: dict[str, tuple[Score, Score]] = dataclasses.field(default_factory=dict)
    taking: tuple[str, ...] = ()
    aspects: dict[str, Aspect] = dataclasses.field(default_factory=dict)
    moving: Moving | None = None
    share: float = 0.0
    aim: str | None = None
    noun: str = "picture"

    def __repr__(self) -> str:
        return f"<Verdict on {self.organism}: {self.words}>"

    @property
    def alive(self) -> int:
        """Number of samples that live at ``steps``."""
        return sum(step is None for step in self.died)

    @property
    def outcome(self) -> str:
        """``"died"``, ``"diverged"``, ``"no better than nothing"``, ``"recognisable at best"`` or ``"grows well"``.

        An organism that starts as its own picture is judged in the same way by its state at that step. ``"lives"`` if
        it was trained for another objective than its picture.
        """
        if self.died[0] is not None or self.alive < _SHARE * len(self.died):
            return "died"
        if self.grown.log10_mean == math.inf:
            return "diverged"
        if self.aim is not None:
            return "lives"
        if self.grown.log10_mean >= log10(self.empty):
            return "no better than nothing"
        return "grows well" if self.grown.log10_mean < _LIKENESS else "recognisable at best"

    @property
    def good(self) -> bool:
        """Whether it lives and is better than an empty picture."""
        return self.outcome in ("grows well", "recognisable at best", "lives")

    @property
    def wanting(self) -> bool:
        """Whether it lives, but is only recognisable, loses its shape, does not heal completely, or lacks an aspect."""
        later, cut = (self.later, self.cut) if self.moving is None else (self.moving.later, self.moving.cut)
        lasts = (later is None or self._as_good(later)) and not (self.moving is not None and self.moving.limp)
        heals = (self.wound is None or cut is None or self._heals(self.wound, cut)) and not self.unhealed
        learned = all(aspect.learned for aspect in self.aspects.values())
        return self.good and self.aim is None and not (self.outcome == "grows well" and lasts and heals and learned)

    @property
    def unhealed(self) -> tuple[str, ...]:
        """The cuts of the five after which it is neither healed nor as good as before, the worst first."""
        names = [name for name, pair in self.cuts.items() if not self._heals(*pair)]
        return tuple(sorted(names, key=lambda name: -self.cuts[name][1].log10_mean))

    @property
    def wanting_parts(self) -> bool:
        """Whether all that is wanting are parts that were cut away whole."""
        rest = {name: pair for name, pair in self.cuts.items() if name not in self.taking}
        return self.wanting and not dataclasses.replace(self, wound=None, cut=None, cuts=rest).wanting

    @property
    def words(self) -> str:
        """One sentence."""
        at = f"at step {self.steps:,}"
        if self.outcome == "died":
            last = max(step for step in self.died if step is not None)
            if self.alive:
                dead = len(self.died) - self.alive
                first = "" if self.died[0] is None else ", including that of fire seed 0, which films and pictures show"
                return f"{dead} of {len(self.died)} samples are dead {at}{first}; the last had died by step {last:,}"
            return f"nothing lives {at}: all {len(self.died)} samples had died by step {last:,}"
        if self.outcome == "diverged":
            broken = sum(error == math.inf for error in self.grown.errors)
            return f"{_of(broken, self.died)} samples have diverged {at}: their values are not finite"
        if self.aim is not None:
            living = _of(self.alive, self.died)
            return f"{living} samples live {at}; how well they meet the objective {self.aim} is not judged"
        if not self.good:
            return (
                f"what grows is no better than an empty {self.noun}: log10 error {self.grown.log10_mean:.2f} {at}, "
                f"{log10(self.empty):.2f} of nothing"
            )
        parts = [f"{self._likeness()} (log10 error {self.grown.log10_mean:.2f} {at})"]
        if self.alive < len(self.died):
            parts.append(f"{_of(len(self.died) - self.alive, self.died)} samples die")
        if self.moving is not None:
            parts += self.moving.words(self._as_good)
        elif self.later is not None:
            parts.append(self._lasting(self.later))
        if self.cuts:
            parts.append(self._healing_all())
        elif self.wound is not None and self.cut is not None:
            parts.append(self._healing(self.wound, self.cut if self.moving is None else self.moving.cut or self.cut))
        parts += [aspect.words for aspect in self.aspects.values()]
        if not taught.persists(self.regime):
            parts.append(f"{self.regime} organisms are not trained to persist beyond that")
        return "; ".join(parts)

    @property
    def _grows_something(self) -> bool:
        return self.grown.log10_mean < log10(self.empty) - _HARDLY

    def _likeness(self) -> str:
        score = self.grown.log10_mean
        grows = "grows"
        if self.share:
            whole = self.share > _WHOLE
            grows = f"holds its {self.noun}" if whole else f"from {self.share:.0%} of its {self.noun} it grows"
        if score < _ALIKE:
            return f"{grows} so well that it can hardly be distinguished from the {self.noun}"
        if score < _LIKENESS:
            return f"{grows} well"
        if self._grows_something:
            return "recognisable at best"
        return f"hardly better than an empty {self.noun}"

    def _lasting(self, later: Score) -> str:
        if self._as_good(later):
            if not self._grows_something:
                return f"stays like that to step {_LATER:,} ({_number(later)})"
            return f"keeps its shape to step {_LATER:,} ({_number(later)})"
        return f"does not keep its shape to step {_LATER:,} ({_number(later)})"

    def _healing(self, wound: Score, cut: Score) -> str:
        when = f"{_number(cut)} {_HEALED} steps after"
        if self.share:
            if self._heals(wound, cut):
                return f"heals bites of {RADIUS:g} cells ({when})"
            part = " in part only" if cut.log10_mean < wound.log10_mean - _HARDLY else ""
            return f"{'heals' if part else 'does not heal'} bites of {RADIUS:g} cells{part} ({when})"
        if self._heals(wound, cut):
            return f"grows its {_CUT} half again when that is cut off ({when})"
        if cut.log10_mean < wound.log10_mean - _HARDLY:
            return f"grows its {_CUT} half again in part when that is cut off ({when})"
        return f"does not grow its {_CUT} half again when that is cut off ({when})"

    def _healing_all(self) -> str:
        count, left = len(self.cuts), self.unhealed
        worst_first = sorted(self.cuts, key=lambda name: -self.cuts[name][1].log10_mean)
        above = [name for name in worst_first if not self.cuts[name][1].healed and name not in left]
        if not (left or above):
            worst = worst_first[0]
            return f"heals all {count} cuts within {_HEALED} steps (worst: {worst} {_number(self.cuts[worst][1])})"
        kinds = {
            "not": [name for name in left if name not in self.taking],
            "a whole part is cut away": [name for name in left if name in self.taking],
            "as good as before, but not below -3": above,
        }
        told = [
            f"{words}: {', '.join(f'{name} {_number(self.cuts[name][1])}' for name in names)}"
            for words, names in kinds.items()
            if names
        ]
        return f"heals {count - len(left) - len(above)} of {count} cuts within {_HEALED} steps ({'; '.join(told)})"

    def _heals(self, wound: Score, cut: Score) -> bool:
        return cut.healed or (self._as_good(cut) and cut.log10_mean < wound.log10_mean - _HARDLY)

    def _as_good(self, score: Score) -> bool:
        return score.healed or score.log10_mean < self.grown.log10_mean + _HARDLY

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        scores = {"later": self.later, "cut": self.cut}
        return {
            "good": self.good,
            "wanting": self.wanting,
            "outcome": self.outcome,
            "words": self.words,
            "steps": self.steps,
            "samples": len(self.died),
            "alive": self.alive,
            "died": list(self.died),
            "log10_mean_e": finite(self.grown.log10_mean),
            "empty_log10_e": finite(log10(self.empty)),
            **{f"{name}_log10_mean_e": None if s is None else finite(s.log10_mean) for name, s in scores.items()},
            "cuts_log10_mean_e": {name: finite(cut.log10_mean) for name, (_, cut) in self.cuts.items()},
            "cuts_unhealed": list(self.unhealed),
            "cuts_taking_a_part": list(self.taking),
            **{name: aspect.to_dict() for name, aspect in self.aspects.items()},
            **({} if self.moving is None else {"motion": self.moving.to_dict()}),
        }


def judge(organism: Organism, *, steps: int | None = None, kernel: str = "auto", aim: str | None = None) -> Verdict:
    """Grow 8 samples on the training grid, as trained, and judge them.

    Args:
        organism: the organism; its regime is taken from its provenance
        steps: the step by which it should have grown: 200 if not given, 96 for one that need not persist
        kernel: engine
        aim: an objective other than the picture, if it was trained for one

    Raises:
        InputError: if the organism's picture is not known.
    """
    target = target_of(organism)
    told = organism.provenance.get("regime")
    regime = told if isinstance(told, str) else None
    steps = steps or taught.grown_at(regime)
    assert organism.target is not None
    if organism.target.motion is not None:
        return _judge_moving(organism, organism.target, regime, steps, kernel)
    samples = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    samples, died = _watched(samples, steps)
    grown = Score.of(f"grow{steps}", pixel_error(samples.shown, target))
    share, empty = organism.start_share, _error_of_nothing(target)
    noun = organism.target.noun
    verdict = Verdict(organism.name, regime, steps, grown, tuple(died), empty, share=share, aim=aim, noun=noun)
    if not (taught.persists(regime) and verdict.good) or aim is not None:
        return verdict
    later = Score.of(f"persist{_LATER}", pixel_error(samples.until(max(_LATER, steps)).shown, target))
    verdict = dataclasses.replace(verdict, later=later, aspects=taught_besides(organism, grown, kernel))
    heals = taught.by_regime(regime, "heals")
    if heals and organism.start_radius is None:
        masks = {name: damage.cut(name, *organism.grid) for name in damage.CUTS}
        cuts = {name: _healed(samples, name, removed, target) for name, removed in masks.items()}
        wound, cut = cuts[_CUT]
        taking = tuple(name for name, removed in masks.items() if _takes_a_part(organism, removed))
        return dataclasses.replace(verdict, wound=wound, cut=cut, cuts=cuts, taking=taking)
    if "healing" not in str(organism.provenance.get("task", "")).split():
        return verdict
    wound, cut = _healed(samples, "bites", bites(target, organism.automaton.alive_threshold), target)
    return dataclasses.replace(verdict, wound=wound, cut=cut)


def _takes_a_part(organism: Organism, removed: np.ndarray) -> bool:
    """Whether a cut leaves nothing of a part, where cells live beside others only and the picture has an edge."""
    automaton = organism.automaton
    if not automaton.life.by_neighbours or automaton.physics.boundary == "torus" or organism.target is None:
        return False
    return takes_a_part(organism.target.cells[..., ALPHA], removed, automaton.alive_threshold)


def _healed(samples: Trajectory, name: str, removed: np.ndarray, target: Array32) -> tuple[Score, Score]:
    """E right after a wound, and 200 steps later. One wound at a time, since a larger batch would be compiled again."""
    wounded = samples.wounded(removed)
    before, after = (pixel_error(now.shown, target) for now in (wounded, wounded.after(_HEALED)))
    return Score.of(f"wound {name}", before), Score.of(f"heal{_HEALED} {name}", after)


def _watched(samples: Trajectory, steps: int) -> tuple[Trajectory, list[int | None]]:
    """The samples at a step, and the first check before it at which each was dead."""
    threshold = samples.organism.automaton.alive_threshold
    died: list[int | None] = [None] * len(samples.states)
    for look in sorted({-(-steps * part // _LOOKS) for part in range(1, _LOOKS + 1)}):
        samples = samples.until(look)
        living = alive(samples.states, threshold)
        died = [None if lives else (look if step is None else step) for step, lives in zip(died, living, strict=True)]
    return samples, died


def _judge_moving(organism: Organism, target: Target, regime: str | None, steps: int, kernel: str) -> Verdict:
    """The same with whole cycles, each of which begins at the next moment at which a frame is due."""
    motion = motion_of(target)
    samples = Trajectory.seeded(organism, range(SAMPLES), kernel=kernel)
    samples, died = _watched(samples, motion.moment(steps))
    starts = [samples.step, motion.moment(max(_LATER, steps))]
    course = Course.of(samples, target, starts)
    first, last = (course.cycle(start, motion) for start in starts)
    empty = float(np.mean([_error_of_nothing(frame) for frame in target.frames]))
    grown = Score.of(f"grow{steps}", first.due)
    verdict = Verdict(organism.name, regime, samples.step, grown, tuple(died), empty, noun=target.noun)
    if not (taught.persists(regime) and verdict.good):
        return verdict
    ledger = Ledger(target.array)
    period(ledger, samples, motion)
    seen = ledger.quantities[0]
    gait = Score.of(f"gait persist{_LATER}", last.gait)
    moving = Moving(motion.cycle, seen.mean if seen.known else None, gait, blur=blur_error(target))
    verdict = dataclasses.replace(verdict, later=Score.of(f"persist{_LATER}", last.due), moving=moving)
    if not taught.by_regime(regime, "heals"):
        return verdict
    wounded = samples.wounded(np.roll(damage.cut(_CUT, *organism.grid), motion.place_at(samples.step), (0, 1)))
    starts = [samples.step, motion.moment(samples.step + _HEALED)]
    course = Course.of(wounded, target, starts)
    healed = course.cycle(starts[1], motion)
    moving = dataclasses.replace(moving, cut=Score.of(f"gait heal{_HEALED} {_CUT}", healed.gait))
    wound, cut = Score.of(f"wound {_CUT}", course.due[0]), Score.of(f"heal{_HEALED} {_CUT}", healed.due)
    return dataclasses.replace(verdict, wound=wound, cut=cut, moving=moving)


def _error_of_nothing(target: Array32) -> float:
    return float((target.astype(np.float64) ** 2).mean())


def _number(score: Score) -> str:
    return f"{score.log10_mean:.2f}" if score.log10_mean < math.inf else "diverged"


def _of(count: int, samples: tuple[object, ...]) -> str:
    return f"all {count}" if count == len(samples) else f"{count} of {len(samples)}"


__all__ = ["Moving", "Verdict", "judge"]
