"""Every page, document and picture has the colours of the house."""

import re

import pytest

from bilan.illustrations.colours import BLUE, PRINT, SCREEN
from bilan.project.paths import PACKAGE

PAGE = PACKAGE / "assembly/assets/bilan.css"
SHEET = PACKAGE / "report/sheets/assets/fiche.css"
COMPARISON = PACKAGE / "review/compare/assets/comparaison.css"
TYPST = (
    PACKAGE / "assembly/assets/typst-template.typ",
    PACKAGE / "report/sheets/assets/fiche.typ",
)
VARIABLE = re.compile(r"--([\w-]+):\s*(#\w+)")


def variables(path):
    """Colours by name on a light ground, then on a dark one."""
    light, _, rest = path.read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    return dict(VARIABLE.findall(light)), dict(VARIABLE.findall(rest.partition("\n}\n")[0]))


@pytest.mark.parametrize("path", [PAGE, SHEET], ids=lambda path: path.name)
def test_pages_have_the_colours_of_the_house(path):
    light, _ = variables(path)
    assert {name: light[name] for name in SCREEN} == SCREEN


def test_a_sheet_has_the_colours_of_the_page():
    for page, sheet in zip(variables(PAGE), variables(SHEET), strict=True):
        shared = page.keys() & sheet.keys()
        assert len(shared) >= 8
        assert {name: page[name] for name in shared} == {name: sheet[name] for name in shared}


def test_links_of_a_comparison_are_blue():
    assert variables(COMPARISON)[0]["lien"] == BLUE


@pytest.mark.parametrize("path", TYPST, ids=lambda path: path.name)
def test_documents_have_the_colours_of_the_house(path):
    found = dict(re.findall(r'#let (\w+) = rgb\("(#\w+)"\)', path.read_text(encoding="utf-8")))
    assert {name: found[name] for name in PRINT} == PRINT
