"""nbclient with a forked process in the place of a kernel.

All that nbclient and papermill do with a kernel's messages is theirs: outputs, display updates,
time limits, errors. This gives them a kernel client that speaks over a socket.
"""

import asyncio
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from bilan.engine.frames import Message, Received
from bilan.engine.output_limit import LimitedClient
from bilan.engine.warm import NotebookProcess, warm_process

LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": sys.version.split()[0],
}


class WarmNotebookClient(LimitedClient):
    """papermill's client, which runs cells in a process forked from the warm one."""

    memory_limit: int | None = None
    first = ""

    def execute(self, **_: Any) -> NotebookNode:
        """Run every cell; the notebook.

        Raises
        ------
        DeadKernelError, CellTimeoutError
            The process died; a cell did not end in time.
        """
        self.reset_execution_trackers()
        self._joined: dict[str, NotebookNode] = {}
        with self._process() as process:
            client = _Client(process)
            self.kc, self.km = client, _Manager(process)
            try:
                self.log.info(f"Executing notebook in a forked process: {process.pid}")
                self.papermill_execute_cells()
                self.nb.metadata["language_info"] = dict(LANGUAGE)
                self.set_widgets_metadata()
            finally:
                client.close()
        notebook: NotebookNode = self.nb
        return notebook

    @contextmanager
    def _process(self) -> Iterator[NotebookProcess]:
        where = self.resources.get("metadata", {}).get("path") or Path.cwd()
        process = warm_process().fork(cwd=str(where), memory=self.memory_limit, first=self.first)
        with process:
            process.channel.settimeout(self.startup_timeout)
            received = Received()
            try:
                while not process.pid:
                    messages = received.read(process.channel)
                    if messages is None:
                        raise DeadKernelError("Kernel died before replying to kernel_info")
                    for message in messages:
                        process.pid = message["content"]["pid"]
            except TimeoutError:
                waited = self.startup_timeout
                raise RuntimeError(f"Kernel didn't respond in {waited} seconds") from None
            process.channel.setblocking(False)
            yield process

    def output(self, outs: Any, msg: Message, display_id: Any, cell_index: int) -> Any:
        """Take an output; pieces of a stream that the clock cut are one."""
        if msg["msg_type"] != "stream":
            return super().output(outs, msg, display_id, cell_index)
        name, more = msg["content"]["name"], msg["metadata"]["more"]
        known = self._joined.pop(name, None)
        if known is not None and any(out is known for out in outs):
            known["text"] += msg["content"]["text"]
        elif msg["content"]["text"]:
            known = super().output(outs, msg, display_id, cell_index)
        if more and known is not None:
            self._joined[name] = known
        return known


class _Client:
    """What nbclient asks of a kernel client: to execute, and to get messages of two channels."""

    allow_stdin = False

    def __init__(self, process: NotebookProcess) -> None:
        self.process = process
        self.shell_channel = _Channel(self)
        self.iopub_channel = _Channel(self)
        self.over = False
        self._received = Received()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._executed = 0

    def execute(self, code: str, **_: Any) -> str:
        """Ask for a cell to be run; the identifier that its messages will have as parent."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self.close()
            loop.add_reader(self.process.channel, self._read)
            self._loop = loop
        self._executed += 1
        cell = f"cell-{self._executed}"
        try:
            self.process.channel.setblocking(True)
            self.process.sender.send({"kind": "execute", "id": cell, "code": code})
        except OSError:
            raise DeadKernelError("Kernel died") from None
        finally:
            self.process.channel.setblocking(False)
        return cell

    def is_alive(self) -> bool:
        """Whether the process runs and can still be heard."""
        return not self.over

    def close(self) -> None:
        """Listen no more."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.process.channel)
        self._loop = None

    def _read(self) -> None:
        messages = self._received.read(self.process.channel)
        if messages is None:
            self.over = True
            self.close()
            self.shell_channel.wake()
            self.iopub_channel.wake()
        for message in messages or ():
            shell = message.pop("channel") == "shell"
            (self.shell_channel if shell else self.iopub_channel).put(message)


class _Channel:
    """Messages of one kind, in the order in which they came."""

    def __init__(self, client: _Client) -> None:
        self._client = client
        self._messages: deque[Message] = deque()
        self._waiting: asyncio.Future[None] | None = None

    def put(self, message: Message) -> None:
        self._messages.append(message)
        self.wake()

    def wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def get_msg(self, timeout: float | None = None) -> Message:
        """The next message.

        Raises
        ------
        Empty
            None came in time.
        DeadKernelError
            None will come: the process died.
        """
        while not self._messages:
            if self._client.over:
                raise DeadKernelError("Kernel died")
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await asyncio.wait_for(self._waiting, timeout)
            except TimeoutError:
                raise Empty from None
        return self._messages.popleft()


class _Manager:
    """What nbclient asks of a kernel manager: to interrupt."""

    has_kernel = True

    def __init__(self, process: NotebookProcess) -> None:
        self._process = process

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs."""
        self._process.warm.signal(self._process.pid, signal.SIGINT)
