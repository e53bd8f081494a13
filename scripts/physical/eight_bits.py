"""How few bits can a state have? An organism in integers with fewer fraction bits, as it is and trained for it.

    python scripts/physical/eight_bits.py ORGANISM --bits 8 7 6 5 4 --train 5 --iterations 100

Errors are log10 of the mean over 8 samples at step 200, and 200 steps after the left half was removed there. A state
fits 8 bits if the largest magnitude is at most 127 over two to the number of fraction bits.
"""

from __future__ import annotations

import argparse
import dataclasses

import numpy as np

import blastema as bl
from blastema.assembly import settings_of
from blastema.integer import convert
from blastema.integer.parts import IntegerPerception, exponents_of
from blastema.training import damage
from blastema.trajectory import Trajectory


def with_bits(organism: bl.Organism, bits: int) -> bl.Organism:
    """The integer organism with so many fraction bits of a state, and of a hidden unit as many as the shifts allow."""
    automaton = organism.automaton
    first, last = (np.asarray(exponents_of(layer.weight)) for layer in automaton.update.layers)
    lowest, highest = bits + 1 - int(last.min()), bits - 1 + int(first.min())
    hidden = int(np.clip(automaton.update.hidden_bits, max(lowest, 4), min(highest, 14)))
    update = dataclasses.replace(automaton.update, state_bits=bits, hidden_bits=hidden)
    changed = dataclasses.replace(automaton, perception=IntegerPerception(state_bits=bits), update=update)
    return dataclasses.replace(organism, automaton=changed)


def errors(organism: bl.Organism) -> tuple[float, float, float]:
    """At step 200, after the cut, and the largest magnitude of a state."""
    grown = Trajectory.seeded(organism, range(8)).until(200)
    healed = grown.wounded(damage.cut("left", *organism.grid)).until(400)
    found = [np.log10(((now.states[..., :4] - organism.target.array) ** 2).mean()) for now in (grown, healed)]
    return float(found[0]), float(found[1]), float(np.abs(grown.states).max())


def trained(organism: bl.Organism, iterations: int, rate: float) -> bl.Organism:
    """The organism after some training with its states rounded, the gradient straight through."""
    size = organism.target.size
    config = bl.regenerating("quick", size=size, padding=organism.target.padding, iterations=iterations, seed=0)
    phases = (dataclasses.replace(config.training.phases[-1], iterations=iterations, learning_rate=rate),)
    config = dataclasses.replace(config, automaton=settings_of(organism.automaton))
    config = config.replace(phases=phases, pool_size=64, weight_average=0.9, kernel="jax", threads=1)
    *_, finished = bl.fit(organism.target, config, start=organism.automaton)
    return finished.organism


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("organism")
    parser.add_argument("--bits", nargs="*", type=int, default=(8, 7, 6, 5, 4))
    parser.add_argument("--train", nargs="*", type=int, default=())
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    options = parser.parse_args()
    organism = convert(bl.load_organism(options.organism))
    print("| fraction bits | step 200 | after the cut | largest state | fits 8 bits |\n|---|---|---|---|---|")
    for bits in (organism.automaton.update.state_bits, *options.bits, *(-bits for bits in options.train)):
        one = with_bits(organism, abs(bits))
        if bits < 0:
            one = trained(one, options.iterations, options.learning_rate)
        at200, healed, largest = errors(one)
        fits = "yes" if largest * 2 ** abs(bits) <= 127 else "no"
        name = f"{abs(bits)}{', trained' if bits < 0 else ''}"
        print(f"| {name} | {at200:.2f} | {healed:.2f} | {largest:.1f} | {fits} |", flush=True)


if __name__ == "__main__":
    main()
