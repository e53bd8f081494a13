"""The judge of trainings whose picture moves: frames in turn, a walker put back, in plain NumPy (docs/motion.md)."""

from __future__ import annotations

import numpy as np
import training_judge


class MovingTraining(training_judge.Training):
    """`training_judge.Training` of frames [F, H, W, 4], each due ``pace`` steps after the one before it.

    stride: cells down and to the right per cycle
    """

    frames: np.ndarray
    pace: int
    stride: tuple[int, int]

    def moves(self, frames: np.ndarray, pace: int, stride: tuple[int, int]) -> None:
        """Say how; to be called before the first iteration."""
        self.frames, self.pace, self.stride = frames.astype(np.float64), pace, stride

    def episode(self, steps: int) -> int:
        """Whole frames only."""
        return steps - steps % self.pace

    def wanted(self, labels: np.ndarray) -> np.ndarray:
        """The frames of these numbers, in the middle."""
        return np.stack([self.frames[label] for label in labels])

    def due(self, labels: np.ndarray, steps: int) -> dict[int, tuple[np.ndarray, float]]:
        """At each frame of the last cycle of the episode, or of all of it if it is shorter, with equal weights."""
        moments = [
            time for time in range(self.pace, steps + 1, self.pace) if time > steps - len(self.frames) * self.pace
        ]
        return {time: (self._at(labels, time // self.pace), 1 / len(moments)) for time in moments}

    def passed(self, labels: np.ndarray, steps: int, grown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Later by so many frames; a walker is put back by what it has gone."""
        further = steps // self.pace
        back = [[-cells for cells in self._gone(label, further)] for label in labels]
        rolled = [np.roll(state, by, (0, 1)) for state, by in zip(grown, back, strict=True)]
        return (labels + further) % len(self.frames), np.stack(rolled)

    def _at(self, labels: np.ndarray, further: int) -> np.ndarray:
        frames = [self.frames[(label + further) % len(self.frames)] for label in labels]
        return np.stack(
            [np.roll(frame, self._gone(label, further), (0, 1)) for frame, label in zip(frames, labels, strict=True)]
        )

    def _gone(self, label: int, further: int) -> tuple[int, int]:
        """Cells down and right from a frame on: the shares of all frames on the way, summed one by one."""
        gone = [0, 0]
        for frame in range(label, label + further):
            for axis, cells in enumerate(self.stride):
                share = np.floor((frame + 1) * cells / len(self.frames)) - np.floor(frame * cells / len(self.frames))
                gone[axis] += int(share)
        return gone[0], gone[1]
