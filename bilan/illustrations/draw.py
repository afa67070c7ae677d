"""The illustrations: drawn from the estimates, each with the texts that its contract asks for."""

import json
from base64 import b64encode
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from bilan.disclosure.crossed_tables import links_by_group, shares_by_group
from bilan.estimation.study import Study, written
from bilan.french.formats import (
    NBSP,
    count,
    csv_chance,
    csv_side,
    date,
    number,
    percent,
    typographic,
)
from bilan.illustrations.alt_text import alt_association, alt_evolution, alt_shares
from bilan.illustrations.plot_association import plot_association
from bilan.illustrations.plot_changes import plot_evolution
from bilan.illustrations.plot_shares import plot_shares
from bilan.illustrations.reading_sentence import read_association, read_evolution, read_shares
from bilan.illustrations.writing import write_figure
from bilan.project.csv_files import csv_text
from bilan.project.files import replace_text
from bilan.project.paths import FIGURES
from bilan.project.publishable import Bundle, marked
from bilan.survey.illustration_specs import Illustration, illustrations_of, not_asked
from bilan.survey.modalities import WHOLE
from bilan.survey.significance import is_significant
from bilan.survey.wave import Wave

SUPPRESSED = "s"
SECRECY = (
    " «\u00a0s\u00a0»\u00a0: valeur tenue secrète, "
    "car elle ferait connaître la réponse de quelques EPLE."
)


@dataclass(frozen=True)
class Facts:
    """What stands around a picture: texts in French made from the data, and its data."""

    id: str
    alt: str
    reading: str
    field: str
    source: str
    unit: str
    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Drawn:
    """An illustration as a notebook shows it: the picture, and its Lecture in words."""

    facts: Facts
    picture: bytes

    def _repr_mimebundle_(self, **_: object) -> Bundle:
        picture = b64encode(self.picture).decode("ascii")
        return marked({"image/png": picture, "text/plain": repr(self)})

    def __repr__(self) -> str:
        return f"{self.facts.alt}\n{self.facts.reading}"


def illustrate(name: str, study: Study, *, folder: Path | None = None) -> Drawn | str:
    """Draw an illustration; write its picture, its data and its texts into `figures/<wave>/`.

    Where the wave does not ask its question, nothing is drawn, and a sentence says so.

    Files: `<name>.svg`, `.png`, `.csv` (the plotted values) and `.json` (the texts around).

    Raises
    ------
    UsageError
        data/illustrations.yml has no such illustration for this wave.
    """
    if why := not_asked(study.wave).get(name):
        return why
    stated = illustrations_of(study.wave)[name]
    figure, facts, values = {
        "shares": _shares,
        "association": _association,
        "evolution": _evolution,
    }[stated.kind](stated, study)
    target = (folder or FIGURES / study.wave.name) / name
    _, png = write_figure(figure, target, epoch=study.wave.epoch)
    table = csv_text(list(values.columns), values.itertuples(index=False))
    replace_text(target.with_suffix(".csv"), table)
    text = json.dumps(asdict(facts), ensure_ascii=False, indent=1)
    replace_text(target.with_suffix(".json"), text + "\n")
    return Drawn(facts, png.read_bytes())


Made = tuple[Figure, Facts, pd.DataFrame]


def _shares(stated: Illustration, study: Study) -> Made:
    question = study.question(stated.question)
    last = [question.options[name].label for name in stated.last if name in question.options]
    shares = study.shares(stated.question)
    shares = shares.sort_values("share", ascending=False, kind="stable")
    rows = [
        [row["label"], _percent(row["share"]), count(row["numerator"]), count(row["base"])]
        for row in shares.to_dict("records")
    ]
    verb = (stated.answer[0], stated.answer[1])
    facts = Facts(
        id=stated.id,
        alt=alt_shares(shares, base_label=stated.respondents, last=last),
        reading=read_shares(shares, base_label=stated.respondents, verb=verb, last=last),
        field=_field(stated, study, int(shares["base"].max())),
        source=source_of(study.wave),
        unit=stated.unit,
        header=["Modalité", "Part", "Effectif", "Base"],
        rows=rows,
    )
    values = pd.DataFrame(
        {
            "modalite": shares["label"],
            "pourcentage": (shares["share"] * 100).round(4),
            "effectif": shares["numerator"],
            "base": shares["base"],
        }
    )
    return plot_shares(shares, last=last), facts, values


