"""All checks of a wave's text: against the data, the subset, French typography, the register.

Imports nothing heavy: an editor runs it after each sentence.
"""

import json
import re
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
    return sorted({*found, *_register(wave), *_profile(wave)})


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
    try:
        source = load(ROOT, wave)
    except IncludeError as error:
        return [_finding(error.file, error.line, "erreur", "inclusion", error.message)]
    return [
        _finding(found.file, found.line, "erreur", "syntaxe", found.message)
        for found in check_subset(source.document, project=ROOT, known=source.metadata)
    ]


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


def _profile(wave: str) -> list[Finding]:
    """The profile says that data are simulated if, and only if, the wave's file does."""
    simulated = read_wave(wave).stated.simulated
    if bool(read_yaml(profile_file(wave)).get("mention-simulation")) == simulated:
        return []
    word = "manque" if simulated else "est de trop"
    message = (
        f"`mention-simulation` {word}\u00a0: {shown(wave_file(wave))} dit "
        f"`simulated: {str(simulated).lower()}`"
    )
    return [_finding(profile_file(wave), 1, "erreur", "mention", message)]


def _finding(file: Path, line: int, severity: Severity, kind: str, message: str) -> Finding:
    return Finding(shown(file), line, 1, severity, kind, "", message)
