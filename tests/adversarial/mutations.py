"""Damaged files of every kind: each is read, or refused with one message, within ten seconds."""

import faulthandler
import hashlib
import os
import pickle
import random
import resource
import select
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bilan.project.errors import BilanError, UnreadableError
from bilan.project.limited_process import MEMORY
from tests.adversarial.mutators import mutated
from tests.adversarial.targets import Target, targets

SECONDS = 10
READ, REFUSED, CRASHED, HUNG, FAULT = "read", "refused", "crashed", "hung", "fault"


@dataclass
class Mutations:
    """What a campaign found.

    outcomes : how often each kind of file had each outcome.
    other : files that were read, though not as the sound one is; their hash gives them away.
    """

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def mutate_files(
    *, times: int, seed: int, keep: Path | None = None, say: Callable[[str], None] = print
) -> Mutations:
    """Read `times` damaged files, spread over all kinds, each in a forked process.

    Those that make a fault, a crash or a hang are kept in a folder, where one is given.
    """
    chance, found = random.Random(seed), Mutations()
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        known = targets(Path(folder).resolve())
        sound = {target.name: _digest_of(target) for target in known}
        round_of = [target for target in known for _ in range(target.weight)]
        chance.shuffle(round_of)
        for number in range(times):
            target = round_of[number % len(round_of)]
            content = mutated(target.sound, chance)
            outcome, told = attempt(target, content)
            target.path.write_bytes(target.sound)
            found.outcomes[target.name, outcome] += 1
            if outcome == READ and told != sound[target.name]:
                found.other[target.name] += 1
            allowed = {READ, REFUSED} | ({CRASHED} if target.isolated else set())
            if outcome not in allowed:
                found.faults.append(f"{target.name}: {outcome}: {told}")
            if keep is not None and outcome not in (READ, REFUSED):
                name = f"{outcome}-{hashlib.sha256(content).hexdigest()[:12]}.{target.name}"
                keep.mkdir(parents=True, exist_ok=True)
                (keep / name).write_bytes(content)
            if number % 1000 == 999:
                say(f"{number + 1} files, {len(found.faults)} faults")
    return found


def _digest_of(target: Target) -> str:
    outcome, told = attempt(target, target.sound)
    if outcome != READ:
        raise RuntimeError(f"the sound {target.name} is not read: {outcome}: {told}")
    return told


def attempt(target: Target, content: bytes, seconds: float = 0) -> tuple[str, str]:
    """Outcome of reading a content, and the digest of what was read or what went wrong."""
    seconds = seconds or SECONDS
    target.path.write_bytes(content)
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        _read_in_child(target, writer)
    os.close(writer)
    told = b""
    with os.fdopen(reader, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], seconds)
        if ready:
            told = pipe.read()
        else:
            os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    if not ready:
        return HUNG, f"more than {seconds} s"
    if os.WIFSIGNALED(status):
        return CRASHED, f"signal {os.WTERMSIG(status)}"
    outcome, _, text = told.decode("utf-8", "replace").partition("\n")
    return outcome or CRASHED, text


def _read_in_child(target: Target, writer: int) -> None:
    """Read, tell the outcome over a pipe, and end; never returns."""
    outcome, text = FAULT, ""
    faulthandler.disable()
    try:
        with suppress(OSError):
            sys.stdout, sys.stderr = open(os.devnull, "w"), open(os.devnull, "w")  # noqa: PTH123, SIM115
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        result = target.read()
        outcome, text = READ, hashlib.sha256(pickle.dumps(result)).hexdigest()
    except (BilanError, UnreadableError, MemoryError):
        outcome = REFUSED
    except BaseException:
        text = " | ".join(traceback.format_exc().strip().splitlines()[-5:])
    os.write(writer, f"{outcome}\n{text}".encode("utf-8", "replace"))
    os._exit(0)


def summary(found: Mutations) -> list[str]:
    """One line for each kind of file."""
    kinds: Sequence[str] = list(dict.fromkeys(name for name, _ in found.outcomes))
    lines = []
    for kind in kinds:
        counts = {o: n for (name, o), n in sorted(found.outcomes.items()) if name == kind}
        told = ", ".join(f"{n} {outcome}" for outcome, n in counts.items())
        lines.append(f"{kind}: {told}; {found.other[kind]} read as something else")
    return lines
