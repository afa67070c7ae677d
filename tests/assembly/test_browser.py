"""The published pages in a real browser: audits, and a reader's walk by keyboard."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from .browser import modules, run, run_json

pytestmark = pytest.mark.slow

Facts = dict[str, Any]


@pytest.fixture(scope="module", params=["2014", "2015"])
def walk(request: pytest.FixtureRequest, site: Path) -> Facts:
    """What happened on the way through the report of a wave."""
    facts: Facts = run_json("walk.cjs", str(site / request.param / "bilan.html"))
    return facts


def pages(site: Path) -> list[str]:
    names = ("bilan.html", "tableau-de-bord.html", "rapport-validation.html", "dictionnaire.html")
    found = [site / "index.html", *(page for name in names for page in site.glob(f"*/{name}"))]
    assert len(found) == 9
    return [str(page) for page in sorted(found)]


def test_audit_finds_nothing(site: Path) -> None:
    report: Facts = run_json("audit.cjs", *pages(site))
    assert {page: found for page, found in report.items() if found} == {}
    assert len(report) == 15  # four states of each report


def test_markup_is_valid(site: Path) -> None:
    program = modules() / "html-validate" / "bin" / "html-validate.mjs"
    done = run(str(program), "--config", ".htmlvalidate.json", *pages(site))
    assert done.returncode == 0, done.stdout + done.stderr


def test_audit_would_find_something(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>x</title><style>'
        "@media (prefers-color-scheme: dark) { p { color: #777; background: #666 } }</style></head>"
        '<body><p>Un texte</p><img src="https://a.example/i.png"></body></html>',
        encoding="utf-8",
    )
    (found,) = run_json("audit.cjs", str(page)).values()
    names = {line.split(":")[0] for line in found}
    assert {"request", "html-has-lang", "image-alt", "landmark-one-main"} <= names
    assert [line.split(":")[1] for line in found if line.startswith("dark")] == [" color-contrast"]


def test_audit_would_find_something_in_each_state(site: Path, tmp_path: Path) -> None:
    """The report to its first illustration, with what only a state shows made illegible."""
    text = (site / "2014" / "bilan.html").read_text(encoding="utf-8")
    text, cut = re.subn(r"(</details>).*(</main>)", r"\1\2", text, count=1, flags=re.DOTALL)
    assert cut == 1
    text, policies = re.subn(r"<meta[^>]*Content-Security-Policy[^>]*>", "", text)
    assert policies == 1
    parts = "dialog *, .resultats *, main details > :not(summary) *"
    style = f"<style>{parts} {{ color: #777 !important; background: #666 !important }}</style>"
    page = tmp_path / "bilan.html"
    page.write_text(text.replace("</head>", f"{style}</head>", 1), encoding="utf-8")
    report: Facts = run_json("audit.cjs", str(page))
    faults = {
        name.rpartition(" ")[2]: {line.split(":")[0] for line in found}
        for name, found in report.items()
    }
    states = ("(details)", "(origine)", "(recherche)")
    assert [name for name in states if "color-contrast" not in faults[name]] == []
    assert "color-contrast" not in faults[str(page)]


def test_the_first_stop_leads_to_the_text(walk: Facts) -> None:
    assert walk["skip_link"] == {"first": "Aller au contenu", "then": "contenu"}


def test_a_number_tells_where_it_comes_from_by_keyboard(walk: Facts) -> None:
    number = walk["number"]
    assert number["steps"] > 0
    assert number["title"]
    assert {"Effectif", "Champ", "Question", "Calcul", "Données"} <= set(number["facts"])
    assert number["links"][-1] == "donnees/indicateurs.csv"
    assert number["inside"]
    assert all(number["stops"])
    assert (number["expanded"], number["open"], number["again"]) == (1, 0, 1)
    assert number["back"]
    assert number["closed_by_mouse"]
    assert not number["hidden"]


def test_one_click_tells_all_of_a_number(walk: Facts) -> None:
    clicks = walk["two_clicks"]
    wave, value = (
        ("2015", "64,0\u00a0%") if clicks["sentence"][0] == "6" else ("2014", "61,5\u00a0%")
    )
    counted = {"2014": "75 sur 122 EPLE", "2015": "80 sur 125 EPLE"}[wave]
    told = clicks["facts"]
    assert clicks["value"] == f"{value} en {wave}"
    assert told["Effectif"] == counted
    assert told["Champ"] == "ensemble des EPLE répondants"
    assert " à " in told["Bornes"]
    assert " à " in told["Si les absents ressemblent aux répondants"]
    assert told["Question"].startswith("«\u00a0Quelle instance pilote le numérique")
    assert ("Évolution" in told) == (wave == "2015")
    if wave == "2015":
        assert told["Évolution"].startswith("61,5\u00a0% en 2014\u202f; stable")
    assert re.fullmatch(r"carnet 01_pilotage\.ipynb, cellule \[\d+\]", told["Calcul"])
    assert told["Données"] == "indicateurs.csv, ligne instance_comite"
    assert clicks["seen"]  # without scrolling


def test_a_number_of_several_indicators_tells_of_each(walk: Facts) -> None:
    several = walk["several"]
    names = several["names"]
    values, rows = several["told"][: len(names)], several["told"][len(names) :]
    if walk["two_clicks"]["value"].endswith("2014"):
        assert several["title"] == f"Comparaison de {len(names)}\u00a0indicateurs"
        assert all(" en 2014\u202f; " in value for value in values)
    else:
        assert several["title"] == f"Évolution de {len(names)}\u00a0indicateurs"
        assert all(" en 2015\u202f; " in value and " en 2014\u202f; " in value for value in values)
    assert rows == [f"indicateurs.csv, ligne {name}" for name in names]


def test_a_second_click_leads_to_the_cell_and_to_the_data(walk: Facts, site: Path) -> None:
    clicks = walk["two_clicks"]
    shown = clicks["value"].split()[0].split("\u00a0")[0]
    led = {name: Path(link["to"].removeprefix("file://")) for name, link in clicks["led"].items()}
    assert {name: path.is_relative_to(site) for name, path in led.items()} == dict.fromkeys(
        ("Calcul", "Données"), True
    )
    number = int(re.findall(r"\[(\d+)\]", clicks["led"]["Calcul"]["text"])[0])
    cells = json.loads(led["Calcul"].read_text(encoding="utf-8"))["cells"]
    (cell,) = [cell for cell in cells if cell.get("execution_count") == number]
    assert shown in json.dumps(cell["outputs"], ensure_ascii=False)
    with led["Données"].open(encoding="utf-8-sig", newline="") as file:
        (row,) = [r for r in csv.DictReader(file) if r["indicateur"] == "instance_comite"]
    assert f"{float(row['valeur']):.1f}".replace(".", ",") == shown


def test_an_illustration_tells_where_it_comes_from(walk: Facts) -> None:
    drawn = walk["illustration"]
    assert {"Question", "Champ", "Source", "Calcul", "Données"} <= set(drawn["facts"])
    assert drawn["back"].startswith("D’où vient l’illustration\u00a01")
    assert drawn["files"][:3] == [f"donnees/instance.{kind}" for kind in ("csv", "svg", "png")]
    assert drawn["downloads"] == len(drawn["files"])


def test_files_that_the_report_links_to_are_published(walk: Facts, site: Path) -> None:
    files = walk["illustration"]["files"]
    waves = [wave for wave in site.glob("20*") if all((wave / name).is_file() for name in files)]
    assert waves


def test_contents_lead_and_follow(walk: Facts) -> None:
    assert walk["contents"] == {"hash": "#sec-pilotage", "current": 1, "hidden": False}


def test_search_ignores_accents_and_case(walk: Facts) -> None:
    search = walk["search"]
    assert set(search["marks"]) <= {"évaluation", "Évaluation"}
    assert search["status"] == f"{len(search['marks'])} passages"
    assert "valuation" in search["found"]["text"]


def test_search_by_keyboard(walk: Facts) -> None:
    search = walk["search"]
    assert search["first"]
    assert search["field"] == "recherche"
    assert search["found"]["main"]
    assert not search["hidden"]
    assert search["cleared"] == ["", True]
    assert search["nothing"] == "Aucun passage"


def test_narrow_screen(walk: Facts) -> None:
    assert walk["narrow"] == {
        **{"folded": 0, "open": 1, "shut": 0, "covered": False},
        **{"sheet": 844, "width": 390, "narrowest": 320},
    }


def test_targets_are_large_enough(walk: Facts) -> None:
    assert walk["targets"]["small"] == []


def test_every_heading_and_illustration_has_its_link(walk: Facts) -> None:
    assert walk["names"]["anchors"] == walk["names"]["headings"] > 20


def test_every_bound_number_has_its_card(walk: Facts) -> None:
    assert walk["names"]["plain"] == []


def test_policy_holds(walk: Facts) -> None:
    assert walk["policy"] == {"script": False, "image": "refused", "fetch": "refused"}


def test_paper_shows_none_of_it(walk: Facts) -> None:
    assert walk["print"]["seen"] == []


def test_the_page_is_whole_without_script(walk: Facts) -> None:
    bare = walk["without_script"]
    assert bare["buttons"] == 0
    assert bare["contents"]
    assert bare["text"] > 20_000
    assert bare["tables"] > 6
