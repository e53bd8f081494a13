"""Damaged input for everything that reads files: each loader may return or raise a BlastemaError, and nothing else.

    python benchmarks/fuzz_loaders.py --inputs 10000

Starts from valid files of every kind (organisms, web models, configs, cards, plans and evaluations of sweeps, files of
run folders, pictures), and damages them: flipped bits, truncation, pieces moved or taken from other files, hostile
values in JSON, corrected lengths and checksums of containers so that the damage is not detected by them. Prints counts
by outcome; exits 1 and shows the first cases if any other error occurred.
"""

from __future__ import annotations

import argparse
import collections
import functools
import io
import json
import random
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import fuzz_damage
import jax
import jax.numpy as jnp
import numpy as np
from PIL import Image

from blastema import sweep, zoo
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, presets
from blastema.config import file as config_file
from blastema.drawing import plots
from blastema.errors import BlastemaError
from blastema.figures.card import facts
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.runs import checkpoints as checkpoint_files
from blastema.runs import environment, metrics
from blastema.sweep import summary
from blastema.targets import load_target
from blastema.training import damage
from blastema.training.curricula import Memory
from blastema.training.guards import Guards
from blastema.training.snapshots import Progress, Snapshot
from blastema.zoo import card as cards
from blastema.zoo.loading import load_organism

Loader = Callable[[bytes, Path], object]


def corpus() -> dict[str, list[bytes]]:
    """Valid files by kind."""
    pixels = np.random.default_rng(0).integers(0, 256, (9, 7, 4)).astype(np.uint8)
    target = load_target(pixels, size=6, padding=2)
    small = AutomatonConfig(channels=8, hidden=(8,))
    odd = AutomatonConfig(
        channels=5, hidden=(6, 7), filters=("mean",), learned_filters=2, life="all", signal=1, activation="tanh"
    )
    organisms = []
    for config in (small, odd):
        automaton = jax.eval_shape(lambda key, config=config: CellularAutomaton.initial(config, key), jax.random.key(0))
        filled = jax.tree.map(
            lambda leaf: jnp.asarray(np.resize([0.25, -0.5, 1.0], leaf.shape), jnp.float32), automaton
        )
        organisms.append(Organism(filled, "one", (10, 10), target, {"regime": "growing", "iterations": 3}))
    pictures = []
    for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB"), ("WEBP", "RGBA"), ("GIF", "P")):
        stream = io.BytesIO()
        image = Image.fromarray(pixels).convert(mode)
        image.save(stream, kind, save_all=kind == "GIF", **({"append_images": [image]} if kind == "GIF" else {}))
        pictures.append(stream.getvalue())
    return {
        "organism": [organism_file.dumps(o, d) for o in organisms for d in ("float32", "float16")],
        "web model": [distill.dumps(organisms[0])[0]],
        "config": [config_file.to_json(presets.preset(r)).encode() for r in ("growing", "regenerating")],
        "metrics": [_metrics()],
        "environment": [
            b'{"target": "one", "kernel": "native", "threads": 2, "jax": "0.10.2", "own": {"loss": "a.b"}}'
        ],
        "sweep": [_sweep()],
        "evaluation": [_evaluation()],
        "card": [file.read_bytes() for file in sorted(zoo.built_in_folder().glob("l*.json"))],
        "picture": pictures,
        "checkpoint": [checkpoint_files.to_bytes(_checkpoint(0)), checkpoint_files.to_bytes(_checkpoint(5))],
    }


def _metrics() -> bytes:
    numbers = {"loss": 0.03, "smoothed": -1.5, "learning_rate": 2e-3, "seconds": 0.01, "dead_samples": 0}
    return b"".join(json.dumps({"iteration": at, "attempt": at > 5} | numbers).encode() + b"\n" for at in range(1, 9))


def _sweep() -> bytes:
    plan = sweep.make_plan(presets.regenerating(), ["🦎"], 2, ["learning_rate=1e-3,2e-3", "steps=2:4"], jobs=1)
    with tempfile.TemporaryDirectory() as name:
        plan.save(Path(name))
        return (Path(name) / "sweep.json").read_bytes()


def _evaluation() -> bytes:
    names = ["grow96", "grow200", "persist1000", "persist5000", *(f"heal1000 {cut}" for cut in damage.CUTS)]
    training = {"log10_loss": -3.2, "roll_backs": 0, "seconds": 60.5}
    figures = {name: {"log10_mean_e": -3.5} for name in names}
    return json.dumps({"figures": figures, "training": training, "cuts_healed": 4, "samples_recovered": 30}).encode()


def _checkpoint(pool: int) -> Snapshot:
    tensors = _trained(pool)
    return Snapshot.take(tensors, Progress(Guards(0.1, 4, smoothed=-1.5, best=-1.6), 40, 1, 0.5), good=True)


class _Trained(NamedTuple):
    """As a training state: some tensors and a pool."""

    weights: Any
    memory: Any


def _trained(pool: int) -> _Trained:
    memory = Memory(jnp.zeros((pool, 3, 3, 4)).at[:, 1, 1].set(0.5), jnp.zeros(pool, jnp.int32))
    return _Trained(jnp.full((3, 2), 0.25), memory)


