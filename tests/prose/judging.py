"""What the check finds in a text, by the figures of a wave."""

from pathlib import Path

from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.check import check_lines
from bilan.prose.data import Figures
from bilan.prose.findings import Finding
from bilan.prose.glossary import Glossary
from bilan.prose.wordings import read_wordings

WAVES = ("2014", "2015")

NO_NAMES = Glossary(sigles={})


def findings_in(text: str, figures: Figures) -> list[Finding]:
    """Findings in a text of one or more lines, omissions and acronyms aside."""
    lines = [
        ChapterLine(Path("essai.qmd"), n, raw) for n, raw in enumerate(text.split("\n"), start=1)
    ]
    found = check_lines(lines, figures, read_wordings(), NO_NAMES)
    return [finding for finding in found if finding.kind not in ("omission", "sigle")]
