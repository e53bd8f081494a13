"""Guards: early-warning metrics, and limits at which training rolls back to its last good checkpoint.

They detect the known failures of this training (``docs/training.md``): values that are not finite, organisms that die
out or explode, a pool that fills with broken states and does not recover, and a loss that jumps and stays high.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from blastema._checks import is_whole, short

EXPLODED = 1e5
"""A state with a larger value has exploded; hidden channels of healthy runs reach a few thousand."""
DEAD_PATIENCE = 20
_BROKEN_SHARE = 0.6
_JUMP_DECADES = 1.0
JUMP_PATIENCE = 200
SETTLING_TURNS = 3
"""A pool settles while each state is drawn this often; until then neither it nor a jump of the loss is judged."""
LONGEST_SETTLING = 1000
_SMOOTHING = 0.98
_BROKEN_SMOOTHING = 0.95


@dataclasses.dataclass(frozen=True)
class Figures:
    """The metrics of an iteration, as in a line of ``metrics.jsonl``.

    loss:          mean over the batch at the end of the episode
    gradient_norm: L2 norm of the gradient of all variables, before it is normalised
    largest_state: largest absolute value of any channel at the end of the episode
    living_share:  share of cells with a mature alpha at the end of the episode
    dead_samples:  samples in which nothing lives at the end
    broken_drawn:  share of the drawn pool states that are empty, not finite or worse than an empty picture
    level:         how often the curriculum has made the task harder; none without levels
    """

    loss: float
    gradient_norm: float
    largest_state: float
    living_share: float
    dead_samples: int
    broken_drawn: float
    level: int | None = None


@dataclasses.dataclass(frozen=True)
class Guards:
    """The guards' memory; a pure value, kept in every checkpoint.

    empty_loss:  loss of an empty picture, the reference for "worse than nothing"
    settling:    iterations until the pool has settled. An organism that is trained further, under a harder regime,
                 gets worse before it gets better, and so does its pool
    smoothed:    log10 loss, exponentially smoothed; none before the first iteration
    best:        lowest smoothed value so far
    baseline:    lowest smoothed value since the pool has settled
    broken:      smoothed share of broken states among those drawn
    dead_for, high_for: iterations in a row with an all-dead batch, and with the loss far above its best
    """

    empty_loss: float
    batch_size: int
    settling: int = 0
    smoothed: float | None = None
    best: float = math.inf
    baseline: float = math.inf
    broken: float = 0.0
    dead_for: int = 0
    high_for: int = 0

    def after(self, figures: Figures) -> Guards:
        """The memory after one more iteration."""
        loss = math.log10(max(figures.loss, 1e-30)) if math.isfinite(figures.loss) else math.inf
        smoothed = loss if self.smoothed is None else _SMOOTHING * self.smoothed + (1 - _SMOOTHING) * loss
        settling = max(self.settling - 1, 0)
        baseline = self.baseline if settling else min(self.baseline, smoothed)
        return dataclasses.replace(
            self,
            settling=settling,
            smoothed=smoothed,
            best=min(self.best, smoothed),
            baseline=baseline,
            broken=_BROKEN_SMOOTHING * self.broken + (1 - _BROKEN_SMOOTHING) * figures.broken_drawn,
            dead_for=self.dead_for + 1 if figures.dead_samples == self.batch_size else 0,
            # A harder task has a larger loss; tasks become harder only after the loss was low.
            high_for=self.high_for + 1 if figures.level is None and smoothed > baseline + _JUMP_DECADES else 0,
        )

    def trouble(self, figures: Figures) -> str | None:
        """What is wrong after this iteration, in a few words, or none. To be called on the result of `after`."""
        if not math.isfinite(figures.loss):
            return "the loss is not finite"
        if not math.isfinite(figures.gradient_norm):
            return "the gradient is not finite"
        if not figures.largest_state <= EXPLODED:
            return f"the organism exploded (largest value {figures.largest_state:.3g})"
        if self.dead_for >= DEAD_PATIENCE:
            return f"the organism died out (no living cell in {self.dead_for} iterations)"
        if self._had_learned() and self.broken > _BROKEN_SHARE:
            return f"the pool filled with broken states ({self.broken:.0%} of those drawn)"
        if self.high_for >= JUMP_PATIENCE:
            return f"the loss jumped and stayed up (log10 {self.smoothed:.2f}, best {self.baseline:.2f})"
        return None

    def healthy(self) -> bool:
        """Whether a state may become the last good checkpoint: no guard is about to trip."""
        return (
            self.dead_for == 0
            and self.high_for == 0
            and not (self._had_learned() and self.broken > 0.5 * _BROKEN_SHARE)
        )

    def _had_learned(self) -> bool:
        """Early patterns are often worse than an empty picture; the pool is judged only once they were better."""
        return not self.settling and self.best < math.log10(max(self.empty_loss, 1e-30)) - 0.5

    def rolled_back(self) -> Guards:
        """The memory for a new attempt: counters are reset."""
        return dataclasses.replace(self, broken=0.0, dead_for=0, high_for=0)

    def to_dict(self) -> dict[str, Any]:
        """For a checkpoint's header."""
        return {name: None if value == math.inf else value for name, value in dataclasses.asdict(self).items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Guards:
        """The inverse of `to_dict`.

        Raises:
            ValueError: for values that cannot be.
            KeyError: if one is missing.
            TypeError: if one is of another type.
        """
        unset = {name: math.inf for name in ("best", "baseline") if values[name] is None}
        guards = cls(**(values | unset))
        for field in dataclasses.fields(cls):
            value = getattr(guards, field.name)
            if field.name == "smoothed" and value is None:
                continue
            fits = is_whole(value) or (field.type != "int" and isinstance(value, float) and not math.isnan(value))
            if not fits:
                raise ValueError(f"the guards' {field.name} is {short(value)}")
        return guards


__all__ = ["DEAD_PATIENCE", "EXPLODED", "JUMP_PATIENCE", "LONGEST_SETTLING", "SETTLING_TURNS", "Figures", "Guards"]
