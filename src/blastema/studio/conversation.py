"""One page's socket: its requests, one after the other, and messages about the runs that it follows."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from blastema import __version__
from blastema._text import plain
from blastema.errors import BlastemaError, InputError
from blastema.studio import messages
from blastema.studio.desk import Desk
from blastema.studio.guard import Bucket
from blastema.studio.messages import Follow, Leave, Message, Open, Request, Resume, Runs, Stop, Train

MOST_WAITING = 256
"""Largest number of messages that a page may be behind; beyond it the page has to reconnect."""
MESSAGES_A_SECOND, MESSAGES_AT_ONCE = 10.0, 40
MOST_FOLLOWED = 16
_POLICY, _TRY_AGAIN = 1008, 1013


class Conversation:
    """Lasts until the page disconnects, sends too much or receives too slowly."""

    def __init__(self, socket: WebSocket, desk: Desk) -> None:
        self._socket, self._desk = socket, desk
        self._waiting: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)
        self._behind = False
        self._followed: set[str] = set()
        self._bucket = Bucket(MESSAGES_A_SECOND, MESSAGES_AT_ONCE)

    async def hold(self) -> None:
        """Answer until the socket is closed."""
        await self._socket.accept()
        self._say(Message("welcome", self._welcome()))
        self._desk.everyone.add(self._say)
        tasks = {asyncio.create_task(self._listen()), asyncio.create_task(self._speak())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._desk.everyone.discard(self._say)
            for name in self._followed:
                self._desk.leave(name, self._say)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        try:
            for task in done:
                await self._socket.close(*task.result())
        except WebSocketDisconnect:
            pass  # the page was closed or reloaded

    async def flush(self) -> None:
        """Wait until all messages have been sent."""
        await self._waiting.join()

    def _welcome(self) -> dict[str, Any]:
        return {
            "blastema": __version__,
            "folder": plain(self._desk.root),
            "trainings": self._desk.most_trainings,
            "picture_bytes": messages.LARGEST_PICTURE_BYTES,
            "sizes": [messages.SMALLEST_SIZE, messages.LARGEST_SIZE],
        }

    def _say(self, message: Message) -> None:
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self._behind = True

    async def _speak(self) -> tuple[int, str]:
        """Returns why the socket is to be closed: a code and a text."""
        while not self._behind:
            message = await self._waiting.get()
            try:
                frame = messages.encode(message)
                await (self._socket.send_bytes(frame) if isinstance(frame, bytes) else self._socket.send_text(frame))
            finally:
                self._waiting.task_done()
        return _TRY_AGAIN, "too far behind"

    async def _listen(self) -> tuple[int, str]:
        """As `_speak`."""
        while True:
            event = await self._socket.receive()
            if event["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(event["code"])
            if not self._bucket.take():
                return _POLICY, "too many messages"
            frame = event.get("bytes")
            await self._answer(event["text"] if frame is None else frame)

    async def _answer(self, frame: str | bytes) -> None:
        number: Any = None
        try:
            message = messages.decode(frame)
            number = message.values.get("request")
            request = messages.request_of(message)
            await self._do(request, message.data)
        except (BlastemaError, OSError) as error:
            self._say(Message("refused", {"request": number, "text": str(error)}))

    async def _do(self, asked: Request, data: bytes) -> None:
        desk, answer = self._desk, {"request": asked.request}
        match asked:
            case Train():
                run, notes = await desk.train(asked, data)
                self._say(Message("begun", answer | {"run": run, "notes": list(notes)}))
            case Resume():
                await desk.resume(asked)
                self._say(Message("begun", answer | {"run": asked.run, "notes": []}))
            case Stop():
                desk.stop(asked.run)
                self._say(Message("stopping", answer | {"run": asked.run}))
            case Runs():
                self._say(Message("runs", answer | await desk.listed()))
            case Open():
                organism = await desk.opened(asked.run)
                self._say(Message("opened", answer | organism.values, organism.data))
            case Follow():
                await self._follow(asked)
            case Leave():
                self._followed.discard(asked.run)
                desk.leave(asked.run, self._say)
                self._say(Message("left", answer | {"run": asked.run}))

    async def _follow(self, asked: Follow) -> None:
        if len(self._followed | {asked.run}) > MOST_FOLLOWED:
            raise InputError(f"{MOST_FOLLOWED} runs can be followed at a time; leave one of them first.")
        so_far, organism = await self._desk.follow(asked.run, self._say)
        self._followed.add(asked.run)
        self._say(Message("followed", so_far | {"request": asked.request}))
        if organism is not None:
            self._say(organism)


__all__ = ["MESSAGES_AT_ONCE", "MESSAGES_A_SECOND", "MOST_FOLLOWED", "MOST_WAITING", "Conversation"]
