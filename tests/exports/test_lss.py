"""The questionnaire as LimeSurvey's `.lss`: written from the codebook, read back."""

from pathlib import Path

import pytest
from asked_of_lss import asked_of, condition_of
from builders import asked
from listed_questions import listed

from bilan.exports.questionnaire.lss import inner_names, read_lss
from bilan.exports.questionnaire.lss_writing import questionnaire_lss
from bilan.exports.questionnaire.relevance import equation
from bilan.exports.questionnaire.structure import Questionnaire, parse_lss
from bilan.project.errors import DataError
from bilan.survey.codebook import Asked, asked_in
from bilan.survey.conditions import Condition
from bilan.survey.wave import read_wave

GROUPS = {
    "identification": "Identification",
    "pilotage": "Pilotage du numérique",
    "accompagnement": "Accompagnement des usages",
    "assistance": "Assistance technique",
}
OLD = """<?xml version="1.0" encoding="UTF-8"?>
<document>
 <LimeSurveyDocType>Survey</LimeSurveyDocType>
 <DBVersion>178</DBVersion>
 <languages><language>fr</language><language>en</language></languages>
 <answers><rows>
  <row><qid>8</qid><code>A2</code><answer>Deux</answer><sortorder>2</sortorder><language>fr</language></row>
  <row><qid>8</qid><code>A2</code><answer>Two</answer><sortorder>2</sortorder><language>en</language></row>
  <row><qid>8</qid><code>A1</code><answer>Un</answer><sortorder>1</sortorder><language>fr</language></row>
 </rows></answers>
 <groups><rows>
  <row><gid>3</gid><group_name><![CDATA[Second]]></group_name><group_order>1</group_order><language>fr</language></row>
  <row><gid>4</gid><group_name><![CDATA[Premier]]></group_name><group_order>0</group_order><language>fr</language></row>
 </rows></groups>
 <questions><rows>
  <row><qid>8</qid><gid>3</gid><type>!</type><title>liste</title><question>Laquelle ?</question><other>Y</other>
   <mandatory>Y</mandatory><question_order>0</question_order><language>fr</language><relevance>1</relevance></row>
  <row><qid>8</qid><gid>3</gid><type>!</type><title>liste</title><question>Which?</question><other>Y</other>
   <mandatory>Y</mandatory><question_order>0</question_order><language>en</language><relevance>1</relevance></row>
  <row><qid>9</qid><gid>4</gid><type>M</type><title>cases</title><question>Lesquelles ?</question><other>N</other>
   <mandatory>N</mandatory><question_order>0</question_order><language>fr</language></row>
 </rows></questions>
 <subquestions><rows>
  <row><qid>11</qid><parent_qid>9</parent_qid><gid>4</gid><title>SQ001</title><question>Celle-ci</question>
   <question_order>1</question_order><language>fr</language></row>
 </rows></subquestions>
 <surveys><rows><row><sid>123456</sid><language>fr</language></row></rows></surveys>
</document>
"""  # noqa: E501


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_the_codebook_comes_back(wave: str) -> None:
    content = questionnaire_lss(read_wave(wave), groups=GROUPS)
    known = asked_in(wave)
    assert asked_of(parse_lss(content), known, groups=GROUPS) == known


def test_without_the_codebook_columns_and_codes_are_the_names() -> None:
    content = questionnaire_lss(read_wave("2014"), groups=GROUPS)
    questions = {q.id: q for q in asked_of(parse_lss(content), (), groups={})}
    assert questions["meticefonctions"].filter == {"sujets": "SQ002"}
    assert questions["composition"].options["SQ010"].only == {"type": ["LGT", "LP", "SEP"]}
    assert questions["cptemps"].range == (0, 100)
    assert questions["instance"].group == "Pilotage du numérique"
    assert questions["fonction"].mandatory
    assert not questions["cptemps"].mandatory


