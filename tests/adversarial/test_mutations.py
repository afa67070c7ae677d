"""Damaged files, few of them and always the same, and those that once made a fault."""

import gzip
import random
from pathlib import Path

import pytest

from bilan.exports.load import Source, read_export
from bilan.project.errors import DataError
from tests.adversarial.mutations import CRASHED, HUNG, READ, REFUSED, attempt, mutate_files
from tests.adversarial.mutators import MUTATORS, mutated
from tests.adversarial.targets import Target

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parent / "corpus"


def test_a_short_campaign_has_no_fault() -> None:
    found = mutate_files(times=60, seed=7, say=lambda _: None)
    assert found.faults == []
    assert sum(found.outcomes.values()) == 60
    assert {outcome for _, outcome in found.outcomes} >= {READ, REFUSED}


@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("*.sav.gz")))
def test_a_file_that_crashes_the_library_is_one_message(name: str, tmp_path: Path) -> None:
    path = tmp_path / "e.sav"
    path.write_bytes(gzip.decompress((CORPUS / name).read_bytes()))
    with pytest.raises(DataError, match="cannot be read whole"):
        read_export(Source(path, "sav"), {"id", "uai", "instance"})


def test_a_damage_is_always_one_and_the_same_for_a_seed() -> None:
    content = b"questions:\n  - id: uai\n" * 20
    one, two = (mutated(content, random.Random(5)) for _ in range(2))
    assert one == two != content
    assert len({mutator(content, random.Random(1)) for mutator in MUTATORS}) > 4


def outcome(tmp_path: Path, code: str) -> tuple[str, str]:
    def read() -> object:
        exec(code)
        return None

    return attempt(Target("x", tmp_path / "x", b"", read), b"content")


def test_each_outcome_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.adversarial.mutations.SECONDS", 1)
    assert outcome(tmp_path, "pass")[0] == READ
    refused = "from bilan.project.errors import DataError; raise DataError('x')"
    assert outcome(tmp_path, refused)[0] == REFUSED
    assert outcome(tmp_path, "import os; os.abort()") == (CRASHED, "signal 6")
    assert outcome(tmp_path, "import time; time.sleep(9)")[0] == HUNG
    fault, told = outcome(tmp_path, "[][1]")
    assert (fault, "IndexError" in told) == ("fault", True)
