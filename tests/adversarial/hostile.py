"""Hostile texts through every route that data take into what is published: none is active."""

import csv
import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pyreadstat
import yaml

from bilan.french.markdown_writer import one_line
from bilan.french.typography_rules import typographic
from tests.adversarial.copies import Copy

SECRET = "SECRET-QUE-RIEN-NE-DOIT-LIRE"  # in a file that some of the texts ask for
TEXTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><svg onload=alert(1)>",
    "<iframe src=//a.example></iframe>", "\"><a href=javascript:alert(1)>x</a>",
    "<!-- x --><b>gras</b>", "<style>*{display:none}</style>", "</textarea></details><p>x",
    "&lt;b&gt; &amp; &#60;i&#62;", "{{< include /tmp/bilan-secret.txt >}}",
    "{{< include ../../secret.txt >}}", "{{< meta titre >}}", "`<b>x</b>`{=html}",
    "`#read(\"/secret.txt\")`{=typst}", "`\\input{x}`{=latex}", "`x`{.python}",
    "#read(\"../../secret.txt\")", "#image(\"/etc/passwd\")", "#panic(\"x\") #sys.version",
    "#let x = 1; #x", "\\input{/etc/passwd}", "\\write18{id}", "$\\frac{1}{2}$ et $$x^2$$",
    "\\newpage \\def\\x{}", "=HYPERLINK(\"http://a.example\";\"x\")", "+cmd|' /C calc'!A0",
    "-2+3+cmd", "@SUM(1+1)", "=1+1", "[lien](javascript:alert(1))", "![](http://a.example/x.png)",
    "![x](../../secret.txt)", "[61,5 %]{ind=instance_comite}", "::: {.x}", "a | b || c",
    "^[note] et @fig-instance", "x\u202egnp.exe", "\u2066a\u2069\u200b\u200fb",
    "http://a.example/?q=<x>", "*x* _y_ ~~z~~ `c`",
)  # fmt: skip
FOREIGN = re.compile(
    rb'TargetMode="External"[^>]*Target="(?!https?://)|Target="file:', re.IGNORECASE
)
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


class ActiveParts(HTMLParser):
    """What a page would run, or fetch from elsewhere."""

    FRAMES = ("iframe", "object", "embed", "base", "frame", "applet")
    FETCHING = ("img", "script", "link", "source", "image", "use", "video", "audio", "input")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.scripts = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        if tag in self.FRAMES:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = re.sub(r"\s", "", value or "").lower()
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:")):
                self.found.append(f"<{tag} {name}={address[:40]}>")
            elsewhere = address.startswith(("http:", "https:", "//", "file:"))
            if elsewhere and tag in self.FETCHING and name in ("src", "href", "xlink:href"):
                self.found.append(f"<{tag} {name}={address[:40]}>")


@dataclass
class Hostile:
    """What a campaign found: texts that were planted, files that were looked at, faults."""

    texts: int = 0
    files: int = 0
    shown: int = 0
    faults: list[str] = field(default_factory=list)


