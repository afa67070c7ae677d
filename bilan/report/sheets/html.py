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

from bilan.assembly.csp import with_policy
from bilan.french.formats import NARROW, NBSP
from bilan.report.sheets.sheet import Advice, Answer, Fiche, Said, Section, SheetLine

HERE = Path(__file__).resolve().parent / "assets"
BANNER = "Données simulées : cette fiche ne décrit aucun établissement réel."
ANSWERS = re.compile(r"<!-- reponses -->\n(.*?)<!-- fin des reponses -->\n", re.DOTALL)
ABSENT = (
    "Votre établissement n’a pas répondu à l’enquête. Cette fiche ne peut donc montrer que les "
    "valeurs de son groupe. «\u00a0s\u00a0»\u00a0: valeur tenue secrète."
)
NO_ADVICE = (
    f"Faute de réponses, aucune recommandation ne peut vous être adressée en propre{NARROW}; "
    "celles que le bilan adresse aux chefs d’établissement valent pour tous."
)
NOTHING_LEFT = "Vos réponses rejoignent toutes les recommandations mesurées du bilan."


def page_of(fiche: Fiche) -> bytes:
    """The page of a sheet: one file, nothing asked from anywhere."""
    where = f"{fiche.kind}, {fiche.secteur.lower()}, bassin {fiche.bassin}"
    banner = f'<div class="bandeau" role="region" aria-label="Avertissement">{BANNER}</div>'
    nothing = NOTHING_LEFT if fiche.answered else NO_ADVICE
    page = _template(answered=fiche.answered).substitute(
        title=escape(f"Fiche {fiche.wave}{NBSP}: {fiche.name}"),
        style=_style(),
        banner=banner if fiche.simulated else "",
        name=escape(fiche.name),
        about=escape(f"{where} – {fiche.uai}. {fiche.title}."),
        group=escape(fiche.group),
        lines="\n".join(_line(line) for line in fiche.lines),
        advice="\n".join(_advice(item) for item in fiche.advice) or f"<p>{nothing}</p>",
        included="le vôtre compris" if fiche.answered else "sans le vôtre",
        notice="" if fiche.answered else f'<p class="absent">{ABSENT}</p>',
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
    unmet = f"{NARROW}; ".join(item.unmet)
    return (
        f'<div class="conseil"><h3>{escape(item.short)}</h3><p>{escape(item.text)}</p>'
        f'<p class="note">Indicateurs en cause{NBSP}: {escape(unmet)}.</p></div>'
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
        rows.append(f'<dd class="autres">Non choisi{NBSP}: {_said(answer.others)}</dd>')
    return "".join(rows)


def _said(said: tuple[Said, ...]) -> str:
    return escape(", ".join(f"{item.label}{NBSP}({item.group})" for item in said))
