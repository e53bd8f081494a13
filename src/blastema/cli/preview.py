"""``blastema grow --preview``: the target as the cells that are to be grown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from blastema import painter
from blastema._text import plain, to_json
from blastema.cli.screen import half_blocks
from blastema.cli.terminal import Terminal

if TYPE_CHECKING:
    from blastema.fitting import Course
    from blastema.targets import Target


def preview(target: Target, course: Course, as_json: bool) -> int:
    """Show each picture of a target, where and how far it grows, and what was done to it; returns the exit code."""
    if as_json:
        facts = {"targets": [_facts(each) for each in target.every], **dataclasses.asdict(course)}
        print(to_json(facts | {"notes": list(target.notes)}, indent=2))
        return 0
    console = Terminal()
    for each in target.every:
        console.print(plain(_words(each)), soft_wrap=True, highlight=False)
        across, down = console.width, max(24, console.height - 8)
        console.print(half_blocks(painter.as_picture(each.array), across, down), end="", soft_wrap=True)
    console.print(course.words, soft_wrap=True, highlight=False)
    for note in target.notes:
        console.print(plain(f"note: {note}"), soft_wrap=True, highlight=False)
    return 0


def _places(target: Target) -> list[tuple[int, ...]]:
    return list(target.seeds) or [tuple(side // 2 for side in target.grid)]


def _words(target: Target) -> str:
    size, grid = (" x ".join(map(str, reversed(sides))) for sides in (target.pixels.shape[:-1], target.grid))
    visible = int((target.pixels[..., 3] > 0).sum())
    places = " ".join(",".join(map(str, reversed(place))) for place in _places(target))
    side = target.pixels_per_cell
    what, cells = ("cells", "") if side == 1 else ("pixels", f" cells, each of {side} x {side} pixels")
    moves = "" if target.motion is None else f"; the first of {target.motion.count} frames"
    seen = f"{size} {what}, {visible} of them visible"
    return f"{target.name}: {seen}, on a grid of {grid}{cells}; grows from {places}{moves}"


def _facts(target: Target) -> dict[str, Any]:
    *depth, height, width = target.pixels.shape[:-1]
    return {
        "name": target.name,
        "width": width,
        "height": height,
        **({"depth": depth[0]} if depth else {}),
        **({"pixels_per_cell": target.pixels_per_cell} if target.pixels_per_cell > 1 else {}),
        "visible": int((target.pixels[..., 3] > 0).sum()),
        "grid": list(target.grid),
        "seeds": [list(reversed(place)) for place in _places(target)],
        "frames": 1 if target.motion is None else target.motion.count,
    }


__all__ = ["preview"]
