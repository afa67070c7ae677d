"""What the sheets of all schools show of their groups, beside what the report publishes."""

from collections.abc import Iterator

from bilan.campaigns.seen import GROUPS
from bilan.codebook import Condition
from bilan.fiches.facts import NOBODY, SECRET, Facts
from bilan.fiches.sheet import Fiche
from bilan.french import typographic
from bilan.study import Study
from bilan.unknowns import Fact

Told = dict[tuple[str, str, str], bool]  # a question or indicator, the answer, the group → shown


def told_by_sheets(study: Study) -> Told:
    """Whether any sheet shows the value of a group, by wording or label, answer, and group."""
    facts, told = Facts(study), Told()
    voies = study.responses.frame["voie"]
    for uai in facts.schools:
        for name, answer, text in _values(facts.of(uai)):
            if text != NOBODY:
                key = (name, answer, GROUPS[str(voies[uai])])
                told[key] = told.get(key, False) or text != SECRET
    return told


def _values(fiche: Fiche) -> Iterator[tuple[str, str, str]]:
    for line in fiche.lines:
        yield line.label, "", line.group
    for section in fiche.sections:
        for answer in section.answers:
            for said in (*answer.own, *answer.others):
                yield answer.question, said.label, said.group


def facts_of_sheets(study: Study) -> list[Fact]:
    """The answers that sheets speak of, with what they show of them.

    A shown share is taken for its count, although it is rounded. Questions that were asked to some
    are left out: who was asked is an answer of its own.
    """
    told = told_by_sheets(study)
    rows = study.estimates[study.estimates["domain"].isin(("ensemble", "voie"))]
    counts = rows.set_index(["id", "domain", "category"])["numerator"]

    def fact(name: str, condition: Condition, shown: dict[str, bool]) -> Fact:
        cells = {
            label: int(counts[name, "voie", voie]) if shown[label] else None
            for voie, label in GROUPS.items()
            if label in shown
        }
        absent = frozenset(GROUPS.values()) - set(cells)  # an option that their schools do not have
        return Fact(f"sheets: {name}", condition, cells, int(counts[name, "ensemble", ""]), absent)

    facts = []
    for indicator in study.indicators:
        if isinstance(indicator.numerator, dict) and indicator.base == "all":
            shown = _shown(told, typographic(indicator.label), "")
            if shown:
                facts.append(fact(indicator.id, indicator.numerator, shown))
    for question in study.responses.questions:
        if question.filter is not None or question.type not in "LMY":
            continue
        labels = {name: typographic(option.label) for name, option in question.options.items()}
        for name, label in (labels or {"Y": "oui", "N": "non"}).items():
            shown = _shown(told, typographic(question.wording), label)
            if shown:
                facts.append(fact(f"{question.id}={name}", {question.id: name}, shown))
    return facts


def _shown(told: Told, name: str, answer: str) -> dict[str, bool]:
    return {
        group: told[name, answer, group]
        for group in GROUPS.values()
        if (name, answer, group) in told
    }


def disclosed_by_sheets(facts: list[Fact], report: list[Fact]) -> list[str]:
    """Cells that a sheet shows and the report hides."""
    hidden: dict[tuple[str, str], str] = {}
    for known in report:
        for group, count in known.cells.items():
            if count is None:
                hidden[str(known.condition), group] = known.name
    return [
        f"{hidden[str(fact.condition), group]}, {group}: hidden in the report, {fact.name} tells it"
        for fact in facts
        for group, count in fact.cells.items()
        if count is not None and (str(fact.condition), group) in hidden
    ]
