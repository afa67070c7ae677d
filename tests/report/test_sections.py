"""The generated pieces: titles of the editors, texts made from the data, and nothing else."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pypandoc
import pytest
from builders import asked, indicator, wave

from bilan.estimation.estimates import COLUMNS
from bilan.project.errors import DataError, TextError
from bilan.report import sections
from bilan.report.annex_tables import response_piece, tables_piece
from bilan.report.questionnaire import questionnaire_piece
from bilan.report.sections import Title, colophon_piece, illustration_piece, read_titles

FACTS = {
    "id": "instance",
    "kind": "shares",
    "alt": 'Barres : "comité" 61,5 %',
    "reading": "75 EPLE sur 122 ont répondu *comité*.",
    "field": "ensemble des EPLE répondants (122 EPLE).",
    "source": "enquête 2014.",
    "unit": "En %",
    "header": ["Modalité", "Part", "Effectif", "Base"],
    "rows": [["Comité | dédié", "61,5 %", "75", "122"], ["Autre", "8,2 %", "10", "122"]],
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "2014" / "instance.json"
    path.parent.mkdir()
    path.write_text(json.dumps(FACTS), encoding="utf-8")
    for kind, size in (("csv", 12), ("svg", 2048), ("png", 250_000)):
        path.with_suffix(f".{kind}").write_bytes(b"x" * size)
    return path


def html(markdown: str) -> str:
    return str(pypandoc.convert_text(markdown, "html", "markdown", extra_args=["--wrap=none"]))


def test_a_table_of_ones_own_is_a_table_with_its_caption(facts: Path) -> None:
    facts.write_text(json.dumps({**FACTS, "kind": "table"}), encoding="utf-8")
    page = html(illustration_piece(facts, Title("Un **titre**.", "Qui, quand.")))
    assert '<div id="tbl-instance">' in page or 'id="tbl-instance"' in page
    assert "Comité | dédié" in page
    assert "<img" not in page
    assert "instance.csv" in page
    assert "instance.svg" not in page
    assert "Un <strong>titre</strong>." in page


# Titles


@pytest.fixture
def titles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Write the editors' file of titles."""
    monkeypatch.setattr(sections, "REPORT", tmp_path)

    def write(text: str) -> Path:
        (tmp_path / "2014").mkdir(exist_ok=True)
        path = tmp_path / "2014" / "illustrations.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_titles_are_read_by_name(titles: Callable[[str], Path]) -> None:
    titles('a: {title: "Un *titre*", subtitle: "En %"}\nb: {title: t, subtitle: s}\n')
    assert read_titles("2014", ["a"])["a"] == Title(title="Un *titre*", subtitle="En %")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: {title: t, subtitle: s}", "b sans title, b sans subtitle"),
        ("a: {title: t, subtitle: s}\nb: {subtitle: s}", "b sans title"),
        (
            'a: {title: t, subtitle: " "}\nb: {title: "", subtitle: s}',
            "a sans subtitle, b sans title",
        ),
        ("{}", "a sans title, a sans subtitle, b sans title, b sans subtitle"),
    ],
)
def test_an_illustration_without_its_title_is_an_error_in_french(
    titles: Callable[[str], Path], text: str, found: str
) -> None:
    path = titles(text)
    with pytest.raises(TextError) as error:
        read_titles("2014", ["a", "b"])
    assert str(error.value) == (
        f"{path} : illustration sans titre\n"
        "  expected: `title` et `subtitle` pour chaque illustration\n"
        f"  found:    {found}\n"
        "  next:     écrivez ce qui manque"
    )
    assert error.value.exit_code == 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: {titre: t}", "Object contains unknown field `titre` - at `$[...]`"),
        ("a: un titre", "Expected `object`, got `str` - at `$[...]`"),
        ('a: {title: "x}', "while scanning a quoted scalar"),
        ("a: {title: t}\na: {title: u}", "the key `a` stands twice"),
    ],
)
def test_a_wrong_file_of_titles_names_what_is_wrong(
    titles: Callable[[str], Path], text: str, found: str
) -> None:
    titles(text)
    with pytest.raises(DataError) as error:
        read_titles("2014", ["a"])
    assert found in str(error.value).split("\n")[1]


