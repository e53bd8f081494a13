"""A moving target in an organism file: its frames as one PNG, their pace and the stride."""

from __future__ import annotations

from typing import Any

from blastema._base64 import from_base64, to_base64
from blastema._checks import is_whole, short
from blastema.errors import FileFormatError, InputError
from blastema.targets import Target, read_frames

_LONGEST, _FURTHEST = 1000, 1024


def described(target: Target) -> dict[str, Any]:
    """The field ``motion`` of a target, as plain JSON; none for a still target."""
    motion = target.motion
    if motion is None:
        return {}
    return {
        "motion": {
            "steps_per_frame": motion.steps_per_frame,
            "stride": list(motion.stride),
            "png": to_base64(target.frames_png()),
        }
    }


def read(raw: object, target: Target, source: str) -> Target:
    """A target with the motion in a file.

    Raises:
        FileFormatError: if it is invalid.
    """
    described: dict[str, Any] = raw if isinstance(raw, dict) else {}
    steps, stride = described.get("steps_per_frame"), described.get("stride")
    cells: list[Any] = stride if isinstance(stride, list) else []
    sound = is_whole(steps) and 1 <= steps <= _LONGEST and len(cells) == 2
    if not (sound and all(is_whole(each) and abs(each) <= _FURTHEST for each in cells)):
        raise FileFormatError(
            f"{source}: the motion has steps_per_frame {short(steps)} and stride {short(stride)}; expected 1 to "
            f"{_LONGEST}, and [down, right] of at most {_FURTHEST} cells."
        )
    assert is_whole(steps)
    data = from_base64(described.get("png"), f"{source}: the frames")
    try:
        return read_frames(data, target, steps, (cells[0], cells[1]))
    except FileFormatError:
        raise
    except InputError as error:
        raise FileFormatError(f"{source}: {error}") from error


__all__ = ["described", "read"]
