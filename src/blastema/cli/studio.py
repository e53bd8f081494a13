"""``blastema studio``, and the page that ``--watch`` of ``blastema grow`` and ``resume`` opens."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from blastema import studio
from blastema.cli.page_verbs import Studio
from blastema.cli.serving import interruptible, of_the_zoo, open_beside
from blastema.errors import BlastemaError

if TYPE_CHECKING:
    from blastema.evaluation import AnyVerdict
    from blastema.runs.folder import Run
    from blastema.runs.recording import Noticed
    from blastema.studio.server import StudioServer
    from blastema.training import Event


def run(command: Studio) -> int:
    """Serve the studio until Ctrl-C, which saves all trainings; its address is the only line on stdout."""
    studio.require("blastema studio")
    from blastema.studio.server import StudioServer

    server = StudioServer(of_the_zoo(), command.runs, command.port)
    try:
        with interruptible():  # before the address is printed, since a reader of it may stop us at once
            if command.json:
                serving = {"event": "serving", "address": server.address, "runs": str(command.runs)}
                print(json.dumps(serving), flush=True)
            else:
                print(f"{server.address}  (Ctrl-C saves and stops)", flush=True)
            if command.open:
                open_beside(server.address)
            server.serve()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    return 0


class Watching:
    """A page that follows a training of this process."""

    def __init__(self, server: StudioServer, run: str) -> None:
        from blastema.studio.telling import Teller

        self._server, self._run = server, run
        self._teller = Teller(run, server.tell)

    def take(self, event: Event | Noticed) -> None:
        """Send an event to the page."""
        self._teller.take(event)

    def judge(self, verdict: AnyVerdict) -> None:
        """Send the verdict to the page."""
        from blastema.studio.telling import verdict_message

        self._server.tell(verdict_message(self._run, verdict))

    def fail(self, error: BlastemaError) -> None:
        """Send the reason for a failure to the page."""
        from blastema.studio.messages import Message

        self._server.tell(Message("failed", {"run": self._run, "text": str(error)}))


@contextmanager
def watching(folder: Run, as_json: bool) -> Iterator[Watching]:
    """Serve a page that follows a run, and open it, while the ``with`` statement lasts."""
    from blastema.studio.server import StudioServer

    server = StudioServer(of_the_zoo(), folder.path.absolute().parent, follow=folder.path.name, most_trainings=0)
    if as_json:
        print(json.dumps({"event": "serving", "address": server.address}), flush=True)
    else:
        print(f"watch it: {server.address}  (while it trains)", flush=True)
    with server.beside():
        open_beside(server.address)
        page = Watching(server, folder.path.name)
        try:
            yield page
        except BlastemaError as error:
            page.fail(error)
            raise


__all__ = ["Watching", "run", "watching"]
