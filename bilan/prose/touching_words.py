"""What touches the brackets of a bound value, and changes what it claims.

« [46] % » is a percentage, « plus de [64 %] » no longer the value, « [5,6 %] seulement » says that
it is little, « [61,5 %] des collèges » is not of all schools. Such words are read with the text.
"""

import re
from dataclasses import dataclass
from functools import cache

from bilan.prose.normalise import DIGITS, SPELLED, alternatives, plain
from bilan.prose.paragraphs import sentence
from bilan.prose.wordings import Wordings

BARE = re.compile(rf"^(?:les |ces )?(?:{DIGITS}|{SPELLED})$")
WORD = re.compile(r"^ ?(?P<word>[\w’'-]+)")
ONLY = re.compile(r"\bn(?:e |')[^.;:,\[]*\bqu(?:e|')(?: (?:de|dans|à|chez|pour))?$")
DENIED = re.compile(r"(?:^|[^\w'])(?:pas|non|sans|jamais|ni) ?$")
WHOLE_OF = re.compile(
    r"^ (?:des|de leurs|de leur|de ces|du|de la|de l'|de son|de ses) ?(?P<word>[\w-]+)"
)
THESE = re.compile(r"(?:^|[^\w'])(?:ces|ceux|celles) ")
ANSWERING = r"(?! (?:y )?(?:ont répondu|répondent))"  # « qui ont répondu » restricts nothing
COMPARED = re.compile(r"^ ?(?:de plus|de moins|de trop|fois (?:plus|moins)|points?)\b")


@dataclass(frozen=True)
class Beside:
    """A text with the words that touch it; `unknown` is a word that follows and is not known.

    `base`: the words before say that a count is the base; `answered`: those after, that it is who
    answered; `paired`: that it is the schools that answered both times; `others`: « les autres »
    stands before it; `field`: the sentence says of which schools it speaks; `touches`: `text` holds
    more than the brackets do.
    """

    text: str
    base: bool = False
    answered: bool = False
    paired: bool = False
    others: bool = False
    field: bool = False
    unknown: str = ""
    touches: bool = False


@cache
def _patterns(wordings: Wordings) -> dict[str, re.Pattern[str]]:
    file = wordings.file
    ended, others, _ = wordings.shade_words
    nouns = alternatives(list(wordings.nouns))
    few = alternatives([word for word in file.restrictions.devant if "…" not in word])
    later = alternatives(file.restrictions.after)
    needing = alternatives([q for q in wordings.quantities if q.endswith((" de", " les"))])
    return {
        "unit": re.compile(rf"^ ?(?P<unit>%|pour cent\b|(?:{nouns})(?!\w))"),
        "noun": re.compile(
            rf"^ (?P<noun>(?:des |de ces |de |d')(?:{nouns}))(?!\w)"
            rf"(?! et (?:des |les )?(?:{nouns}))"
        ),
        "shade": re.compile(
            rf"(?:^|[^\w'])(?P<shade>(?:{ended}) (?:de la|de l'|du|des|d'|de)"
            rf"|(?:{others}|{few})(?: (?:les|la|le|l'))?)$"
        ),
        "after": re.compile(rf"^ (?P<after>{others}|{later})(?!\w)(?! (?:plus|moins) )"),
        "needing": re.compile(rf"^(?:{needing})$"),
        "whole": re.compile(rf"^(?:{alternatives(file.compléments)})$"),
        "mean": re.compile(rf"^(?:{alternatives(file.compléments_de_moyenne)})$"),
        "narrow": re.compile(rf"^ (?P<word>{alternatives(file.restrictifs)})(?!\w)(?!,? et )"),
        "next": re.compile(rf"^(?:{alternatives(file.suites)})$"),
        "base_before": re.compile(rf"(?:^|[^\w'])(?:{alternatives(file.dit_base.devant)})$"),
        "base_after": re.compile(rf"^(?:{alternatives(file.dit_base.after)})(?!\w)"),
        "paired": re.compile(rf"(?<!\w)(?:{alternatives(file.dit_appariés)})(?!\w)"),
        "field_before": re.compile(rf"(?<!\w)(?:{alternatives(file.dit_champ.devant)})(?!\w)"),
        "field_after": re.compile(
            rf"^(?: [\w-]+)?,? (?:{alternatives(file.dit_champ.after)})(?!\w){ANSWERING}"
        ),
        "others": re.compile(r"(?:^|[^\w'])(?:les autres|le reste)(?: établissements)?(?: ?\()?$"),
    }


def beside(
    text: str, before: str, after: str, wordings: Wordings, *, shaded: bool, mean: bool = False
) -> Beside:
    """A bound value with what touches it.

    `shaded`: shades that stand beside it are part of it; `mean`: it is a mean, of a time.
    """
    patterns = _patterns(wordings)
    start, end = sentence(before, after)
    start = start.rstrip(" ([")
    said, unknown = plain(text), ""
    unit_or_noun = said.endswith(tuple(wordings.nouns))
    base = patterns["base_before"].search(start) is not None
    answered = patterns["base_after"].match(end[1:]) is not None
    compared = COMPARED.match(end)
    if compared and not said.endswith(("point", "points")):
        unknown = compared[0].strip()
    prefix = ""
    if shaded:
        if later := patterns["after"].match(end):
            prefix, end = f"{later['after']} ", end[later.end() :]
        if ONLY.search(start):
            prefix = "seulement "
        elif shade := patterns["shade"].search(start):
            prefix = shade["shade"] + ("" if shade["shade"].endswith("'") else " ")
            if DENIED.search(start[: shade.start("shade")]):
                prefix = f"pas {prefix}"  # « pas plus de »: no wording says so
    if BARE.match(said) or patterns["needing"].match(said):
        if unit := patterns["unit"].match(end):
            said, end = f"{said} {unit['unit']}", end[unit.end() :]
            unit_or_noun = True
            answered = patterns["base_after"].match(end.lstrip(" ")) is not None
        elif (word := WORD.match(end)) and not unknown and not _follows(word["word"], patterns):
            unknown = word["word"]
    elif complement := patterns["noun"].match(end):
        said, end = f"{said} {complement['noun']}", end[complement.end() :]
        unit_or_noun = True
    elif (whole := WHOLE_OF.match(end)) and not (
        patterns["whole"].match(whole["word"]) or (mean and patterns["mean"].match(whole["word"]))
    ):
        unknown = unknown or whole["word"]
    if unit_or_noun and not unknown and (narrow := patterns["narrow"].match(end)):
        unknown = narrow["word"]
    around = f"{start} {end}"
    field = any(
        (
            patterns["field_before"].search(start),
            patterns["field_after"].match(end),
            THESE.search(said),
        )
    )
    return Beside(
        prefix + said, base, answered, bool(patterns["paired"].search(around)),
        bool(patterns["others"].search(start)), field, unknown, prefix + said != plain(text),
    )  # fmt: skip


def without_complement(after: str, wordings: Wordings) -> str:
    """What follows the brackets, without the noun of what a share is a share of."""
    complement = _patterns(wordings)["noun"].match(after)
    return after[complement.end() :] if complement else after


def _follows(word: str, patterns: dict[str, re.Pattern[str]]) -> bool:
    """Whether a word may follow a bare number: « ont », « n’en », « d’entre »."""
    elided = word.partition("'")[0] + "'"
    return bool(patterns["next"].match(word) or patterns["next"].match(elided))
