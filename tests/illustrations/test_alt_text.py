"""Alternative texts say the finding first, and nothing that is suppressed."""

import pytest

from bilan.french.typography_rules import typographic
from bilan.illustrations.alt_text import alt_association, alt_evolution, alt_shares, quoted
from bilan.illustrations.checked_frames import highest_first, largest_first

WAVES = ("2014", "2015")


def plain(text: str) -> str:
    """Spaces of one kind, to be read in a test."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_shares(shares):
    assert plain(alt_shares(highest_first(shares, last=["other", "none"]))) == (
        "Barres horizontales. « Comité de pilotage dédié » arrive en tête avec 61,5 % ; viennent "
        "ensuite « Conseil pédagogique » (27,0 %), « Autre commission » (8,2 %) et « Aucune » "
        "(3,3 %). Base : 122 EPLE répondants."
    )


def test_shares_on_several_bases_give_each(shares):
    shares.loc[0, "base"] = 63
    text = plain(alt_shares(shares, base_label="EPLE interrogés"))
    assert "« Conseil pédagogique » (27,0 % de 63)" in text
    assert text.endswith("Base : EPLE interrogés.")


def test_equal_leaders_share_the_head(shares):
    shares["share"] = [0.5, 0.1, 0.5, 0.1]
    assert "« Conseil pédagogique » et « Comité de pilotage dédié » arrivent en tête" in plain(
        alt_shares(shares)
    )


def test_one_bar(shares):
    text = plain(alt_shares(shares.head(1)))
    assert text == (
        "Barres horizontales. « Conseil pédagogique » arrive en tête avec 27,0 %. "
        "Base : 122 EPLE répondants."
    )


def test_association(association):
    association.loc[association["suppressed"], "share"] = 0.2
    text = plain(alt_association(association, alpha=0.05))
    assert text == (
        "Tableau teinté. Le lien avec le type d’EPLE est significatif pour « Chef de travaux » "
        "(force 0,52 : LGT 27 %, LP 60 %, SEP 80 %) ; « AED TICE » (force 0,45 : CLG 64 %, "
        "LGT 35 %, LP 8 %, SEP 0 %). Sans lien significatif : « Coordonnateur TICE » "
        "(CLG 96 %, LGT 96 %, "
        "LP 92 %, SEP 100 %). Lien sous secret statistique : « Mise à disposition d’ordinateurs "
        "portables ou de tablettes » (CLG 32 %, LGT 50 %, LP 46 %, SEP secret statistique). Base : "
        "EPLE répondants "
        "(CLG, n = 78 ; LGT, n = 26 ; LP, n = 13 ; SEP, n = 5)."
    )
    assert "20 %" not in text


def test_association_without_any_link(association):
    text = plain(alt_association(association.assign(p_adjusted=1.0), alpha=0.05))
    assert text.startswith("Tableau teinté. Aucun lien significatif avec le type d’EPLE.")


def test_evolution(changes):
    text = plain(alt_evolution(largest_first(changes), waves=WAVES))
    assert text.startswith(
        "Évolution de 2014 à 2015. Progressent : « Lettre de mission » (25,4 % en 2014, 46,4 % "
        "en 2015, soit +21,0 points) ; « Difficultés matérielles » (68,9 % en 2014, 55,2 % en "
        "2015, soit −13,7 points). Reculent : « Formation à l’ENT proposée aux parents »"
    )
    assert "Non comparables : « Échange de documents » (66,7 % en 2014, 69,0 % en 2015) ;" in text
    assert "« Tableau de bord » (41,6 % en 2015). Base : EPLE répondants." in text


def test_quotation_marks_inside_a_label_are_of_the_next_level():
    assert quoted("la «Voie»") == "“la «\u00a0Voie\u00a0»”"


@pytest.mark.parametrize("kind", ["shares", "association", "evolution"])
def test_texts_are_typographically_right(kind, shares, association, changes):
    text = {
        "shares": lambda: alt_shares(shares),
        "association": lambda: alt_association(association, alpha=0.05),
        "evolution": lambda: alt_evolution(largest_first(changes), waves=WAVES),
    }[kind]()
    assert typographic(text) == text
    assert "'" not in text
    assert "nan" not in text


def test_all_suppressed_base_is_not_written(association):
    association["base"] = association["base"].where(association["group"] != "SEP")
    assert "SEP, secret statistique" in plain(alt_association(association, alpha=0.05))
