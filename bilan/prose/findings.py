"""What a check of the texts finds, as an editor reads it and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["erreur", "avertissement"]


@dataclass(frozen=True, order=True)
class Finding:
    """A place of the text that is wrong or unbound.

    `file` is relative to the project; `line` and `column` count from 1, in characters; `text` is
    what the editor wrote there; `proposal` is a text that would be right in its place, "" where
    there is none.
    """

    file: str
    line: int
    column: int
    severity: Severity
    kind: str
    text: str
    message: str
    proposal: str = ""

    def __str__(self) -> str:
        told = f"{self.file}:{self.line}:{self.column}\u00a0: {self.severity}\u00a0: {self.message}"
        if self.proposal:
            told += f"\n    à écrire\u00a0: «\u00a0{self.proposal}\u00a0»"
        return told


def errors(findings: Sequence[Finding]) -> list[Finding]:
    """Those that a build refuses."""
    return [finding for finding in findings if finding.severity == "erreur"]


def findings_text(findings: Sequence[Finding]) -> str:
    """All findings in French, one after the other, then how many there are."""
    wrong = len(errors(findings))
    lines = [str(finding) for finding in findings]
    doubtful = len(findings) - wrong
    counted = [f"{wrong} erreur{'s' if wrong > 1 else ''}"] if wrong else []
    if doubtful:
        counted.append(f"{doubtful} avertissement{'s' if doubtful > 1 else ''}")
    return "\n".join([*lines, ", ".join(counted) or "aucune erreur"])


def to_json(findings: Sequence[Finding]) -> str:
    """The same list as a JSON array of objects, in the same order."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1)
