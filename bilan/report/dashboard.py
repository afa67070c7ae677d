"""The « Tableau de bord » of a wave: each indicator, its change and its target, as Markdown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from bilan.disclosure.across_domains import Hidden
from bilan.disclosure.crossed_tables import group_label, groups_of
from bilan.disclosure.group_table import Row, notes_by_group, rows_by_group
from bilan.estimation.progress import NONE, Before, ProgressLine, change, lines_of, situation
from bilan.estimation.study import distinct_bounds, fraction, smallest_shown, written
from bilan.french.formats import NBSP, count, typographic, under
from bilan.french.markdown_writer import attribute, div, escaped
from bilan.illustrations.small_multiples import Multiple, multiples
from bilan.report.sections import CHAPTERS
from bilan.survey.indicators import Indicator
from bilan.survey.wave import Wave

# Verdict → its shape and its plural. The shape, the word and the weight say it, colour only adds.
VERDICTS = {
    "progresse": ("▲", "progressent"),
    "recule": ("▼", "reculent"),
    "stable": ("=", "stables"),
    "non comparable": ("×", "non comparables"),
}
SIMULATED = f"Données simulées{NBSP}: cette page ne décrit aucun établissement réel."
READING = (
    "**Calcul** : les EPLE comptés, sur ceux de la base ; pour une moyenne, la somme des réponses. "
    "Sans autre champ indiqué, la base est l’ensemble des EPLE répondants.",
    "**Bornes** : la plus basse et la plus haute valeur que laissent possibles les réponses "
    "manquantes.",
    "**Cible** : le niveau vers lequel tendent les recommandations, valeur de travail que le "
    "comité de pilotage doit confirmer. **Situation** : ● atteinte, ou ○ distance qui l’en sépare.",
)
READING_CHANGES = (
    "**Écart** : valeur de {after} moins valeur de {before}, calculé avant arrondi ; un tiret où "
    "la série est rompue.",
    "**Verdict** : rendu sur les seuls EPLE qui ont répondu aux deux enquêtes. Un changement est "
    "établi si le hasard seul en ferait autant {chance}, compte tenu de tous les indicateurs du "
    "chapitre. Si aucun sens n’est voulu, « progresse » dit une hausse et "
    "« recule » une baisse."
    "\n    - ▲ progresse : le changement est établi, dans le sens voulu, qui peut être une baisse ;"
    "\n    - ▼ recule : il est établi, dans l’autre sens ;"
    "\n    - = stable : il ne se distingue pas du hasard ; « décelable dès » donne le plus petit "
    "écart, dans un sens ou dans l’autre, que ces EPLE auraient fait dire établi ;"
    "\n    - × non comparable : question nouvelle, reformulée ou posée à d’autres EPLE.",
)
RIGHT, LEFT = "---:", ":---"
# Domain → the section that shows it: identifier, title, and how its table ends.
DOMAINS = {
    "voie": ("par-type", "Par type d’EPLE", "par type d’EPLE"),
    "bassin": ("par-bassin", "Par bassin", "par bassin"),
}
HOW_TO_SEE = (
    "Une barre par groupe d’EPLE, celle de l’ensemble en tête ; le trait tireté est la cible. Une "
    "valeur tenue secrète n’a pas de barre. Le tableau qui suit donne les mêmes valeurs."
)


@dataclass
class Dashboard:
    """The page's Markdown, and the drawings that stand in it, by name."""

    markdown: str = ""
    drawings: dict[str, str] = field(default_factory=dict)


def dashboard_page(
    wave: Wave,
    *,
    indicators: Sequence[Indicator],
    estimates: pd.DataFrame,
    before: Before | None = None,
    hidden: Hidden | None = None,
) -> Dashboard:
    """The page: how to read it, its summary, a table a chapter, then types and bassins.

    Parameters
    ----------
    indicators, estimates
        Those of the wave; an indicator without an estimate is left out.
    before
        The wave before. Without it, values and targets only.
    hidden
        Groups whose share is hidden, by domain and indicator, where that was decided together with
        all that the report shows elsewhere (`bilan.disclosure.crossed_tables.hidden_groups`).

    Raises
    ------
    DataError
        An indicator has a target and no direction that leads to it.
    """
    lines = lines_of(indicators, estimates, before=before)
    chapters: dict[str, list[ProgressLine]] = {name: [] for name in CHAPTERS}
    for line in lines:
        chapters.setdefault(line.indicator.chapter, []).append(line)
    chapters = {name: within for name, within in chapters.items() if within}
    blocks = [_introduction(wave, before), _summary(chapters, before), "::: {#filtres}\n:::\n"]
    blocks += [_chapter(name, within, wave, before) for name, within in chapters.items()]
    page = Dashboard()
    for domain in DOMAINS:
        secret = None if hidden is None else hidden[domain]
        blocks.append(_by_group(domain, lines, wave, estimates, secret=secret, page=page))
    page.markdown = "\n".join(blocks)
    return page


