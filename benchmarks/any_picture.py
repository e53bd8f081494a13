"""Grow twenty-three pictures of different kinds that were not used in developing the recipes.

Each is grown as by a user, with `blastema grow PICTURE`, with the default recipe, `fast` and `best`, and evaluated:

    python benchmarks/any_picture.py --out runs/any                    # the default (quick), one after another
    python benchmarks/any_picture.py --out runs/any --recipe fast --threads 1 --only spiral portrait
    python benchmarks/any_picture.py --out runs/any --table            # the results so far

Pictures are drawn by this script, come from an installed emoji font, or, one photograph, with Matplotlib (public
domain: Grace Hopper, by the U.S. Navy). A run that is there is not made again; one that was stopped is resumed. Of each
a JSON file says how it went: minutes, scores, what the program itself said at the end and what it advised; `table.md`,
which is also printed, has them all.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

RECIPES = ("quick", "fast", "best")
_DATA = Path(matplotlib.get_data_path())
_FINE = 8
"""Factor by which pictures are drawn larger, before they are scaled down."""


@dataclasses.dataclass(frozen=True)
class Item:
    """A picture, its size in cells, and further flags.

    draw: draws it; none for an emoji of the installed font, whose name is the emoji
    """

    name: str
    kind: str
    size: int
    draw: Callable[[int], Image.Image] | None = None
    flags: tuple[str, ...] = ()


def _blank(side: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    return picture, ImageDraw.Draw(picture)


def _line(colour: tuple[int, int, int], points: Callable[[], Any]) -> Callable[[int], Image.Image]:
    """A line of 2 cells through points [N, 2] within -1 to 1."""

    def draw(size: int) -> Image.Image:
        picture, pen = _blank(side := size * _FINE)
        places = side / 2 + (side / 2 - 2 * _FINE) * np.asarray(points())
        pen.line([tuple(point) for point in places.tolist()], (*colour, 255), 2 * _FINE, joint="curve")
        return picture

    return draw


def _spiral() -> Any:
    turns = np.linspace(0, 6 * np.pi, 600)
    return (turns / turns[-1] * np.array([np.cos(turns), np.sin(turns)])).T


def _hook() -> Any:
    """A spiral of one and a half turns around an empty middle."""
    turns = np.linspace(0, 3 * np.pi, 300)
    return ((0.3 + 0.7 * turns / turns[-1]) * np.array([np.cos(turns), np.sin(turns)])).T


def _loops() -> Any:
    """As handwriting practises them."""
    turns = np.linspace(0, 8 * np.pi, 600)
    return np.array([turns / turns[-1] * 1.5 - 0.75 + 0.25 * np.cos(turns), 0.6 * np.sin(turns)]).T


def _snake() -> Any:
    """Back and forth five times."""
    ends = [
        (side, row)
        for row, sides in zip(np.linspace(-0.9, 0.9, 5), ((-1, 1), (1, -1)) * 3, strict=False)
        for side in sides
    ]
    return np.array(ends)


def _tree(size: int) -> Image.Image:
    """Branches that become thinner, down to 1 cell."""
    picture, pen = _blank(side := size * _FINE)

    def branch(x: float, y: float, angle: float, length: float, width: float) -> None:
        end = x + length * np.cos(angle), y - length * np.sin(angle)
        pen.line([(x, y), end], (110, 70, 30, 255), max(_FINE, round(width)))
        if length > 5 * _FINE:
            for turn in (-0.5, 0.45):
                branch(*end, angle + turn, 0.72 * length, 0.7 * width)

    branch(side / 2, side - _FINE, np.pi / 2, 0.3 * side, 4 * _FINE)
    return picture


def _text(words: str, colour: tuple[int, int, int]) -> Callable[[int], Image.Image]:
    def draw(size: int) -> Image.Image:
        picture, pen = _blank(side := size * _FINE)
        font = ImageFont.truetype(str(_DATA / "fonts" / "ttf" / "DejaVuSans.ttf"), round(1.2 * side / len(words)))
        pen.text((side / 2, side / 2), words, (*colour, 255), font, anchor="mm")
        return picture

    return draw


def _pixels(rows: str, **colours: tuple[int, int, int]) -> Callable[[int], Image.Image]:
    """One pixel per letter; a dot is empty."""

    def draw(size: int) -> Image.Image:
        lines = rows.split()
        picture, _ = _blank(len(lines))
        for y, line in enumerate(lines):
            for x, letter in enumerate(line):
                if letter in colours:
                    picture.putpixel((x, y), (*colours[letter], 255))
        return picture

    return draw


_INVADER = """................ ...r........r... ....r......r.... ...rrrrrrrrrr... ..rrwwrrrrwwrr.. .rrrwkrrrrkwrrr.
.rrrrrrrrrrrrrr. .r.rrrrrrrrrr.r. .r.rrrrrrrrrr.r. .r.r........r.r. ....rrr..rrr.... ....rrr..rrr....
................ ................ ................ ................"""
_MUSHROOM = """................ .....kkkkkk..... ...kkrrwwrrkk... ..krrwwwwwwrrk.. ..krwwwwwwwwrk.. .krrrwwwwwwrrrk.
.kwwrrrrrrrrwwk. .kwwwrrrrrrwwwk. .kwwrrkkkkrrwwk. .krkkkwwwwkkkrk. ..kkwwkwwkwwkk.. ...kwwkwwkwwk...
...kwwwwwwwwk... ....kwwwwwwk.... .....kkkkkk..... ................"""
_SWORD = """..............kk .............kwk ............kwwk ...........kwwk. ..........kwwk.. .........kwwk...
........kwwk.... ..k....kwwk..... ..kk..kwwk...... ...kkkwwk....... ....kkwk........ ...bkkk.........
..bkkkkk........ .bbk..kk........ bbb............. bb.............."""
_KEYS = {"k": (20, 20, 30), "r": (210, 50, 60), "w": (240, 235, 220), "b": (130, 80, 40)}


def _photograph(size: int) -> Image.Image:
    with Image.open(_DATA / "sample_data" / "grace_hopper.jpg") as picture:
        return picture.convert("RGB").crop((90, 20, 430, 360))


def _two_discs(size: int) -> Image.Image:
    picture, pen = _blank(side := size * _FINE)
    pen.ellipse((0, side * 0.3, side * 0.4, side * 0.7), (210, 50, 50, 255))
    pen.ellipse((side * 0.6, side * 0.3, side - 1, side * 0.7), (40, 90, 210, 255))
    return picture


def _exclamation(size: int) -> Image.Image:
    picture, pen = _blank(side := size * _FINE)
    pen.polygon([(side * 0.35, 0), (side * 0.65, 0), (side * 0.56, side * 0.62), (side * 0.44, side * 0.62)], "orange")
    pen.ellipse((side * 0.39, side * 0.77, side * 0.61, side - 1), "orange")
    return picture


def _flag(size: int) -> Image.Image:
    """To the edge on all sides, opaque."""
    picture, pen = _blank(side := size * _FINE)
    for index, colour in enumerate(("navy", "gold", "firebrick")):
        pen.rectangle((0, index * side // 3, side, (index + 1) * side // 3), colour)
    pen.ellipse((side * 0.3, side * 0.3, side * 0.7, side * 0.7), "seagreen")
    return picture


def _cloud(size: int) -> Image.Image:
    """Soft: alpha falls off from the middle."""
    rows, columns = np.mgrid[: size * _FINE, : size * _FINE] / (size * _FINE) - 0.5
    alpha = np.clip(1.3 - 2.8 * np.hypot(rows, columns), 0, 1)
    shade = np.stack([0.4 + rows, 0.5 + 0 * rows, 0.6 - columns, alpha], axis=-1)
    return Image.fromarray((255 * np.clip(shade, 0, 1)).astype(np.uint8), "RGBA")


def _checkers(size: int) -> Image.Image:
    """Squares of 2 cells, within a disc."""
    rows, columns = np.mgrid[:size, :size]
    dark = (rows // 2 + columns // 2) % 2
    inside = np.hypot(rows - size / 2 + 0.5, columns - size / 2 + 0.5) < size / 2
    shade = np.stack([40 + 200 * dark, 60 + 150 * dark, 90 + 60 * dark, 255 * inside], axis=-1)
    return Image.fromarray(shade.astype(np.uint8), "RGBA")


def _star(size: int) -> Image.Image:
    picture, pen = _blank(side := size * _FINE)
    turns = np.arange(10) * np.pi / 5 - np.pi / 2
    far = np.where(np.arange(10) % 2, 0.2, 0.5) * side
    points = side / 2 + np.stack([far * np.cos(turns), far * np.sin(turns)], axis=1)
    pen.polygon([tuple(point) for point in points.tolist()], (250, 190, 30, 255), (140, 70, 10, 255), 3 * _FINE)
    return picture


ITEMS = (
    Item("🌵", "emoji", 40),
    Item("🦊", "emoji", 40),
    Item("🚀", "emoji", 32),
    Item("🍓", "emoji", 24),
    Item("⭕", "emoji, hollow", 32),
    Item("spiral", "long line", 48, _line((160, 40, 160), _spiral)),
    Item("hook", "long line", 40, _line((30, 110, 160), _hook)),
    Item("loops", "long line", 48, _line((30, 30, 60), _loops)),
    Item("snake", "long line", 40, _line((40, 140, 60), _snake)),
    Item("tree", "thin lines", 64, _tree),
    Item("letter", "text", 24, _text("R", (20, 20, 20))),
    Item("word", "text", 40, _text("Ahoy", (20, 90, 60))),
    Item("invader", "pixel art", 16, _pixels(_INVADER, **_KEYS), ("--pixel-art",)),
    Item("mushroom", "pixel art", 16, _pixels(_MUSHROOM, **_KEYS), ("--pixel-art",)),
    Item("sword", "pixel art, thin", 32, _pixels(_SWORD, **_KEYS), ("--pixel-art",)),
    Item("portrait", "photograph without alpha", 40, _photograph),
    Item("portrait-large", "photograph without alpha", 96, _photograph),
    Item("discs", "two parts", 24, _two_discs),
    Item("exclamation", "two parts", 40, _exclamation),
    Item("flag", "touching the border", 24, _flag, ("--background", "keep", "--padding", "0")),
    Item("cloud", "soft edge", 40, _cloud),
    Item("checkers", "fine pattern", 32, _checkers),
    Item("star", "large", 96, _star),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/any"))
    parser.add_argument("--recipe", choices=RECIPES, default="quick")
    parser.add_argument("--only", nargs="*", default=[], choices=[item.name for item in ITEMS])
    parser.add_argument("--table", action="store_true", help="only print the table of the results so far")
    options, flags = parser.parse_known_args()
    for item in ITEMS:
        if not options.table and (not options.only or item.name in options.only):
            grow(item, options.recipe, options.out, flags)
    tables = "\n\n".join(filter(None, (table(options.out, recipe) for recipe in RECIPES)))
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "table.md").write_text(tables + "\n")
    print(tables)


def source_of(item: Item, folder: Path) -> str:
    """The command's argument: an emoji, or the file of the drawn picture."""
    if item.draw is None:
        return item.name
    file = folder / "pictures" / f"{item.name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    item.draw(item.size).save(file)
    return str(file)


