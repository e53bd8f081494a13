"""The channels of single cells over time, while the organism grows and heals: a chart, and a part of HTML pages."""

from __future__ import annotations

import colorsys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from blastema import pictures
from blastema._types import ALPHA
from blastema.drawing import html
from blastema.figures import charts
from blastema.figures.material import Material, title_of
from blastema.organism import Organism
from blastema.training import damage
from blastema.trajectory import Trajectory, wound

STEPS, CUT_AT, CUT = 400, 200, "left"
"""The number of steps, the step at which the organism is cut, and the half that is removed."""
_FIRST = ("#d03a3a", "#2f9e44", "#3366cc", "#222222")
"""Red, green, blue and alpha."""


class Traces(NamedTuple):
    """The channels of some cells.

    places: rows and columns of the cells, by name
    values: float32 [steps + 1, cells, channels]
    body:   the organism just before the cut, uint8 [H, W, 3]
    """

    places: dict[str, tuple[int, int]]
    values: Any
    body: pictures.Pixels

    def data(self, title: str) -> dict[str, Any]:
        """What ``traces.html`` shows."""
        names = _names(self.values.shape[-1])
        cells = [{"name": name, "row": row, "column": column} for name, (row, column) in self.places.items()]
        return {
            "title": title,
            "names": names,
            "colours": _colours(len(names)),
            "places": cells,
            "values": np.round(self.values.astype(np.float64), 3).transpose(1, 2, 0).tolist(),
            "grid": self.body.shape[:2],
            "cut": {"at": CUT_AT, "text": f"{CUT} half removed"},
        }


def watched(organism: Organism, kernel: str = "auto") -> Traces:
    """Record three cells, at the centre, half way to the edge and at the edge of the body, over growth and a cut.

    The body is that of step `CUT_AT`; its left half is removed then.
    """
    height, width = organism.grid
    cut = wound(CUT_AT, damage.cut(CUT, height, width))
    seed = Trajectory.seeded(organism, kernel=kernel)
    grown = [now.states[0] for now in seed.through(range(CUT_AT))]
    course = grown + [now.states[0] for now in seed.until(CUT_AT).through(range(CUT_AT, STEPS + 1), [cut])]
    body = grown[-1]
    centre = np.array(organism.places(height, width)[0])
    living = np.argwhere(body[..., ALPHA] > organism.automaton.alive_threshold)
    living = living if len(living) else centre[None]
    edge = living[((living - centre) ** 2).sum(axis=1).argmax()]
    half = living[((living - (centre + edge) / 2) ** 2).sum(axis=1).argmin()]
    places = {
        name: (int(row), int(column))
        for name, (row, column) in {"centre": centre, "half way": half, "edge": edge}.items()
    }
    values = np.stack([[state[place] for place in places.values()] for state in course])
    return Traces(places, values, pictures.to_rgb(np.asarray(body)))


def channels(material: Material) -> list[Path]:
    """All channels of three cells over time, with a cut: a still, and a page to select channels and cells."""
    organism = material.first
    traces = watched(organism, material.kernel)
    names = _names(traces.values.shape[-1])
    lines = {
        f"{place} (row {row}, column {column})": {
            name: list(enumerate(traces.values[:, index, channel].tolist())) for channel, name in enumerate(names)
        }
        for index, (place, (row, column)) in enumerate(traces.places.items())
    }
    still = charts.panels(lines, f"step (at {CUT_AT} the {CUT} half is removed)", "value", 3, _colours(len(names)))
    title = title_of(organism)
    page = html.page("channels.html", title=title, traces=traces.data(title), body=traces.body)
    return [material.write("channels.png", still), material.write("channels.html", page.encode())]


def _names(count: int) -> list[str]:
    """R, G, B, alpha, 4, 5, ..."""
    return ["R", "G", "B", "alpha", *(str(channel) for channel in range(4, count))]


def _colours(count: int) -> list[str]:
    hues = [colorsys.hls_to_rgb(index / max(1, count - 4), 0.6, 0.45) for index in range(count - 4)]
    return [*_FIRST, *("#" + "".join(f"{round(255 * part):02x}" for part in hue) for hue in hues)]


__all__ = ["CUT", "CUT_AT", "STEPS", "Traces", "channels", "watched"]