def _introduction(wave: Wave, before: Before | None) -> str:
    """What the page is, and how its columns are read."""
    compared = "" if before is None else f", et les compare à ceux de {before.wave}"
    opening = (
        f"Ce tableau donne les indicateurs du bilan {wave.name}, chapitre par chapitre{compared}. "
        "Les documents et les données de toutes les enquêtes sont à la "
        "[page d’accueil](../index.html)."
    )
    items = list(READING)
    if before is not None:
        named = {"after": wave.name, "before": before.wave, "chance": under(wave.stated.alpha)}
        items += [text.format(**named) for text in READING_CHANGES]
    reading = "\n".join(f"- {typographic(item)}" for item in items)
    return f"{typographic(opening)}\n\n# Comment lire {{#lire .unnumbered}}\n\n{reading}\n"


def _summary(chapters: dict[str, list[ProgressLine]], before: Before | None) -> str:
    """How many indicators of each chapter have each verdict, and how many targets are reached."""
    if before is None:
        caption, header = (
            "Nombre d’indicateurs et de cibles atteintes, par chapitre",
            ["Indicateurs"],
        )
    else:
        caption = "Nombre d’indicateurs pour chaque verdict, et de cibles atteintes, par chapitre"
        header = [f"{_shape(shape)}{NBSP}{plural}" for shape, plural in VERDICTS.values()]
    rows = [
        [f"[{escaped(_heading(name))}](#{_identifier(name)})", *_tally(lines, before)]
        for name, lines in chapters.items()
    ]
    everyone = [line for lines in chapters.values() for line in lines]
    rows.append(["**Ensemble**", *[f"**{cell}**" for cell in _tally(everyone, before)]])
    table = _table(["Chapitre", *header, "Cibles atteintes"], rows, caption=caption)
    return f"# Synthèse {{#synthese .unnumbered}}\n\n{table}"


def _tally(lines: Sequence[ProgressLine], before: Before | None) -> list[str]:
    verdicts = Counter(line.verdict for line in lines)
    counted = [len(lines)] if before is None else [verdicts[verdict] for verdict in VERDICTS]
    targets = [line.reached for line in lines if line.reached is not None]
    reached = f"{count(sum(targets))} / {count(len(targets))}" if targets else NONE
    return [*[count(n) if n else NONE for n in counted], escaped(reached)]


def _chapter(name: str, lines: Sequence[ProgressLine], wave: Wave, before: Before | None) -> str:
    heading, year = _heading(name), wave.name
    compared = [] if before is None else [before.wave]
    header = ["Indicateur", *compared, year]
    marks = [LEFT, *[RIGHT for _ in compared], RIGHT]
    if before is not None:
        header, marks = [*header, "Écart", "Verdict"], [*marks, RIGHT, LEFT]
    header = [escaped(cell) for cell in [*header, "Cible", "Situation", "Calcul", "Bornes"]]
    marks += [RIGHT, LEFT, RIGHT, RIGHT]
    rows = [_cells(line, before) for line in lines]
    words = f"{heading}{NBSP}: indicateurs de {year}"
    if before is not None:
        words += f", comparés à ceux de {before.wave}"
    table = _table(header, rows, marks=marks, caption=words)
    return f"# {escaped(heading)} {{#{_identifier(name)} .unnumbered}}\n\n{table}"


def _cells(line: ProgressLine, before: Before | None) -> list[str]:
    indicator = line.indicator
    label = _label(line)
    if indicator.base != "all":
        label += f" [{escaped(typographic(f'Champ : {indicator.base_label}'))}]{{.champ}}"
    compared = []
    if before is not None:
        compared = [escaped(written(line.before, indicator))]
    cells = [label, *compared, f"**{escaped(_value(line))}**"]
    if before is not None:
        cells += [escaped(change(line)), _verdict(line) + _smallest(line)]
    return [
        *cells,
        escaped(written(indicator.target, indicator)),
        _situation(line),
        escaped(fraction(line.row)),
        escaped(distinct_bounds(dict(line.row), line.indicator)),
    ]


