"""``--as``: which of its pictures an organism grows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.organism import Organism
    from blastema.signals import Telling


def told(organism: Organism, words: Sequence[str]) -> Organism:
    """The organism with the signal of ``--as`` from the first step on; unchanged without it.

    Raises:
        InputError: for more than one signal, one at a later step, or a name that none of its pictures has.
    """
    if not words:
        return organism
    from blastema.signals import parse_telling

    tellings = [parse_telling(word) for word in words]
    if len(tellings) > 1 or tellings[0].step:
        raise InputError(
            f"--as is {' '.join(words)}; expected one picture from the first step on: --as NAME, or --as "
            "NAME=WEIGHT,NAME=WEIGHT. To switch during a film use blastema render."
        )
    return organism.told(tellings[0].weights)


def in_order(words: Sequence[str]) -> list[Telling]:
    """The signals of ``--as``, by ascending steps.

    Raises:
        InputError: for two signals at the same step.
    """
    from blastema.signals import parse_telling

    tellings = sorted((parse_telling(word) for word in words), key=lambda telling: telling.step)
    steps = [telling.step for telling in tellings]
    for step in set(steps):
        if steps.count(step) > 1:
            raise InputError(
                f"--as gives {steps.count(step)} pictures for step {step}; give each its own step (NAME@STEP), "
                "or mix them: --as NAME=0.5,NAME=0.5"
            )
    return tellings


__all__ = ["in_order", "told"]
