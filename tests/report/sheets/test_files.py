"""The files of the sheets: one page each, accessible, inert, the same at each making."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from assembly.reading import read_html, structure

from bilan.project.errors import DataError
from bilan.report.sheets import build
from bilan.report.sheets.build import make_batch, make_fiches
from bilan.report.sheets.facts import Facts
from bilan.report.sheets.html import page_of
from bilan.report.sheets.sheet import Fiche

from .reading import EPOCH, text_of

pytestmark = pytest.mark.slow

HOSTILE = '#panic("x") <script>alert(1)</script> $x$ *b* ] \\ " 😀\u202e $uai <img src=x onerror=y>'


@pytest.fixture(scope="module")
def sheet(facts: Facts) -> Fiche:
    return facts.of("9900003A")


def made(sheet: Fiche, faces: Path, kind: str) -> bytes:
    return dict(make_batch([sheet], fonts=faces, epoch=EPOCH))[f"{sheet.uai}.{kind}"]


def test_pdf_is_tagged_in_french_titled_and_of_one_page(
    sheet: Fiche, faces: Path, tmp_path: Path
) -> None:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(made(sheet, faces, "pdf"))
    with pikepdf.open(path) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert bool(document.Root.MarkInfo.Marked)
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == f"Fiche 2014 : {sheet.name}"
        assert len(document.pages) == 1
    assert len(structure(path, "TH")) == 5
    assert len(structure(path, "TR")) == 1 + len(sheet.lines)
    assert len(structure(path, "H1")) >= 3


def test_pdf_and_page_say_the_same(sheet: Fiche, faces: Path) -> None:
    pdf = text_of(made(sheet, faces, "pdf"))
    page = " ".join(re.sub(r"<[^>]*>", "", made(sheet, faces, "html").decode()).split())
    for text in (
        sheet.name,
        sheet.group,
        sheet.advice[0].text,
        sheet.lines[0].group,
        "Option conseil",
    ):
        assert " ".join(text.split()) in pdf
        assert " ".join(text.split()) in page


def test_page_is_accessible_and_asks_for_nothing(sheet: Fiche, tmp_path: Path) -> None:
    path = tmp_path / "fiche.html"
    path.write_bytes(page_of(sheet))
    page = read_html(path)
    assert page.one("html").attributes["lang"] == "fr"
    assert page.one("title").text == f"Fiche 2014\u00a0: {sheet.name}"
    assert [cell.attributes["scope"] for cell in page.one("thead").all("th")] == ["col"] * 4
    rows = page.one("tbody").all("tr")
    assert all(row.one("th").attributes["scope"] == "row" for row in rows)
    assert all(drawing.attributes["aria-hidden"] == "true" for drawing in page.all("svg"))
    text = path.read_text()
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=", text)
    assert "Données simulées" in page.one("div", role="region").text


def test_real_data_take_the_mention_away(sheet: Fiche, faces: Path) -> None:
    real = replace(sheet, simulated=False)
    assert "simulées" not in page_of(real).decode()
    assert "simulées" not in text_of(made(real, faces, "pdf"))


def test_hostile_name_is_text(sheet: Fiche, faces: Path) -> None:
    hostile = replace(sheet, name=HOSTILE)
    page = made(hostile, faces, "html").decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x$ *b* ] \\ &quot; 😀" in page
    assert "$uai &lt;img" in page
    pdf = made(hostile, faces, "pdf")
    # The face has neither this sign nor the one that turns the text round.
    shown = HOSTILE.replace("😀\u202e", "??")
    assert shown in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == f"Fiche 2014 : {shown}"


def test_same_bytes_alone_and_among_others(facts: Facts, faces: Path) -> None:
    names = facts.schools[:3]
    together = dict(make_batch([facts.of(name) for name in names], fonts=faces, epoch=EPOCH))
    for name in reversed(names):
        alone = dict(make_batch([facts.of(name)], fonts=faces, epoch=EPOCH))
        assert alone == {file: together[file] for file in alone}
    assert len(set(together.values())) == 6


def test_all_files_or_those_before(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "open_study", lambda _: facts.study)
    monkeypatch.setattr(build, "Facts", lambda _: facts)
    (tmp_path / "2014").mkdir()
    (tmp_path / "2014" / "parti.pdf").write_bytes(b"")
    files = make_fiches("2014", jobs=2, output=tmp_path)
    kept = sorted((tmp_path / "2014").iterdir())
    assert files == kept
    assert [p.name for p in kept[:2]] == ["9900000A.html", "9900000A.pdf"]
    assert len(kept) == 2 * len(facts.schools)
    assert list(tmp_path.iterdir()) == [tmp_path / "2014"]

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("stopped")

    monkeypatch.setattr(build, "make_batch", broken)
    with pytest.raises(RuntimeError):
        make_fiches("2014", jobs=1, output=tmp_path)
    assert sorted((tmp_path / "2014").iterdir()) == kept


def test_uai_that_names_no_file_is_refused(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "open_study", lambda _: facts.study)
    hostile = Facts(facts.study, facts.register)
    hostile.__dict__["schools"] = ["../../x"]
    monkeypatch.setattr(build, "Facts", lambda _: hostile)
    with pytest.raises(DataError, match="cannot name a file"):
        make_fiches("2014", jobs=1, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()
