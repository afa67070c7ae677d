"""Cards of counts by status: what became of recommendations, which indicators have moved."""

from collections.abc import Sequence
from itertools import groupby

from bilan.estimation.recommendations import Outcome
from bilan.french.formats import count, typographic
from bilan.prose.check_tally import changes_counted
from bilan.prose.data import Figures
from bilan.prose.judge_change import SIGNIFICANT
from bilan.prose.wordings import Wordings
from bilan.report.provenance import Card


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
            title = f"Évolutions depuis {figures.previous}"
            cards[f"verdicts:{part}"] = _card(title, pairs, "indicateur")
    return cards


def _of_register(items: Sequence[Outcome], bilan: str) -> Card:
    pairs = [(item.status or "proposé", item.recommendation.short) for item in items]
    return _card(f"Registre des recommandations de {bilan}", pairs, "recommandation")


def _card(title: str, pairs: Sequence[tuple[str, str]], what: str) -> Card:
    """A fact for each status: what has it, or how many where they have no name."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    facts = []
    for status, found in groupby(ordered, key=lambda pair: pair[0]):
        names = [name for _, name in found]
        told = " ; ".join(names) if all(names) else _counted(len(names), what)
        facts.append((f"{status.capitalize()} ({count(len(names))})", told))
    typeset = tuple((typographic(name), typographic(text)) for name, text in facts)
    return Card(typographic(title), _counted(len(pairs), what), typeset)


def _counted(many: int, what: str) -> str:
    return f"{count(many)} {what}{'s' if many > 1 else ''}"
