"""Integer automata: int8 weights, 16-bit states, no division and no floating point; docs/physical.md defines every bit.

- `parts`: the perception and the update of the kind ``integer``, in JAX
- `rule`: the same automaton as integers, as stored on a microcontroller
- `judge`: the definition in NumPy, which every other implementation must equal bit for bit
- `blocks`, `engine`: ``integer``, the same bits in JAX, only where there is life
- `conversion`: an organism of the article's kind as integers
"""

from __future__ import annotations

from blastema.integer.conversion import convert
from blastema.integer.rule import IntegerRule, rule_of

__all__ = ["IntegerRule", "convert", "rule_of"]
