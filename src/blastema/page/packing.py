"""Compression of exported pages: style, script and organisms are compressed to about half of the bytes.

A loader script unpacks them. Style and script are inserted as elements and allowed by their own hashes, like any
other; nothing is evaluated from text. The organisms are a JSON object in their element, which the loader replaces by
the list; an uncompressed list stays. The studio's stem cell is compressed with them, and put into the options. Every
browser with WebAssembly's SIMD also has the DecompressionStream that this needs.

Bytes are compressed, and text is encoded with one byte per character: none beyond U+00FF.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from blastema._base64 import from_base64

# Uncompressed itself, so its names are short: u unpacks a text of letters into n bytes, p are the packed ones, q those
# that were packed, as the text s; a is all of the organisms, o the options' element, and t what it says.
_LOADER = """(async()=>{{
const u=async(text,n)=>{{
const p=new Uint8Array(n),d=i=>{{const c=text.charCodeAt(i);return c-33-(c>34)-(c>60)-(c>92)}};
for(let i=0,at=0,b=0,k=0;at<n;i+=2){{
b|=(d(i)*91+d(i+1))<<k;
for(k+=13;k>7;k-=8){{if(at<n)p[at++]=b;b>>=8}}}}
const q=new Uint8Array(await new Response(
new Blob([p]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
let s="";
for(let i=0;i<q.length;i+=8192)s+=String.fromCharCode(...q.subarray(i,i+8192));
return s}},
of=id=>document.getElementById(id),list=of("organisms");
if(list.textContent.startsWith("{{")){{
const{{packed,length,list:end}}=JSON.parse(list.textContent),a=await u(packed,length);
let at=end;
list.textContent=JSON.stringify(JSON.parse(a.slice(0,end)).map(o=>({{...o,file:btoa(a.slice(at,at+=o.file))}})));
const o=of("options"),t=JSON.parse(o.textContent);
if(t.studio){{t.studio.stem=btoa(a.slice(at));o.textContent=JSON.stringify(t)}}}}
const text=await u("{packed}",{length});
for(const[k,v]of[["style",text.slice({script})],["script",text.slice(0,{script})]]){{
const e=document.createElement(k);e.textContent=v;document.body.append(e)}}
}})().catch(e=>{{document.getElementById("page").textContent=
"This page could not be unpacked: its file is damaged, or the browser is older than 2023. ("+e+")"}})"""

# Thirteen bits are two of these 91 letters (base64 needs 7.7 % more); none of them ends a string or an element.
_LETTERS = np.array([code for code in range(33, 127) if chr(code) not in '"<\\'], np.uint8)
_BITS = 13

_BINARY = re.compile(rb"""(["'`])\\0asm(?:\\.|(?!\1).)*\1""", re.DOTALL)
"""A string of the script with the bytes of a .wasm file, one letter each."""


@functools.lru_cache(maxsize=4)  # a published zoo has a page for each organism
def packed(style: str, script: str) -> str:
    """A script that adds ``style`` and ``script`` to the page and unpacks its organisms; a function of these two."""
    data = f"{script}{style}".encode("latin-1")  # smaller than the style first
    letters, length = _pack(data, [*(edge for found in _BINARY.finditer(data) for edge in found.span()), len(script)])
    return _LOADER.replace("\n", "").format(packed=letters, length=length, script=len(script))


def packed_list(organisms: str, stem: bytes = b"") -> str:
    """The compressed text of the organisms' element, from their list (`entries`) and the studio's stem cell.

    It contains the list, with the length of each file instead of the file, followed by the files and the stem cell.
    """
    found: list[dict[str, Any]] = json.loads(organisms)
    files = [from_base64(each["file"], "an organism of the page") for each in found]
    listed = [each | {"file": len(file)} for each, file in zip(found, files, strict=True)]
    text = json.dumps(listed, separators=(",", ":")).encode("ascii")
    letters, length = _pack(text + b"".join(files) + stem)
    return json.dumps({"packed": letters, "length": length, "list": len(text)}, separators=(",", ":"))


def _pack(data: bytes, edges: Sequence[int] = ()) -> tuple[str, int]:
    """Letters, and the number of bytes that they encode; at the ``edges`` another kind of data begins."""
    small = min((_deflated(data, edges, memory) for memory in (7, 8, 9)), key=len)
    bits = np.unpackbits(np.frombuffer(small, np.uint8), bitorder="little")
    numbers = np.pad(bits, (0, -len(bits) % _BITS)).reshape(-1, _BITS) @ (1 << np.arange(_BITS))
    return _LETTERS[np.stack(np.divmod(numbers, len(_LETTERS)), axis=-1)].tobytes().decode("ascii"), len(small)


def _deflated(data: bytes, edges: Sequence[int], memory: int) -> bytes:
    """zlib's best compression, with a new table of codes at each edge.

    How much ``memory`` it takes also decides where it begins a new table.
    """
    compression = zlib.compressobj(9, memLevel=memory)
    parts = []
    for begin, end in itertools.pairwise([0, *edges, len(data)]):
        parts.append(compression.compress(data[begin:end]) + compression.flush(zlib.Z_BLOCK))
    return b"".join(parts) + compression.flush()


__all__ = ["packed", "packed_list"]
