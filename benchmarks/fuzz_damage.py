"""The damage of `fuzz_loaders`: flipped bits, moved pieces, hostile values, containers with corrected checksums."""

from __future__ import annotations

import base64
import contextlib
import copy
import functools
import json
import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import safetensors.numpy

from blastema.runs import checkpoints as checkpoint_files

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 3, 65536, 2**31, 2**63, 2**64, 10**400, -(10**400), 0.5, -0.0, 1e308, 1e-320,
    float("inf"), float("nan"), "", "0", "1", "nan", "identity", "zero", "\x00", "🦎", "../..", "a" * 10_000, "\ud800",
    [], [[]], [None], [1, 2], ["identity"], [["identity"]], [0] * 1000, {}, {"": None}, {"a": {"b": []}},
    functools.reduce(lambda inner, _: [inner], range(50), 0), {"\ud800": 0}, {"\x00": 0}, "\udce9.png",
)  # fmt: skip
Mutator = Callable[[random.Random, bytes, list[bytes]], bytes]


def flipped(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 8, 64))):
        changed[draw.randrange(len(changed))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def flipped_early(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """Damage is concentrated at the beginning, which matters most."""
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
    """JSON with one to three values replaced, removed, renamed or duplicated."""
    value = copy.deepcopy(value)
    for _ in range(draw.choice((1, 1, 2, 3))):
        found = list(places(value))
        if not found:
            return copy.deepcopy(draw.choice(HOSTILE))
        parent, key = draw.choice(found)
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


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from places(inner)


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
    """An organism file with a valid container and an invalid description or header."""
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
    """A checkpoint with invalid progress or tensors and a corrected checksum."""
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
    """Numbers that are large, tiny or NaN."""
    changed = bytearray(data)
    at = draw.randrange(8 + int.from_bytes(data[:8], "little"), len(data) - 4)
    changed[at : at + 4] = struct.pack("<f", draw.choice((float("nan"), float("inf"), 3e38, 1e-45)))
    return bytes(changed)


def levels_changed(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A web model with different bytes as weights, possibly too many or too few."""
    layers = json.loads(data)
    layer = draw.choice(layers)
    weights = flipped(draw, base64.b64decode(layer["data_b64"]), others)
    layer["data_b64"] = base64.b64encode(weights[draw.choice((0, 0, 1)) :]).decode()
    layer["weight_scale"] = draw.choice(HOSTILE + (1.0,) * 20)
    return json.dumps(layers).encode()


def chunk_edited(draw: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """A PNG with one damaged chunk and a corrected checksum; other pictures get flipped bits."""
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
