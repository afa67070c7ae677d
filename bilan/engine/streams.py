"""What a notebook writes: by print, to descriptors 1 and 2, or from a subprocess.

A kernel sends what was written each 0.2 s, so that one cell's output is cut where the clock says.
Here such pieces are marked `more`, and the receiver joins them: the same cell gives the same
outputs on a slow machine.
"""

import codecs
import io
import os
import select
import socket
import time
from collections.abc import Callable
from threading import RLock, Thread

INTERVAL = 0.2  # seconds between two sendings, as in a kernel
_CHUNK = 1 << 16
_READS = 4  # a pipe holds 64 kB: what was written before is read, an endless writer is not awaited

Send = Callable[[str, str, bool], None]  # name of the stream, text, whether more may follow


class CellStream(io.TextIOBase):
    """A `sys.stdout` or `sys.stderr` that also gathers what is written to its descriptor."""

    encoding = "UTF-8"

    def __init__(self, name: str, descriptor: int, send: Send) -> None:
        super().__init__()
        self.name = name
        self.descriptor = descriptor
        self._send = send
        self._owner = os.getpid()
        self._lock = RLock()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._pending: list[str] = []
        self._open = False  # a piece was sent, and more was announced
        # As with a kernel, `fileno` leads to where the process itself would have written.
        self._original = os.dup(descriptor)
        self.source, end = os.pipe()
        os.set_blocking(self.source, False)
        os.dup2(end, descriptor)
        os.close(end)

    def fileno(self) -> int:
        """Descriptor of the process's own stream, which no notebook shows."""
        return self._original

    def isatty(self) -> bool:
        """Never: colours and widths are those of a notebook."""
        return False

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Take a text, after what was written to the descriptor before it."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._owner:  # a process that the notebook forked
            data = text.encode("utf-8", errors="replace")
            while data:
                data = data[os.write(self.descriptor, data) :]
            return len(text)
        with self._lock:
            self.drain()
            self._pending.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what is there; what follows is another output, as in a kernel."""
        if os.getpid() != self._owner:
            return
        with self._lock:
            self.drain()
            text = self._taken()
            if text or self._open:
                self._open = False
                self._send(self.name, text, False)

    def send_piece(self) -> None:
        """Send what is there; what follows belongs to the same output."""
        with self._lock:
            if text := self._taken():
                self._open = True
                self._send(self.name, text, True)

    def drain(self) -> None:
        """Take what is in the pipe behind the descriptor."""
        with self._lock:
            for _ in range(_READS):
                try:
                    data = os.read(self.source, _CHUNK)
                except BlockingIOError:
                    return
                self._pending.append(self._decoder.decode(data))

    def _taken(self) -> str:
        text = "".join(self._pending)
        self._pending.clear()
        return text


def watch(streams: tuple[CellStream, ...], channel: socket.socket) -> Thread:
    """Thread that empties the pipes while a cell runs, and ends the process with its reader.

    Where the pipeline is no longer there to listen, nobody wants what this process computes.
    """

    def work() -> None:
        poll = select.poll()
        by_source = {stream.source: stream for stream in streams}
        for source in by_source:
            poll.register(source, select.POLLIN)
        poll.register(channel, 0)
        due = time.monotonic() + INTERVAL
        while True:
            for descriptor, event in poll.poll(INTERVAL * 1000):
                if descriptor in by_source:
                    by_source[descriptor].drain()
                elif event & (select.POLLHUP | select.POLLERR):
                    os._exit(os.EX_IOERR)
            if time.monotonic() < due:
                continue
            due = time.monotonic() + INTERVAL
            try:
                for stream in streams:
                    stream.send_piece()
            except OSError:
                os._exit(os.EX_IOERR)

    thread = Thread(target=work, name="bilan-streams", daemon=True)
    thread.start()
    return thread
