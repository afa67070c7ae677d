"""The dictionary of the questions: what each wave asked, and where the bilan uses it.

The page of a wave and the sheet of its workbook say the same, from the same entries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

import msgspec

from bilan.french.texts import Holds, texts_of
from bilan.project.paths import USES, built, known_waves
from bilan.project.yaml_records import Strict
from bilan.prose.uses import Use, questions_of
from bilan.report.quality_page import range_in_words
from bilan.report.quality_questionnaire import changes_in_words, series_in_words
from bilan.report.questionnaire import asked_if, type_in_words
from bilan.survey.codebook import Asked, asked_in, read_codebook
from bilan.survey.conditions import accepted
from bilan.survey.illustration_specs import Illustration, illustrations_of
from bilan.survey.indicators import Indicator, indicators_in
from bilan.survey.modalities import LABELS
from bilan.survey.question_changes import drifts
from bilan.survey.wave import read_wave


class _Texts(Strict, frozen=True):
    everyone: str
    bases: dict[str, str]
    option: Annotated[str, Holds("code", "label")]
    option_only: Annotated[str, Holds("option", "groups")]
    range: Annotated[str, Holds("range")]
    first: str
    unchanged: str
    changed: Annotated[str, Holds("changes", "series")]
    reason: Annotated[str, Holds("changed", "reason")]


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Entry:
    """A question in words, as the last wave that asked it has it; `waves`: what each wave did.

    `illustrations`, `indicators` and `sections` are what a bilan makes of it.
    """

    asked: Asked
    type: str
    options: tuple[str, ...]
    shown_to: str
    base: str
    waves: dict[str, str]
    note: str
    illustrations: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    sections: tuple[Use, ...]


def entries_of(wave: str) -> list[Entry]:
    """The dictionary of a wave and of those before it, with what the check of its text found."""
    used = msgspec.json.decode(built(wave, USES).read_bytes(), type=dict[str, list[Use]])
    return entries(
        [name for name in known_waves() if name <= wave],
        indicators=indicators_in(wave),
        illustrations=illustrations_of(read_wave(wave)),
        uses=used,
    )


def entries(
    waves: Sequence[str],
    *,
    indicators: Sequence[Indicator],
    illustrations: Mapping[str, Illustration],
    uses: Mapping[str, Sequence[Use]],
) -> list[Entry]:
    """Every question that one of these waves asked, oldest first, in the questionnaire's order.

    Indicators, illustrations and uses are those of the last of the waves.
    """
    asked = {wave: {question.id: question for question in asked_in(wave)} for wave in waves}
    changes = {
        after: {
            one.asked.id: _changed(one.asked, changes_in_words(one), series_in_words(one))
            for one in drifts(asked_in(before), asked_in(after))
        }
        for before, after in pairwise(waves)
    }
    found = []
    for stated in read_codebook():
        has = [wave for wave in waves if stated.id in asked[wave]]
        if not has:
            continue
        last = asked[has[-1]][stated.id]
        known = tuple(asked[has[-1]].values())
        found.append(
            Entry(
                asked=last,
                type=type_in_words(last) + _range(last),
                options=tuple(_option(last, name) for name in last.options),
                shown_to=asked_if(last, known) if last.filter else texts().everyone,
                base=texts().bases[last.base],
                waves=_waves(stated.id, waves, has, changes),
                note=stated.note,
                illustrations=tuple(n for n, i in illustrations.items() if i.question == stated.id),
                indicators=tuple(i for i in indicators if stated.id in questions_of(i)),
                sections=tuple(uses.get(stated.id, ())),
            )
        )
    return found


def _waves(
    name: str, waves: Sequence[str], has: Sequence[str], changes: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """What each wave did with a question, from the first that asked it."""
    said = texts()
    told = {has[0]: changes.get(has[0], {}).get(name, said.first)}
    for wave in waves:
        if wave > has[0] and (wave in has or name in changes[wave]):
            told[wave] = changes[wave].get(name, said.unchanged)
    return told


def _changed(asked: Asked, changes: str, series: str) -> str:
    said = texts()
    told = said.changed.format(changes=changes, series=series)
    return said.reason.format(changed=told, reason=asked.reason) if asked.reason else told


def _range(asked: Asked) -> str:
    return texts().range.format(range=range_in_words(asked)) if asked.range else ""


def _option(asked: Asked, name: str) -> str:
    """An option with its code or, of a multiple choice, with its variable in the export."""
    said, option = texts(), asked.options[name]
    code = f"{asked.column}_{option.code}" if asked.type == "M" else option.code
    told = said.option.format(code=code, label=option.label)
    if option.only is None:
        return told
    groups = [
        LABELS.get(column, {}).get(value, value)
        for column, values in accepted(option.only).items()
        for value in values
    ]
    return said.option_only.format(option=told, groups=", ".join(groups))
