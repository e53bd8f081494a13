"""All transitions between the pictures of one rule, on one sheet: python examples/one_rule.py RUN|FILE"""

import sys

from PIL import Image

import blastema as bl
from blastema.evaluation import transitions
from blastema.figures.changes import transition_sheet

organism = bl.load_organism(sys.argv[1])
found = transitions(organism)
print(f"{found.succeeded} of {len(found.changes)} transitions succeed; the worst is from {' to '.join(found.worst)}")
Image.fromarray(transition_sheet(found)).save("transitions.png")
print("look at transitions.png")
