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
from blastema.errors import BlastemaError

_HOMES = {
    "Grow": "grow",
    "Resume": "grow",
    "Info": "info",
    "Render": "render",
    "Evaluate": "evaluate",
    "Figures": "figures",
    "Sweep": "sweep",
    "Import": "exchange",
    "Export": "exchange",
    "Play": "play",
    "Zoo": "zoo",
    "Doctor": "doctor",
    "Completion": "completion",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names of files need not be UTF-8; in JSON this is their escape
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. A foreseen error is one message on stderr, without a traceback."""
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
        # The reader of our output has gone (as in `| head`); there is nobody left to tell, at exit neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"blastema: {plain(f'{place}{error.strerror or error}')}", file=sys.stderr)
        return 2
    except (MemoryError, RuntimeError) as error:
        if not (isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in str(error)):
            raise
        print("blastema: not enough memory. Try a smaller --batch-size, --pool-size or --size.", file=sys.stderr)
        return 2
    return code


__all__ = ["main", "run"]
