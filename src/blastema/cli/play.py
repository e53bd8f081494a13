"""``blastema play``."""

from __future__ import annotations

import json
import sys

from blastema.cli.page_verbs import Play
from blastema.cli.serving import interruptible, of_the_zoo, open_beside
from blastema.cli.telling import told

_POLL_SECONDS = 0.1
"""Seconds between checks for a lost interrupt."""


def run(command: Play) -> int:
    """Serve the page until Ctrl-C; its address is the only line on stdout."""
    from blastema import page
    from blastema.zoo.loading import load_organism

    organisms = [load_organism(source) for source in command.sources] if command.sources else of_the_zoo()
    organisms = [told(organism, command.told) for organism in organisms]
    pictures = any(page.page_of(organism) == page.PICTURES for organism in organisms)  # only these have a studio
    document = page.build(organisms, packed=False, studio=pictures)
    with page.PageServer(document, command.port) as server:
        server.timeout = _POLL_SECONDS
        try:
            with interruptible() as interrupt_again:  # first, since a reader of the address may stop us at once
                if command.json:
                    names = [organism.name for organism in organisms]
                    print(json.dumps({"event": "serving", "address": server.address, "organisms": names}), flush=True)
                else:
                    print(f"{server.address}  (Ctrl-C stops)", flush=True)
                if command.open:
                    open_beside(server.address)
                while True:
                    server.handle_request()
                    interrupt_again()
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
    return 0


__all__ = ["run"]
