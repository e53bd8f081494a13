"""A script that unpacks the page's style and script, for pages that are sent away: about half of the bytes.

What is unpacked goes into elements of its own and so is allowed by its own hash, like any other; nothing is evaluated
from text. Every browser with WebAssembly's SIMD also has the DecompressionStream that this takes.
"""

from __future__ import annotations

import base64
import re
import string
import zlib

_BETWEEN = "\x00"
_LOADER = """(async()=>{{
const text="{packed}",packed=new DataView(new ArrayBuffer(text.length/5*4));
for(let i=0;i<text.length;i+=5){{
let sum=0;
for(let j=i;j<i+5;j++){{const c=text.charCodeAt(j);sum=sum*85+c-35-(c>60)-(c>92)}}
packed.setUint32(i/5*4,sum)}}
const stream=new Blob([packed.buffer.slice(0,{length})]).stream().pipeThrough(new DecompressionStream("deflate"));
const parts=(await new Response(stream).text()).split("\\0");
for(const [i,name] of ["style","script"].entries()){{
const element=document.createElement(name);element.textContent=parts[i];document.body.append(element)}}
}})().catch(error=>{{document.getElementById("page").textContent=
"This page could not be unpacked. It needs a browser from 2023 or later. ("+error+")";}})"""

# Four bytes are five letters, a sixteenth fewer than base64's; none of them would end a string or an element.
_PYTHONS = string.digits + string.ascii_uppercase + string.ascii_lowercase + "!#$%&()*+-;<=>?@^_`{|}~"
_OURS = "".join(chr(code) for code in range(35, 122) if chr(code) not in "<\\")


def packed(style: str, script: str) -> str:
    """A script that adds ``style`` and ``script`` to the page. It depends on nothing but these texts."""
    data = zlib.compress(f"{style}{_BETWEEN}{script}".encode(), 9)
    letters = base64.b85encode(data, pad=True).decode("ascii").translate(str.maketrans(_PYTHONS, _OURS))
    return _LOADER.format(packed=letters, length=len(data))


def unpacked(loader: str) -> tuple[str, str]:
    """Style and script within a loader made by `packed`."""
    found = re.search(r'text="([^"]*)".*slice\(0,(\d+)\)', loader, re.DOTALL)
    if found is None:
        raise ValueError("this is no script that `packed` has made")
    data = base64.b85decode(found[1].translate(str.maketrans(_OURS, _PYTHONS)))[: int(found[2])]
    style, script = zlib.decompress(data).decode().split(_BETWEEN)
    return style, script


__all__ = ["packed", "unpacked"]
