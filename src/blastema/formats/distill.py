"""The article's web model files: import and export.

The demo of *Growing Neural Cellular Automata* (Distill 2020, doi 10.23915/distill.00023) loads its rules from JSON: a
list of two layers ``{data_b64, in_ch, out_ch, weight_scale, bias_scale, type}``. ``data_b64`` is uint8
``[in_ch + 1, out_ch]``, the last row the bias; a value is ``(q / 255 - 0.5) * scale``. Rows are filter-major, as in
`organism_file`. The file contains nothing else, so the settings are the article's, and its target is known only from
the file's name. Models that the article's notebook exports (`graph_model`) are read as well.
"""

from __future__ import annotations

import dataclasses
import json
import math
import os
import re
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from blastema import _kinds, article_kind, emoji
from blastema._base64 import from_base64, to_base64
from blastema._checks import as_path, is_whole, short
from blastema._files import write_explained
from blastema._json import parse_any
from blastema._types import Dense
from blastema.article_kind import FILTERS, in_its_order, without_signal
from blastema.automaton import CellularAutomaton
from blastema.config import AutomatonConfig, TargetConfig
from blastema.errors import FileFormatError, InputError
from blastema.formats import graph_model
from blastema.organism import Organism
from blastema.rounding import Format, Nearest, rounded
from blastema.surgeon import Matrix
from blastema.targets import Target, load_target
from blastema.update import ResidualUpdate

LARGEST_BYTES = 64 << 20
_SHARES = (0.25, 0.5)
"""Of `evened`, to try."""
SIZE, PADDING = 40, 16
"""The article's target geometry: 40 cells, padded by 16 to 72."""
_PLANARIAN_GRID = (64, 96)

_REGIMES = {"ex1": "growing", "ex2": "persistent", "ex3": "regenerating"}
_Floats = np.ndarray[Any, np.dtype[np.float32]]


def load(
    path: str | os.PathLike[str],
    *,
    target: Target | None = None,
    size: int | None = None,
    padding: int | None = None,
) -> Organism:
    """Read a web model file.

    Args:
        path: the file
        target: what it grows, if known; else the built-in picture in the file's name (``ex3_lizard``)
        size: longer side of that picture in cells, if no target is given; the article's if not given
        padding: empty cells around it

    Returns:
        The organism, with the article's settings, on a grid with zero boundary.

    Raises:
        InputError: if the file cannot be read, or for an invalid size.
        FileFormatError: if it is of another kind, or damaged.
    """
    file = as_path(path, "the web model's file")
    data = _kinds.read(file, "a web model file", LARGEST_BYTES, "web model")
    return loads(data, str(file), name=file.stem, target=target, size=size, padding=padding)


def loads(
    data: bytes,
    source: str = "web model",
    *,
    name: str = "imported",
    target: Target | None = None,
    size: int | None = None,
    padding: int | None = None,
) -> Organism:
    """The organism in a web model file's bytes; see `load`. ``name`` is the file's name without its ending."""
    _kinds.refuse_others(data, source, "web model", "json", "broken")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"[", b"{"):
        raise FileFormatError(f"{source} is not a web model file, which is JSON, nor of another known kind.")
    raw = parse_any(data, source)
    if graph_model.is_graph_model(raw):
        layers, form = graph_model.layers(raw, source), "model of the article's notebook"
    elif isinstance(raw, list) and len(raw) == 2 and all(isinstance(layer, dict) for layer in raw):
        layers = tuple(_layer(layer, f"{source}, layer {number}") for number, layer in enumerate(raw, 1))
        form = "web model file, 8-bit weights"
    else:
        raise FileFormatError(f"{source} is not a web model file: expected a JSON list of two layers.")
    (features, hidden), (hidden_again, channels) = (weight.shape for weight, _ in layers)
    if hidden != hidden_again or features != len(FILTERS) * channels:
        raise FileFormatError(
            f"{source}: the layers are {features} -> {hidden} and {hidden_again} -> {channels}; expected 3 c -> h "
            "and h -> c for c channels (the article's are 48 -> 128 and 128 -> 16)."
        )
    try:
        config = AutomatonConfig(channels=channels, hidden=(hidden,), filters=FILTERS)
    except InputError as error:
        raise FileFormatError(f"{source}: {error}") from error
    empty = CellularAutomaton.initial(config, jax.random.key(0))
    read = tuple(Dense(jnp.asarray(weight), jnp.asarray(bias)) for weight, bias in layers)
    automaton = eqx.tree_at(lambda a: a.update.layers, empty, read)
    regime, subject = _read_name(name)
    provenance = {
        "source": form,
        "file": name.encode(errors="backslashreplace").decode()[:100],
    }
    if regime:
        provenance |= {"regime": regime, "article": "doi 10.23915/distill.00023"}
    geometry = TargetConfig(size=SIZE if size is None else size, padding=PADDING if padding is None else padding)
    if target is None and subject in emoji.BUILT_IN.values():
        target = load_target(subject, geometry)
    grid = (geometry.grid,) * 2 if target is None else target.grid
    if target is None and subject == "planarian" and size is None and padding is None:
        grid = _PLANARIAN_GRID
    return Organism(automaton, subject, grid, target, provenance)


