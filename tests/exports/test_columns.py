"""Variables that the export of a questionnaire has, for each of LimeSurvey's types of question."""

import pytest

from bilan.exports.content import Variable
from bilan.exports.questionnaire.columns import plain, structure_variables
from bilan.exports.questionnaire.structure import Part, Questionnaire, Structured

ROWS = (Part("SQ001", "Un", number="21"), Part("SQ002", "Deux", number="22"))
CELLS = (Part("C1", "Avant", number="31", scale=1), Part("C2", "Après", number="32", scale=1))
ANSWERS = (Part("A1", "Oui"), Part("A2", "Non"))
SECOND = (Part("B1", "Peu", scale=1), Part("B2", "Très", scale=1))


def variables(letter: str, *parts: Part) -> tuple[Variable, ...]:
    question = Structured(
        "Q", letter, "", "<p>Laquelle&nbsp;?</p>", "1", False, None, parts, "2", "1", letter
    )  # fmt: skip
    return structure_variables(Questionnaire("123456", (question,)))


def names(letter: str, *parts: Part) -> str:
    return " ".join(variable.name for variable in variables(letter, *parts))


@pytest.mark.parametrize(
    ("letter", "parts", "expected"),
    [
        *((letter, (), "Q") for letter in "STUNYDGI5X*"),
        *((letter, ANSWERS, "Q") for letter in "L!"),
        *((letter, (*ANSWERS, Part("-oth-", "Autre", free=True)), "Q Q_other") for letter in "L!"),
        ("L", (*ANSWERS, Part("other", "Autre")), "Q"),  # an answer that has this code
        ("O", ANSWERS, "Q Q_comment"),
        *((letter, ROWS, "Q_SQ001 Q_SQ002") for letter in "MQKABCE"),
        *((letter, (*ROWS, *ANSWERS), "Q_SQ001 Q_SQ002") for letter in "FH"),
        ("M", (*ROWS, Part("other", "Autre", free=True)), "Q_SQ001 Q_SQ002 Q_other"),
        ("M", (*ROWS, Part("other", "Autre", number="23")), "Q_SQ001 Q_SQ002 Q_other"),
        (
            "P",
            (ROWS[0], Part("other", "Autre", free=True)),
            "Q_SQ001 Q_SQ001comment Q_other Q_othercomment",
        ),
        *(
            (letter, (*ROWS, *CELLS), "Q_SQ001_C1 Q_SQ001_C2 Q_SQ002_C1 Q_SQ002_C2")
            for letter in ":;"
        ),
        ("1", (*ROWS, *ANSWERS, *SECOND), "Q_SQ001_0 Q_SQ001_1 Q_SQ002_0 Q_SQ002_1"),
        ("R", ANSWERS, "Q_1 Q_2"),
        ("R", ROWS, "Q_1 Q_2"),  # its items, where they are sub-questions
        ("|", (), "Q Q_filecount"),
    ],
)
def test_a_type_has_its_variables(letter: str, parts: tuple[Part, ...], expected: str) -> None:
    assert names(letter, *parts) == expected


def test_answers_go_with_what_has_them() -> None:
    first, second, *_ = variables("1", *ROWS, *ANSWERS, *SECOND)
    assert first.value_labels == {"A1": "Oui", "A2": "Non"}
    assert second.value_labels == {"B1": "Peu", "B2": "Très"}
    assert variables("F", *ROWS, *ANSWERS)[1].value_labels == {"A1": "Oui", "A2": "Non"}
    listed, other = variables("L", *ANSWERS, Part("-oth-", "Autre", free=True))
    assert list(listed.value_labels) == ["A1", "A2", "-oth-"]
    assert other == Variable("Q_other", "[Autre] Laquelle ?", "text")
    assert variables("M", *ROWS)[0].value_labels == {}


def test_labels_have_no_html() -> None:
    assert variables("S")[0].label == "Laquelle ?"
    assert variables("M", *ROWS)[1].label == "[Deux] Laquelle ?"
    assert variables(";", ROWS[0], CELLS[0])[0].label == "[Un][Avant] Laquelle ?"
    assert plain("  <b>a</b> &lt;b&gt;\n c ") == "a <b> c"


@pytest.mark.parametrize(
    ("letter", "kind"), [("N", "number"), ("D", "date"), ("L", "text"), ("S", "text")]
)
def test_kinds_are_those_of_the_type(letter: str, kind: str) -> None:
    assert variables(letter)[0].kind == kind
