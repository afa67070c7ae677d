"""What the report hides over all its tables, no sheet shows."""

import pytest

from bilan.disclosure.crossed_tables import hidden_groups
from bilan.estimation.study import open_study
from bilan.project.paths import known_waves
from bilan.report.sheets.facts import Facts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("wave", known_waves())
def test_what_the_report_hides_no_sheet_shows(wave: str) -> None:
    study = open_study(wave)
    secret, report = Facts(study).hidden, hidden_groups(study)["voie"]
    compared = 0
    for name, flags in report.items():
        if ": " in name:
            question, label = name.split(": ", 1)
            options = study.question(question).options
            option = next(code for code, known in options.items() if known.label == label)
            shown = secret.questions[question].loc[option]
        else:
            shown = secret.lines[name]
        compared += int(flags.sum())
        assert [group for group in flags.index[flags] if not shown[group]] == [], name
    assert compared > 10


def test_an_answer_and_its_contrary_are_hidden_together(facts: Facts) -> None:
    for question in facts.study.responses.questions:
        if question.type == "Y":
            cells = facts.hidden.questions[question.id]
            assert cells.loc["Y"].equals(cells.loc["N"]), question.id
