"""Numbers and claims of the survey that no binding ties to the data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bilan.french.formats import MONTHS, NARROW, NBSP
from bilan.french.markdown_inlines import HIDDEN
from bilan.french.typography_rules import typographic
from bilan.project.paths import shown
from bilan.prose.bindings import TALLIED, free_words, lost_bindings
from bilan.prose.chapter_lines import ChapterLine
from bilan.prose.findings import Finding
from bilan.prose.normalise import SPELLED, alternatives, plain
from bilan.prose.paragraphs import Paragraph
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
# « la part progresse de [21 points]{… evolution=2014} »: the verb is judged with its points.
BOUND_NEXT = re.compile(r"(?: [\w-]+){0,2}(?: de| d’)? ?\[[^\]]*\]\{[^}]*evolution=")
OF = r"(?:des|de ces|de leurs|d'|de) ?"
NOT_BOUND = {
    "quantité": "cette quantité en toutes lettres n’est pas liée",
    "évolution": "cette évolution n’est pas liée",
    "universel": "cette affirmation sur tous les établissements, ou sur aucun, n’est pas liée",
    "rapport": "ce rapport n’est pas lié",
    "comparaison": "cette comparaison n’est pas liée",
    "registre": "ce compte du registre n’est pas lié",
    "verdicts": "ce compte des évolutions n’est pas lié",
    "rang": "ce rang n’est pas lié",
}


@dataclass(frozen=True)
class _Patterns:
    claims: dict[str, re.Pattern[str]]
    needed: dict[str, tuple[str, ...]]  # words without one of which a claim is not looked for
    survey: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _patterns(wordings: Wordings) -> _Patterns:
    file, free = wordings.file, wordings.file.sans_lien
    nouns = alternatives(
        [n.text for n in wordings.nouns.values() if n.counted not in ("valeur", "cas")]
    )
    many = rf"(?!une?\b){SPELLED}"  # « un établissement » counts nothing
    fractions = alternatives(list(file.fractions.noms))
    partial = [entry for entry in file.quantites if entry.de < entry.to]  # not all, not none
    words = [plain(word) for entry in partial for word in entry.mots]
    shares = alternatives([word for word in words if not word.endswith(" de")])
    shares_of = alternatives([word[:-3] for word in words if word.endswith(" de")])
    tens = alternatives(list(file.dizaines))
    verbs = alternatives(free.verbes)
    steady = [e.formes[:6] for e in file.evolutions if e.sens == "stable"]
    still = alternatives([form for forms in steady for form in forms])
    moving = [e.formes for e in file.evolutions if e.sens in ("hausse", "baisse")]
    moved = alternatives([form for forms in moving for form in forms])
    degrees = alternatives([word for entry in file.degres for word in entry.mots])
    groups = alternatives(free.groupes)
    counted = alternatives(file.registre.noms)
    changing = alternatives([noun for noun in file.verdicts.noms if not noun.startswith("point")])
    verdicts = alternatives([t for texts in file.verdicts.statuts.values() for t in texts])
    ranks = file.rangs
    ordinals = alternatives([name for names in ranks.ordinaux.values() for name in names])
    statuses = alternatives([t for texts in file.registre.statuts.values() for t in texts])
    claims = {
        "quantité": rf"(?:{many}|deux|trois) (?:{nouns})(?: sur \w+)?"
        rf"|(?:un|une|deux|trois|quatre|les|le|la|l') ?(?:deux |trois )?(?:{fractions}) "
        rf"(?:{OF}(?:{nouns})|d'entre)"
        rf"|{SPELLED}(?: (?:{nouns}))? sur (?:dix|cinq|quatre|trois|deux|cent|vingt)"
        rf"|(?:{shares}) (?:(?:{OF})?(?:{nouns})|d'entre)|(?<!trop )(?:{shares_of}) {OF}(?:{nouns})"
        rf"|(?:une|des|plusieurs|quelques) (?:{tens})s? {OF}(?:{nouns})"
        rf"|(?:^|(?<=[.;:] ))nombre {OF}(?:{nouns})"
        rf"|(?:est|sont) (?:(?:la|une) (?:\w+ )?(?:majorité|minorité)|(?:majorit|minorit)aires?)"
        rf"|{many} (?:pour cent|points?(?: de pourcentage)?)",
        "évolution": rf"(?:{moved}) (?:{degrees})|(?:a|ont) (?:{degrees}) \w+é|{still}"
        rf"|(?:en|une?) (?:{degrees}) (?:hausse|baisse|progression|recul|progrès)"
        rf"|(?:{alternatives(free.participes)})"
        r"|(?<!le )(?<!la )(?<!les )(?:plus|moins) (?:souvent|nombreu(?:x|ses?))(?! qu)"
        rf"|(?:{alternatives(free.sujets)})(?: [\w'’-]+){{0,6}}? (?:{verbs})",
        "universel": rf"(?:{alternatives(free.universels)}) (?:{nouns})"
        rf"|(?:{nouns}) (?:[\w'’-]+ ){{0,3}}?(?:jamais|toujours)|jamais une? (?:{nouns})"
        rf"|(?<!si )(?:{alternatives(free.pronoms)})",
        "verdicts": rf"(?:{many}|deux|trois|aucune?|une? seule?|{alternatives(free.comptes)})"
        rf" (?:{changing}|points?)(?: [\w'’-]+){{0,2}}? (?:{verdicts})"
        rf"|une? seule? (?:{changing})"
        rf"|(?:{changing}|progrès|reculs)(?: [\w'’-]+){{0,3}}? (?:{alternatives(free.répartis)})"
        rf"|(?:{alternatives(free.bilans)})"
        rf"|seule?s? (?:la |le |les |l')(?:[\w'’-]+ ){{1,6}}?(?:{verbs})",
        "rang": rf"(?:le|la|les) (?:plus|moins) (?:souvent )?(?:{alternatives(ranks.adjectifs)})"
        rf"|(?:{ordinals}) (?:{alternatives(ranks.noms)})s?|(?:{alternatives(free.rangs)})",
        "rapport": rf"(?:{alternatives(free.multiples)})",
        "comparaison": rf"(?:plus|moins|aussi|autant|davantage)(?: [\w'’-]+){{0,4}}? "
        rf"qu(?:e |')(?:(?:dans|chez|pour|en|aux?) ?)?(?:les |le |la |l')?(?:{groups})"
        rf"|(?:plus|moins|aussi) (?:souvent|rarement|nombreux|fréquente?s?)(?: encore)? "
        rf"(?:dans les|chez les|aux?) (?:{groups})"
        rf"|une (?:grande|bonne|petite) partie des (?:{nouns})",
        "registre": rf"(?:{many}|aucune?|toutes? les|tous les) (?:(?:des|de ces) {SPELLED} )?"
        rf"(?:{counted})(?! d'|s? de (?!20))(?: (?:de|ouverts en) 20\d\d)?(?: (?:{statuses}))?",
    }
    return _Patterns(
        {kind: re.compile(rf"(?<![\w'])(?:{said})(?!\w)") for kind, said in claims.items()},
        needed={
            "registre": tuple(map(plain, file.registre.noms)),
            "comparaison": (*map(plain, free.groupes), " partie des "),
        },
        survey=re.compile(rf"(?<!\w)(?:{alternatives(free.protocole)})"),
        before=re.compile(rf"(?:^|\W)(?:{alternatives(file.hors_enquete.avant)})\W{{0,2}}$"),
        after=re.compile(rf"^\W{{0,2}}(?:{alternatives(file.hors_enquete.after)})(?!\w)"),
    )


def unbound(part: Paragraph, wordings: Wordings, *, compared: bool) -> Iterator[Finding]:
    """What a paragraph says of the survey outside its bindings: a warning each.

    `compared`: the wave has one before it, so that claims of change are looked for too.
    """
    for line in part.lines:
        yield from _lost(line)
        words = free_words(line)
        for match in NUMBER.finditer(_without_places(words)):
            if not _is_elsewhere(match, words, wordings):
                text = line.raw[match.start() : match.end()]
                yield _found(line, match.start(), text, "chiffre", "ce chiffre n’est pas lié")
    free, patterns = part.free, _patterns(wordings)
    raw = " ".join(line.raw for line in part.lines)
    taken: list[tuple[int, int]] = []
    for kind in ("registre", *(k for k in patterns.claims if k != "registre")):
        if kind in ("évolution", "verdicts") and (
            not compared or (not part.heading and _is_heading(part))
        ):
            continue
        if kind in patterns.needed and not any(word in free for word in patterns.needed[kind]):
            continue
        for match in patterns.claims[kind].finditer(free):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            if kind == "évolution" and BOUND_NEXT.match(raw, end):
                continue
            if kind == "universel" and patterns.survey.search(_sentence(free, start, end)):
                continue
            taken.append((start, end))
            line, column = part.place(start)
            text = line.raw[column : column + end - start]
            name = "chiffre" if kind == "quantité" else kind
            yield _found(line, column, text, name, NOT_BOUND[kind])


def _is_heading(part: Paragraph) -> bool:
    return part.lines[0].raw.lstrip().startswith(("#", "**"))


def _sentence(text: str, start: int, end: int) -> str:
    first = max(text.rfind(sign, 0, start) for sign in ".;!?") + 1
    ends = [text.find(sign, end) for sign in ".;!?"]
    return text[first : min([at for at in ends if at >= 0], default=len(text))]


def _lost(line: ChapterLine) -> Iterator[Finding]:
    for column in lost_bindings(line):
        yield Finding(
            shown(line.file), line.number, column, "erreur", "liaison",
            line.raw[column - 1 : column + 30],
            "lien illisible\u00a0: écrivez [texte]{ind=…} sur une seule ligne, sans crochet dedans",
        )  # fmt: skip


def _without_places(words: str) -> str:
    for pattern in PLACES:
        words = pattern.sub(lambda match: HIDDEN * len(match[0]), words)
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


def _found(line: ChapterLine, column: int, text: str, kind: str, message: str) -> Finding:
    text = text.strip()
    feminine = "e" if kind in ("évolution", "comparaison") else ""
    binding = f"[…]{{{kind}=…}}" if kind in TALLIED else "[…]{ind=…}"
    return Finding(
        file=shown(line.file),
        line=line.number,
        column=column + 1,
        severity="avertissement",
        kind=f"{kind} non lié{feminine}",
        text=text,
        message=typographic(
            f"« {text} » : {message}. Liez l’affirmation ({binding}), "
            'ou déclarez d’où elle vient ([…]{ind=externe source="…"})'
        ),
    )
