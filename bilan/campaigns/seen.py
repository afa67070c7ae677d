"""What a reader of `_site/<wave>/` sees of the schools that gave an answer, by group of types."""

import csv
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bilan.modalities import LABELS

GROUPS = LABELS["voie"]
HIDDEN = ("s", "secret statistique")
_PART = re.compile(r"(?:(\d+)|secret statistique)")
_ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Seen:
    """Counts as published: of each answer by group (None where hidden), and over all groups.

    An answer has its label as name, after that of its illustration where it is drawn.
    `disclosed` lists cells that one place hides and another shows, with both places.
    """

    cells: dict[tuple[str, str], int | None]
    totals: dict[str, int]
    disclosed: tuple[str, ...]


def seen(site: Path) -> Seen:
    """All counts by group and over all groups that the published files of a wave give.

    Looked at: the CSV downloads, the dashboard's page, and the alternative texts in the report,
    in the dashboard and in the published notebooks.
    """
    cells: dict[tuple[str, str], int | None] = {}
    where: dict[tuple[str, str], str] = {}
    disclosed = []
    for place, name, group, found in (*_association(site), *_dashboard(site)):
        key = (name, group)
        if key in cells and (cells[key] is None) != (found is None):
            disclosed.append(f"{name}, {group}: {where[key]} against {place}")
        if key not in cells or cells[key] is None:
            cells[key], where[key] = found, place
    for place, name, group, percent in _told(site):
        for key in [key for key in cells if _is(key, name, group)]:
            if (cells[key] is None) != (percent is None):
                disclosed.append(f"{name}, {group}: {where[key]} against {place}")
    for place, name, group in _bars(site):
        if (name, group) in cells and cells[name, group] is None:
            disclosed.append(f"{name}, {group}: {where[name, group]} against {place}")
    return Seen(cells, dict(_totals(site)), tuple(disclosed))


def _is(key: tuple[str, str], name: str, group: str) -> bool:
    """Whether a cell of a table is the one that a text speaks of."""
    label = key[0].rpartition(": ")[2]
    return key[1] == group and label.replace("’", "'") == name.replace("’", "'")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _association(site: Path) -> Iterator[tuple[str, str, str, int | None]]:
    for path in sorted((site / "donnees").glob("*.csv")):
        rows = _rows(path)
        if rows and {"modalite", "type", "effectif", "base"} <= set(rows[0]):
            for row in rows:
                found = None if row["effectif"] in HIDDEN else int(row["effectif"])
                yield f"donnees/{path.name}", f"{path.stem}: {row['modalite']}", row["type"], found


def _dashboard(site: Path) -> Iterator[tuple[str, str, str, int | None]]:
    page = (site / "tableau-de-bord.html").read_text(encoding="utf-8")
    for table in re.findall(r"<table.*?</table>", page, re.DOTALL):
        heads, *rows = [[_text(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table)]
        if "Ensemble" not in heads:
            continue
        for row in rows:
            for group, value in zip(heads[1:], row[1:], strict=True):
                match = re.search(r"\((\d+)/\d+\)", value)
                if group not in ("Ensemble", "Cible") and (match or value in HIDDEN):
                    yield "tableau-de-bord.html", row[0], group, int(match[1]) if match else None


def _bars(site: Path) -> Iterator[tuple[str, str, str]]:
    """What the text of a chart in the dashboard's page tells: place, indicator, group."""
    page = html.unescape((site / "tableau-de-bord.html").read_text(encoding="utf-8"))
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", page)
    for label in re.findall(r'aria-label="([^"]*) ; cible [^"]*"', plain):
        name, _, told = label.rpartition(" : ")
        for group in re.findall(r"(?:^|, | et )([^,\d]+?) \d", told):
            yield "a chart of tableau-de-bord.html", name, group


def _text(cell: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", cell)).split())


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
