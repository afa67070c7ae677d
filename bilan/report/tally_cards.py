"""Cards of counts by status: what became of recommendations, which indicators have moved."""

from collections.abc import Sequence
from itertools import groupby
from typing import Annotated

from bilan.estimation.recommendations import Outcome
from bilan.french.formats import count
from bilan.french.texts import Holds, texts_of
from bilan.project.yaml_records import Strict
from bilan.prose.check_tally import changes_counted
from bilan.prose.data import Figures
from bilan.prose.judge_change import SIGNIFICANT
from bilan.prose.wordings import Wordings
from bilan.report.card import Card, typeset

_Counted = Annotated[str, Holds("count")]


class _Texts(Strict, frozen=True):
    changes: Annotated[str, Holds("before")]
    register: Annotated[str, Holds("wave")]
    proposed: str
    indicators: tuple[_Counted, _Counted]
    recommendations: tuple[_Counted, _Counted]
    status: Annotated[str, Holds("status", "count")]


texts = texts_of(__file__, _Texts)


def tally_cards(
    followed: Sequence[Outcome], made: Sequence[Outcome], figures: Figures, wordings: Wordings
) -> dict[str, Card]:
    """A card for each part of what a text may count by status.

    Keys: `registre:<part>` for the recommendations of the wave before, with `@<wave>` for those of
    this one; `verdicts:<part>` for the changes.
    """
    cards = {}
    for part, chapter in wordings.file.registre.parties.items():
        for bilan, items in ((figures.previous, followed), (figures.wave, made)):
            within = [item for item in items if chapter in ("", item.recommendation.chapter)]
            if within:
                card = _of_register(within, bilan or "")
                cards[f"registre:{part}@{bilan}"] = card
                cards.setdefault(f"registre:{part}", card)
    for part, chapter in wordings.file.verdicts.parties.items():
        pairs = [
            (change.verdict, figures.label(change.id) if change.verdict in SIGNIFICANT else "")
            for change in changes_counted(figures, chapter)
        ]
        if pairs:
            title = texts().changes.format(before=figures.previous)
            cards[f"verdicts:{part}"] = _card(title, pairs, texts().indicators)
    return cards


def _of_register(items: Sequence[Outcome], bilan: str) -> Card:
    said = texts()
    pairs = [(item.status or said.proposed, item.recommendation.short) for item in items]
    return _card(said.register.format(wave=bilan), pairs, said.recommendations)


def _card(title: str, pairs: Sequence[tuple[str, str]], what: tuple[str, str]) -> Card:
    """A fact for each status: what has it, or how many where they have no name."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    facts = []
    for status, found in groupby(ordered, key=lambda pair: pair[0]):
        names = [name for _, name in found]
        told = " ; ".join(names) if all(names) else _counted(len(names), what)
        many = count(len(names))
        facts.append((texts().status.format(status=status.capitalize(), count=many), told))
    return Card(title, _counted(len(pairs), what), typeset(facts))


def _counted(many: int, what: tuple[str, str]) -> str:
    return what[many > 1].format(count=count(many))
