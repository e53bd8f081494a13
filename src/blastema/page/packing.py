"""A script that unpacks the page's style and script, for pages that are sent away: about half of the bytes.

What is unpacked goes into elements of its own and so is allowed by its own hash, like any other; nothing is evaluated
from text. Every browser with WebAssembly's SIMD also has the DecompressionStream that this takes.
"""

from __future__ import annotations

import base64
import zlib

_BETWEEN = "\x00"
_LOADER = """(async()=>{{
const packed=Uint8Array.from(atob("{packed}"),c=>c.charCodeAt(0));
const stream=new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
const parts=(await new Response(stream).text()).split("\\0");
for(const [i,name] of ["style","script"].entries()){{
const element=document.createElement(name);element.textContent=parts[i];document.body.append(element)}}
}})().catch(error=>{{document.getElementById("page").textContent=
"This page could not be unpacked. It needs a browser of 2023 or later. ("+error+")";}})"""


def packed(style: str, script: str) -> str:
    """A script that adds ``style`` and ``script`` to the page. It depends on nothing but these texts."""
    data = base64.b64encode(zlib.compress(f"{style}{_BETWEEN}{script}".encode(), 9)).decode("ascii")
    return _LOADER.format(packed=data)


def unpacked(loader: str) -> tuple[str, str]:
    """Style and script within a loader made by `packed`."""
    data = loader.split('atob("', 1)[1].split('"', 1)[0]
    style, script = zlib.decompress(base64.b64decode(data)).decode().split(_BETWEEN)
    return style, script


__all__ = ["packed", "unpacked"]