def plant(copy: Copy, wave: str) -> None:
    """Put the texts into labels, wordings, school names, free texts and the wave's title."""
    (copy.folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    codebook = copy.folder / "data" / "codebook.yml"
    stated, number = yaml.safe_load(codebook.read_text(encoding="utf-8")), 0
    for question in stated["questions"]:
        question["wording"] = f"{question['wording']} {TEXTS[number % len(TEXTS)]}"
        for name, option in question.get("options", {}).items():
            option["label"] = f"{TEXTS[number % len(TEXTS)]} {question['id']} {name}"
            number += 1
    codebook.write_text(yaml.safe_dump(stated, allow_unicode=True, sort_keys=False), "utf-8")
    indicators = copy.folder / "data" / "indicateurs.yml"
    followed = yaml.safe_load(indicators.read_text(encoding="utf-8"))
    for rank, indicator in enumerate(followed["indicators"]):
        indicator["label"] = f"{TEXTS[rank % len(TEXTS)]} {indicator['id']}"
    indicators.write_text(yaml.safe_dump(followed, allow_unicode=True, sort_keys=False), "utf-8")
    frame = copy.folder / "data" / "base_eple.csv"
    rows = list(csv.DictReader(io.StringIO(frame.read_text(encoding="utf-8"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row, "nom": TEXTS[n % len(TEXTS)]} for n, row in enumerate(rows))
    frame.write_text(text.getvalue(), encoding="utf-8", newline="\n")
    _answers(copy.folder / "data" / wave / "enquete.sav")
    state = copy.folder / "data" / wave / "vague.yml"
    lines = state.read_text(encoding="utf-8")
    title = json.dumps(" ".join(TEXTS[:3]), ensure_ascii=False)
    state.write_text(re.sub(r"(?m)^title: .*$", lambda _: f"title: {title}", lines), "utf-8")


def _answers(export: Path) -> None:
    """The export with the texts as comments and as what else was typed."""
    rows, meta = pyreadstat.read_sav(export)
    typed = [n for n in rows.columns if n.endswith(("_other", "_comment")) or n == "commentaire"]
    for name in [*typed, "refurl"]:
        if name in rows.columns:
            rows[name] = [TEXTS[n % len(TEXTS)] for n in range(len(rows))]
    pyreadstat.write_sav(rows, export, variable_value_labels=meta.variable_value_labels)


def hostile_texts(copy: Copy, wave: str, *, calm: Copy) -> Hostile:
    """Faults of what a copy with the texts planted publishes, beside one without them."""
    found = Hostile(texts=len(TEXTS))
    for arguments in (("accept",), ("--engine", "embedded")):
        code, output = copy.run(*arguments, "--wave", wave)
        if code:
            found.faults.append(f"{' '.join(arguments)} ends with {code}: {output[-800:]}")
        if BIDI.search(output) or "\x1b" in output:
            found.faults.append("the terminal was sent a sign that reorders or commands")
    if found.faults:
        return found
    for path in sorted((copy.folder / "_site").rglob("*")):
        if path.is_file():
            found.files += 1
            peer = calm.folder / path.relative_to(copy.folder)
            name = path.relative_to(copy.folder).as_posix()
            found.faults += [f"{name}: {fault}" for fault in faults_in(path, peer)]
    for name in ("bilan.html", "bilan.docx", "bilan.pdf"):
        shown = plain_text(text_of(copy.folder / "_site" / wave / name))
        for text in TEXTS:
            if plain_text(typographic(one_line(text))) in shown:
                found.shown += 1
            else:
                found.faults.append(f"{name}: not shown as typed: {text!r}")
    return found


def plain_text(text: str) -> str:
    """The text without what composing changes: spaces, dashes and hyphens, ligatures, quotes."""
    known = str.maketrans({"’": "'", "ﬁ": "fi", "ﬂ": "fl"})
    return re.sub(r"[\s\u00ad\u200b–—−-]+", "", text.translate(known))


def faults_in(path: Path, peer: Path) -> Iterator[str]:
    content = path.read_bytes()
    if SECRET.encode() in content:
        yield "holds what a text asked to be read"
    if path.suffix == ".html":
        page = content.decode()
        active, calm = (
            ActiveParts(page),
            ActiveParts(peer.read_text("utf-8") if peer.is_file() else ""),
        )
        yield from (f"active: {what}" for what in active.found if what not in calm.found)
        if peer.is_file() and active.scripts != calm.scripts:
            yield "has not as many scripts as without the texts"
        if BIDI.search(page):
            yield "holds signs that reorder text"
    elif path.suffix == ".svg":
        ElementTree.fromstring(content)
        yield from (f"active: {what}" for what in ActiveParts(content.decode()).found)
    elif path.suffix == ".docx":
        yield from _docx_faults(path)
    elif path.suffix == ".pdf":
        yield from _pdf_faults(path)
    elif path.suffix == ".csv":
        for row in csv.reader(io.StringIO(content.decode())):
            for cell in row:
                if cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not _is_number(cell):
                    yield f"a cell that a sheet runs: {cell[:40]!r}"
    elif path.suffix in (".json", ".ipynb"):
        told = json.loads(content)
        for shown in _html_outputs(told):
            active = ActiveParts(shown)
            yield from (f"an active output: {what}" for what in active.found)
            if active.scripts:
                yield "an output with a script"


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[\d.]+(e[+-]?\d+)?", cell) is not None


def _html_outputs(notebook: object) -> Iterator[str]:
    if isinstance(notebook, dict):
        for cell in notebook.get("cells", []):
            for output in cell.get("outputs", []):
                yield "".join(output.get("data", {}).get("text/html", []))


def _docx_faults(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if SECRET.encode() in content:
                yield f"{name} holds what a text asked to be read"
            told = b"a.example" in content and name.endswith(".rels")
            if told or FOREIGN.search(content):
                yield f"{name} leads elsewhere"


def _pdf_faults(path: Path) -> Iterator[str]:
    text = text_of(path)
    if SECRET in text:
        yield "shows what a text asked to be read"
    for name in (b"/JavaScript", b"/Launch", b"/OpenAction", b"a.example/x.png)"):
        if name in path.read_bytes():
            yield f"holds {name.decode()}"


def text_of(path: Path) -> str:
    """Text that a reader of the file sees."""
    if path.suffix == ".html":
        page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"))
        return html.unescape(re.sub(r"<[^>]*>", "", page))
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            content = archive.read("word/document.xml").decode()
        return html.unescape(re.sub(r"<[^>]*>", "", content))
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")
