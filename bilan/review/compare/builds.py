"""The two builds that are compared: a folder, a published wave, or a commit that is built anew."""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.french.formats import NBSP
from bilan.french.markdown_writer import one_line
from bilan.project.errors import DataError, UsageError
from bilan.project.paths import MANIFEST, ROOT, SITE

LONGEST = 1800
TAIL = 15


@dataclass(frozen=True)
class Build:
    """A published wave: what to call it, its folder, its manifest."""

    label: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def wave(self) -> str:
        """The wave that it publishes."""
        return str(self.manifest.get("vague", ""))


@contextmanager
def opened(
    a: str, b: str, *, root: Path = ROOT, site: Path = SITE
) -> Iterator[tuple[Build, Build]]:
    """The two builds, those of commits made in a folder that goes away.

    A name is a folder, else a published wave, else a commit, after which `:2015` may say of which
    wave; without it, that of the other build, or the latest.

    Raises
    ------
    UsageError
        A name is none of these.
    DataError
        A manifest cannot be read, or a commit cannot be built.
    """
    with ExitStack() as stack:
        ready = [_published(name, site) for name in (a, b)]
        wave = next((build.wave for build in ready if build is not None), "")
        done = [
            build or stack.enter_context(_built(name, wave, root))
            for name, build in zip((a, b), ready, strict=True)
        ]
        yield done[0], done[1]


def _published(name: str, site: Path) -> Build | None:
    for folder in (Path(name), site / name):
        if (folder / MANIFEST).is_file():
            return read_build(folder, name)
    if Path(name).is_dir():
        raise DataError(
            f"{name}{NBSP}: ce dossier n’est pas celui d’une vague publiée",
            expected="un fichier manifest.json",
        )
    return None


def read_build(folder: Path, label: str) -> Build:
    """The build in a folder.

    Raises
    ------
    DataError
        Its manifest is damaged.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(
            f"{label}{NBSP}: le manifeste est illisible", found=one_line(str(error))
        ) from error
    if not isinstance(manifest, dict):
        raise DataError(f"{label}{NBSP}: le manifeste est illisible", expected="un objet JSON")
    return Build(label, folder, manifest)


@contextmanager
def _built(name: str, wave: str, root: Path) -> Iterator[Build]:
    reference, _, asked = name.partition(":")
    commit = _commit(reference, root)
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        copy = Path(temporary) / "projet"
        archive = subprocess.run(
            [*_git(root), "archive", "--format=tar", commit],
            cwd=root, capture_output=True, check=True,
        )  # fmt: skip
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(copy, filter="data")
        known = sorted(path.parent.name for path in copy.glob("data/*/vague.yml"))
        chosen = asked or wave or (known[-1] if known else "")
        if chosen not in known:
            raise UsageError(
                f"{name}{NBSP}: ce commit n’a pas la vague «{NBSP}{one_line(chosen)}{NBSP}»",
                expected=", ".join(known),
            )
        _make(copy, chosen, name)
        yield read_build(copy / "_site" / chosen, f"{reference} ({commit[:10]}, vague {chosen})")


def _git(root: Path) -> list[str]:
    """Git for this project, whoever owns its files: what runs here is the project's code anyway."""
    return ["git", "-c", f"safe.directory={root}"]


def _commit(reference: str, root: Path) -> str:
    asked = [
        *_git(root),
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{reference}^{{commit}}",
    ]
    found = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        raise UsageError(
            f"«{NBSP}{one_line(reference)}{NBSP}» n’est ni un dossier, ni une vague, ni un commit",
            expected="un bilan publié\u00a0: par exemple _site/2014, 2015 ou HEAD~1",
            next_step="pour une vague, construisez-la d’abord\u00a0: python pipeline.py",
        )
    return found.stdout.strip()


def _make(copy: Path, wave: str, name: str) -> None:
    """Build the page of a wave in a copy of the project, with this environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "BILAN", "QUARTO"))}
    command = [sys.executable, "pipeline.py", "--wave", wave, "--format", "html"]
    try:
        done = subprocess.run(
            [*command, "--engine", "embedded"],
            cwd=copy, env=kept, capture_output=True, text=True, timeout=LONGEST, check=False,
        )  # fmt: skip
        failure = (done.stderr or done.stdout) if done.returncode else ""
    except subprocess.TimeoutExpired:
        failure = f"pas de fin en {LONGEST} s"
    if failure:
        raise DataError(
            f"{name}{NBSP}: ce commit ne se construit pas dans cet environnement",
            found="\n".join(failure.replace(str(copy), ".").splitlines()[-TAIL:]),
        )
