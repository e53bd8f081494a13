"""The results as Markdown, for terminal and documentation."""

from __future__ import annotations

from typing import Any


def report(result: dict[str, Any]) -> str:
    """Two tables of a run (times of each engine; ratios of medians), skipped engines, versions, and the machine."""
    measured = sorted((one for one in result["engines"] if one["wall"]), key=lambda one: one["median"])
    skipped = [f"Skipped: {one['name']}: {one['skipped']}" for one in result["engines"] if one["skipped"]]
    parts = [_figures(measured, result.get("check", {})), _ratios(measured), *skipped, versions(measured)]
    return "\n\n".join([*parts, place(result["machine"])])


def _figures(measured: list[dict[str, Any]], check: dict[str, dict[str, float]]) -> str:
    head = ["engine", "median s", "least s", "processor s", "rounds", "peak memory MB", "first call s"]
    distances = ("state", "gradient") if check else ()
    head += [f"{what} differs by" for what in distances]
    rows = [
        [
            one["name"],
            *(f"{one[key]:.3f}" for key in ("median", "minimum", "processor_median")),
            str(len(one["wall"])),
            f"{one['peak_memory'] / 1e6:.0f}",
            f"{one['first']:.1f}",
            *(f"{check.get(one['name'], {}).get(what, float('nan')):.0e}" for what in distances),
        ]
        for one in measured
    ]
    return table(head, rows)


def _ratios(measured: list[dict[str, Any]]) -> str:
    head = ["median of row / median of column", *(one["name"] for one in measured)]
    rows = [[row["name"], *(f"{row['median'] / column['median']:.3g}" for column in measured)] for row in measured]
    return table(head, rows)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Markdown; all columns but the first are numbers."""
    ruler = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ruler, *rows))


def versions(measured: list[dict[str, Any]]) -> str:
    """A line for each engine: its packages, and notes on how it ran."""
    lines = []
    for one in measured:
        found = ", ".join(f"{package} {version}" for package, version in one["versions"].items())
        lines.append(f"- {one['name']}: {found or 'from the source tree'}; {one['notes']}")
    return "\n".join(lines)


def place(where: dict[str, Any]) -> str:
    """When and on which machine."""
    return (
        f"{where['date']}, {where['processor']}, {where['threads']} of {where['processors']} processors, "
        f"load before {where['load_before']}, Python {where['python']}."
    )
