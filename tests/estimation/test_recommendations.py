"""The register of recommendations: each status, both findings, and the chapters of the report."""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from builders import indicator

from bilan.estimation.recommendations import (
    Basis,
    Outcome,
    Recommendation,
    made_by,
    outcomes,
    read_register,
    status_of,
)
from bilan.estimation.study import open_study
from bilan.estimation.wave_change import compare
from bilan.french.typography import check_typography
from bilan.project.errors import DataError
from bilan.project.paths import INDICATORS, REPORT
from bilan.report.recommendation_tables import FOLLOWED, findings, followed_piece, register_piece
from bilan.survey.indicators import Indicator, indicators_in, read_indicators

pytestmark = pytest.mark.slow

N = "\u00a0"
INDICATORS_HERE = {
    "a": indicator("a", {"q": "Y"}, progress="up", target=0.75),
    "b": indicator("b", {"r": "Y"}, progress="up"),
    "c": indicator("c", {"s": "Y"}),
    "d": indicator("d", {"t": "Y"}, progress="down"),
}


def basis(id: str, direction: Any = "up", **more: Any) -> Basis:
    return Basis(id=id, baseline=more.pop("baseline", "2014"), direction=direction, **more)


def made(*indicators: Basis, wave: str = "2014", **more: Any) -> Recommendation:
    stated = {
        "id": "x", "kind": "recommendation", "chapter": "2.1", "addressee": ["chefs"],
        "short": "Titre", "text": "Faire.",
        **more,
    }  # fmt: skip
    return Recommendation(wave=wave, indicators=list(indicators), **stated)


def values(**known: float | None) -> pd.DataFrame:
    return pd.DataFrame({"id": list(known), "domain": "ensemble", "value": list(known.values())})


def follow(
    recommendation: Recommendation,
    verdicts: dict[str, str],
    *,
    before: dict[str, float] | None = None,
    now: dict[str, float] | None = None,
) -> Outcome:
    """What 2015 says of it; every value is 40 % in 2014 and 50 % in 2015 unless it is given."""
    names = list(INDICATORS_HERE)
    estimates = {
        "2014": values(**(before or dict.fromkeys(names, 0.4))),
        "2015": values(**(now or dict.fromkeys(names, 0.5))),
    }
    changed = pd.DataFrame({"id": list(verdicts), "verdict": list(verdicts.values())})
    [outcome] = outcomes(
        [recommendation],
        wave="2015",
        indicators=list(INDICATORS_HERE.values()),
        estimates=estimates,
        evolution=changed,
    )
    return outcome


AIMED = basis("a", target=0.75)


@pytest.mark.parametrize(
    ("bases", "verdicts", "value", "status"),
    [
        ([AIMED], {"a": "progresse"}, 0.75, "atteint"),
        ([AIMED], {"a": "stable"}, 0.75, "atteint"),
        ([AIMED], {"a": "non comparable"}, 0.75, "atteint"),
        ([AIMED], {"a": "progresse"}, 0.7499, "en progrès"),
        ([AIMED, basis("b")], {"a": "stable", "b": "recule"}, 0.75, "en recul"),
        ([basis("b")], {"b": "progresse"}, 0.9, "en progrès"),
        ([AIMED, basis("b")], {"a": "stable", "b": "progresse"}, 0.5, "en progrès"),
        ([basis("b")], {"b": "stable"}, 0.5, "sans évolution mesurable"),
        ([basis("b"), basis("c")], {"b": "stable", "c": "non comparable"}, 0.5,
         "sans évolution mesurable"),
        ([basis("b")], {"b": "recule"}, 0.5, "en recul"),
        ([basis("b"), basis("c")], {"b": "stable", "c": "recule"}, 0.5, "en recul"),
        ([basis("b")], {"b": "non comparable"}, 0.5, "non mesuré"),
        ([basis("b")], {}, 0.5, "non mesuré"),
        ([], {}, 0.5, "non mesuré"),
        # Mixed: the greater number decides, and as many each way is no direction.
        ([basis("a"), basis("b"), basis("c")],
         {"a": "progresse", "b": "progresse", "c": "recule"}, 0.5, "en progrès"),
        ([basis("a"), basis("b"), basis("c")],
         {"a": "recule", "b": "progresse", "c": "recule"}, 0.5, "en recul"),
        ([basis("a"), basis("b"), basis("c")],
         {"a": "recule", "b": "progresse", "c": "stable"}, 0.5, "sans évolution mesurable"),
    ],
)  # fmt: skip
def test_status(bases: list[Basis], verdicts: dict[str, str], value: float, status: str) -> None:
    now = dict.fromkeys(INDICATORS_HERE, value)
    outcome = follow(made(*bases), verdicts, now=now)
    assert outcome.status == status
    assert status_of(outcome.evidence) == status


