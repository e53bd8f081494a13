"""A real SLURM of one node for tests: munged, slurmctld and slurmd, as the user that runs the tests, in a folder."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue")
_SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
_SECONDS = 60.0

_CONF = """
ClusterName=blastema
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
# Nothing of the machine's control groups, which are not there in every container.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# As many processors as are written here, whatever the machine has.
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
SchedulerParameters=sched_interval=1
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=compute Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> list[str]:
    """What of SLURM is not installed."""
    return [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]


def _path() -> str:
    return f"{os.environ['PATH']}:{_SBIN}"


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """SLURM, as long as it is needed; yields the settings of the environment in which its commands find it."""
    # Not among the tests' folders, whose names are too long for a socket.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    processes: list[subprocess.Popen[bytes]] = []
    settings = {"SLURM_CONF": str(folder / "slurm.conf"), "PATH": _path()}
    with contextlib.ExitStack() as held:
        taken = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = [each.getsockname()[1] for each in taken]
    for name in ("state", "spool"):
        (folder / name).mkdir()
    user, host = pwd.getpwuid(os.geteuid()).pw_name, socket.gethostname().partition(".")[0]
    (folder / "slurm.conf").write_text(_CONF.format(host=host, ports=ports, user=user, folder=folder))
    (folder / "key").write_bytes(os.urandom(128))
    (folder / "key").chmod(0o400)

    def begin(*words: str) -> None:
        with (folder / f"{words[0]}.out").open("wb") as log:
            processes.append(subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | settings, cwd=folder))

    def until(*words: str, says: str) -> None:
        end, found = time.monotonic() + _SECONDS, None
        while found is None or found.returncode or says not in found.stdout:
            if time.monotonic() > end or any(each.poll() is not None for each in processes):
                logs = [f"{file.name}: {file.read_text(errors='replace')[-500:]}" for file in folder.glob("*.[lo]*")]
                raise RuntimeError("SLURM does not start:\n" + "\n".join(logs))
            time.sleep(0.1)
            found = subprocess.run(words, capture_output=True, text=True, env=os.environ | settings)

    try:
        kinds = ("socket", "pid-file", "log-file", "seed-file")
        own = [f"--{kind}={folder}/munge.{kind.partition('-')[0]}" for kind in kinds]
        begin("munged", "--foreground", "--force", f"--key-file={folder}/key", *own)
        until("munge", f"--socket={folder}/munge.socket", "--no-input", says="MUNGE")
        begin("slurmctld", "-D")
        begin("slurmd", "-D")
        until("sinfo", "--noheader", "--format=%T", says="idle")
        yield settings
        subprocess.run(["scancel", f"--user={user}"], env=os.environ | settings, capture_output=True)
        until("squeue", "--noheader", "--format=.%i", says="")
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)
