"""The parent of a real kernel: limits its memory, and ends with it all that its cells started.

Usage: python -m bilan.engine.kernel_guard BYTES COMMAND…
"""

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from bilan.engine.orphans import adopt, end_orphans

LOOK = 0.5  # seconds between two looks at whether who started this is still there


class GuardedKernels(AsyncKernelManager):
    """Starts kernels below a guard."""

    memory_limit: int | None = None

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        """Command that starts a kernel."""
        command: list[str] = super().format_kernel_cmd(extra_arguments)
        return [sys.executable, "-m", __name__, str(self.memory_limit or 0), *command]


def guarded(memory: int | None) -> type[GuardedKernels]:
    """A manager of kernels that may have so much private memory, in bytes."""
    return type("GuardedKernels", (GuardedKernels,), {"memory_limit": memory})


def main(arguments: Sequence[str]) -> int:
    """Start the kernel, wait for its end, then end what it left."""
    above = os.getppid()
    memory, *command = arguments
    heard = {signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for the kernel alone, which is in this group
    adopt()

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, heard)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if int(memory):
            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            resource.setrlimit(resource.RLIMIT_DATA, (int(memory), most))

    environment = {**os.environ, "JPY_PARENT_PID": str(os.getpid())}
    kernel = subprocess.Popen(command, env=environment, close_fds=False, preexec_fn=prepare)
    while kernel.poll() is None and os.getppid() == above:
        asked: Any = signal.sigtimedwait(heard, LOOK)
        if asked is not None and asked.si_signo != signal.SIGCHLD:
            break
    with contextlib.suppress(ProcessLookupError):
        kernel.kill()
    code = kernel.wait()
    end_orphans()
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
