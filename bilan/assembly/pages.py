"""Pages beside the report: made from Markdown as the report's own page is."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bilan.assembly.embedded import Job, make_html
from bilan.assembly.fonts import prepare_fonts
from bilan.assembly.pandoc import Node, run_pandoc
from bilan.assembly.sources import Metadata, Source, merged, read_settings
from bilan.project.errors import AssemblyError
from bilan.project.paths import ASSETS, FONTS, QUARTO_PROJECT, ROOT

STYLE = ASSETS / "pages.css"
FILTERS = ASSETS / "filtres.html"
# The pages carry no markup but pandoc's own: none of these is needed, and none may come in.
READER = "markdown-raw_html-raw_tex-raw_attribute-tex_math_dollars-native_divs-native_spans"
# For a page without tables: pandoc's own Markdown takes most of a millisecond for each link.
QUICK_READER = "commonmark+fenced_divs+attributes+smart-raw_html"


def render_page(
    markdown: str,
    *,
    title: str,
    subtitle: str,
    mention: str,
    epoch: int,
    drawings: Mapping[str, str] | None = None,
    scripts: Sequence[Path] = (),
    bar: Path | None = None,
    reader: str = READER,
) -> bytes:
    """The HTML file of a page: style, faces and script inside, no request to anywhere.

    Title and subtitle are text, not Markdown. `mention` stands in a banner over the page; "" for
    none. `drawings` are pieces of HTML that this project drew: each takes the place of the empty
    div of its name, `::: {#name .dessin}`. `scripts` are assets that run on this page too, `bar` is
    the file of links at its head. The same arguments give the same bytes.

    Raises
    ------
    KeyError
        The page has a div for a drawing that was not given.
    AssemblyError
        pandoc refuses the text, or warns of it.
    """
    source = Source(
        project=ROOT,
        document=ROOT / f"{title.replace('/', '-')}.md",
        lines=(),
        metadata=_metadata(
            title=title, subtitle=subtitle, mention=mention, scripts=scripts, bar=bar
        ),
    )
    prepare_fonts(FONTS)
    with tempfile.TemporaryDirectory(prefix="bilan-") as temporary:
        folder = Path(temporary)
        read, warnings = run_pandoc(
            [f"--from={reader}", "--to=json"],
            text=markdown.encode(),
            folder=folder,
            epoch=epoch,
            what=title,
        )
        document = json.loads(read)
        document["blocks"] = _drawn(document["blocks"], drawings or {})
        job = Job(source, document, folder, epoch, warnings)
        page = make_html(job)
    if job.warnings:
        raise AssemblyError(
            title, expected="a page without a warning", found="\n".join(job.warnings)
        )
    return page


def _drawn(blocks: list[Node], drawings: Mapping[str, str]) -> list[Node]:
    """The blocks, in which drawings stand where the text leaves a place for them."""
    drawn = []
    for block in blocks:
        if block["t"] == "Div" and "dessin" in block["c"][0][1]:
            drawn.append({"t": "RawBlock", "c": ["html", drawings[block["c"][0][0]]]})
        else:
            drawn.append(block)
    return drawn


def _metadata(
    *, title: str, subtitle: str, mention: str, scripts: Sequence[Path], bar: Path | None
) -> Metadata:
    page: Metadata = {
        "title": title,
        "subtitle": subtitle,
        "mention-simulation": mention,
        "toc": False,
        "format": {
            "html": {
                "css": [str(STYLE.relative_to(ROOT))],
                "include-before-body": [str(bar.relative_to(ROOT))] if bar else [],
                "include-after-body": [str(path.relative_to(ROOT)) for path in scripts],
            }
        },
    }
    return merged(read_settings(ROOT, QUARTO_PROJECT), page)
