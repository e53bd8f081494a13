"""What page and server say to each other: frames, versions, and requests that are checked before anything is done."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from blastema.errors import InputError
from blastema.studio import messages
from blastema.studio.messages import Message, Train, decode, encode, request_of, to_bytes


@pytest.mark.parametrize(
    "message", [Message("runs", {"request": 1}), Message("train", {"name": "Käfer 🐞"}, b"\0\xffpicture"), Message("x")]
)
def test_a_frame_gives_its_message_back(message):
    assert decode(encode(message)) == message
    assert decode(to_bytes(message)) == message
    assert isinstance(encode(message), bytes if message.data else str)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        ("", "not JSON"),
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
        ('{"v": 1, "type": "a", "type": "b"}', "twice"),
        ("{}", "version None of the protocol; this studio has 1. Reload the page"),
        ('{"v": 2, "type": "runs"}', "version 2"),
        ('{"v": 1}', "type is None"),
        ('{"v": 1, "type": []}', r"type is \[\]"),
        (b"", "cut short"),
        (b"\0\0\0", "cut short"),
        (b"\xff\xff\xff\xff{}", "cut short"),
        (b"\x02\0\0\0[]", "not a JSON object"),
        (b"\x01\0\0\0\xff", "not JSON"),
        ('{"v": 1, "type": "' + "a" * messages.LARGEST_TEXT_BYTES + '"}', "at most 65,536 are read"),
    ],
)
def test_other_frames_are_refused(frame, told):
    with pytest.raises(InputError, match=told):
        request_of(decode(frame))


@pytest.mark.parametrize(
    ("kind", "values", "told"),
    [
        ("dance", {}, "there is no request 'dance'; expected one of train, stop, resume, runs, follow, leave, open"),
        ("runs", {"run": "x"}, "runs has no run; it takes request"),
        ("stop", {"run": 3}, "run is 3; expected the name"),
        ("follow", {"run": "a\0b"}, "run is"),
        ("train", {"name": "../x"}, "name is '../x'; expected up to 100 letters"),
        ("train", {"name": ""}, "name is ''"),
        ("train", {"size": 7}, "size is 7; expected a whole number from 8 to 96"),
        ("train", {"size": 1e3}, "size is 1000.0"),
        ("train", {"size": True}, "size is True"),
        ("train", {"padding": -1}, "padding is -1"),
        ("train", {"regime": "x"}, "regime is 'x'; expected one of growing, persistent, regenerating"),
        ("train", {"recipe": ["quick"]}, "recipe is"),
        ("train", {"start": "zoo"}, "start is 'zoo'; expected one of nothing, stem"),
        ("train", {"iterations": 0}, "iterations is 0"),
        ("train", {"seed": -1}, "seed is -1"),
        ("train", {"trim": 1}, "trim is 1; expected true or false"),
        ("train", {"background": "blue"}, "background is 'blue'"),
        ("train", {"picture": "/etc/passwd"}, "train has no picture"),
        ("resume", {"run": "a", "iterations": 10**9}, "iterations is 1000000000"),
    ],
)
def test_values_are_checked(kind, values, told):
    with pytest.raises(InputError, match=told):
        request_of(Message(kind, {"request": 1} | values))


@pytest.mark.parametrize("number", [-1, 1.5, "1", None, 2**53])
def test_a_request_has_a_number(number):
    with pytest.raises(InputError, match="request is"):
        request_of(Message("runs", {"request": number}))
    with pytest.raises(InputError, match="runs lacks its number"):
        request_of(Message("runs"))


def test_only_a_training_comes_with_bytes():
    assert request_of(Message("train", {"request": 5, "size": 16}, b"png")) == Train(5, size=16)
    with pytest.raises(InputError, match="runs comes with 3 bytes; only train has any"):
        request_of(Message("runs", {"request": 1}, b"png"))


def test_the_document_has_every_message_and_setting():
    text = (Path(__file__).parents[1] / "docs" / "studio-protocol.md").read_text("utf-8")
    settings = {one.name for kind in messages.REQUESTS.values() for one in dataclasses.fields(kind)} - {"request"}
    source = "".join(file.read_text("utf-8") for file in Path(messages.__file__).parent.glob("*.py"))
    said = set(re.findall(r'Message\(\s*"([a-z]+)"', source))
    assert {"welcome", "progress", "finished", "refused"} <= said
    assert [name for name in sorted({*messages.REQUESTS, *settings, *said}) if f"`{name}`" not in text] == []
