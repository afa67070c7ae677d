"""Making again what the preview's page rests on, when data or code changed under it."""

import os
import subprocess
import sys

from bilan.project.current_builds import RUNNING
from bilan.project.errors import BilanError
from bilan.project.paths import ROOT

COMMAND = ("pipeline.py", "illustrations", "--wave")


def renew(wave: str) -> None:
    """Bring up to date all that the page of a wave and its check read, with the code of now.

    In a process of its own: this one holds the code that it began with.

    Raises
    ------
    BilanError
        A step failed; the message is the step's own.
    """
    environment = {name: value for name, value in os.environ.items() if name != RUNNING}
    done = subprocess.run(
        [sys.executable, *COMMAND, wave],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, error = done.stderr.partition("error: ")
    sys.stderr.write(said)
    if done.returncode:
        raise BilanError(error.strip() or said.strip())
