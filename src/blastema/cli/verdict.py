"""The message at the end of a training: whether the organism lives, and advice if it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from blastema import taught
from blastema._files import unused
from blastema._text import word
from blastema.config import MergingConfig, Regime, kind_of
from blastema.config.presets import preset
from blastema.errors import TrainingFailedError
from blastema.fitting import stays_empty
from blastema.registry import OBJECTIVES

if TYPE_CHECKING:
    from blastema.evaluation import AnyVerdict
    from blastema.runs.folder import Run

_FEW = 1000
"""Fewer iterations than this rarely grow anything that lasts."""
_FEW_MOVING, _FEW_TEXTURE = 3 * _FEW, 400
"""The same for animations and for textures, whose recipes have more and fewer iterations."""
_FAST, _BEST = 13_000, 25_000
"""Iterations of the recipes that heal better."""
_SIZES = 24, 40
"""The default sizes of quick and of those recipes, in cells."""
_MOST = 0.5
"""If more than this share of the error cannot be removed by training, the advice is to change the picture: training on
could lower the score by 0.3 decades at most, which the verdict takes for no difference."""
_SEEN, _LATE = 200, 1000
"""The step of a wound or of a change in a suggested film, and the steps of one that shows what persists."""
_LONGER = 3
"""Factor of the iterations that makes a poor organism a good one (docs/evaluation.md)."""


def judged(run: Run, as_json: bool) -> AnyVerdict:
    """Grow the run's organism from its seed and judge it; as a line of JSON if asked for."""
    from blastema import evaluation

    verdict = evaluation.judge_run(run)
    if as_json:
        said = {"event": "verdict"} | verdict.to_dict() | {"advice": advice(verdict, run)}
        print(json.dumps(said, ensure_ascii=False), flush=True)
    return verdict


def refuse_bad(verdict: AnyVerdict, run: Run) -> None:
    """Raise `TrainingFailedError`, with advice, for an organism that is dead or no better than an empty picture."""
    if not verdict.good:
        raise TrainingFailedError(f"{verdict.words}. {advice(verdict, run)}")


def told(verdict: AnyVerdict, run: Run) -> str:
    """The verdict on an organism that lives, and what helps if it is poor."""
    return "\n".join(filter(None, [f"verdict: {verdict.words}", advice(verdict, run)]))


def advice(verdict: AnyVerdict, run: Run) -> str:
    """What helps an organism that is poor, or does not live; empty if nothing is wanting."""
    from blastema.evaluation import Verdict

    if not verdict.good:
        return _help(verdict, run)
    if not verdict.wanting:
        return ""
    if isinstance(verdict, Verdict) and verdict.wanting_parts:
        return (
            f"no growth crosses the gap between the {run.target.noun}'s parts: for an organism that heals these cuts "
            f"too, join the parts in the {run.target.noun}"
        )
    if run.config.training.keep_zeros:
        return f"to improve it, {_shrink_again(run)}"
    if _too_few(run):
        return f"to improve it, grow it again with {_more(run)}"
    first = _other_picture(verdict, run) or f"train it for longer: {_longer(run)}"
    return f"to improve it, {first}{_other_recipe(verdict, run)}"


def _other_picture(verdict: AnyVerdict, run: Run) -> str:
    """What to change in the picture, if most of the error is that of cells that have not come alive."""
    grown = getattr(verdict, "grown", None)
    if grown is None or run.target.others or run.target.motion is not None:
        return ""
    empty, what = stays_empty(run.config, run.target)
    error = 10**grown.log10_mean
    if not what or not _MOST * error < empty < 1.05 * error:
        return ""
    return (
        f"change the {run.target.noun}: {min(empty / error, 1):.0%} of the error is {what} that did not come alive; "
        "make them larger and more opaque, join them to the rest, or remove them"
    )


