"""The tables of McNemar's test: schools that answered both waves, by their answer in each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bilan.estimation.study import Study
from bilan.estimation.variables import Measure, indicator_measures
from bilan.french.formats import count
from bilan.project.errors import DataError
from bilan.project.publishable import PublishedTable
from bilan.survey.indicators import Indicator

SUPPRESSED, NONE = "s", "–"
ANSWERS = ("oui", "non")


def paired_counts(indicator: Indicator, before: Study, after: Study) -> pd.DataFrame:
    """Counts of schools, the answer before in rows and the answer after in columns.

    Raises
    ------
    DataError
        The indicator is no share, or a wave does not have it.
    """
    first, second = (_answers(indicator.id, study) for study in (before, after))
    if first is None or second is None:
        raise DataError(f"indicator `{indicator.id}`", expected="a share that both waves have")
    both = first.index.intersection(second.index)
    table = pd.crosstab(first[both], second[both]).reindex(index=[1.0, 0.0], columns=[1.0, 0.0])
    made = table.fillna(0).astype(int).to_numpy()
    names = {"index": f"{before.wave.name}", "columns": f"{after.wave.name}"}
    return pd.DataFrame(
        made,
        index=pd.Index(ANSWERS, name=names["index"]),
        columns=pd.Index(ANSWERS, name=names["columns"]),
    )


def paired_table(indicators: Sequence[Indicator], before: Study, after: Study) -> PublishedTable:
    """The tables of several indicators, a row each.

    The totals of both waves are published. A reader who takes the paired schools from them has
    those that answered one wave alone. So a row is shown only where every count holds as many
    schools as a published cell must, those of one wave alone included; else it is suppressed.
    """
    threshold = after.wave.stated.thresholds.disclosure
    rows = []
    for indicator in indicators:
        first, second = (_answers(indicator.id, study) for study in (before, after))
        if first is None or second is None:
            rows.append([indicator.label, *[NONE] * 4])
            continue
        table = paired_counts(indicator, before, after)
        alone = [*_counts(first.drop(second.index, errors="ignore")),
                 *_counts(second.drop(first.index, errors="ignore"))]  # fmt: skip
        counts = [int(n) for n in table.to_numpy().ravel()]
        safe = all(n >= threshold for n in (*counts, *alone))
        rows.append([indicator.label, *(count(n) if safe else SUPPRESSED for n in counts)])
    header = [f"{one} puis {other}" for one in ANSWERS for other in ANSWERS]
    table = pd.DataFrame(rows, columns=["Indicateur", *header])
    return PublishedTable(table.set_index("Indicateur"))


def _answers(name: str, study: Study) -> "pd.Series[float] | None":
    """1 or 0 for each school of the base that answered; None where the wave has no such share."""
    known = [i for i in study.indicators if i.id == name and i.kind == "share"]
    measured: list[Measure] = list(indicator_measures(study.responses, known))
    if not measured:
        return None
    (one,) = measured
    valid = one.base & ~np.isnan(one.numerator)
    return pd.Series(one.numerator[valid], index=study.responses.answers.index[valid])


def _counts(answers: "pd.Series[float]") -> tuple[int, int]:
    return int((answers == 1.0).sum()), int((answers == 0.0).sum())
