"""Two published waves of a few lines."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .samples import DRAWING, NUMBERS, PAGE, VALUES, Publish

MANIFEST: dict[str, Any] = {
    "vague": "2014",
    "entrees": {"data/2014/enquete.sav": {"sha256": "a"}},
    "definitions": {"data/codebook.yml": {"sha256": "a"}},
    "textes": {
        "report/2014/10-un.qmd": {"sha256": "a", "sections": ["sec-un"]},
        "report/2014/20-deux.qmd": {"sha256": "a", "sections": ["sec-deux"]},
        "report/2014/illustrations.yml": {"sha256": "a", "sections": []},
    },
    "code": {"bilan": {"sha256": "a"}},
    "environnement": {"python": "3.11.7", "verrou": "a", "paquets": {"pandas": "3.0"}},
    "rendu": {"html": {"versions": {"pandoc": "3.9"}}},
}
FILES = {
    "bilan.html": PAGE,
    "donnees/indicateurs.csv": NUMBERS,
    "donnees/a.csv": VALUES,
    "donnees/a.svg": DRAWING,
}


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """A folder of a wave: the files above but for those given, and what its manifest says."""

    def write(
        name: str,
        files: Mapping[str, str] | None = None,
        changed: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
        **manifest: Any,
    ) -> Path:
        folder = tmp_path / name
        stated = json.loads(json.dumps({**MANIFEST, **manifest}))
        for part in changed:
            stated[part] = {path: {**facts, "sha256": "b"} for path, facts in stated[part].items()}
        for part in without:
            del stated[part]
        content = {**FILES, **(files or {})}
        stated["sorties"] = {}
        for path, text in content.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            stated["sorties"][path] = {"sha256": digest, "octets": len(text)}
        (folder / "manifest.json").write_text(json.dumps(stated), encoding="utf-8")
        return folder

    return write
