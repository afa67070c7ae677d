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
from pathlib import Path
from types import ModuleType
from typing import Any

# In this order: pandas asks the shell where it runs, pyplot which backend it has.
PRELOADED = (
    "numpy", "pandas", "scipy.stats", "matplotlib.figure", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.pyplot", "seaborn",
    "bilan.study", "bilan.illustrations", "bilan.engine.child", "IPython.core.logger", "bdb",
    "encodings.utf_8_sig", "pandas.core.methods.to_dict", "pandas.io.formats.string",
)  # fmt: skip


def main(descriptor: int) -> None:
    """Warm up, then fork as asked over the socket that has this descriptor."""
    search_path = list(sys.path)
    packages = [path.endswith(("site-packages", "dist-packages")) for path in search_path]
    # Where a kernel puts the notebook's folder: before the packages, after the standard library.
    search_path.insert(packages.index(True) if True in packages else 0, "")
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # imports keep all that they make: looking through it takes a sixth of their time
    shell = _warmed()
    sys.path[:] = search_path
    gc.freeze()
    _serve(control, shell)
    os._exit(os.EX_OK)  # at once: nothing here is worth the tenth of a second of an orderly end


def _warmed() -> Any:
    from bilan.engine.shell import INLINE, Comm, open_shell

    os.environ.setdefault("MPLBACKEND", INLINE)
    shell = open_shell()
    with shell.builtin_trap:  # as in a cell
        for name in PRELOADED:
            # What cannot be imported here raises in the cell that imports it, where it is read.
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        with contextlib.suppress(Exception):
            _draw(shell)
    import comm

    comm.create_comm = Comm
    for module in list(sys.modules.values()):
        if isinstance(module, ModuleType):
            # A warning already given here would not be given in the notebook.
            vars(module).pop("__warningregistry__", None)
    return shell


def _draw(shell: Any) -> None:
    """Draw and show as the notebooks do, for all that this finds and keeps: fonts, caches.

    The project's YAML files are parsed, too; what they say is looked up by their very text.
    """
    from tempfile import TemporaryDirectory

    import pandas as pd

    from bilan.figures.bars import plot_shares
    from bilan.figures.writing import write_figure
    from bilan.paths import DATA
    from bilan.schema import parsed

    columns = {"label": ["É", "b"], "share": [0.5, 0.25], "numerator": [2, 1], "base": [4, 4]}
    table = pd.DataFrame(columns)
    with TemporaryDirectory() as folder:
        write_figure(plot_shares(table), Path(folder) / "x")
    shell.display_formatter.format(table)
    for path in (*DATA.glob("*.yml"), *DATA.glob("*/*.yml")):
        with contextlib.suppress(Exception):  # the notebook that reads it says what is wrong
            parsed(path.read_bytes())


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
        if (end := ends.pop(ended.si_pid, None)) is not None:
            os.close(end)


def _kill_group(process: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(process, signal.SIGKILL)
