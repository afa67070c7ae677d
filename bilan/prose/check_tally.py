"""A bound count by status: `[cinq des neuf recommandations sont en progrès]{registre=…}`.

`{verdicts=…}` counts the changes since the wave before in the same way.
"""

import re
from collections import Counter
from functools import cache

from bilan.french.formats import count
from bilan.french.numerals import words
from bilan.prose import proposals
from bilan.prose.bindings import TALLIED, Binding
from bilan.prose.claims import Tally
from bilan.prose.data import Change, Figures
from bilan.prose.formulations import CountWords
from bilan.prose.judge import Judgement
from bilan.prose.judge_change import SIGNIFICANT
from bilan.prose.normalise import DIGITS, SPELLED, alternatives, number_in, plain
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings

ALL = ("tous", "toutes")
NONE = ("aucun", "aucune")
BOTH = 4  # wordings of a status that agrees in gender: feminine, then masculine


def examine_tally(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """How many things of a part have a status, or are in it at all.

    `registre=pilotage` counts recommendations by what became of them, `verdicts=tout` the changes
    since the wave before by their verdict.
    """
    key = next(key for key in TALLIED if key in binding.keys)
    known = _words(wordings, key)
    part = binding.keys[key]
    if part not in known.parties:
        where = "le registre n’a" if key == "registre" else "les évolutions n’ont"
        message = f"{where} pas de partie « {part} » ; admises : {', '.join(known.parties)}"
        return wrong(binding, "liaison", message)
    chapter = known.parties[part]
    if key == "registre":
        bilan = binding.keys.get("vague") or figures.previous or figures.wave
        statuses = _of_register(figures, bilan, chapter)
        told, nothing = f"bilan de {bilan}", f"le registre ne dit rien du bilan de {bilan}"
    else:
        bilan = figures.wave
        statuses = [change.verdict for change in changes_counted(figures, chapter)]
        told, nothing = "évolutions", f"la vague {bilan} ne se compare à aucune autre"
    if not statuses:
        return wrong(binding, "liaison", nothing)
    counts, total = Counter(statuses), len(statuses)
    if "établi" in binding.text:
        total = sum(counts[verdict] for verdict in SIGNIFICANT)
    claim = tally(binding.text, wordings, key)
    told += f", partie « {part} » : {_written(counts, len(statuses))}"
    proposal = _proposal(claim, binding.text, counts, total, known)
    proposal = proposals.cased(proposal, like=binding.text)
    if claim is None:
        what = "du registre" if key == "registre" else "des évolutions"
        message = f"« {binding.text} » est un compte {what} inconnu du contrôle : {told}"
        return wrong(binding, "formulation", message, proposal)
    many = counts[claim.status] if claim.status else total
    right = claim.of in (None, total) and (total if claim.many is None else claim.many) == many
    if claim.years and bilan not in claim.years:
        right = False
    if right:
        return Examined(binding, None, claim, Judgement(True, "registre"))
    message = f"« {binding.text} » n’est pas vrai : {told}"
    return wrong(
        binding, "registre", message, proposal, claim=claim, judgement=Judgement(False, "registre")
    )


def _of_register(figures: Figures, bilan: str, chapter: str) -> list[str]:
    """Status of each recommendation of a bilan."""
    return [
        status
        for (wave, where), found in figures.register.items()
        if wave == bilan and chapter in ("", where)
        for status in found
    ]


def changes_counted(figures: Figures, chapter: str) -> list[Change]:
    """Changes of a chapter, "" for all, an indicator and its complement counted once."""
    known = figures.indicators[figures.wave]
    taken: set[str] = set()
    found = []
    for name, change in figures.changes.items():
        if name in known and chapter in ("", known[name].chapter) and name not in taken:
            taken |= set(figures.complements(name))
            found.append(change)
    return found


def tally(text: str, wordings: Wordings, key: str = "registre") -> Tally | None:
    """« cinq des neuf recommandations de 2014 sont en progrès »; None where it is not known."""
    said, known = plain(text), _words(wordings, key)
    for phrase in known.tournures:
        if said in map(plain, phrase.formes):
            return Tally(phrase.compte, None, phrase.statut)
    match = _pattern(wordings, key).match(said)
    if match is None or (match["status"] and (match["many"] in NONE) != bool(match["none"])):
        return None
    many, of = match["many"], match["of"] or match["total"]
    numbers = [number_in(text) for text in (many, of) if text and text not in (*ALL, *NONE)]
    if None in numbers:
        return None
    status = _status(match["status"] or "", known)
    if match["status"] and not status:
        return None
    return Tally(
        0 if many in NONE else None if many in ALL else _whole(many),
        _whole(of) if of else None,
        status,
        tuple(re.findall(r"\d{4}", match["year"] or "")),
    )


def _whole(text: str) -> int:
    return int(number_in(text) or 0)


def _status(said: str, known: CountWords) -> str:
    """Status that a wording says; "" for none."""
    return next((name for name, texts in known.statuts.items() if said in map(plain, texts)), "")


def _words(wordings: Wordings, key: str) -> CountWords:
    return wordings.file.verdicts if key == "verdicts" else wordings.file.registre


@cache
def _pattern(wordings: Wordings, key: str) -> re.Pattern[str]:
    known = _words(wordings, key)
    nouns = alternatives(known.noms)
    said = alternatives([text for texts in known.statuts.values() for text in texts])
    number = rf"{DIGITS}|{SPELLED}"
    every = "|".join((*ALL, *NONE))
    return re.compile(
        rf"^(?:les |ces |seule?s? )?(?P<many>{number}|{every})(?: seule?)?"
        rf"(?: (?:des|de ces|de nos|sur) (?:les )?(?P<of>{number}))?"
        rf"(?: (?:des |de ces |les )?(?:{nouns}))?(?: sur (?P<total>{number}))?"
        rf"(?P<year> (?:de|ouverts en|faites en) \d{{4}})?"
        rf"(?: (?P<none>n'|ne )?(?P<status>{said}))?$"
    )


def _written(counts: "Counter[str]", total: int) -> str:
    each = ", ".join(f"{status} {count(many)}" for status, many in counts.items() if status)
    return f"{count(total)} en tout{f' ({each})' if each else ''}"


def _proposal(
    claim: Tally | None, text: str, counts: "Counter[str]", total: int, known: CountWords
) -> str:
    """The count as it is, in the words of the editor; all of them where they name no status."""
    said_of = claim.status if claim else _named(text, known)
    noun = _noun(text, known)
    feminine = noun.split()[0].endswith(("tions", "tives"))
    if not said_of:
        return f"{words(total)} {noun}"
    many, said = counts[said_of], known.statuts[said_of]
    if len(said) == BOTH and not feminine:  # « atteinte, atteintes, atteint, atteints »
        said = said[2:]
    if not many:
        denied = f"n’{said[0]}" if said[0].startswith("est ") else f"ne {said[0]}"
        return f"aucun{'e' if feminine else ''} des {words(total)} {noun} {denied}"
    verb = said[1] if many > 1 else said[0]
    first = f"un{'e' if feminine else ''}" if many == 1 else words(many)
    return f"{first} des {words(total)} {noun} {verb}"


def _noun(text: str, known: CountWords) -> str:
    """The plural that a text counts; that of the file where it has none."""
    plurals = sorted((n for n in known.noms if n.endswith("s")), key=len, reverse=True)
    return next((noun for noun in plurals if plain(noun) in plain(text)), known.noms[1])


def _named(text: str, known: CountWords) -> str:
    """Status that a text of unknown wording ends with; the first where it names none."""
    said = plain(text)
    named = (n for n, texts in known.statuts.items() if said.endswith(tuple(map(plain, texts))))
    return next(named, next(iter(known.statuts)))