def _read_name(stem: str) -> tuple[str | None, str]:
    """Regime and subject from a file's name: "ex3_lizard" -> ("regenerating", "lizard")."""
    prefix, separator, rest = stem.partition("_")
    regime = _REGIMES.get(prefix.lower()) if separator else None
    subject = (rest if regime else stem).strip()
    if emoji.is_emoji(subject):
        return regime, emoji.name_of(subject)
    plain = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")[:60]
    return regime, emoji.SYNONYMS.get(plain, plain) or "imported"


def _layer(raw: dict[str, Any], source: str) -> tuple[_Floats, _Floats]:
    if raw.get("type", "uint8") != "uint8":
        raise FileFormatError(f"{source} has type {short(raw.get('type'))}; only uint8 is read.")
    inputs, outputs = (_count(raw.get(key), key, source) for key in ("in_ch", "out_ch"))
    scales = [_scale(raw.get(key), key, source) for key in ("weight_scale", "bias_scale")]
    if "data_b64" not in raw:
        raise FileFormatError(f"{source} lacks data_b64, the weights as base64 text.")
    data = from_base64(raw["data_b64"], f"{source}: data_b64")
    if len(data) != (inputs + 1) * outputs:
        raise FileFormatError(
            f"{source}: data_b64 has {len(data)} values; {inputs} inputs, a bias and {outputs} outputs "
            f"make {(inputs + 1) * outputs}."
        )
    levels = np.frombuffer(data, np.uint8).reshape(inputs + 1, outputs)
    return _decoded(levels[:-1], scales[0]).astype(np.float32), _decoded(levels[-1], scales[1]).astype(np.float32)


def _count(value: Any, key: str, source: str) -> int:
    if is_whole(value) and 1 <= value <= 65536:
        return int(value)
    raise FileFormatError(f"{source}: {key} is {short(value)}; expected a number of channels.")


def _scale(value: object, key: str, source: str) -> float:
    # The bound keeps decoded weights finite in float32; comparing first keeps huge integers from overflowing.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1e30:
        return float(value)
    raise FileFormatError(f"{source}: {key} is {short(value)}; expected a number, 0 or more.")


