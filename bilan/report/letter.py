"""Documents that go with the report: the template of the coordonnateur's letter of mission."""

import json
import re
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

from bilan.assembly.embedded import Job, make_docx
from bilan.assembly.finish import rezipped, zip_parts
from bilan.assembly.pages import READER
from bilan.assembly.pandoc import run_pandoc
from bilan.assembly.sources import Metadata, Source, front_matter, merged, read_settings
from bilan.project.errors import AssemblyError, TextError
from bilan.project.paths import ANNEXES, QUARTO_PROJECT, ROOT, shown
from bilan.project.yaml_text import yaml_values

LETTER = ANNEXES / "lettre-de-mission.md"
TITLE = re.compile(r"<dc:title\s*/>|<dc:title></dc:title>")
BREAK = b"<w:pageBreakBefore/>"


def letter_docx(path: Path = LETTER, *, epoch: int) -> bytes:
    """The Word template that a Markdown file holds, in the styles of the report.

    Its front matter gives `title`, which goes into the properties, and `mention`, which runs on
    top of each page. The text opens with its own heading: there is no title page. The same file
    and `epoch` give the same bytes.

    Raises
    ------
    TextError
        The file cannot be read, or its front matter lacks one of the two.
    AssemblyError
        pandoc refuses the text, or warns of it.
    """
    front, text = _read(path)
    metadata = merged(
        read_settings(ROOT, QUARTO_PROJECT), {"toc": False, "mention-simulation": front["mention"]}
    )
    source = Source(project=ROOT, document=path, lines=(), metadata=metadata)
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        folder = Path(temporary)
        read, warnings = run_pandoc(
            [f"--from={READER}", "--to=json"],
            text=text.encode(),
            folder=folder,
            epoch=epoch,
            what=shown(path),
        )
        job = Job(source, json.loads(read), folder, epoch, warnings)
        made = make_docx(job)
    if job.warnings:
        raise AssemblyError(
            shown(path), expected="a document without a warning", found="\n".join(job.warnings)
        )
    return _on_one_page(made, title=front["title"])


def _read(path: Path) -> tuple[Metadata, str]:
    """Front matter and text."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        header, start = front_matter(lines)
        front = yaml_values(header.encode()) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise TextError(
            f"{shown(path)} ne peut pas être lu",
            found=" ".join(str(error).split()),
            next_step="restaurez le fichier",
        ) from error
    front = front if isinstance(front, dict) else {}
    missing = [name for name in ("title", "mention") if not isinstance(front.get(name), str)]
    if missing:
        raise TextError(
            f"{shown(path)} : en-tête incomplet",
            expected="title et mention",
            found=f"sans {', '.join(missing)}",
            next_step="complétez les lignes entre « --- »",
        )
    return front, "\n".join(lines[start:]) + "\n"


def _on_one_page(content: bytes, *, title: str) -> bytes:
    """The document without the page breaks of a report, its title among its properties."""
    parts = zip_parts(content)
    parts["word/document.xml"] = parts["word/document.xml"].replace(BREAK, b"")
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = TITLE.sub(f"<dc:title>{escape(title)}</dc:title>", core).encode()
    return rezipped(parts)
