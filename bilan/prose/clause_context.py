"""What stands around a bound text, in its clause, and makes a reader understand something else.

The brackets hold; the sentence may not: a negation, another year, a group of schools, « d’entre
eux ». Each is a warning with its reason: only the editor knows what was meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bilan.french.typography_rules import typographic
from bilan.prose.bindings import EXTERNAL, TALLIED, Binding
from bilan.prose.claims import (
    Amount,
    Day,
    Multiple,
    Passage,
    Rank,
    Shift,
    Trend,
    Value,
)
from bilan.prose.data import Figures
from bilan.prose.findings import Finding
from bilan.prose.judge_change import SIGNIFICANT
from bilan.prose.normalise import alternatives, plain
from bilan.prose.paragraphs import sentence, spoken
from bilan.prose.verdict import Examined
from bilan.prose.wordings import Wordings
from bilan.survey.indicators import Indicator

NEGATION = (
    r"\bn(?:e |')(?:[^.;:!?\[]*? )?(?:pas|plus|aucune?s?|jamais|guère|ni|nullement)\b(?! que)"
    r"|\b(?:aucune?|pas une?) (?:de|des|de ces|d')\s+…"
)
YEAR = re.compile(
    r"\b(?:en|printemps|enquête de|bilan de|année|l'an)(?: l'année| l'an)? (?P<year>20\d\d)\b(?!-)"
)
LEAD = re.compile(r"(?P<said>[^.;!?:]*) : ?$")
BREAK = re.compile(
    r", (?:mais|alors|tandis|quand|sans|si|car|où|puis|contre|et)\b"
    r"| (?:mais|alors que|tandis que|contre) "
)


@dataclass(frozen=True)
class _Place:
    """A bound text that holds, and the words of its sentence and of its clause."""

    result: Examined
    before: str
    after: str
    near_before: str
    near_after: str

    @property
    def binding(self) -> Binding:
        return self.result.binding

    @property
    def clause(self) -> str:
        """The clause, with a mark where the bound text stands."""
        return f"{self.near_before} … {self.near_after}"

    @property
    def whole(self) -> str:
        """The sentence."""
        return f"{self.before} {self.after}"


@cache
def _patterns(wordings: Wordings) -> dict[str, re.Pattern[str]]:
    known = wordings.file.alentours
    groups = alternatives(wordings.file.sans_lien.groupes)
    refusing = alternatives(known.refus)
    return {
        "negation": re.compile(rf"{NEGATION}|(?<!\w)sans (?!que)|(?<!\w)(?:{refusing})(?!\w)"),
        "absence": re.compile(rf"(?<!\w)(?:{alternatives(known.absence)})"),
        "group": re.compile(rf"(?<![\w'])(?:{groups})(?!\w)"),
        "led": re.compile(rf"(?<!\w)(?:les|des|aux?) ({groups})(?!\w)"),  # « Les LP font mieux : »
        "among": re.compile(rf"(?<!\w)(?:{alternatives(known.parmi)})(?!\w)"),
        "restricted": re.compile(rf"(?<!\w)(?:{alternatives(known.restreint)})(?!\w)"),
        "bound": re.compile(rf"(?<!\w)(?:{alternatives(known.borne)})"),
        "past": re.compile(rf"(?<!\w)(?:{alternatives(known.passé)})|\b20\d\d\b"),
        "future": re.compile(rf"(?<!\w)(?:{alternatives(known.futur)})(?!\w)"),
        "base": re.compile(rf"(?<!\w)(?:{alternatives(known.base)})"),
        "than": re.compile(rf"\bqu(?:e|')(?: \w+)?(?: les?| la| l'|x)? ?(?:{groups})(?!\w)"),
    }


def around(result: Examined, figures: Figures, wordings: Wordings) -> Iterator[Finding]:
    """Warnings about what stands around a bound text that holds."""
    binding = result.binding
    if result.finding or binding.ind == EXTERNAL or binding.keys.keys() & {*TALLIED, "groupes"}:
        return
    before, after = sentence(binding.before, binding.after)
    place = _Place(
        result, before, after,
        BREAK.split(before.rsplit("]", 1)[-1])[-1], BREAK.split(after.split("[", 1)[0])[0],
    )  # fmt: skip
    for message in _messages(place, figures, _patterns(wordings)):
        yield Finding(
            binding.file, binding.line.number, binding.column, "avertissement", "contexte",
            binding.text, typographic(f"« {binding.text} » : {message}"),
        )  # fmt: skip


def _messages(
    place: _Place, figures: Figures, patterns: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    binding, claim = place.binding, place.result.claim
    keys = binding.keys
    wave = keys.get("vague", figures.wave)
    indicator = figures.indicators[wave].get(re.split(r"[+-]", binding.ind)[0])
    value = isinstance(claim, Value) and "evolution" not in keys
    if claim is not None and not isinstance(claim, Day):
        yield from _negated(place, indicator, patterns)
    if value:
        yield from _of_whom(place, indicator, patterns)
        yield from _when(place, figures, wave, patterns)
    if "borne" in keys and not patterns["bound"].search(
        f"{place.before} {binding.text.lower()} {place.after}"
    ):
        yield "c’est une borne, et la phrase la donne pour la valeur"
    if keys.get("compte") == "base" and not patterns["base"].search(place.whole):
        yield "c’est la base, et la phrase ne le dit pas"
    if (isinstance(claim, Trend) or not value) and patterns["than"].match(
        place.near_after.lstrip()
    ):
        yield "la phrase compare des groupes, et le lien ne compare que deux années"
    if isinstance(claim, Trend | Shift | Passage | Multiple) and patterns["group"].search(
        place.clause
    ):
        yield from _groups(place, indicator, patterns)
    yield from _under(place, figures)
    yield from _passing(place, figures)
    if value and indicator:
        yield from _of_another(place, indicator, figures.indicators[wave])


def _negated(
    place: _Place, indicator: Indicator | None, patterns: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    """A negation reverses what is counted, unless a « non » is what the indicator counts."""
    numerator = indicator.numerator if indicator else None
    answers = numerator.values() if isinstance(numerator, dict) else ()
    negative = any(answer == "N" or str(answer).startswith("aucun") for answer in answers)
    rest = place.binding.keys.get("compte") == "reste"
    value = isinstance(place.result.claim, Value)
    clause = place.clause if value else place.near_before
    split = re.search(r"\bn(?:e|')$", place.near_before.rstrip())  # « ne [progresse] pas »
    negated = patterns["negation"].search(clause) is not None or (split and not value)
    counting = indicator is not None and indicator.kind in ("mean", "count_mean")
    if negated and not negative and not rest and not counting:
        yield "la phrase nie ce que l’indicateur compte"
    absent = patterns["absence"].search(place.whole) or patterns["negation"].search(place.whole)
    if negative and value and not rest and not absent:
        yield "l’indicateur compte ceux qui n’ont pas répondu oui, et la phrase ne le dit pas"


def _of_whom(
    place: _Place, indicator: Indicator | None, patterns: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    """The schools that the clause speaks of are those of the base."""
    if indicator is None:
        return
    yield from _groups(place, indicator, patterns)
    everybody = isinstance(indicator.base, str)
    claim = place.result.claim
    number = isinstance(claim, Amount) and claim.form == "number" and indicator.kind == "share"
    counted = number or "compte" in place.binding.keys or isinstance(claim, Rank)
    if everybody and indicator.kind == "share" and not counted:
        among = patterns["among"].search(place.clause)
        if among and place.result.judgement and place.result.judgement.matched != "reste":
            yield (
                f"« {among[0]} » désigne une partie des établissements, et le chiffre porte sur "
                f"l’{indicator.base_label}" if indicator.base_label.startswith("ensemble")
                else f"« {among[0]} » désigne une partie, et le champ est : {indicator.base_label}"
            )  # fmt: skip
    if not everybody and not counted:
        paragraph = f"{place.binding.before} {place.binding.text.lower()} {place.binding.after}"
        if not patterns["restricted"].search(paragraph):
            yield f"le champ n’est pas dit : {indicator.base_label}"


def _groups(
    place: _Place, indicator: Indicator | None, patterns: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    base = indicator.base if indicator else ""
    if (isinstance(base, dict) and "type" in base) or "+" in place.binding.ind:
        return
    named = {_stem(name) for name in patterns["group"].findall(place.clause)}
    if not place.before.strip() and (lead := LEAD.search(place.binding.before)):
        named |= {_stem(name) for name in patterns["led"].findall(lead["said"])}
    if len(named) == 1:
        yield (
            f"la phrase parle d’un groupe (« {named.pop()} »), et le chiffre de tous les "
            "établissements"
        )


def _stem(name: str) -> str:
    return name.removesuffix("s")


def _when(
    place: _Place, figures: Figures, wave: str, patterns: dict[str, re.Pattern[str]]
) -> Iterator[str]:
    """The year that the clause names is that of the value."""
    near = [match["year"] for match in YEAR.finditer(place.clause)]
    if future := patterns["future"].search(place.clause):
        yield f"la phrase parle de l’avenir (« {future[0]} »), et le chiffre est celui de {wave}"
        return
    if near and wave not in near:
        yield f"la phrase parle de {near[-1]}, et le chiffre est celui de {wave}"
        return
    passing = re.search(r"\bd(?:e|es)$", place.before.rstrip()) and re.match(r" à ", place.after)
    if (
        wave != figures.wave
        and not passing
        and not near
        and not patterns["past"].search(place.whole)
    ):
        yield f"le chiffre est celui de {wave}, et la phrase ne le dit pas"


def _passing(place: _Place, figures: Figures) -> Iterator[str]:
    """« passe de [x] à [y] », both bound: a claim of change, that the test must support."""
    binding = place.binding
    change = figures.changes.get(binding.ind)
    if change is None or binding.keys.get("vague") != figures.previous:
        return
    ends = re.match(r" à (?:plus de |près de )?\[", place.after)
    moved = PASSING.search(place.before.rstrip())
    if ends and moved and change.verdict not in SIGNIFICANT:
        yield f"« {moved[0]}… à » dit un changement, et le verdict est : {change.verdict}"


def _of_another(
    place: _Place, indicator: Indicator, known: Mapping[str, Indicator]
) -> Iterator[str]:
    """The answer that the clause names is the one that the indicator counts."""
    own = _answer(indicator.label)
    if not own or own in place.whole:
        return
    near = f"{place.near_before} … {re.split(r'[,(;]', place.near_after)[0]}"
    for other in known.values():
        answer = _answer(other.label)
        if other.numerator == indicator.numerator or not answer or answer in own or own in answer:
            continue
        if _question(other) == _question(indicator) and re.search(
            rf"(?<!\w){re.escape(answer)}(?!\w)", near
        ):
            yield f"la phrase parle de « {answer} », et l’indicateur est « {indicator.label} »"
            return


def _question(indicator: Indicator) -> str:
    numerator = indicator.numerator
    return next(iter(numerator), "") if isinstance(numerator, dict) else ""


@cache
def _answer(label: str) -> str:
    """The answer that a label ends with; "" where it names none."""
    _, sign, said = spoken(label).partition(" : ")
    if not sign:
        _, sign, said = label.partition("siège")
    return (
        re.sub(r"^(?:nt)? ?(?:le |la |l'|les |un |une |des |d')?", "", plain(said)) if sign else ""
    )


def _under(place: _Place, figures: Figures) -> Iterator[str]:
    """« x contre y », under a heading that says how the figures change."""
    binding, heading = place.binding, place.binding.heading
    change = figures.changes.get(binding.ind)
    pair = binding.keys.get("vague") == figures.previous and "contre" in place.before
    if change is None or not pair or not heading:
        return
    wanted = next((verdict for words, verdict in HEADINGS if re.search(words, heading)), "")
    if wanted and change.verdict != wanted:
        yield f"le titre dit « {heading.strip()} », et le verdict est : {change.verdict}"
    falls = (change.difference or 0) < 0
    if wanted == "progresse" == change.verdict and falls and not re.search(FALLING, binding.before):
        yield "le chiffre baisse, sous un titre qui dit un progrès : dites que c’en est un"


PASSING = re.compile(r"(?:passe\w*|passée?s?|progress\w+|recul\w+|augment\w+|baiss\w+) de$")
HEADINGS = (
    (r"progress|progrès|avanc|hausse|gagn", "progresse"),
    (r"recul|perd|baiss", "recule"),
    (r"bouge pas|stable|n'a pas changé|inchang", "stable"),
)
FALLING = r"baiss|recul|diminu|moins|pèse|allèg|décharg"
