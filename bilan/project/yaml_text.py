"""YAML as plain values: a text of a few bytes may be neither endless nor too deep to be read."""

import re
from typing import Any

import yaml

from bilan.project.files import composed

DEEPEST = 60  # levels; the deepest file of the project has nine
MOST = 1_000_000  # values, those that an alias repeats counted each time
_FLOW = re.compile(rb"[\[\]{}]")
_BLOCK = re.compile(rb"^[ \t]*(?:[-?:][ \t]+)*", re.MULTILINE)


class _Loader(yaml.CSafeLoader):
    """YAML's safe loader, to which the same key twice is an error and not the last one."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """Values by key."""
        seen = set()
        for name, _ in node.value:
            if str(name.value) in seen:
                problem = f"the key `{name.value}` stands twice"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=name.start_mark)
            seen.add(str(name.value))
        return super().construct_mapping(node, deep=deep)


def yaml_values(content: bytes) -> Any:
    """Plain values of a YAML text.

    Raises
    ------
    yaml.YAMLError, ValueError
        It is not YAML in UTF-8, is too deep, or its aliases stand for too much.
    """
    text = composed(content.decode("utf-8-sig"))
    if _may_be_deep(content):
        _require_shallow(text)
    values = yaml.load(text, Loader=_Loader)  # a safe loader: it makes plain values only
    if b"*" in content and b"&" in content:
        _require_few(values)
    return values


def _may_be_deep(content: bytes) -> bool:
    """Whether signs that open a level, or stand before one, are many; quoted ones count too.

    The parser calls itself for each level and would overrun its stack: this looks before it does.
    """
    depth = 0
    for sign in _FLOW.findall(content):
        depth += 1 if sign in b"[{" else -1
        if depth > DEEPEST:
            return True
    return any(len(match[0]) > DEEPEST for match in _BLOCK.finditer(content))


def _require_shallow(text: str) -> None:
    """Count levels without making values of them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ValueError(f"line {line}: more than {DEEPEST} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _require_few(values: Any) -> None:
    waiting, count = [values], 0
    while waiting:
        value = waiting.pop()
        count += 1
        if count > MOST:
            raise ValueError(f"aliases that stand for more than {MOST:,} values")
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
