"""Rules with one and two hidden layers and the same number of parameters: python examples/deeper_rule.py (some minutes)

The first argument, ITERATIONS, sets the length of the trainings.
"""

import sys

import blastema as bl
from blastema import evaluation

iterations = int(sys.argv[1]) if len(sys.argv) > 1 else 2000

for hidden in ((128,), (64, 64)):
    config = bl.regenerating("quick", start="nothing", hidden=hidden, iterations=iterations)
    target = bl.load_target("🦎", config.target)
    *_, done = bl.fit(target, config)
    organism = done.organism
    print(f"{' and '.join(map(str, hidden))} hidden units, {organism.automaton.parameters:,} parameters:")
    print(evaluation.judge(organism).words)
