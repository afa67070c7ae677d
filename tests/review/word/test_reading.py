"""Reading a Word file: what it said, what it says, and what it may not hold."""

import time
import zipfile
from pathlib import Path

import pytest
from word_files import (
    W,
    commented,
    comments,
    deleted,
    inserted,
    paragraph,
    run,
    word_file,
    write_zip,
)

from bilan.project import limited_process
from bilan.project.errors import TextError
from bilan.review.word import reader_process, reading
from bilan.review.word.reading import read_word
from bilan.review.word.word_file import NOTE, Paragraph

STYLES = f"""<w:styles {W}><w:style w:styleId="Titre1"><w:name w:val="Heading 1"/></w:style>
<w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style></w:styles>""".encode()


def texts(paragraphs: list[Paragraph]) -> list[str]:
    return [paragraph.text for paragraph in paragraphs]


def read(path: Path, *body: str, **parts: bytes) -> reading.WordFile:
    named = {f"word/{name}.xml": content for name, content in parts.items()}
    return read_word(word_file(path / "a.docx", *body, parts=named))


def test_both_readings_of_tracked_changes(tmp_path: Path) -> None:
    word = read(tmp_path, paragraph(run("un "), deleted("deux"), inserted("trois"), run(".")))
    assert texts(word.accepted) == ["un trois."]
    assert texts(word.rejected) == ["un deux."]
    assert word.accepted[0].tracked
    assert not read(tmp_path, paragraph(run("un"))).accepted[0].tracked


def test_what_was_inserted_then_deleted_is_in_neither(tmp_path: Path) -> None:
    both = f'<w:ins w:id="1">{deleted("rien")}</w:ins>'
    word = read(tmp_path, paragraph(run("un"), both))
    assert texts(word.accepted) == texts(word.rejected) == ["un"]


def test_moved_words_are_deleted_and_inserted(tmp_path: Path) -> None:
    body = paragraph(f"<w:moveFrom>{run('ici')}</w:moveFrom>", run(" et "),
                     f"<w:moveTo>{run('là')}</w:moveTo>")  # fmt: skip
    word = read(tmp_path, body)
    assert (texts(word.accepted), texts(word.rejected)) == ([" et là"], ["ici et "])


def test_ends_of_paragraphs_are_tracked_too(tmp_path: Path) -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    new = '<w:rPr><w:ins w:id="1"/></w:rPr>'
    word = read(
        tmp_path,
        paragraph(run("a "), properties=gone),
        paragraph(run("b")),
        paragraph(inserted("c"), properties=new),
        paragraph(run("d")),
    )
    assert texts(word.accepted) == ["a b", "c", "d"]
    assert texts(word.rejected) == ["a ", "b", "d"]


def test_signs_notes_links_and_fields(tmp_path: Path) -> None:
    body = paragraph(
        run("a"),
        "<w:r><w:tab/><w:noBreakHyphen/></w:r>",
        f'<w:hyperlink w:anchor="x">{run("b")}</w:hyperlink>',
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        "<w:r><w:instrText>PAGE</w:instrText></w:r>",
        f"<w:r><w:drawing><w:txbxContent>{paragraph(run('boîte'))}</w:txbxContent></w:drawing></w:r>",
    )
    assert texts(read(tmp_path, body).accepted) == [f"a \u2011b{NOTE}"]


def test_looks_and_places(tmp_path: Path) -> None:
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(run('case'))}</w:tc></w:tr></w:tbl>"
    word = read(
        tmp_path,
        paragraph(run("Sommaire"), style="TM1"),
        paragraph(run("T"), style="Titre1"),
        paragraph(run("a"), run("b", look="<w:b/>"), run("c", look='<w:b w:val="0"/><w:i/>'),
                  run("d", look="<w:b/><w:i/>")),
        cell,
        styles=STYLES,
    )  # fmt: skip
    found = word.accepted
    assert [p.place for p in found] == ["sommaire", "corps", "corps", "tableau"]
    assert found[1].style == "heading 1"
    assert found[2].look == "nbix"


def test_comments_and_their_words(tmp_path: Path) -> None:
    body = [
        paragraph(run("a "), commented(1, run("mot"))),
        paragraph(run("un point"), '<w:r><w:commentReference w:id="2"/></w:r>'),
    ]
    word = read(tmp_path, *body, comments=comments({1: "x\ny", 2: "z"}))
    assert [(c.number, c.author, c.text) for c in word.comments] == [
        ("1", "Relecteur", "x\ny"),
        ("2", "Relecteur", "z"),
    ]
    one, two = word.accepted
    assert "".join(s.text for s in one.signs if "1" in s.comments) == "mot"
    assert "".join(s.text for s in two.signs if "2" in s.comments) == "t"


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"word/document.xml": b"<w:document"},
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "/etc/passwd">]><a>&b;</a>'},
        {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;&b;</a>'},
    ],
)
def test_what_cannot_be_read_safely_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    path = write_zip(tmp_path / "a.docx", parts)
    with pytest.raises(TextError, match=r"a\.docx ne peut pas être lu"):
        read_word(path)


def test_no_zip_and_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK not a zip")
    for name in ("a.docx", "absent.docx"):
        with pytest.raises(TextError, match="ne peut pas être lu"):
            read_word(tmp_path / name)


def test_a_part_without_end_is_not_read(tmp_path: Path) -> None:
    path = word_file(tmp_path / "a.docx", paragraph(run("x" * (reader_process.LARGEST + 1))))
    assert zipfile.ZipFile(path).getinfo("word/document.xml").compress_size < 100_000
    with pytest.raises(TextError, match="démesuré"):
        read_word(path)


TOO_MUCH = {
    "plus de 10000 paragraphes": [paragraph(run("a"))] * 60_000,
    "un paragraphe de plus de 20000 caractères": [paragraph(run("mot " * 1_250_000))],
    "plus de 500000 caractères": [paragraph(run("x" * 19_000))] * 30,
    "plus de 50 commentaires": [paragraph(
        *(f'<w:commentRangeStart w:id="{n}"/>{run("a")}' for n in range(2000)))],
}  # fmt: skip


@pytest.mark.parametrize("reason", TOO_MUCH)
def test_more_text_than_a_report_has_is_refused_at_once(tmp_path: Path, reason: str) -> None:
    path, began = word_file(tmp_path / "a.docx", *TOO_MUCH[reason]), time.monotonic()
    with pytest.raises(TextError, match=reason):
        read_word(path)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("at", range(1500, 1600, 10))
def test_a_damaged_stream_is_one_message(tmp_path: Path, at: int) -> None:
    path = word_file(tmp_path / "a.docx", *(paragraph(run(f"{n} {n * n}")) for n in range(999)))
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(content)
    with pytest.raises(TextError, match=r"word/document\.xml est endommagé"):
        read_word(path)


def test_it_is_read_in_a_process_with_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = word_file(tmp_path / "a.docx", paragraph(run("a")))
    monkeypatch.setattr(limited_process, "SECONDS", 0.01)
    with pytest.raises(TextError, match="sa lecture ne finit pas"):
        read_word(path)
