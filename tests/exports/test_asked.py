"""What is asked of an export is read once, and looked at as often as needed."""

import json

import pytest

from bilan.exports.asked import content_of, variables_of
from bilan.project.errors import DataError
from bilan.responses.load import look, take
from bilan.survey.wave import read_wave

pytestmark = pytest.mark.slow


def test_an_export_is_read_once_for_all_that_look_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    wave = read_wave("2014")
    content = json.loads(json.dumps(content_of(wave)))
    anew = take(wave)
    monkeypatch.setattr("bilan.exports.reader_client.CHILD", "crash")
    with pytest.raises(DataError, match="cannot be read whole"):
        take(wave)
    kept, seen = take(wave, content), look(wave, content)
    for found in (kept, seen.checked):
        assert found.set_aside == anew.set_aside
        assert found.responses.answers.equals(anew.responses.answers)
        assert found.responses.shown.equals(anew.responses.shown)


def test_nothing_personal_is_asked_of_it() -> None:
    variables, presence = variables_of(read_wave("2014"))
    assert "submitdate" in variables
    assert not {"token", "ipaddr", "refurl", "email", "firstname", "lastname"} & variables
    assert not variables & presence