def restored(data: bytes, folder: Path) -> object:
    """An accepted checkpoint can be continued, or does not fit the config."""
    return checkpoint_files.from_bytes(data).restore(_trained(5))


def from_file(read: Callable[[Path], object]) -> Loader:
    """A loader of files as one of bytes: ``read`` gets the path of a file with them."""

    def load(data: bytes, folder: Path) -> object:
        file = folder / "input"
        file.write_bytes(data)
        return read(file)

    return load


def config_written_again(file: Path) -> object:
    """An accepted organism can be written, and is unchanged when read again."""
    config = config_file.load(file)
    text = config_file.to_json(config).encode()
    assert config_file.from_json(text) == config
    return config


def metrics_used(file: Path) -> object:
    """Accepted metrics can be counted, drawn and cut."""
    lines = metrics.read(file)
    sum(line["seconds"] or 0 for line in lines)
    max((line["attempt"] for line in lines), default=0)
    plots.last_attempt(lines)
    np.log10(np.abs(np.array([line["loss"] or 1 for line in lines], np.float64)))
    round(lines[-1]["smoothed"] or 0, 4) if lines else None
    return metrics.cut(file, 4, 0)


def environment_read(data: bytes, folder: Path) -> object:
    (folder / environment.NAME).write_bytes(data)
    before = environment.read(folder)
    return environment.differences(before, {"jax": "1", "threads": 3, "kernel": "jax"})


def sweep_loaded(data: bytes, folder: Path) -> object:
    """An accepted plan can be written again, and has a summary."""
    (folder / "sweep.json").write_bytes(data)
    opened = sweep.Sweep.open(folder)
    opened.plan.save(folder)
    found = sweep.rows(opened)
    return summary.html("a sweep", found, list(opened.plan.entries[0].varied)).encode()


@functools.cache
def _plan() -> sweep.Plan:
    return sweep.make_plan(presets.regenerating(), ["🦎"], 1, [], jobs=1)


def evaluation_read(data: bytes, folder: Path) -> object:
    run = folder / "runs" / _plan().entries[0].name
    run.mkdir(parents=True, exist_ok=True)
    (run / "evaluation.json").write_bytes(data)
    opened = sweep.Sweep(folder, _plan())
    return summary.html("a sweep", sweep.rows(opened), ["target", "seed"]).encode()


def card_told(file: Path) -> object:
    """An accepted card can be printed, and written again."""
    card = cards.load(file)
    told = [*facts(str(card.raw["name"]), card.raw.get("regime"), card).values(), *card.notes, card.survival_in_words]
    scores = [card.score(name, of) for name in card.conditions for of in card.formats]
    "\n".join([*told, *map(str, scores), *map(str, card.cuts().values())]).encode()
    cards.dumps(card.raw)
    return card.config


def load_and_save(data: bytes, folder: Path) -> object:
    """An accepted value can be written again."""
    return organism_file.dumps(organism_file.loads(data))


LOADERS: dict[str, list[Loader]] = {
    "organism": [load_and_save, from_file(load_organism)],
    "web model": [lambda data, folder: distill.loads(data, name="ex3_lizard"), from_file(load_organism)],
    "config": [from_file(config_written_again)],
    "metrics": [from_file(metrics_used)],
    "environment": [environment_read],
    "sweep": [sweep_loaded],
    "evaluation": [evaluation_read],
    "card": [from_file(card_told)],
    "checkpoint": [restored],
    "picture": [
        from_file(lambda file: load_target(file, size=8, padding=2)),
        from_file(lambda file: load_target(file, size=8, padding=2, background="transparent")),
    ],
}


def fuzz(
    inputs: int, seed: int, kinds: Sequence[str] = tuple(fuzz_damage.MUTATORS)
) -> tuple[collections.Counter[tuple[str, str]], list[str], float]:
    """Counts by (kind, outcome), a traceback for each other error, and the seconds of the slowest input."""
    draw = random.Random(seed)
    files = corpus()
    everything = [data for group in files.values() for data in group]
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    escaped: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(inputs):
            kind = draw.choice(kinds)
            mutate = draw.choice(fuzz_damage.MUTATORS[kind])
            data = mutate(draw, draw.choice(files[kind]), everything)
            load = draw.choice(LOADERS[kind])
            start = time.perf_counter()
            try:
                load(data, Path(name))
                outcome = "read"
            except BlastemaError as error:
                outcome = type(error).__name__
                if not str(error).strip() or len(str(error)) > 1000:
                    escaped.append(f"{kind} by {mutate.__name__}: a message of {len(str(error))} characters")
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                outcome = f"ESCAPED {type(error).__name__}"
                escaped.append(f"{kind} by {mutate.__name__}: {data[:200]!r}\n{traceback.format_exc()}")
            counts[kind, outcome] += 1
            slowest = max(slowest, time.perf_counter() - start)
    return counts, escaped, slowest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    start = time.perf_counter()
    counts, escaped, slowest = fuzz(options.inputs, options.seed)
    for (kind, outcome), count in sorted(counts.items()):
        print(f"{kind:10} {outcome:24} {count:7}")
    seconds = time.perf_counter() - start
    print(f"{options.inputs} inputs in {seconds:.0f} s, slowest {slowest * 1000:.0f} ms; {len(escaped)} escaped")
    print("\n".join(escaped[:10]))
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
