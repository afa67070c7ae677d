"""A few wrong values of every kind of file; the whole campaign is a command."""

from pathlib import Path

import pytest

from bilan.project.paths import QUARTO_PROJECT
from tests.adversarial import wrong_values
from tests.adversarial.targets import Target

pytestmark = pytest.mark.slow


def test_a_short_campaign_has_no_fault() -> None:
    found = wrong_values.wrong_values_read(share=0.01, seed=5, say=lambda _: None)
    assert found.faults == []
    assert found.tried > 30


def test_every_key_gets_every_kind_of_value() -> None:
    names = [name for name, _ in wrong_values.variants("x.yml", b"a: {b: 1}\nc: [{d: 2}, {d: 3}]")]
    assert {"a: list", "a.b: deep", "c: null", "c.0: long", "c.0.d: day"} <= set(names)
    assert not any(name.startswith("c.1") for name in names)
    assert len(names) == len(wrong_values.WHOLE) + 5 * len(wrong_values.VALUES)


def test_a_reader_that_refuses_nothing_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import yaml

    path = tmp_path / "x.yml"

    def read() -> object:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["project"]

    target = Target("x", path, QUARTO_PROJECT.read_bytes(), read)
    monkeypatch.setattr(wrong_values, "stated_targets", lambda _: [target])
    found = wrong_values.wrong_values_read(share=0.05, seed=1, say=lambda _: None)
    told = "\n".join(found.faults)
    assert "crashed" in told or "Error" in told
