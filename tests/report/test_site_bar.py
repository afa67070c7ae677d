"""The bar at the head of a wave's pages."""

import re

import pytest

from bilan.report.site_bar import bar_of


def links(bar: str) -> dict[str, str]:
    return dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', bar))


def test_it_leads_to_all_that_is_published_with_a_wave() -> None:
    bar = bar_of("2015", ["2014", "2015"], formats=("html", "pdf", "docx"), has_synthesis=True)
    assert links(bar) == {
        "../index.html": "Tous les bilans", "bilan.html": "Bilan 2015",
        "../2014/bilan.html": "Bilan 2014", "tableau-de-bord.html": "Tableau de bord",
        "dictionnaire.html": "Questions",
        "synthese.pdf": "Synthèse (PDF)", "bilan.pdf": "PDF", "bilan.docx": "Word",
        "../index.html#vague-2015": "Données",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("formats", "has_synthesis", "absent"),
    [
        (("html",), True, {"bilan.pdf", "bilan.docx", "synthese.pdf"}),
        (("pdf",), False, {"bilan.html", "bilan.docx", "synthese.pdf"}),
    ],
)
def test_it_leads_to_nothing_that_is_not_made(
    formats: tuple[str, ...], has_synthesis: bool, absent: set[str]
) -> None:
    bar = bar_of("2014", ["2014"], formats=formats, has_synthesis=has_synthesis)
    assert not absent & links(bar).keys()
