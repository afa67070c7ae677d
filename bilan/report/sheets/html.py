"""The HTML of a sheet: a page filled with escaped values.

pandoc takes a tenth of a second a school, and reading one run's output apart again would be work
for nothing: a sheet has no Markdown in it. So it is filled here, a thousand times faster, and every
value goes through `html.escape` on its way.
"""

import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated

from bilan.assembly.csp import with_policy
from bilan.french.formats import NARROW
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.report.mention import mentions
from bilan.report.sheets.sheet import Advice, Answer, Fiche, Said, Section, SheetLine

HERE = Path(__file__).resolve().parent / "assets"
ANSWERS = re.compile(r"<!-- reponses -->\n(.*?)<!-- fin des reponses -->\n", re.DOTALL)


class _Texts(Strict, frozen=True):
    title: Annotated[str, Holds("wave", "name")]
    about: Annotated[str, Holds("kind", "secteur", "bassin", "uai", "title")]
    warning: str
    absent: str
    no_advice: str
    nothing_left: str
    included: str
    without: str
    unmet: Annotated[str, Holds("indicators")]
    others: Annotated[str, Holds("answers")]
    said: Annotated[str, Holds("label", "group")]


texts = texts_of(__file__, _Texts)


def page_of(fiche: Fiche) -> bytes:
    """The page of a sheet: one file, nothing asked from anywhere."""
    said = texts()
    about = said.about.format(
        kind=fiche.kind,
        secteur=fiche.secteur.lower(),
        bassin=fiche.bassin,
        uai=fiche.uai,
        title=fiche.title,
    )
    banner = (
        f'<div class="bandeau" role="region" aria-label="{said.warning}">{mentions().sheet}</div>'
    )
    nothing = said.nothing_left if fiche.answered else said.no_advice
    page = _template(answered=fiche.answered).substitute(
        title=escape(said.title.format(wave=fiche.wave, name=fiche.name)),
        style=_style(),
        banner=banner if fiche.simulated else "",
        name=escape(fiche.name),
        about=escape(about),
        group=escape(fiche.group),
        lines="\n".join(_line(line) for line in fiche.lines),
        advice="\n".join(_advice(item) for item in fiche.advice) or f"<p>{nothing}</p>",
        included=said.included if fiche.answered else said.without,
        notice="" if fiche.answered else f'<p class="absent">{said.absent}</p>',
        threshold=fiche.threshold,
        sections="\n".join(_section(section) for section in fiche.sections),
        uai=escape(fiche.uai),
        wave=escape(fiche.wave),
    )
    return with_policy(page.encode())


@cache
def _template(*, answered: bool) -> Template:
    """The page to fill; without the part of the answers for a school that gave none."""
    text = (HERE / "fiche.html").read_text(encoding="utf-8")
    return Template(ANSWERS.sub(r"\1" if answered else "", text))


@cache
def _style() -> str:
    return (HERE / "fiche.css").read_text(encoding="utf-8")


def _line(line: SheetLine) -> str:
    mark = " ✓" if line.met == "oui" else ""
    return (
        f'<tr><th scope="row">{escape(line.label)}</th>'
        f'<td class="{line.met or "neutre"}">{escape(line.own)}{mark}</td>'
        f"<td>{escape(line.group)}{_bar(line)}</td><td>{escape(line.target)}</td></tr>"
    )


def _bar(line: SheetLine) -> str:
    """The group's share and the target, drawn; the numbers beside say the same."""
    if line.share is None or line.goal is None:
        return ""
    share, goal = round(line.share * 100, 2), round(line.goal * 100, 2)
    return (
        '<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="part" width="{share}" height="10"/>'
        '<rect class="cadre" width="100" height="10"/>'
        f'<line class="cible" x1="{goal}" x2="{goal}" y1="0" y2="10"/></svg>'
    )


def _advice(item: Advice) -> str:
    unmet = texts().unmet.format(indicators=f"{NARROW}; ".join(item.unmet))
    return (
        f'<div class="conseil"><h3>{escape(item.short)}</h3><p>{escape(item.text)}</p>'
        f'<p class="note">{escape(unmet)}</p></div>'
    )


def _section(section: Section) -> str:
    answers = "\n".join(_answer(answer) for answer in section.answers)
    return f"<h3>{escape(section.title)}</h3>\n<dl>\n{answers}\n</dl>"


def _answer(answer: Answer) -> str:
    rows = [f"<dt>{escape(answer.question)}</dt>"]
    if answer.own:
        rows.append(f"<dd><strong>{_said(answer.own)}</strong></dd>")
    if answer.note:
        rows.append(f"<dd><strong>{escape(answer.note)}</strong></dd>")
    if answer.others:
        others = texts().others.format(answers=_said(answer.others))
        rows.append(f'<dd class="autres">{others}</dd>')
    return "".join(rows)


def _said(said: tuple[Said, ...]) -> str:
    words = texts().said
    return escape(", ".join(words.format(label=item.label, group=item.group) for item in said))
