"""Steps that run on a Dask cluster: another place to run a step's function, and nothing else.

doit still decides what is stale and in which order. The cluster only runs what it is given, each
step in a process of its own: a worker that has been there for days runs today's code, and gives
its memory back. A shared file system is taken for granted: the project and its environment lie at
the same path on every machine, and `flock` holds across them (as on NFS 4 and Lustre).

A worker that dies takes its step's process with it; the scheduler gives the step to another. Since
all that a step writes is written beside and renamed, the second attempt leaves the same bytes.
"""

import ctypes
import fcntl
import hashlib
import logging
import os
import pickle
import platform
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bilan.project.current_builds import SITE_PACKAGES, as_a_run, installed
from bilan.project.errors import ClusterError, UsageError
from bilan.project.opened import Opened
from bilan.project.paths import BUILD, LOCK, PACKAGE, ROOT
from bilan.running.step import Step

SECONDS_TO_ANSWER = 10
CODE = (".py", ".yml", ".lua", ".typ", ".css", ".js", ".html")
PR_SET_PDEATHSIG = 1


@contextmanager
def cluster(address: str) -> Iterator["Cluster"]:
    """A cluster, by its scheduler's address such as "tcp://10.0.0.1:8786", for as long as it takes.

    Raises
    ------
    UsageError
        The package `distributed` is not installed, or no scheduler answers at that address.
    """
    try:
        from distributed import Client, Security
    except ImportError as error:
        raise UsageError(
            "no cluster can be used",
            expected="the package `distributed`",
            found=str(error),
            next_step="make the environment again from requirements.txt",
        ) from error
    for name in ("distributed", "asyncio", "tornado"):
        # What they log is a traceback of their own; what went wrong is raised, and told once.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    stated: Any = Security  # untyped; without arguments, what Dask's configuration says
    if address.startswith("tls:") and not stated().get_connection_args("client")["ssl_context"]:
        raise UsageError(
            f"no certificate to ask {address} with",
            expected="DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__CLIENT__CERT and …__CLIENT__KEY",
            next_step="set them as docs/scale.md shows, on every machine",
        )
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=SECONDS_TO_ANSWER, set_as_default=False
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {address}",
            expected="the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786",
            found=" ".join(str(error).split())[:200] or type(error).__name__,
            next_step="start the scheduler, mend the address, or build without --scheduler",
        ) from error
    with client:
        yield Cluster(client)


class Cluster:
    """A cluster that is there."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._version = code_version()

    @property
    def cores(self) -> int:
        """Steps that it can run at once."""
        return sum(self._client.nthreads().values())

    def run(self, step: Step) -> Opened:
        """Run a step on one of the workers, and wait for its end; what it opened.

        Raises
        ------
        ClusterError
            Each worker that took the step died, or the scheduler went away.
        BaseException
            What the step itself raised.
        """
        from distributed import CancelledError, KilledWorker

        # `subprocess.run` itself: what a worker has imported of the project does not matter.
        future = self._client.submit(
            subprocess.run,
            ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "bilan.running.dask_scheduler"],
            input=pickle.dumps((step, self._version)),
            stdout=subprocess.PIPE,
            cwd=str(ROOT),
            check=False,
            pure=False,
            key=f"{step.name}-{os.urandom(4).hex()}",
        )
        try:
            done = future.result()
        except (KilledWorker, CancelledError, OSError) as error:
            raise ClusterError(
                f"the step {step.name} could not be run on the cluster",
                expected="a worker that lives to the step's end",
                found=" ".join(str(error).split())[:300] or type(error).__name__,
                next_step="look at the workers' logs and memory, then run the same command again",
            ) from error
        said, came = outcome(step, done)
        sys.stdout.write(said)
        if isinstance(came, Opened):
            return came.as_seen_here()
        raise came


def outcome(
    step: Step, done: "subprocess.CompletedProcess[bytes]"
) -> tuple[str, Opened | BaseException]:
    """What a step's process printed, and what the step opened or raised."""
    try:
        said, came = pickle.loads(done.stdout)
    except (EOFError, ImportError, AttributeError, pickle.UnpicklingError):
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"code {done.returncode}"
        return "", ClusterError(
            f"the step {step.name} ended without a word",
            expected="what it did, or why it could not",
            found=how,
            next_step="look at the memory of the workers; `python pipeline.py` runs it here",
        )
    return said, came


def main() -> int:
    """Run the step that standard input holds; what it said and raised goes to standard output."""
    _end_with_parent()
    answer = os.dup(1)
    with tempfile.TemporaryFile() as written:
        os.dup2(written.fileno(), 1)  # also what the programs that the step starts write
        came: Opened | Exception
        try:
            step, version = pickle.load(sys.stdin.buffer)
            _require_version(step, version)
            with _once_at_a_time(step), as_a_run():
                came = step.run()
        except Exception as raised:
            came = raised
        sys.stdout.flush()
        written.seek(0)
        said = written.read().decode("utf-8", errors="replace")
    with os.fdopen(answer, "wb") as out:
        out.write(_packed(said, came))
    return 0


def code_version() -> str:
    """Hash of the package's code and data, of the lock, of Python and of the installed packages."""
    known = hashlib.sha256(repr((sys.version, installed(LOCK, SITE_PACKAGES))).encode())
    for path in (LOCK, *sorted(p for p in PACKAGE.rglob("*") if p.suffix in CODE)):
        known.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return known.hexdigest()


def _require_version(step: Step, version: str) -> None:
    """Refuse to run a step of another version of the code than the one that asks for it."""
    if (here := code_version()) != version:
        raise ClusterError(
            f"the worker on {platform.node()} has another version of the code",
            expected=f"that of the build, {version[:12]}…, to run the step {step.name}",
            found=f"{here[:12]}…",
            next_step="give every machine the same project and environment, change neither while "
            "a build runs, then run the same command again",
        )


def _packed(said: str, came: Opened | BaseException) -> bytes:
    try:
        packed = pickle.dumps((said, came))
        pickle.loads(packed)
    except Exception:
        return pickle.dumps((said, RuntimeError(f"{type(came).__name__}: {came}")))
    return packed


@contextmanager
def _once_at_a_time(step: Step) -> Iterator[None]:
    """Keep two attempts at a step apart: one that a lost worker goes on with, and its successor."""
    folder = BUILD / "verrous"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / step.name.replace(":", "-")).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _end_with_parent() -> None:
    """Have the system kill this process when the worker that started it dies."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    reader = select.poll()
    reader.register(1, 0)
    if any(event & select.POLLERR for _, event in reader.poll(0)):
        os._exit(os.EX_OSERR)  # it died before this process could ask for that


if __name__ == "__main__":
    raise SystemExit(main())
