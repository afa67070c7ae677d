"""What is told to each school of a wave: its own answers, and what it may see of its group."""

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bilan.disclosure.sheet_suppression import IDENTIFIERS, HiddenCells, hidden_cells
from bilan.estimation.recommendations import Basis, Recommendation, made_by, read_register
from bilan.estimation.study import Study, written
from bilan.estimation.variables import Measure, measures
from bilan.french.formats import number, percent
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.project.yaml_records import Strict
from bilan.report.sheets.sheet import Advice, Answer, Fiche, Met, Said, Section, SheetLine
from bilan.survey.codebook import Asked
from bilan.survey.conditions import accepted, option_id
from bilan.survey.indicators import Indicator
from bilan.survey.modalities import LABELS

SECRET, NOBODY = "s", "–"
ADDRESSEE = "chefs d’établissement"


class _Texts(Strict, frozen=True):
    sections: dict[str, str]
    group: Annotated[str, Holds("group", "count")]
    not_shown: str
    no_answer: str
    not_concerned: str
    nothing_ticked: str
    mean: Annotated[str, Holds("mean")]
    given: dict[str, str]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Facts:
    """A wave, made ready for its sheets: measures, and what each group may be shown."""

    study: Study
    register: tuple[Recommendation, ...] = field(default_factory=read_register)

    @cached_property
    def threshold(self) -> int:
        """Threshold of the wave, before a school's own knowledge is counted."""
        return self.study.wave.stated.thresholds.disclosure

    @cached_property
    def schools(self) -> list[str]:
        """UAI of the schools that answered."""
        return [str(uai) for uai in self.study.responses.answers.index]

    @cached_property
    def absent(self) -> list[str]:
        """UAI of the schools that were asked and did not answer."""
        asked = (str(uai) for uai in self.study.responses.frame.index)
        return [uai for uai in asked if uai not in self._places]

    @cached_property
    def _places(self) -> dict[str, int]:
        """Place of each school among those that answered."""
        return {uai: place for place, uai in enumerate(self.schools)}

    @cached_property
    def _sizes(self) -> "pd.Series[int]":
        """Number of schools that answered, by group."""
        return self.study.responses.schools["voie"].value_counts()

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {m.id: m for m in measures(self.study.responses, self.study.indicators)}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.id: i for i in self.study.indicators if i.id in self._measures}

    @cached_property
    def _values(self) -> dict[tuple[str, str], float]:
        rows = self.study.estimates[self.study.estimates["domain"] == "voie"]
        keys = zip(rows["id"], rows["category"], strict=True)
        return dict(zip(keys, rows["value"].astype(float), strict=True))

    @cached_property
    def _asked(self) -> dict[str, dict[str, str]]:
        """What the frame says of each school."""
        rows = self.study.responses.frame.astype(str).to_dict("index")
        return {str(uai): {str(k): v for k, v in row.items()} for uai, row in rows.items()}

    @cached_property
    def _given(self) -> dict[str, NDArray[Any]]:
        """The column of each item, in the order of `schools`."""
        answers = self.study.responses.answers
        return {str(name): answers[name].to_numpy() for name in answers}

    @cached_property
    def _shown(self) -> dict[str, NDArray[np.bool_]]:
        """To which schools each question was shown, in the order of `schools`."""
        shown = self.study.responses.shown
        return {str(name): shown[name].to_numpy(dtype=bool) for name in shown}

    @cached_property
    def _told(self) -> dict[tuple[str, str, str], str]:
        """What was said already of a group's answers: question, option, group."""
        return {}

    @cached_property
    def hidden(self) -> HiddenCells:
        return hidden_cells(self.study, self._indicators, threshold=self.threshold)

    def of(self, uai: str) -> Fiche:
        """What the sheet of a school says; of one that did not answer, its group's values alone."""
        row, stated = self._asked[uai], self.study.wave.stated
        voie = row["voie"]
        return Fiche(
            uai=uai,
            name=row["nom"],
            kind=LABELS["type"][row["type"]],
            secteur=LABELS["secteur"][row["secteur"]],
            bassin=row["bassin"],
            group=texts().group.format(group=LABELS["voie"][voie], count=self._size(voie)),
            wave=stated.wave,
            title=stated.title,
            simulated=stated.simulated,
            threshold=self.threshold,
            lines=tuple(
                self._line(i, uai, voie) for i in self._indicators.values() if i.target is not None
            ),
            advice=self._advice(uai),
            sections=self._sections(uai, voie) if uai in self._places else (),
            answered=uai in self._places,
        )

    def _size(self, voie: str) -> int:
        return int(self._sizes.get(voie, 0))

    def _own(self, name: str, uai: str) -> float | None:
        """The school's own value; None where it is not in the base, NaN where it did not answer."""
        if uai not in self._places:
            return np.nan
        measure, at = self._measures[name], self._places[uai]
        if measure.undecided[at]:
            return np.nan
        if not measure.base[at]:
            return None
        below = float(measure.denominator[at])
        return float(measure.numerator[at]) / below if below else np.nan

    def _line(self, indicator: Indicator, uai: str, voie: str) -> SheetLine:
        value = self._own(indicator.id, uai)
        group = self._values.get((indicator.id, voie), np.nan)
        hidden = bool(self.hidden.lines[indicator.id][voie])
        share = None if hidden or math.isnan(group) else group
        on_scale = indicator.kind in ("share", "ratio")
        met: Met = ""
        if value is not None and not math.isnan(value) and indicator.target is not None:
            met = "oui" if _reached(value, indicator.target, indicator.progress) else "non"
        return SheetLine(
            label=typographic(indicator.label),
            own=_own_text(value, indicator),
            met=met,
            group=SECRET if hidden else written(group, indicator),
            target=_target_text(indicator),
            share=share if on_scale else None,
            goal=indicator.target if on_scale else None,
            mine=value if indicator.kind == "ratio" and not pd.isna(value) else None,
        )

    def _advice(self, uai: str) -> tuple[Advice, ...]:
        """What the wave recommends to heads of school and this one does not meet yet.

        A perspective is left out where the recommendations before it name the same indicators.
        """
        found: list[Advice] = []
        told: set[str] = set()
        made = made_by(self.study.wave.name, self.register)
        for item in sorted(made, key=lambda item: item.kind == "perspective"):
            unmet = [basis for basis in item.indicators if self._unmet(basis, uai)]
            names = {basis.id for basis in unmet}
            if ADDRESSEE not in item.addressee or not unmet:
                continue
            if item.kind == "perspective" and names <= told:
                continue
            told |= names
            labels = tuple(typographic(self._indicators[basis.id].label) for basis in unmet)
            found.append(Advice(typographic(item.short), typographic(item.text), labels))
        return tuple(found)

    def _unmet(self, basis: Basis, uai: str) -> bool:
        """Whether the school is on the wrong side; False where that cannot be said."""
        if basis.id not in self._indicators:
            return False
        value = self._own(basis.id, uai)
        if pd.isna(value):
            return False
        if self._indicators[basis.id].kind == "share":
            return value != (1.0 if basis.direction == "up" else 0.0)
        level = basis.threshold if basis.target is None else basis.target
        return level is not None and not _reached(value, level, basis.direction)

    def _sections(self, uai: str, voie: str) -> tuple[Section, ...]:
        questions = [q for q in self.study.responses.questions if q.type not in IDENTIFIERS]
        made = []
        for group, title in texts().sections.items():
            answers = [self._answer(q, uai, voie) for q in questions if q.group == group]
            if answers:
                made.append(Section(title, tuple(answers)))
        return tuple(made)

    def _answer(self, question: Asked, uai: str, voie: str) -> Answer:
        wording, at = typographic(question.wording), self._places[uai]
        if not self._shown[question.id][at]:
            return Answer(wording, note=texts().not_shown)
        given = {item: self._given[item][at] for item in question.items.values()}
        if question.type == "N":
            value = given[question.id]
            if pd.isna(value):
                return Answer(wording, note=texts().no_answer)
            mean = self._group(question, "mean", voie)
            said_mean = texts().mean.format(mean=mean)
            return Answer(wording, own=(Said(_plain(float(value)), said_mean),))
        if question.type == "M":
            ticked = {name: given[f"{question.id}_{name}"] for name in question.options}
            if all(pd.isna(value) for value in ticked.values()):
                return Answer(wording, note=texts().no_answer)
            mine = [name for name, value in ticked.items() if value == 1.0]
        elif pd.isna(given[question.id]):
            return Answer(wording, note=texts().no_answer)
        else:
            mine = [str(given[question.id])]
        kind = self._asked[uai]["type"]
        names = {
            name: option.label for name, option in question.options.items() if _for(option, kind)
        }
        if question.type == "Y":
            names = texts().given
        said = {
            n: Said(typographic(label), self._group(question, n, voie))
            for n, label in names.items()
        }
        own = tuple(said[name] for name in names if name in mine)
        others = tuple(said[name] for name in names if name not in mine and question.type != "Y")
        return Answer(wording, own, others, "" if own else texts().nothing_ticked)

    def _group(self, question: Asked, option: str, voie: str) -> str:
        """The group's share or mean, "s" where it is hidden, a dash where nobody answered."""
        key = (question.id, option, voie)
        if key not in self._told:
            self._told[key] = self._group_text(question, option, voie)
        return self._told[key]

    def _group_text(self, question: Asked, option: str, voie: str) -> str:
        value = self._values.get((option_id(question.id, option), voie), np.nan)
        if math.isnan(value):
            return NOBODY
        if bool(self.hidden.questions[question.id].loc[option, voie]):
            return SECRET
        return number(value, 1) if question.type == "N" else percent(value, 0)


def _for(option: object, kind: str) -> bool:
    return kind in accepted(getattr(option, "only", None)).get("type", [kind])


def _reached(value: float, level: float, direction: str) -> bool:
    return value <= level if direction == "down" else value >= level


def _plain(value: float) -> str:
    return number(value, 0 if value == round(value) else 1)


def _own_text(value: float | None, indicator: Indicator) -> str:
    if value is None:
        return texts().not_concerned
    if math.isnan(value):
        return texts().no_answer
    if indicator.kind == "share":
        return texts().given["Y" if value == 1.0 else "N"]
    return written(value, indicator)


def _target_text(indicator: Indicator) -> str:
    if indicator.target is None:
        return NOBODY
    if indicator.kind in ("share", "ratio"):
        return percent(indicator.target, 0)
    return written(indicator.target, indicator)
