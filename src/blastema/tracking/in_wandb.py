"""Weights & Biases, offline unless WANDB_MODE says otherwise: nothing leaves this machine until ``wandb sync``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema.tracking.tracker import AbstractTracker, Place, is_film


class Tracker(AbstractTracker):
    """A run of the project blastema (or WANDB_PROJECT)."""

    def __init__(self, place: Place) -> None:
        import wandb

        super().__init__(place)
        self._wandb: Any = wandb
        self._media = tempfile.TemporaryDirectory(prefix="blastema-wandb-")
        folder = Path(os.environ.get("WANDB_DIR", place.folder))
        folder.mkdir(parents=True, exist_ok=True)
        mode: Any = os.environ.get("WANDB_MODE", "offline")
        self._offline = mode == "offline"
        self._run = wandb.init(
            project=os.environ.get("WANDB_PROJECT", "blastema"),
            name=place.name,
            id=f"{place.identity}-{place.iteration}",  # offline, a run cannot be resumed
            group=f"{place.name}-{place.identity}",
            dir=str(folder),
            mode=mode,
            settings=wandb.Settings(console="off", silent=True),
        )

    @property
    def where(self) -> str:
        """See `AbstractTracker`."""
        sync = f"wandb sync {Path(self._run.dir).parent}"
        return sync if self._offline else str(self._run.url)

    def settings(self, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`."""
        self._run.config.update(dict(values))

    def numbers(self, iteration: int, values: Mapping[str, float]) -> None:
        """See `AbstractTracker`."""
        self._run.log(dict(values), step=iteration)

    def picture(self, iteration: int, name: str, data: bytes) -> None:
        """See `AbstractTracker`."""
        ending = "gif" if is_film(data) else "png"
        file = Path(self._media.name, f"{name}-{iteration:08d}.{ending}")
        file.write_bytes(data)
        video, image = self._wandb.Video, self._wandb.Image
        shown = video(str(file), format="gif") if is_film(data) else image(str(file))
        self._run.log({name: shown}, step=iteration)

    def scores(self, iteration: int, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`."""
        self._run.summary.update({f"scores/{name}": value for name, value in values.items()})

    def close(self) -> None:
        """See `AbstractTracker`."""
        self._run.finish()
        self._media.cleanup()


__all__ = ["Tracker"]
