"""The generated pieces of the document: illustrations with what stands around them, colophon."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from bilan.french.blocks import Markup, Table
from bilan.french.formats import date, size
from bilan.french.markdown_writer import attribute, div, escaped
from bilan.french.texts import Holds, texts_of
from bilan.project.errors import TextError
from bilan.project.paths import REPORT, shown
from bilan.project.yaml_records import Strict, load
from bilan.survey.wave import Wave


class _Texts(Strict, frozen=True):
    reading: str
    field: str
    source: str
    note: Annotated[str, Holds("word", "text")]
    files: Annotated[str, Holds("files")]
    kinds: dict[str, str]
    file: Annotated[str, Holds("words", "format", "size")]
    data: str
    link_column: str
    verdict_column: str
    colophon: Annotated[str, Holds("engine", "nature")]
    simulated: str
    real: str
    authors: str
    contact: str
    series: str
    cite: Annotated[str, Holds("authors", "title", "series", "date")]
    cited: str
    licence: str
    further: str


texts = texts_of(__file__, _Texts)


class Title(Strict, frozen=True):
    """What editors write above an illustration: a finding, then what, who and when."""

    title: str = ""
    subtitle: str = ""


def read_titles(wave: str, names: Iterable[str]) -> dict[str, Title]:
    """Titles of the illustrations of a wave, by name.

    Raises
    ------
    TextError
        An illustration has no title, or no subtitle.
    """
    path = REPORT / wave / "illustrations.yml"
    titles = load(path, dict[str, Title])
    lacking = [
        f"{name} sans {key}"
        for name in names
        for key in Title.__struct_fields__
        if not getattr(titles.get(name, Title()), key).strip()
    ]
    if lacking:
        raise TextError(
            f"{shown(path)} : illustration sans titre",
            expected="`title` et `subtitle` pour chaque illustration",
            found=", ".join(lacking),
            next_step="écrivez ce qui manque",
        )
    return titles


def illustration_piece(facts_file: Path, title: Title) -> str:
    """The piece of an illustration: title, picture, Lecture, Champ, Source, files, and its data.

    The picture has the file's name; its path is relative to `report/<wave>/`. The files are those
    beside `facts_file`, which the page finds in `donnees/`. A table has no picture.
    """
    facts = json.loads(facts_file.read_text(encoding="utf-8"))
    name, wave = facts["id"], facts_file.parent.name
    if facts["kind"] == "table":
        return _table_piece(facts, title, facts_file)
    picture = f"![](../../figures/{wave}/{name}){{fig-alt={attribute(facts['alt'])}}}"
    summary = attribute(texts().data)
    data = div(f".donnees summary={summary}", data_table(facts))
    return "\n".join(
        [
            div(
                f"#fig-{name}",
                div(".sous-titre", title.subtitle),
                picture,
                div(".notes", *_notes(facts), _html_only(_files(facts_file))),
                title.title,
            ),
            _html_only(data),
        ]
    )


def _table_piece(facts: dict[str, Any], title: Title, facts_file: Path) -> str:
    """The piece of a crossed table, which chapters refer to as `@tbl-<id>`."""
    return "\n".join(
        [
            data_table(facts, caption=Markup(title.title), name=f"tbl-{facts['id']}"),
            div(".sous-titre", title.subtitle),
            div(".notes", *_notes(facts), _html_only(_files(facts_file))),
        ]
    )


def _html_only(text: str) -> str:
    return div('.content-visible when-format="html"', text)


def _notes(facts: dict[str, Any]) -> list[str]:
    said = texts()
    return [
        said.note.format(word=word, text=escaped(text))
        for word, text in (
            (said.reading, facts["reading"]),
            (said.field, facts["field"]),
            (said.source, facts["source"]),
        )
    ]


def _files(facts_file: Path) -> str:
    """Links to the illustration's data and pictures, each with its size."""
    said, links = texts(), []
    table_alone = json.loads(facts_file.read_text(encoding="utf-8"))["kind"] == "table"
    for kind, words in said.kinds.items():
        if table_alone and kind != "csv":
            continue
        path = facts_file.with_suffix(f".{kind}")
        octets = size(path.stat().st_size)
        text = said.file.format(words=words, format=kind.upper(), size=octets)
        links.append(f"[{escaped(text)}](donnees/{path.name})")
    return said.files.format(files=", ".join(links))


def data_table(facts: dict[str, Any], *, caption: str = "", name: str = "") -> str:
    """The data of an illustration as a table."""
    said = texts()
    columns = (said.field, said.verdict_column, said.link_column)  # they hold no numbers
    table = Table(facts["header"], facts["rows"], caption=caption, name=name, texts=columns)
    return table.markdown()


def imprint_piece(wave: Wave) -> str:
    """Who made the bilan, how to reach them, its place in a series, how to cite it; "" without."""
    imprint, said = wave.stated.imprint, texts()
    if imprint is None:
        return ""
    cited = said.cite.format(
        authors=", ".join(imprint.authors),
        title=wave.stated.title,
        series=imprint.collection,
        date=date(wave.stated.publication),
    )
    rows = {
        said.authors: escaped(", ".join(imprint.authors)),
        said.contact: escaped(imprint.contact),
        said.series: escaped(imprint.collection),
        said.cited: escaped(cited),
        said.licence: escaped(imprint.licence),
        said.further: ", ".join(imprint.further),
    }
    return "\n\n".join(
        said.note.format(word=word, text=text) for word, text in rows.items() if text
    )


def colophon_piece(wave: Wave) -> str:
    """How the report was made, and by whom; the document's metadata name the engine."""
    said = texts()
    nature = said.simulated if wave.stated.simulated else said.real
    made = said.colophon.format(engine="{{< meta moteur >}}", nature=nature)
    return f"{made}\n\n{imprint_piece(wave)}\n"
