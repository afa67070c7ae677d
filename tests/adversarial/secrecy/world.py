"""What everyone knows of a wave: the schools, who answered, what was asked; and what is true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from bilan.responses.responses import Responses
from bilan.survey.codebook import Asked
from bilan.survey.conditions import Condition
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import LABELS

FRAME = ("type", "voie", "secteur", "bassin")
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


def plain(text: str) -> str:
    """Text with one kind of space and of apostrophe."""
    return " ".join(text.replace("’", "'").replace("\u00ad", "").split())


def group_label(domain: str, category: str) -> str:
    """A group as readers see it."""
    return LABELS.get(domain, {}).get(category, category.capitalize())


@dataclass(frozen=True)
class Answer:
    """What a school may have answered, of the schools that are within a base.

    labels : how documents name it. `condition` and `within` are as the definitions state them;
        an empty `within` is every respondent.
    """

    labels: frozenset[str]
    condition: Condition
    within: Condition = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for the same schools, whatever the label."""
        return repr((_sorted(self.condition), _sorted(self.within)))

    def __str__(self) -> str:
        return min((label for label in self.labels if label not in ("oui", "non")), key=len)


def _sorted(condition: Condition) -> list[tuple[str, list[str]]]:
    return sorted((k, [v] if isinstance(v, str) else sorted(v)) for k, v in condition.items())


