"""Schools that answered both waves, by their answer in each: shown where no count is small."""

import pandas as pd
import pytest
from builders import asked, frame, indicator, responses, wave

from bilan.disclosure.paired_answers import paired_counts, paired_table
from bilan.estimation.study import Study
from bilan.project.errors import DataError
from bilan.survey.indicators import Indicator
from bilan.survey.wave import Thresholds

LETTER = indicator("letter", {"letter": "Y"})
HOURS = indicator("hours", "hours", kind="mean")
OTHER = indicator("other", {"other": "Y"})
# Schools by what they answered in each wave; "-" did not answer.
WHOLE = {"YY": 5, "YN": 6, "NY": 7, "NN": 8, "Y-": 5, "N-": 6, "-Y": 7, "-N": 8}


@pytest.fixture(autouse=True)
def _indicators(monkeypatch: pytest.MonkeyPatch) -> None:
    known = (HOURS, OTHER, LETTER)
    monkeypatch.setattr("bilan.estimation.study.indicators_in", lambda _: known)


def studies(numbers: dict[str, int]) -> tuple[Study, Study]:
    """Two waves, the second of which lists its schools the other way round."""
    said = [pair for pair, number in numbers.items() for _ in range(number)]
    names = [f"S{n}" for n in range(len(said))]
    made = []
    for at, name in enumerate(("2014", "2015")):
        given = {
            school: {"letter": None if pair[at] == "-" else pair[at], "hours": 2.0}
            for school, pair in zip(names, said, strict=True)
        }
        if at:
            given = dict(reversed(given.items()))
        questions = (asked("letter"), asked("hours", "N"))
        taken = responses(questions, given, frame(*(f"{s} CLG public nord" for s in names)))
        made.append(Study(wave(name), taken, pd.DataFrame()))
    return made[0], made[1]


def test_each_school_of_both_waves_is_counted_by_both_answers() -> None:
    table = paired_counts(LETTER, *studies(WHOLE))
    assert table.to_dict("index") == {"oui": {"oui": 5, "non": 6}, "non": {"oui": 7, "non": 8}}
    assert (table.index.name, table.columns.name) == ("2014", "2015")
    assert table.dtypes.eq(int).all()


def test_an_answer_that_nobody_gave_has_its_row() -> None:
    table = paired_counts(LETTER, *studies({"YY": 3, "Y-": 1}))
    assert table.to_numpy().tolist() == [[3, 0], [0, 0]]


@pytest.mark.parametrize("lacking", [HOURS, OTHER])
def test_what_is_no_share_of_both_waves_has_no_table(lacking: Indicator) -> None:
    with pytest.raises(DataError) as raised:
        paired_counts(lacking, *studies(WHOLE))
    expected = "a share that both waves have"
    assert str(raised.value) == str(DataError(f"indicator `{lacking.id}`", expected=expected))


def test_a_share_that_one_wave_alone_has_has_no_table() -> None:
    before, after = studies(WHOLE)
    bare = Study(after.wave, responses((asked("hours", "N"),), {}, frame()), pd.DataFrame())
    for pair in ((before, bare), (bare, after)):
        with pytest.raises(DataError, match="letter"):
            paired_counts(LETTER, *pair)
        assert paired_table([LETTER], *pair).loc[LETTER.label].tolist() == ["–"] * 4


def test_a_row_of_counts_that_are_large_enough_is_shown() -> None:
    table = paired_table([HOURS, LETTER], *studies(WHOLE))
    assert table.columns.tolist() == [
        "oui puis oui", "oui puis non", "non puis oui", "non puis non",
    ]  # fmt: skip
    assert table.index.name == "Indicateur"
    assert table.index.tolist() == [HOURS.label, LETTER.label]
    assert table.to_numpy().tolist() == [["–"] * 4, ["5", "6", "7", "8"]]


@pytest.mark.parametrize("few", WHOLE)
def test_one_small_count_hides_the_row(few: str) -> None:
    table = paired_table([LETTER], *studies({**WHOLE, few: 4}))
    assert table.to_numpy().tolist() == [["s"] * 4]
    assert table.index.tolist() == [LETTER.label]


def test_the_threshold_is_that_of_the_later_wave() -> None:
    before, after = studies({**WHOLE, "YN": 4})
    lower = wave("2015", thresholds=Thresholds(disclosure=4))
    shown = paired_table([LETTER], before, Study(lower, after.responses, after.estimates))
    assert shown.to_numpy().tolist() == [["5", "4", "7", "8"]]
