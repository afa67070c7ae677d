"""The text that a Word file was made from, wherever it can be had: three-way merges start there."""

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bilan.assembly.origins import (
    CONFIGURATION,
    hash_of,
    kept_origin,
    lend_template,
    origin_of,
    typed_part,
)
from bilan.assembly.sources import Source, load
from bilan.project.errors import BilanError, TextError
from bilan.review.word.blocks import generated
from bilan.review.word.plain import plain
from bilan.review.word.word_file import WordFile

COMMITS = 2000  # the last ones that are looked through for the text of a file


@contextmanager
def text_of(
    word: WordFile, name: str, *, wave: str, asked: str = "", project: Path
) -> Iterator[Source]:
    """The text that a Word file called `name` was made from, in a folder that goes away.

    `asked` is a folder of the project, or a commit; without it, the file's own identity is looked
    for: in the chapters as they are, among the texts that are kept, in git's history. A commit
    has no generated pieces; it gets those of today.

    Raises
    ------
    TextError
        `asked` is neither, or the text is not known.
    """
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        folder = Path(temporary).resolve()
        if asked:
            source = _asked(asked, wave, project, folder)
        else:
            source = _found(word.origin, wave, project, folder)
        if source is None:
            raise TextError(
                f"{name}\u00a0: le texte dont ce fichier est parti n’est pas connu ici",
                expected="un fichier Word d’un bilan construit ici, ou dont les chapitres sont "
                "dans l’historique git",
                found=plain(word.origin) or "aucune identité dans ses propriétés",
                next_step="nommez ce texte avec --base\u00a0: un commit (git log), ou un dossier "
                "du projet tel qu’il était",
            )
        lend_template(source, project)
        yield source


def _asked(asked: str, wave: str, project: Path, folder: Path) -> Source | None:
    if (Path(asked) / CONFIGURATION).is_file():
        return load(Path(asked), wave)
    commit = _git(
        project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{asked}^{{commit}}"
    )
    if not commit:
        raise TextError(
            f"--base {plain(asked)}",
            expected="un commit (git log), ou un dossier du projet",
            found="ni l’un ni l’autre",
        )
    return _of_commit(commit.decode().strip(), wave, project, folder)


def _found(origin: str, wave: str, project: Path, folder: Path) -> Source | None:
    if not origin:
        return None
    today = load(project, wave)
    if origin_of(today) == origin:
        return today
    if kept := kept_origin(origin, wave, project=project, folder=folder):
        return kept
    if typed_part(origin_of(today)) == typed_part(origin):
        return today
    commit = _commit_of(origin, wave, project)
    return _of_commit(commit, wave, project, folder) if commit else None


def _typed(wave: str) -> tuple[str, ...]:
    return f"report/{wave}", CONFIGURATION, f"_quarto-vague-{wave}.yml"


def _commit_of(origin: str, wave: str, project: Path) -> str:
    """The last commit whose typed text has an identity, "" for none."""
    listed = _git(project, "rev-list", "--all", f"--max-count={COMMITS}", "--", *_typed(wave))
    for commit in listed.decode().split():
        rows = _git(project, "ls-tree", "-r", "-z", commit, "--", *_typed(wave)).decode()
        cells = (row.partition("\t") for row in rows.split("\0") if row)
        blobs = {path: entry.split()[2] for entry, _, path in cells}
        typed = {p: b for p, b in blobs.items() if p.endswith(".qmd") or "/" not in p}
        if hash_of(typed) == typed_part(origin):
            return commit
    return ""


def _of_commit(commit: str, wave: str, project: Path, folder: Path) -> Source | None:
    """A wave's text at a commit, with the generated pieces of today."""
    archive = _git(project, "archive", "--format=tar", commit, "--", "report", *_typed(wave)[1:])
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        for path in {line.file for line in load(project, wave).lines}:
            if generated(path, project):
                copy = folder / path.relative_to(project)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
        return load(folder, wave)
    except (tarfile.TarError, BilanError) as error:
        raise TextError(
            f"--base {commit[:10]}\u00a0: le texte de ce commit ne s’assemble pas ici",
            found=str(error),
            next_step="construisez-le dans un dossier à part, et donnez ce dossier avec --base",
        ) from error


def _git(project: Path, *arguments: str) -> bytes:
    """What git prints for the project; nothing where it fails, or is not there."""
    try:
        command = ["git", "-c", f"safe.directory={project}", *arguments]
        done = subprocess.run(command, cwd=project, capture_output=True, check=False)
    except OSError:
        return b""
    return done.stdout if done.returncode == 0 else b""
