"""Two levels: cells, and parent cells of blocks of cells, each an automaton with the other's state among its inputs.

After H-NCA (Pande and Grattarola, 2023). A block of ``factor`` x ``factor`` cells has one parent. The sensor gives the
parent the mean of its cells' RGBA, the actuator gives the cells their parent's state. Both levels are stored in one
state, so that everything else works unchanged: the last channels of a cell are its copy of its parent's state, and a
parent's state is the mean of these copies. A cell that fires also updates its copy; a cell that dies loses it, so that
a wound affects both levels.
"""

from __future__ import annotations

from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp

from blastema._checks import random_key
from blastema._types import Array, Features, Layers, State
from blastema.conditions import Conditions
from blastema.errors import InputError
from blastema.filters import Filter, filter_named
from blastema.perception import AbstractPerception, FilterPerception
from blastema.update import AbstractUpdate, initial_layers, network

SENSED = 4
"""Channels of the sensor: the means of the cells' R, G, B and alpha."""


class TwoLevelPerception(AbstractPerception):
    """The article's filters on both levels; cells also receive their parent's state, parents the sensor's values.

    Features: of the cells' own channels, filter-major; the parent's state; of the parents' channels on their own,
    coarser grid, filter-major; the sensor's values. All but the first are the same for all cells of a block.

    filters: the same on both levels
    parents: channels of a parent, the last ones of a state
    factor:  rows and columns of a block
    """

    filters: tuple[Filter, ...] = eqx.field(static=True)
    parents: int = eqx.field(static=True)
    factor: int = eqx.field(static=True)
    signal: int = eqx.field(static=True, default=0, kw_only=True)

    @classmethod
    def initial(
        cls,
        channels: int,
        filters: tuple[str | Filter, ...] = ("identity", "sobel_x", "sobel_y"),
        parents: int = 8,
        factor: int = 4,
    ) -> TwoLevelPerception:
        """Filters by name or as objects.

        Raises:
            InputError: if fewer than five channels remain for the cells, or for an invalid factor.
        """
        if not 1 <= parents <= channels - SENSED - 1:
            raise InputError(
                f"parents is {parents}, of {channels} channels; expected 1 to {channels - SENSED - 1}, so that a cell "
                "has its picture and a hidden channel of its own."
            )
        if not 2 <= factor <= 64:
            raise InputError(f"factor is {factor}; expected 2 to 64, the rows and columns of a block.")
        return cls(tuple(filter_named(f) if isinstance(f, str) else f for f in filters), parents, factor)

    def unfit(self, *grid: int) -> str | None:
        """See `AbstractPerception`: a grid consists of whole blocks."""
        if any(side % self.factor for side in grid):
            blocks = f"blocks of {self.factor} x {self.factor} cells have one parent"
            return f"expected multiples of {self.factor}, as {blocks}"
        return None

    def features(self, channels: int) -> int:
        """See `AbstractPerception`."""
        return len(self.filters) * channels + self.parents + SENSED

    def __call__(self, state: State, conditions: Conditions, boundary: str) -> Features:
        """See `AbstractPerception`.

        Raises:
            ValueError: for a grid that does not consist of whole blocks.
        """
        _, height, width, _ = state.shape
        expected = self.unfit(height, width)
        if expected is not None:
            raise ValueError(f"the grid is {height} x {width} cells; {expected}. Choose another --padding or factor.")
        filtered = FilterPerception(signal=0, learned=None, filters=self.filters, learned_filters=0)
        own, parents = state[..., : -self.parents], block_means(state[..., -self.parents :], self.factor)
        coarse = [filtered(parents, conditions, boundary), block_means(own[..., :SENSED], self.factor)]
        told = [spread(each, self.factor) for each in (parents, *coarse)]
        return jnp.concatenate([filtered(own, conditions, boundary), *told], axis=-1)


class TwoLevelUpdate(AbstractUpdate):
    """A rule for the cells and a rule for the parents, each added to the state.

    cells, above: the networks
    hidden:       widths of the cells' hidden layers
    parent_hidden: width of the parents' one
    activation:   between the layers
    """

    known_as: ClassVar[str] = "two levels"
    cells: Layers
    above: Layers
    hidden: tuple[int, ...] = eqx.field(static=True)
    parent_hidden: int = eqx.field(static=True)
    activation: str = eqx.field(static=True)

    @classmethod
    def initial(
        cls,
        key: Array,
        features: int,
        channels: int,
        hidden: tuple[int, ...] = (128,),
        activation: str = "relu",
        parent_hidden: int = 64,
    ) -> TwoLevelUpdate:
        """Rules that initially do nothing.

        Raises:
            InputError: for features that are not those of a `TwoLevelPerception`, or no hidden units.
        """
        filters, parents = features // channels, features % channels - SENSED
        if parents < 1:
            raise InputError("the update 'two-level' needs the perception 'two-level': --perception two-level.")
        if not 1 <= parent_hidden <= 8192:
            raise InputError(f"parent_hidden is {parent_hidden}; expected 1 to 8192.")
        own, inner, outer = channels - parents, *jax.random.split(random_key(key))
        cells = initial_layers(inner, filters * own + parents, hidden, own)
        above = initial_layers(outer, filters * parents + SENSED, (parent_hidden,), parents)
        return cls(cells, above, hidden, parent_hidden, activation)

    def __call__(self, state: State, features: Features, conditions: Conditions) -> State:
        """See `AbstractUpdate`."""
        split = self.cells[0].weight.shape[0]
        changes = [
            network(self.cells, features[..., :split], self.activation),
            network(self.above, features[..., split:], self.activation),
        ]
        return state + jnp.concatenate(changes, axis=-1) * jnp.asarray(conditions.step_size, state.dtype).reshape(
            -1, 1, 1, 1
        )


def block_means(values: Array, factor: int) -> Array:
    """Means over blocks: [B, H, W, K] -> [B, H / factor, W / factor, K]."""
    batch, height, width, count = values.shape
    return values.reshape(batch, height // factor, factor, width // factor, factor, count).mean(axis=(2, 4))


def spread(values: Array, factor: int) -> Array:
    """Each value repeated for all cells of its block: [B, H, W, K] -> [B, H * factor, W * factor, K]."""
    return jnp.repeat(jnp.repeat(values, factor, axis=1), factor, axis=2)


__all__ = ["SENSED", "TwoLevelPerception", "TwoLevelUpdate", "block_means", "spread"]
