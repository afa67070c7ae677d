"""Who reads a sentence that holds a number: what it tells, or why it tells nothing; else a fault.

What a chapter says in words of its own is bound to an indicator on the page: each bound passage
tells that indicator. What no form of sentence reads may hold the numbers that `harmless.yml` lists,
each with its reason, and no other.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from bilan.estimation.variables import Measure
from bilan.survey.indicators import Indicator
from tests.adversarial.secrecy.means import MeanTold, mean_told, measures_of
from tests.adversarial.secrecy.readings import (
    SHARE,
    Link,
    UnreadError,
    is_true,
    told_share,
)
from tests.adversarial.secrecy.system import Told
from tests.adversarial.secrecy.totals import Totals
from tests.adversarial.secrecy.world import World, named, plain

Read = Told | Link | MeanTold
Found = Iterator[Read]

# A bound passage, in the text of its sentence: the indicator and what is said of it.
MARK = re.compile("\x02(?P<at>\\d+)\x03(?P<text>[^\x04]*)\x04")
NUMBER = re.compile(r"\d+(?:,\d+)?")
GAP = re.compile(r"(\d+(?:,\d+)?) points?\b")
QUANTITY = re.compile(r"\d[\d ]*(?:,\d+)?(?: ?%)?")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
COUNTED = re.compile(r"^(\d+) sur (\d+) EPLE")
OUTSIDE = "externe"  # what a passage is bound to that comes from elsewhere than the survey
# Cards that count recommendations, indicators or days.
NOT_OF_ANSWERS = ("registre:", "verdicts:", "fieldwork_")


@dataclass(frozen=True)
class Harmless:
    """A kind of number that tells nothing of an answer, and why."""

    pattern: re.Pattern[str]
    reason: str


def read_harmless() -> list[Harmless]:
    """The list of harmless numbers."""
    text = Path(__file__).with_name("harmless.yml").read_text(encoding="utf-8")
    listed = yaml.safe_load(text)
    return [Harmless(re.compile(one["motif"]), one["raison"]) for one in listed]


@dataclass(frozen=True)
class Reader:
    """Who reads the sentences of a wave, knowing what its tables tell of all schools together.

    cards : the names of the cards that pages have. `cells` are the shares in tables of pages.
    forms : forms of sentences with who reads them, those that hold others first.
    """

    world: World
    totals: Totals
    cards: frozenset[str]
    cells: frozenset[str]
    harmless: tuple[Harmless, ...]
    forms: Sequence[tuple[re.Pattern[str], "Form"]]

    def read(
        self, place: str, sentence: str, bindings: Sequence[Mapping[str, str]] | None = ()
    ) -> Found:
        """What a sentence tells.

        bindings : what its bound passages are bound to; None in a document that has none. There a
            sentence in words of its own may tell totals.

        Raises
        ------
        UnreadError
            A number in it is read by no form, or what it tells is not true.
        """
        rest = MARK.sub(" ", sentence)
        for match in MARK.finditer(sentence):
            yield from self._bound(place, (bindings or ())[int(match["at"])], match["text"])
        for pattern, read in self.forms:
            for match in pattern.finditer(rest):
                yield from read(self, place, match)
            rest = pattern.sub(" ", rest)
        left = self._without_harmless(rest)
        if NUMBER.search(left) and (bindings is not None or not self._tells_totals(left)):
            written = MARK.sub(lambda match: match["text"], sentence)
            raise UnreadError(f"{place}: no reader knows « {written} »")

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return measures_of(self.world)

    @cached_property
    def _labels(self) -> list[str]:
        """Names of answers that hold a number, such as « De 5 à 8 »."""
        labels = {label for a in self.world.answers.values() for label in a.labels}
        return sorted((label for label in labels if NUMBER.search(label)), key=len, reverse=True)

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.world.indicators}

    def share(self, place: str, label: str, group: str | None, text: str) -> Found:
        """What a share, mean or ratio that stands beside a label tells."""
        found = SHARE.fullmatch(text)
        if found is None:
            return
        answers = named(self.world, label)
        told = [t for a in answers for t in told_share(place, a, group, found)]
        true = [item for item in told if is_true(item, self.world)]
        yield from true
        if true:
            return
        means = [i.id for i in self.world.indicators if plain(i.label) == label]
        if not any(name in self._measures for name in means) or answers:
            raise UnreadError(f"{place}: {label}, {group or 'all'}: {text} is unknown or not true")
        for name in means:
            yield mean_told(self.world, self._measures[name], group, found["value"])

    def card(self, place: str, name: str, facts: Mapping[str, str]) -> Found:
        """What the card of a bound passage tells: a row of a table, or the total of an option.

        Raises
        ------
        UnreadError
            It holds a number that tables don't tell of its indicator.
        """
        place = f"{place}, card {name}"
        if "@" in name or name.startswith(NOT_OF_ANSWERS):
            return
        question, _, option = name.partition("=")
        answers = [a for a in self.world.answers.values() if a.condition == {question: option}]
        counted = COUNTED.search(facts.get("Effectif", ""))
        if counted and option:
            share = SHARE.match(facts["valeur"])
            assert share is not None
            written = SHARE.fullmatch(f"{share['value']} % ({counted[1]}/{counted[2]})")
            assert written is not None
            told = [t for a in answers for t in told_share(place, a, None, written)]
            true = [item for item in told if is_true(item, self.world)]
            if not true or "Évolution" in facts:
                raise UnreadError(f"{place}: « {facts} » is unknown or not true")
            yield from true
            return
        known = self.totals.rows.get(name, frozenset())
        for what, text in facts.items():
            if name.startswith("fig-"):
                yield from self.read(place, f"{what} : {text}")
            rest = _THOUSANDS.sub("", self._without_harmless(text))
            for number in () if name.startswith("fig-") else NUMBER.findall(rest):
                if number not in known:
                    raise UnreadError(f"{place}: no table tells {number} in « {text} »")

    def _tells_totals(self, text: str) -> bool:
        """Whether each number is one that tables tell of all schools, and no group is named."""
        if self._groups.search(text):
            return False
        # A gap between two waves follows from the totals of both.
        gaps = {number for row in self.totals.rows.values() for number in row}
        text = GAP.sub(lambda gap: " " if gap[1] in gaps else gap[0], text)
        written = (_THOUSANDS.sub("", number[0]).strip() for number in QUANTITY.finditer(text))
        return all(one in self.totals.shares | self.totals.counts for one in written)

    @cached_property
    def _groups(self) -> re.Pattern[str]:
        """Names of groups, of one or of several schools; « est » is a verb."""
        words = {word for of in self.world.groups.values() for name in of for word in name.split()}
        small = {word.lower() for word in words if len(word) > 3}
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, (words - {'et'}) | small))}|lycée)s?\b")

    def _without_harmless(self, text: str) -> str:
        for label in self._labels:
            text = text.replace(label, " ")
        for one in self.harmless:
            text = one.pattern.sub(" ", text)
        return text

    def _bound(self, place: str, binding: Mapping[str, str], text: str) -> Found:
        """What a passage tells that is bound to an indicator: its total, which its card tells."""
        of = binding.get("ind", "").split("+")
        wave = f"@{binding['vague']}" if "vague" in binding else ""
        for name in of:
            if name not in ("", OUTSIDE) and f"{name}{wave}" not in self.cards:
                raise UnreadError(f"{place}: « {text} » tells of {name}, which has no card")
        indicator = self._indicators.get(of[0])
        share = SHARE.fullmatch(text)
        if indicator is None or share is None or set(binding) != {"ind"}:
            return
        if share["value"] not in self.totals.rows.get(of[0], ()):
            raise UnreadError(f"{place}: no table tells « {text} » of {of[0]}")
        if named(self.world, plain(indicator.label)):
            yield from self.share(place, plain(indicator.label), None, text)


Form = Callable[[Reader, str, re.Match[str]], Found]
