"""Flash and RAM of one exported cell on three instruction sets, and its cycles on one, as JSON.

    python scripts/physical/sizes.py FOLDER [--only avr|arm|riscv]

FOLDER is what ``blastema export X --to c`` has written. Flash is code and constants of the cell with what it needs
of the compiler's own library, no driver and no start-up code. Static RAM is the cell's struct. The stack is measured on
the AVR, by painting the memory in an emulator; on the others it is the compiler's own count (-fstack-usage) along the
deepest calls.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SMALL = ["-std=c99", "-Os", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"]
TARGETS = {
    "avr": ("avr", ["-mmcu=atmega328p", "-mcall-prologues"], "ATmega328P (avr-gcc)"),
    "arm": ("arm-none-eabi", ["-mcpu=cortex-m0", "-mthumb", "-ffreestanding"], "Cortex-M0 (arm-none-eabi-gcc)"),
    "riscv": ("riscv64-unknown-elf", ["-march=rv32imc", "-mabi=ilp32", "-ffreestanding"], "RV32IMC (GCC, bare metal)"),
}  # fmt: skip
CALLS = (("cell_update", "cell_changes", "shifted"), ("cell_update", "cell_added"), ("cell_hear",), ("cell_random",))
ENTRIES = ("cell_reset", "cell_plant", "cell_listen", "cell_hear", "cell_update", "cell_random")
RETURN_ADDRESS = {"avr": 2, "arm": 0, "riscv": 0}
"""What a call puts on the stack itself; the others keep it in a register that the function saves and counts."""


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """What a program prints."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=True, cwd=cwd)
    return done.stdout


def cost(folder: Path, name: str) -> dict[str, object]:
    """What the cell needs on one instruction set."""
    prefix, flags, words = TARGETS[name]
    with tempfile.TemporaryDirectory() as place:
        own = Path(place)
        for file in ("cell.c", "cell.h", "weights.h"):
            shutil.copy(folder / file, own)
        linked = _linked(own, prefix, flags)
        run(f"{prefix}-gcc", *SMALL[:2], *flags, "-fstack-usage", "-c", "cell.c", "-o", "cell.o", cwd=own)
        told: dict[str, object] = {"target": words, "flash": linked, "static": _struct(own, prefix, flags)}
        told["stack"] = _stack(own / "cell.su", name)
        if name == "avr":
            told |= _emulated(own)
        return told


def _linked(own: Path, prefix: str, flags: list[str]) -> int:
    """Bytes of the functions a driver calls and all that they need, linked without start-up code."""
    keep = [f"-Wl,--undefined={entry}" for entry in ENTRIES]
    run(f"{prefix}-gcc", *SMALL, *flags, "-nostartfiles", "-nostdlib", *keep, "-Wl,-e,cell_update", "-o", "cell.elf",
        "cell.c", "-lgcc", cwd=own)  # fmt: skip
    text, data, *_ = run(f"{prefix}-size", "cell.elf", cwd=own).splitlines()[1].split()
    return int(text) + int(data)


def _struct(own: Path, prefix: str, flags: list[str]) -> int:
    (own / "struct.c").write_text('#include "cell.h"\nCell cell;\n')
    run(f"{prefix}-gcc", *SMALL[:2], *flags, "-c", "struct.c", "-o", "struct.o", cwd=own)
    symbols = run(f"{prefix}-nm", "-S", "struct.o", cwd=own).splitlines()
    return next(int(line.split()[1], 16) for line in symbols if line.endswith(" cell"))


def _stack(usage: Path, name: str) -> int:
    found = {}
    for line in usage.read_text().splitlines():
        where, size, _ = line.split("\t")
        found[re.sub(r".*:", "", where)] = int(size) + RETURN_ADDRESS[name]
    return max(sum(found.get(function, 0) for function in calls) for calls in CALLS)


def _emulated(own: Path) -> dict[str, object]:
    """The stack by painting, and cycles, of a firmware that hears eight neighbours and updates once."""
    _, flags, _ = TARGETS["avr"]
    run("avr-gcc", *SMALL, *flags, "-I", own, "-o", own / "measure.elf", HERE / "measure.c", own / "cell.c")
    run("cc", "-o", own / "probe", HERE / "probe.c", "-lsimavr", "-lelf")
    return dict(json.loads(run(own / "probe", own / "measure.elf").splitlines()[-1]))


def main() -> None:
    """Print what the cell needs, by instruction set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--table", action="store_true", help="as lines of a Markdown table")
    given = parser.parse_args()
    found = {name: cost(given.folder, name) for name in TARGETS if given.only in (None, name)}
    if not given.table:
        print(json.dumps(found, indent=1))
        return
    print("| | flash | struct | stack | RAM together | cycles to hear 8 neighbours | cycles to update |")
    print("|---|---|---|---|---|---|---|")
    for one in found.values():
        ram = int(str(one["static"])) + int(str(one["stack"]))
        cycles = " | ".join(f"{int(str(one[key])):,}" if key in one else "" for key in ("hear", "update"))
        print(f"| {one['target']} | {int(str(one['flash'])):,} | {one['static']} | {one['stack']} | {ram} | {cycles} |")


if __name__ == "__main__":
    main()
