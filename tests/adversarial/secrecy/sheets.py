"""What the sheets of all schools tell of their groups, read from their pages."""

import html
import re
from collections.abc import Iterable, Iterator

from bilan.survey.codebook import Asked
from tests.adversarial.secrecy.means import MeanTold, mean_told, measures_of
from tests.adversarial.secrecy.readings import HIDDEN, NOTHING, SHARE, is_true, told_share
from tests.adversarial.secrecy.system import Told
from tests.adversarial.secrecy.world import Answer, World, named, plain

_TAG = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)
_GROUP = re.compile(r"Votre groupe</strong> : (.*?) \(\d+ répondants\)")
_LINE = re.compile(r'<tr><th scope="row">(.*?)</th><td[^>]*>.*?</td><td>(.*?)</td>', re.DOTALL)
_MEAN = re.compile(r"moyenne du groupe ?: ([^()]*)\)")
_NUMBER = re.compile(r"(\d+(?:,\d+)?)(?: ?%)?")
NOBODY = "–"
_ANSWERS = re.compile(r"<dt>(.*?)</dt>((?:<dd.*?</dd>)*)", re.DOTALL)


def read_sheets(pages: Iterable[str], world: World) -> tuple[list[Told], list[str]]:
    """The shares of groups that sheets show, each once; and what is not true or not known."""
    found: dict[tuple[str, str, str], Told] = {}
    faults: set[str] = set()
    for page in pages:
        group = _GROUP.search(page)
        if group is None:
            faults.add("a sheet without its group")
            continue
        for answers, text in (*_lines(page, world), *_answers(page, world)):
            share = SHARE.fullmatch(text)
            if text == NOBODY:  # asked of no school of the group
                for item in (Told("a sheet", a, plain(group[1]), count=0, base=0) for a in answers):
                    if _is_empty(item, world):
                        found[item.answer.key, str(item.group), text] = item
            if share is None:
                if text not in (*HIDDEN, *NOTHING):
                    faults.add(f"a sheet of {group[1]}: {text}")
                continue
            told = [
                item
                for answer in answers
                for item in told_share("a sheet", answer, plain(group[1]), share)
                if is_true(item, world)
            ]
            if answers and not told:
                faults.add(f"a sheet of {group[1]}: {answers[0]}: {text}, which is not true")
            for item in told:
                found[item.answer.key, str(item.group), text] = item
    return list(found.values()), sorted(faults)


def _is_empty(told: Told, world: World) -> bool:
    inside = world.mask(told.group)
    return not any(counts[inside].any() for counts in world.true_counts(told.answer))


def read_sheet_means(pages: Iterable[str], world: World) -> list[MeanTold]:
    """The means and ratios of groups that sheets show, each once."""
    found: dict[MeanTold, None] = {}
    by_label = {plain(i.label): i.id for i in world.indicators if i.kind != "share"}
    by_wording = {plain(q.wording): q.id for q in world.questions.values() if q.type == "N"}
    known = measures_of(world)
    for page in pages:
        group = _GROUP.search(page)
        told = [(by_label.get(_text(label)), _text(value)) for label, value in _LINE.findall(page)]
        for wording, said in _ANSWERS.findall(page):
            mean = _MEAN.search(_text(said))
            question = by_wording.get(_text(wording))
            if mean and question:
                told.append((f"{question}=mean", mean[1]))
        for name, text in told:
            written = _NUMBER.fullmatch(text)
            if group and name in known and written:
                item = mean_told(world, known[str(name)], plain(group[1]), written[1])
                found.setdefault(item)
    return list(found)


def _text(part: str) -> str:
    return plain(html.unescape(_TAG.sub("", part)))


def _lines(page: str, world: World) -> Iterator[tuple[list[Answer], str]]:
    """Shares of the roadmap's indicators; means and ratios rest on more than counts."""
    shares = {plain(i.label) for i in world.indicators if i.kind == "share"}
    for label, value in _LINE.findall(page):
        if _text(label) in shares:
            yield named(world, _text(label)), _text(value)


def _answers(page: str, world: World) -> Iterator[tuple[list[Answer], str]]:
    by_wording = {plain(q.wording): q for q in world.questions.values()}
    for wording, said in _ANSWERS.findall(page):
        question = by_wording.get(_text(wording))
        if question is not None and question.type in "LMY":
            text = _text(said.replace("</dd>", " ; "))
            for name, label in _labels(question):
                for value in re.findall(rf"(?:^|, |; |: ){re.escape(label)} \(([^()]*)\)", text):
                    yield _of_option(world, question.id, name), value


def _labels(question: Asked) -> list[tuple[str, str]]:
    if question.type == "Y":
        return [("Y", "oui"), ("N", "non")]
    return [(name, plain(option.label)) for name, option in question.options.items()]


def _of_option(world: World, question: str, option: str) -> list[Answer]:
    return [a for a in world.answers.values() if a.condition == {question: option}]
