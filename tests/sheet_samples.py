"""Tiny académies with sheets, as the package makes them, and what their report tells."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from builders import asked, indicator, responses, wave

from bilan.disclosure.crossed_tables import hidden_groups
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.report.sheets.facts import Facts
from bilan.report.sheets.html import page_of
from bilan.survey.codebook import Asked
from bilan.survey.indicators import Indicator
from tests.adversarial.secrecy.site import Attacked, attack_sheets
from tests.adversarial.secrecy.system import Told
from tests.adversarial.secrecy.world import World, group_label

KINDS = {"CLG": "CLG", "LGT": "LGT", "PRO": "LP"}
PROJECT, LETTER = asked("project"), asked("letter")
WANTED = asked("wanted", filter={"letter": "N"}, base="shown")
WHO = asked("who", "L", options=("head", "deputy", "cpe"))
HOURS = asked("hours", "N", range=(0, 1000))
TARGET: dict[str, Any] = {"progress": "up", "target": 0.5}
OF_LETTER = indicator("letter", {"letter": "Y"}, **TARGET)
COMPLETE = indicator("complete", {"project": "Y", "letter": "Y"}, **TARGET)
MEAN = indicator("mean", "hours", kind="mean", unit="number", progress="up", target=50)
THRESHOLD = 5


def study_of(
    schools: Sequence[tuple[str, str, dict[str, Any]]],
    questions: Sequence[Asked],
    indicators: Sequence[Indicator] = (),
) -> Study:
    """A study of schools of a type and a bassin, each with its answers; who is asked follows."""
    frame = pd.DataFrame(
        [(f"E {n}", KINDS[v], v, "public", b) for n, (v, b, _) in enumerate(schools)],
        columns=["nom", "type", "voie", "secteur", "bassin"],
        index=[f"S{n}" for n in range(len(schools))],
    )
    given = {f"S{n}": dict(answers) for n, (*_, answers) in enumerate(schools)}
    hidden: dict[str, list[str]] = {}
    for question in questions:
        for school, answers in given.items():
            if any(answers[key] != wanted for key, wanted in (question.filter or {}).items()):
                hidden.setdefault(question.id, []).append(school)
                answers.pop(question.id, None)
    made = responses(questions, given, frame, hidden=hidden)
    study = Study(wave("2014"), made, estimate(made, tuple(indicators)))
    study.__dict__["indicators"] = tuple(indicators)  # not the project's
    return study


def drawn(seed: int, questions: Sequence[Asked], indicators: Sequence[Indicator] = ()) -> Study:
    """Three types, each mostly in one bassin, whose schools answer by chance."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(0, 4, size=(3, 3)) * (draw.random((3, 3)) < 0.5)
    sizes += np.diag([26, 18, 12])
    likely = {(q.id, v): draw.choice([0.1, 0.3, 0.5, 0.7, 0.9]) for q in questions for v in KINDS}
    schools = [
        (v, b, {q.id: _answer(q, likely[q.id, v], draw) for q in questions})
        for (i, v), (j, b) in product(enumerate(KINDS), enumerate(("est", "nord", "sud")))
        for _ in range(sizes[i, j])
    ]
    return study_of(schools, questions, indicators)


def _answer(question: Asked, likely: float, draw: np.random.Generator) -> Any:
    if question.type == "N":
        return float(draw.integers(10, 200))
    if question.type == "L":
        return str(draw.choice(list(question.options), p=[likely, *[(1 - likely) / 2] * 2]))
    return "Y" if draw.random() < likely else "N"


def attacked(study: Study) -> Attacked:
    """What the attack finds in the report and the sheets of a tiny académie."""
    world, facts = World(study.responses, study.indicators), Facts(study, ())
    pages = [page_of(facts.of(uai)).decode() for uai in facts.schools]
    return attack_sheets(world, pages, report=report_of(study, world), means=(),
                         threshold=THRESHOLD)  # fmt: skip


def report_of(study: Study, world: World) -> list[Told]:
    """All totals, and the groups of each followed indicator that the report shows."""
    told = []
    for answer in world.answers.values():
        gave, base = world.true_counts(answer)
        told.append(Told("totals", answer, None, count=int(gave.sum()), base=int(base.sum())))
    hidden = hidden_groups(study)
    for indicator_ in study.indicators:
        for answer in world.answers.values():
            within = indicator_.base if isinstance(indicator_.base, dict) else {}
            if (answer.condition, answer.within) != (indicator_.numerator, within):
                continue
            gave, base = world.true_counts(answer)
            for domain, rows in hidden.items():
                for group, secret in rows.get(indicator_.id, pd.Series(dtype=bool)).items():
                    label = group_label(domain, str(group))
                    inside = world.mask(label, domain)
                    if not secret:
                        given, of = (int(flags[inside].sum()) for flags in (gave, base))
                        told.append(Told(domain, answer, label, count=given, base=of))
    return told
