"""The page of a comparison, and the builds that it can be asked for."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bilan.project.errors import DataError, UsageError
from bilan.review.compare import compare
from bilan.review.compare.document import ASSETS

from .samples import DRAWING, NUMBERS, PAGE, VALUES, Publish

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


class Tags(HTMLParser):
    """The tags of a page, each closed in order, and the attributes that could act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


STYLE = (ASSETS / "comparaison.css").read_text(encoding="utf-8")


def page_of(a: Path, b: Path, output: Path) -> str:
    return compare(str(a), str(b), output).read_text(encoding="utf-8")


def test_nothing_changed_says_so(publish: Publish, tmp_path: Path) -> None:
    text = page_of(publish("a"), publish("b"), tmp_path / "c.html")
    assert "<strong>Rien n’a changé</strong> entre " in text
    assert text.count("inchangé") == 4
    assert "<h2" in text
    assert 'id="chiffres"' not in text


def test_code_that_changed_without_effect_says_both(publish: Publish, tmp_path: Path) -> None:
    text = page_of(publish("a"), publish("b", changed=("code",)), tmp_path / "c.html")
    assert "dans les chiffres, les illustrations et le texte" in text
    assert '<th scope="row">Code</th><td>bilan</td>' in text


def test_the_page_shows_each_change(publish: Publish, tmp_path: Path) -> None:
    files = {
        "bilan.html": PAGE.replace("Le comité domine", "Le conseil domine"),
        "donnees/indicateurs.csv": NUMBERS.replace("61.4754,%,75", "64,%,78"),
        "donnees/a.csv": VALUES.replace("61.5", "64.0"),
        "donnees/a.svg": DRAWING.replace("1", "2"),
    }
    other = publish("b", files, changed=("entrees", "textes"))
    text = page_of(publish("a"), other, tmp_path / "c.html")
    tags = Tags(text)
    assert "<p>Le <del>comité</del><ins>conseil</ins> domine" in text
    assert "<del>61,5\u00a0% (75 sur 122)</del> <ins>64,0\u00a0% (78 sur 122)</ins>" in text
    assert "<td><del>61,5</del> <ins>64,0</ins></td>" in text
    assert text.count("data:image/svg+xml;base64,") == 2
    assert text.count('alt="Barres : comité 61,5 %"') == 2
    assert "<td>données</td>" in text
    assert "Cause\u00a0: texte (report/2014/10-un.qmd)." in text
    anchors = {value[1:] for name, value in tags.attributes if name == "href"}
    assert anchors <= {value for name, value in tags.attributes if name == "id"}
    assert anchors == {"contenu", "chiffres", "illustrations", "texte"}
    assert tags.tags.count("h1") == 1


def test_changed_words_do_not_show_by_colour_alone() -> None:
    for tag, line in (("del", "line-through"), ("ins", "underline")):
        assert re.search(rf"^{tag} {{[^}}]*text-decoration: {line}", STYLE, re.MULTILINE)
        assert f"{tag}::before" in STYLE


def test_the_page_asks_for_nothing(publish: Publish, tmp_path: Path) -> None:
    files = {"donnees/a.svg": DRAWING.replace("1", "2")}
    text = page_of(publish("a"), publish("b", files), tmp_path / "c.html")
    sources = [v for name, v in Tags(text).attributes if name in ("src", "href", "srcset")]
    assert all(value.startswith(("#", "data:image/svg+xml;base64,")) for value in sources)
    assert "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text
    assert "url(" not in text


