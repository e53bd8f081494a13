"""Damaged input for everything that reads files: each loader may return or raise a BlastemaError, and nothing else.

    python benchmarks/fuzz_loaders.py --inputs 10000

Starts from sound organism files, web model files, configs, checkpoints and pictures, and damages them: bits flipped,
cut short, pieces moved or taken from another file, values in JSON replaced by hostile ones, lengths and checksums of
containers made right again so that the damage gets past them. Prints counts by outcome; exits 1 and shows the first
cases if anything else escaped.
"""

from __future__ import annotations

import argparse
import base64
import collections
import contextlib
import copy
import io
import json
import random
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

from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, presets
from blastema.config import file as config_file
from blastema.errors import BlastemaError
from blastema.formats import distill, organism_file
from blastema.organism import Organism
from blastema.runs import checkpoints as checkpoint_files
from blastema.targets import load_target
from blastema.training.curricula import Memory
from blastema.training.guards import Guards
from blastema.training.snapshots import Progress, Snapshot
from blastema.zoo.loading import load_organism

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 3, 65536, 2**31, 2**63, 2**64, 10**400, -(10**400), 0.5, -0.0, 1e308, 1e-320,
    float("inf"), float("nan"), "", "0", "1", "nan", "identity", "zero", "\x00", "🦎", "../..", "a" * 10_000, "\ud800",
    [], [[]], [None], [1, 2], ["identity"], [["identity"]], [0] * 1000, {}, {"": None}, {"a": {"b": []}},
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
        "picture": pictures,
        "checkpoint": [checkpoint_files.to_bytes(_checkpoint(0)), checkpoint_files.to_bytes(_checkpoint(5))],
    }


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


def load_and_save(data: bytes, folder: Path) -> object:
    """What has been let in can be written again."""
    return organism_file.dumps(organism_file.loads(data))


LOADERS: dict[str, list[Loader]] = {
    "organism": [load_and_save, from_file(load_organism)],
    "web model": [lambda data, folder: distill.loads(data, name="ex3_lizard"), from_file(load_organism)],
    "config": [from_file(config_file.load)],
    "checkpoint": [restored],
    "picture": [
        from_file(lambda file: load_target(file, size=8, padding=2)),
        from_file(lambda file: load_target(file, size=8, padding=2, transparent_background=True)),
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
    "config": (*GENERAL, *(json_edited,) * 5),
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
