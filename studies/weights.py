"""Whether the weights of an organism represent the picture that it grows.

    python studies/weights.py --out weights-study                 # everything: about 20 minutes of processor time
    python studies/weights.py --out try --each 4 --iterations 100  # a try

For each digit some organisms are trained to grow handwritten examples of it: once
all from one start, an organism that grows an 8 not used otherwise, so that their hidden units correspond; and once
each from its own start, as a control. Measured are the accuracy of a linear probe for the digit from the weights alone,
on held-out organisms; what grows if the weights of two organisms are interpolated; and the first principal
components of the weights. Writes weights.json, three pictures and a Markdown summary.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax
import numpy as np

import blastema as bl

DIGITS = range(10)
SIZE, PADDING, GROWN = 12, 4, 40
START_DIGIT = "digit:8:100"
"""The picture of the common start; no organism of the study is trained on it."""
MIXES = np.linspace(0, 1, 9)
PAIRS = 60
FOLDS = 5


class Trained(NamedTuple):
    """An organism of the study: its digit and example, all its weights as one vector [P], its log10 E when grown."""

    digit: int
    example: int
    weights: np.ndarray
    log10_e: float


def config_for(iterations: int, seed: int) -> bl.Config:
    """A small rule, grown from the seed in about thirty steps."""
    return bl.growing(
        "quick",
        size=SIZE,
        padding=PADDING,
        hidden=(32,),
        steps=(24, 33),
        iterations=iterations,
        seed=seed,
        threads=1,
        start="nothing",
    )


def train(picture: str, iterations: int, seed: int, start: bl.CellularAutomaton | None) -> bl.CellularAutomaton:
    """The automaton that grows a picture; from its own start if none is given."""
    config = config_for(iterations, seed)
    for event in bl.fit(bl.load_target(picture, config.target), config, start=start):
        last = event
    return last.organism.automaton


def flat(automaton: bl.CellularAutomaton) -> np.ndarray:
    """All weights and biases, one after another: [P]."""
    return np.concatenate([np.ravel(part) for layer in automaton.update.layers for part in layer])


def filled(automaton: bl.CellularAutomaton, weights: np.ndarray) -> bl.CellularAutomaton:
    """The automaton with these weights and biases."""
    leaves, form = jax.tree.flatten(automaton)
    ends = np.cumsum([leaf.size for leaf in leaves])[:-1]
    parts = np.split(np.asarray(weights, np.float32), ends)
    return jax.tree.unflatten(form, [part.reshape(leaf.shape) for part, leaf in zip(parts, leaves, strict=True)])


def judged(automaton: bl.CellularAutomaton, *targets: bl.Target) -> tuple[float, bool]:
    """log10 of E to the closest of some targets, each grown from its own seed; and whether anything lives then."""
    errors, lives = [], []
    for target in targets:
        state = np.asarray(bl.Organism(automaton, target.name, target.grid, target, seeds=target.seeds).grow(GROWN))
        errors.append(float(((state[..., :4].astype(np.float64) - target.array) ** 2).mean()))
        lives.append(bool((state[..., 3] > automaton.alive_threshold).any()))
    finite = [error for error in errors if np.isfinite(error)]
    return (float(np.log10(min(finite))) if finite else float("inf")), any(lives)


def picture_of(digit: int, example: int) -> str:
    """The name of a digit's example."""
    return f"digit:{digit}:{example}"


_start: bl.CellularAutomaton | None = None


def _begin(start: bl.CellularAutomaton | None) -> None:
    global _start
    _start = start


def _one(work: tuple[int, int, int, bool]) -> Trained:
    digit, example, iterations, common = work
    picture = picture_of(digit, example)
    automaton = train(picture, iterations, 1000 + 100 * digit + example, _start if common else None)
    error, _ = judged(automaton, bl.load_target(picture, config_for(1, 0).target))
    return Trained(digit, example, flat(automaton), error)


