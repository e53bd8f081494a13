"""A sweep over three workers in network namespaces of their own, to which everything happens. Run by test_cluster.py.

    unshare --net --mount python tests/cut_off.py FOLDER

One worker is killed, one is cut off from the network until its run has gone to another one and then comes back, and the
scheduler is restarted. The namespaces are the process's own and go with it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from blastema.sweep import Advanced, Done, Lost, Sweep, Told

_BRIDGE = "10.77.0.1"
_SCHEDULER = "tcp://10.77.0.10:8786"
_SETTINGS = {
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "30s",  # how long a silent connection is trusted
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s",
}


def ip(*words: str) -> None:
    """Run ip(8)."""
    subprocess.run(["ip", *words], check=True)


class Host:
    """A network namespace with an address on the bridge, and a process in it that is started again when it ends."""

    def __init__(self, name: str, address: str, command: str, folder: Path) -> None:
        self.name, self.address = name, address
        ip("netns", "add", name)
        ip("link", "add", f"v-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", f"v-{name}", "master", "br0", "up")
        for words in (
            ("addr", "add", f"{address}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            ip("-n", name, *words)
        # As a service manager or SLURM does; the sleep keeps a worker from spinning while there is no scheduler.
        loop = f"while true; do {command}; sleep 1; done"
        self._log = (folder / f"{name}.log").open("wb")
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", name, "sh", "-c", loop],
            stdout=self._log,
            stderr=self._log,
            cwd=folder,
            env=os.environ | _SETTINGS,
        )

    def pids(self) -> list[int]:
        """All processes in the namespace, but for the loop that starts them."""
        found = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=True)
        return [pid for pid in map(int, found.stdout.split()) if pid != self.process.pid]

    def kill(self) -> None:
        """Kill what runs there as the kernel's out-of-memory killer does; the loop begins it anew."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def connect(self, up: bool) -> None:
        """Plug its cable in, or pull it."""
        ip("link", "set", f"v-{self.name}", "up" if up else "down")

    def end(self) -> None:
        """End all of it."""
        self.process.kill()
        self.process.wait()
        self.kill()


def main(folder: Path) -> None:
    """Do all of it with the sweep in ``folder/sweep``; prints what happens."""
    ip("link", "set", "lo", "up")
    ip("link", "add", "br0", "type", "bridge")
    ip("addr", "add", f"{_BRIDGE}/24", "dev", "br0")
    ip("link", "set", "br0", "up")
    dask = f"{sys.executable} -m distributed.cli"
    scheduler = Host(
        "scheduler", "10.77.0.10", f"{dask}.dask_scheduler --no-dashboard --no-show --host 10.77.0.10", folder
    )
    worker = f"{dask}.dask_worker --nthreads 1 --no-dashboard --memory-limit 0 {_SCHEDULER} --host"
    workers = [Host(f"w{n}", f"10.77.0.2{n}", f"{worker} 10.77.0.2{n}", folder) for n in range(3)]
    try:
        happen(Sweep.open(folder / "sweep"), scheduler, workers)
    finally:
        for host in (*workers, scheduler):
            host.end()


def happen(sweep: Sweep, scheduler: Host, workers: list[Host]) -> None:
    """The sweep, and what befalls it."""
    of_run: dict[str, str] = {}
    killed, cut, done, restarted = "", None, 0, False
    for event in sweep.run(on=_SCHEDULER):
        print(event, flush=True)
        of_run |= {event.run: event.worker} if hasattr(event, "worker") else {}
        if isinstance(event, Advanced) and event.saved and event.iteration:
            host = next(host for host in workers if f"//{host.address}:" in of_run[event.run])
            if not killed:
                killed = event.run
                print(f"killed {host.name}", flush=True)
                host.kill()
            elif cut is None and event.run != killed:
                cut = event.run, host
                print(f"cut off {host.name}", flush=True)
                host.connect(up=False)
        elif isinstance(event, Lost) and cut is not None and event.run == cut[0]:
            print(f"back {cut[1].name}", flush=True)
            cut[1].connect(up=True)
        elif isinstance(event, Done):
            done += 1
            if not restarted:
                restarted = True
                print("scheduler killed", flush=True)
                scheduler.kill()
        elif isinstance(event, Told):
            continue
    print(f"end: {done} done, killed {killed!r}, cut off {cut[0] if cut else None!r}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
