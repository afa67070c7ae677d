"""The bar at the head of every page of a wave: the way to all that is published with it."""

from collections.abc import Sequence
from html import escape
from typing import Annotated

from bilan.french.texts import Holds, texts_of
from bilan.project.paths import DASHBOARD, DICTIONARY, REPORT_NAME, SYNTHESIS
from bilan.project.yaml_records import Strict


class _Texts(Strict, frozen=True):
    label: str
    home: str
    report: Annotated[str, Holds("wave")]
    other: Annotated[str, Holds("wave")]
    dashboard: str
    dictionary: str
    synthesis: str
    formats: dict[str, str]
    data: str


texts = texts_of(__file__, _Texts)


def bar_of(wave: str, waves: Sequence[str], *, formats: Sequence[str], has_synthesis: bool) -> str:
    """The bar of a wave's pages, as HTML: home, other waves, dashboard, formats, data."""
    said = texts()
    links = {"../index.html": said.home}
    if "html" in formats:
        links[f"{REPORT_NAME}.html"] = said.report.format(wave=wave)
    for other in sorted(waves, reverse=True):
        if other != wave:
            links[f"../{other}/{REPORT_NAME}.html"] = said.other.format(wave=other)
    links |= {DASHBOARD: said.dashboard, DICTIONARY: said.dictionary}
    if has_synthesis and "pdf" in formats:
        links[f"{SYNTHESIS}.pdf"] = said.synthesis
    links |= {f"{REPORT_NAME}.{name}": said.formats[name] for name in formats if name != "html"}
    links[f"../index.html#vague-{wave}"] = said.data
    items = "".join(
        f'<li><a href="{escape(address)}">{escape(words)}</a></li>\n'
        for address, words in links.items()
    )
    return f'<nav class="barre" aria-label="{escape(said.label)}">\n<ul>\n{items}</ul>\n</nav>\n'
