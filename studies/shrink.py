"""The smallest rules that grow, persist and heal.

    python studies/shrink.py --out shrink-study                  # everything: hours; can be killed and repeated
    python studies/shrink.py --out try --sizes 5000 2000 --seeds 1 --iterations 20 --pictures 🦎   # a try
    python studies/shrink.py --out shrink-study --draw           # table and figure of the results so far, no training

Hidden units and inputs of the zoo's regenerating organisms are pruned, the least important first, in several cuts with
training in between (``blastema shrink``), with three seeds each; each result is evaluated by the article's protocol.
The first size has all parameters: the same training without a cut. Each cut is a run folder, ``PICTURE-sSEED/SIZE``,
with ``evaluation.json`` in it. Writes shrink.json, shrink.md and shrink.png.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import blastema as bl
from blastema import emoji, evaluation, zoo
from blastema._files import write_atomically
from blastema.config import RunConfig
from blastema.shrinking import NAME, Chain, heard_parameters, refinement, size_of

PICTURES = ("🦎", "🐞")
SIZES = (8336, 5000, 4000, 3000, 2000, 1200, 800)
MEASURES = ("grow200", "persist5000", "worst cut")
STEPS = (64, 96)
"""The article's; shorter than the zoo's last phase."""
EVALUATION = "evaluation.json"
HEALED = -3.0


def chain_for(folder: Path, picture: str, seed: int, options: argparse.Namespace) -> Chain:
    """The cuts of one picture and seed; created if needed."""
    if (folder / NAME).exists():
        return Chain.open(folder)
    entry = zoo.find(picture, "regenerating")
    assert entry is not None
    config = entry.card.config
    assert config is not None
    run = RunConfig(threads=1, precision=options.precision, checkpoint_every=options.iterations)
    base = bl.Config(config.target, config.automaton, config.training, run)
    refined = refinement(base, options.iterations, options.learning_rate, seed=seed, steps=STEPS)
    return Chain.create(folder, bl.load_organism(str(entry.path)), options.sizes, refined)


def points(options: argparse.Namespace) -> Iterator[tuple[Path, str, int, int]]:
    """Folder, picture, seed and size of each point: a whole curve of each seed, one after another."""
    for seed in range(options.seeds):
        for size in options.sizes:
            for picture in options.pictures:
                yield options.out / f"{emoji.name_of(picture)}-s{seed}", picture, seed, size


def train_and_measure(folder: Path, picture: str, seed: int, size: int, options: argparse.Namespace) -> None:
    """One point, unless it is done: train, evaluate, store the evaluation."""
    kept = folder / str(size) / EVALUATION
    if kept.exists():
        return
    chain = chain_for(folder, picture, seed, options)
    run = chain.run(next(stage for stage in chain.stages if stage.parameters == size))
    if not run.complete:
        for event in run.train():
            last = event
        print(f"{run.path}: {last}", flush=True)
    organism = run.organism
    result = evaluation.evaluate(organism)
    found = {
        "picture": emoji.name_of(picture),
        "seed": seed,
        "size": size,
        "parameters": heard_parameters(organism.automaton),
        "hidden": size_of(organism.automaton).hidden,
        "inputs": size_of(organism.automaton).heard,
        "scores": {score.name: score.log10_mean for score in result.scores},
        "worst cut": max(score.log10_mean for score in result.cuts()),
        "healed": result.healed,
        "recovered": result.recovered.recovered,
        "births": result.births.alive,
        "seconds": sum(line.get("seconds") or 0 for line in run.metrics),
    }
    write_atomically(kept, json.dumps(found, indent=1).encode())
    print(f"{kept}: {found['scores']['grow200']:.2f}, heals {found['healed']} of 5", flush=True)


def found_in(out: Path) -> list[dict[str, Any]]:
    """The results so far."""
    return [json.loads(file.read_text()) for file in sorted(out.glob(f"*/*/{EVALUATION}"))]


def score_of(point: dict[str, Any], measure: str) -> float:
    """One of the measures; NaN or values above 1 count as 1."""
    value = float(point["scores"].get(measure, point.get(measure, np.nan)))
    return min(value, 1.0) if np.isfinite(value) else 1.0


def table(points: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Rows of Markdown, one for each picture and size, with all seeds."""
    columns = ("", "parameters", "hidden units", "inputs", *MEASURES, "cuts that heal", "samples that recover")
    yield f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}"
    for picture in dict.fromkeys(point["picture"] for point in points):
        for size in sorted({p["size"] for p in points if p["picture"] == picture}, reverse=True):
            group = [p for p in points if (p["picture"], p["size"]) == (picture, size)]
            scores = [", ".join(f"{score_of(p, measure):.2f}" for p in group) for measure in MEASURES]
            counts = [_span([p[name] for p in group]) for name in ("parameters", "hidden", "inputs")]
            healed, recovered = sum(p["healed"] for p in group), sum(p["recovered"] for p in group)
            row = [picture, *counts, *scores, f"{healed} of {5 * len(group)}", f"{recovered} of {40 * len(group)}"]
            yield f"| {' | '.join(row)} |"


def _span(values: Sequence[int]) -> str:
    low, high = min(values), max(values)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def draw(points: Sequence[dict[str, Any]], file: Path) -> None:
    """Parameters against growth, persistence and the worst cut: a dot for each seed, a line through the medians."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    figure = Figure(figsize=(11, 3.8), dpi=110, layout="constrained")
    for axes, measure in zip(figure.subplots(1, 3, sharey=True), MEASURES, strict=True):
        for picture in dict.fromkeys(point["picture"] for point in points):
            own = [point for point in points if point["picture"] == picture]
            sizes = sorted({point["size"] for point in own})
            middle = [float(np.median([score_of(p, measure) for p in own if p["size"] == size])) for size in sizes]
            (line,) = axes.plot(sizes, middle, label=picture)
            axes.scatter([p["size"] for p in own], [score_of(p, measure) for p in own], s=14, color=line.get_color())
        axes.axhline(HEALED, color="0.6", linewidth=0.8, linestyle="--")
        axes.set_xscale("log")
        axes.set_xticks(sorted({point["size"] for point in points}))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}"))
        axes.minorticks_off()
        axes.tick_params(axis="x", labelrotation=90, labelsize=8)
        axes.set_title(measure, loc="left", fontsize=10)
        axes.set_xlabel("parameters")
    figure.axes[0].set_ylabel("log10 of the mean E")
    figure.axes[0].legend(fontsize=8, frameon=False)
    FigureCanvasAgg(figure)
    figure.savefig(file, metadata={"Software": None})


def main() -> None:
    """Train, measure, draw; or only draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("shrink-study"))
    parser.add_argument("--pictures", nargs="+", default=PICTURES, help="of the zoo (default: 🦎 🐞)")
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, help="parameters, descending")
    parser.add_argument("--seeds", type=int, default=3, help="of each size (default: 3)")
    parser.add_argument("--iterations", type=int, default=2500, help="after each cut (default: 2500)")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--precision", default="bf16", help="of the training (default: bf16)")
    parser.add_argument("--draw", action="store_true", help="only table and figure of the results so far")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for point in [] if options.draw else points(options):
        train_and_measure(*point, options)
    found = found_in(options.out)
    if not found:
        raise SystemExit(f"nothing has been measured in {options.out} yet")
    (options.out / "shrink.json").write_text(json.dumps(found, indent=1))
    text = "\n".join(table(found))
    (options.out / "shrink.md").write_text(text + "\n")
    draw(found, options.out / "shrink.png")
    print(text)


if __name__ == "__main__":
    main()