def population(each: int, iterations: int, common: bool, start: bl.CellularAutomaton, jobs: int) -> list[Trained]:
    """``each`` organisms of every digit, from the common start or each from its own."""
    work = [(digit, example, iterations, common) for digit in DIGITS for example in range(each)]
    # A separate process for each job: JAX's threads do not survive a fork.
    trained = []
    with multiprocessing.get_context("spawn").Pool(jobs, _begin, (start,)) as pool:
        for one in pool.imap(_one, work, chunksize=4):
            trained.append(one)
            if len(trained) % max(1, len(work) // 10) == 0:
                tell(f"trained from {'one start' if common else 'own starts'}: {len(trained)} of {len(work)} organisms")
    return trained


def tell(text: str) -> None:
    """A line on how far the study is, apart from its results."""
    print(text, file=sys.stderr, flush=True)


def probe(features: np.ndarray, digits: np.ndarray) -> float:
    """Accuracy of a linear probe on held-out organisms, by stratified five-fold cross-validation."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000))
    folds = StratifiedKFold(min(FOLDS, int(np.bincount(digits).min())), shuffle=True, random_state=0)
    return float(cross_val_score(model, features, digits, cv=folds).mean())


def probes(groups: dict[str, list[Trained]]) -> dict[str, float]:
    """Accuracies from the weights of each group, from the pixels, and with permuted labels (chance)."""
    first = next(iter(groups.values()))
    digits = np.array([one.digit for one in first])
    geometry = config_for(1, 0).target
    pixels = np.stack([bl.load_target(picture_of(o.digit, o.example), geometry).array.ravel() for o in first])
    found = {f"weights, {name}": probe(np.stack([o.weights for o in group]), digits) for name, group in groups.items()}
    dealt = np.random.default_rng(0).permutation(digits)
    return found | {
        "the pictures' pixels": probe(pixels, digits),
        "weights, one start, labels shuffled": probe(np.stack([o.weights for o in first]), dealt),
    }


def between(group: Sequence[Trained], form: bl.CellularAutomaton) -> dict[str, Any]:
    """Interpolations of two organisms: medians over pairs of the same digit, and of two digits, at each mixture."""
    random, geometry = np.random.default_rng(0), config_for(1, 0).target
    found: dict[str, Any] = {}
    for kind, alike in (("same digit", True), ("two digits", False)):
        pairs = [(a, b) for a in group for b in group if a is not b and (a.digit == b.digit) == alike]
        chosen = [pairs[index] for index in random.permutation(len(pairs))[:PAIRS]]
        rows = []
        for first, second in chosen:
            ends = [bl.load_target(picture_of(one.digit, one.example), geometry) for one in (first, second)]
            mixed = [filled(form, (1 - t) * first.weights + t * second.weights) for t in MIXES]
            rows.append([judged(automaton, *ends) for automaton in mixed])
        found[kind] = {
            "log10_e": [float(np.median([row[k][0] for row in rows])) for k in range(len(MIXES))],
            "alive": [float(np.mean([row[k][1] for row in rows])) for k in range(len(MIXES))],
        }
    return found


def components(group: Sequence[Trained]) -> tuple[np.ndarray, np.ndarray]:
    """The organisms in the first two principal components of their weights [N, 2], and the shares these explain."""
    weights = np.stack([one.weights for one in group]).astype(np.float64)
    _, sizes, axes = np.linalg.svd(weights - weights.mean(axis=0), full_matrices=False)
    return (weights - weights.mean(axis=0)) @ axes[:2].T, sizes[:2] ** 2 / (sizes**2).sum()


def draw(results: dict[str, Any], groups: dict[str, list[Trained]], out: Path) -> None:
    """Pictures of principal components and of interpolations."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.6), dpi=110, layout="constrained")
    for axes, (name, group) in zip(figure.subplots(1, 2), groups.items(), strict=True):
        places, shares = components(group)
        for digit in DIGITS:
            chosen = [index for index, one in enumerate(group) if one.digit == digit]
            axes.scatter(*places[chosen].T, s=14, color=f"C{digit}", label=str(digit))
        axes.set_title(f"{name}: {shares.sum():.0%} of the variance", loc="left", fontsize=10)
        axes.set_xlabel("first principal component of the weights")
        axes.set_ylabel("second")
    axes.legend(title="digit", fontsize=8, frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    FigureCanvasAgg(figure)
    figure.savefig(out / "components.png", metadata={"Software": None})

    figure = Figure(figsize=(11, 3.8), dpi=110, layout="constrained")
    for axes, (key, label) in zip(
        figure.subplots(1, 2), (("log10_e", "log10 E to the nearer picture"), ("alive", "share alive")), strict=True
    ):
        for name, kinds in results["between"].items():
            for kind, values in kinds.items():
                axes.plot(MIXES, values[key], "--" if kind == "two digits" else "-", label=f"{name}, {kind}")
        axes.set_xlabel("share of the second organism's weights")
        axes.set_ylabel(label)
    axes.legend(fontsize=8, frameon=False)
    FigureCanvasAgg(figure)
    figure.savefig(out / "between.png", metadata={"Software": None})


def draw_mixtures(groups: dict[str, list[Trained]], form: bl.CellularAutomaton, out: Path) -> None:
    """The grown states of mixtures of a 3 and an 8, row by row: common start, own starts."""
    from blastema.pictures import enlarge, png, to_rgb

    rows = []
    for group in groups.values():
        first, second = (next(one for one in group if one.digit == digit) for digit in (3, 8))
        target = bl.load_target(picture_of(3, first.example), config_for(1, 0).target)
        states = []
        for t in MIXES:
            automaton = filled(form, (1 - t) * first.weights + t * second.weights)
            organism = bl.Organism(automaton, "mixture", target.grid, target, seeds=target.seeds)
            states.append(to_rgb(np.nan_to_num(np.asarray(organism.grow(GROWN)))))
        rows.append(np.concatenate(states, axis=1))
    sheet = enlarge(np.concatenate(rows), 4)
    (out / "mixtures.png").write_bytes(png(sheet))


def summary(results: dict[str, Any]) -> Iterator[str]:
    """The results as Markdown."""
    yield "| what the probe sees | accuracy on organisms that it has not seen |\n|---|---|"
    for name, share in results["probes"].items():
        yield f"| {name} | {share:.1%} |"
    yield ""
    yield "| | log10 E, median and worst | a mixture of halves, same digit | of two digits |\n|---|---|---|---|"
    for name, (median, worst) in results["log10_e"].items():
        middle = [results["between"][name][kind]["log10_e"][len(MIXES) // 2] for kind in ("same digit", "two digits")]
        alive = [results["between"][name][kind]["alive"][len(MIXES) // 2] for kind in ("same digit", "two digits")]
        texts = [f"{error:.2f}, {share:.0%} alive" for error, share in zip(middle, alive, strict=True)]
        yield f"| {name} | {median:.2f}, {worst:.2f} | {texts[0]} | {texts[1]} |"


def main() -> None:
    """Train, measure, draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("weights-study"))
    parser.add_argument("--each", type=int, default=20, help="organisms of every digit and start (default: 20)")
    parser.add_argument("--iterations", type=int, default=300, help="of each organism (default: 300)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)), help="trainings at a time")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    tell("training the start")
    start = train(START_DIGIT, 2 * options.iterations, 0, None)
    groups = {
        name: population(options.each, options.iterations, common, start, options.jobs)
        for name, common in (("one start", True), ("own starts", False))
    }
    tell("measuring: probes and interpolations")
    errors = {name: [one.log10_e for one in group] for name, group in groups.items()}
    results = {
        "settings": {"each": options.each, "iterations": options.iterations, "parameters": int(flat(start).size)},
        "log10_e": {name: [float(np.median(values)), max(values)] for name, values in errors.items()},
        "probes": probes(groups),
        "between": {name: between(group, start) for name, group in groups.items()},
        "components": {name: components(group)[1].tolist() for name, group in groups.items()},
    }
    (options.out / "weights.json").write_text(json.dumps(results, indent=1))
    draw(results, groups, options.out)
    draw_mixtures(groups, start, options.out)
    text = "\n".join(summary(results))
    (options.out / "summary.md").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
