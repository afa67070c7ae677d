"""The checked answers of a wave, and the conditions that are asked of them.

"Not shown", "not answered" and "not ticked" stay three different things: an item is missing
in `answers` where it was not answered or not shown, and `shown` tells which.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from bilan.project.errors import DataError
from bilan.survey.codebook import FRAME_COLUMNS, Asked
from bilan.survey.conditions import Condition, accepted
from bilan.survey.modalities import MODALITIES

NOT_SHOWN = "#"

Truth = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Responses:
    """The answers that count, one row a school, beside the whole sampling frame.

    answers : one column an item, indexed by UAI. Multiple choice 1.0 or 0.0, numbers as they
        are, lists and yes-no as option names, missing where there is no answer.
    shown : one boolean column a question, same index.
    frame : every EPLE asked, with nom, type, secteur, bassin.
    undecided : question → why its series waits, in French: the export declares it otherwise than
        the codebook, which must say whether that breaks it.
    """

    wave: str
    questions: tuple[Asked, ...]
    answers: pd.DataFrame
    shown: pd.DataFrame
    frame: pd.DataFrame
    undecided: Mapping[str, str] = field(default_factory=dict)

    def question(self, name: str) -> Asked:
        """Question of that name, as this wave asked it."""
        for question in self.questions:
            if question.id == name:
                return question
        raise DataError(
            f"wave {self.wave} has no question `{name}`",
            next_step="mend the condition that names it",
        )

    @property
    def schools(self) -> pd.DataFrame:
        """Rows of the frame of the schools that answered, in the order of `answers`."""
        return self.frame.loc[self.answers.index]


def holds(condition: Condition, responses: Responses) -> Truth:
    """Whether the condition holds, school by school: 1, 0, or NaN where it was not answered.

    All keys must hold. A question that was not shown does not hold.
    """
    truth = np.ones(len(responses.answers))
    for key, options in accepted(condition).items():
        one = _one_holds(key, options, responses)
        truth = np.where((truth == 0) | (one == 0), 0.0, truth * one)
    return truth


def _one_holds(key: str, options: Sequence[str], responses: Responses) -> Truth:
    truth: Truth
    if key in FRAME_COLUMNS:
        _require_known(key, options, MODALITIES.get(key) or list(responses.frame[key].unique()))
        truth = responses.schools[key].isin(options).to_numpy().astype(float)
        return truth
    question = responses.question(key)
    known = list(question.options) if question.type in "LM" else ["Y", "N"]
    _require_known(f"question `{key}` of wave {responses.wave}", options, known)
    if question.type == "M":
        ticked = responses.answers[[f"{key}_{option}" for option in options]].to_numpy(float)
        some, unknown = (ticked == 1.0).any(axis=1), np.isnan(ticked).any(axis=1)
        truth = np.where(some, 1.0, np.where(unknown, np.nan, 0.0))
    else:
        given = responses.answers[key]
        truth = np.where(given.isna(), np.nan, given.isin(options).to_numpy(dtype=float))
    return np.where(responses.shown[key].to_numpy(), truth, 0.0)


def _require_known(what: str, options: Sequence[str], known: list[str]) -> None:
    if unknown := [option for option in options if option not in known]:
        raise DataError(f"{what} has no option `{unknown[0]}`", expected=", ".join(known))


def write_responses(responses: Responses) -> str:
    """Responses as CSV text: UAI, then one column an item; "#" where it was not shown."""
    table = responses.answers.astype(object).where(responses.answers.notna(), "")
    for question in responses.questions:
        hidden = ~responses.shown[question.id].to_numpy()
        table.loc[hidden, list(question.items.values())] = NOT_SHOWN
    return table.to_csv(index_label="uai", lineterminator="\n")


def read_responses(
    path: Path,
    *,
    wave: str,
    questions: tuple[Asked, ...],
    frame: pd.DataFrame,
    undecided: Mapping[str, str] | None = None,
) -> Responses:
    """Responses that `write_responses` wrote; `undecided` is kept beside them."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    index = pd.Index([row[0] for row in rows[1:]], name=rows[0][0], dtype=object)
    items = rows[0][1:]
    cells = np.array([row[1:] for row in rows[1:]], dtype=object).reshape(len(index), len(items))
    hidden, place = cells == NOT_SHOWN, {item: number for number, item in enumerate(items)}
    shown = {q.id: ~hidden[:, [place[i] for i in q.items.values()]].all(axis=1) for q in questions}
    cells[hidden | (cells == "")] = None
    numbers = [item for q in questions if q.type in "MN" for item in q.items.values()]
    return Responses(
        wave=wave,
        questions=questions,
        answers=pd.DataFrame(cells, index=index, columns=items, dtype=object).astype(
            dict.fromkeys(numbers, float)
        ),
        shown=pd.DataFrame(shown, index=index),
        frame=frame,
        undecided=undecided or {},
    )
