"""Tables that a notebook shows: made by the package, with nothing that is suppressed."""

from collections.abc import Mapping, Sequence

import pandas as pd

from bilan.estimation.estimates import domains_of
from bilan.estimation.study import bounds, fraction, smallest_shown, written
from bilan.french.formats import chance, count, number, percent, side_of_level
from bilan.french.typography_rules import typographic
from bilan.project.computed import Shown
from bilan.project.current_builds import is_current
from bilan.project.paths import SET_ASIDE, built
from bilan.project.publishable import PublishedTable
from bilan.responses.load import take
from bilan.responses.records import aside_by_reason
from bilan.responses.responses import Responses
from bilan.survey.indicator_definitions import definition
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import WHOLE
from bilan.survey.wave import Wave

SUPPRESSED, NONE = "s", "–"


def base_table(questions: Sequence[str], responses: Responses) -> PublishedTable:
    """For each question: EPLE asked, respondents, those it was shown to, those who answered it."""
    known = {question.id: question for question in responses.questions}
    rows = []
    for name in questions:
        asked = [count(len(responses.frame)), count(len(responses.answers))]
        if name not in known:
            rows.append([name, f"question non posée en {responses.wave}", *asked, NONE, NONE])
            continue
        given = responses.answers[list(known[name].items.values())].notna().any(axis=1)
        shown = responses.shown[name]
        counts = [count(int(shown.sum())), count(int((shown & given).sum()))]
        rows.append([name, typographic(known[name].wording), *asked, *counts])
    header = ["Question", "Libellé", "EPLE interrogés", "Répondants", "Posée à", "Répondue par"]
    return PublishedTable(pd.DataFrame(rows, columns=header).set_index("Question"))


def participation_table(responses: Responses) -> PublishedTable:
    """Schools asked and schools that answered, by type, secteur and bassin."""
    domains = domains_of(responses)
    counts = [(int(answered.sum()), int(asked.sum())) for answered, asked in domains.values()]
    table = pd.DataFrame(
        {
            "EPLE interrogés": [asked for _, asked in counts],
            "Répondants": [answered for answered, _ in counts],
            "Taux": [percent(answered / asked) if asked else NONE for answered, asked in counts],
        },
        index=pd.MultiIndex.from_tuples(list(domains), names=["Domaine", "Catégorie"]),
    )
    return PublishedTable(table)


def set_aside_table(wave: Wave) -> PublishedTable:
    """Rows of the export that do not count: motif, lignes (how many), a row each reason.

    Their numbers in the export are in `_build/<wave>/ecartes.csv`, which is not published.
    """
    path = built(wave.name, SET_ASIDE)
    if is_current(path):
        reasons = list(pd.read_csv(path)["motif"])
    else:
        reasons = [aside.reason for aside in take(wave).set_aside]
    return PublishedTable(aside_by_reason(reasons))


def indicator_table(
    indicators: Sequence[Indicator], values: pd.DataFrame, *, wave: str, shown: Shown
) -> PublishedTable:
    """Indicators as a reader sees them: definition, count out of base, value, bounds; a row each.

    `values` are those of `indicator_values`. One that the wave does not ask has dashes.
    """
    rows = []
    for indicator in indicators:
        cells = [NONE] * 3
        base = f"question non posée en {wave}"
        if indicator.id in values.index:
            row = values.loc[indicator.id].to_dict()
            cells = [fraction(row), written(row["value"], indicator), bounds(row, indicator)]
            base = indicator.base_label
        rows.append([indicator.label, typographic(definition(indicator)), *cells, base])
    header = ["Indicateur", "Définition", "Calcul", "Valeur", "Bornes", "Base"]
    return PublishedTable(pd.DataFrame(rows, columns=header).set_index("Indicateur"), shown)


def target_table(
    indicators: Sequence[Indicator], values: pd.DataFrame, *, shown: Shown
) -> PublishedTable:
    """The indicators that have a target: value in this wave, target."""
    followed = [i for i in indicators if i.target is not None and i.id in values.index]
    table = pd.DataFrame(
        {
            "Indicateur": [i.label for i in followed],
            "Valeur": [written(values["value"][i.id], i) for i in followed],
            "Cible": [written(i.target, i) for i in followed],
        }
    )
    return PublishedTable(table.set_index("Indicateur"), shown)


