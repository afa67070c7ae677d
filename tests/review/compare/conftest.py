"""Two published waves of a few lines."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

PAGE = """<!DOCTYPE html><html lang="fr"><body><nav>Sommaire</nav><main id="contenu">
<section id="sec-un" class="level2"><h2>Pilotage</h2>
<p>Le comité domine (<span class="lie" data-ind="comite">61,5&nbsp;%</span>)
dans l’<a href="#fig-a" class="quarto-xref">illustration&nbsp;1</a>.</p>
<div id="fig-a"><figure>
<figcaption id="fig-a-caption-1">Illustration&nbsp;1&nbsp;: Le comité</figcaption>
<p><img src="data:," alt="Barres : comité 61,5 %"></p></figure></div>
<div class="notes"><p>Lecture&nbsp;: 75 des 122 EPLE.</p></div>
<details class="donnees"><summary>Données</summary><table><tr><td>75</td></tr></table></details>
</section>
<section id="sec-deux" class="level2"><h2>Suite</h2>
<ul><li>Un point</li><li><p>Un autre</p></li></ul>
<div class="tableau"><table><tr><th>Type</th><td>83</td></tr></table></div>
</section></main></body></html>
"""
NUMBERS = """indicateur,libelle,valeur,unite,numerateur,base,base_libelle,borne_basse
comite,Comité dédié,61.4754,%,75,122,EPLE,57.7
moyenne,Appels,3,par mois,252,84,EPLE,
"""
VALUES = "modalite,pourcentage,effectif\nComité,61.5,75\nConseil,27.0,33\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="1"/></svg>'
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

Publish = Callable[..., Path]


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
