"""Indicators: as each wave has them, and what is wrong in the file."""

from pathlib import Path
from typing import Any

import pytest
from builders import asked, indicator

from bilan.project.errors import DataError
from bilan.survey.indicators import contradicted, indicators_in, read_indicators, read_statements

CODEBOOK = """\
questions:
  - {id: pilot, group: pilotage, type: Y, wording: "?", waves: {"2014": {column: P, change: new}}}
  - {id: hours, group: pilotage, type: N, wording: "?", waves: {"2014": {column: H, change: new}}}
  - id: members
    group: pilotage
    type: M
    wording: "?"
    options: {chef: {label: Chef, code: SQ001}}
    waves:
      "2014": {column: M, change: new}
      "2015":
        column: M
        change: options changed
        options: {chef: {label: Chef, code: SQ001}, cpe: {label: CPE, code: SQ002}}
"""
COMMON = 'label: L, chapter: "1.1", unit: percent, base_label: "EPLE"'
INDICATORS = f"""\
indicators:
  - {{id: share, kind: share, numerator: {{pilot: Y}}, base: all, {COMMON}, target: 0.75}}
  - {{id: mean, kind: mean, numerator: hours, base: {{pilot: Y}}, {COMMON}}}
  - {{id: ratio, kind: ratio, numerator: [hours], base: hours, {COMMON}}}
  - {{id: count, kind: count_mean, numerator: members, base: {{type: [LGT, LP]}}, {COMMON}}}
  - id: later
    kind: share
    numerator: {{members: [chef, cpe]}}
    base: all
    {COMMON.replace(", ", chr(10) + "    ")}
    waves:
      from: "2015"
      until: "2016"
      "2016": {{base: {{pilot: Y}}, base_label: "autres EPLE"}}
"""


def write(tmp_path: Path, text: str = INDICATORS) -> tuple[Path, Path]:
    (tmp_path / "codebook.yml").write_text(CODEBOOK, encoding="utf-8")
    (tmp_path / "indicateurs.yml").write_text(text, encoding="utf-8")
    return tmp_path / "indicateurs.yml", tmp_path / "codebook.yml"


def test_indicators_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    indicators = read_indicators(*write(tmp_path))
    assert [i.id for i in indicators] == ["share", "mean", "ratio", "count", "later"]
    assert (indicators[0].numerator, indicators[0].target) == ({"pilot": "Y"}, 0.75)
    assert (indicators[0].progress, indicators[0].published) == ("none", None)


@pytest.mark.parametrize("wave", ["2014", "2015"])
def test_every_indicator_has_a_subject_of_its_own(wave: str) -> None:
    """No sentence has to say « l’indicateur « Libellé » », nor « la part des ensemble des »."""
    subjects = [indicator.subject for indicator in indicators_in(wave)]
    assert [subject for subject in subjects if "«" in subject or "ensemble des" in subject] == []
    assert len(set(subjects)) == len(subjects)


