"""The generated pieces of the document: what chapters include from `figures/<wave>/`."""

import json
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from bilan.estimation.progress import NONE
from bilan.estimation.study import distinct_bounds, fraction, gap, smallest_shown, written
from bilan.french.blocks import Markup, Table
from bilan.french.formats import NBSP, count, percent, size, typographic
from bilan.french.markdown_writer import attribute, div, escaped
from bilan.project.errors import DataError, TextError
from bilan.project.paths import REPORT, shown
from bilan.project.yaml_records import Strict, load
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import LABELS, WHOLE
from bilan.survey.wave import Wave

TYPES = {
    "S": "texte court",
    "T": "texte libre",
    "N": "nombre",
    "Y": "oui ou non",
    "L": "une réponse",
    "M": "plusieurs réponses possibles",
}
CHAPTERS = {
    "protocole": "Protocole",
    "1.1": "Pilotage",
    "1.2": "Accompagnement",
    "1.3": "Assistance technique",
    "2.1": "Pilotage et ressources humaines",
}
GROUPS = {
    "identification": "Identification",
    "pilotage": "Pilotage du numérique",
    "accompagnement": "Accompagnement des usages",
    "assistance": "Assistance technique",
}
FILES = {"csv": "données", "svg": "dessin", "png": "image"}
EVERYONE = "Ensemble"
INDICATOR_HEADER = ["Indicateur", "Valeur", "Calcul", "Bornes", "Champ"]
SMALLEST = "Écart décelable"
TEXTS = ("Champ", "Verdict", "Lien significatif")  # columns that hold no numbers


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
    data = div('.donnees summary="Données de l’illustration"', _data(facts))
    return "\n".join(
        [
            div(f"#fig-{name}", div(".sous-titre", title.subtitle), picture, title.title),
            div(".notes", *_notes(facts), _html_only(_files(facts_file))),
            _html_only(data),
        ]
    )


def _table_piece(facts: dict[str, Any], title: Title, facts_file: Path) -> str:
    """The piece of a crossed table, which chapters refer to as `@tbl-<id>`."""
    return "\n".join(
        [
            _data(facts, caption=Markup(title.title), name=f"tbl-{facts['id']}"),
            div(".sous-titre", title.subtitle),
            div(".notes", *_notes(facts), _html_only(_files(facts_file))),
        ]
    )


def _html_only(text: str) -> str:
    return div('.content-visible when-format="html"', text)


def _notes(facts: dict[str, Any]) -> list[str]:
    return [
        f"**{word}**\u00a0: {escaped(text)}"
        for word, text in (
            ("Lecture", facts["reading"]),
            ("Champ", facts["field"]),
            ("Source", facts["source"]),
        )
    ]


def _files(facts_file: Path) -> str:
    """Links to the illustration's data and pictures, each with its size."""
    links = []
    table_alone = json.loads(facts_file.read_text(encoding="utf-8"))["kind"] == "table"
    for kind, words in FILES.items():
        path = facts_file.with_suffix(f".{kind}")
        if table_alone and kind != "csv":
            continue
        text = f"{words} ({kind.upper()}, {size(path.stat().st_size)})"
        links.append(f"[{escaped(text)}](donnees/{path.name})")
    return f"**Fichiers**\u00a0: {', '.join(links)}"


def _data(facts: dict[str, Any], *, caption: str = "", name: str = "") -> str:
    table = Table(facts["header"], facts["rows"], caption=caption, name=name, texts=TEXTS)
    return table.markdown()


def tables_piece(
    facts_files: Sequence[Path],
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    *,
    changes: pd.DataFrame | None = None,
    waves: tuple[str, str] = ("", ""),
) -> str:
    """The tables of the annex: every indicator by chapter, then the data of each illustration.

    With `changes` since the wave before (see `bilan.estimation.wave_change`), a table of them
    follows that of each chapter; `waves` are the names of the two.
    """
    whole = estimates[estimates["domain"] == WHOLE].set_index("id")
    blocks = []
    for chapter, heading in CHAPTERS.items():
        known = [i for i in indicators if i.chapter == chapter and i.id in whole.index]
        if not known:
            continue
        rows = [_indicator_row(i, whole.loc[i.id].to_dict()) for i in known]
        name = f"indicateurs-{chapter.replace('.', '-')}"
        blocks.append(_titled(INDICATOR_HEADER, rows, f"Indicateurs\u00a0: {heading}", name))
        if changes is not None and (changes["chapter"] == chapter).any():
            rows = _change_rows(known, changes)
            header = ["Indicateur", *waves, "Écart", "Bornes de l’écart", "Verdict", SMALLEST]
            name = f"evolution-{chapter.replace('.', '-')}"
            blocks.append(
                _titled(header, rows, f"Évolution depuis {waves[0]}\u00a0: {heading}", name)
            )
    for path in facts_files:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if facts["kind"] == "table":  # the chapter that includes it shows it whole
            continue
        caption = Markup(f"Données de l’@fig-{facts['id']}")
        data = _data(facts, caption=caption, name=f"tbl-{facts['id']}")
        blocks.append(div('.content-hidden when-format="html"', data))
    return "\n".join(blocks)


