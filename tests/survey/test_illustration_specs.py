"""What each illustration shows, and what is wrong in the file."""

from pathlib import Path

import pytest
from builders import asked, wave

from bilan.project.errors import DataError, UsageError
from bilan.survey.illustration_specs import absent, illustrations_of, not_asked

YEARS = ("2014", "2015", "2016")

COMMON = 'notebook: n, answer: ["a", "b"], respondents: r, field: f, unit: u'
FILE = f"""\
illustrations:
  - {{id: one, kind: shares, question: q, {COMMON}}}
  - {{id: two, kind: association, question: q, by: voie, {COMMON}}}
  - {{id: three, kind: evolution, {COMMON}}}
"""


@pytest.fixture(autouse=True)
def codebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.survey.illustration_specs.asked_in", lambda _: (asked("q"),))


def write(tmp_path: Path, text: str = FILE) -> Path:
    path = tmp_path / "illustrations.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_evolution_needs_a_wave_before(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert list(illustrations_of(wave("2014"), path)) == ["one", "two"]
    assert list(illustrations_of(wave("2015", previous="2014"), path)) == ["one", "two", "three"]


def test_an_illustration_of_a_question_that_is_not_asked_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, FILE.replace("question: q", "question: gone", 1))
    assert list(illustrations_of(wave("2014"), path)) == ["two"]
    assert list(not_asked(wave("2014"), path)) == ["one"]
    assert list(absent(wave("2014"), path)) == ["one", "three"]


def test_what_a_wave_changes_holds_from_that_wave_on(tmp_path: Path) -> None:
    text = FILE.replace("unit: u", 'unit: u, waves: {"2015": {field: g}}', 1)
    known = {w: illustrations_of(wave(w), write(tmp_path, text))["one"] for w in YEARS}
    assert [known[w].field for w in YEARS] == ["f", "g", "g"]


def test_an_unknown_illustration_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        illustrations_of(wave(), write(tmp_path))["four"]
    assert str(error.value) == (
        "no illustration `four`\n"
        "  expected: one of one, two\n"
        "  next:     mend the name, or add it to data/illustrations.yml"
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("id: two", "id: one", "`one` twice"),
        (
            "kind: shares, question: q",
            "kind: shares",
            "`one`: its kind, shares, wants a `question`",
        ),
        ("by: voie, ", "", "`two`: its kind, association, wants a `by`"),
        (
            "by: voie",
            "by: type",
            "`two`: by `type`; a question is crossed with voie, secteur, bassin",
        ),
        (
            "kind: evolution",
            "kind: evolution, question: q",
            "`three`: an evolution has no `question` and no `by`",
        ),
    ],
)
def test_what_contradicts_itself_is_an_error(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    path = write(tmp_path, FILE.replace(old, new))
    with pytest.raises(DataError) as error:
        illustrations_of(wave(), path)
    assert str(error.value) == f"{path} is inconsistent\n  found:    {found}"


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, FILE.replace("kind: shares", "kind: camembert"))
    with pytest.raises(DataError) as error:
        illustrations_of(wave(), path)
    assert str(error.value).split("\n")[1] == (
        "  found:    Invalid enum value 'camembert' - at `$.illustrations[0].kind`"
    )
