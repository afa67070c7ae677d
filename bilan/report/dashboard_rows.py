"""What the row of an indicator says in the « Tableau de bord », as Markdown.

The sign, the word and the weight of a verdict say it; colour only adds.
"""

from typing import Annotated

from bilan.estimation.progress import NONE, ProgressLine, change, situation
from bilan.estimation.study import distinct_bounds, fraction, smallest_shown, written
from bilan.french.blocks import Markup
from bilan.french.formats import NBSP
from bilan.french.markdown_writer import attribute, escaped
from bilan.french.texts import Holds, texts_of
from bilan.french.typography_rules import typographic
from bilan.french.verdicts import verdict_words
from bilan.project.yaml_records import Strict


class _Texts(Strict, frozen=True):
    field: Annotated[str, Holds("base")]
    smallest: Annotated[str, Holds("gap")]
    reached: str
    distant: str
    without_target: str


texts = texts_of(__file__, _Texts)


def cells_of(line: ProgressLine, *, compared: bool) -> list[str]:
    """Cells of the row of an indicator; those of its change only where waves are compared."""
    indicator = line.indicator
    name = label(line)
    if indicator.base != "all":
        field = typographic(texts().field.format(base=indicator.base_label))
        name += f" [{escaped(field)}]{{.champ}}"
    cells: list[str] = [bold(written(line.row["value"], indicator))]
    if compared:
        verdict = Markup(_verdict(line) + _smallest(line))
        cells = [written(line.before, indicator), *cells, change(line), verdict]
    return [
        Markup(name),
        *cells,
        written(indicator.target, indicator),
        Markup(_situation(line)),
        fraction(line.row),
        distinct_bounds(dict(line.row), line.indicator),
    ]


def bold(text: str) -> Markup:
    """A text that stands out."""
    return Markup(f"**{escaped(text)}**")


def label(line: ProgressLine) -> str:
    """The indicator's name; beside it, for the page's filters, what it is."""
    said = " ".join(f"{name}={attribute(value)}" for name, value in filters(line).items())
    return f"[{escaped(typographic(line.indicator.label))}]{{.indicateur {said}}}"


def filters(line: ProgressLine) -> dict[str, str]:
    """What the filters of the page read of a row."""
    said = texts()
    reached = {True: said.reached, False: said.distant, None: said.without_target}[line.reached]
    about = {"chapitre": chapter_id(line.indicator.chapter), "situation": reached}
    return about | ({"verdict": line.verdict} if line.verdict in verdict_words() else {})


def _verdict(line: ProgressLine) -> str:
    words = verdict_words().get(line.verdict)
    if words is None:
        return NONE
    name = line.verdict.replace(" ", "-")
    return f"[{sign(words.sign)}{NBSP}{line.verdict}]{{.verdict .{name}}}"


def _smallest(line: ProgressLine) -> str:
    """Below a change that is not told from chance, the smallest that would have been."""
    shown = smallest_shown(line.smallest, line.indicator)
    return "" if shown == NONE else f" [{escaped(texts().smallest.format(gap=shown))}]{{.champ}}"


def _situation(line: ProgressLine) -> str:
    if line.reached is None:
        return NONE
    shape, name = ("●", "atteinte") if line.reached else ("○", "distante")
    return f"[{sign(shape)}{NBSP}{escaped(situation(line))}]{{.situation .{name}}}"


def sign(shape: str) -> str:
    """A sign that eyes read; the word beside it says the same to the others."""
    return f'[{escaped(shape)}]{{aria-hidden="true"}}'


def chapter_id(chapter: str) -> str:
    """Identifier of the section of a chapter."""
    return "chapitre-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in chapter)
