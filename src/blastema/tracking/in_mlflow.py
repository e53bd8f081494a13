"""MLflow: a run in the store of MLFLOW_TRACKING_URI, or in local files."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blastema.tracking.tracker import AbstractTracker, Place, is_film

_EXPERIMENT = "blastema"
_LONGEST = 6000
"""Largest length of a parameter in MLflow."""
_AT_ONCE = 100
"""Largest number of parameters per call."""
_FILES = "MLFLOW_ALLOW_FILE_STORE"
_TAG = "blastema.identity"


class Tracker(AbstractTracker):
    """A run of the experiment blastema (or MLFLOW_EXPERIMENT_NAME); a resumed training continues its run."""

    def __init__(self, place: Place) -> None:
        from mlflow.entities import Metric, Param
        from mlflow.tracking import MlflowClient

        super().__init__(place)
        self._metric: Any = Metric
        self._param: Any = Param
        self._store = os.environ.get("MLFLOW_TRACKING_URI") or (place.folder / "mlruns").absolute().as_uri()
        if self._store.startswith("file:"):  # MLflow still supports its file store, but requires this opt-in
            os.environ.setdefault(_FILES, "true")
        self._client: Any = MlflowClient(self._store)
        name = os.environ.get("MLFLOW_EXPERIMENT_NAME", _EXPERIMENT)
        found = self._client.get_experiment_by_name(name)
        experiment = self._client.create_experiment(name) if found is None else found.experiment_id
        before = self._client.search_runs([experiment], f"tags.`{_TAG}` = '{place.identity}'", max_results=1)
        if before and place.iteration:
            self._id = before[0].info.run_id
            self._client.update_run(self._id, status="RUNNING")
        else:
            run = self._client.create_run(experiment, run_name=place.name, tags={_TAG: place.identity})
            self._id = run.info.run_id

    @property
    def where(self) -> str:
        """See `AbstractTracker`."""
        asked = f"{_FILES}=true " if self._store.startswith("file:") else ""
        return f"{asked}mlflow ui --backend-store-uri {self._store}"

    def settings(self, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`. Existing parameters stay, since MLflow cannot change them."""
        known = self._client.get_run(self._id).data.params
        params = [self._param(name, str(value)[:_LONGEST]) for name, value in values.items() if name not in known]
        for begin in range(0, len(params), _AT_ONCE):
            self._client.log_batch(self._id, params=params[begin : begin + _AT_ONCE])

    def numbers(self, iteration: int, values: Mapping[str, float]) -> None:
        """See `AbstractTracker`."""
        now = int(time.time() * 1000)
        self._client.log_batch(self._id, [self._metric(name, value, now, iteration) for name, value in values.items()])

    def picture(self, iteration: int, name: str, data: bytes) -> None:
        """See `AbstractTracker`."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, f"{iteration:08d}.{'gif' if is_film(data) else 'png'}")
            file.write_bytes(data)
            self._client.log_artifact(self._id, str(file), name)

    def scores(self, iteration: int, values: Mapping[str, Any]) -> None:
        """See `AbstractTracker`."""
        for name, value in values.items():
            if isinstance(value, str):
                self._client.set_tag(self._id, f"scores.{name}", value)
            else:
                self._client.log_metric(self._id, f"scores.{name}", float(value), step=iteration)

    def close(self) -> None:
        """See `AbstractTracker`."""
        self._client.set_terminated(self._id)


__all__ = ["Tracker"]