def _other_recipe(verdict: AnyVerdict, run: Run) -> str:
    """Advice if some cuts do not heal; docs/notes.md and docs/results.md show what the recipes achieve on pictures.

    They say nothing of what merges or turns.
    """
    if not getattr(verdict, "unhealed", ()) or run.target.axes > 2 or run.config.training.regime != "regenerating":
        return ""
    iterations, size = run.config.training.iterations, run.config.target.size
    flags = "" if size in _SIZES else f" --size {size}"
    if iterations < _FAST:
        cells = "" if flags else f"{_SIZES[-1]} cells, "
        return (
            f"\nor grow it again with --recipe fast{flags}: {cells}two of four samples wounded, {_FAST:,} iterations "
            "(a lizard started from nothing then heals all 5 cuts)"
        )
    if iterations < _BEST:
        return (
            f"\nor grow it again with --recipe best{flags} ({_BEST:,} iterations), with which 49 of the zoo's 50 cuts "
            "heal"
        )
    return ""


def _help(verdict: AnyVerdict, run: Run) -> str:
    if run.config.training.keep_zeros:
        advised = _shrink_again(run)
        return f"{advised[0].upper()}{advised[1:]}."
    if _too_few(run):
        return f"So few iterations ({run.iteration:,}) rarely grow anything: grow it again with {_more(run)}."
    if verdict.outcome == "died":
        place = "X,Y" if run.target.axes == 2 else "X,Y,Z"
        return (
            f"Growth may not reach all parts of the {run.target.noun} from its seed. Grow it again with --life all, so "
            f"that every cell lives, or with a seed in each part: --seed-at {place} --seed-at {place}"
        )
    return f"Train it for longer: {_longer(run)}"


def _shrink_again(run: Run) -> str:
    """Advice for a pruned rule, recognised by zeros that stay; docs/physical.md has what both brought."""
    longer = f"--iterations {_LONGER * run.iteration}"
    return f"shrink again with more training after each step ({longer}) or in smaller steps (--to)"


def _too_few(run: Run) -> bool:
    if run.target.motion is not None:
        return run.iteration < _FEW_MOVING
    return run.iteration < (_FEW_TEXTURE if _is_texture(run) else _FEW)


def _is_texture(run: Run) -> bool:
    return bool(OBJECTIVES.says(kind_of(run.config.training.objective), "judged_by") == "patches")


def _more(run: Run) -> str:
    """As many iterations as the recipe has whose size the run has."""
    training = run.config.training
    settings: dict[str, Any] = {"objective": kind_of(training.objective)} if _is_texture(run) else {}
    if run.target.motion is not None:
        settings["motion"] = "cycle"
    regime = cast("Regime", training.regime)
    quick, fast = (preset(regime, "quick", **settings), preset(regime, "fast", **settings))
    large = run.target.axes == 2 and run.config.target.size >= fast.target.size
    usual, recipe = (fast, "fast") if large else (quick, "quick")
    return f"more iterations (--iterations), for example the {usual.training.iterations:,} of recipe {recipe}"


def _longer(run: Run) -> str:
    return f"blastema resume {word(run.path)} --iterations {_LONGER * run.iteration}"


def following(run: Run) -> str:
    """The command that shows what the organism was trained for: its pictures, its wounds, or that it stays."""
    training = run.config.training
    if OBJECTIVES.says(kind_of(training.objective), "judged_by") == "classes":
        return f"blastema play {word(run.path)}"
    flags, what = f"--cut left@{_SEEN}", "healing"
    if run.target.others:
        first, second = (word(each.name) for each in run.target.every[:2])
        changes = run.config.target.signal_in == "cells"
        flags, what = (f"--as {first}@0 --as {second}@{_SEEN}", "changing") if changes else (f"--as {second}", second)
    elif isinstance(training.curriculum, MergingConfig):
        flags, what = _two_seeds(run.target.grid, training.curriculum.seed_distance), "merging"
    elif taught.by_regime(training.regime, "heals") is False:
        flags, what = f"--steps {_LATE}", "later"
    film = unused(Path(f"{run.path.resolve().name}-{what}.gif"))
    return f"blastema render {word(run.path)} {flags} --out {word(film)}"


def _two_seeds(grid: tuple[int, ...], distance: int) -> str:
    """Seeds left and right of the middle, three quarters of the largest distance of the training apart."""
    row, column = (side // 2 for side in grid)
    aside = max(1, 3 * distance // 8)
    return " ".join(f"--seed-at {max(0, min(grid[1] - 1, place))},{row}" for place in (column - aside, column + aside))


__all__ = ["advice", "following", "judged", "refuse_bad", "told"]