def shares_table(shares: pd.DataFrame, *, shown: Shown) -> PublishedTable:
    """Shares as a reader sees them: count, base, share, bounds; a row for each row of the frame."""
    rows = []
    for row in shares.to_dict("records"):
        if row.get("suppressed"):
            base = SUPPRESSED if pd.isna(row["base"]) else count(int(row["base"]))
            cells = [SUPPRESSED, base, SUPPRESSED, SUPPRESSED]
        else:
            ends = [_percent(row[end]) for end in ("lower", "upper")]
            cells = [count(int(row["numerator"])), count(int(row["base"])),
                     _percent(row["share"]),
                     NONE if NONE in ends else f"{ends[0]} à {ends[1]}"]  # fmt: skip
        rows.append([typographic(str(row["label"])), *cells])
    header = ["Réponse", "Effectif", "Base", "Part", "Bornes"]
    return PublishedTable(pd.DataFrame(rows, columns=header).set_index("Réponse"), shown)


def crossed_table(shares: pd.DataFrame, *, alpha: float, shown: Shown) -> PublishedTable:
    """Shares by group with counts, a column for each group, then the test of each option.

    The test is Fisher-Freeman-Halton on the counts of the row, adjusted after Holm.
    """
    rows, groups = [], list(dict.fromkeys(shares["group"]))
    for label, cells in shares.groupby("label", sort=False):
        told = {cell["group"]: _cell(cell) for cell in cells.to_dict("records")}
        test = cells.iloc[0]
        strength = SUPPRESSED if pd.isna(test["cramers_v"]) else number(test["cramers_v"], 2)
        p = SUPPRESSED if pd.isna(test["p_adjusted"]) else chance(test["p_adjusted"], alpha)
        rows.append([label, *(told.get(group, NONE) for group in groups), strength, p])
    header = ["Réponse", *groups, "V de Cramér", "p (Holm)"]
    return PublishedTable(pd.DataFrame(rows, columns=header).set_index("Réponse"), shown)


def changes_table(
    changes: pd.DataFrame,
    known: Mapping[str, Indicator],
    *,
    waves: tuple[str, str],
    alpha: float,
    shown: Shown,
) -> PublishedTable:
    """Indicators in both waves with their verdicts.

    `Écart décelable`: for a stable indicator, the smallest change that would not have been.
    """
    rows = [
        {
            "Indicateur": row["label"],
            waves[0]: written(row["before"], known[row["indicator"]]),
            waves[1]: written(row["after"], known[row["indicator"]]),
            "EPLE appariés": NONE if pd.isna(row["paired"]) else int(row["paired"]),
            "p (Holm)": side_of_level(row["p_adjusted"], alpha),
            "Verdict": row["verdict"],
            "Écart décelable": smallest_shown(row["smallest"], known[row["indicator"]]),
            "Motif": row["reason"],
        }
        for row in changes.to_dict("records")
    ]
    return PublishedTable(pd.DataFrame(rows).set_index("Indicateur"), shown)


def item_table(responses: Responses) -> PublishedTable:
    """For each question: to how many respondents it was shown, how many answered it."""
    rows = []
    for question in responses.questions:
        given = responses.answers[list(question.items.values())].notna().any(axis=1)
        shown = responses.shown[question.id]
        rows.append((question.id, int(shown.sum()), int((shown & given).sum())))
    table = pd.DataFrame(rows, columns=["Question", "Posée à", "Répondue par"])
    return PublishedTable(table.set_index("Question"))


def domain_of(shares: pd.DataFrame) -> str:
    """The domain that all rows of a frame of shares are of; "" where there are several."""
    domains = list(dict.fromkeys(shares["domain"]))
    if not domains:
        return WHOLE
    return str(domains[0]) if len(domains) == 1 else ""


def _cell(cell: Mapping[object, object]) -> str:
    """« 88,5 % (69/78) », « s », or a dash where nobody was asked."""
    share = cell["share"]
    if cell["suppressed"]:
        return SUPPRESSED
    if not isinstance(share, float) or pd.isna(share):
        return NONE
    return f"{percent(share)} ({count(int(str(cell['numerator']).split('.')[0]))}/{cell['base']})"


def _percent(share: float) -> str:
    return NONE if pd.isna(share) else percent(share)
