"""Where the text of a wave uses each question: which section, how many bound texts."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bilan.french.markdown_reader import mark_of
from bilan.project.yaml_records import Strict
from bilan.prose.bindings import bindings_of
from bilan.prose.chapter_lines import ChapterLine
from bilan.survey.codebook import FRAME_COLUMNS
from bilan.survey.conditions import each
from bilan.survey.indicators import Indicator, Statement

ENDS = re.compile(r"[+-]")  # between the indicators of a sum, of a gap


class Use(Strict, frozen=True):
    """A section that uses a question: its identifier, its title, how many of its bound texts."""

    section: str
    title: str
    times: int


def questions_of(indicator: Indicator) -> list[str]:
    """Questions that an indicator counts, or that say who is in its base."""
    base = indicator.base
    below = list(base) if isinstance(base, dict) else [base] if indicator.kind == "ratio" else []
    names = [*each(indicator.numerator), *below]
    return [name for name in dict.fromkeys(names) if name not in FRAME_COLUMNS]


def uses_in(
    lines: Iterable[ChapterLine],
    indicators: Sequence[Indicator],
    statements: Sequence[Statement] = (),
) -> dict[str, list[Use]]:
    """Sections that use each question, in reading order; a text without a section is left out.

    A text uses the questions of the indicator that it is bound to, of each in a sum or a gap, or
    the question of the option that it names.
    """
    behind = {i.id: questions_of(i) for i in indicators}
    behind |= {s.id: _behind(s, behind) for s in statements}
    counted: Counter[tuple[str, str]] = Counter()
    titles: dict[str, str] = {}
    section = ""
    for line in lines:
        mark = mark_of(line.raw)
        if mark.kind == "heading" and (names := mark.attributes.identifiers):
            section = names[0]
            titles[section] = line.raw[mark.start : mark.end].strip()
        for binding in bindings_of(line):
            used = (
                question
                for name in ENDS.split(binding.ind)
                for question in behind.get(name, [name.partition("=")[0]])
            )
            for question in dict.fromkeys(used):
                if section and question:
                    counted[question, section] += 1
    found: dict[str, list[Use]] = {}
    for (question, name), times in counted.items():
        found.setdefault(question, []).append(Use(name, titles[name], times))
    return found


def _behind(statement: Statement, behind: Mapping[str, Sequence[str]]) -> list[str]:
    """Questions that a statement is about."""
    named = [*statement.indicators, *statement.below]
    found = [question for name in named for question in behind.get(name, [])]
    return list(dict.fromkeys([*([statement.question] if statement.question else []), *found]))
