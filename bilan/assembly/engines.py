"""Which engine makes the report: Quarto where it is on the path and new enough."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from bilan.project.errors import AssemblyError

ENGINES = ("auto", "quarto", "embedded")
# The first version that gives a PDF two standards at once: its typst is 0.15.
OLDEST = (1, 10)
NEEDED = f"Quarto {OLDEST[0]}.{OLDEST[1]} or later"
TIMEOUT = 30
VERSION = re.compile(r"(\d+)\.(\d+)\S*")


def find_quarto() -> Path | None:
    """Quarto's program, when it is on the path, or in the environment that runs this."""
    own = str(Path(sys.executable).parent)
    found = shutil.which("quarto") or shutil.which("quarto", path=own)
    return Path(found) if found else None


def quarto_version(program: Path) -> str:
    """The version that the program gives; "" where it gives none."""
    try:
        done = subprocess.run(
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    match = VERSION.search(done.stdout) if done.returncode == 0 else None
    return match[0] if match else ""


def is_new_enough(version: str) -> bool:
    """Whether a version of Quarto can make the report."""
    match = VERSION.match(version)
    return match is not None and (int(match[1]), int(match[2])) >= OLDEST


def chosen_engine(asked: str) -> str:
    """The engine for "auto", "quarto" or "embedded": "embedded", or "quarto" and its version.

    With "auto", a Quarto that cannot make the report gives way to the embedded engine; one line
    on stderr says so.

    Raises
    ------
    AssemblyError
        "quarto" is asked for, and is not on the path or too old.
    """
    program = find_quarto() if asked != "embedded" else None
    if program is None and asked != "quarto":
        return "embedded"
    version = quarto_version(program) if program else ""
    if is_new_enough(version):
        return f"quarto {version}"
    found = f"Quarto {version or 'of unknown version'}" if program else "nothing"
    if asked == "quarto":
        raise AssemblyError(
            "quarto",
            expected=f"{NEEDED} on the PATH",
            found=found,
            next_step=f"install {NEEDED}, or ask for the other engine: --engine embedded",
        )
    print(f"{found} is too old ({NEEDED}): the embedded engine is used", file=sys.stderr)
    return "embedded"
