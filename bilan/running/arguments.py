"""What the arguments of a command mean."""

import argparse
import datetime as dt

from bilan.project.errors import UsageError
from bilan.project.paths import known_waves


def one_wave(options: argparse.Namespace) -> str:
    """The wave that was asked for, or the last one.

    Raises
    ------
    UsageError
        Several, or one that there is not.
    """
    known = known_waves()
    asked = options.wave or known[-1:]
    if len(asked) != 1 or asked[0] not in known:
        raise UsageError(
            f"wave: {', '.join(asked) or '(none)'}",
            expected=f"one of {', '.join(known) or '(none)'}",
            next_step="ask for one wave with --wave",
        )
    return str(asked[0])


def day(text: str) -> dt.date:
    """A day as `--on` takes it.

    Raises
    ------
    argparse.ArgumentTypeError
        There is no such day, or it is written otherwise.
    """
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day written YYYY-MM-DD, such as 2015-06-30"
        ) from None


def today() -> dt.date:
    """The day on the calendar of this machine."""
    return dt.datetime.now().astimezone().date()
