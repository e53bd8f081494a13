"""Variants of `fast`: their cost, and how well the organisms grow and heal.

    python benchmarks/sooner.py --out runs/sooner                    # all variants, three seeds: hours
    python benchmarks/sooner.py --out runs/sooner --only stem half --pictures 🦋 --seeds 0
    python benchmarks/sooner.py --out runs/sooner --table

Each training runs in a separate process, from its imports to the saved organism; the time is its processor seconds
(and wall-clock seconds, which are not meaningful on a busy machine). Scores are those of `blastema.evaluation`, 8
samples. Existing results are not repeated.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import optax

import blastema as bl
from blastema import evaluation
from blastema.config.training import Phase

Settings = dict[str, Any]
CUTS = ("bottom", "top", "right", "left", "centre")


def _shorter(iterations: int, **settings: Any) -> Settings:
    return {"iterations": iterations} | settings


def _phases(*phases: Phase, **settings: Any) -> Settings:
    return _shorter(sum(phase.iterations for phase in phases), phases=phases, **settings)


VARIANTS: dict[str, Settings] = {
    "nothing": {"start": "nothing"},
    "stem": {},
    "half": _shorter(6500),
    "third": _shorter(4300),
    "5,000": _shorter(5000),
    "quarter": _shorter(3250),
    "5,000, three wounded": _shorter(5000, damage_count=3),
    "10,000, three wounded": _shorter(10000, damage_count=3),
    "three wounded, long end": _phases(
        Phase(1700, (48, 80)),
        Phase(2400, (48, 80), 2e-3, 0.2, "cosine"),
        Phase(550, (96, 144), 4e-4, 0.2, "cosine"),
        damage_count=3,
    ),
    "three wounded, halves and squares": _shorter(5000, damage_count=3, wounds=("half-plane", "square")),
    "three wounded, deep cuts": _shorter(5000, damage_count=3, wounds=("circle", "half-plane", "square", "deep-cut")),
    "three wounded, hidden noise": _shorter(
        5000, damage_count=3, wounds=("circle", "half-plane", "square", "hidden-noise")
    ),
    "third nothing": _shorter(4300, start="nothing"),
    "third, average 0.99": _shorter(4300, weight_average=0.99),
    "third, rate 3e-3": _phases(Phase(1650, (48, 80), 3e-3), Phase(2650, (48, 80), 3e-3, 0.03, "cosine")),
    "third, cosine throughout": _phases(Phase(4300, (48, 80), 3e-3, 0.01, "cosine")),
    "third, short episodes first": _phases(Phase(1650, (32, 56)), Phase(2650, (48, 80), 2e-3, 0.03, "cosine")),
    "third, batch 6": _shorter(2870, batch_size=6, damage_count=3),
    "third, a seed every other": _shorter(4300, reseed_every=2),
    "third, Muon": _shorter(4300),
    "third, Adam 0.95 0.99": _shorter(4300),
}
"""Changes of `regenerating("fast")`; those of the optimiser are below."""


def _rate(config: bl.Config) -> Callable[[Any], Any]:
    """The config's learning rate as an Optax schedule."""
    parts, ends, end = [], [], 0
    for phase in config.training.phases:
        shape = (
            optax.cosine_decay_schedule(phase.learning_rate, phase.iterations, phase.final_fraction)
            if phase.shape == "cosine"
            else optax.constant_schedule(phase.learning_rate)
        )
        parts.append(shape)
        ends.append(end := end + phase.iterations)
    return optax.join_schedules(parts, ends[:-1])


def _optimiser(variant: str, config: bl.Config) -> optax.GradientTransformation | None:
    if variant == "third, Muon":
        return optax.contrib.muon(_rate(config))
    if variant == "third, Adam 0.95 0.99":
        return optax.chain(optax.normalize_by_update_norm(), optax.adam(_rate(config), b1=0.95, b2=0.99))
    return None


def train(variant: str, picture: str, seed: int, precision: str, threads: int, out: str) -> None:
    """One training; its scores are written to a file in ``out``."""
    begun = time.monotonic()
    config = bl.regenerating("fast", seed=seed, precision=precision, threads=threads, **VARIANTS[variant])
    *_, last = bl.fit(bl.load_target(picture, config.target), config, optimiser=_optimiser(variant, config))
    took, processor = time.monotonic() - begun, time.process_time()
    scores = evaluation.evaluate(last.organism)
    worst = max((scores[f"heal1000 {cut}"] for cut in CUTS), key=lambda score: score.log10_mean)
    found = {
        "clock": took,
        "processor": processor,
        "grow200": scores["grow200"].log10_mean,
        "persist5000": scores["persist5000"].log10_mean,
        "worst cut": worst.log10_mean,
        **{f"{cut} recovered": scores[f"heal1000 {cut}"].recovered for cut in CUTS},
        "recovered": sum(scores[f"heal1000 {cut}"].recovered for cut in CUTS),
    }
    _file(Path(out), variant, precision, picture, seed).write_text(json.dumps(found))


def _file(out: Path, variant: str, precision: str, picture: str, seed: int) -> Path:
    return out / f"{variant.replace(' ', '-').replace(',', '')}-{precision}-{picture}-{seed}.json"


def table(out: Path, precision: str, pictures: list[str], seeds: list[int]) -> str:
    """Means over the existing seeds; for the cuts the worst."""
    lines = [
        "| | picture | seeds | processor seconds | grow200 | persist5000 | worst cut | recovered of 40 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for variant in VARIANTS:
        for picture in pictures:
            files = [_file(out, variant, precision, picture, seed) for seed in seeds]
            found = [json.loads(file.read_text()) for file in files if file.exists()]
            if found:
                mean = {key: statistics.fmean(each[key] for each in found) for key in found[0]}
                worst = max(each["worst cut"] for each in found)
                recovered = ", ".join(str(each["recovered"]) for each in found)
                lines.append(
                    f"| {variant} | {picture} | {len(found)} | {mean['processor']:.0f} | {mean['grow200']:.2f} "
                    f"| {mean['persist5000']:.2f} | {worst:.2f} | {recovered} |"
                )
    return "\n".join(lines)


def main() -> None:
    """Run the missing trainings, then print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", choices=list(VARIANTS), default=list(VARIANTS), metavar="VARIANT")
    parser.add_argument("--pictures", nargs="+", default=["🦎", "🦋"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--precision", choices=["bf16", "float32"], default="bf16", help="of the training")
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--table", action="store_true", help="only print the results so far")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    todo = [(v, p, s) for s in options.seeds for p in options.pictures for v in options.only]
    for variant, picture, seed in todo if not options.table else ():
        if not _file(options.out, variant, options.precision, picture, seed).exists():
            print(variant, picture, seed, flush=True)
            settings = (options.precision, options.threads, str(options.out))
            child = context.Process(target=train, args=(variant, picture, seed, *settings))
            child.start()
            child.join()
            if child.exitcode != 0:
                raise SystemExit(f"{variant}, {picture}, seed {seed}: exit code {child.exitcode}")
    print(table(options.out, options.precision, options.pictures, options.seeds))


if __name__ == "__main__":
    main()
