"""Which rows the report publishes by group, and what is seen of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from builders import asked, frame, indicator, responses, wave

from bilan.disclosure import crossed_tables
from bilan.disclosure.answer_patterns import answer_of
from bilan.disclosure.crossed_tables import (
    declared,
    group_label,
    groups_of,
    hidden_groups,
    links_by_group,
    published_rows,
    shares_by_group,
    write_hidden,
)
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.survey.codebook import Option
from bilan.survey.illustration_specs import Illustration

LETTER, BODY = asked("letter"), asked("body", "L", options=("new", "old"))
WHO = asked("who", "M", options=("head", "nurse"))
WHO.options["nurse"] = Option(label="Option nurse", code="SQ002", only={"type": ["LGT", "LP"]})
INDICATORS = (
    indicator("letters", {"letter": "Y"}, target=90.0),
    indicator("untold", {"letter": "N"}),
)
LATER = indicator("later", {"dropped": "Y"}, target=50.0)
KINDS = ("CLG", "LGT", "LP")
BASSINS = ("sud", "est")


def crosses(id: str, question: str, by: str) -> Illustration:
    return Illustration(
        id=id, notebook="01", kind="association", question=question, by=by,
        answer=("a", "ont"), respondents="EPLE", field="EPLE", unit="En %",
    )  # fmt: skip


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch) -> Study:
    """Forty schools of each type, half of each bassin; two LP alone have a head."""
    known = (*INDICATORS, LATER)
    monkeypatch.setattr("bilan.estimation.study.indicators_in", lambda _: known)
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: {})
    schools = [(f"{kind}{n}", kind, BASSINS[n % 2], n) for kind in KINDS for n in range(40)]
    given = {
        name: {
            "letter": "YN"[n % 4 > 1],
            "body": ("new", "old")[n % 3 == 0 or n % 4 == 0],
            "who_head": float(n < 2 if kind == "LP" else n < 20),
            "who_nurse": float(kind != "CLG" and n % 4 > 1),
        }
        for name, kind, _, n in schools
    }
    places = frame(*(f"{name} {kind} public {bassin}" for name, kind, bassin, _ in schools))
    made = responses((LETTER, BODY, WHO), given, places)
    return Study(wave(), made, estimate(made, INDICATORS))


def test_groups_are_in_the_order_of_the_frame_or_of_their_names(study: Study) -> None:
    assert groups_of("voie", study.estimates) == ["CLG", "LGT", "PRO"]
    assert groups_of("bassin", study.estimates) == ["est", "sud"]


def test_what_is_crossed_is_what_illustrations_say(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {
        "one": crosses("one", "body", "voie"), "two": crosses("two", "body", "voie"),
        "three": crosses("three", "body", "secteur"), "four": crosses("four", "dropped", "voie"),
        "five": crosses("five", "who", ""),
    }  # fmt: skip
    monkeypatch.setattr(crossed_tables, "illustrations_of", lambda _: made)
    assert declared(study) == [("body", "voie"), ("body", "secteur")]
    rows = published_rows(study)
    assert list(rows) == ["letters", "body: Option new", "body: Option old"]
    assert dict(rows["body: Option new"].groups) == {
        "voie": ["CLG", "LGT", "PRO"], "secteur": ["public", "prive"],
    }  # fmt: skip
    assert list(hidden_groups(study)) == ["secteur", "voie", "bassin"]


@pytest.mark.parametrize("crossed", [[("who", "voie")], [("who", "bassin")]])
def test_indicators_with_a_target_and_options_that_are_crossed_have_rows(
    study: Study, crossed: Sequence[tuple[str, str]]
) -> None:
    rows = published_rows(study, crossed)
    assert list(rows) == ["letters", "who: Option head", "who: Option nurse"]
    everywhere = {"voie": ["CLG", "LGT", "PRO"], "bassin": ["est", "sud"]}
    assert dict(rows["letters"].groups) == everywhere
    ((_, by),) = crossed
    of_nurse = {"voie": ["LGT", "PRO"], "bassin": ["est", "sud"]}
    assert dict(rows["who: Option head"].groups) == {by: everywhere[by]}
    assert dict(rows["who: Option nurse"].groups) == {by: of_nurse[by]}
    assert rows["who: Option head"].answer == answer_of({"who": "head"})
    assert int(rows["who: Option head"].gave.sum()) == 42


def test_shares_are_seen_by_group_where_the_option_exists(study: Study) -> None:
    table = shares_by_group("who", study).set_index(["label", "category"])
    assert table["share"]["Option head"].tolist() == [0.5, 0.5, 0.05]
    assert table["suppressed"]["Option head"].tolist() == [True, False, True]
    nurse = table.loc["Option nurse"]
    assert np.isnan(nurse["share"]["CLG"])
    assert nurse["share"][["LGT", "PRO"]].tolist() == [0.5, 0.5]
    assert not nurse["suppressed"].any()
    assert table["group"]["Option head"].tolist() == ["Collège", "LGT", "LP et SEP"]
    assert table["base"]["Option head"].tolist() == [40, 40, 40]


def test_shares_are_seen_by_another_domain(study: Study) -> None:
    table = shares_by_group("who", study, "bassin").set_index(["label", "category"])
    assert table["group"]["Option head"].tolist() == ["Est", "Sud"]
    assert table["share"]["Option head"].tolist() == [21 / 60, 21 / 60]
    assert not table["suppressed"]["Option head"].any()


def test_a_group_has_a_name() -> None:
    assert group_label("voie", "PRO") == "LP et SEP"
    assert group_label("voie", "other") == "Other"
    assert group_label("bassin", "nord") == "Nord"


def test_the_link_of_an_option_is_that_of_the_groups_that_have_it(study: Study) -> None:
    links = links_by_group("who", study)
    assert links.columns.tolist() == ["label", "cramers_v", "p_adjusted"]
    assert links["label"].tolist() == ["Option head", "Option nurse"]
    assert links["cramers_v"].isna().tolist() == [True, False]
    assert links["p_adjusted"].isna().tolist() == [True, False]
    known = shares_by_group("who", study)
    shown = known.assign(suppressed=False)
    assert links_by_group("who", study, shares=shown)["cramers_v"].notna().all()
    by_bassin = links_by_group("body", study, by="bassin")
    assert by_bassin["p_adjusted"].notna().all()
    assert by_bassin["cramers_v"].tolist() != links_by_group("body", study)["cramers_v"].tolist()


def test_what_the_pipeline_decided_is_read_where_it_is_current(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = replace(study, is_built=True)
    kept = tmp_path / "secret.json"
    decided = hidden_groups(study)
    kept.write_text(write_hidden(decided), encoding="utf-8")
    monkeypatch.setattr("bilan.disclosure.crossed_tables.built", lambda *_: kept)
    monkeypatch.setattr("bilan.disclosure.crossed_tables.is_current", lambda path: path == kept)
    monkeypatch.setattr(
        "bilan.disclosure.crossed_tables.decide_hidden", lambda *_: pytest.fail("made")
    )
    read = hidden_groups(made)
    assert list(read) == list(decided)
    for domain, rows in decided.items():
        assert list(read[domain]) == list(rows)
        assert all(read[domain][name].equals(flags) for name, flags in rows.items())


def test_what_was_decided_is_decided_once(study: Study) -> None:
    assert hidden_groups(study) is hidden_groups(study)
    one = hidden_groups(study, "who")
    assert one is hidden_groups(study, "who")
    assert one is not hidden_groups(study, "who", by="bassin")
    assert set(one["voie"]) == {"letters", "who: Option head", "who: Option nurse"}
    assert set(hidden_groups(study, "body", "who")["voie"]) > set(one["voie"])
    assert hidden_groups(study, by="bassin")["bassin"].keys() == {"letters"}


def test_answers_that_no_table_shows_are_guarded_too(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All questions are handed over as they are, with the wave's threshold."""
    seen = {}

    def decide(rows: object, **more: object) -> dict:
        seen.update(more, rows=rows)
        return {}

    monkeypatch.setattr(crossed_tables, "withheld", decide)
    assert hidden_groups(study, "body") == {"voie": {}, "bassin": {}}
    assert [row.answer for row in seen["silent"]] == [
        answer_of({"letter": "Y"}), answer_of({"letter": "N"}),
        answer_of({"body": "new"}), answer_of({"body": "old"}),
        answer_of({"who": "head"}), answer_of({"who": "nurse"}),
    ]  # fmt: skip
    assert seen["threshold"] == 5
    assert seen["schools"].columns.tolist() == ["voie", "bassin", "type", "secteur"]
    assert seen["questions"].complete == {"letter", "body", "who"}
    assert list(seen["rows"]) == ["letters", "body: Option new", "body: Option old"]
