"""Errors that a user can mend, each family with its exit code.

A message says where, what was expected, what was found and the next step. It never holds an
answer's free text, a token or an address.
"""

from collections.abc import Sequence
from typing import ClassVar

LISTED = 10


class BilanError(Exception):
    """A user's error: one message on stderr, no traceback, `exit_code` to the shell."""

    exit_code: ClassVar[int] = 1

    def __init__(
        self, where: str, *, expected: str = "", found: str = "", next_step: str = ""
    ) -> None:
        self.where = where
        parts = [
            ("expected", expected),
            ("found", found),
            ("next", next_step),
        ]
        lines = [where, *(f"  {label + ':':<10}{text}" for label, text in parts if text)]
        super().__init__("\n".join(lines))


class UsageError(BilanError):
    """The command line asks for something that is not there."""

    exit_code = 2


class DataError(BilanError):
    """An export, the sampling frame or a file that describes them is wrong."""

    exit_code = 3


class NotebookError(BilanError):
    """A notebook cannot be run, or one of its cells raised."""

    exit_code = 4


class TextError(BilanError):
    """A chapter holds something that the report cannot be made from."""

    exit_code = 5


class AssemblyError(BilanError):
    """The report could not be rendered."""

    exit_code = 6


class StorageError(BilanError):
    """The system refuses to write or to read a file: no room, no right, a limit."""

    exit_code = 7


class UnreadableError(Exception):
    """A file from outside is not whole, or not of its kind; the message never holds an answer.

    `next_step` says what to do about it; `beyond` names what reading it goes beyond ("time",
    "memory"), or how its reader ends ("crash", "fault"), "" where the reader itself refuses it.
    """

    def __init__(self, found: str, *, next_step: str = "", beyond: str = "") -> None:
        self.next_step, self.beyond = next_step, beyond
        super().__init__(found)


class ClusterError(BilanError):
    """The cluster was there, and could not do the work."""

    exit_code = 7


def printable(text: str) -> str:
    """The text as a terminal may be sent it: what commands it or reorders text is written out."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\u00a0\u202f" else ascii(sign)[1:-1]
        for sign in text
    )


def listed(items: Sequence[str]) -> str:
    """At most ten of the items, one a line, then how many are left."""
    lines = [f"- {item}" for item in items[:LISTED]]
    if len(items) > LISTED:
        lines.append(f"+{len(items) - LISTED} more")
    return "\n".join(lines)
