"""Edits of every kind of file of a project, drawn; each leaves a project that can be built.

Words are of one length, so that an edit can keep a file's size and date, as `cp -p` does.
"""

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyreadstat

WORDS = ("lilas", "olive", "sauge", "aneth", "cumin", "hysop")
WAVE = "2014"
NOTEBOOK = "notebooks/03_assistance.ipynb"
PUBLISHED = 'figure = plot_shares(upkeep)\nstudy.publish("maintenance", figure, upkeep)'
# How a cell learns in which order it draws, and what it reads for that.
ORDERS = {
    "a helper module": ("import aide\nn = aide.ORDER", "notebooks/aide.py", "ORDER = {}\n"),
    "a data file": ('n = int(open("../data/ordre.txt").read())', "data/ordre.txt", "{}\n"),
    "a new module": (
        "import os, bilan.french.essai\nn = bilan.french.essai.ORDER",
        "bilan/french/essai.py",
        "ORDER = {}\n",
    ),
    "a module by its name": (
        'import importlib\nn = importlib.import_module("bilan.fren" + "ch.essai").ORDER',
        "bilan/french/essai.py",
        "ORDER = {}\n",
    ),
    "a file of a folder": (
        'from pathlib import Path\nn = 1 - 2 * (len(list(Path("../data/lots").glob("*.csv"))) % 2)',
        "data/lots/un.csv",
        "{}\n",
    ),
}
NOISE = ("_build/ipython", "_build/verrou", "_build/quarto.lock")


@dataclass
class Edits:
    """Edits of the project in a folder, drawn by chance."""

    folder: Path
    chance: random.Random
    kept: dict[Path, bytes] = field(default_factory=dict)  # what was taken out, to be put back

    def draw(self, kinds: tuple[str, ...]) -> str:
        """Make an edit of one of these kinds; what was done."""
        kind = self.chance.choice(kinds)
        return f"{kind}: {KINDS[kind](self)}"

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, text: str) -> str:
        """Write a file in place, or put one in its place; where the size allows, with its date."""
        path, content = self.folder / name, text.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.stat() if path.exists() else None
        how = self.chance.choice(("written", "replaced", "dated", "dated and replaced"))
        written = path.with_name(f".{path.name}.edit") if "replaced" in how else path
        written.write_bytes(content)
        if before is not None and "dated" in how:
            os.utime(written, ns=(before.st_atime_ns, before.st_mtime_ns))
        written.replace(path)
        return f"{name} {how}"

    def reword(self, name: str, line: str, *, after: str = "") -> str:
        """Set the word of a line of a file; the line comes where it is not there yet.

        `line` holds `{}`; `after` is the text that it follows, by default the whole file's.
        """
        text = self.text(name) if (self.folder / name).exists() else ""
        head, tail = (re.escape(part) for part in line.split("{}"))
        pattern = re.compile(f"{head}({'|'.join(WORDS)}){tail}")
        new = line.format(self.word())
        if pattern.search(text):
            return self.write(name, pattern.sub(lambda _: new, text, count=1))
        at = text.index(after) + len(after) if after else len(text)
        return self.write(name, text[:at] + new + text[at:])

    def toggle(self, name: str, *pairs: tuple[str, str]) -> str:
        """Put the second text of each pair in the place of the first, or back."""
        text = self.text(name)
        one, other = pairs[0]
        back = one not in text
        for old, new in pairs:
            text = text.replace(new, old) if back else text.replace(old, new)
        assert other in text or one in text, f"{name} holds neither {one} nor {other}"
        return self.write(name, text)

    def chapter(self) -> str:
        """Name of a chapter that the document includes."""
        found = sorted((self.folder / "report" / WAVE).glob("[0-9]*.qmd"))
        return (
            self.chance.choice([p for p in found if p.stem < "90"])
            .relative_to(self.folder)
            .as_posix()
        )


def chapter(edits: Edits) -> str:
    return edits.reword(edits.chapter(), "\n\nUn jardin de {}.\n")


def include(edits: Edits) -> str:
    """A text outside of the wave's folder, and the line that includes it, or not any more."""
    edits.reword("report/commun/extrait.qmd", "Un extrait sur la {}.\n")
    chapter = f"report/{WAVE}/13-assistance.qmd"
    if "../commun/extrait.qmd" not in edits.text(chapter):
        edits.write(chapter, edits.text(chapter) + "\n\n{{< include ../commun/extrait.qmd >}}\n")
    return "report/commun/extrait.qmd"


