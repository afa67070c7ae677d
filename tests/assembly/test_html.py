"""The page that the embedded engine makes of the tiny report."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from .reading import Element, read_html


@pytest.fixture(scope="module")
def page(made: Path) -> Element:
    return read_html(made / "bilan.html")


def test_language_title_and_single_h1(page: Element) -> None:
    assert page.one("html").attributes["lang"] == "fr"
    assert len(page.all("h1")) == 1
    assert page.one("title").text.startswith("Mise en œuvre de la feuille de route")


def test_section_numbers(page: Element) -> None:
    assert [h.text for h in page.all("h2") if h.attributes.get("id") != "toc-title"] == [
        "L’essentiel",
        "1 Analyse descriptive",
    ]
    assert [h.text for h in page.all("h3")] == ["1.1 Pilotage du numérique", "Méthode"]
    assert [h.text for h in page.all("h4")] == ["1.1.1 Un détail"]


def test_contents_lead_to_sections(page: Element) -> None:
    contents = page.one("nav", id="TOC")
    targets = [a.attributes["href"][1:] for a in contents.all("a")]
    assert targets == ["sec-essentiel", "sec-analyse", "sec-pilotage", "sec-methode"]
    for target in targets:
        page.one(id=target)


def test_references_are_numbered_links(page: Element) -> None:
    found = [(a.attributes["href"], a.text) for a in page.all("a", **{"class": "quarto-xref"})]
    assert found == [
        ("#sec-pilotage", "section\u00a01.1"),
        ("#fig-instance", "illustration\u00a01"),
        ("#tbl-reponse", "tableau\u00a01"),
        ("#fig-instance", "illustration\u00a01"),
        ("#tbl-reponse", "tableau\u00a01"),
        ("#fig-instance", "Illustration\u00a01"),
        ("#sec-pilotage", "1.1"),
    ]


def test_captions(page: Element) -> None:
    assert [c.text for c in page.all("figcaption")] == [
        "Illustration\u00a01\u00a0: Le comité dédié pilote le numérique dans 61,5\u00a0% "
        "des établissements",
        "Tableau\u00a01\u00a0: Huit établissements n’ont pas répondu",
    ]
    figure = page.one(id="fig-instance").one("figure")
    assert [child.tag for child in figure.children] == ["figcaption", "div"]


def test_image_is_inside_with_its_alternative_text(page: Element) -> None:
    image = page.one("img")
    assert image.attributes["src"].startswith("data:image/svg+xml;base64,")
    assert image.attributes["alt"].startswith("Barres horizontales\u00a0: comité dédié 61,5\u00a0%")


def test_tables_have_headers_and_scroll_in_their_box(page: Element) -> None:
    box = page.one(id="tbl-reponse").one("div", **{"class": "tableau"})
    assert box.attributes["tabindex"] == "0"
    assert box.attributes["aria-label"] == "Tableau\u00a0: Type, Interrogés, Répondants, Taux"
    assert [h.text for h in box.all("th", scope="col")] == [
        "Type",
        "Interrogés",
        "Répondants",
        "Taux",
    ]
    assert len(box.all("th", scope="row")) == 3


def test_data_of_an_illustration_unfold(page: Element) -> None:
    details = page.one("details", **{"class": "donnees"})
    assert details.one("summary").text == "Données de l’illustration"
    assert "Conseil pédagogique" in details.one("table").text


def test_bound_numbers_carry_their_indicator(page: Element) -> None:
    spans = page.all("span", **{"class": "lie"})
    assert {s.attributes["data-ind"] for s in spans} == {
        "instance_comite",
        "lettre_mission",
        "externe",
    }
    assert (
        next(s for s in spans if s.attributes["data-ind"] == "externe").attributes["data-source"]
        == "base académique"
    )


def test_spaces_of_the_author_stay(page: Element) -> None:
    text = page.one("main").text
    assert "«\u00a0de cinq à huit\u00a0»" in text
    assert "c’est peu\u202f!" in text
    assert "1\u202f234" in text


def test_rest_of_the_subset(page: Element) -> None:
    main = page.one("main")
    assert "La vague 2014 le montre." in main.text
    assert [li.text for li in main.one("ol", type="1").all("li")] == [
        "Écrire les missions.",
        "Ouvrir les instances.",
    ]
    assert main.one("blockquote").text == "Une citation qui tient en une phrase."
    assert (main.one("dt").text, main.one("dd").text) == ("Terme", "Sa définition, en une phrase.")
    assert main.one("section", role="doc-endnotes").all("li")[0].text.startswith("Une lettre")
    assert main.one("div", **{"class": "cartouche"}).text.startswith("À retenir")
    assert "n’est que sur le papier" not in main.text


def test_simulated_mention(page: Element) -> None:
    mention = "Données simulées\u00a0: ce rapport ne décrit aucun établissement réel."
    assert page.one("section", **{"class": "bandeau"}).text == mention
    assert "données simulées" in page.one("meta", name="keywords").attributes["content"]
    described = page.one("meta", name="description").attributes["content"]
    assert described.startswith("Un an après, la feuille de route")  # what the text says first
    assert described.endswith(f". {mention}")


def test_mention_runs_on_paper(page: Element) -> None:
    (style,) = [s.text for s in page.all("style") if "@bottom-center" in s.text]
    content = re.search(r'content: "([^"]*)"', style)
    assert content
    text = re.sub(r"\\([0-9a-f]+) ", lambda match: chr(int(match[1], 16)), content[1])
    assert text == "Données simulées\u00a0: ce rapport ne décrit aucun établissement réel."


def test_skip_link_leads_to_the_text(page: Element) -> None:
    assert page.one("a", **{"class": "evitement"}).attributes["href"] == "#contenu"
    page.one("main", id="contenu")


def test_nothing_comes_from_elsewhere(page: Element, made: Path) -> None:
    for element in page.all():
        for key in ("src", "srcset", "data", "poster", "action", "background"):
            assert element.attributes.get(key, "data:").startswith("data:")
        assert element.tag not in ("link", "iframe", "object", "embed", "base")
    content = (made / "bilan.html").read_text(encoding="utf-8")
    styles = "".join(style.text for style in page.all("style"))
    assert set(re.findall(r"url\((\w+):", styles)) == {"data"}
    assert "@import" not in styles
    assert not re.search(r"fetch\(|XMLHttpRequest|import\(", content)


def test_elements_hold_no_style_and_no_script_of_their_own(page: Element) -> None:
    for element in page.all():
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]


def test_numbers_stand_to_the_right(page: Element) -> None:
    box = page.one(id="tbl-reponse")
    assert [h.attributes.get("class") for h in box.all("th", scope="col")] == [
        None,
        "nombre",
        "nombre",
        "nombre",
    ]
    assert len(box.all("td", **{"class": "nombre"})) == 9


def test_policy_allows_what_the_page_holds_only(page: Element) -> None:
    (policy,) = [
        meta.attributes["content"]
        for meta in page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for element in page.all("script") + page.all("style"):
        if element.attributes.get("type") == "application/json":
            continue
        digest = hashlib.sha256("".join(element.pieces).encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy


def test_no_identifier_twice(page: Element) -> None:
    identifiers = [e.attributes["id"] for e in page.all() if e.attributes.get("id")]
    assert len(identifiers) == len(set(identifiers))
