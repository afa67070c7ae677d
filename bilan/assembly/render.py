"""One call that makes the report of a wave, whichever engine is there."""

import calendar
import datetime
import os
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path

from bilan.assembly import embedded, quarto
from bilan.assembly.embedded import PARTS
from bilan.assembly.engines import ENGINES, chosen_engine
from bilan.assembly.incremental_read import read_source
from bilan.assembly.inside import note_named
from bilan.assembly.origins import keep_origin
from bilan.assembly.sources import Source, load
from bilan.assembly.subset import SubsetError, check_subset, outside
from bilan.project.errors import UsageError
from bilan.project.paths import REPORT_NAME, ROOT

FORMATS = ("html", "pdf", "docx")


@dataclass(frozen=True)
class RenderReport:
    """What rendered the report: engine, versions of its programs, files made, warnings."""

    engine: str
    versions: Mapping[str, str]
    files: tuple[Path, ...]
    warnings: tuple[str, ...]


def render(
    wave: str,
    formats: Sequence[str],
    *,
    output: Path,
    document: str = REPORT_NAME,
    engine: str = "auto",
    project: Path = ROOT,
    epoch: int | None = None,
    memory: Path | None = None,
) -> RenderReport:
    """A document of a wave, written as `<document>.<format>` into `output`.

    Each file is made beside and renamed when all of them are whole. `engine` is "quarto",
    "embedded", or "auto": Quarto where it is on the path and new enough. `epoch` dates the files,
    in seconds since 1970; without it, SOURCE_DATE_EPOCH does, and without that the document's own
    date. `memory` is a folder in which the embedded engine finds what an earlier run read and
    wrote; the files are the same without.

    Raises
    ------
    UsageError
        A format or an engine that does not exist.
    TextError
        The text leaves the subset that both engines render.
    AssemblyError
        The engine is missing or refuses the document.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or engine not in ENGINES:
        raise UsageError(
            "render",
            expected=f"formats among {', '.join(FORMATS)}; engine among {', '.join(ENGINES)}",
            found=", ".join([*unknown, engine]),
        )
    source = load(project, wave, document)
    note_named(source.project, source.metadata)
    require_subset(source, memory=memory)
    when = _epoch(epoch, source.metadata.get("date"))
    chosen, _, quarto_version = chosen_engine(engine).partition(" ")
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bilan-", dir=output) as beside:
        folder = Path(beside)
        if chosen == "quarto":
            versions = {"quarto": quarto_version}
            named = source.with_engine(f"Quarto {quarto_version}")
            warnings = quarto.render_quarto(named, formats, wave=wave, output=folder, epoch=when)
        else:
            warnings = embedded.render_embedded(
                source, formats, output=folder, epoch=when, memory=memory
            )
            versions = embedded.versions()
        files = []
        for name in formats:
            target = output / f"{source.document.stem}.{name}"
            (folder / target.name).replace(target)
            files.append(target)
    if "docx" in formats:
        keep_origin(source)
    return RenderReport(chosen, versions, tuple(files), tuple(sorted(warnings)))


def require_subset(source: Source, *, memory: Path | None = None) -> None:
    """Refuses a text that leaves the subset, with every place where it does.

    Raises
    ------
    SubsetError
        The text leaves it.
    """
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder, ThreadPoolExecutor(1) as pool:
        # pandoc reads meanwhile; what it says of a text that is refused is of no interest.
        reading = pool.submit(
            copy_context().run,
            read_source,
            source,
            memory=memory and memory / PARTS,
            folder=Path(folder),
            epoch=0,
        )
        findings = check_subset(source.document, project=source.project, known=source.metadata)
        if not findings:
            findings = outside(reading.result()[0], source.lines)
    if findings:
        raise SubsetError(findings, project=source.project)


def _epoch(given: int | None, date: object) -> int:
    if given is not None:
        return given
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    if isinstance(date, datetime.date):
        return calendar.timegm(date.timetuple())
    return 0