def grow(item: Item, recipe: str, folder: Path, flags: list[str]) -> None:
    """Train one, or resume it, and evaluate it; existing results are not repeated."""
    run, note = folder / f"{item.name}-{recipe}", folder / f"{item.name}-{recipe}.json"
    if note.exists():
        return
    if (run / "config.json").exists():
        done = _blastema("resume", str(run), "--json")
    else:
        settings = ["--recipe", recipe, "--size", str(item.size), *item.flags, *flags]
        done = _blastema("grow", source_of(item, folder), *settings, "--out", str(run), "--json")
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    verdict = next((event for event in events if event["event"] == "verdict"), None)
    if verdict is None and done.returncode != 2:
        sys.exit(f"{item.name} was stopped; ask again to resume it: {done.stderr.strip()[-400:]}")
    found: dict[str, Any] = {"said": done.stderr.strip(), "code": done.returncode}
    if verdict is not None:
        found |= {"said": verdict["words"], "advice": verdict["advice"]} | _measured(run)
    note.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print(item.name, recipe, found.get("minutes", ""), found["said"], flush=True)


def _measured(run: Path) -> dict[str, Any]:
    """How long the training took, by what settings that follow from the picture, and the scores of `evaluate`."""
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    config = json.loads((run / "config.json").read_text())
    (result,) = json.loads(_blastema("evaluate", str(run), "--json").stdout)
    return {
        "minutes": round(sum(line["seconds"] for line in lines) / 60, 1),
        "steps": config["training"]["phases"][0]["steps"],
        "padding": config["target"]["padding"],
        "scores": {name: score["log10_mean_e"] for name, score in result["figures"].items()},
        "births": result["births"]["alive"],
        "cuts_healed": result["cuts_healed"],
        "samples_recovered": result["samples_recovered"],
    }


def _blastema(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "blastema", *words], capture_output=True, text=True, check=False)


def table(folder: Path, recipe: str) -> str:
    """What became of them by a recipe, as Markdown; empty if there is nothing."""
    rows = [(item, folder / f"{item.name}-{recipe}.json") for item in ITEMS]
    there = [(item, json.loads(note.read_text())) for item, note in rows if note.exists()]
    if not there:
        return ""
    shown = [
        f"{recipe}\n",
        "| picture | kind | cells | steps | minutes | grow200 | persist5000 | cuts | births | said |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for item, found in there:
        scores = found.get("scores", {})
        numbers = ["" if scores.get(name) is None else f"{scores[name]:.2f}" for name in ("grow200", "persist5000")]
        counts = [f"{found['cuts_healed']} of 5", found["births"]] if scores else ["", ""]
        low, high = found.get("steps", (0, 0))
        steps = f"{low} to {high - 1}" if scores else ""
        cells = [item.name, item.kind, item.size, steps, found.get("minutes", ""), *numbers, *counts, found["said"]]
        shown.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(shown)


if __name__ == "__main__":
    main()
