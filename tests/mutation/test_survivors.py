"""The count of survivors: what is killed, what is argued, what is a fault."""

import json
from pathlib import Path

import pytest
from survivors import (
    ARGUED,
    Mutant,
    change_of,
    forget_survivors,
    function_of,
    read_argued,
    report,
    verdict_files,
)

DIFFERENCE = """\
--- bilan/a.py
+++ bilan/a.py
@@ -1,4 +1,3 @@
 def f(x):
-    return g(
-        x + 1)
+    return g(x - 1)
"""
PLUS_ONE = ("return g( x + 1)", "return g(x - 1)")
SURVIVOR = Mutant("bilan.a", "f", PLUS_ONE, seen=False)
KILLED = Mutant("bilan.a", "f", ("", ""), seen=True)
ARGUMENT = {("bilan.a", "f", PLUS_ONE): "the same"}


def test_a_change_is_the_lines_before_and_after() -> None:
    assert change_of(DIFFERENCE) == PLUS_ONE


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("bilan.a.x_f__mutmut_1", "f"),
        ("bilan.a.x__f__mutmut_12", "_f"),
        ("bilan.a.xǁCǁm__mutmut_3", "C.m"),
    ],
)
def test_a_mutant_names_its_function(mutant: str, function: str) -> None:
    assert function_of(mutant) == function


def test_one_survivor_in_twenty_is_a_fault_and_an_argued_one_is_none() -> None:
    text, fault = report([SURVIVOR, *[KILLED] * 19], {})
    assert fault
    assert "survived: bilan.a, f\n  - return g( x + 1)\n  + return g(x - 1)" in text
    assert "20      19 ( 95%)       0 (  0%)       1 (  5%)" in text
    assert not report([SURVIVOR, *[KILLED] * 20], {})[1]
    text, fault = report([SURVIVOR, *[KILLED] * 19], ARGUMENT)
    assert not fault
    assert "20      19 ( 95%)       1 (  5%)       0 (  0%)" in text


def test_each_module_counts_alone() -> None:
    other = [Mutant("bilan.b", "g", ("", ""), seen=True)] * 100
    assert report([SURVIVOR, KILLED, *other], {})[1]


def test_an_argument_for_code_that_is_gone_is_a_fault() -> None:
    text, fault = report([KILLED], ARGUMENT)
    assert fault
    assert "argued, and does not survive: bilan.a, f" in text


def test_a_mutant_that_was_not_tried_is_no_success() -> None:
    text, fault = report([KILLED, Mutant("bilan.a", "f", ("", ""), seen=None)], {})
    assert fault
    assert "1 not tried yet" in text


def test_survivors_are_tried_again_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.py.meta"
    codes = {"killed": 1, "survived": 0, "no test": 33, "timeout": -24, "new": None}
    path.write_text(json.dumps({"exit_code_by_key": codes, "other": 1}), encoding="utf-8")
    forget_survivors(tmp_path)
    known = json.loads(path.read_text(encoding="utf-8"))
    forgotten = {"survived": None, "no test": None}
    assert known == {"exit_code_by_key": {**codes, **forgotten}, "other": 1}


def test_modules_are_named_by_their_ends(tmp_path: Path) -> None:
    names = ["prose/judge", "prose/judge_change", "prose/misjudge"]
    paths = [tmp_path / f"bilan/{name}.py.meta" for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert verdict_files(tmp_path) == sorted(paths)
    assert verdict_files(tmp_path, ["judge"]) == verdict_files(tmp_path, ["prose.judge"])
    assert verdict_files(tmp_path, ["judge", "misjudge"]) == [paths[0], paths[2]]


def test_every_argument_has_a_reason() -> None:
    assert all(len(reason.split()) > 3 for reason in read_argued(ARGUED).values())
