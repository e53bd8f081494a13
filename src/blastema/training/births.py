"""Seeds that fire alone: a penalty for rules with which they die.

At the first step an article's organism is one cell, and which cells fire is random. If the seed fires, none of its
neighbours comes alive, and the seed's update takes its alpha below the threshold, the organism is dead. Such a sample
has no gradient, since cells that do not live are cleared; and where a neighbour came alive the loss hardly depends on
what the seed lost. So the loss of pictures does not teach a rule to survive its first step, however many seeds are in
a batch (``docs/evaluation.md``, "Births"). This penalty does: it lets the seeds alone fire, without the living mask.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from blastema._types import ALPHA, Array
from blastema.automaton import CellularAutomaton, propose
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.signals import with_genes

STEPS = 2
"""How often seeds fire alone: the zoo's organisms that die at birth do so within two steps."""
MARGIN = 0.1
"""How far above the threshold a seed's alpha has to stay."""
_ROOM = 2 * STEPS
"""Cells around the seeds that their perception depends on, with room to spare."""


@dataclasses.dataclass(frozen=True)
class LoneSeeds:
    """Seeds that fire while no other cell does.

    states: [B, H, W, C], the seeds, cut out with the cells around them; one sample per signal
    signal: [B, S], the signal of each sample, or none
    """

    states: np.ndarray[Any, np.dtype[np.float32]]
    signal: Array | None = None

    @classmethod
    def of(cls, seed: Array, signal: int = 0, genes: int = 0) -> LoneSeeds:
        """From a seed state.

        Args:
            seed: [H, W, C], with any number of axes
            signal: width of the signal that all cells receive; 0: none
            genes: width of the signal in the seeds; 0: none

        Returns:
            The seeds, once for each one-hot signal.

        Raises:
            InputError: if no cell of the state has an alpha.
        """
        known = np.asarray(seed)
        places = np.argwhere(known[..., ALPHA] > 0)
        if not places.size:
            raise InputError(
                "birth-penalty is given, but there is no seed: no cell that a sample starts with has an alpha."
            )
        low, high = places.min(axis=0), places.max(axis=0) + 1
        around = [(_ROOM, _ROOM)] * places.shape[1] + [(0, 0)]
        cut = known[tuple(slice(first, last) for first, last in zip(low, high, strict=True))]
        states = np.pad(cut, around)[None]
        if genes:
            with jax.ensure_compile_time_eval():
                states = np.stack([np.asarray(with_genes(states[0], one)) for one in np.eye(genes, dtype=np.float32)])
        told = jnp.eye(signal) if signal else None
        return cls(np.repeat(states, signal, axis=0) if signal else states, told)

    def alphas(self, automaton: CellularAutomaton) -> Array:
        """The alphas of the seeds' cells after each step: [steps, B, cells]."""
        batch, seeds = len(self.states), self.states[0, ..., ALPHA] > 0
        conditions = automaton.conditions(Conditions(jnp.zeros(batch, jnp.uint32), signal=self.signal), batch)
        state, after = jnp.asarray(self.states), []
        for _ in range(STEPS):
            state = jnp.where(seeds[..., None], propose(automaton, state, conditions), state)
            after.append(state[..., ALPHA][:, seeds])
        return jnp.stack(after)

    def penalty(self, automaton: CellularAutomaton) -> Array:
        """The mean over steps, samples and cells of the square of what their alphas lack of threshold and `MARGIN`."""
        least = automaton.alive_threshold + MARGIN
        return jnp.mean(jnp.maximum(least - self.alphas(automaton), 0) ** 2)


__all__ = ["MARGIN", "STEPS", "LoneSeeds"]
