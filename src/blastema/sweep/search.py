"""Searches: which combinations of settings are trained, and which trainings are continued.

A grid trains all combinations, a random search a random sample. Asynchronous successive halving (ASHA:
Li et al., A System for Massively Parallel Hyperparameter Tuning, 2020) trains all for a while, evaluates them, and
continues the best whenever there is a free place, rung by rung. The comparison uses a score of the organism's
evaluation, not the loss.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from blastema import taught
from blastema._checks import is_whole
from blastema._nearest import suggestion
from blastema.config import Config
from blastema.config.text import value_like
from blastema.errors import InputError

SCORES = ("grow96", "grow200", "persist1000", "persist5000", "heal1000", "recovered", "births")
"""Scores for comparing trainings, by their names in the summary; the last two are maximised, the others minimised."""
_MORE_IS_BETTER = ("recovered", "births")
_MOST_RUNGS = 20
_USUAL_RUNGS = 2
_LARGEST_FACTOR = 100


@dataclasses.dataclass(frozen=True)
class Search:
    """How trainings are compared.

    by:    the score
    rungs: iterations at which they are compared, ascending; none if all are trained to the end
    factor: one in this many is continued (0 without rungs)
    """

    by: str = "heal1000"
    rungs: tuple[int, ...] = ()
    factor: int = 0

    def __post_init__(self) -> None:
        if self.by not in SCORES:
            hint = suggestion(str(self.by), SCORES)
            raise InputError(f"by is {self.by!r}; expected one of {', '.join(SCORES)}. {hint}".rstrip())

    @staticmethod
    def usual(config: Config) -> str:
        """The score of what a regime is for."""
        regime = config.training.regime
        if not taught.persists(regime):
            return f"grow{taught.grown_at(regime)}"
        return "persist5000" if taught.by_regime(regime, "heals") is False else "heal1000"

    @classmethod
    def read(cls, raw: object, refuse: Callable[[str, object, str], None]) -> Search:
        """The search of a plan's file; ``refuse`` is called with name, value and what was expected, and raises."""
        if not isinstance(raw, dict) or set(raw) - {"by", "rungs", "factor"}:
            refuse("search", raw, "by, rungs and factor")
        assert isinstance(raw, dict)
        by, rungs, factor = raw.get("by", "heal1000"), raw.get("rungs", []), raw.get("factor", 0)
        if by not in SCORES:
            refuse("search.by", by, f"one of {', '.join(SCORES)}")
        whole = isinstance(rungs, list) and len(rungs) <= _MOST_RUNGS and all(is_whole(rung) for rung in rungs)
        if not whole or rungs != sorted({rung for rung in rungs if rung > 0}):
            refuse("search.rungs", rungs, f"up to {_MOST_RUNGS} rising whole numbers")
        if not is_whole(factor) or not (2 <= factor <= _LARGEST_FACTOR or (factor == 0 and not rungs)):
            refuse("search.factor", factor, f"a whole number from 2 to {_LARGEST_FACTOR}")
        return cls(by, tuple(rungs), factor)

    def score(self, measures: Mapping[str, Any]) -> float:
        """A row's score as a number to be minimised; infinite if the organism does not live or has diverged."""
        value = measures.get(self.by)
        if value is None or measures.get("verdict") in ("died", "diverged"):
            return math.inf
        return -float(value) if self.by in _MORE_IS_BETTER else float(value)


