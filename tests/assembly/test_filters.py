"""The dashboard's filters in a real browser: by keyboard, announced, undone by paper."""

from pathlib import Path
from typing import Any

import pytest
from dashboard_samples import BEFORE, INDICATORS, NOW, wave

from bilan.assembly.pages import FILTERS, render_page
from bilan.report.dashboard import dashboard_page

from .browser import run_json


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happens on the way through a dashboard of three indicators in two chapters."""
    made = dashboard_page(wave(), indicators=INDICATORS, estimates=NOW, before=BEFORE)
    page = render_page(
        made.markdown,
        title="Tableau de bord",
        subtitle="Essai",
        mention="",
        epoch=0,
        drawings=made.drawings,
        scripts=[FILTERS],
    )
    path: Path = tmp_path_factory.mktemp("page") / "tableau-de-bord.html"
    path.write_bytes(page)
    facts: dict[str, Any] = run_json("filtres.cjs", str(path))
    return facts


def counted(facts: dict[str, Any]) -> tuple[int, int, int, int]:
    return facts["rows"], facts["charts"], facts["grouped"], facts["chapters"]


def test_everything_is_shown_at_first_and_nothing_is_fetched(story: dict[str, Any]) -> None:
    assert story["faults"] == []
    assert counted(story["before"]) == (3, 2, 2, 2)
    assert story["before"]["said"] == "Tous les indicateurs sont affichés (3)."
    assert story["names"] == ["Chapitre", "Verdict", "Cible"]
    assert story["choices"] == ["Tous", "Pilotage", "Assistance technique"]


def test_a_choice_by_keyboard_keeps_the_rows_and_the_charts_that_fit(story: dict[str, Any]) -> None:
    assert counted(story["verdict"]) == (1, 1, 1, 1)
    assert story["verdict"]["said"] == "1 indicateur affiché sur 3."


def test_choices_add_up_to_none_and_say_so(story: dict[str, Any]) -> None:
    assert counted(story["both"]) == (0, 0, 0, 0)
    assert story["both"]["said"] == "Aucun indicateur ne répond à ces critères."


def test_the_button_brings_all_back_and_the_focus_to_the_first_list(story: dict[str, Any]) -> None:
    assert story["reset"] == story["before"]
    assert story["focus"] == "filtre-chapitre"


def test_paper_and_a_page_without_scripts_show_everything(story: dict[str, Any]) -> None:
    assert counted(story["printed"]) == (3, 2, 2, 2)
    assert story["printed_form"] == 0
    assert story["without_scripts"] == {"rows": 3, "charts": 2, "form": 0}
