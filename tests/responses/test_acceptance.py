"""What `accept` says of an export against the one accepted before."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from builders import UAI, asked, wave

from bilan.project.errors import DataError
from bilan.responses import acceptance
from bilan.responses.acceptance import accepted_before, accepted_lines, answer_shares

PILOT, BODY = asked("pilot"), asked("body", "L", options=["comite", "autre"])
WHO = asked("who", "M", options=["chef", "cpe"])
KNOWN = (UAI, PILOT, BODY, WHO)


def content(pilots: str, *, label: str = "pilot ?", extra: str = "", **more: Any) -> dict[str, Any]:
    """What is read of an export: one row for each letter of `pilots`."""
    labels = {
        "UAI": "uai ?", "PILOT": label, "BODY": "body ?",
        "WHO_SQ001": "[Option chef] who ?", "WHO_SQ002": "[Option cpe] who ?",
        "id": "", "submitdate": "",
    }  # fmt: skip
    labels |= {extra: f"{extra} ?"} if extra else {}
    columns = {name: ["" for _ in pilots] for name in labels}
    columns |= {"submitdate": ["2014-05-12"] * len(pilots), "PILOT": list(pilots)}
    columns |= {"BODY": ["A1"] * len(pilots), "WHO_SQ001": ["Y"] + [""] * (len(pilots) - 1)}
    variables = [
        {"name": n, "label": text, "kind": "text", "value_labels": {}} for n, text in labels.items()
    ]
    return {"variables": variables, "columns": columns | more, "declared_missing": {}}


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acceptance, "built", lambda _, name: tmp_path / name)
    monkeypatch.setattr(acceptance, "asked_in", lambda _: KNOWN)
    monkeypatch.setattr(acceptance, "coded_questions", lambda _: KNOWN[1:])
    monkeypatch.setattr("bilan.responses.load.asked_in", lambda _: KNOWN)


def lines(
    now: dict[str, Any], before: dict[str, Any] | None, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    monkeypatch.setattr(acceptance, "content_of", lambda _: now)
    return list(accepted_lines(wave(), before))


def test_the_base_of_a_share_is_who_answered_and_of_a_box_every_complete_row() -> None:
    given = content("YNN ")
    given["columns"]["PILOT"][3] = ""
    given["columns"]["submitdate"][2] = ""
    shares = answer_shares(given, wave())
    assert shares["pilot=Y"] == pytest.approx(1 / 2)
    assert shares["who=chef"] == pytest.approx(1 / 3)
    assert (shares["body=comite"], shares["body=autre"]) == (1.0, 0.0)


def test_rows_columns_and_moves_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    before = content("YYNN", extra="OLD")
    now = content("YYYYN", extra="NEW", label="pilote ?")
    told = lines(now, before, monkeypatch)
    assert told[0] == "2014: the export declares 2 things otherwise than data/codebook.yml"
    assert (
        told[-7:]
        == [
            "  against the export accepted before:",
            "  - rows: 4 before, 5 now",
            "  - column lost: OLD",
            "  - column added: NEW",
            "  - PILOT: labelled “pilote ?”, before “pilot ?”",
            "  - pilot=Y: +30.0 points (50.0% before, 80.0% now)",
            "  - pilot=N: -30.0 points (50.0% before, 20.0% now)",
        ][:7]
        or told
    )
    assert sum("who=chef: -5.0 points" in line for line in told) == 1


def test_a_column_with_its_label_is_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    before, now = content("YN", extra="OLD"), content("YN", extra="NEW")
    now["variables"][-1]["label"] = "OLD ?"
    told = lines(now, before, monkeypatch)
    assert "  - column renamed: OLD → NEW" in told
    assert not any("lost" in line or "column added" in line for line in told)


def test_an_export_that_is_as_before_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert lines(content("YN"), content("YN"), monkeypatch) == [
        "  labels, options and columns are as data/codebook.yml has them",
        "  against the export accepted before:",
        "  - rows: 2 before, 2 now",
        "  - no answer moved by a point",
    ]


def test_the_first_export_of_a_first_wave(monkeypatch: pytest.MonkeyPatch) -> None:
    told = lines(content("YN"), None, monkeypatch)
    assert told[-1] == "  no export accepted before to hold it against"


def test_an_export_that_cannot_be_read_is_pinned_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: object) -> Any:
        raise DataError("cut off")

    monkeypatch.setattr(acceptance, "content_of", broken)
    assert list(accepted_lines(wave(), None)) == ["  it cannot be read: cut off"]


def test_only_what_was_read_of_the_pinned_export_is_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = wave()
    assert accepted_before(stated) is None
    lines(content("YN"), None, monkeypatch)  # keeps what it read, under the hash that is pinned
    assert accepted_before(stated)["columns"]["PILOT"] == ["Y", "N"]
    export = msgspec.structs.replace(stated.stated.export, sha256="1" * 64)
    other = type(stated)(msgspec.structs.replace(stated.stated, export=export), stated.folder)
    assert accepted_before(other) is None
    (tmp_path / "export.json").write_text(json.dumps({"sha256": "1" * 64}), encoding="utf-8")
    assert accepted_before(other) == {"sha256": "1" * 64}
