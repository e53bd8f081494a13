"""Zoos for tests: folders with the small golden lizard and cards made without measuring anything."""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path
from typing import Any

from blastema import cli, zoo
from blastema.config import file as config_file
from blastema.config import presets
from blastema.training import damage
from blastema.zoo import card as cards

GOLDEN = Path(__file__).parent / "golden" / "lizard-small.safetensors"
CONDITIONS = (
    "grow96", "grow200", "persist1000", "persist5000",
    *(f"heal{steps} {name}" for steps in (200, 1000) for name in damage.CUTS),
)  # fmt: skip


def said(capsys, *words: object) -> str:
    """What a command says, which has to succeed."""
    code = cli.run([str(word) for word in words])
    output = capsys.readouterr()
    assert code == 0, output.err
    return output.out


def complaint(capsys, *words: object) -> str:
    """What a command complains of, in one message and exit code 2."""
    assert cli.run([str(word) for word in words]) == 2
    return capsys.readouterr().err


def card_of(
    name: str, regime: str | None, data: bytes, log10_e: float = -4.6, recovered: int = 8, **changes: Any
) -> dict[str, Any]:
    """A card for the organism file ``data`` with the same score everywhere; int8 is a decade worse."""

    def score(value: float) -> dict[str, Any]:
        return {"log10_mean_e": value, "spread": 0.1, "recovered": recovered, "samples": 8}

    def group(value: float) -> dict[str, Any]:
        return {condition: score(value) for condition in CONDITIONS}

    config = presets.preset(regime or "regenerating", "fast", picture="🦎")
    plain = config_file.json.loads(config_file.to_json(config))
    card = {
        "format": "blastema-card",
        "version": 1,
        "name": name,
        "emoji": None,
        "regime": regime,
        "file": {
            "name": f"{name}-{regime}.safetensors",
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "dtype": "float16",
        },
        "grid": [24, 24],
        "parameters": 7744,
        "figures": {"float16": group(log10_e), "float32": group(log10_e), "int8": group(log10_e + 1)},
        "survival": {"steps": 10000, "every": 20, "ends": [None] * 8},
        "training": {
            "iterations": 13000,
            "seed": 0,
            "log10_loss": -3.5,
            "minutes": 7.5,
            "roll_backs": 0,
            "curve": {"iteration": [1, 6500, 13000], "log10_loss": [-1.4, -3, -3.5]},
            "config": plain,
            "with": {"kernel": "native"},
        },
        "measured_with": {"blastema": "0.1.0", "kernel": "native"},
        "notes": [],
    }
    card["figures"]["float16"]["grow200"]["log10_e"] = [log10_e] * 8
    return copy.deepcopy(card) | changes


def house(folder: Path, name: str, regime: str | None = "regenerating", **card: Any) -> zoo.Entry:
    """Put the golden lizard into a zoo under this name, with a card (``card=None``: without)."""
    folder.mkdir(parents=True, exist_ok=True)
    entry = zoo.entry_for(name, regime, folder)
    data = GOLDEN.read_bytes()
    entry.path.write_bytes(data)
    if card != {"card": None}:
        entry.card_path.write_bytes(cards.dumps(card_of(name, regime, data, **card)))
    return entry