def rungs_of(base: Config, factor: int, rungs: Sequence[int], varied: Collection[str]) -> tuple[int, ...]:
    """The rungs of a search by halving, each at a due checkpoint; none for other searches.

    Raises:
        InputError: if they are not possible with these settings.
    """
    if not factor:
        if rungs:
            raise InputError("--rungs needs --search halving.")
        return ()
    if not 2 <= factor <= _LARGEST_FACTOR:
        raise InputError(f"--factor is {factor}; expected a whole number from 2 to {_LARGEST_FACTOR}.")
    total, every = base.training.iterations, base.run.checkpoint_every
    unequal = {"iterations", "training.iterations", "checkpoint_every", "run.checkpoint_every"} & set(varied)
    if unequal:
        raise InputError(
            f"--over {min(unequal)} and --search halving: halving compares trainings of equal length. Leave one of "
            "them out."
        )
    asked = sorted(rungs) or [total // factor**power for power in range(_USUAL_RUNGS, 0, -1)]
    found = sorted({max(1, -(-rung // every)) * every for rung in asked})
    usable = tuple(rung for rung in found if rung < total)
    if not usable or len(found) > _MOST_RUNGS or (rungs and len(usable) < len(rungs)):
        raise InputError(
            f"rungs at {', '.join(map(str, found[:_MOST_RUNGS]))} of {total} iterations are not possible: they must "
            f"be different checkpoints (--checkpoint-every {every}) before the end. Choose others (--rungs), or "
            "more checkpoints."
        )
    return usable


@dataclasses.dataclass(frozen=True)
class Range:
    """Values from ``low`` to ``high``, both included, uniform; in the logarithm if they are positive and far apart."""

    low: float
    high: float
    whole: bool

    def draw(self, source: random.Random) -> float:
        """A random value, rounded to three digits."""
        if self.low > 0 and self.high / self.low >= 10:
            value = math.exp(source.uniform(math.log(self.low), math.log(self.high)))
        else:
            value = source.uniform(self.low, self.high)
        return round(value) if self.whole else min(max(float(f"{value:.3g}"), self.low), self.high)


def variation(text: str, base: Config) -> tuple[str, list[Any] | Range]:
    """The setting in a text of ``--over``, and its values.

    Raises:
        InputError: if there is no such setting, or it cannot have such values.
    """
    name, equals, values = text.partition("=")
    name = name.strip().lstrip("-").replace("-", "_")
    usual = base.at(name) if "." in name else base.get(name)
    if not equals or not values.strip():
        raise InputError(f"--over {text!r}: expected {name}=value,value,...")
    if name.rpartition(".")[2] in ("picture", "threads"):
        raise InputError(
            f"--over {name} is not possible: pictures are given by --targets, and threads are "
            "distributed automatically."
        )
    low, dots, high = values.partition("..")
    if dots:
        whole = is_whole(usual)
        if not whole and not isinstance(usual, float):
            raise InputError(
                f"--over {text!r}: a range needs numbers, and {name} is not a number. Use {name}=value,value,..."
            )
        ends = [value_like(part.strip(), usual, f"--over {name}") for part in (low, high)]
        if not ends[0] < ends[1]:
            raise InputError(f"--over {text!r}: a range goes from a lower to a higher value.")
        return name, Range(ends[0], ends[1], whole)
    return name, [value_like(part.strip(), usual, f"--over {name}") for part in values.split(",")]


def drawn(varied: Sequence[tuple[str, list[Any] | Range]], trials: int, seed: int, most: int) -> list[tuple[Any, ...]]:
    """Combinations of values: all in order, or a random sample without repetition.

    Raises:
        InputError: if there are too many, or fewer than asked for.
    """
    ranges = [name for name, values in varied if isinstance(values, Range)]
    lists = [values for _, values in varied if isinstance(values, list)]
    count = math.prod(map(len, lists))
    if not trials:
        if ranges:
            raise InputError(
                f"--over {ranges[0]} is a range, from which values are drawn: give their number with --trials."
            )
        if count > most:
            raise InputError(
                f"that would be {count:,} combinations; at most {most:,} are possible. Draw some of them (--trials)."
            )
        return list(itertools.product(*lists))
    if not 1 <= trials <= most:
        raise InputError(f"--trials is {trials}; expected 1 to {most:,}.")
    if not ranges and trials > count:
        raise InputError(
            f"--trials is {trials}, but there are {count:,} combinations; use --search grid for all of them."
        )
    source, found = random.Random(seed), dict[tuple[Any, ...], None]()
    for _ in range(1000 * trials):
        values = tuple(v.draw(source) if isinstance(v, Range) else source.choice(v) for _, v in varied)
        found.setdefault(values)
        if len(found) == trials:
            return list(found)
    raise InputError(f"--trials is {trials}, but the ranges of --over have too few different values.")


class Ladder:
    """Which training is started next, and how far.

    Args:
        search: rungs and factor
        groups: the trainings by name, in order, each with the group in which it is compared (its target)
        levels: rung that each was last started for
        scores: of each, by rung
        over: those that are done or have failed
    """

    def __init__(
        self,
        search: Search,
        groups: Mapping[str, Any],
        levels: Mapping[str, int],
        scores: Mapping[str, Mapping[int, float]],
        over: Collection[str],
    ) -> None:
        self._search, self._groups = search, groups
        self._levels = dict(levels)
        self._scores = {name: dict(scores.get(name, {})) for name in groups}
        self._over = set(over)
        taken_up = [name for name in groups if name in levels and name not in over]
        begun = [name for name in taken_up if levels[name] not in self._scores[name]]
        fresh = [name for name in groups if name not in levels and name not in over]
        self._waiting = begun + fresh

    @property
    def waiting(self) -> int:
        """The number that will certainly be started; halving may start more."""
        return len(self._waiting)

    @property
    def anything(self) -> bool:
        """Whether there is a training to start."""
        return bool(self._waiting) or self._promoted(last=True) is not None

    def next(self, running: int) -> str | None:
        """The training to start, if there is one now.

        Args:
            running: number of running trainings; if there are none, one more is continued even if the factor allows
                none
        """
        chosen = self._promoted(last=False)
        if chosen is None and self._waiting:
            name = self._waiting.pop(0)
            self._levels.setdefault(name, 0)
            return name
        if chosen is None and not running:
            chosen = self._promoted(last=True)
        if chosen is not None:
            self._levels[chosen] += 1
        return chosen

    def again(self, name: str) -> None:
        """A training was lost and is to be restarted before others."""
        self._waiting.insert(0, name)

    def level(self, name: str) -> int:
        """The rung for which a training is running."""
        return self._levels.get(name, 0)

    def goal(self, name: str) -> int | None:
        """Iterations after which a training pauses for comparison; none if it is to be trained to the end."""
        level = self.level(name)
        return self._search.rungs[level] if level < len(self._search.rungs) else None

    def scored(self, name: str, score: float) -> None:
        """A training has reached its rung."""
        self._scores[name][self.level(name)] = score

    def left(self, name: str) -> None:
        """A training is done, or has failed."""
        self._over.add(name)

    def _promoted(self, last: bool) -> str | None:
        """The best training that may continue, from the highest rung with one."""
        for level in reversed(range(len(self._search.rungs))):
            for group in dict.fromkeys(self._groups.values()):
                there = [n for n, g in self._groups.items() if g == group and level in self._scores[n]]
                count = max(1, len(there) // self._search.factor) if last else len(there) // self._search.factor
                best = sorted(there, key=lambda name: self._scores[name][level])[:count]
                for name in best:
                    alive = math.isfinite(self._scores[name][level]) and name not in self._over
                    if alive and self._levels[name] == level:
                        return name
        return None


__all__ = ["SCORES", "Ladder", "Range", "Search", "drawn", "rungs_of", "variation"]
