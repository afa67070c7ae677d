"""What stands around an illustration, and its download: texts and values of one frame."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from bilan.disclosure.own_base import OWN_BASE
from bilan.estimation.study import Study, written
from bilan.french.formats import NBSP, count, csv_chance, csv_side, date, number, percent
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.illustrations.alt_text import alt_association, alt_evolution, alt_shares
from bilan.illustrations.reading_sentence import read_association, read_evolution, read_shares
from bilan.project.yaml_records import Strict
from bilan.survey.illustration_specs import Illustration
from bilan.survey.modalities import GROUPED_BY, GROUPINGS, WHOLE
from bilan.survey.significance import is_significant
from bilan.survey.wave import Wave

SUPPRESSED = "s"


class _Texts(Strict, frozen=True):
    secrecy: str
    shares: tuple[str, str, str, str]
    option: str
    link: tuple[str, str]
    is_significant: str
    is_not: str
    indicator: str
    verdict: str
    unit: Annotated[str, Holds("label")]
    field: Annotated[str, Holds("field", "counted")]
    asked: Annotated[str, Holds("answered", "asked")]
    counted: Annotated[str, Holds("count")]
    compared: Annotated[str, Holds("field", "own", "before", "earlier", "after", "later", "both")]
    own: Annotated[str, Holds("label", "bases")]
    in_wave: Annotated[str, Holds("label", "wave")]
    source: Annotated[str, Holds("start", "end", "simulated")]
    simulated: str


texts = texts_of(__file__, _Texts)


@dataclass(frozen=True)
class Facts:
    """What stands around a picture: texts in French made from the data, and its data."""

    id: str
    kind: str
    alt: str
    reading: str
    field: str
    source: str
    unit: str
    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Words:
    """Who the base of a frame is, in French: in the Lecture, in the Champ, and in the unit."""

    respondents: str
    field: str
    unit: str


Made = tuple[Facts, pd.DataFrame]


def facts_of(stated: Illustration, frame: pd.DataFrame, study: Study) -> Made:
    """The texts around an illustration, and the values that readers download."""
    make = {"shares": _shares, "evolution": _evolution}.get(stated.kind, _crossed)
    return make(stated, frame, study)


def _words(stated: Illustration, frame: pd.DataFrame) -> Words:
    """The words of the file; where the cell took another base, those of that base."""
    (domain,) = set(frame["domain"])
    if domain == OWN_BASE:
        label = str(frame["category"].iloc[0])
        return Words(label, label, texts().unit.format(label=label))
    if domain != WHOLE and "group" in frame and frame["group"].nunique() == 1:
        group = frame["group"].iloc[0]
        words = (stated.respondents, stated.field, stated.unit)
        return Words(*(f"{text} ({group})" for text in words))
    return Words(stated.respondents, stated.field, stated.unit)


def _shares(stated: Illustration, frame: pd.DataFrame, study: Study) -> Made:
    words = _words(stated, frame)
    rows = [
        [row["label"], _percent(row["share"]), count(int(row["numerator"])), count(row["base"])]
        for row in frame.to_dict("records")
    ]
    facts = Facts(
        id=stated.id,
        kind=stated.kind,
        alt=alt_shares(frame, base_label=words.respondents),
        reading=read_shares(
            frame, base_label=words.respondents, verb=(stated.answer[0], stated.answer[1])
        ),
        field=_field(words.field, study, int(frame["base"].max())),
        source=source_of(study.wave),
        unit=words.unit,
        header=list(texts().shares),
        rows=rows,
    )
    values = pd.DataFrame(
        {
            "modalite": frame["label"],
            "pourcentage": (frame["share"] * 100).round(4),
            "effectif": frame["numerator"].astype(int),
            "base": frame["base"],
        }
    )
    return facts, values


def _crossed(stated: Illustration, frame: pd.DataFrame, study: Study) -> Made:
    alpha, by = study.wave.stated.alpha, GROUPINGS[stated.by]
    groups = list(dict.fromkeys(frame["group"]))
    rows = []
    for label, cells in frame.groupby("label", sort=False):
        test, told = cells.iloc[0], {c["group"]: _cell(c) for c in cells.to_dict("records")}
        said = texts()
        link = said.is_significant if is_significant(test["p_adjusted"], alpha) else said.is_not
        link = link if not pd.isna(test["p_adjusted"]) else SUPPRESSED
        known = not pd.isna(test["cramers_v"])
        strength = number(test["cramers_v"], 2) if known else SUPPRESSED
        rows.append([str(label), *(told.get(group, "–") for group in groups), strength, link])
    facts = Facts(
        id=stated.id,
        kind=stated.kind,
        alt=alt_association(frame, base_label=stated.respondents, alpha=alpha, by=by),
        reading=read_association(
            frame,
            base_label=stated.respondents + " ({group})",
            verb=(stated.answer[0], stated.answer[1]),
            alpha=alpha,
            by=by,
        ),
        field=_field(stated.field, study, len(study.responses.answers)) + texts().secrecy,
        source=source_of(study.wave),
        unit=stated.unit,
        header=[texts().option, *groups, *texts().link],
        rows=rows,
    )
    hidden = frame["suppressed"]
    values = pd.DataFrame(
        {
            "modalite": frame["label"],
            "type" if stated.by == GROUPED_BY else stated.by: frame["group"],
            "pourcentage": (frame["share"] * 100).round(4).astype(object).mask(hidden, SUPPRESSED),
            "effectif": [_whole(n, h) for n, h in zip(frame["numerator"], hidden, strict=True)],
            "base": _shown(frame["base"]),
            "v_de_cramer": _shown(frame["cramers_v"].round(4)),
            "p_holm": frame["p_adjusted"]
            .map(lambda p: csv_chance(p, alpha))
            .replace("", SUPPRESSED),
        }
    )
    return facts, values


def _whole(counted: float, hidden: bool) -> object:
    return SUPPRESSED if hidden else int(counted)


def _shown(values: "pd.Series[Any]") -> "pd.Series[Any]":
    return values.astype(object).where(values.notna(), SUPPRESSED)


def _cell(cell: Mapping[Hashable, Any]) -> str:
    if cell["suppressed"]:
        return SUPPRESSED
    return _percent(cell["share"], 0)


def _percent(share: float, digits: int = 1) -> str:
    """The share, or a dash where its base is empty."""
    return "–" if pd.isna(share) else percent(share, digits)


def _evolution(stated: Illustration, frame: pd.DataFrame, study: Study) -> Made:
    previous = study.previous
    if previous is None:
        raise ValueError(f"wave {study.wave.name} has none before it")
    known = {indicator.id: indicator for indicator in study.indicators}
    changes = frame.assign(
        subject=[known[name].subject for name in frame["indicator"]],
        base_label=[
            stated.respondents if known[name].base == "all" else known[name].base_label
            for name in frame["indicator"]
        ],
    )
    waves = (previous.wave.name, study.wave.name)
    rows = [
        [
            row["label"],
            written(row["before"], known[row["indicator"]]),
            written(row["after"], known[row["indicator"]]),
            row["verdict"],
        ]
        for row in changes.to_dict("records")
    ]
    facts = Facts(
        id=stated.id,
        kind=stated.kind,
        alt=alt_evolution(changes, waves=waves, base_label=stated.respondents),
        reading=read_evolution(changes, waves=waves, base_label=stated.respondents),
        field=typographic(
            texts().compared.format(
                field=stated.field,
                own=_own_fields(list(frame["indicator"]), previous, study),
                before=_asked(previous),
                earlier=waves[0],
                after=_asked(study),
                later=waves[1],
                both=count(_in_both(previous, study)),
            )
        ),
        source=source_of(study.wave),
        unit=stated.unit,
        header=[texts().indicator, *waves, texts().verdict],
        rows=rows,
    )
    values = pd.DataFrame(
        {
            "indicateur": changes["indicator"],
            "libelle": changes["label"],
            f"pourcentage_{waves[0]}": (changes["before"] * 100).round(4),
            f"pourcentage_{waves[1]}": (changes["after"] * 100).round(4),
            "eple_apparies": changes["paired"],
            "p_holm": [csv_side(p, study.wave.stated.alpha) for p in changes["p_adjusted"]],
            "verdict": changes["verdict"],
            "ecart_decelable": (changes["smallest"] * 100).round(4),
        }
    )
    return facts, values


def _field(field: str, study: Study, base: int) -> str:
    everyone = base == len(study.responses.answers)
    counted = _asked(study) if everyone else texts().counted.format(count=count(base))
    return typographic(texts().field.format(field=field, counted=counted))


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
                texts().in_wave.format(label=label, wave=wave) for wave, label in bases.items()
            )  # fmt: skip
            text += texts().own.format(label=known[1][name].label, bases=told)
    return text


def _asked(study: Study) -> str:
    answered, asked = len(study.responses.answers), len(study.responses.frame)
    return texts().asked.format(answered=count(answered), asked=count(asked))


def _in_both(before: Study, after: Study) -> int:
    return len(before.responses.answers.index.intersection(after.responses.answers.index))


def source_of(wave: Wave) -> str:
    """The Source sentence of a wave: which survey, when, and whether its data are simulated."""
    stated = wave.stated
    start, end = stated.fieldwork.start, stated.fieldwork.end
    simulated = texts().simulated if stated.simulated else ""
    text = texts().source.format(start=date(start), end=date(end), simulated=simulated)
    return typographic(text).replace(f"{NBSP}–", " –")
