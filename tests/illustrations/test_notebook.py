"""What a notebook computes, shows and publishes: rows of its study, and nothing else."""

import json
from pathlib import Path

import pandas as pd
import pytest
from builders import asked, frame, indicator, responses, wave

from bilan.disclosure import crossed_tables
from bilan.estimation import study
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.illustrations import notebook
from bilan.illustrations.notebook import (
    NotebookStudy,
    highest_first,
    plot_association,
    plot_shares,
    strongest_first,
)
from bilan.project.computed import MIME
from bilan.project.errors import DataError, UsageError
from bilan.project.publishable import MARK
from bilan.survey.illustration_specs import Illustration, Illustrations

COMMITTEE, HOURS = asked("body", "L", options=["comite", "autre", "aucune"]), asked("hours", "N")
MEMBERS = asked("members", "M", options=["head", "nurse"])
LED = asked("led", filter={"body": "comite"}, base="shown")
QUESTIONS = (COMMITTEE, HOURS, MEMBERS, LED)
DEDICATED = indicator("dedicated", {"body": "comite"}, label="Comité", target=0.75)
MEAN = indicator("mean", "hours", kind="mean", unit="number")
WORDS = {"notebook": "n", "answer": ("a répondu", "ont répondu"), "respondents": "EPLE répondants",
         "field": "ensemble des EPLE", "unit": "En % des EPLE"}  # fmt: skip
STATED = Illustrations(
    {
        "body": Illustration(id="body", kind="shares", question="body", **WORDS),
        "own": Illustration(id="own", kind="shares", question="members", **WORDS),
        "who": Illustration(id="who", kind="association", question="members", by="voie", **WORDS),
        "list": Illustration(id="list", kind="table", question="members", by="bassin", **WORDS),
    }
)
SIZES = {"CLG": 30, "LGT": 24, "LP": 20}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> NotebookStudy:
    """74 schools asked, 70 answered: 40 have a committee, 20 another body, 10 none."""
    for module in (study, notebook):
        monkeypatch.setattr(module, "indicators_in", lambda _: (DEDICATED, MEAN))
    for module in (notebook, crossed_tables):
        monkeypatch.setattr(module, "illustrations_of", lambda _: STATED)
    monkeypatch.setattr(notebook, "absent", lambda _: {"gone": "Pas posée."})
    rows = [f"{kind[0]}{kind[-1]}{n} {kind} public {'nord' if n % 2 else 'sud'}"
            for kind, size in SIZES.items() for n in range(size)]  # fmt: skip
    schools = frame(*rows)
    answers = {}
    for place, school in enumerate(list(schools.index)[:70]):
        body = "comite" if place < 40 else "autre" if place < 60 else "aucune"
        answers[school] = {
            "BODY": body, "body": body, "hours": place % 5, "led": "Y" if place < 22 else "N",
            "members_head": float(place % 3 > 0), "members_nurse": float(place < 25),
        }  # fmt: skip
    given = responses(QUESTIONS, answers, schools, hidden={"led": list(answers)[40:]})
    return NotebookStudy(Study(wave(), given, estimate(given, (DEDICATED, MEAN))))


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ").replace("\u202f", " ")


def facts(folder: Path, name: str) -> dict[str, str]:
    found = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return {key: plain(value) for key, value in found.items()}


def test_who_was_asked_shown_and_answered(opened: NotebookStudy) -> None:
    table = opened.base("body", "led")
    assert list(table.columns)[1:] == ["EPLE interrogés", "Répondants", "Posée à", "Répondue par"]
    assert table.loc["body"].tolist()[1:] == ["74", "70", "70", "70"]
    assert table.loc["led"].tolist()[1:] == ["74", "70", "40", "40"]
    with pytest.raises(DataError, match="there is no question `z`"):
        opened.base("z")


def test_shares_have_count_base_share_and_bounds(opened: NotebookStudy) -> None:
    shares = opened.shares("body")
    assert list(shares.columns) == ["question", "option", "label", "domain", "category",
                                    "numerator", "base", "share", "lower", "upper"]  # fmt: skip
    row = shares.iloc[0]
    assert (row["option"], row["numerator"], row["base"]) == ("comite", 40, 70)
    assert (row["share"], row["lower"], row["upper"]) == pytest.approx((4 / 7, 40 / 74, 44 / 74))


