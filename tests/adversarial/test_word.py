"""Damaged Word files, few of them and always the same; and a broken product, which is found."""

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from bilan.review.word import reader_process, reading
from bilan.review.word.reader_process import parse_word
from tests.adversarial import word
from tests.adversarial.mutations import HUNG, READ, REFUSED
from tests.review.word_import.samples import sample_project

pytestmark = pytest.mark.slow


QUICK = ("laughs without end", "100,000 elements, one in another", "9,000 empty paragraphs more")


def only(*names: str) -> Callable[[bytes], dict[str, Callable[[Path], Path]]]:
    """Some of the bombs."""
    whole = word.bombs
    return lambda sound: {name: whole(sound)[name] for name in names}


def test_a_short_campaign_has_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "bombs", only(*QUICK))
    found = word.damage_word_files(times=12, seed=3)
    assert found.faults == []
    assert sum(found.outcomes.values()) == 12 + len(QUICK)
    assert {outcome for _, outcome in found.outcomes} == {READ, REFUSED}


def test_a_refusal_that_is_no_message_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(module: str, arguments: list[str], *_: object) -> bytes:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, input=b"null", capture_output=True, check=True).stdout

    monkeypatch.setattr(reading, "ask_reader", raising)
    found = word.damage_word_files(times=9, seed=3, with_bombs=False)
    assert any("CalledProcessError" in fault for fault in found.faults)


def test_a_reader_without_limits_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def here(_: str, arguments: list[str], *__: object) -> bytes:
        return msgspec.json.encode(parse_word(Path(arguments[0])))

    monkeypatch.setattr(reading, "ask_reader", here)
    for limit in ("PARAGRAPHS", "CHARACTERS", "LONGEST"):
        monkeypatch.setattr(reader_process, limit, 10**9)
    chosen = ("60,000 paragraphs of one letter", "a paragraph of 5 MB")
    monkeypatch.setattr(word, "bombs", only(*chosen))
    found = word.damage_word_files(times=0, seed=3, seconds=1)
    assert [fault.partition(":")[0] for fault in found.faults] == list(chosen)
    assert all(HUNG in fault for fault in found.faults)


def test_a_damage_is_always_one_and_the_same_for_a_seed(tmp_path: Path) -> None:
    sound = (sample_project(tmp_path / "p") / "envoi.docx").read_bytes()
    for damage in word.DAMAGES.values():
        one, two = (damage(sound, random.Random(5)) for _ in range(2))
        assert len(one) == len(two)
