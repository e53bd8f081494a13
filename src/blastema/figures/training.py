"""Figures of a training, from the history in its run folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from blastema import pictures
from blastema.drawing import plots
from blastema.drawing.film_files import write_film
from blastema.figures.material import Material, MissingMaterialError
from blastema.figures.sheet import fitting, grey, sheet, under
from blastema.formats import organism_file
from blastema.runs import history, metrics


def batches(material: Material) -> list[Path]:
    """Batches before and after their steps, at several iterations."""
    kept = history.batches(material.history("batch"))
    chosen = material.shown(kept)
    rows, labels = [], []
    for iteration in chosen:
        half = kept[iteration].shape[0] // 2
        rows += [[kept[iteration][:half]], [kept[iteration][half:]]]
        labels += [f"iteration {iteration:,}, before", "after"]
    still = sheet(
        rows, factor=fitting(1, rows[0][0].shape[1], 1100, 3), labels=labels, title="Batches before and after"
    )
    return [material.write("batches.png", pictures.png(still))]


def pool(material: Material) -> list[Path]:
    """49 states of the sample pool during training: a still and a film."""
    kept = history.pools(material.history("pool"))
    chosen = material.shown(kept)
    tiles = [[kept[iteration] for iteration in chosen[i : i + 3]] for i in range(0, len(chosen), 3)]
    factor = fitting(3, tiles[0][0].shape[1], 1500, 2)
    enlarged = [
        [
            under(pictures.enlarge(kept[iteration], factor), f"iteration {iteration:,}")
            for iteration in chosen[i : i + 3]
        ]
        for i in range(0, len(chosen), 3)
    ]
    still = sheet(enlarged, factor=1, title="49 states of the pool")
    frames = (under(pictures.enlarge(one, factor), f"iteration {iteration:,}") for iteration, one in kept.items())
    film = material.out / f"pool{material.film}"
    write_film(film, frames, 2, factor=1)
    return [material.write("pool.png", pictures.png(still)), film]


def loss(material: Material) -> list[Path]:
    """log10 of the loss against iterations."""
    run = material.run()
    lines = metrics.read(run / "metrics.jsonl")
    if len(lines) < 2:
        raise MissingMaterialError(f"{run} has fewer than two iterations; train it first.")
    return [material.write("loss.png", plots.loss_curve(lines, run.name))]


def drawing(material: Material) -> list[Path]:
    """Target, output, and its red, green, blue and alpha, at several iterations."""
    run = material.history("organisms")
    kept = history.organisms(run)
    rows, labels = [], []
    for iteration in material.shown(kept):
        organism = organism_file.load(kept[iteration])
        assert organism.target is not None
        state = np.asarray(organism.shown(organism.grow(_steps_of(run), kernel=material.kernel)))
        channels = [grey(state[..., channel], 0, 1) for channel in range(4)]
        rows.append([pictures.to_rgb(organism.target.array), pictures.to_rgb(state), *channels])
        labels.append(f"iteration {iteration:,}")
    still = sheet(
        rows,
        factor=fitting(7, rows[0][0].shape[1], largest=4),
        columns=["target", "output", "R", "G", "B", "alpha"],
        labels=labels,
        title="In the course of training",
    )
    return [material.write("drawing.png", pictures.png(still))]


def _steps_of(run: Path) -> int:
    """The longest episode of a run's training."""
    from blastema.config import file as config_file

    return config_file.load(run).training.longest_episode


__all__ = ["batches", "drawing", "loss", "pool"]
