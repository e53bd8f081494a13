"""``blastema grow --preview``: the target as the cells that are to be grown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blastema._text import plain, to_json
from blastema.cli.screen import half_blocks
from blastema.cli.terminal import Terminal

if TYPE_CHECKING:
    from blastema.targets import Target


def preview(target: Target, as_json: bool) -> int:
    """Show each picture of a target, where it grows from, and what was done to it; returns the exit code."""
    if as_json:
        print(to_json({"targets": [_facts(each) for each in target.every], "notes": list(target.notes)}, indent=2))
        return 0
    console = Terminal()
    for each in target.every:
        console.print(plain(_words(each)), soft_wrap=True, highlight=False)
        across, down = console.width, max(24, console.height - 8)
        console.print(half_blocks(each.array, across, down), end="", soft_wrap=True)
    for note in target.notes:
        console.print(plain(f"note: {note}"), soft_wrap=True, highlight=False)
    return 0


def _places(target: Target) -> list[tuple[int, int]]:
    height, width = target.grid
    return list(target.seeds) or [(height // 2, width // 2)]


def _words(target: Target) -> str:
    height, width = target.pixels.shape[:2]
    visible = int((target.pixels[..., 3] > 0).sum())
    places = " ".join(f"{column},{row}" for row, column in _places(target))
    side = target.pixels_per_cell
    what, cells = ("cells", "") if side == 1 else ("pixels", f" cells, each of {side} x {side} pixels")
    moves = "" if target.motion is None else f"; the first of {target.motion.count} frames"
    return (
        f"{target.name}: {width} x {height} {what}, {visible} of them visible, on a grid of {target.grid[1]} x "
        f"{target.grid[0]}{cells}; grows from {places}{moves}"
    )


def _facts(target: Target) -> dict[str, Any]:
    height, width = target.pixels.shape[:2]
    return {
        "name": target.name,
        "width": width,
        "height": height,
        **({"pixels_per_cell": target.pixels_per_cell} if target.pixels_per_cell > 1 else {}),
        "visible": int((target.pixels[..., 3] > 0).sum()),
        "grid": list(target.grid),
        "seeds": [[column, row] for row, column in _places(target)],
        "frames": 1 if target.motion is None else target.motion.count,
    }


__all__ = ["preview"]
