"""Training on several hosts: how they join, and what they exchange besides gradients.

Every host runs the same program; each of the functions below must be called on all hosts.
"""

from __future__ import annotations

import json
import re
from typing import Any

import jax
import numpy as np
from jax.experimental import multihost_utils

from blastema.errors import InputError

AUTO = "auto"
_FORM = re.compile(r"([0-9]{1,6})/([0-9]{1,6})@([^@/\s]+:[0-9]{1,5})")


def join(text: str) -> None:
    """Join the other hosts of a training; to be called before anything is computed.

    Args:
        text: "INDEX/COUNT@HOST:PORT": this is host INDEX (0 to COUNT - 1) of COUNT, and the first of them listens at
            HOST:PORT; or "auto" under SLURM or Open MPI

    Raises:
        InputError: for another text, or if the hosts do not find each other.
    """
    found = _FORM.fullmatch(text)
    index, count = (int(found[1]), int(found[2])) if found else (0, 1)
    if text != AUTO and (found is None or not index < count):
        raise InputError(
            f"hosts is {text!r}; expected INDEX/COUNT@HOST:PORT, e.g. 0/2@node1:8476 on the first of two hosts, which "
            "is node1, and 1/2@node1:8476 on the other; or auto under SLURM or Open MPI."
        )
    settings: Any = jax.config
    settings.update("jax_cpu_collectives_implementation", "gloo")  # for processors; cards have their own
    try:
        if found is None:
            jax.distributed.initialize()
        else:
            jax.distributed.initialize(found[3], count, index)
    except (RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"the hosts of {text} cannot find each other: {reason}. The first one must be reachable there by all "
            "others, and all must be started within five minutes."
        ) from error


def is_first() -> bool:
    """Whether this host stores the results; true if there is only one."""
    return bool(jax.process_index() == 0)


def several() -> bool:
    """Whether there is more than one host."""
    return bool(jax.process_count() > 1)


def any_of(flag: bool) -> bool:
    """Whether a value is true on any host."""
    return flag if not several() else bool(np.any(multihost_utils.process_allgather(np.asarray(flag))))


def from_first(data: bytes) -> bytes:
    """The first host's value, on all hosts."""
    if not several():
        return data
    size = int(multihost_utils.broadcast_one_to_all(np.int32(len(data))))
    sent = np.frombuffer(data, np.uint8) if is_first() else np.zeros(size, np.uint8)
    received: bytes = np.asarray(multihost_utils.broadcast_one_to_all(sent)).astype(np.uint8).tobytes()
    return received


def refuse_different(facts: dict[str, Any]) -> None:
    """Raise `InputError`, on all hosts, if values differ between hosts.

    Args:
        facts: JSON values by name
    """
    if not several():
        return
    data = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    sizes = np.asarray(multihost_utils.process_allgather(np.int32(len(data))))
    padded = np.zeros(sizes.max(), np.uint8)
    padded[: len(data)] = data
    rows = np.asarray(multihost_utils.process_allgather(padded)).astype(np.uint8)
    each = [json.loads(row[:size].tobytes()) for row, size in zip(rows, sizes, strict=True)]
    for host, told in enumerate(each):
        for name, value in each[0].items():
            if told.get(name) != value:
                raise InputError(
                    f"the hosts differ in {name}: {value} on host 0, {told.get(name)} on host {host}. All hosts "
                    "must be of the same kind and be started with the same command, so that they compute the same bits."
                )


__all__ = ["AUTO", "any_of", "from_first", "is_first", "join", "refuse_different", "several"]