@dataclass(frozen=True)
class World:
    """A wave as public knowledge, beside the true answers.

    alpha : the level of significance of the wave.
    units : the kinds of schools that can be told apart, a row each, with type, voie, secteur,
        bassin; `sizes` says how many answered, `asked` how many were asked.
    """

    responses: Responses
    indicators: tuple[Indicator, ...]
    alpha: float = 0.05

    @cached_property
    def _kinds(self) -> pd.Series:
        schools = self.responses.schools
        return pd.Series(list(map(tuple, schools[list(FRAME)].to_numpy())), index=schools.index)

    @cached_property
    def units(self) -> list[tuple[str, ...]]:
        """The kinds of schools that answered."""
        return sorted(set(self._kinds))

    @cached_property
    def unit_of(self) -> Counts:
        """The place of each respondent's kind in `units`."""
        places = {unit: at for at, unit in enumerate(self.units)}
        return np.array([places[kind] for kind in self._kinds])

    @cached_property
    def sizes(self) -> Counts:
        """Respondents of each unit."""
        return np.bincount(self.unit_of, minlength=len(self.units))

    def mask(self, group: str | None, domain: str | None = None) -> Flags:
        """Units that are in a group, named as readers see it; None is all of them."""
        inside = [
            group is None
            or any(
                group_label(of, category) == group
                for of, category in zip(FRAME, unit, strict=True)
                if domain in (None, of)
            )
            for unit in self.units
        ]
        return np.array(inside, dtype=bool)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Groups by domain, as readers see them."""
        return {
            domain: sorted({group_label(domain, unit[at]) for unit in self.units})
            for at, domain in enumerate(FRAME)
        }

    @cached_property
    def stratum_weights(self) -> npt.NDArray[np.float64]:
        """Schools asked for one that answered, by type and secteur, for each unit."""
        frame, schools = self.responses.frame, self.responses.schools
        asked = frame.groupby(["type", "secteur"]).size()
        answered = schools.groupby(["type", "secteur"]).size()
        return np.array([asked[u[0], u[2]] / answered[u[0], u[2]] for u in self.units])

    def participation(self, group: str) -> set[str]:
        """All that may be told of a group by itself: asked, answered, and the rate."""
        told: set[str] = set()
        for domain in FRAME:
            asked = self.responses.frame[domain].map(lambda c, d=domain: group_label(d, str(c)))
            answered = int((asked.loc[self.responses.schools.index] == group).sum())
            everyone = int((asked == group).sum())
            if everyone:
                rate = f"{100 * answered / everyone:.1f} %".replace(".", ",")
                told |= {str(everyone), str(answered), rate}
        return told

    @cached_property
    def questions(self) -> dict[str, Asked]:
        """Questions by name."""
        return {question.id: question for question in self.responses.questions}

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """Every answer that may be published, by key."""
        found: dict[str, Answer] = {}
        for answer in [*self._of_indicators(), *self._of_questions()]:
            known = found.get(answer.key)
            labels = answer.labels | (known.labels if known else frozenset())
            found[answer.key] = Answer(labels, answer.condition, answer.within)
        return found

    def _of_indicators(self) -> Iterable[Answer]:
        for indicator in self.indicators:
            condition, base = indicator.numerator, indicator.base
            if isinstance(condition, dict) and base != "asked" and self.knows(condition):
                within = base if isinstance(base, dict) else {}
                yield Answer(frozenset([plain(indicator.label)]), condition, within)

    def _of_questions(self) -> Iterable[Answer]:
        for question in self.questions.values():
            within = question.filter if question.base == "shown" and question.filter else {}
            labels = {name: option.label for name, option in question.options.items()}
            if question.type == "Y":
                labels = {"Y": "oui", "N": "non"}
            for name, label in labels.items() if question.type in "LMY" else ():
                told = frozenset([plain(label), plain(f"{question.wording} : {label}")])
                yield Answer(told, {question.id: name}, within)

    def knows(self, condition: Condition) -> bool:
        """Whether the wave asked all that a condition names."""
        for key, wanted in condition.items():
            options = [wanted] if isinstance(wanted, str) else wanted
            question = self.questions.get(key)
            if question is None and key not in FRAME:
                return False
            if question and question.options and not set(options) <= set(question.options):
                return False
        return True

    def truth(self, condition: Condition) -> Flags:
        """Which respondents meet a condition."""
        key = repr(_sorted(condition))
        if key not in self._met:
            self._met[key] = self._truth(condition)
        return self._met[key]

    @cached_property
    def _met(self) -> dict[str, Flags]:
        return {}

    @cached_property
    def _given(self) -> dict[str, Flags]:
        """Which respondents answered a question, or were not asked it."""
        answers, shown = self.responses.answers, self.responses.shown
        return {
            name: ~shown[name].to_numpy(dtype=bool)
            | answers[list(question.items.values())].notna().any(axis=1).to_numpy()
            for name, question in self.questions.items()
        }

    def _truth(self, condition: Condition) -> Flags:
        met = np.ones(len(self.responses.answers), dtype=bool)
        for key, wanted in condition.items():
            options = [wanted] if isinstance(wanted, str) else wanted
            if key in FRAME:
                met &= self.responses.schools[key].isin(options).to_numpy()
            elif self.questions[key].type == "M":
                items = [f"{key}_{option}" for option in options]
                met &= (self.responses.answers[items] == 1.0).any(axis=1).to_numpy()
            else:
                met &= self.responses.answers[key].isin(options).to_numpy()
        return met

    def answered(self, condition: Condition) -> Flags:
        """Which respondents answered all questions of a condition, or were not asked them."""
        given = np.ones(len(self.responses.answers), dtype=bool)
        for key in condition:
            if key in self.questions:
                given &= self._given[key]
        return given

    def true_counts(self, answer: Answer) -> tuple[Counts, Counts]:
        """Schools that gave an answer, and schools of its base, by unit."""
        base = self.truth(answer.within) & self.answered(answer.condition)
        gave = base & self.truth(answer.condition)
        number = len(self.units)
        return (
            np.bincount(self.unit_of[gave], minlength=number),
            np.bincount(self.unit_of[base], minlength=number),
        )


def named(world: World, label: str) -> list[Answer]:
    """Answers that a document may mean by a label."""
    return [answer for answer in world.answers.values() if plain(label) in answer.labels]


Truths = Mapping[str, tuple[Counts, Counts]]