def test_the_file_is_as_the_exporter_writes_it() -> None:
    text = questionnaire_lss(read_wave("2014"), groups=GROUPS).decode("utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<document>\n')
    assert " <LimeSurveyDocType>Survey</LimeSurveyDocType>\n" in text
    assert "    <title><![CDATA[composition]]></title>\n" in text
    assert '<![CDATA[((lettremission.NAOK == "N"))]]>' in text
    assert "<surveyls_title><![CDATA[Mise en œuvre" in text
    order = [text.index(f" <{table}>\n") for table in (
        "answers", "answer_l10ns", "groups", "group_l10ns", "questions", "subquestions",
        "question_l10ns", "question_attributes", "surveys", "surveys_languagesettings",
    )]  # fmt: skip
    assert order == sorted(order)


def test_an_older_file_has_its_texts_in_the_rows() -> None:
    questionnaire = parse_lss(OLD.encode())
    first, second = questionnaire.questions
    assert (first.column, first.type, first.group) == ("cases", "M", "Premier")
    assert (second.column, second.type, second.wording) == ("liste", "L", "Laquelle ?")
    assert [(part.code, part.label) for part in second.parts] == [
        ("A1", "Un"), ("A2", "Deux"), ("-oth-", "Autre"),
    ]  # fmt: skip
    assert second.mandatory
    assert not first.mandatory


def test_inner_names_of_every_version() -> None:
    assert inner_names(parse_lss(OLD.encode())) == {
        "123456X3X8": "liste",
        "Q8": "liste",
        "123456X3X8other": "liste_other",
        "Q8_Cother": "liste_other",
        "123456X4X9SQ001": "cases_SQ001",
        "Q9_S11": "cases_SQ001",
        "cases_S11": "cases_SQ001",
    }


def test_a_text_that_would_end_its_section_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    question = asked("q", "N")
    wording = "a]]>b & <c>"
    odd = (Asked(**{**vars(question), "wording": wording}),)
    monkeypatch.setattr("bilan.exports.questionnaire.lss_writing.asked_in", lambda _: odd)
    content = questionnaire_lss(read_wave("2014"), groups=GROUPS)
    assert parse_lss(content).questions[0].wording == wording


def test_other_is_an_answer_with_its_own_label(monkeypatch: pytest.MonkeyPatch) -> None:
    known = (listed("A1", "-oth-"), Asked(**{**vars(listed("SQ001", "other", type="M")),
                                             "id": "m", "column": "M"}))  # fmt: skip
    monkeypatch.setattr("bilan.exports.questionnaire.lss_writing.asked_in", lambda _: known)
    content = questionnaire_lss(read_wave("2014"), groups=GROUPS)
    assert asked_of(parse_lss(content), known, groups=GROUPS) == known
    assert "M_SQ001" in inner_names(parse_lss(content)).values()


def test_a_wave_without_questions_has_no_questionnaire(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.exports.questionnaire.lss_writing.asked_in", lambda _: ())
    with pytest.raises(DataError, match=r"^data/codebook\.yml does not know wave 2014\n"):
        questionnaire_lss(read_wave("2014"), groups=GROUPS)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (OLD[:-40], "unclosed token"),
        ("", "no element found"),
        (OLD.replace("Survey<", "Label set<"), "not the structure of a survey"),
        (OLD.replace("Survey<", "Group<"), "not the structure of a survey, only of a group"),
        (OLD.replace("<questions>", "<x>").replace("</questions>", "</x>"), "no question"),
        (OLD.replace("<title>cases</title>", ""), "no element 'title'"),
        (OLD.replace("<document>", "<!DOCTYPE d><document>"), "a document type"),
    ],
)
def test_what_is_no_structure_is_an_error(content: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "e.lss"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_lss(path)
    lines = str(error.value).split("\n")
    assert lines[0] == f"{path} cannot be read whole"
    assert lines[2].startswith(f"  found:    {found}")


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
TYPES = {
    "entities": f'<!DOCTYPE d [<!ENTITY e0 "lol">{BOMB}]>',
    "a file": '<!DOCTYPE d [<!ENTITY e9 SYSTEM "file:///etc/hostname">]>',
    "an address": '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
    "after a comment": '<!-- <document> --><!DOCTYPE d [<!ENTITY e9 "x">]>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", TYPES.values(), ids=TYPES.keys())
def test_entities_are_refused_before_they_are_read(
    declared: str, encoding: str, tmp_path: Path
) -> None:
    text = OLD.replace("<document>", f"{declared}<document>").replace("Laquelle ?", "&e9;")
    path = tmp_path / "e.lss"
    path.write_bytes(text.replace("UTF-8", encoding).encode(encoding))
    with pytest.raises(DataError) as error:
        read_lss(path)
    assert str(error.value).split("\n")[2:] == [
        "  found:    a document type, which LimeSurvey never writes",
        "  next:     export the survey again from LimeSurvey",
    ]


def test_a_text_may_speak_of_a_document_type() -> None:
    text = OLD.replace("<question>Laquelle ?", "<question><![CDATA[<!DOCTYPE html> ?]]>")
    assert parse_lss(text.encode()).questions[1].wording == "<!DOCTYPE html> ?"


def test_it_is_read_in_a_process_with_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "e.lss"
    path.write_text(OLD, encoding="utf-8")
    assert read_lss(path) == parse_lss(OLD.encode())
    monkeypatch.setattr("bilan.project.limited_process.SECONDS", 0)
    with pytest.raises(DataError, match="found:    reading did not end within 0 s"):
        read_lss(path)


def test_a_missing_structure_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"found:    No such file or directory"):
        read_lss(tmp_path / "e.lss")


@pytest.mark.parametrize("limit", ["yearsMarried", "{age-5}", "max(min(minSelect.5).0)", "min"])
def test_a_limit_may_be_an_expression_on_other_answers(limit: str) -> None:
    rows = "".join(
        f"<row><qid>9</qid><attribute>{name}</attribute><value>{value}</value></row>"
        for name, value in (("min_num_value_n", limit), ("max_num_value_n", "12,5"))
    )
    table = f"<question_attributes><rows>{rows}</rows></question_attributes>"
    found = parse_lss(OLD.replace("<surveys>", f"{table}<surveys>").encode())
    assert found.questions[0].range == (None, 12.5)


def test_a_sub_question_may_have_the_code_of_other() -> None:
    found = parse_lss(OLD.replace("<title>SQ001</title>", "<title>other</title>").encode())
    assert [part.free for part in found.questions[0].parts] == [False]
    assert inner_names(found)["Q9_S11"] == "cases_other"
    assert "Q9_Cother" not in inner_names(found)


# Conditions and equations

PILOT = asked("pilot", "Y")
BODY = asked("body", "L", options=["comite", "conseil", "autre"])
MEMBERS = asked("members", "M", options=["chef", "cpe"])
ALL = (PILOT, BODY, MEMBERS)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (None, "1"),
        ({"pilot": "Y"}, '((PILOT.NAOK == "Y"))'),
        ({"body": ["comite", "autre"]}, '((BODY.NAOK == "A1" or BODY.NAOK == "A3"))'),
        ({"members": "cpe"}, '((MEMBERS_SQ002.NAOK == "Y"))'),
        ({"type": ["LGT", "LP"]}, '((TOKEN:ATTRIBUTE_1 == "LGT" or TOKEN:ATTRIBUTE_1 == "LP"))'),
        (
            {"pilot": "N", "secteur": "prive"},
            '((PILOT.NAOK == "N") and (TOKEN:ATTRIBUTE_2 == "prive"))',
        ),
    ],
)
def test_conditions_are_equations(condition: Condition | None, text: str) -> None:
    assert equation(condition, ALL) == text
    assert condition_of(text, ALL) == condition


@pytest.mark.parametrize(
    "text",
    [
        'PILOT.NAOK != "Y"',
        '((PILOT.NAOK == "Y") or (BODY.NAOK == "A1"))',
        '((PILOT.NAOK == "Y" or BODY.NAOK == "A1"))',
        '((PILOT.NAOK == "Y") and (PILOT.NAOK == "N"))',
        '((OTHER.NAOK == "Y"))',
        '((TOKEN:ATTRIBUTE_9 == "LGT"))',
        "count(self) > 2",
    ],
)
def test_an_equation_that_is_no_filter_is_not_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        condition_of(text, ALL)


def test_a_questionnaire_may_have_no_survey_number() -> None:
    text = OLD.replace("<surveys>", "<x>").replace("</surveys>", "</x>")
    questionnaire = parse_lss(text.encode())
    assert isinstance(questionnaire, Questionnaire)
    assert questionnaire.survey == ""
