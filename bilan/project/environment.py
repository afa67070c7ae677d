"""The project's own environment, found by whichever Python starts a command.

Only the standard library is imported here, and the syntax is that of any Python 3: Quarto and a
user's shell take `python` from their path, and that one may have none of the packages.
"""

import importlib.util
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
# Packages that every command imports: where they are, the others of the lock are too.
REQUIRED = ("doit", "msgspec", "yaml")
EXIT_CODE = 2


def enter_environment() -> None:
    """Go on in `.venv` where this Python lacks the project's packages.

    The same command line is run again by the environment's Python, in the place of this process.
    An activated environment of any kind, conda's for one, is taken as it is.

    Raises
    ------
    SystemExit
        There is no environment yet, or it is not whole: one message, and the exit code of a
        command line that asks for something that is not there.
    """
    missing = [name for name in REQUIRED if importlib.util.find_spec(name) is None]
    if not missing:
        return
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.is_file() and Path(sys.prefix).resolve() != ENVIRONMENT:
        sys.stdout.flush()
        os.execv(str(python), [str(python), *sys.argv])
    print(
        "error: this Python lacks the project's packages: {}\n"
        "  expected: the environment in .venv/, or an activated one\n"
        "  found:    Python {} without them\n"
        "  next:     make setup, then the same command again".format(
            ", ".join(missing), sys.version.split()[0]
        ),
        file=sys.stderr,
    )
    raise SystemExit(EXIT_CODE)
