"""The summary of a sweep: a comparison of its runs by evaluation, not only by loss."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from blastema._checks import is_whole, short
from blastema._files import write_atomically
from blastema.drawing import svg
from blastema.drawing.html import page
from blastema.errors import FileFormatError
from blastema.evaluation.measures import RECOVERED, log10
from blastema.runs.recording import FILM_NAME
from blastema.sweep.outcome import evaluation_file, evaluation_of, outcome
from blastema.sweep.plan import RUNS
from blastema.training import damage

if TYPE_CHECKING:
    from blastema.sweep.folder import Sweep

_LARGEST = 1e15
_MEASURES = {
    "log10_loss": "log10 loss, smoothed, at the end of training",
    "grow200": "growth: log10 E after 200 steps",
    "persist5000": "persistence: log10 E after 5000 steps",
    "heal1000": "healing: log10 E 1000 steps after a cut, mean of the five",
    "recovered": "wounded samples recovered, of 40",
    "births": "births alive, of 512",
}
_MOST = {"recovered": 40, "births": 512}
"""Of each measure that is a count, the largest value."""


def rows(sweep: Sweep) -> list[dict[str, Any]]:
    """One row per training: name, what was varied, state ("done", "failed", "waiting", or "stopped at rung N"), and
    the measures if evaluated.

    A training whose organism does not live, or is no better than an empty picture, has failed; its verdict says how.

    Raises:
        InputError: for an evaluation that is damaged.
    """
    found = []
    for entry in sweep.plan.entries:
        row: dict[str, Any] = {"name": entry.name, **entry.varied, "state": "waiting", "reason": ""}
        reason = sweep.failure(entry)
        folder = sweep.path / RUNS / entry.name
        evaluation = evaluation_of(folder)
        if evaluation is not None:
            good, verdict = outcome(evaluation)
            row |= {"state": "done" if good else "failed", "verdict": verdict}
            row |= _measures(evaluation, evaluation_file(folder))
            reason = None if good else reason or evaluation["verdict"]["words"]
        elif reason is not None:
            row["state"] = "failed"
        else:
            rungs = [rung for rung in sweep.plan.search.rungs if evaluation_file(folder, rung).exists()]
            row |= {"state": f"stopped at rung {rungs[-1]}"} | measures_of(folder, rungs[-1]) if rungs else {}
        found.append(row | {"reason": reason or ""})
    return found


def measures_of(run: Path, rung: int | None = None) -> dict[str, Any]:
    """The verdict and the measures of a run folder, at the end or at a rung; empty if it was not evaluated.

    Raises:
        InputError: for an evaluation that is damaged.
    """
    found = evaluation_of(run, rung)
    if found is None:
        return {}
    return {"verdict": outcome(found)[1]} | _measures(found, evaluation_file(run, rung))


def best(sweep: Sweep, found: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The best row by the search's score among those that are done, if any."""
    done = [row for row in found if row["state"] == "done"]
    scores = [sweep.plan.search.score(row) for row in done]
    return done[scores.index(min(scores))] if any(map(math.isfinite, scores)) else None


def _measures(evaluation: Mapping[str, Any], file: Path) -> dict[str, Any]:
    try:
        found = _Evaluation(evaluation)
        cuts = [found.number("figures", f"heal1000 {name}", "log10_mean_e") for name in damage.CUTS]
        return {
            "log10_loss": _rounded(found.number("training", "log10_loss")),
            **{
                name: _rounded(found.number("figures", name, "log10_mean_e"))
                for name in ("grow96", "grow200", "persist1000", "persist5000")
            },
            "heal1000": _rounded(None if None in cuts else float(np.mean([cut for cut in cuts if cut is not None]))),
            "cuts_healed": found.count("cuts_healed"),
            "recovered": found.count("samples_recovered"),
            # Older evaluations have no births.
            **({"births": found.count("births", "alive")} if "births" in evaluation else {}),
            "roll_backs": found.count("training", "roll_backs"),
            "minutes": round((found.number("training", "seconds") or 0) / 60, 2),
        }
    except FileFormatError as error:
        raise FileFormatError(f"{error} Remove {file}: the sweep then evaluates the run again.") from error