def test_hostile_text_stays_text(publish: Publish, tmp_path: Path) -> None:
    quoted = HOSTILE.replace('"', '""')
    files = {
        "bilan.html": PAGE.replace("Le comité<", f"{HOSTILE.replace('<', '&lt;')}<")
        .replace("domine", HOSTILE.replace("<", "&lt;"))
        .replace("<h2>Pilotage", "<h2>&lt;script&gt;")
        .replace('alt="Barres', 'alt="&quot; onload=&quot;x Barres'),
        "donnees/indicateurs.csv": NUMBERS.replace("Comité dédié", f'"{quoted}"'),
        "donnees/a.csv": VALUES.replace("Comité", HOSTILE.replace('"', "")),
        "donnees/a.svg": DRAWING + "<!-- --><script>alert(1)</script>",
        "donnees/<b>.txt": "x",
    }
    stated = {"code": {HOSTILE: {"sha256": "c"}}}
    text = page_of(publish("a"), publish("b", files, **stated), tmp_path / "c.html")
    tags = Tags(text)
    assert not {"script", "b"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name.startswith("on")]
    assert tags.tags.count("img") == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_same_builds_give_the_same_page(publish: Publish, tmp_path: Path) -> None:
    a, b = publish("a"), publish("b", changed=("code",))
    first = page_of(a, b, tmp_path / "c.html")
    assert page_of(a, b, tmp_path / "sortie") == first
    assert (tmp_path / "sortie" / "comparaison.html").is_file()


def test_waves_are_named(publish: Publish, tmp_path: Path) -> None:
    publish("2014")
    publish("2015", changed=("code",))
    path = compare("2014", "2015", tmp_path / "c.html", site=tmp_path)
    assert "<title>Ce qui change de 2014 à 2015</title>" in path.read_text(encoding="utf-8")


def test_what_is_no_build_is_refused(publish: Publish, tmp_path: Path) -> None:
    a = str(publish("a"))
    (tmp_path / "vide").mkdir()
    with pytest.raises(DataError, match="pas celui d’une vague publiée"):
        compare(a, str(tmp_path / "vide"), tmp_path / "c.html")
    for name in ("--output=x", "nulle-part"):
        with pytest.raises(UsageError, match="ni un dossier, ni une vague, ni un commit"):
            compare(a, name, tmp_path / "c.html")
    for content in ("{", "[]"):
        (tmp_path / "vide" / "manifest.json").write_text(content, encoding="utf-8")
        with pytest.raises(DataError, match="illisible"):
            compare(a, str(tmp_path / "vide"), tmp_path / "c.html")
    assert not (tmp_path / "c.html").exists()


SCRIPT = """\
import argparse, json, os, pathlib
parser = argparse.ArgumentParser()
for name in ("wave", "format", "engine"):
    parser.add_argument(f"--{name}")
wave = parser.parse_args().wave
assert "PYTHONPATH" not in os.environ and "BILAN_PIPELINE" not in os.environ
FAIL
folder = pathlib.Path("_site", wave, "donnees")
folder.mkdir(parents=True)
folder.joinpath("indicateurs.csv").write_text("indicateur,libelle,valeur\\na,A,VALUE\\n")
folder.parent.joinpath("manifest.json").write_text(json.dumps({"vague": wave}))
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A project of two commits, of which the second publishes another number."""
    root = tmp_path / "depot"
    (root / "data" / "2014").mkdir(parents=True)
    (root / "data" / "2014" / "vague.yml").write_text("wave: '2014'\n")

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Test", "-c", "user.email=test@exemple.fr"]
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    git("init", "-q")
    for value, tag in (("1", "un"), ("2", "deux"), ("raise SystemExit('cassé')", "trois")):
        fail = value if value.startswith("raise") else ""
        script = SCRIPT.replace("FAIL", fail).replace("VALUE", value if not fail else "0")
        (root / "pipeline.py").write_text(script, encoding="utf-8")
        git("add", "-A")
        git("commit", "-q", "-m", tag)
        git("tag", tag)
    return root


def test_two_commits_are_built_and_compared(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("BILAN_PIPELINE", "1")
    before = sorted(repository.rglob("*"))
    path = compare("un", "deux:2014", tmp_path / "c.html", root=repository, site=tmp_path)
    text = path.read_text(encoding="utf-8")
    assert "<del>1,0</del> <ins>2,0</ins>" in text
    assert "vague 2014)" in text
    assert sorted(repository.rglob("*")) == before
    assert sys.executable not in text


def test_a_commit_that_cannot_be_built_says_why(repository: Path, tmp_path: Path) -> None:
    for name, words in (("trois", "ne se construit pas"), ("deux:2015", "n’a pas la vague")):
        with pytest.raises((DataError, UsageError), match=words):
            compare("un", name, tmp_path / "c.html", root=repository, site=tmp_path)
    assert not (tmp_path / "c.html").exists()
