"""Compare the page's trainer with `blastema grow` on several pictures and seeds, by `blastema evaluate`.

    python benchmarks/page_training.py --out runs/page                  # 🦋 🐢 😀, seeds 0 to 2: a few minutes each
    python benchmarks/page_training.py --out runs/page --table          # print the results so far

The page's trainer runs in Node on one thread (`web/bench/training.mjs`, which needs `npm install` in `web`), on the
same pixels as `blastema grow PICTURE`, with the page's stem cell and recipe; `blastema grow PICTURE` runs with the same
seed. Existing results are reused.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import blastema as bl
from blastema.evaluation import evaluate
from blastema.page import workshop

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", nargs="+", default=["🦋", "🐢", "😀"])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--table", action="store_true", help="only print the table")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = [
        "| picture | seed | trained by | grow200 | persist5000 | samples recovered, of 40 |",
        "|---|---|---|---|---|---|",
    ]
    for seed in range(options.seeds):
        for picture in options.pictures:
            for trainer in (in_the_page, by_grow):
                file = options.out / f"{picture}-{seed}-{trainer.__name__}"
                if not options.table:
                    trainer(picture, seed, file)
                if found := scores(file):
                    rows.append(f"| {picture} | {seed} | {trainer.__name__.replace('_', ' ')} | {found} |")
                    print(rows[-1], file=sys.stderr, flush=True)
    print("\n".join(rows))
    return 0


def in_the_page(picture: str, seed: int, out: Path) -> None:
    """Train in the page's trainer; writes OUT.safetensors."""
    organism = out.with_suffix(".safetensors")
    if organism.exists():
        return
    target = bl.load_target(picture, size=24, padding=0)
    content = target.pixels
    height, width, _ = content.shape
    asked = workshop.options()
    asked["recipe"]["seed"] = seed
    asked |= {"name": target.name, "pixels": {"height": height, "width": width, "data": content.ravel().tolist()}}
    question = out.with_suffix(".json")
    question.write_text(json.dumps(asked), encoding="utf-8")
    subprocess.run(["node", ROOT / "web/bench/training.mjs", question, organism], check=True)


def by_grow(picture: str, seed: int, out: Path) -> None:
    """Train with `blastema grow`; writes a run folder OUT."""
    if out.exists():
        return
    flags = ["--seed", str(seed), "--threads", "1", "--out", str(out)]
    subprocess.run([sys.executable, "-m", "blastema", "grow", picture, *flags], check=True, stdout=subprocess.DEVNULL)


def scores(made: Path) -> str:
    """The scores of an organism or a run, evaluated once and stored."""
    kept = made.with_suffix(".scores.json")
    if not kept.exists():
        source = made if made.exists() else made.with_suffix(".safetensors")
        if not source.exists():
            return ""
        result = evaluate(bl.load_organism(source))
        found = {name: result[name].log10_mean for name in ("grow200", "persist5000")}
        kept.write_text(json.dumps(found | {"recovered": result.recovered.recovered}), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    return f"{found['grow200']:.2f} | {found['persist5000']:.2f} | {found['recovered']}"


if __name__ == "__main__":
    sys.exit(main())
