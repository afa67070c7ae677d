"""What is attacked: a published wave, or a drawn académie with the files that tell by group."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bilan.assembly.pages import render_page
from bilan.disclosure.crossed_tables import hidden_groups
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study, open_study
from bilan.project.paths import INDICATORS_FILE
from bilan.report.dashboard import dashboard_page
from bilan.report.downloads import indicators_csv
from bilan.report.sheets.facts import Facts
from bilan.report.sheets.html import page_of
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.modalities import VOIES
from tests.adversarial.drawing import publish_usual
from tests.adversarial.secrecy.site import Attacked, attack_site

BASSINS = ("est", "nord", "ouest", "sud")
SIZES = {"CLG": (25, 80), "LGT": (8, 30), "LP": (3, 18), "SEP": (2, 12)}
PRIVATE, ANSWERING = 0.15, 0.94
AT_HOME = 0.6  # of a type's schools, those that lie in the bassin of its kind


def drawn_study(study: Study, seed: int, *, questions: tuple[str, ...] | None = None) -> Study:
    """A wave of a drawn académie: other schools, each answering as one of its type and secteur did.

    Types lie mostly in one bassin each, so that tables by type and by bassin tell of each other.
    `questions` names those that are asked, where it is not all of them.
    """
    rng = np.random.default_rng([seed, 2014])
    rows: list[tuple[str, ...]] = []
    for kind, (low, high) in SIZES.items():
        home = str(rng.choice(BASSINS))
        for _ in range(int(rng.integers(low, high + 1))):
            bassin = home if rng.random() < AT_HOME else str(rng.choice(BASSINS))
            secteur = "prive" if rng.random() < PRIVATE else "public"
            rows.append((f"Établissement {len(rows)}", kind, VOIES[kind], secteur, bassin))
    columns = ["nom", "type", "voie", "secteur", "bassin"]
    names = pd.Index([f"99{n:05}A" for n in range(len(rows))], name="uai")
    frame = pd.DataFrame(rows, columns=columns, index=names)
    answering = frame[rng.random(len(frame)) < ANSWERING]
    chosen = [_like(study, kind, secteur, rng) for kind, secteur in
              zip(answering["type"], answering["secteur"], strict=True)]  # fmt: skip
    one = study.responses
    asked = tuple(q for q in one.questions if questions is None or q.id in questions)
    drawn = replace(
        one,
        questions=asked,
        answers=one.answers.iloc[chosen].set_axis(answering.index),
        shown=one.shown.iloc[chosen].set_axis(answering.index),
        frame=frame,
    )
    return Study(study.wave, drawn, estimate(drawn, study.indicators))


def _like(study: Study, kind: str, secteur: str, rng: np.random.Generator) -> int:
    schools = study.responses.schools
    same = schools["type"] == kind
    pool = np.flatnonzero(same & (schools["secteur"] == secteur))
    return int(rng.choice(pool if len(pool) else np.flatnonzero(same)))


def publish_by_group(study: Study, folder: Path) -> Path:
    """Write what tells answers by group: indicators, crossed illustrations, the dashboard."""
    data = folder / "donnees"
    data.mkdir(parents=True, exist_ok=True)
    table = indicators_csv(study.indicators, study.estimates)
    (data / INDICATORS_FILE).write_text(table, encoding="utf-8")
    asked = {question.id for question in study.responses.questions}
    for illustration in illustrations_of(study.wave).values():
        if illustration.by and illustration.question in asked:
            publish_usual(illustration, study, data)
            # Texts of the report, not published as such.
            (data / f"{illustration.id}.json").unlink()
    made = dashboard_page(
        study.wave,
        indicators=study.indicators,
        estimates=study.estimates,
        hidden=hidden_groups(study),
    )
    page = render_page(
        made.markdown,
        title="Tableau de bord",
        subtitle=study.wave.stated.title,
        mention="",
        epoch=study.wave.epoch,
        drawings=made.drawings,
    )
    (folder / "tableau-de-bord.html").write_bytes(page)
    return folder


def attack_wave(wave: str, site: Path) -> Attacked:
    """The attack on a published wave and on the sheets of all its schools."""
    study = open_study(wave)
    return attack_site(study, site, sheets=pages_of_sheets(study))


def attack_drawn(study: Study, seed: int, *, sheets: bool = False) -> Attacked:
    """The attack on a drawn académie that answers as this wave's schools did."""
    drawn = drawn_study(study, seed)
    with tempfile.TemporaryDirectory(prefix="bilan-") as folder:
        site = publish_by_group(drawn, Path(folder) / "site")
        return attack_site(drawn, site, sheets=pages_of_sheets(drawn) if sheets else ())


def pages_of_sheets(study: Study) -> list[str]:
    """The page of each school that was asked."""
    facts = Facts(study)
    return [page_of(facts.of(uai)).decode() for uai in [*facts.schools, *facts.absent]]
