"""All checks of a wave's text: against the data, the subset, French typography, the register.

Imports nothing heavy: an editor runs it after each sentence.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bilan.assembly.sources import IncludeError, load, read_yaml
from bilan.assembly.subset import check_subset
from bilan.french.typography import check_typography, mend
from bilan.project.errors import TextError
from bilan.project.files import composed, replace_text
from bilan.project.paths import (
    RECOMMENDATIONS,
    REGISTER,
    REPORT,
    ROOT,
    built,
    documents_of,
    profile_file,
    shown,
    wave_file,
)
from bilan.prose.check import check_wave
from bilan.prose.findings import Finding, Severity, errors, findings_text
from bilan.prose.fix import fix_wave
from bilan.survey.wave import read_wave

COMMA = re.compile(
    r"(\]\{[^{}]*?\b(?:ind|registre|verdicts)=[\w=+-]+),\s*(?=\w+=)"
)  # « {ind=x, vague=2014} »


def check(wave: str) -> list[Finding]:
    """Findings of a wave, in the order of its files and lines.

    Raises
    ------
    TextError
        The wave is not built yet.
    """
    found = [*check_wave(wave), *_outside_the_subset(wave), *_typography(wave)]
    return sorted({*found, *_register(wave), *_profiles(wave)})


def require_sound(wave: str) -> list[Finding]:
    """Findings of a wave, none of which is an error.

    Raises
    ------
    TextError
        Some are.
    """
    found = check(wave)
    if wrong := errors(found):
        raise TextError(
            f"le texte de la vague {wave} n’est pas conforme",
            found="\n" + findings_text(wrong),
            next_step=f"corrigez ces passages, ou `python pipeline.py check --fix --wave {wave}`",
        )
    return found


def fix(wave: str) -> list[str]:
    """Mend what has one right form, plain numbers and typography; what was changed, in words."""
    changed = [f"{f.file}:{f.line}\u00a0: {f.before} → {f.after}" for f in fix_wave(wave)]
    for path in _texts(wave):
        before = path.read_text(encoding="utf-8")
        after = COMMA.sub(r"\1 ", mend(composed(before)))
        if after != before:
            replace_text(path, after)
            changed.append(f"{shown(path)}\u00a0: typographie")
    return changed


def _texts(wave: str) -> list[Path]:
    return sorted((REPORT / wave).glob("*.qmd"))


def _outside_the_subset(wave: str) -> list[Finding]:
    found: list[Finding] = []
    for document in documents_of(wave):
        try:
            source = load(ROOT, wave, document)
        except IncludeError as error:
            found.append(_finding(error.file, error.line, "erreur", "inclusion", error.message))
            continue
        found += [
            _finding(outside.file, outside.line, "erreur", "syntaxe", outside.message)
            for outside in check_subset(source.document, project=ROOT, known=source.metadata)
        ]
    return found


def _typography(wave: str) -> list[Finding]:
    return [
        Finding(
            file=shown(path),
            line=fault.line,
            column=fault.column,
            severity="avertissement",
            kind="typographie",
            text=fault.text,
            message=fault.message,
            proposal=fault.mended if fault.mended != fault.text else "",
        )
        for path in _texts(wave)
        for fault in check_typography(path.read_text(encoding="utf-8"))
    ]


def _register(wave: str) -> list[Finding]:
    """What the register's step found of the recommendations and of what they rest on."""
    path = built(wave, REGISTER)
    messages = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    lines = RECOMMENDATIONS.read_text(encoding="utf-8").splitlines()
    at = {line.partition("id:")[2].strip(): n for n, line in enumerate(lines, 1) if "- id:" in line}
    return [
        _finding(RECOMMENDATIONS, at.get(name, 1), "avertissement", "préconisation", message)
        for name, message in messages
    ]


def _profiles(wave: str) -> Iterator[Finding]:
    """The profiles say what the wave's file says: that data are simulated, and the series."""
    stated, of = read_wave(wave).stated, shown(wave_file(wave))
    collection = stated.imprint.collection if stated.imprint else ""
    for document in documents_of(wave):
        path = profile_file(wave, document)
        profile = read_yaml(path)
        if bool(profile.get("mention-simulation")) != stated.simulated:
            word = "manque" if stated.simulated else "est de trop"
            message = f"`mention-simulation` {word}\u00a0: {of} dit "
            message += f"`simulated: {str(stated.simulated).lower()}`"
            yield _finding(path, 1, "erreur", "mention", message)
        if (profile.get("collection") or "") != collection:
            message = f"`collection` n’est pas celle de {of}\u00a0: « {collection} »"
            yield _finding(path, 1, "erreur", "collection", message)


def _finding(file: Path, line: int, severity: Severity, kind: str, message: str) -> Finding:
    return Finding(shown(file), line, 1, severity, kind, "", message)