def test_a_target_below_is_reached_from_above() -> None:
    down = basis("d", "down", target=0.25)
    assert down.reached(0.25)
    assert not down.reached(0.2501)
    assert not basis("d", "down").reached(0.0)


def test_all_targets_must_be_reached() -> None:
    both = made(AIMED, basis("b", target=0.9))
    assert follow(both, {"a": "stable"}, now={"a": 0.8, "b": 0.8}).status != "atteint"
    assert follow(both, {"a": "stable"}, now={"a": 0.8, "b": 0.9}).status == "atteint"
    assert follow(both, {"a": "stable"}, now={"a": 0.8}).status != "atteint"


def test_a_verdict_is_turned_only_where_the_indicator_wants_no_direction() -> None:
    # `c` has no direction of its own: it « progresse » when it rises, and here it should fall.
    assert follow(made(basis("c", "down")), {"c": "progresse"}).status == "en recul"
    assert follow(made(basis("c", "down")), {"c": "recule"}).status == "en progrès"
    assert follow(made(basis("c", "up")), {"c": "progresse"}).status == "en progrès"
    assert follow(made(basis("d", "down")), {"d": "progresse"}).status == "en progrès"


def test_the_wave_that_recommends_gives_no_status() -> None:
    assert follow(made(basis("b"), wave="2015"), {"b": "progresse"}).status is None
    [first] = outcomes(
        [made(basis("b"))],
        wave="2014",
        indicators=list(INDICATORS_HERE.values()),
        estimates={"2014": values(b=0.4)},
    )
    assert first.status is None


# ------------------------------------------------------------------------------------ findings


def test_no_indicator_and_no_reason_is_reported() -> None:
    [(name, message)] = findings([follow(made(), {})], wave="2015")
    assert name == "x"
    assert "`x` (bilan de 2014)" in message
    assert "sans indicateur" in message
    assert "why_not_measured" in message
    assert findings([follow(made(why_not_measured="Pas demandé."), {})], wave="2015") == []


@pytest.mark.parametrize(
    ("direction", "value", "reported"),
    [("up", 0.499, False), ("up", 0.5, True), ("down", 0.501, False), ("down", 0.5, True)],
)
def test_evidence_that_has_changed_side_is_reported(
    direction: str, value: float, reported: bool
) -> None:
    held = made(basis("c", direction, threshold=0.5))
    messages = [
        m for _, m in findings([follow(held, {"c": "stable"}, now={"c": value})], wave="2015")
    ]
    assert bool(messages) is reported
    if reported:
        side = "au-dessous" if direction == "up" else "au-dessus"
        assert f"`c` a changé de côté en 2015{N}: «{N}Titre{N}»" in messages[0]
        assert f"{side} de 50,0{N}%" in messages[0]
        assert f"est de 50,0{N}%" in messages[0]


def test_evidence_that_is_no_longer_measured_is_reported() -> None:
    gone = follow(made(basis("b"), basis("c")), {}, now={"a": 0.5})
    assert "aucun de ses indicateurs n’est mesuré en 2015" in findings([gone], wave="2015")[0][1]
    assert findings([follow(made(basis("b"), basis("c")), {}, now={"b": 0.5})], wave="2015") == []
    later = follow(made(basis("b", baseline="2016")), {}, now={"a": 0.5})
    assert findings([later], wave="2015") == []


# -------------------------------------------------------------------------------------- pieces


