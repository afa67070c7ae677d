"""Which variables of an unknown export are which questions of the codebook: guesses, to correct.

Guesses may rest on labels and on likeness; reading an export never does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bilan.exports.content import Variable
from bilan.exports.raw import TECHNICAL
from bilan.survey.codebook import Asked

LIKE = 0.75  # how alike two texts must be for a guess
LIMESURVEY = frozenset(
    {*TECHNICAL, "lastpage", "startlanguage", "seed", "token", "ipaddr", "refurl", "quota_exit"}
) | {"q_", "interviewtime", "firstname", "lastname", "email"}  # `q_`: the seed in many syntax files
TIMED = re.compile(r"^(?:groupTime\d+|(\w+)Time)$")  # how long a group or a question took
ATTRIBUTE = re.compile(r"^attribute_\d+$")  # of a participant
BRACKETED = re.compile(r"^\[.*?\]\s*")


@dataclass(frozen=True)
class Match:
    """How the variables of an export go with the questions of a wave.

    columns : question → column, for those found under their own name.
    guessed : question → column that may be it, and why.
    absent : questions without a column.
    unknown : variables that are no question's and not LimeSurvey's own.
    odd : questions whose variables have another type, one line each.
    """

    columns: Mapping[str, str]
    guessed: Mapping[str, tuple[str, str]]
    absent: Sequence[str]
    unknown: Sequence[Variable]
    odd: Sequence[str]


def own_variables(variables: Sequence[Variable]) -> set[str]:
    """Names that are LimeSurvey's own: its columns, and the times it measured if there are any."""
    names = {variable.name for variable in variables}
    asked = {name.partition("_")[0] for name in names}
    own = names & LIMESURVEY | {name for name in names if ATTRIBUTE.match(name)}
    if "interviewtime" in own:
        times = {name: TIMED.match(name) for name in names}
        own |= {name for name, found in times.items() if found and found[1] in {None, *asked}}
    return own


def match_variables(variables: Sequence[Variable], questions: Sequence[Asked]) -> Match:
    """Questions of a wave found, guessed and not found among the variables of an export."""
    by_name = {variable.name: variable for variable in variables}
    columns, lost, odd = {}, [], []
    for question in questions:
        there = [name for name in question.items if name in by_name]
        if not there:
            lost.append(question)
            continue
        columns[question.id] = question.column
        odd += [
            f"{question.id}: {name} holds text, where numbers are expected"
            for name in there
            if question.type == "N" and by_name[name].kind == "text"
        ]
    known = {name for question in questions for name in question.items}
    beside = {f"{question.column}_other" for question in questions}
    own = own_variables(variables)
    unknown = [v for v in variables if v.name not in known | own | beside]
    guessed: dict[str, tuple[str, str]] = {}
    for question in lost:
        if guess := _guess(question, unknown):
            guessed[question.id] = guess
    taken = {column for column, _ in guessed.values()}
    left = [v for v in unknown if v.name.partition("_")[0] not in taken]
    absent = [question.id for question in lost if question.id not in guessed]
    return Match(columns, guessed, absent, left, odd)


def _guess(question: Asked, unknown: Sequence[Variable]) -> tuple[str, str] | None:
    """Column that is most like a question, by its label, else by its name."""
    best, reason = 0.0, None
    for variable in unknown:
        column = variable.name.partition("_")[0]
        label = BRACKETED.sub("", variable.label)
        for what, own, other in (
            ("its wording", question.wording, label),
            ("its name", _letters(question.column), _letters(column)),
        ):
            alike = likeness(own.lower(), other.lower(), least=max(LIKE, best))
            if alike > best:
                best, reason = alike, (column, f"guessed from {what}")
    return reason


def likeness(text: str, other: str, *, least: float) -> float:
    """How alike two texts are, 0 to 1; 0 where less than `least`, as cheap bounds tell first."""
    if not other:
        return 0.0
    matcher = SequenceMatcher(None, text, other)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        alike = bound()
        if alike < least:
            return 0.0
    return alike


def _letters(name: str) -> str:
    """Letters of a name, sorted: `formationparents` is like `parentsformation`."""
    return "".join(sorted(re.sub(r"[^a-z]", "", name.lower())))
