"""``python -m blastema``: the command line."""

from blastema.cli import main

main()
