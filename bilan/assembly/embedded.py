"""The embedded engine: pandoc and typst, two wheels, make what Quarto makes.

The text is read once; each format then gets its images, its filters and its writer. pandoc runs
with `--sandbox` throughout: an HTML page gets its images as `data:` addresses afterwards, and for
Word the filter, which the sandbox leaves free, puts copies into the media bag. typst has no
sandbox, so it compiles in a folder of its own that holds nothing but the report's source and
copies of its images.
"""

import datetime
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import msgspec

from bilan.assembly import pandoc
from bilan.assembly.csp import with_policy
from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.images import blank_image, copied, data_uri, image_file
from bilan.assembly.incremental_read import keep, read_source, recalled
from bilan.assembly.origins import origin_of
from bilan.assembly.page_parts import Around, includes, paths, project_file
from bilan.assembly.sources import Metadata, Source, french_date
from bilan.assembly.table_cache import Bodies, bodies_of
from bilan.project.errors import AssemblyError
from bilan.project.paths import ASSETS

PARTS, BODIES = "parties.json", "corps.json"
FILTERS = ("embedded.lua", "bilan.lua")
DEFAULT_EXTENSIONS = {"html": "svg", "typst": "svg", "docx": "png"}

# Metadata that only configure an engine stay out of the document.
CONFIGURATION = frozenset(
    {"project", "profile", "format", "filters", "css", "template-partials", "font-paths",
     "include-in-header", "include-before-body", "include-after-body", "reference-doc",
     "pdf-standard", "number-sections", "toc", "toc-depth", "embed-resources", "minimal",
     "default-image-extension", "fig-cap-location", "tbl-cap-location", "date-format", "theme",
     "section-numbering", "section-divs", "variant", "quarto-required", "suivi"}
)  # fmt: skip


@dataclass
class Job:
    """One document on its way to several formats."""

    source: Source
    document: pandoc.Node
    folder: Path
    epoch: int
    warnings: list[str] = field(default_factory=list)
    pictures: bool = True
    memory: Path | None = None  # the folder of what earlier runs read and wrote

    @property
    def name(self) -> str:
        """The document's path in the project, for messages."""
        return str(self.source.document.relative_to(self.source.project))


def versions() -> dict[str, str]:
    """Versions of the two programs."""
    return {"pandoc": pandoc.pandoc_version(), "typst": version("typst")}


def named(known: Mapping[str, str]) -> str:
    """The engine as the report names it."""
    programs = ", ".join(f"{name} {number}" for name, number in known.items())
    return f"le moteur intégré ({programs})"


def render_embedded(
    source: Source, formats: Sequence[str], *, output: Path, epoch: int, memory: Path | None = None
) -> list[str]:
    """Warnings of the run that wrote `<document>.<format>` for each format into `output`.

    `memory` is a folder for what the next run may take over.

    Raises
    ------
    AssemblyError
        pandoc or typst refuses the document.
    ImageError
        An image cannot be shown.
    """
    prepare_fonts(source.project / "_build" / "polices")
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        folder = Path(temporary)
        source = source.with_engine(named(versions()))
        document, warnings = read_source(
            source, memory=memory and memory / PARTS, folder=folder, epoch=epoch
        )
        job = Job(source, document, folder, epoch, warnings, memory=memory)
        with ThreadPoolExecutor(max_workers=2) as pool:
            asked = [pool.submit(copy_context().run, MAKERS[kind], job) for kind in formats]
            made = [(kind, one.result()) for kind, one in zip(formats, asked, strict=True)]
        for kind, content in made:
            (output / f"{source.document.stem}.{kind}").write_bytes(content)
    return job.warnings


def word_without_pictures(source: Source, *, engine: str = "") -> bytes:
    """The Word file of a text, its pictures left blank; `engine` is what it says rendered it.

    Raises
    ------
    AssemblyError
        pandoc refuses the document.
    """
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        folder = Path(temporary)
        source = source.with_engine(engine or named(versions()))
        document, warnings = read_source(source, memory=None, folder=folder, epoch=0)
        return make_docx(Job(source, document, folder, 0, warnings, pictures=False))


def _prepared(
    job: Job, writer: str, around: Around | None = None, bodies: Bodies | None = None
) -> tuple[bytes, Metadata, Path]:
    """The document for one writer as JSON, its metadata, and the folder of its files.

    With `around` and `bodies`, images, included files and known tables go round pandoc; otherwise
    images are copied.
    """
    metadata = job.source.for_format(writer)
    extension = str(metadata.get("default-image-extension") or DEFAULT_EXTENSIONS[writer])
    folder = job.folder / writer
    folder.mkdir()
    sources: dict[str, str] = {}

    def image(name: str) -> str:
        if not job.pictures:
            return blank_image(folder)
        if name not in sources:
            path = image_file(job.source.project, job.source.document, name, extension)
            sources[name] = (
                around.picture(data_uri(path)) if around else copied(path, folder, len(sources))
            )
        return sources[name]

    document = pandoc.copy_of(job.document)
    tables = []
    for node in pandoc.walk(document["blocks"]):
        if node["t"] == "Image":
            node["c"][2][0] = image(node["c"][2][0])
        elif node["t"] == "Table":
            tables.append(node)
    document["meta"] = said_of(metadata)
    if bodies:
        bodies.shorten([body for table in tables for body in bodies_of(table)])
    if around:
        document["meta"] |= includes(metadata, around, project=job.source.project)
    return msgspec.json.encode(document), metadata, folder


