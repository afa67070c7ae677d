"""Steps that compute, in processes of their own: two steps use two cores.

In threads of one process they would take turns. Those that need pandas and scipy are forked from
the warm process, which has imported both already.
"""

import base64
import pickle
import subprocess
import sys
from typing import Any

from bilan.project.errors import BilanError
from bilan.project.opened import Opened
from bilan.project.paths import ROOT
from bilan.running.step import Step

# Modules of steps that pandas or a font takes time in; the others wait for programs they start.
HEAVY = ("data", "fonts", "pages", "pieces", "provenance", "register", "validation")
# Light ones that would hold up the step that runs at the same time, and waits for programs.
LIGHT = ("check",)
MARK = "\x00outcome:"
CODE = "import sys, bilan.running.forked_steps; bilan.running.forked_steps.do(sys.argv[1])"


def run_here(step: Step) -> Opened:
    """Run a step on this machine, in a process of its own where that is worth it; what it opened.

    Raises
    ------
    BaseException
        What the step itself raised.
    """
    from bilan.engine.warm import can_fork, is_warm

    module = step.does.partition(":")[0].removeprefix("bilan.running.steps.")
    if (module in HEAVY and can_fork()) or (module in LIGHT and is_warm()):
        return run_forked(step)
    return run_aside(step) if module in LIGHT else step.run()


def run_forked(step: Step) -> Opened:
    """Run a step in a process forked from the warm one, and wait for its end; what it opened.

    Raises
    ------
    BilanError
        The process died: killed, or for want of memory.
    BaseException
        What the step itself raised.
    """
    from bilan.engine import prepare_with
    from bilan.engine.warm import warm_process
    from bilan.running.warming import PREPARATION

    prepare_with(PREPARATION)
    packed = _pack(step)
    code = f"import bilan.running.forked_steps\nbilan.running.forked_steps.do({packed!r})"
    try:
        with warm_process().fork(cwd=str(ROOT)) as process:
            process.channel.setblocking(True)
            said = _said(process, code)
    except (BrokenPipeError, ConnectionError):  # the warm process is gone
        said = None
    return _told(step, said)


def run_aside(step: Step) -> Opened:
    """Run a step in a new interpreter, and wait for its end; raises as `run_forked` does."""
    command = [sys.executable, "-c", CODE, _pack(step)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    said = done.stdout.decode("utf-8", "replace")
    return _told(step, said if MARK in said else None)


def _pack(what: object) -> str:
    return base64.b64encode(pickle.dumps(what)).decode("ascii")


def _told(step: Step, said: str | None) -> Opened:
    """Print what a step's process printed, and raise what it raised; what the step opened.

    `said` is None if the process died.
    """
    if said is None:
        raise BilanError(
            f"the process of the step {step.name} died",
            expected="a process that runs to its end",
            found="one that was killed, perhaps for want of memory",
            next_step="run the same command again: what is whole is kept",
        )
    text, _, outcome = said.partition(MARK)
    sys.stdout.write(text)
    came = pickle.loads(base64.b64decode(outcome)) if outcome else RuntimeError(text)
    if isinstance(came, Opened):
        return came
    raise came


def _said(process: Any, code: str) -> str | None:
    """What a process prints while it runs a piece of code; None where it died."""
    from bilan.engine.frames import Received

    received, text = Received(), ""
    while (messages := received.read(process.channel)) is not None:
        for message in messages:
            kind, content = message["msg_type"], message["content"]
            if kind == "ready":
                process.pid = content["pid"]
                process.sender.send({"kind": "execute", "id": "step", "code": code})
            elif kind == "stream":
                text += content["text"]
            elif kind == "execute_reply":
                return text
    return None


def do(packed: str) -> None:
    """Do a step's work in this process, and print what came of it, for `run_forked` to read."""
    step: Step = pickle.loads(base64.b64decode(packed))
    came: Opened | Exception
    try:
        came = step.run()
    except Exception as raised:
        came = raised
    try:
        packed = _pack(came)
        pickle.loads(base64.b64decode(packed))
    except Exception:
        packed = _pack(RuntimeError(f"{type(came).__name__}: {came}"))
    print(f"{MARK}{packed}", end="")
