"""A published zoo in a repository of the Hugging Face Hub: ``hf://owner/repository`` (extra ``hub``).

The repository is a model repository with the files of `publishing` at its root. Server, token
and cache are those of huggingface_hub: ``HF_ENDPOINT``, ``HF_TOKEN``, ``HF_HOME``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from blastema._files import read_bytes
from blastema.errors import InputError

if TYPE_CHECKING:
    from blastema.zoo.fetching import Read

_ADDRESS = re.compile(r"hf://([\w.-]+/[\w.-]+)/?", re.ASCII)
_NAMED = re.compile(r"(hf://[\w.-]+/[\w.-]+)/([^/]+)/?", re.ASCII)


def parted(address: str) -> tuple[str, tuple[str, ...]]:
    """The address of a zoo, and the organism in ``hf://owner/repository/name``, if any."""
    found = _NAMED.fullmatch(address)
    return (address, ()) if found is None else (found[1], (found[2],))


def reader(address: str, *, endpoint: str | None = None) -> Read:
    """A reader of the files of the zoo in a repository.

    Args:
        address: ``hf://owner/repository``
        endpoint: the server; by default huggingface_hub's own

    Returns:
        A function of a path and the file's largest size, see `blastema.zoo.fetching.reader`.

    Raises:
        InputError: for another address, or if huggingface_hub is not installed.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise InputError(f"{address} is not a repository of the Hub; expected hf://OWNER/REPOSITORY.")
    try:
        import huggingface_hub as hub
    except ImportError as error:
        raise InputError(f'{address} needs huggingface_hub: pip install "blastema[hub]"') from error
    repository = found[1]

    def read(path: str, largest: int) -> bytes:
        try:
            # The size is checked first, since the whole file is downloaded into the cache.
            url = hub.hf_hub_url(repository, path, endpoint=endpoint)
            size = hub.get_hf_file_metadata(url).size
            if size is None or size > largest:
                raise InputError(f"{path} of {address} has {size} bytes; at most {largest:,} are read.")
            file = hub.hf_hub_download(repository, path, endpoint=endpoint)
        except InputError:
            raise
        except Exception as error:  # its own errors, and those of the HTTP library that its version uses
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise InputError(f"{path} of {address} cannot be read: {reason}") from error
        return read_bytes(Path(file), "a file of a zoo", largest)

    return read


__all__ = ["parted", "reader"]
