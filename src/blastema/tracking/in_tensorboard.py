"""TensorBoard: event files by tensorboardX, which needs neither TensorFlow nor TensorBoard itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from blastema.tracking.tracker import AbstractTracker, Place


class Tracker(AbstractTracker):
    """A folder of event files for each training."""

    def __init__(self, place: Place) -> None:
        from tensorboardX import SummaryWriter
        from tensorboardX.proto.summary_pb2 import Summary

        super().__init__(place)
        self._summary: Any = Summary
        self._root = place.folder / "tensorboard"
        # Events of a killed training after its last checkpoint are logged again.
        purged = {"purge_step": place.iteration + 1} if place.iteration else {}
        self._writer: Any = SummaryWriter(str(self._root / f"{place.name}-{place.identity}"), **purged)

    @property
    def where(self) -> str:
        """See `AbstractTracker`."""
        return f"tensorboard --logdir {self._root}"

    def settings(self, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`."""
        lines = [f"| {name} | {value} |" for name, value in values.items()]
        self._writer.add_text("settings", "\n".join(["| setting | value |", "|---|---|", *lines]), self.place.iteration)

    def numbers(self, iteration: int, values: Mapping[str, float]) -> None:
        """See `AbstractTracker`."""
        for name, value in values.items():
            self._writer.add_scalar(f"training/{name}", value, iteration)

    def picture(self, iteration: int, name: str, data: bytes) -> None:
        """See `AbstractTracker`. Stored as it is, since TensorBoard shows animated GIFs."""
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
        kind = self._summary
        encoded = kind.Image(height=height, width=width, colorspace=3, encoded_image_string=data)
        self._writer.file_writer.add_summary(kind(value=[kind.Value(tag=name, image=encoded)]), iteration)

    def scores(self, iteration: int, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`."""
        for name, value in values.items():
            if isinstance(value, str):
                self._writer.add_text(f"scores/{name}", value, iteration)
            else:
                self._writer.add_scalar(f"scores/{name}", np.float32(value), iteration)

    def close(self) -> None:
        """See `AbstractTracker`."""
        self._writer.close()


__all__ = ["Tracker"]
