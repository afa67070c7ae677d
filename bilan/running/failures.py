"""An error as its reader needs it, and the exit code that goes with it."""

import os
import sys
import traceback

from bilan.project.errors import BilanError, printable
from bilan.project.interruption import EXIT_CODE, STOPPED
from bilan.project.system_errors import refusal_behind


def explain(error: BaseException) -> int:
    """Print an error as its reader needs it; the exit code that goes with it."""
    error = refusal_behind(error) or error
    if isinstance(error, BilanError):
        print(printable(f"error: {error}"), file=sys.stderr)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt):
        print(STOPPED, file=sys.stderr)
        return EXIT_CODE
    traceback.print_exception(error, file=sys.stderr)
    return os.EX_SOFTWARE
