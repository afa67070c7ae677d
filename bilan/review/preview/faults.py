"""Why a text cannot be composed, and where: the page that an editor sees until it is mended."""

import re
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from bilan.assembly.sources import IncludeError, wave_document
from bilan.assembly.subset import SubsetError
from bilan.french.formats import NBSP
from bilan.french.typography_rules import typographic
from bilan.project.errors import BilanError
from bilan.prose.findings import Finding, errors

AROUND = 3  # lines shown before and after the one at fault
LINE = re.compile(r"\bline (\d+)")
NAMED = re.compile(r"[\w./-]+\.(?:qmd|yml|md)\b")


@dataclass(frozen=True)
class Fault:
    """Something that keeps the text from being composed: its file, its line, why, in French."""

    file: Path
    line: int
    message: str


def faults_of(
    error: Exception,
    *,
    project: Path,
    wave: str,
    texts: Sequence[Path],
    check: Callable[[], list[Finding]],
) -> list[Fault]:
    """What is wrong, as near to its place as can be told.

    `texts` are the files that editors write; `check` finds what of the texts is wrong, and may
    raise too.
    """
    if isinstance(error, IncludeError):
        return [Fault(error.file, error.line, error.message)]
    if isinstance(error, SubsetError):
        return [Fault(found.file, found.line, found.message) for found in error.findings]
    if unread := [fault for path in texts if (fault := _not_utf8(path))]:
        return unread
    try:
        known = [f for f in errors(check()) if f.kind in ("syntaxe", "inclusion")]
    except Exception:  # what is told then is the error at hand
        known = []
    if known:
        return [Fault(project / f.file, f.line, f.message) for f in known]
    if isinstance(error, BilanError):
        named = NAMED.search(error.where)
        file = project / named[0] if named else wave_document(project, wave)
        at = LINE.search(str(error))
        return [Fault(file, int(at[1]) if at else 1, str(error))]
    told = "".join(traceback.format_exception(error)).strip()
    return [
        Fault(wave_document(project, wave), 1, f"erreur inattendue du programme{NBSP}:\n{told}")
    ]


def _not_utf8(path: Path) -> Fault | None:
    try:
        content = path.read_bytes()
        content.decode("utf-8")
    except OSError:
        return None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(path, line, "le fichier n’est pas en UTF-8")
    return None


def fault_page(faults: Sequence[Fault], *, project: Path, style: str, script: str) -> str:
    """The page that shows faults in place of the report."""
    shown = "\n".join(_shown(fault, project) for fault in faults[:10])
    more = f"<p>Et {len(faults) - 10} de plus.</p>" if len(faults) > 10 else ""
    return f"""<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Texte à corriger – aperçu</title>
<style>
{style}</style>
</head>
<body class="apercu-refus">
<main id="contenu">
<h1>Le texte ne peut pas être composé</h1>
<p>La page reviendra d’elle-même dès que le fichier sera corrigé et enregistré.</p>
{shown}
{more}
<p class="apercu-etat" id="apercu-etat" role="status"></p>
</main>
<script>
{script}</script>
</body>
</html>
"""


def _shown(fault: Fault, project: Path) -> str:
    name = (
        fault.file.relative_to(project) if fault.file.is_relative_to(project) else fault.file.name
    )
    return (
        '<section class="apercu-faute" role="note">\n'
        f"<h2>{escape(str(name))}, ligne {fault.line}</h2>\n"
        f'<p class="message">{escape(typographic(fault.message))}</p>\n{_excerpt(fault)}</section>'
    )


def _excerpt(fault: Fault) -> str:
    try:
        lines = fault.file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    first = max(1, fault.line - AROUND)
    rows = []
    for number in range(first, min(len(lines), fault.line + AROUND) + 1):
        sign = "→" if number == fault.line else NBSP
        row = f"{sign}{number:>4}  {escape(lines[number - 1])}"
        rows.append(f"<mark>{row}</mark>" if number == fault.line else row)
    return (
        f'<pre tabindex="0" aria-label="Extrait du fichier">{chr(10).join(rows)}</pre>\n'
        if rows
        else ""
    )
