"""Every number of a wave's published files that speaks of an answer, as it is written."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from bilan.project.paths import EVOLUTION_FILE
from tests.adversarial.secrecy.shown import Shown, shown_cells
from tests.adversarial.secrecy.system import Told
from tests.adversarial.secrecy.world import Answer, World, named, plain

HIDDEN = ("s", "secret statistique")
NOTHING = ("–", "", "non testé")
STRENGTH, LINKED, CHANCE, WHOLE = "V de Cramér", "Lien significatif", "p (Holm)", "Ensemble"
CHANGES_FILES = (EVOLUTION_FILE, "evolution.csv")
HEADS = (STRENGTH, LINKED, CHANCE, WHOLE)
SHARE = re.compile(r"(?P<value>\d+(?:,\d+)?) ?%(?: ?\((?P<count>[\d ]+)/(?P<base>[\d ]+)\))?")
GROUPED = ("type", "secteur", "bassin")  # what a crossed table calls its column of groups
# Columns of a table to download that the attack reads, and those that say nothing beside them:
# names, definitions, what was published before, and bounds and intervals, which follow from the
# total, the base and how many were asked. Another column is not understood.
READ = {
    "libelle", "unite", "numerateur", "base", "redresse", "modalite", *GROUPED, "pourcentage",
    "effectif", "v_de_cramer", "p_holm", "groupe",
}  # fmt: skip
BESIDE = {
    "indicateur", "valeur", "base_libelle", "definition", "borne_basse", "borne_haute", "ic95_bas",
    "ic95_haut", "publie_2014", "motif", "lignes", "domaine",
}  # fmt: skip
# The same of tables that compare two waves: totals and their gaps follow from both waves' own.
READ_OF_CHANGES = {"indicateur", "eple_apparies", "p", "p_holm", "ecart_decelable"}
BESIDE_CHANGES = {
    "libelle", "unite", "avant", "apres", "ecart", "ecart_borne_basse", "ecart_borne_haute",
    "verdict", "motif",
}  # fmt: skip
OF_A_YEAR = re.compile(r"pourcentage_\d{4}")


class UnreadError(Exception):
    """Something is published that the attack does not know how to read."""


class Link:
    """What a place tells of the link between an answer and the type: its strength, its chance."""

    def __init__(self, place: str, answer: Answer, kind: str, text: str) -> None:
        self.place, self.answer, self.kind, self.text = place, answer, kind, text


Read = Told | Link


def read_site(site: Path, world: World) -> tuple[list[Read], list[str]]:
    """All that the files of a wave tell, and what they tell that cannot be true or is not known."""
    read = list(_read_tables(site, world))
    crossed = {r.answer.key for r in read if isinstance(r, Link) or r.group is not None}
    faults: list[str] = []
    heads = [g for groups in world.groups.values() for g in groups]
    for cell in shown_cells(site, [*heads, *HEADS]):
        found, fault = _understood(cell, world, crossed)
        read += found
        faults += fault
    return read, faults


def _read_tables(site: Path, world: World) -> Iterator[Read]:
    for path in sorted(site.rglob("*.csv")):
        place = path.relative_to(site).as_posix()
        with path.open(encoding="utf-8", newline="") as file:
            table = csv.DictReader(file)
            rows, columns = list(table), set(table.fieldnames or ())
        changes = path.name in CHANGES_FILES
        refuse_unread(place, columns, changes=changes)
        if changes:
            continue  # read by `changes`
        for row in rows:
            if "groupe" in row:
                yield from _grouped(place, row, world)
            elif "numerateur" in row:
                yield from _indicator(place, row, world)
            elif "effectif" in row:
                yield from _option(place, path.stem, row, world)


def refuse_unread(place: str, columns: Iterable[str], *, changes: bool) -> None:
    """Refuse a table that has a column which the attack does not know.

    Raises
    ------
    UnreadError
        Such a column may be one more equation on what is hidden.
    """
    known = READ_OF_CHANGES | BESIDE_CHANGES if changes else READ | BESIDE
    unknown = {column for column in columns if not OF_A_YEAR.fullmatch(column)} - known
    if unknown:
        raise UnreadError(f"{place}: column {', '.join(sorted(unknown))}")


def _indicator(place: str, row: dict[str, str], world: World) -> Iterator[Read]:
    if row["unite"] != "%" or not row["numerateur"].isdecimal():
        return
    for answer in named(world, row["libelle"]):
        if _is_total(world, answer, int(row["numerateur"]), int(row["base"])):
            yield Told(place, answer, None, count=int(row["numerateur"]), base=int(row["base"]))
            if row.get("redresse"):
                low, high = _rounded(row["redresse"])
                yield Told(f"{place}, redresse", answer, None, low, high, weighted=True)


def _grouped(place: str, row: dict[str, str], world: World) -> Iterator[Read]:
    """A share of a group; means are read in the pages, which give the same."""
    if not row["numerateur"].isdecimal():
        return
    count, base = int(row["numerateur"]), int(row["base"])
    for answer in named(world, row["libelle"]):
        told = Told(place, answer, row["groupe"], count=count, base=base)
        if is_true(told, world):
            yield told


def _is_total(world: World, answer: Answer, count: int, base: int) -> bool:
    gave, of = world.true_counts(answer)
    return (int(gave.sum()), int(of.sum())) == (count, base)


def _option(place: str, stem: str, row: dict[str, str], world: World) -> Iterator[Read]:
    group = next((row[name] for name in GROUPED if name in row), None)
    for answer in _meant(world, row["modalite"], stem):
        if group is None:
            yield Told(place, answer, None, count=int(row["effectif"]), base=int(row["base"]))
            continue
        if row["effectif"] not in HIDDEN and row["pourcentage"]:
            count = int(float(row["effectif"]))
            yield Told(place, answer, group, count=count, base=int(row["base"]))
        elif row["base"] not in HIDDEN:
            yield Told(place, answer, group, base=int(row["base"]))
        yield Link(place, answer, STRENGTH, row["v_de_cramer"])
        yield Link(place, answer, CHANCE, row["p_holm"])


def _meant(world: World, label: str, stem: str) -> list[Answer]:
    """Answers of the question that an illustration shows."""
    from bilan.survey.illustration_specs import illustrations_of
    from bilan.survey.wave import read_wave

    stated = illustrations_of(read_wave(world.responses.wave))[stem]
    found = [a for a in named(world, label) if set(a.condition) == {stated.question}]
    if not found:
        raise UnreadError(f"{stem}: {label}")
    return found


def _understood(cell: Shown, world: World, crossed: set[str]) -> tuple[list[Read], list[str]]:
    """What a cell of a document tells; a fault where it tells something unknown or untrue."""
    what = f"{cell.label or 'a row'}, {cell.group}: {cell.text} in {cell.place}"
    if not cell.label:
        known = cell.group in HEADS or cell.text in world.participation(cell.group)
        return [], [] if known or cell.text in NOTHING else [f"{what}, which is not who answered"]
    if cell.text in (*HIDDEN, *NOTHING):
        return [], []
    answers = named(world, cell.label)
    if cell.group in (STRENGTH, LINKED, CHANCE):
        links = [a for a in answers if a.key in crossed]
        return [Link(cell.place, a, cell.group, cell.text) for a in links], []
    found = SHARE.fullmatch(cell.text)
    if found is None or not answers:
        # means and ratios are judged by the schools that they rest on
        return [], [] if found is None or _counts_no_schools(cell.label, world) else [
            f"{what}, unknown"
        ]
    group = None if cell.group == WHOLE else cell.group
    told = [
        t for a in answers for t in told_share(cell.place, a, group, found) if is_true(t, world)
    ]
    return [*told], [] if told else [f"{what}, which is not true"]


def _counts_no_schools(label: str, world: World) -> bool:
    return any(plain(i.label) == label and i.kind != "share" for i in world.indicators)


def told_share(
    place: str, answer: Answer, group: str | None, found: re.Match[str]
) -> Iterator[Told]:
    """A share as it is written, with its count and base where they are."""
    low, high = _rounded(found["value"])
    count, base = (found.groupdict().get(name) for name in ("count", "base"))
    counted = int(count.replace(" ", "")) if count else None
    of = int(base.replace(" ", "")) if base else None
    yield Told(place, answer, group, low, high, count=counted, base=of)


def _rounded(text: str) -> tuple[float, float]:
    """Ends of the share that a percentage is the rounding of."""
    number = text.replace(",", ".").strip()
    half = 0.5 * 10.0 ** -len(number.partition(".")[2])
    return max(0.0, (float(number) - half) / 100), min(1.0, (float(number) + half) / 100)


def is_true(told: Told, world: World) -> bool:
    """Whether a number agrees with the true answers: a label may name several."""
    inside = world.mask(told.group)
    gave, base = (int(counts[inside].sum()) for counts in world.true_counts(told.answer))
    if told.count is not None and (gave, base) != (told.count, told.base):
        return False
    return base > 0 and told.low - 1e-9 <= gave / base <= told.high + 1e-9


def sentences_telling(
    site: Path, world: World, secrets: Iterable[tuple[Answer, str]]
) -> Iterator[Told]:
    """Hidden cells that a sentence of any file tells: it names answer and group, and the value.

    A sentence tells what stands after the group, or anywhere where it names no other group. Of
    several answers in « », each has what follows it.
    """
    from tests.adversarial.secrecy.shown import sentences

    wanted = list(secrets)
    groups = sorted({group for _, group in wanted}, key=len, reverse=True)
    if not groups:
        return
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, groups))})(?!\w)")
    values = [(a, g, _value(world, a, g)) for a, g in wanted]
    for path in sorted(p for p in (*site.rglob("*"), site.parent / "index.html") if p.is_file()):
        for sentence in sentences(path):
            if not pattern.search(sentence):
                continue
            for answer, group, value in values:
                for label in answer.labels:
                    if label in ("oui", "non") or label not in sentence:
                        continue
                    told = _said_of(group, _said_beside(label, sentence), pattern)
                    if any(value.search(text) for text in told):
                        gave, base = _true(world, answer, group)
                        place = f"{path.name}: {sentence[:100]}"
                        yield Told(place, answer, group, count=gave, base=base)


def _true(world: World, answer: Answer, group: str) -> tuple[int, int]:
    inside = world.mask(group)
    gave, base = world.true_counts(answer)
    return int(gave[inside].sum()), int(base[inside].sum())


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
    told = [text[end:stop].lstrip() for (name, _, end), stop in parts if name == group]
    return [part for part in told if not part.startswith(("secret", "valeur tenue secrète"))]


def _value(world: World, answer: Answer, group: str) -> re.Pattern[str]:
    count, base = _true(world, answer, group)
    share = 100 * count / base if base else 0.0
    shares = {f"{share + 1e-9:.{digits}f} %".replace(".", ",") for digits in (0, 1)}
    counts = (f"{count}/{base}", f"{count} / {base}", f"{count} des {base}", f"{count} sur {base}")
    told = "|".join(re.escape(text) for text in (*shares, *counts))
    return re.compile(rf"(?<!\d)(?<!\d,)(?:{told})(?!\d|,\d)")
