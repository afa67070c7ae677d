"""A notebook's own process, from the fork to its end."""

import asyncio
import atexit
import ctypes
import gc
import os
import random
import resource
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

from bilan.engine.frames import Message, Received, Sender
from bilan.engine.orphans import adopt
from bilan.engine.shell import INLINE, run_cell
from bilan.engine.streams import CellStream, watch

PR_SET_PDEATHSIG = 1
DROPPED = ("JPY_PARENT_PID",)  # a kernel ends itself when that process is not its parent


def be_notebook(shell: Any, descriptor: int) -> NoReturn:
    """Run a notebook's cells as they come over a socket, until it closes; never returns."""
    server = os.getppid()
    code = os.EX_SOFTWARE
    try:
        _end_with_parent(server)
        adopt()
        channel = socket.socket(fileno=descriptor)
        channel.set_inheritable(False)
        _isolate(shell, _first(channel))
        asyncio.run(_serve(shell, channel))
        code = os.EX_OK
    except SystemExit:
        code = os.EX_OK
    except OSError:
        code = os.EX_IOERR  # the pipeline is gone
    except BaseException:
        os.write(sys.stderr.fileno(), traceback.format_exc().encode())
    finally:
        os._exit(code)


def _end_with_parent(server: int) -> None:
    """Have the system kill this process when the warm one dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(os.EX_OSERR)


def _first(channel: socket.socket) -> Message:
    """The message that says in which surroundings the notebook runs."""
    received = Received()
    while (messages := received.read(channel)) is not None:
        if messages:
            return messages[0]
    raise BrokenPipeError


def _isolate(shell: Any, request: Message) -> None:
    """Make the process what a fresh kernel would be: nothing of the warm one, all of the caller."""
    os.setsid()
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update({k: v for k, v in request["environ"].items() if k not in DROPPED})
    os.environ.setdefault("MPLBACKEND", INLINE)
    os.environ.setdefault("PYDEVD_USE_FRAME_EVAL", "NO")
    shell.init_environment()
    sys.argv[:] = [str(Path(sys.executable).with_name("ipykernel_launcher.py"))]
    os.umask(request["umask"])
    random.seed()
    sys.modules["numpy"].random.seed()
    if request["memory"]:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], most))
    if request["first"]:
        exec(request["first"], {})
    gc.enable()


async def _serve(shell: Any, channel: socket.socket) -> None:
    sender = Sender(channel)
    session = shell.kernel.session
    session.pid = os.getpid()
    session.deliver = sender.send

    def written(name: str, text: str, more: bool) -> None:
        content = {"name": name, "text": text}
        session.send(None, "stream", content, metadata={"more": more})

    streams = (CellStream("stdout", 1, written), CellStream("stderr", 2, written))
    sys.stdout, sys.stderr = streams
    watch(streams, channel)
    session.send("life", "ready", {"pid": os.getpid()})
    async for request in _requests(channel):
        if request["kind"] != "execute":
            break
        session.cell = request["id"]
        asked = {"code": request["code"], "execution_count": shell.execution_count}
        session.send(None, "execute_input", asked)
        reply = await run_cell(shell, request["code"])
        for stream in streams:
            stream.flush()
        session.send("shell", "execute_reply", reply)
        session.send(None, "status", {"execution_state": "idle"})
        if shell.exit_now:
            break
    atexit._run_exitfuncs()


async def _requests(channel: socket.socket) -> Any:
    """Requests as they come, until the other end closes; tasks of the notebook go on meanwhile."""
    loop = asyncio.get_running_loop()
    received = Received()
    while True:
        readable = asyncio.Event()
        loop.add_reader(channel, readable.set)
        await readable.wait()
        loop.remove_reader(channel)
        messages = received.read(channel)
        if messages is None:
            return
        for message in messages:
            yield message
