"""Damaged input for everything that reads files: each loader may return or raise a BlastemaError, and nothing else.

    python benchmarks/fuzz_loaders.py --inputs 10000

Starts from sound files of every kind (organisms, web models, configs, cards, plans and evaluations of sweeps, what is
in a run folder, pictures), and damages them: bits flipped, cut short, pieces moved or taken from another file, values
in JSON replaced by hostile ones, lengths and checksums of containers made right again so that the damage gets past
them. Prints counts by outcome; exits 1 and shows the first cases if anything else escaped.
"""

from __future__ import annotations

import argparse
import base64
import collections
import contextlib
import copy
import functools
import io
import json
import random
import re
import struct
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import safetensors.numpy
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

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 3, 65536, 2**31, 2**63, 2**64, 10**400, -(10**400), 0.5, -0.0, 1e308, 1e-320,
    float("inf"), float("nan"), "", "0", "1", "nan", "identity", "zero", "\x00", "🦎", "../..", "a" * 10_000, "\ud800",
    [], [[]], [None], [1, 2], ["identity"], [["identity"]], [0] * 1000, {}, {"": None}, {"a": {"b": []}},
    functools.reduce(lambda inner, _: [inner], range(50), 0), {"\ud800": 0}, {"\x00": 0}, "\udce9.png",
)  # fmt: skip
Loader = Callable[[bytes, Path], object]
Mutator = Callable[[random.Random, bytes, list[bytes]], bytes]


def corpus() -> dict[str, list[bytes]]:
    """Sound files by kind."""
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
    """What has been let in can be gone on from, or does not fit the config."""
    return checkpoint_files.from_bytes(data).restore(_trained(5))


def from_file(read: Callable[[Path], object]) -> Loader:
    """A loader of files as one of bytes: ``read`` gets the path of a file with them."""

    def load(data: bytes, folder: Path) -> object:
        file = folder / "input"
        file.write_bytes(data)
        return read(file)

    return load


def config_written_again(file: Path) -> object:
    """What has been let in can be written and is the same again."""
    config = config_file.load(file)
    text = config_file.to_json(config).encode()
    assert config_file.from_json(text) == config
    return config


def metrics_used(file: Path) -> object:
    """What has been let in can be counted, drawn and cut."""
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
    """What has been let in can be written again, and has a summary."""
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
    """What has been let in can be told, and written again."""
    card = cards.load(file)
    told = [*facts(str(card.raw["name"]), card.raw.get("regime"), card).values(), *card.notes, card.survival_in_words]
    scores = [card.score(name, of) for name in card.conditions for of in card.formats]
    "\n".join([*told, *map(str, scores), *map(str, card.cuts().values())]).encode()
    cards.dumps(card.raw)
    return card.config


def load_and_save(data: bytes, folder: Path) -> object:
    """What has been let in can be written again."""
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


