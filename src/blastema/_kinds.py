"""What a file is, recognised by its content, for messages of readers that were given another kind of file.

Nothing is executed or unpacked; of an archive only the names are read.
"""

from __future__ import annotations

import codecs
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple

from blastema._files import read_bytes
from blastema._text import word
from blastema.errors import FileFormatError

Wanted = Literal["organism", "web model", "weights to import", "picture", "config"]


class Kind(NamedTuple):
    """The kind of a file: the group that determines the advice, and a description, as in "x.pth is WORDS"."""

    group: str
    words: str


_EXPECTED: Mapping[Wanted, str] = {
    "organism": "a safetensors file by Blastema, a web model file of the article (JSON) or a run folder",
    "web model": "a web model file of the article (JSON)",
    "weights to import": "weights: a web model file of the article (JSON), or a file of PyTorch (1.6 or later), Keras "
    "(.h5), NumPy (.npz) or safetensors",
    "picture": "a picture or an emoji",
    "config": "a config.json or a run folder",
}
_WEIGHTS = "blastema import reads PyTorch, Keras, npz and safetensors: docs/format.md, Weights from other programs."
_EVERY = "Every command can read it directly. To write it in another format: blastema export {source} --to html"
_GROW = "To train an organism on it: blastema grow {source}"
_FROM = "Did you mean blastema grow PICTURE --from {source}? To film it: blastema render {source}"
_HELP: Mapping[str, str | Mapping[Wanted, str]] = {
    "organism": {
        "web model": _EVERY,
        "weights to import": _EVERY,
        "picture": _FROM,
    },
    "web model": {"picture": _FROM},
    "picture": {
        "organism": _GROW,
        "web model": _GROW,
        "weights to import": _GROW,
    },
    "config": {
        "organism": "To use a run, name its folder; to train by the config: blastema grow --config {source}",
        "web model": "To train by it: blastema grow --config {source}",
        "weights to import": "To train by it: blastema grow --config {source}",
        "picture": "To train by it: blastema grow --config {source}",
    },
    "part of a run": "To use a run, name its folder.",
    "card": {"organism": "The organism's file lies beside it and ends in .safetensors."},
    "sweep": "To continue a sweep, name its folder: blastema sweep FOLDER",
    "weights": {"organism": _WEIGHTS, "web model": _WEIGHTS},
    "pickle": "Blastema does not read it, since it can contain code.",
    "archive": "Unpack it, and name a file in it.",
    "page": "If it was saved from the web, download the file itself (on GitHub: Raw).",
    "pointer": "Get the file itself: git lfs pull",
}
"""Advice by group and, where it matters, by what was expected; {source} is the file."""

_PICTURES = {b"\x89PNG\r\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"II*\0": "TIFF",
             b"MM\0*": "TIFF", b"\0\0\1\0": "ICO", b"8BPS": "Photoshop"}  # fmt: skip
_ARCHIVES = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz", b"\x28\xb5\x2f\xfd": "Zstandard",
             b"7z\xbc\xaf": "7-Zip", b"Rar!": "RAR"}  # fmt: skip
