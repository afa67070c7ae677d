"""How few schools changed their answer is found, where a rule about two waves is taken out."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from builders import asked, frame, indicator, responses

from bilan.estimation import smallest_change, wave_change
from bilan.project.paths import EVOLUTION_FILE
from bilan.report import downloads
from bilan.responses.responses import Responses
from tests.adversarial.secrecy.attack import Narrowed
from tests.adversarial.secrecy.changes import attack_changes

from .without_rules import without

pytestmark = pytest.mark.slow

SCHOOLS = [f"S{n}" for n in range(80)]
FRAME = frame(*(f"{school} CLG public nord" for school in SCHOOLS))
STILL = [f"q{n}" for n in range(24)]  # questions of which nothing is established
QUESTIONS = (
    asked("letter"), asked("project"), asked("wanted", filter={"letter": "N"}, base="shown"),
    *(asked(name) for name in STILL),
)  # fmt: skip
INDICATORS = (
    indicator("letter", {"letter": "Y"}), indicator("project", {"project": "Y"}),
    indicator("wanted", {"wanted": "Y"}, base={"letter": "N"}),
    *(indicator(name, {name: "Y"}) for name in STILL),
)  # fmt: skip


def wave(name: str, letter: Callable[[int], bool], project: Callable[[int], bool]) -> Responses:
    """A wave of all schools; of the first still question, two give the answer no more, two now."""
    given = {}
    for n, school in enumerate(SCHOOLS):
        yes = {"letter": letter(n), "project": project(n), "wanted": n % 2 == 0}
        yes |= dict.fromkeys(STILL, n % 3 == 0)
        if name == "2015":
            yes["q0"] ^= n in (0, 1, 3, 4)
        given[school] = {q: "Y" if y else "N" for q, y in yes.items()}
        if yes["letter"]:
            del given[school]["wanted"]
    hidden = [school for school, row in given.items() if row["letter"] == "Y"]
    return responses(QUESTIONS, given, FRAME, hidden={"wanted": hidden}, name=name)


@pytest.fixture
def attacked(tmp_path: Path) -> Callable[[], list[Narrowed]]:
    """What the attack finds in the table of two waves, as the package makes it now.

    Forty schools have a letter, then 46: one has none any more. Twenty have a project, then 33.
    """

    def attack() -> list[Narrowed]:
        before = wave("2014", lambda n: n < 40, lambda n: n < 20)
        after = wave("2015", lambda n: 1 <= n < 47, lambda n: n < 33)
        known: dict[str, Any] = {"2014": INDICATORS, "2015": INDICATORS}
        table = wave_change.compare(before, after, known, alpha=0.05, disclosure=5)
        table = table.assign(lower=np.nan, upper=np.nan)
        (tmp_path / "donnees").mkdir()
        text = downloads.evolution_csv(INDICATORS, table, alpha=0.05)
        (tmp_path / "donnees" / EVOLUTION_FILE).write_text(text, "utf-8")
        stated = SimpleNamespace(thresholds=SimpleNamespace(disclosure=5), alpha=0.05)
        previous = SimpleNamespace(responses=before, indicators=INDICATORS)
        study: Any = SimpleNamespace(
            responses=after, indicators=INDICATORS, previous=previous, evolution=table,
            wave=SimpleNamespace(stated=stated),
        )  # fmt: skip
        return [cell for cell in attack_changes(study, tmp_path) if not cell.safe]

    return attack


RULES = {
    "how many were led to a question twice": (
        wave_change, 'row["paired"] = np.nan', "pass", "base of wanted"),
    "the class of an adjusted p-value": (
        downloads, 'csv_side(row["p_adjusted"], alpha)', 'csv_chance(row["p_adjusted"], alpha)',
        "project"),
    "the digits of a p-value": (
        downloads, 'csv_chance(row["p_value"], alpha)', 'row["p_value"]', "project"),
    "how many changed": (
        smallest_change, "return test.units if capped and rounded + step > test.units else rounded",
        "return test.lost + test.gained", "letter"),
}  # fmt: skip


def test_the_tables_of_two_waves_tell_of_no_few_schools(
    attacked: Callable[[], list[Narrowed]],
) -> None:
    assert attacked() == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_about_two_waves_taken_out_is_found(
    attacked: Callable[[], list[Narrowed]], monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    module, old, new, name = RULES[rule]
    without(monkeypatch, module, (old, new))
    assert name in {cell.name for cell in attacked()}
