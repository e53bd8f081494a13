"""The state of the studio: which runs are trained here, which are followed, and by which listeners."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from blastema.errors import InputError
from blastema.formats import ORGANISM_NAME, organism_file
from blastema.organism import Organism
from blastema.runs.folder import Run
from blastema.studio import catalogue
from blastema.studio.catalogue import Own
from blastema.studio.children import Child
from blastema.studio.following import Follower
from blastema.studio.messages import Message, Resume, Train
from blastema.studio.preparing import prepared
from blastema.studio.telling import organism_message

MOST_TRAININGS = 2
POLL_SECONDS = 0.25

Listener = Callable[[Message], None]


class Desk:
    """The runs of one folder, and their listeners.

    root:           the folder of runs
    most_trainings: at a time; 0 if runs are only followed here
    told_here:      a run whose training reports through `tell`, as ``grow --watch`` does

    All methods are called from one event loop.
    """

    def __init__(self, root: Path, most_trainings: int = MOST_TRAININGS, told_here: str | None = None) -> None:
        self.root, self.most_trainings, self._told_here = root, most_trainings, told_here
        self._children: dict[str, tuple[Child, asyncio.Task[None]]] = {}
        self._ended: dict[str, float] = {}
        self._preparing = 0
        self._watches: dict[str, _Watch] = {}
        self.everyone: set[Listener] = set()
        """Listeners to changes of the list of runs, and to starts and ends of trainings."""

    def trained_here(self) -> set[str]:
        """The names of the runs that are trained here now."""
        return set(self._children) | ({self._told_here} if self._told_here else set())

    def own(self) -> Own:
        """What is known here but not in files."""
        return Own(frozenset(self.trained_here()), dict(self._ended))

    async def listed(self) -> dict[str, Any]:
        """The message with all runs."""
        return await asyncio.to_thread(catalogue.listed, self.root, self.own())

    async def train(self, asked: Train, png: bytes) -> tuple[str, tuple[str, ...]]:
        """Start a training. Returns the run's name and notes on its picture; raises `InputError` if it cannot."""
        origin = None if asked.after is None else await self._origin(asked.after)
        with self._place():
            run = await asyncio.to_thread(prepared, self.root, asked, png, origin)
            self._begin(run.path)
        return run.path.name, run.target.notes

    async def _origin(self, name: str) -> Organism:
        """The organism of a run; if it is trained here, it is saved and stopped first."""
        path = catalogue.path_of(self.root, name)
        if name in self._children:
            child, task = self._children[name]
            child.stop()
            await asyncio.shield(task)
        return await asyncio.to_thread(organism_file.load, path / ORGANISM_NAME)

    async def resume(self, asked: Resume) -> None:
        """Resume a run. Raises `InputError` if that is impossible."""
        with self._place():
            if asked.run in self.trained_here():
                raise InputError(f"{asked.run} is already being trained here.")
            await asyncio.to_thread(_reopened, catalogue.path_of(self.root, asked.run), asked.iterations)
            self._begin(self.root / asked.run)

    def stop(self, name: str) -> None:
        """Make a training save and end. Raises `InputError` if it is not one of this studio's own."""
        if name not in self._children:
            raise InputError(f"{name!r} is not trained by this studio; stop it where it was started.")
        self._children[name][0].stop()

    async def opened(self, name: str) -> Message:
        """A run's organism as of its last checkpoint. Raises `InputError` if there is none."""
        path = catalogue.path_of(self.root, name)
        organism = await asyncio.to_thread(organism_file.load, path / ORGANISM_NAME)
        return await asyncio.to_thread(organism_message, name, organism)

    async def follow(self, name: str, listener: Listener) -> tuple[dict[str, Any], Message | None]:
        """Add a listener to a run. Returns everything so far, and the current organism."""
        path = catalogue.path_of(self.root, name)
        summary = await asyncio.to_thread(catalogue.summary, path, self.own())
        if "fault" in summary:
            raise InputError(summary["fault"])
        if name not in self._watches:
            follower = await asyncio.to_thread(Follower, path)
            self._watches.setdefault(name, _Watch(follower, self.own))
        so_far, organism = await self._watches[name].begin(listener)
        return summary | so_far, organism

    def leave(self, name: str, listener: Listener) -> None:
        """Remove a listener from a run."""
        watch = self._watches.get(name)
        if watch is not None and watch.leave(listener):
            del self._watches[name]

    async def tell(self, name: str, message: Message) -> None:
        """Send a message to a run's listeners, after what its files say up to then."""
        watch = self._watches.get(name)
        if watch is not None:
            await watch.look()
            watch.tell(message)

    async def close(self) -> None:
        """Stop all trainings, each of which saves, and all following."""
        for child, _ in self._children.values():
            child.stop()
        await asyncio.gather(*(task for _, task in self._children.values()))
        for watch in self._watches.values():
            watch.close()

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        """Reserve a place for one more training while it is prepared. Raises `InputError` if there is none."""
        if self.most_trainings == 0:
            raise InputError("this page only follows a training; to start others: blastema studio")
        if len(self._children) + self._preparing >= self.most_trainings:
            raise InputError(f"{self.most_trainings} trainings at a time; stop one of them, or wait for its end.")
        self._preparing += 1
        try:
            yield
        finally:
            self._preparing -= 1

    def _begin(self, path: Path) -> None:
        name = path.name
        child = Child(path, lambda message: self.tell(name, message))
        self._children[name] = child, asyncio.create_task(self._to_the_end(name, child))
        self._tell_everyone()

    async def _to_the_end(self, name: str, child: Child) -> None:
        try:
            await child.run()
        finally:
            del self._children[name]
            self._ended[name] = catalogue.changed(self.root / name)
            self._tell_everyone()

    def _tell_everyone(self) -> None:
        for listener in tuple(self.everyone):
            listener(Message("changed"))


class _Watch:
    """One run that is followed."""

    def __init__(self, follower: Follower, own: Callable[[], Own]) -> None:
        self._follower, self._own = follower, own
        self._listeners: set[Listener] = set()
        self._one_at_a_time = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None

    async def begin(self, listener: Listener) -> tuple[dict[str, Any], Message | None]:
        """Add a listener. Returns everything so far, and the current organism."""
        await self.look()
        async with self._one_at_a_time:
            organism = await asyncio.to_thread(self._follower.organism)
            self._listeners.add(listener)
            if self._looking is None:
                self._looking = asyncio.create_task(self._look_again_and_again())
            return self._follower.so_far(), organism

    def leave(self, listener: Listener) -> bool:
        """Remove a listener. Returns whether none is left."""
        self._listeners.discard(listener)
        if self._listeners:
            return False
        self.close()
        return True

    def tell(self, message: Message) -> None:
        for listener in tuple(self._listeners):
            listener(message)

    async def look(self) -> None:
        """Send what is new in the run's files."""
        async with self._one_at_a_time:
            for message in await asyncio.to_thread(self._follower.news, self._own()):
                self.tell(message)

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            await self.look()

    def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()


def _reopened(path: Path, iterations: int | None) -> None:
    run = Run.open(path)
    if iterations is not None:
        run.extend(iterations)
    if run.complete:
        raise InputError(f"{path.name} is complete: {run.iteration:,} iterations. Give it a larger total to continue.")


__all__ = ["MOST_TRAININGS", "POLL_SECONDS", "Desk", "Listener"]