def test_an_indicator_without_a_phrase_is_named() -> None:
    assert indicator("a", {"q": "oui"}, label="Part").subject == "l’indicateur « Part »"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: mean", "id: share", "`share` twice"),
        (
            "numerator: {pilot: Y}",
            "numerator: pilot",
            "`share`: a share does not have such a numerator",
        ),
        (
            "numerator: [hours]",
            "numerator: hours",
            "`ratio`: a ratio does not have such a numerator",
        ),
        (
            "numerator: hours, base: {",
            "numerator: {pilot: Y}, base: {",
            "`mean`: a mean does not have such a numerator",
        ),
        ("numerator: {pilot: Y}", "numerator: {pilote: Y}", "`share`: no question `pilote`"),
        (
            "numerator: {pilot: Y}",
            "numerator: {pilot: oui}",
            "`share`: `pilot` has no option `oui`",
        ),
        ("numerator: {pilot: Y}", "numerator: {hours: Y}", "`share`: `hours` has no option `Y`"),
        ("base: all, ", "base: everyone, ", "`share`: unknown base `everyone`"),
        ("[chef, cpe]", "[chef, dane]", "`later`: `members` has no option `dane`"),
        ("type: [LGT, LP]", "type: [LYC]", "`count`: `type` has no option `LYC`"),
        ("type: [LGT, LP]", "filiere: [LGT]", "`count`: no question `filiere`"),
        (
            "base: {pilot: Y}, base_label",
            "base: {pilote: Y}, base_label",
            "`later`: no question `pilote`",
        ),
        ("numerator: members", "numerator: hours", "`count`: no question `hours` of type M"),
        (
            "numerator: hours, base: {",
            "numerator: heures, base: {",
            "`mean`: no question `heures` of type N",
        ),
        (
            "numerator: [hours]",
            "numerator: [hours, members]",
            "`ratio`: no question `members` of type N",
        ),
        ("base: hours", "base: all", "`ratio`: no question `all` of type N"),
    ],
)
def test_what_would_vanish_or_mislead_is_an_error(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    paths = write(tmp_path, INDICATORS.replace(old, new, 1))
    with pytest.raises(DataError) as error:
        read_indicators(*paths)
    first, second, *listed = str(error.value).split("\n")
    assert (first, second) == (f"{paths[0]} is inconsistent", "  found:    ")
    assert listed[0] == f"- {problem}"


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    text = INDICATORS.replace("{pilot: Y}", "{pilote: Y}")
    with pytest.raises(DataError) as error:
        read_indicators(*write(tmp_path, text))
    assert str(error.value).split("\n")[2:] == [
        "- `share`: no question `pilote`",
        "- `mean`: no question `pilote`",
        "- `later`: no question `pilote`",
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "unit: percent",
            "unit: pourcent",
            "Invalid enum value 'pourcent' - at `$.indicators[0].unit`",
        ),
        (
            "target: 0.75",
            "target: haut",
            "Expected `float | null`, got `str` - at `$.indicators[0].target`",
        ),
        (
            "target: 0.75",
            "cible: 0.75",
            "Object contains unknown field `cible` - at `$.indicators[0]`",
        ),
        ("kind: share, ", "", "Object missing required field `kind` - at `$.indicators[0]`"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, old: str, new: str, found: str) -> None:
    with pytest.raises(DataError) as error:
        read_indicators(*write(tmp_path, INDICATORS.replace(old, new, 1)))
    assert str(error.value).split("\n")[1] == f"  found:    {found}"


def test_each_wave_has_its_own_indicators_and_bases() -> None:
    known = {wave: {i.id: i for i in indicators_in(wave)} for wave in ("2014", "2015")}
    assert "tableau_bord" in known["2015"]
    named = ["echange", "collaboratif", "cours", "messagerie", "vie_scolaire"]
    base = {"sujets": "impact", "metice_fonctions": named}  # those shown it that named a feature
    assert known["2014"]["metice_echange"].base == base
    assert known["2015"]["metice_echange"].base == {"sujets": "metice"}
    assert known["2014"]["metice_echange"].base_label != known["2015"]["metice_echange"].base_label


def test_an_indicator_has_its_first_and_last_wave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    indicators = read_indicators(*write(tmp_path))
    monkeypatch.setattr("bilan.survey.indicators.read_indicators", lambda _: indicators)
    years = [str(year) for year in range(2014, 2018)]
    assert ["later" in [i.id for i in indicators_in(year)] for year in years] == [
        False,
        True,
        True,
        False,
    ]
    assert [i.base for i in indicators_in("2016") if i.id == "later"] == [{"pilot": "Y"}]
    assert [i.base for i in indicators_in("2015") if i.id == "later"] == ["all"]


@pytest.mark.parametrize("year", ["2016", "2017", "2030"])
def test_a_later_wave_has_the_base_that_was_changed_last(year: str) -> None:
    last, later = ({i.id: i for i in indicators_in(wave)} for wave in ("2015", year))
    assert later == last


FILTERED = CODEBOOK.replace(
    '{id: hours, group: pilotage, type: N, wording: "?", ',
    '{id: hours, group: pilotage, type: N, wording: "?", filter: {pilot: Y}, base: shown, ',
)


def contradictions(tmp_path: Path, codebook: str, indicators: str) -> list[str]:
    paths = write(tmp_path, indicators)
    paths[1].write_text(codebook, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_indicators(*paths)
    return str(error.value).split("\n")[2:]


def test_a_base_that_contradicts_a_filter_is_named_with_it(tmp_path: Path) -> None:
    text = INDICATORS.replace("numerator: hours, base: {pilot: Y}", "numerator: hours, base: all")
    against = "where the filter of the question `hours` is {pilot: Y}"
    assert contradictions(tmp_path, FILTERED, text) == [
        f"- `{name}`, wave {wave}: base `{base}`, {against}"
        for name, base in (("mean", "all"), ("ratio", "hours"))
        for wave in ("2014", "2015")
    ]


def test_a_filter_that_a_wave_changes_must_be_followed_by_the_base(tmp_path: Path) -> None:
    only = INDICATORS.splitlines(keepends=True)[2]
    changed = FILTERED.replace(
        "{column: H, change: new}",
        '{column: H, change: new}, "2016": {change: base changed, filter: {pilot: N}}',
    )
    told = "base {pilot: Y}, where the filter of the question `hours` is {pilot: N}"
    wrong = contradictions(tmp_path, changed, f"indicators:\n{only}")
    assert wrong == [f"- `mean`, wave 2016: {told}"]
    followed = only.rstrip("}\n") + ', waves: {"2016": {base: {pilot: N}}}}\n'
    paths = write(tmp_path, f"indicators:\n{followed}")
    paths[1].write_text(changed, encoding="utf-8")
    assert read_indicators(*paths)[0].base == {"pilot": "Y"}


@pytest.mark.parametrize(
    ("base", "filter", "shown", "kind", "wrong"),
    [
        ("all", {"a": "x"}, "all", "share", False),  # the codebook counts every respondent
        ("all", {"a": "x"}, "shown", "share", True),
        ("all", {"a": "x"}, "all", "mean", True),  # a mean has only those who were shown it
        ({"a": "x"}, {"a": ["x", "y"]}, "shown", "share", False),
        ({"a": ["x", "y"]}, {"a": "x"}, "shown", "share", True),
        ({"a": "y"}, {"a": "x"}, "all", "share", True),  # nobody was shown it
        ({"m": "y"}, {"m": "x"}, "all", "share", False),  # both may be ticked
        ({"b": "x"}, {"a": "x"}, "all", "share", False),
        ({"b": "x"}, {"a": "x"}, "shown", "share", True),
        ("asked", {"a": "x"}, "shown", "share", False),
    ],
)
def test_what_contradicts(base: Any, filter: Any, shown: str, kind: str, wrong: bool) -> None:
    known = {q.id: q for q in (
        asked("a", "L", options=["x", "y"]), asked("b", "L", options=["x"]),
        asked("m", "M", options=["x", "y"]),
        asked("q", "N" if kind == "mean" else "Y", filter=filter, base=shown),
    )}  # fmt: skip
    stated = indicator("i", "q" if kind == "mean" else {"q": "Y"}, kind=kind, base=base)
    assert bool(list(contradicted(stated, known))) is wrong


def test_statements_of_the_2014_report() -> None:
    stated = {s.id: s.kind for s in read_statements()}
    published = {
        "fieldwork_start": "date",
        "fieldwork_end": "date",
        "compo_autres": "order",
        "alpha": "level",
        "compo_type_association": "significant",
        "projet_type_association": "significant",
    }
    assert stated.items() >= published.items()