def metadata(edits: Edits) -> str:
    """A file that the profile names, and a chapter that recalls what it says."""
    profile, chapter = f"_quarto-vague-{WAVE}.yml", f"report/{WAVE}/01-contexte.qmd"
    edits.reword("report/suite.yml", "suite: {}\n")
    if "metadata-files" not in edits.text(profile):
        edits.write(profile, edits.text(profile) + "metadata-files:\n  - report/suite.yml\n")
        edits.write(chapter, edits.text(chapter) + "\n\nLa suite : {{< meta suite >}}.\n")
    return "report/suite.yml"


def style(edits: Edits) -> str:
    """A style of the house, or one more."""
    own = "bilan/assembly/assets/"
    name = edits.chance.choice((f"{own}bilan.css", f"{own}pages.css", "report/ajout.css"))
    edits.reword(name, "\n/* {} */\n")
    after = f"      - {own}bilan.css\n"
    if "report/ajout.css" not in edits.text("_quarto.yml") and name == "report/ajout.css":
        text = edits.text("_quarto.yml")
        edits.write("_quarto.yml", text.replace(after, f"{after}      - report/ajout.css\n"))
    return name


def template(edits: Edits) -> str:
    own = "bilan/assembly/assets/"
    name, line = edits.chance.choice(
        (
            ("apres-corps.html", "\n<!-- {} -->\n"),
            ("bilan.lua", "\n-- {}\n"),
            ("typst-template.typ", "\n// {}\n"),
        )
    )
    return edits.reword(f"{own}{name}", line)


def definitions(edits: Edits) -> str:
    """A file of data/ or a title that an editor writes."""
    name, line, after = edits.chance.choice(
        (
            ("data/illustrations.yml", " ({})", '    field: "ensemble des EPLE répondants'),
            (f"data/{WAVE}/vague.yml", "-{}", 'contact: "pole-numerique'),
            ("data/preconisations.yml", " ({})", '    short: "Élargir la composition'),
            ("data/codebook.yml", " ({})", '    wording: "Qui siège dans cette instance'),
            (
                f"report/{WAVE}/illustrations.yml",
                " ({})",
                '  subtitle: "Sujets relatifs au numérique',
            ),
            ("report/glossaire.yml", "# {}\n", ""),
            ("report/annexes/lettre-de-mission.md", "\n\nUn jardin de {}.\n", ""),
        )
    )
    return edits.reword(name, line, after=after)


def notebook(edits: Edits) -> str:
    """The text of a notebook, or the order in which it draws."""
    if edits.chance.random() < 0.5:
        return edits.toggle(NOTEBOOK, ("Personnes chargées", "Qui est chargé"))
    return _ordered(edits, "n = -1")


def read_by_a_cell(edits: Edits) -> str:
    """What a cell reads to know the order in which it draws; now and then, in another way."""
    book = edits.text(NOTEBOOK)
    known = [how for how, (code, *_) in ORDERS.items() if json.dumps(code)[1:-1] in book]
    how = edits.chance.choice(known * 10 + sorted(ORDERS))
    code, name, text = ORDERS[how]
    path = edits.folder / name
    if how == "a file of a folder" and path.exists():
        other = path.with_name("deux.csv")
        other.unlink() if other.exists() else other.write_text("deux\n", encoding="utf-8")
    else:
        back = path.exists() and "-" in path.read_text(encoding="utf-8")
        edits.write(name, text.format("+1" if back else "-1"))
    if how not in known:
        _ordered(edits, code)
    return f"{how}, {name}"


def _ordered(edits: Edits, code: str) -> str:
    """Have a notebook draw in an order that some code tells."""
    told = json.loads(edits.text(NOTEBOOK))
    for cell in told["cells"]:
        if PUBLISHED in "".join(cell["source"]):
            cell["source"] = f"{code}\nupkeep = upkeep.iloc[::n]\n{PUBLISHED}"
    return edits.write(NOTEBOOK, json.dumps(told, ensure_ascii=False, indent=1) + "\n")


def code(edits: Edits) -> str:
    """What the package computes, draws or says; or a comment alone."""
    which = edits.chance.randrange(5)
    if which == 0:
        modules = sorted((edits.folder / "bilan").rglob("*.py"))
        name = edits.chance.choice(modules).relative_to(edits.folder).as_posix()
        return edits.reword(name, "\n# {}\n")
    return edits.toggle(
        *(
            ("bilan/illustrations/colours.py", ('BLUE = "#000091"', 'BLUE = "#000092"')),
            ("bilan/assembly/fonts.py", ("range(0x20, 0x180)", "range(0x20, 0x17E)")),
            ("bilan/report/textes/sections.yml", ("reading: Lecture", "reading: Legende")),
            ("bilan/report/card.py", ('"""', '"""\n')),
        )[which - 1]
    )


