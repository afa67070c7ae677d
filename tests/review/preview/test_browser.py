"""The preview in a real browser: its page follows each save by itself."""

import threading
from pathlib import Path

import pytest
from assembly.browser import run_json

from bilan.review.preview.server import PreviewServer

pytestmark = pytest.mark.slow

SENTENCE = "Une phrase toute neuve."


def test_an_open_page_shows_what_is_saved(server: PreviewServer, chapter: Path) -> None:
    later = threading.Timer(4, lambda: chapter.write_text(chapter.read_text() + f"\n{SENTENCE}\n"))
    later.start()
    try:
        seen = run_json("apercu.cjs", server.url, SENTENCE)
    finally:
        later.cancel()
    assert seen["faults"] == []
    assert "suivie à chaque enregistrement" in seen["said"]
    assert seen["came"]
