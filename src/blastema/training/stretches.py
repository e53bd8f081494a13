"""Stretches: iterations that are sent to a card one after the other, before the metrics of any of them are read.

A card computes while Python prepares the next call, but only if nothing waits for results in between. The calls are the
same as one by one, so the bits do not depend on how iterations are divided into stretches.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

LONGEST = 16
"""Iterations in a stretch, at most."""
SECONDS = 0.1
"""Duration of a stretch, at most, as judged by the one before: a training is asked to stop only between stretches."""


def every(iteration: int) -> bool:
    """All iterations: the view of each event is looked at."""
    return True


def none(iteration: int) -> bool:
    """No iteration: the view of an event may be a few iterations further."""
    return False


@dataclasses.dataclass(frozen=True)
class Stretches:
    """The lengths of stretches.

    Args:
        longest: iterations; 1 where calls are cheap, or have to be waited for
        iterations: of the whole training
        saved_every: iterations after which there is a checkpoint
        looked_at: whether somebody looks at the view after so many iterations
        seconds: of an iteration of the previous stretch; none before the first
    """

    longest: int
    iterations: int
    saved_every: int
    looked_at: Callable[[int], bool]
    seconds: float | None = None

    def next(self, done: int) -> int:
        """How many iterations follow in one stretch, after so many."""
        if self.seconds is None:  # the first one compiles, and says little of the others
            return 1
        most = self.longest if self.longest * self.seconds <= SECONDS else max(1, int(SECONDS / self.seconds))
        last = min(done + most, self.iterations)
        ends = (at for at in range(done + 1, last) if at % self.saved_every == 0 or self.looked_at(at))
        return next(ends, last) - done


__all__ = ["LONGEST", "SECONDS", "Stretches", "every", "none"]
