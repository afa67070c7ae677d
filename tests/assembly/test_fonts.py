"""The faces that both engines use."""

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bilan.assembly import fonts
from bilan.assembly.fonts import ON_PAGE, STYLES, face, make_fonts, prepare_fonts

pytestmark = pytest.mark.slow

FRENCH = "éèêëàâçîïôùûüÿœæÉÀÇŒ«»’…–—€°\u00a0\u202f"


@pytest.mark.parametrize("name", STYLES)
def test_faces_have_the_signs_of_french(name: str) -> None:
    known = TTFont(face(name)).getBestCmap()
    assert [sign for sign in FRENCH if ord(sign) not in known] == []


def test_folder_serves_both_engines(tmp_path: Path) -> None:
    folder = prepare_fonts(tmp_path / "polices")
    assert len(list(folder.glob("*.ttf"))) == len(STYLES)
    styles = (folder / "polices.css").read_text(encoding="utf-8")
    faces = re.findall(r"base64,([^)]+)\)", styles)
    assert len(faces) == len(ON_PAGE)
    known = TTFont(io.BytesIO(base64.b64decode(faces[0]))).getBestCmap()
    assert [sign for sign in FRENCH if ord(sign) not in known] == []
    first = styles
    (folder / "polices.css").unlink()
    assert (prepare_fonts(folder) / "polices.css").read_text(encoding="utf-8") == first


@pytest.mark.slow
def test_made_anew_they_are_what_the_wheel_and_the_code_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepare_fonts(tmp_path / "polices")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "SourceSansPro-Regular.ttf").write_bytes(b"x" * len(before["SourceSansPro-Bold.ttf"]))
    (folder / "egaree.ttf").write_bytes(before["SourceSansPro-Bold.ttf"])  # typst would take it
    make_fonts(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    monkeypatch.setattr(fonts, "SIGNS", range(0x20, 0x7F))
    make_fonts(folder)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [name for name in before if after[name] != before[name]] == ["polices.css"]
