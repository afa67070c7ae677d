"""Pages beside the report: one file, the report's look, nothing fetched, the same bytes."""

import re
from html.parser import HTMLParser

import pytest

from bilan.assembly.pages import FILTERS, STYLE, render_page
from bilan.project.errors import BilanError
from bilan.project.paths import ASSETS

MENTION = "Données simulées : essai."
TEXT = "# Partie {#partie .unnumbered}\n\nUn [lien](2015/bilan.pdf) et du **gras**.\n"


def made(text=TEXT, **changes):
    given = {"title": "Titre", "subtitle": "Sous-titre", "mention": MENTION, "epoch": 1_435_665_600}
    return render_page(text, **{**given, **changes}).decode()


class Fetches(HTMLParser):
    """What a browser would fetch when it opens the page."""

    SOURCES = ("src", "srcset", "data", "poster", "action", "background")

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            fetched = name in self.SOURCES or (name == "href" and tag in ("link", "base", "use"))
            if fetched and not (value or "").startswith("data:"):
                self.found.append((tag, name, value))


def test_page_has_the_reports_frame():
    page = made()
    assert re.search(r'<html[^>]* lang="fr"', page)
    assert "<title>Titre\u00a0: Sous-titre</title>" in page
    assert '<h1 class="title">Titre</h1>' in page
    assert '<p class="subtitle">Sous-titre</p>' in page
    assert re.search(r'<a class="evitement" href="#contenu">', page)
    assert page.count('<main id="contenu"') == page.count("</main>") == 1
    assert "<strong>gras</strong>" in page
    assert '<a href="2015/bilan.pdf">lien</a>' in page
    assert 'id="TOC"' not in page
    assert "toc-section-number" not in page.split("<main")[1]


def test_page_carries_the_reports_style_and_its_own():
    # pandoc indents what it includes.
    page = " ".join(made().split())
    report, own = (
        " ".join(path.read_text(encoding="utf-8").split()) for path in (ASSETS / "bilan.css", STYLE)
    )
    assert report in page
    assert own in page
    assert page.index(report) < page.index(own)
    assert "prefers-color-scheme: dark" in page


def test_banner_stands_where_data_are_simulated_only():
    banner = f'<section class="bandeau" aria-label="Avertissement">{MENTION}</section>'
    assert banner in made()
    assert 'class="bandeau"' not in made(mention="")


def test_nothing_is_fetched():
    page = made()
    reader = Fetches()
    reader.feed(page)
    assert reader.found == []
    styles = "".join(re.findall(r"<style[^>]*>(.*?)</style>", page, re.DOTALL))
    assert re.findall(r"url\((?!data:)", styles) == []
    assert "@import" not in styles


def test_what_would_be_fetched_is_found():
    reader = Fetches()
    reader.feed('<link rel="stylesheet" href="//a.example/s.css"><img src="https://a.example/i">')
    assert len(reader.found) == 2


def test_the_same_text_gives_the_same_bytes():
    assert made() == made()
    assert made() != made(TEXT + "\nUn mot.\n")


def test_raw_markup_is_text():
    page = made("<script>alert(1)</script>\n\n`<b>`{=html}\n\n```{=html}\n<i id=i>\n```\n")
    body = page.split("<main")[1].split("</main>")[0]
    assert "<script" not in body
    assert "<b>" not in body
    assert "<i " not in body
    assert "alert" in body


def test_title_and_subtitle_are_text():
    page = made(title="<b>a</b> *b*", subtitle="</p><script>x</script>", mention="<i>m</i>")
    head = page.split("<main")[0]
    assert "&lt;b&gt;a&lt;/b&gt; *b*" in head
    assert "<script>x" not in page
    assert "&lt;i&gt;m&lt;/i&gt;" in head
    assert "<i>m" not in page


def test_a_picture_from_outside_is_refused():
    with pytest.raises(BilanError):
        made("![x](https://a.example/i.png)")


def test_a_warning_of_pandoc_is_an_error():
    with pytest.raises(BilanError, match="without a warning"):
        made("# A {#a}\n\n# B {#a}\n")


def test_a_drawing_stands_in_its_place_and_a_missing_one_is_a_fault():
    text = "Avant.\n\n::: {#figure .dessin}\n:::\n\nAprès.\n"
    body = made(text, drawings={"figure": "<svg><title>x</title></svg>"}).split("<main")[1]
    assert re.search(r"Avant.*<svg><title>x</title></svg>.*Après", body, re.DOTALL)
    with pytest.raises(KeyError):
        made(text)


def test_a_script_runs_on_the_page_that_asks_for_it_alone():
    with_it, without = made(scripts=[FILTERS]), made()
    assert "data-chapitre" in with_it
    assert "data-chapitre" not in without

    def allowed(page):
        return re.search("script-src ([^;]*)", page)[1].split()

    assert len(allowed(with_it)) == len(allowed(without)) + 1