def test_options_may_count_as_one(opened: NotebookStudy) -> None:
    shares = opened.shares("body", together={"Une instance": ["comite", "autre"]})
    assert shares[["label", "numerator"]].to_numpy().tolist() == [
        ["Une instance", 60], ["Option aucune", 10],
    ]  # fmt: skip


def test_indicators_are_computed_by_their_definition(opened: NotebookStudy) -> None:
    table = opened.indicators("dedicated", "mean")
    assert plain(table.loc["Comité", "Définition"]) == "EPLE où body = comite / EPLE répondants"
    assert table.loc["Comité", ["Calcul", "Valeur"]].map(plain).tolist() == ["40 / 70", "57,1 %"]
    assert table.loc["Libellé mean", "Calcul"] == "140 / 70"
    with pytest.raises(DataError, match=r"^there is no indicator `other`"):
        opened.indicators("other")


def test_an_indicator_that_the_wave_does_not_ask_has_dashes(opened: NotebookStudy) -> None:
    row = opened.indicators("tableau_bord").iloc[0]
    assert row[["Calcul", "Valeur", "Bornes"]].tolist() == ["–"] * 3
    assert row["Base"] == "question non posée en 2014"


def test_a_changed_answer_changes_the_next_value(opened: NotebookStudy) -> None:
    opened.responses.answers["body"] = "comite"
    assert opened.indicators("dedicated").iloc[0]["Calcul"] == "70 / 70"


