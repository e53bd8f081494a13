"""A custom exporter, to NumPy archives: python examples/extending/exporter.py [OUT.npz]"""

import sys

import numpy as np

import blastema as bl
from blastema.formats import export
from blastema.formats.parts import tensors_of
from blastema.registry import EXPORTERS


def archive(organism, path):
    """Write the file; return notes for the user."""
    np.savez_compressed(path, **tensors_of(organism.automaton))
    return (f"{organism.name}'s kinds and settings are not in it",)


EXPORTERS.add("npz", archive)
out = sys.argv[1] if len(sys.argv) > 1 else "lizard.npz"
for note in export(bl.load_organism("🦎"), out, "npz"):
    print("note:", note)
print(out, "has", *np.load(out).files)
