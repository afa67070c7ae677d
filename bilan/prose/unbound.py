"""Numbers and claims of the survey that no binding ties to the data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bilan.french import MONTHS, NARROW, NBSP, typographic
from bilan.paths import shown
from bilan.prose.bindings import free_words, lost_bindings
from bilan.prose.findings import Finding
from bilan.prose.sources import Line
from bilan.prose.texts import alternatives
from bilan.prose.wordings import Wordings

SPACE = rf"[ {NBSP}{NARROW}]"
NUMBER = re.compile(
    rf"(?<![\w,.°-])(?<!\d{SPACE})[+−]?(?:\d{{1,3}}(?:{SPACE}\d{{3}})+|\d+)(?:[,.]\d+)*"
    rf"(?P<percent>{SPACE}*(?:%|‰|pour{SPACE}cent\b))?(?!\w)"
)
# Numbers that say when or which, not how many.
PLACES = (
    re.compile(rf"\b(?:1er|\d{{1,2}}){SPACE}(?:{'|'.join(MONTHS)})\b(?:{SPACE}\d{{4}})?"),
    re.compile(r"(?<!\d)(?<!\d,)(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)?\d\d))?(?!,?\d)"),
    re.compile(rf"\b\d{{1,2}}{SPACE}?h(?:{SPACE}?\d{{2}})?\b"),
    re.compile(r"\b\d+(?:[-/.]\d+)+(?!\s*%)\b"),  # 2010-1065, 421-3, 2.1
)
KNOWN_SMALL = ("0", "1")


@dataclass(frozen=True)
class _Patterns:
    spoken: re.Pattern[str]
    trend: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _patterns(wordings: Wordings) -> _Patterns:
    file = wordings.file
    people = [n for family in ("etablissements", "enseignants") for n in file.populations[family]]
    nouns = alternatives(people)
    spelled = (
        r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
        r"|vingt|trente|quarante|cinquante|soixante|cent)(?:[ -][a-zé]+){0,3}?"
    )
    fractions = alternatives(list(file.fractions.noms))
    partial = [entry for entry in file.quantites if entry.de < entry.to]  # not all, not none
    shares = alternatives([word for entry in partial for word in entry.mots if " " in word])
    of = r"(?:des|de ces|de leurs|d'|de) ?"
    moving = [e.formes[:4] for e in file.evolutions if e.sens in ("hausse", "baisse")]
    verbs = alternatives([form for forms in moving for form in forms])
    steady = [e.formes[:6] for e in file.evolutions if e.sens == "stable"]
    still = alternatives([form for forms in steady for form in forms])
    degrees = alternatives([word for entry in file.degres for word in entry.mots])
    return _Patterns(
        spoken=re.compile(
            rf"\b(?:{spelled} (?:{nouns})(?: sur \w+)?"
            rf"|(?:un|une|deux|trois|quatre|les|le|la) (?:{fractions}) {of}(?:{nouns})"
            rf"|(?:une?|{spelled})(?: (?:{nouns}))? sur (?:dix|cinq|quatre|trois|deux|cent)"
            rf"|(?:{shares}) (?:{of})?(?:{nouns}))\b"
        ),
        trend=re.compile(rf"\b(?:(?:{verbs}) (?:{degrees})|{still})\b"),
        before=re.compile(rf"(?:^|\W)(?:{alternatives(file.hors_enquete.avant)})\W{{0,2}}$"),
        after=re.compile(rf"^\W{{0,2}}(?:{alternatives(file.hors_enquete.after)})(?!\w)"),
    )


def unbound(line: Line, wordings: Wordings, *, compared: bool) -> Iterator[Finding]:
    """What a line says of the survey outside its bindings: a warning each.

    `compared`: the wave has one before it, so that claims of change are looked for too.
    """
    for column in lost_bindings(line):
        yield Finding(
            shown(line.file), line.number, column, "erreur", "liaison",
            line.raw[column - 1 : column + 30],
            "lien illisible\u00a0: écrivez [texte]{ind=…} sur une seule ligne, sans crochet dedans",
        )  # fmt: skip
    words = free_words(line)
    for match in NUMBER.finditer(_without_places(words)):
        if not _is_elsewhere(match, words, wordings):
            yield _found(line, match, "chiffre", "ce chiffre n’est pas lié")
    lower = re.sub(rf"[{NBSP}{NARROW}*_]", " ", words).replace("’", "'").lower()
    for match in _patterns(wordings).spoken.finditer(lower):
        yield _found(line, match, "chiffre", "cette quantité en toutes lettres n’est pas liée")
    if compared:
        for match in _patterns(wordings).trend.finditer(lower):
            yield _found(line, match, "évolution", "cette évolution n’est pas liée")


def _without_places(words: str) -> str:
    for pattern in PLACES:
        words = pattern.sub(lambda match: "\ufffc" * len(match[0]), words)
    return words


def _is_elsewhere(match: re.Match[str], words: str, wordings: Wordings) -> bool:
    if match["percent"]:
        return False
    patterns = _patterns(wordings)
    before = re.sub(rf"[{NBSP}{NARROW}]", " ", words[: match.start()]).lower().replace("’", "'")
    after = re.sub(rf"[{NBSP}{NARROW}]", " ", words[match.end() :]).lower().replace("’", "'")
    return (
        match[0] in KNOWN_SMALL
        or patterns.before.search(before) is not None
        or patterns.after.match(after) is not None
    )


def _found(line: Line, match: re.Match[str], kind: str, message: str) -> Finding:
    text = line.raw[match.start() : match.end()].strip()
    return Finding(
        file=shown(line.file),
        line=line.number,
        column=match.start() + 1,
        severity="avertissement",
        kind=f"{kind} non lié" if kind == "chiffre" else f"{kind} non liée",
        text=text,
        message=typographic(
            f"« {text} » : {message} à un indicateur ([…]{{ind=…}}), "
            'ni déclaré d’une autre source ([…]{ind=externe source="…"})'
        ),
    )
