"""The IPython shell of a notebook: ipykernel's own, with a socket in the place of its ZeroMQ.

What is shown, how an exception reads, what a magic prints: all is made by the classes that a
kernel uses, so that the outputs are the same.
"""

import asyncio
import builtins
import getpass
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import MethodType, SimpleNamespace
from typing import Any
from uuid import uuid4

import comm
import comm.base_comm
from ipykernel import jsonutil
from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import _asyncio_runner  # type: ignore[attr-defined]
from jupyter_client.session import Session
from traitlets.config import Application, Config

from bilan.engine.frames import Message

INLINE = "module://matplotlib_inline.backend_inline"


class Outlet(Session):
    """A Jupyter session whose messages all go to one function, and none from another process."""

    deliver: Callable[[Message], None] | None = None
    cell = ""  # identifier of the cell that runs, the parent of all that is sent

    def msg(self, msg_type: str, content: Any = None, *_: Any, **others: Any) -> Message:
        """A message that carries what the receiver reads of a Jupyter message."""
        return {
            "msg_type": msg_type,
            "header": {"msg_type": msg_type, "msg_id": uuid4().hex},
            "parent_header": {"msg_id": self.cell},
            "metadata": others.get("metadata") or {},
            "content": content or {},
        }

    def send(
        self, stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **others: Any
    ) -> Any:
        """Deliver a message; the message."""
        message = msg_or_type
        if isinstance(msg_or_type, str):
            message = self.msg(msg_or_type, content, metadata=others.get("metadata"))
        if self.deliver is not None and os.getpid() == self.pid:
            self.deliver({"channel": stream or "iopub", **message})
        return message


def open_shell() -> Any:
    """A shell as a fresh kernel has it, which sends nowhere yet.

    Its history is kept in memory alone: no thread, and no trace in the user's own.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    kernel = SimpleNamespace(eventloop=None, session=Outlet(), shell=None)
    shell: Any = ZMQInteractiveShell.instance(
        config=config, kernel=kernel, compiler_class=XCachingCompiler, user_ns={}
    )
    kernel.shell = shell
    # Where ipykernel looks for the kernel, as `%matplotlib` has it do.
    application: Any = Application.instance()
    application.kernel = kernel
    hook = shell.displayhook
    hook.session = shell.display_pub.session = kernel.session
    hook.pub_socket = shell.display_pub.pub_socket = None
    hook.topic = b"execute_result"
    shell.extension_manager.load_extension("storemagic")
    return shell


_clean: Callable[[Any], Any] = jsonutil.json_clean


class Comm(comm.base_comm.BaseComm):
    """A widget's line to its front end, of which there is none: what it says is sent."""

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Send a comm message."""
        del buffers
        session: Outlet = ZMQInteractiveShell.instance().kernel.session
        content = _clean({"data": data or {}, "comm_id": self.comm_id, **keys})
        session.send(None, msg_type, content, metadata=_clean(metadata or {}))


async def run_cell(shell: Any, code: str) -> Message:
    """Run one cell as a kernel does; content of its `execute_reply`."""
    with _without_input():
        try:
            transformed, unreadable = shell.transform_cell(code), None
        except Exception:
            transformed, unreadable = code, sys.exc_info()
        told = {"transformed_cell": transformed, "preprocessing_exc_tuple": unreadable}
        shell._last_traceback_during_displayhook = False
        if shell.loop_runner is _asyncio_runner and shell.should_run_async(code, **told):
            shell._last_traceback = None
            future = asyncio.ensure_future(shell.run_cell_async(code, store_history=True, **told))
            result = None
            with _cancelled_by_interrupt(future):
                try:
                    result = await future
                finally:
                    shell.events.trigger("post_execute")
                    shell.events.trigger("post_run_cell", result)
        else:
            with _interruptible():
                result = shell.run_cell(code, store_history=True)
    shell.payload_manager.clear_payload()
    reply: Message = {"status": "ok", "execution_count": shell.execution_count - 1}
    if not result.success or shell._last_traceback_during_displayhook:
        raised = result.error_before_exec or result.error_in_exec
        reply |= {
            "status": "error",
            "traceback": shell._last_traceback or [],
            "ename": type(raised).__name__,
            "evalue": str(raised),
        }
    return reply


@contextmanager
def _without_input() -> Iterator[None]:
    """`input` and `getpass` raise what they raise in a kernel that has nobody to ask."""
    asked, secret = builtins.input, getpass.getpass
    silent = SimpleNamespace(_allow_stdin=False)
    builtins.input = MethodType(Kernel.raw_input, silent)
    getpass.getpass = MethodType(Kernel.getpass, silent)
    try:
        yield
    finally:
        builtins.input, getpass.getpass = asked, secret


@contextmanager
def _interruptible() -> Iterator[None]:
    """Between cells an interruption is ignored, within one it raises KeyboardInterrupt."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _cancelled_by_interrupt(future: "asyncio.Future[Any]") -> Iterator[None]:
    loop = asyncio.get_running_loop()
    before = signal.signal(
        signal.SIGINT,
        lambda *_: None if future.done() else loop.call_soon_threadsafe(future.cancel),
    )
    assert threading.current_thread() is threading.main_thread()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
