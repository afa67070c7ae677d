"""The forms of sentences that documents write, and what each of them tells."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.adversarial.secrecy.readings import STRENGTH, WHOLE, Link, UnreadError
from tests.adversarial.secrecy.sentence_places import KINDS, read_cards, said_sentences, whole_text
from tests.adversarial.secrecy.sentence_reader import Form, Found, Read, Reader, read_harmless
from tests.adversarial.secrecy.shown import TABLE
from tests.adversarial.secrecy.totals import published_totals
from tests.adversarial.secrecy.world import World, named, plain

VALUE = r"\d+(?:,\d+)? ?%"
CASES = rf"(?:{VALUE}|secret statistique|valeur tenue secrète|non disponible|sans objet)"
LABEL = r"« (?P<label>[^»]+) »"
NEAR = 12  # letters and digits on each side by which a number is found again on the page


def _lecture(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« 16 des 24 EPLE répondants (LP et SEP), soit 66,7 %, ont cité « A » »."""
    written = f"{match['value']} % ({match['count']}/{match['base']})"
    group = match["group"]
    if group is not None and not any(group in groups for groups in reader.world.groups.values()):
        raise UnreadError(f"{place}: {group} is no group")
    yield from reader.share(place, match["label"], group, written)
    if match["force"]:
        yield from _links(reader, place, match["label"], match["force"])


