"""Whether what was built is what its sources and its code would give now.

Whoever reads a file of `_build/` asks here first, or has the pipeline make it (see
`bilan.running.up_to_date`). The answer is the pipeline's own: its memory holds, of each step, the
files that it found and those that it left, code included, each with its stamp.
"""

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from bilan.project.errors import UsageError
from bilan.project.file_stamps import AsKept, Signature, moved, signatures
from bilan.project.paths import BUILD, LOCK, PACKAGE, shown
from bilan.project.sealed import read_sealed
from bilan.project.yaml_records import remembered

STATE = BUILD / "etat.json"
RUNNING = "BILAN_PIPELINE"  # "1" in the environment of all that the pipeline runs
NOT_MADE = "not made yet"
OTHER_PACKAGES = "other packages are installed"
SITE_PACKAGES = Path(sysconfig.get_path("purelib"))

Kept = dict[str, tuple[int, int, int, int, str] | None]


class _Values(msgspec.Struct):
    found: Kept = {}
    read: Kept = {}
    made: Kept = {}
    stated: Kept = {}
    fills: str = ""
    packages: list[str] = []

    def altered(self) -> Iterator[tuple[str, list[Path]]]:
        """Files that are not as they were found or left, each kind with its word."""
        fills = Path(self.fills) if self.fills else None
        for word, kind, check in (
            ("changed", self.found, AsKept("")),
            ("changed", self.read, AsKept("")),
            ("changed", self.stated, AsKept("", verbatim=True)),
            ("altered", self.made, AsKept("", below=fills)),
        ):
            yield word, sorted(check.altered({"": dict(kind)}))


class _Record(msgspec.Struct):
    values: _Values = msgspec.field(name="_values_:", default_factory=_Values)


def is_current(path: Path) -> bool:
    """Whether a built file is what its sources and its code would give now.

    Inside a run it is: before a step begins, the run has made what the step needs.
    """
    return path.is_file() if inside_a_run() else not why_stale(path)


def why_stale(path: Path, *, state: Path = STATE) -> str:
    """What changed since a file was built, such as "changed: data/codebook.yml"; "" for nothing.

    Looks at the step that made the file and at all steps before it.
    """
    try:
        records = read_records(read_sealed(state) or b"")
    except msgspec.DecodeError:
        return NOT_MADE
    makers = {made: record.values for record in records.values() for made in record.values.made}
    if str(path) not in makers:
        return NOT_MADE
    waiting, seen = [str(path)], set[str]()
    while waiting:
        file = waiting.pop()
        values = makers.get(file)
        if values is None or file in seen:  # a source, looked at with the step that found it
            continue
        for word, altered in values.altered():
            if altered:
                return f"{word}: {shown(altered[0])}"
        if values.packages != installed(LOCK, SITE_PACKAGES):
            return OTHER_PACKAGES
        seen.update(values.made)
        waiting += values.found
    return ""


def require_current(path: Path, *, wave: str, otherwise: str = "") -> None:
    """Refuse a file of a wave that is not what its sources and its code would give now.

    `otherwise` is what the message proposes besides making it.

    Raises
    ------
    UsageError
        It is not, or it was not made yet.
    """
    if reason := why_stale(path):
        raise UsageError(
            f"{shown(path)} is not up to date",
            found=reason,
            next_step=f"`python pipeline.py --wave {wave}` makes it{otherwise}",
        )


@remembered
def installed(lock: Path, folder: Path) -> list[str]:
    """Packages of the lock with their versions, as a folder of packages has them now.

    What a tool brings that the lock does not name changes nothing that is built.
    """
    named = re.findall(r"^([\w.-]+)==", lock.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = {_normal(name) for name in named}
    there = [path.stem.rpartition("-") for path in folder.glob("*.dist-info")]
    found = sorted(f"{_normal(n)}=={version}" for n, _, version in there if _normal(n) in wanted)
    return [f"python=={platform.python_version()}", *found]


def unlike_the_lock(lock: Path, folder: Path) -> list[str]:
    """Packages that are installed in another version than the lock's, each told in some words."""
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE
    ):
        locked.setdefault(_normal(name), set()).add(version)  # several, for several Pythons
    there = dict(package.split("==") for package in installed(lock, folder))
    return [
        f"{name} {there[name]} is installed, {' or '.join(sorted(versions))} locked"
        for name, versions in sorted(locked.items())
        if name in there and there[name] not in versions
    ]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read_records(content: bytes) -> dict[str, _Record]:
    """What the pipeline's memory keeps of each step that was made, by its name.

    Raises
    ------
    msgspec.DecodeError
        The memory is damaged.
    """
    return msgspec.json.decode(content, type=dict[str, _Record])


def inside_a_run() -> bool:
    """Whether the pipeline is what runs this process."""
    return os.environ.get(RUNNING) == "1"


@contextmanager
def as_a_run() -> Iterator[None]:
    """Mark this process, and those that it starts, as run by the pipeline."""
    before = os.environ.get(RUNNING)
    os.environ[RUNNING] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(RUNNING, None)
        else:
            os.environ[RUNNING] = before


def loaded_code() -> dict[Path, Signature | None]:
    """Signatures of the modules of the package that this process has loaded."""
    files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    paths = [Path(file) for file in files if isinstance(file, str)]
    return signatures(path for path in paths if path.is_relative_to(PACKAGE))


def require_loaded(loaded: dict[Path, Signature | None]) -> None:
    """Refuse to compute with code that is older than the files that it was loaded from.

    Raises
    ------
    UsageError
        A module changed since this process loaded it.
    """
    if changed := sorted(moved(loaded)):
        raise UsageError(
            f"{shown(changed[0])} changed after this kernel had loaded it",
            expected="the code that the file holds now",
            next_step="restart the kernel and run all cells",
        )
