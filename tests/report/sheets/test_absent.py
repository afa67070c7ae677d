"""The sheet of a school that did not answer: it says so, and shows its group alone."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pikepdf
import pytest
from builders import frame

from bilan.report.sheets import build
from bilan.report.sheets.build import make_batch, make_fiches
from bilan.report.sheets.facts import Facts

from .reading import EPOCH, text_of

pytestmark = pytest.mark.slow

ABSENT, PRESENT = "9999999Z", "9900002A"
TOLD = "Votre établissement n’a pas répondu à l’enquête."


@pytest.fixture
def facts_with_one_more(facts: Facts) -> Facts:
    taken = facts.study.responses
    schools = pd.concat([taken.frame, frame(f"{ABSENT} CLG public nord")])
    study = replace(facts.study, responses=replace(taken, frame=schools))
    study.__dict__["indicators"] = facts.study.indicators
    return Facts(study, facts.register)


def test_it_has_its_group_s_values_and_no_answer(facts_with_one_more: Facts) -> None:
    facts = facts_with_one_more
    assert facts.absent == [ABSENT]
    sheet, other = facts.of(ABSENT), facts.of(PRESENT)
    assert not sheet.answered
    assert other.answered
    assert {(line.own, line.met, line.mine) for line in sheet.lines} == {("sans réponse", "", None)}
    assert [line.group for line in sheet.lines] == [line.group for line in other.lines]
    assert (sheet.advice, sheet.sections) == ((), ())
    assert sheet.group == "Collège (20 répondants)"


def test_both_files_say_that_it_did_not_answer(facts_with_one_more: Facts, faces: Path) -> None:
    facts = facts_with_one_more
    files = dict(make_batch([facts.of(ABSENT), facts.of(PRESENT)], fonts=faces, epoch=EPOCH))
    page = files[f"{ABSENT}.html"].decode()
    pdf = files[f"{ABSENT}.pdf"]
    for text in (re.sub(r"<[^>]*>", "", page), text_of(pdf)):
        assert TOLD in text
        assert "sans le vôtre" in text
        assert "Faute de réponses" in text
        assert "Vos réponses" not in text
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
    for kind in ("html", "pdf"):
        other = files[f"{PRESENT}.{kind}"]
        text = text_of(other) if kind == "pdf" else other.decode()
        assert TOLD not in text
        assert "le vôtre compris" in text
        assert "Vos réponses, et entre parenthèses" in text


def test_every_school_that_was_asked_has_its_sheet(
    facts_with_one_more: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "open_study", lambda _: facts_with_one_more.study)
    monkeypatch.setattr(build, "Facts", lambda _: facts_with_one_more)
    made = {path.stem for path in make_fiches("2014", jobs=2, output=tmp_path)}
    assert made == {*facts_with_one_more.schools, ABSENT}
