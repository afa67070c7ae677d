"""The same answers a year later give the same values: what a wave changes holds from then on."""

from dataclasses import replace

import msgspec
import pandas as pd
import pytest

from bilan.estimation.estimates import estimate
from bilan.estimation.variables import questions_of
from bilan.exports.answers import read_answers
from bilan.exports.raw import RawExport
from bilan.responses.responses import Responses
from bilan.responses.validate import examine
from bilan.survey.codebook import asked_in, breaks
from bilan.survey.indicators import indicators_in
from bilan.survey.sampling_frame import read_frame
from bilan.survey.wave import read_wave

pytestmark = pytest.mark.long


def responses(wave: str, *, moved_to: str = "") -> Responses:
    """Responses of a wave; with `moved_to`, the same answers as that later wave would ask them."""
    stated, later = read_wave(wave), moved_to or wave
    export = read_answers(stated)
    names, answered = {}, {question.id: question for question in asked_in(wave)}
    for question in asked_in(later):
        if question.id in answered:
            old, new = answered[question.id].items, {v: k for k, v in question.items.items()}
            names |= {column: new[item] for column, item in old.items() if item in new}
    rows = export.rows.rename(columns=names)
    for question in asked_in(later):
        rows = rows.assign(**{name: "" for name in question.items if name not in rows})
    years = stated.stated.fieldwork
    moved = msgspec.structs.replace(stated.stated, wave=later, fieldwork=years)
    found = examine(
        RawExport(rows, tuple(rows.columns)),
        replace(stated, stated=moved),
        asked_in(later),
        read_frame(stated.sampling_frame, wave),
    )
    return found.checked.responses


def values(found: Responses) -> pd.DataFrame:
    table = estimate(found, indicators_in(found.wave)).drop(columns="wave")
    return table.set_index(["id", "domain", "category"])


@pytest.mark.parametrize("later", ["2016", "2019"])
def test_every_estimate_of_2015_is_the_same_later(later: str) -> None:
    now, then = values(responses("2015")), values(responses("2015", moved_to=later))
    assert {i.id for i in indicators_in("2015")} <= set(now.index.get_level_values("id"))
    pd.testing.assert_frame_equal(then, now)


def test_every_comparable_indicator_of_2014_is_the_same_in_2015() -> None:
    now, then = values(responses("2014")), values(responses("2014", moved_to="2015"))
    broken = set(breaks("2014", "2015"))
    goes_on = [
        i.id
        for i in indicators_in("2015")
        if i.id in now.index.get_level_values("id") and not questions_of(i) & broken
    ]
    assert len(goes_on) > 50
    chosen = [table.loc[goes_on] for table in (then, now)]
    pd.testing.assert_frame_equal(*chosen)


def test_the_same_answers_have_the_same_labels() -> None:
    """Words too: labels, bases in words, directions, targets."""
    assert indicators_in("2016") == indicators_in("2015")
