"""What wordings mean, against the intervals that the 2014 report's own wordings were given."""

from dataclasses import replace
from fractions import Fraction

import pytest

from bilan.french.numerals import LARGEST, from_words, words
from bilan.prose.change_wordings import change_wordings
from bilan.prose.claims import Amount, Day, Rank, Trend
from bilan.prose.data import Estimate
from bilan.prose.judge import judge_value
from bilan.prose.wordings import read_wordings
from bilan.survey.indicators import read_indicators

WORDINGS = read_wordings()
SHARE = Estimate("x", "share", "percent", Fraction(1, 2), Fraction(50), Fraction(100))
STEP = Fraction(1, 1000)


def accepted(text: str, share: Fraction) -> bool:
    claim = WORDINGS.value(text)
    assert claim is not None
    assert not isinstance(claim, Rank)
    estimate = replace(SHARE, id="pop_integre", value=share, lower=share, upper=share)
    return judge_value(claim, estimate, wordings=WORDINGS).agrees


# Indicator → its wording as the chapters bind it.
BOUND = {
    "conseil_pedagogique_temps": "un sixième",
    "projet_etablissement": "près de huit établissements sur dix",
    "lettre_mission_absente": "trois quarts",
    "rapport_activite": "un peu plus d’un tiers",
    "evaluation_absente": "la quasi-totalité",
    "referent_instance": "un peu plus de quatre sur dix",
    "pop_integre": "six référents POP sur dix",
}


@pytest.mark.parametrize("name", BOUND)
def test_a_wording_of_2014_means_its_published_interval(name: str) -> None:
    published = {i.id: i.published for i in read_indicators()}[name]
    assert published is not None
    assert published.interval is not None
    scale = 100 if name == "conseil_pedagogique_temps" else 1
    low, high = (Fraction(str(end)) / scale for end in published.interval)
    assert accepted(BOUND[name], low + STEP)
    assert accepted(BOUND[name], high - STEP)
    assert not accepted(BOUND[name], low - 3 * STEP)
    assert not accepted(BOUND[name], high + 2 * STEP)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("près de 80 %", ["0.775", "0.8"], ["0.774", "0.801"]),
        ("près de 10 %", ["0.09", "0.1"], ["0.089", "0.101"]),
        ("un peu plus de la moitié", ["0.501", "0.55"], ["0.5", "0.551"]),
        ("un peu moins du quart", ["0.2125", "0.249"], ["0.25", "0.212"]),
        ("environ 20 %", ["0.18", "0.22"], ["0.179", "0.221"]),
        ("plus de la moitié", ["0.501", "0.65"], ["0.5", "0.651"]),
        ("au moins la moitié", ["0.5", "0.65"], ["0.499"]),
        ("bien plus de la moitié", ["0.551", "0.75"], ["0.55", "0.751"]),
        ("la moitié", ["0.475", "0.525"], ["0.474", "0.526"]),
        ("deux tiers", ["0.642", "0.683"], ["0.641", "0.684"]),
        ("un établissement sur cinq", ["0.184", "0.224"], ["0.183", "0.226"]),
        ("la majorité", ["0.501", "0.95"], ["0.5", "0.951"]),
        ("la plupart", ["0.6", "0.95"], ["0.599", "0.951"]),
        ("une minorité", ["0.05", "0.45"], ["0.049", "0.451"]),
        ("presque jamais", ["0.001", "0.05"], ["0", "0.051"]),
        ("tous", ["1"], ["0.999"]),
    ],
)
def test_a_wording_holds_up_to_its_tolerance(
    text: str, inside: list[str], outside: list[str]
) -> None:
    assert [accepted(text, Fraction(share)) for share in inside] == [True] * len(inside)
    assert [accepted(text, Fraction(share)) for share in outside] == [False] * len(outside)


def test_half_a_unit_rounds_away_from_zero() -> None:
    assert accepted("13 %", Fraction(125, 1000))
    assert not accepted("12 %", Fraction(125, 1000))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("1\u202f234 enseignants",
         Amount(Fraction(1234), "number", noun=WORDINGS.nouns["enseignants"])),
        ("4,2", Amount(Fraction(21, 5), "number", decimals=1)),
        ("**61,5\u00a0%**", Amount(Fraction(615, 1000), "percent", decimals=1)),
        ("au premier rang", Rank(1, "au {} rang")),
        ("arrive en dernière position", Rank(-1, "arrive en {} position")),
    ],
)  # fmt: skip
def test_a_text_is_read(text: str, claim: object) -> None:
    assert WORDINGS.value(text) == claim


@pytest.mark.parametrize(
    "text", ["", "beaucoup", "61,5 % ou presque", "trois quarts et demi", "x %"]
)
def test_an_unknown_wording_is_not_guessed(text: str) -> None:
    assert WORDINGS.value(text) is None


def test_a_degree_may_stand_before_or_after_the_verb() -> None:
    after, before = (
        change_wordings(WORDINGS).change("a progressé nettement"),
        change_wordings(WORDINGS).change("a nettement progressé"),
    )
    assert isinstance(after, Trend)
    assert after == before
    assert after.degree is not None
    assert change_wordings(WORDINGS).change("reste nettement stable") is None


def test_a_date_may_leave_out_its_year() -> None:
    assert WORDINGS.day("1er mai 2014") == Day(1, 5, 2014)
    assert WORDINGS.day("1er mai") == Day(1, 5, None)
    assert WORDINGS.day("mai 2014") is None


def test_number_words_go_both_ways() -> None:
    assert [words(n) for n in (0, 21, 71, 80, 84, 95, 122, 200, 1234)] == [
        "zéro", "vingt et un", "soixante et onze", "quatre-vingts", "quatre-vingt-quatre",
        "quatre-vingt-quinze", "cent vingt-deux", "deux cents", "mille deux cent trente-quatre",
    ]  # fmt: skip
    assert all(from_words(words(n)) == n for n in range(LARGEST + 1))
    assert from_words("quatre vingt douze") == 92
    assert from_words("beaucoup") is None
