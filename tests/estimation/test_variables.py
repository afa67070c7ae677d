"""What is estimated, school by school: each kind, each base, an answer that is missing."""

import pytest
from builders import asked, frame, indicator, responses, same

from bilan.estimation.variables import Measure, measures, questions_of
from bilan.responses.responses import Responses
from bilan.survey.indicators import Indicator

FRAME = frame("S1 CLG public nord", "S2 LGT public sud", "S3 LP prive est", "S4 SEP public ouest")
QUESTIONS = (
    asked("pilot", "Y"),
    asked("body", "L", options=["comite", "autre"]),
    asked("members", "M", options=["chef", "cpe"], filter={"pilot": "Y"}, base="shown"),
    asked("hours", "N", range=(0, 100)),
    asked("inside", "N"),
    asked("teachers", "N"),
    asked("pop", "Y", filter={"type": ["LGT", "LP"]}, base="shown"),
)


@pytest.fixture
def given() -> Responses:
    """S1 to S3 answered, S3 without its pilot and teachers; S4 is silent."""
    return responses(
        QUESTIONS,
        {
            "S1": {
                "pilot": "Y",
                "body": "comite",
                "members_chef": 1,
                "members_cpe": 1,
                "hours": 5,
                "inside": 2,
                "teachers": 10,
            },
            "S2": {
                "pilot": "N",
                "body": "autre",
                "hours": 0,
                "inside": 3,
                "teachers": 30,
                "pop": "Y",
            },
            "S3": {"body": "comite", "inside": 4},
        },
        FRAME,
        hidden={"members": ["S2", "S3"], "pop": ["S1"]},
    )


def one(given: Responses, stated: Indicator) -> Measure:
    return next(measures(given, (stated,)))


def test_a_share(given: Responses) -> None:
    measure = one(given, indicator("i", {"pilot": "Y"}))
    assert same(measure.numerator, [1, 0, None])
    assert same(measure.denominator, [1, 1, 1])
    assert measure.base.tolist() == [True, True, True]
    assert measure.population.tolist() == [True, True, True, True]
    assert measure.limits == (0.0, 1.0)


def test_a_share_of_a_base_that_the_frame_tells(given: Responses) -> None:
    stated = indicator("i", {"pop": "Y"}, base={"type": ["LGT", "LP"], "secteur": "public"})
    measure = one(given, stated)
    assert measure.base.tolist() == [False, True, False]
    assert measure.population.tolist() == [False, True, False, False]
    assert measure.shown.tolist() == [False, True, True]


def test_a_share_of_a_base_that_an_answer_tells(given: Responses) -> None:
    measure = one(given, indicator("i", {"members": "cpe"}, base={"pilot": "Y"}))
    assert measure.base.tolist() == [True, False, False]
    assert measure.undecided.tolist() == [False, False, True]
    assert measure.population is None


def test_all_that_a_share_needs_must_be_shown(given: Responses) -> None:
    measure = one(given, indicator("i", {"pop": "Y", "members": "chef", "type": "LP"}))
    assert measure.shown.tolist() == [False, False, False]
    assert same(measure.numerator, [0, 0, 0])


def test_a_mean(given: Responses) -> None:
    measure = one(given, indicator("i", "hours", kind="mean"))
    assert same(measure.numerator, [5, 0, None])
    assert measure.limits == (0, 100)


def test_a_mean_without_a_range_has_no_limits(given: Responses) -> None:
    assert one(given, indicator("i", "inside", kind="mean")).limits is None


def test_a_ratio_sums_its_questions(given: Responses) -> None:
    stated = indicator("i", ["inside", "hours"], kind="ratio", base="teachers")
    measure = one(given, stated)
    assert same(measure.numerator, [7, 3, None])
    assert same(measure.denominator, [10, 30, None])
    assert measure.population.tolist() == [True] * 4


def test_a_mean_count_of_ticks(given: Responses) -> None:
    measure = one(given, indicator("i", "members", kind="count_mean"))
    assert same(measure.numerator, [2, 0, 0])
    assert measure.limits == (0.0, 2.0)


@pytest.mark.parametrize(
    "stated",
    [
        indicator("i", {"other": "Y"}),
        indicator("i", {"members": "parent"}),
        indicator("i", {"pilot": "Y"}, base={"body": "conseil"}),
        indicator("i", ["inside", "other"], kind="ratio", base="teachers"),
        indicator("i", ["inside"], kind="ratio", base="other"),
        indicator("i", "other", kind="mean"),
        indicator("i", {}, base="asked"),
    ],
)
def test_what_the_wave_did_not_ask_is_not_measured(given: Responses, stated: Indicator) -> None:
    assert "i" not in [measure.id for measure in measures(given, (stated,))]


def test_every_option_of_every_question_is_measured(given: Responses) -> None:
    found = {measure.id: measure for measure in measures(given, ())}
    assert list(found) == [
        "pilot=Y", "pilot=N", "body=comite", "body=autre", "members=chef", "members=cpe",
        "hours=mean", "inside=mean", "teachers=mean", "pop=Y", "pop=N",
    ]  # fmt: skip
    assert same(found["pilot=N"].numerator, [0, 1, None])
    assert same(found["members=chef"].numerator, [1, 0, 0])
    assert found["members=chef"].base.tolist() == [True, False, False]
    assert found["members=chef"].population is None
    assert found["pop=Y"].base.tolist() == [False, True, True]
    assert found["pop=Y"].population.tolist() == [False, True, True, False]
    assert found["body=comite"].base.tolist() == [True, True, True]
    assert (found["hours=mean"].kind, found["hours=mean"].unit) == ("mean", "number")


@pytest.mark.parametrize(
    ("stated", "questions"),
    [
        (indicator("i", {"a": "Y", "type": "CLG"}, base={"b": "Y"}), {"a", "b", "type"}),
        (indicator("i", ["a", "b"], kind="ratio", base="c"), {"a", "b", "c"}),
        (indicator("i", "a", kind="mean"), {"a"}),
        (indicator("i", {}, base="asked"), set()),
    ],
)
def test_questions_of_an_indicator(stated: Indicator, questions: set[str]) -> None:
    assert questions_of(stated) == questions
