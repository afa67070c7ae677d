"""Sentences of our own, true and false, judged as a careful reader would."""

from pathlib import Path

import pytest
import yaml

from bilan.french.typography_rules import typographic
from bilan.prose.data import Figures
from bilan.prose.findings import Finding

from .judging import findings_in

STATED = yaml.safe_load(Path(__file__).with_name("own_sentences.yml").read_text(encoding="utf-8"))
REASONS = ("formulation", "valeur", "effectif", "champ", "évolution", "rang", "registre",
           "comparaison", "affirmation", "date")  # fmt: skip


def judged(sentence: str, figures: Figures) -> list[Finding]:
    return findings_in("\n".join(map(typographic, sentence.split("\n"))), figures)


def test_sentences_are_many() -> None:
    counts = {kind: len(set(sentences)) for kind, sentences in STATED.items()}
    assert counts["wrong"] >= 75
    assert counts["right"] >= 75
    assert counts["around"] >= 50


@pytest.mark.parametrize("sentence", STATED["wrong"])
def test_what_is_false_within_the_brackets_is_refused(
    sentence: str, figures: dict[str, Figures]
) -> None:
    wrong = [f for f in judged(sentence, figures["2015"]) if f.severity == "erreur"]
    assert wrong
    for finding in wrong:
        assert finding.kind in REASONS
        assert "``" not in finding.message
        assert "0,000" not in finding.message


@pytest.mark.parametrize("sentence", STATED["right"])
def test_what_is_true_is_accepted(sentence: str, figures: dict[str, Figures]) -> None:
    assert [f for f in judged(sentence, figures["2015"]) if f.severity == "erreur"] == []


@pytest.mark.parametrize("sentence", STATED["unread"])
def test_a_true_sentence_that_is_refused_is_told_how_to_write_it(
    sentence: str, figures: dict[str, Figures]
) -> None:
    (refused,) = [f for f in judged(sentence, figures["2015"]) if f.severity == "erreur"]
    assert refused.proposal
    mended = typographic(sentence).replace(f"[{refused.text}]", f"[{refused.proposal}]", 1)
    assert [f for f in judged(mended, figures["2015"]) if f.severity == "erreur"] == []


@pytest.mark.parametrize("sentence", STATED["around"])
def test_what_a_reader_would_misunderstand_is_told(
    sentence: str, figures: dict[str, Figures]
) -> None:
    found = judged(sentence, figures["2015"])
    assert found
    assert all(finding.message.strip() for finding in found)


@pytest.mark.parametrize("sentence", STATED["wrong"])
def test_a_proposal_is_true_in_its_place(sentence: str, figures: dict[str, Figures]) -> None:
    wrong = [f for f in judged(sentence, figures["2015"]) if f.severity == "erreur"]
    said = typographic(sentence)
    for finding in wrong:
        if finding.proposal and finding.text in said:
            mended = said.replace(f"[{finding.text}]", f"[{finding.proposal}]", 1)
            again = judged(mended, figures["2015"])
            assert len([f for f in again if f.severity == "erreur"]) < len(wrong)
