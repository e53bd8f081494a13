"""What the loader of an exported page does, in Python: the judge of ``blastema.page.packing``."""

from __future__ import annotations

import base64
import json
import re
import zlib

LETTERS = [chr(code) for code in range(33, 127) if chr(code) not in '"<\\']
"""Two of these 91 are thirteen bits, the lower ones first."""


def unpacked(loader: str) -> tuple[str, str]:
    """Style and script in a loader."""
    found = re.search(r'await u\("([^"]*)",(\d+)\);.*text\.slice\(0,(\d+)\)', loader, re.DOTALL)
    assert found is not None, "this is no loader"
    text = unpack(found[1], int(found[2])).decode("latin-1")
    return text[int(found[3]) :], text[: int(found[3])]


def unpacked_list(text: str) -> str:
    """The list of organisms in the text of their element."""
    return list_and_stem(text)[0]


def unpacked_stem(text: str) -> bytes:
    """The studio's stem cell in the text of the organisms' element."""
    return list_and_stem(text)[1]


def list_and_stem(text: str) -> tuple[str, bytes]:
    found = json.loads(text)
    data = unpack(found["packed"], found["length"])
    at, listed = found["list"], json.loads(data[: found["list"]])
    for each in listed:
        at, begin = at + each["file"], at
        each["file"] = base64.b64encode(data[begin:at]).decode("ascii")
    return json.dumps(listed), data[at:]


def unpack(letters: str, length: int) -> bytes:
    numbers = (
        LETTERS.index(high) * len(LETTERS) + LETTERS.index(low)
        for high, low in zip(letters[::2], letters[1::2], strict=True)
    )
    bits = "".join(format(number, "013b")[::-1] for number in numbers)
    return zlib.decompress(bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, 8 * length, 8)))
