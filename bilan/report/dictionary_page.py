"""The page « Dictionnaire des questions » of a wave, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

from bilan.french.blocks import section
from bilan.french.formats import count
from bilan.french.markdown_writer import div, escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.project.paths import DICTIONARY, REPORT_NAME
from bilan.project.yaml_records import Strict
from bilan.report.dictionary import Entry
from bilan.report.questionnaire import group_titles
from bilan.survey.illustration_specs import Illustration


class _Facts(Strict, frozen=True):
    variable: str
    type: str
    options: str
    shown_to: str
    base: str
    note: str
    indicators: str
    illustrations: str
    sections: str


class _Texts(Strict, frozen=True):
    title: Annotated[str, Holds("wave")]
    opening: Annotated[str, Holds("wave", "count", "workbook")]
    contents: str
    facts: _Facts
    wave: Annotated[str, Holds("wave")]
    indicator: Annotated[str, Holds("label", "id")]
    illustration: Annotated[str, Holds("id")]
    section: Annotated[str, Holds("link", "times")]
    once: str
    many: Annotated[str, Holds("count")]
    none: str
    no_illustration: str


texts = texts_of(__file__, _Texts)


def page_title(wave: str) -> str:
    """Title of the page of a wave."""
    return texts().title.format(wave=wave)


def anchor(question: str) -> str:
    """Address of a question on the page, from the report's own folder."""
    return f"{DICTIONARY}#{_identifier(question)}"


def _identifier(question: str) -> str:
    return "question-" + "".join(
        c if c.isascii() and (c.isalnum() or c == "_") else "-" for c in question
    )


def dictionary_markdown(
    entries: Sequence[Entry],
    *,
    wave: str,
    workbook: str,
    illustrations: Mapping[str, Illustration],
) -> str:
    """The page: what it is, the list of the questions, then each question, group by group."""
    said = texts()
    opening = said.opening.format(wave=wave, count=count(len(entries)), workbook=workbook)
    groups = {
        title: [entry for entry in entries if entry.asked.group == group]
        for group, title in group_titles().items()
    }
    links = [
        f"- {escaped(title)}\n" + "\n".join(f"    - {_link(entry)}" for entry in within)
        for title, within in groups.items()
        if within
    ]
    blocks = [opening, section(said.contents, "questions", "\n".join(links))]
    for number, (title, within) in enumerate(groups.items()):
        if within:
            told = [_question(entry, illustrations) for entry in within]
            blocks.append(section(title, f"rubrique-{number}", *told))
    return "\n\n".join(blocks)


def _link(entry: Entry) -> str:
    return f"[{_wording(entry)}](#{_identifier(entry.asked.id)})"


def _wording(entry: Entry) -> str:
    return escaped(typographic(entry.asked.wording))


def _question(entry: Entry, illustrations: Mapping[str, Illustration]) -> str:
    """A question: its wording as heading, then what is known of it, name by name."""
    heading = f"## {_wording(entry)} {{#{_identifier(entry.asked.id)} .unnumbered}}"
    facts = "\n".join(f"{escaped(name)}\n{told}\n" for name, told in _facts(entry, illustrations))
    return f"{heading}\n\n{div('.question', facts)}"


def _facts(entry: Entry, illustrations: Mapping[str, Illustration]) -> Iterator[tuple[str, str]]:
    of, said = texts().facts, texts()
    yield of.variable, _text(f"`{entry.asked.column}`")
    yield of.type, _plain(entry.type)
    if entry.options:
        yield of.options, "".join(map(_plain, entry.options)).rstrip("\n")
    yield of.shown_to, _plain(entry.shown_to)
    yield of.base, _plain(entry.base)
    for wave, told in entry.waves.items():
        yield said.wave.format(wave=wave), _plain(told)
    if entry.note:
        yield of.note, _plain(entry.note)
    indicators = [said.indicator.format(label=i.label, id=i.id) for i in entry.indicators]
    yield of.indicators, "".join(map(_plain, indicators or [said.none]))
    drawn = [
        _text(f"[{escaped(said.illustration.format(id=name))}]({_drawn(name, illustrations)})")
        for name in entry.illustrations
    ]
    yield of.illustrations, "".join(drawn) or _plain(said.no_illustration)
    used = []
    for use in entry.sections:
        times = said.once if use.times == 1 else said.many.format(count=count(use.times))
        link = f"[{escaped(typographic(use.title))}]({REPORT_NAME}.html#{use.section})"
        used.append(_text(said.section.format(link=link, times=escaped(times))))
    yield of.sections, "".join(used) or _plain(said.none)


def _drawn(name: str, illustrations: Mapping[str, Illustration]) -> str:
    kind = "tbl" if illustrations[name].kind == "table" else "fig"
    return f"{REPORT_NAME}.html#{kind}-{name}"


def _plain(text: str) -> str:
    return _text(escaped(typographic(text)))


def _text(markdown: str) -> str:
    """One thing that is said under a name."""
    return f":   {markdown}\n"