# The piece of an illustration


def test_an_illustration_obeys_its_contract(facts: Path) -> None:
    text = illustration_piece(facts, Title(title="Un titre [61,5 %]{ind=x}", subtitle="En %"))
    page = html(text)
    assert text.startswith("::::: {#fig-instance}\n")
    assert 'src="../../figures/2014/instance"' in page
    assert 'alt="Barres : &quot;comité&quot; 61,5 %"' in page
    assert '<span data-ind="x">61,5 %</span>' in page
    assert "<strong>Lecture</strong>\u00a0: 75 EPLE sur 122 ont répondu *comité*." in page
    assert "<strong>Champ</strong>\u00a0: ensemble des EPLE répondants (122 EPLE)." in page
    assert "<strong>Source</strong>\u00a0: enquête 2014." in page
    assert '<a href="donnees/instance.csv">données (CSV, 12\u00a0octets)</a>' in page
    assert '<a href="donnees/instance.png">image (PNG, 250\u00a0ko)</a>' in page
    assert ">Comité | dédié</td>" in page
    assert page.count("<tr") == 3


def test_every_text_of_the_data_is_escaped(facts: Path) -> None:
    hostile = "<b>{{< include x >}}</b>"
    changed = {**FACTS, **dict.fromkeys(("alt", "reading", "field", "source"), hostile)}
    changed |= {"rows": [[hostile] * 4], "header": [hostile, "b", "c", "d"]}
    facts.write_text(json.dumps(changed), encoding="utf-8")
    text = illustration_piece(facts, Title(title="t", subtitle="s"))
    assert "<b>" not in text
    assert "{{<" not in text


# Tables


def estimates(*rows: dict[str, Any]) -> pd.DataFrame:
    common = {"domain": "ensemble", "category": "", "lower": 0.5, "upper": 0.75}
    return pd.DataFrame([{**common, **row} for row in rows], columns=list(COLUMNS))


def test_the_annex_has_a_table_for_each_chapter_and_each_illustration(facts: Path) -> None:
    table = estimates(
        {"id": "a", "numerator": 75.0, "base": 122.0, "value": 75 / 122},
        {"id": "c", "numerator": 20.0, "base": 10.0, "value": 2.0, "lower": None},
    )
    stated = [
        indicator("a", {"q": "Y"}, label="Comité *dédié*"),
        indicator("b", {"q": "Y"}),  # not in this wave
        indicator("c", "n", kind="mean", unit="number", chapter="1.3"),
    ]
    text = tables_piece([facts], stated, table)
    captions = [line.replace("\\", "") for line in text.split("\n") if line.startswith(": ")]
    assert captions == [
        ": Indicateurs\u00a0: Pilotage {#tbl-indicateurs-1-1}",
        ": Indicateurs\u00a0: Assistance technique {#tbl-indicateurs-1-3}",
        ": Données de l’@fig-instance {#tbl-instance}",
    ]
    assert (
        "| Comité \\*dédié\\* | 61\\,5\u00a0\\% | 75 \\/ 122 | 50\\,0\u00a0\\% à 75\\,0\u00a0\\% |"
        in text
    )
    assert "| Libellé c | 2\\,0 | 20 \\/ 10 | – | EPLE |" in text
    assert "Libellé b" not in text
    assert '.content-hidden when-format="html"' in text