def test_a_frame_is_shown_in_its_order_and_says_what_it_shows(opened: NotebookStudy) -> None:
    shares = opened.shares("body").sort_values("share")
    table = opened.show(shares)
    assert list(table.index) == ["Option aucune", "Option autre", "Option comite"]
    bundle = table._repr_mimebundle_()
    assert MIME in bundle[MARK]
    assert bundle[MIME]["values"]["dedicated"]["numerator"] == 40
    part = opened.show(shares[shares["option"] != "comite"])
    assert list(part.index) == ["Option aucune", "Option autre"]
    assert MIME not in part._repr_mimebundle_()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.assign(uai="0561234Z"), "that this study did not compute"),
        (lambda f: f.assign(share=0.5), "rows that this study did not compute"),
        (lambda f: f.assign(label=["x", "y", "z"]), "rows that this study did not compute"),
        (lambda _: pd.DataFrame({"uai": ["0561234Z"]}), "that this study did not compute"),
    ],
)
def test_what_the_study_did_not_compute_is_neither_shown_nor_published(
    opened: NotebookStudy, tmp_path: Path, change: object, message: str
) -> None:
    changed = change(opened.shares("body"))  # type: ignore[operator]
    with pytest.raises(DataError, match=message):
        opened.show(changed)
    with pytest.raises(DataError, match=message):
        opened.publish("body", plot_shares(opened.shares("body")), changed, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_picture_table_download_and_texts_follow_the_frame(
    opened: NotebookStudy, tmp_path: Path
) -> None:
    shares = highest_first(opened.shares("body"))
    for name, given in (("whole", shares), ("turned", shares[::-1]), ("part", shares[1:])):
        folder = tmp_path / name
        opened.publish("body", plot_shares(given), given, folder=folder)
        labels, texts = list(given["label"]), facts(folder, "body")
        told = (folder / "body.csv").read_text().splitlines()[1:]
        assert [line.split(",")[0] for line in told] == labels
        assert [text.split("'")[0] for text in texts["rows"].split("['")[1:]] == labels
        assert f"« {labels[0]} »" in texts["reading"]
        drawn = (folder / "body.svg").read_text()
        assert sorted(labels, key=drawn.index) == labels
        assert ("Option comite" in texts["alt"]) == ("Option comite" in labels)


def test_a_base_of_ones_own_is_said_in_every_text(opened: NotebookStudy, tmp_path: Path) -> None:
    words = "EPLE qui ont un comité"
    shares = opened.shares("members", base={"body": "comite"}, base_label=words)
    shares = shares[~shares["suppressed"]]
    assert shares[["numerator", "base"]].to_numpy().tolist() == [[26, 40]]
    opened.publish("own", plot_shares(shares), shares, folder=tmp_path)
    texts = facts(tmp_path, "own")
    assert texts["reading"].startswith(f"26 des 40 {words}, soit 65,0 %, ont répondu")
    assert texts["alt"].endswith(f"Base : 40 {words}.")
    assert (texts["unit"], texts["field"]) == (f"En % des {words}", f"{words} (40 EPLE).")


def test_a_base_that_would_tell_on_schools_is_suppressed(opened: NotebookStudy) -> None:
    """Nurses sit in 25 schools, all of which have a committee."""
    shares = opened.shares("members", base={"body": "comite"}, base_label="EPLE x")
    hidden = shares[shares["suppressed"]]
    assert hidden["option"].tolist() == ["nurse"]
    assert hidden[["numerator", "share", "lower", "upper"]].isna().all(axis=None)
    assert opened.show(shares)["Part"].map(plain).tolist() == ["65,0 %", "s"]
    with pytest.raises(DataError, match="suppressed: - Option nurse"):
        plot_shares(shares)
    with pytest.raises(DataError, match="a column of the sampling frame"):
        opened.shares("body", base={"type": "LP"}, base_label="LP")


def test_a_crossing_is_masked_in_the_frame_itself(opened: NotebookStudy) -> None:
    by_type = opened.crossed("members", by="voie")
    hidden = by_type[by_type["suppressed"]]
    assert set(hidden["label"]) == {"Option nurse"}
    assert hidden[["numerator", "share", "lower", "upper"]].isna().all(axis=None)
    assert hidden[["cramers_v", "p_adjusted"]].isna().all(axis=None)
    table = opened.show(by_type)
    assert plain(table.loc["Option head", "Collège"]) == "66,7 % (20/30)"
    assert set(table.loc["Option nurse"]) == {"s"}


def test_only_a_crossing_that_the_file_states_is_published(
    opened: NotebookStudy, tmp_path: Path
) -> None:
    """What is hidden is decided over all that the file states together."""
    others = opened.crossed("body", by="voie")
    assert opened.show(others) is others
    with pytest.raises(UsageError, match="the frame's question is `body`"):
        opened.publish("who", plot_association(others, alpha=0.05), others, folder=tmp_path)
    with pytest.raises(DataError, match="crossed by `type`"):
        opened.crossed("members", by="type")
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_ones_own_has_no_picture(opened: NotebookStudy, tmp_path: Path) -> None:
    rows = strongest_first(opened.crossed("members", by="bassin"), alpha=opened.alpha)
    shown = opened.publish("list", None, rows, folder=tmp_path)
    assert MARK in shown._repr_mimebundle_()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["list.csv", "list.json"]
    assert (tmp_path / "list.csv").read_text().startswith("modalite,bassin,pourcentage,")
    assert "le lien avec le bassin" in facts(tmp_path, "list")["reading"]
    with pytest.raises(UsageError, match="no figure"):
        opened.publish("list", plot_association(rows, alpha=0.05), rows, folder=tmp_path)


def test_a_figure_of_another_frame_is_refused(opened: NotebookStudy, tmp_path: Path) -> None:
    shares = opened.shares("body")
    figure = plot_shares(shares)
    with pytest.raises(DataError, match="the figure does not show this frame"):
        opened.publish("body", figure, shares[::-1], folder=tmp_path)
    with pytest.raises(UsageError, match="one of plot_shares"):
        opened.publish("body", None, shares, folder=tmp_path)
    with pytest.raises(UsageError, match="no illustration `other`"):
        opened.publish("other", figure, shares, folder=tmp_path)


def test_a_question_that_is_not_asked_shows_and_publishes_a_sentence(
    opened: NotebookStudy, tmp_path: Path
) -> None:
    shares = opened.shares("tableau_bord")
    assert shares.empty
    assert str(opened.show(shares)) == "La question n’est pas posée en 2014."
    crossing = strongest_first(opened.crossed("tableau_bord"), alpha=opened.alpha)
    for figure, given in ((plot_shares(shares), shares),
                          (plot_association(crossing, alpha=0.05), crossing)):  # fmt: skip
        assert str(opened.publish("gone", figure, given, folder=tmp_path)) == "Pas posée."
    assert list(tmp_path.iterdir()) == []


def test_a_first_wave_has_targets_and_no_changes(opened: NotebookStudy) -> None:
    assert opened.targets()["Cible"].map(plain).tolist() == ["75,0 %"]
    assert opened.changes().empty
    assert "n’en a pas avant elle" in str(opened.show(opened.changes()))
    assert "n’en a pas avant elle" in str(opened.pairs_table("dedicated"))


def test_item_response_counts_who_was_asked_and_who_answered(opened: NotebookStudy) -> None:
    assert opened.item_response().loc["led"].tolist() == [40, 40]