def rows(piece: str) -> list[list[str]]:
    lines = [line for line in piece.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def followed(*found: Outcome) -> str:
    return followed_piece(found, chapter="2.1", wave="2015", previous="2014")


def test_a_followed_recommendation_has_its_values_its_target_and_its_status() -> None:
    piece = followed(follow(made(AIMED, basis("b")), {"a": "progresse", "b": "stable"}))
    header, _, row = rows(piece)
    assert header[0] == r"Recommandation \(destinataire\)"
    assert row[0] == r"Titre \(chefs\)"
    first, second = row[1].split("\u202f; ")
    assert r"[40\,0" + N + r"\%]{ind=a vague=2014} → [50\,0" + N + r"\%]{ind=a}" in first
    assert r"(cible 75\,0" in first
    assert first.endswith("*progresse*")
    assert "cible" not in second
    assert row[2] == f"**En progrès**{N}: 1 indicateur sur 2"
    assert "{#tbl-registre-pilotage}" in piece
    assert "Raison qui ne tient plus" not in piece


def test_a_mixed_case_says_how_many_moved_each_way() -> None:
    three = made(basis("a"), basis("b"), basis("c"))
    mixed = follow(three, {"a": "progresse", "b": "progresse", "c": "recule"})
    assert rows(followed(mixed))[2][2] == f"**En progrès**{N}: 2 progressent, 1 recule, sur 3"


def test_what_is_new_or_gone_or_never_measured_is_said() -> None:
    new = follow(made(basis("b", baseline="2015")), {"b": "non comparable"})
    gone = follow(made(basis("b")), {}, now={"a": 0.5})
    never = follow(made(why_not_measured="Le questionnaire n’en dit rien."), {})
    found = rows(followed(new, gone, never))[2:]
    assert "*première mesure*" in found[0][1]
    assert "→" not in found[0][1]
    assert "*n’est pas mesuré en 2015*" in found[1][1]
    assert found[2][1] == r"Le questionnaire n’en dit rien\."
    assert [row[2] for row in found] == ["**Non mesuré**"] * 3


def test_the_reader_is_told_of_a_reason_that_is_gone() -> None:
    piece = followed(follow(made(basis("b", threshold=0.5)), {"b": "progresse"}))
    assert f"**Raison qui ne tient plus en 2015**{N}:" in piece


def test_the_first_register_has_baselines_and_targets_only() -> None:
    asked = made(AIMED, basis("b", baseline="2015"))
    ranked = made(kind="perspective", rank=3, chapter="3", why_not_measured="Rien.")
    found = outcomes(
        [asked, ranked],
        wave="2014",
        indicators=list(INDICATORS_HERE.values()),
        estimates={"2014": values(a=0.4)},
    )
    piece = register_piece(found, wave="2014")
    header, _, first, second = rows(piece)
    assert len(header) == 2
    assert r"[40\,0" in first[1]
    assert "à mesurer en 2015" in first[1]
    assert second[0] == rf"3\.{N}Titre \(chefs\)"
    assert "{#tbl-registre}" in piece


def test_text_from_the_data_stays_text() -> None:
    hostile = made(short="[x](http://y) | <b>", why_not_measured="*non* {{< meta x >}}")
    row = rows(followed(follow(hostile, {})).replace(r"\|", "/"))[2]
    assert row[0].startswith(r"\[x\]\(http\:\/\/y\) / \<b\>")
    assert row[1].startswith(r"\*non\* \{\{\<")


# ----------------------------------------------------------------------------- the YAML's errors


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("indicators: [{id: inconnu, baseline: '2014', direction: up}]", "no indicator `inconnu`"),
        ("indicators: [{id: lettre_mission, baseline: '2014', direction: up, target: 0.5}]",
         "target 0.5, and 0.75"),
        ("indicators: [{id: lettre_mission, baseline: '2014', direction: down, target: 0.75}]",
         "direction down, and progress up"),
        ("indicators: [{id: sujet_impact, baseline: '2014', direction: up}]\n"
         "    why_not_measured: 'Non.'", "says why it is not measured"),
        ("indicators: []\n    rank: 2", "a recommendation has none"),
    ],
)  # fmt: skip
def test_an_inconsistent_register_is_an_error(tmp_path: Path, change: str, expected: str) -> None:
    path = tmp_path / "preconisations.yml"
    path.write_text(
        "recommendations:\n  - id: x\n    wave: '2014'\n    kind: recommendation\n"
        f"    chapter: '2.1'\n    addressee: [a]\n    short: s\n    text: t\n    {change}\n"
    )
    with pytest.raises(DataError, match=re.escape(expected)):
        read_register(path, INDICATORS)


# ------------------------------------------------------------------------------ the real waves


