"""Start and recipe of the studio's page: the stem cell and ``quick``, so that both have only one definition."""

from __future__ import annotations

from typing import Any

from blastema import starts
from blastema._base64 import to_base64
from blastema.config.file import to_dict
from blastema.config.presets import preset
from blastema.formats import organism_file


def options() -> dict[str, Any]:
    """Values for the page's script: ``stem`` is base64 of an organism file, ``recipe`` a config's "training"."""
    config = preset("regenerating", "quick")
    stem = starts.stem_cell(config.target.size)
    return {
        "stem": to_base64(organism_file.dumps_small(stem)[0]),
        "recipe": to_dict(config)["training"],
    }


__all__ = ["options"]
