"""The faces that both engines use."""

import base64
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bilan.assembly.fonts import ON_PAGE, STYLES, face, prepare_fonts

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
