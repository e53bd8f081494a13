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
        labels = (labels + further) % len(self.frames)
        if self.options.fire_rate < 1:
            pairs = [self._seen(label, state) for label, state in zip(labels, rolled, strict=True)]
            labels, rolled = np.array([label for label, _ in pairs]), [state for _, state in pairs]
        return labels, np.stack(rolled)

    def _seen(self, label: int, state: np.ndarray) -> tuple[int, np.ndarray]:
        """The frame, of those before, at and after this one, that a state shows, and of a walker put in its place."""
        reach = 2 if any(self.stride) else 0
        places = [(down, right) for down in range(-reach, reach + 1) for right in range(-reach, reach + 1)]
        best, found, where = np.inf, label, (0, 0)
        for frame in [(label + near) % len(self.frames) for near in (0, -1, 1)]:
            for place in sorted(places, key=lambda place: place != (0, 0)):
                put = np.roll(state, (-place[0], -place[1]), (0, 1))
                error = ((put[..., :4] - self.frames[frame]) ** 2).mean()
                if error < best:
                    best, found, where = error, frame, place
        return found, np.roll(state, (-where[0], -where[1]), (0, 1))

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
