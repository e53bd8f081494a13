"""Types of flags that several verbs have, with what help calls their values."""

from __future__ import annotations

from typing import Annotated, Literal

from tyro.conf import Positional, arg

Source = Annotated[
    Positional[str],
    arg(
        metavar="RUN|FILE|EMOJI", help="A run folder, an organism file, or an organism of the zoo: an emoji or a name."
    ),
]
Told = Annotated[tuple[str, ...], arg(name="as", metavar="NAME|NAME=WEIGHT,...")]
Assignments = Annotated[tuple[str, ...], arg(metavar="PATH=VALUE")]
Hosts = Annotated[str | None, arg(metavar="INDEX/COUNT@HOST:PORT|auto")]
Trackers = tuple[Literal["tensorboard", "wandb", "mlflow"], ...]

__all__ = ["Assignments", "Hosts", "Source", "Told", "Trackers"]
