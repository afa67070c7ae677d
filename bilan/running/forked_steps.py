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
from bilan.project.paths import ROOT
from bilan.running.step import Step

# Modules of steps that pandas or a font takes time in; the others wait for programs they start.
HEAVY = ("data", "fonts", "pages", "pieces", "provenance", "register", "validation")
# Light ones that would hold up the step that runs at the same time, and waits for programs.
LIGHT = ("check",)
MARK = "\x00outcome:"
CODE = "import sys, bilan.running.forked_steps; bilan.running.forked_steps.do(sys.argv[1])"


def run_here(step: Step) -> None:
    """Run a step on this machine: in a process of its own where that is worth it.

    Raises
    ------
    BaseException
        What the step itself raised.
    """
    from bilan.engine.warm import can_fork, is_warm

    module = step.does.partition(":")[0].removeprefix("bilan.running.steps.")
    if (module in HEAVY and can_fork()) or (module in LIGHT and is_warm()):
        run_forked(step)
    elif module in LIGHT:
        run_aside(step)
    else:
        step.run()


def run_forked(step: Step) -> None:
    """Run a step in a process forked from the warm one, and wait for its end.

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
    _tell(step, said)


def run_aside(step: Step) -> None:
    """Run a step in a new interpreter, and wait for its end; raises as `run_forked` does."""
    command = [sys.executable, "-c", CODE, _pack(step)]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    said = done.stdout.decode("utf-8", "replace")
    _tell(step, said if MARK in said else None)


def _pack(what: object) -> str:
    return base64.b64encode(pickle.dumps(what)).decode("ascii")


def _tell(step: Step, said: str | None) -> None:
    """Print what a step's process printed, and raise what it raised; `said` is None if it died."""
    if said is None:
        raise BilanError(
            f"the process of the step {step.name} died",
            expected="a process that runs to its end",
            found="one that was killed, perhaps for want of memory",
            next_step="run the same command again: what is whole is kept",
        )
    text, _, outcome = said.partition(MARK)
    sys.stdout.write(text)
    error = pickle.loads(base64.b64decode(outcome)) if outcome else RuntimeError(text)
    if error is not None:
        raise error


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
    error: BaseException | None = None
    try:
        step.run()
    except Exception as raised:
        error = raised
    try:
        packed = _pack(error)
        pickle.loads(base64.b64decode(packed))
    except Exception:
        packed = _pack(RuntimeError(f"{type(error).__name__}: {error}"))
    print(f"{MARK}{packed}", end="")
