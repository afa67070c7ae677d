"""Titles of the chapters that have indicators, in the order of the report."""

from bilan.french.texts import texts_of
from bilan.project.yaml_records import Strict


class _Chapters(Strict, frozen=True):
    titles: dict[str, str]


_texts = texts_of(__file__, _Chapters)


def chapter_titles() -> dict[str, str]:
    """Title by chapter, as `data/indicateurs.yml` names it."""
    return _texts().titles
