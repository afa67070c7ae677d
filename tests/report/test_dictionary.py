"""The dictionary of the questions: what it says of each, in the page and everywhere else."""

import re
from pathlib import Path

import pytest

from bilan.prose.uses import Use
from bilan.report.dictionary import Entry, entries
from bilan.report.dictionary_page import anchor, dictionary_markdown
from bilan.survey.codebook import asked_in
from bilan.survey.illustration_specs import illustrations_of
from bilan.survey.indicators import indicators_in
from bilan.survey.wave import read_wave

USES = {"composition": [Use(section="sec-un", title="Un [titre]", times=3)]}


def of(*waves: str) -> dict[str, Entry]:
    made = entries(
        waves,
        indicators=indicators_in(waves[-1]),
        illustrations=illustrations_of(read_wave(waves[-1])),
        uses=USES,
    )
    return {entry.asked.id: entry for entry in made}


def test_a_question_says_what_it_is_and_where_it_is_used() -> None:
    entry = of("2014", "2015")["composition"]
    assert entry.type == "plusieurs réponses possibles"
    assert entry.options[0] == "composition_SQ001 : Chef d’établissement".replace(" :", "\u00a0:")
    assert entry.options[9].endswith("Chef de travaux (LGT, LP, SEP seulement)")
    assert entry.shown_to == "Posée à tous les EPLE"
    assert entry.waves == {"2014": "première enquête", "2015": "inchangée, la série continue"}
    assert entry.illustrations == ("composition", "association")
    assert [i.id for i in entry.indicators][:2] == ["compo_ctice", "compo_chef"]
    assert entry.sections == tuple(USES["composition"])


def test_what_changed_stands_under_its_wave_with_its_reason() -> None:
    told = {name: entry.waves for name, entry in of("2014", "2015").items()}
    assert "libellé reformulé" in told["cp_temps"]["2015"]
    assert told["cp_temps"]["2015"].endswith("rompue")
    continued = [
        waves["2015"] for waves in told.values() if "Chaque service" in waves.get("2015", "")
    ]
    assert len(continued) == 1
    assert "continue." in continued[0]
    new = [waves for waves in told.values() if "2014" not in waves]
    assert new
    assert all("question nouvelle" in waves["2015"] for waves in new)


def test_a_dropped_question_stays_with_what_it_was() -> None:
    both = of("2014", "2015")
    gone = set(both) - {question.id for question in asked_in("2015")}
    assert gone
    for name in gone:
        assert "question supprimée" in both[name].waves["2015"]
        assert both[name].asked == next(q for q in asked_in("2014") if q.id == name)


def test_a_wave_does_not_speak_of_a_later_one() -> None:
    assert all(set(entry.waves) == {"2014"} for entry in of("2014").values())


def page(made: dict[str, Entry]) -> str:
    return dictionary_markdown(
        list(made.values()),
        wave="2015",
        workbook="donnees/bilan-2015.xlsx",
        illustrations=illustrations_of(read_wave("2015")),
    )


def test_each_question_has_the_anchor_that_cards_lead_to() -> None:
    made = of("2014", "2015")
    written = page(made)
    for name in made:
        assert f"{{#{anchor(name).partition('#')[2]} .unnumbered}}" in written
        assert f"](#{anchor(name).partition('#')[2]})" in written
    assert r"[Un \[titre\]](bilan.html#sec-un) (3 nombres liés)" in written
    assert "](bilan.html#fig-composition)" in written


@pytest.mark.slow
def test_links_of_the_published_pages_lead_somewhere(site: Path) -> None:
    for wave in ("2014", "2015"):
        folder = site / wave
        told = (folder / "dictionnaire.html").read_text(encoding="utf-8")
        own = set(re.findall(r'id="([^"]+)"', told))
        report = (folder / "bilan.html").read_text(encoding="utf-8")
        there = set(re.findall(r'id="([^"]+)"', report))
        for address in re.findall(r'href="([^"]+)"', told):
            name, _, place = address.partition("#")
            if name == "bilan.html" and place:
                assert place in there, address
            elif name:
                assert (folder / name).is_file(), address
            else:
                assert place in own, address
        used = re.findall(r'"dictionnaire.html#(question-[^"]+)"', report)
        assert len(used) > 50
        assert set(used) <= own