def _titled(header: Sequence[str], rows: Sequence[Sequence[str]], title: str, name: str) -> str:
    return Table(header, rows, caption=title, name=f"tbl-{name}", texts=TEXTS).markdown()


def _indicator_row(indicator: Indicator, row: dict[Hashable, Any]) -> list[str]:
    return [
        indicator.label,
        written(row["value"], indicator),
        fraction(row),
        distinct_bounds(row, indicator),
        indicator.base_label,
    ]


def _change_rows(known: Sequence[Indicator], changes: pd.DataFrame) -> list[list[str]]:
    stated = changes.set_index("id")
    rows = []
    for indicator in known:
        if indicator.id not in stated.index:
            continue
        row = stated.loc[indicator.id].to_dict()
        broken = row["verdict"] == "non comparable"
        low, high = row["lower"], row["upper"]
        rows.append(
            [
                indicator.label,
                written(row["before"], indicator),
                written(row["after"], indicator),
                NONE if broken else gap(row["after"] - row["before"], indicator),
                NONE if low != low else _gaps(low, high, indicator),
                row["verdict"],
                smallest_shown(row["smallest"], indicator),
            ]
        )
    return rows


def _gaps(low: float, high: float, indicator: Indicator) -> str:
    """Two differences, their unit said once: "+5,0 à +20,0 points"."""
    return f"{gap(low, indicator).split(NBSP)[0]} à {gap(high, indicator)}"


def response_piece(estimates: pd.DataFrame) -> str:
    """The table of who answered, by type and by secteur (@tbl-reponse)."""
    rates = estimates[estimates["id"] == "response_rate"]
    if rates.empty:
        raise DataError("no estimate `response_rate`", next_step="add it to data/indicateurs.yml")
    rows = []
    for rate in rates.to_dict("records"):
        if rate["domain"] not in (WHOLE, "type", "secteur"):
            continue
        label = LABELS.get(rate["domain"], {}).get(rate["category"], EVERYONE)
        share = percent(rate["value"]) if rate["base"] else "–"
        rows.append([label, count(int(rate["base"])), count(int(rate["numerator"])), share])
    header = ["EPLE", "Interrogés", "Répondants", "Taux de réponse"]
    caption = "Réponses à l’enquête, par type d’EPLE et par secteur"
    return Table(header, rows, caption=caption, name="tbl-reponse").markdown()


def questionnaire_piece(questions: Sequence[Asked]) -> str:
    """The questionnaire, group by group: wording, type, options, to whom it was shown."""
    wordings = {question.id: question.wording for question in questions}
    labels = {q.id: {name: o.label for name, o in q.options.items()} for q in questions}
    blocks: list[str] = []
    for group, heading in GROUPS.items():
        blocks.append(f"### {escaped(heading)} {{.unnumbered}}\n")
        lines = []
        for question in questions:
            if question.group != group:
                continue
            line = f"- **{escaped(question.wording)}** ({TYPES[question.type]})"
            if question.options:
                options = " ; ".join(o.label for o in question.options.values())
                line += f"\u00a0: {escaped(typographic(options))}"
            if question.filter:
                line += f". {escaped(_asked_if(question, wordings, labels))}"
            lines.append(f"{line}.")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _asked_if(question: Asked, wordings: dict[str, str], labels: dict[str, dict[str, str]]) -> str:
    parts = []
    for key, wanted in (question.filter or {}).items():
        options = [wanted] if isinstance(wanted, str) else wanted
        words = {"Y": "oui", "N": "non"} | labels.get(key, {}) | LABELS.get(key, {})
        given = " ou ".join(f"«\u00a0{words.get(option, option)}\u00a0»" for option in options)
        asked = f"la réponse à «\u00a0{wordings[key]}\u00a0»" if key in wordings else f"le {key}"
        parts.append(f"{asked} est {given}")
    return f"Posée si {' et si '.join(parts)}"


def colophon_piece(wave: Wave) -> str:
    """How the report was made; the engine's name comes from the document's metadata."""
    nature = "simulées" if wave.stated.simulated else "réelles"
    return (
        "Ce bilan a été composé par {{< meta moteur >}} à partir de l’export de l’enquête. "
        f"Les données sont {nature}. "
        "Chaque nombre du texte est lié à l’indicateur dont il vient, et vérifié à chaque "
        "fabrication. Les carnets de calcul exécutés et les données des illustrations sont "
        "publiés avec ce document.\n"
    )
