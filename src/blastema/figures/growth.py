"""The article's figures of organisms: growth, persistence, rotation, healing."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from blastema import pictures
from blastema.conditions import Conditions
from blastema.drawing.film_files import write_film
from blastema.figures.material import Material, MissingMaterialError, title_of
from blastema.figures.sheet import fitting, sheet, under
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.pictures import Pixels
from blastema.runs import history
from blastema.training import damage
from blastema.trajectory import Trajectory, plant, wound

TARGETS = "targets"
"""Folder, in that of the figures, for pictures that are no figures but targets to train an organism on."""
_WORMS = ("worm", "worm-two-heads", "planarian")
_FILM_WIDTH = 800
_CUT_AT = 200


def checkpoints(material: Material) -> list[Path]:
    """Organisms from several iterations of a training, side by side over 500 steps."""
    kept = history.organisms(material.history("organisms"))
    wanted = [at for at in history.ORGANISMS_AT if at in kept] or list(kept)[:4]
    organisms = [organism_file.load(kept[at]) for at in wanted]
    labels = [f"{at:,} iterations" for at in wanted]
    return _over_time(
        material, "checkpoints", organisms, labels, 500, "The same training after more and more iterations"
    )


def unstable(material: Material) -> list[Path]:
    """Organisms over 1000 steps; those trained only to grow do not keep their shape."""
    labels = [title_of(organism) for organism in material.organisms]
    return _over_time(material, "unstable", material.organisms, labels, 1000, "Over 1000 steps")


def _over_time(
    material: Material, name: str, organisms: Sequence[Organism], labels: Sequence[str], steps: int, title: str
) -> list[Path]:
    """A still with one row per organism, and a film of all of them side by side."""
    times = [round(steps * share) for share in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1)]
    rows = [[_rgb(state) for state in _course(organism, times, material.kernel)] for organism in organisms]
    side = rows[0][0].shape[1]
    still = sheet(
        _alike(rows), factor=fitting(10, side), columns=[f"step {time}" for time in times], labels=labels, title=title
    )
    frames = _side_by_side(organisms, labels, range(0, steps + 1, max(1, steps // 125)), material.kernel)
    return [material.write(f"{name}.png", pictures.png(still)), _film(material, name, frames)]


def angles(material: Material) -> list[Path]:
    """Organisms grown with a rotated perceptive field: up to four organisms, four angles, 500 steps."""
    turns = (0, 45, 90, 135)
    rows = []
    for organism in material.organisms[:4]:
        if not organism.automaton.perception.turns:
            raise MissingMaterialError(
                f"{organism.name} perceives no directions of the grid, so that an angle changes nothing."
            )
        radians = np.deg2rad(np.array(turns, np.float32) + np.float32(organism.automaton.physics.angle))
        seeds = Trajectory.seeded(organism, [0] * len(turns), kernel=material.kernel)
        rows.append(list(pictures.to_rgb(seeds.changed(angle=radians).after(500).shown)))
    labels = [title_of(organism) for organism in material.organisms[:4]]
    still = sheet(
        _alike(rows),
        factor=fitting(5, rows[0][0].shape[1], largest=4),
        columns=[f"{turn}°" for turn in turns],
        labels=labels,
        title="Perception rotated at run time, after 500 steps",
    )
    return [material.write("angles.png", pictures.png(still))]


def cuts(material: Material) -> list[Path]:
    """Five cuts after 200 steps, then 1800 more; a sheet and a film per organism."""
    after = (0, 50, 100, 200, 600, 1800)
    files = []
    for index, organism in enumerate(material.organisms):
        seeds = Trajectory.seeded(organism, kernel=material.kernel)
        grown = seeds.until(_CUT_AT)
        wounded = grown.each_wounded([damage.cut(name, *organism.grid) for name in damage.CUTS])
        seen = [now.shown for now in wounded.through([_CUT_AT + time for time in after])]
        rows = [[_rgb(grown.shown[0]), *(_rgb(states[cut]) for states in seen)] for cut in range(len(damage.CUTS))]
        name = f"cuts-{index + 1}-{organism.name}" if len(material.organisms) > 1 else "cuts"
        still = sheet(
            rows,
            factor=fitting(8, organism.grid[1]),
            columns=["step 200", "the cut", *(f"{time} later" for time in after[1:])],
            labels=[f"{cut} removed" for cut in damage.CUTS],
            title=f"Five cuts: {title_of(organism)}",
        )
        files.append(material.write(f"{name}.png", pictures.png(still)))
        files.append(_film(material, name, _cut_frames(seeds, wounded)))
    return files


def _cut_frames(seeds: Trajectory, wounded: Trajectory) -> Iterator[Pixels]:
    factor = fitting(len(wounded.states), wounded.shown.shape[2], _FILM_WIDTH)
    heal = [*range(_CUT_AT, 2 * _CUT_AT, 5), *range(2 * _CUT_AT, 2001, 20)]
    for begun, times in ((seeds.repeated(len(wounded.states)), range(0, _CUT_AT + 1, 5)), (wounded, heal)):
        for now in begun.through(times):
            yield under(sheet([list(pictures.to_rgb(now.shown))], factor=factor), f"step {now.step}")


def teaser(material: Material) -> list[Path]:
    """Ten organisms seeded one after another, side by side, then wounded by an eraser that passes over them."""
    for organism in material.organisms:
        if organism.start_radius is not None or organism.signal_in == "seed":
            how = "starts as its own picture" if organism.signal_in == "cells" else "has its signal in its seed"
            raise MissingMaterialError(f"{organism.name} {how}; the film plants plain seeds.")
    count = max(10, len(material.organisms))
    chosen = [material.organisms[index % len(material.organisms)] for index in range(count)]
    return [_film(material, "teaser", _teaser_frames(chosen, material.kernel))]


def _teaser_frames(chosen: Sequence[Organism], kernel: str) -> Iterator[Pixels]:
    """Two rows of plots; each organism has its own plot, and the eraser passes through all of them."""
    columns = -(-len(chosen) // 2)
    height, width = max(o.grid[0] for o in chosen), max(o.grid[1] for o in chosen)
    factor = fitting(columns, width, _FILM_WIDTH)
    every, between, wait, radius = 4, 16, 160, 0.11 * height
    passing = 2 * (columns * width + 2 * radius)
    healing = int(between * len(chosen) + wait + passing / 2 + 240)
    steps = range(0, healing, every)
    courses = []
    for index, organism in enumerate(chosen):
        # A plot is empty until its organism is planted there.
        empty = np.zeros((1, height, width, organism.automaton.channels), np.float32)
        happens = [plant(index * between, organism.places(height, width))]
        for step in steps:
            way = (step - between * len(chosen) - wait) * 2.0
            mask = _under_eraser((height, width), index, columns, way, radius)
            happens += [wound(step, mask)] if mask.any() else []
        courses.append(Trajectory(organism, empty, Conditions(index), kernel).through(steps, happens))
    for plots in zip(*courses, strict=True):
        shown = pictures.tile(np.stack([_rgb(now.states[0]) for now in plots]), columns)
        yield np.pad(pictures.enlarge(shown, factor), ((4, 4), (4, 4), (0, 0)), constant_values=255)


def _under_eraser(grid: tuple[int, int], index: int, columns: int, place: float, radius: float) -> np.ndarray:
    """The cells of a plot [H, W] that the eraser removes after ``place`` cells of its path.

    It passes along the upper row to the right, and back along the lower one.
    """
    height, width = grid
    row, column = divmod(index, columns)
    length = columns * width + 2 * radius
    along = place - radius if row == 0 else 2 * length - place - radius
    x, y = along - column * width, height / 2 + 0.18 * height * np.sin(along / (0.35 * width))
    rows, cells = np.mgrid[:height, :width]
    mask: np.ndarray = (cells - x) ** 2 + (rows - y) ** 2 < radius**2
    return mask & (0 < place < 2 * length)


def planarian(material: Material) -> list[Path]:
    """Cut in three, with the outer parts displaced: whether the pieces become whole, and which ends they grow.

    As in the article's notebook: a 64 x 96 grid, perception rotated by a quarter turn, after 150 steps the upper and
    the lower 24 rows rolled by 24 cells, to the right and to the left, one cell per step; then 2,000 more steps. Of an
    organism named worm, worm-two-heads or planarian if there is one. Two targets to train such an organism on are
    written as well: ``targets/worm.png``, a flatworm with one head, and ``targets/worm-two-heads.png``, which has a
    head at each end as the article's planarian has.
    """
    organism = next((one for one in material.organisms if one.name in _WORMS), material.first)
    part = 24
    angle = np.float32(np.pi / 2 + np.deg2rad(organism.automaton.physics.angle))
    seed = Trajectory.seeded(organism, grid=(64, 96), kernel=material.kernel).changed(angle=angle)
    whole = list(seed.through(range(0, 151, 3)))
    moved = [whole[-1].replaced(_moved_apart(whole[-1].states, part, by)) for by in range(1, part + 1)]
    after = list(moved[-1].through([*range(150, 601, 3), *range(620, 2151, 30)]))
    frames = [under(pictures.enlarge(_rgb(now.states[0]), 5), f"step {now.step}") for now in whole + moved + after]
    shown = {"step 150": _rgb(whole[-1].states[0]), "cut in three": _rgb(moved[-1].states[0])}
    shown |= {f"step {now.step}": _rgb(now.states[0]) for now in after if now.step in (201, 300, 600, 2150)}
    still = sheet([list(shown.values())], factor=3, columns=list(shown), title=f"Cut in three: {title_of(organism)}")
    worms = [material.write(f"{TARGETS}/{name}.png", _draw_worm(heads)) for heads, name in enumerate(_WORMS[:2], 1)]
    return [*worms, material.write("planarian.png", pictures.png(still)), _film(material, "planarian", iter(frames))]


def _moved_apart(states: Any, part: int, by: int) -> Any:
    """States [B, H, W, C], their upper rows moved to the right and their lower ones to the left, around the edges."""
    moved = np.array(states)
    moved[:, :part], moved[:, -part:] = np.roll(states[:, :part], by, 2), np.roll(states[:, -part:], -by, 2)
    return moved


def _draw_worm(heads: int, side: int = 160) -> bytes:
    """A flatworm lying on its side, a wedge-shaped head with two eyes to the right, or at both ends: a PNG file."""
    image = Image.new("RGBA", (side * 4, side * 4))
    pen = ImageDraw.Draw(image)
    unit = side * 4 / 40  # a cell at the usual size; drawn large and scaled down, so that edges are smooth
    head = [(24, 16), (29, 16.5), (31, 13), (33, 14.5), (39, 19)]
    tail = [(1, 20), (4, 17.5), (12, 16)] if heads == 1 else [(40 - x, y) for x, y in reversed(head)]
    body = [*tail, *head]
    outline = [*body, *((x, 40 - y) for x, y in reversed(body))]
    pen.polygon([(x * unit, y * unit) for x, y in outline], fill="#8a5a3c")
    left = 6 if heads == 1 else 10
    stripe = [(left, 20), (left + 4, 18.6), (26, 18.6), (30, 20), (26, 21.4), (left + 4, 21.4)]
    pen.polygon([(x * unit, y * unit) for x, y in stripe], fill="#b98a5e")
    for y, (at, looks) in itertools.product((18, 22), [(33, 0.5), (7, -0.5)][:heads]):
        for x, radius, colour in ((at, 1.4, "white"), (at + looks, 0.7, "black")):
            box = [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit]
            pen.ellipse(box, fill=colour)
    stream = io.BytesIO()
    image.resize((side, side), Image.Resampling.LANCZOS).save(stream, "PNG")
    return stream.getvalue()


def update_rates(material: Material) -> list[Path]:
    """Fire rates other than the trained one, 1 being synchronous: pictures and log10 of the error."""
    from blastema.figures import charts

    rates = (0.1, 0.25, 0.5, 0.75, 1.0)
    rows, labels, courses = [], [], {}
    for organism in material.organisms:
        label = f"{title_of(organism)}, trained at {organism.automaton.physics.fire_rate:g}"
        states = {rate: _by_updates(organism, rate, material.kernel) for rate in rates}
        rows.append([_rgb(course[-1][1]) for course in states.values()])
        labels.append(label)
        if organism.target is not None:
            target = organism.target.array
            courses[label] = {
                f"fire rate {rate:g}": [(updates, charts.log_error(state, target)) for updates, state in course]
                for rate, course in states.items()
            }
    still = sheet(
        _alike(rows),
        factor=fitting(7, rows[0][0].shape[1], largest=4),
        columns=[f"fire rate {rate:g}" for rate in rates],
        labels=labels,
        title="After 200 updates per cell at other rates (at 1 all cells update at once)",
    )
    files = [material.write("update-rates.png", pictures.png(still))]
    if courses:
        chart = charts.panels(courses, "updates per cell", "log10 E")
        files.append(material.write("update-rates-error.png", chart))
    return files


def _by_updates(organism: Organism, rate: float, kernel: str) -> list[tuple[float, Any]]:
    """Pictures by the average number of updates per cell."""
    every = max(1, round(5 / rate))
    seed = Trajectory.seeded(organism, kernel=kernel).changed(fire_rate=rate)
    return [(now.step * rate, now.shown[0]) for now in seed.through(range(every, round(200 / rate) + 1, every))]


def _course(organism: Organism, times: Iterable[int], kernel: str) -> Iterator[Any]:
    """Pictures of one sample at some steps."""
    return (now.shown[0] for now in Trajectory.seeded(organism, kernel=kernel).through(times))


def _side_by_side(
    organisms: Sequence[Organism], labels: Sequence[str], times: Sequence[int], kernel: str
) -> Iterator[Pixels]:
    width = max(organism.grid[1] for organism in organisms)
    columns = min(5, len(organisms))
    factor = fitting(columns, width, _FILM_WIDTH)
    for time, *states in zip(times, *(_course(organism, times, kernel) for organism in organisms), strict=True):
        tiles = _alike([[_rgb(state) for state in states]])[0]
        captioned = [under(pictures.enlarge(tile, factor), label) for tile, label in zip(tiles, labels, strict=True)]
        rows = [captioned[i : i + columns] for i in range(0, len(captioned), columns)]
        yield under(sheet(rows, factor=1), f"step {time}")


def _alike(rows: Sequence[Sequence[Pixels]]) -> list[list[Pixels]]:
    """Tiles of one size: smaller ones in the middle of white."""
    height = max(tile.shape[0] for row in rows for tile in row)
    width = max(tile.shape[1] for row in rows for tile in row)

    def fitted(tile: Pixels) -> Pixels:
        down, right = height - tile.shape[0], width - tile.shape[1]
        pads = ((down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0))
        return np.pad(tile, pads, constant_values=255)

    return [[fitted(tile) for tile in row] for row in rows]


def _film(material: Material, name: str, frames: Iterator[Pixels]) -> Path:
    path = material.out / f"{name}{material.film}"
    write_film(path, frames, factor=1)
    return path


def _rgb(state: Any) -> Pixels:
    return pictures.to_rgb(np.asarray(state))


__all__ = ["TARGETS", "angles", "checkpoints", "cuts", "planarian", "teaser", "unstable", "update_rates"]