def export(edits: Edits) -> str:
    """Two rows of the export change their places; `accept` follows."""
    path = edits.folder / "data" / WAVE / "enquete.sav"
    rows, meta = pyreadstat.read_sav(str(path), user_missing=True)
    one, other = edits.chance.sample(range(len(rows)), 2)
    order = [*range(len(rows))]
    order[one], order[other] = other, one
    pyreadstat.write_sav(
        rows.iloc[order],
        str(path),
        column_labels=meta.column_names_to_labels,
        variable_value_labels=meta.variable_value_labels,
    )
    return f"rows {one} and {other}"


def product(edits: Edits) -> str:
    """A file that was made is removed, cut, altered, or has a stray one beside it."""
    return _damaged(
        edits, [*_made(edits, "_site"), *_made(edits, "_build"), *_made(edits, "figures")]
    )


def cache(edits: Edits) -> str:
    """What a build keeps for the next one is altered, and the page is to be made anew."""
    (edits.folder / f"_build/{WAVE}/document/bilan.html").unlink(missing_ok=True)
    kept = [*_made(edits, f"_build/{WAVE}/memoire"), edits.folder / "_build/code.json"]
    return _damaged(edits, [*kept, edits.folder / "_build/etat.json"], stray=False)


def _made(edits: Edits, folder: str) -> list[Path]:
    paths = sorted((edits.folder / folder).rglob("*"))
    return [
        path
        for path in paths
        if path.is_file() and not path.relative_to(edits.folder).as_posix().startswith(NOISE)
    ]


def _damaged(edits: Edits, paths: list[Path], *, stray: bool = True) -> str:
    there = [path for path in paths if path.is_file()]
    if not there:
        return "nothing was made"
    path = edits.chance.choice(there)
    before, content = path.stat(), path.read_bytes()
    beside = ("stray",) if stray and "figures" not in path.parts else ()
    how = edits.chance.choice(("removed", "cut", "altered", "altered, dated", *beside))
    if how == "removed":
        path.unlink()
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "stray":
        path.with_name("egare.csv").write_text("x", encoding="utf-8")
    else:
        # A letter: most other bytes of JSON would make it unreadable, which is seen at once.
        letters = [found.start() for found in re.finditer(rb"[a-df-z]", content)] or [0]
        at = edits.chance.choice(letters)
        path.write_bytes(content[:at] + b"e" + content[at + 1 :])
    if how == "altered, dated":
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return f"{path.relative_to(edits.folder)} {how}"


def added_or_removed(edits: Edits) -> str:
    """A notebook or a chapter that nothing includes comes, or goes."""
    name, like = edits.chance.choice(
        (
            ("notebooks/09_essai.ipynb", "notebooks/00_protocole.ipynb"),
            (f"report/{WAVE}/99-essai.qmd", f"report/{WAVE}/10-analyse.qmd"),
            ("bilan/report/essai.py", "bilan/report/mention.py"),
        )
    )
    path = edits.folder / name
    if path.exists():
        path.unlink()
        return f"{name} removed"
    if path.suffix == ".qmd":
        path.write_text("Un chapitre en réserve.\n", encoding="utf-8")
    else:
        shutil.copy(edits.folder / like, path)
    return f"{name} added"


def illustration(edits: Edits) -> str:
    """An illustration goes from data, notebook, chapter and titles, or comes back."""
    files = [
        edits.folder / name
        for name in (
            "data/illustrations.yml",
            "notebooks/02_accompagnement.ipynb",
            f"report/{WAVE}/12-accompagnement.qmd",
            f"report/{WAVE}/illustrations.yml",
        )
    ]
    if edits.kept:
        for path, content in edits.kept.items():
            path.write_bytes(content)
        edits.kept.clear()
        return "pfe is back"
    edits.kept.update({path: path.read_bytes() for path in files})
    data, book, text, titles = (path.read_text(encoding="utf-8") for path in files)
    data = re.sub(r"  - id: pfe\n(?:    .*\n)+\n?", "", data)
    book = book.replace('study.publish(\\"pfe\\", figure, training)', "study.show(training)")
    text = text.replace(" (@fig-pfe)", "").replace("{{< include ../../figures/2014/pfe.qmd >}}", "")
    titles = re.sub(r"^pfe:\n(?:  .*\n)+", "", titles, flags=re.MULTILINE)
    for path, changed in zip(files, (data, book, text, titles), strict=True):
        assert changed != path.read_text(encoding="utf-8"), path
        path.write_text(changed, encoding="utf-8")
    return "pfe is gone"


KINDS: dict[str, Callable[[Edits], str]] = {
    function.__name__: function
    for function in (
        chapter, include, metadata, style, template, definitions, notebook, read_by_a_cell, code,
        export, product, cache, added_or_removed, illustration,
    )
}  # fmt: skip


def after_edit(kind: str) -> Iterator[str]:
    """Commands of the pipeline that follow an edit of a kind."""
    if kind == "export":
        yield "accept"