class _Evaluation:
    """The content of an ``evaluation.json``; each part is checked on access."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def number(self, *names: str) -> float | None:
        """A displayable number, or none.

        Raises:
            FileFormatError: for anything else.
        """
        value = self._at(names)
        if value is None or ((is_whole(value) or isinstance(value, float)) and abs(value) <= _LARGEST):
            return None if value is None else float(value)
        raise FileFormatError(f"{'.'.join(names)} is {short(value)}; expected a number or null.")

    def count(self, *names: str) -> int:
        """An integer, 0 or more.

        Raises:
            FileFormatError: for anything else.
        """
        value = self._at(names)
        if is_whole(value) and 0 <= value <= _LARGEST:
            return value
        raise FileFormatError(f"{'.'.join(names)} is {short(value)}; expected a whole number, 0 or more.")

    def _at(self, names: Sequence[str]) -> Any:
        value: Any = self._raw
        for name in names:
            if not isinstance(value, dict) or name not in value:
                raise FileFormatError(f"it has no {'.'.join(names)}.")
            value = value[name]
        return value


def groups(found: Sequence[Mapping[str, Any]], varied: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The finished rows, grouped by everything that was varied except the seed."""
    names = [name for name in varied if name != "seed"]
    result: dict[str, list[Mapping[str, Any]]] = {}
    for row in found:
        label = ", ".join(str(row[name]) if name == "target" else f"{name} {_shown(row[name])}" for name in names)
        result.setdefault(label, [])
        if row["state"] == "done":
            result[label].append(row)
    return result


def write(sweep: Sweep) -> list[Path]:
    """Write ``summary.csv``, ``summary.json`` and ``summary.html`` into the sweep's folder.

    Raises:
        OSError: if they cannot be written.
    """
    found = rows(sweep)
    files = {
        "summary.json": json.dumps(found, indent=1, ensure_ascii=False),
        "summary.csv": _csv(found),
        "summary.html": html(f"Sweep {sweep.path.name}", found, list(sweep.plan.entries[0].varied), _films(sweep)),
    }
    for name, text in files.items():
        # A folder's name need not be UTF-8.
        write_atomically(sweep.path / name, text.encode(errors="backslashreplace"))
    return [sweep.path / name for name in files]


def _csv(found: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for row in found for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _shown(value) for name, value in row.items()} for row in found)
    return stream.getvalue()


def _films(sweep: Sweep) -> dict[str, str]:
    """The films of the runs by name, as paths from the sweep's folder."""
    paths = {entry.name: f"{RUNS}/{entry.name}/{FILM_NAME}" for entry in sweep.plan.entries}
    return {name: path for name, path in paths.items() if (sweep.path / path).is_file()}


def html(
    title: str, found: Sequence[Mapping[str, Any]], varied: Sequence[str], films: Mapping[str, str] | None = None
) -> str:
    """A page with the plots and the table; films of the runs, by name, are files next to it."""
    grouped = groups(found, varied)
    columns = [name for name in dict.fromkeys(name for row in found for name in row) if name not in ("reason", "name")]
    charts = [(words, _chart(name, grouped)) for name, words in _MEASURES.items()]
    return page(
        "summary.html",
        title=title,
        counts=_counts(found),
        charts=[(words, chart) for words, chart in charts if chart],
        failed=[row for row in found if row["state"] == "failed"],
        columns=columns,
        table=[(row["name"], (films or {}).get(row["name"]), [_cell(row, name) for name in columns]) for row in found],
        runs=RUNS,
    )


def _chart(name: str, grouped: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    level = None if name == "log10_loss" or name in _MOST else log10(RECOVERED)
    strip = [
        svg.Row(label, values, float(np.mean(values)), _mean_and_spread(values, name in _MOST))
        for label, group in grouped.items()
        if (values := [_plain(row[name]) for row in group if name in row])
    ]
    several = any(len(row.values) > 1 for row in strip)
    dots = "one dot per seed; the tick is their mean" if several else "one training each"
    return svg.strip_chart(strip, x_label=dots, mark=level, shown=(0, _MOST[name]) if name in _MOST else ())


def _mean_and_spread(values: Sequence[float], counts: bool) -> str:
    """The spread only where there is one: a single training has none."""
    if not all(math.isfinite(value) for value in values):
        return "diverged"
    if len(values) == 1:
        return f"{values[0]:.0f}" if counts else f"{values[0]:.2f}"
    digits = 1 if counts else 2
    return f"{np.mean(values):.{digits}f} ± {np.std(values):.{digits}f}"


def _counts(found: Sequence[Mapping[str, Any]]) -> str:
    states = [row["state"] for row in found]
    return ", ".join(f"{states.count(state)} {state}" for state in sorted(set(states)))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _plain(value: float | None) -> float:
    return math.inf if value is None else value


def _cell(row: Mapping[str, Any], name: str) -> str:
    """A value of a row; a measure without a number is of a sample that is not finite."""
    return "diverged" if name in _MEASURES and row.get(name, "") is None else _shown(row.get(name))


def _shown(value: Any) -> str:
    return "" if value is None else ":".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


__all__ = ["best", "groups", "html", "measures_of", "rows", "write"]