def save(organism: Organism, path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Write a web model file. Returns notes on what is lost; raises `InputError` as `dumps` does."""
    data, notes = dumps(organism)
    write_explained(as_path(path, "the web model's file"), data)
    return notes


def check(organism: Organism) -> None:
    """Raise `InputError`, with the reasons, for an organism that the format cannot represent: perception filters other
    than identity and the Sobel pair, not one hidden layer, ..."""
    _of_the_article(organism)


def dumps(organism: Organism) -> tuple[bytes, tuple[str, ...]]:
    """A web model file's bytes, and notes on what is lost in it.

    Weights are rounded to 8 bits of their range such that the organism loses least (`blastema.rounding`); those that
    the format can store, as of a file that was read, are unchanged. A signal becomes a part of the bias.

    Raises:
        InputError: with the reason, for an organism that `check` refuses.
    """
    automaton = _of_the_article(organism)
    layers: tuple[Dense, Dense] = automaton.update.layers  # type: ignore[attr-defined]
    how = "they are stored without loss"
    if not all(np.array_equal(_stored(part), part) for layer in layers for part in layer):
        plain = dataclasses.replace(organism, automaton=automaton, signal=(), pictures=())
        scaled = [evened(layers, share) for share in _SHARES]
        try:
            layers, how = rounded(plain, scaled, ODD), "the others compensate for the error of each"
        except InputError as nothing:
            how = f"each to the nearest value: {nothing}"
    text = json.dumps([_encoded(layer) for layer in layers])
    notes = (f"weights are rounded to 8 bits ({how}); name, target and provenance are not in the file",)
    return text.encode("ascii"), (*notes, *_losses(organism.automaton), *_lost_seeds(organism), *organism.built_in)


def _of_the_article(organism: Organism) -> CellularAutomaton:
    """Its automaton in the article's order (`blastema.article_kind`), or `InputError` with the reasons."""
    automaton = without_signal(organism)
    reasons = _obstacles(automaton)
    if organism.signal_in == "seed":
        reasons.append("its signal is in its seed")
    if reasons:
        raise InputError(
            f"{organism.name} cannot be exported as a web model: {'; '.join(reasons)}. "
            "The format supports only the article's architecture."
        )
    return in_its_order(automaton)


def _float32(weight: Any, bias: Any) -> Dense:
    return Dense(jnp.asarray(weight, jnp.float32), jnp.asarray(bias, jnp.float32))


def evened(layers: tuple[Dense, Dense], share: float) -> tuple[Dense, Dense]:
    """The same function with other scales of its hidden units: a layer has one scale, which its largest weight defines.

    A ReLU commutes with positive factors. Those of a unit are such that with a share of 0 the largest input weights of
    all units are alike, with 1 the largest output weights, between them each in part; with 0.5, the largest input and
    output weight of each unit, up to one factor for all.
    """
    (weight, bias), (last, last_bias) = (tuple(np.asarray(part, np.float64) for part in layer) for layer in layers)
    told, tells = np.abs(weight).max(0), np.abs(last).max(1)
    alike = (told > 0) & (tells > 0)
    factor = np.where(alike, tells, 1) ** share / np.where(alike, told, 1) ** (1 - share)
    # Hidden units keep their mean size: the demo has a range for them, too.
    factor /= np.exp(np.log(factor[alike]).mean()) if alike.any() else 1
    factor = np.where(alike, factor, 1)
    return _float32(weight * factor, bias * factor), _float32(last / factor[:, None], last_bias)


def _odd(values: Matrix) -> Nearest:
    """Rounds to the values that a file can store with the scale of these."""
    scale = _scale_of(values)
    return lambda row: _decoded(_levels(row, scale), scale)


ODD = Format(_odd, _odd, zero=False)
"""Odd multiples, up to 255, of the 510th part of a scale: one for the weights of a layer and one for its biases."""


def _obstacles(automaton: CellularAutomaton) -> list[str]:
    if reasons := article_kind.obstacles(automaton):
        return reasons
    assert isinstance(automaton.update, ResidualUpdate)
    width, channels, threshold = automaton.update.hidden[0], automaton.channels, automaton.alive_threshold
    checks = (
        (width % 4 == 0, f"its hidden width {width} is not a multiple of 4"),
        (channels % 4 == 0, f"its {channels} channels are not a multiple of 4"),
        (math.isclose(threshold, 0.1), f"its alive threshold is {threshold:g}, not 0.1"),
    )
    return [reason for fits, reason in checks if not fits]


def _losses(automaton: CellularAutomaton) -> list[str]:
    physics, channels = automaton.physics, automaton.channels
    checks = (
        (channels != 16, f"the article's page shows models of 16 channels only; this one has {channels}"),
        (physics.fire_rate != 0.5, f"the fire rate {physics.fire_rate:g} is not in the file; readers assume 0.5"),
        (physics.angle != 0, f"the angle of {physics.angle:g} degrees is not in the file; readers assume 0"),
        (physics.boundary == "torus", "the boundary (torus) is not in the file; this importer assumes zero"),
        (physics.step_size != 1, f"the step size {physics.step_size:g} is multiplied into the last layer"),
    )
    return [note for applies, note in checks if applies]


def _lost_seeds(organism: Organism) -> list[str]:
    if organism.start_radius is not None:
        return ["it starts as its own picture, which is not in the file; readers plant a seed in the middle"]
    middle = [(organism.grid[0] // 2, organism.grid[1] // 2)]
    if organism.places(*organism.grid) == middle:
        return []
    return ["it does not grow from the middle cell, and its seeds are not in the file; readers plant one in the middle"]


def _encoded(layer: Dense) -> dict[str, Any]:
    weight, bias = (np.asarray(part, np.float64) for part in layer)
    scales = [_scale_of(part) for part in (weight, bias)]
    values = np.vstack([_levels(weight, scales[0]), _levels(bias[None], scales[1])])
    return {
        "data_b64": to_base64(values.tobytes()),
        "in_ch": weight.shape[0],
        "out_ch": weight.shape[1],
        "weight_scale": scales[0],
        "bias_scale": scales[1],
        "type": "uint8",
    }


def _scale_of(values: Any) -> float:
    return float(np.float32(2 * np.abs(values).max()))


def _stored(values: Any) -> _Floats:
    """The values as they are in a file."""
    scale = _scale_of(values)
    return _decoded(_levels(np.asarray(values, np.float64), scale), scale).astype(np.float32)


def _decoded(levels: np.ndarray[Any, np.dtype[np.uint8]], scale: float) -> Matrix:
    decoded: Matrix = (levels / 255.0 - 0.5) * scale
    return decoded


def _levels(values: Any, scale: float) -> np.ndarray[Any, np.dtype[np.uint8]]:
    # A scale of 0 decodes every level to 0.
    unit = values / scale if scale else np.zeros_like(values)
    levels: np.ndarray[Any, np.dtype[np.uint8]] = np.round((unit + 0.5) * 255).clip(0, 255).astype(np.uint8)
    return levels


__all__ = ["LARGEST_BYTES", "ODD", "PADDING", "SIZE", "check", "dumps", "evened", "load", "loads", "save"]
