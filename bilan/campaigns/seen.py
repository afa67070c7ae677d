"""What a reader of `_site/<wave>/` sees of the schools that gave an answer, by group of types."""

import csv
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bilan.campaigns.shown import Shown, html_tables, plain, sentences
from bilan.french import percent
from bilan.modalities import LABELS

GROUPS = LABELS["voie"]
HIDDEN = ("s", "secret statistique")
_PART = re.compile(r"(?:(\d+)|secret statistique)")


@dataclass(frozen=True)
class Seen:
    """Counts as published: of each answer by group (None where hidden), and over all groups.

    `bases` are the schools that a shown count is of.
    An answer has its label as name, after that of its illustration where it is drawn.
    `disclosed` lists cells that one place hides and another shows, with both places.
    """

    cells: dict[tuple[str, str], int | None]
    totals: dict[str, int]
    disclosed: tuple[str, ...]
    bases: dict[tuple[str, str], int] = field(default_factory=dict)


def seen(site: Path) -> Seen:
    """All counts by group and over all groups that the published files of a wave give.

    Looked at: the CSV downloads, the dashboard's page, and the alternative texts in the report,
    in the dashboard and in the published notebooks. The tables of all other documents are held
    against these: see `disagreeing`.
    """
    cells: dict[tuple[str, str], int | None] = {}
    where: dict[tuple[str, str], str] = {}
    bases: dict[tuple[str, str], int] = {}
    disclosed = []
    for place, name, group, found, base in (*_association(site), *_dashboard(site)):
        key = (name, group)
        if key in cells and (cells[key] is None) != (found is None):
            disclosed.append(f"{name}, {group}: {where[key]} against {place}")
        if key not in cells or cells[key] is None:
            cells[key], where[key] = found, place
        if found is not None and base is not None:
            bases[key] = base
    for place, name, group, share in _told(site):
        for key in [key for key in cells if _is(key, name, group)]:
            if (cells[key] is None) != (share is None):
                disclosed.append(f"{name}, {group}: {where[key]} against {place}")
    for place, name, group in _bars(site):
        if (name, group) in cells and cells[name, group] is None:
            disclosed.append(f"{name}, {group}: {where[name, group]} against {place}")
    return Seen(cells, dict(_totals(site)), tuple(disclosed), bases)


def disagreeing(
    known: Seen, documents: Iterable[Shown], asked: Mapping[str, set[str]], *, apart: set[str]
) -> list[str]:
    """Cells of documents that show something else of a group than what is known already.

    A cell must be hidden where the attacker knows it as hidden, and give the same share or count
    where it is shown. `asked` has, by group, how many schools were asked and answered, and the
    rate: all that may stand of a group by itself. `apart` are the labels of what counts no schools.
    """
    found = []
    for cell in documents:
        what = f"{cell.label or 'a row'}, {cell.group}: {cell.text} in {cell.place}"
        if not cell.label:
            if cell.text not in asked.get(cell.group, set()):
                found.append(f"{what}, which is not who answered")
            continue
        keys = [key for key in known.cells if _is(key, cell.label, cell.group)]
        if not keys:
            if cell.text not in (*HIDDEN, "–") and cell.label not in apart:
                found.append(f"{what} alone")
            continue
        for key in keys:
            count, hidden = known.cells[key], cell.text in HIDDEN
            if cell.text == "–" and not count:
                continue  # the answer cannot be given in this group
            if count is None or hidden:
                found += [] if count is None and hidden else [f"{what}, not so elsewhere"]
            elif not _tells(cell.text, count, known.bases[key]):
                found.append(f"{what}, against {count}/{known.bases[key]} elsewhere")
    return found


def _tells(text: str, count: int, base: int) -> bool:
    """Whether a cell says this count of this base, and nothing else: "24 %", "24,1 % (19/79)"."""
    told = re.sub(r"\s", "", text)
    shares = [re.sub(r"\s", "", percent(count / base, digits)) for digits in (0, 1)]
    return told in (*shares, *(f"{share}({count}/{base})" for share in shares))


def told_outright(
    path: Path, hidden: Mapping[tuple[str, str], tuple[int, int]], groups: Iterable[str]
) -> list[str]:
    """Hidden cells, by name and group, whose count or share a sentence of a file tells.

    A sentence tells one that names the answer and the group, and the value after the group; or
    anywhere, where it names no other group. Of several answers in « », each has what follows it.
    """
    found = []
    names = sorted(groups, key=len, reverse=True)  # "LP et SEP" before "LP"
    named = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names))})(?!\w)")
    for sentence in sentences(path):
        for (name, group), (count, base) in hidden.items() if named.search(sentence) else ():
            label = plain(name.rpartition(": ")[2])
            if label in sentence:
                told = _said_of(group, _said_beside(label, sentence), named)
                if any(_value(count, base).search(text) for text in told):
                    found.append(f"{name}, {group}: told in {path.name}: {sentence[:120]}")
    return found


