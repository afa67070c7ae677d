"""A wave whose filtered questions were shown to nobody: every value says so, and nothing stops."""

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest

from bilan.disclosure.crossed_tables import links_by_group
from bilan.estimation.association import all_links_with_type
from bilan.estimation.estimates import estimate, write_estimates
from bilan.estimation.study import Study, open_study
from bilan.french.formats import NOBODY_CONCERNED
from bilan.illustrations.alt_text import alt_shares
from bilan.illustrations.notebook import NotebookStudy
from bilan.illustrations.reading_sentence import read_shares
from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.check import check_lines
from bilan.prose.data import read_figures
from bilan.prose.glossary import Glossary
from bilan.prose.wordings import read_wordings
from bilan.survey.codebook import FRAME_COLUMNS
from bilan.survey.illustration_specs import illustrations_of
from tests.adversarial.drawing import publish_usual

pytestmark = pytest.mark.slow

NAN = re.compile(r"\bnan\b")


@pytest.fixture(scope="module")
def study() -> Study:
    """The study of 2014 in which no filter leads to a question any more."""
    opened = open_study("2014")
    answers, shown = opened.responses.answers.copy(), opened.responses.shown.copy()
    for question in opened.responses.questions:
        for name, wanted in (question.filter or {}).items():
            if name in FRAME_COLUMNS:
                continue
            asked = opened.question(name)
            options = [wanted] if isinstance(wanted, str) else wanted
            if asked.type == "M":
                answers[[f"{name}_{option}" for option in options]] = 0.0
            else:
                answers[name] = next(o for o in asked.options or "YN" if o not in options)
            answers[list(question.items.values())] = np.nan
            shown[question.id] = False
    responses = dataclasses.replace(opened.responses, answers=answers, shown=shown)
    return Study(opened.wave, responses, estimate(responses, opened.indicators))


@pytest.fixture(scope="module")
def filtered(study: Study) -> list[str]:
    shown = study.responses.shown
    return [q.id for q in study.responses.questions if q.filter and not shown[q.id].any()]


def test_tables_say_that_nobody_is_concerned(study: Study) -> None:
    table = NotebookStudy(study).indicators(*[i.id for i in study.indicators])
    empty = table[table["Calcul"] == NOBODY_CONCERNED]
    assert len(empty) > 5
    assert set(empty["Valeur"]) == set(empty["Bornes"]) == {"–"}
    assert not table.map(lambda text: bool(NAN.search(text))).any().any()
    assert not NotebookStudy(study).targets().map(lambda text: bool(NAN.search(text))).any().any()


def test_links_are_not_tested_where_nobody_is_concerned(study: Study, filtered: list[str]) -> None:
    links = all_links_with_type(study.responses)
    untested = links[links["question"].isin(filtered)]
    assert len(untested) > 5
    assert untested[["cramers_v", "p_value", "p_adjusted"]].isna().all().all()
    assert links[links["question"] == "composition"]["p_adjusted"].notna().all()
    for question in filtered:
        if study.question(question).type == "M":
            assert links_by_group(question, study)["p_adjusted"].isna().all()


def test_every_illustration_is_drawn(study: Study, filtered: list[str], tmp_path: Path) -> None:
    for name, stated in illustrations_of(study.wave).items():
        publish_usual(stated, study, tmp_path)
        facts = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        texts = json.dumps(facts, ensure_ascii=False) + (tmp_path / f"{name}.csv").read_text()
        assert not NAN.search(texts)
        concerned = stated.question not in filtered
        assert (NOBODY_CONCERNED in facts["alt"]) is not concerned, name
        assert (NOBODY_CONCERNED in facts["reading"].lower()) is not concerned, name


def test_one_option_that_concerns_nobody_stands_among_others(study: Study) -> None:
    shares = study.shares("instance")
    shares.loc[0, ["share", "numerator", "base"]] = [np.nan, 0, 0]
    text = alt_shares(shares)
    assert f"Aucun établissement concerné par «\u00a0{shares['label'][0]}" in text
    assert "arrive en tête" in text
    assert NOBODY_CONCERNED not in read_shares(shares).lower()


def test_a_text_on_nobody_is_an_error_that_says_so(study: Study, tmp_path: Path) -> None:
    (tmp_path / "2014").mkdir()
    (tmp_path / "2014" / "estimations.csv").write_text(write_estimates(study.estimates))
    all_links_with_type(study.responses).to_csv(tmp_path / "2014" / "liens.csv", index=False)
    figures = read_figures("2014", build=tmp_path)
    said = "La part atteint [32,3 %]{ind=metice_echange}."
    found = check_lines(
        [ChapterLine(Path("essai.qmd"), 1, said)], figures, read_wordings(), Glossary(sigles={})
    )
    (error,) = [finding for finding in found if finding.kind == "indicateur"]
    assert NOBODY_CONCERNED in error.message