_OTHERS = (
    (b"\x89HDF\r\n\x1a\n", "weights", "an HDF5 file, as Keras writes it"),
    (b"\x93NUMPY", "weights", "a NumPy array (.npy)"),
    (b"GGUF", "weights", "a GGUF file with a language model's weights"),
    (b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", "weights", "a PyTorch file of before version 1.6, a Python pickle"),
    (b"version https://git-lfs.github.com/", "pointer", "a Git LFS pointer, which stands for a file"),
    (b"VOX ", "picture", "a volume (MagicaVoxel)"),
    (b"%PDF-", "", "a PDF document"),
    (b"\x7fELF", "", "a program"),
    (b"MZ", "", "a program"),
    (b"\x1aE\xdf\xa3", "", "a film (Matroska or WebM)"),
)
_HEAD = 4096
_LARGEST_TEXT = 64 << 20


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file with these bytes; none if it is not recognised."""
    return _kind(io.BytesIO(data), len(data))


def explained(data: bytes, source: str, wanted: Wanted) -> str | None:
    """A message with what a file is, what was expected, and advice; none if the file is not recognised."""
    return _message(kind_of(data), source, wanted)


def refuse_others(data: bytes, source: str, wanted: Wanted, *groups: str) -> None:
    """Raise `FileFormatError` for a file that is recognised as neither what was expected nor of one of the groups."""
    kind = kind_of(data)
    told = None if kind is None or kind.group in groups else _message(kind, source, wanted)
    if told is not None:
        raise FileFormatError(told)


def read(path: Path, what: str, largest: int, wanted: Wanted) -> bytes:
    """`blastema._files.read_bytes`, but the error for a file that is too large says what it is, if that is recognised.

    Raises:
        InputError: if it cannot be read or is too large.
    """
    if path.is_file() and path.stat().st_size > largest:
        with path.open("rb") as file:
            told = _message(_kind(file, path.stat().st_size), str(path), wanted)
        if told is not None:
            raise FileFormatError(told)
    return read_bytes(path, what, largest)


def _message(kind: Kind | None, source: str, wanted: Wanted) -> str | None:
    # Readers of pictures and configs have better messages of their own for other text.
    if kind is None or kind.group == wanted or (kind.group == "text" and wanted in ("picture", "config")):
        return None
    helps = _HELP.get(kind.group, "")
    text = helps if isinstance(helps, str) else helps.get(wanted, "")
    return f"{source} is {kind.words}; expected {_EXPECTED[wanted]}. {text.format(source=word(source))}".rstrip()


def _kind(file: BinaryIO, size: int) -> Kind | None:
    head = file.read(_HEAD)
    if not head:
        return Kind("", "empty")
    for start, group, words in _OTHERS:
        if head.startswith(start):
            return Kind(group, words)
    looks: tuple[Callable[[bytes, BinaryIO, int], Kind | None], ...] = (
        _picture, _zip, _safetensors, _archive, _model, _pickle, _text,
    )  # fmt: skip
    for look in looks:
        file.seek(0)
        found = look(head, file, size)
        if found is not None:
            return found
    return None


def _picture(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    for start, name in _PICTURES.items():
        if head.startswith(start) and (start != b"BM" or head[6:10] == b"\0\0\0\0"):
            return Kind("picture", f"a picture ({name})")
    if head[:4] == b"RIFF":
        return Kind("picture", "a picture (WebP)") if head[8:12] == b"WEBP" else Kind("", "a sound or film (RIFF)")
    if head[4:8] == b"ftyp":
        still = head[8:12] in (b"avif", b"heic", b"heix", b"mif1")
        return Kind("picture", "a picture (AVIF or HEIC)") if still else Kind("", "a film (MP4)")
    return None


def _zip(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    try:
        with zipfile.ZipFile(file) as archive:
            names, whole = archive.namelist(), ""
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        # Its list of names is at its end; the first one is also here.
        length = int.from_bytes(head[26:28], "little")
        names, whole = [head[30 : 30 + length].decode("utf-8", "replace")], ", cut short or altered"
    if any(name.endswith("/data.pkl") for name in names):
        script = any("/code/" in name for name in names)
        return Kind("weights", f"a {'TorchScript' if script else 'PyTorch'} file{whole}")
    if any(name.endswith(".weights.h5") for name in names):
        return Kind("weights", f"a Keras file{whole}")
    if names and all(name.endswith(".npy") for name in names):
        return Kind("weights", f"a file of NumPy arrays (.npz){whole}")
    if "[Content_Types].xml" in names or names[:1] == ["mimetype"]:
        return Kind("", f"an office document{whole}")
    return Kind("archive", f"a zip archive{whole} ({_few(names)})")


def _safetensors(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    length = int.from_bytes(head[:8], "little")
    if head[8:9] != b"{" or not 2 <= length <= 16 << 20:
        return None
    if length > size - 8:
        return Kind("", "a safetensors file, cut short or altered") if head[9:10] == b'"' else None
    try:
        header = json.loads(file.read(8 + length)[8:])
        described = json.loads(header.pop("__metadata__", {}).get("blastema", "null"))
        whole = size - 8 - length == max((each["data_offsets"][1] for each in header.values()), default=0)
    except (ValueError, RecursionError, AttributeError, TypeError, LookupError):
        return None
    cut = "" if whole else ", cut short or altered"
    form = described.get("format") if isinstance(described, dict) else None
    if form == "blastema-organism":
        return Kind("organism" if whole else "", f"an organism of Blastema{cut}")
    if form == "blastema-checkpoint":
        return Kind("part of a run", f"a checkpoint of a run{cut}")
    return Kind("weights", f"a safetensors file of another program (tensors {_few(list(header))}){cut}")


def _few(names: list[str]) -> str:
    shown = [name if len(name) <= 60 else f"{name[:57]}..." for name in names[:3]]
    return ", ".join([*shown, "..."] if len(names) > 3 else shown) or "none"


def _archive(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    for start, name in _ARCHIVES.items():
        if head.startswith(start):
            return Kind("archive", f"a compressed file ({name})")
    return Kind("archive", "a tar archive") if head[257:262] == b"ustar" else None


def _model(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    if head[4:8] == b"TFL3":
        return Kind("weights", "a TensorFlow Lite file")
    return Kind("weights", "an ONNX file") if _is_onnx(head, file) else None


def _is_onnx(head: bytes, file: BinaryIO) -> bool:
    """Whether it is a ModelProto: its version first, and only fields of a ModelProto up to the graph."""
    if head[:1] != b"\x08":
        return False
    at, fields = 2, {2: 2, 3: 2, 4: 2, 5: 0, 6: 2, 8: 2, 14: 2, 20: 2, 25: 2}
    while at < len(head):
        number, wire = head[at] >> 3, head[at] & 7
        if (number, wire) == (7, 2):
            return True
        if fields.get(number) != wire:
            return False
        value, at = _varint(head, at + 1)
        at += value if wire == 2 else 0
    return False


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            break
    return value, at


def _pickle(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    return Kind("pickle", "a Python pickle") if head[0] == 0x80 and head[1:2] in (b"\2", b"\3", b"\4", b"\5") else None


def _text(head: bytes, file: BinaryIO, size: int) -> Kind | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    lower = start[:1024].lower()
    if b"<svg" in lower:
        return Kind("picture", "a drawing (SVG)")
    if lower.startswith((b"<!doctype html", b"<html")):
        return Kind("page", "an HTML page")
    if start[:1] in (b"{", b"[") and size <= _LARGEST_TEXT:
        return _json(file.read(_LARGEST_TEXT))
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)  # the last character may lie across the head's end
    except UnicodeDecodeError:
        return None
    return None if not text or any(c < " " and c not in "\t\r\n\f" for c in text) else Kind("text", "a text file")


def _json(data: bytes) -> Kind | None:
    try:
        value: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Kind("broken", "JSON, but cut short or altered")
    if isinstance(value, list):
        layers = [layer for layer in value if isinstance(layer, dict) and "data_b64" in layer]
        return Kind("web model", "a web model") if layers else Kind("json", "a JSON list")
    if not isinstance(value, dict):
        return Kind("json", "JSON")
    kinds = {
        "blastema-config": Kind("config", "a config of Blastema"),
        "blastema-card": Kind("card", "an organism's card"),
        "blastema-sweep": Kind("sweep", "a sweep's plan"),
    }
    form = value.get("format")
    if isinstance(form, str) and form in kinds:
        return kinds[form]
    if form == "graph-model" and not value.get("weightsManifest") and isinstance(value.get("modelTopology"), dict):
        return Kind("web model", "a frozen TensorFlow.js graph")
    if "weightsManifest" in value or "modelTopology" in value:
        return Kind("weights", "a TensorFlow.js model")
    return Kind("json", "JSON of another program")


__all__ = ["Kind", "Wanted", "explained", "kind_of", "read", "refuse_others"]
