"""What the check of an export finds: responses, answers set aside, problems, warnings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from bilan.exports.declared import Difference
from bilan.responses.responses import Responses


@dataclass(frozen=True)
class SetAside:
    """An answer that does not count, and why."""

    identifier: str
    reason: str


def aside_by_reason(reasons: Iterable[str]) -> pd.DataFrame:
    """Columns motif, lignes: how many rows of the export were set aside for each reason."""
    counts = sorted(Counter(reasons).items())
    return pd.DataFrame(counts, columns=["motif", "lignes"])


@dataclass(frozen=True)
class Problem:
    """What one row says that the codebook does not allow: the row's number and the question.

    `kind` is one of identifier, twice, date, code, label, number, separator, whole, below, above,
    at_most, hidden, said_hidden, mandatory; `what` says it in words, without the answer. `response`
    is LimeSurvey's number of the response, which `set_aside` in vague.yml takes; "" where the row
    has none.
    """

    row: int
    question: str
    kind: str
    what: str
    response: str = ""

    def __str__(self) -> str:
        where = f"response {self.response}" if self.response else f"row {self.row}"
        return f"{where}, {self.question}: {self.what}"


@dataclass(frozen=True)
class Warned:
    """What looks wrong and stops nothing: `kind` (form, letter), where (frame, counted, aside).

    `touched` is the number of EPLE of the frame, or of answers, that it touches.
    """

    kind: str
    where: str
    touched: int


@dataclass(frozen=True)
class Checked:
    """The responses that count, the answers that were set aside, and what looks wrong.

    `contradictions` are answers to a question that its filter hides: they count as not shown.
    `differences` are what the export declares otherwise than the codebook.
    """

    responses: Responses
    set_aside: tuple[SetAside, ...]
    warnings: tuple[Warned, ...] = ()
    contradictions: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Examined:
    """All that was found in an export, whether or not it can be used.

    `declared_missing` gives for each question how many answers that count hold a value which the
    export declares to be none.
    """

    checked: Checked
    problems: tuple[Problem, ...]
    rows: int
    declared_missing: Mapping[str, int] = field(default_factory=dict)
