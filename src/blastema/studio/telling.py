"""Messages of a training to a page in addition to its files: the current organism, problems, the end, the verdict."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from blastema.errors import InputError
from blastema.evaluation import AnyVerdict
from blastema.formats import organism_file
from blastema.organism import Organism
from blastema.runs.recording import Noticed
from blastema.studio.messages import Message
from blastema.training.events import Event, Finished, RolledBack, SaveFailed, Started, Trained

EVERY_SECONDS = 1.0
"""Seconds between two organisms, at least ..."""
_SHARE = 0.03
"""... and enough that making them takes at most this share of the time."""


def organism_message(run: str, organism: Organism) -> Message:
    """An organism for the page, as the smallest possible organism file."""
    data, dtype = organism_file.dumps_small(organism)
    values = {"run": run, "name": organism.name, "iteration": organism.provenance.get("iterations"), "dtype": dtype}
    return Message("organism", values, data)


def verdict_message(run: str, verdict: AnyVerdict) -> Message:
    """Whether the organism lives, grows well, persists and heals, as text and scores."""
    return Message("verdict", {"run": run} | verdict.to_dict())


class Teller:
    """Listens to the events of `Run.train`. It sends the latest organism, which knows its own iteration.

    run:  the run's name
    tell: receives the messages
    """

    def __init__(self, run: str, tell: Callable[[Message], None]) -> None:
        self._run, self._tell = run, tell
        self._next = 0.0

    def take(self, event: Event | Noticed) -> None:
        """Take notice of an event."""
        match event:
            case Started():
                begun = f"continuing at iteration {event.iteration:,}"
                begun = begun if event.iteration else f"starting from {event.begun_with}"
                self._note("begun", f"engine: {event.why}; {begun}")
            case Trained():
                if event.trouble is None and time.monotonic() >= self._next:
                    self._organism(event.view.organism())
            case RolledBack():
                self._note("rolled back", f"{event.cause}; back to iteration {event.back_to:,}")
            case SaveFailed():
                self._note("not saved", f"no checkpoint could be written ({event.reason}); training continues")
            case Noticed():
                self._note("noticed", event.text)
            case Finished():
                self._organism(event.organism)
                loss = round(event.smoothed, 4) if math.isfinite(event.smoothed) else None
                values = {"reason": event.reason, "iteration": event.iteration, "log10_loss": loss}
                self._tell(Message("finished", {"run": self._run} | values))

    def _organism(self, organism: Organism) -> None:
        began = time.monotonic()
        try:
            self._tell(organism_message(self._run, organism))
        except InputError as error:  # weights that no file can store: the guards handle them
            self._note("noticed", str(error))
        ended = time.monotonic()
        self._next = ended + max(EVERY_SECONDS, (ended - began) / _SHARE)

    def _note(self, about: str, text: str) -> None:
        self._tell(Message("note", {"run": self._run, "about": about, "text": text}))


__all__ = ["EVERY_SECONDS", "Teller", "organism_message", "verdict_message"]
