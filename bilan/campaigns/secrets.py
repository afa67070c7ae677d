"""The attack on the secrets of a wave: what is published, what is true, which cells give way."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from bilan.campaigns.attack import Narrowed, attack
from bilan.campaigns.changes import attack_changes
from bilan.campaigns.links import attack_links
from bilan.campaigns.seen import GROUPS, Seen, disagreeing, seen, told_outright
from bilan.campaigns.sheets import disclosed_by_sheets, facts_of_sheets
from bilan.campaigns.shown import plain, shown_cells
from bilan.codebook import Condition
from bilan.french import percent
from bilan.illustrated import illustrations_of
from bilan.modalities import LABELS, VOIES, WHOLE
from bilan.responses import Responses, holds
from bilan.study import Study, open_study
from bilan.unknowns import Fact, Unit

DOMAINS = ("voie", "secteur", "bassin")


def attacked(wave: str, site: Path) -> tuple[list[Narrowed], list[str]]:
    """Cells under the threshold that were attacked, and the places that disclose a hidden one."""
    study, published = open_study(wave), seen(site)
    facts = facts_of(study, published.cells, published.totals)
    sheets, truth = facts_of_sheets(study), truth_of(facts, study.responses)
    narrowed = attack(
        [*facts, *sheets],
        truth | truth_of(sheets, study.responses),
        bases=bases_of(study.responses),
        questions=study.responses.questions,
        threshold=study.wave.stated.thresholds.disclosure,
    )
    tests = [*attack_links(study, site), *attack_changes(study, site)]
    disclosed = [
        *published.disclosed,
        *disclosed_by_sheets(sheets, facts),
        *_by_documents(study, site, published, facts=facts, truth=truth),
    ]
    return [*narrowed, *tests], disclosed


def _by_documents(
    study: Study,
    site: Path,
    published: Seen,
    *,
    facts: Iterable[Fact],
    truth: Mapping[tuple[str, str], int],
) -> list[str]:
    """What the page, the PDF, the Word files, pictures and texts tell beyond what is known."""
    bases, hidden = bases_of(study.responses), {}
    for fact in facts:
        for group, count in fact.cells.items():
            if count is None:
                of = sum(n for unit, n in bases.items() if group in unit)
                hidden[fact.name, group] = truth[fact.name, group], of
    asked = asked_of(study)
    apart = {plain(i.label) for i in study.indicators if i.kind != "share"}
    found = disagreeing(published, shown_cells(site, tuple(asked)), asked, apart=apart)
    for path in sorted([*site.rglob("*"), site.parent / "index.html"]):
        if path.is_file():
            found += told_outright(path, hidden, asked)
    return found


def asked_of(study: Study) -> dict[str, set[str]]:
    """By group as readers see it: schools asked, those that answered, and the rate."""
    rates = study.estimates[study.estimates["id"] == "response_rate"]
    found: dict[str, set[str]] = {}
    for row in rates[rates["domain"] != WHOLE].to_dict("records"):
        domain, group = str(row["domain"]), str(row["category"])
        label = LABELS.get(domain, {}).get(group, group.capitalize())
        told = [f"{int(row['base'])}", f"{int(row['numerator'])}", plain(percent(row["value"]))]
        found.setdefault(label, set()).update(told)
    return found


def facts_of(
    study: Study, cells: dict[tuple[str, str], int | None], totals: dict[str, int]
) -> list[Fact]:
    """Answers that all respondents could give, with what was seen of them."""
    total = {_plain(name): count for name, count in totals.items()}
    crossed: dict[str, dict[str, int | None]] = {}
    for (name, group), count in cells.items():
        crossed.setdefault(_plain(name), {})[group] = count
    facts, used = [], set()
    for name, condition, absent in _stated(study):
        known = {g: n for g, n in crossed.get(name, {}).items() if g not in absent}
        if known or name in total:
            facts.append(Fact(name, condition, known, total.get(name), absent))
            used.add(name)
    if strangers := sorted(set(crossed) - used):
        raise LookupError(f"published by type, and not attacked: {strangers}")
    return facts


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).strip()


def _stated(study: Study) -> Iterable[tuple[str, Condition, frozenset[str]]]:
    """Name, condition, and groups without it, of each answer that has all respondents as base."""
    drawn = illustrations_of(study.wave)
    asked = {question.id: question for question in study.responses.questions}
    for illustration in drawn.values():
        question = asked.get(illustration.question)
        if question is not None and question.filter is None:
            for name, option in question.options.items():
                kinds = (option.only or {}).get("type", list(VOIES))
                groups = {VOIES[k] for k in ([kinds] if isinstance(kinds, str) else kinds)}
                absent = frozenset(label for g, label in GROUPS.items() if g not in groups)
                label = _plain(f"{illustration.id}: {option.label}")
                yield label, {question.id: name}, absent
    for indicator in study.indicators:
        if isinstance(indicator.numerator, dict) and indicator.base == "all":
            yield _plain(indicator.label), indicator.numerator, frozenset()


def truth_of(facts: Iterable[Fact], responses: Responses) -> dict[tuple[str, str], int]:
    """True counts by name of the fact and group."""
    units = _units(responses)
    return {
        (fact.name, group): sum(
            group in unit and answer == 1.0
            for unit, answer in zip(units, holds(fact.condition, responses), strict=True)
        )
        for fact in facts
        for group in fact.cells
    }


def bases_of(responses: Responses) -> dict[Unit, int]:
    """Respondents by the groups that they are in."""
    return dict(Counter(_units(responses)))


def _units(responses: Responses) -> list[Unit]:
    """Groups of each respondent, one of each domain, by the names that readers see."""
    named = [
        [LABELS.get(domain, {}).get(str(group), str(group).capitalize())
         for group in responses.schools[domain]]
        for domain in DOMAINS
    ]  # fmt: skip
    return [frozenset(groups) for groups in zip(*named, strict=True)]
