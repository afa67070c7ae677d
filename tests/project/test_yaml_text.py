"""YAML that would be endless, too deep or in another encoding ends in one error, fast."""

import time

import pytest
import yaml

from bilan.project.yaml_text import yaml_values

DEEP = 100_000


@pytest.mark.parametrize(
    "content",
    [
        b"[" * DEEP,
        b"{a: " * DEEP,
        b"- " * DEEP + b"x",
        b"? " * DEEP + b"x",
        b"x: [" + b"]" * 40 + b"[" * DEEP,
        b"\n".join(b" " * n + b"a:" for n in range(200)),
        b"a0: &a0 [x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b"*a%d, " % (n - 1) * 9) for n in range(1, 30)),
        b"a: &a [*a]",
        b"name: \xe9t\xe9",
        "name: été".encode("utf-16"),
        b"a: \0",
        b"day: 2015-02-30",
    ],
)
def test_it_is_refused_at_once(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises((yaml.YAMLError, ValueError)):
        yaml_values(content)
    assert time.process_time() - began < 5


def test_signs_in_texts_are_no_levels() -> None:
    assert yaml_values(b'a: "' + b"[" * 500 + b'"') == {"a": "[" * 500}
    assert yaml_values(b"a: |\n" + b" " * 100 + b"x\n") == {"a": "x\n"}
    assert yaml_values(b"[" * 50 + b"]" * 50) is not None
    assert yaml_values("\ufeffa: é".encode()) == {"a": "é"}
