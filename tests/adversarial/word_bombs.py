"""Word files that ask for more time or memory than they have bytes, each small on disk."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from bilan.assembly.finish import zip_parts
from tests.word_files import W, paragraph, run, word_file

DOCUMENT = "word/document.xml"
LAUGHS = "".join(f"<!ENTITY a{n + 1} '" + f"&a{n};" * 10 + "'>" for n in range(9))


def bombs(sound: bytes) -> dict[str, Callable[[Path], Path]]:
    """Each bomb by name: what writes it to a path. `sound` is a Word file of the report."""
    return {
        "60,000 paragraphs of one letter": lambda p: word_file(p, *[paragraph(run("a"))] * 60_000),
        "a paragraph of 5 MB": lambda p: word_file(p, paragraph(run("mot " * 1_250_000))),
        "a part of 200 MB": lambda p: word_file(p, paragraph(run(" " * 200_000_000))),
        "a comment on itself, 20,000 times": lambda p: word_file(
            p, paragraph(*(f'<w:commentRangeStart w:id="{n}"/>{run("a")}' for n in range(20_000)))
        ),
        "100,000 elements, one in another": lambda p: word_file(
            p, "<w:ins>" * 100_000 + "</w:ins>" * 100_000
        ),
        "100,000 attributes": lambda p: word_file(
            p, "<w:p " + " ".join(f"a{n}=''" for n in range(100_000)) + "/>"
        ),
        "100,000 files": lambda p: _written(p, {f"{n}": b"" for n in range(100_000)}),
        "laughs without end": lambda p: _document(
            p, f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]><w:document {W}>&a9;</w:document>'
        ),
        "an entity of 100 kB, 10,000 times": lambda p: _document(
            p, "<!DOCTYPE x [<!ENTITY a '" + "a" * 100_000 + f"'>]><w:document {W}>"
            + "&a;" * 10_000 + "</w:document>",
        ),
        "a file of the system": lambda p: _document(
            p, f'<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><w:document {W}>&a;</w:document>'
        ),
        # Within the limits of the reader, so that the import itself has to end.
        "9,000 paragraphs more": lambda p: _more(p, sound, paragraph(run("le mot")) * 9_000),
        "9,000 empty paragraphs more": lambda p: _more(p, sound, paragraph() * 9_000),
        "a paragraph of 9,900 words more": lambda p: _more(p, sound, paragraph(run("a " * 9_900))),
        "a paragraph that grew to 6,500 words": lambda p: _grown(p, sound, "le " * 6_500),
        "9,000 runs, every other one deleted": lambda p: _more(
            p, sound, paragraph((run("a ") + f"<w:del>{run('b', kind='delText')}</w:del>") * 4_500)
        ),
    }  # fmt: skip


def _document(path: Path, xml: str) -> Path:
    return _written(path, {DOCUMENT: xml.encode()})


def _more(path: Path, sound: bytes, paragraphs: str) -> Path:
    parts = zip_parts(sound)
    head, tail = parts[DOCUMENT].split(b"<w:sectPr", 1)
    return _written(path, {**parts, DOCUMENT: head + paragraphs.encode() + b"<w:sectPr" + tail})


def _grown(path: Path, sound: bytes, words: str) -> Path:
    parts = zip_parts(sound)
    grown = parts[DOCUMENT].replace(b"Un second bilan", words.encode() + b"Un second bilan")
    return _written(path, {**parts, DOCUMENT: grown})


def _written(path: Path, parts: dict[str, bytes]) -> Path:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    path.write_bytes(content.getvalue())
    return path
