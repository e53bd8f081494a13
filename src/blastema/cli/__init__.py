"""The command ``blastema``.

Exit codes: 0 done; 1 an unforeseen error; 2 bad input or usage, or nothing could be written; 3 training failed;
129, 130 and 143 stopped by a signal, saved.
"""

from __future__ import annotations

import importlib
import io
import os
import sys
from collections.abc import Sequence

from blastema._text import plain
from blastema.cli.parser import parse
from blastema.cli.terminal import plain_streams
from blastema.errors import BlastemaError, InputError

_HOMES = {
    "Grow": "grow",
    "Resume": "grow",
    "Shrink": "shrink",
    "Info": "info",
    "Render": "render",
    "Evaluate": "evaluate",
    "Figures": "figures",
    "Sweep": "sweep",
    "Import": "exchange",
    "Export": "exchange",
    "Play": "play",
    "Studio": "studio",
    "Zoo": "zoo",
    "World": "world",
    "Doctor": "doctor",
    "Completion": "completion",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # file names need not be UTF-8; in JSON this is their escape
            stream.reconfigure(errors="backslashreplace")
    os.environ["JAX_ENABLE_X64"] = "0"  # in float32 and to the same bits, whatever the environment says
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. A foreseen error is one message on stderr, without a traceback."""
    command = None
    try:
        command = parse(arguments)
        home = importlib.import_module(f"blastema.cli.{_HOMES[type(command).__name__]}")
        with plain_streams():
            code: int = home.run(command)
    except BlastemaError as error:
        print(f"blastema: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has closed it (as in `| head`); nothing can be reported any more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"blastema: {plain(f'{place}{error.strerror or error}')}", file=sys.stderr)
        return 2
    except (MemoryError, RuntimeError, ValueError, AssertionError) as error:
        text = _explained(error, trains=type(command).__name__ in ("Grow", "Sweep"))
        if text is None:
            raise
        print(f"blastema: {text}", file=sys.stderr)
        return 2
    return code


def _explained(error: Exception, trains: bool) -> str | None:
    """The message for an error of the machine or of JAX whose cause is known."""
    if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in str(error):
        smaller = "a smaller --batch-size, --pool-size or --size" if trains else "a smaller picture or grid"
        return f"not enough memory. Try {smaller}."
    if "JAX_PLATFORMS" in os.environ:  # it may name a missing device, which JAX reports in several ways
        from blastema.runs import environment

        try:
            environment.device()
        except InputError as cause:
            return str(cause)
    return None


__all__ = ["main", "run"]