@pytest.fixture(scope="module")
def real() -> list[Outcome]:
    """What 2015 says of the recommendations of 2014, from the exports of the project."""
    after = open_study("2015")
    before = after.previous
    assert before is not None
    known: dict[str, tuple[Indicator, ...]] = {w: indicators_in(w) for w in ("2014", "2015")}
    return outcomes(
        made_by("2014", read_register()),
        wave="2015",
        indicators=read_indicators(),
        estimates={"2014": before.estimates, "2015": after.estimates},
        evolution=compare(before.responses, after.responses, known, alpha=0.05, disclosure=5),
    )


PROGRESS, NONE = "en progrès", "non mesuré"


def test_statuses_of_2014_as_2015_computes_them(real: list[Outcome]) -> None:
    assert {item.recommendation.id: item.status for item in real} == {
        "instance_active": "sans évolution mesurable",
        "instance_elargie": PROGRESS,
        "volet_numerique": PROGRESS,
        "coordonnateur_volontaire": NONE,
        "lettre_et_rapport": PROGRESS,
        "referent_sollicite": PROGRESS,
        "assistance_proche": PROGRESS,
        "assistance_missions_ecrites": NONE,
        "assistance_connue": NONE,
        "offre_concentree": PROGRESS,
        "formation_suivie": NONE,
        "entraide": PROGRESS,
        "formation_active": NONE,
        "engagement_reconnu": NONE,
        "perspective_assistance": PROGRESS,
        "perspective_tableau_bord": NONE,
        "perspective_trame_lettre": PROGRESS,
        "perspective_espe": NONE,
        "perspective_hybride": NONE,
        "perspective_reseaux": PROGRESS,
        "perspective_feuille_route": NONE,
        "perspective_second_bilan": NONE,
    }


def test_pieces_of_the_report_are_typographically_right(real: list[Outcome]) -> None:
    pieces = [followed_piece(real, chapter=c, wave="2015", previous="2014") for c in FOLLOWED]
    for piece in (*pieces, register_piece(real, wave="2015")):
        assert check_typography(piece) == []


def test_reasons_that_2015_takes_away(real: list[Outcome]) -> None:
    told = [message for _, message in findings(real, wave="2015")]
    assert [re.findall(r"`(\w+)`", message) for message in told] == [
        ["instance_elargie", "compo_prof_doc"],
        ["referent_sollicite", "referent_instance"],
        ["referent_sollicite", "compo_referent_dane"],
        ["perspective_reseaux", "referent_instance"],
    ]


def test_each_reason_held_when_the_recommendation_was_made() -> None:
    """A threshold that the wave's own value does not meet would be no reason."""
    for wave in ("2014", "2015"):
        estimates = open_study(wave).estimates
        found = outcomes(
            made_by(wave, read_register()),
            wave=wave,
            indicators=read_indicators(),
            estimates={"2014": open_study("2014").estimates, wave: estimates},
        )
        assert findings(found, wave=wave) == []


SPELLED = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
CHAPTERS = {"2.1": "21-pilotage-rh.qmd", "2.2": "22-formation.qmd", "3": "30-perspectives.qmd"}
COUNTED = {
    "en progrès": r"(\w+) des (\w+) (?:recommandations|chantiers)[^.]*? sont en progrès",
    "sans évolution mesurable": r"(\w+) (?:est|sont) sans évolution mesurable",
    "non mesuré": r"(\w+) ne sont pas mesurées",
}
TYPED = re.compile(
    r"progrès (?:net|partiel)|sans changement|non mesuré|en recul|en progrès|déjà acquis|en marche"
    r"|sans évolution",
    re.IGNORECASE,
)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapters_of_2015_type_no_status_of_their_own(real: list[Outcome], chapter: str) -> None:
    text = (REPORT / "2015" / CHAPTERS[chapter]).read_text(encoding="utf-8")
    name = FOLLOWED[chapter]
    assert f"{{{{< include ../../figures/2015/registre-{name}.qmd >}}}}" in text
    typed = [line for line in text.splitlines() if line.startswith("|") and TYPED.search(line)]
    assert typed == []
    statuses = [i.status for i in real if i.recommendation.chapter == chapter]
    told = re.search(COUNTED["en progrès"], text)
    assert told, "the chapter says how many are in progress"
    assert SPELLED.index(told[1].lower()) == statuses.count(PROGRESS)
    assert SPELLED.index(told[2].lower()) == len(statuses)
    for status in ("sans évolution mesurable", "non mesuré"):
        for counted in re.findall(COUNTED[status], text):
            number = SPELLED.index(counted.lower().replace("une", "un"))
            assert number == statuses.count(status)  # type: ignore[arg-type]
