"""Messages over a stream socket: a length of four bytes, then JSON as Jupyter packs it."""

import json
import socket
import struct
from collections.abc import Iterator
from threading import Lock
from typing import Any

Message = dict[str, Any]
_LENGTH = struct.Struct("!I")
_CHUNK = 1 << 18


def packed(message: Message) -> bytes:
    """Bytes of a message; a surrogate that no byte stands for becomes `?`."""
    from jupyter_client.jsonutil import json_default
    from jupyter_client.session import json_packer

    try:
        body: bytes = json_packer(message)
    except UnicodeEncodeError:
        text = json.dumps(message, default=json_default, ensure_ascii=False)
        body = text.encode("utf-8", errors="replace")
    return _LENGTH.pack(len(body)) + body


class Sender:
    """The writing end of a socket, which threads may share."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self._lock = Lock()

    def send(self, message: Message) -> None:
        """Send one message whole.

        Raises
        ------
        OSError
            Nobody listens any more.
        """
        with self._lock:
            self.end.sendall(packed(message))


class Received:
    """Messages put together again from what a socket gives."""

    def __init__(self) -> None:
        self._held = bytearray()

    def add(self, data: bytes) -> Iterator[Message]:
        """Messages that are whole now that these bytes are there."""
        self._held += data
        while len(self._held) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._held)
            end = _LENGTH.size + length
            if len(self._held) < end:
                return
            body = bytes(self._held[_LENGTH.size : end])
            del self._held[:end]
            yield json.loads(body.decode("utf-8", "replace"))

    def read(self, end: socket.socket) -> list[Message] | None:
        """Messages that a socket which has something to read gives now; None at its end."""
        try:
            data = end.recv(_CHUNK)
        except BlockingIOError:
            return []
        except ConnectionError:
            return None
        return list(self.add(data)) if data else None
