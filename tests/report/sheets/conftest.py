"""A tiny wave of three groups of types, and what is told to its schools."""

from pathlib import Path
from typing import Any

import pytest
from builders import asked, frame, indicator, responses, wave

from bilan.assembly.fonts import prepare_fonts
from bilan.estimation.estimates import estimate
from bilan.estimation.recommendations import Basis, Recommendation
from bilan.estimation.study import Study
from bilan.report.sheets.facts import Facts

QUESTIONS = (
    asked("comite"),
    asked("instance", "L", options=("dedie", "conseil", "aucune")),
    asked("sujets", "M", options=("materiel", "effets")),
    asked("suite", filter={"comite": "Y"}, base="shown"),
    asked("heures", "N", range=(0.0, 100.0)),
    asked("total", "N"),
    asked("formes", "N"),
)
INDICATORS = (
    indicator("i_comite", {"comite": "Y"}, progress="up", target=0.5),
    indicator("i_materiel", {"sujets": "materiel"}, progress="down", target=0.25),
    indicator("i_formes", ["formes"], kind="ratio", base="total", progress="up", target=0.5),
    indicator("i_sans", {"sujets": "effets"}, progress="up"),
)
KINDS = ["CLG"] * 20 + ["LGT"] * 16 + ["LP"] * 8 + ["SEP"] * 8


def recommendation(id: str, *names: str, **more: Any) -> Recommendation:
    """What the wave recommends to heads of school, on indicators that should rise."""
    known = {i.id: i for i in INDICATORS}
    bases = [
        Basis(
            id=name,
            baseline="2014",
            direction="down" if known[name].progress == "down" else "up",
            target=known[name].target,
        )
        for name in names
    ]
    stated = {"wave": "2014", "kind": "recommendation", "chapter": "2.1", "short": f"Titre {id}"}
    stated |= {"text": f"Texte {id}.", "addressee": ["chefs d’établissement"], "indicators": bases}
    return Recommendation(id=id, **(stated | more))


REGISTER = (
    recommendation("perspective", "i_materiel", kind="perspective", chapter="3", rank=1),
    recommendation("premiere", "i_comite", "i_materiel"),
    recommendation("formation", "i_formes"),
    recommendation("autres", "i_comite", addressee=["DANE"]),
    recommendation("ancienne", "i_comite", wave="2013"),
    recommendation("sans_mesure", why_not_measured="Rien."),
)


def answers(number: int) -> dict[str, Any]:
    """Answers of a school: its number decides."""
    yes = number % 2 == 0
    return {
        "comite": "Y" if yes else "N",
        "instance": ("dedie", "conseil", "aucune")[0 if yes else 1 if number % 5 else 2],
        "sujets_materiel": float(number % 4 < 2),
        "sujets_effets": float(number == 1),
        "suite": "Y" if number % 4 == 0 else "N",
        "heures": float(10 + number % 3),
        "total": 40.0,
        "formes": 10.0 if yes else 30.0,
    }


@pytest.fixture(scope="session")
def facts() -> Facts:
    names = [f"99{number:05}A" for number in range(len(KINDS))]
    schools = frame(*(f"{n} {kind} public nord" for n, kind in zip(names, KINDS, strict=True)))
    given = {name: answers(number) for number, name in enumerate(names)}
    hidden = {"suite": [name for number, name in enumerate(names) if number % 2]}
    for name in hidden["suite"]:
        given[name]["suite"] = None
    taken = responses(QUESTIONS, given, schools, hidden=hidden)
    study = Study(wave("2014"), taken, estimate(taken, INDICATORS))
    study.__dict__["indicators"] = INDICATORS  # not the project's
    return Facts(study, REGISTER)


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare_fonts(tmp_path_factory.mktemp("polices"))