def _said_beside(label: str, sentence: str) -> str:
    """The part of a sentence that is on an answer: from its name to the next one in « »."""
    if sentence.count("«") < 2:
        return sentence
    return sentence.partition(label)[2].partition("«")[0]


def _said_of(group: str, text: str, named: re.Pattern[str]) -> list[str]:
    """What a text says of a group: between its name and the next group's, or all of it."""
    spans = [(match[1], match.start(), match.end()) for match in named.finditer(text)]
    if {name for name, *_ in spans} == {group}:
        return [text]
    ends = [*[start for _, start, _ in spans][1:], len(text)]
    parts = zip(spans, ends, strict=True) if spans else ()
    return [text[end:stop] for (name, _, end), stop in parts if name == group]


def _value(count: int, base: int) -> re.Pattern[str]:
    shares = {plain(percent(count / base, digits)) for digits in (0, 1)}
    counts = (f"{count}/{base}", f"{count} / {base}", f"{count} des {base}", f"{count} sur {base}")
    told = "|".join(re.escape(text) for text in (*shares, *counts))
    return re.compile(rf"(?<!\d)(?<!\d,)(?:{told})(?!\d|,\d)")


def _is(key: tuple[str, str], name: str, group: str) -> bool:
    """Whether a cell of a table is the one that a text speaks of."""
    labels = (plain(key[0]), plain(key[0].rpartition(": ")[2]))
    return key[1] == group and plain(name) in labels


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


Published = tuple[str, str, str, int | None, int | None]  # place, name, group, count, base


def _association(site: Path) -> Iterator[Published]:
    for path in sorted((site / "donnees").glob("*.csv")):
        rows = _rows(path)
        if rows and {"modalite", "type", "effectif", "base"} <= set(rows[0]):
            for row in rows:
                found = None if row["effectif"] in HIDDEN else int(row["effectif"])
                name = f"{path.stem}: {row['modalite']}"
                yield f"donnees/{path.name}", name, row["type"], found, int(row["base"])


def _dashboard(site: Path) -> Iterator[Published]:
    page = (site / "tableau-de-bord.html").read_text(encoding="utf-8")
    for heads, *rows in html_tables(page):
        if "Ensemble" not in heads:
            continue
        for row in rows:
            for group, value in zip(heads[1:], row[1:], strict=True):
                match = re.search(r"\((\d+)/(\d+)\)", value)
                if group not in ("Ensemble", "Cible") and (match or value in HIDDEN):
                    count, base = (int(match[1]), int(match[2])) if match else (None, None)
                    yield "tableau-de-bord.html", row[0], group, count, base


def _bars(site: Path) -> Iterator[tuple[str, str, str]]:
    """What the text of a chart in the dashboard's page tells: place, indicator, group."""
    page = html.unescape((site / "tableau-de-bord.html").read_text(encoding="utf-8"))
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", page)
    for label in re.findall(r'aria-label="([^"]*) ; cible [^"]*"', plain):
        name, _, told = label.rpartition(" : ")
        for group in re.findall(r"(?:^|, | et )([^,\d]+?) \d", told):
            yield "a chart of tableau-de-bord.html", name, group


def _told(site: Path) -> Iterator[tuple[str, str, str, int | None]]:
    """Percentages in alternative texts: « Chef » (V = 0,28 : Collège 87 %, LGT secret …)."""
    texts = {"bilan.html": (site / "bilan.html").read_text(encoding="utf-8")}
    for path in sorted((site / "carnets").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        texts[f"carnets/{path.name}"] = json.dumps(notebook, ensure_ascii=False)
    for place, text in texts.items():
        plain = re.sub(r"[\s\u00a0\u202f]+", " ", html.unescape(text))
        for name, told in re.findall(r"« ([^«»]+) » \(([^()]*)\)", plain):
            for group in GROUPS.values():
                match = re.search(rf"(?:^|[ ,:]){re.escape(group)} {_PART.pattern}", told)
                if match:
                    yield place, name, group, int(match[1]) if match[1] else None


def _totals(site: Path) -> Iterator[tuple[str, int]]:
    for path in sorted((site / "donnees").glob("*.csv")):
        for row in _rows(path):
            if {"modalite", "effectif", "base"} <= set(row) and "type" not in row:
                yield f"{path.stem}: {row['modalite']}", int(row["effectif"])
            elif {"libelle", "numerateur", "unite"} <= set(row) and row["unite"] == "%":
                value = row["numerateur"]
                if value.isdecimal():
                    yield row["libelle"], int(value)
