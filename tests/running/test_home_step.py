"""What the index says of each wave beside its files: what changed, and how far its approval is."""

from pathlib import Path

import pytest

from bilan.project.errors import TextError
from bilan.running.steps import home


@pytest.fixture(autouse=True)
def _site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with the verdicts of both waves, and approvals of the later one."""
    for wave in ("2014", "2015"):
        (tmp_path / wave / "donnees").mkdir(parents=True)
        text = "indicateur,verdict\na,recule\nb,recule\n"
        (tmp_path / wave / "donnees" / "comparaison.csv").write_text(text, encoding="utf-8")
    (tmp_path / "visas.yml").write_text("visas: []\n", encoding="utf-8")
    monkeypatch.setattr(home, "SITE", tmp_path)
    monkeypatch.setattr(
        home, "visa_file", lambda wave: tmp_path / ("visas.yml" if wave == "2015" else "none")
    )


def test_a_wave_says_what_changed_and_how_far_its_approval_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(home, "visa_states", lambda wave: [wave])
    monkeypatch.setattr(home, "visa_summary", lambda states: f"Relecture de {states[0]}.")
    assert home.changes_told("2015") == [
        "Depuis 2014\u00a0: 2\u00a0indicateurs reculent.",
        "Relecture de 2015.",
    ]
    # A first wave has nothing before it, and no approval here.
    assert home.changes_told("2014") == []


def test_a_text_that_cannot_be_read_does_not_stop_the_index(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(wave: str) -> None:
        raise TextError(wave)

    monkeypatch.setattr(home, "visa_states", broken)
    assert home.changes_told("2015")[1:] == [home.texts().unreadable]


def test_a_wave_that_is_no_longer_described_says_nothing() -> None:
    assert home.changes_told("1999") == []
