"""An organism as arrays and plain values, the starting point of exports to other programs."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from blastema.automaton import CellularAutomaton, Place
from blastema.errors import InputError
from blastema.life import AllLife, NeighbourhoodLife, OwnAlphaLife
from blastema.organism import Organism
from blastema.perception import FilterPerception
from blastema.update import ReplacingUpdate, ResidualUpdate
from blastema.widening import decided

Floats = np.ndarray[Any, np.dtype[np.float32]]
_LIVES = {NeighbourhoodLife: "neighbourhood", OwnAlphaLife: "own-alpha", AllLife: "all"}
_UPDATES = {ResidualUpdate: "residual", ReplacingUpdate: "replacing"}


class Plain(NamedTuple):
    """An organism whose signal is part of its bias.

    kernels:        3 x 3 cross-correlations of each channel [F, 3, 3, C], the article's angle built in
    layers:         weight [inputs, outputs] and bias [outputs] of each; rows of the first are filter-major
    activation:     relu, atan or tanh
    update, life:   kinds, by their registered names
    threshold:      alpha above which a cell is mature
    torus:          whether the edges meet
    fire_threshold: of 2**24
    step_size:      factor of each update
    clamp:          bound of updated states, 0 for none
    grid, seeds:    what it grows on, and from
    """

    name: str
    kernels: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    activation: str
    update: str
    life: str
    threshold: float
    torus: bool
    fire_threshold: int
    step_size: float
    clamp: float
    grid: tuple[int, ...]
    seeds: tuple[Place, ...]

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.kernels.shape[-1])

    def constants(self) -> dict[str, Any]:
        """All values except the arrays, for the beginning of a program."""
        return {
            "NAME": self.name,
            "CHANNELS": self.channels,
            "LAYERS": len(self.layers),
            "ACTIVATION": self.activation,
            "UPDATE": self.update,
            "LIFE": self.life,
            "ALIVE_THRESHOLD": self.threshold,
            "TORUS": self.torus,
            "FIRE_THRESHOLD": self.fire_threshold,
            "STEP_SIZE": self.step_size,
            "CLAMP": self.clamp,
            "GRID": self.grid,
            "SEEDS": self.seeds,
        }

    def arrays(self) -> dict[str, Floats]:
        """All arrays by name: kernels, layers.0.weight, layers.0.bias, ..."""
        found = {"kernels": self.kernels}
        for number, (weight, bias) in enumerate(self.layers):
            found |= {f"layers.{number}.weight": weight, f"layers.{number}.bias": bias}
        return found


def plain(organism: Organism, form: str) -> Plain:
    """The organism as arrays.

    Args:
        organism: of the built-in kinds
        form: the export's name in messages

    Raises:
        InputError: with the reasons, for an organism that cannot be represented.
    """
    automaton = organism.automaton
    if isinstance(automaton.perception, FilterPerception) and automaton.perception.signal:
        automaton = decided(automaton, organism.signal)
    reasons = _obstacles(automaton)
    if organism.start_radius is not None:
        reasons = [*reasons, "it starts as its own picture, not from seeds"]
    if organism.signal_in == "seed":
        reasons = [*reasons, "its signal is in its seed"]
    if reasons:
        raise InputError(f"{organism.name} cannot be exported to {form}: {'; '.join(reasons)}.")
    perception, update, physics = automaton.perception, automaton.update, automaton.physics
    assert isinstance(perception, FilterPerception)
    assert isinstance(update, ResidualUpdate | ReplacingUpdate)
    fixed = perception.taps(jnp.asarray([np.deg2rad(physics.angle)], jnp.float32))[0]
    kernels = [np.broadcast_to(np.asarray(taps)[..., None], (3, 3, automaton.channels)) for taps in fixed]
    kernels += [] if perception.learned is None else list(np.asarray(perception.learned))
    return Plain(
        name=organism.name,
        kernels=np.stack(kernels).astype(np.float32),
        layers=tuple((np.asarray(weight, np.float32), np.asarray(bias, np.float32)) for weight, bias in update.layers),
        activation=update.activation,
        update=_UPDATES[type(update)],
        life=_LIVES[type(automaton.life)],
        threshold=automaton.alive_threshold,
        torus=physics.boundary == "torus",
        fire_threshold=int(np.round(np.float32(physics.fire_rate) * np.float32(1 << 24))),
        step_size=physics.step_size,
        clamp=physics.clamp,
        grid=organism.grid,
        seeds=tuple(organism.places(*organism.grid)),
    )


def _obstacles(automaton: CellularAutomaton) -> list[str]:
    known = ((automaton.perception, (FilterPerception,)), (automaton.update, _UPDATES), (automaton.life, _LIVES))
    reasons = [f"its {type(part).__name__} is of a kind that this format does not support" for part, kinds in known
               if type(part) not in kinds]  # fmt: skip
    if automaton.decodes:
        reasons.append("a decoder draws it, which this format does not know")
    if automaton.physics.noise:
        reasons.append(f"it has noise of {automaton.physics.noise:g}")
    if automaton.physics.fire_per != "cell":
        reasons.append("its channels fire independently")
    return reasons


__all__ = ["Floats", "Plain", "plain"]