def flipped(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8, 64))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def flipped_early(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Most of what decides is at the beginning."""
    return flipped(draw, data[:64], others) + data[64:]


def cut_short(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    return data[: draw.randrange(len(data))]


def spliced(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    other = draw.choice(others)
    begin, end = sorted(draw.randrange(len(other) + 1) for _ in range(2))
    at = draw.randrange(len(data) + 1)
    return data[:at] + other[begin:end] + data[at + draw.choice((0, end - begin)) :]


def noise(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    return data[: draw.choice((0, 4, 9, 16))] + draw.randbytes(draw.randrange(200))


def edited(draw: random.Random, value: Any) -> Any:
    """JSON with one to three values replaced, taken out, renamed or doubled."""
    value = copy.deepcopy(value)
    for _ in range(draw.choice((1, 1, 2, 3))):
        places = list(_places(value))
        if not places:
            return copy.deepcopy(draw.choice(HOSTILE))
        parent, key = draw.choice(places)
        action = draw.randrange(6)
        if action == 0:
            del parent[key]
        elif action == 1 and isinstance(parent, dict):
            parent[draw.choice(("extra", "version", "", key + "s"))] = copy.deepcopy(draw.choice(HOSTILE))
        elif action == 2 and isinstance(parent, list):
            parent.extend(parent[: draw.choice((1, 5, 50))])
        else:
            parent[key] = copy.deepcopy(draw.choice(HOSTILE))
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def json_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    return json.dumps(edited(draw, json.loads(data))).encode()


def line_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Lines of JSON, one of them edited."""
    lines = data.splitlines(keepends=True)
    at = draw.randrange(len(lines))
    return b"".join([*lines[:at], json_edited(draw, lines[at], others) + b"\n", *lines[at + 1 :]])


def key_doubled(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """The same key twice, with two values."""
    at = draw.choice([at for at, byte in enumerate(data) if byte == ord("{")])
    key = draw.choice(re.findall(rb'"[^"]*"(?=: ?)', data))
    return data[: at + 1] + key + b": " + json.dumps(draw.choice(HOSTILE)).encode() + b"," + data[at + 1 :]


def description_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """An organism file whose container is sound and whose description or header is not."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    if draw.random() < 0.75:
        described = edited(draw, json.loads(header["__metadata__"]["blastema"]))
        header["__metadata__"]["blastema"] = json.dumps(described)
    else:
        header = edited(draw, header)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def checkpoint_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A checkpoint whose progress or tensors are not sound, its checksum right again."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    described = edited(draw, json.loads(header["__metadata__"]["blastema"]))
    body = weights_changed(draw, data, others)[8 + length :] if draw.random() < 0.3 else data[8 + length :]
    if isinstance(described, dict):
        described.pop("sha256", None)
        tensors = safetensors.numpy.load(data[: 8 + length] + body)
        with contextlib.suppress(UnicodeEncodeError):
            described["sha256"] = checkpoint_files._digest(tensors, described)
    header["__metadata__"]["blastema"] = json.dumps(described)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def weights_changed(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Numbers that are large, tiny or none at all."""
    changed = bytearray(data)
    at = draw.randrange(8 + int.from_bytes(data[:8], "little"), len(data) - 4)
    changed[at : at + 4] = struct.pack("<f", draw.choice((float("nan"), float("inf"), 3e38, 1e-45)))
    return bytes(changed)


def levels_changed(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A web model with other bytes as weights, perhaps too many or too few."""
    layers = json.loads(data)
    layer = draw.choice(layers)
    weights = flipped(draw, base64.b64decode(layer["data_b64"]), others)
    layer["data_b64"] = base64.b64encode(weights[draw.choice((0, 0, 1)) :]).decode()
    layer["weight_scale"] = draw.choice(HOSTILE + (1.0,) * 20)
    return json.dumps(layers).encode()


def chunk_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A PNG with one chunk damaged, its checksum right; other pictures get flipped bits."""
    if not data.startswith(b"\x89PNG"):
        return flipped_early(draw, data, others)
    chunks, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    number = draw.randrange(len(chunks))
    kind, body = chunks[number]
    chunks[number] = (draw.choice((kind, kind, kind, b"tRNS", b"acTL", b"PLTE")), flipped(draw, body or b"\0", others))
    if draw.random() < 0.2:
        chunks.insert(number, draw.choice(chunks))
    return data[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


GENERAL: tuple[Mutator, ...] = (flipped, flipped_early, cut_short, spliced, noise)
MUTATORS: dict[str, tuple[Mutator, ...]] = {
    "organism": (*GENERAL, *(description_edited,) * 5, weights_changed),
    "web model": (*GENERAL, *(json_edited,) * 3, *(levels_changed,) * 2),
    "config": (*GENERAL, *(json_edited,) * 5, key_doubled),
    "metrics": (*GENERAL, *(line_edited,) * 5, key_doubled),
    "environment": (*GENERAL, *(json_edited,) * 5, key_doubled),
    "sweep": (*GENERAL, *(json_edited,) * 9, key_doubled),
    "evaluation": (*GENERAL, *(json_edited,) * 5, key_doubled),
    "card": (*GENERAL, *(json_edited,) * 9, key_doubled),
    "picture": (*GENERAL, *(chunk_edited,) * 4),
    "checkpoint": (*GENERAL, *(checkpoint_edited,) * 5, weights_changed),
}


def fuzz(
    inputs: int, seed: int, kinds: Sequence[str] = tuple(MUTATORS)
) -> tuple[collections.Counter[tuple[str, str]], list[str], float]:
    """Counts by (kind, outcome), a traceback for each thing that escaped, and the seconds of the slowest input."""
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
            mutate = draw.choice(MUTATORS[kind])
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