def test_the_annex_tells_each_change_with_its_bounds() -> None:
    table = estimates({"id": "a", "numerator": 64.0, "base": 100.0, "value": 0.64})
    missing = float("nan")
    changes = pd.DataFrame(
        [
            ("a", "1.1", 0.5, 0.64, 0.05, 0.2, "stable", 0.153),
            ("b", "1.1", 0.5, 0.6, missing, missing, "non comparable", missing),
        ],
        columns=["id", "chapter", "before", "after", "lower", "upper", "verdict", "smallest"],
    )
    stated = [indicator("a", {"q": "Y"}), indicator("b", {"q": "Y"})]
    both = pd.concat([table, table.assign(id="b")])
    text = tables_piece([], stated, both, changes=changes, waves=("2014", "2015"))
    rows = [line.replace("\\", "") for line in text.split("\n") if line.startswith("| Libellé")]
    assert rows[2:] == [
        "| Libellé a | 50,0\u00a0% | 64,0\u00a0% | +14,0\u00a0points | "
        "+5,0 à +20,0\u00a0points | stable | 15,3\u00a0points |",
        "| Libellé b | 50,0\u00a0% | 60,0\u00a0% | – | – | non comparable | – |",
    ]
    assert "{#tbl-evolution-1-1}" in text


def test_who_answered_by_type_and_secteur() -> None:
    rate, half = {"id": "response_rate"}, {"numerator": 1.0, "base": 2.0, "value": 0.5}
    colleges = {"numerator": 78.0, "base": 83.0, "value": 78 / 83}
    text = response_piece(
        estimates(
            {**rate, "numerator": 122.0, "base": 1300.0, "value": 122 / 1300},
            {**rate, "domain": "type", "category": "CLG", **colleges},
            {**rate, "domain": "type", "category": "SEP", "numerator": 0.0, "base": 0.0},
            {**rate, "domain": "voie", "category": "CLG", **colleges},
            {**rate, "domain": "secteur", "category": "prive", **half},
            {**rate, "domain": "bassin", "category": "nord", **half},
        )
    )
    lines = [line for line in text.split("\n") if line.startswith("| ")]
    assert lines == [
        "| EPLE | Interrogés | Répondants | Taux de réponse |",
        "| Ensemble | 1\u202f300 | 122 | 9\\,4\u00a0\\% |",
        "| Collège | 83 | 78 | 94\\,0\u00a0\\% |",
        "| SEP | 0 | 0 | – |",
        "| Privé | 2 | 1 | 50\\,0\u00a0\\% |",
    ]


def test_no_table_of_response_without_its_indicator() -> None:
    with pytest.raises(DataError, match="no estimate `response_rate`"):
        response_piece(estimates({"id": "a"}))


# The questionnaire


def test_the_questionnaire_says_what_was_asked_and_of_whom() -> None:
    questions = [
        asked("pilot", "Y"),
        asked("members", "M", options=["chef", "cpe"], filter={"pilot": "Y"}),
        asked("why", "T", filter={"members": ["chef", "cpe"], "type": ["LGT", "SEP"]}),
        dataclasses.replace(asked("where", "N", filter={"bassin": "nord"}), group="assistance"),
    ]
    text = questionnaire_piece(questions).replace("\u00a0", "~").replace("\u202f", "~")
    assert [line for line in text.split("\n") if line] == [
        "### Identification {.unnumbered}",
        "### Pilotage du numérique {.unnumbered}",
        "- **pilot \\?** (oui ou non).",
        "- **members \\?** (plusieurs réponses possibles)~: Option chef~\\; Option cpe. "
        "Posée si la réponse à «~pilot \\?~» est «~oui~».",
        "- **why \\?** (texte libre). Posée si la réponse à «~members \\?~» est «~Option chef~» "
        "ou «~Option cpe~» et si le type est «~LGT~» ou «~SEP~».",
        "### Accompagnement des usages {.unnumbered}",
        "### Assistance technique {.unnumbered}",
        "- **where \\?** (nombre). Posée si le bassin est «~nord~».",
    ]


# The colophon


@pytest.mark.parametrize(("simulated", "said"), [(True, "simulées"), (False, "réelles")])
def test_the_colophon_says_whether_the_data_are_simulated(simulated: bool, said: str) -> None:
    stated = msgspec.structs.replace(wave().stated, simulated=simulated)
    text = colophon_piece(dataclasses.replace(wave(), stated=stated))
    assert f"Les données sont {said}." in text
    assert "{{< meta moteur >}}" in text
