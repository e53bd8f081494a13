"""Motion: targets that change with time: a cycle of frames, in place or walking.

Time is counted in steps from the seed. Frame 0 is due at step 0, the next one ``steps_per_frame`` steps later, and so
on; frames that are due while the seed still grows are not used. In between no picture is due.
A walk shifts the frames by ``stride`` cells per cycle, by whole cells, on a torus.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

if TYPE_CHECKING:
    from jax import Array

MOST_FRAMES = 64
_Number = TypeVar("_Number", int, np.ndarray[Any, Any], "Array")


@dataclasses.dataclass(frozen=True, eq=False)
class Motion:
    """The frames of a moving target and their pace.

    frames:          uint8 [frames, height, width, 4], RGBA with straight alpha
    steps_per_frame: steps from frame to frame
    stride:          cells down and to the right per cycle; 0, 0 without a walk
    """

    frames: np.ndarray[Any, np.dtype[np.uint8]]
    steps_per_frame: int
    stride: tuple[int, int] = (0, 0)

    def __repr__(self) -> str:
        return f"<Motion of {self.count} frames, {self.steps_per_frame} steps each, stride {self.stride}>"

    @property
    def count(self) -> int:
        """Number of frames."""
        return len(self.frames)

    @property
    def cycle(self) -> int:
        """Steps of a cycle."""
        return self.count * self.steps_per_frame

    @property
    def walks(self) -> bool:
        """Whether the stride is not zero."""
        return self.stride != (0, 0)

    def moment(self, step: int) -> int:
        """The first step from ``step`` on at which a frame is due."""
        return -(-step // self.steps_per_frame) * self.steps_per_frame

    def moments(self, first: int, cycles: int = 1) -> range:
        """The steps of some cycles at which frames are due, from ``first`` on."""
        start = self.moment(first)
        return range(start, start + cycles * self.cycle, self.steps_per_frame)

    def frame_at(self, step: int) -> int:
        """The frame that was due last at a step."""
        return step // self.steps_per_frame % self.count

    def place_at(self, step: int) -> tuple[int, int]:
        """The shift down and to the right at a step, in cells."""
        down, right = (int(part) for part in travelled(0, step // self.steps_per_frame, self.count, self.stride))
        return down, right


def travelled(frame: _Number, further: _Number, count: int, stride: tuple[int, int]) -> tuple[_Number, _Number]:
    """Cells down and to the right from a frame to the one ``further`` frames later; plain numbers or arrays.

    Each frame has its share of the cycle's stride, rounded down, so that rounding errors do not accumulate over cycles.
    """
    down, right = ((frame + further) * cells // count - frame * cells // count for cells in stride)
    return down, right


__all__ = ["MOST_FRAMES", "Motion", "travelled"]
