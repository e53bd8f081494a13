"""Wounds by the package's own functions, for ``web/engine/geometry.ts`` to repeat: ``golden/web-regions.json``."""

from __future__ import annotations

import base64
import json
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from make_golden import GOLDEN

from blastema.evaluation import wounds
from blastema.fire import fire_mask
from blastema.training import damage

REGIONS = GOLDEN / "web-regions.json"
GRIDS = ((72, 72), (24, 24), (64, 96), (9, 7))
SCATTER_STEP = 2**32 - 1
"""The step that ``scatter`` in ``geometry.ts`` asks the fire hash for."""


def region(kind: str, mask: Any, **arguments: Any) -> dict[str, Any]:
    """One case: what is asked for, and the cells, a bit each, the first in the highest bit."""
    cells = np.asarray(mask)
    assert cells.dtype == bool
    bits = base64.b64encode(np.packbits(cells).tobytes()).decode("ascii")
    return {"kind": kind, "height": cells.shape[0], "width": cells.shape[1], **arguments, "cells": bits}


def circles(height: int, width: int, count: int) -> list[dict[str, Any]]:
    """Training's circles, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        centre_key, radius_key = jax.random.split(key)
        row, column = jax.random.uniform(centre_key, (2,), minval=-0.5, maxval=0.5).tolist()
        radius = float(jax.random.uniform(radius_key, minval=0.1, maxval=0.4))
        mask = damage.circle(key, (height, width), 40)
        cases.append(region("circle", mask, row=row, column=column, radius=radius))
    return cases


def half_planes(height: int, width: int, size: int, count: int) -> list[dict[str, Any]]:
    """Training's half-planes, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        axis_key, choice_key, any_key, edge_key = jax.random.split(key, 4)
        along_axis = float(jax.random.randint(axis_key, (), 0, 4)) * np.pi / 2
        anywhere = float(jax.random.uniform(any_key, maxval=2 * jnp.pi))
        direction = along_axis if jax.random.bernoulli(choice_key) else anywhere
        edge = float(jax.random.uniform(edge_key, minval=-0.15, maxval=0.35) * size)
        mask = damage.half_plane(key, (height, width), size)
        cases.append(region("half-plane", mask, direction=direction, edge=edge))
    return cases


def squares(height: int, width: int, size: int, count: int) -> list[dict[str, Any]]:
    """Training's squares, with the numbers that were drawn for them."""
    cases = []
    for number in range(count):
        key = jax.random.key(number)
        side_key, centre_key = jax.random.split(key)
        half = float(jax.random.uniform(side_key, minval=0.15, maxval=0.25) * size)
        row, column = (jax.random.uniform(centre_key, (2,), minval=-0.25, maxval=0.25) * size).tolist()
        cases.append(region("square", damage.square(key, (height, width), size), row=row, column=column, half=half))
    return cases


def scattered(height: int, width: int) -> list[dict[str, Any]]:
    """A share of the cells by the fire hash."""
    cases = []
    for share, seed in ((0.1, 0), (0.3, 7), (0.5, 2**32 - 1)):
        words = {"fire_seed": jnp.array([seed], jnp.uint32), "step": jnp.array([SCATTER_STEP], jnp.uint32)}
        mask = fire_mask(height, width, fire_rate=jnp.array([share]), **words)[0, ..., 0]
        cases.append(region("scatter", mask, share=share, seed=seed))
    return cases


def regions() -> list[dict[str, Any]]:
    """All cases."""
    cases = [region("cut", damage.cut(name, *grid), name=name) for grid in GRIDS for name in damage.CUTS]
    cases += [region("slit", mask, way=name[-1]) for grid in GRIDS for name, mask in wounds._slits(*grid).items()]
    cases += circles(72, 72, 6) + circles(64, 96, 3)
    cases += half_planes(72, 72, 40, 8) + half_planes(64, 96, 40, 3)
    cases += squares(72, 72, 40, 4) + squares(24, 24, 16, 3)
    return cases + scattered(24, 40)


def write_regions() -> None:
    """The file, a case a line."""
    lines = ",\n".join(json.dumps(case) for case in regions())
    REGIONS.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
