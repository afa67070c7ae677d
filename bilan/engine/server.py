"""The warm process: it has imported what notebooks use, and forks one process per notebook.

It has one thread and no ZeroMQ context, since neither survives a fork. It ends, with all that it
forked, when the pipeline closes its socket or dies.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from types import ModuleType
from typing import Any

from bilan.engine.orphans import adopt, end_orphans

# What each notebook's process would otherwise import itself.
PRELOADED = ("bilan.engine.child", "IPython.core.logger", "bdb", "encodings.utf_8_sig")


def main(descriptor: int, prepare: str) -> None:
    """Warm up, then fork as asked over the socket that has this descriptor.

    `prepare` is the "module:function" that warms up further; "" for nothing.
    """
    search_path = list(sys.path)
    packages = [path.endswith(("site-packages", "dist-packages")) for path in search_path]
    # Where a kernel puts the notebook's folder: before the packages, after the standard library.
    search_path.insert(packages.index(True) if True in packages else 0, "")
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    adopt()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # imports keep all that they make: looking through it takes a sixth of their time
    shell = _warmed(prepare)
    sys.path[:] = search_path
    gc.freeze()
    _serve(control, shell)
    os._exit(os.EX_OK)  # at once: nothing here is worth the tenth of a second of an orderly end


def _warmed(prepare: str) -> Any:
    from bilan.engine.shell import INLINE, Comm, open_shell

    os.environ.setdefault("MPLBACKEND", INLINE)
    shell = open_shell()
    with shell.builtin_trap:  # as in a cell
        # What cannot be imported here raises in the cell that imports it, where it is read.
        with contextlib.suppress(Exception):
            if prepare:
                name, _, function = prepare.partition(":")
                getattr(importlib.import_module(name), function)(shell)
        for name in PRELOADED:
            importlib.import_module(name)
    import comm

    comm.create_comm = Comm
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType):
            # A warning already given here would not be given in the notebook.
            vars(module).pop("__warningregistry__", None)
    return shell


def _serve(control: socket.socket, shell: Any) -> None:
    wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    ends: dict[int, int] = {}  # process → descriptor where its end is told
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wake, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if wake in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(wake, 4096)
            _reap(ends)
        if control.fileno() not in ready:
            continue
        packet, descriptors, _, _ = socket.recv_fds(control, 4096, 2)
        if not packet:
            break
        request = json.loads(packet)
        if request["kind"] == "signal":
            if request["pid"] in ends:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(request["pid"], request["signal"])
            continue
        channel, end = descriptors
        process = os.fork()
        if process == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for descriptor in (wake, woken, end, *ends.values()):
                os.close(descriptor)
            control.close()
            from bilan.engine.child import be_notebook

            be_notebook(shell, channel)
        os.close(channel)
        ends[process] = end
    for process in ends:
        _kill_group(process)
    end_orphans()


def _reap(ends: dict[int, int]) -> None:
    """Tell of each process that ended, after what it left running is killed too."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None:
            return
        _kill_group(ended.si_pid)
        os.waitpid(ended.si_pid, 0)
        end_orphans(ends)  # daemons that it started are children of this process now
        if (end := ends.pop(ended.si_pid, None)) is not None:
            os.close(end)


def _kill_group(process: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)
