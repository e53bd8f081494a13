"""Pictures of all kinds that people bring, and the targets that Python makes of them, for the page to repeat."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from blastema import seeding
from blastema.targets import load_target

SIZE, PADDING = 24, 6


def snake(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """A line back and forth, five times, on 60 x 60 pixels."""
    turns = np.where(rows // 14 % 2, columns < 4, columns > 55)
    return (rows % 14 < 4) | turns & (rows < 56)


def pictures() -> dict[str, np.ndarray]:
    """Pictures of all kinds that people bring: uint8 [H, W, 4]."""
    rows, columns = np.mgrid[:60, :60]
    around = np.hypot(rows - 30, columns - 28)

    def on(ground: tuple[int, ...], *shapes: tuple[Any, tuple[int, ...]]) -> np.ndarray:
        picture = np.full((60, 60, 4), ground, np.uint8)
        for mask, colour in shapes:
            picture[mask] = colour
        return picture

    red, blue, clear, white = (200, 30, 40, 255), (30, 60, 220, 255), (0, 0, 0, 0), (250, 252, 249, 255)
    disc, ring = around < 22, (around > 14) & (around < 20)
    dots = (rows % 15 < 3) & (columns % 15 < 3)
    bars = (abs(rows - 30) < 4) & (abs(columns - 30) > 16)
    soft = on(clear, (disc, blue))
    soft[..., 3] = np.where(disc, (255 * np.maximum(1 - around / 22, 0) ** 0.5).astype(np.uint8), 0)
    faces = ((around < 5, white), (np.hypot(rows - 10, columns - 22) < 2, clear))
    specks = on(clear, (disc, red), ((rows < 3) & (columns < 3), (90, 90, 90, 255)))
    specks[(rows > 54) & (columns > 54)] = (200, 200, 200, 90)
    specks[(rows > 54) & (columns < 5)] = (200, 200, 200, 240)
    glow = on((250, 220, 90, 20), (around < 14, red))
    noisy = on((128, 128, 128, 255), (disc, red))
    noisy[..., 0] = (rows * 4).astype(np.uint8)
    return {
        "disc": on(clear, (disc, red)),
        "ring": on(clear, (ring, red)),
        "dots": on(clear, (dots, red)),
        "bars": on(clear, (bars, blue)),
        "soft": soft,
        "paper": on(white, (disc, red), *faces),
        "ring-on-paper": on(white, (ring, blue)),
        "photo": noisy,
        "wide": on(clear, (disc, red), (rows > 30, clear))[:, 5:],
        "snake": on(clear, (snake(rows, columns), red)),
        "snake and bar": on(clear, (snake(rows, columns) & ((rows < 46) | (rows > 55)), blue)),
        "specks": specks,
        "glow": glow,
        "cells": on(clear, (disc, red))[20:44, 20:44],
    }


def found(picture: np.ndarray) -> dict[str, np.ndarray]:
    """The target that Python makes of a picture, and what it says of its seeds."""
    target = load_target(picture, size=SIZE, padding=PADDING)
    alpha = target.array[..., 3]
    seeds = seeding.seeds_for(alpha)
    middle = ((alpha.shape[0] // 2, alpha.shape[1] // 2),)
    return {
        "pixels": target.pixels,
        "seeds": np.array(seeds.places or middle, np.uint32),
        "parts": np.array([seeds.parts, seeds.left_over, seeds.further], np.uint32),
        "reach": np.array([seeding.reach(alpha, seeds.places)[0]], np.uint32),
        "faint": np.array(dataclasses.astuple(seeding.faint(alpha)), np.uint32),
    }
