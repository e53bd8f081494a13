"""Make the README's pictures from a trained organism: python docs/images/make_images.py RUN|FILE

``lizard.png`` is one that loses its left half; ``how-it-works.png`` shows the parts of one step, all computed by
the package.
"""

import sys
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Rectangle

import blastema as bl
from blastema import pictures
from blastema.conditions import Conditions
from blastema.drawing import film, plots
from blastema.fire import fire_mask
from blastema.life import living
from blastema.organism import Organism

FOLDER = Path(__file__).parent
INK, ACCENT = "#2f3437", "#1b7f4b"
SHOWN_AT = 26
STRIP_TIMES = (0, 12, 25, 45, 80, 199, 200, 215, 240, 300)


def strip(organism: Organism) -> None:
    """The organism at some steps, without the empty rim."""
    course = film.Film(organism, steps=STRIP_TIMES[-1], cuts=[film.parse_cut("left@200")])
    rim = organism.target.padding - 5 if organism.target else 0
    tiles = [pictures.enlarge(pictures.to_rgb(state)[rim:-rim, rim:-rim], 4) for state in course.states(STRIP_TIMES)]
    (FOLDER / "lizard.png").write_bytes(plots.labelled_strip(tiles, [f"step {t}" for t in STRIP_TIMES], columns=5))


def how_it_works(organism: Organism) -> None:
    """One step in five pictures and an equation."""
    automaton, rim = organism.automaton, 18
    state = organism.grow(SHOWN_AT)
    side = state.shape[0]
    perception = np.asarray(automaton.perceive(state))
    seed, step, rate = np.zeros(1, np.uint32), np.uint32([SHOWN_AT]), np.float32([0.5])
    fires = np.asarray(fire_mask(side, side, fire_seed=seed, step=step, fire_rate=rate))[0, ..., 0]
    alive = np.asarray(living(state[None], automaton.alive_threshold, automaton.physics.boundary))[0]
    after = automaton.step(state, Conditions(step=SHOWN_AT))

    figure = Figure(figsize=(12, 2.5), dpi=130)
    FigureCanvasAgg(figure)
    window = slice(rim, side - rim)
    channels = automaton.channels
    panels = [
        ("state", "16 channels per cell", pictures.to_rgb(state)[window, window], {}),
        (
            "perceive",
            "the cell, two gradients",
            perception[window, window, channels + 3],
            {"cmap": "RdBu", "clim": 0.4},
        ),
        ("update rule", "48 - 128 - 16, shared", None, {}),
        ("fire", "half of the cells", fires[window, window], {"cmap": "Greens"}),
        ("living mask", "no living neighbour: cleared", alive[window, window], {"cmap": "Greens"}),
        ("next state", "and again", pictures.to_rgb(after)[window, window], {}),
    ]
    width, gap = 0.135, 0.033
    for index, (title, caption, image, options) in enumerate(panels):
        left = 0.012 + index * (width + gap)
        axes = figure.add_axes((left, 0.14, width, 0.7))
        axes.set_title(title, color=ACCENT, fontsize=13, fontweight="bold")
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_xlabel(caption, color=INK, fontsize=9.5)
        if image is None:
            network(axes)
        else:
            limit = options.pop("clim", None)
            drawn = axes.imshow(image, interpolation="nearest", **options)
            if limit:
                drawn.set_clim(-limit, limit)
        for spine in axes.spines.values():
            spine.set_color("#c8ccc9")
        if index:
            start, end = left - gap + 0.005, left - 0.005
            arrow = FancyArrowPatch(
                (start, 0.48), (end, 0.48), transform=figure.transFigure, arrowstyle="-|>", mutation_scale=13, color=INK
            )
            figure.add_artist(arrow)
    figure.savefig(FOLDER / "how-it-works.png", metadata={"Software": None})


def network(axes) -> None:
    """Three layers as columns of boxes."""
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_box_aspect(1)
    for x, boxes, label in ((0.18, 7, "48"), (0.5, 10, "128"), (0.82, 5, "16")):
        for y in np.linspace(0.5 - boxes * 0.035, 0.5 + boxes * 0.035, boxes):
            axes.add_patch(Rectangle((x - 0.035, y - 0.022), 0.07, 0.044, color=ACCENT, alpha=0.75, linewidth=0))
        axes.text(x, 0.03, label, ha="center", color=INK, fontsize=9)
    for start, end in ((0.23, 0.45), (0.55, 0.77)):
        axes.annotate("", (end, 0.5), (start, 0.5), arrowprops={"arrowstyle": "-", "color": INK})
    axes.text(0.5, 0.97, "ReLU", ha="center", va="top", color=INK, fontsize=9)


if __name__ == "__main__":
    source = bl.load_organism(sys.argv[1])
    strip(source)
    how_it_works(source)
