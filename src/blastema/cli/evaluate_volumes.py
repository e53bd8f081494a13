"""``blastema evaluate`` of an organism that grows a volume: a table of E and 1 - IoU."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from blastema._text import plain
from blastema.cli.terminal import Terminal

if TYPE_CHECKING:
    from blastema.evaluation.volumes import VolumeEvaluation


def show(console: Terminal, result: VolumeEvaluation, source: str) -> None:
    """Print the evaluation and the published scores."""
    from blastema.evaluation.volumes import PUBLISHED

    grid = " x ".join(map(str, result.grid))
    title = f"{result.organism} ({source}), {grid} cells, {result.voxels} voxels alive, {result.samples} samples"
    console.print(plain(title), soft_wrap=True)
    table = Table()
    for heading in ("condition", "log10 E", "spread", "recovered", "1 - IoU"):
        table.add_column(heading, justify="left" if heading == "condition" else "right", no_wrap=heading != "condition")
    for name, one in result.overlaps.items():
        score = one.score
        recovered = f"{score.recovered} of {len(score.errors)}"
        table.add_row(name, f"{score.log10_mean:.2f}", f"{score.spread:.2f}", recovered, f"{one.mean_missed:.3f}")
    console.print(table)
    told = ", ".join(f"{name} {share:.0%}" for name, share in result.lost.items())
    console.print(f"share of the living voxels removed by each wound at step 200: {told}", soft_wrap=True)
    published = ", ".join(f"{name} {value}" for name, value in PUBLISHED.items())
    console.print(f"published 1 - IoU (Sudhakaran et al. 2021): {published} ({result.seconds:.0f} s)", soft_wrap=True)


__all__ = ["show"]
