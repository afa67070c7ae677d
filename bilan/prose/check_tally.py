"""A bound count of the register: `[cinq des neuf recommandations sont en progrès]{registre=…}`."""

import re
from collections import Counter
from functools import cache

from bilan.french.formats import count
from bilan.french.numerals import words
from bilan.prose import proposals
from bilan.prose.bindings import Binding
from bilan.prose.claims import Tally
from bilan.prose.data import Figures
from bilan.prose.judge import Judgement
from bilan.prose.normalise import DIGITS, SPELLED, alternatives, number_in, plain
from bilan.prose.verdict import Examined, wrong
from bilan.prose.wordings import Wordings

ALL = ("tous", "toutes")
NONE = ("aucun", "aucune")


def examine_tally(binding: Binding, figures: Figures, wordings: Wordings) -> Examined:
    """How many recommendations of a part of the register have a status, or are in it at all."""
    known, part = wordings.file.registre, binding.keys["registre"]
    if part not in known.parties:
        message = f"le registre n’a pas de partie « {part} » ; admises : {', '.join(known.parties)}"
        return wrong(binding, "liaison", message)
    bilan = binding.keys.get("vague") or figures.previous or figures.wave
    chapter = known.parties[part]
    statuses = [
        status
        for (wave, where), found in figures.register.items()
        if wave == bilan and chapter in ("", where)
        for status in found
    ]
    if not statuses:
        return wrong(binding, "liaison", f"le registre ne dit rien du bilan de {bilan}")
    counts, total = Counter(statuses), len(statuses)
    claim = tally(binding.text, wordings)
    told = f"bilan de {bilan}, partie « {part} » : {_written(counts, total)}"
    if claim is None:
        message = f"« {binding.text} » est un compte du registre inconnu du contrôle : {told}"
        return wrong(binding, "formulation", message, _proposal(None, counts, total, wordings))
    many = counts[claim.status] if claim.status else total
    right = claim.of in (None, total) and (total if claim.many is None else claim.many) == many
    if claim.years and bilan not in claim.years:
        right = False
    if right:
        return Examined(binding, None, claim, Judgement(True, "registre"))
    proposal = proposals.cased(_proposal(claim, counts, total, wordings), like=binding.text)
    message = f"« {binding.text} » n’est pas vrai : {told}"
    return wrong(
        binding, "registre", message, proposal, claim=claim, judgement=Judgement(False, "registre")
    )


def tally(text: str, wordings: Wordings) -> Tally | None:
    """« cinq des neuf recommandations de 2014 sont en progrès »; None where it is not known."""
    match = _pattern(wordings).match(plain(text))
    if match is None:
        return None
    numbers = [None, None]
    for place, name in enumerate(("many", "of")):
        said = match[name] or (match["total"] if name == "of" else None)
        if said and said not in (*ALL, *NONE):
            number = number_in(said)
            if number is None:
                return None
            numbers[place] = int(number)  # type: ignore[call-overload]
    if (match["many"] in NONE) != bool(match["none"]) and match["status"]:
        return None
    if match["many"] in NONE:
        numbers[0] = 0  # type: ignore[call-overload]
    known = wordings.file.registre.statuts.items()
    said = match["status"] or ""
    status = next((name for name, texts in known if said in map(_affirmed, texts)), "")
    if said and not status:
        return None
    years = tuple(re.findall(r"\d{4}", match["year"] or ""))
    return Tally(numbers[0], numbers[1], status, years)


def _affirmed(text: str) -> str:
    return plain(text)


@cache
def _pattern(wordings: Wordings) -> re.Pattern[str]:
    known = wordings.file.registre
    nouns = alternatives(known.noms)
    said = alternatives([text for texts in known.statuts.values() for text in texts])
    number = rf"{DIGITS}|{SPELLED}"
    every = "|".join((*ALL, *NONE))
    return re.compile(
        rf"^(?:les |ces )?(?P<many>{number}|{every})"
        rf"(?: (?:des|de ces|de nos|sur) (?:les )?(?P<of>{number}))?"
        rf"(?: (?:des |de ces |les )?(?:{nouns}))?(?: sur (?P<total>{number}))?"
        rf"(?P<year> (?:de|ouverts en|faites en) \d{{4}})?(?: (?P<none>n')?(?P<status>{said}))?$"
    )


def _written(counts: "Counter[str]", total: int) -> str:
    each = ", ".join(f"{status} {count(many)}" for status, many in counts.items() if status)
    return f"{count(total)} en tout{f' ({each})' if each else ''}"


def _proposal(claim: Tally | None, counts: "Counter[str]", total: int, wordings: Wordings) -> str:
    """The count as it is, in the words of the claim; all of them where it names no status."""
    known = wordings.file.registre
    status = claim.status if claim else next(iter(counts), "")
    many = counts[status] if status else total
    if not status:
        return f"{words(total)} {known.noms[1]}"
    said = known.statuts[status]
    if not many:
        return f"aucune des {words(total)} {known.noms[1]} {said[0].replace('est ', 'n’est ', 1)}"
    verb = said[1] if many > 1 else said[0]
    first = "une" if many == 1 else words(many)
    return f"{first} des {words(total)} {known.noms[1]} {verb}"