def _label(line: ProgressLine) -> str:
    """The indicator's name; beside it, for the page's filters, what it is."""
    said = " ".join(f"{name}={attribute(value)}" for name, value in _filters(line).items())
    return f"[{escaped(typographic(line.indicator.label))}]{{.indicateur {said}}}"


def _filters(line: ProgressLine) -> dict[str, str]:
    reached = {True: "atteinte", False: "à distance", None: "sans cible"}[line.reached]
    said = {"chapitre": _identifier(line.indicator.chapter), "situation": reached}
    return said | ({"verdict": line.verdict} if line.verdict in VERDICTS else {})


def _value(line: ProgressLine) -> str:
    return written(line.row["value"], line.indicator)


def _verdict(line: ProgressLine) -> str:
    if line.verdict not in VERDICTS:
        return NONE
    name = line.verdict.replace(" ", "-")
    return f"[{_shape(VERDICTS[line.verdict][0])}{NBSP}{line.verdict}]{{.verdict .{name}}}"


def _smallest(line: ProgressLine) -> str:
    """Below a change that is not told from chance, the smallest that would have been."""
    shown = smallest_shown(line.smallest, line.indicator)
    return "" if shown == NONE else f" [{escaped(f'décelable dès {shown}')}]{{.champ}}"


def _situation(line: ProgressLine) -> str:
    if line.reached is None:
        return NONE
    shape, name = ("●", "atteinte") if line.reached else ("○", "distante")
    return f"[{_shape(shape)}{NBSP}{escaped(situation(line))}]{{.situation .{name}}}"


def _shape(shape: str) -> str:
    """A sign that eyes read; the word beside it says the same to the others."""
    return f'[{escaped(shape)}]{{aria-hidden="true"}}'


def _heading(chapter: str) -> str:
    return CHAPTERS.get(chapter, chapter)


def _identifier(chapter: str) -> str:
    return "chapitre-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in chapter)


def _table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    marks: Sequence[str] | None = None,
) -> str:
    """A pipe table of cells that are Markdown already; `marks` align its columns."""
    marks = marks or [LEFT, *[RIGHT] * (len(header) - 1)]
    lines = [f"| {' | '.join(cells)} |" for cells in (header, marks, *rows)]
    return "\n".join([*lines, "", f": {escaped(typographic(caption))}", ""])


def _by_group(
    domain: str,
    lines: Sequence[ProgressLine],
    wave: Wave,
    estimates: pd.DataFrame,
    *,
    secret: Mapping[str, "pd.Series[bool]"] | None,
    page: Dashboard,
) -> str:
    """The section of a domain, its drawing noted on the page; "" where there is nothing to show."""
    aimed = {line.indicator.id: line for line in lines if line.indicator.target is not None}
    groups = groups_of(domain, estimates)
    if not aimed or not groups:
        return ""
    threshold = wave.stated.thresholds.disclosure
    rows = rows_by_group(
        [line.indicator for line in aimed.values()],
        estimates,
        domain=domain,
        threshold=threshold,
        secret=secret,
    )
    name, heading, words = DOMAINS[domain]
    caption = f"Indicateurs qui ont une cible, {words}, en {wave.name}"
    charts = [Multiple(row, _filters(aimed[row.indicator.id])) for row in rows]
    page.drawings[f"dessin-{domain}"] = multiples(charts, domain=domain, heading=caption)
    header = ["Indicateur", "Ensemble", *[group_label(domain, group) for group in groups], "Cible"]
    table = _table(
        [escaped(cell) for cell in header],
        [_group_cells(row, aimed[row.indicator.id]) for row in rows],
        caption=caption,
    )
    blocks = [
        f"# {escaped(heading)} {{#{name} .unnumbered}}",
        typographic(HOW_TO_SEE),
        f"::: {{#dessin-{domain} .dessin}}\n:::",
        table,
        div(".notes", *[typographic(note) for note in notes_by_group(domain, threshold)]),
    ]
    return "\n\n".join(blocks)


def _group_cells(row: Row, line: ProgressLine) -> list[str]:
    cells = [cell.counted for cell in (row.whole, *row.groups.values())]
    cells.append(written(line.indicator.target, line.indicator))
    return [_label(line), *[escaped(cell) for cell in cells]]
