"""Conditions on answers, as the codebook and the indicators state them."""

from collections.abc import Iterable

Condition = dict[str, str | list[str]]


def each(names: str | Iterable[str]) -> tuple[str, ...]:
    """The names, where a file may state one of them alone."""
    return (names,) if isinstance(names, str) else tuple(names)


def accepted(condition: Condition | None) -> dict[str, tuple[str, ...]]:
    """Options that a condition accepts, by question or column of the sampling frame."""
    return {key: each(options) for key, options in (condition or {}).items()}


def option_id(question: str, option: str) -> str:
    """What chapters call the share of one option, which no indicator has to name."""
    return f"{question}={option}"
