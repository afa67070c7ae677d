"""*Lecture* sentences come from a cell that the picture shows."""

import pytest

from bilan.illustrations.checked_frames import highest_first, largest_first
from bilan.illustrations.reading_sentence import read_association, read_evolution, read_shares
from bilan.project.errors import DataError

WAVES = ("2014", "2015")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_shares(shares):
    assert read_shares(highest_first(shares)) == (
        "75 des 122 EPLE répondants, soit 61,5\u00a0%, ont cité "
        "«\u00a0Comité de pilotage dédié\u00a0»."
    )


def test_base_and_verb_are_the_callers(shares):
    text = read_shares(
        highest_first(shares).assign(base=92),
        base_label="EPLE dont les parents utilisent l'ENT",
        verb=("a choisi", "ont choisi"),
    )
    assert plain(text).startswith("75 des 92 EPLE dont les parents utilisent l’ENT, soit 81,5 %,")
    assert "ont choisi" in text


@pytest.mark.parametrize(
    ("numerator", "verb", "start"),
    [
        (1, ("a cité", "ont cité"), "Un seul des 122 EPLE répondants, soit 0,8 %, a cité «"),
        (0, ("a cité", "ont cité"), "Aucun des 122 EPLE répondants n’a cité «"),
        (0, ("cite", "citent"), "Aucun des 122 EPLE répondants ne cite «"),
    ],
)
def test_one_and_none(shares, numerator, verb, start):
    one = shares.head(1).assign(numerator=numerator, share=numerator / 122)
    assert plain(read_shares(one, verb=verb)).startswith(start)


def test_association(association):
    assert plain(read_association(association, alpha=0.05)) == (
        "4 des 5 EPLE répondants de type SEP, soit 80,0 %, ont cité « Chef de travaux » ; le lien "
        "avec le type d’EPLE est significatif, de force 0,52 sur une échelle de 0 à 1 "
        "(V de Cramér)."
    )


def test_association_never_reads_a_suppressed_cell(association):
    association.loc[association["group"] == "SEP", "suppressed"] = True
    text = plain(read_association(association, alpha=0.05, base_label="{group} ayant répondu"))
    assert text.startswith("8 des 13 LP ayant répondu, soit 61,5 %,")
    association["suppressed"] = True
    with pytest.raises(DataError, match="may be shown"):
        read_association(association, alpha=0.05)


def test_association_without_significance(association):
    text = plain(read_association(association, alpha=0))
    assert "le lien avec le type d’EPLE n’est pas significatif" in text


def test_evolution(changes):
    assert plain(read_evolution(largest_first(changes), waves=WAVES)) == (
        "Parmi les EPLE répondants, l’indicateur « Lettre de mission » passe de 25,4 % en 2014 "
        "à 46,4 % en 2015, soit +21,0 points : l’indicateur progresse."
    )
    own = largest_first(changes).assign(
        subject="la part des EPLE répondants qui ont une lettre de mission"
    )
    assert plain(read_evolution(own, waves=WAVES)).startswith(
        "La part des EPLE répondants qui ont une lettre de mission passe de 25,4 % en 2014 à"
    )


def test_evolution_that_is_stable_or_not_comparable(changes):
    stable = changes[changes["verdict"] == "stable"]
    assert plain(read_evolution(stable, waves=WAVES)).endswith(": l’indicateur est stable.")
    apart = changes[changes["verdict"] == "non comparable"]
    assert "ne sont pas comparables" in read_evolution(apart, waves=WAVES)
    with pytest.raises(DataError, match="both shares"):
        read_evolution(apart.tail(1), waves=WAVES)