def said_of(metadata: Metadata) -> pandoc.Node:
    """What the metadata say of the document, as pandoc holds it; what configures is left out."""
    return {
        key: pandoc.meta_value(_shown(value))
        for key, value in metadata.items()
        if key not in CONFIGURATION
    }


def _shown(value: Any) -> Any:
    return french_date(value) if isinstance(value, datetime.date) else value


def pandoc_arguments(writer: str, metadata: Metadata) -> list[str]:
    """What pandoc is told to write the document with, from JSON to its standard output."""
    arguments = [
        "--from=json",
        f"--to={writer}{metadata.get('variant', '')}",
        "--standalone",
        "--wrap=none",
        "--output=-",
        *[f"--lua-filter={ASSETS / name}" for name in FILTERS],
    ]
    if metadata.get("toc"):
        arguments += ["--toc", f"--toc-depth={metadata.get('toc-depth', 3)}"]
    if writer == "html" and metadata.get("number-sections"):
        arguments.append("--number-sections")
    if metadata.get("section-divs"):
        arguments.append("--section-divs")
    return arguments


def _write(job: Job, writer: str, arguments: Sequence[str], text: bytes, folder: Path) -> bytes:
    content, warnings = pandoc.run_pandoc(
        [*pandoc_arguments(writer, job.source.for_format(writer)), *arguments],
        text=text,
        folder=folder,
        epoch=job.epoch,
        what=f"{job.name} ({writer})",
    )
    job.warnings.extend(warnings)
    return content


def make_html(job: Job) -> bytes:
    """The HTML file: one file, with its style, its script and its images inside."""
    around, memory = Around(), job.memory and job.memory / BODIES
    bodies = Bodies(recalled(memory).get("corps"))
    known = set(bodies.known)
    text, _, folder = _prepared(job, "html", around, bodies)
    page = bodies.restored(_write(job, "html", [], text, folder).decode("utf-8"))
    if memory and bodies.last.keys() - known:
        keep(memory, {"corps": bodies.last})
    return with_policy(around.restored(page).encode())


def make_docx(job: Job) -> bytes:
    """The Word file, with the styles of the reference document."""
    text, metadata, folder = _prepared(job, "docx")
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        # A copy in a folder with a plain name: pandoc reads this path as a web address, too, in
        # which `%20` is a blank.
        arguments = [
            f"--reference-doc={shutil.copy(project_file(job.source.project, path), temporary)}"
            for path in paths(metadata, "reference-doc")
        ]
        content = _write(job, "docx", arguments, text, folder)
    from bilan.assembly.finish import finished_docx  # and lxml, which Word alone needs

    return finished_docx(
        content,
        mention=str(metadata.get("mention-simulation") or ""),
        epoch=job.epoch,
        origin=origin_of(job.source) if job.source.profile else "",
    )


def make_pdf(job: Job) -> bytes:
    """The PDF, tagged, of the standards that the project asks for."""
    text, metadata, folder = _prepared(job, "typst")
    shutil.copy(ASSETS / "typst.typ", folder / "typst.typ")
    for path in paths(metadata, "template-partials"):
        partial = project_file(job.source.project, path)
        shutil.copy(partial, folder / partial.name)
    source = _write(job, "typst", ["--template=typst.typ"], text, folder)
    return compile_typst(
        source,
        folder=folder,
        fonts=[job.source.project / path for path in paths(metadata, "font-paths")],
        standards=paths(metadata, "pdf-standard"),
        job=job,
    )


def compile_typst(
    source: bytes, *, folder: Path, fonts: Sequence[Path], standards: Sequence[str], job: Job
) -> bytes:
    """The PDF of a typst source.

    Raises
    ------
    AssemblyError
        typst refuses the source, for example where an image has no alternative text.
    """
    import typst  # 40 ms, for the PDF alone

    main = folder / "main.typ"
    main.write_bytes(source)
    try:
        compiler = typst.Compiler(
            str(main),
            root=str(folder),
            font_paths=[str(path) for path in fonts],
            ignore_system_fonts=True,
        )
        content, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=cast("Any", list(standards)), timestamp=job.epoch
        )
    except typst.TypstError as error:
        raise AssemblyError(
            f"{job.name} (PDF)",
            expected="a source that typst can compile",
            found="\n".join([error.message, *error.hints]),
        ) from None
    job.warnings.extend(f"typst: {warning.message}" for warning in warnings)
    if not isinstance(content, bytes):
        raise AssemblyError(f"{job.name} (PDF)", expected="one PDF", found="nothing")
    return content


MAKERS: dict[str, Callable[[Job], bytes]] = {
    "html": make_html,
    "pdf": make_pdf,
    "docx": make_docx,
}