def _association(stated: Illustration, study: Study) -> Made:
    shares = shares_by_group(stated.question, study)
    links = links_by_group(stated.question, study, shares=shares)
    alpha = study.wave.stated.alpha
    tests = links.set_index("label")
    groups = list(dict.fromkeys(shares["type"]))
    rows = []
    for test in links.to_dict("records"):
        cells = shares[shares["label"] == test["label"]].to_dict("records")
        link = "oui" if is_significant(test["p_adjusted"], alpha) else "non"
        link = link if test["p_adjusted"] == test["p_adjusted"] else SUPPRESSED
        told = test["cramers_v"] == test["cramers_v"]
        strength = number(test["cramers_v"], 2) if told else SUPPRESSED
        rows.append([test["label"], *[_cell(cell) for cell in cells], strength, link])
    facts = Facts(
        id=stated.id,
        alt=alt_association(shares, links, base_label=stated.respondents, alpha=alpha),
        reading=read_association(
            shares,
            links,
            base_label=stated.respondents + " ({type})",
            verb=(stated.answer[0], stated.answer[1]),
            alpha=alpha,
        ),
        field=_field(stated, study, len(study.responses.answers)) + SECRECY,
        source=source_of(study.wave),
        unit=stated.unit,
        header=["Modalité", *groups, "V de Cramér", "Lien significatif"],
        rows=rows,
    )
    hidden = shares["suppressed"]
    values = pd.DataFrame(
        {
            "modalite": shares["label"],
            "type": shares["type"],
            "pourcentage": (shares["share"] * 100).round(4).astype(object).mask(hidden, SUPPRESSED),
            "effectif": shares["numerator"].astype(object).mask(hidden, SUPPRESSED),
            "base": shares["base"],
            "v_de_cramer": _shown(shares["label"].map(tests["cramers_v"]).round(4)),
            "p_holm": shares["label"]
            .map(tests["p_adjusted"].map(lambda p: csv_chance(p, alpha)))
            .replace("", SUPPRESSED),
        }
    )
    return plot_association(shares, links, alpha=alpha), facts, values


def _shown(values: "pd.Series[float]") -> "pd.Series[Any]":
    return values.astype(object).where(values.notna(), SUPPRESSED)


def _cell(cell: dict[Hashable, Any]) -> str:
    if cell["suppressed"]:
        return SUPPRESSED
    return _percent(cell["share"], 0)


def _percent(share: float, digits: int = 1) -> str:
    """The share, or a dash where its base is empty."""
    return "–" if share != share else percent(share, digits)


def _evolution(stated: Illustration, study: Study) -> Made:
    previous, changes = study.previous, study.evolution
    if previous is None or changes is None:
        raise ValueError(f"wave {study.wave.name} has none before it")
    known = {indicator.id: indicator for indicator in study.indicators}
    changes = changes[changes["id"].isin(stated.indicators)]
    changes = changes.assign(
        label=[known[name].label for name in changes["id"]],
        subject=[known[name].subject for name in changes["id"]],
        base_label=[
            stated.respondents if known[name].base == "all" else known[name].base_label
            for name in changes["id"]
        ],
    )
    waves = (previous.wave.name, study.wave.name)
    rows = [
        [
            row["label"],
            written(row["before"], known[row["id"]]),
            written(row["after"], known[row["id"]]),
            row["verdict"],
        ]
        for row in changes.to_dict("records")
    ]
    facts = Facts(
        id=stated.id,
        alt=alt_evolution(changes, waves=waves, base_label=stated.respondents),
        reading=read_evolution(changes, waves=waves, base_label=stated.respondents),
        field=typographic(
            f"{stated.field}{_own_fields(stated.indicators, previous, study)} "
            f"({_asked(previous)} en {waves[0]}, {_asked(study)} en {waves[1]}, "
            f"{count(_in_both(previous, study))} EPLE aux deux)."
        ),
        source=source_of(study.wave),
        unit=stated.unit,
        header=["Indicateur", *waves, "Verdict"],
        rows=rows,
    )
    values = pd.DataFrame(
        {
            "indicateur": changes["id"],
            "libelle": changes["label"],
            f"pourcentage_{waves[0]}": (changes["before"] * 100).round(4),
            f"pourcentage_{waves[1]}": (changes["after"] * 100).round(4),
            "eple_apparies": changes["paired"],
            "p_holm": [csv_side(p, study.wave.stated.alpha) for p in changes["p_adjusted"]],
            "verdict": changes["verdict"],
            "ecart_decelable": (changes["smallest"] * 100).round(4),
        }
    )
    return plot_evolution(changes, waves=waves), facts, values


def _field(stated: Illustration, study: Study, base: int) -> str:
    everyone = base == len(study.responses.answers)
    counted = _asked(study) if everyone else f"{count(base)} EPLE"
    return typographic(f"{stated.field} ({counted}).")


def _own_fields(names: Sequence[str], before: Study, after: Study) -> str:
    """Of the indicators whose base is not all respondents: each base, in each wave, in words."""
    known = [{i.id: i for i in study.indicators} for study in (before, after)]
    text = ""
    for name in names:
        bases = {
            study.wave.name: indicators[name].base_label
            for study, indicators in zip((before, after), known, strict=True)
            if name in indicators and indicators[name].base != "all"
        }
        if bases:
            same = len(set(bases.values())) == 1
            told = next(iter(bases.values())) if same else ", ".join(
                f"{label} en {wave}" for wave, label in bases.items()
            )  # fmt: skip
            text += f" ; pour « {known[1][name].label} », {told}"
    return text


def _asked(study: Study) -> str:
    rate = study.estimates[study.estimates["domain"] == WHOLE].iloc[0]
    return f"{count(len(study.responses.answers))} EPLE sur {count(int(rate['asked']))}"


def _in_both(before: Study, after: Study) -> int:
    return len(before.responses.answers.index.intersection(after.responses.answers.index))


def source_of(wave: Wave) -> str:
    """The Source sentence of a wave: which survey, when, and whether its data are simulated."""
    stated = wave.stated
    start, end = stated.fieldwork.start, stated.fieldwork.end
    simulated = " Données simulées." if stated.simulated else ""
    text = (
        f"enquête sur la mise en œuvre de la feuille de route pour le numérique, "
        f"{date(start)} – {date(end)}.{simulated}"
    )
    return typographic(text).replace(f"{NBSP}–", " –")
