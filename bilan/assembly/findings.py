"""What a check of the text remembers, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bilan.french.markdown_attributes import Attributes
from bilan.project.errors import TextError


@dataclass(frozen=True, order=True)
class SubsetFinding:
    """Something that the text may not hold: its file, its line, and why, in French."""

    file: Path
    line: int
    message: str


@dataclass
class Seen:
    """What the lines read so far define and name, with the place of each."""

    findings: list[SubsetFinding] = field(default_factory=list)
    defined: dict[str, tuple[Path, int]] = field(default_factory=dict)
    unnumbered: set[str] = field(default_factory=set)
    named: list[tuple[str, str, Path, int]] = field(default_factory=list)
    notes: dict[str, tuple[Path, int]] = field(default_factory=dict)
    noted: list[tuple[str, Path, int]] = field(default_factory=list)
    recalled: list[tuple[str, Path, int]] = field(default_factory=list)
    open_divs: list[tuple[Path, int, Attributes]] = field(default_factory=list)

    def find(self, file: Path, line: int, message: str) -> None:
        """Adds a finding."""
        self.findings.append(SubsetFinding(file, line, message))

    def define(self, identifier: str, file: Path, line: int) -> None:
        """Adds an identifier, which must be new."""
        if identifier in self.defined:
            first, number = self.defined[identifier]
            self.find(
                file,
                line,
                f"identifiant en double : « {identifier} », déjà à {first.name}:{number}",
            )
        else:
            self.defined[identifier] = (file, line)


@dataclass(frozen=True)
class Place:
    """Where the check stands: project, main document, file, line."""

    project: Path
    document: Path
    file: Path
    line: int


def subset_text(findings: Sequence[SubsetFinding], project: Path, limit: int = 10) -> str:
    """The findings as an editor reads them, one a line, at most `limit`."""
    lines = []
    for item in findings[:limit]:
        known = item.file.is_relative_to(project)
        name = item.file.relative_to(project) if known else item.file.name
        lines.append(f"- {name}:{item.line} : {item.message}")
    if len(findings) > limit:
        lines.append(f"et {len(findings) - limit} de plus")
    return "\n".join(lines)


class SubsetError(TextError):
    """A text that may hold other things than both engines render; `findings` says where."""

    def __init__(self, findings: Sequence[SubsetFinding], *, project: Path) -> None:
        self.findings = tuple(findings)
        super().__init__(
            "le texte sort de ce que les deux moteurs savent composer",
            found="\n" + subset_text(findings, project),
            next_step="corrigez ces lignes ; report/README.md dit ce qui est permis",
        )
