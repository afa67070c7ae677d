"""What stands around a picture says what the picture, the download and the text say."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from builders import asked, frame, responses, wave

from bilan.disclosure import crossed_tables
from bilan.estimation.association import links_with_type
from bilan.estimation.estimates import estimate
from bilan.estimation.study import Study
from bilan.illustrations import notebook
from bilan.survey.illustration_specs import Illustration
from tests.adversarial.drawing import publish_usual

STATED = Illustration(
    id="who",
    notebook="n",
    kind="association",
    question="members",
    by="voie",
    answer=["a cité", "ont cité"],
    respondents="EPLE répondants",
    field="ensemble des EPLE répondants",
    unit="En %",
)
# Of 40 collèges, 30 lycées and 20 LP and SEP, those where each member sits. LP and SEP, which are
# published together, differ by `deputy` alone.
SITS = {"head": (5, 24, 14), "cpe": (13, 18, 11), "deputy": (20, 15, 10)}


def study(alpha: float, sits: dict[str, tuple[int, ...]] = SITS) -> Study:
    schools = [*(f"C{n}" for n in range(40)), *(f"L{n}" for n in range(30))]
    schools += [f"{'P' if n < 10 else 'S'}{n}" for n in range(20)]
    kinds = {"C": "CLG", "L": "LGT", "P": "LP", "S": "SEP"}
    panel = frame(*(f"{s} {kinds[s[0]]} public nord" for s in schools))
    question = asked("members", "M", options=list(sits))
    rank = {s: (int(s[1:]), "CLPS".index(s[0])) for s in schools}
    answers = {
        s: {f"members_{m}": float(n < sits[m][min(kind, 2)]) for m in sits}
        for s, (n, kind) in rank.items()
    }
    given = responses((question,), answers, panel)
    return Study(wave(alpha=alpha), given, estimate(given, ()))


@pytest.mark.parametrize("alpha", [0.05, 0.1])
def test_table_download_text_and_alternative_judge_a_link_alike(
    alpha: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (notebook, crossed_tables):
        monkeypatch.setattr(module, "illustrations_of", lambda _: {"who": STATED})
    opened = study(alpha)
    links = links_with_type(opened.responses, "members").set_index("option")["p_adjusted"]
    assert links["head"] < 0.01
    assert 0.05 < links["cpe"] < 0.1
    assert links["deputy"] > 0.1
    monkeypatch.setattr(notebook, "absent", lambda _: {})
    publish_usual(STATED, opened, tmp_path)
    facts = json.loads((tmp_path / "who.json").read_text(encoding="utf-8"))
    assert facts["header"][-1] == "Lien significatif"
    cpe = "oui" if alpha == 0.1 else "non"
    wanted = {"Option head": "oui", "Option cpe": cpe, "Option deputy": "non"}
    assert {row[0]: row[-1] for row in facts["rows"]} == wanted
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as file:
        classes = {row["modalite"]: row["p_holm"] for row in csv.DictReader(file)}
    assert {name: "oui" if p.startswith("<") else "non" for name, p in classes.items()} == wanted
    linked = facts["alt"].replace("\u00a0", " ").split("Sans lien significatif")[0]
    assert {name: "oui" if name in linked else "non" for name in wanted} == wanted


def test_the_test_is_that_of_the_groups_that_are_shown() -> None:
    """LP and SEP differ wholly on `deputy`; the group that holds both does not show it."""
    links = links_with_type(study(0.05).responses, "members").set_index("option")
    counts = pd.Series(SITS["deputy"])
    assert (counts / [40, 30, 20]).nunique() == 1
    assert links.loc["deputy", "p_value"] == pytest.approx(1)
    assert links.loc["deputy", "cramers_v"] == pytest.approx(0)


def asked_of_some(silent: int) -> Study:
    """A wish that schools without a letter are asked for; of ten LP, three are not asked.

    `silent` of the lycées that are asked do not answer.
    """
    yes = {"C": 20, "L": 15, "P": 3}
    schools = [*(f"C{n}" for n in range(40)), *(f"L{n}" for n in range(30))]
    schools += [f"P{n}" for n in range(10)]
    kinds = {"C": "CLG", "L": "LGT", "P": "LP"}
    panel = frame(*(f"{s} {kinds[s[0]]} public nord" for s in schools))
    questions = (
        asked("letter"),
        asked("members", "M", options=("head", "cpe"), filter={"letter": "N"}, base="shown"),
    )
    answers: dict[str, dict[str, object]] = {}
    for school in schools:
        number, led = int(school[1:]), int(school[1:]) >= yes[school[0]]
        answers[school] = {"letter": "N" if led else "Y"}
        if led and not (school[0] == "L" and number < 15 + silent):
            answers[school] |= {"members_head": number % 2, "members_cpe": float(number % 3 == 0)}
    hidden = [school for school, row in answers.items() if row["letter"] == "Y"]
    given = responses(questions, answers, panel, hidden={"members": hidden})
    return Study(wave(), given, estimate(given, ()))


def test_beside_a_hidden_share_the_base_of_a_filtered_question_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How many LP were asked is how many have no letter."""
    for module in (notebook, crossed_tables):
        monkeypatch.setattr(module, "illustrations_of", lambda _: {"who": STATED})
    monkeypatch.setattr(notebook, "absent", lambda _: {})
    publish_usual(STATED, asked_of_some(0), tmp_path)
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    secret = [row for row in rows if row["effectif"] == "s"]
    assert {row["type"] for row in secret} >= {"LP et SEP"}
    assert {row["base"] for row in secret} == {"s"}
    assert {row["base"] for row in rows if row["effectif"] != "s"} <= {"20", "15"}
    for name in ("who.json", "who.svg"):
        text = (tmp_path / name).read_text(encoding="utf-8").replace("\u00a0", " ")
        assert "n = 7" not in text
        assert "LP et SEP, n" not in text


def test_beside_a_hidden_share_the_base_that_everyone_knows_is_shown() -> None:
    opened = study(0.05, {"head": (5, 24, 14), "cpe": (13, 18, 2)})
    shares = crossed_tables.shares_by_group("members", opened)
    assert shares["suppressed"].any()
    assert shares["base"].tolist() == [40, 30, 20] * 2
    silent = opened.responses.answers.copy()
    silent.loc["P0"] = float("nan")
    some = replace(opened.responses, answers=silent)
    shares = crossed_tables.shares_by_group("members", Study(opened.wave, some, estimate(some, ())))
    assert shares["suppressed"].any()
    assert shares.loc[shares["suppressed"], "base"].isna().all()
