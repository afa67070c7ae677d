"""A limit on what a notebook may show, whatever runs it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from nbclient.util import ensure_async
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient

NAME = "OutputLimitError"


class LimitedClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which interrupts the cell that shows more than a notebook may hold.

    The outputs end there, with an error in the place of what was left out, also where the cell
    takes no notice of the interruption.
    """

    output_limit: int | None = None
    _shown = 0

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """The output that a message gives, if any."""
        limit = self.output_limit
        if limit is None or msg["msg_type"] in ("status", "execute_input"):
            return super().process_message(msg, cell, cell_index)
        before, self._shown = self._shown, self._shown + _size(msg["content"])
        if self._shown <= limit:
            return super().process_message(msg, cell, cell_index)
        if before <= limit:
            said = f"the notebook shows more than {limit:,} characters"
            cell.outputs.append(new_output("error", ename=NAME, evalue=said, traceback=[said]))
            self._interrupt()
        return None

    def _interrupt(self) -> None:
        """Interrupt the cell; the task is kept, so that it lives to its end."""
        self._interruption = asyncio.ensure_future(ensure_async(self.km.interrupt_kernel()))


def _size(content: Any) -> int:
    """Characters of a message's content."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, Mapping):
        return sum(map(_size, content.values()))
    return sum(map(_size, content)) if isinstance(content, list) else 1