def _ranked(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« « A » arrive en tête avec 12 % »; « « A » (12 %) »."""
    yield from reader.share(place, match["label"], None, match["share"])


def _by_group(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« « A » (force 0,35 : Collège 23 %, LGT secret statistique et LP et SEP 67 %) »."""
    for group, text in _cells(reader.world, match["cells"]):
        yield from reader.share(place, match["label"], group, text)
    if match["force"]:
        yield from _links(reader, place, match["label"], match["force"])


def _dashboard(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« A : Ensemble 12 %, Est 8 % et Nord 14 % ; cible 50 % »."""
    yield from reader.share(place, match["label"], None, match["whole"])
    for group, text in _cells(reader.world, match["cells"] or ""):
        yield from reader.share(place, match["label"], group, text)


def _moved(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« « A » (12 % en 2014, 15 % en 2015, soit +3 points) »: this wave's share."""
    wave = reader.world.responses.wave
    if match["year"] != wave:
        raise UnreadError(f"{place}: a change up to {match['year']} is not one up to {wave}")
    label = match.groupdict().get("label")
    if label:
        yield from reader.share(place, label, None, match["share"])
    elif match["share"] not in reader.totals.shares:
        raise UnreadError(f"{place}: no table tells the {match['share']} of {match['year']}")


def _base(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« Base : 37 EPLE … », « (122 EPLE sur 130) », « Collège, n = 77 »: how many are counted."""
    group, year = (match.groupdict().get(name) for name in ("group", "year"))
    if year not in (None, reader.world.responses.wave):
        return  # published with that wave
    told = reader.world.participation(group) if group else reader.totals.counts
    for name in ("count", "of"):
        number = match.groupdict().get(name)
        if number and number not in told:
            raise UnreadError(f"{place}: no table tells the {number} of « {match[0]} »")
    yield from ()


def _caption(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« Illustration 2 : Le coordonnateur TICE (96 %) … »: shares of all schools."""
    shares = [plain(share) for share in re.findall(VALUE, match[0])]
    if unknown := [share for share in shares if share not in reader.totals.shares]:
        raise UnreadError(f"{place}: no table tells the {unknown[0]} of « {match[0]} »")
    yield from ()


def _reason(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« … partait d'un chiffre au-dessous de 50 %, et la part des EPLE … est de 56,0 % »."""
    share = plain(re.findall(VALUE, match[0])[-1])
    if share not in reader.totals.shares:
        raise UnreadError(f"{place}: no table tells the {share} of « {match[0]} »")
    yield from ()


def _drawn(reader: Reader, place: str, match: re.Match[str]) -> Found:
    """« 61,5 % »: a label that a picture draws, beside the table of the same numbers."""
    if match[0] not in reader.cells:
        raise UnreadError(f"{place}: no table of a page has the {match[0]} that is drawn")
    yield from ()


def _links(reader: Reader, place: str, label: str, force: str) -> Iterator[Link]:
    wanted = [a for a in named(reader.world, label) if len(a.condition) == 1]
    yield from (Link(place, answer, STRENGTH, force) for answer in wanted)


def _cells(world: World, text: str) -> Iterator[tuple[str, str]]:
    groups = sorted({g for of in world.groups.values() for g in of}, key=len, reverse=True)
    cells = re.compile(rf"({'|'.join(map(re.escape, groups))}) ({CASES})(?:, | et |$)")
    rest = cells.sub("", text)
    if rest.strip():
        raise UnreadError(f"« {rest} » is no group with its share")
    yield from ((m[1], m[2]) for m in cells.finditer(text))


_GROUPS = rf"(?:[^()«»;:%]+ {CASES}(?:, | et )?)+"
FORMS: tuple[tuple[re.Pattern[str], Form], ...] = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (rf"(?P<count>\d+) des (?P<base>\d+) EPLE [^«;.()]*(?:\((?P<group>[^()]+)\))?, soit "
         rf"(?P<value>\d+(?:,\d+)?) ?%, ont (?:cité|répondu) {LABEL}"
         r"(?: ; le lien avec le type d'EPLE est significatif, de force (?P<force>\d,\d+) sur une "
         r"échelle de 0 à 1)?", _lecture),
        (rf"{LABEL} \({VALUE} en \d{{4}}, (?P<share>{VALUE}) en (?P<year>\d{{4}})"
         r"(?:, soit [+−]?\d+(?:,\d+)? points?)?\)", _moved),
        (rf"[Ll]a part des [^.;:]*? passe de {VALUE} en \d{{4}} à (?P<share>{VALUE}) en "
         r"(?P<year>\d{4}), soit [+−]?\d+(?:,\d+)? points?", _moved),
        (rf"{LABEL} \((?:force (?P<force>\d,\d+) : )?(?P<cells>{_GROUPS})\)", _by_group),
        (rf"^(?P<label>.+?) : {WHOLE} (?P<whole>{CASES})(?:,| et)? ?(?P<cells>{_GROUPS})?"
         rf" ?; cible (?:{VALUE}|\d+(?:,\d+)?)\.?$", _dashboard),
        (rf"{LABEL} (?:arrive en tête avec |\()(?P<share>{VALUE})\)?", _ranked),
        (rf"\bIllustration (?:SEQ \w+ \\\* ARABIC )?\d+ :? ?(?:(?!{VALUE}|Illustration ).)*"
         rf"(?:{VALUE}(?:(?!{VALUE}|Illustration ).)*)+", _caption),
        (rf"partait d'un chiffre au-(?:dessous|dessus) de {VALUE}, et la part des EPLE [^.;]*? est "
         rf"de {VALUE}", _reason),
        (rf"^{VALUE}$", _drawn),
        (r"(?P<group>[A-ZÉ][\w ]*), n = (?P<count>\d+)", _base),
        (r"(?:Base : |\(|, )(?P<count>\d+) EPLE(?: sur (?P<of>\d+))?(?: en (?P<year>\d{4}))?",
         _base),
    )
)  # fmt: skip


def read_sentences(site: Path, world: World) -> tuple[list[Read], list[str]]:
    """What all sentences of a wave's documents tell, and those that no reader knows."""
    paths = [p for p in sorted(site.rglob("*")) if p.suffix in KINDS]
    texts = {p: p.read_text(encoding="utf-8") for p in paths if p.suffix == ".html"}
    cards = {name: facts for text in texts.values() for name, facts in read_cards(text)}
    tables = (table for text in texts.values() for table in TABLE.findall(text))
    cells = {share for table in tables for share in re.findall(VALUE, plain(whole_text(table)))}
    totals, harmless = published_totals(site, world), tuple(read_harmless())
    reader = Reader(world, totals, frozenset(cards), frozenset(cells), harmless, FORMS)
    pages = _squashed(" ".join(map(whole_text, texts.values())))
    read: list[Read] = []
    faults: dict[str, None] = {}
    for path in paths:
        place = path.relative_to(site).as_posix()
        told = [reader.read(place, *one) for one in said_sentences(path, texts.get(path))
                if path in texts or not _repeats(one[0], pages)]  # fmt: skip
        told += [reader.card(place, *card) for card in read_cards(texts.get(path, ""))]
        for found in told:
            try:
                read += found
            except UnreadError as error:
                faults[str(error)] = None
    return read, list(faults)


def _squashed(text: str) -> str:
    return re.sub(r"\W", "", text)


def _repeats(sentence: str, pages: str) -> bool:
    """Whether each number of a sentence stands on a page, between the same words."""
    squashed = _squashed(sentence)
    spans = [match.span() for match in re.finditer(r"\d+", squashed)]
    return all(squashed[max(0, a - NEAR) : b + NEAR] in pages for a, b in spans)
